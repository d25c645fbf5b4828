"""Everything a clause may give, on paper: parts, payers, windows, papers, clocks, promises."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from gaoxin.engine.engine import Engine
from gaoxin.explaining.explanation import Explanation, explain
from gaoxin.explaining.html import as_html
from gaoxin.explaining.json import as_dict
from gaoxin.explaining.text import as_text
from gaoxin.facts.entities import Recorded
from gaoxin.policy.reading import read_texts
from gaoxin.proving.given import Given
from gaoxin.quantities import Lang

DOCUMENT = "demo-zone/2026-whole"
ON = date(2026, 6, 1)
TEXT = """\
---
format: "1"
id: demo-zone/2026-whole
title: 示范区支持办法（虚构示例）
en: Measures of the demonstration zone (fictional)
issuer: 示范区管委会
level: zone
number: 示管〔2026〕1号
issued: 2025-12-20
in_force: 2026-01-01..2028-12-31
completeness: complete
verified: yes
wording: official
lang: zh
anchor: application
---

## 第一条 补助 {#1}

上年度研发费用占收入的比例不低于3%的，按研发费用的三分之一补助，最高50万元，市、区各承担50%；
同意后拨付60%，评估合格后拨付40%。列入异常名录的不予支持。承诺不迁出，期限五年。
不足的，由专家在0元至10万元之间另定奖励。三项合计不超过55万元，择高享受一项的除外。

```yaml register
kind: enterprise
zh: 企业
en: Enterprise
key: code
facts:
  code: {zh: 代码, en: Code, type: text}
  spent: {zh: 研发费用, en: R&D cost, type: money, time: year, found: 专项审计报告}
  income: {zh: 收入, en: Income, type: money, time: year, found: 利润表}
  listed: {zh: 异常名录, en: On the list of irregularities, type: flag, time: spell}
  here: {zh: 在区, en: In the zone, type: flag, time: spell}
```

```yaml clause
id: grant
zh: 研发补助
en: R&D grant
when:
  强度: {rule: 研发费用(上年) / 收入(上年) >= 3%, quote: 占收入的比例不低于3%, en: R&D share}
  除外:
    en: Exclusions
    none:
      名录: {rule: 异常名录(当日), quote: 列入异常名录, en: Listed}
gives:
  money: {rule: 研发费用(上年) * 1 / 3, quote: 按研发费用的三分之一补助}
  cap: {rule: 50万元, quote: 最高50万元}
  payers: {shares: {市: 50%, 区: 50%}, rest: 区, quote: 市、区各承担50%}
  instalments:
    - {share: 60%, after: 同意, quote: 同意后拨付60%}
    - {share: 40%, after: 评估合格, quote: 评估合格后拨付40%}
  undertakes:
    不迁出: {rule: 在区(当日), for: 5年, quote: 不迁出，期限五年, en: Stays}
papers: [申请表, 专项审计报告]
procedure: reviewed
open: [2026-05-01..2026-06-30]
```

```yaml clause
id: extra
zh: 另定奖励
en: Extra award
when:
  在区: {rule: 在区(当日), quote: 不迁出, en: In the zone}
gives:
  money: {rule: 0元..10万元, quote: 在0元至10万元之间另定奖励, judge: 专家}
```

```yaml stacking
id: total
zh: 合计
en: Total
over: [grant, extra]
take: all
cap: {rule: 55万元, quote: 合计不超过55万元}
```

## 第二条 办理 {#2}

受理后12个工作日内审核完毕。

