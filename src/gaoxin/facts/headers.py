"""Where the header of a sheet stands, also under a title and where its cells are merged."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from gaoxin.facts.columns import names_fact
from gaoxin.facts.vocabulary import Kind
from gaoxin.facts.words import folded
from gaoxin.files.grid import Cell, Grid, Merged, is_empty
from gaoxin.files.trouble import Trouble
from gaoxin.quantities import QuantityError, parse_period

KEY_WORDS: Final = frozenset({"id", "key", "标识", "主键", "编号"})
RECORDED_WORDS: Final = frozenset({"recorded", "recorded on", "记录日期", "填报日期"})
SOURCE_WORDS: Final = frozenset({"source", "来源"})
NAME_WORDS: Final = frozenset({"name", "名称", "企业名称", "单位名称"})
NUMBER_WORDS: Final = frozenset({"序号", "行号", "no", "no."})
"""The column that counts the rows, of use to nobody but the reader."""
OWN_WORDS: Final = KEY_WORDS | RECORDED_WORDS | SOURCE_WORDS | NAME_WORDS
_SEARCHED: Final = 20
_BROKEN: Final = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])| (?=[@(（])")
"""A break inside a Chinese name, or before its period or unit, to fit the width of a column."""


@dataclass(frozen=True, slots=True)
class Header:
    """Names of the columns; the row they stand in (the lower of two), and what stood above:
    a date of recording or a source for the whole sheet."""

    names: tuple[str, ...]
    row: int
    stated: Mapping[str, Cell]


def find_header(grid: Grid, kind: Kind, wanted: frozenset[str] = frozenset()) -> Header | None:
    """The row that holds most names of facts of ``kind`` and ``wanted`` words, the first of several
    (a number of a notice above the table holds one at most); the first row with anything in it
    where none holds any; None for an empty sheet."""
    filled = [r for r, row in enumerate(grid.rows) if any(not is_empty(c) for c in row)]
    if not filled:
        return None
    known = {r: _names(grid, r, kind, wanted) for r in filled[:_SEARCHED]}
    return _header(grid, max(known, key=lambda r: known[r]))


def is_recognised(grid: Grid, kind: Kind) -> bool:
    """Does any of the first rows hold a name of the kind?"""
    rows = grid.rows[: _SEARCHED * 2]
    return any(_names(grid, r, kind, frozenset()) for r in range(len(rows)))


def body_merges(grid: Grid, header: Header) -> Iterator[tuple[int, int, Trouble]]:
    """Merged cells below the header: only the first cell has the value."""
    for block in grid.merged:
        if block.bottom > header.row:
            yield max(block.top, header.row + 1), block.left, _merged_body()


def _names(grid: Grid, r: int, kind: Kind, wanted: frozenset[str]) -> int:
    """How many cells of a row name a fact of the kind or a wanted word."""
    texts = [_text(cell) for cell in grid.rows[r] if isinstance(cell, str)]
    words = wanted | KEY_WORDS
    return sum(folded(text) in words or names_fact(text, kind) for text in texts if text)


def _header(grid: Grid, r: int) -> Header:
    upper = _texts(grid, r)
    blocks = [b for b in grid.merged if b.top == r and _is_upper(b, r)]
    stated = stated_above(grid, r)
    if not blocks or r + 1 >= len(grid.rows):
        return Header(upper, r, stated)
    spread = list(upper)
    for block in blocks:
        for c in range(block.left, min(block.right + 1, len(spread))):
            spread[c] = upper[block.left]
    pairs = zip_longest(spread, _texts(grid, r + 1), fillvalue="")
    names = tuple(_joined(top, sub) for top, sub in pairs)
    return Header(names, r + 1, stated)


def _is_upper(block: Merged, r: int) -> bool:
    """Over several columns, or down into the second header row."""
    return (block.right > block.left and block.bottom == r) or block.bottom == r + 1


def _joined(top: str, sub: str) -> str:
    if not sub or sub == top:
        return top
    if not top:
        return sub
    if _is_period(sub):
        return f"{top}@{sub}"
    return f"{sub}@{top}" if _is_period(top) else f"{top} {sub}"


def _is_period(text: str) -> bool:
    try:
        parse_period(re.sub("末$", "", text))
    except QuantityError:
        return False
    return True


def _texts(grid: Grid, r: int) -> tuple[str, ...]:
    """The names in a row, as many as the sheet has columns."""
    names = [_text(cell) for cell in grid.rows[r]]
    width = len(names) if grid.ragged else max(map(len, grid.rows))
    return (*names, *[""] * (width - len(names)))


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = "" if is_empty(cell) else " ".join(str(cell).split())
    return _BROKEN.sub("", text).strip("*＊※:： ")


def stated_above(grid: Grid, until: int) -> dict[str, Cell]:
    """A recording date or source above a row: ``记录日期 | 2026-01-05``, ``来源：企业填报``."""
    found: dict[str, Cell] = {}
    for row in grid.rows[:until]:
        filled = [c for c in row if not is_empty(c)]
        if not filled or not isinstance(filled[0], str):
            continue
        word, colon, rest = filled[0].replace("：", ":").partition(":")
        word = word.partition("  ")[0]  # two languages side by side
        value: Cell = rest.strip() if colon and rest.strip() else (filled[1:] or [None])[0]
        if value is not None and folded(word) in RECORDED_WORDS:
            found["recorded"] = value
        if value is not None and folded(word) in SOURCE_WORDS:
            found["source"] = value
    return found


def _merged_body() -> Trouble:
    return Trouble(
        "F18",
        "数据区有合并单元格：值只算第一行第一列，其余按空白读",
        "merged cells among the data: the value counts for the first cell, the others are empty",
        "取消合并，每格填写自己的值",
        "unmerge them and fill in each cell",
    )
