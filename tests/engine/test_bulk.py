"""Clauses over whole tables: answers, amounts and masks against a hand-written evaluation."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.bulk import Plan, Written, compile_clauses, match_table
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts

ON = date(2026, 6, 1)
WAN = 1_000_000  # one 万元 in fen

TEXT = """---
id: t/2026
title: 研发投入办法（试验）
issuer: 试验
level: zone
issued: 2025-01-01
in_force: 2025-01-01..
wording: restated
lang: zh
anchor: application
round: half_up 0.01元
---

## 第一条 {#1}

成立一年以上，研发费用不低于100万元，占销售收入不低于3%，列入异常名录的除外，按5%补助，最高50万元。

```yaml register
kind: enterprise
zh: 企业
key: code
born: founded
facts:
  code: {zh: 代码, type: text}
  founded: {zh: 成立日期, type: date}
  rd: {zh: 研发费用, type: money, time: year}
  revenue: {zh: 销售收入, type: money, time: year}
  staff: {zh: 职工数, type: count, time: year, range: 0..100000000}
  abnormal: {zh: 异常名录, type: flag, time: day}
```

```yaml clause
id: rd_grant
for: enterprise
when:
  成立: {rule: "full_years(成立日期, 当日) >= 1", quote: 成立一年以上}
  规模: {rule: 研发费用(上年) >= 100万元, quote: 研发费用不低于100万元}
  占比: {rule: 研发费用(上年) / 销售收入(上年) >= 3%, quote: 占销售收入不低于3%}
  除外:
    none:
      异常: {rule: 异常名录(当日), quote: 列入异常名录}
gives:
  money: {rule: 5% * 研发费用(上年), quote: 按5%补助}
  cap: {rule: 50万元, quote: 最高50万元}
```

