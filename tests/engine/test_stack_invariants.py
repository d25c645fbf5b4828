"""What holds of every stacking and every budget, whatever the amounts."""

from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.budget import allocate
from gaoxin.engine.engine import Engine
from gaoxin.engine.stacking import Settlement
from gaoxin.engine.values import ends
from gaoxin.facts.entities import Between, Entity, Payment, Recorded
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts

ON = date(2024, 6, 1)
NAMES = ("a", "b", "c")

HEAD = """---
id: t
title: 叠加试验
issuer: 试验
level: zone
issued: 2020-01-01
in_force: 2020-01-01..
wording: restated
lang: zh
anchor: application
---

## 第一条 {#1}

条件，不超过。

```yaml register
kind: enterprise
zh: 企业
facts:
  a: {zh: 甲额, type: money}
  b: {zh: 乙额, type: money}
  c: {zh: 丙额, type: money}
  top: {zh: 上限, type: money}
  city: {zh: 市级, type: money}
```
"""


def library(*stackings: str) -> Library:
    clauses = "".join(
        f"\n```yaml clause\nid: {n}\nwhen: {{有: {{rule: {zh} > 0元, quote: 条件}}}}\n"
        f"gives: {{money: {{rule: {zh}, quote: 条件}}}}\n```\n"
        for n, zh in zip(NAMES, ("甲额", "乙额", "丙额"), strict=True)
    )
    blocks = "".join(f"\n```yaml stacking\n{s}\n```\n" for s in stackings)
    found = read_texts({"t.md": (HEAD + clauses + blocks).encode()})
    assert not [f.text("en") for f in found.faults if f.code[0] in "DNXT"]
    return found


def enterprise(amounts: Any, top: int = 0, city: int = 0, paid: tuple[int, ...] = ()) -> Entity:
    entity = Entity("enterprise", "e")
    for name, amount in zip((*NAMES, "top", "city"), (*amounts, top, city), strict=True):
        value = Between(*amount) if isinstance(amount, tuple) else amount
        entity.record(name, "", Recorded(value))
    entity.paid = tuple(
        Payment(f"t#{n}", date(2024, 1, 2), p) for n, p in zip(NAMES, paid, strict=False) if p
    )
    return entity


FORMS = {
    f"{take} {cut} {'less' if less else ''}": (
        f"id: s\nover: [a, b, c]\ntake: {take}\nper: year\ncut: {cut}\n"
        "cap: {rule: 上限, quote: 不超过}\n" + less
    )
    for take in ("all", "highest", "first", "one")
    for cut in ("last", "pro_rata")
    for less in ("", "less: {rule: 市级, quote: 条件}")
}
money = st.integers(0, 10**9)
amounts = st.tuples(money, money, money)


def settle(law: Library, entity: Entity) -> Settlement:
    return Engine(law).stack("t", "s", entity, ON)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(max_examples=25, deadline=None)
@given(due=amounts, top=money, city=money, paid=amounts)
def test_what_is_paid_adds_up_stays_below_the_cap_and_below_what_is_due(
    form: str, due: Any, top: int, city: int, paid: Any
) -> None:
    found = settle(library(form), enterprise(due, top, city, paid))
    assert found.total == sum(found.paid.values())
    assert 0 <= found.total <= max(0, top)
    for name, amount in zip(NAMES, due, strict=True):
        assert 0 <= found.paid[f"t#{name}"] <= amount
    lost = sum(d.money for d in found.displaced)
    assert found.total + lost == sum(due)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(max_examples=15, deadline=None)
