"""What hangs on a fact nobody gave is not stated: open variations, doubtful spells, empty sets."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from gaoxin.engine.answer import Answer
from gaoxin.engine.engine import Engine
from gaoxin.engine.values import Looked, Span, Unknown
from gaoxin.explaining.explanation import explain
from gaoxin.explaining.question import next_question
from gaoxin.explaining.text import as_text
from gaoxin.facts.entities import ABSENT, Entity, Recorded
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts

ON = date(2024, 6, 1)
QUESTION = """```yaml clause
id: award
when: {条: {rule: "RULE", quote: 条件}}
gives: {outcome: 可}
```
"""
FAR = """
```yaml clause
id: far
varies: award
where: {rule: 边远, quote: 条件}
when: {条: {rule: 合格, quote: 条件}}
```
"""
TEXT = """---
id: t
title: 未定的变通（试验）
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
facts:
  remote: {zh: 边远, type: flag}
  good: {zh: 合格, type: flag}
  patents: {zh: 专利数, type: count}
  certs: {zh: 证书数, type: count, optional: yes}
  rd: {zh: 研发费用, type: money}
  hte: {zh: 高企, type: flag, time: spell}
```

```yaml register
kind: hire
zh: 招用
facts:
  employer: {zh: 单位, type: enterprise, inverse: hires, inverse_zh: 员工}
  wage: {zh: 工资, type: money}
```

```yaml define
税: {type: money, of: 研发费用, slices: {"x <= 100元": 1%}, quote: 条件}
档: {type: rate, of: "nth(高企, 当日)", bands: {x >= 2: 5%, x >= 1: 5%}, quote: 条件}
```

"""
AWARD = """```yaml clause
id: award
when: {合格: {rule: 合格, quote: 条件}}
gives: GIVES
```

```yaml clause
id: far
varies: award
where: {rule: 边远, quote: 条件}
gives: MORE
```
"""


def award(gives: str, more: str) -> Library:
    return read_texts(
        {"t.md": (TEXT + AWARD.replace("GIVES", gives).replace("MORE", more)).encode()}
    )


def enterprise(**facts: Any) -> Entity:
    found = Entity("enterprise", "e", paid=())
    for name, value in facts.items():
        found.record(name, "", Recorded(value))
    return found


def ask(law: Library, **facts: Any) -> Answer:
    return Engine(law).answer("t", "award", enterprise(good=True, **facts), ON)


def test_the_end_of_a_title_waits_for_the_variation() -> None:
    law = award(
        "{title: 高企, valid: {rule: 3年, quote: 条件}}", "{valid: {rule: 5年, quote: 条件}}"
    )
    ends = [ask(law, **facts).title for facts in ({"remote": False}, {"remote": True}, {})]
    assert [t.end for t in ends[:2] if t] == [date(2027, 5, 31), date(2029, 5, 31)]
    assert ends[2] is not None
    assert isinstance(ends[2].end, Unknown)


def test_who_pays_and_in_what_form_waits_for_the_variation() -> None:
    law = award(
        "{money: {rule: 10万元, quote: 条件}, "
        "payers: {shares: {市: 50%, 区: 50%}, rest: 区, quote: 条件}}",
        "{payers: {shares: {市: 100%}, rest: 市, quote: 条件}, form: loan}",
    )
    answer = ask(law)
    assert (answer.verdict, answer.money, answer.payers, answer.form) == ("yes", 10**7, (), "grant")
    assert "consequence_open" in answer.assumptions
    shown = as_text(explain(Engine(law), answer.entity, ON, "zh"))
    assert "取决于尚未确定的变通" in shown
    assert "市 100%" not in shown
    assert [p.name for p in ask(law, remote=True).payers] == ["市"]
    assert "consequence_open" not in ask(law, remote=True).assumptions


def test_an_amount_between_two_readings_needs_what_decides_between_them() -> None:
    law = award("{money: {rule: 1元, quote: 条件}}", "{money: {rule: 10元, quote: 条件}}")
    answer = ask(law)
    assert isinstance(answer.money, Span)
    assert (answer.money.low, answer.money.high) == (100, 1000)
    wanted = next_question(Engine(law), answer, "amount")
    assert wanted is not None
    assert isinstance(wanted.need, Looked)
    assert wanted.need.name == "remote"


def test_a_fact_both_readings_rest_on_is_asked_though_neither_value_settles_it_alone() -> None:
    clauses = QUESTION.replace("RULE", "not 合格") + FAR
    engine = Engine(read_texts({"t.md": (TEXT + clauses).encode()}))
    wanted = next_question(engine, engine.answer("t", "award", enterprise(), ON))
    assert wanted is not None
    verdicts = {
        engine.answer("t", "award", enterprise(good=a, remote=b), ON).verdict
        for a in (True, False)
        for b in (True, False)
    }
    assert verdicts == {"yes", "no"}


def test_with_more_variations_open_than_are_followed_no_amount_is_given() -> None:
    caps = "".join(
        f"""
```yaml clause
id: v{n}
varies: award
where: {{rule: 专利数 > {n}, quote: 条件}}
gives: {{cap: {{rule: {60 if n == 0 else 10}万元, quote: 条件}}}}
```
"""
        for n in range(7)
    )
    base = AWARD.partition("\n\n")[0].replace(
        "GIVES", "{money: {rule: 100万元, quote: 条件}, cap: {rule: 50万元, quote: 条件}}"
    )
    engine = Engine(read_texts({"t.md": (TEXT + base + "\n" + caps).encode()}))
    answer = engine.answer("t", "award", enterprise(good=True), ON)
    assert isinstance(answer.money, Unknown)
    assert "many_variations" in answer.assumptions
    one = enterprise(good=True, patents=Fraction(1))
    assert engine.answer("t", "award", one, ON).money == 60 * 10**6


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("has(nth(高企, 当日))", {"hte": ()}),
        ("has(since(高企, 当日))", {"hte": ()}),
        ("has(in_turn(专利数, 70%, 60%))", {"patents": Fraction(5)}),
        ("has(证书数 if 合格 else absent)", {"good": False, "certs": Fraction(1)}),
        ("has(专利数 if 合格 else 证书数)", {"good": False, "certs": ABSENT}),
        ("has(mean(h.工资 for h in 员工))", {}),
        ("has(max(h.工资 for h in 员工))", {}),
        ("档 >= 5%", {"hte": ()}),
        ("税 <= 1元", {"rd": Fraction(20_000)}),
    ],
)
def test_what_may_turn_out_not_to_exist_is_not_said_to_exist(
    rule: str, given: dict[str, Any]
) -> None:
    engine = Engine(read_texts({"t.md": (TEXT + QUESTION.replace("RULE", rule)).encode()}))
    complete = enterprise(**given)
    complete.sets["hires"] = ()
    assert engine.answer("t", "award", complete, ON).verdict == "no"
    assert engine.answer("t", "award", enterprise(), ON).verdict == "unknown"
