"""YAML documents of enterprises: facts by period, sources, corrections, sets and payments."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.entities import ABSENT, UNKNOWN, Spell
from gaoxin.facts.table import load
from gaoxin.facts.vocabulary import Vocabulary
from gaoxin.quantities import synthetic_credit_code

A = synthetic_credit_code(1)
STORY = f"""
enterprise: {A}
name: {{zh: 示例芯片, en: Example Chips}}
story: {{zh: 第一次申请, en: The first application}}
source: 企业填报
recorded: 2026-01-05
facts:
  注册日期: 2019-03-01
  居民企业: 是
  研发费用: {{2024: 100万元, 2023: unknown, 2022: absent}}
  销售收入:
    2024:
      - {{value: 910万元, recorded: 2025-06-01, source: 更正申报}}
      - {{value: 900万元, recorded: 2025-02-01}}
  高新技术企业: [2020-11-01..2023-10-31, 2023-11-01..]
  重大安全质量环境事件: []
  行业代码: C35
sets:
  分行业收入:
    - {{年度: 2024, 行业: C35, 收入: 800万元}}
    - {{年度: 2024, 行业: I65, 收入: 110万元}}
paid:
  - {{clause: demo/2026#rd, on: 2025-06-30, money: 20万元}}
judged: {{cn/2016#得分: "7.5"}}
"""


def load_text(tmp_path: Path, text: str, vocabulary: Vocabulary, codes: CodeLists | None = None):  # type: ignore[no-untyped-def]
    path = tmp_path / "e.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, vocabulary, codes=codes)


def test_a_whole_story(tmp_path: Path, vocabulary: Vocabulary, codes: CodeLists) -> None:
    loaded = load_text(tmp_path, STORY, vocabulary, codes)
    assert [(f.code, f.severity) for f in loaded.faults] == [("F16", "warning")]  # not loaded here
    entity = loaded.entities[A]
    assert (entity.name, entity.name_en) == ("示例芯片", "Example Chips")
    assert entity.facts["registered_on", ""][0].value == date(2019, 3, 1)
    assert entity.facts["rd_cost", "2024"][0].value == Fraction(100_000_000)
    assert entity.facts["rd_cost", "2024"][0].source == "企业填报（e.yaml:10:16）"
    assert entity.facts["rd_cost", "2023"][0].value is UNKNOWN
    assert entity.facts["rd_cost", "2022"][0].value is ABSENT
    assert entity.facts["hte", ""][0].value == (
        Spell(date(2020, 11, 1), date(2023, 10, 31)),
        Spell(date(2023, 11, 1)),
    )
    assert entity.facts["serious_event", ""][0].value == ()
    assert [m.facts["income", ""][0].value for m in entity.sets["incomes_by_industry"]] == [
        80_000_000_0,
        11_000_000_0,
    ]
    assert entity.paid is not None
    assert entity.paid[0].money == 20_000_000
    assert entity.judged["cn/2016#得分"].value == Fraction(15, 2)


def test_as_known_on_a_day_the_earlier_figure_counts(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    entity = load_text(tmp_path, STORY, vocabulary).entities[A]
    for known, money in ((date(2025, 3, 1), 90_000_000_0), (None, 91_000_000_0)):
        record = entity.look_up("revenue", "2024", known)
        assert record is not None
        assert record.value == money
    assert entity.look_up("revenue", "2024", date(2025, 1, 1)) is None


def test_several_entities_in_one_file(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = (
        "- {zone: 示范区, facts: {名称: 示范区}}\n- {zone: 另一区}\n---\nkind: zone\nid: 第三区\n"
    )
    loaded = load_text(tmp_path, text, vocabulary)
    assert loaded.faults == []
    assert list(loaded.kinds["zone"]) == ["示范区", "另一区", "第三区"]


def test_members_of_a_set_written_among_the_facts_are_led_to_their_place(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    text = f"enterprise: {A}\nfacts:\n  分行业收入: [{{年度: 2024, 收入: 800万元}}]\n"
    (fault,) = load_text(tmp_path, text, vocabulary).faults
    assert (fault.code, fault.place) == ("F3", "e.yaml:3:10")
    assert "不是事实" in fault.zh
    assert "sets: {分行业收入: [" in fault.mend_zh
    assert "sets: {分行业收入: [" in fault.mend_en


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (f"enterprise: {A}\nfacts:\n  研发费: {{2024: 1}}\n", "F3", "e.yaml:3:8"),
        (f"enterprise: {A}\nfacts:\n  研发费用: 5万元\n", "F6", "e.yaml:3:9"),
        (f"enterprise: {A}\nfacts:\n  研发费用: {{上年: 5万元}}\n", "F6", "e.yaml:3:10"),
        (f"enterprise: {A}\nfacts:\n  注册日期: {{2024: 2020-01-01}}\n", "F12", "e.yaml:3:9"),
        (f"enterprise: {A}\nfacts:\n  注册日期: 昨天\n", "F12", "e.yaml:3:9"),
        (f"enterprise: {A}\nfact:\n  注册日期: 2020-01-01\n", "F23", "e.yaml:2:1"),
        (f"enterprise: {A}\nname: a\nname: b\n", "F23", "e.yaml:3:1"),
        (f"enterprise: {A}\nfacts: [1]\n", "F23", "e.yaml:2:8"),
        (f"enterprise: {A}\nsets: {{子公司: []}}\n", "F3", "e.yaml:2:13"),
        (f"enterprise: {A}\npaid: [{{clause: a, on: 2025-01-01}}]\n", "F24", "e.yaml:2:8"),
        (f"enterprise: {A}\nname: &x a\n", "F23", "e.yaml:2:7"),
        (f"enterprise: {A}\n  - b: [\n", "F23", "e.yaml:2:6"),
        ("name: 无名\n", "F8", "e.yaml:1:1"),
        ("enterprise: 91110108MA0000000\n", "F10", "e.yaml:1:13"),
        ("enterprise: 91110108MA00000000\n", "F11", "e.yaml:1:13"),
        (f"- enterprise: {A}\n- enterprise: {A}\n", "F9", "e.yaml:2:15"),
        ("just text\n", "F23", "e.yaml:1:1"),
        ("[" * 100, "F23", "e.yaml:1:31"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(
    tmp_path: Path, vocabulary: Vocabulary, text: str, code: str, place: str
) -> None:
    loaded = load_text(tmp_path, text, vocabulary)
    assert [(f.code, f.place) for f in loaded.faults] == [(code, place)]
