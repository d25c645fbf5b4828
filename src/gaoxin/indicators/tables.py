"""Tables in and out: CSV, XLSX, Parquet, Polars, pandas, Arrow or plain columns.

A panel keeps its rows sorted by year and unit, so that no result can depend on row order.
"""

import csv
import hashlib
import io
import math
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.faults import Fault, Place, Text, fault, stops
from gaoxin.indicators.recipe import Recipe

Floats = NDArray[np.float64]
Columns = Mapping[str, Sequence[object]]
_BROKEN = (
    *(OSError, ValueError, KeyError, NotImplementedError, SyntaxError, EOFError),
    *(RuntimeError, csv.Error, zipfile.BadZipFile, zlib.error),
)
"""What a file that is not what its name says makes of itself."""
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
    columns, faults = _columns(table, file)
    if columns is None:
        return ReadTable(None, tuple(faults))
    faults.extend(_needed(columns, recipe, numeric, file))
    if stops(faults):
        return ReadTable(None, tuple(faults))
    panel = _panel(columns, recipe, numeric, file, faults)
    return ReadTable(None if stops(faults) else panel, tuple(faults))


def read_columns(path: Path) -> tuple[Columns | None, list[Fault]]:
    """The columns of a file as they stand, the first row being the head."""
    return _read_file(path, path.name)


def _columns(table: object, file: str) -> tuple[Columns | None, list[Fault]]:
    if isinstance(table, (str, Path)):
        return _read_file(Path(table), file)
    found: Any = table
    if hasattr(found, "to_pydict"):
        return found.to_pydict(), []
    if hasattr(found, "to_dict"):
        is_polars = type(found).__module__.startswith("polars")
        return (found.to_dict(as_series=False) if is_polars else found.to_dict("list")), []
    return dict(found), []


def _read_file(path: Path, file: str) -> tuple[Columns | None, list[Fault]]:
    if not path.is_file():
        return None, [fault("table-missing", Place(file), name=path)]
    try:
        if path.suffix == ".parquet":
            import pyarrow.parquet

            return pyarrow.parquet.read_table(path).to_pydict(), []
        if path.suffix == ".csv":
            return _by_column(_csv_rows(path), file)
        if path.suffix == ".xlsx":
            return _by_column(_sheet_rows(path), file)
    except UnicodeDecodeError:
        what = Text("既非 UTF-8 也非 GBK", "neither UTF-8 nor GBK")
        return None, [fault("file-broken", Place(file), name=file, what=what)]
    except _BROKEN as error:
        first = str(error).partition("\n")[0]
        return None, [fault("file-broken", Place(file), name=file, what=first)]
    return None, [fault("file-type", Place(file), name=file)]


def _csv_rows(path: Path) -> list[list[str]]:
    """UTF-8, with or without a mark, or GBK as Chinese spreadsheets write it."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


def _sheet_rows(path: Path) -> list[list[object]]:
    """The first sheet, less empty rows."""
    import openpyxl  # slow to import, seldom wanted

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    finally:
        book.close()
    filled = [["" if cell is None else cell for cell in row] for row in rows]
    return [row for row in filled if any(cell != "" for cell in row)]


def _by_column(rows: Sequence[Sequence[object]], file: str) -> tuple[Columns | None, list[Fault]]:
    if len(rows) < 2:
        return None, [fault("no-rows", Place(file))]
    head = [str(name).strip() for name in rows[0]]
    twice = sorted({n for n in head if n and head.count(n) > 1})
    faults = [fault("column-twice", Place(file, 1), name=n) for n in twice]
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(head):
            faults.append(
                fault(
                    "column-ragged",
                    Place(file, number),
                    name=number,
                    count=len(row),
                    expected=len(head),
                )
            )
    if faults:
        return None, faults
    return dict(zip(head, zip(*rows[1:], strict=True), strict=True)), []


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
    columns: Columns, recipe: Recipe, numeric: tuple[str, ...], file: str, faults: list[Fault]
) -> Panel | None:
    units = [_word(u) for u in columns[recipe.unit_column]]
    count = len(units)
    years = _years(columns.get(recipe.year_column), count, file, units, faults)
    groups = _labels(columns, recipe.group_column, count)
    names = _labels(columns, recipe.name_column, count)
    for i, unit in enumerate(units):
        if not unit:
            faults.append(fault("unit-missing", Place(file, i + 2)))
        elif recipe.group_column and not groups[i]:
            faults.append(
                fault("group-missing", Place(file, i + 2, unit), name=recipe.group_column)
            )
    _twice(units, years, file, faults)
    values = np.empty((count, len(numeric)))
    for j, name in enumerate(numeric):
        values[:, j] = _numeric(columns[name], file, name, units, faults)
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
    faults: list[Fault],
) -> list[int]:
    if column is None:
        return [0] * count
    years = []
    for i, value in enumerate(column):
        words = _word(value)
        is_year = words.isdecimal() and len(words) <= len("2025")
        if not is_year:
            faults.append(fault("bad-year", Place(file, i + 2, units[i]), value=words[:20]))
        years.append(int(words) if is_year else 0)
    return years


def _twice(units: list[str], years: list[int], file: str, faults: list[Fault]) -> None:
    seen: set[tuple[int, str]] = set()
    for i, key in enumerate(zip(years, units, strict=True)):
        if key in seen and key[1]:
            place = Place(file, i + 2, key[1], str(key[0]) if key[0] else "")
            faults.append(fault("unit-twice", place, unit=key[1]))
        seen.add(key)


def _numeric(
    column: Sequence[object], file: str, name: str, units: list[str], faults: list[Fault]
) -> Floats:
    try:
        if any(isinstance(c, str) and "_" in c for c in column):
            raise ValueError("Python reads 1_000 as a number; an analyst does not")
        values = np.array(column, dtype=np.float64)
    except (ValueError, TypeError):
        values = _cell_by_cell(column, file, name, units, faults)
    for i in np.flatnonzero(np.isinf(values)):
        faults.append(fault("infinite", Place(file, int(i) + 2, units[i], "", name)))
    return values + 0.0


def _cell_by_cell(
    column: Sequence[object], file: str, name: str, units: list[str], faults: list[Fault]
) -> Floats:
    values = np.full(len(column), np.nan)
    for i, cell in enumerate(column):
        words = _word(cell) if not isinstance(cell, float) else cell
        if words in MISSING:
            continue
        try:
            values[i] = float(words if "_" not in str(words) else "?")
        except ValueError:
            place = Place(file, i + 2, units[i], "", name)
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
