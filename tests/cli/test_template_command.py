"""A template asks for related kinds and earlier payments too, and is read back when filled in."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from gaoxin.cli.main import gaoxin

PACKS = Path(__file__).parents[2] / "packs"
CODE = "91999999000001011U"
INCOMES = "分行业收入 Income by industry"
FACTS: dict[str, object] = {
    "credit_code": CODE,
    "registered_on": "2010-03-12",
    "gross_income@2024": 1000,
    "untaxed_income@2024": 0,
    "investment_income@2024": 0,
    "manufacturing@2024": "否",
    "chip_or_machine_tool@2024": "否",
    "tech_sme": "否",
    "rd_five_items@2024": 100,
    "rd_other@2024": 0,
    "rd_entrusted_domestic@2024": 0,
    "rd_entrusted_foreign@2024": 0,
}


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    (folder / "cn").mkdir()
    for part in ("cn/vocabulary.md", "cn/rd-super-deduction.md", "cn/2018-incubator.md"):
        (folder / part).write_bytes((PACKS / part).read_bytes())
    books = folder / "cn" / "codebooks"
    books.mkdir()
    for book in (PACKS / "cn" / "codebooks").iterdir():
        (books / book.name).write_bytes(book.read_bytes())
    return folder


@pytest.fixture
def form(packs: Path, tmp_path: Path) -> Path:
    """The template for the R&D super-deduction of 2024."""
    path = tmp_path / "form.xlsx"
    code, out = run(packs, "template", path, "--on", "2024-12-31")
    assert code == 0
    assert "另有各表：分行业收入、已付" in out
    return path


def run(packs: Path, *arguments: object, lang: str = "zh") -> tuple[int, str]:
    found = CliRunner().invoke(
        gaoxin, ["--packs", str(packs), "--lang", lang, *(str(a) for a in arguments)]
    )
    return found.exit_code, found.stdout


def fill(path: Path, rows: dict[str, list[list[object]]], facts: dict[str, object] = FACTS) -> None:
    """Write the facts into the form, and rows below the headers of other sheets."""
    book = load_workbook(path)
    sheet = book["填报 Form"]
    for row in range(5, sheet.max_row + 1):
        header = str(sheet.cell(row, 1).value).partition("（")[0]
        if header in facts:
            sheet.cell(row, 6).value = facts[header]
    for name, entries in rows.items():
        top = 4 if book[name]["A3"].value else 1
        for index, entry in enumerate(entries, start=1):
            for column, value in enumerate(entry, start=1):
                book[name].cell(top + index, column).value = value
    book.save(path)


def answer(packs: Path, path: Path) -> dict[str, Any]:
    address = "cn/rd-super-deduction#rd_super"
    _, out = run(packs, "explain", path, "--on", "2024-12-31", "--clause", address, "--json")
    found: dict[str, Any] = json.loads(out)
    return found


def state(packs: Path, path: Path) -> str:
    return str(next(iter(answer(packs, path)["clauses"]))["verdict"])


def test_the_sheets_ask_for_links_and_facts_of_the_related_kind(form: Path) -> None:
    book = load_workbook(form)
    headers = [cell.value for cell in book[INCOMES][4]]
    assert headers == ["企业", "收入（元）", "年度", "行业"]
    assert "空表表示一条也没有" in str(book[INCOMES]["A3"].value)
    assert [cell.value for cell in book["已付"][1]][1:] == ["条款", "日期", "金额（元）"]


def test_a_row_of_a_related_sheet_decides_the_clause(packs: Path, form: Path) -> None:
    fill(form, {INCOMES: [[CODE, 501, 2024, "F52"]]})
    assert state(packs, form) == "no"


def test_an_empty_related_sheet_means_there_is_none(packs: Path, form: Path) -> None:
    fill(form, {})
    assert state(packs, form) == "yes"


def test_a_related_sheet_taken_out_leaves_it_open(packs: Path, form: Path) -> None:
    fill(form, {})
    book = load_workbook(form)
    book.remove(book[INCOMES])
    book.save(form)
    assert state(packs, form) not in ("yes", "no")


def test_the_sheets_are_named_in_english_too(packs: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    code, out = run(packs, "template", path, "--on", "2024-12-31", "--table", lang="en")
    assert code == 0
    assert "further sheets: Income by industry, earlier payments" in out


CARRIER: dict[str, object] = {
    "carrier_code": "INC-1",
    "operating_since": "2015-01-01",
    "legal_person": "是",
    "statistics_years": 1,
    "staff": 20,
    "professionals": 18,
}


@pytest.mark.parametrize(
    "named", [("--document", "cn/2018-incubator"), ("--clause", "cn/2018-incubator#incubator")]
)
def test_the_form_of_a_carrier_is_read_back_without_naming_the_kind(
    packs: Path, tmp_path: Path, named: tuple[str, str]
) -> None:
    path = tmp_path / "carrier.xlsx"
    asked = (*named, "--on", "2020-06-01")
    assert run(packs, "template", path, *asked)[0] == 0
    fill(path, {}, CARRIER)
    _, out = run(packs, "explain", path, *asked, "--all")
    assert "国家级科技企业孵化器　不符合" in out
    assert "连续报送统计年数" in out


def test_the_form_of_a_carrier_is_read_where_the_kind_is_named(packs: Path, tmp_path: Path) -> None:
    path = tmp_path / "carrier.xlsx"
    on = ("--on", "2020-06-01", "--kind", "carrier")
    assert run(packs, "template", path, *on)[0] == 0
    fill(path, {}, CARRIER)
    assert "国家级科技企业孵化器" in run(packs, "explain", path, *on)[1]
    assert "不符合 1" in run(packs, "match", path, *on)[1]
    goal = ("--goal", "cn/2018-incubator#incubator")
    assert "没有要问的了" in run(packs, "ask", path, *on, *goal)[1]
