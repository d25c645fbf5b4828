"""Outranking: pairwise comparison of units, indicator by indicator (no compensation)."""

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def outrank_matrix(values: Floats, weights: Floats, tolerance: float = 1e-9) -> Floats:
    """Share of weight on which unit i is better than unit j; ties give half to each.

    More is better in every column. A comparison with a missing side is left out and the weight
    of the others is scaled up; with no comparison left both sides get one half. Entries i, j
    and j, i sum to 1; the diagonal is 0. Weights may differ by unit (rows); a pair then uses
    the mean of the two.
    """
    count = len(values)
    better, known = np.zeros((count, count)), np.zeros((count, count))
    shares = np.broadcast_to(weights, values.shape)
    same = weights.ndim == 1
    whole = not np.isnan(values).any()
    size = np.nanmax(np.abs(values), axis=0, initial=0.0, where=~np.isnan(values)) * tolerance
    for k in range(values.shape[1]):
        x = values[:, k]
        gap = x[:, None] - x[None, :]
        weight = shares[0, k] if same else (shares[:, None, k] + shares[None, :, k]) / 2
        with np.errstate(invalid="ignore"):
            more = (gap > size[k]).astype(np.float64)
            more += 0.5 * (np.abs(gap) <= size[k])
        better += weight * more
        known += weight if whole else weight * ~np.isnan(gap)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.where(known > 0, better / known, 0.5)
    np.fill_diagonal(found, 0.0)
    return found


def copeland(matrix: Floats, tolerance: float = 1e-9) -> Floats:
    """Wins minus losses of each unit; a difference within the tolerance is a draw.

    The scores sum to zero.
    """
    gap = matrix - matrix.T
    return np.asarray(np.where(np.abs(gap) <= tolerance, 0.0, np.sign(gap)).sum(axis=1))


def borda_count(profiles: list[tuple[float, str]]) -> dict[str, float]:
    """Borda points of a vote: (how many voters, order from best to worst)."""
    points: dict[str, float] = dict.fromkeys(sorted(profiles[0][1]), 0.0)
    for voters, order in profiles:
        for place, name in enumerate(reversed(order)):
            points[name] += voters * place
    return points


def votes_matrix(profiles: list[tuple[float, str]]) -> tuple[str, Floats]:
    """How many voters put i before j; names in alphabetical order."""
    names = "".join(sorted(profiles[0][1]))
    found = np.zeros((len(names), len(names)))
    for voters, order in profiles:
        for place, name in enumerate(order):
            for other in order[place + 1 :]:
                found[names.index(name), names.index(other)] += voters
    return names, found


def kemeny(matrix: Floats) -> tuple[float, tuple[tuple[int, ...], ...]]:
    """The Kemeny score and all orders that reach it, by full enumeration (at most 9 units)."""
    size = len(matrix)
    if size > 9:
        raise ValueError("full enumeration of orders is for at most 9 units")
    upper = np.triu_indices(size, 1)
    scored = [
        (float(matrix[np.ix_(order, order)][upper].sum()), order)
        for order in permutations(range(size))
    ]
    best = max(s for s, _ in scored)
    return best, tuple(order for s, order in scored if s >= best - 1e-9)
