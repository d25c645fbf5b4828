"""Workbooks: values as the spreadsheet shows them, formulas without a value said by cell."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from gaoxin.files.grid import Cell, Grid, Merged, Read, unreadable_file
from gaoxin.files.trouble import Trouble

_ERRORS: Final = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
HIDDEN: Final = "_"
"""Sheets whose name begins so belong to a template, not to the data."""
_MAX_CELLS: Final = 20_000_000

_BROKEN: Final = (
    *(CalamineError, OSError, ValueError, KeyError, SyntaxError),
    *(EOFError, RuntimeError, zipfile.BadZipFile, zlib.error),
)
"""What a damaged workbook makes of the libraries that read it."""

Places = dict[tuple[int, int], str]


def read_xlsx(path: Path) -> Read:
    """Every sheet of a workbook (xlsx, xlsm, xls, ods) as a grid."""
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [book.get_sheet_by_name(n) for n in book.sheet_names if n[:1] != HIDDEN]
        marks = _marks(path) if path.suffix.lower() in (".xlsx", ".xlsm") else {}
        grids = [_grid(path.name, sheet, marks.get(sheet.name, {})) for sheet in sheets]
    except _BROKEN as error:
        return unreadable_file(
            path.name,
            f"不是可读的工作簿（{error}）",
            f"not a readable workbook ({error})",
            "用表格软件打开后另存为 xlsx",
            "open it in a spreadsheet and save it as xlsx",
        )
    return Read(tuple(grids))


def _grid(file: str, sheet: CalamineSheet, marks: Places) -> Grid:
    if sheet.total_height * sheet.total_width > _MAX_CELLS:
        raise ValueError(f"{sheet.name}: {sheet.total_height} x {sheet.total_width}")
    raw = sheet.to_python(skip_empty_area=False)
    troubles: dict[tuple[int, int], Trouble] = {}
    rows = [
        [_cell(value, marks.get((r, c), ""), troubles, (r, c)) for c, value in enumerate(row)]
        for r, row in enumerate(raw)
    ]
    for (r, c), mark in marks.items():  # outside the area that has values
        if mark != "percent" and (r >= len(rows) or c >= len(rows[r])):
            _widen(rows, r, c)
            rows[r][c] = _cell("", mark, troubles, (r, c))
    name = sheet.name
    return Grid(
        name,
        file,
        rows,
        lambda r, c: f"{name}!{column_letters(c)}{r + 1}",
        merged=tuple(_merged(sheet)),
        troubles=troubles,
        shown={at: "0%" for at, mark in marks.items() if mark == "percent"},
    )


def column_letters(index: int) -> str:
    """``A`` for 0, ``Z`` for 25, ``AA`` for 26: as a spreadsheet names its columns."""
    letters = ""
    while index >= 0:
        index, rest = index // 26 - 1, index % 26
        letters = chr(ord("A") + rest) + letters
    return letters


def _widen(rows: list[list[Cell]], r: int, c: int) -> None:
    while len(rows) <= r:
        rows.append([])
    rows[r] += [None] * (c + 1 - len(rows[r]))


def _merged(sheet: CalamineSheet) -> Iterator[Merged]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        yield Merged(top, left, bottom, right)


def _cell(value: Any, mark: str, troubles: dict[Any, Trouble], at: tuple[int, int]) -> Cell:
    """The value; ``mark`` says that the cell is a formula, an error or shown as a percentage."""
    if mark in _ERRORS:
        troubles[at] = _error(mark)
        return None
    if isinstance(value, str) and value == "":
        if mark == "formula":
            troubles[at] = _no_value()
        return None
    return str(value) if isinstance(value, (time, timedelta)) else value


def _marks(path: Path) -> dict[str, Places]:
    """Formula cells and cells shown as percentages, by sheet. Looked for only where the raw
    file has either, since going through a workbook twice takes time."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        styles = b"xl/styles.xml" if "xl/styles.xml" in names else b""
        percent = bool(styles) and _has_percent(archive.read(styles.decode()))
        sheets = [n for n in names if n.startswith("xl/worksheets/")]
        formulas = any(_has_formula(archive, n) for n in sheets)
    return _walk(path) if percent or formulas else {}


def _has_percent(styles: bytes) -> bool:
    return any(m in styles for m in (b'numFmtId="9"', b'numFmtId="10"', b"%"))


def _has_formula(archive: zipfile.ZipFile, name: str) -> bool:
    tail = b""
    with archive.open(name) as stream:
        while block := stream.read(1 << 20):
            if any(sign in tail + block for sign in (b"<f>", b"<f ", b't="e"')):
                return True
            tail = block[-8:]
    return False


def _walk(path: Path) -> dict[str, Places]:
    from openpyxl import load_workbook  # slow to import, seldom wanted

    found: dict[str, Places] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # extensions of the file format say nothing about cells
        book = load_workbook(path, read_only=True, data_only=False)
        try:
            for sheet in book.worksheets:
                found[sheet.title] = dict(_places(sheet))
        finally:
            book.close()
    return found


def _places(sheet: Any) -> Iterator[tuple[tuple[int, int], str]]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            if cell.data_type == "e":
                yield (cell.row - 1, cell.column - 1), str(cell.value)
            elif cell.data_type == "f":
                yield (cell.row - 1, cell.column - 1), "formula"
            elif "%" in (cell.number_format or "") and cell.data_type == "n":
                yield (cell.row - 1, cell.column - 1), "percent"


def _no_value() -> Trouble:
    return Trouble(
        "F17",
        "公式没有算出的值，或结果是错误",
        "a formula without a computed value, or with an error for a result",
        "在表格软件中打开、核对并保存一次，或改填数值；不知道就留空",
        "open, check and save it in a spreadsheet, put in the value, or leave it empty",
    )


def _error(text: str) -> Trouble:
    return Trouble(
        "F17",
        f"单元格是错误值 {text}",
        f"the cell holds the error {text}",
        "更正公式，或改填数值；不知道就留空",
        "correct the formula or put in the value; leave it empty if it is not known",
    )
