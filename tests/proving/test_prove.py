"""Examples are proof: what they say and the rules do not give is a fault (E3); a judged number
outside its range (J1) and a value of the wrong sort (J2) are reported, never answered from."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin
from gaoxin.engine.engine import Engine
from gaoxin.engine.values import Absent
from gaoxin.facts.entities import Entity, Recorded, Value
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_texts
from gaoxin.proving.prove import differs, prove, unreadable

DOCUMENT = """---
format: "1"
id: demo/award
title: 示范奖励（虚构）
wording: restated
in_force: 2024-01-01..
---

## 一 {#1}

上年研发费用不低于100万元的，奖励20万元。评审得分在60分至100分之间的，另给予最高25万元。

```yaml register
kind: enterprise
facts:
  rd: {zh: 研发费用, en: R&D cost, type: money, time: year}
```

```yaml clause
id: award
zh: 奖励
en: Award
when:
  规模: {rule: 研发费用(上年) >= 100万元, quote: 上年研发费用不低于100万元}
gives: {money: {rule: 20万元, quote: 奖励20万元}}
```

```yaml define
加奖: {type: money, judge: 评审组, value: 0元..25万元, quote: 最高25万元}
```

```yaml clause
id: extra
zh: 加奖
en: Extra
when:
  规模: {rule: 研发费用(上年) >= 100万元, quote: 上年研发费用不低于100万元}
gives: {money: {rule: 加奖}}
```

```yaml example
tests: award
on: 2025-06-01
given: {研发费用: {上年: 100万元}}
cases:
  - {name: 恰在线上, then: {answer: yes, money: 20万元}}
edges:
  规模: [{研发费用: {上年: 100万元}}, {研发费用: {上年: 999999.99元}}]
```
"""
ON = date(2025, 6, 1)
GIVEN = "given: {研发费用: {上年: 100万元}"
PAID = f"{GIVEN}, paid: ["


def library(text: str = DOCUMENT) -> Library:
    found = read_texts({"award.md": text.encode()})
    assert found.faults == []
    return found


def problems(text: str) -> list[str]:
    return [f.zh for p in prove(library(text)) for f in p.faults]


def test_examples_that_agree_prove_the_rules() -> None:
    results = list(prove(library()))
    assert [p.case.expects for p in results] == ["", "edge", "beyond"]
    assert problems(DOCUMENT) == []


def test_what_was_found_is_written_as_what_was_expected() -> None:
    assert differs("x", Fraction(49), "50") == ("x应为50，得到49", "x should be 50, found 49")
    assert differs("money", 20_000_001, "30万元") == (
        "金额应为30万元，得到200000.01元",
        "money should be 30万元, found CNY 200,000.01",
    )
    assert differs("reached", False, "yes") == (
        "达到应为是，得到否",
        "reached should be yes, found no",
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("money: 20万元}}\nedges", "money: 30万元}}\nedges", "金额应为30万元，得到20万元"),
        ("then: {answer: yes, money", "then: {answer: no, money", "结论应为否，得到是"),
        ("then: {answer: yes, money", "then: {fails: 规模, money", "不符应为规模，得到无"),
        ("{上年: 999999.99元}", "{上年: 100万元}", "规模：越过一步"),
        ("given: {研发费用:", "given: {研发经费:", "“研发经费”不是事实、集合或定义"),
        ("{研发费用: {上年: 100万元}}\ncases", "{研发费用: {上年: 一百万}}\ncases", "不是一个量"),
        ("money: 20万元}}\nedges", "money: 200000}}\nedges", "“200000”没有单位，写 200000元"),
        ("{上年: 100万元}}\ncases", "{上年: 1000000}}\ncases", "“1000000”没有单位"),
        ("{研发费用: {上年: 100万元}}\ncases", "{研发费用: {去年底: 1元}}\ncases", "去年底"),
        ("{上年: 100万元}}\ncases", "{上年: x + 5}}\ncases", "“x + 5”不是一个量"),
        ("{上年: 100万元}}\ncases", "{上年: not 5}}\ncases", "“not 5”不是一个量"),
        ("{上年: 100万元}}\ncases", "{上年: 研发费用*5}}\ncases", "“研发费用*5”不是一个量"),
        ("{上年: 100万元}}\ncases", "{上年: f(7)}}\ncases", "“f(7)”不是一个量"),
        ("{上年: 100万元}}\ncases", "{上年: 1..5..7}}\ncases", "“1..5..7”不是一个量"),
        ("{上年: 100万元}}\ncases", "{上年: -2024-01-01}}\ncases", "“-2024-01-01”不是一个量"),
        ("on: 2025-06-01\n", "", "算例没有日期"),
        (GIVEN, f"{PAID}{{clause: award, on: or2023, money: 1元}}]", "“or2023”不是日期"),
        (GIVEN, f"{PAID}{{clause: award, money: 1元}}]", "已付的一笔缺少“on”"),
        (GIVEN, f"{PAID}{{clause: award, on: 2023-01-01, money: unknown}}]", "不是已付的金额"),
        (GIVEN, f"{PAID}{{clause: awrd, on: 2023-01-01, money: 1元}}]", "“awrd”不是条款"),
        (GIVEN, f"{PAID}award]", "“paid”要写成列表"),
    ],
)
def test_an_example_that_disagrees_is_told_with_both_sides(old: str, new: str, words: str) -> None:
    assert old in DOCUMENT
    found = problems(DOCUMENT.replace(old, new))
    assert any(words in one for one in found), found


def enterprise(**judged: Value) -> Entity:
    entity = Entity("enterprise", "made-up")
    entity.record("rd", "2024", Recorded(Fraction(100_000_000)))
    for name, value in judged.items():
        entity.judged[f"demo/award#{name}"] = Recorded(value)
    return entity


def test_a_judged_number_inside_its_range_is_the_amount() -> None:
    answer = Engine(library()).answer("demo/award", "extra", enterprise(加奖=Fraction(5)), ON)
    assert (answer.money, answer.broken) == (5, ())


@pytest.mark.parametrize("value", [Fraction(25_000_001), Fraction(-1), Fraction(10**30)])
def test_a_judged_number_outside_its_range_is_reported_and_not_used(value: Fraction) -> None:
    answer = Engine(library()).answer("demo/award", "extra", enterprise(加奖=value), ON)
    assert [b.code for b in answer.broken] == ["J1"]
    assert not isinstance(answer.money, int | Fraction)


@pytest.mark.parametrize("value", ["一百万", True, date(2024, 1, 1)])
def test_a_value_of_the_wrong_sort_is_reported_and_leaves_the_answer_open(value: Value) -> None:
    entity = Entity("enterprise", "made-up")
    entity.record("rd", "2024", Recorded(value))
    answer = Engine(library()).answer("demo/award", "award", entity, ON)
    assert [b.code for b in answer.broken] == ["J2"]
    assert answer.verdict == "unknown"


BANDS = (
    DOCUMENT.replace(
        "  rd: {zh: 研发费用, en: R&D cost, type: money, time: year}",
        "  rd: {zh: 研发费用, en: R&D cost, type: money, time: year}\n"
        "  chip: {zh: 芯片企业, en: Chip maker, type: flag, time: year}",
    )
    + """
