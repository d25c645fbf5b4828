"""Defects measured in other software, each turned into a test that would catch it here."""

import numpy as np
import pytest
from numpy.typing import NDArray

from gaoxin.indicators import Panel, Recipe, build, parse_recipe, read_table
from gaoxin.indicators.aggregate import many, mean
from gaoxin.indicators.bod import benefit_of_the_doubt
from gaoxin.indicators.methods import Method
from gaoxin.indicators.outranking import copeland, outrank_matrix
from gaoxin.indicators.ranks import rank
from gaoxin.indicators.sobol import design, indices
from gaoxin.indicators.stages.normalise import Column, fit
from gaoxin.indicators.stages.outliers import log_stretch, outlying, skewness
from gaoxin.indicators.uncertainty import enumerate_choices

Floats = NDArray[np.float64]
NAN = np.nan
MEANS = ["arithmetic", "geometric", "harmonic", "power"]


def method(name: str) -> Method:
    return Method(name, (("exponent", 2.0),)) if name == "power" else Method(name)


def made(text: str, table: dict[str, list[object]]) -> tuple[Recipe, Panel]:
    recipe = parse_recipe(text).recipe
    assert recipe is not None
    panel = read_table(table, recipe).panel
    assert panel is not None
    return recipe, panel


def test_a_logarithm_takes_the_logarithm() -> None:
    """COINr log_GII returns its input unchanged."""
    x = np.array([0, 1, 5, 20, 100.0])
    found = log_stretch(x)
    assert found == pytest.approx(np.log((99 * x) / 100 + 1))
    assert not np.allclose(found, x)


def test_outranking_with_a_missing_value_does_not_depend_on_row_order() -> None:
    """COINr outrankMatrix credits a missing comparison to the later row."""
    x = np.array([[1.0, NAN, 3.0], [2.0, 5.0, 1.0]])
    forth = outrank_matrix(x, np.ones(3))
    back = outrank_matrix(x[::-1], np.ones(3))
    assert forth[0, 1] == back[1, 0] == 0.5
    assert forth[0, 1] + forth[1, 0] == 1


def test_units_with_no_common_indicator_draw() -> None:
    x = np.array([[1.0, NAN], [NAN, 2.0]])
    assert outrank_matrix(x, np.ones(2))[0, 1] == 0.5


def test_copeland_scores_sum_to_zero_when_weights_do_not_add_up_exactly() -> None:
    """COINr a_copeland has no tolerance: 0.1 + 0.2 against 0.3 is a win."""
    weights = np.array([0.1, 0.2, 0.3])
    x = np.array([[2.0, 2.0, 1.0], [1.0, 1.0, 2.0]])
    assert copeland(outrank_matrix(x, weights)).tolist() == [0, 0]
    rng = np.random.default_rng(5)
    many = rng.integers(0, 4, (51, 49)).astype(float)
    assert copeland(outrank_matrix(many, np.full(49, 1 / 49))).sum() == 0


def test_a_share_of_the_best_never_rewards_the_worst() -> None:
    """COINr n_fracmax gives the largest number to the worst where less is better."""
    x = np.array([[2.0], [4.0], [8.0]])
    found = fit(x, (Column(-1),), Method("share_of_best")).apply(x)[:, 0]
    assert found.tolist() == [1.0, 0.5, 0.25]


def test_a_share_of_the_best_with_a_zero_is_refused_and_not_infinite() -> None:
    text = (
        "recipe: z\ntable: {unit: u}\nlevels: [{normalise: share_of_best}]\n"
        "tree: {all: {parts: {a: {better: less}}}}\n"
    )
    recipe, panel = made(text, {"u": ["x", "y"], "a": [0, 1]})
    outcome = build(recipe, panel)
    assert outcome.built is None
    assert [f.code for f in outcome.faults if f.grave] == ["share-not-positive"]


