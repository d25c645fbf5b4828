"""Rounding as documents write it: a mode and a step."""

from fractions import Fraction

from .faults import QuantityError, refusal
from .money import parse_money
from .numerals import cited, parse_number, plain
from .rates import parse_rate
from .steps import FEN, Mode, Rounding, Unit

__all__ = ["FEN", "Mode", "Rounding", "Unit", "parse_rounding"]

_MODES: dict[str, Mode] = {
    "half_up": "half_up",
    "half_even": "half_even",
    "down": "down",
    "up": "up",
    "四舍五入": "half_up",
    "四舍六入五成双": "half_even",
    "舍去": "down",
    "进位": "up",
}


def parse_rounding(text: str, unit: Unit = "money") -> Rounding:
    """Read `half_up 0.01元`, `down 1元`, `half_up 0.01`, `half_up 0.01%`, `up`, `half_even`.

    Without a step the smallest unit of `unit` is taken: one fen, or 1 for numbers;
    a rate has no smallest unit and needs a step. The Chinese mode words are 四舍五入, 舍去,
    进位, 四舍六入五成双. Raises QuantityError.
    """
    word, _, step = plain(text).partition(" ")
    mode = _MODES.get(word)
    if mode is None:
        raise _unknown_mode(text)
    if step:
        return _with_step(mode, step.strip(), text)
    if unit == "rate":
        raise refusal(
            "rounding-step",
            (
                f"“{cited(text)}”没有写明比率取到哪一位。",
                f"'{cited(text)}' does not say to which digit of a rate.",
            ),
            ("请加上步长，如 half_up 0.01%。", "Add a step, such as half_up 0.01%."),
        )
    return Rounding(mode, Fraction(1), unit)


def _with_step(mode: Mode, step: str, text: str) -> Rounding:
    value, unit = _step(step)
    if value <= 0:
        raise refusal(
            "rounding-step",
            (f"“{cited(text)}”的步长不是正数。", f"The step of '{cited(text)}' is not positive."),
            ("请写成 half_up 0.01元 的形式。", "Write it like half_up 0.01元."),
        )
    return Rounding(mode, value, unit)


def _step(step: str) -> tuple[Fraction, Unit]:
    if step[-1] in "%‰":
        return parse_rate(step), "rate"
    try:
        return parse_number(step), "number"
    except QuantityError:
        return Fraction(parse_money(step).minor), "money"


def _unknown_mode(text: str) -> QuantityError:
    return refusal(
        "rounding-mode",
        (f"“{cited(text)}”没有写明取整方式。", f"'{cited(text)}' names no known way of rounding."),
        (
            "请以 half_up（四舍五入）、half_even（四舍六入五成双）、down（舍去）或 up（进位）"
            "开头，后面空一格写步长。",
            "Begin with half_up, half_even, down or up, then a space and the step.",
        ),
    )
