"""Money per 亩, per square metre, per head: compared with its like alone, to the fen."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.explaining.words import Reader
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.checks import check
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Type
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts
from gaoxin.proving.prove import Prover

ON = date(2024, 6, 1)
HEAD = """---
id: t/mu
title: 亩均（试验）
issuer: 试验
level: zone
issued: 2020-01-01
in_force: 2020-01-01..
wording: restated
lang: zh
anchor: application
verified: no
note: 试验
---

## 第一条 {#1}

亩均研发费用不低于2000000元，不低于200万元/亩，人均收入不低于50万元，每平方米不超过30元，条件。

```yaml register
kind: enterprise
zh: 企业
facts:
  rd: {zh: 研发费用, type: money, range: 0元..1000亿元}
  mu: {zh: 面积, type: number, unit: 亩, range: 0..100000}
  floor: {zh: 建筑面积, type: number, unit: square metres, range: 0..10000000}
  staff: {zh: 人员, type: count, range: 0..100000}
  tax: {zh: 亩均税收, type: number, unit: 万元/亩, range: 0..100000}
```
"""
SAID = "quote: 条件, verified: no, note: 试验"


def text(*blocks: str) -> str:
    return HEAD + "".join(f"\n```yaml {b}\n```\n" for b in blocks)


def clause(rule: str, quote: str = "") -> str:
    said = f"quote: {quote}" if quote else SAID
    return f"clause\nid: c\nwhen: {{好: {{rule: '{rule}', {said}}}}}\ngives: {{outcome: 好}}"


def read(*blocks: str) -> tuple[Library, list[Fault]]:
    library = read_texts({"t.md": text(*blocks).encode()})
    return library, [f for f in check(library) if f.code[0] in "DNXTQCB"]


def verdicts(library: Library, address: str = "c", **facts: Any) -> Any:
    """Of both executors, which must be one."""
    entity = Entity("enterprise", "e")
    for name, value in facts.items():
        entity.record(name, "", Recorded(value))
    answer = Engine(library).answer("t/mu", address, entity, ON)
    table = pa.table({k: pa.array([v], pa.int64()) for k, v in facts.items()})
    plan = compile_clauses(library, [f"t/mu#{address}"], ON, {}).fitted(table)
    assert not plan.refused
    row = plan.run(table).to_pylist()[0]
    assert row[f"{address}.answer"] is answer.eligible
    if answer.money is not None:
        assert row[f"{address}.money"] == answer.money
    return answer


@pytest.mark.parametrize(
    "rule",
    [
        "研发费用 / 面积 >= 2000000",
        "研发费用 / 面积 >= 200万元",
        "研发费用 / 面积 >= 200万元/平方米",
        "研发费用 / 面积 >= 200万美元/亩",
        "研发费用 >= 200万元/亩",
        "研发费用 >= 50万元/人",
        "研发费用 / 建筑面积 >= 200万元/人",
        "亩均税收 >= 20",
        "亩均税收 >= 20万元",
        "研发费用 / 面积 + 1 >= 200万元/亩",
    ],
)
def test_money_per_unit_meets_only_its_like(rule: str) -> None:
    _, faults = read(clause(rule))
    assert {f.code for f in faults} <= {"T1", "T2", "T8"}, [f.text("en") for f in faults]
    assert faults
    assert any("200万元/亩" in f.mend_zh for f in faults), [f.text("zh") for f in faults]


def test_a_hundred_thousand_on_five_mu_do_not_reach_two_million_a_mu() -> None:
    library, faults = read(clause("研发费用 / 面积 >= 200万元/亩", "不低于200万元/亩"))
    assert faults == []
    fen = 100
    assert verdicts(library, rd=100_000 * fen, mu=5).verdict == "no"
    assert verdicts(library, rd=10_000_000 * fen, mu=5).verdict == "yes"
    assert verdicts(library, rd=10_000_000 * fen - 1, mu=5).verdict == "no"
    assert verdicts(library, rd=10_000_000 * fen, mu=0).verdict == "unknown"


def test_the_words_may_give_the_figure_in_yuan_and_english_names_the_unit() -> None:
    rule = "研发费用 / 面积 >= 2 million CNY/mu"
    library, faults = read(clause(rule, "亩均研发费用不低于2000000元"))
    assert faults == []
    assert verdicts(library, rd=999_999_999, mu=5).verdict == "no"
    assert verdicts(library, rd=1_000_000_000, mu=5).verdict == "yes"
    _, faults = read(clause("研发费用 / 面积 >= 201万元/亩", "亩均研发费用不低于2000000元"))
    assert [f.code for f in faults] == ["Q1"]


def test_square_metres_are_one_unit_in_both_languages() -> None:
    library, faults = read(clause("研发费用 / 建筑面积 <= 30元/平方米", "每平方米不超过30元"))
    assert faults == []
    assert verdicts(library, rd=3000, floor=1).verdict == "yes"
    assert verdicts(library, rd=3001, floor=1).verdict == "no"


def test_per_head_is_money_divided_by_a_count() -> None:
    library, faults = read(clause("研发费用 / 人员 >= 50万元/人", "人均收入不低于50万元"))
    assert faults == []
    assert verdicts(library, rd=10 * 50_000_000, staff=10).verdict == "yes"
    assert verdicts(library, rd=10 * 50_000_000 - 1, staff=10).verdict == "no"
    library, faults = read(clause("研发费用 / 人员 >= 50万元", "人均收入不低于50万元"))
    assert faults == []  # the words beside it say per head


def test_so_much_for_each_is_an_amount() -> None:
    award = (
        "clause\nid: c\nwhen: {好: {rule: 人员 >= 0, quote: 条件}}\ngives: {money: {rule: MONEY, "
    )
    award += f"{SAID}}}}}"
    library, faults = read(award.replace("MONEY", "5000元/人 * 人员"))
    assert faults == []
    assert verdicts(library, staff=7).money == 3_500_000
    library, faults = read(award.replace("MONEY", "20元/亩 * 面积"))
    assert faults == []
    assert verdicts(library, staff=7, mu=3).money == 6000
    _, faults = read(award.replace("MONEY", "5000元/人"))
    assert [f.code for f in faults] == ["T7"]


def test_a_figure_kept_in_ten_thousand_yuan_a_mu_is_compared_with_yuan_a_mu() -> None:
    library, faults = read(clause("亩均税收 >= 20万元/亩"))
    assert faults == []
    assert verdicts(library, tax=20).verdict == "yes"
    assert verdicts(library, tax=19).verdict == "no"
    library, faults = read(clause("亩均税收 >= 研发费用 / 面积"))
    assert faults == []
    assert verdicts(library, tax=20, rd=100_000_000, mu=5).verdict == "yes"
    assert verdicts(library, tax=20, rd=100_000_001, mu=5).verdict == "no"


BANDS = f"""define
亩均: {{value: 研发费用 / 面积, {SAID}}}
门槛: {{value: 200万元/亩, {SAID}}}
人均: {{type: money, unit: 元/人, value: 研发费用 / 人员, {SAID}}}
档:
  of: 亩均
  bands: {{x >= 300万元/亩: 30万元, x >= 门槛: 20万元, else: 0元}}
  quote: 条件
  verified: no
  note: 试验"""


def test_bands_parameters_and_examples_are_written_per_unit() -> None:
    bands = BANDS.replace("x >= 门槛", "x >= 200万元/亩")
    example = (
        "example\ntests: 档\non: 2024-06-01\n"
        "cases:\n"
        "- {name: 恰在线上, set: {研发费用: 1000万元, 面积: 5},"
        " then: {档: 20万元, 亩均: 200万元/亩}}\n"
        "- {name: 低一分, set: {研发费用: 9999999.99元, 面积: 5}, then: {档: 0元}}\n"
        "- {name: 人均, set: {研发费用: 1000万元, 人员: 20}, then: {人均: 50万元/人}}\n"
        "- {name: 事实也可带单位, set: {亩均税收: 25万元/亩}, then: {门槛: 200万元/亩}}\n"
    )
    library, faults = read(bands, clause("人均 >= 50万元/人 and 亩均 >= 门槛"), example)
    assert [f for f in faults if f.code != "C1"] == [], [f.text("en") for f in faults]
    assert proved(library) == []
    library, _ = read(bands, example.replace("{档: 0元}", "{亩均: 200万元}"))
    assert len(proved(library)) == 1


def proved(library: Library) -> list[str]:
    document = library.documents["t/mu"]
    (found,) = document.examples
    faults = [f for case in found.cases for f in Prover(library).case(document, found, case)]
    return [f.text("en") for f in faults]


def test_it_is_shown_with_its_unit() -> None:
    library, _ = read()
    type_ = Type("number", "CNY/亩")
    assert Reader(library, "zh").of(200_000_000, type_) == "200万元/亩"
    assert Reader(library, "en").of(200_000_000, type_) == "CNY 2,000,000.00/mu"
