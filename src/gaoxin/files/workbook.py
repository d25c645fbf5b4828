"""Workbooks to grids: every sheet that people see; the hidden ones are told and not used."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gaoxin.files.compound import MAGIC
from gaoxin.files.grid import Read, unreadable_file
from gaoxin.files.hidden import hidden_sheet
from gaoxin.files.odsfile import is_open_document, read_open_document
from gaoxin.files.package import Package, Refused
from gaoxin.files.sheet import Budget, Sheet
from gaoxin.files.xlsfile import open_old_workbook, read_old_sheet
from gaoxin.files.xlsxfile import open_workbook, read_sheet

TEMPLATE: Final = "_"
"""Sheets whose name begins so belong to a template, not to the data."""


def read_workbook(path: Path) -> Read:
    """Every visible sheet of a workbook as a grid. What it is stands in its first bytes: an xls
    that is an xlsx inside is read as one."""
    file = path.name
    try:
        sheets = list(_sheets(path))
        if not sheets:
            raise Refused("里面没有工作表", "it holds no sheet")
    except (Refused, OSError) as error:
        zh = error.zh if isinstance(error, Refused) else str(error)
        return unreadable_file(
            file,
            f"不是可读的工作簿（{zh}）",
            f"not a readable workbook ({error})",
            "用表格软件打开后另存为 xlsx",
            "open it in a spreadsheet and save it as xlsx",
        )
    seen = [s for s in sheets if isinstance(s, Sheet) and not s.name.startswith(TEMPLATE)]
    hidden = [s for s in sheets if isinstance(s, str) and not s.startswith(TEMPLATE)]
    told = tuple(hidden_sheet(name).at(name, file) for name in hidden)
    return Read(tuple(sheet.grid(file) for sheet in seen), told)


def _sheets(path: Path) -> Iterator[Sheet | str]:
    """The sheets, a hidden one by its name alone."""
    budget = Budget()
    with path.open("rb") as stream:
        old = stream.read(len(MAGIC)) == MAGIC
    if old:
        old_book = open_old_workbook(path)
        for one in old_book.sheets:
            yield one.name if one.hidden else read_old_sheet(old_book, one, budget)
        return
    with Package(path) as package:
        if is_open_document(package):
            for sheet, hidden in read_open_document(package, budget):
                yield sheet.name if hidden else sheet
            return
        book = open_workbook(package)
        for listed in book.sheets:
            yield listed.name if listed.hidden else read_sheet(book, listed, budget)
