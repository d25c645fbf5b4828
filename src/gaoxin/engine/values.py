"""The values a rule can have, and what arithmetic and logic make of them (format section 7).

A value is plain (exact number, date, code, flag, entity …), ``Unknown`` (it exists but was not
given, or cannot be decided), ``Absent`` (it certainly does not exist) or a ``Span`` (somewhere
between two ends). None of the last three is ever zero. Numbers are ``int`` or ``Fraction``: a
quotient keeps its exact numerator and positive denominator, so that comparisons cross-multiply.
"""

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from gaoxin.facts.entities import Entity, Recorded
from gaoxin.facts.vocabulary import FactDef, SetDef
from gaoxin.quantities import Duration, QuantityError, WorkCalendar, add, first_after, subtract

Value: TypeAlias = Any
"""A plain value, Unknown, Absent or Span."""

Why = Literal[
    "",
    "not_given",  # a fact nobody has given yet
    "zero_denominator",
    "base_not_positive",  # growth on a base of nothing
    "garbled",  # the number in the text is damaged; a person must choose a reading
    "judged_outside",  # J1: the judged number lies outside its range
    "broken",  # J2: the value in the table has the wrong type
    "inexact",  # no exact value (a root outside a comparison)
    "circular",
    "too_large",  # a number beyond all measure, as of repeated squaring
    "too_many",  # more choices than are searched
    "not_in_force",
    "no_entry",  # no entry of the name on that date
    "before_birth",
    "after_end",
    "not_there",  # recorded as absent
    "no_spell",
    "no_row",
    "beyond",  # past the last value of in_turn
    "no_member",
    "stated",  # the rule itself says unknown or absent
]


@dataclass(slots=True, eq=False)
class Looked:
    """A fact or set of an entity as looked up for one period: what the answer rests on."""

    entity: Entity
    name: str
    period: str
    definition: FactDef | SetDef | None
    value: Value = None
    record: Recorded | None = None
    fault: object = None
    """The report of a broken value (``frame.Broken``)."""

    @property
    def key(self) -> tuple[int, str, str]:
        return id(self.entity), self.name, self.period


@dataclass(frozen=True, slots=True)
class Judgement:
    """A number somebody must decide between ``low`` and ``high`` (rule at ``address``)."""

    address: str
    judge: str
    low: int | Fraction
    high: int | Fraction
    entity: Entity = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        return self.address

    @property
    def period(self) -> str:
        return ""


Need: TypeAlias = Looked | Judgement
NOTHING: frozenset[Need] = frozenset()


def ordered(needs: Iterable[Need]) -> list[Need]:
    """In the same order every time: sets of needs have none."""
    return sorted(needs, key=lambda need: (need.name, need.period, need.entity.id))


@dataclass(frozen=True, slots=True)
class Unknown:
    """Exists, but not given. ``needs``: what would have to be given or judged."""

    needs: frozenset[Need] = NOTHING
    why: Why = "not_given"
    detail: str = ""
    maybe_absent: bool = False


