"""Every code of a table fault is met by at least three spoilings of a sound file."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import Workbook

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.entities import Between, Entity, Recorded
from gaoxin.facts.faults import CODES
from gaoxin.facts.table import load, load_table
from gaoxin.facts.vocabulary import Vocabulary
from gaoxin.facts.writing import write_table
from gaoxin.files.trouble import CellFault
from gaoxin.quantities import check_credit_code, synthetic_credit_code

A, B = (synthetic_credit_code(n) for n in (1, 2))
HEAD = "credit_code,"
Rows = Sequence[Sequence[object]]
Maker = Callable[[Path], list[Path]]


def old_code() -> str:
    """A valid code whose inner organisation code is wrong, as some old registrations have."""
    for n in range(2000):
        text = f"91110108MA{n:06d}0"
        for last in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            check = check_credit_code(text + last)
            if check.valid and any(w.code == "organisation-code-check" for w in check.warnings):
                return check.code
    raise AssertionError


def text(content: str, name: str = "t.csv", encoding: str = "utf-8") -> Maker:
    def make(folder: Path) -> list[Path]:
        (folder / name).write_bytes(content.encode(encoding))
        return [folder / name]

    return make


def raw(content: bytes, name: str) -> Maker:
    def make(folder: Path) -> list[Path]:
        (folder / name).write_bytes(content)
        return [folder / name]

    return make


def rows(header: str, *lines: str) -> Maker:
    return text("\n".join([header, *lines]))


def book(sheets: dict[str, Rows], merge: tuple[str, ...] = ()) -> Maker:
    def make(folder: Path) -> list[Path]:
        found = Workbook()
        found.remove(found.worksheets[0])
        for name, lines in sheets.items():
            sheet = found.create_sheet(name)
            for line in lines:
                sheet.append(line)
        for block in merge:
            found.worksheets[0].merge_cells(block)
        found.save(folder / "b.xlsx")
        return [folder / "b.xlsx"]

    return make


def hidden(what: str) -> Maker:
    def make(folder: Path) -> list[Path]:
        found = Workbook()
        sheet = found.worksheets[0]
        for line in (["credit_code", "职工总数@2025"], [A, 1], [B, 2]):
            sheet.append(line)
        if what == "sheet":
            found.create_sheet("底稿").sheet_state = "veryHidden"
        elif what == "row":
            sheet.row_dimensions[3].hidden = True
        else:
            sheet.column_dimensions["B"].hidden = True
        found.save(folder / "b.xlsx")
        return [folder / "b.xlsx"]

    return make


def yaml(body: str) -> Maker:
    return text(f"enterprise: {A}\n{body}\n", "e.yaml")


def two(first: str, second: str) -> Maker:
    return lambda folder: [
        *text(first, "a.csv")(folder),
        *text(second, "b.csv")(folder),
    ]


FIRM: Rows = [["credit_code"], [A]]
PAID = ["credit_code", "条款", "日期", "金额"]
SPOILINGS: list[tuple[str, Maker]] = [
    ("F1", raw(b"PK\x03\x04broken", "t.xlsx")),
    ("F1", raw(b"PAR1broken", "t.parquet")),
    ("F1", raw(b"\x00\x01\x02", "t.csv")),
    ("F1", text("x", "t.pdf")),
    ("F1", lambda folder: [folder / "missing.csv"]),
    ("F2", text(f"统一社会信用代码\n{A}\n", encoding="gbk")),
    ("F2", text(f"统一社会信用代码\n{A}\n", encoding="utf-16")),
    ("F2", text(f"enterprise: {A}\nname: 甲\n", "e.yaml", "gbk")),
    ("F3", rows(HEAD + "研发投入@2025", f"{A},1")),
    ("F3", yaml("facts: {研发投入: {2025: 1}}")),
    ("F3", yaml("sets: {子公司: []}")),
    ("F4", rows(HEAD + "rd_cost@2025,研发费用@2025", f"{A},1,2")),
    ("F4", rows(HEAD + "rd_cost@2025,2025年研发费用（万元）", f"{A},1,2")),
    ("F4", rows("credit_code,统一社会信用代码", f"{A},{A}")),
    ("F5", rows(HEAD + ",研发费用@2025", f"{A},5,1")),
    ("F5", rows(HEAD + "研发费用@2025", f"{A},")),
    ("F5", book({"企业": [["credit_code", None], [A, 3]]})),
    ("F6", rows(HEAD + "研发费用", f"{A},1")),
    ("F6", rows(HEAD + "季末从业人数@2025", f"{A},1")),
    ("F6", rows(HEAD + "注册日期@2025", f"{A},2020-01-01")),
    ("F6", yaml("facts: {研发费用: {上年: 1}}")),
    ("F7", rows(HEAD + "研发费用@2025（吨）", f"{A},1")),
    ("F7", rows(HEAD + "研发费用@2025（万美元）", f"{A},1")),
    ("F7", rows(HEAD + "研发费用@2025", f"{A},3万美元")),
    ("F8", rows("研发费用@2025", "1")),
    ("F8", rows(HEAD + "研发费用@2025", ",1")),
    ("F8", rows(HEAD + "研发费用@2025", "未知,1")),
    ("F8", text("name: 无名\n", "e.yaml")),
    ("F9", rows(HEAD + "职工总数@2025", f"{A},1", f"{A},2")),
    ("F9", rows(HEAD + "职工总数@2025", f"{A},1", f"{A[:4]} {A[4:]},2")),
    ("F9", text(f"- enterprise: {A}\n- enterprise: {A}\n", "e.yaml")),
    ("F10", rows(HEAD + "职工总数@2025", f"{A[:-1]},1")),
    ("F10", rows(HEAD + "职工总数@2025", "91110108MA0000000I,1")),
    ("F10", text("enterprise: 91110108MA0000000\n", "e.yaml")),
    ("F10", rows(HEAD + "职工总数@2025", "911101080000000000,1")),
    ("F11", rows(HEAD + "职工总数@2025", f"{old_code()},1")),
    ("F11", rows(HEAD + "职工总数@2025", f"{A[:6]}-{A[6:]},1")),
    ("F11", text(f"enterprise: {old_code()}\n", "e.yaml")),
    ("F12", rows(HEAD + "研发费用@2025", f"{A},不少")),
    ("F12", rows(HEAD + "研发费用@2025", f"{A},5%")),
    ("F12", rows(HEAD + "注册日期", f"{A},2025-02-29")),
    ("F12", rows(HEAD + "增速", f"{A},0.05")),
    ("F13", rows(HEAD + "销售收入@2025", f"{A},-1")),
    ("F13", rows(HEAD + "职工总数@2025", f"{A},99999999")),
    ("F13", yaml("facts: {销售收入: {2025: 2万亿元}}")),
    ("F14", rows(HEAD + "研发费用@2025", f"{A},1.234")),
    ("F14", rows(HEAD + "职工总数@2025", f"{A},1.5")),
    ("F14", book({"企业": [["credit_code", "研发费用@2025"], [A, 1234.567]]})),
    ("F15", rows(HEAD + "市级同类@2025,研发费用@2025", f"{A},,{'9' * 30}")),
    ("F15", book({"企业": [["credit_code", "研发费用@2025"], [A, 1e19]]})),
    ("F15", book({"企业": [["credit_code"], [911101080000000000]]})),
    ("F16", rows(HEAD + "核心技术领域", f"{A},新才料")),
    ("F16", rows(HEAD + "行业代码", f"{A},ZZ")),
    ("F16", yaml("facts: {技术先进程度: 最高}")),
    ("F17", book({"企业": [["credit_code", "研发费用@2025"], [A, "=B9"]]})),
    ("F17", book({"企业": [["credit_code", "研发费用@2025"], [A, "#REF!"]]})),
    ("F17", book({"企业": [["credit_code"], ["=A9"]]})),
    ("F18", book({"企业": [["credit_code", "职工总数@2025"], [A, 1], [B, None]]}, ("B2:B3",))),
    ("F18", book({"企业": [["credit_code", "职工总数@2025"], [A, 1]]}, ("A2:B2",))),
    ("F18", book({"企业": [["credit_code"], [A], ["合计"]]}, ("A3:C3",))),
    ("F19", rows(HEAD + "高新技术企业", f"{A},2024-01-01")),
    ("F19", rows(HEAD + "高新技术企业", f"{A},2024-01-01..2023-01-01")),
    ("F19", yaml("facts: {高新技术企业: [2020-01-01.., 2021-01-01..]}")),
    ("F19", yaml("facts: {高新技术企业: [2020..2021]}")),
    ("F20", book({"载体": [["载体编号"], ["C1"]], "入驻": [["载体"], ["C2"]]})),
    ("F20", book({"载体": [["载体编号"], ["C1"]], "入驻": [["载体", "入驻日"], [None, 20240101]]})),
    (
        "F20",
        book(
            {
                "载体": [["载体编号", "载体名称"], ["C1", "楼"], ["C2", "楼"]],
                "入驻": [["载体"], ["楼"]],
            }
        ),
    ),
    ("F21", two(f"{HEAD}职工总数@2025\n{A},1\n", f"{HEAD}职工总数@2025\n{A},2\n")),
    ("F21", two(f"{HEAD}注册日期\n{A},2020-01-01\n", f"{HEAD}注册日期\n{A},2020-01-02\n")),
    ("F21", yaml("facts: {职工总数: {2025: [{value: 1}, {value: 2}]}}")),
    ("F22", book({"企业": FIRM, "备注": [["随便写写"]]})),
    ("F22", book({"企业": FIRM, "Sheet2": [[1, 2], [3, 4]]})),
    ("F22", book({"企业": FIRM, "目录": [["目录"], ["第一页"]]})),
    ("F23", yaml("fact: {职工总数: 1}")),
    ("F23", yaml("facts: [职工总数]")),
    ("F23", yaml("name: &a 甲")),
    ("F23", yaml("facts: {职工总数@2025: 1\n")),
    ("F24", book({"企业": FIRM, "已付": [PAID[:3], [A, "a#b", date(2025, 1, 1)]]})),
    ("F24", book({"企业": FIRM, "已付": [PAID, [A, None, date(2025, 1, 1), 5]]})),
    ("F24", yaml("paid: [{clause: a#b, on: 2025-01-01}]")),
    ("F26", rows(HEAD + "研发费用@2025", f"{A},1,000")),
    ("F26", rows(HEAD + "研发费用@2025", A)),
    ("F26", rows(HEAD + "研发费用@2025,注册日期", f"{A},1,2020-01-01,x")),
    ("F27", rows(HEAD + "职工总数@2025", f"{A},1", "合计,1")),
    ("F27", book({"企业": [["credit_code", "职工总数@2025"], ["栏次", 1], [A, 1]]})),
    ("F28", hidden("sheet")),
    ("F28", hidden("row")),
    ("F28", hidden("column")),
    ("F27", rows("序号,统一社会信用代码,职工总数@2025", f"1,{A},1", "审核人：张三,,")),
]


@pytest.mark.parametrize(("code", "make"), SPOILINGS)
def test_each_spoiling_is_said_with_place_and_remedy(
    tmp_path: Path,
    vocabulary: Vocabulary,
    codes: CodeLists,
    code: str,
    make: Maker,
) -> None:
    loaded = load(make(tmp_path), vocabulary, codes=codes)
    found = [f for f in loaded.faults if f.code == code and "made-up" not in f.en]
    assert found, [f.text("en") for f in loaded.faults]
    for fault in found:
        assert fault.place
        assert fault.zh != fault.en


def test_what_cannot_be_written_is_said_three_times(tmp_path: Path, vocabulary: Vocabulary) -> None:
    values: dict[str, Fraction | Between] = {
        "revenue": Between(Fraction(1), Fraction(2)),
        "staff": Fraction(1, 2),
        "rd_cost": Fraction(10**20),
    }
    for fact, value in values.items():
        entity = Entity("enterprise", A)
        entity.record(fact, "2025", Recorded(value))
        faults: list[CellFault] = write_table([entity], tmp_path / "t.parquet", vocabulary)
        assert [f.code for f in faults] == ["F25"]


def test_every_code_is_spoiled_at_least_three_times() -> None:
    counts = Counter(code for code, _ in SPOILINGS)
    assert set(counts) | {"F25"} == set(CODES)
    assert min(counts.values()) >= 3


def test_amounts_in_a_typed_table_are_fen(vocabulary: Vocabulary) -> None:
    table = pa.table({"credit_code": [A], "revenue@2025": [12345], "rd_cost@2025?": [True]})
    loaded = load_table(table, vocabulary)
    record = loaded.entities[A].look_up("revenue", "2025")
    assert record is not None
    assert record.value == 12345
