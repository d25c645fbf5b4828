"""Unified social credit codes in tables."""

from collections.abc import Iterator
from typing import Final

from gaoxin.facts.faults import Trouble
from gaoxin.facts.vocabulary import FactDef
from gaoxin.quantities import check_credit_code, is_synthetic

_LABEL: Final = "统一社会信用代码"
_MADE_UP: Final = "credit-code-synthetic"


def holds_credit_code(fact: FactDef) -> bool:
    """Is this the fact for the code of GB 32100?"""
    return fact.type == "text" and (fact.id.endswith("credit_code") or fact.zh == _LABEL)


def is_made_up(code: str) -> bool:
    """A code for demonstrations: said once a sheet, not for every row."""
    return is_synthetic(code)


def normal_code(code: str) -> str:
    """The normal form of a valid code; anything else as it stands."""
    check = check_credit_code(code)
    return check.code if check.valid else code


def code_troubles(code: str) -> Iterator[Trouble]:
    """What is wrong (F10) or doubtful (F11) about a code; made-up ones are left out."""
    check = check_credit_code(code)
    for found in check.faults:
        yield Trouble("F10", found.cause.zh, found.cause.en, found.remedy.zh, found.remedy.en)
    for found in check.warnings:
        if found.code != _MADE_UP:
            yield Trouble(
                "F11",
                found.cause.zh,
                found.cause.en,
                found.remedy.zh,
                found.remedy.en,
                "warning",
            )
    if check.valid and check.code != code:
        yield Trouble(
            "F11",
            f"代码写法不规范，已按标准写法 {check.code} 读取",
            f"the code is written unusually; it was read in its normal form {check.code}",
            "改为标准写法",
            "use the normal form",
            "warning",
        )
