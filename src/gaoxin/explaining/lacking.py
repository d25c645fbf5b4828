"""What is missing, period after period of one fact in one line."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from gaoxin.explaining.record import Missing
from gaoxin.explaining.words import listed, period_text
from gaoxin.quantities import Lang, Words, parse_period


def gathered(items: Iterable[Missing], lang: Lang) -> list[Missing]:
    """The same facts, those that differ only in their period as one: 研发费用（2022年至2024年）."""
    found: dict[tuple[str, ...], list[Missing]] = {}
    for item in items:
        key = tuple(words.text(lang) for words in (item.label, item.whose, item.found))
        found.setdefault(key, []).append(item)
    return [_one(same) if len(same) > 1 else same[0] for same in found.values()]


def _one(same: Sequence[Missing]) -> Missing:
    periods = sorted({m.period for m in same if m.kind == "fact" and m.period})
    serves = dict.fromkeys(a for m in same for a in m.serves)
    when = Words(_periods(periods, "zh"), _periods(periods, "en"))
    return replace(same[0], when=when, serves=tuple(serves))


def _periods(keys: Sequence[str], lang: Lang) -> str:
    """Runs of years or quarters from first to last, others one by one."""
    first, last = period_text(keys[0], lang), period_text(keys[-1], lang)
    found = [parse_period(key) for key in keys]
    if len(found) > 1 and all(a.shift(1) == b for a, b in pairwise(found)):
        return f"{first}至{last}" if lang == "zh" else f"{first} to {last}"
    return listed((period_text(k, lang) for k in keys), lang)
