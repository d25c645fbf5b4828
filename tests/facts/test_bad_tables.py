"""Tables as they arrive: every blemish is said by cell, and the rest of the table is taken."""

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.entities import ABSENT, UNKNOWN, Entity
from gaoxin.facts.table import Loaded, load
from gaoxin.facts.vocabulary import Vocabulary
from gaoxin.files.sheet import column_letters
from gaoxin.quantities import synthetic_credit_code

A, B, C = (synthetic_credit_code(n) for n in (1, 2, 3))


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def faults(loaded: Loaded) -> list[tuple[str, str]]:
    """Codes and places of what is wrong; that the codes are made up goes without saying."""
    return [(f.code, f.place) for f in loaded.faults if not (f.code == "F11" and "made-up" in f.en)]


def value(entity: Entity, fact: str, period: str = "") -> object:
    record = entity.look_up(fact, period)
    return record.value if record else UNKNOWN


def test_a_plain_csv_table_with_its_source_by_cell(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = write(
        tmp_path / "companies.csv",
        f"统一社会信用代码,注册日期,销售收入@2025（万元）,研发费用@2025\n{A},2020-01-01,1200,36万元\n",
    )
    loaded = load(path, vocabulary, recorded=date(2026, 1, 5))
    assert faults(loaded) == []
    entity = loaded.entities[A]
    record = entity.look_up("revenue", "2025")
    assert record is not None
    assert record.value == Fraction(1_200_000_000)
    assert record.source == "companies.csv:2:3"
    assert record.recorded == date(2026, 1, 5)
    assert value(entity, "rd_cost", "2025") == Fraction(36_000_000)


@pytest.mark.parametrize(
    "header", ["研发费用@2025", "rd_cost@2025", "R&D cost@2025年", "2025年研发费用（元）"]
)
def test_a_column_may_be_named_in_several_ways(
    tmp_path: Path, vocabulary: Vocabulary, header: str
) -> None:
    loaded = load(write(tmp_path / "t.csv", f"credit_code,{header}\n{A},10\n"), vocabulary)
    assert value(loaded.entities[A], "rd_cost", "2025") == 1000


def test_a_byte_order_mark_is_no_fault(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = write(tmp_path / "t.csv", f"credit_code,注册日期\n{A},2020-01-01\n", "utf-8-sig")
    loaded = load(path, vocabulary)
    assert faults(loaded) == []
    assert value(loaded.entities[A], "registered_on") == date(2020, 1, 1)


def test_gbk_is_read_and_said(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = write(tmp_path / "t.csv", f"统一社会信用代码,核心技术领域\n{A},新材料\n", "gbk")
    loaded = load(path, vocabulary)
    assert faults(loaded) == [("F2", "t.csv")]
    assert loaded.sound
    assert value(loaded.entities[A], "field") == "新材料"


def test_bad_cells_are_named_and_the_rest_is_loaded(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = write(
        tmp_path / "t.csv",
        "credit_code,销售收入@2025,职工总数@2025,注册日期\n"
        f"{A},-5,十二个,2020-01-01\n{B},1234.5万,12,昨天\n",
    )
    loaded = load(path, vocabulary)
    assert faults(loaded) == [("F13", "t.csv:2:2"), ("F12", "t.csv:2:3"), ("F12", "t.csv:3:4")]
    assert value(loaded.entities[A], "revenue", "2025") is UNKNOWN
    assert value(loaded.entities[A], "registered_on") == date(2020, 1, 1)
    assert value(loaded.entities[B], "revenue", "2025") == 1_234_500_000
    assert not loaded.sound


def test_no_revenue_is_zero_and_no_figure_is_unknown(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    path = write(tmp_path / "t.csv", f"credit_code,销售收入@2025\n{A},0\n{B},\n{C},无此项\n")
    loaded = load(path, vocabulary)
    assert value(loaded.entities[A], "revenue", "2025") == 0
    assert value(loaded.entities[B], "revenue", "2025") is UNKNOWN
    assert value(loaded.entities[C], "revenue", "2025") is ABSENT


def test_columns_unknown_twice_nameless_empty_or_without_period(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    path = write(
        tmp_path / "t.csv",
        "credit_code,研发费@2025,研发费用@2025,rd_cost@2025,,销售收入,职工总数@2025,职工总数@2025Q1\n"
        f"{A},1,2,3,4,5,,7\n",
    )
    loaded = load(path, vocabulary)
    assert faults(loaded) == [
        ("F3", "t.csv:1:2"),
        ("F4", "t.csv:1:4"),
        ("F5", "t.csv:1:5"),
        ("F6", "t.csv:1:6"),
        ("F6", "t.csv:1:8"),
        ("F5", "t.csv:1:7"),
    ]
    assert "研发费用" in loaded.faults[0].mend_zh
    assert value(loaded.entities[A], "rd_cost", "2025") == 200


def test_keys_missing_repeated_or_wrong(tmp_path: Path, vocabulary: Vocabulary) -> None:
    wrong = A[:-1] + ("0" if A[-1] != "0" else "1")
    path = write(
        tmp_path / "t.csv",
        f"credit_code,职工总数@2025\n{A},1\n,2\n{A},3\n{wrong},4\n{B[:8]}-{B[8:]},5\n合计,15\n",
    )
    loaded = load(path, vocabulary)
    assert faults(loaded) == [
        ("F8", "t.csv:3:1"),
        ("F9", "t.csv:4:1"),
        ("F11", "t.csv:5:1"),
        ("F11", "t.csv:6:1"),
        ("F27", "t.csv:7:1"),
    ]
    assert set(loaded.entities) == {A, wrong, B}
    assert value(loaded.entities[A], "staff", "2025") == 1
    assert value(loaded.entities[B], "staff", "2025") == 5


def test_a_table_without_its_key_is_not_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    loaded = load(write(tmp_path / "t.csv", "研发费用@2025\n5\n"), vocabulary)
    assert faults(loaded) == [("F8", "t.csv:1:1")]
    assert loaded.entities == {}


def test_rows_longer_or_shorter_than_the_header(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = write(
        tmp_path / "t.csv", f"credit_code,销售收入@2025,注册日期\n{A},1,000,2020-01-01\n{B},5\n"
    )
    loaded = load(path, vocabulary)
    assert ("F26", "t.csv:2:4") in faults(loaded)
    assert ("F26", "t.csv:3:2") in faults(loaded)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_or_locked_workbook_is_said_to_be_unreadable_or_is_read(
    tmp_path: Path, seed: int, vocabulary: Vocabulary
) -> None:
    path = tmp_path / "book.xlsx"
    book = Workbook()
    book.active.append(["统一社会信用代码", "名称"])
    book.save(path)
    data = bytearray(path.read_bytes())
    if seed:
        data[seed * len(data) // 13 :: len(data) // 7] = b"\xff" * len(
            data[seed * len(data) // 13 :: len(data) // 7]
        )
    else:
        data[6] |= 1  # the mark of a file that asks for a password
        data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    loaded = load(path, vocabulary)
    for fault in loaded.faults:
        assert fault.text("zh")
        assert fault.text("en")


@pytest.mark.parametrize("name", ["t.xlsx", "t.parquet", "t.arrow", "t.csv", "t.doc", "t.yaml"])
def test_a_file_that_is_not_what_it_says(tmp_path: Path, vocabulary: Vocabulary, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x00\xff\xfe\x81garbage{[")
    loaded = load(tmp_path / name, vocabulary)
    assert loaded.faults
    assert loaded.faults[0].code in {"F1", "F23"}
    assert not loaded.sound


def test_a_damaged_arrow_file_is_a_fault(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Arrow files carry no checksum: every offset in them must be checked before use."""
    path = tmp_path / "t.arrow"
    table = pa.table({"credit_code": [A, B, C], "职工总数@2025": [1, 2, 3]})
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as out:
        out.write_table(table)
    data = path.read_bytes()
    offsets = np.array([0, 18, 36, 54], np.int32).tobytes()
    assert data.count(offsets) == 1
    path.write_bytes(data.replace(offsets, np.array([0, 18, 36, 10**9], np.int32).tobytes()))
    assert [f.code for f in load(path, vocabulary).faults] == ["F1"]


def test_a_file_that_is_not_there(tmp_path: Path, vocabulary: Vocabulary) -> None:
    for name in ("none.xlsx", "none.yaml", "none.csv", "none.parquet"):
        assert not load(tmp_path / name, vocabulary).sound


def test_workbook_cells_are_read_as_the_spreadsheet_shows_them(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("企业")
    sheet.write_row(0, 0, ["credit_code", "注册日期", "增速", "销售收入@2025", "职工总数@2025"])
    sheet.write_string(1, 0, A)
    sheet.write_datetime(1, 1, datetime(2020, 1, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_number(1, 2, 0.125, book.add_format({"num_format": "0.0%"}))
    sheet.write_formula(1, 3, "=1+1", None, 2.5)
    sheet.write_number(1, 4, 12)
    book.close()
    loaded = load(path, vocabulary)
    assert faults(loaded) == []
    entity = loaded.entities[A]
    assert value(entity, "registered_on") == date(2020, 1, 1)
    assert value(entity, "growth_rate") == Fraction(1, 8)
    assert value(entity, "revenue", "2025") == 250
    record = entity.look_up("staff", "2025")
    assert record is not None
    assert record.source == "book.xlsx 企业!E2"


def test_formulas_without_a_value_and_with_an_error(tmp_path: Path, vocabulary: Vocabulary) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    sheet.append(["credit_code", "销售收入@2025", "研发费用@2025", "职工总数@2025"])
    sheet.append([A, "=B9*2", "#DIV/0!", 7])
    path = tmp_path / "book.xlsx"
    book.save(path)
    loaded = load(path, vocabulary)
    assert faults(loaded) == [("F17", "Sheet1!B2"), ("F17", "Sheet1!C2")]
    assert value(loaded.entities[A], "staff", "2025") == 7


def test_a_title_and_merged_headers_are_understood(tmp_path: Path, vocabulary: Vocabulary) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    sheet.append(["二〇二五年企业情况表"])
    sheet.append(["记录日期", date(2026, 2, 1)])
    sheet.append(["统一社会信用代码", "研发费用（万元）", None, "注册日期"])
    sheet.append([None, "2024年", "2025年", None])
    sheet.append([A, 10, 20, date(2020, 1, 1)])
    sheet.append([B, 30, 40, None])
    for block in ("A1:D1", "A3:A4", "B3:C3", "D3:D4", "D5:D6"):
        sheet.merge_cells(block)
    path = tmp_path / "book.xlsx"
    book.save(path)
    loaded = load(path, vocabulary)
    assert faults(loaded) == [("F18", "Sheet1!D5")]
    assert value(loaded.entities[A], "rd_cost", "2024") == 10_000_000
    assert value(loaded.entities[B], "rd_cost", "2025") == 40_000_000
    record = loaded.entities[A].look_up("rd_cost", "2025")
    assert record is not None
    assert record.recorded == date(2026, 2, 1)


def test_a_code_typed_as_a_number_is_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    sheet.append(["credit_code", "职工总数@2025"])
    sheet.append([911101080000000000, 7])
    path = tmp_path / "book.xlsx"
    book.save(path)
    assert ("F15", "Sheet1!A2") in faults(load(path, vocabulary))


@given(st.integers(0, 16383))
def test_columns_are_named_as_spreadsheets_name_them(index: int) -> None:
    assert column_letters(index) == get_column_letter(index + 1)


def test_faults_speak_both_languages(tmp_path: Path, vocabulary: Vocabulary) -> None:
    loaded = load(write(tmp_path / "t.csv", f"credit_code,收入@2025\n{A},1\n"), vocabulary)
    fault = next(f for f in loaded.faults if f.code == "F3")
    assert fault.text("zh").startswith("t.csv:1:2 F3 企业没有")
    assert "To mend:" in fault.text("en")


def test_codes_are_checked_against_the_lists(
    tmp_path: Path, vocabulary: Vocabulary, codes: CodeLists
) -> None:
    path = write(tmp_path / "t.csv", f"credit_code,核心技术领域\n{A},新才料\n{B},航空航天\n")
    loaded = load(path, vocabulary, codes=codes)
    assert faults(loaded) == [("F16", "t.csv:2:2")]
    assert value(loaded.entities[B], "field") == "航空航天"
