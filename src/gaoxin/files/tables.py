"""The door for people's tables: a file to grids, by its name."""

from pathlib import Path
from typing import Final

from gaoxin.files.csvfile import read_csv
from gaoxin.files.grid import Read, unreadable_file
from gaoxin.files.workbook import read_workbook

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
TEXT: Final = frozenset({".csv", ".tsv", ".txt"})


def read_tables(path: Path) -> Read:
    """The sheets of a workbook, or the one table of a text file, as grids.

    Nothing is raised for what is wrong in the file: a missing, damaged or unknown one is a fault
    (F1) without grids.
    """
    suffix = path.suffix.lower()
    if suffix not in WORKBOOKS | TEXT:
        return unreadable_file(
            path.name,
            f"不认识的文件类型“{path.suffix}”",
            f"the file type '{path.suffix}' is not known",
            "用 xlsx、csv、parquet、arrow 或 yaml",
            "use xlsx, csv, parquet, arrow or yaml",
        )
    if not path.is_file():
        return unreadable_file(path.name, "文件不存在", "there is no such file")
    return read_workbook(path) if suffix in WORKBOOKS else read_csv(path)
