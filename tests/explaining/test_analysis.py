"""The front door for analysts: one enterprise, and tables of Polars, pandas and Arrow."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from gaoxin import load, match_one, match_table
from gaoxin.policy.library import Library
from gaoxin.quantities import Lang

PACKS = Path(__file__).parents[2] / "packs"
FIRST = "quanzhou-etdz/2024-hte#first"
AGAIN = "quanzhou-etdz/2024-hte#again"
ON = "2025-12-01"
SPELLS = pa.list_(pa.struct([("start", pa.date32()), ("end", pa.date32())]))


@pytest.fixture(scope="module")
def library() -> Library:
    return load(PACKS / "cn" / "vocabulary.md", PACKS / "quanzhou-etdz")


@pytest.fixture(scope="module")
def table() -> Any:
    certificate = [{"start": date(2025, 8, 20), "end": date(2028, 8, 19)}]
    zone = [{"start": date(2018, 1, 1), "end": None}]
    return pa.table(
        {
            "id": ["on the line", "one fen more", "not known"],
            "in_zone": pa.array([zone] * 3, SPELLS),
            "hte": pa.array([certificate] * 3, SPELLS),
            "operating_revenue@2024": pa.array([2_000_000_000, 2_000_000_001, None]),
        }
    )


def test_one_enterprise_is_given_as_people_write_it(library: Library) -> None:
    facts = {
        "高新技术企业": "2025-08-20..2028-08-19",
        "在区注册": "2018-01-01..",
        "营业收入@2024": "20,000,000.01元",
        "市级高企奖补@2025": "0元",
    }
    found = match_one(library, facts, ON, "en")
    assert [t.due and t.due.value for t in found.record.totals] == [40_000_000]
    assert found.record.warnings == ()


def test_what_cannot_be_read_is_said_and_taken_as_unknown(library: Library) -> None:
    facts = {"高新技术企业": "2025-08-20..2028-08-19", "营业收入@2024": "很多", "营业额": 1}
    found = match_one(library, facts, ON, clauses=[FIRST])
    assert any(w.text.zh.startswith("营业收入@2024：") for w in found.record.warnings)
    assert any(w.text.zh.startswith("营业额：") for w in found.record.warnings)
    assert found.record.awards[0].verdict == "unknown"


def test_the_notebook_shows_the_whole_explanation(library: Library) -> None:
    shown = match_one(library, {"在区注册": "否"}, ON)._repr_html_()
    assert shown is not None
    assert shown.startswith('<div class="gx" lang="zh-CN">')
    assert "首次认定奖励" in shown
    assert "<script" not in shown


@pytest.mark.parametrize("make", [lambda t: t, pl.from_arrow, lambda t: t.to_pandas()])
def test_answers_come_back_as_the_kind_of_table_that_was_given(
    library: Library, table: Any, make: Any
) -> None:
    given = make(table)
    found = match_table(library, given, ON, clauses=[FIRST])
    assert type(found.table) is type(given)
    assert found.arrow.column("first.money").to_pylist() == [20_000_000, 40_000_000, None]
    assert found.arrow.column("first.answer").to_pylist() == [True, True, True]


def test_unknown_money_stays_whole_and_missing_in_pandas(library: Library, table: Any) -> None:
    money = match_table(library, table.to_pandas(), ON, clauses=[FIRST]).table["first.money"]
    assert isinstance(money, pd.Series)
    assert money.iloc[0] == 20_000_000
    assert isinstance(money.iloc[0], int)
    assert pd.isna(money.iloc[2])


def test_counts_tell_what_is_due_from_what_is_not_yet_known(library: Library, table: Any) -> None:
    found = match_table(library, table, ON, clauses=[FIRST, AGAIN])
    first, again = found.counts.each
    assert (first.yes, first.no, first.unknown) == (3, 0, 0)
    assert (first.money, first.open_money) == (60_000_000, 1)
    assert (again.yes, again.no, again.unknown) == (0, 3, 0)
    assert "合计 60万元，另 1 家待定" in found._repr_html_()


def test_a_mask_decodes_into_the_condition_that_failed(library: Library, table: Any) -> None:
    found = match_table(library, table, ON, clauses=[AGAIN])
    failed = [told.path for told in found.decode(0, AGAIN) if told.blocks]
    assert failed == ["重新认定"]


def test_a_table_agrees_with_one_by_one(library: Library, table: Any) -> None:
    facts = {
        "高新技术企业": "2025-08-20..2028-08-19",
        "在区注册": "2018-01-01..",
        "营业收入@2024": "2000万元",
    }
    one = match_one(library, facts, ON, clauses=[FIRST]).record.awards[0].money
    many = match_table(library, table, ON, clauses=[FIRST]).arrow
    assert many.column("first.money")[0].as_py() == (one and one.value)


def test_clauses_without_an_answer_say_why(library: Library, table: Any) -> None:
    written = table.set_column(2, "hte", pa.array(["2025-08-20..2028-08-19"] * 3))
    found = match_table(library, written, ON, clauses=[FIRST])
    assert all(o.part != "answer" for o in found.plan.outputs)
    assert "应为起止或日期的列表" in found.refused[0]
    assert "应为起止或日期的列表" in found._repr_html_()
    assert len(repr(found)) < 1000  # not the whole library


@pytest.mark.parametrize(("lang", "words"), [("zh", "说的是载体，所给的是企业"), ("en", "Carrier")])
def test_a_clause_about_another_kind_warns(lang: Lang, words: str) -> None:
    packs = load(PACKS / "cn" / "vocabulary.md", PACKS / "cn" / "2018-incubator.md")
    clauses = ["cn/2018-incubator#incubator"]
    (warning,) = match_one(packs, {}, on="2020-06-01", lang=lang, clauses=clauses).record.warnings
    assert words in warning.text.text(lang)


@pytest.mark.parametrize(
    ("asked", "lang", "words"),
    [
        ({"documents": ["nope"]}, "zh", "没有文件“nope”"),
        ({"documents": ["nope"]}, "en", "there is no document 'nope'"),
        ({"clauses": ["quanzhou-etdz/2024-hte#frist"]}, "zh", f"是不是 {FIRST}"),
        ({"clauses": ["quanzhou-etdz/2024-hte#frist"]}, "en", f"did you mean {FIRST}"),
    ],
)
def test_what_is_not_in_the_library_is_refused(
    library: Library, table: Any, asked: dict[str, Any], lang: Lang, words: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        match_table(library, table, ON, lang, **asked)
    with pytest.raises(ValueError, match=re.escape(words)):
        match_one(library, {}, ON, lang, **asked)


@pytest.mark.parametrize(("lang", "words"), [("zh", "起止日期"), ("en", "first and last day")])
def test_of_a_title_held_since_an_unknown_day_the_dates_are_missing(
    library: Library, lang: Lang, words: str
) -> None:
    found = match_one(library, {"高新技术企业": "是"}, ON, lang, clauses=[FIRST])
    missing = next(m for m in found.record.missing if m.when.text(lang) == words)
    assert (missing.name, missing.serves) == ("hte", (FIRST,))
