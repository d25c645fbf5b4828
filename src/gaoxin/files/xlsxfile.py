"""Workbooks of the Office Open XML format (xlsx, xlsm), read in one pass and within bounds."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from gaoxin.files.formats import Format, as_time, built_in, read_format
from gaoxin.files.grid import Cell, Merged
from gaoxin.files.package import Attributes, Package, Refused, local
from gaoxin.files.sheet import MOST_COLUMNS, Budget, Sheet, error_value, no_value

_RELS: Final = "/relationships/"
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LETTERS: Final = re.compile(r"[A-Z]{1,3}", re.ASCII)
_ADDRESS: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,8})", re.ASCII)
_MOST_STRINGS: Final = 5_000_000
_MOST_STYLES: Final = 65_536
_MOST_SHEETS: Final = 1000
_TRUE: Final = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet as the workbook lists it: its name, its part, and whether people see it."""

    name: str
    part: str
    hidden: bool = False


@dataclass(slots=True)
class Workbook:
    """What all sheets of a workbook share. ``formats``: by the number of the style; those that
    show a number as it is are left out."""

    package: Package
    sheets: list[Listed] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    formats: dict[str, Format] = field(default_factory=dict)
    since_1904: bool = False


def open_workbook(package: Package) -> Workbook:
    """The list of sheets, the shared texts and the number formats. Raises Refused."""
    home = _related(package, "", "officeDocument").get("officeDocument", [("", "xl/workbook.xml")])
    part = _part(package, home[0][1])
    book = Workbook(package)
    related = _related(package, part, "worksheet", "sharedStrings", "styles")
    _list_sheets(book, part, dict(related.get("worksheet", ())))
    for _, strings in related.get("sharedStrings", ()):
        _read_strings(book, _part(package, strings))
    for _, styles in related.get("styles", ()):
        _read_styles(book, _part(package, styles))
    return book


def read_sheet(book: Workbook, listed: Listed, budget: Budget) -> Sheet:
    """The cells of a sheet. Raises Refused."""
    reader = _Cells(book, Sheet(listed.name, budget))
    reader.walk(listed.part)
    reader.sheet.flush()
    return reader.sheet


class _Columns(dict[str, int]):
    """Columns by their letters, from 0. Raises ValueError for what is no column."""

    def __missing__(self, letters: str) -> int:
        if not _LETTERS.fullmatch(letters):
            raise ValueError(letters[:20])
        index = 0
        for letter in letters:
            index = index * 26 + ord(letter) - ord("A") + 1
        self[letters] = index - 1
        return index - 1


class _Cells:
    """The reader of a sheet: what the events of its XML mean."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet
        self.columns = _Columns()
        self.row, self.column = -1, -1
        self.said: list[str] = []
        self.text = self.sort = self.style = ""
        self.formula = self.aid = False

    def walk(self, part: str) -> None:
        """Read the part."""
        starts = {
            "c": self._cell,
            "v": self._begin_text,
            "t": self._begin_text,
            "f": self._formula,
            "row": self._row,
            "rPh": self._reading_aid,
            "col": self._hide,
            "mergeCell": self._merge,
        }
        ends = {"c": self._finish, "v": self._end_text, "t": self._end_text}
        ends |= {"rPh": self._no_reading_aid}
        self.book.package.walk(part, starts, ends, self.said)

    def _begin_text(self, _: Attributes) -> None:
        self.said.clear()

    def _end_text(self) -> None:
        if not self.aid:
            self.text += "".join(self.said)
        self.said.clear()

    def _reading_aid(self, _: Attributes) -> None:
        self.aid = True

    def _no_reading_aid(self) -> None:
        self.aid = False

    def _formula(self, _: Attributes) -> None:
        self.formula = True

    def _row(self, attributes: Attributes) -> None:
        self.said.clear()
        stated = attributes.get("r", "")
        self.row = int(stated) - 1 if stated else self.row + 1
        self.column = -1
        if attributes.get("hidden") in _TRUE:
            self.sheet.budget.met()
            self.sheet.hidden_rows.add(self.row)

    def _cell(self, attributes: Attributes) -> None:
        address = attributes.get("r", "")
        letters = address.rstrip("0123456789")
        self.column = self.columns[letters] if letters else self.column + 1
        self.sort, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.text, self.formula = "", False

    def _finish(self) -> None:
        cell = self._value()
        if cell is None or cell == "":
            self.sheet.budget.met()
        else:
            self.sheet.add(self.row, self.column, cell)

    def _value(self) -> Cell:
        text, sort = self.text, self.sort
        if not text:
            if self.formula and sort not in ("str", "s", "inlineStr"):
                self.sheet.add_trouble(self.row, self.column, no_value())
            return None
        if sort == "n":
            return self._number(float(text))
        if sort == "s":
            return self.book.strings[int(text)]
        if sort in ("str", "inlineStr"):
            return _unescaped(text)
        if sort == "e":
            self.sheet.add_trouble(self.row, self.column, error_value(text))
            return None
        return text.strip() in _TRUE if sort == "b" else _iso(text)

    def _number(self, number: float) -> Cell:
        form = self.book.formats.get(self.style)
        if form is None:
            return number
        sort = form.of(number).sort
        if sort != "number":
            return as_time(number, sort, self.book.since_1904)
        self.sheet.formats[self.row, self.column] = form
        return number

    def _hide(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in _TRUE:
            first, last = int(attributes["min"]), int(attributes["max"])
            hidden = range(first - 1, min(last, MOST_COLUMNS))
            self.sheet.budget.met(len(hidden))
            self.sheet.hidden_columns.update(hidden)

    def _merge(self, attributes: Attributes) -> None:
        ends = [_ADDRESS.fullmatch(end) for end in attributes.get("ref", "").split(":")]
        if all(ends):
            places = [(int(m[2]) - 1, self.columns[m[1]]) for m in ends if m]
            self.sheet.merge(Merged(*places[0], *places[-1]))


def _iso(text: str) -> Cell:
    try:
        when = datetime.fromisoformat(text.replace("Z", ""))
    except ValueError:
        return text
    return when if when.time() != datetime.min.time() else date(when.year, when.month, when.day)


def _unescaped(text: str) -> str:
    """Signs written as _x000D_."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _part(package: Package, name: str) -> str:
    found = package.find(name)
    if found is None:
        raise Refused(f"缺少 {name}", f"{name} is missing")
    return found


