"""What an enterprise reads: the Quanzhou award explained in both languages, and refused."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gaoxin.engine.engine import Engine
from gaoxin.explaining.explanation import Explanation, explain
from gaoxin.explaining.text import as_text
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.reading import read_library, read_texts
from gaoxin.proving.given import Given
from gaoxin.quantities import Lang

PACKS = Path(__file__).parents[2] / "packs"
GOLDEN = Path(__file__).parent / "golden"
QUANZHOU = "quanzhou-etdz/2024-hte"
ON = date(2024, 9, 1)
FACTS: dict[str, Any] = {
    "注册日期": "2015-01-01",
    "在区注册": "2015-01-01..",
    "营业收入": {"上年": "2000万元"},
    "高新技术企业": "2024-08-20..2027-08-19",
    "市级高企奖补": {"本年": "0元"},
    "paid": [],
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(read_library(PACKS / "cn" / "vocabulary.md", PACKS / "quanzhou-etdz"))


def asked(
    engine: Engine, lang: Lang, changed: Mapping[str, Any] | None = None, on: date = ON
) -> Explanation:
    given = Given(engine.library, QUANZHOU, on, lambda name: f"{QUANZHOU}#{name}")
    entity = given.entity("enterprise", {**FACTS, **(changed or {})})
    return explain(engine, entity, on, lang, documents=["quanzhou-etdz"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("story", "changed"),
    [
        ("quanzhou_twenty_million", {}),
        ("quanzhou_one_fen_more", {"营业收入": {"上年": "20000000.01元"}}),
        ("quanzhou_city_award_unknown", {"市级高企奖补": {"本年": "unknown"}}),
    ],
)
def test_the_whole_explanation_reads_as_agreed(
    engine: Engine, lang: Lang, story: str, changed: dict[str, Any]
) -> None:
    golden = (GOLDEN / f"{story}.{lang}.txt").read_text(encoding="utf-8")
    assert as_text(asked(engine, lang, changed)) == golden


@pytest.mark.parametrize(
    ("lang", "total", "row"),
    [
        ("zh", "可得奖补：40万元", "首次奖励额 = 40万元（x > 2000万元）"),
        ("en", "Due (grants): CNY 400,000.00", "CNY 400,000.00 (x > CNY 20,000,000.00)"),
    ],
)
def test_one_fen_more_doubles_the_award(engine: Engine, lang: Lang, total: str, row: str) -> None:
    text = as_text(asked(engine, lang, {"营业收入": {"上年": "20000000.01元"}}))
    assert total in text
    assert row in text
    assert ("20000000.01元" if lang == "zh" else "CNY 20,000,000.01") in text


def test_what_the_city_has_paid_is_deducted_and_said(engine: Engine) -> None:
    text = as_text(asked(engine, "zh", {"市级高企奖补": {"本年": "5万元"}}))
    assert "可得奖补：15万元" in text
    assert "首次认定奖励：20万元 → 15万元（少 5万元：扣除（市级高企奖补(本年)））" in text


def test_an_award_paid_before_is_eligible_and_pays_nothing(engine: Engine) -> None:
    paid = [{"clause": "first", "on": "2024-08-30", "money": "20万元"}]
    text = as_text(asked(engine, "zh", {"paid": paid}))
    assert "首次认定奖励　可享受，本次不付　0元" in text
    assert "已付过（2024年8月30日付 20万元）：0元" in text


def test_without_a_history_the_assumption_is_stated(engine: Engine) -> None:
    given = Given(engine.library, QUANZHOU, ON, str)
    facts = {k: v for k, v in FACTS.items() if k != "paid"}
    entity = given.entity("enterprise", facts)
    text = as_text(explain(engine, entity, ON, "en", documents=["quanzhou-etdz"]))
    assert "no record of earlier payments: taken as none" in text


def test_one_who_moved_away_is_told_which_condition_fails(engine: Engine) -> None:
    text = as_text(asked(engine, "zh", {"在区注册": "2015-01-01..2024-08-31"}))
    assert "可享受" not in text.partition("【不符合】")[0].replace("不可享受", "")
    assert "✗ 在区：不符合" in text
    assert "差距：再次取得“在区注册”" in text


def test_a_text_no_longer_in_force_is_never_used(engine: Engine) -> None:
    on = date(2026, 1, 1)
    given = Given(engine.library, QUANZHOU, on, str)
    entity = given.entity("enterprise", FACTS)
    found = explain(engine, entity, on, "zh", addresses=[f"{QUANZHOU}#first"])
    text = as_text(found)
    assert "未施行 1 项" in text
    assert "1. 首次认定奖励　未施行" in text
    assert "基准日没有生效的文本；有效期：2024年7月2日至2025年12月31日" in text
    assert "20万元" not in text.partition("条件")[2]
    assert not found.record.totals


def test_unknown_revenue_is_asked_for_where_it_is_found(engine: Engine) -> None:
    text = as_text(asked(engine, "zh", {"营业收入": {"上年": "unknown"}}))
    assert "1. 首次认定奖励　可享受　待定" in text
    assert "营业收入（2023年），见" in text


TOGETHER = """---
id: trial/together
title: 合计（虚构）
wording: restated
in_force: 2020-01-01..
---

