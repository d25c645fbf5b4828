"""Aggregation of parts into a whole: weighted means, vectorised over replications."""

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.methods import Method

Floats = NDArray[np.float64]


def mean(parts: Floats, weights: Floats, method: Method, available: float = 1.0) -> Floats:
    """Weighted mean of parts (..., units, parts) with weights that broadcast against them.

    `method` is arithmetic, geometric, harmonic or power (`exponent`). Missing parts are left
    out and the other weights scaled up, as long as the share of present parts among those with
    weight reaches `available`; below it the whole is unknown (NaN). All means treat missing
    parts alike.
    """
    weights = np.broadcast_to(weights, parts.shape) if weights.ndim > 1 else weights
    if (weights == 0).any():  # a part without weight is no part: 0 x log 0 must not matter
        parts = np.where(weights > 0, parts, np.nan)
    if not np.isnan(parts).any():
        total = weights.sum(axis=-1)
        return _zeroed(_back(_sum(_forth(parts, method), weights) / total, method), parts, method)
    present = ~np.isnan(parts)
    counted = np.broadcast_to(weights > 0, parts.shape)
    used = np.where(present, weights, 0.0)
    total = used.sum(axis=-1)
    seen = (present & counted).sum(axis=-1) / np.maximum(counted.sum(axis=-1), 1)
    terms = np.where(present, _forth(parts, method), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = _zeroed(_back((terms * used).sum(axis=-1) / total, method), parts, method)
    enough = (seen >= available - 1e-12) & (total > 0)
    return np.asarray(np.where(enough, found, np.nan))


def _sum(terms: Floats, weights: Floats) -> Floats:
    if weights.ndim == 1:
        return np.asarray(terms @ weights)
    return np.asarray(np.einsum("...k,...k->...", terms, weights))


def _forth(parts: Floats, method: Method) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if method.name == "geometric":  # zeros are put back by _zeroed: no infinity in sums
            return np.asarray(np.log(np.where(parts == 0, 1.0, parts)))
        if method.name == "harmonic":
            return np.asarray(1.0 / parts)
        if method.name == "power":
            return np.asarray(parts ** method.number("exponent"))
    return parts


def _back(means: Floats, method: Method) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if method.name == "geometric":
            return np.asarray(np.exp(means))
        if method.name == "harmonic":
            return np.asarray(1.0 / means)
        if method.name == "power":
            return np.asarray(means ** (1.0 / method.number("exponent")))
    return means


def _zeroed(found: Floats, parts: Floats, method: Method) -> Floats:
    """A geometric mean is zero where any part is."""
    if method.name != "geometric" or not (parts == 0).any():
        return found
    return np.asarray(np.where((parts == 0).any(axis=-1), 0.0, found))


def many(parts: Floats, weights: Floats, method: Method) -> Floats:
    """Means of complete parts (units, parts) under many weight rows (replications, parts).

    Returns (replications, units) from one matrix product.
    """
    sums = weights @ _forth(parts, method).T
    return _zeroed(_back(sums / weights.sum(axis=-1)[:, None], method), parts, method)


def ideal(values: Floats, weights: Floats) -> Floats:
    """TOPSIS closeness (Hwang and Yoon 1981) of parts scaled so that more is better."""
    weighted = values * weights
    best = np.sqrt(((weighted - weighted.max(axis=0)) ** 2).sum(axis=1))
    worst = np.sqrt(((weighted - weighted.min(axis=0)) ** 2).sum(axis=1))
    return np.asarray(worst / (best + worst))


def compromise(values: Floats, weights: Floats, stress: float = 0.5) -> Floats:
    """VIKOR Q (Opricovic and Tzeng 2004) of columns where more is better; less is better."""
    low, high = values.min(axis=0), values.max(axis=0)
    regret = weights * (high - values) / (high - low)
    group, worst = regret.sum(axis=1), regret.max(axis=1)

    def unit(x: Floats) -> Floats:
        return np.asarray((x - x.min()) / (x.max() - x.min()))

    return np.asarray(stress * unit(group) + (1 - stress) * unit(worst))
