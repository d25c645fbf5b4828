"""How tables say it: titles and events, related entities, earlier payments, judged numbers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from gaoxin.engine.bulk import compile_clauses, match_table
from gaoxin.engine.counting import counted
from gaoxin.explaining import analysis
from gaoxin.explaining.analysis import Matches
from gaoxin.facts.arrow import SPELLS
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts

ON = date(2026, 6, 1)
YUAN = 100
TEXT = """---
id: t/shapes
title: 表格（试验）
issuer: 试验
level: zone
issued: 2025-01-01
in_force: 2025-01-01..
wording: restated
lang: zh
anchor: application
---

## 第一条 {#1}

首次认定奖励20万元，一次性；租户不少于2家的载体奖励10万元；评分70分以上。

```yaml register
kind: enterprise
zh: 企业
facts:
  hte: {zh: 高企, type: flag, time: spell}
  score: {zh: 评分, type: points}
  turnover: {zh: 营业额, type: money, time: year}
  profit: {zh: 利润, type: money, time: year}
```

```yaml register
kind: tenancy
zh: 入驻
facts:
  enterprise: {zh: 企业, type: enterprise, inverse: tenancies, inverse_zh: 入驻}
  active: {zh: 在孵, type: flag}
```

```yaml define
评审分: {type: points, judge: 专家, value: 60..80, quote: 评分70分以上, verified: no}
```

```yaml clause
id: first
when: {首次: {rule: "nth(高企, 当日) == 1", quote: 首次认定}}
gives: {money: {rule: 20万元, quote: 奖励20万元}, per: once}
```

```yaml clause
id: tenants
when: {租户: {rule: count(t for t in 入驻 if t.在孵) >= 2, quote: 租户不少于2家}}
gives: {money: {rule: 10万元, quote: 奖励10万元}}
```

```yaml clause
id: judged
when: {评分: {rule: 评审分 >= 70, quote: 评分70分以上}}
gives: {outcome: 警示}
```

```yaml clause
id: wide
when:
  率:
    rule: 利润(上年) / 营业额(上年) >= 利润(上年-1) / 营业额(上年-1)
    quote: 首次
    verified: no
gives: {outcome: 警示}
```
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return read_texts({"t.md": TEXT.encode()})


def spells(*parts: tuple[date, date | None]) -> list[dict[str, date | None]]:
    return [{"start": a, "end": b} for a, b in parts]


def table(kind: Any, column: str, values: list[Any]) -> pa.Table:
    return pa.table({"id": [f"E{i}" for i in range(len(values))], column: pa.array(values, kind)})


def answers(library: Library, clause: str, source: pa.Table, **options: Any) -> list[bool | None]:
    found = match_table(library, [f"t/shapes#{clause}"], ON, source, **options)
    return list(found[f"{clause}.answer"].to_pylist())


def test_titles_stand_in_a_list_of_spells(library: Library) -> None:
    first = (date(2025, 1, 1), None)
    before = (date(2020, 1, 1), date(2022, 12, 31))
    rows = [spells(first), spells(first, before), spells(before), [], None]
    found = answers(library, "first", table(SPELLS, "高企", rows))
    assert found == [True, False, False, False, None]


@pytest.mark.parametrize("name", ["e", "s", "i", "E", "t"])
def test_a_fact_may_bear_any_name_beside_a_title(name: str) -> None:
    text = TEXT.replace(
        "  score: {zh", f"  {name.lower()}: {{zh: 别名, type: number}}\n  score: {{zh"
    )
    rows = [spells((date(2025, 1, 1), None)), [], None]
    source = table(SPELLS, "hte", rows).append_column(name, pa.array([1, 2, 3]))
    found = answers(read_texts({"t.md": text.encode()}), "first", source)
    assert found == [True, False, None]


def test_a_title_known_only_as_held_or_not(library: Library) -> None:
    found = answers(library, "first", table(pa.bool_(), "hte", [False, True, None]))
    assert found == [False, None, None]


def test_a_call_made_beforehand_has_a_column_of_its_own(library: Library) -> None:
    source = table(pa.int64(), "nth(hte)@2026-06-01", [1, 2, None]).append_column(
        "nth(hte)@2026-06-01?", pa.array([False, False, True])
    )
    assert answers(library, "first", source) == [True, False, False]


def test_what_was_paid_once_is_not_paid_again(library: Library) -> None:
    source = table(SPELLS, "hte", [spells((date(2025, 1, 1), None))] * 3)
    paid = pa.table(
        {
            "entity": ["E0", "E1"],
            "clause": ["t/shapes#first", "t/shapes#tenants"],
            "on": [date(2025, 6, 1), date(2025, 6, 1)],
            "money": [1, 1],
        }
    )
    found = match_table(library, ["t/shapes#first"], ON, source, paid=paid)
    assert found["first.money"].to_pylist() == [0, 200_000 * YUAN, 200_000 * YUAN]


