"""Tables in and out: CSV, XLSX, Parquet, Polars, pandas, Arrow or plain columns.

A panel keeps its rows sorted by year and unit, so that no result can depend on row order.
"""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaoxin.files.asides import aside
from gaoxin.files.grid import Cell, Grid, is_empty
from gaoxin.files.hidden import hidden_columns, hidden_rows
from gaoxin.files.tables import TEXT, WORKBOOKS, read_tables
from gaoxin.files.trouble import CellFault, Trouble
from gaoxin.indicators.faults import Fault, Place, Text, fault, stops
from gaoxin.indicators.recipe import Recipe

Floats = NDArray[np.float64]
Columns = Mapping[str, Sequence[object]]
_SEARCHED = 20
"""So many filled rows are searched for the one that names the columns."""
MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "None"})


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Units by indicators, one row per unit and year; a missing value is NaN.

    `years` holds 0 when the table has no year. `groups` holds "" when it has no groups.
    """

    units: tuple[str, ...]
    years: NDArray[np.int64]
    names: tuple[str, ...]
    groups: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats

    def blocks(self) -> list[NDArray[np.intp]]:
        """Row numbers of each year, years ascending."""
        return [np.flatnonzero(self.years == y) for y in np.unique(self.years)]

    def take(self, rows: NDArray[np.intp]) -> "Panel":
        """The panel with some rows only."""
        return Panel(
            tuple(self.units[i] for i in rows),
            self.years[rows],
            tuple(self.names[i] for i in rows),
            tuple(self.groups[i] for i in rows),
            self.columns,
            self.values[rows],
        )

    def with_values(self, values: Floats) -> "Panel":
        """The same rows and columns with other values."""
        return Panel(self.units, self.years, self.names, self.groups, self.columns, values)

    def row(self, unit: str, year: int | None = None) -> int | None:
        """The row of a unit in a year (the last year when none is given)."""
        found = [i for i, u in enumerate(self.units) if u == unit and year in (None, self.years[i])]
        return found[-1] if found else None

    def fingerprint(self) -> str:
        """SHA-256 over units, years, groups, columns and the bits of every value."""
        digest = hashlib.sha256()
        for words in (self.units, self.names, self.groups, self.columns):
            digest.update("\x1f".join(words).encode() + b"\x1e")
        digest.update(self.years.astype("<i8").tobytes())
        clean = np.where(np.isnan(self.values), np.nan, self.values) + 0.0
        digest.update(clean.astype("<f8").tobytes())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A panel, or none when a fault is grave, with all faults found."""

    panel: Panel | None
    faults: tuple[Fault, ...]


def read_table(table: object, recipe: Recipe, also: Recipe | None = None) -> ReadTable:
    """A panel with the columns a recipe needs (and those `also` another needs).

    `table` is a path, a Polars, pandas or Arrow table, or a mapping of columns.
    """
    numeric = tuple(dict.fromkeys((*recipe.columns(), *(also.columns() if also else ()))))
    file = Path(table).name if isinstance(table, (str, Path)) else "table"
    given, faults = _columns(table, file, recipe.unit_column)
    if given is None:
        return ReadTable(None, tuple(faults))
    faults.extend(_needed(given.columns, recipe, numeric, file))
    if stops(faults):
        return ReadTable(None, tuple(faults))
    named = (recipe.unit_column, recipe.name_column, recipe.year_column, recipe.group_column)
    units = given.columns[recipe.unit_column]
    faults.extend(refused_cells(given, [*filter(None, named), *numeric], file, units))
    if stops(faults):
        return ReadTable(None, tuple(faults))
    panel = _panel(given, recipe, numeric, file, faults)
    return ReadTable(None if stops(faults) else panel, tuple(faults))


@dataclass(frozen=True, slots=True)
class Given:
    """The columns of a table as they stand, and the line of the file each row stands in.

    A cell the reader of the file refused (a formula without a value) holds its Trouble.
    """

    columns: Columns
    lines: Sequence[int]


def read_columns(path: Path, wanted: str = "") -> tuple[Given | None, list[Fault]]:
    """The columns of a file: of its first sheet with anything in it, under the first row that
    names the column ``wanted`` (else the first row filled). Totals, the numbers of the columns
    and footers are no rows."""
    file = path.name
    if not path.is_file():
        return None, [fault("table-missing", Place(file), name=path)]
    if path.suffix.lower() == ".parquet":
        return _parquet(path, file)
    if path.suffix.lower() not in WORKBOOKS | TEXT:
        return None, [fault("file-type", Place(file), name=file)]
    read = read_tables(path)
    if broken := next((f for f in read.faults if f.code == "F1"), None):
        return None, [fault("file-broken", Place(file), name=file, what=Text(broken.zh, broken.en))]
    filled = (g for g in read.grids if any(map(_filled, g.rows)))
    notes = [_note(file, found) for found in read.faults]
    grid = next(filled, None)
    given, faults = _by_column(grid, wanted) if grid else (None, [fault("no-rows", Place(file))])
    return given, [*notes, *faults]


