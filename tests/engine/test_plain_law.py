"""Tables, caps and stackings against plain Python: what both executors could read wrongly alike."""

import os
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from plain_law import ON, YEAR, Firm, Plain, settled

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import Entity, Payment, Recorded
from gaoxin.facts.tabulated import tabulated
from gaoxin.policy.checks.bands import check_bands
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts

LAWS = int(os.environ.get("GAOXIN_LAWS", "80"))
FIRMS = 20
DAY = date.fromisoformat(ON)


def read(law: Plain) -> Library:
    found = read_texts({"t.md": law.text.encode()})
    assert not [f.text("en") for f in found.faults if f.code[0] in "DNXTB"], law.text
    assert not list(check_bands(found.documents["t/plain"], found)), law.text
    return found


def entity(firm: Firm, paid: list[tuple[str, str, int]]) -> Entity:
    made = Entity("enterprise")
    for name, value in firm.items():
        made.record(name, "", Recorded(bool(value) if name == "ok" else value))
    made.paid = tuple(Payment(f"t/plain#{c}", date.fromisoformat(d), m) for c, d, m in paid)
    return made


@pytest.mark.parametrize("seed", range(LAWS))
def test_both_executors_pay_what_plain_arithmetic_gives(seed: int) -> None:
    law = Plain(seed)
    library = read(law)
    firms = [law.firm() for _ in range(FIRMS)]
    entities = [entity(*firm) for firm in firms]
    names = [*law.clauses, *(["s0"] if law.stack else [])]
    tables = tabulated(library.vocabulary, entities)
    plan = compile_clauses(library, [f"t/plain#{n}" for n in names], DAY, {"enterprise": {}})
    plan = plan.fitted(tables.source, paid=tables.paid, children=tables.children)
    assert not plan.refused, law.text
    answers = plan.run(tables.source, paid=tables.paid, children=tables.children)
    assert isinstance(answers, pa.Table)
    engine = Engine(library)
    for (firm, paid), asked, row in zip(firms, entities, answers.to_pylist(), strict=True):
        told = f"{law.text}\n{firm}\n{paid}"
        due = {name: amount(firm) for name, amount in law.clauses.items()}
        for name, money in due.items():
            assert engine.answer("t/plain", name, asked, DAY).money == money, f"{name} {told}"
            assert row[f"{name}.money"] == money, f"{name} {told}"
        if law.stack:
            wanted = settled(
                law.stack,
                {n: int(m or 0) for n, m in due.items()},
                {c: m for c, d, m in paid if d == YEAR},
            )
            found = engine.stack("t/plain", "s0", asked, DAY)
            assert found.total == row["s0.total"] == sum(wanted.values()), f"{wanted} {told}"
            assert by_name(found.paid) == wanted, told
            assert {n: row[f"s0.{n}"] for n in wanted} == wanted, told


def by_name(paid: dict[str, Any]) -> dict[str, Any]:
    return {address.partition("#")[2]: money for address, money in paid.items()}
