"""Template workbooks: filled in by a person, read back without a fault."""

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.entities import ABSENT, UNKNOWN, Spell
from gaoxin.facts.form import FIELD, VALUE
from gaoxin.facts.table import load
from gaoxin.facts.vocabulary import FactDef, Kind, Vocabulary
from gaoxin.facts.workbook import write_template
from gaoxin.quantities import Lang, Period, synthetic_credit_code

A, B = (synthetic_credit_code(n) for n in (1, 2))
ASKED = [
    ("registered_on", ""),
    ("revenue", "2025"),
    ("staff", "2025"),
    ("growth_rate", ""),
    ("resident", ""),
    ("field", ""),
    ("industry", ""),
    ("hte", ""),
    ("serious_event", ""),
]


def kind_of(vocabulary: Vocabulary) -> Kind:
    return vocabulary.kinds["enterprise"]


def asked(vocabulary: Vocabulary) -> list[tuple[FactDef, str | Period]]:
    return [(kind_of(vocabulary).facts[name], period) for name, period in ASKED]


def fill_form(path: Path, cells: dict[str, Any]) -> None:
    """What a person does: look for the row, fill in its input cell, save."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headers = {sheet.cell(4, c).value: c for c in range(1, 10)}
    for row in range(5, sheet.max_row + 1):
        field = str(sheet.cell(row, headers[FIELD]).value).partition("（")[0]
        if field in cells:
            cell = sheet.cell(row, headers[VALUE])
            form = cell.number_format
            cell.value = cells[field]
            cell.number_format = form
    book.save(path)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filled_form_is_read_back(
    tmp_path: Path, vocabulary: Vocabulary, codes: CodeLists, lang: Lang
) -> None:
    path = tmp_path / "form.xlsx"
    kind = kind_of(vocabulary)
    assert write_template(path, asked(vocabulary), kind, lang=lang, codes=codes) == []
    fill_form(
        path,
        {
            "credit_code": A,
            "registered_on": datetime(2020, 1, 1),
            "revenue@2025": 1234567.89,
            "staff@2025": "未知",
            "growth_rate": 0.05,
            "resident": "是" if lang == "zh" else "yes",
            "field": "新材料",
            "industry": "C35 专用设备制造业",
            "hte": "2023-11-01..2026-10-31",
            "serious_event": "否",
        },
    )
    loaded = load(path, vocabulary, codes=codes)
    assert [f for f in loaded.faults if f.severity == "fault"] == []
    facts = {k: r[0].value for k, r in loaded.entities[A].facts.items()}
    assert facts["revenue", "2025"] == 123456789
    assert facts["staff", "2025"] is UNKNOWN
    assert facts["growth_rate", ""] == Fraction(1, 20)
    assert facts["registered_on", ""] == date(2020, 1, 1)
    assert facts["industry", ""] == "C35"
    assert facts["hte", ""] == (Spell(date(2023, 11, 1), date(2026, 10, 31)),)
    assert facts["serious_event", ""] == ()


def test_an_amount_on_a_form_in_ten_thousands(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "form.xlsx"
    facts = asked(vocabulary)
    write_template(path, facts, kind_of(vocabulary), money_unit="万元")
    fill_form(path, {"credit_code": A, "revenue@2025": 123.45})
    record = load(path, vocabulary).entities[A].look_up("revenue", "2025")
    assert record is not None
    assert record.value == 123_450_000


def test_a_wrong_answer_is_named_by_the_cell_of_the_form(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    path = tmp_path / "form.xlsx"
    write_template(path, asked(vocabulary), kind_of(vocabulary))
    fill_form(path, {"credit_code": A, "staff@2025": "许多", "revenue@2025": "=F99"})
    found = [(f.code, f.place) for f in load(path, vocabulary).faults if f.severity == "fault"]
    assert sorted(found) == [("F12", "填报 Form!F8"), ("F17", "填报 Form!F7")]


def test_a_form_without_a_key_says_so(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "form.xlsx"
    write_template(path, asked(vocabulary), kind_of(vocabulary))
    fill_form(path, {"staff@2025": 5})
    assert ("F8", "填报 Form!F5") in [(f.code, f.place) for f in load(path, vocabulary).faults]


def test_the_recording_date_of_the_form_is_kept(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "form.xlsx"
    write_template(path, asked(vocabulary), kind_of(vocabulary))
    fill_form(path, {"credit_code": A, "staff@2025": 5})
    book = load_workbook(path)
    book.worksheets[0]["F2"] = date(2026, 3, 1)
    book.save(path)
    record = load(path, vocabulary).entities[A].look_up("staff", "2025")
    assert record is not None
    assert record.recorded == date(2026, 3, 1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_wide_template_for_many_enterprises(
    tmp_path: Path, vocabulary: Vocabulary, codes: CodeLists, lang: Lang
) -> None:
    path = tmp_path / "wide.xlsx"
    kind = kind_of(vocabulary)
    write_template(path, asked(vocabulary), kind, lang=lang, layout="wide", codes=codes, rows=5)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row, code in ((5, A), (6, B)):
        sheet.cell(row, 1).value = code
        sheet.cell(row, 3).value = row * 100
    book.save(path)
    loaded = load(path, vocabulary, codes=codes)
    assert loaded.sound
    assert list(loaded.entities) == [A, B]
    record = loaded.entities[B].look_up("revenue", "2025")
    assert record is not None
    assert record.value == 60000


def test_labels_are_locked_inputs_open_and_choices_offered(
    tmp_path: Path, vocabulary: Vocabulary, codes: CodeLists
) -> None:
    path = tmp_path / "form.xlsx"
    write_template(path, asked(vocabulary), kind_of(vocabulary), codes=codes)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    assert sheet["B5"].protection.locked
    assert not sheet["F5"].protection.locked
    assert sheet.freeze_panes == "D5"
    kinds = {v.type for v in sheet.data_validations.dataValidation}
    assert kinds >= {"list", "decimal", "date"}
    assert book["_codes"].sheet_state == "hidden"
    labels = {sheet.cell(6, c).value for c in range(1, 10)}
    assert {"注册日期", "Date of registration", "营业执照"} <= labels


def test_a_fact_without_its_period_is_left_out_and_said(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    kind = kind_of(vocabulary)
    troubles = write_template(tmp_path / "f.xlsx", [(kind.facts["revenue"], "")], kind)
    assert [t.code for t in troubles] == ["F6"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_related_kinds_and_payments_have_sheets_of_their_own(
    tmp_path: Path, vocabulary: Vocabulary, codes: CodeLists, lang: Lang
) -> None:
    path = tmp_path / "form.xlsx"
    child = vocabulary.kinds["industry_income"]
    troubles = write_template(
        path,
        asked(vocabulary),
        kind_of(vocabulary),
        lang=lang,
        codes=codes,
        children=[child],
        payments=True,
        rows=5,
    )
    assert troubles == []
    fill_form(path, {"credit_code": A, "staff@2025": 5})
    book = load_workbook(path)
    incomes = book["分行业收入 Income by industry"]
    columns = {str(cell.value): cell.column for cell in incomes[4]}
    by_fact = ("企业", "年度", "行业", "收入（元）") if lang == "zh" else tuple(columns)
    for row, code, fen in ((5, "C35", 100), (6, "I65", 200)):
        for name, value in zip(by_fact, (A, 2025, code, fen), strict=True):
            incomes.cell(row, columns[name]).value = value
    book["已付"].append([])
    for index, value in enumerate([A, "a/1#b", datetime(2025, 6, 30), 20], start=1):
        book["已付"].cell(2, index).value = value
    book.save(path)
    loaded = load(path, vocabulary, codes=codes)
    assert [f.text("en") for f in loaded.faults if f.severity == "fault"] == []
    entity = loaded.entities[A]
    members = entity.sets["incomes_by_industry"]
    assert [m.facts["income", ""][0].value for m in members] == [10000, 20000]
    assert entity.paid is not None
    assert [p.money for p in entity.paid] == [2000]


FILLED = st.fixed_dictionaries(
    {},
    optional={
        "revenue@2025": st.integers(0, 10**12).map(lambda n: (n / 100, Fraction(n)))
        | st.integers(0, 10**6).map(lambda n: (f"{n}万元", Fraction(n * 10**6)))
        | st.sampled_from([("", None), ("无此项", ABSENT), ("未知", UNKNOWN)]),
        "staff@2025": st.integers(0, 10**6).map(lambda n: (n, Fraction(n))),
        "growth_rate": st.integers(-999, 999).map(lambda n: (n / 1000, Fraction(n, 1000))),
        "registered_on": st.datetimes(datetime(1950, 1, 1), datetime(2099, 1, 1)).map(
            lambda d: (datetime(d.year, d.month, d.day), d.date())
        ),
        "resident": st.sampled_from([("是", True), ("否", False)]),
    },
)


@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(filled=FILLED)
def test_whatever_is_filled_in_comes_out(
    tmp_path: Path, vocabulary: Vocabulary, filled: dict[str, tuple[Any, Any]]
) -> None:
    path = tmp_path / "form.xlsx"
    write_template(path, asked(vocabulary), kind_of(vocabulary))
    fill_form(path, {"credit_code": A, **{k: v[0] for k, v in filled.items()}})
    loaded = load(path, vocabulary)
    assert loaded.sound
    for name, (_, value) in filled.items():
        fact, _, period = name.partition("@")
        record = loaded.entities[A].look_up(fact, period)
        assert (record.value if record else None) == value
