"""A condition on a date has no declared range: it holds neither always nor never by itself."""

from gaoxin.policy.checks import check
from gaoxin.policy.reading import read_texts

LAW = """---
id: t/a
title: A
in_force: 2020-01-01..
wording: restated
lang: zh
---

## 1 {#1}

自2024-01-01起，至2024-12-31止，奖励5万元。

```yaml register
kind: enterprise
facts:
  hte: {type: flag, time: spell, zh: 高企, en: HTE}
```

```yaml clause
id: c
when:
  a: {rule: "since(hte, on) >= 2024-01-01", quote: 自2024-01-01起}
  b: {rule: "since(hte, on) <= 2024-12-31", quote: 至2024-12-31止}
gives: {money: {rule: 5万元, quote: 奖励5万元}}
```
"""


def advice(text: str) -> list[str]:
    return [f.code for f in check(read_texts({"a.md": text.encode()})) if f.code in {"A1", "A2"}]


def test_a_day_since_is_neither_always_nor_never() -> None:
    assert advice(LAW) == []


def test_two_days_that_exclude_each_other_are_told() -> None:
    assert "A2" in advice(LAW.replace("<= 2024-12-31", "<= 2023-12-31"))


def test_a_number_without_end_in_the_prose_is_a_fault_or_nothing_never_a_crash() -> None:
    digits = "9" * 4301
    found = check(read_texts({"a.md": LAW.replace("奖励5万元", f"奖励{digits}万元").encode()}))
    assert "Q1" in {f.code for f in found}