def _note(file: str, trouble: Trouble | CellFault) -> Fault:
    """Something to look at: another encoding, what is hidden."""
    what, mend = Text(trouble.zh, trouble.en), Text(trouble.mend_zh, trouble.mend_en)
    return fault("table-note", Place(file), grave=False, what=what, mend=mend)


def _parquet(path: Path, file: str) -> tuple[Given | None, list[Fault]]:
    import pyarrow
    import pyarrow.parquet

    try:
        return _given(pyarrow.parquet.read_table(path).to_pydict()), []
    except (OSError, ValueError, pyarrow.ArrowException) as error:
        first = str(error).partition("\n")[0]
        return None, [fault("file-broken", Place(file), name=file, what=first)]


def _columns(table: object, file: str, wanted: str) -> tuple[Given | None, list[Fault]]:
    if isinstance(table, (str, Path)):
        return read_columns(Path(table), wanted)
    found: Any = table
    if hasattr(found, "to_pydict"):
        return _given(found.to_pydict()), []
    if hasattr(found, "to_dict"):
        is_polars = type(found).__module__.startswith("polars")
        return _given(found.to_dict(as_series=False) if is_polars else found.to_dict("list")), []
    return _given(dict(found)), []


def _given(columns: Columns) -> Given:
    return Given(columns, range(2, 2 + max(map(len, columns.values()), default=0)))


def _filled(row: Sequence[Cell]) -> bool:
    return any(not is_empty(cell) for cell in row)


def _by_column(grid: Grid, wanted: str) -> tuple[Given | None, list[Fault]]:
    filled = [r for r, row in enumerate(grid.rows) if _filled(row)]
    top = next((r for r in filled[:_SEARCHED] if wanted in map(_word, grid.rows[r])), filled[0])
    head = _trimmed([_word(cell) for cell in grid.rows[top]])
    below = [r for r in filled if r > top]
    asides = {r for r in below if aside(grid.rows[r], first=r == below[0])}
    rows = [r for r in below if r not in asides]
    if not rows:
        return None, [fault("no-rows", Place(grid.file))]
    twice = sorted({n for n in head if n and head.count(n) > 1})
    faults = [fault("column-twice", Place(grid.file, top + 1), name=n) for n in twice]
    for r in rows if grid.ragged else ():
        count = len(_trimmed(grid.rows[r], len(head)))
        if count != len(head):
            place = Place(grid.file, r + 1)
            faults.append(
                fault("column-ragged", place, name=r + 1, count=count, expected=len(head))
            )
    if faults:
        return None, faults
    columns = {name: [_cell(grid, r, c) for r in rows] for c, name in enumerate(head)}
    listed = ", ".join(str(r + 1) for r in sorted(asides))
    said = [fault("row-aside", Place(grid.file), grave=False, rows=listed)] if asides else []
    if hidden := [r + 1 for r in rows if r in grid.hidden_rows]:
        said.append(_note(grid.file, hidden_rows(hidden)))
    if unseen := sorted(c for c in grid.hidden_columns if c < len(head)):
        said.append(_note(grid.file, hidden_columns(unseen)))
    return Given(columns, [r + 1 for r in rows]), said


def _trimmed(row: Sequence[Any], least: int = 0) -> Sequence[Any]:
    """The row without the empty cells at its end, as far as ``least``."""
    end = len(row)
    while end > least and is_empty(row[end - 1]):
        end -= 1
    return row[:end]


def _cell(grid: Grid, r: int, c: int) -> object:
    cell = grid.rows[r][c] if c < len(grid.rows[r]) else None
    return grid.troubles.get((r, c), "" if cell is None else cell)


def refused_cells(
    given: Given, names: Sequence[str], file: str, units: Sequence[object]
) -> Iterator[Fault]:
    """Cells the reader of the file refused, among the columns the recipe needs."""
    for name in names:
        for i, cell in enumerate(given.columns.get(name, ())):
            if isinstance(cell, Trouble):
                unit = "" if isinstance(units[i], Trouble) else _word(units[i])
                place = Place(file, given.lines[i], unit, "", name)
                what, mend = Text(cell.zh, cell.en), Text(cell.mend_zh, cell.mend_en)
                yield fault("cell-refused", place, what=what, mend=mend)