```yaml define
芯片比例: {type: rate, from: 2026-01-01, value: 100%, verified: no, note: 虚构}
专项比例:
  type: rate
  bands: {"芯片企业(本年)": 芯片比例, else: absent}
```
"""
)


def test_rows_that_are_absent_for_different_reasons_agree() -> None:
    """Not knowing which row applies does not matter where neither gives anything that day."""
    entity = Entity("enterprise", "made-up")
    value = Engine(library(BANDS)).value("demo/award", "专项比例", entity, ON)
    assert isinstance(value, Absent)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "cases:\n",
            "cases:\n  - {name: 错, set: {研发费: {上年: 1元}}, then: {answer: no}}\n",
            "研发费",
        ),
        (
            "cases:\n",
            "cases:\n  - {name: 错, set: {研发费用: {上年: 三}}, then: {answer: no}}\n",
            "三",
        ),
        (
            "cases:\n",
            "cases:\n  - {name: 错, set: {研发费用: {去年: 1元}}, then: {answer: no}}\n",
            "去年",
        ),
        ("cases:\n", "cases:\n  - {name: 错, then: {奖金: 20万元}}\n", "奖金"),
        ("money: 20万元}}\nedges", "money: 200000}}\nedges", "200000"),
    ],
)
def test_a_case_nobody_could_ask_is_found_without_asking(old: str, new: str, said: str) -> None:
    """What ``prove`` cannot read ``check`` does not pass."""
    text = DOCUMENT.replace(old, new, 1)
    assert text != DOCUMENT
    found = list(unreadable(library(text)))
    assert [f.code for f in found] == ["E3"]
    assert said in found[0].zh
    assert [f.zh for f in found] == [f for f in problems(text) if said in f]


def test_a_case_that_can_be_asked_is_left_to_prove() -> None:
    assert not list(unreadable(library()))
    assert not list(unreadable(library(DOCUMENT.replace("money: 20万元}}", "money: 21万元}}"))))


def test_check_refuses_what_prove_cannot_read(tmp_path: Path) -> None:
    """Through the command: a misspelt fact in an example, and a yearly award, which is none."""
    text = DOCUMENT.replace(
        "cases:\n", "cases:\n  - {name: 错, set: {研发费: 1}, then: {answer: no}}\n", 1
    )
    (tmp_path / "award.md").write_text(text, encoding="utf-8")
    found = CliRunner().invoke(gaoxin, ["check", "--packs", str(tmp_path), "--lang", "zh"])
    assert found.exit_code == 1
    assert "E3" in found.output
    assert "“研发费”不是事实、集合或定义" in found.output


def test_yearly_in_chinese_is_once_a_year() -> None:
    """``频次: 每年`` as a Chinese document writes it: paid this year, nothing more this year."""
    text = DOCUMENT.replace(
        "gives: {money: {rule: 20万元, quote: 奖励20万元}}",
        "gives: {money: {rule: 20万元, quote: 奖励20万元}, per: 每年}",
    )
    for paid, money in (("2025-01-02", "0元"), ("2024-12-31", "20万元")):
        paid_on = f"[{{clause: award, on: {paid}, money: 20万元}}]"
        case = f"cases:\n  - {{name: 领过, set: {{paid: {paid_on}}}, then: {{money: {money}}}}}\n"
        assert problems(text.replace("cases:\n", case, 1)) == []
