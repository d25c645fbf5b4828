"""A form asks for exactly what a clause rests on, with its period, and nothing else."""

from datetime import date
from pathlib import Path

import pytest

from gaoxin.explaining.needed import all_addresses, needed, needed_sets
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_library, read_texts

PACKS = Path(__file__).parents[2] / "packs"
QUANZHOU = "quanzhou-etdz/2024-hte"
ON = date(2025, 12, 1)
RULES = """\
---
format: "1"
id: demo-zone/2026-needed
title: 示范
en: Demonstration
issuer: 示范区管委会
level: zone
issued: 2025-01-01
in_force: 2025-01-01..
completeness: complete
verified: yes
wording: restated
lang: zh
anchor: application
---

## 一、支持 {#1}

上年研发费用不低于100万元，近三年收入合计不低于300万元，奖励20万元；瞪羚企业不要求收入。

```yaml register
kind: enterprise
zh: 企业
en: Enterprise
key: code
born: born_on
facts:
  code: {zh: 代码, en: Code, type: text}
  born_on: {zh: 成立日期, en: Born on, type: date}
  spent: {zh: 研发费用, en: R&D cost, type: money, time: year}
  income: {zh: 收入, en: Income, type: money, time: year}
  gazelle: {zh: 瞪羚企业, en: Gazelle, type: flag, time: spell}
  never_asked: {zh: 无关, en: Irrelevant, type: money, time: year}
  city: {zh: 市级资金, en: City money, type: money, time: year}
```

```yaml define
投入: {type: money, value: 研发费用(上年)}
```

```yaml clause
id: grant
zh: 支持
en: Grant
when:
  研发: {rule: 投入 >= 100万元, quote: 研发费用不低于100万元}
  收入: {rule: sum(收入(近3年)) >= 300万元, quote: 近三年收入合计不低于300万元}
gives:
  money: {rule: 20万元, quote: 奖励20万元}
```

```yaml clause
id: grant_gazelle
zh: 瞪羚企业的支持
en: Grant, gazelles
varies: grant
where: {rule: 瞪羚企业(当日), quote: 瞪羚企业}
drop: [收入]
```

```yaml stacking
id: total
zh: 合计
en: Total
over: [grant]
take: all
less: {rule: 市级资金(本年), quote: 支持}
```
"""


@pytest.fixture(scope="module")
def made_up() -> Library:
    library = read_texts({"needed.md": RULES.encode()})
    assert [f for f in library.faults if not f.advice] == []
    return library


@pytest.fixture(scope="module")
def shipped() -> Library:
    return read_library(PACKS)


def names(library: Library, *addresses: str, on: date = ON) -> set[str]:
    found = needed(library, addresses, on)
    return {f"{f.id}@{p.key}" if p else f.id for f, p in found}


def test_facts_come_through_defines_windows_and_variations(made_up: Library) -> None:
    assert names(made_up, "demo-zone/2026-needed#grant") == {
        "born_on",
        "spent@2024",
        "income@2022",
        "income@2023",
        "income@2024",
        "gazelle",
    }


def test_a_stacking_needs_its_members_and_its_own_limits(made_up: Library) -> None:
    clause = names(made_up, "demo-zone/2026-needed#grant")
    assert names(made_up, "demo-zone/2026-needed#total") == clause | {"city@2025"}


def test_periods_move_with_the_date(made_up: Library) -> None:
    found = names(made_up, "demo-zone/2026-needed#grant", on=date(2030, 1, 1))
    assert {"spent@2029", "income@2027"} <= found


def test_nothing_is_needed_before_the_text_is_in_force(made_up: Library) -> None:
    assert names(made_up, "demo-zone/2026-needed#grant", on=date(2024, 12, 31)) == set()


def test_an_address_that_does_not_exist_needs_nothing(made_up: Library) -> None:
    assert names(made_up, "demo-zone/2026-needed#nothing", "no/such#clause") == set()


def test_quanzhou_needs_five_facts(shipped: Library) -> None:
    addresses = all_addresses(shipped, "enterprise", ON, ["quanzhou-etdz"])
    assert names(shipped, *addresses) == {
        "registered_on",
        "in_zone",
        "hte",
        "operating_revenue@2024",
        "municipal_hte_award@2025",
    }


def test_sets_are_named_apart_from_facts(shipped: Library) -> None:
    found = needed_sets(shipped, ["cn/technology-transfer-income#transfer_relief"], ON)
    assert [s.id for s in found] == ["technology_transfers"]


def test_what_an_answer_looks_up_was_on_the_form(shipped: Library) -> None:
    """Whatever the interpreter asks an enterprise of which nothing is known was listed."""
    from gaoxin.engine.engine import Engine
    from gaoxin.engine.values import Looked
    from gaoxin.facts.entities import Entity
    from gaoxin.facts.vocabulary import FactDef

    engine = Engine(shipped)
    addresses = all_addresses(shipped, "enterprise", ON)
    listed = {(f.id, p.key if p else "") for f, p in needed(shipped, addresses, ON)}
    for answer in engine.match(Entity("enterprise", "nobody"), ON).answers:
        for need in answer.needs:
            if isinstance(need, Looked) and isinstance(need.definition, FactDef):
                period = "" if need.definition.time == "day" else need.period
                assert (need.name, period) in listed, f"{answer.address} asks {need.name}"
