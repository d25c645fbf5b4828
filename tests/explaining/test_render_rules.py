"""A rule as written for who can read it, and in words for who cannot."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gaoxin.explaining.rules import in_words, rule_text
from gaoxin.explaining.words import Reader
from gaoxin.policy.form import Band, Cited, Node
from gaoxin.policy.reading import read_library, read_texts

PACKS = Path(__file__).resolve().parents[2] / "packs"
FRONT = """---
id: t
title: 读法试验
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
en: Enterprise
facts:
  registered_on: {zh: 注册日期, en: Registered on, type: date}
  rd: {zh: 研发费用, en: R&D cost, type: money, time: year}
  sales: {zh: 销售收入, en: Revenue, type: money, time: year}
  hte: {zh: 高企, en: High-tech certificate, type: flag, time: spell}
  field: {zh: 领域, en: Field, type: code, list: 名单}
```

```yaml register
kind: investment
zh: 一笔投资
en: Investment
facts:
  investor: {zh: 投资方, en: Investor, type: enterprise, inverse: investments, inverse_zh: 投资}
  amount: {zh: 金额, en: Amount, type: money}
  made: {zh: 投资日, en: Made on, type: date}
```

```yaml define
名单: {zh: 支持名单, en: Fields supported, list: [新材料, 软件], quote: 条件}
强度: {zh: 研发强度, en: R&D share, type: rate, value: 研发费用(上年) / 销售收入(上年)}
```

```yaml clause
id: c
when:
  条件: {rule: "RULE", quote: 条件}
gives: {outcome: 可以}
```
"""
READINGS = [
    (
        "研发费用(上年) >= 100万元",
        "R&D cost (last year) ≥ CNY 1,000,000.00",
        "研发费用（上年） ≥ 100万元",
    ),
    (
        "第几次(高企, 当日) == 1",
        "High-tech certificate, which one in order = 1",
        "高企第几次 = 1",
    ),
    (
        "within(注册日期, 5年, 当日)",
        "the day asked about is within 5 years after Registered on",
        "当日不晚于注册日期后5年",
    ),
    (
        "not (领域 in 名单) or 高企(当日)",
        "not (Field is one of Fields supported) or High-tech certificate",
        "非（领域属于支持名单），或高企",
    ),
    (
        "(研发费用(上年) + 研发费用(上年-1)) * 3 - 销售收入(本年) > 0元",
        "(R&D cost (last year) + R&D cost (the year before last)) × 3"
        " - Revenue (this year) > CNY 0.00",
        "(研发费用（上年） + 研发费用（上年-1）) × 3 - 销售收入（本年） > 0元",
    ),
    (
        "sum(研发费用(近3年)) / sum(销售收入(近3年)) >= 5%",
        "the sum of R&D cost (the last 3 years) / the sum of Revenue (the last 3 years) ≥ 5%",
        "研发费用（近3年）之和 / 销售收入（近3年）之和 ≥ 5%",
    ),
    (
        "count(i for i in 投资 if i.金额 >= 10万元 and i.投资日 <= 当日) >= 2",
        "the number of (“Investment” where Amount ≥ CNY 100,000.00"
        " and Made on ≤ the day asked about) ≥ 2",
        "投资（限金额 ≥ 10万元，且投资日 ≤ 当日）的个数 ≥ 2",
    ),
    ("强度 >= 3%", "R&D share ≥ 3%", "研发强度 ≥ 3%"),
    (
        "growth(研发费用(上年-1), 研发费用(上年)) > 10%",
        "growth from R&D cost (the year before last) to R&D cost (last year) > 10%",
        "从研发费用（上年-1）到研发费用（上年）的增长率 > 10%",
    ),
]


@pytest.mark.parametrize(("rule", "english", "chinese"), READINGS)
def test_a_rule_is_put_into_the_words_of_its_reader(rule: str, english: str, chinese: str) -> None:
    library = read_texts({"t.md": FRONT.replace("RULE", rule).encode()})
    assert not [f for f in library.faults if f.code[0] in "DNXT"]
    found = library.documents["t"].clauses["c"][0].when[0].rule
    assert found is not None
    assert in_words(Reader(library, "en"), found.node) == english
    assert in_words(Reader(library, "zh"), found.node) == chinese


def test_a_rule_written_in_chinese_stays_so_for_its_reader() -> None:
    library = read_texts({"t.md": FRONT.replace("RULE", "研发费用(上年) >= 100万元").encode()})
    found = library.documents["t"].clauses["c"][0].when[0].rule
    assert found is not None
    assert rule_text(Reader(library, "zh"), found.text, found.node) == found.text
    assert rule_text(Reader(library, "zh"), "rd(last_year)", found.node).startswith("研发费用")
    assert rule_text(Reader(library, "en"), "其余", None) == "otherwise"
    assert rule_text(Reader(library, "zh"), "其余", None) == "其余"
    assert rule_text(Reader(library, "zh"), "else", None) == "其余"


def test_on_a_day_its_years_and_the_day_are_named() -> None:
    rule = "times(高企, start(上年), 当日) > 0 and 研发费用(上年-1) > 0元"
    library = read_texts({"t.md": FRONT.replace("RULE", rule).encode()})
    found = library.documents["t"].clauses["c"][0].when[0].rule
    assert found is not None
    on = date(2026, 3, 1)
    english = in_words(Reader(library, "en"), found.node, on)
    times = "how often High-tech certificate, from the first day of 2025 to 2026-03-01"
    assert english.startswith(f"{times} > 0 and R&D cost (2024) > ")
    assert "2025年首日至2026年3月1日的高企次数" in in_words(Reader(library, "zh"), found.node, on)


def rules(thing: Any) -> Iterator[tuple[str, Node | None]]:
    """Every rule and every row of a table below ``thing``."""
    if isinstance(thing, Cited):
        yield thing.text, thing.node
    elif is_dataclass(thing) and not isinstance(thing, Node):
        if isinstance(thing, Band):
            yield thing.key, thing.test
        for part in fields(thing):
            yield from rules(getattr(thing, part.name))
    elif isinstance(thing, Mapping):
        yield from rules(list(thing.values()))
    elif isinstance(thing, (list, tuple)):
        for value in thing:
            yield from rules(value)


def test_no_rule_of_the_packs_is_left_in_chinese_for_an_english_reader() -> None:
    library = read_library(PACKS)
    reader = Reader(library, "en")
    told = [
        (text, rule_text(reader, text, node))
        for document in library.documents.values()
        for text, node in rules([document.clauses, document.defines, document.stackings])
    ]
    assert len(told) > 1000
    assert [pair for pair in told if any("\u4e00" <= sign <= "\u9fff" for sign in pair[1])] == []
