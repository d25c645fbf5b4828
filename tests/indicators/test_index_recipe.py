"""Reading a recipe: what is accepted, what is refused, where and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.indicators import parse_recipe, print_recipe, read_recipe, shipped
from gaoxin.indicators.faults import CATALOGUE, Text
from gaoxin.indicators.methods import Method
from gaoxin.indicators.recipe import Indicator, Level, Node, Recipe

SMALL = """\
recipe: small
title: {zh: 小, en: Small}
table: {unit: unit}
tree:
  all:
    parts:
      a: {weight: 2, better: less, unit: {zh: 吨, en: tonnes}}
      b:
        weight: 1
        goalposts: [0, 10]
"""


def faults(text: str, file: str = "r.yaml") -> list[tuple[str, int]]:
    return [(f.code, f.place.line) for f in parse_recipe(text, file).faults if f.grave]


def test_a_recipe_says_what_each_indicator_is() -> None:
    recipe = parse_recipe(SMALL).recipe
    assert recipe is not None
    a, b = recipe.indicators()
    assert a.indicator is not None
    assert b.indicator is not None
    assert (a.weight, a.indicator.better, a.indicator.unit.en) == (2, -1, "tonnes")
    assert b.indicator.goalposts == (0, 10)


@pytest.mark.parametrize("code", shipped())
def test_every_shipped_recipe_reads_without_a_grave_fault_and_prints_back(code: str) -> None:
    recipe = read_recipe(code).recipe
    assert recipe is not None
    again = parse_recipe(print_recipe(recipe))
    assert again.recipe == recipe


def test_toml_and_yaml_give_the_same_recipe() -> None:
    toml = """\
recipe = "small"
[title]
zh = "小"
en = "Small"
[table]
unit = "unit"
[tree.all.parts.a]
weight = 2
better = "less"
unit = {zh = "吨", en = "tonnes"}
[tree.all.parts.b]
weight = 1
goalposts = [0, 10]
"""
    assert parse_recipe(toml, "r.toml").recipe == parse_recipe(SMALL).recipe


def test_a_fault_in_toml_is_placed_on_its_line() -> None:
    toml = 'recipe = "x"\n[tree.all.parts.a]\nweight = -2\n[tree.all.parts.b]\n'
    toml += 'weight = 1\nbetter = "up"\n'
    assert faults(toml, "r.toml") == [("negative-weight", 3), ("not-known", 6)]


def test_a_flat_list_of_nodes_with_parents_is_the_same_hierarchy() -> None:
    flat = """\
recipe: small
title: {zh: 小, en: Small}
table: {unit: unit}
nodes:
  - {code: all}
  - {code: a, parent: all, weight: 2, better: less, unit: {zh: 吨, en: tonnes}}
  - {code: b, parent: all, weight: 1, goalposts: [0, 10]}
"""
    assert parse_recipe(flat).recipe == parse_recipe(SMALL).recipe


def test_a_hierarchy_may_be_deep_and_uneven() -> None:
    deep = "recipe: d\ntree:\n  n0:\n"
    for k in range(1, 12):
        deep += "  " * (2 * k) + "parts:\n" + "  " * (2 * k + 1) + f"x{k}: {{}}\n"
        deep += "  " * (2 * k + 1) + f"n{k}:\n"
    deep += "  " * 24 + "  better: more\n"
    recipe = parse_recipe(deep).recipe
    assert recipe is not None
    assert len(recipe.indicators()) == 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("syntax", 1)),
        ("recipe: [a", ("syntax", 1)),
        ("recipe: x\n", ("missing-key", 1)),
        (SMALL.replace("weight: 2", "weight: two"), ("not-number", 7)),
        (SMALL.replace("weight: 2", "weight: -2"), ("negative-weight", 7)),
        (SMALL.replace("weight: 2", "wieght: 2"), ("unknown-key", 7)),
        (SMALL.replace("better: less", "better: down"), ("not-known", 7)),
        (SMALL.replace("[0, 10]", "[10, 0]"), ("goalposts-order", 10)),
        (SMALL.replace("[0, 10]", "[0, 5, 10]"), ("not-known", 10)),
        (SMALL + "recipe: again\n", ("duplicate-key", 11)),
        (SMALL + "valid: {from: 2021-13-01}\n", ("not-date", 11)),
        (SMALL + "valid: {from: 2022-01-01, to: 2021-01-01}\n", ("valid-order", 11)),
        (SMALL + "levels: {normalise: rank}\n", ("not-list", 11)),
        (SMALL + "levels:\n  - {normalise: best}\n", ("not-known", 12)),
        (SMALL + "levels:\n  - {normalise: {range: [0, 1]}}\n", ("missing-key", 12)),
        (SMALL + "levels: [{normalise: distance_to_target}]\n", ("target-missing", 7)),
        (SMALL.replace("    parts:", "    parts: {}\n    note:"), ("no-indicators", 5)),
        (SMALL.replace("weight: 2", "weight: 0").replace("weight: 1", "weight: 0"),
         ("zero-weights", 5)),
        (SMALL + "  other: {}\n", ("one-top", 4)),
    ],
)  # fmt: skip
def test_a_faulty_recipe_is_refused_with_its_line(text: str, expected: tuple[str, int]) -> None:
    assert expected in faults(text)


def test_every_fault_is_reported_not_only_the_first() -> None:
    text = SMALL.replace("weight: 2", "weight: -2").replace("[0, 10]", "[10, 0]")
    assert faults(text) == [("negative-weight", 7), ("goalposts-order", 10)]


def test_a_cycle_is_named_with_its_path() -> None:
    text = """\