@given(low=amounts, more=amounts, top=money, city=money, data=st.data())
def test_a_range_holds_every_amount_inside_it(
    form: str, low: Any, more: Any, top: int, city: int, data: Any
) -> None:
    law = library(form)
    spans = [(a, a + b) for a, b in zip(low, more, strict=True)]
    inside = [data.draw(st.sampled_from([a, b, (a + b) // 2])) for a, b in spans]
    ranged = settle(law, enterprise([s if s[0] < s[1] else s[0] for s in spans], top, city))
    exact = settle(law, enterprise(inside, top, city))
    least, most = ends(ranged.total)
    assert least <= exact.total <= most
    # Which member takes the odd fen may change, once with the cap and once with the deduction.
    rounding = 2 if "pro_rata" in form else 0
    for name, value in exact.paid.items():
        least, most = ends(ranged.paid[name])
        assert least - rounding <= value <= most + rounding


@settings(max_examples=25, deadline=None)
@given(due=amounts, top=money)
def test_choices_that_touch_are_as_good_as_the_best_tried_by_hand(due: Any, top: int) -> None:
    choice = "id: choice\nover: [a, b]\ntake: one\nby: applicant"
    shared = "id: shared\nover: [b, c]\ntake: all\ncap: {rule: 上限, quote: 不超过}"
    law = library(choice, shared)
    entity = enterprise(due, top)
    left = Engine(law).match(entity, ON).left
    a, b, c = due
    assert sum(left.values()) == max(x + min(top, y + c) for x, y in ((a, 0), (0, b)))


def test_many_open_amounts_are_bounded_as_closely_as_few() -> None:
    names = [f"m{n}" for n in range(9)]
    facts = "".join(f"  {n}: {{zh: 额{n}, type: money}}\n" for n in names)
    clauses = "".join(
        f"\n```yaml clause\nid: {n}\nwhen: {{有: {{rule: 额{n} > 0元, quote: 条件}}}}\n"
        f"gives: {{money: {{rule: 额{n}, quote: 条件}}}}\n```\n"
        for n in names
    )
    block = f"id: s\nover: [{', '.join(names)}]\ntake: all\ncap: {{rule: 上限, quote: 不超过}}"
    register = f"\n```yaml register\nkind: enterprise\nfacts:\n{facts}```\n"
    text = f"{HEAD}{register}{clauses}\n```yaml stacking\n{block}\n```\n"
    law = read_texts({"t.md": text.encode()})
    entity = enterprise((0, 0, 0), top=500)
    for name in names:
        entity.record(name, "", Recorded(Between(Fraction(10), Fraction(100))))
    found = settle(law, entity)
    assert (found.total.low, found.total.high) == (90, 500)
    assert (found.paid["t#m0"].low, found.paid["t#m0"].high) == (10, 100)
    assert (found.paid["t#m5"].low, found.paid["t#m5"].high) == (0, 100)


def test_more_choices_than_are_searched_are_reported() -> None:
    pairs = 13
    choices = [f"id: k{n}\nover: [a, b]\ntake: one\nby: applicant" for n in range(pairs)]
    found = Engine(library(*choices)).match(enterprise((1, 2, 3)), ON)
    assert all(s.too_many for s in found.settlements)
    few = Engine(library(*choices[:2])).match(enterprise((1, 2, 3)), ON)
    assert not any(s.too_many for s in few.settlements)


# --- budgets --------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 10**10), max_size=40), st.integers(0, 10**11))
def test_a_budget_in_proportion_is_used_up_to_the_fen_and_fair(wanted: Any, budget: int) -> None:
    got = allocate(budget, wanted, "pro_rata")
    assert sum(got) == min(budget, sum(wanted))
    assert all(0 <= g <= w for g, w in zip(got, wanted, strict=True))
    for (w1, g1), (w2, g2) in product(zip(wanted, got, strict=True), repeat=2):
        if w1 >= w2:
            assert g1 >= g2 - 1


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20), st.integers(0, 10**7), st.data())
def test_a_budget_in_order_serves_the_first_in_full(wanted: Any, budget: int, data: Any) -> None:
    ranks = data.draw(st.permutations(range(1, len(wanted) + 1)))
    for short, order in (
        ("in_order", list(range(len(wanted)))),
        ("by_rank", sorted(range(len(wanted)), key=lambda i: ranks[i])),
    ):
        got = allocate(budget, wanted, short, ranks)  # type: ignore[arg-type]
        assert sum(got) == min(budget, sum(wanted))
        short_of = [i for i in order if got[i] < wanted[i]]
        for later in short_of[1:]:
            assert got[later] == 0


def test_the_units_left_over_go_to_the_largest_remainders_then_to_the_earlier() -> None:
    assert allocate(100, [100, 100, 100]) == [34, 33, 33]
    assert allocate(5, [4, 3, 3]) == [2, 2, 1]


def test_a_budget_by_rank_needs_the_ranks() -> None:
    with pytest.raises(ValueError, match="rank"):
        allocate(1, [1, 1], "by_rank")


def test_a_negative_budget_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        allocate(-1, [1])


BUDGET = (
    "id: s\nover: [a, b, c]\ntake: all\n"
    "budget: {rule: 100元, quote: 条件, verified: no, note: 试验}\n"
    "short: {rule: pro_rata, quote: 条件}"
)


def test_a_budget_is_shared_over_all_who_are_due_something() -> None:
    engine = Engine(library(BUDGET))
    rich, poor = enterprise((6000, 3000, 3000)), enterprise((4000, 2000, 0))
    settled = [engine.stack("t", "s", e, ON) for e in (rich, poor)]
    found = engine.share_out("t", "s", settled, ON)
    assert found is not None
    assert (found.budget, found.wanted, found.status) == (10_000, 18_000, "short")
    assert (found.paid, found.left) == ((6667, 3333), 0)
    enough = engine.share_out("t", "s", settled[1:], ON)
    assert enough is not None
    assert (enough.paid, enough.left, enough.status) == ((6000,), 4000, "enough")


def test_a_budget_waits_for_amounts_that_are_still_open() -> None:
    engine = Engine(library(BUDGET))
    settled = [engine.stack("t", "s", enterprise(((1, 5), 0, 0)), ON)]
    found = engine.share_out("t", "s", settled, ON)
    assert found is not None
    assert (found.status, found.paid, found.open) == ("open", (), tuple(settled))
