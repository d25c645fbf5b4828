"""A recorded ranking replays, and says where it does not."""

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gaoxin.indicators import Panel, build, parse_recipe, read_recipe, read_table, synthetic_table
from gaoxin.indicators.building import Built
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
    assert faults[0].code == "record-broken"


@pytest.mark.parametrize("words", [b"", b"[]", b"{}", b"\x1f\x8bno"])
def test_what_is_not_a_record_is_refused(tmp_path: Path, words: bytes) -> None:
    for name in ("r.json", "r.json.gz"):
        (tmp_path / name).write_bytes(words)
        assert read_record(tmp_path / name)[0] is None
    assert read_record(tmp_path / "none.json")[1][0].code == "file-missing"


def forged(made: dict[str, Any]) -> dict[str, Any]:
    """As somebody would who knows the digest."""
    made["digest"] = digest(made)
    return made


def places(made: dict[str, Any], panel: Panel | None = None) -> set[tuple[str, str, str]]:
    return {(d.stage, d.unit, d.column) for d in replay(made, panel).differences}


def test_a_changed_class_or_name_of_the_table_is_named(tmp_path: Path) -> None:
    made, panel = written(tmp_path)
    groups = ("elsewhere", *panel.groups[1:])
    names = (*panel.names[:-1], "another")
    moved = Panel(panel.units, panel.years, names, groups, panel.columns, panel.values)
    found = places(made, moved)
    assert ("input", panel.units[0], "(group)") in found
    assert ("input", panel.units[-1], "(name)") in found
    assert len(found) == 2


def test_a_changed_class_in_the_record_is_named_though_the_digest_fits(tmp_path: Path) -> None:
    made, _ = written(tmp_path)
    made["input"]["groups"][3] = "elsewhere"
    found = places(forged(made))
    assert ("record", "", "fingerprint") in found
    assert ("kept", "", "groups 4") in found


def test_dropped_stages_and_renamed_columns_are_named(tmp_path: Path) -> None:
    made, _ = written(tmp_path)
    made["stages"] = [s for s in made["stages"] if s["name"] not in ("weights", "over_weights")]
    made["stages"][5]["columns"][2] = "renamed"
    found = {(d.stage, d.column, d.recorded) for d in replay(forged(made)).differences}
    assert ("normalise", "columns 3", "renamed") in found
    assert "stages" in {stage for stage, _, _ in found}


def test_units_swapped_in_the_record_are_no_record_or_named(tmp_path: Path) -> None:
    made, _ = written(tmp_path)
    kept = made["kept"]["units"]
    kept[0], kept[1] = kept[1], kept[0]
    assert {c for _, _, c in places(forged(made))} == {"units 1", "units 2"}
    made, _ = written(tmp_path)
    units = made["input"]["units"]
    units[0], units[1] = units[1], units[0]
    assert [f.code for f in replay(forged(made)).faults] == ["record-broken"]


def test_grades_notes_and_methods_are_compared(tmp_path: Path) -> None:
    made, _ = written(tmp_path)
    made["kept"]["grades"][0] = "A+"
    made["stages"][2]["changed"] += 1
    made["stages"][4]["method"] = "none at all"
    made["recipe"] = made["recipe"].replace("tolerance:", "# eased\n  tolerance:")
    found = places(forged(made))
    assert ("kept", "", "grades 1") in found
    assert ("impute", "", "changed") in found
    assert ("outliers", "", "method") in found
    assert ("record", "", "recipe") in found


def _paths(at: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(at, dict):
        return [p for k, v in at.items() for p in [(*path, k), *_paths(v, (*path, k))]]
    if isinstance(at, list) and at:
        return [(*path, 0), *_paths(at[0], (*path, 0))]
    return []


def test_a_malformed_record_is_a_message_wherever_it_is_wrong(tmp_path: Path) -> None:
    text = "recipe: r\ntable: {unit: u}\ntree: {t: {parts: {a: {}, b: {}}}}\n"
    recipe = parse_recipe(text).recipe
    assert recipe is not None
    panel = read_table({"u": ["x", "y", "z"], "a": [1, 2, 4], "b": [4, 3, 5]}, recipe).panel
    assert panel is not None
    whole = build(recipe, panel).built
    assert whole is not None
    made = json.loads(json.dumps(record(whole, panel, RUNS)))
    wrong: object
    for path in _paths(made):
        for wrong in (None, "x", [], {}, -1, 1e300, True, [[]], "remove"):
            other = copy.deepcopy(made)
            at = other
            for key in path[:-1]:
                at = at[key]
            if wrong == "remove":
                del at[path[-1]]
            else:
                at[path[-1]] = wrong
            other = other if "digest" in path or "format" in path else forged(other)
            write_record(other, tmp_path / "bad.json")
            again, faults = read_record(tmp_path / "bad.json")
            if again is None:
                assert faults[0].code == "record-broken"
                assert faults[0].say("zh") != faults[0].say("en")
            else:
                replay(again, panel)