def test_related_entities_stand_in_a_table_of_their_own(library: Library) -> None:
    source = table(pa.bool_(), "hte", [False] * 4)
    tenancies = pa.table(
        {
            "id": list("abcdefg"),
            "enterprise": ["E0", "E0", "E1", "E1", "E2", "E2", "nobody"],
            "active": [True, True, True, None, True, False, True],
        }
    )
    found = answers(library, "tenants", source, children={"tenancy": tenancies})
    assert found == [True, None, False, False]


def test_without_their_table_related_entities_are_unknown(library: Library) -> None:
    assert answers(library, "tenants", table(pa.bool_(), "hte", [False])) == [None]


def test_a_judged_number_decides_and_outside_its_range_is_reported(library: Library) -> None:
    source = table(pa.int64(), "评审分", [None, 70, 69, 81])
    plan = compile_clauses(library, ["t/shapes#judged"], ON, {}).fitted(source)
    found = plan.run(source)
    assert found["judged.answer"].to_pylist() == [None, True, False, None]
    told = [plan.decode_faults(f) for f in found["faults"].to_pylist()]
    assert told == [(), (), (), ("J1 t/shapes#评审分",)]


def test_products_beyond_64_bits_are_exact(library: Library) -> None:
    big = 10**15
    source = pa.table(
        {
            "id": ["a", "b"],
            "profit@2025": [big + 1, big],
            "turnover@2025": [3 * big, 3 * big],
            "profit@2024": [big, big + 1],
            "turnover@2024": [3 * big, 3 * big],
        }
    )
    assert answers(library, "wide", source) == [True, False]


def test_rows_keep_their_order_where_tables_are_joined(library: Library) -> None:
    source = table(pa.bool_(), "hte", [False] * 5000)
    tenancies = pa.table({"id": ["a"], "enterprise": ["E7"], "active": [True]})
    found = match_table(library, ["t/shapes#tenants"], ON, source, children={"tenancy": tenancies})
    assert found["id"].to_pylist() == source["id"].to_pylist()


RULES = """---
id: t/rules
title: 规则（试验）
issuer: 试验
level: zone
issued: 2025-01-01
in_force: 2025-01-01..
wording: restated
lang: zh
anchor: application
---

## 第一条 {#1}

条件如下。

```yaml register
kind: enterprise
zh: 企业
key: code
born: founded
facts:
  code: {zh: 代码, type: text}
  founded: {zh: 成立日期, type: date}
  good: {zh: 合格, type: flag}
  remote: {zh: 边远, type: flag}
  level: {zh: 等级, type: code, list: 等级名单}
  ratio: {zh: 占比, type: rate}
  patents: {zh: 专利数, type: count}
  certs: {zh: 证书数, type: count, optional: yes}
  signed: {zh: 签约日期, type: date}
  listed: {zh: 上市日期, type: date, optional: yes}
  rd: {zh: 研发费用, type: money, time: year}
  profit: {zh: 利润, type: money, time: year}
  sales: {zh: 销售收入, type: money, time: year}
  hte: {zh: 高企, type: flag, time: spell}
  accident: {zh: 事故, type: flag, time: event}
```

```yaml register
kind: tenancy
zh: 入驻
facts:
  enterprise: {zh: 企业, type: enterprise, inverse: tenancies, inverse_zh: 入驻}
```

```yaml define
等级名单: {list: [甲, 乙], quote: 条件}
```

"""


def ruled(*rules: str, gives: str = "{outcome: 可}", more: str = "") -> Library:
    """One clause with these conditions."""
    when = "\n".join(f"  条{n}: {{rule: '{rule}', quote: 条件}}" for n, rule in enumerate(rules))
    clause = f"```yaml clause\nid: c\nwhen:\n{when}\ngives: {gives}\n```\n\n"
    return read_texts({"t.md": (RULES + more + clause).encode()})


def matched(library: Library, columns: Mapping[str, Any], **options: Any) -> Matches:
    rows = len(next(iter(columns.values())))
    source = pa.table({"code": [f"E{n}" for n in range(rows)], **columns})
    return analysis.match_table(library, source, ON, "en", clauses=["t/rules#c"], **options)


def test_a_negative_quotient_of_positive_figures_pays_nothing() -> None:
    library = ruled("合格", gives="{money: {rule: 100元 / 利润(上年) * 10元, quote: 条件}}")
    found = matched(library, {"good": [True, True], "profit@2025": [-2000, 2000]})
    assert found.arrow["c.money"].to_pylist() == [0, 5000]
    assert found.counts.each[0].money == 5000


