"""Screening and denomination: which units are kept, and what is divided by what."""

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.stages.stage import Floats, Stage


def denominate(
    values: Floats, columns: tuple[str, ...], pairs: tuple[tuple[str, str, str | None], ...]
) -> Stage:
    """Each indicator's column, divided by its denominator where it has one.

    `pairs` holds (node, column, denominator). A missing, zero or negative denominator gives a
    missing ratio: over a negative one a loss would look like the best of profits.
    """
    at = {name: j for j, name in enumerate(columns)}
    found = np.empty((values.shape[0], len(pairs)))
    notes: list[tuple[str, str, float]] = []
    for j, (node, column, denominator) in enumerate(pairs):
        found[:, j] = values[:, at[column]]
        if denominator is not None:
            below = values[:, at[denominator]]
            usable = below > 0
            below = np.where(usable, below, np.nan)
            found[:, j] = found[:, j] / below
            notes.append((f"/ {denominator}", node, float(np.sum(np.isnan(below)))))
    how = "ratio" if notes else "none"
    return Stage("denominate", how, tuple(p[0] for p in pairs), found, (), tuple(notes))


def screen(
    values: Floats, applies: NDArray[np.bool_], available: float
) -> tuple[NDArray[np.bool_], Floats]:
    """Which rows have at least the share `available` of the indicators that apply to them.

    Returns the rows kept and every row's share. An indicator with no weight in the group of a
    unit does not apply to it.
    """
    present = np.sum(~np.isnan(values) & applies, axis=1)
    share = present / np.maximum(np.sum(applies, axis=1), 1)
    # the share is a ratio of small integers: 2/3 must pass a limit written 0.6667 or 2/3 alike
    return share >= available - 1e-12, share
