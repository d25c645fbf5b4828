"""Forms: one enterprise on a sheet, one fact a row (as ``workbook.write_template`` makes them)."""

from typing import Final

from gaoxin.facts.gathering import Gathering
from gaoxin.facts.headers import Header, stated_above
from gaoxin.facts.vocabulary import Kind
from gaoxin.facts.wide import read_wide
from gaoxin.facts.words import folded
from gaoxin.files.grid import Cell, Grid

FIELD: Final = "字段 Field"
VALUE: Final = "填报 Value"
_SEARCHED: Final = 10


def is_form(grid: Grid) -> bool:
    """Is there a header with both a field and a value column?"""
    return _header(grid) is not None


def read_form(grid: Grid, kind: Kind, into: Gathering) -> None:
    """Turn the form into a table of one row, whose cells keep their places on the form."""
    found = _header(grid)
    if found is None:
        return
    r0, field, value = found
    rows = [r for r in range(r0 + 1, len(grid.rows)) if _text(grid, r, field)]
    names: list[Cell] = [_text(grid, r, field) for r in rows]
    cells: list[Cell] = [grid.rows[r][value] if value < len(grid.rows[r]) else None for r in rows]

    def place(row: int, column: int) -> str:
        at = rows[column] if 0 <= column < len(rows) else r0
        return grid.place(at, field if row == 0 else value)

    troubles = {
        (1, rows.index(r)): trouble
        for (r, c), trouble in grid.troubles.items()
        if c == value and r in rows
    }
    formats = {
        (1, i): grid.formats[r, value] for i, r in enumerate(rows) if (r, value) in grid.formats
    }
    table = Grid(grid.name, grid.file, [names, cells], place, troubles=troubles, formats=formats)
    header = Header(tuple(map(str, names)), 0, stated_above(grid, r0))
    read_wide(table, kind, into, header)


def _header(grid: Grid) -> tuple[int, int, int] | None:
    for r, row in enumerate(grid.rows[:_SEARCHED]):
        words = [folded(c) if isinstance(c, str) else "" for c in row]
        if folded(FIELD) in words and folded(VALUE) in words:
            return r, words.index(folded(FIELD)), words.index(folded(VALUE))
    return None


def _text(grid: Grid, r: int, column: int) -> str:
    row = grid.rows[r]
    cell = row[column] if column < len(row) else None
    return str(cell).strip() if isinstance(cell, str) else ""
