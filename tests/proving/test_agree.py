"""The two executors compared: what the search must find, and that they agree."""

import json
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.cli.main import gaoxin
from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import ABSENT, Entity, Recorded, Spell
from gaoxin.facts.vocabulary import FactDef, SetDef
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_texts
from gaoxin.policy.reading.reader import read_library
from gaoxin.proving.agree import Agreeing, Agreement
from gaoxin.proving.deciding import decisive
from gaoxin.proving.mutate import mutants, mutated
from gaoxin.proving.nearby import Nearby

PACKS = Path(__file__).parents[2] / "packs"
ON = date(2025, 6, 1)
EACH = 3
DOCUMENTS = (
    "quanzhou-etdz/2024-hte",
    "cn/2017-tech-sme",
    "cn/small-low-profit-tax",
    "dlhitech/2020-high-and-new",
    "tianjin-binhai/2022-gradient",
    "demo/stacking",
)

AWARD = """---
id: trial/award
title: 试验（虚构）
in_force: 2024-01-01..
wording: restated
---

## 一 {#1}

上年研发费用不低于100万元，有机构或人员不少于10人，且未列入异常名录的，按研发费用的5%奖励。

```yaml register
kind: enterprise
facts:
  rd: {zh: 研发费用, type: money, time: year}
  staff: {zh: 人员, type: count, time: year}
  unit: {zh: 有机构, type: flag}
  listed: {zh: 异常名录, type: flag, time: spell}
```

```yaml clause
id: award
zh: 奖励
when:
  规模: {rule: 研发费用(上年) >= 100万元, quote: 不低于100万元}
  实力:
    quote: 有机构或人员不少于10人
    any:
      机构: {rule: 有机构, quote: 有机构}
      人员: {rule: 人员(上年) >= 10, quote: 不少于10人}
  排除:
    quote: 未列入异常名录
    none:
      名录: {rule: 异常名录(当日), quote: 列入异常名录}
gives: {money: {rule: 5% * 研发费用(上年), quote: 研发费用的5%}}
```

```yaml example
tests: award
on: 2025-06-01
given: {研发费用: {上年: 500万元}, 有机构: yes, 人员: {上年: 3}, 异常名录: no}
cases:
  - {name: 应得, then: {answer: yes, money: 25万元}}
```
"""


@pytest.fixture(scope="module")
def award() -> Library:
    found = read_texts({"award.md": AWARD.encode()})
    assert found.faults == []
    return found


def searched(library: Library, each: int = 10, seed: int = 1) -> Agreement:
    (found,) = Agreeing(library, each, seed).all()
    return found


# --- what the search finds -------------------------------------------------------------------


def test_from_one_example_every_condition_is_made_to_decide(award: Library) -> None:
    found = searched(award)
    assert set(found.coverage.conditions) == {"规模", "实力.机构", "实力.人员", "排除.名录"}
    assert found.coverage.never == ()
    assert found.coverage.least is not None
    assert found.coverage.least >= 10


def test_every_verdict_is_met(award: Library) -> None:
    met = searched(award).coverage.outcomes
    assert min(met["yes"], met["no"], met["unknown"]) >= 10


def test_a_condition_that_can_never_decide_is_listed() -> None:
    text = AWARD.replace(
        "  排除:\n",
        "  人多: {rule: 人员(上年) > 9, quote: 10人}\n"
        "  人少: {rule: 人员(上年) <= 5, quote: 5}\n  排除:\n",
    )
    found = searched(read_texts({"award.md": text.encode()}))
    assert set(found.coverage.never) >= {"规模", "排除.名录"}
    assert found.coverage.outcomes["yes"] == 0
    assert found.count == 0


def test_what_decides_only_on_another_day_is_sought_on_that_day() -> None:
    until = "      旧规: {rule: 当日 < 2026-01-01, quote: 有机构或人员}\n      机构:"
    text = AWARD.replace("      机构:", until)
    text += """
```yaml example
tests: award
on: 2026-06-01
given: {研发费用: {上年: 500万元}, 有机构: yes, 人员: {上年: 30}, 异常名录: no}
cases:
  - {name: 新规之后, then: {answer: yes}}
```
"""
    library = read_texts({"award.md": text.encode()})
    decided = Counter[str]()
    for found in Agreeing(library, 40, 1).all():
        decided.update(found.coverage.decisive)
        if found.on.year == 2025:
            assert set(found.coverage.never) == {"实力.机构", "实力.人员"}
    assert min(decided["实力.机构"], decided["实力.人员"]) >= 40


def test_the_same_seed_gives_the_same_rows(award: Library) -> None:
    one, two = searched(award, 4, 7), searched(award, 4, 7)
    assert (one.rows, one.coverage.decisive) == (two.rows, two.coverage.decisive)


def decides(**facts: object) -> set[str]:
    entity = Entity("enterprise", "made-up")
    for name, value in facts.items():
        period = "2024" if name in {"rd", "staff"} else ""
        kept = Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value
        entity.record(name, period, Recorded(kept))  # type: ignore[arg-type]
    engine = Engine(read_texts({"award.md": AWARD.encode()}))
    return set(decisive(engine.answer("trial/award", "award", entity, ON).conditions))


