"""Code books: CSV files of ``code,zh,en,parent`` in a folder ``codebooks`` beside the documents."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Place
from gaoxin.policy.library import CodeBook, Library
from gaoxin.policy.markdown import NotText, decode

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
    """The rows of every CSV file below ``root``; one that is not UTF-8 or lacks the columns is a
    fault."""
    for path in sorted(root.rglob(pattern)) if root.is_dir() else ():
        text = decode(path.read_bytes())
        if isinstance(text, NotText):
            library.faults.append(_not_text(path, text))
            continue
        rows = list(csv.DictReader(io.StringIO(text)))
        if rows and set(columns) <= set(rows[0]):
            yield path, rows
        else:
            library.faults.append(_columns(path, columns))


def _not_text(path: Path, why: NotText) -> Fault:
    place = Place(str(path), why.line)
    return Fault("D1", place, why.zh, why.en, mend_zh=why.mend_zh, mend_en=why.mend_en)


def _columns(path: Path, columns: tuple[str, ...]) -> Fault:
    return Fault(
        "D5",
        Place(str(path), 1),
        "表的列不齐",
        "the table lacks columns",
        mend_zh=f"第一行写 {','.join(columns)}",
        mend_en=f"write in the first row {','.join(columns)}",
    )
