"""A reference to another document as it stood on one day: it holds where it is written, there
alone, and whatever was asked before."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.explaining.needed import needed
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts

ON = date(2025, 6, 1)

HEAD = """---
id: {id}
title: 参照（试验）
issuer: 试验
level: zone
issued: 2018-01-01
in_force: 2018-01-01..
uses: {uses}
wording: restated
lang: zh
anchor: application
---

## 第一条 {{#1}}

条件。
"""
PARAMETERS = """
```yaml register
kind: enterprise
zh: 企业
facts:
  sales: {zh: 收入, type: money}
  trade: {zh: 行业, type: code}
```

```yaml define
基数:
- {type: money, to: 2022-12-31, value: 1元, quote: 条件}
- {type: money, from: 2023-01-01, value: 2元, quote: 条件}
门槛: {type: money, value: 基数 * 100, quote: 条件}
目录:
- {to: 2022-12-31, list: [甲], quote: 条件}
- {from: 2023-01-01, list: [甲, 乙], quote: 条件}
```

```yaml clause
id: reached
when: {到: {rule: 收入 >= 门槛, quote: 条件}}
gives: {outcome: 到}
```
"""
AWARD = """
```yaml clause
id: c
when: {好: {rule: RULE, quote: 条件}}
gives: {money: {rule: MONEY, quote: 条件}}
```
"""
DATED, TODAY = "{p: {id: t/par, at: 2020-01-01}}", "{p: t/par}"


def award(id: str, uses: str, money: str, rule: str = "收入 >= 0元") -> bytes:
    block = AWARD.replace("RULE", rule).replace("MONEY", money)
    return (HEAD.format(id=id, uses=uses) + block).encode()


def library(**texts: bytes) -> Library:
    parameters = (HEAD.format(id="t/par", uses="{}") + PARAMETERS).encode()
    found = read_texts({"par.md": parameters, **{f"{k}.md": v for k, v in texts.items()}})
    assert not [f.text("en") for f in found.faults if f.code[0] in "DNXT"]
    return found


def both(law: Library, *documents: str, sales: int = 0, trade: str = "甲") -> list[Any]:
    """Verdict and yuan of clause ``c`` of the documents, asked in this order in one session."""
    entity = Entity("enterprise", "e")
    entity.record("sales", "", Recorded(sales))
    entity.record("trade", "", Recorded(trade))
    question = Engine(law).question(entity, ON)
    matching = Engine(law).matching
    answers = [matching.answer(question, d, "c") for d in documents]
    table = pa.table({"sales": [sales], "trade": [trade]})
    plan = compile_clauses(law, [f"{d}#c" for d in documents], ON, {}).fitted(table)
    assert not plan.refused
    row = plan.run(table).to_pylist()[0]
    by_row = [(row[f"{d}#c.answer"], row[f"{d}#c.money"]) for d in documents]
    one_by_one = [(a.eligible, a.money) for a in answers]
    assert one_by_one == by_row
    return [(held, money // 100) for held, money in one_by_one]


@pytest.mark.parametrize("turned", [False, True])
def test_a_dated_reference_does_not_reach_another_document(turned: bool) -> None:
    law = library(
        old=award("t/old", DATED, "p.门槛"),
        new=award("t/new", TODAY, "p.门槛"),
    )
    asked = ["t/new", "t/old"] if turned else ["t/old", "t/new"]
    assert dict(zip(asked, both(law, *asked), strict=True)) == {
        "t/old": (True, 100),
        "t/new": (True, 200),
    }


def test_two_aliases_of_one_document_keep_their_own_days() -> None:
    uses = "{p: {id: t/par, at: 2020-01-01}, q: t/par}"
    law = library(
        x=award("t/x", uses, "p.门槛 + q.门槛 * 10"), y=award("t/y", uses, "q.门槛 + p.门槛 * 10")
    )
    assert both(law, "t/x", "t/y") == [(True, 2100), (True, 1200)]


def test_a_list_and_a_clause_are_those_of_the_day_too() -> None:
    rules = {"list": "行业 in p.目录", "clause": "qualifies(p.reached)"}
    law = library(
        **{f"old_{k}": award(f"t/old-{k}", DATED, "1元", rule) for k, rule in rules.items()},
        **{f"new_{k}": award(f"t/new-{k}", TODAY, "1元", rule) for k, rule in rules.items()},
    )
    asked = ["t/old-list", "t/new-list", "t/old-clause", "t/new-clause"]
    found = both(law, *asked, sales=150_00, trade="乙")
    assert [held for held, _ in found] == [False, True, True, False]


def test_the_facts_needed_are_those_of_the_texts_of_the_day() -> None:
    law = library(old=award("t/old", DATED, "p.门槛"))
    assert [fact.id for fact, _ in needed(law, ["t/old#c"], ON)] == ["sales"]
