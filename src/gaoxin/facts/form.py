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
_SEARCHED: Final = 40
_LABELS: Final = (("事实", "fact"), ("期间", "period"), ("单位", "unit"))


def is_form(grid: Grid) -> bool:
    """Is there a header with a value column, and one of fields or labels?"""
    return _header(grid) is not None


def read_form(grid: Grid, kind: Kind, into: Gathering) -> None:
    """Turn the form into a table of one row, whose cells keep their places on the form."""
    found = _header(grid)
    if found is None:
        return
    r0, field, value, labels = found
    fields = {r: _field(grid, r, field, labels) for r in range(r0 + 1, len(grid.rows))}
    rows = [r for r, name in fields.items() if name]
    names: list[Cell] = [fields[r] for r in rows]
    cells: list[Cell] = [grid.rows[r][value] if value < len(grid.rows[r]) else None for r in rows]

    def place(row: int, column: int) -> str:
        at = rows[column] if 0 <= column < len(rows) else r0
        return grid.place(at, value if row else labels[0] if field is None else field)

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


def _header(grid: Grid) -> tuple[int, int | None, int, tuple[int, int, int]] | None:
    """The header row, the columns of fields and values, and those of label, period and unit. A
    form whose hidden column of fields was deleted still has its labels."""
    for r, row in enumerate(grid.rows[:_SEARCHED]):
        words = [folded(c) if isinstance(c, str) else "" for c in row]
        if folded(VALUE) not in words:
            continue
        field = words.index(folded(FIELD)) if folded(FIELD) in words else None
        found = [next((i for i, w in enumerate(words) if w in pair), -1) for pair in _LABELS]
        if field is not None or found[0] >= 0:
            return r, field, words.index(folded(VALUE)), (found[0], found[1], found[2])
    return None


def _field(grid: Grid, r: int, field: int | None, labels: tuple[int, int, int]) -> str:
    """The header a row stands for: as the form wrote it, or put together from its labels."""
    if field is not None:
        return _text(grid, r, field)
    label, period, unit = (_text(grid, r, c) if c >= 0 else "" for c in labels)
    if not label:
        return ""
    return label + (f"@{period}" if period else "") + (f"（{unit}）" if unit else "")


def _text(grid: Grid, r: int, column: int) -> str:
    row = grid.rows[r]
    cell = row[column] if column < len(row) else None
    return str(cell).strip() if isinstance(cell, str) else ""
