"""Stackings of any form with amounts still open: whatever they turn out to be, what was said of
them holds, and the two executors say the same."""

from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.engine.rivals import rivals
from gaoxin.engine.stacking import Settlement
from gaoxin.engine.values import Unknown, Value, ends
from gaoxin.facts.entities import Between, Entity, Payment, Recorded
from gaoxin.facts.tabulated import tabulated
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts

ON = date(2024, 6, 1)
NAMES = ("a", "b", "c", "d")
TOP = 10

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
"""


def library(blocks: list[str]) -> Library:
    facts = "".join(
        f"  {n}: {{zh: 额{n}, type: money}}\n  is_{n}: {{zh: 符合{n}, type: flag}}\n" for n in NAMES
    )
    clauses = "".join(
        f"\n```yaml clause\nid: {n}\nwhen: {{有: {{rule: 符合{n}, quote: 条件}}}}\n"
        f"gives: {{money: {{rule: 额{n}, quote: 条件}}, "
        f"cap: {{rule: {TOP}元, quote: 不超过, verified: no, note: 试验}}}}\n```\n"
        for n in NAMES
    )
    stackings = "".join(f"\n```yaml stacking\n{b}```\n" for b in blocks)
    register = f"\n```yaml register\nkind: enterprise\nzh: 企业\nfacts:\n{facts}```\n"
    found = read_texts({"t.md": (HEAD + register + clauses + stackings).encode()})
    assert not [f.text("en") for f in found.faults if f.code[0] in "DNXT"]
    return found


@st.composite
def forms(draw: Any, windows: bool = False) -> list[str]:
    """Up to four clauses in stackings in stackings, the outermost first."""
    blocks: list[str] = []

    def build(names: list[str], depth: int) -> str:
        place = len(blocks)
        blocks.append("")
        members: list[str] = []
        while names:
            many = draw(st.integers(1, len(names))) if depth else 1
            part, names = names[:many], names[many:]
            inner = many > 1 or (depth and draw(st.booleans()))
            members += [build(part, depth - 1)] if inner else part
        blocks[place] = block(f"g{place}", members)
        return f"g{place}"

    def block(name: str, members: list[str]) -> str:
        take = draw(st.sampled_from(["all", "all", "highest", "one", "first"]))
        text = f"id: {name}\nover: [{', '.join(members)}]\ntake: {take}\n"
        text += f"cut: {draw(st.sampled_from(['last', 'last', 'pro_rata']))}\n"
        for limit, odds in (("cap", 2), ("less", 4)):
            if draw(st.integers(1, odds)) == odds:
                money = draw(st.integers(1, 2 * TOP))
                text += f"{limit}: {{rule: {money}元, quote: 条件, verified: no, note: 试验}}\n"
        if windows and draw(st.integers(0, 2)) == 0:
            text += "per: year\n"
        return text

    build(list(NAMES[: draw(st.integers(2, 4))]), 2)
    return blocks


def enterprise(
    amounts: dict[str, Any], met: dict[str, bool | None] | None = None, paid: str = ""
) -> Entity:
    entity = Entity("enterprise", "e")
    for name in NAMES:
        amount, holds = amounts.get(name, 0), (met or {}).get(name, True)
        if amount is not None:
            value = Between(*amount) if isinstance(amount, tuple) else Fraction(amount)
            entity.record(name, "", Recorded(value))
        if holds is not None:
            entity.record(f"is_{name}", "", Recorded(holds))
    entity.paid = (Payment(f"t#{paid}", date(2024, 1, 2), 200),) if paid else ()
    return entity


spans = st.fixed_dictionaries(
    {
        name: st.tuples(st.sampled_from([0, 0, 300, 500]), st.sampled_from([0, 1, 400, 800])).map(
            lambda pair: (Fraction(pair[0]), Fraction(sum(pair))) if pair[1] else pair[0]
        )
        for name in NAMES
    }
)

earlier = st.sampled_from(["", "", *NAMES])


def inside(span: Any) -> st.SearchStrategy[Any]:
    if not isinstance(span, tuple):
        return st.just(span)
    low, high = map(int, span)
    return st.sampled_from([low, high, min(low + 1, high)]) | st.integers(low, high)


def rows(found: Settlement) -> dict[Any, Value]:
    return {(d.stacking, d.member, d.why, d.by): d.money for d in found.displaced}


@settings(max_examples=150, deadline=None)
@given(blocks=forms(windows=True), due=spans, paid=earlier, data=st.data())
def test_what_is_said_of_open_amounts_holds_whatever_they_are(
    blocks: list[str], due: Any, paid: str, data: Any
) -> None:
    engine = Engine(library(blocks))
    said = engine.stack("t", "g0", enterprise(due, paid=paid), ON)
    odd = 2 if "pro_rata" in str(blocks) else 0  # an odd fen goes to one or to the other
    for _ in range(4):
        amounts = {n: data.draw(inside(s)) for n, s in due.items()}
        found = engine.stack("t", "g0", enterprise(amounts, paid=paid), ON)
        assert within(said.total, found.total, 0)
        assert within(said.before, found.before, 0)
        for name, money in found.paid.items():
            assert within(said.paid[name], money, odd), name
        lost = rows(said)
        for row, money in rows(found).items():
            assert within(lost.get(row, 0), money, odd), row


def second(blocks: list[str]) -> list[str]:
    """The same stackings under other names: h0, h1, …"""
    return [b.replace("id: g", "id: h").replace("[g", "[h").replace(" g", " h") for b in blocks]


@settings(max_examples=60, deadline=None)
@given(blocks=st.lists(forms(), min_size=2, max_size=2), due=spans, data=st.data())
def test_it_holds_for_stackings_that_share_clauses(
    blocks: list[list[str]], due: Any, data: Any
) -> None:
    second = [
        b.replace("id: g", "id: h").replace("[g", "[h").replace(" g", " h") for b in blocks[1]
    ]
    engine = Engine(library([*blocks[0], *second]))
    said = {s.address: s for s in engine.match(enterprise(due), ON).settlements}
    odd = 3 if "pro_rata" in str(blocks) else 0
    amounts = {n: data.draw(inside(s)) for n, s in due.items()}
    for found in engine.match(enterprise(amounts), ON).settlements:
        assert within(said[found.address].total, found.total, odd)
        for name, paid in found.paid.items():
            assert within(said[found.address].paid[name], paid, odd), name


def within(said: Value, found: Value, odd: int) -> bool:
    if isinstance(said, Unknown):
        return True
    low, high = ends(said)
    return bool(low - odd <= found <= high + odd)


@settings(max_examples=60, deadline=None)
@given(blocks=forms(), due=spans)
def test_no_bound_is_wider_than_what_may_happen(blocks: list[str], due: Any) -> None:
    engine = Engine(library(blocks))
    said = engine.stack("t", "g0", enterprise(due), ON)
    points = [
        sorted({int(s[0]), int(s[1]), min(int(s[0]) + 1, int(s[1]))})
        if isinstance(s, tuple)
        else [s]
        for s in due.values()
    ]
    exact = [
        engine.stack("t", "g0", enterprise(dict(zip(due, picks, strict=True))), ON)
        for picks in product(*points)
    ]
    if not ("first" in str(blocks) and "less" in str(blocks)):  # which needs further points
        assert met(said.total, [s.total for s in exact])
    if rivals(tree(engine)) is None:
        return  # tangled: bounded by nothing and by what is due
    for name, paid in said.paid.items():
        assert met(paid, [s.paid[name] for s in exact]), name


def met(said: Value, found: list[Value]) -> bool:
    return ends(said) == (min(found), max(found))


def tree(engine: Engine) -> Any:
    """The form of the outermost stacking, as the executors read it."""
    stackings = engine.library.documents["t"].stackings

    class Node:
        def __init__(self, name: str) -> None:
            self.stacking = stackings[name]
            inner = (a.partition("#")[2] for a in self.stacking.over)
            self.members = tuple(Node(n) if n in stackings else n for n in inner)

    return Node("g0")


undecided = st.fixed_dictionaries({n: st.sampled_from([True, True, False, None]) for n in NAMES})
known = st.fixed_dictionaries({n: st.sampled_from([None, 0, 1, 300, 700, 2000]) for n in NAMES})


cases = st.lists(st.tuples(known, undecided, earlier), min_size=8, max_size=8)


@settings(max_examples=60, deadline=None)
@given(blocks=forms(windows=True), cases=cases)
def test_the_executors_agree_on_every_form(blocks: list[str], cases: Any) -> None:
    agree(Engine(library(blocks)), ["t#g0"], [firm(n, *case) for n, case in enumerate(cases)])


@settings(max_examples=30, deadline=None)
@given(blocks=st.lists(forms(windows=True), min_size=2, max_size=2), cases=cases)
def test_they_agree_on_stackings_that_share_clauses(blocks: list[list[str]], cases: Any) -> None:
    # Choices of the applicant are searched for one entity, and refused for a table.
    texts = [*blocks[0], *second(blocks[1])]
    engine = Engine(library([t.replace("take: one", "take: one\nby: authority") for t in texts]))
    agree(engine, ["t#g0", "t#h0"], [firm(n, *case) for n, case in enumerate(cases)])


def agree(engine: Engine, addresses: list[str], firms: list[Entity]) -> None:
    tables = tabulated(engine.library.vocabulary, firms)
    plan = compile_clauses(engine.library, addresses, ON, {"enterprise": {}}).fitted(
        tables.source, paid=tables.paid, children=tables.children
    )
    assert not plan.refused
    found = plan.run(tables.source, paid=tables.paid, children=tables.children)
    assert isinstance(found, pa.Table)
    for entity, row in zip(firms, found.to_pylist(), strict=True):
        for settled in engine.match(entity, ON).settlements:
            own = settled.address.partition("#")[2]
            assert (row[f"{own}.total"], row[f"{own}.total_high"]) == shown(settled.total)
            for address, money in settled.paid.items():
                name = f"{own}.{address.partition('#')[2]}"
                assert (row[name], row[f"{name}_high"]) == shown(money), name


def test_a_choice_that_another_stacking_depends_on_is_refused_for_tables() -> None:
    law = library(["id: g0\nover: [a, b]\ntake: one\n", "id: h0\nover: [b, c]\ntake: highest\n"])
    both = compile_clauses(law, ["t#g0", "t#h0"], ON, {"enterprise": {}})
    assert {r.address for r in both.refused} == {"t#g0", "t#h0"}
    assert "best of all" in both.refused[0].text("en")
    assert not compile_clauses(law, ["t#g0"], ON, {"enterprise": {}}).refused


def firm(number: int, amounts: Any, holds: Any, paid: str) -> Entity:
    entity = enterprise(amounts, holds, paid)
    entity.id = f"e{number}"
    return entity


def shown(value: Value) -> tuple[Any, Any]:
    return (None, None) if isinstance(value, Unknown) else ends(value)


def test_facts_that_no_table_has_do_not_multiply_the_text() -> None:
    limits = "".join(
        f"{w}: {{rule: 3元, quote: 条件, verified: no, note: 试验}}\n" for w in ("cap", "less")
    )
    law = library(
        [
            "id: g0\nover: [g1]\ntake: all\ncut: pro_rata\n",
            "id: g1\nover: [g2]\ntake: one\n" + limits,
            "id: g2\nover: [a, b]\ntake: all\ncut: pro_rata\n" + limits,
        ]
    )
    plan = compile_clauses(law, ["t#g0"], ON, {"enterprise": {}})
    assert not plan.refused
    assert len(plan.sql) < 50_000
