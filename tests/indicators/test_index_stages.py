"""Each stage by itself: what it does, and what it leaves alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from gaoxin.indicators.methods import Method
from gaoxin.indicators.stages.impute import impute
from gaoxin.indicators.stages.normalise import Column, fit, position
from gaoxin.indicators.stages.outliers import (
    fit_box_cox,
    fit_log,
    fit_treatments,
    kurtosis,
    outlying,
    skewness,
    winsorise,
)
from gaoxin.indicators.stages.prepare import denominate, screen

Floats = NDArray[np.float64]
NAN = np.nan


def column(*values: float) -> Floats:
    return np.array(values, dtype=float)[:, None]


# COINr 1.1.14 in R 4.2.2 on one vector with a gap and a tie
VECTOR = column(12, 47, 3, NAN, 28, 28, -5)
NORMALISED: dict[str, tuple[Method, Column, list[float]]] = {
    "min-max 1 to 10": (
        Method("minmax", (("range", (1.0, 10.0)),)),
        Column(1),
        [3.94230769230769, 10, 2.38461538461538, NAN, 6.71153846153846, 6.71153846153846, 1],
    ),
    "z-score": (
        Method("zscore"),
        Column(1),
        [
            *(-0.357493495899913, 1.47357075139232, -0.828338588060774, NAN),
            *(0.479564445719396, 0.479564445719396, -1.24686755887043),
        ],
    ),
    "rank": (Method("rank"), Column(1), [3, 6, 2, NAN, 4, 4, 1]),
    "percentile rank": (Method("percentile_rank"), Column(1), [0.4, 1, 0.2, NAN, 0.6, 0.6, 0]),
    "Borda": (Method("borda"), Column(1), [2, 5, 1, NAN, 3, 3, 0]),
    "distance to the best": (
        Method("distance_to_best"),
        Column(1),
        [0.326923076923077, 1, 0.153846153846154, NAN, 0.634615384615385, 0.634615384615385, 0],
    ),
    "distance to the fifth": (
        Method("distance_to_reference"),
        Column(1),
        [0.515151515151515, 1.57575757575758, 0.242424242424242, NAN, 1, 1, 0],
    ),
    "distance to 30, cut": (
        Method("distance_to_target", (("cut", "yes"),)),
        Column(1, target=30),
        [0.485714285714286, 1, 0.228571428571429, NAN, 0.942857142857143, 0.942857142857143, 0],
    ),
    "goalposts 0 to 30": (
        Method("goalposts", (("range", (0.0, 100.0)),)),
        Column(1, (0, 30)),
        [40, 100, 10, NAN, 93.3333333333333, 93.3333333333333, 0],
    ),
    "goalposts, not cut": (
        Method("goalposts", (("cut", "no"), ("range", (0.0, 100.0)))),
        Column(1, (0, 30)),
        [40, 156.666666666667, 10, NAN, 93.3333333333333, 93.3333333333333, -16.6666666666667],
    ),
    "goalposts, less is better": (
        Method("goalposts", (("range", (0.0, 100.0)),)),
        Column(-1, (0, 30)),
        [60, 0, 90, NAN, 6.66666666666667, 6.66666666666667, 100],
    ),
}


@pytest.mark.parametrize("name", sorted(NORMALISED))
def test_normalisations_agree_with_published_software(name: str) -> None:
    method, one, expected = NORMALISED[name]
    if method.name in ("rank", "percentile_rank", "borda"):
        found = position(VECTOR, (one,), method, 0.0)
    else:
        found = fit(VECTOR, (one,), method, reference=4).apply(VECTOR)
    np.testing.assert_allclose(found[:, 0], expected, rtol=0, atol=1e-12)


METHODS = [
    Method(name)
    for name in ("minmax", "zscore", "distance_to_best", "ratio_to_mean", "share_of_best")
]


@given(
    arrays(float, 12, elements=st.floats(0.5, 1e4), unique=True),
    st.sampled_from([1, -1]),
    st.sampled_from(METHODS),
)
def test_the_better_value_never_gets_the_lower_number(
    x: Floats, better: int, method: Method
) -> None:
    found = fit(x[:, None], (Column(better),), method).apply(x[:, None])[:, 0]
    order = np.argsort(x * better)
    assert (np.diff(found[order]) >= 0).all()


@given(
    arrays(float, 12, elements=st.integers(-1000, 1000).map(float), unique=True),
    st.integers(1, 50),
    st.integers(-50, 50),
)
def test_min_max_does_not_depend_on_the_unit_of_measurement(x: Floats, a: int, b: int) -> None:
    one, method = (Column(1),), Method("minmax")
    first = fit(x[:, None], one, method).apply(x[:, None])
    other = (a * x + b)[:, None]
    np.testing.assert_allclose(fit(other, one, method).apply(other), first, atol=1e-9)


def test_skewness_and_kurtosis_are_the_sample_ones() -> None:
    x = column(*range(1, 11), 30, 100)
    assert skewness(x)[0] == pytest.approx(3.0632410342394985, abs=1e-12)
    assert kurtosis(x)[0] == pytest.approx(9.741390834569144, abs=1e-12)


def test_winsorising_moves_one_point_and_stops_when_the_test_passes() -> None:
    found, moved = winsorise(column(*range(1, 11), 30, 100)[:, 0], 2)
    assert moved == 1
    assert found.max() == 30
    assert skewness(found[:, None])[0] == pytest.approx(1.7120380600890506, abs=1e-12)


def test_winsorising_never_moves_more_points_than_allowed() -> None:
    x = np.array([*range(1, 31), 500, 600, 700], dtype=float)
    _, moved = winsorise(x, 1)
    assert moved <= 1


def test_a_tail_to_the_left_is_drawn_in_too() -> None:
    x = -np.array([*range(1, 11), 30, 100], dtype=float)
    found, moved = winsorise(x, 2)
    assert moved == 1
    assert found.min() == -30


def test_winsorising_that_does_not_help_gives_way_to_the_logarithm() -> None:
    x = np.exp(np.linspace(0, 9, 60))
    assert outlying(x[:, None])[0]
    method = Method("winsorise", (("points", 2.0), ("then", "log")))
    treatment = fit_treatments(x[:, None], method)[0]
    assert treatment.kind == "log"
    assert not outlying(treatment.apply(x)[:, None])[0]


@given(
    arrays(float, 15, elements=st.integers(-500, 500).map(float)).filter(lambda x: np.ptp(x) > 0)
)
def test_every_treatment_keeps_the_order(x: Floats) -> None:
    for treatment in (fit_log(x), fit_box_cox(x)):
        found = treatment.apply(x)
        order = np.argsort(x, kind="stable")
        assert (np.diff(found[order]) >= -1e-9).all()
        assert np.isfinite(found).all()


def test_box_cox_finds_the_logarithm_of_logarithmic_data() -> None:
    x = np.exp(np.random.default_rng(3).normal(size=4000))
    assert fit_box_cox(x).power == pytest.approx(0.0, abs=0.05)


def run(values: Floats, steps: list[str], years: list[int], groups: list[str]) -> Floats:
    units = [f"u{k % 3}" for k in range(len(values))]
    blocks = [np.flatnonzero(np.array(years) == y) for y in sorted(set(years))]
    methods = tuple(Method(s) for s in steps)
    stage = impute(values, ("a",), methods, units, years, groups, blocks)
    untouched = ~np.isnan(values)
    assert (stage.values[untouched] == values[untouched]).all()
    assert len(stage.changes) == int(np.isnan(values).sum() - np.isnan(stage.values).sum())
    return stage.values


YEARS = [1, 1, 1, 2, 2, 2, 4, 4, 4]


def test_the_mean_of_the_group_and_year_fills_a_gap() -> None:
    x = column(1, 3, NAN, 10, 20, 30, 5, 6, 7)
    assert run(x, ["group_mean"], YEARS, [""] * 9)[2, 0] == 2
    assert run(x, ["group_median"], YEARS, ["p", "q", "q"] * 3)[2, 0] == 3


def test_a_group_with_no_value_stays_missing() -> None:
    x = column(1, 3, NAN, 10, 20, 30, 5, 6, 7)
    assert np.isnan(run(x, ["group_median"], YEARS, ["p", "p", "q"] * 3)[2, 0])


def test_latest_carries_forward_and_never_back() -> None:
    x = column(1, NAN, 3, NAN, 20, 30, NAN, 6, 7)
    found = run(x, ["latest"], YEARS, [""] * 9)[:, 0]
    assert found[3] == 1
    assert found[6] == 1
    assert np.isnan(found[1])


def test_linear_uses_the_years_and_not_their_order() -> None:
    x = column(1, 2, 3, NAN, 20, 30, 7, 6, 7)
    assert run(x, ["linear"], YEARS, [""] * 9)[3, 0] == pytest.approx(3.0)


def test_steps_follow_one_another() -> None:
    x = column(NAN, 2, 4, 10, 20, 30, 5, 6, 7)
    assert run(x, ["linear", "group_mean"], YEARS, [""] * 9)[0, 0] == 3


def test_a_zero_denominator_gives_a_missing_ratio_and_is_counted() -> None:
    stage = denominate(np.array([[6.0, 2.0], [6.0, 0.0]]), ("a", "d"), (("a", "a", "d"),))
    assert stage.values[0, 0] == 3
    assert np.isnan(stage.values[1, 0])
    assert stage.found == (("/ d", "a", 1.0),)


def test_screening_counts_only_indicators_that_apply() -> None:
    values = np.array([[1.0, NAN, NAN], [1.0, NAN, 1.0]])
    applies = np.array([[True, False, False], [True, True, True]])
    keep, share = screen(values, applies, 2 / 3)
    assert keep.tolist() == [True, True]
    assert share.tolist() == pytest.approx([1.0, 2 / 3])
