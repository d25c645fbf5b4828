"""Targets: measured, reached, on plan; a garbled one never decided."""

from datetime import date
from typing import Any

import pytest

from gaoxin.engine.engine import Engine
from gaoxin.engine.targets import Reach
from gaoxin.engine.values import Unknown
from gaoxin.policy.reading.reader import read_texts
from gaoxin.proving.given import Given

ON = date(2024, 6, 30)

TEXT = """---
id: t
title: 目标试验
issuer: 试验
level: zone
issued: 2020-01-01
in_force: 2020-01-01..2025-12-31
wording: restated
lang: zh
for: zone
anchor: period_end
---

## 第一条 {#1}

高企达到600家；中试平台8至10个；投资超过100亿元；达到2019年底的2倍；more than 1.80。

```yaml register
kind: zone
zh: 园区
facts:
  count: {zh: 高企数, type: count, time: year}
  invested: {zh: 投资额, type: money, time: year}
  planned: {zh: 计划额, type: money, time: year}
  platforms: {zh: 平台数, type: count, time: day}
  certificates: {zh: 认定, type: flag, time: event}
```

```yaml target
id: floor
measure: 高企数(本年)
aim: {rule: x >= 600, quote: 达到600家}
due: 2023-12-31
```

```yaml target
id: range
measure: 平台数(当日)
aim: {rule: 8 <= x <= 10, quote: 8至10个}
```

```yaml target
id: double
measure: 高企数(本年)
base: {value: 300, on: 2019-12-31, quote: 条件, verified: no, note: 试验}
aim: {rule: x >= 2 * base, quote: 2倍}
due: 2024-12-31
```

```yaml target
id: open_base
measure: 高企数(本年)
base: {value: unknown, on: 2019-12-31}
aim: {rule: x >= 2 * base, quote: 2倍}
```

```yaml target
id: money
measure: 投资额(本年)
aim: {rule: x > 100亿元, quote: 超过100亿元}
plan: 计划额(本年)
```

```yaml target
id: steps
measure: times(认定, 2020-01-01, 当日)
aim: {rule: x >= 600, quote: 达到600家}
due: 2025-12-31
milestones: {2023-12-31: x >= 2, 2025-06-30: x >= 4}
note: 节点为试验所设
```

```yaml target
id: garbled
measure: 高企数(本年)
raw: more than 1.80
readings:
  - {rule: x > 180, confidence: low}
  - {rule: x > 1800, confidence: low}
```
"""


def reach(target: str, on: date = ON, **given: Any) -> Reach:
    law = read_texts({"t.md": TEXT.encode()})
    entity = Given(law, "t", on, str).entity("zone", given)
    return Engine(law).reach("t", target, entity, on)


@pytest.mark.parametrize(("count", "reached", "gap"), [("600", "yes", None), ("599", "no", 1)])
def test_a_floor(count: str, reached: str, gap: int | None) -> None:
    found = reach("floor", 高企数={"本年": count})
    assert (found.reached, found.gap, found.overdue) == (reached, gap, True)


@pytest.mark.parametrize(
    ("count", "reached"), [("7", "no"), ("8", "yes"), ("10", "yes"), ("11", "no")]
)
def test_a_range_may_be_missed_on_both_sides(count: str, reached: str) -> None:
    assert reach("range", 平台数=count).reached == reached


def test_a_multiple_of_a_base() -> None:
    found = reach("double", 高企数={"本年": "599"})
    assert (found.reached, found.x, found.base, found.limit, found.gap) == ("no", 599, 300, 600, 1)
    assert not found.overdue
    assert reach("double", 高企数={"本年": "600"}).reached == "yes"


def test_without_a_known_base_nothing_is_decided() -> None:
    found = reach("open_base", 高企数={"本年": "10000"})
    assert (found.reached, found.gap) == ("unknown", None)


def test_a_measure_not_given_is_asked_for_and_not_taken_as_zero() -> None:
    found = reach("floor")
    assert found.reached == "unknown"
    assert [(n.name, n.period) for n in found.needs] == [("count", "2024")]


def test_more_than_a_sum_of_money_and_the_plan_of_the_day() -> None:
    found = reach("money", 投资额={"本年": "100亿元"}, 计划额={"本年": "50亿元"})
    assert (found.reached, found.on_plan, found.gap) == ("no", "yes", 0)
    found = reach("money", 投资额={"本年": "40亿元"}, 计划额={"本年": "50亿元"})
    assert found.on_plan == "no"
    assert reach("money", 投资额={"本年": "40亿元"}).on_plan == "unknown"


def test_milestones_are_measured_on_their_own_day_and_later_ones_today() -> None:
    found = reach("steps", 认定=["2022-01-01", "2024-02-01", "2024-03-01"])
    assert [(m.on.year, m.reached, m.x, m.ahead) for m in found.milestones] == [
        (2023, "no", 1, False),
        (2025, "no", 3, True),
    ]


def test_a_garbled_target_is_neither_measured_nor_decided() -> None:
    found = reach("garbled", 高企数={"本年": "5000"})
    assert found.reached == "unknown"
    assert isinstance(found.x, Unknown)
    assert found.x.why == "garbled"


def test_an_expired_target_is_not_in_force() -> None:
    assert reach("floor", on=date(2026, 1, 1)).reached == "not_in_force"
