"""Workbooks as files: what they hold, read by us and by another reader; hostile ones refused."""

import struct
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from gaoxin.files.grid import Grid, Read
from gaoxin.files.package import Package, Refused
from gaoxin.files.sheet import Budget, Sheet
from gaoxin.files.tables import read_tables
from gaoxin.files.xlsxfile import open_workbook, read_sheet

OLD = Path(__file__).with_name("old.xls")
"""Written with xlwt: percentages, a scaling format, dates, a hidden sheet, row and column, a text
of 9,000 signs and 300 others, which go on from record to record."""


def rectangle(grid: Grid) -> list[list[Any]]:
    width = max(map(len, grid.rows), default=0)
    return [[*row, *[None] * (width - len(row))] for row in grid.rows]


def by_openpyxl(path: Path) -> dict[str, list[list[Any]]]:
    """What another reader makes of the visible sheets."""
    book = openpyxl.load_workbook(path, data_only=True)
    found = {}
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            rows = [[_alike(c) for c in row] for row in sheet.iter_rows(values_only=True)]
            found[sheet.title] = rows
    return found


def _alike(cell: Any) -> Any:
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date()
    if isinstance(cell, time):
        return str(cell)
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def test_what_a_workbook_holds_agrees_with_another_reader(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    hour = book.add_format({"num_format": "hh:mm:ss"})
    both = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("企业 一")
    sheet.write_row(0, 0, ["名称", "数", "日期", " 留空 "])
    sheet.write_row(1, 0, ["a<b>&\"'\n第二行", -0.1])
    sheet.write_datetime(1, 2, datetime(2024, 2, 29), day)
    sheet.write_datetime(2, 2, datetime(1900, 3, 1), day)
    sheet.write_datetime(3, 2, datetime(2024, 2, 29, 12, 30), both)
    sheet.write_datetime(4, 2, time(8, 5), hour)
    sheet.write_boolean(2, 0, True)
    sheet.write_number(3, 0, 1e300)
    sheet.write_formula(4, 0, "=B2*2", None, -0.2)
    sheet.write_formula(5, 0, '=IF(1,"","")', None, "")
    sheet.write_rich_string(6, 1, "甲", day, "乙")
    sheet.write_string(7, 701, "_x000D_")
    book.add_worksheet("空")
    book.close()
    read = read_tables(path)
    assert read.faults == ()
    assert {g.name: rectangle(g) for g in read.grids if g.rows} == {
        name: rows for name, rows in by_openpyxl(path).items() if name != "空"
    }
    assert read.grids[0].place(7, 701) == "企业 一!ZZ8"


def test_a_workbook_of_1904_and_a_month_shown_as_a_month(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "t.xlsx", {"date_1904": True})
    sheet = book.add_worksheet()
    for row, form in enumerate(("yyyy-mm-dd", 'yyyy"年"m"月"', "yyyy", "m/d/yy", "[$-804]aaaa")):
        form = book.add_format({"num_format": form})
        sheet.write_datetime(row, 0, datetime(2023, 5, 1), form)
    book.close()
    (grid,) = read_tables(tmp_path / "t.xlsx").grids
    day = date(2023, 5, 1)
    assert [row[0] for row in grid.rows[:4]] == [day, "2023-05", "2023", day]


def test_an_old_workbook_agrees_with_another_reader() -> None:
    read = read_tables(OLD)
    other = CalamineWorkbook.from_path(OLD)
    assert [g.name for g in read.grids] == ["企业", "texts"]
    for grid in read.grids:
        rows = other.get_sheet_by_name(grid.name).to_python(skip_empty_area=False)
        assert rectangle(grid) == [[None if c == "" else c for c in row] for row in rows]
    firms = read.grids[0]
    assert sorted(firms.formats) == [(1, 1), (1, 2), (2, 1)]
    assert (firms.hidden_rows, firms.hidden_columns) == (frozenset({2}), frozenset({4}))
    assert [(f.code, f.place) for f in read.faults] == [("F28", "底稿")]


def test_an_xls_that_is_an_xlsx_inside_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["甲", 1])
    book.save(tmp_path / "t.xlsx")
    renamed = (tmp_path / "t.xlsx").rename(tmp_path / "t.xls")
    assert read_tables(renamed).grids[0].rows == [["甲", 1.0]]


