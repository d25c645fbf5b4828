"""Law nobody has written yet: the executors agree on it, and what is said early stands."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from random_law import Law
from world import World, differences, questions, schema

from gaoxin.engine.answer import Answer
from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.engine.values import Span, Unknown, Value
from gaoxin.engine.values import ends as ends_of
from gaoxin.facts.entities import ABSENT, UNKNOWN, Entity, Recorded
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts

LAWS = int(os.environ.get("GAOXIN_LAWS", "60"))
"""Documents made at random; a long run sets more."""
ROWS = 25


def law(seed: int) -> tuple[str, Library]:
    """The text, and what it reads as."""
    text = Law(seed).text()
    found = read_texts({"t.md": text.encode()})
    faults = {f.code for f in found.faults if f.code[0] in "DNXT"}
    assert faults <= {"D3"}, text
    return law(seed + 10**6) if faults else (text, found)  # the same row came out twice in a table


@pytest.mark.parametrize("seed", range(LAWS))
def test_the_executors_agree(seed: int) -> None:
    """A variation may change the shape of a condition: then the masks name the whole and the
    interpreter its parts, and only answers and amounts are compared."""
    text, library = law(seed)
    for asked in questions(library):
        told = differences(library, asked, seed, ROWS)
        if "varies" in text:
            told = [t for t in told if ".条" not in t.partition(":")[0]]
        assert not told, text
        plan = compile_clauses(library, asked.addresses, asked.on, {asked.kind: {}})
        assert not [r for r in plan.refused if r.code != "X4"], text  # nothing goes in circles


@pytest.mark.parametrize("seed", range(LAWS))
def test_what_is_said_while_something_is_unknown_stands(seed: int) -> None:
    """Of a firm whose birth is known (given later it may make earlier figures absent)."""
    text, library = law(seed)
    for asked in questions(library):
        engine = Engine(library)
        world = World(library, asked, schema(library, asked), seed)
        for _ in range(ROWS):
            early = world.entity("enterprise")
            early.facts["born", ""] = [Recorded(world.near())]
            late = completed(world, early)
            for name in asked.clauses:
                before = engine.answer("t/law", name, early, asked.on)
                after = engine.answer("t/law", name, late, asked.on)
                if not (before.broken or after.broken):
                    assert list(taken_back(before, after)) == [], text


def taken_back(before: Answer, after: Answer) -> Iterator[str]:
    if before.verdict != "unknown" and before.verdict != after.verdict:
        yield f"{before.clause_id}: {before.verdict}, then {after.verdict}"
    for one, other in ((before.money, after.money), (before.due, after.due)):
        if not isinstance(one, Unknown) and not isinstance(other, Unknown | Span):
            low, high = bounds(one)
            if not low <= bounds(other)[0] <= high:
                yield f"{before.clause_id}: {low} to {high}, then {other}"


def bounds(value: Value) -> tuple[Any, Any]:
    """Nothing is due of what does not exist."""
    low, high = ends_of(value)
    return (low, high) if isinstance(low, int) and isinstance(high, int) else (0, 0)


def completed(world: World, entity: Entity, owner: Entity | None = None) -> Entity:
    """The same entity and its members, with every fact given."""
    found = Entity(entity.kind, entity.id)
    found.paid = entity.paid
    for (name, period), (record,) in entity.facts.items():
        found.record(name, period, Recorded(owner) if owner and name == "employer" else record)
    for column in world.columns[entity.kind]:
        name, _, period = column.partition("@")
        fact = world.library.vocabulary.find(entity.kind, name)
        if isinstance(fact, FactDef) and fact.type != "entity":
            known = found.facts.get((name, period))
            if known is None or known[0].value is UNKNOWN:
                found.facts[name, period] = [Recorded(given(world, fact))]
    for name, members in entity.sets.items():
        found.sets[name] = tuple(completed(world, m, found) for m in members)
    return found


def given(world: World, fact: FactDef) -> Any:
    while True:
        value = world.value(fact, 1)
        if value is not UNKNOWN and (value is not ABSENT or fact.optional):
            return value