```yaml procedure
id: reviewed
zh: 审核
en: Review
for: case
roles: {申请人: 企业, 经办: 经办人}
states:
  已申请: {en: Submitted}
  审核: {en: In review}
  办结: {en: Done, end: yes}
steps:
  受理: {from: 已申请, to: 审核, by: 经办}
  审结: {from: 审核, to: 办结, by: 经办}
clocks:
  审核: {from: 受理, to: [审结], within: 12个工作日, quote: 受理后12个工作日内审核完毕}
```
"""
FACTS: dict[str, Any] = {
    "研发费用": {"上年": "100万元"},
    "收入": {"上年": "1000万元"},
    "异常名录": "no",
    "在区": "2020-01-01..",
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    library = read_texts({"whole.md": TEXT.encode()})
    assert [f.text("en") for f in library.faults if not f.advice] == []
    return Engine(library)


def asked(engine: Engine, lang: Lang = "zh", **changed: Any) -> Explanation:
    given = Given(engine.library, DOCUMENT, ON, lambda name: f"{DOCUMENT}#{name}")
    return explain(engine, given.entity("enterprise", FACTS | changed), ON, lang)


def test_a_third_is_shown_exactly_before_it_is_rounded(engine: Engine) -> None:
    text = as_text(asked(engine))
    assert "按条文计算（研发费用(上年) * 1 / 3）：≈333333.333333元" in text
    assert "取整（四舍五入到0.01元）：333333.33元" in text
    assert "条文未写取整方法，按四舍五入到分" in text


def test_payers_and_instalments_add_up_to_the_fen(engine: Engine) -> None:
    text = as_text(asked(engine))
    assert "分担：市 50% 166666.66元" in text
    assert "分担：区 50% 166666.67元" in text
    assert "分期：同意 60% 199999.99元" in text
    assert "分期：评估合格 40% 133333.34元" in text


def test_what_to_hand_in_by_when_and_what_happens_then(engine: Engine) -> None:
    text = as_text(asked(engine))
    assert "材料：申请表、专项审计报告" in text
    assert "办理：审核（受理后12个工作日内审结）" in text
    assert "受理期：2026年5月1日至2026年6月30日" in text
    assert "何时之前：研发补助：受理至2026年6月30日" in text
    assert "承诺：不迁出 “不迁出，期限五年”" in text


def test_an_expert_range_says_who_decides_between_what(engine: Engine) -> None:
    found = asked(engine, "en")
    assert "Extra award: amount: between CNY 0.00 and CNY 100,000.00, judged by 专家" in as_text(
        found
    )
    judged = next(m for m in as_dict(found)["missing"] if m["kind"] == "judgement")
    assert (judged["low"], judged["high"]) == (0, 10_000_000)


def test_a_judged_number_outside_its_range_is_said_and_not_used(engine: Engine) -> None:
    given = Given(engine.library, DOCUMENT, ON, str)
    entity = given.entity("enterprise", FACTS)
    entity.judged[f"{DOCUMENT}#extra.money"] = Recorded(Fraction(20_000_000), "会议纪要")
    text = as_text(explain(engine, entity, ON, "zh"))
    assert "! 另定奖励的金额：评判数 20万元 不在 0元 至 10万元 之内（J1），没有采用" in text
    assert "2. 另定奖励　可享受　至多 216666.67元" in text  # what the joint cap leaves


def test_a_value_of_the_wrong_kind_is_said_and_not_used(engine: Engine) -> None:
    given = Given(engine.library, DOCUMENT, ON, str)
    entity = given.entity("enterprise", {k: v for k, v in FACTS.items() if k != "收入"})
    entity.record("income", "2025", Recorded("很多"))
    text = as_text(explain(engine, entity, ON, "en"))
    assert "the value of 'Income' cannot be used (J2)" in text
    assert "1. R&D grant  undetermined" in text


def test_a_joint_cap_shows_who_loses_how_much(engine: Engine) -> None:
    text = as_text(asked(engine, 研发费用={"上年": "1000万元"}))
    assert "上限（50万元）：50万元" in text
    assert "合计（各项相加）：50万元 至 55万元" in text
    assert "可能少 5万元：超过合计上限（55万元）" in text


def test_one_who_misses_by_a_fen_is_told_the_fen(engine: Engine) -> None:
    text = as_text(asked(engine, 研发费用={"上年": "299999.99元"}))
    assert "✗ 强度：不符合" in text
    assert "研发费用（2025年）还差 0.01元（须为 30万元）" in text
    assert "= ≈2.9999%；要求：不低于 3%" in text


def test_without_income_no_share_passes_and_the_reason_is_said(engine: Engine) -> None:
    text = as_text(asked(engine, 收入={"上年": "0元"}), full=True)
    assert "? 强度：待补（分母为零，比率无意义）" in text
    assert "1. 研发补助　可享受" not in text


def test_an_exclusion_that_applies_speaks_against(engine: Engine) -> None:
    found = asked(engine, 异常名录="2026-01-01..")
    text = as_text(found)
    assert "✗ 除外（不得有下列情形）：不符合" in text
    assert "✗ 名录：有此情形" in text
    clause = next(c for c in as_dict(found)["clauses"] if c["address"].endswith("#grant"))
    exclusion = clause["conditions"][1]["parts"][0]
    assert (exclusion["status"], exclusion["speaks"]) == ("yes", "against")


def test_official_words_carry_no_mark(engine: Engine) -> None:
    assert "重述" not in as_text(asked(engine))
    assert 'class="mark' not in as_html(asked(engine))


def test_all_parts_are_on_the_page_too(engine: Engine) -> None:
    page = as_html(asked(engine), full=True)
    for words in ("166666.66元", "199999.99元", "受理后12个工作日内审结", "不迁出，期限五年"):
        assert words in page
    assert "<details>" not in page
