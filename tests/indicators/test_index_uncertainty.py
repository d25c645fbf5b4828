"""How sure a ranking is, checked against the long way round."""

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from gaoxin.indicators import Panel, Recipe, build, parse_recipe, read_table
from gaoxin.indicators.building import Built
from gaoxin.indicators.ranks import rank
from gaoxin.indicators.sobol import design, indices, pick, sensitivity
from gaoxin.indicators.uncertainty import (
    draw_weights,
    enumerate_choices,
    over_assumptions,
    over_weights,
    scores_under,
    variants,
    year_rows,
)

Floats = NDArray[np.float64]

TEXT = """\
recipe: u
table: {unit: u, group: g}
levels:
  - {normalise: {method: minmax, range: [1, 100]}, aggregate: %s, available: 0.5}
  - {aggregate: %s, available: 0.5}
choices:
  normalise: [{method: minmax, range: [1, 100]}, {method: rank}]
  aggregate: [arithmetic, geometric]
groups: {p: {weights: {c: 3}}}
tree:
  all:
    parts:
      one: {weight: 2, parts: {a: {weight: 1}, b: {weight: 2}}}
      c: {weight: 1}
"""


def world(
    first: str = "arithmetic", second: str = "arithmetic", gap: bool = False
) -> tuple[Built, Panel]:
    recipe = parse_recipe(TEXT % (first, second)).recipe
    assert recipe is not None
    rng = np.random.default_rng(11)
    table: dict[str, list[object]] = {
        "u": [f"u{k:02d}" for k in range(30)],
        "g": ["p" if k % 3 else "q" for k in range(30)],
    }
    for name in "abc":
        table[name] = rng.normal(size=30).tolist()
    if gap:
        table["a"][4] = None
    panel = read_table(table, recipe).panel
    assert panel is not None
    built = build(recipe, panel).built
    assert built is not None
    return built, panel


@pytest.mark.parametrize("gap", [False, True])
@pytest.mark.parametrize("first", ["arithmetic", "geometric", "harmonic"])
@pytest.mark.parametrize("second", ["arithmetic", "geometric", "outranking"])
def test_scores_under_many_weights_equal_one_build_per_weight(
    first: str, second: str, gap: bool
) -> None:
    built, panel = world(first, second, gap)
    weights = draw_weights(built.plan, 0.4, 5, np.random.default_rng(2))
    rows = year_rows(built.panel, None)
    fast = scores_under(built, weights, rows)
    for k in range(len(weights)):
        slow = build(_with_weights(built, weights[k]), panel).built
        assert slow is not None
        np.testing.assert_allclose(fast[k], slow.total, rtol=1e-12, equal_nan=True)


def _with_weights(built: Built, weights: Floats) -> Recipe:
    from dataclasses import replace

    from gaoxin.indicators.recipe import GroupRule, Node

    at = {c: j for j, c in enumerate(built.plan.codes)}

    def own(node: Node) -> Node:
        parts = tuple(own(p) for p in node.parts)
        return replace(node, weight=float(weights[0, at[node.code]]), parts=parts)

    rule = GroupRule("p", tuple((c, float(weights[1, j])) for c, j in at.items()))
    return replace(built.recipe, tree=own(built.recipe.tree), groups=(rule,))


def test_no_noise_gives_the_nominal_ranks_every_time() -> None:
    built, _ = world()
    spread = over_weights(built, 20, noise=0.0)
    low, high = spread.interval()
    assert (low == built.ranks).all()
    assert (high == built.ranks).all()


