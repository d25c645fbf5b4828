"""The record every stage leaves behind."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Blocks = list[NDArray[np.intp]]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell a stage changed, and how."""

    row: int
    column: int
    before: float
    after: float
    how: str


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """The result of one stage: values (rows x columns), what changed and what was found."""

    name: str
    method: str
    columns: tuple[str, ...]
    values: Floats
    changes: tuple[Change, ...] = ()
    found: tuple[tuple[str, str, float], ...] = ()  # (what, column or node, number)


def changed(before: Floats, after: Floats, how: str) -> tuple[Change, ...]:
    """The cells that differ, row by row; equal missing cells do not count."""
    unequal = (before != after) & ~(np.isnan(before) & np.isnan(after))
    return tuple(
        Change(int(i), int(j), float(before[i, j]), float(after[i, j]), how)
        for i, j in np.argwhere(unequal)
    )