```yaml clause
id: big_staff
for: enterprise
when:
  人数: {rule: 职工数(上年) >= 100, quote: 100人, verified: no}
gives: {outcome: 警示}
```
"""
COLUMNS = {
    "code": "VARCHAR",
    "founded": "DATE",
    "rd@2025": "BIGINT",
    "revenue@2025": "BIGINT",
    "abnormal@2026-06-01": "BOOLEAN",
    "staff@2025": "BIGINT",
}
RD = "t/2026#rd_grant"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_texts({"t.md": TEXT.encode()})


def plan(library: Library, *addresses: str) -> Plan:
    return compile_clauses(library, addresses or (RD,), ON, COLUMNS)


def table(rows: list[dict[str, Any]]) -> pa.Table:
    kinds = {"VARCHAR": pa.string(), "DATE": pa.date32(), "BOOLEAN": pa.bool_()}
    numbered = [{"code": f"E{i}", **row} for i, row in enumerate(rows)]
    fields = [(n, kinds.get(t, pa.int64())) for n, t in COLUMNS.items()]
    return pa.Table.from_pylist(numbered, schema=pa.schema(fields))


def row(**given: Any) -> dict[str, Any]:
    plain = {
        "founded": date(2020, 1, 1),
        "rd@2025": 200 * WAN,
        "revenue@2025": 4000 * WAN,
        "abnormal@2026-06-01": False,
    }
    return plain | {k.replace("_at_", "@"): v for k, v in given.items()}


def kleene(parts: list[bool | None]) -> bool | None:
    return False if False in parts else None if None in parts else True


def oracle(given: dict[str, Any]) -> tuple[bool | None, int | None, list[bool | None]]:
    """The clause worked out by hand: answer, amount in fen, and its four conditions."""
    founded, rd, revenue = given["founded"], given["rd@2025"], given["revenue@2025"]
    abnormal = given["abnormal@2026-06-01"]
    old = None if founded is None else founded <= date(2025, 6, 1)
    existed = founded is None or founded <= date(2025, 12, 31)
    size = share = None
    if not existed:
        size = share = False
    else:
        size = None if rd is None else rd >= 100 * WAN
        if rd is not None and revenue:
            share = Fraction(rd, revenue) >= Fraction(3, 100)
    if founded is not None and founded > ON:
        abnormal = False
    answer = kleene([old, size, share, None if abnormal is None else not abnormal])
    if answer is not True:
        return answer, None if answer is None else 0, [old, size, share, abnormal]
    amount = min(max(Fraction(rd, 20), Fraction(0)), Fraction(50 * WAN))
    fen = (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
    return True, fen, [old, size, share, abnormal]


MONEY = st.one_of(
    st.none(),
    st.integers(-10, 10),
    st.integers(100 * WAN - 2, 100 * WAN + 2),
    st.integers(1000 * WAN - 21, 1000 * WAN + 21),
    st.sampled_from([3_333_333_333, 3_333_333_334, -3_333_333_333, 10**15]),
    st.integers(-(10**15), 10**15),
)
ROWS = st.fixed_dictionaries(
    {
        "founded": st.one_of(st.none(), st.dates(date(2025, 5, 25), date(2026, 6, 5))),
        "rd@2025": MONEY,
        "revenue@2025": MONEY,
        "abnormal@2026-06-01": st.sampled_from([None, False, False, True]),
    }
)


@settings(max_examples=25)
@given(rows=st.lists(ROWS, min_size=20, max_size=80))
def test_every_row_gets_the_answer_worked_out_by_hand(
    library: Library, rows: list[dict[str, Any]]
) -> None:
    compiled = plan(library)
    for given_row, found in zip(rows, compiled.run(table(rows)).to_pylist(), strict=True):
        answer, fen, conditions = oracle(given_row)
        assert found["rd_grant.answer"] is answer
        assert found["rd_grant.money"] == fen
        told = compiled.decode(RD, found)
        words = {t.path: t.word for t in told}
        for path, held in zip(["成立", "规模", "占比", "除外.异常"], conditions, strict=True):
            assert words[path] == {True: "yes", False: "no", None: "unknown"}[held]


def test_no_revenue_is_not_known_and_never_passes(library: Library) -> None:
    found = plan(library).run(table([row(revenue_at_2025=0), row(revenue_at_2025=-5)]))
    assert found["rd_grant.answer"].to_pylist() == [None, False]


def test_a_negative_denominator_turns_the_comparison(library: Library) -> None:
    rows = [row(revenue_at_2025=-(100 * WAN), rd_at_2025=200 * WAN)]
    assert plan(library).run(table(rows))["rd_grant.answer"].to_pylist() == [False]


def test_a_fact_without_a_column_is_unknown_and_named(library: Library) -> None:
    columns = {k: v for k, v in COLUMNS.items() if not k.startswith("revenue")}
    compiled = compile_clauses(library, [RD], ON, columns)
    assert compiled.missing == ("enterprise.revenue@2025",)
    assert compiled.run(table([row()]).drop_columns(["revenue@2025"]))[
        "rd_grant.answer"
    ].to_pylist() == [None]


def test_a_number_beyond_all_bounds_is_a_reported_row_not_a_failed_run(library: Library) -> None:
    rows = [row(), row(rd_at_2025=2**62), row(revenue_at_2025=2**63 - 1)]
    compiled = plan(library)
    found = compiled.run(table(rows)).to_pylist()
    assert [bool(r["faults"]) for r in found] == [False, True, True]
    assert found[0]["rd_grant.money"] == 10 * WAN
    assert found[1]["rd_grant.answer"] is None


def test_a_value_outside_its_declared_range_is_reported(library: Library) -> None:
    compiled = plan(library, "t/2026#big_staff")
    rows = [row(staff_at_2025=100), row(staff_at_2025=-1), row(staff_at_2025=None)]
    found = compiled.run(table(rows)).to_pylist()
    assert [r["big_staff.answer"] for r in found] == [True, None, None]
    assert [compiled.decode_faults(r["faults"]) for r in found] == [
        (),
        ("enterprise.staff@2025",),
        (),
    ]


def test_labels_name_columns_as_well_as_ids(library: Library) -> None:
    named = table([row()]).rename_columns(
        ["代码", "成立日期", "研发费用@2025", "销售收入@2025", "异常名录@2026-06-01", "职工数@2025"]
    )
    found = match_table(library, [RD], ON, named)
    assert found.column_names[0] == "代码"
    assert found["rd_grant.money"].to_pylist() == [10 * WAN]


@pytest.mark.parametrize("shape", ["polars", "pandas", "relation", "parquet"])
def test_tables_come_in_many_shapes(library: Library, tmp_path: Path, shape: str) -> None:
    arrow = table([row(), row(rd_at_2025=None), row(rd_at_2025=99 * WAN)])
    source: Any = arrow
    if shape == "polars":
        source = pl.from_arrow(arrow)
    elif shape == "pandas":
        source = arrow.to_pandas()
    elif shape == "relation":
        source = duckdb.sql("SELECT * FROM arrow")
    elif shape == "parquet":
        source = tmp_path / "in.parquet"
        pq.write_table(arrow, source)
    found = match_table(library, [RD], ON, source)
    assert found["rd_grant.answer"].to_pylist() == [True, None, False]
    assert found["rd_grant.money"].to_pylist() == [10 * WAN, None, 0]


@pytest.mark.parametrize("name", ["out.parquet", "out.csv", "out.arrow", "OUT.CSV", "OUT.PARQUET"])
def test_answers_go_into_a_file(library: Library, tmp_path: Path, name: str) -> None:
    found = plan(library).run(table([row()] * 3), tmp_path / name, threads=1, memory_limit="1GB")
    assert found == Written(tmp_path / name, 3, 0)


def test_an_unknown_clause_is_a_refusal_and_the_others_run(library: Library) -> None:
    compiled = plan(library, RD, "t/2026#none_such", "nowhere#x")
    assert [r.code for r in compiled.refused] == ["N1"]
    assert compiled.not_in_force == ("nowhere#x",)
    assert compiled.run(table([row()])).num_rows == 1


def test_a_text_not_in_force_gives_no_column(library: Library) -> None:
    compiled = compile_clauses(library, [RD], date(2024, 6, 1), COLUMNS)
    assert compiled.not_in_force == (RD,)
    assert [o.part for o in compiled.outputs] == ["key", "faults"]


def test_a_column_that_cannot_hold_the_fact_is_refused(library: Library) -> None:
    compiled = compile_clauses(library, [RD], ON, COLUMNS | {"rd@2025": "DATE"})
    assert [r.code for r in compiled.refused] == ["T7"]
