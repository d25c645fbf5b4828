"""Random draws that are the same on every machine: whole-number arithmetic only.

Each draw is a hash of (seed, name, row), so a row does not depend on how the table is cut into
chunks or on which other columns are asked for. Normal quantiles and exponentials come from tables
of whole numbers; only the tables use floating point, rounded far above its differences.
"""

import math
import zlib
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Bits = NDArray[np.uint64]
Truths = NDArray[np.bool_]

ONE: Final = 1 << 20
"""Logarithms and normal deviates are whole numbers of 1 / ONE."""
_MASK: Final = (1 << 64) - 1
_QUANTILES: Final = 4096
_STEPS: Final = 1024
_LARGEST: Final = 33


def fixed(value: float) -> int:
    """A number in units of 1 / ONE."""
    return round(value * ONE)


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws for some rows (numbered from 0 over the whole table)."""

    seed: int
    rows: Bits

    def bits(self, name: str) -> Bits:
        """64 random bits for each row (splitmix64 over seed, name and row)."""
        start = (
            self.seed * 0x9E3779B97F4A7C15 + zlib.crc32(name.encode()) * 0xD1B54A32D192ED03
        ) & _MASK
        z = self.rows * np.uint64(0x9E3779B97F4A7C15)
        z += np.uint64(start)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            z ^= z >> np.uint64(shift)
            z *= np.uint64(factor)
        z ^= z >> np.uint64(31)
        return z

    def below(self, name: str, limit: int) -> Whole:
        """Whole numbers from 0 to ``limit`` - 1, all alike; limit up to 2^31."""
        drawn = self.bits(name)
        drawn >>= np.uint64(33)
        drawn *= np.uint64(limit)
        drawn >>= np.uint64(31)
        return drawn.view(np.int64)

    def happens(self, name: str, per_million: int | Whole) -> Truths:
        """True in so many cases of a million."""
        found: Truths = self.below(name, 1_000_000) < per_million
        return found

    def choice(self, name: str, weights: tuple[int, ...]) -> Whole:
        """The place of a weight, in proportion to the weights."""
        bounds = np.cumsum(np.array(weights, np.int64))
        return np.searchsorted(bounds, self.below(name, int(bounds[-1])), side="right").astype(
            np.int64
        )

    def normal(self, name: str) -> Whole:
        """Standard normal deviates in units of 1 / ONE."""
        return _interpolated(_normal_table(), self.bits(name))


def exponential(x: Whole) -> Whole:
    """e^x for x in units of 1 / ONE, from 0 to 32 (beyond: the ends), as whole numbers."""
    table = _exponential_table()
    bounded = np.clip(x, 0, (_LARGEST - 1) * ONE)
    place, rest = bounded >> 10, bounded & 1023
    low = table[place]
    grown: Whole = low + ((table[place + 1] - low) * rest >> 10)
    return grown


def _interpolated(table: Whole, bits: Bits) -> Whole:
    place = (bits >> np.uint64(52)).astype(np.int64)
    rest = ((bits >> np.uint64(36)) & np.uint64(0xFFFF)).astype(np.int64)
    low = table[place]
    between: Whole = low + ((table[place + 1] - low) * rest >> 16)
    return between


@cache
def _normal_table() -> Whole:
    normal, last = NormalDist(), _QUANTILES
    shares = [max(i, 0.2) / last if i < last else (last - 0.2) / last for i in range(last + 1)]
    return np.array([fixed(round(normal.inv_cdf(p), 6)) for p in shares], np.int64)


@cache
def _exponential_table() -> Whole:
    size = _LARGEST * _STEPS + 1
    return np.array([int(float(f"{math.exp(i / _STEPS):.6e}")) for i in range(size)], np.int64)
