"""A local text reaches whoever is registered in its place, and nobody else."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import ABSENT, UNKNOWN, Entity, Recorded, Spell
from gaoxin.facts.tabulated import tabulated
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
            "id": ["a", "b", "c"],
            "place": ["quanzhou-etdz", "dlhitech", None],
            "in_zone": [[{"start": date(2018, 1, 1), "end": None}]] * 3,
            "hte": hte,
            "operating_revenue@2023": [2_000_000_000] * 3,
            "municipal_hte_award@2024": [0] * 3,
        }
    )
    addresses = ["quanzhou-etdz/2024-hte#first", "quanzhou-etdz/2024-hte#total"]
    plan = compile_clauses(ENGINE.library, addresses, ON, {}, local=True).fitted(table)
    answers = {row["id"]: row for row in plan.run(table).to_pylist()}
    assert [answers[k]["first.answer"] for k in "abc"] == [True, False, True]
    assert [answers[k]["first.money"] for k in "abc"] == [20_000_000, 0, 20_000_000]
    assert [answers[k]["total.total"] for k in "abc"] == [20_000_000, 0, 20_000_000]


def test_an_unknown_place_excludes_no_text() -> None:
    assert {"quanzhou-etdz", "dlhitech", "tianjin-binhai"} <= issuers("")


@pytest.mark.parametrize("period", ["", "2024-09-01"])
@pytest.mark.parametrize(
    ("place", "held"),
    [("quanzhou-etdz", True), ("dalian", False), (ABSENT, False), (UNKNOWN, True), (None, True)],
)
def test_the_place_is_that_of_the_day_whether_or_not_the_record_names_it(
    period: str, place: Any, held: bool
) -> None:
    assert reached({period: place}) == (held, held)


def test_what_is_recorded_of_the_day_goes_before_what_is_recorded_without_one() -> None:
    day = "2024-09-01"
    assert reached({"": "dalian", day: "quanzhou-etdz"}) == (True, True)
    assert reached({"": "quanzhou-etdz", day: "dalian"}) == (False, False)
    assert reached({"": "quanzhou-etdz", day: ABSENT}) == (False, False)
    assert reached({"": "dalian", "2024-08-31": "quanzhou-etdz"}) == (False, False)


def reached(records: dict[str, Any]) -> tuple[bool, bool]:
    """Is the first clause of Quanzhou asked, by one executor and by the other? Beside the
    enterprise stands one that gives every column."""
    asked = Entity("enterprise", "made-up")
    for period, place in records.items():
        if place is not None:
            asked.record("place", period, Recorded(place, "made up"))
    asked.record("in_zone", "", Recorded((Spell(date(2018, 1, 1), None),)))
    asked.record("hte", "", Recorded((Spell(date(2024, 8, 20), None),)))
    asked.record("operating_revenue", "2023", Recorded(2_000_000_000))
    beside = Entity("enterprise", "beside", facts=dict(asked.facts))
    for period in ("", "2024-09-01", "2024-08-31"):
        beside.facts["place", period] = [Recorded("quanzhou-etdz")]
    address = "quanzhou-etdz/2024-hte#first"
    tables = tabulated(ENGINE.library.vocabulary, [asked, beside])
    plan = compile_clauses(ENGINE.library, [address], ON, {}, local=True)
    plan = plan.fitted(tables.source, paid=tables.paid, children=tables.children)
    row = plan.run(tables.source, paid=tables.paid, children=tables.children).to_pylist()[0]
    answers = {a.address: a for a in ENGINE.match(asked, ON).answers}
    assert row["faults"] == 0
    return address in answers, row["first.answer"]
