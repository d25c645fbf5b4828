"""Imputation: group mean or median within a year, and a unit's own years."""

from collections.abc import Sequence

import numpy as np

from gaoxin.indicators.methods import Method
from gaoxin.indicators.stages.stage import Blocks, Change, Floats, Stage


def impute(
    values: Floats,
    columns: tuple[str, ...],
    steps: tuple[Method, ...],
    units: Sequence[str],
    years: Sequence[int],
    groups: Sequence[str],
    blocks: Blocks,
) -> Stage:
    """Fill missing cells, step after step; cells that hold a value are never touched.

    What no step can fill stays missing and is dealt with at aggregation.
    """
    found = values.copy()
    changes: list[Change] = []
    for step in steps:
        gaps = np.argwhere(np.isnan(found))
        if not len(gaps):
            break
        if step.name in ("group_mean", "group_median"):
            filled = _by_group(found, step.name == "group_mean", groups, blocks)
        else:
            filled = _by_years(found, step.name == "linear", units, years)
        for i, j in gaps:
            if not np.isnan(filled[i, j]):
                changes.append(Change(int(i), int(j), np.nan, float(filled[i, j]), step.name))
        found = np.where(np.isnan(found), filled, found)
    name = " + ".join(s.name for s in steps) or "none"
    return Stage("impute", name, columns, found, tuple(changes))


def _by_group(values: Floats, mean: bool, groups: Sequence[str], blocks: Blocks) -> Floats:
    found = values.copy()
    labels = np.array(groups)
    wanting = np.flatnonzero(np.isnan(values).any(axis=0))
    for rows in blocks:
        for group in np.unique(labels[rows]):
            members = rows[labels[rows] == group]
            found[np.ix_(members, wanting)] = _centre(values[np.ix_(members, wanting)], mean)
    return found


def _centre(values: Floats, mean: bool) -> Floats:
    """Column means or medians of what is present; NaN for an empty column."""
    counts = np.sum(~np.isnan(values), axis=0)
    safe = np.maximum(counts, 1)
    if mean:
        centre = np.nansum(values, axis=0) / safe
    else:
        ordered = np.sort(values, axis=0)  # missing cells sort last
        across = np.arange(values.shape[1])
        centre = (ordered[(safe - 1) // 2, across] + ordered[safe // 2, across]) / 2
    return np.where(counts > 0, centre, np.nan)


def _by_years(values: Floats, linear: bool, units: Sequence[str], years: Sequence[int]) -> Floats:
    found = values.copy()
    order: dict[str, list[int]] = {}
    for i, unit in enumerate(units):
        order.setdefault(unit, []).append(i)
    gappy = np.asarray(np.isnan(values).any(axis=1))
    for rows in order.values():
        if len(rows) < 2 or not gappy[rows].any():
            continue
        rows = sorted(rows, key=lambda i: years[i])
        times = np.array([years[i] for i in rows], dtype=np.float64)
        for j in np.flatnonzero(np.isnan(values[rows]).any(axis=0)):
            found[rows, j] = _line(times, values[rows, j], linear)
    return found


def _line(times: Floats, series: Floats, linear: bool) -> Floats:
    """A series with gaps filled from its own years.

    `latest` carries the last value forward only. `linear` interpolates between two known
    years and carries the last value forward beyond them; it never reaches back before the first.
    """
    present = np.flatnonzero(~np.isnan(series))
    if not len(present):
        return series
    if linear:
        filled = np.interp(times, times[present], series[present])
    else:
        last = np.maximum.accumulate(np.where(np.isnan(series), -1, np.arange(len(series))))
        filled = series[np.maximum(last, 0)]
    filled[: present[0]] = np.nan
    return np.where(np.isnan(series), filled, series)
