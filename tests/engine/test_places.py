"""A local text reaches whoever is registered in its place, and nobody else."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.reading import read_library

ENGINE = Engine(read_library(Path(__file__).parents[2] / "packs"))
ON = date(2024, 9, 1)


def issuers(place: str) -> set[str]:
    """Issuers of the documents asked for an enterprise registered in ``place``."""
    entity = Entity("enterprise", "made-up")
    if place:
        entity.record("place", "", Recorded(place, "made up"))
    match = ENGINE.match(entity, ON)
    return {a.document.partition("/")[0] for a in match.answers}


@pytest.mark.parametrize(
    ("place", "reached", "not_reached"),
    [
        ("quanzhou-etdz", {"cn", "quanzhou-etdz"}, {"dlhitech", "tianjin-binhai", "dalian"}),
        ("dlhitech", {"cn", "dlhitech", "dalian", "liaoning"}, {"quanzhou-etdz", "jinpu"}),
        ("dalian", {"cn", "dalian", "liaoning"}, {"dlhitech", "quanzhou-etdz"}),
    ],
)
def test_texts_of_the_place_and_of_all_wider_places_are_asked(
    place: str, reached: set[str], not_reached: set[str]
) -> None:
    found = issuers(place)
    assert reached <= found
    assert not not_reached & found


def test_in_bulk_a_text_of_another_place_answers_no_with_nothing_due() -> None:
    hte = [[{"start": date(2024, 8, 20), "end": None}]] * 3
    table = pa.table(
        {
            "credit_code": ["a", "b", "c"],
            "place": ["quanzhou-etdz", "dlhitech", None],
            "in_zone": [[{"start": date(2018, 1, 1), "end": None}]] * 3,
            "hte": hte,
            "operating_revenue@2023": [2_000_000_000] * 3,
            "municipal_hte_award@2024": [0] * 3,
        }
    )
    addresses = ["quanzhou-etdz/2024-hte#first", "quanzhou-etdz/2024-hte#total"]
    plan = compile_clauses(ENGINE.library, addresses, ON, {}, local=True).fitted(table)
    answers = {row["credit_code"]: row for row in plan.run(table).to_pylist()}
    assert [answers[k]["first.answer"] for k in "abc"] == [True, False, True]
    assert [answers[k]["first.money"] for k in "abc"] == [20_000_000, 0, 20_000_000]
    assert [answers[k]["total.total"] for k in "abc"] == [20_000_000, 0, 20_000_000]


def test_an_unknown_place_excludes_no_text() -> None:
    assert {"quanzhou-etdz", "dlhitech", "tianjin-binhai"} <= issuers("")
