"""CSV files: UTF-8 with or without a mark, or GBK; commas, semicolons or tabs."""

import codecs
import csv
import io
import re
from pathlib import Path
from typing import Final

from gaoxin.files.grid import Cell, Grid, Read, unreadable_file
from gaoxin.files.trouble import CellFault, Trouble

_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")
_FIELD_LIMIT: Final = 1_000_000
_LOOKED_AT: Final = 100_000


def read_csv(path: Path) -> Read:
    """The rows of a CSV file; another encoding than UTF-8 is read and said."""
    file = path.name
    text, encoding = _decoded(path.read_bytes())
    if text is None:
        return unreadable_file(
            file,
            "编码既不是 UTF-8 也不是 GBK",
            "the encoding is neither UTF-8 nor GBK",
            "另存为 CSV UTF-8",
            "save it again as CSV UTF-8",
        )
    if "\x00" in text:
        return unreadable_file(file, "不是文本文件", "this is not a text file")
    faults = [] if encoding == "UTF-8" else [_encoding(file, encoding)]
    lines, rows = _rows(text)
    if isinstance(rows, str):
        return unreadable_file(
            file, f"第{lines[-1]}行读不出：{rows}", f"line {lines[-1]} cannot be read: {rows}"
        )
    grid = Grid(path.stem, file, rows, lambda r, c: f"{file}:{lines[r]}:{c + 1}", ragged=True)
    return Read((grid,), tuple(faults))


def guarded(text: str) -> str:
    """A text that a spreadsheet would run as a formula, made harmless by an apostrophe."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) or _GUARDED.match(text) else text


def _decoded(data: bytes) -> tuple[str | None, str]:
    for encoding, name in (("utf-8-sig", "UTF-8"), *_marked(data), ("gb18030", "GBK")):
        try:
            return data.decode(encoding).removeprefix("\ufeff"), name
        except UnicodeDecodeError:
            continue
    return None, ""


def _marked(data: bytes) -> tuple[tuple[str, str], ...]:
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return (("utf-16", "UTF-16"),) if data.startswith(marks) else ()


def _rows(text: str) -> tuple[list[int], list[list[Cell]] | str]:
    """First line of each row, and the rows (or why they cannot be read)."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    lines: list[int] = []
    rows: list[list[Cell]] = []
    line = 1
    try:
        for row in reader:
            lines.append(line)
            rows.append([_plain(cell) for cell in row])
            line = reader.line_num + 1
    except csv.Error as error:
        return [*lines, line], str(error)
    return lines, rows


def _delimiter(text: str) -> str:
    """The sign that stands in most of the first lines; a title may hold another."""
    lines = text[:_LOOKED_AT].splitlines()[:20]
    return max(",;\t", key=lambda sign: (sum(sign in line for line in lines), text.count(sign)))


def _plain(cell: str) -> str:
    """Without the apostrophe that ``guarded`` puts before formulas."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _encoding(file: str, encoding: str) -> CellFault:
    return Trouble(
        "F2",
        f"按 {encoding} 读取，不是 UTF-8",
        f"read as {encoding}, not UTF-8",
        "核对汉字是否正常；今后另存为 CSV UTF-8",
        "see whether the characters are right; save it as CSV UTF-8 in future",
        "warning",
    ).at(file, file)
