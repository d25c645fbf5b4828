"""What documents say, asked of entities: time, sets, links, tables, references between texts."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from gaoxin.engine.engine import Engine
from gaoxin.engine.values import Absent, Judgement, Span, Unknown, Value
from gaoxin.explaining.citation import citation
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts
from gaoxin.proving.given import Given

ON = date(2024, 6, 1)

HEAD = """---
id: {id}
title: 试验
issuer: 试验
level: zone
issued: 2020-01-01
in_force: {force}
wording: restated
lang: zh
anchor: application
{more}
---

## 第一条 {{#1}}

条件。
"""

FACTS = """
```yaml register
kind: enterprise
zh: 企业
born: registered_on
ended: closed_on
facts:
  registered_on: {zh: 注册日期, type: date}
  closed_on: {zh: 注销日期, type: date, optional: yes}
  rd: {zh: 研发费用, type: money, time: year}
  sales: {zh: 销售收入, type: money, time: year}
  income: {zh: 所得额, type: money, time: year}
  staff_q: {zh: 季末人数, type: count, time: quarter}
  good: {zh: 合格, type: flag}
  remote: {zh: 边远, type: flag}
  small: {zh: 小型, type: flag}
  industry: {zh: 行业, type: code, codebook: GB/T 4754-2017}
  hte: {zh: 高企, type: flag, time: spell}
  accident: {zh: 事故, type: flag, time: event}
  zone: {zh: 园区, type: zone, inverse: members, inverse_zh: 企业群}
```

```yaml register
kind: zone
zh: 园区
facts:
  name: {zh: 名称, type: text}
```

```yaml register
kind: hire
zh: 招用
facts:
  employer: {zh: 单位, type: enterprise, inverse: hires, inverse_zh: 员工}
  disabled: {zh: 残疾, type: flag}
  wage: {zh: 工资, type: money}
  since: {zh: 入职日, type: date}
```
"""


def document(*blocks: str, id: str = "t", force: str = "2020-01-01..", more: str = "") -> bytes:
    fences = "".join(f"\n```yaml {kind}\n{body}\n```\n" for kind, body in _split(blocks))
    return (HEAD.format(id=id, force=force, more=more) + fences).encode()


def _split(blocks: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(b.split("\n", 1)[0], b.split("\n", 1)[1]) for b in blocks]


def library(*blocks: str, **others: bytes) -> Library:
    first = document(*blocks).decode() + FACTS
    found = read_texts({"t.md": first.encode(), **{f"{k}.md": v for k, v in others.items()}})
    assert not [f.text("en") for f in found.faults if f.code[0] in "DNXT"]
    return found


def entity(law: Library, kind: str = "enterprise", on: date = ON, **given: Any) -> Entity:
    return Given(law, "t", on, lambda n: f"t#{n}").entity(kind, given)


def value(rule: str, on: date = ON, type: str = "number", **given: Any) -> Value:
    law = library(f'define\n值: {{type: {type}, value: "{rule}"}}')
    return Engine(law).value("t", "值", entity(law, on=on, **given), on)


# --- time ----------------------------------------

THREE: dict[str, Any] = {"研发费用": {"上年": "3元", "上年-1": "2元", "上年-2": "1元"}}


def test_a_window_of_years_skips_the_years_before_birth() -> None:
    assert value("sum(研发费用(近3年))", type="money", **THREE, 注册日期="2010-01-01") == 600
    assert value("sum(研发费用(近3年))", type="money", **THREE, 注册日期="2022-07-01") == 500
    assert value("mean(研发费用(近3年))", type="money", **THREE, 注册日期="2022-07-01") == 250


def test_a_mean_of_quarters_counts_the_quarters_that_were() -> None:
    quarters = {"本年一季": "10", "本年二季": "20", "本年三季": "30", "本年四季": "40"}
    rule = "mean(季末人数(q) for q in 本年各季)"
    assert value(rule, 注册日期="2010-01-01", 季末人数=quarters) == 25
    assert value(rule, 注册日期="2024-07-01", 季末人数=quarters) == 35
    assert value(rule, 注册日期="2010-01-01", 注销日期="2024-06-30", 季末人数=quarters) == 15


def test_one_unknown_year_makes_the_window_unknown_and_is_named() -> None:
    found = value("sum(研发费用(近3年))", type="money", 注册日期="2010-01-01",
                  研发费用={"上年": "3元", "上年-1": "2元"})  # fmt: skip
    assert isinstance(found, Unknown)
    assert [(n.name, n.period) for n in found.needs] == [("rd", "2021")]


def test_the_anchor_moves_the_years_asked_about() -> None:
    given: dict[str, Any] = {"研发费用": {"2023": "1元", "2022": "2元"}}
    assert value("研发费用(上年)", type="money", **given) == 100
    assert value("研发费用(上年)", on=date(2023, 12, 31), type="money", **given) == 200


def test_a_define_may_be_asked_on_another_day() -> None:
    law = library(
        "define\n比例:\n- {type: rate, to: 2022-09-30, value: 75%}\n"
        "- {type: rate, from: 2022-10-01, value: 100%}\n"
        "合: {type: rate, value: 比例(2022-09-30) + 比例}"
    )
    assert Engine(law).value("t", "合", entity(law), ON) == Fraction(7, 4)
    assert Engine(law).value("t", "合", entity(law), date(2021, 1, 1)) == Fraction(3, 2)


def test_certificates_are_counted_and_followed_without_a_gap() -> None:
    held = ["2018-06-01..2021-05-31", "2021-06-01..2024-05-31", "2024-06-01.."]
    assert value("nth(高企, 当日)", type="count", 高企=held) == 3
    assert value("nth_year(高企, 当日)", type="count", 高企=held[:2], on=date(2023, 1, 1)) == 3
    assert value("高企(since(高企, 当日) - 1天)", type="flag", 高企=held) is True
    assert value("高企(since(高企, 当日) - 1天)", type="flag", 高企=held[::2]) is False
    assert isinstance(value("nth(高企, 当日)", type="count", 高企=held[:2]), Absent)


# --- tables ----------------------------------------

SLICED = """define
税:
  type: money
  of: 所得额(本年)
  slices:
    x <= 100万元: 5%
    100万元 < x <= 300万元: 10%
