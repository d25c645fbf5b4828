"""A grid of cells as a file holds it, before anybody knows what the columns mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from gaoxin.files.formats import Format
from gaoxin.files.trouble import CellFault, Trouble

Cell: TypeAlias = (
    "str | bool | int | float | Decimal | date | datetime | list[Cell] | dict[str, Cell] | None"
)
"""What a file holds in a cell: nothing, text, a number, a flag, a date or a list."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged block, first and last row and column included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells from one sheet or file.

    ``typed``: the columns have types of their own and hold what is stored (money in minor
    units), as in Arrow and Parquet. ``troubles``: cells the reader of the file already found
    wrong (a formula without a value), by row and column from 0. ``formats``: those of cells that
    show another number than they hold (16% for 0.16). ``hidden_rows``, ``hidden_columns``: what a
    reader of the sheet does not see. ``ragged``: the length of a row says something, as in CSV; in
    a sheet the rows end where their last filled cell stands.
    """

    name: str
    file: str
    rows: list[list[Cell]]
    place: Callable[[int, int], str]
    typed: bool = False
    merged: tuple[Merged, ...] = ()
    troubles: Mapping[tuple[int, int], Trouble] = field(default_factory=dict)
    formats: Mapping[tuple[int, int], Format] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    ragged: bool = False

    def filled_columns(self, below: int) -> frozenset[int]:
        """The columns with anything in them under a row."""
        rows = self.rows[below + 1 :]
        return frozenset(c for row in rows for c, cell in enumerate(row) if not is_empty(cell))

    def fault(self, row: int, column: int, trouble: Trouble) -> CellFault:
        """The trouble as a fault of the cell."""
        return trouble.at(self.place(row, column), self.file)

    def source(self, row: int, column: int) -> str:
        """File, sheet and cell, as kept with a value."""
        place = self.place(row, column)
        return place if place.startswith(self.file) else f"{self.file} {place}"


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader found in a file: its grids and what was wrong with the file as such."""

    grids: tuple[Grid, ...] = ()
    faults: tuple[CellFault, ...] = ()


def unreadable_file(file: str, zh: str, en: str, mend_zh: str = "", mend_en: str = "") -> Read:
    """A file from which nothing could be read."""
    return Read((), (Trouble("F1", zh, en, mend_zh, mend_en).at(file, file),))


def is_empty(cell: Cell) -> bool:
    """Nothing there, or white space only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