ODS = """<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s">
<style:style style:name="gone"><style:table-properties table:display="false"/></style:style>
<table:table table:name="企业"><table:table-column table:number-columns-repeated="2"/>
<table:table-column table:visibility="collapse"/>
<table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p>
<office:annotation><text:p>附注</text:p></office:annotation></table:table-cell>
<table:table-cell office:value-type="float" office:value="1.5"
 table:number-columns-repeated="2"><text:p>2</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="16381"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell/>
<table:table-cell office:value-type="percentage" office:value="0.16"><text:p>16%</text:p>
</table:table-cell></table:table-row>
<table:table-row table:visibility="filter"><table:table-cell office:value-type="date"
 office:date-value="2024-02-29"/><table:table-cell office:value-type="boolean"
 office:boolean-value="true"/></table:table-row>
<table:table-row table:number-rows-repeated="1048572"><table:table-cell/></table:table-row>
</table:table><table:table table:name="底稿" table:style-name="gone"><table:table-row>
<table:table-cell office:value-type="float" office:value="9"/></table:table-row></table:table>
</office:document-content>"""


def ods(path: Path, content: str = ODS) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def test_an_open_document(tmp_path: Path) -> None:
    read = read_tables(ods(tmp_path / "t.ods"))
    (grid,) = read.grids
    assert grid.rows == [
        ["甲", 1.5, 1.5],
        [None, 0.16],
        [None, 0.16],
        [date(2024, 2, 29), True],
    ]
    assert sorted(grid.formats) == [(1, 1), (2, 1)]
    assert (grid.hidden_rows, grid.hidden_columns) == (frozenset({3}), frozenset({2}))
    assert [(f.code, f.place) for f in read.faults] == [("F28", "底稿")]


# --- hostile ones ----------------------------------------------------------------------------

RELS = (
    '<Relationships xmlns="r"><Relationship Id="r1" Target="{}" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"/>{}</Relationships>'
)
STYLES = (
    '<Relationship Id="r2" Target="styles.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/>'
)


