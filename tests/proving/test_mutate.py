"""Mutation of law, in the author's words: which number does no example hold in place?"""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin
from gaoxin.instruments import differs
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_texts
from gaoxin.policy.reading.reader import read_library
from gaoxin.proving.mutate import Court, Verdict, mutants, read_exceptions

PACKS = Path(__file__).parents[2] / "packs"

HEAD = """---
id: trial/award
title: 试验（虚构）
in_force: 2024-01-01..
wording: restated
---

## 一 {#1}

成立满1年，上年研发费用不低于100万元且占收入的比例不低于3%，人员不少于10人或有机构的，奖励20万元。
收入超过1000万元的部分按2%，至多1000万元的部分按1%；甲乙从高。50家以上的为5分。

```yaml register
kind: enterprise
facts:
  rd: {zh: 研发费用, type: money, time: year}
  sales: {zh: 收入, type: money, time: year}
  staff: {zh: 人员, type: count, time: year}
  unit: {zh: 有机构, type: flag}
  founded: {zh: 成立日, type: date}
```
"""
CLAUSE = """
```yaml clause
id: award
zh: 奖励
when:
  规模: {rule: 研发费用(上年) >= 100万元, quote: 不低于100万元}
gives: {money: {rule: 20万元, quote: 奖励20万元}}
```
"""
TESTED = """
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


def library(*blocks: str) -> Library:
    found = read_texts({"trial.md": "\n".join((HEAD, *blocks)).encode()})
    assert found.faults == []
    return found


def verdicts(*blocks: str, exceptions: dict[str, str] | None = None) -> list[Verdict]:
    trial = library(*blocks)
    court = Court(trial, exceptions)
    return [court.verdict(m) for m in mutants(trial.documents["trial/award"])]


def changes(*blocks: str) -> dict[str, set[str]]:
    """What is changed into what, by address within the document."""
    found: dict[str, set[str]] = {}
    for mutant in mutants(library(*blocks).documents["trial/award"]):
        where = mutant.address.partition("#")[2]
        found.setdefault(where, set()).add(f"{mutant.before} → {mutant.after}")
    return found


# --- noticed or not --------------------------------------------------------------------------


def test_a_threshold_without_an_example_is_reported() -> None:
    loose = [v.mutant.name for v in verdicts(CLAUSE) if not v.caught]
    assert "trial/award#award.规模: >= → >" in loose
    assert "trial/award#award.规模: 100万元 → 1000000.01" in loose


def test_a_threshold_tested_on_its_edge_is_held_in_place() -> None:
    assert [v.mutant.name for v in verdicts(CLAUSE, TESTED) if not v.caught] == []


def test_an_example_far_from_the_edge_does_not_hold_it() -> None:
    far = TESTED.replace("{上年: 100万元}", "{上年: 500万元}").replace("999999.99元", "1元")
    loose = [v.mutant.name for v in verdicts(CLAUSE, far) if not v.caught]
    assert "trial/award#award.规模: >= → >" in loose
    assert not any(".money" in name for name in loose)


def test_an_exception_with_a_reason_is_accepted_and_others_are_not() -> None:
    name = "trial/award#award.规模: >= → >"
    found = verdicts(CLAUSE, exceptions={name: "试验", "trial/award#award.规模: 没有的": "多余"})
    reasons = {v.mutant.name: v.reason for v in found}
    assert reasons[name] == "试验"
    assert [n for n, reason in reasons.items() if reason] == [name]


def test_what_is_noticed_needs_no_exception() -> None:
    name = "trial/award#award.规模: >= → >"
    found = {v.mutant.name: v for v in verdicts(CLAUSE, TESTED, exceptions={name: "试验"})}
    assert found[name].caught
    assert found[name].reason == ""


# --- which changes are made ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (
            "研发费用(上年) >= 100万元, quote: 不低于100万元",
            {">= → >", "100万元 → 1000000.01", "100万元 → 999999.99", "上年 → -2"},
        ),
        (
            "研发费用(上年) / 收入(上年) >= 3%, quote: 不低于3%",
            {">= → >", "/ → *", "3% → 3.01%", "3% → 2.99%", "上年 → -2"},
        ),
        ("人员(上年) >= 10, quote: 不少于10人", {">= → >", "10 → 11", "10 → 9", "上年 → -2"}),
        ('"within(成立日, 1年, 当日)", quote: 满1年', {"1年 → 2年", "1年 → 0天"}),
        (
            "研发费用(上年) >= 90071992547409.93元, quote: 不低于100万元",
            {
                ">= → >",
                "90071992547409.93元 → 90071992547409.94",
                "90071992547409.93元 → 90071992547409.92",
                "上年 → -2",
            },
        ),
        (
            "研发费用(上年) / 收入(上年) >= 3.125%, quote: 不低于3%",
            {">= → >", "/ → *", "3.125% → 3.135%", "3.125% → 3.115%", "上年 → -2"},
        ),
        (
            "成立日 <= 9999-12-31, quote: 成立",
            {"<= → <", "9999-12-31 → 9999-12-30"},
        ),
    ],
)
def test_every_kind_of_number_is_moved_by_its_own_step(condition: str, expected: set[str]) -> None:
    clause = CLAUSE.replace("研发费用(上年) >= 100万元, quote: 不低于100万元", condition)
    assert changes(clause)["award.规模"] == expected


def test_all_and_any_are_exchanged() -> None:
    clause = CLAUSE.replace(
        "  规模: {rule: 研发费用(上年) >= 100万元, quote: 不低于100万元}",
        """  实力:
    quote: 人员不少于10人或有机构
    any:
      人员: {rule: 人员(上年) >= 10, quote: 不少于10人}
      机构: {rule: 有机构, quote: 有机构}""",
    )
    assert changes(clause)["award.实力"] == {"any → all"}


def test_a_clock_of_no_days_is_moved_by_a_day() -> None:
    procedure = """
