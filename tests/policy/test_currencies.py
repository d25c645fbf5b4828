"""Currencies never mix: in a rule, a table, a clause, a stacking or an example."""

from datetime import date

import pyarrow as pa
import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.checks import check
from gaoxin.policy.faults import Fault
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts
from gaoxin.proving.prove import Prover

HEAD = """---
id: t/x
title: 币种（试验）
issuer: 试验
level: zone
issued: 2020-01-01
in_force: 2020-01-01..
wording: restated
lang: zh
anchor: application
verified: no
note: 试验
---

## 第一条 {#1}

条件，不超过，奖励50美元，奖励100元，1000。

```yaml register
kind: enterprise
zh: 企业
facts:
  ok: {zh: 合格, type: flag}
  loan: {zh: 外债, type: money, unit: USD}
  sales: {zh: 收入, type: money}
```
"""
WHEN = "when: {合格: {rule: 合格, quote: 条件}}"
SAID = "quote: 条件, verified: no, note: 试验"
USD = f"clause\nid: usd\n{WHEN}\ngives: {{money: {{rule: 50美元, quote: 奖励50美元}}}}"
CNY = f"clause\nid: cny\n{WHEN}\ngives: {{money: {{rule: 100元, quote: 奖励100元}}}}"


def library(*blocks: str) -> Library:
    return read_texts({"t.md": (HEAD + "".join(f"\n```yaml {b}\n```\n" for b in blocks)).encode()})


def faults(*blocks: str) -> list[Fault]:
    found = library(*blocks)
    return [f for f in check(found) if f.code[0] in "DNXT"]


@pytest.mark.parametrize(
    "block",
    [
        "stacking\nid: s\nover: [usd, cny]\ntake: all",
        f"stacking\nid: s\nover: [cny]\ntake: all\ncap: {{rule: 10美元, {SAID}}}",
        f"stacking\nid: s\nover: [usd]\ntake: highest\nless: {{rule: 收入, {SAID}}}",
        f"stacking\nid: s\nover: [usd]\ntake: all\nshort: pro_rata\nbudget: {{rule: 1元, {SAID}}}",
        f"clause\nid: c\n{WHEN}\n"
        f"gives: {{money: {{rule: 外债, {SAID}}}, cap: {{rule: 1元, {SAID}}}}}",
        f"clause\nid: v\nvaries: cny\nwhere: {{rule: 合格, {SAID}}}\n"
        f"gives: {{money: {{rule: 外债, {SAID}}}}}",
        f"clause\nid: c\n{WHEN}\ngives: {{money: {{rule: 外债 if 合格 else 收入, {SAID}}}}}",
        f"define\n值: {{of: 收入, bands: {{x > 1元: 1元, else: 1美元}}, {SAID}}}",
        f"define\n值: {{value: 'max(外债, 收入)', {SAID}}}",
        f"define\n值: {{value: 'in_turn(1, 外债, 收入)', {SAID}}}",
        f"define\n值: {{value: '外债 + 收入', {SAID}}}",
        f"define\n值: {{type: money, value: 外债, {SAID}}}",
    ],
)
def test_two_currencies_in_one_place_are_a_fault(block: str) -> None:
    found = faults(USD, CNY, block)
    assert [f.code for f in found] in (["T8"], ["T7"]), [f.text("en") for f in found]


def test_each_currency_by_itself_is_none() -> None:
    own = "stacking\nid: s\nover: [usd]\ntake: all\nper: year"
    assert faults(USD, CNY, own, "stacking\nid: r\nover: [cny]\ntake: all") == []


def test_an_award_in_dollars_is_reckoned_in_cents_by_both_executors() -> None:
    law = library(USD, "stacking\nid: s\nover: [usd]\ntake: all")
    entity = Entity("enterprise", "e")
    entity.record("ok", "", Recorded(True))
    day = date(2024, 6, 1)
    assert Engine(law).stack("t/x", "s", entity, day).total == 5000
    table = pa.table({"ok": [True]})
    plan = compile_clauses(law, ["t/x#s"], day, {}).fitted(table)
    assert plan.run(table).to_pylist()[0]["s.total"] == 5000


@pytest.mark.parametrize(
    ("given", "then", "right"),
    [
        ("收入: 1000元", "cny: 100元", True),
        ("外债: 1000 USD", "usd: 50 USD", True),
        ("收入: 1000 USD", "cny: 100元", False),
        ("外债: 1000元", "usd: 50美元", False),
        ("收入: 1000元", "cny: 100 USD", False),
        ("收入: 1000元", "usd: 50元", False),
        ("paid: [{clause: cny, on: 2024-01-01, money: 1 USD}]", "cny: 100元", False),
    ],
)
def test_an_example_gives_and_expects_amounts_in_their_own_currency(
    given: str, then: str, right: bool
) -> None:
    example = (
        "example\ntests: cny\non: 2024-06-01\n"
        f"cases:\n- {{name: 例, set: {{合格: yes, {given}}}, then: {{{then}}}}}"
    )
    law = library(USD, CNY, example)
    (found,) = law.documents["t/x"].examples
    (case,) = found.cases
    assert (not Prover(law).case(law.documents["t/x"], found, case)) is right
