"""Outlier treatment: a skewness and kurtosis test, winsorising, logarithm, Box-Cox."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from gaoxin.indicators.methods import Method
from gaoxin.indicators.stages.stage import Floats


def skewness(values: Floats) -> Floats:
    """Adjusted Fisher-Pearson skewness G1 of each column, missing cells left out."""
    n, m2, m3, _ = _moments(values)
    with np.errstate(all="ignore"):
        return np.where(n > 2, np.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5, np.nan)


def kurtosis(values: Floats) -> Floats:
    """Sample excess kurtosis G2 of each column, missing cells left out."""
    n, m2, _, m4 = _moments(values)
    with np.errstate(all="ignore"):
        plain = m4 / m2**2 - 3
        return np.where(n > 3, (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * plain + 6), np.nan)


def _moments(values: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    present = ~np.isnan(values)
    n = present.sum(axis=0).astype(np.float64)
    filled = np.where(present, values, 0.0)
    safe = np.maximum(n, 1)
    centred = np.where(present, filled - filled.sum(axis=0) / safe, 0.0)
    square = centred * centred
    return (
        n,
        square.sum(axis=0) / safe,
        (square * centred).sum(axis=0) / safe,
        (square * square).sum(axis=0) / safe,
    )


def outlying(values: Floats, skew: float = 2.0, kurt: float = 3.5) -> NDArray[np.bool_]:
    """Columns with |skewness| above `skew` and kurtosis above `kurt` (JRC rule: 2 and 3.5)."""
    with np.errstate(invalid="ignore"):
        flags = (np.abs(skewness(values)) > skew) & (kurtosis(values) > kurt)
    return np.asarray(flags)


@dataclass(frozen=True, slots=True)
class Treatment:
    """A monotone map fitted to one column: cut to [low, high], then log or Box-Cox.

    `shift` is added (or, when mirrored, the value is taken from it) before the logarithm.
    """

    kind: Literal["none", "winsorise", "log", "boxcox"] = "none"
    low: float = -np.inf
    high: float = np.inf
    shift: float = 0.0
    mirrored: bool = False
    power: float = 0.0
    moved: int = 0
    passes: bool = True

    def apply(self, x: Floats) -> Floats:
        """The treated values, same shape."""
        if self.kind == "none":
            return x
        cut = np.clip(x, self.low, self.high)
        if self.kind == "winsorise":
            return np.asarray(cut)
        logs = np.log(self.shift - cut) if self.mirrored else np.log(cut + self.shift)
        if self.kind == "log":
            return np.asarray(-logs if self.mirrored else logs)
        return np.asarray(np.expm1(self.power * logs) / self.power if self.power else logs)


NO_TREATMENT = Treatment()


def fit_treatments(values: Floats, method: Method) -> tuple[Treatment, ...]:
    """The treatment of each column: none where the test passes.

    `winsorise` moves up to `points` extreme values to the next one and, where the test still
    fails, goes back to the data and applies `then` (log, boxcox or none). Thresholds: `skew`
    and `kurtosis`.
    """
    found = [NO_TREATMENT] * values.shape[1]
    if method.name == "none":
        return tuple(found)
    skew, kurt = method.number("skew"), method.number("kurtosis")
    for j in np.flatnonzero(outlying(values, skew, kurt)):
        found[j] = _fit_one(values[:, j], method, skew, kurt)
    return tuple(found)


def _fit_one(x: Floats, method: Method, skew: float, kurt: float) -> Treatment:
    if method.name == "log":
        return fit_log(x)
    if method.name == "boxcox":
        return fit_box_cox(x)
    treated, moved = winsorise(x, int(method.number("points")), skew, kurt)
    passes = not outlying(treated[:, None], skew, kurt)[0]
    then = method.word("then")
    if not passes and then == "log":
        return fit_log(x)
    if not passes and then == "boxcox":
        return fit_box_cox(x)
    low, high = float(np.nanmin(treated)), float(np.nanmax(treated))
    return Treatment("winsorise", low, high, moved=moved, passes=bool(passes))


def winsorise(x: Floats, points: int, skew: float = 2.0, kurt: float = 3.5) -> tuple[Floats, int]:
    """Pull the most extreme values in to their neighbour until the test passes.

    Values equal to the extreme move together, so ties stay ties. Returns the values and how
    many points were moved (at most `points`; a move that would exceed it is not made).
    """
    found, moved = x.copy(), 0
    while outlying(found[:, None], skew, kurt)[0]:
        high = skewness(found[:, None])[0] > 0
        at_edge = found == (np.nanmax(found) if high else np.nanmin(found))
        inside = found[~at_edge & ~np.isnan(found)]
        if not len(inside):
            break
        trial = np.where(at_edge, inside.max() if high else inside.min(), found)
        count = int(np.sum((trial != x) & ~np.isnan(x)))
        if count > points:
            break
        found, moved = trial, count
    return found, moved


def fit_log(x: Floats) -> Treatment:
    """log(x - min + 0.01 range): order is kept, zeros and negatives are allowed.

    A long left tail is mirrored first, so that the tail is what is drawn in.
    """
    low, high = float(np.nanmin(x)), float(np.nanmax(x))
    mild = 0.01 * (high - low)
    if high == low:
        return NO_TREATMENT
    if skewness(x[:, None])[0] < 0:
        return Treatment("log", low, high, high + mild, mirrored=True)
    return Treatment("log", low, high, mild - low)


def log_stretch(x: Floats) -> Floats:
    """Map onto [1, max] and take the logarithm, as the Global Innovation Index does."""
    low, high = float(np.nanmin(x)), float(np.nanmax(x))
    if high <= 1 or high == low:
        return fit_log(x).apply(x)
    return np.asarray(np.log((high - 1) * (x - low) / (high - low) + 1))


def fit_box_cox(x: Floats) -> Treatment:
    """Box-Cox transform with the power of highest likelihood (Box and Cox 1964).

    Data that reach zero or below are first shifted to start at 1 % of their range.
    """
    low, high = float(np.nanmin(x)), float(np.nanmax(x))
    if high == low:
        return NO_TREATMENT
    shift = 0.0 if low > 0 else 0.01 * (high - low) - low
    logs = np.log(x[~np.isnan(x)] + shift)

    def loss(power: float) -> float:
        y = logs if power == 0 else np.expm1(power * logs) / power
        return float(len(logs) / 2 * np.log(np.var(y)) - (power - 1) * np.sum(logs))

    best = float(optimize.minimize_scalar(loss, bounds=(-5, 5), method="bounded").x)
    return Treatment("boxcox", low, high, shift, power=best)
