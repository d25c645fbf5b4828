"""Code books: CSV files of ``code,zh,en,parent`` in a folder ``codebooks`` beside the documents."""

import csv
from pathlib import Path

from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Place
from gaoxin.policy.library import CodeBook, Library

COLUMNS: tuple[str, ...] = ("code", "zh", "en", "parent")


def read_codebooks(root: Path, library: Library) -> None:
    """Put every code book below ``root`` into the library, by the name of its file."""
    for path in sorted(root.rglob("codebooks/*.csv")) if root.is_dir() else ():
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        if not rows or not set(COLUMNS) <= set(rows[0]):
            library.faults.append(_columns(path))
            continue
        labels = {r["code"]: (r["zh"], r["en"]) for r in rows}
        parents = {r["code"]: r["parent"] for r in rows if r["parent"]}
        library.codebooks[path.stem] = CodeBook(path.stem, labels, parents)


def _columns(path: Path) -> Fault:
    return Fault(
        "D5",
        Place(str(path), 1),
        "代码表的列不齐",
        "the code book lacks columns",
        mend_zh=f"第一行写 {','.join(COLUMNS)}",
        mend_en=f"write in the first row {','.join(COLUMNS)}",
    )
