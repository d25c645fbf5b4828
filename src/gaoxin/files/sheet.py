"""One sheet in the making: cells as a reader of workbooks finds them, kept within bounds."""

from dataclasses import dataclass, field
from typing import Final

from gaoxin.files.formats import Format
from gaoxin.files.grid import Cell, Grid, Merged
from gaoxin.files.package import Refused
from gaoxin.files.trouble import Trouble

MOST_ROWS: Final = 1 << 20
MOST_COLUMNS: Final = 1 << 14


@dataclass(slots=True)
class Budget:
    """What one workbook may still hold: places of cells (empty ones before others included), cells
    met at all, merged blocks."""

    places: int = 20_000_000
    cells: int = 30_000_000
    merged: int = 100_000

    def met(self, count: int = 1) -> None:
        """So many cells were met, filled or not."""
        self.cells -= count
        if self.cells < 0:
            raise Refused("单元格过多", "it has too many cells")


@dataclass(slots=True)
class Sheet:
    """A sheet by its cells. Rows and columns count from 0."""

    name: str
    budget: Budget
    rows: list[list[Cell]] = field(default_factory=list)
    troubles: dict[tuple[int, int], Trouble] = field(default_factory=dict)
    formats: dict[tuple[int, int], Format] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    at: int = -1
    line: list[Cell] = field(default_factory=list)
    """The row being read, from its first column on, and its number."""

    def add(self, row: int, column: int, cell: Cell) -> None:
        """Add a cell, row by row and mostly from left to right."""
        if row != self.at:
            self.flush()
            self.at = row
        self.budget.met()
        line = self.line
        gap = column - len(line)
        if column >= MOST_COLUMNS:
            raise Refused(
                f"{self.name} 有表格之外的单元格", f"{self.name} has a cell beyond any sheet"
            )
        if gap >= 0:
            line.extend([None] * gap)
            line.append(cell)
        else:
            line[column] = cell

    def add_trouble(self, row: int, column: int, trouble: Trouble) -> None:
        """A cell that is refused. Its place is kept, so that its row is not taken for empty."""
        self.add(row, column, None)
        self.troubles[row, column] = trouble

    def flush(self) -> None:
        """Put the row being read among the others."""
        if self.line:
            self.put_row(self.at, self.line)
        self.line = []

    def put_row(self, row: int, cells: list[Cell]) -> None:
        """Keep the cells of a row, from its first column on. Raises Refused beyond what a
        spreadsheet, or this workbook, can hold."""
        if not 0 <= row < MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise Refused(
                f"{self.name} 有表格之外的单元格（第{row + 1}行）",
                f"{self.name} has a cell beyond any sheet (row {row + 1})",
            )
        below = row + 1 - len(self.rows)
        self.budget.places -= max(below, 0) + len(cells)
        if self.budget.places < 0:
            raise Refused(
                f"{self.name} 过大（到第{row + 1}行）",
                f"{self.name} is too large (up to row {row + 1})",
            )
        self.rows.extend([] for _ in range(below))
        held = self.rows[row]
        for column, cell in enumerate(cells):  # a row written in two pieces
            if column >= len(held):
                held.extend(cells[column:])
                break
            if cell is not None:
                held[column] = cell

    def merge(self, block: Merged) -> None:
        """Keep a merged block."""
        self.budget.merged -= 1
        if self.budget.merged < 0:
            raise Refused("合并单元格过多", "it has too many merged cells")
        self.merged.append(block)

    def grid(self, file: str) -> Grid:
        """The finished sheet; ``flush`` it first."""
        name = self.name
        return Grid(
            name,
            file,
            self.rows,
            lambda r, c: f"{name}!{column_letters(c)}{r + 1}",
            merged=tuple(self.merged),
            troubles=self.troubles,
            formats=self.formats,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
        )


def column_letters(index: int) -> str:
    """``A`` for 0, ``Z`` for 25, ``AA`` for 26: as a spreadsheet names its columns."""
    letters = ""
    while index >= 0:
        index, rest = index // 26 - 1, index % 26
        letters = chr(ord("A") + rest) + letters
    return letters


def no_value() -> Trouble:
    """A formula that was saved without its value."""
    return Trouble(
        "F17",
        "公式没有算出的值，或结果是错误",
        "a formula without a computed value, or with an error for a result",
        "在表格软件中打开、核对并保存一次，或改填数值；不知道就留空",
        "open, check and save it in a spreadsheet, put in the value, or leave it empty",
    )


def error_value(text: str) -> Trouble:
    """A cell that holds an error."""
    return Trouble(
        "F17",
        f"单元格是错误值 {text[:20]}",
        f"the cell holds the error {text[:20]}",
        "更正公式，或改填数值；不知道就留空",
        "correct the formula or put in the value; leave it empty if it is not known",
    )
