"""Tables as people lay them out: titles, stars, breaks, periods in brackets, forms that moved."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from gaoxin.facts.entities import Spell, Value
from gaoxin.facts.table import Loaded, load
from gaoxin.facts.vocabulary import FactDef, Vocabulary
from gaoxin.facts.workbook import write_template
from gaoxin.quantities import synthetic_credit_code

A = synthetic_credit_code(1)


def read(loaded: Loaded, fact: str, period: str = "") -> Value | None:
    record = loaded.entities[A].look_up(fact, period) if A in loaded.entities else None
    return record.value if record else None


def told(loaded: Loaded) -> list[str]:
    return [f.code for f in loaded.faults if f.code != "F11"]


def table(folder: Path, *lines: list[object]) -> Path:
    book = Workbook()
    for line in lines:
        book.worksheets[0].append(line)
    book.save(folder / "t.xlsx")
    return folder / "t.xlsx"


@pytest.mark.parametrize(
    "header",
    [
        "研发费用（2025年）",
        "研发费用（2025年）（元）",
        "研发费用（元）（2025）",
        "*研发费用@2025",
        "研发费用@2025（元）：",
        "研发\n费用\n（2025年）",
        "研发费用\n@2025（元）",
        "＊2025年研发费用：",
        "R&D cost (2025)",
    ],
)
def test_a_header_as_people_write_it(tmp_path: Path, vocabulary: Vocabulary, header: str) -> None:
    loaded = load(table(tmp_path, ["*统一社会\n信用代码：", header], [A, 5]), vocabulary)
    assert told(loaded) == []
    assert read(loaded, "rd_cost", "2025") == 500


@pytest.mark.parametrize(
    "header", ["研发费用（2025年）@2024", "研发费用（去年）", "研发费用（2025年）（2024年）"]
)
def test_two_periods_or_none_are_told(tmp_path: Path, vocabulary: Vocabulary, header: str) -> None:
    loaded = load(table(tmp_path, ["统一社会信用代码", header], [A, 5]), vocabulary)
    assert set(told(loaded)) <= {"F6", "F7"}
    assert told(loaded)
    assert loaded.entities[A].look_up("rd_cost", "2025") is None


def test_the_number_of_a_notice_is_no_header(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = table(
        tmp_path,
        ["编号", "高科〔2025〕3号"],
        ["企业汇总表"],
        ["统一社会信用代码", "研发费用@2025"],
        [A, 5],
    )
    loaded = load(path, vocabulary)
    assert told(loaded) == []
    assert read(loaded, "rd_cost", "2025") == 500


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("title", ["", "企业汇总表，2025年\n", "一,二,三\n\n"])
def test_a_title_and_semicolons_in_any_encoding(
    tmp_path: Path, vocabulary: Vocabulary, encoding: str, title: str
) -> None:
    text = f"{title}统一社会信用代码;研发费用@2025（元）\n{A};5\n"
    mark = "\ufeff" if encoding == "gb18030" else ""
    (tmp_path / "t.csv").write_bytes((mark + text).encode(encoding))
    loaded = load(tmp_path / "t.csv", vocabulary)
    assert set(told(loaded)) <= {"F2", "F26"}
    assert read(loaded, "rd_cost", "2025") == 500


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2018/3/12-2030/3/11", date(2030, 3, 11)),
        ("2018.3.12 - 2030.3.11", date(2030, 3, 11)),
        ("2018年3月12日-2030年3月11日", date(2030, 3, 11)),
        ("2018年3月12日—2030年3月11日", date(2030, 3, 11)),
        ("2018/3/12–2030/3/11", date(2030, 3, 11)),
        ("2018/3/12-至今", None),
        ("2018-3-12至2030-3-11", date(2030, 3, 11)),
    ],
)
def test_a_spell_with_a_dash(
    tmp_path: Path, vocabulary: Vocabulary, text: str, end: date | None
) -> None:
    loaded = load(table(tmp_path, ["统一社会信用代码", "高新技术企业"], [A, text]), vocabulary)
    assert told(loaded) == []
    assert read(loaded, "hte") == (Spell(date(2018, 3, 12), end),)


def test_a_dash_that_could_be_part_of_a_day_is_not_guessed(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    loaded = load(
        table(tmp_path, ["统一社会信用代码", "高新技术企业"], [A, "2018-3-12-1"]), vocabulary
    )
    assert told(loaded) == ["F19"]


@pytest.mark.parametrize("spoilt", ["moved", "field deleted", "both"])
def test_a_template_that_was_moved_or_lost_its_hidden_column(
    tmp_path: Path, vocabulary: Vocabulary, spoilt: str
) -> None:
    kind = vocabulary.kinds["enterprise"]
    facts = [(kind.facts["rd_cost"], "2025"), (kind.facts["growth_rate"], "")]
    write_template(tmp_path / "t.xlsx", facts, kind, money_unit="万元")
    book = load_workbook(tmp_path / "t.xlsx")
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=5):
        named = str(row[0].value)
        row[5].value = {"credit_code": A}.get(named, 12.5 if "rd_cost" in named else "3%")
    if spoilt != "moved":
        sheet.delete_cols(1)
    if spoilt != "field deleted":
        sheet.insert_rows(1, 15)
    book.save(tmp_path / "t.xlsx")
    loaded = load(tmp_path / "t.xlsx", vocabulary)
    assert read(loaded, "rd_cost", "2025") == 12_500_000
    assert [f.code for f in loaded.faults if f.severity == "fault"] == []


@pytest.mark.parametrize("sensitivity", ["tax", "personal"])
@pytest.mark.parametrize(
    ("cell", "code"),
    [("31415926.535", "F14"), ("约31415926元", "F12"), ("-31415926", "F13"), ("31415926%", "F12")],
)
def test_what_a_tax_or_personal_cell_says_is_not_repeated(
    tmp_path: Path, vocabulary: Vocabulary, sensitivity: str, cell: str, code: str
) -> None:
    kind = vocabulary.kinds["enterprise"]
    from dataclasses import replace
    from fractions import Fraction

    plain = kind.facts["rd_cost"]
    secret: FactDef = replace(plain, sensitivity=sensitivity, low=Fraction(0))  # type: ignore[arg-type]  # one of its words
    kind.facts["rd_cost"] = secret
    try:
        loaded = load(table(tmp_path, ["统一社会信用代码", "研发费用@2025"], [A, cell]), vocabulary)
    finally:
        kind.facts["rd_cost"] = plain
    (fault,) = [f for f in loaded.faults if f.code != "F11"]
    assert (fault.code, fault.place) == (code, "Sheet!B2")
    for said in (fault.text("zh"), fault.text("en")):
        assert "31415926" not in said.replace(",", "")
        assert "3141" not in said