recipe: c
nodes:
  - {code: top}
  - {code: a, parent: b}
  - {code: b, parent: c}
  - {code: c, parent: a}
"""
    found = [f for f in parse_recipe(text).faults if f.code == "cycle"]
    assert len(found) == 1
    assert "a → b → c → a" in found[0].reason("en")
    assert "层级成环" in found[0].reason("zh")


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (
            "recipe: c\ntree:\n  t: &t\n    parts: {x: *t}\n",
            3,
            "anchors and aliases",
        ),
        (
            "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
            1,
            "anchors and aliases",
        ),
        ("recipe: c\ntree: " + "[" * 3000, 2, "nested more than 30 deep"),
    ],
)
def test_aliases_and_endless_brackets_are_refused(text: str, line: int, why: str) -> None:
    found = parse_recipe(text).faults[0]
    assert (found.code, found.place.line) == ("syntax", line)
    assert why in found.reason("en")


def test_endless_brackets_in_toml_are_refused() -> None:
    assert "syntax" in {f.code for f in parse_recipe("a = " + "[" * 3000, "r.toml").faults}


def test_missing_parents_and_repeated_codes_are_refused() -> None:
    text = "recipe: c\nnodes:\n  - {code: top}\n  - {code: a, parent: nobody}\n  - {code: top}\n"
    assert faults(text) == [("parent-missing", 4), ("duplicate-node", 5)]


def test_an_inconsistent_pairwise_matrix_is_refused_when_not_reciprocal() -> None:
    text = SMALL.replace(
        "    parts:", "    weights: ahp\n    pairwise: [[1, 3], [3, 1]]\n    parts:"
    )
    assert ("pairwise", 5) in faults(text)
    fine = text.replace("[3, 1]", "[1/3, 1]")
    assert faults(fine) == []


def test_share_limits_that_cannot_be_met_are_refused() -> None:
    weights = "    weights: {method: benefit_of_the_doubt, shares: [0.6, 1]}\n    parts:"
    assert ("infeasible-shares", 5) in faults(SMALL.replace("    parts:", weights))


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_fault_speaks_both_languages_and_offers_a_remedy(code: str) -> None:
    assert len(CATALOGUE[code]) == 4
    assert all(words.strip() for words in CATALOGUE[code])
    assert CATALOGUE[code][0] != CATALOGUE[code][1]


names = st.text("abcxyz", min_size=1, max_size=4)
numbers = st.floats(0.1, 1e6, allow_nan=False)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    count = [0]

    def node(depth: int) -> Node:
        count[0] += 1
        code = f"{draw(names)}{count[0]}"
        text = Text(draw(names), draw(names))
        if depth == 0 or (depth < 3 and draw(st.booleans())):
            leaf = Indicator(code, text, draw(st.sampled_from([1, -1])), goalposts=(0.0, 1.0))
            return Node(code, text, draw(numbers), indicator=leaf)
        parts = tuple(node(depth - 1) for _ in range(draw(st.integers(1, 3))))
        return Node(code, text, draw(numbers), parts=parts)

    level = Level(Method("minmax", (("range", (draw(numbers), 2e6)),)), available=0.5)
    return Recipe(draw(names), Text("一", "one"), node(3), levels=(level, Level()))


@given(recipes())
def test_what_is_printed_reads_back_the_same(recipe: Recipe) -> None:
    again = parse_recipe(print_recipe(recipe))
    assert again.recipe == recipe
