"""How far a missed condition is, in words."""

from datetime import date
from fractions import Fraction

from gaoxin.explaining.distance import Change, Distance
from gaoxin.explaining.words import Reader, period_text
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import Type
from gaoxin.quantities import format_date

MOST_SHOWN = 3


def gap_text(distance: Distance | None, reader: Reader) -> str:
    """What would suffice alone, nearest first; or that no single fact does."""
    if distance is None:
        return ""
    zh = reader.lang == "zh"
    found = [_change(c, reader) for c in distance.changes[:MOST_SHOWN]]
    if not found:
        return "没有哪一项事实单独改变就足够" if zh else "no single fact suffices"
    return ("；或 " if zh else "; or ").join(found)


def _change(change: Change, reader: Reader) -> str:
    zh = reader.lang == "zh"
    if change.fact is None or not isinstance(change.fact.definition, FactDef):
        day = _day(change.needed, reader)
        return f"自{day}起符合" if zh else f"met from {day}"
    fact = change.fact.definition
    name = reader.fact_name(fact)
    period = period_text(change.fact.period, reader.lang)
    if period:
        name = f"{name}（{period}）" if zh else f"{name} ({period})"
    needed = reader.of_fact(change.needed, fact)
    match change.kind:
        case "more" | "less":
            return _figure(change, name, needed, reader, Type(fact.type, fact.unit))
        case "later" | "earlier":
            after = ("或以后", "or later") if change.kind == "later" else ("或以前", "or earlier")
            return f"{name}在{needed}{after[0]}" if zh else f"{name} on {needed} {after[1]}"
        case "yes" | "no":
            return f"{name}为“{needed}”" if zh else f"{name}: {needed}"
        case "one_of":
            shown = [reader.of_fact(code, fact) for code in change.needed]
            some = shown[:6]
            more = ("等" if zh else ", …") if len(shown) > 6 else ""
            codes = ("、" if zh else ", ").join(some) + more
            return f"{name}为{codes}之一" if zh else f"{name} is one of {codes}"
        case "hold":
            again = ("再次", " again") if change.now else ("", "")
            return f"{again[0]}取得“{name}”" if zh else f"'{name}' is obtained{again[1]}"
        case "end":
            return f"“{name}”终止" if zh else f"'{name}' has ended"
    return f"有“{name}”的记录" if zh else f"'{name}' is on record"


def _figure(change: Change, name: str, needed: str, reader: Reader, type_: Type) -> str:
    by = abs(Fraction(change.by or 0))
    size = reader.of(by, type_)
    if type_.name == "rate":
        points = reader.of(by * 100, Type("number"))
        size = f"{points} 个百分点" if reader.lang == "zh" else f"{points} percentage points"
    if reader.lang == "zh":
        word = "还差" if change.kind == "more" else "多出"
        return f"{name}{word} {size}（须为 {needed}）"
    word = "short by" if change.kind == "more" else "too high by"
    return f"{name} {word} {size} (must be {needed})"


def _day(value: object, reader: Reader) -> str:
    return format_date(value, reader.lang) if isinstance(value, date) else str(value)
