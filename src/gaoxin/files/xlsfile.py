"""Workbooks of Excel 5 to 2003 (xls): values, number formats and what is hidden."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from gaoxin.files.compound import Compound
from gaoxin.files.formats import Format, as_time, built_in, read_format
from gaoxin.files.grid import Cell, Merged
from gaoxin.files.package import Refused
from gaoxin.files.sheet import Budget, Sheet, error_value

_MOST_BYTES: Final = 200 << 20
_ERRORS: Final = {
    **{0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!"},
    **{29: "#NAME?", 36: "#NUM!", 42: "#N/A"},
}
_CODE_PAGES: Final = {936: "gb18030", 950: "big5", 932: "cp932", 949: "cp949", 1200: "utf-16-le"}
Record = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet as the workbook lists it, and where its records begin."""

    name: str
    at: int
    hidden: bool


@dataclass(slots=True)
class OldWorkbook:
    """What all sheets share. ``wide``: texts are Unicode (Excel 97 and later). ``formats``: those
    that show another number than is held, by the number of the style."""

    data: bytes
    wide: bool = True
    code_page: str = "gb18030"
    since_1904: bool = False
    sheets: list[Listed] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    formats: dict[int, Format] = field(default_factory=dict)


def open_old_workbook(path: Path) -> OldWorkbook:
    """The list of sheets, the shared texts and the number formats. Raises Refused."""
    if path.stat().st_size > _MOST_BYTES:
        raise Refused("文件过大", "the file is too large")
    compound = Compound(path.read_bytes())
    if compound.stream("EncryptedPackage") is not None:
        raise Refused("有密码", "it is locked by a password")
    data = compound.stream("Workbook") or compound.stream("Book")
    if data is None:
        raise Refused("里面没有工作簿", "it holds no workbook")
    book = OldWorkbook(data)
    try:
        _read_shared(book)
    except (struct.error, IndexError, LookupError, ValueError) as error:
        raise Refused("文件损坏", "the file is damaged") from error
    return book


def read_old_sheet(book: OldWorkbook, listed: Listed, budget: Budget) -> Sheet:
    """The cells of a sheet. Raises Refused."""
    reader = _Cells(book, Sheet(listed.name, budget))
    depth = 0
    try:
        for number, data in _records(book.data, listed.at):
            depth += (number == 0x809) - (number == 0x0A)
            if depth == 1:  # charts within a sheet have records of their own
                reader.read(number, data)
            if depth <= 0:
                break
    except (struct.error, IndexError, LookupError, ValueError) as error:
        raise Refused(f"{listed.name} 损坏", f"{listed.name} is damaged") from error
    reader.sheet.flush()
    return reader.sheet


def _records(data: bytes, at: int) -> Iterator[Record]:
    while at + 4 <= len(data):
        number, length = struct.unpack_from("<HH", data, at)
        yield number, data[at + 4 : at + 4 + length]
        at += 4 + length


def _read_shared(book: OldWorkbook) -> None:
    codes: dict[int, str] = {}
    styles: list[int] = []
    shared: list[bytes] = []
    before = 0
    for number, data in _records(book.data, 0):
        before = before if number == 0x3C else number
        if number == 0x809:
            book.wide = struct.unpack_from("<H", data)[0] >= 0x600
        elif number == 0x2F:
            raise Refused("有密码", "it is locked by a password")
        elif number == 0x42:
            page = struct.unpack_from("<H", data)[0]
            book.code_page = _CODE_PAGES.get(page, f"cp{page}" if page < 10_000 else "gb18030")
        elif number == 0x22:
            book.since_1904 = data[:1] == b"\x01"
        elif number == 0x41E:
            codes[struct.unpack_from("<H", data)[0]] = _text(book, data, 2, 2 if book.wide else 1)
        elif number == 0xE0:
            styles.append(struct.unpack_from("<HH", data)[1])
        elif number == 0x85 and data[5] == 0:
            at, hidden = struct.unpack_from("<IB", data)
            book.sheets.append(Listed(_text(book, data, 6, 1), at, bool(hidden & 3)))
        elif number == 0xFC or (number == 0x3C and before == 0xFC):
            shared.append(data)
        elif number == 0x0A:
            break
    book.strings = list(_strings(shared)) if shared else []
    for index, style in enumerate(styles):
        form = read_format(codes.get(style) or built_in(style))
        if not form.plain:
            book.formats[index] = form


def _text(book: OldWorkbook, data: bytes, at: int, size: int) -> str:
    """A text with its length before it (in one byte or two)."""
    length = int.from_bytes(data[at : at + size], "little")
    at += size
    if not book.wide:
        return data[at : at + length].decode(book.code_page, "replace")
    flags, at = data[at], at + 1
    at += 2 * bool(flags & 8) + 4 * bool(flags & 4)
    if flags & 1:
        return data[at : at + 2 * length].decode("utf-16-le", "replace")
    return data[at : at + length].decode("latin-1")


