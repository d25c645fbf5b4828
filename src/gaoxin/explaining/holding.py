"""Values of the engine as a record holds them, and back to where they are shown."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from gaoxin.engine.values import Absent, Root, Span, Unknown, Value
from gaoxin.explaining.record import Days, Held, Plain
from gaoxin.explaining.words import money_text, say
from gaoxin.facts.entities import Entity, Spell
from gaoxin.quantities import Duration, Lang, Period, format_duration


def held(value: Value) -> Held | None:
    """A value with whether it is certain; None where there is none to speak of."""
    if value is None:
        return None
    if isinstance(value, Unknown):
        return Held("unknown", why=value.why or "not_given")
    if isinstance(value, Absent):
        return Held("absent", why=value.why)
    if isinstance(value, Span):
        return Held("range", low=value.low, high=value.high)
    return Held("exact", plain(value))


def plain(value: Value) -> Plain:
    """A plain value: exact numbers, texts, truth values, days, tuples of them."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else value
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Spell):
        return Days(value.start.isoformat(), value.end.isoformat() if value.end else None)
    if isinstance(value, (tuple, list)):
        return tuple(plain(v) for v in value)
    return _named(value)


def _named(value: Value) -> str:
    if isinstance(value, Entity):
        return value.id
    if isinstance(value, Period):
        return value.key
    if isinstance(value, Duration):
        return format_duration(value, "en")
    if isinstance(value, Root):
        return f"({value.top}/{value.base})^(1/{value.n})-1"
    return str(value)


def held_money(found: Held | None, lang: Lang, currency: str = "CNY") -> str:
    """Minor units as money; "" where there is none to speak of."""
    if found is None:
        return ""
    if found.state == "withheld":
        return say("withheld", lang)
    return money_text(_loose(found), lang, currency)


def _loose(found: Held) -> Value:
    match found.state:
        case "exact":
            return found.value
        case "range":
            return Span(found.low, found.high)
        case "absent":
            return Absent()
    return Unknown()


def summed(bounds: tuple[int, int | None]) -> Held:
    """A sum between two ends (None: no bound is known)."""
    low, high = bounds
    if high is None:
        return Held("unknown", why="not_given")
    return Held("exact", low) if low == high else Held("range", low=low, high=high)


def added(parts: Iterable[tuple[int, int | None]]) -> tuple[int, int | None]:
    """The ends of a sum of values between two ends."""
    lows, highs = zip(*parts, strict=True) if (parts := list(parts)) else ((), ())
    known = [h for h in highs if h is not None]
    return sum(lows), sum(known) if len(known) == len(highs) else None
