"""Both executors give the same answer: on generated entities, for every clause of the packs.

The interpreter answers one entity at a time, the bulk executor the whole table; verdicts, amounts
and the answer of every condition must be equal, on and around the thresholds and with unknowns.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from world import Asked, differences, questions, told_clauses, told_stackings

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import Entity
from gaoxin.facts.tabulated import tabulated
from gaoxin.policy.form import Case, Document
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_library
from gaoxin.proving.given import Given
from gaoxin.quantities import parse_period

PACKS = Path(__file__).parents[2] / "packs"
ROWS = int(os.environ.get("GAOXIN_AGREEMENT_ROWS", "25"))
"""Entities for each question; a long run sets more."""


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(PACKS)


def test_the_executors_agree_on_generated_entities(library: Library) -> None:
    told = {
        f"{asked.document.id} ({asked.kind}, {asked.on})": wrong
        for seed, asked in enumerate(questions(library))
        if (wrong := differences(library, asked, seed, ROWS))
    }
    assert not told, told


def test_periods_are_named_alike_in_tables_and_facts() -> None:
    for key in ("2025", "2025Q4", "2025-03", "2025-03-05"):
        assert parse_period(key).key == key


# --- every example of every pack ----------------------------------------------------------------


def examples(library: Library) -> Iterator[tuple[Asked, list[tuple[str, Entity]]]]:
    """The entities of all examples of clauses and stackings, with the name each is asked for.
    Those with the same sets stand in one table: a set that is not given is unknown, which a table
    can only say for all of its rows."""
    found: dict[Any, tuple[Asked, list[tuple[str, Entity]]]] = {}
    for document in library.documents.values():
        for example in document.examples:
            if example.what not in {"clause", "stacking"}:
                continue
            home, _, name = example.tests.partition("#")
            for case in example.cases:
                assert case.on is not None
                entity = _given(library, library.documents[home], example.what, name, case)
                kinds = frozenset(_sets(entity, set()))
                place = (home, entity.kind, case.on, kinds)
                empty: tuple[Asked, list[tuple[str, Entity]]]
                empty = Asked(library.documents[home], entity.kind, case.on), []
                asked, entities = found.setdefault(place, empty)
                names = asked.clauses if example.what == "clause" else asked.stackings
                if name not in names:
                    names.append(name)
                entities.append((name, entity))
    yield from found.values()


def _sets(entity: Entity, seen: set[int]) -> Iterator[str]:
    """Kinds and names of all sets that are given, of the entity and of those it is linked to."""
    if id(entity) in seen:
        return
    seen.add(id(entity))
    linked = [r.value for records in entity.facts.values() for r in records]
    for name, members in entity.sets.items():
        yield f"{entity.kind}.{name}"
        linked += members
    for other in linked:
        if isinstance(other, Entity):
            yield other.kind
            yield from _sets(other, seen)


def _given(library: Library, document: Document, what: str, name: str, case: Case) -> Entity:
    def address(short: str) -> str:
        alias, dot, rest = short.partition(".")
        if dot and alias in document.front.uses:
            return f"{document.front.uses[alias][0]}#{rest}"
        return f"{document.id}#{short}"

    kind = document.clauses[name][0].kind if what == "clause" else document.stackings[name].kind
    assert case.on is not None
    return Given(library, document.id, case.on, address).entity(kind, case.given)


def test_the_executors_agree_on_every_example(library: Library) -> None:
    told: list[str] = []
    refused: set[str] = set()
    engine = Engine(library)
    for asked, named in examples(library):
        tables = tabulated(library.vocabulary, [entity for _, entity in named])
        plan = compile_clauses(
            library, asked.addresses, asked.on, {asked.kind: {}}, kind=asked.kind, ranged=True
        ).fitted(tables.source, paid=tables.paid, children=tables.children)
        refused |= {r.address for r in plan.refused}
        found = plan.run(tables.source, paid=tables.paid, children=tables.children)
        for (name, entity), row in zip(named, found.to_pylist(), strict=True):
            one = Asked(asked.document, asked.kind, asked.on)
            (one.clauses if name in asked.clauses else one.stackings).append(name)
            told += told_clauses(engine, one, plan, entity, row)
            told += told_stackings(engine, one, plan, entity, row)
    assert not told, told
    assert refused <= {"cn/2020-guofa-7#unlike"}, refused
