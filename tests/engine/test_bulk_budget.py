"""A budget that does not suffice, shared over a table of answers to the fen."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.budget import allocate
from gaoxin.engine.bulk import Allocation, Refusal, allocate_budget
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts

ON = date(2026, 6, 1)
TEXT = """---
id: t/budget
title: 预算（试验）
issuer: 试验
level: zone
issued: 2025-01-01
in_force: 2025-01-01..
wording: restated
lang: zh
anchor: application
---

## 第一条 {#1}

符合的奖励20万元；年度预算10元，不足时折算。

```yaml register
kind: enterprise
zh: 企业
facts:
  wants: {zh: 符合, type: flag}
```

```yaml clause
id: a
when: {符合: {rule: 符合, quote: 符合}}
gives: {money: {rule: 20万元, quote: 奖励20万元}}
```

```yaml stacking
id: total
over: [a]
take: all
budget: {rule: 10元, quote: 年度预算10元}
short: SHORT
```

```yaml stacking
id: endless
over: [a]
take: all
quote: 不足时折算
```
"""


def library(short: str) -> Library:
    return read_texts({"t.md": TEXT.replace("SHORT", short).encode()})


def answers(totals: Sequence[int | None], **more: list[Any]) -> pa.Table:
    return pa.table({"total.total": totals, "total.total_high": totals, **more})


def shared(short: str, table: pa.Table, **options: Any) -> Allocation:
    found = allocate_budget(library(short), "t/budget#total", ON, table, **options)
    assert isinstance(found, Allocation)
    return found


@pytest.mark.parametrize("short", ["pro_rata", "in_order", "by_rank"])
@settings(max_examples=15)
@given(totals=st.lists(st.integers(0, 900), min_size=1, max_size=12))
def test_the_shares_are_those_of_the_rule(short: Any, totals: list[int]) -> None:
    ranks = [len(totals) - i // 2 for i in range(len(totals))]
    found = shared(short, answers(totals, rank=ranks), rank="rank")
    assert isinstance(found.answers, pa.Table)
    assert found.answers["total.allocated"].to_pylist() == allocate(1000, totals, short, ranks)
    assert found.due == sum(totals)


def test_an_undecided_row_receives_nothing_yet_and_is_counted() -> None:
    found = shared("pro_rata", answers([600, None, 900]))
    assert isinstance(found.answers, pa.Table)
    assert found.answers["total.allocated"].to_pylist() == [400, None, 600]
    assert found.undecided == 1


def test_the_answers_may_stand_in_a_file(tmp_path: Path) -> None:
    found = shared("pro_rata", answers([600, 900]), target=tmp_path / "out.parquet")
    assert not isinstance(found.answers, pa.Table)
    assert found.answers.rows == 2


def test_a_stacking_without_a_budget_is_refused() -> None:
    found = allocate_budget(library("pro_rata"), "t/budget#endless", ON, answers([1]))
    assert isinstance(found, Refusal)


def test_ranks_are_needed_for_a_budget_by_rank() -> None:
    found = allocate_budget(library("by_rank"), "t/budget#total", ON, answers([1]))
    assert isinstance(found, Refusal)
