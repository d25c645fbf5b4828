"""A recorded ranking replays, and says where it does not."""

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gaoxin.indicators import Panel, build, read_recipe, read_table, synthetic_table
from gaoxin.indicators.build import Built
from gaoxin.indicators.record import digest, read_record, record, replay, write_record

RUNS = {"count": 50, "noise": 0.25, "seed": 9}


def world() -> tuple[Built, Panel]:
    recipe = read_recipe("cn-2021").recipe
    assert recipe is not None
    panel = read_table(synthetic_table(recipe, 25, (2022, 2023), 0.05), recipe).panel
    assert panel is not None
    built = build(recipe, panel).built
    assert built is not None
    return built, panel


def written(folder: Path, name: str = "r.json.gz") -> tuple[dict[str, Any], Panel]:
    built, panel = world()
    write_record(record(built, panel, RUNS), folder / name)
    made, faults = read_record(folder / name)
    assert not faults
    assert made is not None
    return made, panel


def test_a_record_replays_to_the_last_bit(tmp_path: Path) -> None:
    made, panel = written(tmp_path)
    found = replay(made, panel)
    assert found.bitwise
    assert found.differences == ()
    assert found.stages == (
        *("screen", "denominate", "impute", "transform", "outliers", "normalise"),
        *("weights", "aggregate", "rank", "over_weights"),
    )


def test_a_record_names_versions_seed_and_fingerprint(tmp_path: Path) -> None:
    made, panel = written(tmp_path)
    assert set(made["versions"]) == {"gaoxin", "python", "numpy", "scipy", "machine", "system"}
    assert made["seeds"]["over_weights"]["seed"] == 9
    assert made["fingerprint"] == panel.fingerprint()


def test_two_records_of_the_same_input_are_the_same_bytes(tmp_path: Path) -> None:
    written(tmp_path, "a.json.gz")
    written(tmp_path, "b.json.gz")
    assert (tmp_path / "a.json.gz").read_bytes() == (tmp_path / "b.json.gz").read_bytes()


def nudged(made: dict[str, Any], stage: str, factor: float) -> dict[str, Any]:
    other = copy.deepcopy(made)
    values = next(s for s in other["stages"] if s["name"] == stage)["values"]
    values[7][3] *= factor
    other["digest"] = digest(other)
    return other


def test_one_bit_of_one_cell_is_named_by_stage_unit_year_and_column(tmp_path: Path) -> None:
    made, _ = written(tmp_path)
    value = next(s for s in made["stages"] if s["name"] == "normalise")["values"][7][3]
    found = replay(nudged(made, "normalise", float(np.nextafter(1, 2) if value else 1)))
    cells = [(d.stage, d.unit, d.year, d.column) for d in found.differences]
    assert cells == [("normalise", "Z008", 2022, "1.4")]


def test_elsewhere_twelve_digits_are_enough_but_not_eleven(tmp_path: Path) -> None:
    made, _ = written(tmp_path)
    made["versions"]["numpy"] = "1.0"
    assert replay(nudged(made, "normalise", 1 + 1e-14)).differences == ()
    found = replay(nudged(made, "normalise", 1 + 1e-9))
    assert not found.bitwise
    assert [d.stage for d in found.differences] == ["normalise"]


def test_a_rank_must_agree_everywhere(tmp_path: Path) -> None:
    made, _ = written(tmp_path)
    made["versions"]["numpy"] = "1.0"
    values = next(s for s in made["stages"] if s["name"] == "rank")["values"]
    values[3][0] += 1
    assert [(d.stage, d.column) for d in replay(made).differences] == [("rank", "rank")]


def test_a_changed_input_is_named_by_cell(tmp_path: Path) -> None:
    made, panel = written(tmp_path)
    values = panel.values.copy()
    values[2, 5] += 1
    found = replay(made, panel.with_values(values))
    assert [(d.stage, d.unit, d.column) for d in found.differences] == [("input", "Z003", "1.6")]


def test_an_altered_record_is_refused(tmp_path: Path) -> None:
    made, _ = written(tmp_path)
    made["stages"][5]["values"][0][0] = 1.0
    write_record(made, tmp_path / "bad.json")
    again, faults = read_record(tmp_path / "bad.json")
    assert again is None
    assert faults[0].code == "syntax"


@pytest.mark.parametrize("words", [b"", b"[]", b"{}", b"\x1f\x8bno"])
def test_what_is_not_a_record_is_refused(tmp_path: Path, words: bytes) -> None:
    for name in ("r.json", "r.json.gz"):
        (tmp_path / name).write_bytes(words)
        assert read_record(tmp_path / name)[0] is None
    assert read_record(tmp_path / "none.json")[1][0].code == "file-missing"
