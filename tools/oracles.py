"""Recompute published worked examples of composite indicators from a folder of inputs.

    python tools/oracles.py DIR

Each line names an example, how far the result is from the expected one, and the tolerance. The
exit code is 1 when any is missed, 2 when the folder is not there. The inputs are facts of their
publishers and are not part of this repository; the small ones stand in the tests.

One long file on purpose: a list of independent comparisons, a few lines each.
"""

import csv
import json
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators import aggregate, outranking, reading, sobol, weights
from gaoxin.indicators.bod import benefit_of_the_doubt
from gaoxin.indicators.building import Built, build
from gaoxin.indicators.faults import Text
from gaoxin.indicators.methods import Method
from gaoxin.indicators.ranks import rank, rank_ascending
from gaoxin.indicators.recipe import Indicator, Level, Node, Recipe
from gaoxin.indicators.recipe_read import read_recipe
from gaoxin.indicators.stages.normalise import Column, fit, position
from gaoxin.indicators.stages.outliers import kurtosis, skewness, winsorise
from gaoxin.indicators.tables import Panel

Floats = NDArray[np.float64]
Rows = list[dict[str, str]]
EDGE = 1e-12  # a printed 0.59 may stand for 0.585 exactly


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: the largest distance found and the distance allowed."""

    name: str
    distance: float
    tolerance: float
    note: str = ""

    @property
    def passed(self) -> bool:
        return self.distance <= self.tolerance


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def numeric(rows: Rows, names: list[str]) -> Floats:
    def one(cell: str) -> float:
        return math.nan if cell.strip() in ("", "NA") else float(cell)

    return np.array([[one(r[n]) for n in names] for r in rows])


def distance(found: Floats, expected: Floats, relative: bool = False) -> float:
    """The largest difference; a missing or infinite value must be so on both sides."""
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    if found.shape != expected.shape or (np.isfinite(found) != np.isfinite(expected)).any():
        return math.inf
    gap = np.abs(found - expected)[np.isfinite(expected)]
    if relative:
        gap = gap / np.maximum(1.0, np.abs(expected[np.isfinite(expected)]))
    return float(gap.max(initial=0.0))


# A: ASEM sustainable connectivity, 51 countries, 49 indicators, 4 levels (COINr)


@dataclass(frozen=True, slots=True)
class Asem:
    folder: Path
    units: list[str]
    raw: Floats
    recipe: Recipe
    panel: Panel


def asem(folder: Path) -> Asem:
    meta = rows_of(folder / "input_iMeta.csv")
    data = rows_of(folder / "input_iData.csv")
    leaves = [r["iCode"] for r in meta if r["Type"] == "Indicator"]
    below: dict[str, list[dict[str, str]]] = {}
    for r in meta:
        if r["Type"] in ("Indicator", "Aggregate"):
            below.setdefault(r["Parent"], []).append(r)

    def node(r: dict[str, str]) -> Node:
        code, title = r["iCode"], Text(r["iName"], r["iName"])
        weight = float(r["Weight"])
        if r["Type"] == "Aggregate":
            return Node(code, title, weight, parts=tuple(node(c) for c in below[code]))
        target = float(r["Target"])
        leaf = Indicator(code, better=int(r["Direction"]), target=target)
        return Node(code, title, weight, indicator=leaf)

    recipe = Recipe("asem", Text("ASEM", "ASEM"), node(below[""][0]), tolerance=0.0)
    units = [r["uCode"] for r in data]
    blank = ("",) * len(units)
    zero = np.zeros(len(units), dtype=np.int64)
    raw = numeric(data, leaves)
    panel = Panel(tuple(units), zero, blank, blank, tuple(leaves), raw)
    order = np.argsort(np.array(units), kind="stable")
    return Asem(folder, units, raw, recipe, panel.take(order))


def expect(
    found: Built, folder: Path, stem: str, columns: tuple[str, ...], values: Floats
) -> float:
    expected = rows_of(folder / f"{stem}.csv")
    at = {u: i for i, u in enumerate(found.panel.units)}
    names = [c for c in columns if c in expected[0]]
    order = [at[r["uCode"]] for r in expected]
    picked = values[order][:, [columns.index(c) for c in names]]
    return distance(picked, numeric(expected, names)) if len(names) > 1 else math.inf


def a_case(world: Asem, norm: Method, aggregates: tuple[str, ...], available: float = 0.0) -> Built:
    levels = tuple(
        Level(norm if k == 0 else Method("none"), Method("given"), Method(a), available)
        for k, a in enumerate(aggregates)
    )
    outcome = build(replace(world.recipe, levels=levels), world.panel)
    assert outcome.built is not None, [f.say("en") for f in outcome.faults if f.grave]
    return outcome.built


def a_ranks(found: Built, folder: Path, stem: str) -> float:
    expected = rows_of(folder / f"{stem}.csv")
    at = {u: i for i, u in enumerate(found.panel.units)}
    wrong = sum(
        int(r["Index_rank"]) != int(found.ranks[at[r["uCode"]]])
        for r in expected
        if r["Index_rank"] not in ("", "NA")
    )
    return float(wrong)


def asem_checks(folder: Path) -> Iterator[Check]:
    world = asem(folder)
    leaves = tuple(n.code for n in world.recipe.indicators())
    plain = ("arithmetic",) * 3
    wide = Method("minmax", (("range", (0.0, 100.0)),))
    from_one = Method("minmax", (("range", (1.0, 100.0)),))

    def both(
        label: str, found: Built, norm: str, scores: str, available: float = 0
    ) -> Iterator[Check]:
        if norm:
            values = found.stage("normalise").values
            yield Check(f"{label} normalised", expect(found, folder, norm, leaves, values), 1e-9)
        if scores:
            codes = found.plan.codes
            yield Check(f"{label} scores", expect(found, folder, scores, codes, found.scores), 1e-9)
            if available == 0:
                yield Check(f"{label} ranks", a_ranks(found, folder, scores), 0)

    found = a_case(world, wide, plain)
    yield from both("A1 min-max", found, "A_raw_minmax_normalised", "A_raw_minmax_amean_scores")
    for name, method in {
        "zscore_50_10": Method("zscore", (("mean", 50.0), ("sd", 10.0))),
        "rank": Method("rank"),
        "borda": Method("borda"),
        "prank": Method("percentile_rank"),
        "dist2max": Method("distance_to_best"),
    }.items():
        found = a_case(world, method, plain)
        stem = f"A_raw_norm_{name}"
        yield from both(f"A2 {name}", found, f"{stem}_normalised", f"{stem}_amean_scores")
    found = a_case(world, Method("distance_to_target"), plain)
    target = "A_raw_norm_dist2targ_iMetaTarget_normalised"
    yield from both("A2 distance to target", found, target, "")
    yield a_share_of_best(world, leaves)
    for stem, aggregates in {
        "gmean": ("geometric",) * 3,
        "hmean": ("harmonic",) * 3,
        "mixed_amean_gmean_amean": ("arithmetic", "geometric", "arithmetic"),
    }.items():
        found = a_case(world, from_one, aggregates)
        yield from both(f"A3 {stem}", found, "", f"A_raw_minmax1_100_{stem}_scores")
    found = a_case(world, wide, plain, 0.9)
    yield from both("A4 availability 0.9", found, "", "A_raw_minmax_amean_datthresh0.9_scores", 0.9)


def a_share_of_best(world: Asem, leaves: tuple[str, ...]) -> Check:
    """Positive indicators only: the published column rewards the worst where less is better."""
    expected = rows_of(world.folder / "A_raw_norm_fracmax_normalised.csv")
    nodes = world.recipe.indicators()
    up = [
        n.code
        for n in nodes
        if n.indicator is not None
        and n.indicator.better > 0
        and np.nanmax(world.panel.values[:, leaves.index(n.code)]) > 0
    ]
    x = world.panel.values[:, [leaves.index(c) for c in up]]
    found = fit(x, tuple(Column(1) for _ in up), Method("share_of_best")).apply(x)
    at = {u: i for i, u in enumerate(world.panel.units)}
    order = [at[r["uCode"]] for r in expected]
    gap = distance(found[order], numeric(expected, up))
    return Check(f"A2 share of best ({len(up)} positive indicators)", gap, 1e-9)


# U: single functions (COINr)


def unit_checks(folder: Path) -> Iterator[Check]:
    table = rows_of(folder / "U_normalise_vector.csv")
    x = numeric(table, ["x"])
    want = {name: numeric(table, [name]) for name in table[0] if name != "x"}
    up = (Column(1),)

    def scaled(
        column: tuple[Column, ...], name: str, reference: int | None = None, **p: Any
    ) -> Floats:
        return fit(x, column, Method(name, tuple(p.items())), reference).apply(x)

    posts = {"goalposts_0_30_100": "yes", "goalposts_notrunc": "no"}
    found = {
        "minmax_0_100": scaled(up, "minmax", range=(0.0, 100.0)),
        "minmax_1_10": scaled(up, "minmax", range=(1.0, 10.0)),
        "zscore_0_1": scaled(up, "zscore"),
        "zscore_10_2": scaled(up, "zscore", mean=10.0, sd=2.0),
        "scaled_0_50": scaled((Column(1, (0.0, 50.0)),), "goalposts", range=(0.0, 100.0), cut="no"),
        "dist2max": scaled(up, "distance_to_best"),
        "dist2ref_i5": scaled(up, "distance_to_reference", 4),
        "dist2ref_i5_cap": scaled(up, "distance_to_reference", 4, cut="yes"),
        "dist2targ_30": scaled((Column(1, target=30.0),), "distance_to_target"),
        "dist2targ_30_cap": scaled((Column(1, target=30.0),), "distance_to_target", cut="yes"),
        "fracmax": scaled(up, "share_of_best"),
        "rank": position(x, up, Method("rank"), 0.0),
        "prank": position(x, up, Method("percentile_rank"), 0.0),
        "borda": position(x, up, Method("borda"), 0.0),
        "goalposts_neg": scaled((Column(-1, (0.0, 30.0)),), "goalposts", range=(0.0, 100.0)),
        # the column's name says -3; its numbers are those of a target of 0
        "dist2targ_m3_neg": scaled((Column(-1, target=0.0),), "distance_to_target"),
    }
    for name, cut in posts.items():
        column = (Column(1, (0.0, 30.0)),)
        found[name] = scaled(column, "goalposts", range=(0.0, 100.0), cut=cut)
    for name, values in found.items():
        yield Check(f"U {name}", distance(values, want[name]), 1e-12)
    y = np.array([*range(1, 11), 30, 100], dtype=float)
    yield Check("U2 skewness", abs(float(skewness(y[:, None])[0]) - 3.0632410342394985), 1e-12)
    yield Check("U2 kurtosis", abs(float(kurtosis(y[:, None])[0]) - 9.741390834569144), 1e-12)
    moved, count = winsorise(y, 2)
    yield Check("U2 winsorised points", abs(count - 1), 0)
    after = (float(skewness(moved[:, None])[0]), float(kurtosis(moved[:, None])[0]))
    yield Check(
        "U2 after",
        distance(np.array(after), np.array([1.7120380600890506, 1.8157805377242044])),
        1e-12,
    )
    part, own = np.array([[2, 5, 9, 20, np.nan]]), np.arange(1.0, 6.0)
    for name, value in {
        "arithmetic": 11.9,
        "geometric": 9.47505526022567,
        "harmonic": 6.976744186046512,
    }.items():
        got = float(aggregate.mean(part, own, Method(name), 0.0)[0])
        yield Check(f"U3 {name}", abs(got - value), 1e-12)
    power = aggregate.mean(part[:, :4], own[:4], Method("power", (("exponent", 2.0),)))
    yield Check("U3 power 2", abs(float(power[0]) - 13.773162309360911), 1e-12)


# O: technology achievement index (OECD/JRC Handbook 2008)


def labelled(path: Path) -> tuple[list[str], list[str], Floats]:
    rows = rows_of(path)
    head = list(rows[0])
    return [r[head[0]] for r in rows], head[1:], numeric(rows, head[1:])


def oecd_checks(folder: Path) -> Iterator[Check]:
    units, names, x = labelled(folder / "input_TAI_23x8.csv")
    yield from schooling(folder, x[:, names.index("SCHOOLING")])
    parts = reading.principal_components(x)
    _, _, eigen = labelled(folder / "expected_table7_16_pca_eigen.csv")
    yield Check("O2 shares of variance", distance(parts.shares * 100, eigen[:, 1]), 0.12)
    _, _, loads = labelled(folder / "expected_table8_component_loadings_first4.csv")
    yield Check("O3 component loadings", up_to_sign(parts.loadings[:, :4], loads), 0.015)
    turned = reading.varimax(parts.loadings[:, :4])
    _, _, want = labelled(folder / "expected_table9_17_varimax_loadings.csv")
    yield Check("O3 varimax loadings", up_to_sign(turned, want), 0.015)
    table = rows_of(folder / "expected_table18_22_weights.csv")
    # the handbook assigns two indicators to other factors than the largest loading does
    paper = factor_weights_as_assigned(turned, want, [int(r["factor_in_paper"]) for r in table])
    want_weights = numeric(table, ["FA_T22"])[:, 0]
    yield Check("O4 factor weights (factors of the paper)", distance(paper, want_weights), 0.012)
    alpha = reading.cronbach_alpha(x)
    yield Check("O5 alpha", abs(alpha - 0.70), 0.006)
    _, _, table11 = labelled(folder / "expected_table11_cronbach.csv")
    each = [
        [
            reading.item_total_correlation(x, j),
            reading.cronbach_alpha(np.delete(x, j, axis=1)),
        ]
        for j in range(8)
    ]
    yield Check("O5 corr. and alpha if deleted", distance(np.array(each), table11[:, :2]), 0.006)
    scores = aggregate.mean(x, np.ones(8), Method("geometric"))
    ranks = rows_of(folder / "expected_table23_38_ranks.csv")
    gme = {r["country"]: int(r["GME"]) for r in ranks}
    placed = rank(scores)
    wrong = sum(gme[u] != placed[i] for i, u in enumerate(units))
    yield Check("O6 geometric ranks", float(wrong), 0)
    scaled = fit(x, (Column(1),) * 8, Method("minmax")).apply(x)
    bod = benefit_of_the_doubt(scaled, 0.10, 0.15, of="weights").scores
    _, _, table19 = labelled(folder / "expected_table19_bod.csv")
    yield Check("O7 benefit of the doubt", distance(bod, table19[:, 0]), 0.01)
    yield from o8(folder)
    expected = json.loads((folder / "expected_ahp_table20.json").read_text())
    _, _, matrix = labelled(folder / "input_table20_ahp_matrix.csv")
    judged = weights.ahp(matrix)
    want = np.array(list(expected["weights_eigenvector"].values()))
    yield Check("O9 AHP weights", distance(judged.weights, want), 1e-6)
    yield Check("O9 AHP eigenvalue", abs(judged.eigenvalue - expected["lambda_max"]), 1e-6)
    yield Check("O9 AHP consistency", abs(judged.ratio - expected["CR_RI1.41"]), 1e-6)
    yield o10(folder, units, x)


def up_to_sign(found: Floats, expected: Floats) -> float:
    """Distance after the best matching of columns and signs."""
    best = math.inf
    for order in permutations(range(expected.shape[1])):
        moved = found[:, order]
        signs = np.sign((moved * expected).sum(axis=0))
        best = min(best, distance(moved * signs, expected))
    return best


def factor_weights_as_assigned(turned: Floats, want: Floats, factors: list[int]) -> Floats:
    """Weights with each indicator in the factor the handbook puts it in."""
    order = min(
        permutations(range(4)),
        key=lambda o: float(np.abs(np.abs(turned[:, o]) - np.abs(want)).max()),
    )
    square = turned[:, order] ** 2
    own = square[np.arange(8), np.array(factors) - 1]
    return np.asarray(own / own.sum())


def schooling(folder: Path, x: Floats) -> Iterator[Check]:
    table = rows_of(folder / "expected_table15_normalisation_of_SCHOOLING.csv")
    want = {n: numeric(table, [n])[:, 0] for n in table[0] if n != "country"}
    column, one = (Column(1),), x[:, None]

    def scaled(name: str) -> Floats:
        return fit(one, column, Method(name)).apply(one)[:, 0]

    ratio, worst = scaled("ratio_to_mean"), scaled("ratio_to_worst")
    placed = rank_ascending(one, 0.0)[:, 0]
    found = {
        "zscore": scaled("zscore"),
        "minmax": scaled("minmax"),
        "ratio_to_mean": ratio,
        "ratio_to_best": scaled("share_of_best"),
        "ratio_to_worst": worst,
        "diff_to_mean": ratio - 1,
        "diff_to_worst": worst - 1,
        "abovebelow_mean_p20": np.where(ratio > 1.2, 1.0, np.where(ratio < 0.8, -1.0, 0.0)),
        "categorical": categories(100 * placed / len(x)),
    }
    for name, values in found.items():
        yield Check(f"O1 {name}", distance(values, want[name]), 0.005 + EDGE)
    yield Check("O1 rank", distance(placed, want["rank_asc"]), 0)
    yield Check("O1 percentile", distance(100 * placed / len(x), want["percentile"]), 0.05)


def categories(percentiles: Floats) -> Floats:
    """Scores by percentile as in Table 15: from 5, 15, 35, 65, 85 and 95 % on."""
    cuts = np.array([5.0, 15, 35, 65, 85, 95])
    return np.array([0, 20, 40, 50, 60, 80, 100.0])[np.searchsorted(cuts, percentiles, "right")]


def o8(folder: Path) -> Iterator[Check]:
    names, _, x = labelled(folder / "input_table35_five_countries.csv")
    _, _, want = labelled(folder / "expected_table36_outranking.csv")
    matrix = outranking.outrank_matrix(x, np.ones(8))
    yield Check("O8 outranking matrix", distance(matrix, want), 0)
    score, orders = outranking.kemeny(matrix)
    yield Check("O8 Kemeny score", abs(score - 6.375), 0)
    short = {"USA": "US", "Sweden": "SE", "Finland": "FI", "Japan": "JP", "Korea": "KR"}
    found = {"-".join(short[names[i]] for i in order) for order in orders}
    expected = {"US-SE-FI-JP-KR", "SE-FI-US-JP-KR", "SE-US-FI-JP-KR"}
    yield Check("O8 Kemeny orders", float(len(found ^ expected)), 0)


def o10(folder: Path, units: list[str], x: Floats) -> Check:
    posts = json.loads((folder / "tai2001_goalposts.json").read_text())

    def value(cell: object) -> float:
        words = str(cell)
        if words.startswith("log10("):
            return math.log10(float(words[6:-1]))
        return float(words)

    columns = tuple(
        Column(1, (value(a), value(b))) for a, b in zip(posts["min"], posts["max"], strict=True)
    )
    scaled = fit(x, columns, Method("goalposts")).apply(x)
    scores = aggregate.mean(scaled, np.ones(8), Method("arithmetic"))
    published = rows_of(folder / "tai2001_published.csv")
    gaps = [
        abs(scores[units.index(r["country"])] - float(r["tai_published_2001"]))
        for r in published
        if r["check"] == "yes"
    ]
    return Check(f"O10 TAI 2001 ({len(gaps)} countries)", max(gaps), 0.0016)


# M: multi-criteria examples


def mcda_checks(folder: Path) -> Iterator[Check]:
    ahp = json.loads((folder / "ahp.json").read_text())
    yield from saaty(ahp)
    known = json.loads((folder / "weights_topsis.json").read_text())

    def matrix(name: str) -> Floats:
        return np.array(known[name]["matrix"], dtype=float)

    def check(label: str, name: str, found: Floats) -> Check:
        return Check(
            f"M2 {label}", distance(found, np.array(known[name]["expected"])), known[name]["tol"]
        )

    yield check("entropy", "entropy_elsayed2017", weights.entropy(matrix("entropy_elsayed2017")))
    yield check("CRITIC", "critic_tus2019", weights.critic(matrix("critic_tus2019")))
    types = np.array(known["merec_2021"]["types"], dtype=float)
    yield check("MEREC", "merec_2021", weights.merec(matrix("merec_2021"), types))
    deviation = weights.standard_deviation(matrix("std_jahan2013"))
    yield check("standard deviation", "std_jahan2013", deviation)
    topsis = known["topsis_opricovic2004"]
    x = matrix("topsis_opricovic2004")
    columns = tuple(Column(t) for t in topsis["types"])
    scaled = fit(x, columns, Method("minmax")).apply(x)
    closeness = aggregate.ideal(scaled, np.array(topsis["weights"]))
    yield check("TOPSIS", "topsis_opricovic2004", closeness)
    vikor = known["vikor_yang2020"]
    q = aggregate.compromise(matrix("vikor_yang2020"), np.array(vikor["weights"]), vikor["v"])
    yield check("VIKOR", "vikor_yang2020", q)
    yield from votes(json.loads((folder / "social_choice_oecd.json").read_text()))


def saaty(ahp: dict[str, Any]) -> Iterator[Check]:
    drinks = ahp["saaty2008_drinks"]
    judged = weights.ahp(np.array(drinks["matrix"]))
    want = np.array([drinks["expected_weights"][n] for n in drinks["names"]])
    yield Check("M1 drinks weights", distance(judged.weights, want), drinks["tol_w"])
    yield Check("M1 drinks CR", abs(judged.ratio - drinks["expected_CR"]), drinks["tol_CR"])
    house = ahp["saaty1990_house"]
    judged = weights.ahp(np.array(house["matrix"]))
    yield Check(
        "M1 house weights",
        distance(judged.weights, np.array(house["expected_weights"])),
        house["tol_w"],
    )
    gap = abs(judged.eigenvalue - house["expected_lambda_max"])
    yield Check("M1 house eigenvalue", gap, house["tol_lambda"])
    yield Check("M1 house CR", abs(judged.ratio - house["expected_CR"]), house["tol_CR"])
    cities = ahp["saaty2005_cities"]
    top = weights.ahp(np.array(cities["criteria_matrix"])).weights
    local = np.array(
        [weights.ahp(np.array(cities["sub_matrices"][c])).weights for c in cities["criteria"]]
    )
    want = np.array([cities["expected"][c] for c in cities["cities"]])
    yield Check("M1 cities", distance(top @ local, want), cities["tol"])
    part = ahp["incomplete_bozoki2010"]
    matrix = np.full((4, 4), np.nan)
    np.fill_diagonal(matrix, 1.0)
    for a, b, value in part["pairs"]:
        i, j = part["names"].index(a), part["names"].index(b)
        matrix[i, j], matrix[j, i] = value, 1 / value
    want = np.array([part["expected_weights"][n] for n in part["names"]])
    yield Check("M1 incomplete matrix", distance(weights.ahp(matrix).weights, want), part["tol"])


def votes(choice: dict[str, Any]) -> Iterator[Check]:
    for name in ("oecd_table25", "oecd_table28", "oecd_table31"):
        case = choice[name]
        profiles = [(float(n), order) for n, order in case["profiles"]]
        points = outranking.borda_count(profiles)
        yield Check(f"M3 {name} Borda", float(points != case["borda"]), 0)
        names, matrix = outranking.votes_matrix(profiles)
        if "outrank_counts" in case:
            want = np.array(case["outrank_counts"]["matrix"], dtype=float)
            yield Check(f"M3 {name} counts", distance(matrix, want), 0)
            wins = [
                k for k in range(len(names)) if (matrix[k] > matrix[:, k]).sum() == len(names) - 1
            ]
            winner = names[wins[0]] if len(wins) else None
            yield Check(f"M3 {name} Condorcet", float(winner != case["condorcet_winner"]), 0)
        if "kemeny_scores" in case:
            score, orders = outranking.kemeny(matrix)
            best = ["".join(names[k] for k in order) for order in orders]
            wrong = best != [case["kemeny_ranking"]]
            wrong |= score != case["kemeny_scores"][case["kemeny_ranking"]]
            yield Check(f"M3 {name} Kemeny", float(wrong), 0)
    case = choice["oecd_geometric"]
    for label, part, want in (
        ("", case["x"], case["geometric"]),
        (" after +1", case["after_plus1_second"]["x"], case["after_plus1_second"]["geometric"]),
    ):
        got = aggregate.mean(np.array(part, dtype=float), np.ones(4), Method("geometric"))
        yield Check(f"M3 geometric mean{label}", distance(got, np.array(want)), case["tol"])


# D: benefit of the doubt (Compind, lpSolve)


def bod_checks(folder: Path) -> Iterator[Check]:
    for label, data, expected, columns, low, high in (
        ("D1 NUTS1", "EU_NUTS1_bod_expected", "EU_NUTS1_bod_expected", ["roads", "trains"], 0, 1),
        (
            "D1 NUTS1 shares",
            "EU_NUTS1_bod_expected",
            "EU_NUTS1_bod_constr_share0.05_1_expected",
            ["roads", "trains"],
            0.05,
            1,
        ),
        ("D2 BLI", "BLI_2017_input", "BLI_2017_bod_expected", [], 0, 1),
        (
            "D2 BLI shares",
            "BLI_2017_input",
            "BLI_2017_bod_constr_share0.05_0.3_expected",
            [],
            0.05,
            0.3,
        ),
    ):
        rows = rows_of(folder / f"{data}.csv")
        names = columns or list(rows[0])[1:]
        found = benefit_of_the_doubt(numeric(rows, names), float(low), float(high))
        want = numeric(rows_of(folder / f"{expected}.csv"), ["bod"])[:, 0]
        yield Check(label, distance(found.scores, want), 1e-9)
        if label == "D1 NUTS1":
            yield Check("D1 mean", abs(float(found.scores.mean()) - 0.42792949628667886), 1e-9)
            yield Check("D1 efficient units", abs(int((found.scores > 1 - 1e-9).sum()) - 2), 0)
        if label == "D2 BLI":
            yield Check("D2 efficient units", abs(int((found.scores > 1 - 1e-9).sum()) - 15), 0)


# I: Ishigami function (SALib)


def ishigami(x: Floats) -> Floats:
    return np.asarray(
        np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    )


def sobol_checks(folder: Path) -> Iterator[Check]:
    expected = json.loads((folder / "expected.json").read_text())
    table = rows_of(folder / "saltelli_N1024_X_Y.csv")
    x, y = numeric(table, ["x1", "x2", "x3"]), numeric(table, ["y"])[:, 0]
    yield Check("I function", distance(ishigami(x), y), 1e-12)
    block = y.reshape(-1, 8)  # A, three mixed with B, three mixed with A, B
    same = expected["salib_1.6.0_on_saved_design_N1024_second_order"]
    # SALib takes the mean of all eight blocks off, those of the second order included
    off = block - block.mean()
    first, total = sobol.centred(off[:, 0], off[:, 1:4].T, off[:, 7])
    yield Check("I first order, same design", distance(first, np.array(same["S1"])), 1e-9)
    yield Check("I total order, same design", distance(total, np.array(same["ST"])), 1e-9)
    own = sobol.design(3, 4096, 1)
    out = sobol.indices(("a", "b", "c"), ishigami(own.points * 2 * np.pi - np.pi), 4096)
    exact = expected["analytic"]
    yield Check("I first order, analytic", distance(out.first, np.array(exact["S1"])), 0.02)
    yield Check("I total order, analytic", distance(out.total, np.array(exact["ST"])), 0.02)


# C: the Chinese innovation index of 2015


def china_checks(folder: Path) -> Iterator[Check]:
    case = json.loads((folder / "cn_innovation_index_2015_oracle.json").read_text())
    parts = np.array([list(case["sub_indices_2015"].values())], dtype=float)
    own = np.array([case["weights_pct"][k] for k in case["sub_indices_2015"]], dtype=float)
    found = aggregate.mean(parts, own, Method("arithmetic"))
    yield Check("C1 index of 2015", abs(float(found[0]) - case["expected_total_2015"]), case["tol"])
    recipe = read_recipe("cn-2021").recipe
    assert recipe is not None
    rows = rows_of(folder / "cn106_2021_indicators.csv")
    nodes = {n.code: n for n in recipe.tree.walk()}
    wrong = sum(
        r["code"] not in nodes
        or nodes[r["code"]].weight != float(r["weight_fu_quan"] or 1)
        or (nodes[r["code"]].status == "verified") != (r["weight_verified"] == "yes")
        for r in rows
    )
    yield Check(f"C2 recipe of 2021 ({len(rows)} indicators)", float(wrong), 0)


SUITES: dict[str, Callable[[Path], Iterator[Check]]] = {
    "coinr_asem": asem_checks,
    "oecd_tai": oecd_checks,
    "mcda": mcda_checks,
    "bod_compind": bod_checks,
    "salib_ishigami": sobol_checks,
    "cn_index": china_checks,
}


def checks(root: Path) -> Iterator[Check]:
    for name, suite in SUITES.items():
        if not (root / name).is_dir():
            yield Check(name, math.inf, 0, "folder missing")
            continue
        if name == "coinr_asem":
            yield from unit_checks(root / name)
        yield from suite(root / name)


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    missed = count = 0
    for check in checks(Path(sys.argv[1])):
        count += 1
        missed += not check.passed
        mark = "ok    " if check.passed else "MISSED"
        print(
            f"{mark} {check.name}: {check.distance:.3g} (allowed {check.tolerance:g}) {check.note}"
        )
    print(f"{count - missed} of {count} reproduced")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
