"""Rounding of exact numbers to whole multiples of a step."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Literal

Mode = Literal["half_up", "half_even", "down", "up"]
Unit = Literal["money", "number", "rate"]


@dataclass(frozen=True, slots=True)
class Rounding:
    """A way of rounding to whole multiples of `step`.

    half_up: to the nearest, halves away from zero (四舍五入); half_even: to the nearest,
    halves to the even multiple; down: toward zero (舍去); up: away from zero (进位).
    `step` is in minor units (fen) for money, in 1 for numbers, in 1 (= 100%) for rates.
    """

    mode: Mode
    step: Fraction
    unit: Unit = "money"

    def __post_init__(self) -> None:
        if self.step <= 0:
            raise ValueError(f"rounding step must be positive, not {self.step}")

    def apply(self, x: Fraction) -> Fraction:
        """`x` rounded, exactly; the same unit as `step`."""
        size = abs(x) / self.step
        whole = floor(size)
        if self._takes_next(size - whole, whole):
            whole += 1
        return whole * self.step if x >= 0 else -whole * self.step

    def _takes_next(self, rest: Fraction, whole: int) -> bool:
        half = Fraction(1, 2)
        match self.mode:
            case "down":
                return False
            case "up":
                return rest > 0
            case "half_up":
                return rest >= half
            case "half_even":
                return rest > half or (rest == half and whole % 2 == 1)


FEN = Rounding("half_up", Fraction(1))
"""The default for amounts: half up to the minor unit."""