```yaml procedure
id: course
roles: {窗口: {}}
states: {已申请: {public: 已申请}, 已受理: {public: 已受理, end: yes}}
steps:
  受理: {from: 已申请, to: 已受理, by: 窗口}
clocks:
  当场: {from: 受理, to: 受理, within: 0天}
```
"""
    assert changes(procedure)["course.当场"] == {"within → +1", "within → -1"}


def test_a_stacking_takes_otherwise() -> None:
    second = CLAUSE.replace("id: award", "id: second").replace("zh: 奖励", "zh: 再奖")
    stacking = (
        "\n```yaml stacking\nid: best\nover: [award, second]\ntake: highest\nquote: 从高\n```\n"
    )
    assert changes(CLAUSE, second, stacking)["best"] == {"highest → all"}


BANDS = """
```yaml define
得分:
  type: points
  of: 人员(上年)
  bands:
    x >= 50: {value: 5, quote: 50家以上的为5分}
    x < 50: {value: 0, quote: 50家}
```
"""


def test_an_edge_repeated_by_the_next_row_is_no_change_of_the_law() -> None:
    """``x < 50`` after ``x >= 50`` decides nothing: rows are read from the top."""
    found = changes(BANDS)
    assert found["得分.x >= 50"] == {">= → >", "50 → 51", "50 → 49"}
    # `x < 50` moved up changes nothing; moved down it leaves 49 without a row.
    assert found["得分.x < 50"] == {"50 → 49"}


def test_a_damaged_target_is_not_changed_since_it_is_never_decided() -> None:
    target = """
```yaml target
id: sound
measure: 人员(本年)
aim: {rule: x >= 50, quote: 50家以上}
```

```yaml target
id: damaged
measure: 人员(本年) * 2
raw: 5 0 enterprises
readings:
  - {rule: x >= 50, confidence: low}
```
"""
    found = changes(target)
    assert found["sound.aim"] == {">= → >", "50 → 51", "50 → 49"}
    assert not any(where.startswith("damaged") for where in found)


def test_milestones_are_held_in_place_by_examples() -> None:
    target = """
```yaml target
id: steps
for: enterprise
measure: 人员(本年)
aim: {rule: x >= 50, quote: 50家以上}
milestones: {2024-12-31: x >= 10}
quote: [不少于10人]
```

```yaml example
tests: steps
on: 2025-06-30
given: {人员: {本年: 50, 上年: 10}}
cases:
  - {name: 恰好, then: {reached: yes, milestones: {2024-12-31: yes}}}
  - name: 都差一
    set: {人员: {本年: 49, 上年: 9}}
    then: {reached: no, milestones: {2024-12-31: no}}
```
"""
    found = verdicts(target)
    assert {v.mutant.address for v in found} >= {"trial/award#steps.milestones.2024-12-31"}
    assert [v.mutant.name for v in found if not v.caught] == []


# --- the command -----------------------------------------------------------------------------


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(gaoxin, [*arguments, "--packs", str(folder)])
    return result.exit_code, result.output


def packs(tmp_path: Path, *blocks: str, excepted: tuple[str, ...] = ()) -> Path:
    (tmp_path / "trial.md").write_text("\n".join((HEAD, *blocks)), encoding="utf-8")
    with (tmp_path / "mutations.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("mutant", "reason"), *((e, "试验 / trial") for e in excepted)])
    return tmp_path


def test_the_command_lists_what_nothing_notices_and_says_so_by_its_exit_code(
    tmp_path: Path,
) -> None:
    code, output = run(packs(tmp_path, CLAUSE), "mutate", "trial/award")
    assert code == 1
    assert "trial/award#award.规模: >= → >" in output


def test_the_command_is_content_when_everything_is_noticed_or_excepted(tmp_path: Path) -> None:
    code, output = run(packs(tmp_path, CLAUSE, TESTED), "mutate", "--lang", "en")
    assert (code, output.splitlines()[-1]) == (
        0,
        "6 changes, 6 noticed, 0 excepted with a reason, 0 not noticed",
    )


def test_exceptions_are_read_from_the_packs(tmp_path: Path) -> None:
    loose = [v.mutant.name for v in verdicts(CLAUSE)]
    folder = packs(tmp_path, CLAUSE, excepted=tuple(loose))
    code, output = run(folder, "mutate", "--json", "--jobs", "2")
    assert code == 0
    assert {row["reason"] for row in json.loads(output)} == {"试验 / trial"}


def test_a_document_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    code, said = run(packs(tmp_path, CLAUSE), "mutate", "trial/other")
    assert code == 3
    assert "没有文件 trial/other" in said


# --- a real document -------------------------------------------------------------------------


def test_every_change_of_the_quanzhou_measures_is_noticed_or_has_its_reason() -> None:
    law = read_library(PACKS)
    court = Court(law, read_exceptions(PACKS / "mutations.csv"), {"procedure": differs})
    found = [court.verdict(m) for m in mutants(law.documents["quanzhou-etdz/2024-hte"])]
    assert len(found) > 10
    assert [v.mutant.name for v in found if not v.caught and not v.reason] == []
