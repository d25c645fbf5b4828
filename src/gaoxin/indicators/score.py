"""From normalised indicators to scores: weights of each node, then its mean, upwards."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.aggregate import mean
from gaoxin.indicators.bod import benefit_of_the_doubt
from gaoxin.indicators.faults import Fault, Place, Text, fault, stops
from gaoxin.indicators.methods import Method
from gaoxin.indicators.outranking import copeland, outrank_matrix
from gaoxin.indicators.plan import Plan
from gaoxin.indicators.recipe import Level
from gaoxin.indicators.stages.normalise import (
    NEEDS_SPREAD,
    POSITIONAL,
    RATIOS,
    Column,
    fit,
    position,
)
from gaoxin.indicators.weights import ahp, critic, entropy

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


MOST_OUTRANKED = 6_000  # three matrices of this size squared: under 1 GB
MOST_LINEAR_PROGRAMS = 20_000


@dataclass(slots=True, eq=False)
class Scores:
    """Scores and weights used, rows x slots; facts such as consistency ratios; faults."""

    values: Floats
    weights: Floats
    facts: list[tuple[str, str, float]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def score(
    plan: Plan,
    normalised: Floats,
    rule: Rows,
    blocks: list[Rows],
    years: list[Rows],
    tolerance: float,
    file: str = "",
) -> Scores:
    """Scores of all nodes.

    `rule` is each row's row in `plan.weights`; `blocks` are rows sharing data-driven weights;
    `years` are rows compared with one another by outranking.
    """
    leaves = len(plan.leaves)
    values = np.full((len(normalised), len(plan.codes)), np.nan)
    values[:, :leaves] = normalised
    found = Scores(values, np.ones_like(values))
    for k, slots in enumerate(plan.parts):
        level = plan.levels[k]
        place = Place(file, plan.nodes[k].line)
        _check_spread(found, plan, k, values[:, slots], blocks, place)
        parts = _rescaled(values[:, slots], level, blocks, tolerance)
        _check_parts(found, plan.nodes[k].code, parts, level.aggregate, place)
        if _too_many(found, plan, k, blocks, years, place):
            continue
        weights = _weights(found, plan, k, parts, rule, blocks, place)
        found.weights[:, slots] = weights
        if level.weights.name == "benefit_of_the_doubt":
            values[:, leaves + k] = _doubt(found, slots, parts, level.weights, blocks)
        elif level.aggregate.name == "outranking":
            values[:, leaves + k] = _outranked(parts, weights, years, tolerance)
        else:
            values[:, leaves + k] = mean(parts, weights, level.aggregate, level.available)
            _check_mean(found, plan.nodes[k].code, parts, values[:, leaves + k], level, place)
    return found


def _too_many(
    found: Scores, plan: Plan, k: int, blocks: list[Rows], years: list[Rows], place: Place
) -> bool:
    """Whether a method that compares all with all would need more memory or time than there is."""
    level = plan.levels[k]
    doubt = level.weights.name == "benefit_of_the_doubt"
    if not doubt and level.aggregate.name != "outranking":
        return False
    count = max(len(rows) for rows in (blocks if doubt else years))
    limit = MOST_LINEAR_PROGRAMS if doubt else MOST_OUTRANKED
    if count > limit:
        method = level.weights.name if doubt else level.aggregate.name
        details = {"node": plan.nodes[k].code, "method": method, "count": count, "limit": limit}
        found.faults.append(fault("too-many-units", place, grave=True, **details))
    return count > limit


def _check_spread(
    found: Scores, plan: Plan, k: int, parts: Floats, blocks: list[Rows], place: Place
) -> None:
    """Scores that are to be scaled again but do not vary, or are not positive for a ratio."""
    method = plan.levels[k].normalise
    for rows in blocks if method.name in NEEDS_SPREAD | RATIOS else ():
        for j, slot in enumerate(plan.parts[k]):
            x = parts[rows, j][~np.isnan(parts[rows, j])]
            details = {"node": plan.codes[slot], "method": method.name}
            if len(x) and method.name in NEEDS_SPREAD and np.ptp(x) <= 1e-13 * np.max(np.abs(x)):
                found.faults.append(fault("scores-constant", place, **details))
            elif len(x) and method.name in RATIOS and x.min() <= 0:
                found.faults.append(fault("share-not-positive", place, node=details["node"]))


def _rescaled(parts: Floats, level: Level, blocks: list[Rows], tolerance: float) -> Floats:
    # the first level's parts are indicators, normalised already; a plan gives it "none"
    method = level.normalise
    if method.name == "none":
        return parts
    found = np.empty_like(parts)
    columns = tuple(Column(1) for _ in range(parts.shape[1]))
    for rows in blocks:
        block = parts[rows]
        if method.name in POSITIONAL:
            found[rows] = position(block, columns, method, tolerance)
        else:
            found[rows] = fit(block, columns, method).apply(block)
    return found


def _check_parts(found: Scores, code: str, parts: Floats, method: Method, place: Place) -> None:
    if method.name not in ("geometric", "harmonic", "power"):
        return
    falling = method.name == "power" and method.number("exponent") < 0
    zero_breaks = method.name == "harmonic" or falling
    negative, zero = bool((parts < 0).any()), (parts == 0).any(axis=1)
    if negative or (zero_breaks and zero.any()):
        sign = Text("负", "negative") if negative else Text("零", "zero")
        found.faults.append(fault("mean-negative", place, node=code, method=method.name, sign=sign))
    elif method.name == "geometric" and zero.any():
        found.faults.append(
            fault("mean-zero", place, grave=False, node=code, count=int(zero.sum()))
        )


def _check_mean(
    found: Scores, code: str, parts: Floats, means: Floats, level: Level, place: Place
) -> None:
    """A weighted mean lies between its parts; one that does not has left what a float holds."""
    if stops(found.faults):
        return  # a cause is told already
    with np.errstate(invalid="ignore"):
        low = np.min(np.where(np.isnan(parts), np.inf, parts), axis=1)
        high = np.max(np.where(np.isnan(parts), -np.inf, parts), axis=1)
        slack = 1e-9 * np.maximum(np.abs(low), np.abs(high))
        lost = np.isinf(means) | (means < low - slack) | (means > high + slack)
    if lost.any():
        name, count = level.aggregate.name, int(lost.sum())
        found.faults.append(fault("overflow", place, node=code, method=name, count=count))


def _weights(
    found: Scores,
    plan: Plan,
    k: int,
    parts: Floats,
    rule: Rows,
    blocks: list[Rows],
    place: Place,
) -> Floats:
    node, method, slots = plan.nodes[k], plan.levels[k].weights, plan.parts[k]
    if method.name in ("given", "equal", "benefit_of_the_doubt"):
        return np.asarray(plan.weights[rule][:, slots])
    if method.name == "ahp":
        judged = ahp(np.array(node.pairwise))
        found.facts.append(("consistency ratio", node.code, judged.ratio))
        if judged.ratio > 0.10:
            ratio = f"{judged.ratio:.3f}"
            found.faults.append(
                fault("inconsistent-pairwise", place, grave=False, node=node.code, ratio=ratio)
            )
        return np.broadcast_to(judged.weights, parts.shape)
    weights = np.empty_like(parts)
    for rows in blocks:
        weights[rows] = _from_data(found, node.code, method, parts[rows], place)
    return weights


def _from_data(found: Scores, code: str, method: Method, parts: Floats, place: Place) -> Floats:
    whole = parts[~np.isnan(parts).any(axis=1)]
    equal = np.full(parts.shape[1], 1 / parts.shape[1])
    if parts.shape[1] == 1:
        return equal
    if len(whole) < 3 or (np.ptp(whole, axis=0) == 0).any():
        found.faults.append(fault("weights-no-spread", place, node=code))
        return equal
    if method.name == "critic":
        return critic(whole)
    if (whole < 0).any() or (whole.sum(axis=0) <= 0).any():
        found.faults.append(fault("weights-need-positive", place, node=code))
        return equal
    return entropy(whole)


def _doubt(found: Scores, slots: Rows, parts: Floats, method: Method, blocks: list[Rows]) -> Floats:
    low, high = method.pair("shares")
    of = method.word("of")
    values = np.full(len(parts), np.nan)
    for rows in blocks:
        whole = rows[~np.isnan(parts[rows]).any(axis=1) & (parts[rows] >= 0).all(axis=1)]
        if len(whole):
            answer = benefit_of_the_doubt(parts[whole], low, high, of)
            values[whole] = answer.scores
            found.weights[np.ix_(whole, slots)] = answer.weights
    return values


def _outranked(parts: Floats, weights: Floats, years: list[Rows], tolerance: float) -> Floats:
    values = np.full(len(parts), np.nan)
    for rows in years:
        some = rows[(~np.isnan(parts[rows])).any(axis=1)]
        own = weights[some]
        shared = own[0] if len(some) and (own == own[0]).all() else own
        values[some] = copeland(outrank_matrix(parts[some], shared, tolerance), tolerance)
    return values