@pytest.mark.parametrize("term", ["1年", "2025年", "3000年"])
def test_a_term_may_be_longer_than_the_calendar(term: str) -> None:
    library = ruled("合格", gives=f"{{money: {{rule: 10元, quote: 条件}}, per: {term}}}")
    paid = pa.table(
        {"entity": ["E0"], "clause": ["t/rules#c"], "on": [date(2026, 1, 1)], "money": [1000]}
    )
    found = matched(library, {"good": [True, True]}, paid=paid)
    assert found.arrow["c.money"].to_pylist() == [0, 1000]


HALF = Decimal("0.5")


@pytest.mark.parametrize(
    ("rule", "column", "values", "answers", "reported"),
    [
        ("占比 >= 3%", "ratio", ["0.03", " 0.4 ", "0.0300001", "x"], [True, True, None, None], 2),
        ("占比 >= 3%", "ratio", [0.03, 0.1 * 0.3, 0.02, 1 / 3], [True, True, False, None], 1),
        ("占比 >= 50%", "ratio", [HALF, Decimal("0.5" + "0" * 30 + "1")], [True, None], 1),
        ("专利数 >= 3", "patents", [3.0, 2.5, float("nan")], [True, None, None], 2),
        ("研发费用(上年) >= 1元", "rd@2025", ["100.0", "99.5", "99"], [True, None, False], 1),
        ("合格", "good", [1, 0, 2, -1], [True, False, None, None], 2),
        ("合格", "good", [1.0, 0.0, 0.5, None], [True, False, None, None], 1),
    ],
)
def test_what_a_column_cannot_express_exactly_is_reported_not_rounded(
    rule: str, column: str, values: list[Any], answers: list[bool | None], reported: int
) -> None:
    found = matched(ruled(rule), {column: values})
    assert found.arrow["c.answer"].to_pylist() == answers
    assert found.counts.reported == reported


def test_one_broken_cell_does_not_round_the_others_of_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("code,ratio\nA,3%\nB,2.9999999%\nC,lots\n", encoding="utf-8")
    found = analysis.match_table(ruled("占比 >= 3%"), path, ON, "en", clauses=["t/rules#c"])
    assert found.arrow["c.answer"].to_pylist() == [True, False, None]
    (warning,) = found.warnings
    assert warning.startswith("in.csv:4:2 F12 ")


def test_a_csv_is_no_typed_table(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("code,ratio\nA,3%\n", encoding="utf-8")
    plan = compile_clauses(ruled("占比 >= 3%"), ["t/rules#c"], ON, {})
    with pytest.raises(ValueError, match=r"cannot read in\.csv as a typed table"):
        plan.run(path)


QUOTIENT = "研发费用(上年) / 销售收入(上年) >= 3%"
SALES = ("enterprise.rd@2025", "enterprise.sales@2025")


@pytest.mark.parametrize(
    ("rules", "ratio", "reasons"),
    [
        ([QUOTIENT], [0.5, 0.5, 0.5], [(), SALES, ()]),
        ([QUOTIENT, "占比 >= 3%"], ["x", "1", "1"], [("enterprise.ratio",), SALES, ()]),
    ],
)
def test_a_row_of_far_too_great_figures_is_reported_with_the_reason(
    rules: list[str], ratio: list[Any], reasons: list[tuple[str, ...]]
) -> None:
    great = [3, 2**62, 3]
    found = matched(ruled(*rules), {"ratio": ratio, "rd@2025": great, "sales@2025": great})
    assert [found.plan.decode_faults(f) for f in found.arrow["faults"].to_pylist()] == reasons
    assert dict(found.counts.faults) == {r: 1 for row in reasons for r in row}


@pytest.mark.parametrize("rows", [2, 0])
def test_answers_without_any_amount_are_counted_from_a_csv(tmp_path: Path, rows: int) -> None:
    library = ruled("合格", gives="{money: {rule: 10元, quote: 条件}}")
    source = pa.table(
        {"code": [f"E{n}" for n in range(rows)], "good": pa.array([None] * rows, pa.bool_())}
    )
    plan = compile_clauses(library, ["t/rules#c"], ON, {}).fitted(source)
    plan.run(source, tmp_path / "x.csv")
    (count,) = counted(library, plan, tmp_path / "x.csv").each
    assert (count.yes, count.unknown, count.money) == (0, rows, 0)


BORN = {"founded": [date(2000, 1, 1)]}
NOTHING = pa.array([None], pa.int64())
UNSIGNED = {"signed": pa.array([None], pa.date32())}
TITLE = {"hte": pa.array([spells((date(2021, 1, 1), date(2024, 1, 1)))], SPELLS)}
UNHAPPENED = {"accident": pa.array([[]], pa.list_(pa.date32()))}
UNLISTED = {"listed": pa.array([None], pa.date32())}


@pytest.mark.parametrize(
    ("rule", "columns", "answer"),
    [
        ("since(高企, 签约日期) >= 2020-01-01", TITLE | UNSIGNED, None),
        ("nth(高企, 签约日期) >= 1", TITLE | UNSIGNED, None),
        ("nth_year(高企, 签约日期) >= 1", {"hte": [False]} | UNSIGNED, None),
        ("has(nth(高企, 当日))", BORN, None),
        ("has(nth(高企, 当日))", {"hte": pa.array([None], pa.bool_())}, None),
        ("has(since(高企, 当日))", {"hte": pa.array([None], SPELLS)}, None),
        ("has(nth(高企, 2022-06-01))", TITLE, True),
        ("has(in_turn(专利数, 70%, 60%))", BORN, None),
        ("has(in_turn(专利数, 证书数, 1))", {"patents": [1], "certs": NOTHING}, None),
        ("has(in_turn(专利数, 1, 证书数))", {"patents": [1], "certs": NOTHING}, True),
        ("has(专利数 if 合格 else absent)", {"patents": [1]}, None),
        ("has(专利数 if 合格 else 证书数)", {"patents": [1]}, None),
        ("has(专利数 if 合格 else 证书数)", {"good": [True]}, True),
        ("has(mean(利润(近1年)))", UNLISTED, None),
        ("has(mean(利润(近1年)))", {"founded": pa.array([None], pa.date32())}, None),
        ("has(mean(利润(近1年)))", BORN, True),
        ("has(times(事故, 当日, 上市日期))", BORN | UNHAPPENED | UNLISTED, None),
        ("has(times(事故, 当日, 签约日期))", BORN | UNHAPPENED | UNSIGNED, True),
        ("has(within(absent, 1年, 当日))", BORN, False),
        ("has(min(签约日期, 上市日期))", {"signed": [date(2020, 1, 1)]} | UNLISTED, True),
        ("has(max(专利数, 证书数))", {"patents": [1], "certs": NOTHING}, True),
    ],
)
def test_what_is_unknown_and_may_not_exist_is_not_decided(
    rule: str, columns: dict[str, Any], answer: bool | None
) -> None:
    assert matched(ruled(rule), columns).arrow["c.answer"].to_pylist() == [answer]


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ("has(mean(1 for t in 入驻))", None),
        ("has(count(t for t in 入驻))", True),
    ],
)
def test_a_set_nobody_gave_may_be_empty(rule: str, answer: bool | None) -> None:
    found = matched(ruled(rule), BORN)
    assert found.arrow["c.answer"].to_pylist() == [answer]


