"""What is given in dollars is shown in dollars: alone, taken together, and as paid before."""

import re
from datetime import date

import pytest

from gaoxin.engine.engine import Engine
from gaoxin.explaining.explanation import explain
from gaoxin.explaining.html import as_html
from gaoxin.explaining.text import as_text
from gaoxin.facts.entities import Entity, Payment, Recorded
from gaoxin.policy.reading.reader import read_texts
from gaoxin.quantities import Lang

LAW = """---
id: t/x
title: 币种（试验）
issuer: 试验
level: zone
issued: 2020-01-01
in_force: 2020-01-01..
wording: restated
completeness: partial
lang: zh
anchor: application
verified: no
note: 试验
---

## 第一条 {#1}

合格的，奖励50美元；优秀的，奖励70.5美元；合计不超过100美元，扣除20美元。

```yaml register
kind: enterprise
zh: 企业
facts:
  ok: {zh: 合格, type: flag}
```

```yaml clause
id: one
zh: 合格奖
when: {合格: {rule: 合格, quote: 合格的}}
gives: {money: {rule: 50美元, quote: 奖励50美元}}
```

```yaml clause
id: two
zh: 优秀奖
when: {合格: {rule: 合格, quote: 合格的}}
gives: {money: {rule: 70.5美元, quote: 奖励70.5美元}}
```

```yaml stacking
id: sum
zh: 合计
over: [one, two]
take: all
cap: {rule: 100美元, quote: 合计不超过100美元}
less: {rule: 20美元, quote: 扣除20美元}
per: year
```
"""
DAY = date(2024, 6, 1)


def shown(lang: Lang) -> tuple[str, str]:
    """As text and as a page, in full."""
    entity = Entity("enterprise", "made-up", paid=(Payment("t/x#one", date(2024, 2, 1), 1234),))
    entity.record("ok", "", Recorded(True))
    engine = Engine(read_texts({"t.md": LAW.encode()}))
    found = explain(engine, entity, DAY, lang)
    return as_text(found, full=True), as_html(found, full=True)


@pytest.mark.parametrize(
    ("lang", "amounts", "never"),
    [
        ("zh", ["50美元", "70.5美元", "100美元", "20美元", "12.34美元"], r"[0-9亿万]元"),
        ("en", ["USD 50", "USD 70.5", "USD 100", "USD 20", "USD 12.34"], "CNY"),
    ],
)
def test_every_amount_of_a_stacking_in_dollars_is_in_dollars(
    lang: Lang, amounts: list[str], never: str
) -> None:
    for face in shown(lang):
        assert [a for a in amounts if a not in face] == []
        assert re.findall(never, face) == []
