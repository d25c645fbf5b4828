"""A local text reaches whoever is registered in its place, and nobody else."""

from datetime import date
from pathlib import Path

import pytest

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


def test_an_unknown_place_excludes_no_text() -> None:
    assert {"quanzhou-etdz", "dlhitech", "tianjin-binhai"} <= issuers("")
