"""Code books: CSV files of ``code,zh,en,parent`` in a folder ``codebooks`` beside the documents."""

import csv
from collections.abc import Iterator
from pathlib import Path

from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Place
from gaoxin.policy.library import CodeBook, Library

COLUMNS: tuple[str, ...] = ("code", "zh", "en", "parent")


def read_codebooks(root: Path, library: Library) -> None:
    """Put every code book below ``root`` into the library, by the name of its file."""
    for path, rows in tables(root, "codebooks/*.csv", COLUMNS, library):
        labels = {r["code"]: (r["zh"], r["en"]) for r in rows}
        parents = {r["code"]: r["parent"] for r in rows if r["parent"]}
        library.codebooks[path.stem] = CodeBook(path.stem, labels, parents)


def tables(
    root: Path, pattern: str, columns: tuple[str, ...], library: Library
) -> Iterator[tuple[Path, list[dict[str, str]]]]:
    """The rows of every CSV file below ``root``; a file without the columns is a fault."""
    for path in sorted(root.rglob(pattern)) if root.is_dir() else ():
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        if rows and set(columns) <= set(rows[0]):
            yield path, rows
        else:
            library.faults.append(_columns(path, columns))


def _columns(path: Path, columns: tuple[str, ...]) -> Fault:
    return Fault(
        "D5",
        Place(str(path), 1),
        "表的列不齐",
        "the table lacks columns",
        mend_zh=f"第一行写 {','.join(columns)}",
        mend_en=f"write in the first row {','.join(columns)}",
    )
