"""What counts as noticing a change of the law."""

from pathlib import Path

import pytest

from gaoxin.instruments import differs
from gaoxin.policy.reading import read_texts
from gaoxin.policy.reading.reader import read_library
from gaoxin.proving.mutate import Court, mutants

PACKS = Path(__file__).parents[2] / "packs"
COURSE = "dlhitech/2020-rules"
AWARD = """---
id: demo/award
title: 示范（虚构）
in_force: 2024-01-01..
wording: restated
---

## 1 奖励 {#1}

符合的企业奖励20万元。

```yaml clause
id: award
zh: 奖励
when:
  符合: {rule: 符合甲, quote: 符合的企业}
gives: {money: {rule: 20万元, quote: 奖励20万元}}
```

```yaml register
kind: enterprise
facts:
  meets_a: {zh: 符合甲, type: flag}
```

```yaml example
tests: award
on: 2024-06-01
given: {符合甲: yes}
cases:
  - {name: 写错的算例, then: {money: 99万元}}
CASES
```
"""


def unnoticed(right_case: str) -> list[str]:
    library = read_texts({"a.md": AWARD.replace("CASES", right_case).encode()})
    court = Court(library)
    verdicts = [court.verdict(m) for m in mutants(library.documents["demo/award"])]
    assert verdicts
    return [v.mutant.name for v in verdicts if not v.caught]


def test_an_example_that_is_wrong_anyway_notices_nothing() -> None:
    assert len(unnoticed("")) == 2


def test_an_example_that_holds_notices_every_change_of_its_sum() -> None:
    assert unnoticed("  - {name: 应得, then: {money: 20万元}}") == []


@pytest.fixture(scope="module")
def clocks() -> list[tuple[str, bool, bool]]:
    library = read_library(PACKS)
    found = [m for m in mutants(library.documents[COURSE]) if "reviewed" in m.address]
    deaf, hearing = Court(library), Court(library, elsewhere={"procedure": differs})
    return [(m.name, deaf.verdict(m).caught, hearing.verdict(m).caught) for m in found]


def test_a_changed_clock_is_noticed_by_the_dates_of_a_course_only(
    clocks: list[tuple[str, bool, bool]],
) -> None:
    assert clocks
    assert not any(deaf for _, deaf, _ in clocks)
    heard = {name.partition(":")[0].rpartition(".")[2] for name, _, hearing in clocks if hearing}
    assert {"审核", "拨付"} <= heard


def test_a_changed_clock_is_named_by_its_procedure(clocks: list[tuple[str, bool, bool]]) -> None:
    assert all(name.startswith(f"{COURSE}#reviewed.") for name, _, _ in clocks)
