"""Rounding is named, exact, and goes to whole steps."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.quantities import Mode, QuantityError, Rounding, Unit, parse_rounding

MODES = st.sampled_from(["half_up", "half_even", "down", "up"])
STEPS = st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000)
VALUES = st.fractions(max_denominator=10**6)


@pytest.mark.parametrize(
    ("mode", "results"),
    [
        ("half_up", [-3, -2, -1, 0, 0, 1, 2, 3]),
        ("half_even", [-2, -2, -1, 0, 0, 1, 2, 2]),
        ("down", [-2, -1, -1, 0, 0, 1, 1, 2]),
        ("up", [-3, -2, -1, -1, 1, 1, 2, 3]),
    ],
)
def test_each_way_of_rounding_on_halves_and_both_signs(mode: Mode, results: list[int]) -> None:
    values = [Fraction(v) for v in ("-2.5", "-1.5", "-1", "-0.1", "0.1", "1", "1.5", "2.5")]
    assert [Rounding(mode, Fraction(1)).apply(v) for v in values] == results


@given(MODES, STEPS, VALUES)
def test_a_rounded_value_is_a_near_multiple_of_the_step(
    mode: Mode, step: Fraction, x: Fraction
) -> None:
    rounding = Rounding(mode, step)
    y = rounding.apply(x)
    assert (y / step).denominator == 1
    assert rounding.apply(y) == y
    assert rounding.apply(-x) == -y
    assert abs(y - x) < step
    if mode in ("half_up", "half_even"):
        assert abs(y - x) * 2 <= step
    if mode == "down":
        assert abs(y) <= abs(x)
    if mode == "up":
        assert abs(y) >= abs(x)


@given(MODES, STEPS, VALUES, VALUES)
def test_rounding_never_turns_the_order_round(
    mode: Mode, step: Fraction, x: Fraction, y: Fraction
) -> None:
    rounding = Rounding(mode, step)
    assert rounding.apply(min(x, y)) <= rounding.apply(max(x, y))


@pytest.mark.parametrize(
    ("text", "mode", "step", "unit"),
    [
        ("half_up 0.01元", "half_up", Fraction(1), "money"),
        ("down 1元", "down", Fraction(100), "money"),
        ("down 1万元", "down", Fraction(1_000_000), "money"),
        ("up", "up", Fraction(1), "money"),
        ("half_even", "half_even", Fraction(1), "money"),
        ("half_up 0.01", "half_up", Fraction(1, 100), "number"),
        ("half_up 0.01%", "half_up", Fraction(1, 10_000), "rate"),
        ("四舍五入 0.01元", "half_up", Fraction(1), "money"),
        ("舍去 1", "down", Fraction(1), "number"),
    ],
)
def test_roundings_are_read(text: str, mode: Mode, step: Fraction, unit: Unit) -> None:
    assert parse_rounding(text) == Rounding(mode, step, unit)


def test_without_a_step_the_smallest_unit_of_the_asked_kind_is_taken() -> None:
    assert parse_rounding("up", "number") == Rounding("up", Fraction(1), "number")
    with pytest.raises(QuantityError) as refused:
        parse_rounding("up", "rate")
    assert "half_up 0.01%" in refused.value.reason("zh")
    assert "half_up 0.01%" in refused.value.reason("en")


@pytest.mark.parametrize(
    "text",
    ["", "nearest", "half_up0.01元", "half_up 0元", "down -1元", "up 0.001元", "up 1年", "1元"],
)
def test_other_roundings_are_refused(text: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_rounding(text)
    assert "请" in refused.value.reason("zh")


def test_a_step_of_nothing_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="positive"):
        Rounding("up", Fraction(0))