def defined(name: str, body: str) -> str:
    return f"```yaml define\n{name}: {{{body}, quote: 条件}}\n```\n\n"


def test_a_figure_of_a_year_before_birth_is_like_no_other() -> None:
    table = defined("甲", "type: money, bands: {边远: 研发费用(上年), else: 1元}")
    library = ruled("甲 >= 1元", more=table)
    columns = {"founded": [date(2026, 1, 1), date(2020, 1, 1)], "rd@2025": [100, 100]}
    assert matched(library, columns).arrow["c.answer"].to_pylist() == [None, True]


@pytest.mark.parametrize(
    ("of", "columns"),
    [("nth(高企, 当日)", BORN), ("证书数", {"certs": NOTHING})],
)
def test_rows_that_agree_leave_open_whether_one_applies(of: str, columns: dict[str, Any]) -> None:
    table = defined("档", f'type: rate, of: "{of}", bands: {{x >= 2: 5%, x >= 0: 5%}}')
    found = matched(ruled("档 >= 5%", more=table), columns)
    assert found.arrow["c.answer"].to_pylist() == [None]


@pytest.mark.parametrize(
    ("rule", "column", "kind", "value"),
    [
        ("高企(当日)", "hte", SPELLS, [{"start": None, "end": date(2030, 1, 1)}]),
        ("nth(高企, 当日) >= 1", "hte", SPELLS, [None]),
        ("times(事故, 2020-01-01, 当日) >= 1", "accident", pa.list_(pa.date32()), [None]),
    ],
)
def test_a_title_or_event_without_its_day_is_reported(
    rule: str, column: str, kind: Any, value: list[Any]
) -> None:
    found = matched(ruled(rule), {column: pa.array([value, []], kind)})
    assert found.arrow["c.answer"].to_pylist() == [None, False]
    assert found.counts.faults == ((f"enterprise.{column}", 1),)


@pytest.mark.parametrize("coded", [False, True])
def test_a_code_is_trimmed_and_an_empty_one_is_unknown(coded: bool) -> None:
    level = pa.array(["甲", " 乙", "", None])
    found = matched(ruled('等级 != "乙"'), {"level": level.dictionary_encode() if coded else level})
    assert found.arrow["c.answer"].to_pylist() == [True, False, None, None]
    assert found.counts.reported == 0