def xlsx(path: Path, sheet: str, styles: str = "<styleSheet/>", **more: bytes) -> Path:
    """The smallest workbook with that XML for its sheet."""
    parts: dict[str, str | bytes] = {
        "_rels/.rels": RELS.format("xl/workbook.xml", "officeDocument", ""),
        "xl/_rels/workbook.xml.rels": RELS.format("s.xml", "worksheet", STYLES),
        "xl/workbook.xml": '<workbook xmlns:r="i"><sheets><sheet name="S" r:id="r1"/></sheets>'
        "</workbook>",
        "xl/styles.xml": styles,
        "xl/s.xml": sheet,
        **more,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def cell(address: str, value: str = "<v>1</v>") -> str:
    return f'<c r="{address}">{value}</c>'


def test_a_cell_at_the_far_end_is_read_in_its_place(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "t.xlsx", f'<w><row r="1048576">{cell("XFD1048576")}</row></w>')
    (grid,) = read_tables(path).grids
    assert len(grid.rows) == 1048576
    assert grid.rows[-1][-1] == 1.0
    assert len(grid.rows[-1]) == 16384


@pytest.mark.parametrize(
    "sheet",
    [
        f'<w><row r="1048577">{cell("A1048577")}</row></w>',
        f'<w><row r="1">{cell("XFE1")}</row></w>',
        f'<w><row r="1">{cell("ZZZZZZ1")}</row></w>',
        f'<w><row r="-5">{cell("A1")}</row></w>',
        f"<w><row r='{'9' * 5000}'>{cell('A1')}</row></w>",
        '<w><row r="1"><c r="A1" t="s"><v>7</v></c></row></w>',
        '<w><row r="1"><c r="A1"><v>eins</v></c></row></w>',
        '<!DOCTYPE w [<!ENTITY a "aaaa">]><w><row r="1"><c><v>&a;</v></c></row></w>',
        '<w><row r="1"><c r="A1">',
        "",
    ],
)
def test_what_no_sheet_can_hold_is_a_fault_of_the_file(tmp_path: Path, sheet: str) -> None:
    read = read_tables(xlsx(tmp_path / "t.xlsx", sheet))
    assert only_fault(read) == "F1"


def only_fault(read: Read) -> str:
    assert read.grids == ()
    (fault,) = read.faults
    assert fault.zh != fault.en
    return fault.code


def test_styles_nobody_expects_do_no_harm(tmp_path: Path) -> None:
    styles = (
        "<styleSheet><fills><fill/></fills><numFmts><numFmt/></numFmts><cellXfs><xf/>"
        '<xf numFmtId="999"/><xf numFmtId="x"/></cellXfs></styleSheet>'
    )
    sheet = f'<w><row r="1">{cell("A1")}<c r="B1" s="77"><v>2</v></c></row></w>'
    (grid,) = read_tables(xlsx(tmp_path / "t.xlsx", sheet, styles)).grids
    assert grid.rows == [[1.0, 2.0]]


def test_the_bounds_hold_before_the_cells_are_kept(tmp_path: Path) -> None:
    many = "".join(f'<row r="{r}"><c r="A{r}"/><c r="B{r}"/></row>' for r in range(1, 60))
    wide = "".join(f'<row r="{r}">{cell(f"CV{r}")}</row>' for r in range(1, 60))
    merged = "<mergeCell ref='A1:B2'/>" * 30
    for sheet, budget in (
        (many, Budget(cells=100)),
        (wide, Budget(places=1000)),
        (merged, Budget(merged=20)),
    ):
        path = xlsx(tmp_path / "t.xlsx", f"<w>{sheet}</w>")
        with Package(path) as package:
            book = open_workbook(package)
            with pytest.raises(Refused):
                read_sheet(book, book.sheets[0], budget)
            assert read_sheet(book, book.sheets[0], Budget())


def test_a_zip_bomb_is_refused_unread(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "t.xlsx", "<w/>", bomb=b" " * (101 << 20))
    assert path.stat().st_size < 200_000
    assert only_fault(read_tables(path)) == "F1"


def test_an_open_document_that_repeats_itself_beyond_measure_is_refused(tmp_path: Path) -> None:
    value = '<table:table-cell office:value-type="float" office:value="1" table:number-'
    row = f'<table:table-row table:number-rows-repeated="1000000">{value}columns-repeated="16000"/>'
    content = f'<d xmlns:table="t" xmlns:office="o"><table:table>{row}</table:table-row>'
    path = ods(tmp_path / "t.ods", content + "</table:table></d>")
    assert only_fault(read_tables(path)) == "F1"


@pytest.mark.parametrize("at", [30, 44, 48, 60, 68, 76, 512, 600, 1024])
def test_a_damaged_old_workbook_is_a_fault_and_never_a_loop(tmp_path: Path, at: int) -> None:
    data = bytearray(OLD.read_bytes())
    for value in (b"\xff" * 4, struct.pack("<I", 0), struct.pack("<I", 1)):
        data[at : at + 4] = value
        (tmp_path / "t.xls").write_bytes(data)
        read = read_tables(tmp_path / "t.xls")
        assert read.grids or only_fault(read) == "F1"


@pytest.mark.parametrize("cut", [3, 100, 512, 1500, 9000, 40000])
def test_a_workbook_cut_short_is_a_fault(tmp_path: Path, cut: int) -> None:
    (tmp_path / "t.xls").write_bytes(OLD.read_bytes()[:cut])
    assert only_fault(read_tables(tmp_path / "t.xls")) == "F1"


def test_a_circle_in_a_sheet_s_rows_costs_no_more_than_its_cells() -> None:
    sheet = Sheet("S", Budget(places=500))

    def write() -> None:
        for n in range(1000):
            sheet.add(n % 2, 255, 1.0)

    with pytest.raises(Refused):
        write()
