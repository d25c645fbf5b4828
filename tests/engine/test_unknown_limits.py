"""A cap or a deduction that is not known leaves what it allows: from nothing to what is due, in a
table as for one enterprise. All the limits there may be are tried one by one."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.engine.values import Unknown, ends
from gaoxin.facts.entities import ABSENT, Entity, Recorded
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts

ON = date(2024, 6, 1)
HEAD = """---
id: t/x
title: 上限（试验）
issuer: 试验
level: zone
issued: 2020-01-01
in_force: 2020-01-01..
wording: restated
lang: zh
anchor: application
---

## 第一条 {#1}

条件。

```yaml register
kind: enterprise
zh: 企业
facts:
  a: {zh: 额甲, type: money}
  b: {zh: 额乙, type: money}
  top: {zh: 顶, type: money, optional: yes}
  city: {zh: 市级, type: money}
```

```yaml clause
id: c
when: {有: {rule: 额甲 >= 0元, quote: 条件}}
gives: {money: {rule: 额甲, quote: 条件}, cap: {rule: 顶, quote: 条件}}
```

```yaml clause
id: a
when: {有: {rule: 额甲 >= 0元, quote: 条件}}
gives: {money: {rule: 额甲, quote: 条件}}
```

```yaml clause
id: b
when: {有: {rule: 额乙 >= 0元, quote: 条件}}
gives: {money: {rule: 额乙, quote: 条件}}
```
"""
LIMITS = {
    "cap": "cap: {rule: 顶, quote: 条件}\n",
    "less": "less: {rule: 市级, quote: 条件}\n",
    "both": "cap: {rule: 顶, quote: 条件}\nless: {rule: 市级, quote: 条件}\n",
}


def library() -> Library:
    blocks = [
        f"\n```yaml stacking\nid: {take}_{key}\nover: [a, b]\ntake: {take}\n{text}```\n"
        for take in ("all", "highest", "first", "one")
        for key, text in LIMITS.items()
    ]
    found = read_texts({"t.md": (HEAD + "".join(blocks)).encode()})
    assert not [f.text("en") for f in found.faults if f.code[0] in "DNXT"]
    return found


LIBRARY = library()
STACKINGS = list(LIBRARY.documents["t/x"].stackings)
TOPS = [0, 1, 70, 99, 100, 101, 130, 230, 10**9]


def firm(**facts: Any) -> Entity:
    made = Entity("enterprise", "e", paid=())
    for name, value in {"a": 100, "b": 130, **facts}.items():
        if value is not None:
            made.record(name, "", Recorded(value))
    return made


def in_a_table(name: str, part: str, **facts: Any) -> tuple[Any, Any]:
    """Both ends from a table that has the columns (empty where not known)."""
    row = {"a": 100, "b": 130, "top": None, "city": None, **facts}
    arrays = {k: pa.array([v], pa.int64()) for k, v in row.items() if v is not ABSENT}
    arrays |= {f"{k}?": pa.array([True]) for k, v in row.items() if v is ABSENT}
    table = pa.table(arrays | {k: pa.array([None], pa.int64()) for k in row if k not in arrays})
    plan = compile_clauses(LIBRARY, [f"t/x#{name}"], ON, {}, ranged=True).fitted(table)
    assert not plan.refused
    found = plan.run(table).to_pylist()[0]
    return found[f"{name}.{part}"], found[f"{name}.{part}_high"]


@pytest.mark.parametrize("name", STACKINGS)
def test_a_stacking_with_a_limit_not_known_lies_between_all_it_may_come_to(name: str) -> None:
    engine = Engine(LIBRARY)
    possible = [
        engine.stack("t/x", name, firm(top=top, city=city), ON).total
        for top in TOPS
        for city in TOPS
    ]
    found = engine.stack("t/x", name, firm(), ON)
    assert ends(found.total) == (min(possible), max(possible)) == in_a_table(name, "total")
    assert {n.name for n in found.needs} <= {"top", "city"}
    assert found.needs


def test_the_shares_of_members_too() -> None:
    engine = Engine(LIBRARY)
    found = engine.stack("t/x", "all_cap", firm(), ON)
    assert {k: ends(v) for k, v in found.paid.items()} == {"t/x#a": (0, 100), "t/x#b": (0, 130)}
    assert isinstance(found.cap, Unknown)


@pytest.mark.parametrize(
    ("facts", "low", "high"),
    [
        ({}, 0, 100),
        ({"top": 70}, 70, 70),
        ({"top": ABSENT}, 100, 100),
        ({"a": None, "top": 70}, 0, 70),
        ({"a": None}, None, None),
        ({"a": None, "top": ABSENT}, None, None),
        ({"a": 0}, 0, 0),
    ],
)
def test_the_amount_of_a_clause_is_what_its_limit_allows(
    facts: dict[str, Any], low: Any, high: Any
) -> None:
    answer = Engine(LIBRARY).answer("t/x", "c", firm(**facts), ON)
    told = (None, None) if isinstance(answer.due, Unknown) else ends(answer.due)
    assert told == (low, high)
    assert in_a_table("c", "money", **facts) == (low, high)