@dataclass(frozen=True, slots=True)
class Absent:
    """Certainly not there. ``compared``: this is a comparison that is false for that reason."""

    why: Why = "not_there"
    detail: str = ""
    compared: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Somewhere from ``low`` to ``high``, both included."""

    low: int | Fraction
    high: int | Fraction
    needs: frozenset[Need] = NOTHING


@dataclass(frozen=True, slots=True)
class Root:
    """``(top / base) ** (1 / n) - 1``: a compound growth rate, compared without taking the root."""

    top: int | Fraction
    base: int | Fraction
    n: int


# What is asked for every value is asked of its type: these classes have no subclasses.
_EXACT = {int, Fraction}
_OPEN = {Unknown, Span}


def exact(value: Fraction | int) -> int | Fraction:
    """The same number, as ``int`` where it is whole (whole numbers are much faster)."""
    return value.numerator if value.denominator == 1 else value


def is_number(value: Value) -> bool:
    return type(value) in _EXACT


def needs_of(value: Value) -> frozenset[Need]:
    return value.needs if type(value) in _OPEN else NOTHING


def unknown_of(values: Iterable[Value], why: Why | None = None) -> Unknown:
    """The unknown that comes of several values: needs of all, the reason of the first."""
    parts = [v for v in values if type(v) in _OPEN]
    unknown = [p for p in parts if type(p) is Unknown]
    if len(parts) == 1 and unknown and why is None:
        return unknown[0]
    first = unknown[0] if unknown else Unknown()
    needs = frozenset().union(*[p.needs for p in parts])
    return Unknown(needs, why or first.why, first.detail, any(p.maybe_absent for p in unknown))


def perhaps_absent(value: Value) -> Value:
    """An unknown which, once its facts are known, may turn out not to exist; else the value."""
    if type(value) is not Unknown or value.maybe_absent:
        return value
    return replace(value, maybe_absent=True)


def same(a: Value, b: Value) -> bool:
    """Do two ways lead to the same? What does not exist is the same, whatever the reason; what is
    not known is the same as nothing."""
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return False
    return isinstance(b, Absent) if isinstance(a, Absent) else bool(a == b)


def is_there(value: Value) -> bool:
    """Does it exist, whatever becomes known?"""
    return not (value.maybe_absent if type(value) is Unknown else isinstance(value, Absent))


def ends(value: Value) -> tuple[int | Fraction, int | Fraction]:
    return (value.low, value.high) if type(value) is Span else (value, value)


def span(low: int | Fraction, high: int | Fraction, needs: frozenset[Need] = NOTHING) -> Value:
    """A range, or the number itself where both ends meet."""
    return low if low == high else Span(low, high, needs)


# --- arithmetic ----------------------------------------------------------------------------------


def plus(a: Value, b: Value, calendar: WorkCalendar | None = None) -> Value:
    if type(a) in _EXACT and type(b) in _EXACT:
        return a + b
    return _uncertain(a, b, lambda x, y: _plus(x, y, calendar))


def minus(a: Value, b: Value, calendar: WorkCalendar | None = None) -> Value:
    if type(a) in _EXACT and type(b) in _EXACT:
        return a - b
    return _uncertain(a, b, lambda x, y: _minus(x, y, calendar))


def times(a: Value, b: Value) -> Value:
    if type(a) in _EXACT and type(b) in _EXACT:
        return a * b
    return _uncertain(a, b, _times)


def over(a: Value, b: Value) -> Value:
    """The exact quotient; unknown over zero, so that no revenue passes no test of a share."""
    if type(a) in _EXACT and type(b) in _EXACT:
        return Fraction(a, b) if b else Unknown(why="zero_denominator")
    return _uncertain(a, b, _over)


def negative(a: Value) -> Value:
    if type(a) in _EXACT:
        return -a
    if isinstance(a, Span):
        return Span(-a.high, -a.low, a.needs)
    return -a if isinstance(a, Duration) else a if _gone(a) else Unknown(why="broken")


def _gone(a: Value) -> bool:
    return isinstance(a, (Unknown, Absent))


def _uncertain(a: Value, b: Value, operation: Callable[[Value, Value], Value]) -> Value:
    for value in (a, b):
        if isinstance(value, Absent):
            return value
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return unknown_of((a, b))
    if isinstance(a, Root) or isinstance(b, Root):
        return Unknown(why="inexact")
    try:
        return operation(a, b)
    except TypeError:
        return Unknown(why="broken")


def shifted(
    day: date, duration: Duration, calendar: WorkCalendar | None = None, sign: int = 1
) -> date:
    """``day`` plus or minus a duration; working days need the calendar of the question.

    Licences without term are written 9999-12-31: what lies outside the calendar counts as its
    first or last day, so that a comparison with any real day comes out right.
    """
    return _bounded(add if sign > 0 else subtract, day, duration, calendar, sign)


def first_beyond(day: date, term: Duration, calendar: WorkCalendar | None = None) -> date:
    """The first day after a term that counts its first day; bounded as ``shifted``."""
    return _bounded(first_after, day, term, calendar, 1)


def _bounded(
    move: Callable[[date, Duration, WorkCalendar | None], date],
    day: date,
    duration: Duration,
    calendar: WorkCalendar | None,
    sign: int,
) -> date:
    try:
        return move(day, duration, calendar)
    except QuantityError as error:
        if error.code != "date-range":
            raise
        steps = duration.years, duration.months, duration.days, duration.working_days
        return date.max if sign * next(filter(None, steps)) > 0 else date.min


def edge_of_year(year: int, which: str) -> date:
    """The first or last day of a year; outside the calendar as ``shifted`` has it."""
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, 1, 1) if which == "start" else date(year, 12, 31)


def _plus(a: Value, b: Value, calendar: WorkCalendar | None) -> Value:
    if isinstance(a, date):
        return shifted(a, b, calendar)
    if isinstance(a, Duration) and isinstance(b, date):
        return shifted(b, a, calendar)
    (al, ah), (bl, bh) = ends(a), ends(b)
    return span(al + bl, ah + bh, needs_of(a) | needs_of(b))


def _minus(a: Value, b: Value, calendar: WorkCalendar | None) -> Value:
    if isinstance(a, date):
        return (a - b).days if isinstance(b, date) else shifted(a, b, calendar, -1)
    (al, ah), (bl, bh) = ends(a), ends(b)
    return span(al - bh, ah - bl, needs_of(a) | needs_of(b))


def _corners(a: Value, b: Value, operation: Callable[[Value, Value], Value]) -> Value:
    found = [operation(x, y) for x in ends(a) for y in ends(b)]
    return span(min(found), max(found), needs_of(a) | needs_of(b))


def _times(a: Value, b: Value) -> Value:
    return _corners(a, b, operator.mul)


def _over(a: Value, b: Value) -> Value:
    low, high = ends(b)
    if low <= 0 <= high:
        return Unknown(needs_of(a) | needs_of(b), "zero_denominator")
    return _corners(a, b, Fraction)


# --- least and greatest --------------------------------------------------------------------------


def least(values: Iterable[Value]) -> Value:
    return _extreme(values, min)


def greatest(values: Iterable[Value]) -> Value:
    return _extreme(values, max)


def _extreme(values: Iterable[Value], choose: Callable[[Iterable[Value]], Value]) -> Value:
    """Absent members are skipped, an unknown one spreads; nothing at all is absent."""
    given = list(values)
    there = [v for v in given if not isinstance(v, Absent)]
    if not there:
        return next(iter(given), Absent("no_member"))
    if any(isinstance(v, Unknown) for v in there):
        found = unknown_of(there)
        return Unknown(found.needs, found.why, found.detail, not any(map(is_there, there)))
    if any(isinstance(v, Root) for v in there):
        return there[0] if len(there) == 1 else Unknown(why="inexact")
    if not any(isinstance(v, Span) for v in there):
        return choose(there)
    pairs = [ends(v) for v in there]
    needs: frozenset[Need] = frozenset().union(*map(needs_of, there))
    return span(choose(p[0] for p in pairs), choose(p[1] for p in pairs), needs)


# --- comparison and logic ------------------------------------------------------------------------

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def comparison(op: str) -> Callable[[Value, Value], Value]:
    """The comparison ``op``: True, False, Unknown, or Absent (which counts as false)."""
    plain = _OPERATORS[op]

    def compare(a: Value, b: Value) -> Value:
        if type(a) in _EXACT and type(b) in _EXACT:
            return plain(a, b)
        for value in (a, b):
            if isinstance(value, Absent):
                return Absent(value.why, value.detail, compared=True)
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            found = unknown_of((a, b))
            return replace(found, maybe_absent=False) if found.maybe_absent else found
        if isinstance(a, Root) or isinstance(b, Root):
            return _roots(op, a, b)
        if isinstance(a, Span) or isinstance(b, Span):
            return _spans(op, a, b)
        try:
            return plain(a, b)
        except TypeError:
            return Unknown(why="broken")

    return compare


def _spans(op: str, a: Value, b: Value) -> Value:
    (al, ah), (bl, bh) = ends(a), ends(b)
    if op in {"==", "!="}:
        if ah < bl or bh < al:
            return op == "!="
        if al == ah == bl == bh:
            return op == "=="
        return unknown_of((a, b), "not_given")
    plain = _OPERATORS[op]
    one, other = plain(al, bh), plain(ah, bl)
    return one if one == other else unknown_of((a, b), "not_given")


def _roots(op: str, a: Value, b: Value) -> Value:
    """A compound rate against a number, or two of them: powers instead of roots."""
    if not isinstance(a, Root):
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op)
        return _roots(turned, b, a)
    plain = _OPERATORS[op]
    if isinstance(b, Root):
        return plain(
            Fraction(a.top, a.base) ** b.n,
            Fraction(b.top, b.base) ** a.n,
        )
    if isinstance(b, Span):
        one, other = _roots(op, a, b.low), _roots(op, a, b.high)
        return one if one == other else unknown_of((b,), "not_given")
    limit = 1 + Fraction(b)
    if limit < 0:
        return plain(0, limit)
    return plain(a.top * limit.denominator**a.n, a.base * limit.numerator**a.n)


def growth(a: Value, b: Value) -> Value:
    """``b / a - 1``; unknown where the base ``a`` is not positive."""
    low = a.low if isinstance(a, Span) else a
    if is_number(low) and low <= 0 and not isinstance(b, Absent):
        return Unknown(needs_of(a) | needs_of(b), "base_not_positive")
    return minus(over(b, a), 1)


def compound(a: Value, b: Value, n: Value) -> Value:
    """The compound rate from ``a`` to ``b`` over ``n`` years, kept as a ``Root``."""
    for value in (a, b, n):
        if isinstance(value, Absent):
            return value
    if any(isinstance(v, Unknown) for v in (a, b, n)):
        return unknown_of((a, b, n))
    if any(isinstance(v, Span) for v in (a, b, n)):
        return unknown_of((a, b, n), "inexact")
    if a <= 0 or n <= 0 or b < 0:
        return Unknown(why="base_not_positive")
    return Root(b, a, int(n))


def truth(value: Value) -> bool | None:
    """True, False, or None where it is not known. Absent counts as false."""
    if value is True or value is False:
        return value
    return False if isinstance(value, Absent) else None


def negation(value: Value) -> Value:
    """``not``; of something absent it is true, as absent counts as false."""
    if isinstance(value, Unknown):
        return value
    return not truth(value)