@pytest.mark.parametrize("name", MEANS)
def test_all_means_treat_a_missing_part_alike(name: str) -> None:
    """COINr a_genmean gives NA where the others skip."""
    parts, weights = np.array([[2, 5, 9, 20, NAN]]), np.arange(1.0, 6.0)
    some = mean(parts, weights, method(name), 0.5)
    whole = mean(parts[:, :4], weights[:4], method(name))
    assert some[0] == pytest.approx(whole[0], abs=1e-12)
    assert np.isnan(mean(parts, weights, method(name), 1.0)[0])


def test_a_difference_in_the_sixteenth_digit_is_a_tie() -> None:
    """COINr ranks have no tolerance."""
    x = 0.1 + 0.2
    assert rank(np.array([x, 0.3, 0.5])).tolist() == [2, 2, 1]
    assert rank(np.array([x, 0.3, 0.5]), tolerance=0.0).tolist() == [2, 3, 1]


def test_first_order_of_an_input_without_effect_is_near_zero_at_small_size() -> None:
    """COINr's uncentred estimator: -0.034 with an interval of half a unit after 1,200 runs."""
    plan = design(2, 200, seed=1)
    found = indices(("a", "b"), 1000 + plan.points[:, 0], 200)
    assert found.first == pytest.approx([1.0, 0.0], abs=0.02)
    assert found.total == pytest.approx([1.0, 0.0], abs=0.03)


def test_the_default_skewness_threshold_is_the_documented_two() -> None:
    """COINr's manual says 2.25 where its code has 2."""
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(size=80), [7.3]])[:, None]
    assert 2.0 < skewness(x)[0] < 2.25
    assert outlying(x)[0]


def test_the_power_mean_of_three_and_four_is_three_point_five_four() -> None:
    """Compind ci_generalized_mean returns 1, or mean(x^p)^(1/p) without its root."""
    found = mean(np.array([[3.0, 4.0]]), np.ones(2), method("power"))
    assert found[0] == pytest.approx(3.5355339059327378, abs=1e-12)


def test_each_column_is_scaled_by_itself() -> None:
    """Compind ci_mean_min recycles a vector over the wrong columns."""
    x = np.array([[1.0, 100, 7], [2, 300, 9], [4, 200, 8]])
    together = fit(x, (Column(1),) * 3, Method("zscore")).apply(x)
    alone = [fit(x[:, [j]], (Column(1),), Method("zscore")).apply(x[:, [j]]) for j in range(3)]
    np.testing.assert_array_equal(together, np.hstack(alone))


def test_the_direction_of_an_option_is_not_ignored() -> None:
    """Compind ci_ampi gives the same for POS and NEG."""
    base = "recipe: d\ntable: {unit: u}\ntree: {all: {parts: {a: {better: %s}, b: {}}}}\n"
    table: dict[str, list[object]] = {"u": ["x", "y", "z"], "a": [1, 2, 4], "b": [1, 2, 2]}
    more = build(*made(base % "more", table)).built
    less = build(*made(base % "less", table)).built
    assert more is not None
    assert less is not None
    assert more.ranks.tolist() != less.ranks.tolist()


def test_one_missing_cell_does_not_make_every_score_missing() -> None:
    """pymcdm: one NaN makes every score NaN."""
    text = "recipe: m\ntable: {unit: u}\ntree: {all: {parts: {a: {}, b: {}}}}\n"
    table: dict[str, list[object]] = {"u": ["x", "y", "z"], "a": [1, None, 4], "b": [1, 2, 3]}
    outcome = build(*made(text, table))
    assert outcome.built is not None
    assert np.isnan(outcome.built.total).tolist() == [False, True, False]
    said = [f for f in outcome.faults if f.code == "not-ranked"]
    assert "y (0)" in said[0].reason("en")
    assert outcome.built.ranks.tolist() == [2, 0, 1]


def test_imputation_changes_no_value_that_is_there() -> None:
    """COINr #40."""
    text = (
        "recipe: i\ntable: {unit: u, group: g}\nimpute: [group_mean]\n"
        "tree: {all: {parts: {a: {}, b: {}}}}\n"
    )
    table: dict[str, list[object]] = {
        "u": ["x", "y", "z"],
        "g": ["p", "p", "q"],
        "a": [1, None, 4],
        "b": [1.25, 2.5, 3],
    }
    outcome = build(*made(text, table))
    assert outcome.built is not None
    stage = outcome.built.stage("impute")
    assert stage.values.tolist() == [[1, 1.25], [1, 2.5], [4, 3]]
    assert len(stage.changes) == 1


