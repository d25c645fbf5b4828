"""What may be repeated of a value in a message: nothing, where the fact is personal or tax."""

from dataclasses import replace
from typing import Final

from gaoxin.facts.faults import CODES
from gaoxin.facts.guidance import example
from gaoxin.facts.vocabulary import FactDef
from gaoxin.files.trouble import Trouble

_KEPT: Final = {"personal": ("个人信息", "personal"), "tax": ("涉税信息", "tax data")}


def is_told(fact: FactDef) -> bool:
    """May a message repeat what a cell of this fact holds?"""
    return fact.sensitivity not in _KEPT


def discreet(trouble: Trouble, fact: FactDef) -> Trouble:
    """The same trouble by its kind and the fact alone. The place, which is added later, leads
    whoever may see the cell to it."""
    zh, en = _KEPT.get(fact.sensitivity, ("", ""))
    title = CODES[trouble.code]
    return replace(
        trouble,
        zh=f"“{fact.zh or fact.id}”：{title.zh}（{zh}，不显示内容）",
        en=f"'{fact.en or fact.id}': {title.en} ({en}; what it says is not shown)",
        mend_zh=f"看这一格，写成 {example(fact, 'zh')} 的形式",
        mend_en=f"look at the cell, and write it like {example(fact, 'en')}",
    )
