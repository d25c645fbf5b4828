"""What a form tells the person who fills it in: units, examples, ranges, where to look."""

from collections.abc import Sequence
from typing import Final

from gaoxin.facts.showing import show
from gaoxin.facts.vocabulary import FactDef
from gaoxin.quantities import Lang

_EXAMPLES: Final[dict[str, tuple[str, str]]] = {
    "money": ("1234567.89 或 123.45万元", "1234567.89 or 123.45万元"),
    "rate": ("12.5%", "12.5%"),
    "count": ("120", "120"),
    "number": ("12.5", "12.5"),
    "points": ("12.5", "12.5"),
    "date": ("2024-03-05", "2024-03-05"),
    "year": ("2025", "2025"),
    "month": ("2025-03", "2025-03"),
    "flag": ("是", "yes"),
    "code": ("从下拉单选择", "choose from the list"),
    "text": ("文字", "text"),
    "texts": ("芯片；传感器", "chips; sensors"),
    "entity": ("对方的主键", "the key of the other one"),
}
_SPELL: Final = (
    "2023-11-01..2026-10-31；没有写 否",
    "2023-11-01..2026-10-31; no if never",
)
_EVENT: Final = ("2024-03-01；没有写 否", "2024-03-01; no if none")

RULES: Final = (
    "不知道就留空或写 未知；确实没有写 无此项；零写 0。金额按本行单位填数，也可写 230万元。",
    "Leave it empty or write unknown if not known; absent if there is none; 0 for zero. "
    "Amounts are in the unit of the row; 230万元 is understood too.",
)

SHEET_RULES: Final = (
    "一行写一条，关联的企业写统一社会信用代码。空表表示一条也没有；不知道有没有，就删去这张表。",
    "One entry a row; an enterprise is named by its credit code. An empty sheet means there is "
    "none; delete the sheet if that is not known.",
)


def example(fact: FactDef, lang: Lang) -> str:
    """How a value of the fact is written."""
    pair = {"spell": _SPELL, "event": _EVENT}.get(fact.time) or _EXAMPLES[fact.type]
    return pair[lang == "en"]


def found_in(fact: FactDef, lang: Lang) -> str:
    """Where an enterprise finds the figure."""
    return (fact.found_en or fact.found) if lang == "en" else fact.found


def bounds_text(fact: FactDef, lang: Lang) -> str:
    """The declared range in words; nothing where none is declared."""
    if fact.low is None or fact.high is None:
        return ""
    low, high = show(fact.low, fact, lang), show(fact.high, fact, lang)
    return f"{low}—{high}" if lang == "zh" else f"{low} to {high}"


def notes(fact: FactDef, lang: Lang) -> str:
    """Note and range in one text."""
    parts = [fact.note, bounds_text(fact, lang)]
    return ("；" if lang == "zh" else "; ").join(p for p in parts if p)


def comment(fact: FactDef, langs: Sequence[Lang]) -> str:
    """Everything about a fact, for the note on a header cell."""
    lines: list[str] = []
    for lang in langs:
        label = fact.zh if lang == "zh" else fact.en or fact.id
        words = ("取自", "例") if lang == "zh" else ("from", "e.g.")
        lines.append(label)
        for word, text in zip(words, (found_in(fact, lang), example(fact, lang)), strict=True):
            if text:
                lines.append(f"{word}: {text}")
        if said := notes(fact, lang):
            lines.append(said)
    return "\n".join(lines)
