"""Numbers under formats that show another: what people see, the header's unit, and the fault
where the two do not agree."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from gaoxin.facts.entities import Value
from gaoxin.facts.table import Loaded, load
from gaoxin.facts.vocabulary import Vocabulary
from gaoxin.quantities import synthetic_credit_code

A = synthetic_credit_code(1)
OLD = Path(__file__).parents[1] / "files" / "old.xls"


def book(path: Path, header: str, number: Any, code: str) -> Path:
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["统一社会信用代码", header])
        sheet.write_string(1, 0, A)
        form = made.add_format({"num_format": code})
        if isinstance(number, str):
            sheet.write_formula(1, 1, "=1*1", form, float(number))
        else:
            sheet.write_number(1, 1, number, form)
    return path


def read(loaded: Loaded, fact: str, period: str = "", key: str = A) -> Value | None:
    record = loaded.entities[key].look_up(fact, period)
    return record.value if record else None


def told(loaded: Loaded) -> list[str]:
    return [f.code for f in loaded.faults if f.code != "F11"]


@pytest.mark.parametrize("header", ["增速", "增速（%）"])
@pytest.mark.parametrize("number", [0.16, "0.16"])
def test_sixteen_percent_is_sixteen_percent(
    tmp_path: Path, vocabulary: Vocabulary, header: str, number: Any
) -> None:
    loaded = load(book(tmp_path / "t.xlsx", header, number, "0%"), vocabulary)
    assert told(loaded) == []
    assert read(loaded, "growth_rate") == Fraction(16, 100)


@pytest.mark.parametrize(
    ("header", "number", "code", "fen"),
    [
        ("研发费用@2025（万元）", 15000000.0, "0!.0,", 1_500_000_000),
        ("研发费用@2025（万元）", 15000000.0, '0!.0,"万元"', 1_500_000_000),
        ("研发费用@2025", 15000000.0, '0!.0,"万元"', 1_500_000_000),
        ("研发费用@2025", 15000000.0, '0!.0,"万"', 1_500_000_000),
        ("研发费用@2025（元）", 15000000.0, '0!.0,"万元"', 1_500_000_000),
        ("研发费用@2025（千元）", 15000000.0, "#,##0,", 1_500_000_000),
        ("研发费用@2025（万元）", 1500.0, '0.0"万元"', 1_500_000_000),
        ("研发费用@2025", 1500.0, '0.0"万元"', 1_500_000_000),
        ("研发费用@2025（万元）", 1500.0, "#,##0.00", 1_500_000_000),
        ("研发费用@2025（万元）", 1500.0, "¥#,##0.00", 1_500_000_000),
        ("研发费用@2025（万元）", 0.0, "0!.0,", 0),
    ],
)
def test_format_and_header_are_read_together(
    tmp_path: Path, vocabulary: Vocabulary, header: str, number: float, code: str, fen: int
) -> None:
    loaded = load(book(tmp_path / "t.xlsx", header, number, code), vocabulary)
    assert told(loaded) == []
    assert read(loaded, "rd_cost", "2025") == fen


@pytest.mark.parametrize(
    ("header", "number", "code", "readings"),
    [
        ("研发费用@2025（元）", 15000000.0, "0!.0,", ("1500元", "1500万元")),
        ("研发费用@2025", 15000000.0, "0!.0,", ("1500元", "1500万元")),
        ("研发费用@2025（万元）", 15000000.0, "#,##0,", ("1.5亿元", "1500万元")),
        ("研发费用@2025（元）", 1500.0, '0.0"万元"', ("1500万元", "1500元")),
    ],
)
def test_where_they_disagree_it_is_a_fault_with_both_readings(
    tmp_path: Path,
    vocabulary: Vocabulary,
    header: str,
    number: float,
    code: str,
    readings: tuple[str, str],
) -> None:
    loaded = load(book(tmp_path / "t.xlsx", header, number, code), vocabulary)
    (fault,) = [f for f in loaded.faults if f.code != "F11"]
    assert (fault.code, fault.place) == ("F7", "Sheet1!B2")
    assert all(reading in fault.zh for reading in readings), fault.zh
    assert read(loaded, "rd_cost", "2025") is None


def test_dollars_under_a_fact_in_yuan_are_a_fault(tmp_path: Path, vocabulary: Vocabulary) -> None:
    loaded = load(book(tmp_path / "t.xlsx", "研发费用@2025", 5.0, "$#,##0"), vocabulary)
    assert told(loaded) == ["F7"]


def test_a_word_that_is_no_unit_changes_nothing(tmp_path: Path, vocabulary: Vocabulary) -> None:
    loaded = load(book(tmp_path / "t.xlsx", "职工总数@2025", 12.0, '0"左右"'), vocabulary)
    assert read(loaded, "staff", "2025") == 12


def test_a_day_shown_as_a_month_is_a_month(tmp_path: Path, vocabulary: Vocabulary) -> None:
    code = 'yyyy"年"m"月"'
    loaded = load(book(tmp_path / "t.xlsx", "注册日期", 45047.0, code), vocabulary)
    assert told(loaded) == ["F12"]
    loaded = load(book(tmp_path / "u.xlsx", "注册日期", 45047.0, "yyyy/m/d"), vocabulary)
    assert told(loaded) == []


def test_an_old_workbook_is_read_by_what_it_shows(vocabulary: Vocabulary) -> None:
    loaded = load(OLD, vocabulary)
    two, three = synthetic_credit_code(2), synthetic_credit_code(3)
    assert [read(loaded, "growth_rate", key=k) for k in (A, two, three)] == [Fraction(16, 100)] * 3
    costs = [read(loaded, "rd_cost", "2025", k) for k in (A, two, three)]
    assert costs == [1_500_000_000] * 3
    assert set(loaded.entities) == {A, two, three}
    hidden = [f for f in loaded.faults if f.code == "F28"]
    assert [f.place for f in hidden] == ["底稿", "企业!A3", "企业!E1"]
    assert all(f.severity == "warning" for f in hidden)
