"""Normalisation. Value methods are affine scales that can be fitted once and reused.

Rank methods depend on the other units present. Every method gives larger numbers to better
values, whichever way the indicator points.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.methods import Method
from gaoxin.indicators.ranks import rank_ascending
from gaoxin.indicators.stages.stage import Floats

POSITIONAL = frozenset({"rank", "percentile_rank", "borda"})
NEEDS_SPREAD = frozenset(
    {"minmax", "zscore", "distance_to_best", "distance_to_reference", "distance_to_target"}
)
RATIOS = frozenset({"share_of_best", "ratio_to_worst", "ratio_to_mean"})


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """y = base + width * (x - origin) / span, cut to [low, high]; arrays over columns.

    Where `inverse` is true the scale is y = span / x instead (share of the best when less is
    better).
    """

    origin: Floats
    span: Floats
    base: Floats
    width: Floats
    low: Floats
    high: Floats
    inverse: NDArray[np.bool_]

    def apply(self, values: Floats) -> Floats:
        """Scaled values, same shape (rows x columns)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found = self.base + self.width * ((values - self.origin) / self.span)
            if self.inverse.any():
                share = self.base + self.width * (self.span / values)
                found = np.where(self.inverse, share, found)
        return np.asarray(np.clip(found, self.low, self.high))


@dataclass(frozen=True, slots=True)
class Column:
    """What a scale needs to know of one indicator."""

    better: int
    goalposts: tuple[float, float] | None = None
    target: float | None = None


def fit(
    values: Floats, columns: tuple[Column, ...], method: Method, reference: int | None = None
) -> Scale:
    """Fit the scale of a value method to the rows given (columns share one method).

    `reference` is the row of the reference unit. Constant columns give NaN: callers report
    them before.
    """
    better = np.array([c.better for c in columns], dtype=np.float64)
    low, high = _extremes(values)
    best, worst = np.where(better > 0, high, low), np.where(better > 0, low, high)
    unscaled = method.name in ("zscore", "none")
    lowest, highest = (0.0, 1.0) if unscaled else method.pair("range")
    base, width = np.full(len(columns), lowest), np.full(len(columns), highest - lowest)
    open_low, open_high = np.full(len(columns), -np.inf), np.full(len(columns), np.inf)
    inverse = np.zeros(len(columns), dtype=np.bool_)
    cut = method.word("cut") == "yes"
    if method.name in ("minmax", "distance_to_best"):
        origin, span = worst, best - worst
    elif method.name == "zscore":
        origin, span = _mean(values), _deviation(values) * better
        base[:], width[:] = method.number("mean"), method.number("sd")
    elif method.name == "distance_to_reference":
        row = values[reference] if reference is not None else np.full(len(columns), np.nan)
        origin, span = worst, row - worst
    elif method.name == "distance_to_target":
        goal = np.array([np.nan if c.target is None else c.target for c in columns])
        origin, span = worst, goal - worst
    elif method.name == "goalposts":
        posts = np.array([c.goalposts or (np.nan, np.nan) for c in columns]).T
        origin = np.where(better > 0, posts[0], posts[1])
        span = np.where(better > 0, posts[1] - posts[0], posts[0] - posts[1])
    elif method.name == "ratio_to_mean":
        origin, span, inverse = np.zeros(len(columns)), _mean(values), better < 0
    elif method.name == "ratio_to_worst":
        origin, span, inverse = np.zeros(len(columns)), worst, better < 0
    elif method.name == "share_of_best":
        origin, span, inverse = np.zeros(len(columns)), best, better < 0
    else:  # none: the parts are already on one scale
        origin, span = np.zeros(len(columns)), better
        base, width = np.zeros(len(columns)), np.ones(len(columns))
    if cut:
        open_low, open_high = base.copy(), base + width
    return Scale(origin, span, base, width, open_low, open_high, inverse)


def position(
    values: Floats, columns: tuple[Column, ...], method: Method, tolerance: float
) -> Floats:
    """Rank, percentile rank or Borda points of each column, 1 (or 0) for the worst.

    Ties share the lowest place. Percentile rank is (rank - 1) / (n - 1) over present values.
    """
    better = np.array([c.better for c in columns], dtype=np.float64)
    ranks = rank_ascending(values * better, tolerance)
    if method.name == "rank":
        return ranks
    if method.name == "borda":
        return ranks - 1
    count = np.sum(~np.isnan(values), axis=0)
    lowest, highest = method.pair("range")
    return np.asarray(lowest + (highest - lowest) * (ranks - 1) / np.maximum(count - 1, 1))


def _extremes(values: Floats) -> tuple[Floats, Floats]:
    low = np.min(np.where(np.isnan(values), np.inf, values), axis=0)
    high = np.max(np.where(np.isnan(values), -np.inf, values), axis=0)
    empty = ~np.isfinite(low)
    return np.where(empty, np.nan, low), np.where(empty, np.nan, high)


def _mean(values: Floats) -> Floats:
    count = np.sum(~np.isnan(values), axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.nansum(values, axis=0) / count)


def _deviation(values: Floats) -> Floats:
    count = np.sum(~np.isnan(values), axis=0)
    square = np.nansum((values - _mean(values)) ** 2, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.sqrt(square / (count - 1)))
