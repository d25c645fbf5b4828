"""Values of facts as JSON keeps them: exact, and the same again when read."""

from datetime import date
from fractions import Fraction
from typing import Any

from gaoxin.facts.face import ABSENT, UNKNOWN, Between, FactDef, Missing, Spell
from gaoxin.procedure import Link
from gaoxin.quantities import Money, Period, decimal_text, format_money, parse_period


def written(value: Any) -> Any:
    """The JSON of a value. TypeError: no value a fact can have."""
    match value:
        case bool() | str():
            return value
        case int() | Fraction():
            return {"number": str(Fraction(value))}
        case Link():
            return {"link": value.id}
        case Missing():
            return {"missing": value.value}
        case Between():
            return {"between": [str(value.low), str(value.high)]}
        case Period():
            return {"period": value.key}
        case date():
            return {"date": value.isoformat()}
        case Spell():
            return {"spell": [value.start.isoformat(), value.end and value.end.isoformat()]}
        case tuple():
            return {"list": [written(item) for item in value]}
    raise TypeError(f"no value of a fact: {value!r}")


def read(found: Any) -> Any:
    """The value that ``written`` wrote. ValueError: it wrote something else."""
    if isinstance(found, bool | str):
        return found
    ((kind, inner),) = found.items()
    match kind:
        case "number":
            return Fraction(inner)
        case "link":
            return Link(inner)
        case "missing":
            return ABSENT if inner == ABSENT.value else UNKNOWN
        case "between":
            return Between(*map(Fraction, inner))
        case "period":
            return parse_period(inner)
        case "date":
            return date.fromisoformat(inner)
        case "spell":
            return Spell(date.fromisoformat(inner[0]), inner[1] and date.fromisoformat(inner[1]))
        case "list":
            return tuple(read(item) for item in inner)
    raise ValueError(f"no value of a fact: {kind}")


def shown(found: Any, fact: FactDef, lang: str) -> str:
    """The value as people read it."""
    value = read(found)
    if isinstance(value, Link):
        return value.id
    if isinstance(value, bool):
        return {True: ("是", "yes"), False: ("否", "no")}[value][lang == "en"]
    if isinstance(value, Fraction) and fact.type == "money":
        return format_money(Money(int(value), fact.unit or "CNY"), "en" if lang == "en" else "zh")
    if isinstance(value, Fraction):
        return f"{decimal_text(value)}{fact.unit}"
    if isinstance(value, Spell):
        return f"{value.start} – {value.end or ''}"
    if isinstance(value, tuple):
        return "、".join(shown(written(item), fact, lang) for item in value) or "—"
    return str(value.value if isinstance(value, Missing) else value)