def test_an_alternative_that_cannot_be_built_is_named_and_not_skipped_in_silence() -> None:
    """COINr #60: the sensitivity analysis skips steps without a word."""
    text = """\
recipe: c
table: {unit: u}
choices: {normalise: [minmax, zscore], aggregate: [arithmetic, geometric]}
tree: {all: {parts: {a: {}, b: {}}}}
"""
    table: dict[str, list[object]] = {"u": ["x", "y", "z"], "a": [1, 2, 4], "b": [3, 2, 1]}
    recipe, panel = made(text, table)
    built = build(recipe, panel).built
    assert built is not None
    found, _ = enumerate_choices(built, panel)
    assert found is not None
    assert len(found.variants) == 3
    assert [name for name, _ in found.failed] == ["normalise: zscore, aggregate: geometric"]
    assert found.failed[0][1][0].code == "mean-negative"


def test_goalposts_over_all_years_hold_for_every_year() -> None:
    """COINr #58: goalposts over years are refused for panels."""
    text = """\
recipe: p
table: {unit: u, year: y}
panel: {goalposts: %s}
tree: {all: {parts: {a: {}}}}
"""
    table: dict[str, list[object]] = {"u": ["x", "z"] * 2, "y": [1, 1, 2, 2], "a": [0, 5, 5, 10]}
    common = build(*made(text % "all_years", table)).built
    yearly = build(*made(text % "each_year", table)).built
    assert common is not None
    assert yearly is not None
    assert common.total.tolist() == [0, 0.5, 0.5, 1]
    assert yearly.total.tolist() == [0, 1, 0, 1]


def test_a_missing_weight_is_refused_and_does_not_pass_a_check_of_the_sum() -> None:
    """xarray-spatial #1311: abs(NaN - 1) > tolerance is False."""
    text = "recipe: w\ntable: {unit: u}\ntree: {all: {parts: {a: {weight: nan}, b: {weight: 1}}}}\n"
    read = parse_recipe(text)
    assert read.recipe is None
    assert [f.code for f in read.faults] == ["not-number"]


def test_benefit_of_the_doubt_does_not_force_weights_to_sum_to_one() -> None:
    """indicators-merwan differs from the definition by up to 0.2 because it does."""
    found = benefit_of_the_doubt(np.array([[1.0, 0.5], [0.5, 1.0], [0.5, 0.5]]))
    assert found.scores == pytest.approx([1, 1, 2 / 3])
    assert found.weights[2].sum() == pytest.approx(4 / 3)


def test_an_indicators_own_normalisation_is_applied() -> None:
    """COINr #53: settings of single indicators are ignored."""
    text = (
        "recipe: o\ntable: {unit: u}\n"
        "tree: {all: {parts: {a: {normalise: rank},"
        " b: {normalise: {method: minmax, range: [0, 9]}}}}}\n"
    )
    table: dict[str, list[object]] = {"u": ["x", "y", "z"], "a": [5, 1, 9], "b": [0, 1, 2]}
    built = build(*made(text, table)).built
    assert built is not None
    assert built.stage("normalise").values.tolist() == [[2, 0], [1, 4.5], [3, 9]]


def test_a_geometric_mean_with_a_zero_part_is_zero_and_never_undefined() -> None:
    """exp(sum w log 0) by a matrix product may give NaN instead."""
    parts = np.array([[0.0, 0.25, 4.0], [1.0, 4.0, 2.0]])
    weights = np.random.default_rng(1).uniform(0.5, 2, (9, 3))
    found = many(parts, weights, method("geometric"))
    assert (found[:, 0] == 0).all()
    assert (found[:, 1] > 1).all()
    assert mean(parts, weights[0], method("geometric"))[0] == 0
    some = mean(np.array([[0.0, NAN, 4.0]]), np.ones(3), method("geometric"), 0.5)
    assert some[0] == 0
