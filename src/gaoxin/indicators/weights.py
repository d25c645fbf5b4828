"""Weights from judgement (AHP) and from data (entropy, CRITIC and others)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Saaty, The Analytic Hierarchy Process (1980): mean consistency index of random matrices
RANDOM_INDEX = (
    0,
    0,
    0,
    0.58,
    0.90,
    1.12,
    1.24,
    1.32,
    1.41,
    1.45,
    1.49,
    1.51,
    1.48,
    1.56,
    1.57,
    1.59,
)


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """Weights of an AHP matrix with its principal eigenvalue and consistency."""

    weights: Floats
    eigenvalue: float
    index: float
    ratio: float


def ahp(matrix: Floats) -> Judgement:
    """Principal eigenvector of a positive reciprocal matrix (Saaty 1977).

    NaN marks a comparison not made; it is filled by least squares of the logarithms, which
    needs the comparisons made to link every pair, directly or through others.
    """
    whole = _completed(matrix) if np.isnan(matrix).any() else matrix
    size = len(whole)
    values, vectors = np.linalg.eig(whole)
    first = int(np.argmax(values.real))
    weights = np.abs(vectors[:, first].real)
    eigenvalue = float(values[first].real)
    index = (eigenvalue - size) / (size - 1) if size > 1 else 0.0
    random = RANDOM_INDEX[min(size, len(RANDOM_INDEX) - 1)]
    return Judgement(weights / weights.sum(), eigenvalue, index, index / random if random else 0.0)


def _completed(matrix: Floats) -> Floats:
    """Fill comparisons not made by w_i / w_j of the logarithmic least squares weights."""
    made = ~np.isnan(matrix)
    np.fill_diagonal(made, False)
    logs = np.where(made, np.log(np.where(made, matrix, 1.0)), 0.0)
    laplacian = np.diag(made.sum(axis=1).astype(np.float64)) - made
    levels = np.linalg.lstsq(laplacian, logs.sum(axis=1), rcond=None)[0]
    ratios = np.exp(levels[:, None] - levels[None, :])
    return np.asarray(np.where(np.isnan(matrix), ratios, matrix))


def entropy(values: Floats) -> Floats:
    """Entropy weights (Shannon; Zeleny 1982) of non-negative columns, rows complete.

    e = -1/ln(n) sum p ln p with p the share of each unit; w = (1 - e) / sum(1 - e).
    """
    share = values / values.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(share > 0, share * np.log(share), 0.0)
    spread = 1 + terms.sum(axis=0) / np.log(len(values))
    return np.asarray(spread / spread.sum())


def critic(values: Floats) -> Floats:
    """CRITIC weights (Diakoulaki et al. 1995) of columns where more is better.

    Standard deviation after min-max, times the sum of 1 - correlation with the others.
    """
    low, high = values.min(axis=0), values.max(axis=0)
    scaled = (values - low) / (high - low)
    spread = scaled.std(axis=0, ddof=1) * (1 - correlation(scaled)).sum(axis=0)
    return np.asarray(spread / spread.sum())


def standard_deviation(values: Floats) -> Floats:
    """Weights in proportion to the standard deviation of each column."""
    spread = values.std(axis=0, ddof=1)
    return np.asarray(spread / spread.sum())


def merec(values: Floats, better: Floats) -> Floats:
    """MEREC weights (Keshavarz-Ghorabaee et al. 2021): the effect of leaving a column out."""
    scaled = np.where(better > 0, values.min(axis=0) / values, values / values.max(axis=0))
    logs, count = np.abs(np.log(scaled)), values.shape[1]
    whole = np.log(1 + logs.mean(axis=1))
    without = np.log(1 + (logs.sum(axis=1, keepdims=True) - logs) / count)
    effect = np.abs(without - whole[:, None]).sum(axis=0)
    return np.asarray(effect / effect.sum())


def correlation(values: Floats) -> Floats:
    """Pearson correlations of columns over rows where both are present.

    A column without spread correlates with nothing: NaN off the diagonal.
    """
    if not np.isnan(values).any():
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.atleast_2d(np.corrcoef(values, rowvar=False))
        return np.asarray(np.clip(found, -1, 1))
    present = (~np.isnan(values)).astype(np.float64)
    filled = np.where(present > 0, values, 0.0)
    filled = (filled - filled.sum(axis=0) / np.maximum(present.sum(axis=0), 1)) * present
    n = present.T @ present
    mean_i, mean_j = filled.T @ present, present.T @ filled
    with np.errstate(invalid="ignore", divide="ignore"):
        cross = filled.T @ filled - mean_i * mean_j / n
        square = (filled**2).T @ present - mean_i**2 / n
        return np.asarray(np.clip(cross / np.sqrt(square * square.T), -1, 1))
