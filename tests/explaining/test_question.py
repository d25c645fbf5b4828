"""The next question: nothing that cannot matter, and few questions in all."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.engine import Engine
from gaoxin.engine.values import Judgement, Looked
from gaoxin.explaining.question import Goal, NextQuestion, next_question
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts
from gaoxin.proving.given import Given

ON = date(2024, 6, 1)

HEAD = """---
id: t
title: 提问试验
issuer: 试验
level: zone
issued: 2020-01-01
in_force: 2020-01-01..
wording: restated
lang: zh
anchor: application
---

## 第一条 {#1}

条件如下，给予10万元。

```yaml register
kind: enterprise
zh: 企业
facts:
  f0: {zh: 甲, type: flag}
  f1: {zh: 乙, type: flag}
  f2: {zh: 丙, type: flag}
  f3: {zh: 丁, type: flag}
  f4: {zh: 戊, type: flag}
  f5: {zh: 己, type: flag}
  f6: {zh: 庚, type: flag}
  f7: {zh: 辛, type: flag}
  rd: {zh: 研发费用, type: money, time: year}
  sales: {zh: 销售收入, type: money, time: year}
  hte: {zh: 高企, type: flag, time: spell}
```
"""

# --- formulas: a flag's number, or ("all" | "any" | "none", parts) --------------------------------

Formula: TypeAlias = int | tuple[str, tuple[Any, ...]]


def written(formula: Formula, name: str, depth: int) -> str:
    pad = "  " * depth
    if isinstance(formula, int):
        return f"{pad}{name}: {{rule: f{formula}, quote: 条件}}\n"
    mode, parts = formula
    inner = "".join(written(p, f"{name}{n}", depth + 2) for n, p in enumerate(parts))
    return f"{pad}{name}:\n{pad}  {mode}:\n{inner}"


def library(when: str, gives: str = "{outcome: 可以}") -> Library:
    text = f"{HEAD}\n```yaml clause\nid: grant\nwhen:\n{when}gives: {gives}\n```\n"
    found = read_texts({"t.md": text.encode()})
    assert not [f for f in found.faults if f.code[0] in "DNXT"]
    return found


def flags(formula: Formula) -> frozenset[int]:
    if isinstance(formula, int):
        return frozenset((formula,))
    return frozenset[int]().union(*(flags(p) for p in formula[1]))


def kleene(formula: Formula, known: Mapping[int, bool]) -> bool | None:
    if isinstance(formula, int):
        return known.get(formula)
    mode, parts = formula
    truths = [kleene(p, known) for p in parts]
    if mode == "all":
        return False if False in truths else None if None in truths else True
    held = True if True in truths else None if None in truths else False
    return held if mode == "any" or held is None else not held


def certain(formula: Formula, known: Mapping[int, bool]) -> bool:
    """Is the answer the same whatever the facts not yet known are?"""
    left = sorted(flags(formula) - set(known))
    ways = product((False, True), repeat=len(left))
    return len({kleene(formula, {**known, **dict(zip(left, w, strict=True))}) for w in ways}) == 1


def least_mean(formula: Formula) -> Fraction:
    """The least possible mean number of questions, by trying every order."""

    @cache
    def cost(known: tuple[tuple[int, bool], ...]) -> Fraction:
        if certain(formula, dict(known)):
            return Fraction(0)
        left = flags(formula) - {n for n, _ in known}
        return min(
            1 + sum(cost(tuple(sorted((*known, (n, v))))) for v in (False, True)) / Fraction(2)
            for n in left
        )

    return cost(())


def mean_asked(formula: Formula) -> Fraction:
    """The engine's mean over all enterprises; every question asked must be able to matter."""
    engine = Engine(library(written(formula, "条件", 1)))
    wanted = sorted(flags(formula))

    @cache
    def asked(known: tuple[tuple[int, bool], ...]) -> int | None:
        entity = Entity("enterprise", "e")
        for n, value in known:
            entity.record(f"f{n}", "", Recorded(value))
        found = next_question(engine, engine.answer("t", "grant", entity, ON))
        if found is None:
            assert certain(formula, dict(known))
            return None
        assert isinstance(found.need, Looked)
        n = int(found.need.name[1:])
        assert matters(formula, dict(known), n)
        return n

    total = 0
    for values in product((False, True), repeat=len(wanted)):
        truth = dict(zip(wanted, values, strict=True))
        known: tuple[tuple[int, bool], ...] = ()
        while (n := asked(known)) is not None:
            known = tuple(sorted((*known, (n, truth[n]))))
            total += 1
    return Fraction(total, 2 ** len(wanted))


def matters(formula: Formula, known: dict[int, bool], n: int) -> bool:
    left = sorted(flags(formula) - set(known) - {n})
    return any(
        kleene(formula, {**known, **dict(zip(left, v, strict=True)), n: False})
        is not kleene(formula, {**known, **dict(zip(left, v, strict=True)), n: True})
        for v in product((False, True), repeat=len(left))
    )


