"""Reading an index: what weighs, what goes together, where a unit stands, what if one drops."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.indicators import (
    Panel,
    Recipe,
    build,
    parse_recipe,
    read_recipe,
    read_table,
    synthetic_table,
)
from gaoxin.indicators.building import Built
from gaoxin.indicators.methods import Method
from gaoxin.indicators.reading import (
    compare,
    correlation_flags,
    cronbach_alpha,
    drop_one,
    effective_weights,
    principal_components,
    standings,
)
from gaoxin.indicators.recipe import Node

TEXT = """\
recipe: r
table: {unit: u, group: g}
levels:
  - {normalise: {method: minmax, range: [1, 100]}, aggregate: %s}
tree:
  all:
    parts:
      p: {weight: 3, parts: {a: {weight: 1}, b: {weight: 2}}}
      q: {weight: 1, parts: {c: {better: less}, d: {}}}
"""


def world(aggregate: str = "arithmetic", seed: int = 0, units: int = 20) -> tuple[Built, Panel]:
    recipe = parse_recipe(TEXT % aggregate).recipe
    assert recipe is not None
    rng = np.random.default_rng(seed)
    table: dict[str, list[object]] = {
        "u": [f"u{k:02d}" for k in range(units)],
        "g": ["xy"[k % 2] for k in range(units)],
    }
    for name in "abcd":
        table[name] = rng.normal(size=units).tolist()
    return made(recipe, table)


def made(recipe: Recipe, table: dict[str, list[object]]) -> tuple[Built, Panel]:
    panel = read_table(table, recipe).panel
    assert panel is not None
    built = build(recipe, panel).built
    assert built is not None
    return built, panel


@pytest.mark.parametrize("aggregate", ["arithmetic", "geometric", "outranking"])
def test_dropping_an_indicator_equals_a_build_without_it(aggregate: str) -> None:
    built, panel = world(aggregate)
    for dropped in drop_one(built):
        again = build(built.recipe.without(dropped.code), panel).built
        assert again is not None
        assert (dropped.ranks == again.ranks).all()
        assert dropped.max_shift == np.abs(again.ranks - built.ranks).max()


@pytest.mark.parametrize("scope", ["each_year", "all_years"])
@pytest.mark.parametrize("weights", ["critic", "entropy"])
def test_dropping_an_indicator_finds_weights_from_data_anew(scope: str, weights: str) -> None:
    recipe = read_recipe("cn-2021").recipe
    assert recipe is not None
    level = replace(recipe.levels[0], weights=Method(weights))
    recipe = replace(recipe, levels=(level, recipe.levels[1]), scope=scope, screen=0.0)  # type: ignore[arg-type]
    built, panel = made(recipe, synthetic_table(recipe, 20, (2013, 2014), 0.0))
    for dropped in drop_one(built)[:4]:
        again = build(recipe.without(dropped.code), panel).built
        assert again is not None
        assert (dropped.ranks == again.ranks[again.panel.blocks()[-1]]).all()


def test_dropping_the_only_indicator_of_a_pillar_drops_the_pillar() -> None:
    recipe = parse_recipe(
        "recipe: r\ntree: {all: {parts: {p: {parts: {a: {}}}, q: {parts: {b: {}, c: {}}}}}}\n"
    ).recipe
    assert recipe is not None
    assert [n.code for n in recipe.without("a").tree.walk()] == ["b", "c", "q", "all"]


def test_nominal_weights_are_products_of_shares_and_variance_shares_add_up() -> None:
    built, _ = world()
    found = effective_weights(built)
    assert dict(zip(found.codes, found.nominal, strict=True)) == pytest.approx(
        {"a": 0.25, "b": 0.5, "c": 0.125, "d": 0.125}
    )
    assert found.variance_share.sum() == pytest.approx(1.0)


def test_an_indicator_that_is_all_the_variance_has_all_of_it() -> None:
    recipe = parse_recipe(
        "recipe: r\ntable: {unit: u}\nlevels: [{normalise: none}]\n"
        "tree: {t: {parts: {a: {}, b: {}}}}\n"
    ).recipe
    assert recipe is not None
    built, _ = made(recipe, {"u": list("xyz"), "a": [1, 2, 4], "b": [5, 5, 5]})
    found = effective_weights(built)
    assert found.variance_share == pytest.approx([1.0, 0.0])
    assert found.correlation[0] == pytest.approx(1.0)


def test_correlations_inside_a_pillar_are_flagged_by_kind() -> None:
    recipe = parse_recipe(
        "recipe: r\ntable: {unit: u}\n"
        "tree: {all: {parts: {p: {parts: {a: {}, b: {}, c: {}}}, q: {parts: {d: {}}}}}}\n"
    ).recipe
    assert recipe is not None
    table: dict[str, list[object]] = {
        "u": list("vwxyz"),
        "a": [1, 2, 3, 4, 5],
        "b": [1, 2, 3, 4, 6],
        "c": [5, 4, 3, 2, 1],
        "d": [5, 4, 3, 2, 1],
    }
    matrix, flags = correlation_flags(made(recipe, table)[0])
    assert {(f.first, f.second): f.kind for f in flags} == {
        ("a", "b"): "redundant",
        ("a", "c"): "negative",
        ("b", "c"): "negative",
    }
    assert matrix[0, 2] == pytest.approx(-1.0)
    assert matrix[2, 3] == pytest.approx(1.0)


def test_standings_say_what_is_lost_to_the_best_of_the_class() -> None:
    built, _ = world()
    found = {s.code: s for s in standings(built, 3)}
    rows = [i for i in range(20) if i % 2 == 1]
    for j, code in enumerate("abcd"):
        scores = built.scores[rows, j]
        own = built.scores[3, j]
        assert found[code].rank == (scores > own).sum() + 1
        assert found[code].gap == pytest.approx(found[code].weight * (scores.max() - own))
    lost = sum(s.gap for s in found.values())
    best = sum(
        s.weight * built.scores[rows, j].max() for j, s in enumerate(found[c] for c in "abcd")
    )
    assert built.total[3] + lost == pytest.approx(best)


def test_standings_begin_with_what_loses_most_and_mark_what_was_imputed() -> None:
    recipe = parse_recipe(
        "recipe: r\ntable: {unit: u}\nimpute: [group_mean]\ntree: {t: {parts: {a: {}, b: {}}}}\n"
    ).recipe
    assert recipe is not None
    built, _ = made(recipe, {"u": list("xyz"), "a": [1, 2, 4], "b": [None, 5, 9]})
    found = standings(built, 0)
    assert [(s.code, s.imputed) for s in found] == [("a", False), ("b", True)]


def test_comparing_an_index_with_itself_finds_nothing() -> None:
    built, _ = world()
    found = compare(built, built)
    assert found.spearman == pytest.approx(1.0)
    assert not found.shift.any()


def test_comparing_counts_only_units_both_rank() -> None:
    first, _ = world(units=20)
    second, _ = world("geometric", units=15)
    found = compare(first, second)
    assert found.units == tuple(f"u{k:02d}" for k in range(15))
    assert sorted(found.first.tolist()) == list(range(1, 16))
    assert (found.shift == found.second - found.first).all()


def test_alpha_is_one_for_copies_and_unknown_for_one_column() -> None:
    x = np.random.default_rng(0).normal(size=(20, 1))
    assert cronbach_alpha(np.hstack([x, x, x])) == pytest.approx(1.0)
    assert np.isnan(cronbach_alpha(x))


def test_components_of_copies_are_one() -> None:
    x = np.random.default_rng(0).normal(size=(20, 1))
    found = principal_components(np.hstack([x, 2 * x + 1]))
    assert found.shares == pytest.approx([1.0, 0.0], abs=1e-12)
    assert found.loadings[:, 0] == pytest.approx([1.0, 1.0])


# what must hold whatever the numbers


def rescaled(node: Node, factor: float) -> Node:
    parts = tuple(replace(rescaled(p, factor), weight=p.weight * factor) for p in node.parts)
    return replace(node, parts=parts)


@given(st.integers(0, 1000), st.floats(0.01, 100), st.sampled_from(["arithmetic", "geometric"]))
def test_only_proportions_of_weights_matter(seed: int, factor: float, aggregate: str) -> None:
    built, panel = world(aggregate, seed, 8)
    other = build(replace(built.recipe, tree=rescaled(built.recipe.tree, factor)), panel).built
    assert other is not None
    np.testing.assert_allclose(other.total, built.total, rtol=1e-12)


@given(st.integers(0, 1000), st.integers(0, 7), st.integers(0, 3), st.floats(0.01, 5))
def test_a_better_figure_never_costs_a_unit_its_rank(
    seed: int, row: int, column: int, gain: float
) -> None:
    built, panel = world("arithmetic", seed, 8)
    values = panel.values.copy()
    values[row, column] += gain * (-1 if "abcd"[column] == "c" else 1)
    after = build(built.recipe, panel.with_values(values)).built
    assert after is not None
    assert after.ranks[row] <= built.ranks[row]


@given(st.integers(0, 1000))
def test_twins_share_a_rank(seed: int) -> None:
    built, panel = world("geometric", seed, 8)
    values = panel.values.copy()
    values[5] = values[2]
    after = build(built.recipe, panel.with_values(values)).built
    assert after is not None
    assert after.ranks[5] == after.ranks[2]
    assert sorted(after.ranks.tolist()) != list(range(1, 9))


@given(st.integers(0, 1000))
def test_ranks_in_class_keep_the_overall_order(seed: int) -> None:
    built, _ = world("arithmetic", seed, 12)
    for group in "xy":
        rows = [i for i in range(12) if built.panel.groups[i] == group]
        overall = np.argsort(built.ranks[rows], kind="stable")
        assert built.group_ranks[rows][overall].tolist() == list(range(1, 7))


@given(st.integers(0, 1000), st.sampled_from(["arithmetic", "geometric", "harmonic"]))
def test_a_score_lies_between_its_worst_and_its_best_part(seed: int, aggregate: str) -> None:
    built, _ = world(aggregate, seed, 8)
    for k, slots in enumerate(built.plan.parts):
        parts = built.scores[:, slots]
        whole = built.scores[:, 4 + k]
        assert (whole >= parts.min(axis=1) - 1e-9).all()
        assert (whole <= parts.max(axis=1) + 1e-9).all()
