"""How much is missing: each stated change is exact, and one step less is not enough."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.answer import Answer
from gaoxin.engine.engine import Engine
from gaoxin.explaining.distance import Change, Distance
from gaoxin.explaining.distance import distance as how_far
from gaoxin.facts.entities import Recorded
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts
from gaoxin.proving.given import Given
from gaoxin.quantities import Duration, within

ON = date(2024, 6, 1)

TEXT = """---
id: t
title: 距离试验
issuer: 试验
level: zone
issued: 2020-01-01
in_force: 2020-01-01..
wording: restated
lang: zh
anchor: application
---

## 第一条 {#1}

条件如下。

```yaml register
kind: enterprise
zh: 企业
born: registered_on
facts:
  registered_on: {zh: 注册日期, type: date}
  rd: {zh: 研发费用, type: money, time: year}
  sales: {zh: 销售收入, type: money, time: year}
  staff: {zh: 职工数, type: count, time: year}
  tech: {zh: 科技人员数, type: count, time: year}
  share: {zh: 持股比例, type: rate}
  resident: {zh: 居民企业, type: flag}
  field: {zh: 领域, type: code, list: 领域名单, optional: yes}
  venture: {zh: 风险投资, type: money, optional: yes}
  hte: {zh: 高企, type: flag, time: spell}
  accident: {zh: 事故, type: flag, time: event}
  prize: {zh: 获奖, type: flag, time: event}
  listed: {zh: 异常名录, type: flag, time: spell}
```

```yaml define
领域名单: {list: [新材料, 新能源, 纺织], quote: 条件}
支持领域: {list: [新材料, 新能源], quote: 条件}
得分:
  type: points
  of: 科技人员数(上年) / 职工数(上年)
  bands: {x >= 30%: 20, x >= 20%: 12, else: 0}
```

