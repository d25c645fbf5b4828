"""The functions of the language over values already evaluated (format section 5)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from gaoxin.engine.values import (
    Absent,
    Span,
    Unknown,
    Value,
    compound,
    edge_of_year,
    greatest,
    growth,
    is_number,
    least,
    perhaps_absent,
    shifted,
    unknown_of,
)
from gaoxin.facts.entities import Spell
from gaoxin.quantities import Period, WorkCalendar
from gaoxin.quantities import full_months as months_between
from gaoxin.quantities import full_years as years_between


def _strict(function: Callable[..., Value]) -> Callable[..., Value]:
    """Absent makes absent, unknown makes unknown; else the function decides."""

    def run(*args: Value) -> Value:
        open_ = False
        for value in args:
            if isinstance(value, Absent):
                return value
            open_ = open_ or isinstance(value, Unknown)
        return unknown_of(args) if open_ else function(*args)

    return run


def _partial(function: Callable[..., Value]) -> Callable[..., Value]:
    """Strict, and what is unknown may turn out absent: there may be no such spell."""
    strict = _strict(function)
    return lambda *args: perhaps_absent(strict(*args))


def _has(value: Value) -> Value:
    """Unknown means "exists, not given", unless it may also turn out not to exist."""
    if isinstance(value, Unknown):
        return value if value.maybe_absent else True
    return not isinstance(value, Absent)


def _within(a: date, duration: Any, b: date, calendar: WorkCalendar) -> bool:
    return b <= shifted(a, duration, calendar)


def _start(period: int | Period) -> date:
    return period.start if isinstance(period, Period) else edge_of_year(period, "start")


def _end(period: int | Period) -> date:
    return period.end if isinstance(period, Period) else edge_of_year(period, "end")


def _year(day: date | Period) -> int:
    return day.start.year if isinstance(day, Period) else day.year


def _month(day: date | Period) -> Period:
    return day if isinstance(day, Period) else Period.month(day.year, day.month)


def _running(spells: Value, day: date) -> tuple[int, Spell] | Absent | Unknown:
    """The spell running on ``day`` and its place among all; the later begun if two run."""
    if not isinstance(spells, tuple):
        return Unknown(why="not_given")
    found = None
    for place, spell in enumerate(spells, start=1):
        if spell.runs_on(day):
            found = (place, spell)
    return found or Absent("no_spell")


def _nth(spells: Value, day: date) -> Value:
    found = _running(spells, day)
    return found[0] if isinstance(found, tuple) else found


def _since(spells: Value, day: date) -> Value:
    found = _running(spells, day)
    return found[1].start if isinstance(found, tuple) else found


def _nth_year(spells: Value, day: date) -> Value:
    found = _running(spells, day)
    return day.year - found[1].start.year + 1 if isinstance(found, tuple) else found


def _times(happened: Value, a: date, b: date) -> Value:
    """Spells begun or events between two dates, both included."""
    if not isinstance(happened, tuple):
        return Unknown(why="not_given")
    return sum(a <= (e.start if isinstance(e, Spell) else e) <= b for e in happened)


def _in_turn(n: Value, *values: Value) -> Value:
    if isinstance(n, (Absent, Unknown)):
        return perhaps_absent(n)
    if isinstance(n, Span):
        return perhaps_absent(unknown_of((n,)))
    place = int(n)
    return values[place - 1] if 1 <= place <= len(values) else Absent("beyond", str(place))


def _growth(a: Value, b: Value) -> Value:
    return growth(a, b) if is_number(a) and is_number(b) else _strict(growth)(a, b)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "min": lambda *values: least(values),
    "max": lambda *values: greatest(values),
    "has": _has,
    "full_years": _strict(years_between),
    "full_months": _strict(months_between),
    "within": _strict(_within),
    "start": _strict(_start),
    "end": _strict(_end),
    "year": _strict(_year),
    "month": _strict(_month),
    "nth": _partial(_nth),
    "since": _partial(_since),
    "nth_year": _partial(_nth_year),
    "times": _strict(_times),
    "growth": _growth,
    "cagr": compound,
    "in_turn": _in_turn,
}
