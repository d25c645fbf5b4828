"""An answer given while something is unknown stands, whatever the unknown turns out to be."""

from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.answer import Answer
from gaoxin.engine.engine import Engine
from gaoxin.engine.values import Span, Unknown
from gaoxin.facts.entities import ABSENT, Entity, Recorded, Spell
from gaoxin.policy.reading.reader import read_texts

ON = date(2024, 6, 1)

TEXT = """---
id: t
title: 未知试验
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
facts:
  rd: {zh: 研发费用, type: money, time: year}
  sales: {zh: 销售收入, type: money, time: year}
  patents: {zh: 专利数, type: count}
  grade: {zh: 等级, type: code, list: 等级名单, optional: yes}
  good: {zh: 合格, type: flag}
  remote: {zh: 边远, type: flag}
  hte: {zh: 高企, type: flag, time: spell}
  accident: {zh: 事故, type: flag, time: event}
```

```yaml register
kind: hire
zh: 招用
facts:
  employer: {zh: 单位, type: enterprise, inverse: hires, inverse_zh: 员工}
  disabled: {zh: 残疾, type: flag}
  wage: {zh: 工资, type: money}
```

```yaml define
等级名单: {list: [甲, 乙, 丙], quote: 条件}
等级分: {type: points, of: 等级, bands: {甲: 30, 乙: 20, else: 5}}
强度分:
  type: points
  of: 研发费用(上年) / 销售收入(上年)
  bands: {x >= 6%: 50, x >= 3%: 20, else: 0}
专利分:
  type: points
  bands: {专利数 >= 3: 20, 专利数 >= 1: 10, else: 0}
总分: {type: points, value: 'min(60, 等级分 + 强度分 + 专利分)'}
比例: {type: rate, bands: {高企(当日): 10%, 合格: 10%, else: 5%}}
残疾工资: {type: money, value: sum(h.工资 for h in 员工 if h.残疾)}
```

```yaml clause
id: grant
when:
  总分: {rule: 总分 >= 40, quote: 条件}
  规模: {rule: sum(研发费用(近2年)) >= 100万元, quote: 条件}
  资格:
    any:
      高企: {rule: 高企(当日), quote: 条件}
      人数: {rule: count(h for h in 员工 if h.残疾) >= 1, quote: 条件}
      分级: {rule: has(等级) and 等级 != "丙", quote: 条件}
  除外:
    none:
      事故: {rule: "times(事故, 当日 - 1年, 当日) > 0", quote: 条件}
      下降: {rule: "growth(研发费用(上年-1), 研发费用(上年)) < 0%", quote: 条件}
gives:
  money: {rule: 比例 * 研发费用(上年) + 残疾工资, quote: 条件}
  cap: {rule: 50万元, quote: 条件}
```

```yaml clause
id: easier
varies: grant
where: {rule: 边远, quote: 条件}
when: {规模: {rule: sum(研发费用(近2年)) >= 80万元, quote: 条件}}
lower: {总分: 50%}
gives: {cap: {rule: 60万元, quote: 条件}}
```
"""

LAW = read_texts({"t.md": TEXT.encode()})
ENGINE = Engine(LAW)

money = st.sampled_from([0, 10**7, 5 * 10**7, 8 * 10**7, 10**8, 10**9]).map(Fraction)
flags = st.booleans()
FACTS: dict[tuple[str, str], Any] = {
    ("rd", "2023"): money,
    ("rd", "2022"): money,
    ("sales", "2023"): money,
    ("patents", ""): st.integers(0, 4).map(Fraction),
    ("grade", ""): st.sampled_from(["甲", "乙", "丙", ABSENT]),
    ("good", ""): flags,
    ("remote", ""): flags,
    ("hte", ""): st.sampled_from([(), (Spell(date(2023, 1, 1)),)]),
    ("accident", ""): st.sampled_from([(), (date(2024, 1, 1),), (date(2023, 5, 31),)]),
}
HIRE: dict[tuple[str, str], Any] = {("disabled", ""): flags, ("wage", ""): money}


def ask(known: dict[Any, Any], hires: list[dict[Any, Any]] | None) -> Answer:
    entity = Entity("enterprise", "e", paid=())
    for (name, period), value in known.items():
        entity.record(name, period, Recorded(value))
    if hires is not None:
        members = [Entity("hire", str(n)) for n in range(len(hires))]
        for member, facts in zip(members, hires, strict=True):
            for (name, period), value in facts.items():
                member.record(name, period, Recorded(value))
        entity.sets["hires"] = tuple(members)
    return ENGINE.answer("t", "grant", entity, ON)


def test_the_text_of_this_test_is_read_without_fault() -> None:
    assert not [f.text("en") for f in LAW.faults if f.code[0] in "DNXT"]


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries(FACTS), st.lists(st.fixed_dictionaries(HIRE), max_size=3), st.data())
def test_what_is_decided_with_unknowns_stays_decided(full: Any, hires: Any, data: Any) -> None:
    hidden = data.draw(st.sets(st.sampled_from(sorted(full))))
    partly = {k: v for k, v in full.items() if k not in hidden}
    fewer = [{k: v for k, v in h.items() if data.draw(flags)} for h in hires]
    before = ask(partly, data.draw(st.sampled_from([fewer, None])))
    after = ask(full, hires)
    for condition in before.conditions:
        later = after.find(condition.path)
        assert later is None or condition.truth in {None, later.truth}
    if before.verdict != "unknown":
        assert before.verdict == after.verdict
    if not isinstance(before.money, Unknown) and not isinstance(after.money, Unknown):
        low, high = _ends(before.money)
        assert low <= _ends(after.money)[0] <= _ends(after.money)[1] <= high
    low, high = _ends(before.due) if not isinstance(before.due, Unknown) else (0, 10**15)
    if not isinstance(after.due, Unknown):
        assert low <= _ends(after.due)[0] <= _ends(after.due)[1] <= high


@settings(max_examples=100, deadline=None)
@given(st.fixed_dictionaries(FACTS), st.data())
def test_what_the_answer_asks_for_is_enough_to_decide_it(full: Any, data: Any) -> None:
    """Giving every fact asked for, again and again, ends with a decision or with nothing to ask."""
    known = {k: v for k, v in full.items() if data.draw(flags)}
    for _ in range(len(full) + 1):
        answer = ask(known, [])
        if not answer.needs:
            break
        known |= {(n.name, n.period): full[n.name, n.period] for n in answer.needs}
    else:
        raise AssertionError("it asks for ever")


def _ends(value: Any) -> tuple[Any, Any]:
    return (value.low, value.high) if isinstance(value, Span) else (value, value)