"""


@pytest.mark.parametrize(
    ("income", "tax"), [("0元", 0), ("100万元", 5), ("100.0001万元", 5), ("300万元", 25)]
)
def test_each_slice_has_its_own_rate(income: str, tax: int) -> None:
    law = library(SLICED)
    found = Engine(law).value("t", "税", entity(law, 所得额={"本年": income}), ON)
    assert found - tax * 10**6 in {0, Fraction(10)}


def test_beyond_the_last_slice_there_is_no_rate() -> None:
    law = library(SLICED)
    found = Engine(law).value("t", "税", entity(law, 所得额={"本年": "300.0001万元"}), ON)
    assert isinstance(found, Absent)


LEFT_OVER = """define
税:
  type: money
  of: 所得额(本年)
  slices:
    ROWS
"""


@pytest.mark.parametrize(
    "rows",
    [
        ["x <= 100万元: 5%", "100万元 < x <= 3000万元: 3%", "else: 1%"],
        ["not x > 100万元: 5%", "100万元 < x <= 3000万元: 3%", "else: 1%"],
        ["x < 100万元 or x == 100万元: 5%", "x > 3000万元: 1%", "else: 3%"],
        ["3000万元 < x: 1%", "100万元 < x and x <= 3000万元: 3%", "not x > 100万元: 5%"],
        ["100万元 < x <= 3000万元: 3%", "x > 3000万元: 1%", "else: 5%"],
    ],
)
@pytest.mark.parametrize(
    ("income", "yuan"), [("100万元", 50_000), ("3000万元", 920_000), ("5000万元", 1_120_000)]
)
def test_else_is_charged_only_on_what_the_other_slices_leave(
    rows: list[str], income: str, yuan: int
) -> None:
    law = library(LEFT_OVER.replace("ROWS", "\n    ".join(rows)))
    given = entity(law, 所得额={"本年": income})
    assert Engine(law).value("t", "税", given, ON) == yuan * 100


def test_a_choice_of_two_things_that_do_not_exist_is_nothing_whatever_decides_it() -> None:
    """One year lies before the birth, the other has no such thing recorded."""
    rule = "研发费用(上年-1) if 员工数 > 1 else 研发费用(上年)"
    given: dict[str, Any] = {"研发费用": {"上年": "absent"}, "注册日期": "2023-03-01"}
    found = value(rule.replace("员工数", "count(h for h in 员工)"), type="money", **given)
    assert isinstance(found, Absent)


def test_the_tenth_of_things_counted_belongs_to_the_row_that_holds_ten() -> None:
    law = library(
        "define\n数: {type: count, of: count(h for h in 员工), slices: {x < 3: 200%, x >= 3: 100%}}"
    )
    hires: list[Any] = [{"残疾": "no"}] * 4
    assert Engine(law).value("t", "数", entity(law, 员工=hires), ON) == 2 * 2 + 2 * 1


def test_a_garbled_number_is_unknown_whatever_its_readings() -> None:
    law = library(
        "define\n值: {type: money, raw: 65.438+0, readings: [{value: 1亿元, confidence: low}]}"
    )
    found = Engine(law).value("t", "值", entity(law), ON)
    assert isinstance(found, Unknown)
    assert found.why == "garbled"


def test_the_applicants_choice_takes_the_greatest_and_shows_the_others() -> None:
    law = library(
        "define\n额: {type: money, value: 'best(研发费用(上年), 销售收入(上年))'}",
        "clause\nid: c\nwhen: {合格: {rule: 合格, quote: 条件}}\ngives: {money: {rule: 额}}",
    )
    given: dict[str, Any] = {
        "合格": "yes",
        "研发费用": {"上年": "3元"},
        "销售收入": {"上年": "5元"},
    }
    answer = Engine(law).answer("t", "c", entity(law, **given), ON)
    assert answer.money == 500
    assert [p.offered for p in answer.picked] == [(300, 500)]


# --- codes, sets, links ----------------------------------------


@pytest.mark.parametrize(
    ("code", "inside"), [("C", True), ("C35", True), ("C3562", True), ("F52", False)]
)
def test_a_list_of_codes_holds_what_lies_below_them(code: str, inside: bool) -> None:
    law = library(
        "define\n工业: {list: {B: 采矿业, C: 制造业}}\n是: {type: flag, value: 行业 in 工业}"
    )
    assert Engine(law).value("t", "是", entity(law, 行业=code), ON) is inside


HIRES = [
    {"残疾": "yes", "工资": "3000元", "入职日": "2024-01-01"},
    {"残疾": "no", "工资": "5000元", "入职日": "2024-01-01"},
    {"残疾": "unknown", "工资": "4000元", "入职日": "2024-01-01"},
]


def test_a_doubtful_member_makes_a_count_and_a_sum_a_range() -> None:
    found = value("count(h for h in 员工 if h.残疾)", type="count", 员工=HIRES)
    assert (found.low, found.high) == (1, 2)
    found = value("sum(h.工资 for h in 员工 if h.残疾)", type="money", 员工=HIRES)
    assert (found.low, found.high) == (300_000, 700_000)
    assert isinstance(
        value("mean(h.工资 for h in 员工 if h.残疾)", type="money", 员工=HIRES), Unknown
    )
    assert value("sum(h.工资 for h in 员工)", type="money", 员工=HIRES) == 1_200_000


def test_an_empty_set_is_known_and_a_missing_one_is_not() -> None:
    assert value("count(h for h in 员工)", type="count", 员工=[]) == 0
    assert isinstance(value("count(h for h in 员工)", type="count"), Unknown)
    assert isinstance(value("max(h.工资 for h in 员工)", type="money", 员工=[]), Absent)


def test_two_loops_go_through_the_members_of_members() -> None:
    law = library(
        "define\n人数: {for: zone, type: count,"
        " value: count(h for e in 企业群 for h in e.员工 if h.工资 >= 4000元)}"
    )
    zone = entity(law, "zone", 企业群=[{"员工": HIRES}, {"员工": HIRES[:1]}, {"员工": []}])
    assert Engine(law).value("t", "人数", zone, ON) == 2
    zone = entity(law, "zone", 企业群=[{"员工": HIRES}, {}])
    assert isinstance(Engine(law).value("t", "人数", zone, ON), Unknown)


def test_facts_of_a_linked_entity_follow_its_own_life() -> None:
    law = library("define\n费: {for: hire, type: money, value: 单位.研发费用(上年)}")
    hire = entity(law, "hire", 单位={"注册日期": "2024-01-05", "研发费用": {"上年": "9元"}})
    found = Engine(law).value("t", "费", hire, ON)
    assert isinstance(found, Absent)
    assert found.why == "before_birth"


# --- one clause in another, one text after another ----------------------------------------

GOOD = "clause\nid: good\nwhen: {合格: {rule: 合格, quote: 条件}}\ngives: {outcome: 可以}"


def test_a_clause_may_ask_whether_another_would_be_met() -> None:
    also = (
        "clause\nid: also\nwhen: {符合: {rule: qualifies(good), quote: 条件}}\n"
        "gives: {outcome: 也可}"
    )
    law = library(GOOD, also)
    engine = Engine(law)
    assert engine.answer("t", "also", entity(law, 合格="yes"), ON).outcome == "也可"
    assert engine.answer("t", "also", entity(law, 合格="no"), ON).fails == ("符合",)
    asked = engine.answer("t", "also", entity(law), ON)
    assert [n.name for n in asked.needs] == ["good"]


LATER = document(
    GOOD.replace("合格,", "小型,"), id="u", force="2024-01-01..", more="supersedes: [t]"
)


def test_an_expired_text_is_answered_by_its_successor_and_this_is_said() -> None:
    first = document(GOOD, force="2020-01-01..2023-12-31").decode() + FACTS
    law = read_texts({"t.md": first.encode(), "u.md": LATER})
    answer = Engine(law).answer("t", "good", entity(law, 合格="no", 小型="yes"), ON)
    assert (answer.verdict, answer.document, answer.assumptions) == ("yes", "u", ("later_text",))
    before = Engine(law).answer("u", "good", entity(law, 合格="yes", 小型="no"), date(2023, 6, 1))
    assert (before.verdict, before.document) == ("yes", "t")


def test_a_text_not_yet_public_is_not_used_as_known_then() -> None:
    first = document(GOOD, force="2020-01-01..2023-12-31").decode() + FACTS
    later = LATER.replace(b"lang: zh", b"lang: zh\nknown: 2024-05-01")
    law = read_texts({"t.md": first.encode(), "u.md": later})
    asked = entity(law, 小型="yes")
    assert Engine(law).answer("t", "good", asked, ON, date(2024, 4, 30)).verdict == "not_in_force"
    assert Engine(law).answer("t", "good", asked, ON, date(2024, 5, 1)).verdict == "yes"


def test_a_parameter_of_another_text_may_be_frozen_on_a_date() -> None:
    rates = (
        "define\n比例:\n- {type: rate, to: 2022-12-31, value: 5%}\n"
        "- {type: rate, from: 2023-01-01, value: 8%}"
    )
    asks = "define\n值: {type: rate, value: r.比例}"
    other = document(rates, id="r")
    moving = document(asks, more="uses: {r: r}").decode() + FACTS
    frozen = document(asks, more="uses: {r: {id: r, at: 2022-06-01}}").decode() + FACTS
    for text, expected in ((moving, 8), (frozen, 5)):
        law = read_texts({"t.md": text.encode(), "r.md": other})
        assert not [f.text("en") for f in law.faults if f.code[0] in "DNXT"]
        assert Engine(law).value("t", "值", entity(law), ON) == Fraction(expected, 100)


# --- variations ----------------------------------------

BASE = """clause
id: base
when:
  研发: {rule: 研发费用(上年) >= 100万元, quote: 条件}
  合格: {rule: 合格, quote: 条件}
