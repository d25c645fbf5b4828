"""Unified social credit codes in tables."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from gaoxin.facts.vocabulary import FactDef, Kind
from gaoxin.files.trouble import Trouble
from gaoxin.quantities import CodeFault, check_credit_code, is_synthetic

_LABEL: Final = "统一社会信用代码"
_MADE_UP: Final = "credit-code-synthetic"
_CHECK: Final = "credit-code-check"
_ROUNDED: Final = re.compile(r"\d{15}000")


def holds_credit_code(fact: FactDef) -> bool:
    """Is this the fact for the code of GB 32100?"""
    return fact.type == "text" and (fact.id.endswith("credit_code") or fact.zh == _LABEL)


def key_of(kind: Kind, text: str) -> tuple[str, Trouble | None]:
    """A key in the form in which entities of ``kind`` are kept, and why it is refused, if it is."""
    fact = kind.find(kind.key[0]) if len(kind.key) == 1 else None
    if not isinstance(fact, FactDef) or not holds_credit_code(fact):
        return text, None
    return normal_code(text), refused_code(text)


def is_made_up(code: str) -> bool:
    """A code for demonstrations: said once a sheet, not for every row."""
    return is_synthetic(code)


def normal_code(code: str) -> str:
    """The form in which codes are compared, right or wrong: full-width and lower-case letters,
    spaces and hyphens are one writing. A text that can be no code stands as it is."""
    found = check_credit_code(code).code
    return found if found.isascii() else code


def refused_code(code: str) -> Trouble | None:
    """Why a text can be nobody's code (F10); None for one that may be somebody's.

    A check digit that does not fit refuses nothing by itself: codes that follow no such rule were
    issued in early years. One that a spreadsheet has rounded is refused.
    """
    check = check_credit_code(code)
    for found in check.faults:
        if found.code != _CHECK:
            return _said(found, "F10")
    return _rounded(code) if check.faults and _ROUNDED.fullmatch(check.code) else None


def doubts(code: str) -> Iterator[Trouble]:
    """What is doubtful (F11) about a code that is not refused; made-up ones are left out."""
    check = check_credit_code(code)
    for found in (*check.faults, *check.warnings):
        if found.code != _MADE_UP:
            yield replace(_said(found, "F11"), severity="warning")
    if check.code != code:
        yield Trouble(
            "F11",
            f"代码写法不规范，已按标准写法 {check.code} 读取",
            f"the code is written unusually; it was read in its normal form {check.code}",
            "改为标准写法",
            "use the normal form",
            "warning",
        )


def _said(found: CodeFault, code: str) -> Trouble:
    return Trouble(code, found.cause.zh, found.cause.en, found.remedy.zh, found.remedy.en)


def _rounded(code: str) -> Trouble:
    return Trouble(
        "F10",
        f"“{code}”的末三位是零，校验位也不符：表格软件只保留15位数，代码已被改写",
        f"'{code}' ends in three zeros and its check digit does not fit: a spreadsheet keeps 15 "
        "digits and has rewritten the code",
        "把单元格设为文本格式，对照营业执照重新填写",
        "give the cell the text format and type the code again from the licence",
    )
