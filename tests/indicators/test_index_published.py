"""Published worked examples, typed in as facts with their source."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from gaoxin.indicators import build, parse_recipe, read_recipe, read_table
from gaoxin.indicators.aggregate import compromise, ideal, mean
from gaoxin.indicators.bod import benefit_of_the_doubt
from gaoxin.indicators.methods import Method
from gaoxin.indicators.outranking import (
    borda_count,
    copeland,
    kemeny,
    outrank_matrix,
    votes_matrix,
)
from gaoxin.indicators.ranks import rank, rank_ascending
from gaoxin.indicators.reading import (
    cronbach_alpha,
    factor_weights,
    item_total_correlation,
    principal_components,
    varimax,
)
from gaoxin.indicators.stages.normalise import Column, fit
from gaoxin.indicators.weights import ahp, critic, entropy, merec

Floats = NDArray[np.float64]

# OECD/JRC, Handbook on Constructing Composite Indicators (2008): 23 countries x patents,
# royalties, internet, exports, log telephones, log electricity, schooling, university
TAI = np.array(
    [
        [187, 125.6, 200.2, 50.7, 3.08, 4.15, 10.0, 27.4],  # Finland
        [289, 130.0, 179.1, 66.2, 3.0, 4.07, 12.0, 13.9],  # United States
        [271, 156.6, 125.8, 59.7, 3.1, 4.14, 11.4, 15.3],  # Sweden
        [994, 64.6, 49.0, 80.8, 3.0, 3.86, 9.5, 10.0],  # Japan
        [779, 9.8, 4.8, 66.7, 2.97, 3.65, 10.8, 23.2],  # Korea
        [189, 151.2, 136.0, 50.9, 3.02, 3.77, 9.4, 9.5],  # Netherlands
        [82, 134.0, 57.4, 61.9, 3.02, 3.73, 9.4, 14.9],  # United Kingdom
        [31, 38.6, 108.0, 48.7, 2.94, 4.18, 11.6, 14.2],  # Canada
        [75, 18.2, 125.9, 16.2, 2.94, 3.94, 10.9, 25.3],  # Australia
        [8, 25.5, 72.3, 74.9, 2.95, 3.83, 7.1, 24.2],  # Singapore
        [235, 36.8, 41.2, 64.2, 2.94, 3.75, 10.2, 14.4],  # Germany
        [103, 20.2, 193.6, 19.0, 3.12, 4.39, 11.9, 11.2],  # Norway
        [106, 110.3, 48.6, 53.6, 2.97, 3.68, 9.4, 12.3],  # Ireland
        [72, 73.9, 58.9, 47.6, 2.91, 3.86, 9.3, 13.6],  # Belgium
        [103, 13.0, 146.7, 15.4, 2.86, 3.91, 11.7, 13.1],  # New Zealand
        [165, 14.8, 84.2, 50.3, 2.99, 3.79, 8.4, 13.6],  # Austria
        [205, 33.6, 36.4, 58.9, 2.97, 3.8, 7.9, 12.6],  # France
        [74, 43.6, 43.2, 45.0, 2.96, 3.74, 9.6, 11.0],  # Israel
        [42, 8.6, 21.0, 53.4, 2.86, 3.62, 7.3, 15.6],  # Spain
        [13, 9.8, 30.4, 51.0, 3.0, 3.65, 7.2, 13.0],  # Italy
        [28, 4.2, 25.0, 51.7, 2.75, 3.68, 9.5, 8.2],  # Czech Republic
        [26, 6.2, 21.6, 63.5, 2.73, 3.46, 9.1, 7.7],  # Hungary
        [105, 4.0, 20.3, 49.5, 2.84, 3.71, 7.1, 10.6],  # Slovenia
    ]
)


def test_table_15_normalisations_of_schooling() -> None:
    x, one = TAI[:, [6]], (Column(1),)
    for method, first, last in (
        ("zscore", 0.26, -1.58),
        ("minmax", 0.59, 0.0),
        ("ratio_to_mean", 1.04, 0.74),
        ("share_of_best", 0.83, 0.59),
        ("ratio_to_worst", 1.41, 1.0),
    ):
        found = fit(x, one, Method(method)).apply(x)[:, 0]
        assert found[[0, 22]] == pytest.approx([first, last], abs=0.0051)
    assert rank_ascending(x, 0.0)[[0, 1, 3, 5, 22], 0].tolist() == [15, 23, 12, 9, 1]


def test_tables_7_and_16_principal_components() -> None:
    shares = principal_components(TAI).shares * 100
    assert shares == pytest.approx([41.9, 21.8, 12.3, 11.1, 6.0, 3.7, 2.2, 0.9], abs=0.12)


def test_table_17_varimax_loadings() -> None:
    turned = varimax(principal_components(TAI).loadings[:, :4])
    internet, patents, university, royalties = np.abs(turned).argmax(axis=1)[[2, 0, 7, 1]]
    assert len({internet, patents, university, royalties}) == 4
    expected = [0.07, 0.13, 0.79, -0.64, 0.37, 0.82, 0.88, 0.08]
    assert turned[:, internet] == pytest.approx(expected, abs=0.015)
    assert abs(turned[7, university]) == pytest.approx(0.96, abs=0.015)


def test_factor_weights_sum_to_one_and_favour_what_loads_alone() -> None:
    weights, _ = factor_weights(varimax(principal_components(TAI).loadings[:, :4]))
    assert weights.sum() == pytest.approx(1.0)
    assert weights[0] == pytest.approx(0.17, abs=0.012)
    assert weights[7] == pytest.approx(0.17, abs=0.012)


def test_table_11_cronbachs_alpha() -> None:
    assert cronbach_alpha(TAI) == pytest.approx(0.70, abs=0.006)
    deleted = [cronbach_alpha(np.delete(TAI, j, axis=1)) for j in range(8)]
    expected = [0.704, 0.645, 0.636, 0.774, 0.603, 0.624, 0.662, 0.706]
    assert deleted == pytest.approx(expected, abs=0.006)
    assert item_total_correlation(TAI, 3) == pytest.approx(-0.108, abs=0.006)


def test_table_38_ranks_of_the_geometric_mean() -> None:
    ranks = rank(mean(TAI, np.ones(8), Method("geometric")))
    assert ranks.tolist() == [
        *(2, 1, 3, 4, 16, 5, 6, 13, 14, 18, 8, 11),
        *(7, 9, 17, 12, 10, 15, 19, 21, 23, 22, 20),
    ]


def test_table_19_benefit_of_the_doubt() -> None:
    scaled = fit(TAI, (Column(1),) * 8, Method("minmax")).apply(TAI)
    found = benefit_of_the_doubt(scaled, 0.10, 0.15, of="weights").scores
    expected = [1, 1, 1, 0.87, 0.80, 0.75, 0.71, 0.73, 0.66, 0.62, 0.62, 0.86]
    assert found[:12] == pytest.approx(expected, abs=0.0101)


def test_tables_35_to_37_outranking_and_kemeny() -> None:
    x = np.array(
        [
            [187, 125.6, 200.2, 50.7, 3.08, 4.15, 10.0, 27.4],
            [289, 130.0, 179.1, 66.2, 2.997, 4.073, 12.0, 13.9],
            [271, 156.6, 125.8, 59.7, 3.096, 4.145, 11.4, 15.3],
            [994, 64.6, 49.0, 80.8, 3.003, 3.865, 9.5, 10.0],
            [779, 9.8, 4.8, 66.7, 2.972, 3.653, 10.8, 23.2],
        ]
    )
    matrix = outrank_matrix(x, np.ones(8))
    assert matrix.tolist() == [
        [0, 0.5, 0.375, 0.75, 0.625],
        [0.5, 0, 0.5, 0.625, 0.625],
        [0.625, 0.5, 0, 0.75, 0.625],
        [0.25, 0.375, 0.25, 0, 0.75],
        [0.375, 0.375, 0.375, 0.25, 0],
    ]
    score, orders = kemeny(matrix)
    assert score == 6.375
    assert set(orders) == {(1, 2, 0, 3, 4), (2, 0, 1, 3, 4), (2, 1, 0, 3, 4)}
    assert copeland(matrix).sum() == 0


def test_the_technology_achievement_index_of_2001() -> None:
    low = [0, 0, 0, 0, 0, math.log10(22), 0.8, 0.1]
    high = [994, 272.6, 232.4, 80.8, math.log10(901), math.log10(6969), 12.0, 27.4]
    columns = tuple(Column(1, (a, b)) for a, b in zip(low, high, strict=True))
    scores = mean(
        fit(TAI, columns, Method("goalposts")).apply(TAI), np.ones(8), Method("arithmetic")
    )
    assert scores[[0, 1, 2, 3]] == pytest.approx([0.744, 0.733, 0.703, 0.698], abs=0.0016)


def test_saaty_2008_drinks() -> None:
    matrix = np.array(
        [
            [1, 9, 5, 2, 1, 1, 1 / 2],
            [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
            [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9],
            [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3],
            [1, 9, 4, 2, 1, 2, 1 / 2],
            [1, 9, 3, 1, 1 / 2, 1, 1 / 3],
            [2, 9, 9, 3, 2, 3, 1],
        ]
    )
    found = ahp(matrix)
    expected = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert found.weights == pytest.approx(expected, abs=0.0006)
    assert found.ratio == pytest.approx(0.022, abs=0.0006)


def test_saaty_1990_house() -> None:
    matrix = np.array(
        [
            [1, 5, 3, 7, 6, 6, 1 / 3, 1 / 4],
            [1 / 5, 1, 1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
            [1 / 3, 3, 1, 6, 3, 4, 6, 1 / 5],
            [1 / 7, 1 / 5, 1 / 6, 1, 1 / 3, 1 / 4, 1 / 7, 1 / 8],
            [1 / 6, 1 / 3, 1 / 3, 3, 1, 1 / 2, 1 / 5, 1 / 6],
            [1 / 6, 1 / 3, 1 / 4, 4, 2, 1, 1 / 5, 1 / 6],
            [3, 5, 1 / 6, 7, 5, 5, 1, 1 / 2],
            [4, 7, 5, 8, 6, 6, 2, 1],
        ]
    )
    found = ahp(matrix)
    expected = [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert found.weights == pytest.approx(expected, abs=0.001)
    assert (found.eigenvalue, found.ratio) == pytest.approx((9.669, 0.169), abs=0.002)


def test_bozoki_2010_matrix_with_a_comparison_not_made() -> None:
    gap = np.nan
    matrix = np.array([[1, 1, 5, 2], [1, 1, 3, 4], [1 / 5, 1 / 3, 1, gap], [1 / 2, 1 / 4, gap, 1]])
    assert ahp(matrix).weights == pytest.approx([0.3738, 0.392, 0.0985, 0.1357], abs=0.0002)


def test_entropy_weights_of_elsayed_2017() -> None:
    matrix = np.array(
        [
            [7, 312, 1891, 6613, 163],
            [72, 88, 728, 941804, 1078],
            [10, 252, 2594, 3466, 117471],
            [10, 145, 980, 2371, 86329],
            [65, 54, 350, 501, 29897],
            [29, 48, 380, 912, 34051],
            [7, 476, 3300, 78470, 2212],
            [70, 87, 650, 733, 819000],
            [4, 86, 591, 3015, 103],
            [12, 79, 579, 3240, 96098],
            [21, 45, 261, 1253, 453],
            [1, 72, 530, 4333, 0.1048],
        ]
    )
    expected = [0.104991, 0.069124, 0.071373, 0.449937, 0.304575]
    assert entropy(matrix) == pytest.approx(expected, abs=1e-6)


def test_critic_weights_of_tus_2019() -> None:
    matrix = np.array(
        [
            [5000, 3, 3, 4, 3, 2],
            [680, 5, 3, 2, 2, 1],
            [2000, 3, 2, 3, 4, 3],
            [600, 4, 3, 1, 2, 2],
            [800, 2, 4, 3, 3, 4],
        ],
        dtype=float,
    )
    expected = [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]
    assert critic(matrix) == pytest.approx(expected, abs=0.0006)


def test_merec_weights_of_keshavarz_2021() -> None:
    matrix = np.array(
        [
            [450, 8000, 54, 145],
            [10, 9100, 2, 160],
            [100, 8200, 31, 153],
            [220, 9300, 1, 162],
            [5, 8400, 23, 158],
        ],
        dtype=float,
    )
    found = merec(matrix, np.array([1.0, 1, -1, -1]))
    assert found == pytest.approx([0.5752, 0.0141, 0.4016, 0.0091], abs=6e-5)


def test_topsis_of_opricovic_2004() -> None:
    x = np.array([[1, 3000], [2, 3750], [5, 4500]], dtype=float)
    scaled = fit(x, (Column(-1), Column(1)), Method("minmax")).apply(x)
    assert ideal(scaled, np.array([0.5, 0.5])) == pytest.approx([0.5, 0.617, 0.5], abs=0.0006)


def test_vikor_of_yang_2020() -> None:
    x = np.array(
        [[78, 56, 34, 6], [4, 45, 3, 97], [18, 2, 50, 63], [9, 14, 11, 92], [85, 9, 100, 29]],
        dtype=float,
    )
    expected = [0.5679, 0.7667, 1, 0.7493, 0]
    assert compromise(x, np.full(4, 0.25)) == pytest.approx(expected, abs=6e-5)


def test_handbook_tables_25_to_33_voting() -> None:
    first = [(3.0, "abcd"), (5.0, "acbd"), (7.0, "bdca"), (6.0, "cbda")]
    assert borda_count(first) == {"a": 24, "b": 44, "c": 38, "d": 20}
    names, matrix = votes_matrix(first)
    assert "".join(names[k] for k in kemeny(matrix)[1][0]) == "cbda"
    second = [(23.0, "abc"), (17.0, "bca"), (2.0, "bac"), (10.0, "cab"), (8.0, "cba")]
    names, matrix = votes_matrix(second)
    score, orders = kemeny(matrix)
    assert (score, ["".join(names[k] for k in o) for o in orders]) == (104, ["bca"])
    third = [(3.0, "cbad"), (2.0, "badc"), (2.0, "adcb")]
    assert borda_count(third) == {"a": 13, "b": 12, "c": 11, "d": 6}
    without = [(n, o.replace("d", "")) for n, o in third]
    assert borda_count(without) == {"a": 6, "b": 7, "c": 8}


def test_the_chinese_innovation_index_of_2015() -> None:
    """The report of 2016: 180.9 from five sub-indices, weights 20/20/25/10/25."""
    parts = np.array([[162.6, 298.8, 124.3, 259.5, 126.4]])
    found = mean(parts, np.array([20.0, 20, 25, 10, 25]), Method("arithmetic"))
    assert found[0] == pytest.approx(180.9, abs=0.05)


def test_the_human_development_index_of_2022() -> None:
    """Indices of two countries in the UNDP report of 2023/24. Their values were typed from memory
    of its table 1 and not compared with it; that they give both indices speaks for them."""
    recipe = read_recipe("hdi").recipe
    assert recipe is not None
    table = {
        "country": ["Switzerland", "Iceland"],
        "year": [2022, 2022],
        "life_expectancy": [84.255, 82.815],
        "expected_schooling": [16.584, 19.106],
        "mean_schooling": [13.949, 13.769],
        "gni_per_head": [69433, 54688],
    }
    panel = read_table(table, recipe).panel
    assert panel is not None
    built = build(recipe, panel).built
    assert built is not None
    scores = dict(zip(built.panel.units, built.total, strict=True))
    assert scores["Switzerland"] == pytest.approx(0.967, abs=0.0006)
    assert scores["Iceland"] == pytest.approx(0.959, abs=0.0006)


def test_a_unit_beyond_every_goalpost_has_an_index_of_one() -> None:
    recipe = read_recipe("hdi").recipe
    assert recipe is not None
    table = {
        "country": ["all"],
        "year": [2022],
        "life_expectancy": [90],
        "expected_schooling": [30],
        "mean_schooling": [16],
        "gni_per_head": [90000],
    }
    panel = read_table(table, recipe).panel
    assert panel is not None
    built = build(recipe, panel).built
    assert built is not None
    assert built.total[0] == pytest.approx(1.0, abs=1e-12)


def test_land_evaluation_of_huangyan_by_its_own_formula() -> None:
    """Above scale: sum of value / reference x weight; below scale: two items at 50 each."""
    recipe = read_recipe("huangyan-land").recipe
    assert recipe is not None
    table = {
        "enterprise": ["big", "mid", "small", "tiny"],
        "name": [""] * 4,
        "year": [2022] * 4,
        "kind": ["above", "above", "below", "below"],
        "tax_per_mu": [24.097, 12.0485, 11.5932, 0],
        "value_added_per_mu": [136.16, 272.32, None, None],
        "value_added_per_energy": [2.694, 2.694, None, None],
        "value_added_per_emission": [4929.81, None, None, None],
        "labour_productivity": [18.14, 18.14, None, None],
        "rd_share": [0.0302, 0, None, None],
        "tax_per_kwh": [None, None, 0.2352, 0.4704],
    }
    panel = read_table(table, recipe).panel
    assert panel is not None
    built = build(recipe, panel).built
    assert built is not None
    scores = dict(zip(built.panel.units, built.total, strict=True))
    # no emission data: the mean score of that item among its kind (here 10 points)
    assert scores == pytest.approx({"big": 100, "mid": 95, "small": 100, "tiny": 100})
    assert "groups-apart" in [f.code for f in built.faults]
    assert dict(zip(built.panel.units, built.group_ranks.tolist(), strict=True)) == {
        "big": 1,
        "mid": 2,
        "small": 1,
        "tiny": 1,
    }


def test_the_a_to_d_split_of_a_hundred_enterprises() -> None:
    recipe = parse_recipe(
        "recipe: g\ntable: {unit: u}\ngrades: {A: 0.25, B: 0.70, C: 0.95, D: 1}\n"
        "tree: {all: {parts: {a: {}}}}\n"
    ).recipe
    assert recipe is not None
    panel = read_table({"u": [f"{k:03d}" for k in range(100)], "a": list(range(100))}, recipe).panel
    assert panel is not None
    built = build(recipe, panel).built
    assert built is not None
    counted = {g: built.grades.count(g) for g in "ABCD"}
    assert counted == {"A": 25, "B": 45, "C": 25, "D": 5}
    assert built.grades[99] == "A"
    assert built.grades[0] == "D"


def test_the_recipe_of_2021_keeps_what_is_verified_and_marks_what_is_not() -> None:
    recipe = read_recipe("cn-2021").recipe
    assert recipe is not None
    leaves = recipe.indicators()
    assert len(leaves) == 46
    verified = {n.code: n.weight for n in leaves if n.status == "verified"}
    assert verified == {"1.1": 0.8, "1.2": 1.2}
    assert all(n.weight == 1 and "未见" in n.note.zh for n in leaves if n.code not in verified)
    assert [p.weight for p in recipe.tree.parts] == [20, 20, 15, 15, 30]
    assert recipe.completeness == "illustrative"


def test_the_recipe_of_2024_says_that_it_is_partial() -> None:
    last = read_recipe("cn-2024").recipe
    assert last is not None
    assert last.completeness == "partial"
    assert [n.weight for n in last.indicators()] == [0.8, 1.2, 1, 1]
