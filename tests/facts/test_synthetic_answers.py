"""A made-up population meets every answer: nothing in the national law is decided by a gap."""

from datetime import date
from pathlib import Path

import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.counting import Count, counted
from gaoxin.explaining.needed import all_addresses
from gaoxin.facts.made_up.synthetic import Recipe, related, table
from gaoxin.policy.reading import read_library

PACKS = Path(__file__).parents[2] / "packs"
ROWS = 8000
ON = date(2025, 12, 1)


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Count]:
    """Answers of the national and the Quanzhou documents for the application date."""
    library = read_library(PACKS)
    recipe = Recipe(year=ON.year - 1)
    made, children = table(ROWS, recipe), related(ROWS, recipe)
    asked = all_addresses(library, "enterprise", ON, ["cn", "quanzhou-etdz"])
    plan = compile_clauses(library, asked, ON, {}, kind="enterprise", ranged=True)
    plan = plan.fitted(made, children=children)
    assert plan.missing == ()
    assert plan.refused == ()
    answers = tmp_path_factory.mktemp("answers") / "answers.parquet"
    plan.run(made, answers, children=children)
    found = counted(library, plan, answers)
    assert found.reported == 0
    return {count.address: count for count in found.each}


def test_every_clause_meets_yes_no_and_unknown(counts: dict[str, Count]) -> None:
    assert len(counts) > 12
    for count in counts.values():
        assert min(count.yes, count.no, count.unknown) > 0, count.address
        assert count.yes + count.no + count.unknown == ROWS


def test_few_are_unknown_where_few_values_are(counts: dict[str, Count]) -> None:
    for count in counts.values():
        assert count.unknown < ROWS // 4, count.address


def test_recognition_is_for_a_minority_and_size_for_nearly_all(counts: dict[str, Count]) -> None:
    assert counts["cn/2016-hte#hte"].yes < ROWS // 10
    assert counts["cn/2011-sme-classes#industrial_sme"].yes > ROWS * 9 // 10
    assert counts["cn/2016-hte#hte_revoked"].yes < ROWS // 100
