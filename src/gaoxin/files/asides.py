"""Rows of a table that are nobody's: totals, the numbers of the columns, footers.

They stand among the rows of almost every table that people send, and none of them is an
enterprise, a payment or a unit.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, Literal

from gaoxin.files.grid import Cell, is_empty
from gaoxin.files.trouble import Trouble

Aside = Literal["total", "numbers", "footer"]

_TOTAL: Final = re.compile(
    r"(?:全[国省市区县园部]|各[省市区县]|本[页表])?(?:其中|合计|总计|小计|共计|累计|总和|平均值?|均值)"
    r"|(?:sub|grand)?totals?|sum|average|mean"
)
_FOOTER: Final = re.compile(
    r"(?:单位)?(?:审核|复核|填表|填报|制表|制单|经办|负责|联系)(?:人|日期|时间|单位|电话)?"
    r"|(?:报出|打印|填写)(?:日期|时间)|(?:数据|资料)?来源|备?注\d*|说明|附注"
    r"|notes?\d*|sources?|(?:prepared|checked|reviewed|filledin)by|contact"
)
_NUMBERS: Final = frozenset({"栏次", "栏号", "列次", "行次", "甲"})
_NUMBER: Final = re.compile(r"[甲乙丙丁戊己]|\(?(\d{1,3})\)?(?:=.*)?")
_LEAST: Final = 4
"""So many consecutive numbers under the header number its columns; fewer may be data."""


def aside(row: Sequence[Cell], first: bool = False) -> Aside | None:
    """What the row is, if it is nobody's. ``first``: it stands directly under the header."""
    cells = [_word(cell) for cell in row if not is_empty(cell)]
    head, colon, _ = (cells[0] if cells else "").partition(":")
    lead = next((w for cell in cells if re.match(r"\D", w := cell.partition(":")[0])), "")
    if _TOTAL.fullmatch(re.sub(r"\(.*\)$", "", lead)):
        return "total"
    if head in _NUMBERS or (first and _counts(cells)):
        return "numbers"
    said = colon or len(cells) == 1 or (len(cells) == 2 and not re.match(r"[-+]?\d", cells[1]))
    return "footer" if said and _FOOTER.fullmatch(head) else None


def _counts(cells: Sequence[str]) -> bool:
    """1, 2, 3, 4 … (or 甲, 乙, 1, 2 …), and nothing else."""
    found = [_NUMBER.fullmatch(cell) for cell in cells]
    if len(cells) < _LEAST or not all(found):
        return False
    numbers = [int(m[1]) for m in found if m and m[1]]
    return numbers == list(range(1, len(numbers) + 1))


def _word(cell: Cell) -> str:
    """Without space and width: 合　计 and 合计 are one word, 3.0 and 3 one number."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "".join(unicodedata.normalize("NFKC", str(cell)).lower().split())


def not_read(rows: Sequence[int], kinds: Sequence[Aside]) -> Trouble:
    """Said once a sheet: how many such rows there were and which (counted from 1)."""
    listed = ", ".join(str(r) for r in rows[:5]) + (" …" if len(rows) > 5 else "")
    found = [k for k in _WORDS if k in kinds]
    zh = "、".join(_WORDS[k][0] for k in found)
    en = ", ".join(_WORDS[k][1] for k in found)
    return Trouble(
        "F27",
        f"有{len(rows)}行是{zh}，不算数据，没有读：第{listed.replace(', ', '、')}行",
        f"{len(rows)} row{'s' * (len(rows) > 1)} (row {listed}) are no data but {en}; "
        "they were not read",
        "不必改；若确是数据，改它的名称",
        "nothing to do; if one of them is data, give it another name",
        "warning",
    )


_WORDS: Final = {
    "total": ("合计", "totals"),
    "numbers": ("栏次", "numbers of the columns"),
    "footer": ("表尾", "footers"),
}