## 一 {#1}

持证的奖励10万元，另按上年研发费用的5%补助，两项合计。

```yaml register
kind: enterprise
facts:
  rd: {zh: 研发费用, type: money, time: year}
  licence: {zh: 持证, type: flag}
```

```yaml clause
id: sure
when: {持证: {rule: 持证, quote: 持证}}
gives: {money: {rule: 10万元, quote: 奖励10万元}}
```

```yaml clause
id: open
when: {持证: {rule: 持证, quote: 持证}}
gives: {money: {rule: 研发费用(上年) * 5%, quote: 上年研发费用的5%}}
```

```yaml stacking
id: total
over: [sure, open]
take: all
quote: 两项合计
```
"""


def test_what_is_missing_is_needed_only_for_what_it_can_still_decide() -> None:
    library = read_texts({"together.md": TOGETHER.encode()})
    assert library.faults == []
    entity = Entity("enterprise")
    entity.record("licence", "", Recorded(True))
    (missing,) = explain(Engine(library), entity, ON, "zh").record.missing
    assert (missing.label.zh, missing.serves) == ("研发费用", ("trial/together#open",))


@pytest.mark.parametrize(("licensed", "lacking"), [(False, []), (True, ["研发费用"])])
def test_one_clause_that_is_refused_asks_for_nothing_others_lack(
    licensed: bool, lacking: list[str]
) -> None:
    """The other clause of the stacking does not ask for the licence."""
    others = TOGETHER.replace(
        "id: open\nwhen: {持证: {rule: 持证, quote: 持证}}",
        "id: open\nwhen: {有: {rule: 研发费用(上年) > 0元, quote: 研发费用}}",
    )
    library = read_texts({"together.md": others.encode()})
    entity = Entity("enterprise")
    entity.record("licence", "", Recorded(licensed))
    found = explain(Engine(library), entity, ON, "zh", addresses=["trial/together#sure"]).record
    assert [m.label.zh for m in found.missing] == lacking


@pytest.mark.parametrize(("lang", "name"), [("zh", "备案奖励合计"), ("en", "Record awards")])
def test_a_stacking_inside_another_is_called_by_its_name(lang: Lang, name: str) -> None:
    engine = Engine(read_library(PACKS / "cn", PACKS / "dalian"))
    firm = Entity("enterprise", "e")
    text = as_text(
        explain(engine, firm, date(2024, 3, 1), lang, documents=["dalian/jinpu-new-species"])
    )
    assert name in text
    assert "record_awards" not in text
