"""A value without a period holds for every period of which nothing is said; said to be unknown is
said."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.engine.values import Span, Unknown
from gaoxin.facts.entities import ABSENT, UNKNOWN, Between, Entity, Recorded, Spell
from gaoxin.facts.table import load
from gaoxin.facts.tabulated import tabulated
from gaoxin.policy.reading import read_library

ENGINE = Engine(read_library(Path(__file__).parents[2] / "packs"))
ON = date(2024, 9, 1)
FIRST = "quanzhou-etdz/2024-hte#first"
"""200,000 yuan with a revenue of at most 20 million last year, else 400,000."""
ENOUGH, LITTLE = Fraction(2_000_000_000), Fraction(1)


def firm(name: str, undated: Any, dated: Any) -> Entity:
    entity = Entity("enterprise", name)
    entity.record("place", "", Recorded("quanzhou-etdz"))
    entity.record("in_zone", "", Recorded((Spell(date(2018, 1, 1)),)))
    entity.record("hte", "", Recorded((Spell(date(2024, 8, 20)),)))
    for period, value in (("", undated), ("2023", dated)):
        if value is not None:
            entity.record("operating_revenue", period, Recorded(value))
    return entity


def one_by_one(entity: Entity) -> Any:
    """Minor units, None where open."""
    found = next(a for a in ENGINE.match(entity, ON).answers if a.address == FIRST)
    return None if isinstance(found.money, (Unknown, Span)) else found.money


def together(entities: list[Entity]) -> list[Any]:
    given = tabulated(ENGINE.library.vocabulary, entities)
    plan = compile_clauses(ENGINE.library, [FIRST], ON, {}, local=True).fitted(
        given.source, paid=given.paid, children=given.children
    )
    rows = plan.run(given.source, paid=given.paid, children=given.children).to_pylist()
    return [row["first.money"] for row in rows]


BESIDE = Between(LITTLE, ENOUGH + 1)
CASES = [
    (ENOUGH, None, 20_000_000),
    (ENOUGH, UNKNOWN, None),
    (ENOUGH, BESIDE, None),
    (ENOUGH, ABSENT, 0),
    (LITTLE, ENOUGH + 1, 40_000_000),
    (UNKNOWN, ENOUGH, 20_000_000),
    (UNKNOWN, UNKNOWN, None),
    (None, UNKNOWN, None),
    (ABSENT, UNKNOWN, None),
]


@pytest.mark.parametrize(("undated", "dated", "money"), CASES)
def test_a_period_said_to_be_unknown_stays_unknown(undated: Any, dated: Any, money: Any) -> None:
    entity = firm("made-up", undated, dated)
    assert one_by_one(entity) == money
    assert together([entity]) == [money]


def test_no_row_changes_what_another_says() -> None:
    rows = [firm(f"made-up-{n}", undated, dated) for n, (undated, dated, _) in enumerate(CASES)]
    assert together(rows) == [money for *_, money in CASES]


def test_in_a_table_an_empty_cell_says_nothing_and_unknown_is_said(tmp_path: Path) -> None:
    table = tmp_path / "made-up.csv"
    table.write_text(
        "统一社会信用代码,注册地,注册地@2024-09-01,在区注册,高新技术企业,营业收入@2023（万元）\n"
        "919999990000090051,dalian,,2018-01-01..,2024-08-20..,2000\n"
        "91999999000009013U,dalian,未知,2018-01-01..,2024-08-20..,2000\n",
        "utf-8",
    )
    entities = list(load([table], ENGINE.library.vocabulary).entities.values())
    asked = [FIRST in {a.address for a in ENGINE.match(e, ON).answers} for e in entities]
    assert asked == [False, True]
    assert together(entities) == [0, 20_000_000]
