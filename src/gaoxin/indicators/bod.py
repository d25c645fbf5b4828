"""Benefit of the doubt: each unit is weighted as suits it best (Cherchye et al. 2007)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Benefit:
    """Scores in [0, 1], the weights that give them, and each part's share of the score."""

    scores: Floats
    weights: Floats
    shares: Floats


def benefit_of_the_doubt(
    values: Floats,
    low: float = 0.0,
    high: float = 1.0,
    of: str = "score",
) -> Benefit:
    """Solve max w.y_i subject to w.y_j <= 1 for every unit j, w >= 0, one LP per unit.

    Share limits [low, high] bind each part's share of the score of the unit (`of="score"`), or
    of the sum of weights (`of="weights"`). `values` must be complete and not negative.
    """
    count, parts = values.shape
    scores, weights = np.full(count, np.nan), np.full((count, parts), np.nan)
    size = values.max(axis=0)
    size = np.where(size > 0, size, 1.0)
    scaled = values / size
    ceiling = _envelope(scaled)
    for i in range(count):
        limits, bounds = ceiling, np.ones(len(ceiling))
        if low > 0 or high < 1:
            own = scaled[i] if of == "score" else 1 / size
            extra = _share_rows(own, low, high)
            limits = np.vstack([ceiling, extra])
            bounds = np.concatenate([bounds, np.zeros(len(extra))])
        answer = optimize.linprog(-scaled[i], A_ub=limits, b_ub=bounds, method="highs")
        if answer.status == 0:
            best = np.asarray(answer.x, dtype=np.float64)
            weights[i] = best / size
            scores[i] = float(scaled[i] @ best)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = values * weights / scores[:, None]
    return Benefit(scores, weights, shares)


def _envelope(values: Floats) -> Floats:
    """The rows not dominated by another: only these can bind, as weights are not negative."""
    if len(values) > 2000:
        return values
    keep = np.ones(len(values), dtype=bool)
    for i, row in enumerate(values):
        above = (values >= row).all(axis=1) & (values > row).any(axis=1)
        keep[i] = not above.any()
    return np.asarray(np.unique(values[keep], axis=0))


def _share_rows(own: Floats, low: float, high: float) -> Floats:
    """Rows of low * sum_k w_k o_k <= w_j o_j <= high * sum_k w_k o_k, as A w <= 0."""
    diagonal = np.diag(own)
    rows = [low * own[None, :] - diagonal] if low > 0 else []
    if high < 1:
        rows.append(diagonal - high * own[None, :])
    return np.vstack(rows)