def _needed(columns: Columns, recipe: Recipe, numeric: tuple[str, ...], file: str) -> list[Fault]:
    uses = {recipe.unit_column: Text("单元", "unit")}
    for name, use in (
        (recipe.name_column, Text("名称", "name")),
        (recipe.year_column, Text("年度", "year")),
        (recipe.group_column, Text("分组", "group")),
    ):
        if name:
            uses[name] = use
    for name in numeric:
        uses.setdefault(name, Text("指标", "indicator"))
    known = ", ".join(str(c) for c in list(columns)[:60])
    faults = [
        fault("column-missing", Place(file), name=name, use=use, known=known)
        for name, use in uses.items()
        if name not in columns
    ]
    counts = {len(columns[n]) for n in uses if n in columns}
    if not faults and counts == {0}:
        faults.append(fault("no-rows", Place(file)))
    if not faults and len(counts) > 1:
        expected = len(columns[recipe.unit_column])
        faults.extend(
            fault("column-ragged", Place(file), name=n, count=len(columns[n]), expected=expected)
            for n in uses
            if len(columns[n]) != expected
        )
    return faults


def _panel(
    given: Given, recipe: Recipe, numeric: tuple[str, ...], file: str, faults: list[Fault]
) -> Panel | None:
    columns, lines = given.columns, given.lines
    units = [_word(u) for u in columns[recipe.unit_column]]
    count = len(units)
    years = _years(columns.get(recipe.year_column), count, file, units, lines, faults)
    groups = _labels(columns, recipe.group_column, count)
    names = _labels(columns, recipe.name_column, count)
    for i, unit in enumerate(units):
        if not unit:
            faults.append(fault("unit-missing", Place(file, lines[i])))
        elif recipe.group_column and not groups[i]:
            faults.append(
                fault("group-missing", Place(file, lines[i], unit), name=recipe.group_column)
            )
    _twice(units, years, file, lines, faults)
    values = np.empty((count, len(numeric)))
    for j, name in enumerate(numeric):
        values[:, j] = _numeric(columns[name], file, name, units, lines, faults)
    if stops(faults):
        return None
    order = sorted(range(count), key=lambda i: (years[i], units[i]))
    year_array = np.array(years, dtype=np.int64)
    whole = Panel(tuple(units), year_array, tuple(names), tuple(groups), numeric, values)
    return whole.take(np.array(order, dtype=np.intp))


def _word(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _labels(columns: Columns, name: str, count: int) -> list[str]:
    return [_word(v) for v in columns[name]] if name else [""] * count


def _years(
    column: Sequence[object] | None,
    count: int,
    file: str,
    units: list[str],
    lines: Sequence[int],
    faults: list[Fault],
) -> list[int]:
    if column is None:
        return [0] * count
    years = []
    for i, value in enumerate(column):
        words = _word(value)
        is_year = words.isdecimal() and len(words) <= len("2025")
        if not is_year:
            faults.append(fault("bad-year", Place(file, lines[i], units[i]), value=words[:20]))
        years.append(int(words) if is_year else 0)
    return years


def _twice(
    units: list[str], years: list[int], file: str, lines: Sequence[int], faults: list[Fault]
) -> None:
    seen: set[tuple[int, str]] = set()
    for i, key in enumerate(zip(years, units, strict=True)):
        if key in seen and key[1]:
            place = Place(file, lines[i], key[1], str(key[0]) if key[0] else "")
            faults.append(fault("unit-twice", place, unit=key[1]))
        seen.add(key)


def _numeric(
    column: Sequence[object],
    file: str,
    name: str,
    units: list[str],
    lines: Sequence[int],
    faults: list[Fault],
) -> Floats:
    try:
        if any(isinstance(c, str) and "_" in c for c in column):
            raise ValueError("Python reads 1_000 as a number; an analyst does not")
        values = np.array(column, dtype=np.float64)
    except (ValueError, TypeError):
        values = _cell_by_cell(column, file, name, units, lines, faults)
    for i in np.flatnonzero(np.isinf(values)):
        faults.append(fault("infinite", Place(file, lines[int(i)], units[i], "", name)))
    return values + 0.0


def _cell_by_cell(
    column: Sequence[object],
    file: str,
    name: str,
    units: list[str],
    lines: Sequence[int],
    faults: list[Fault],
) -> Floats:
    values = np.full(len(column), np.nan)
    for i, cell in enumerate(column):
        words = _word(cell) if not isinstance(cell, float) else cell
        if words in MISSING:
            continue
        try:
            values[i] = float(words if "_" not in str(words) else "?")
        except ValueError:
            place = Place(file, lines[i], units[i], "", name)
            faults.append(fault("text-in-number", place, value=str(words)[:40]))
    return values


def to_table(columns: Mapping[str, Sequence[object]], kind: str) -> Any:
    """Columns as a "polars", "pandas" or "arrow" table, or a plain "dict"."""
    plain = {k: list(v) for k, v in columns.items()}
    if kind == "polars":
        import polars

        return polars.DataFrame(plain)
    if kind == "pandas":
        import pandas

        return pandas.DataFrame(plain)
    if kind == "arrow":
        import pyarrow

        return pyarrow.table(plain)
    return plain
