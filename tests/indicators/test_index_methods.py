"""What every method takes, and what is refused: one declaration for reader, build and schema."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gaoxin.indicators import build, parse_recipe, print_recipe, read_table
from gaoxin.indicators.faults import Fault
from gaoxin.indicators.methods import METHODS, Method, Stage, json_schema, slips
from gaoxin.indicators.recipe import Level, Recipe

HEAD = "recipe: r\ntable: {unit: u}\n"
TREE = "tree: {all: {parts: {a: {target: 5}, b: {target: 5}}}}\n"
TABLE: dict[str, list[object]] = {"u": ["x", "y", "z"], "a": [1, 2, 3], "b": [3, 4, 6]}


def read(text: str) -> Recipe:
    found = parse_recipe(text)
    assert found.recipe is not None, [f.say("en") for f in found.faults]
    return found.recipe


def grave(text: str) -> list[tuple[str, int]]:
    return [(f.code, f.place.line) for f in parse_recipe(text).faults if f.grave]


def of_build(text: str, table: dict[str, list[object]]) -> list[Fault]:
    recipe = read(text)
    panel = read_table(table, recipe).panel
    assert panel is not None
    return [f for f in build(recipe, panel).faults if f.grave]


@pytest.mark.parametrize(
    ("stage", "written", "code"),
    [
        ("normalise", "{method: minmax, range: [100, 0]}", "param-wrong"),
        ("normalise", "{method: minmax, range: [1, 1]}", "param-wrong"),
        ("normalise", "{method: minmax, rang: [0, 100]}", "param-unknown"),
        ("normalise", "{method: minmax, range: 100}", "param-wrong"),
        ("normalise", "{method: minmax, range: [0, 50, 100]}", "param-wrong"),
        ("normalise", "{method: minmax, range: [0, many]}", "param-wrong"),
        ("normalise", "{method: minmax, cut: perhaps}", "param-wrong"),
        ("normalise", "{method: rank, range: [0, 1]}", "param-unknown"),
        ("normalise", "{method: zscore, sd: 0}", "param-wrong"),
        ("normalise", "{method: zscore, sd: -1}", "param-wrong"),
        ("normalise", "{method: zscore, mean: [1, 2]}", "param-wrong"),
        ("normalise", "distance_to_reference", "param-missing"),
        ("aggregate", "{method: power, exponent: 0}", "param-wrong"),
        ("aggregate", "{method: power, exponent: 1e9}", "param-wrong"),
        ("aggregate", "power", "param-missing"),
        ("aggregate", "{method: arithmetic, exponent: 2}", "param-unknown"),
        ("weights", "{method: benefit_of_the_doubt, shares: [0.6, 0.2]}", "param-wrong"),
        ("weights", "{method: benefit_of_the_doubt, of: all}", "param-wrong"),
    ],
)
def test_a_wrong_parameter_is_a_fault_with_its_line(stage: str, written: str, code: str) -> None:
    text = HEAD + "levels:\n  -\n    " + f"{stage}: {written}\n" + TREE
    assert (code, 5) in grave(text)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("outliers: {method: winsorise, points: five}\n", "param-wrong"),
        ("outliers: {method: winsorise, points: 1.5}\n", "param-wrong"),
        ("outliers: {method: winsorise, points: 0}\n", "param-wrong"),
        ("outliers: {method: winsorise, then: square}\n", "param-wrong"),
        ("outliers: {method: log, skew: -1}\n", "param-wrong"),
        ("impute: [{method: linear, reach: 2}]\n", "param-unknown"),
        ("choices: {normalise: [{method: minmax, rang: [0, 1]}]}\n", "param-unknown"),
        ("choices: {normalise: [goalposts]}\n", "goalposts-missing"),
        ("choices: {weights: [ahp]}\n", "pairwise"),
        ("grades: {A: 1, B: 0.5}\n", "grades-order"),
        ("grades: {A: 0.5, B: 0.5, C: 1}\n", "grades-order"),
        ("grades: {A: 0.2, B: 0.5}\n", "grades-order"),
        ("grades: {A: 0, B: 1}\n", "grades-order"),
        ("screen: {available: 90}\n", "not-known"),
        ("levels: [{available: 2}]\n", "not-known"),
        ("ranks: {tolerance: -1}\n", "not-known"),
        ("levels: [minmax]\n", "not-mapping"),
        ("levels: [{}, {normalise: distance_to_target}]\n", "method-indicators"),
    ],
)
def test_what_a_stage_does_not_take_is_refused(written: str, code: str) -> None:
    assert code in {c for c, _ in grave(HEAD + written + TREE)}


def test_a_left_out_weight_beside_a_given_one_is_refused_not_one_to_fifty() -> None:
    tree = "tree: {all: {parts: {a: {weight: 50}, b: {}}}}\n"
    found = [f for f in parse_recipe(HEAD + tree).faults if f.grave]
    assert [f.code for f in found] == ["weight-left-out"]
    assert "b" in found[0].reason("en")
    assert "weight: 0" in found[0].remedy("zh")
    assert grave(HEAD + tree.replace("b: {}", "b: {weight: 50}")) == []
    assert grave(HEAD + "levels: [{weights: equal}]\n" + tree) == []


def test_a_group_may_not_leave_weights_half_given_either() -> None:
    groups = "groups: {g: {weights: {a: 50}}}\n"
    assert "weight-left-out" in {c for c, _ in grave(HEAD + groups + TREE)}
    leaving_out = "groups: {g: {weights: {a: 0}}}\n"
    assert grave(HEAD + leaving_out + TREE) == []


def test_a_recipe_made_in_python_is_held_to_the_same_declaration() -> None:
    recipe = Recipe("r", read(HEAD + TREE).title, read(HEAD + TREE).tree, unit_column="u")
    upside = Level(Method("minmax", (("range", (100.0, 0.0)),)))
    panel = read_table(TABLE, recipe).panel
    assert panel is not None
    for level in (upside, Level(Method("minmax"), aggregate=Method("power", (("exponent", 0.0),)))):
        outcome = build(replace(recipe, levels=(level,)), panel)
        assert outcome.built is None
        assert [f.code for f in outcome.faults] == ["param-wrong"]


def test_a_target_already_passed_by_the_worst_is_refused_not_turned_round() -> None:
    text = HEAD + "levels: [{normalise: distance_to_target}]\n" + TREE
    passed: dict[str, list[object]] = TABLE | {"a": [6, 7, 9]}
    found = of_build(text, passed)
    assert [(f.code, f.place.column) for f in found] == [("target-passed", "a")]
    assert of_build(text, TABLE | {"a": [5, 7, 9]})[0].code == "target-passed"
    # one unit still below it: the scale stands, and who is beyond the target is beyond one
    recipe = read(text)
    panel = read_table(TABLE | {"a": [4, 7, 9]}, recipe).panel
    assert panel is not None
    built = build(recipe, panel).built
    assert built is not None
    assert built.stage("normalise").values[:, 0].tolist() == [0, 3, 5]


def test_a_reference_that_is_the_worst_is_refused_not_infinite() -> None:
    how = "{method: distance_to_reference, unit: x}"
    text = HEAD + f"levels: [{{normalise: {how}}}]\n" + TREE
    assert {f.code for f in of_build(text, TABLE)} == {"reference-worst"}
    assert of_build(text.replace("unit: x", "unit: z"), TABLE) == []


def test_marks_in_the_unit_of_the_data_do_not_meet_logged_outliers() -> None:
    wild: list[object] = [float(k) for k in (*range(20), 10_000, 90_000)]
    table: dict[str, list[object]] = {
        "u": [str(k) for k in range(22)],
        "a": wild,
        "b": [float(k) for k in range(22)],
    }
    text = HEAD + "outliers: log\nlevels: [{normalise: distance_to_target}]\n" + TREE
    assert [f.code for f in of_build(text, table)] == ["treated-mark"]


@pytest.mark.parametrize(
    ("normalise", "column"),
    [
        ("zscore", [1e200, 2e200, 4e200]),
        ("minmax", [-1e308, 0, 1e308]),
        ("minmax", [0, 1e-200, 2e-200]),
        ("{method: minmax, range: [0, 100]}", [1e61, 2, 3]),
    ],
)
def test_an_overflow_is_a_fault_that_names_the_indicator(
    normalise: str, column: list[object]
) -> None:
    text = HEAD + f"levels: [{{normalise: {normalise}}}]\n" + TREE
    found = of_build(text, TABLE | {"a": column})
    assert [(f.code, f.place.column) for f in found] == [("values-too-large", "a")]


def test_a_mean_that_leaves_its_parts_is_a_fault() -> None:
    how = "{method: minmax, range: [1e5, 1e6]}, aggregate: {method: power, exponent: 100}"
    found = of_build(HEAD + f"levels: [{{normalise: {how}}}]\n" + TREE, TABLE)
    assert [f.code for f in found] == ["overflow"]
    small = how.replace("exponent: 100", "exponent: -90")
    found = of_build(HEAD + f"levels: [{{normalise: {small}}}]\n" + TREE, TABLE)
    assert [f.code for f in found] == ["overflow"]


def test_scores_that_do_not_vary_cannot_be_scaled_again() -> None:
    text = (
        HEAD
        + "levels: [{normalise: minmax}, {normalise: minmax}]\n"
        + "tree: {t: {parts: {p: {parts: {a: {}, c: {}}}, q: {parts: {b: {}}}}}}\n"
    )
    found = of_build(text, TABLE | {"c": [3, 2, 1]})
    assert [f.code for f in found] == ["scores-constant"]


def test_over_a_negative_denominator_there_is_no_ratio() -> None:
    text = HEAD + "levels: [{available: 0.5}]\n"
    text += "tree: {all: {parts: {a: {column: profit, denominator: assets}, b: {}}}}\n"
    table: dict[str, list[object]] = {
        "u": ["loss", "good", "fair"],
        "profit": [-9, 4, 1],
        "assets": [-3, 2, 1],
        "b": [1, 2, 3],
    }
    recipe = read(text)
    panel = read_table(table, recipe).panel
    assert panel is not None
    outcome = build(recipe, panel)
    assert outcome.built is not None
    row = outcome.built.panel.row("loss")
    assert np.isnan(outcome.built.stage("denominate").values[row, 0])
    told = [f for f in outcome.faults if f.code == "zero-denominator"]
    assert "1" in told[0].reason("en")
    assert "negative" in told[0].reason("en")


@pytest.mark.parametrize("stage", tuple(METHODS))
def test_the_schema_knows_what_the_reader_knows(stage: Stage) -> None:
    shapes = json_schema(stage)["oneOf"]
    named = {s["properties"]["method"]["const"]: s for s in shapes[1:]}
    assert set(named) == set(METHODS[stage])
    for name, slots in METHODS[stage].items():
        assert set(named[name]["properties"]) == {"method", *(s.key for s in slots)}
        bare = [s.key for s in slots if s.default is None]
        assert (name in shapes[0]["enum"]) == (not bare)
        assert [s.key for s in slips(stage, Method(name))] == bare


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_guide_lists_every_parameter_and_its_default(lang: str) -> None:
    page = Path(__file__).parents[2] / "docs" / lang / "guide-analyst.md"
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| ([^|]*) \| ([^|]*) \|", page.read_text(), re.M)
    listed = {(name, key): default.strip() for name, key, _, default in rows}
    declared = {
        (name, slot.key): slot
        for methods in METHODS.values()
        for name, slots in methods.items()
        for slot in slots
    }
    assert set(listed) == set(declared)
    for at, slot in declared.items():
        said = slot.default
        if isinstance(said, tuple):
            said = f"[{said[0]:g}, {said[1]:g}]"
        elif isinstance(said, float):
            said = f"{said:g}"
        assert listed[at] == (said if said is not None else {"zh": "必填", "en": "required"}[lang])


def test_a_printed_recipe_keeps_a_weight_of_one() -> None:
    text = HEAD + "tree: {all: {parts: {a: {weight: 1}, b: {weight: 3}}}}\n"
    assert parse_recipe(print_recipe(read(text))).recipe == read(text)
