"""What is missing, period after period of one fact in one line."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from gaoxin.engine.values import Looked
from gaoxin.explaining.parts import Missing
from gaoxin.explaining.words import listed, period_text
from gaoxin.quantities import Lang, parse_period


def gathered(items: Iterable[Missing], lang: Lang) -> list[Missing]:
    """The same facts, those that differ only in their period as one: 研发费用（2022年至2024年）."""
    found: dict[tuple[str, str, str], list[Missing]] = {}
    for item in items:
        found.setdefault((item.name, item.whose, item.found), []).append(item)
    return [_one(same, lang) if len(same) > 1 else same[0] for same in found.values()]


def _one(same: Sequence[Missing], lang: Lang) -> Missing:
    periods = [m.need.period for m in same if isinstance(m.need, Looked) and m.need.period]
    serves = dict.fromkeys(a for m in same for a in m.serves)
    return replace(same[0], period=_periods(sorted(set(periods)), lang), serves=tuple(serves))


def _periods(keys: Sequence[str], lang: Lang) -> str:
    """Runs of years or quarters from first to last, others one by one."""
    first, last = period_text(keys[0], lang), period_text(keys[-1], lang)
    found = [parse_period(key) for key in keys]
    if len(found) > 1 and all(a.shift(1) == b for a, b in pairwise(found)):
        return f"{first}至{last}" if lang == "zh" else f"{first} to {last}"
    return listed((period_text(k, lang) for k in keys), lang)
