"""Entities become rows: a text that holds for every period beside one known to be missing."""

from pathlib import Path

from gaoxin.engine.bulk.entities import tabulated
from gaoxin.facts.entities import ABSENT, Entity, Recorded
from gaoxin.policy.reading import read_library

LIBRARY = read_library(Path(__file__).parents[2] / "packs")


def test_a_value_for_every_period_says_nothing_of_what_is_missing_elsewhere() -> None:
    always = Entity("enterprise", facts={("industry_2019", ""): [Recorded("数字文创")]})
    missing = Entity("enterprise", facts={("industry_2019", "2019-12-31"): [Recorded(ABSENT)]})
    first, second = tabulated(LIBRARY.vocabulary, [missing, always]).source.to_pylist()
    assert first["industry_2019@2019-12-31"] is None
    assert first["industry_2019@2019-12-31?"] is True
    assert second["industry_2019@2019-12-31"] == "数字文创"
    assert second["industry_2019@2019-12-31?"] is None