def formulas(most: int) -> st.SearchStrategy[Formula]:
    leaf = st.integers(0, most - 1)
    modes = st.sampled_from(["all", "any", "none"])

    def group(parts: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
        return st.tuples(modes, st.lists(parts, min_size=2, max_size=3).map(tuple))

    return st.recursive(leaf, group, max_leaves=6)


@settings(max_examples=15, deadline=None)
@given(formulas(4))
def test_on_small_clauses_hardly_more_is_asked_than_the_best_order_needs(formula: Formula) -> None:
    best = least_mean(formula)
    assert mean_asked(formula) <= best * Fraction(6, 5)


LARGER: tuple[Formula, ...] = (
    ("all", (0, 1, 2, 3, 4, 5, 6)),
    ("all", (0, ("any", (1, 2, 3)), ("any", (4, 5)), 6)),
    ("any", (("all", (0, 1)), ("all", (2, 3, 4)), ("none", (5, 6)))),
    ("all", (("any", (0, ("all", (1, 2)))), ("none", (3, 4)), ("any", (5, 6, 7)))),
    ("all", (0, 1, 2, 3, 4, 5, ("any", (0, 6)))),  # 6 can never matter
    ("any", (0, 1, 2, ("all", (3, 4, 5, ("none", (0, 6)))))),
)


@pytest.mark.parametrize("formula", LARGER, ids=range(len(LARGER)))
def test_on_larger_clauses_too(formula: Formula) -> None:
    assert mean_asked(formula) <= least_mean(formula) * Fraction(6, 5)


# --- in the words of users ------------------------------------------------------------------------

WHEN = """  规模: {rule: 研发费用(上年) >= 100万元, quote: 条件}
  强度: {rule: 研发费用(上年) / 销售收入(上年) >= 3%, quote: 条件}
  高企: {rule: 高企(当日), quote: 条件}
"""
MONEY = "{money: {rule: 10% * 研发费用(上年), quote: 条件}, cap: {rule: 10万元, quote: 10万元}}"


def ask(when: str, goal: Goal = "verdict", gives: str = MONEY, **facts: Any) -> NextQuestion | None:
    law = library(when, gives)
    entity = Given(law, "t", ON, str).entity("enterprise", facts)
    engine = Engine(law)
    return next_question(engine, engine.answer("t", "grant", entity, ON), goal)


def name(found: NextQuestion | None) -> str:
    assert found is not None
    assert isinstance(found.need, Looked)
    return found.need.name


def test_nothing_is_asked_once_the_answer_stands() -> None:
    assert ask(WHEN, 研发费用={"上年": "99万元"}) is None
    given: dict[str, Any] = {
        "研发费用": {"上年": "120万元"},
        "销售收入": {"上年": "100万元"},
        "高企": "2024-01-01..",
    }
    assert ask(WHEN, **given) is None


def test_a_fact_two_conditions_rest_on_is_asked_before_one_that_alone_decides_nothing() -> None:
    assert name(ask(WHEN)) in {"rd", "hte"}
    assert name(ask(WHEN, 高企="2024-01-01..")) == "rd"


def test_the_question_says_which_conditions_it_bears_on() -> None:
    found = ask(WHEN, 高企="2024-01-01..")
    assert found is not None
    assert found.conditions == ("规模", "强度")


EITHER = """  资格:
    any:
      高企: {rule: 高企(当日), quote: 条件}
      甲: {rule: 甲, quote: 条件}
"""


def test_an_alternative_is_not_asked_for_when_another_already_holds() -> None:
    assert ask(EITHER, 高企="2024-01-01..") is None
    assert name(ask(EITHER, 高企="no")) == "f0"


def test_for_the_amount_more_is_asked_than_for_the_verdict() -> None:
    only = "  高企: {rule: 高企(当日), quote: 条件}\n"
    assert ask(only, 高企="2024-01-01..") is None
    assert name(ask(only, "amount", 高企="2024-01-01..")) == "rd"
    assert ask(only, "amount", 高企="no") is None


def test_a_judge_is_asked_last_and_by_name() -> None:
    only = "  高企: {rule: 高企(当日), quote: 条件}\n"
    gives = "{money: {rule: 0元..10万元, quote: 10万元, judge: 管委会}}"
    assert name(ask(only, "amount", gives)) == "hte"
    found = ask(only, "amount", gives, 高企="2024-01-01..")
    assert found is not None
    assert isinstance(found.need, Judgement)
    assert found.need.judge == "管委会"


def test_where_no_answer_could_help_nothing_is_asked() -> None:
    share = "  强度: {rule: 研发费用(上年) / 销售收入(上年) >= 3%, quote: 条件}\n"
    given: dict[str, Any] = {"研发费用": {"上年": "1万元"}, "销售收入": {"上年": "0元"}}
    assert ask(share, **given) is None