gives: {money: {rule: 10万元, quote: 条件}}
papers: [申请表]"""
SMALL = """clause
id: small
varies: base
where: {rule: 小型, quote: 条件}
when: {研发: {rule: 研发费用(上年) >= 50万元, quote: 条件}}
drop: [合格]
gives: {money: {rule: 8万元, quote: 条件}}
papers: [小型证明]"""
REMOTE = """clause
id: remote
varies: base
where: {rule: 边远, quote: 条件}
lower: {研发: 20%}"""


def _varied(**given: Any) -> Any:
    law = library(BASE, SMALL, REMOTE)
    base = {"合格": "no", "小型": "no", "边远": "no", "研发费用": {"上年": "100万元"}}
    return Engine(law).answer("t", "base", entity(law, **{**base, **given}), ON)


def test_a_variation_replaces_drops_and_adds() -> None:
    assert _varied().fails == ("合格",)
    answer = _varied(小型="yes", 研发费用={"上年": "50万元"})
    assert (answer.verdict, answer.money, answer.papers) == (
        "yes",
        8_000_000,
        ("申请表", "小型证明"),
    )


def test_a_lowered_limit_works_on_what_the_earlier_variation_left() -> None:
    both = {"小型": "yes", "边远": "yes"}
    assert _varied(**both, 研发费用={"上年": "40万元"}).verdict == "yes"
    assert _varied(**both, 研发费用={"上年": "399999.99元"}).fails == ("研发",)


def test_an_open_variation_leaves_the_amount_between_its_readings() -> None:
    answer = _varied(小型="unknown", 合格="yes")
    assert answer.verdict == "yes"
    assert (answer.money.low, answer.money.high) == (8_000_000, 10_000_000)
    assert _varied(小型="unknown", 合格="no").asks == ("合格",)
    assert _varied(小型="unknown", 边远="unknown", 研发费用={"上年": "39万元"}).verdict == "no"


# --- payers, instalments, titles, citations ----------------------------------------


def test_shares_are_rounded_down_and_the_rest_goes_to_one() -> None:
    law = library(
        "clause\nid: c\nwhen: {合格: {rule: 合格, quote: 条件}}\ngives:\n"
        "  money: {rule: 100.01元, quote: 条件}\n"
        "  payers: {shares: {市: 33.3%, 区: 66.7%}, rest: 区, quote: 条件}\n"
    )
    answer = Engine(law).answer("t", "c", entity(law, 合格="yes"), ON)
    assert {s.name: s.money for s in answer.payers} == {"市": 3330, "区": 6671}


def test_instalments_add_up_to_the_amount() -> None:
    law = library(
        "clause\nid: c\nwhen: {合格: {rule: 合格, quote: 条件}}\ngives:\n"
        "  money: {rule: 0.05元, quote: 条件}\n"
        "  instalments:\n  - {share: 50%, after: 甲, quote: 条件}\n"
        "  - {share: 50%, after: 乙, quote: 条件}\n"
    )
    answer = Engine(law).answer("t", "c", entity(law, 合格="yes"), ON)
    assert [(s.name, s.money) for s in answer.instalments] == [("甲", 2), ("乙", 3)]


def test_a_title_of_three_years_ends_the_day_before_the_like_day() -> None:
    law = library(
        "clause\nid: c\nwhen: {合格: {rule: 合格, quote: 条件}}\n"
        "gives: {title: 高企, valid: {rule: 3年, quote: 条件}}"
    )
    title = Engine(law).answer("t", "c", entity(law, 合格="yes"), ON).title
    assert title is not None
    assert (title.fact, title.start, title.end) == ("hte", ON, date(2027, 5, 31))
    assert Engine(law).answer("t", "c", entity(law, 合格="no"), ON).title is None


def test_every_condition_knows_where_its_words_stand() -> None:
    answer = _varied(小型="yes")
    condition, line = answer.conditions[0], answer.lines[0]
    law = answer.question.law
    found = citation(law, condition.part.clause.document, *condition.metas)
    assert found is not None
    assert (found.article, found.quotes, found.wording) == ("1", ("条件",), "restated")
    assert condition.text == "研发费用(上年) >= 50万元"
    paid = citation(law, line.clause.document, line.cited.meta)
    assert paid is not None
    assert paid.quotes == ("条件",)


def test_rounding_the_text_is_silent_about_is_shown_as_an_assumption() -> None:
    law = library(
        "clause\nid: c\nwhen: {合格: {rule: 合格, quote: 条件}}\n"
        "gives: {money: {rule: 研发费用(上年) / 3, quote: 条件}}"
    )
    answer = Engine(law).answer("t", "c", entity(law, 合格="yes", 研发费用={"上年": "0.05元"}), ON)
    assert (answer.money, answer.assumptions) == (2, ("rounding",))
    whole = Engine(law).answer("t", "c", entity(law, 合格="yes", 研发费用={"上年": "3元"}), ON)
    assert whole.assumptions == ()


# --- judged numbers ----------------------------------------

POINTS = (
    "define\n专家分: {type: points, judge: 专家, value: 0..6}\n"
    "总分: {type: points, value: 专家分 + 10}"
)


def test_a_judged_number_replaces_its_range_wherever_it_is_used() -> None:
    law = library(POINTS)
    engine = Engine(law)
    waiting = engine.value("t", "总分", entity(law), ON)
    assert isinstance(waiting, Span)
    assert (waiting.low, waiting.high) == (10, 16)
    assert [n.judge for n in waiting.needs if isinstance(n, Judgement)] == ["专家"]
    assert engine.value("t", "总分", entity(law, 专家分="6"), ON) == 16


def test_a_judged_number_is_used_only_from_the_day_it_was_recorded() -> None:
    law = library(POINTS)
    asked = entity(law)
    asked.judged["t#专家分"] = Recorded(Fraction(6), recorded=date(2024, 5, 1))
    assert Engine(law).value("t", "总分", asked, ON, date(2024, 5, 1)) == 16
    assert isinstance(Engine(law).value("t", "总分", asked, ON, date(2024, 4, 30)), Span)


def test_all_clauses_of_an_enterprise_show_the_same_choice_and_the_same_broken_value() -> None:
    clause = (
        "clause\nid: {0}\nwhen: {{合格: {{rule: 合格, quote: 条件}}}}\n"
        "gives: {{money: {{rule: 额, quote: 条件}}}}"
    )
    law = library(
        "define\n额: {type: money, value: 'best(研发费用(上年), 销售收入(上年))'}",
        clause.format("c1"),
        clause.format("c2"),
    )
    asked = entity(law, 合格="yes", 研发费用={"上年": "3元"}, 销售收入={"上年": "5元"})
    found = Engine(law).match(asked, ON)
    assert [len(a.picked) for a in found.answers] == [1, 1]
    asked.facts["rd", "2023"] = [Recorded("many")]
    found = Engine(law).match(asked, ON)
    assert [[b.code for b in a.broken] for a in found.answers] == [["J2"], ["J2"]]
    assert [(b.name, b.period, b.value) for b in found.broken] == [("rd", "2023", "many")]


def test_variations_that_apply_and_those_still_open_are_told_apart() -> None:
    answer = _varied(小型="unknown", 边远="yes", 合格="yes")
    assert [v.id for v in answer.variations] == ["remote"]
    assert [v.id for v in answer.open_variations] == ["small"]
