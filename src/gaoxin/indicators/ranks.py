"""Ranks with a declared tie tolerance."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def rank_ascending(values: Floats, tolerance: float) -> Floats:
    """Rank each column from 1 (smallest); tied values share the lowest rank; NaN stays NaN.

    A value ties with the smallest of its run when they differ by at most `tolerance` times the
    largest magnitude of the column; so the answer does not depend on row order.
    """
    found = np.full(values.shape, np.nan)
    order = np.argsort(values, axis=0)  # NaN last
    ordered = np.take_along_axis(values, order, axis=0)
    size = np.max(np.where(np.isnan(values), 0.0, np.abs(values)), axis=0, initial=0.0)
    leader = _leaders(ordered.T, tolerance * size).T
    np.put_along_axis(found, order, leader + 1.0, axis=0)
    return np.where(np.isnan(values), np.nan, found)


def rank(scores: Floats, tolerance: float = 1e-9) -> Ints:
    """Rank scores along the last axis, 1 for the highest; 0 where there is no score.

    A score ties with the best of its run when it is at most `tolerance` below it.
    """
    rows = scores.reshape(-1, scores.shape[-1])
    found = np.empty(rows.shape, dtype=np.int32)
    places = np.arange(1, rows.shape[-1] + 1, dtype=np.int32)
    step = max(1, 200_000 // max(1, rows.shape[-1]))  # a block stays in the cache
    for start in range(0, len(rows), step):
        block = -rows[start : start + step]
        order = np.argsort(block, axis=-1)
        ordered = np.take_along_axis(block, order, axis=-1)
        close = (np.diff(ordered, axis=-1) <= tolerance).any(axis=-1)
        ranked = np.broadcast_to(places, block.shape)
        if close.any():
            limits = np.full(int(close.sum()), tolerance)
            ranked = ranked.copy()
            ranked[close] = _leaders(ordered[close], limits) + 1
        np.put_along_axis(found[start : start + step], order, ranked, axis=-1)
    found[np.isnan(rows)] = 0
    return found.reshape(scores.shape)


def _leaders(ordered: Floats, limits: Floats) -> NDArray[np.intp]:
    """For rows sorted ascending: the position of the first value of each one's run."""
    count = ordered.shape[-1]
    places = np.broadcast_to(np.arange(count), ordered.shape).copy()
    if count < 2:
        return places
    with np.errstate(invalid="ignore"):
        close = np.diff(ordered, axis=-1) <= limits[:, None]
    for row in np.flatnonzero(close.any(axis=-1)):
        lead = before = -1
        for at in (np.flatnonzero(close[row]) + 1).tolist():
            lead = lead if before == at - 1 else at - 1
            before = at
            if ordered[row, at] - ordered[row, lead] <= limits[row]:
                places[row, at] = lead
            else:
                lead = at
    return places


def rank_in_groups(scores: Floats, groups: Sequence[str], tolerance: float = 1e-9) -> Ints:
    """Rank within each group, along the last axis."""
    found = np.zeros(scores.shape, dtype=np.int32)
    labels = np.array(groups)
    for group in np.unique(labels):
        members = np.flatnonzero(labels == group)
        found[..., members] = rank(scores[..., members], tolerance)
    return found


def grades(ranks: Ints, cuts: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """The grade of each ranked unit from cumulative shares of the ranking.

    A unit gets the first grade whose share of the ranked units reaches its rank; ties get the
    same grade. Unranked units get "".
    """
    count = int(np.sum(ranks > 0))
    found = []
    for place in ranks:
        fits = (name for name, share in cuts if place <= round(share * count, 9))
        found.append("" if place == 0 else next(fits, cuts[-1][0] if cuts else ""))
    return tuple(found)