RICH = 500_000_000


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            {"rd": RICH, "unit": True, "staff": 3, "listed": ABSENT},
            {"规模", "实力.机构", "排除.名录"},
        ),
        ({"rd": RICH, "unit": True, "staff": 20, "listed": ABSENT}, {"规模", "排除.名录"}),
        ({"rd": 1, "unit": True, "staff": 20, "listed": ABSENT}, {"规模"}),
        ({"rd": 1, "unit": False, "staff": 3, "listed": ABSENT}, set()),
        ({"unit": True, "staff": 20, "listed": ABSENT}, set()),
    ],
)
def test_a_condition_decides_if_its_flip_alone_turns_the_verdict(
    facts: dict[str, object], expected: set[str]
) -> None:
    assert decides(**facts) == expected


# --- on, one step under, one step over -------------------------------------------------------


def fact(type_: str, time: str = "year") -> FactDef:
    return FactDef("enterprise", "f", "某事实", "f", type_, time)  # type: ignore[arg-type]


@given(st.integers(1, 10**12), st.integers(0, 10**13), st.randoms(use_true_random=False))
def test_an_edge_of_an_amount_is_met_to_the_fen(edge: int, now: int, random: Random) -> None:
    tried = Nearby((), ON, random).of(fact("money"), now, lambda v: v >= edge if _n(v) else None)
    near = {t.value for t in tried if t.near}
    assert {edge - 1, edge, edge + 1} <= near


@given(st.integers(-9000, 390), st.randoms(use_true_random=False))
def test_an_edge_in_time_is_met_to_the_day(days: int, random: Random) -> None:
    edge = ON + timedelta(days)
    tried = Nearby((), ON, random).of(
        fact("date", "fixed"), ON, lambda v: v <= edge if isinstance(v, date) else None
    )
    assert {edge, edge + timedelta(1)} <= {t.value for t in tried if t.near}


@given(st.integers(1, 5000), st.randoms(use_true_random=False))
def test_a_spell_is_made_to_run_out_on_the_day_and_the_day_before(
    back: int, random: Random
) -> None:
    day = ON - timedelta(back)
    tried = Nearby((), ON, random).of(
        fact("flag", "spell"), (), lambda v: isinstance(v, tuple) and any(s.runs_on(day) for s in v)
    )
    made = [t.value[0] for t in tried if t.near and len(t.value) == 1]
    assert {s.runs_on(day) for s in made if isinstance(s, Spell)} == {True, False}


def test_a_member_added_has_members_of_its_own() -> None:
    zone, carrier, tenant = Entity("zone"), Entity("carrier"), Entity("tenancy")
    carrier.record("zone", "", Recorded(zone))
    tenant.record("carrier", "", Recorded(carrier))
    carrier.sets["tenancies"] = (tenant,)
    carriers = SetDef("zone", "carriers", "载体", "carrier", "zone")
    tried = Nearby((), ON, Random(1)).members(carriers, zone, (carrier,), lambda _: None)
    larger = next(t.value for t in tried if len(t.value) == 2)
    (other,) = larger[1].sets["tenancies"]
    assert other is not tenant
    assert other.facts["carrier", ""][0].value is larger[1]
    assert larger[1].facts["zone", ""][0].value is zone


def _n(value: object) -> bool:
    return isinstance(value, int | Fraction)


# --- do they agree? --------------------------------------------------------------------------


def test_a_difference_of_one_fen_or_one_sign_between_the_two_is_found(award: Library) -> None:
    """The interpreter is given the law with one change, the bulk executor the law as it is."""
    tried = list(mutants(award.documents["trial/award"]))
    assert len(tried) > 8
    for mutant in tried:
        comparing = Agreeing(award, 5, 1)
        comparing.engine = Engine(mutated(award, mutant))
        (found,) = comparing.all()
        assert found.count > 0, mutant.name
        sizes = [len(d.facts) for d in found.disagreements]
        assert sizes == sorted(sizes)


@pytest.fixture(scope="module")
def law() -> Library:
    return read_library(PACKS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_executors_agree_where_conditions_decide(law: Library, document: str) -> None:
    found = list(Agreeing(law, EACH, 1).all([document]))
    assert [(a.address, d) for a in found for d in a.disagreements] == []
    assert sum(a.rows for a in found) > 20
    for one in found:
        for path, times in one.coverage.decisive.items():
            # The days searched in part ask for one.
            assert times >= 1, (one.address, path)


# --- the command -----------------------------------------------------------------------------


def test_the_command_tells_what_was_compared(tmp_path: Path) -> None:
    (tmp_path / "award.md").write_text(AWARD, encoding="utf-8")
    words = ["agree", "--packs", str(tmp_path), "--each", "2"]
    found = CliRunner().invoke(gaoxin, [*words, "--json"])
    assert found.exit_code == 0
    (told,) = json.loads(found.output)
    assert told["address"] == "trial/award#award"
    assert told["disagreeing"] == 0
    assert set(told["outcomes"]) == {"yes", "no", "unknown"}
    chinese = CliRunner().invoke(gaoxin, words)
    assert chinese.output.splitlines()[-1].endswith("不一致 0")


def test_an_unknown_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "award.md").write_text(AWARD, encoding="utf-8")
    found = CliRunner().invoke(gaoxin, ["agree", "trial/none", "--packs", str(tmp_path)])
    assert found.exit_code == 3
    assert "trial/award" in found.output
