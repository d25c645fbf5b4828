"""Code books: CSV files of ``code,zh,en,parent`` in a folder ``codebooks`` beside the documents.

A column ``also`` may hold what else people call a code, with semicolons between.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Place
from gaoxin.policy.inputs import CODEBOOKS, LISTS, Inputs
from gaoxin.policy.library import CodeBook, Library
from gaoxin.policy.markdown import NotText, decode

COLUMNS: tuple[str, ...] = ("code", "zh", "en", "parent")


def read_codebooks(inputs: Inputs, library: Library) -> None:
    """Put every code book into the library, by the name of its file."""
    for path, rows in tables(inputs, CODEBOOKS, COLUMNS, library):
        labels = {r["code"]: (r["zh"], r["en"]) for r in rows}
        parents = {r["code"]: r["parent"] for r in rows if r["parent"]}
        also = {r["code"]: _names(r["also"]) for r in rows if r.get("also")}
        book = CodeBook(path.stem, labels, parents, also)
        if circle := _circle(book):
            line = 2 + next(n for n, r in enumerate(rows) if r["code"] in circle)
            library.faults.append(_in_a_circle(Place(str(path), line), circle))
            parents.clear()
        library.codebooks[path.stem] = book


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(";") if (name := part.strip()))


def check_lists(inputs: Inputs, library: Library) -> None:
    """The faults of the other tables."""
    for name, columns in LISTS.items():
        for _ in tables(inputs, name, columns, library):
            pass


def tables(
    inputs: Inputs, pattern: str, columns: tuple[str, ...], library: Library
) -> Iterator[tuple[Path, list[dict[str, str]]]]:
    """The rows of every CSV file that fits; one that cannot be read is a fault."""
    for path, data in inputs.fitting(pattern):
        rows = rows_of(path, data, columns)
        if isinstance(rows, Fault):
            library.faults.append(rows)
        else:
            yield path, rows


def read_rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]] | Fault:
    """The rows of a CSV file with at least these columns, or why there are none."""
    return rows_of(path, path.read_bytes() if path.is_file() else b"", columns)


def rows_of(path: Path, data: bytes, columns: tuple[str, ...]) -> list[dict[str, str]] | Fault:
    """The same of a file whose bytes are at hand."""
    text = decode(data)
    if isinstance(text, NotText):
        return _not_text(path, text)
    reader = csv.DictReader(io.StringIO(text), restval="", strict=True)
    rows, line = [], 1
    try:
        for row in reader:
            rows.append(row)
            line = reader.line_num
    except csv.Error as error:
        return _broken(Place(str(path), line + 1), error)
    return rows if set(columns) <= set(reader.fieldnames or ()) else _columns(path, columns)


def _circle(book: CodeBook) -> list[str]:
    """Codes each of which lies within the next and the last within the first, if there are."""
    done: set[str] = set()
    for start in book.parents:
        path: dict[str, None] = {}
        code: str | None = start
        while code and code not in done and code not in path:
            path[code] = None
            code = book.wider(code)
        if code in path:
            return list(path)[list(path).index(code) :]
        done |= path.keys()
    return []


def _in_a_circle(place: Place, circle: list[str]) -> Fault:
    shown = " → ".join([*circle, circle[0]])
    return Fault(
        "N4",
        place,
        f"代码的上级成环：{shown}",
        f"the parents of codes run in a circle: {shown}",
        mend_zh="改正其中一个 parent",
        mend_en="correct one parent",
    )


def _broken(place: Place, error: csv.Error) -> Fault:
    return Fault(
        "D5",
        place,
        f"表读不出（{error}）",
        f"the table cannot be read ({error})",
        mend_zh="检查引号是否成对",
        mend_en="check that quotation marks come in pairs",
    )


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
