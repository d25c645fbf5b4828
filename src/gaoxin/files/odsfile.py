"""Workbooks of the OpenDocument format (ods)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from gaoxin.files.formats import read_format
from gaoxin.files.grid import Cell, Merged
from gaoxin.files.package import Attributes, Package, Refused, local
from gaoxin.files.sheet import MOST_COLUMNS, MOST_ROWS, Budget, Sheet, error_value, no_value

PART: Final = "content.xml"
_MIME: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_UNSEEN: Final = frozenset({"collapse", "filter"})


def is_open_document(package: Package) -> bool:
    """Is the package a sheet of the OpenDocument format?"""
    return package.head("mimetype").startswith(_MIME)


def read_open_document(package: Package, budget: Budget) -> Iterator[tuple[Sheet, bool]]:
    """Every sheet, and whether it is hidden. Raises Refused."""
    reader = _Content(budget)
    reader.walk(package)
    for sheet, style in reader.sheets:
        yield sheet, style in reader.hidden_styles


class _Content:
    """The reader of a document: what the events of its XML mean."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.sheets: list[tuple[Sheet, str]] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.row = self.column = self.rows = self.columns = 0
        self.cell: Attributes | None = None
        self.said: list[str] = []
        self.paragraphs: list[str] = []
        self.notes = 0
        self.percent, self.percentages = read_format("0%"), list[int]()

    def walk(self, package: Package) -> None:
        """Read the part that holds the sheets."""
        starts = {
            "style": self._style,
            "table-properties": self._properties,
            "table": self._table,
            "table-column": self._column,
            "table-row": self._row,
            "table-cell": self._cell,
            "covered-table-cell": self._cell,
            "p": self._paragraph,
            "annotation": self._note,
        }
        ends = {"table-row": self._end_row, "p": self._end_paragraph, "annotation": self._end_note}
        ends |= {"table-cell": self._end_cell, "covered-table-cell": self._end_cell}
        package.walk(PART, starts, ends, self.said)

    @property
    def sheet(self) -> Sheet:
        """The sheet being read. Raises Refused outside of any."""
        if not self.sheets:
            raise Refused("单元格在工作表之外", "it has cells outside of a sheet")
        return self.sheets[-1][0]

    def _style(self, attributes: Attributes) -> None:
        self.style = local(attributes).get("name", "")

    def _properties(self, attributes: Attributes) -> None:
        if local(attributes).get("display") == "false":
            self.hidden_styles.add(self.style)

    def _table(self, attributes: Attributes) -> None:
        named = local(attributes)
        sheet = Sheet(named.get("name", ""), self.budget)
        self.sheets.append((sheet, named.get("style-name", "")))
        self.row = self.columns = 0

    def _column(self, attributes: Attributes) -> None:
        count = _repeated(local(attributes), "number-columns-repeated", MOST_COLUMNS)
        if local(attributes).get("visibility") in _UNSEEN:
            self.sheet.hidden_columns.update(range(self.columns, self.columns + count))
        self.columns = min(self.columns + count, MOST_COLUMNS)

    def _row(self, attributes: Attributes) -> None:
        self.rows = _repeated(local(attributes), "number-rows-repeated", MOST_ROWS)
        if local(attributes).get("visibility") in _UNSEEN and self.rows < MOST_ROWS // 2:
            self.budget.met(self.rows)
            self.sheet.hidden_rows.update(range(self.row, self.row + self.rows))
        self.column = 0

    def _end_row(self) -> None:
        sheet, line = self.sheet, self.sheet.line
        if any(cell is not None for cell in line):
            for again in range(1, self.rows):
                sheet.put_row(self.row + again, list(line))
                self.budget.met(len(line))
        for row in range(self.row, self.row + self.rows if self.percentages else 0):
            sheet.formats.update({(row, column): self.percent for column in self.percentages})
        self.percentages.clear()
        sheet.flush()
        self.row += self.rows

    def _cell(self, attributes: Attributes) -> None:
        self.cell = local(attributes)
        self.paragraphs.clear()
        self.said.clear()

    def _paragraph(self, _: Attributes) -> None:
        self.said.clear()

    def _end_paragraph(self) -> None:
        if self.cell is not None and not self.notes:
            self.paragraphs.append("".join(self.said))
        self.said.clear()

    def _note(self, _: Attributes) -> None:
        self.notes += 1

    def _end_note(self) -> None:
        self.notes -= 1

    def _end_cell(self) -> None:
        said = self.cell or {}
        count = _repeated(said, "number-columns-repeated", MOST_COLUMNS)
        at = self.row, self.column
        cell = self._value(said, at)
        if cell is not None:
            for column in range(self.column, self.column + count):
                self.sheet.add(self.row, column, cell)
                if said.get("value-type") == "percentage":
                    self.percentages.append(column)
        across = _repeated(said, "number-columns-spanned", MOST_COLUMNS)
        down = _repeated(said, "number-rows-spanned", MOST_ROWS)
        if across > 1 or down > 1:
            self.sheet.merge(Merged(*at, self.row + down - 1, self.column + across - 1))
        self.column += count
        self.cell = None

    def _value(self, said: Attributes, at: tuple[int, int]) -> Cell:
        text = "\n".join(self.paragraphs)
        match said.get("value-type"):
            case "float" | "percentage" | "currency":
                return float(said.get("value", ""))
            case "date":
                return _day(said.get("date-value", ""))
            case "boolean":
                return said.get("boolean-value") == "true"
            case "error":
                self.sheet.add_trouble(*at, error_value(text))
                return None
            case None if "formula" in said and not text:
                self.sheet.add_trouble(*at, no_value())
                return None
        return text or None


def _repeated(attributes: Attributes, name: str, most: int) -> int:
    return min(int(attributes.get(name, "1")), most)


def _day(text: str) -> Cell:
    when = datetime.fromisoformat(text)
    return when if when.time() != datetime.min.time() else date(when.year, when.month, when.day)
