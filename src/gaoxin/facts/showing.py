"""Values back to text, so that reading the text gives the same value again."""

import json
import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from gaoxin.facts.entities import ABSENT, UNKNOWN, Between, Entity, Spell, Value
from gaoxin.facts.vocabulary import FactDef
from gaoxin.quantities import Lang, Money, Period, decimal_text, format_money, format_rate

_WORDS = {
    UNKNOWN: ("未知", "unknown"),
    ABSENT: ("无此项", "absent"),
}
_UNSAFE = re.compile(r"[;；、\n]|^\s|\s$|^\[|^$")


def show(value: Value, fact: FactDef, lang: Lang) -> str:
    """The value as people write it: ``230万元``, ``12.5%``, ``2023-11-01..``, 是, 未知.

    ``parse_value`` reads it back to the same value.
    """
    if value is UNKNOWN or value is ABSENT:
        return _WORDS[value][lang == "en"]
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if isinstance(value, Between):
        return f"{_number(value.low, fact, lang)}..{_number(value.high, fact, lang)}"
    if isinstance(value, Fraction):
        return _number(value, fact, lang)
    if isinstance(value, tuple):
        return _several(value, fact, lang)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Period):
        return value.key
    if isinstance(value, Entity):
        return value.id
    return str(value)


def _number(value: Fraction, fact: FactDef, lang: Lang) -> str:
    if fact.type == "money" and value.denominator == 1:
        return format_money(Money(int(value), fact.unit or "CNY"), lang)
    if fact.type == "rate":
        return format_rate(value, lang)
    return decimal_text(value) or f"{value.numerator}/{value.denominator}"


def _several(value: Sequence[object], fact: FactDef, lang: Lang) -> str:
    """Spells, dates or texts; none of them is ``no`` for spells and events."""
    if fact.time in ("spell", "event"):
        none = "否" if lang == "zh" else "no"
        return "; ".join(_one(item) for item in value) or none
    texts = [str(item) for item in value]
    if not texts or any(_UNSAFE.search(text) for text in texts):
        return json.dumps(texts, ensure_ascii=False)
    return ("；" if lang == "zh" else "; ").join(texts)


def _one(item: object) -> str:
    if isinstance(item, Spell):
        return f"{item.start}..{item.end or ''}"
    return str(item)