def _related(package: Package, part: str, *wanted: str) -> dict[str, list[tuple[str, str]]]:
    """The parts a part points at, by what they are: ids and names."""
    folder, file = posixpath.split(part)
    found: dict[str, list[tuple[str, str]]] = {}

    def one(attributes: Attributes) -> None:
        sort = attributes.get("Type", "").rpartition(_RELS)[2]
        if sort in wanted:
            target = attributes.get("Target", "")
            name = posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
            found.setdefault(sort, []).append((attributes.get("Id", ""), name))

    if rels := package.find(posixpath.join(folder, "_rels", f"{file}.rels").lstrip("/")):
        package.walk(rels, {"Relationship": one}, {}, [])
    return found


def _list_sheets(book: Workbook, part: str, parts: Mapping[str, str]) -> None:
    def properties(attributes: Attributes) -> None:
        book.since_1904 = attributes.get("date1904") in _TRUE

    def sheet(attributes: Attributes) -> None:
        named = local(attributes)
        if name := parts.get(named.get("id", "")):  # charts have no cells
            hidden = named.get("state", "visible") != "visible"
            book.sheets.append(Listed(named.get("name", ""), _part(book.package, name), hidden))
        if len(book.sheets) > _MOST_SHEETS:
            raise Refused("工作表过多", "it has too many sheets")

    book.package.walk(part, {"workbookPr": properties, "sheet": sheet}, {}, [])


def _read_strings(book: Workbook, part: str) -> None:
    said: list[str] = []
    whole: list[str] = []
    aids: list[Attributes] = []

    def begin(_: Attributes) -> None:
        said.clear()

    def end() -> None:
        whole.extend(() if aids else said)
        said.clear()

    def finish() -> None:
        book.strings.append(_unescaped("".join(whole)))
        whole.clear()
        if len(book.strings) > _MOST_STRINGS:
            raise Refused("文字过多", "it has too many texts")

    starts = {"t": begin, "rPh": aids.append}
    book.package.walk(part, starts, {"t": end, "rPh": aids.clear, "si": finish}, said)


def _read_styles(book: Workbook, part: str) -> None:
    codes: dict[str, str] = {}
    inside: list[Attributes] = []
    numbers: list[str] = []

    def code(attributes: Attributes) -> None:
        codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def style(attributes: Attributes) -> None:
        if inside:
            numbers.append(attributes.get("numFmtId", "0"))

    starts = {"numFmt": code, "xf": style, "cellXfs": inside.append}
    book.package.walk(part, starts, {"cellXfs": inside.clear}, [])
    for index, number in enumerate(numbers[:_MOST_STYLES]):
        form = read_format(codes.get(number) or built_in(int(number) if number.isdecimal() else 0))
        if not form.plain:
            book.formats[str(index)] = form