```yaml clause
id: grant
when:
  条件: {rule: "RULE", quote: 条件}
gives: {outcome: 可以}
```
"""

BASE: dict[str, Any] = {
    "注册日期": "2010-01-01",
    "研发费用": {"上年": "80万元", "上年-1": "70万元"},
    "销售收入": {"上年": "4000万元"},
    "职工数": {"上年": "100"},
    "科技人员数": {"上年": "9"},
    "持股比例": "10%",
    "居民企业": "no",
    "领域": "纺织",
    "风险投资": "absent",
    "高企": "no",
    "异常名录": "2024-01-01..",
    "事故": ["2024-01-01"],
    "获奖": [],
}


def library(rule: str) -> Library:
    found = read_texts({"t.md": TEXT.replace("RULE", rule).encode()})
    assert not [f for f in found.faults if f.code[0] in "DNXT"]
    return found


def ask(law: Library, **given: Any) -> tuple[Engine, Answer]:
    entity = Given(law, "t", ON, str).entity("enterprise", {**BASE, **given})
    engine = Engine(law)
    return engine, engine.answer("t", "grant", entity, ON)


def distance(rule: str, **given: Any) -> Distance:
    engine, answer = ask(library(rule), **given)
    found = how_far(engine, answer, answer.conditions[0])
    assert found is not None
    return found


def said(change: Change) -> tuple[str, str, Any]:
    return (change.kind, change.fact.name if change.fact else "", change.by)


def test_money_below_a_floor_lacks_the_difference() -> None:
    found = distance("研发费用(上年) >= 100万元")
    assert [said(c) for c in found.changes] == [("more", "rd", 20_000_000)]
    assert (found.measured, found.limit, found.missing) == (80_000_000, 100_000_000, 20_000_000)


def test_more_than_needs_one_fen_more_than_at_least() -> None:
    found = distance("研发费用(上年) > 100万元")
    assert found.changes[0].by == 20_000_001


def test_a_share_is_met_by_more_above_or_less_below_the_line() -> None:
    found = distance("研发费用(上年) / 销售收入(上年) >= 3%")
    assert [said(c) for c in found.changes] == [
        ("more", "rd", 40_000_000),
        ("less", "sales", -1_333_333_334),
    ]
    assert found.changes[1].needed == 8_000_000_000 // 3
    assert found.limit == Fraction(3, 100)


def test_a_count_lacks_whole_persons() -> None:
    found = distance("科技人员数(上年) / 职工数(上年) >= 10%")
    assert [said(c) for c in found.changes] == [("more", "tech", 1), ("less", "staff", -10)]


def test_points_of_a_table_are_reached_by_the_row() -> None:
    found = distance("得分 >= 12")
    assert [said(c) for c in found.changes] == [("more", "tech", 11), ("less", "staff", -55)]


def test_a_rate_goes_by_hundredths_of_a_percent() -> None:
    found = distance("持股比例 > 25%")
    assert found.changes[0].by == Fraction(1501, 10000)


def test_growth_may_come_from_more_now_or_less_before() -> None:
    found = distance("growth(研发费用(上年-1), 研发费用(上年)) >= 20%")
    assert [said(c) for c in found.changes] == [
        ("more", "rd", 4_000_000),
        ("less", "rd", -3_333_334),
    ]
    assert [c.fact.period for c in found.changes if c.fact] == ["2023", "2022"]


def test_a_missing_flag_title_or_code_is_named() -> None:
    assert said(distance("居民企业").changes[0]) == ("yes", "resident", None)
    assert said(distance("高企(当日)").changes[0]) == ("hold", "hte", None)
    found = distance("领域 in 支持领域")
    assert (found.changes[0].kind, found.changes[0].needed) == ("one_of", ("新材料", "新能源"))


def test_what_does_not_exist_yet_is_counted_from_nothing() -> None:
    found = distance("风险投资 >= 1000万元")
    assert said(found.changes[0]) == ("more", "venture", 1_000_000_000)


def test_time_alone_may_suffice() -> None:
    found = distance("full_years(注册日期, 当日) >= 1", 注册日期="2023-06-02")
    waits = [c for c in found.changes if c.kind == "wait"]
    assert (waits[0].needed, waits[0].by) == (date(2024, 6, 2), 1)
    assert said(found.changes[0]) == ("earlier", "registered_on", -1)


def test_an_event_in_the_past_goes_by_with_time_only() -> None:
    found = distance("times(事故, 当日 - 1年, 当日) == 0")
    assert [c.kind for c in found.changes] == ["wait"]
    assert found.changes[0].needed == date(2025, 1, 2)


def test_an_event_that_has_not_happened_would_suffice() -> None:
    found = distance("times(获奖, start(本年), 当日) > 0")
    assert said(found.changes[0]) == ("happen", "prize", None)


def test_nothing_single_suffices_where_two_figures_are_short() -> None:
    found = distance("min(研发费用(上年), 研发费用(上年-1)) >= 100万元")
    assert found.changes == ()


def test_a_condition_that_is_met_or_open_has_no_distance() -> None:
    engine, answer = ask(library("研发费用(上年) >= 80万元"))
    assert how_far(engine, answer, answer.conditions[0]) is None
    engine, answer = ask(library("研发费用(上年) >= 80万元"), 研发费用={"上年": "unknown"})
    assert how_far(engine, answer, answer.conditions[0]) is None


GROUP = """条件:
    MODE:
      甲: {rule: 研发费用(上年) >= 100万元, quote: 条件}
      乙: {rule: 科技人员数(上年) >= 20, quote: 条件}"""


def group(mode: str, **given: Any) -> Distance:
    text = TEXT.replace('条件: {rule: "RULE", quote: 条件}', GROUP.replace("MODE", mode))
    law = read_texts({"t.md": text.encode()})
    engine, answer = ask(law, **given)
    found = how_far(engine, answer, answer.conditions[0])
    assert found is not None
    return found


def test_of_two_alternatives_the_nearer_comes_first() -> None:
    assert [said(c) for c in group("any").changes] == [
        ("more", "rd", 20_000_000),
        ("more", "tech", 11),
    ]
    assert said(group("any", 科技人员数={"上年": "19"}).changes[0]) == ("more", "tech", 1)


def test_where_both_are_needed_no_single_fact_suffices_unless_one_is_there() -> None:
    assert group("all").changes == ()
    assert [said(c) for c in group("all", 科技人员数={"上年": "20"}).changes] == [
        ("more", "rd", 20_000_000)
    ]


def test_an_exclusion_ends_when_what_it_names_ends() -> None:
    found = group("none", 研发费用={"上年": "100万元"})
    assert [said(c) for c in found.changes] == [("less", "rd", -1)]


def test_who_stands_on_a_list_would_have_to_leave_it() -> None:
    found = distance("not 异常名录(当日)")
    assert [said(c) for c in found.changes] == [("end", "listed", None)]
    found = distance("not 异常名录(当日)", 异常名录="2024-01-01..2024-06-30")
    assert [c.kind for c in found.changes] == ["wait", "end"]
    assert found.changes[0].needed == date(2024, 7, 1)


def test_leaving_a_list_does_not_undo_that_one_stood_on_it() -> None:
    found = distance("times(异常名录, 当日-3年, 当日) == 0")
    assert "end" not in [c.kind for c in found.changes]


RULES = (
    "研发费用(上年) / 销售收入(上年) >= {r}%",
    "研发费用(上年) / 销售收入(上年) > {r}%",
    "研发费用(上年) >= {r}万元",
    "科技人员数(上年) / 职工数(上年) >= {r}%",
    "科技人员数(上年) * 3 > {r}",
    "(研发费用(上年) + 研发费用(上年-1)) / (销售收入(上年) + 1元) >= {r}%",
    "growth(研发费用(上年-1), 研发费用(上年)) > {r}%",
    "cagr(研发费用(上年-1), 研发费用(上年), 3) >= {r}%",
)


@pytest.mark.parametrize("rule", RULES, ids=range(len(RULES)))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_stated_change_suffices_and_one_step_less_does_not(rule: str, data: Any) -> None:
    law = library(rule.format(r=data.draw(st.integers(1, 60))))
    engine = Engine(law)
    entity = Given(law, "t", ON, str).entity("enterprise", BASE)
    for name, year in (("rd", "2023"), ("rd", "2022"), ("sales", "2023")):
        value = Fraction(data.draw(st.integers(1, 10**10)))
        entity.facts[name, year] = [Recorded(value)]
    for name in ("tech", "staff"):
        entity.facts[name, "2023"] = [Recorded(Fraction(data.draw(st.integers(1, 200))))]
    answer = engine.answer("t", "grant", entity, ON)
    found = how_far(engine, answer, answer.conditions[0])
    for change in found.changes if found else ():
        assert change.fact is not None
        assert change.by is not None
        place = (change.fact.name, change.fact.period)
        before = entity.facts[place]
        back = 1 if change.by > 0 else -1
        for value, verdict in ((change.needed, "yes"), (change.needed - back, "no")):
            entity.facts[place] = [Recorded(Fraction(value))]
            assert engine.answer("t", "grant", entity, ON).verdict == verdict
        entity.facts[place] = before


TERMS = {"5年": Duration(years=5), "18个月": Duration(months=18), "1个月": Duration(months=1)}
NONE = """条件:
    none:
      久: {rule: "within(注册日期, TERM, 当日)", quote: 条件}"""


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("wanted", [True, False])
@settings(max_examples=40, deadline=None)
@given(on=st.dates(date(2023, 1, 1), date(2025, 12, 31)), age=st.integers(0, 3000))
def test_a_term_is_kept_or_exceeded_from_the_exact_day_on(
    term: str, wanted: bool, on: date, age: int
) -> None:
    """Against trying every day, at ends of months too."""
    rule = f"within(注册日期, {term}, 当日)"
    text = TEXT.replace("RULE", rule)
    if not wanted:
        text = TEXT.replace('条件: {rule: "RULE", quote: 条件}', NONE.replace("TERM", term))
    law = read_texts({"t.md": text.encode()})
    registered = on - timedelta(days=age)
    entity = Given(law, "t", on, str).entity(
        "enterprise", {**BASE, "注册日期": registered.isoformat()}
    )
    engine = Engine(law)
    answer = engine.answer("t", "grant", entity, on)
    holds = within(registered, TERMS[term], on)
    assert answer.verdict == ("yes" if holds is wanted else "no")
    found = how_far(engine, answer, answer.conditions[0])
    if holds is wanted:
        assert found is None
        return
    step = 1 if wanted else -1
    moved = registered
    while within(moved, TERMS[term], on) is not wanted:
        moved += timedelta(days=step)
    assert found is not None
    by_fact = [c for c in found.changes if c.kind != "wait"]
    assert [said(c)[::2] for c in by_fact] == [
        ("later" if wanted else "earlier", (moved - registered).days)
    ]
    # Waiting makes a firm older: it never helps to stay within a term, always to exceed it.
    waits = [c for c in found.changes if c.kind == "wait"]
    assert len(waits) == (0 if wanted else 1)
    for change in waits:
        assert not within(registered, TERMS[term], change.needed)
        assert within(registered, TERMS[term], change.needed - timedelta(days=1))


def test_a_rule_that_asks_for_no_date_is_not_met_by_waiting() -> None:
    assert [c.kind for c in distance("领域 in 支持领域").changes] == ["one_of"]
    assert [c.kind for c in distance("居民企业").changes] == ["yes"]