class _Pieces:
    """Bytes that go on from one record to the next."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces, self.index, self.at = pieces, 0, 0

    @property
    def left(self) -> int:
        """Bytes before the record ends."""
        return len(self.pieces[self.index]) - self.at

    def take(self, count: int) -> bytes:
        """The next bytes, across records if need be."""
        found = b""
        while len(found) < count:
            if not self.left:
                self.index, self.at = self.index + 1, 0
            part = self.pieces[self.index][self.at : self.at + count - len(found)]
            self.at += len(part)
            found += part
        return found

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little")


def _strings(pieces: Sequence[bytes]) -> Iterator[str]:
    """The texts all sheets share. One that goes on in the next record says its width again."""
    reader = _Pieces(pieces)
    reader.take(4)
    for _ in range(min(reader.number(4), sum(map(len, pieces)))):
        length, flags = reader.number(2), reader.number(1)
        runs = reader.number(2) if flags & 8 else 0
        more = reader.number(4) if flags & 4 else 0
        said: list[str] = []
        while length:
            if not reader.left:
                flags = reader.number(1)
            width = 1 + (flags & 1)
            count = min(length, reader.left // width)
            if not count:
                raise ValueError("a sign is cut in two")
            said.append(reader.take(count * width).decode("utf-16-le" if flags & 1 else "latin-1"))
            length -= count
        reader.take(4 * runs + more)
        yield "".join(said)


class _Cells:
    """What the records of a sheet mean."""

    def __init__(self, book: OldWorkbook, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet
        self.formula: tuple[int, int] | None = None

    def read(self, number: int, data: bytes) -> None:
        """One record; those that hold no cell are passed over."""
        if number == 0x203:
            self._number(*struct.unpack_from("<HHHd", data))
        elif number == 0x27E:
            row, column, style, packed = struct.unpack_from("<HHHI", data)
            self._number(row, column, style, _unpacked(packed))
        elif number == 0xBD:
            row, column = struct.unpack_from("<HH", data)
            for i, at in enumerate(range(4, len(data) - 2, 6)):
                style, packed = struct.unpack_from("<HI", data, at)
                self._number(row, column + i, style, _unpacked(packed))
        elif number == 0xFD:
            row, column, _, index = struct.unpack_from("<HHHI", data)
            self.sheet.add(row, column, self.book.strings[index])
        elif number in (0x204, 0xD6):
            row, column = struct.unpack_from("<HH", data)
            self.sheet.add(row, column, _text(self.book, data, 6, 2))
        elif number == 0x205:
            row, column, _, value, wrong = struct.unpack_from("<HHHBB", data)
            self._flag_or_error(row, column, value, wrong)
        elif number == 0x06:
            self._computed(data)
        elif number == 0x207 and self.formula:
            self.sheet.add(*self.formula, _text(self.book, data, 0, 2))
        else:
            self._layout(number, data)

    def _layout(self, number: int, data: bytes) -> None:
        if number == 0x208 and struct.unpack_from("<H", data, 12)[0] & 0x20:
            self.sheet.hidden_rows.add(struct.unpack_from("<H", data)[0])
        elif number == 0x7D:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", data)
            if flags & 1:
                self.sheet.hidden_columns.update(range(first, min(last, 255) + 1))
        elif number == 0xE5:
            for at in range(2, len(data) - 7, 8):
                top, bottom, left, right = struct.unpack_from("<HHHH", data, at)
                self.sheet.merge(Merged(top, left, bottom, right))

    def _computed(self, data: bytes) -> None:
        """A formula with its value; a text follows in a record of its own."""
        row, column, style = struct.unpack_from("<HHH", data)
        self.formula = row, column
        if data[12:14] != b"\xff\xff":
            self._number(row, column, style, struct.unpack_from("<d", data, 6)[0])
        elif data[6] in (1, 2):
            self._flag_or_error(row, column, data[8], data[6] == 2)

    def _flag_or_error(self, row: int, column: int, value: int, wrong: int) -> None:
        if wrong:
            self.sheet.add_trouble(row, column, error_value(_ERRORS.get(value, "#?")))
        else:
            self.sheet.add(row, column, bool(value))

    def _number(self, row: int, column: int, style: int, number: float) -> None:
        form = self.book.formats.get(style)
        cell: Cell = number
        if form is not None and (sort := form.of(number).sort) != "number":
            cell = as_time(number, sort, self.book.since_1904)
        elif form is not None:
            self.sheet.formats[row, column] = form
        self.sheet.add(row, column, cell)


def _unpacked(packed: int) -> float:
    """A number packed into 30 bits, perhaps in hundredths."""
    if packed & 2:
        number = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        number = float(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return number / 100 if packed & 1 else number