@pytest.mark.parametrize("scope", ["each_year", "all_years"])
@pytest.mark.parametrize(
    "weights", ["entropy", "critic", "{method: benefit_of_the_doubt, shares: [0.1, 0.8]}"]
)
def test_weights_from_data_vary_too_and_without_noise_stay_as_found(
    weights: str, scope: str
) -> None:
    text = f"""\
recipe: d
table: {{unit: u, year: y}}
panel: {{goalposts: {scope}}}
levels:
  - {{normalise: {{method: minmax, range: [1, 100]}}, weights: {weights}}}
tree: {{all: {{parts: {{a: {{}}, b: {{}}, c: {{}}}}}}}}
"""
    recipe = parse_recipe(text).recipe
    assert recipe is not None
    rng = np.random.default_rng(6)
    table: dict[str, list[object]] = {
        "u": [f"u{k % 15:02d}" for k in range(30)],
        "y": [1 + k // 15 for k in range(30)],
    }
    for name in "abc":
        table[name] = rng.gamma(2, size=30).tolist()
    panel = read_table(table, recipe).panel
    assert panel is not None
    built = build(recipe, panel).built
    assert built is not None
    nominal = built.ranks[year_rows(built.panel, None)]
    assert (over_weights(built, 3, noise=0.0).ranks == nominal).all()
    if "benefit" not in weights:
        assert (over_weights(built, 30, noise=0.9).ranks != nominal).any()


def test_the_same_seed_gives_the_same_ranks_and_another_does_not() -> None:
    built, _ = world()
    first, again = over_weights(built, 50, seed=3), over_weights(built, 50, seed=3)
    assert (first.ranks == again.ranks).all()
    assert (first.ranks != over_weights(built, 50, seed=4).ranks).any()


def test_an_interval_holds_the_share_it_promises_and_only_ranks_that_occurred() -> None:
    built, _ = world()
    spread = over_weights(built, 400, noise=0.8)
    low, high = spread.interval(0.9)
    inside = ((spread.ranks >= low) & (spread.ranks <= high)).mean(axis=0)
    assert (inside >= 0.9).all()
    for k in range(30):
        assert low[k] in spread.ranks[:, k]
        assert high[k] in spread.ranks[:, k]


def test_shares_in_a_group_add_up() -> None:
    built, _ = world()
    spread = over_weights(built, 100, noise=0.5)
    assert spread.share_within(1, 30).tolist() == [1.0] * 30
    assert spread.share_in_last(5).sum() == pytest.approx(5.0)
    assert (spread.share_within(26, 30) == spread.share_in_last(5)).all()


def test_every_declared_combination_is_built_once() -> None:
    built, panel = world()
    found, _ = enumerate_choices(built, panel)
    assert found is not None
    assert [v.name() for v in found.variants] == [
        f"normalise: {n}, aggregate: {a}"
        for n, a in product(["minmax (range (1.0, 100.0))", "rank"], ["arithmetic", "geometric"])
    ]
    by_hand = build(found.variants[3].recipe, panel).built
    assert by_hand is not None
    assert (found.spread.ranks[3] == by_hand.ranks).all()
    assert (found.spread.ranks[0] == built.ranks).all()


def test_too_many_combinations_are_refused_with_their_number() -> None:
    built, _ = world()
    found, faults = variants(built.recipe, limit=3)
    assert found == []
    assert "4" in faults[0].reason("en")


def ishigami(points: Floats) -> Floats:
    x = points * 2 * np.pi - np.pi
    return np.asarray(
        np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    )


def test_the_ishigami_function_has_its_known_indices() -> None:
    """Analytic values for a = 7, b = 0.1 (Ishigami and Homma 1990)."""
    plan = design(3, 4096, seed=1)
    found = indices(("x1", "x2", "x3"), ishigami(plan.points), 4096)
    assert found.first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert found.variance == pytest.approx(13.8446, rel=0.02)
    low, high = found.total_interval
    assert (low <= found.total).all()
    assert (found.total <= high).all()


def test_discrete_inputs_have_their_analytic_indices() -> None:
    """y = a + b + a b over a in {-1, 0, 1}, b in {-1, 1}: variances 2/3, 1 and 2/3."""
    plan = design(2, 4096, seed=2)
    a = np.array([-1.0, 0, 1])[pick(plan.points[:, 0], 3)]
    b = np.array([-1.0, 1])[pick(plan.points[:, 1], 2)]
    found = indices(("a", "b"), a + b + a * b, 4096)
    whole = 2 / 3 + 1 + 2 / 3
    assert found.first == pytest.approx([2 / 3 / whole, 1 / whole], abs=0.02)
    assert found.total == pytest.approx([4 / 3 / whole, (1 + 2 / 3) / whole], abs=0.02)


def test_each_option_of_a_discrete_input_gets_an_equal_share() -> None:
    plan = design(1, 3 * 1024, seed=3)
    counts = np.bincount(pick(plan.points[: 3 * 1024, 0], 3))
    assert counts == pytest.approx([1024] * 3, abs=2)


def test_an_output_that_never_varies_has_no_indices() -> None:
    plan = design(2, 16, seed=1)
    found = indices(("a", "b"), np.full(len(plan.points), 0.1), 16)
    assert np.isnan(found.first).all()


def test_sensitivity_runs_the_same_variants_as_by_hand() -> None:
    built, panel = world()
    found = sensitivity(built, panel, size=32, noise=0.0, seed=1)
    listed, _ = enumerate_choices(built, panel)
    assert listed is not None
    known = {tuple(r) for r in listed.spread.ranks.tolist()}
    assert {tuple(r) for r in found.ranks.tolist()} == known
    assert found.shift.names == ("weights noise", "normalise", "aggregate")
    assert found.shift.total[0] == pytest.approx(0.0, abs=1e-12)


def test_ranks_over_replications_equal_ranks_one_by_one() -> None:
    rng = np.random.default_rng(0)
    scores = rng.integers(0, 6, (50, 20)).astype(float)
    together = rank(scores)
    for k in range(50):
        assert (together[k] == rank(scores[k])).all()
        expected = [(scores[k] > s).sum() + 1 for s in scores[k]]
        assert together[k].tolist() == expected


def test_ties_follow_the_best_of_their_run_and_do_not_chain() -> None:
    scores = np.array([0.0, 1.0, 1.6, 2.2, 2.8, 9.0])
    assert rank(scores, tolerance=1.0).tolist() == [6, 4, 4, 2, 2, 1]
    rng = np.random.default_rng(4)
    for _ in range(50):
        x = rng.integers(0, 40, 30).astype(np.float64) * 0.3
        shuffled = rng.permutation(30)
        together = rank(x, tolerance=0.7)
        assert (rank(x[shuffled], tolerance=0.7) == together[shuffled]).all()
        expected, leader = {}, np.inf
        for place, value in enumerate(sorted(x, reverse=True), 1):
            if leader - value > 0.7:
                leader, first = value, place
            expected[value] = first
        assert together.tolist() == [expected[v] for v in x]


def test_drawn_assumptions_are_those_declared() -> None:
    built, panel = world()
    listed, _ = enumerate_choices(built, panel)
    assert listed is not None
    found, failed = over_assumptions(built, panel, 200, noise=0.0)
    assert failed == ()
    known = {tuple(r) for r in listed.spread.ranks.tolist()}
    assert {tuple(r) for r in found.ranks.tolist()} == known
    again, _ = over_assumptions(built, panel, 200, noise=0.0)
    assert (again.ranks == found.ranks).all()
