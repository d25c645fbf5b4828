"""What is not there stays not there: arithmetic, comparison and logic of missing values."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.engine.functions import FUNCTIONS
from gaoxin.engine.values import (
    Absent,
    Root,
    Span,
    Unknown,
    comparison,
    compound,
    greatest,
    growth,
    least,
    minus,
    negation,
    over,
    plus,
    times,
    truth,
)
from gaoxin.facts.entities import Spell
from gaoxin.quantities import Duration, WorkCalendar

numbers = st.integers(-(10**12), 10**12)
spans = st.tuples(numbers, numbers).map(lambda p: Span(min(p), max(p)))
AT_LEAST = comparison(">=")


@pytest.mark.parametrize("operation", [plus, minus, times, over])
def test_an_unknown_amount_makes_every_sum_unknown_and_never_zero(operation: Any) -> None:
    assert isinstance(operation(5, Unknown()), Unknown)
    assert isinstance(operation(Unknown(), 5), Unknown)


@pytest.mark.parametrize("operation", [plus, minus, times, over])
def test_what_does_not_exist_is_stronger_than_what_is_not_known(operation: Any) -> None:
    assert isinstance(operation(Unknown(), Absent()), Absent)


def test_no_revenue_makes_a_share_unknown_so_it_neither_passes_nor_fails() -> None:
    share = over(5, 0)
    assert isinstance(share, Unknown)
    assert share.why == "zero_denominator"
    assert truth(AT_LEAST(share, Fraction(3, 100))) is None


def test_a_negative_denominator_keeps_its_sign() -> None:
    assert over(1, -2) == Fraction(-1, 2)
    assert truth(AT_LEAST(over(1, -2), 0)) is False


def test_a_range_that_may_be_zero_cannot_be_divided_by() -> None:
    assert isinstance(over(1, Span(-1, 1)), Unknown)


def test_a_comparison_with_something_absent_is_false_and_says_why() -> None:
    found = AT_LEAST(Absent("before_birth"), 1)
    assert truth(found) is False
    assert found.why == "before_birth"
    assert negation(found) is True


def test_a_range_decides_only_where_both_ends_agree() -> None:
    assert AT_LEAST(Span(60, 80), 60) is True
    assert AT_LEAST(Span(40, 59), 60) is False
    assert isinstance(AT_LEAST(Span(59, 60), 60), Unknown)


def test_least_and_greatest_skip_the_absent_and_spread_the_unknown() -> None:
    assert least((3, Absent(), 2)) == 2
    assert isinstance(greatest((3, Unknown())), Unknown)
    assert isinstance(greatest((Absent(), Absent())), Absent)
    assert greatest((Span(0, 80), 50)) == Span(50, 80)


def test_growth_on_nothing_is_unknown() -> None:
    assert growth(100, 120) == Fraction(1, 5)
    assert growth(0, 120).why == "base_not_positive"
    assert growth(-5, 120).why == "base_not_positive"


def test_compound_growth_of_twenty_percent_is_decided_to_the_fen() -> None:
    at_least = comparison(">=")
    exactly = compound(100000000, 172800000, 3)
    assert at_least(exactly, Fraction(1, 5)) is True
    assert at_least(compound(100000001, 172800000, 3), Fraction(1, 5)) is False


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 4), st.fractions(-2, 3))
def test_compound_growth_compares_like_its_power(base: Any, top: Any, n: Any, rate: Any) -> None:
    found = comparison(">=")(Root(top, base, n), rate)
    expected = True if 1 + rate < 0 else Fraction(top, base) >= (1 + rate) ** n
    assert found is expected


@given(spans, spans, st.data())
def test_arithmetic_of_ranges_holds_every_pair_inside(a: Any, b: Any, data: Any) -> None:
    x = data.draw(st.integers(a.low, a.high))
    y = data.draw(st.integers(b.low, b.high))
    for operation, result in ((plus, x + y), (minus, x - y), (times, x * y)):
        found = operation(a, b)
        low, high = (found.low, found.high) if isinstance(found, Span) else (found, found)
        assert low <= result <= high


@given(spans, numbers, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), st.data())
def test_a_decided_comparison_holds_for_every_number_in_the_range(
    a: Any, b: Any, op: Any, data: Any
) -> None:
    x = data.draw(st.integers(a.low, a.high))
    found = truth(comparison(op)(a, b))
    assert found is None or found is comparison(op)(x, b)


def test_the_certificate_now_running_is_counted() -> None:
    spells = (
        Spell(date(2019, 11, 28), date(2022, 11, 27)),
        Spell(date(2022, 11, 20), date(2025, 11, 19)),
    )
    assert FUNCTIONS["nth"](spells, date(2022, 12, 1)) == 2
    assert FUNCTIONS["since"](spells, date(2022, 12, 1)) == date(2022, 11, 20)
    assert FUNCTIONS["nth_year"](spells, date(2024, 1, 1)) == 3
    assert isinstance(FUNCTIONS["nth"](spells, date(2026, 1, 1)), Absent)
    assert isinstance(FUNCTIONS["nth"](Unknown(), date(2026, 1, 1)), Unknown)


def test_events_are_counted_with_both_days_included() -> None:
    events = (date(2023, 6, 1), date(2024, 6, 1))
    assert FUNCTIONS["times"](events, date(2023, 6, 1), date(2024, 6, 1)) == 2
    assert FUNCTIONS["times"](events, date(2023, 6, 2), date(2024, 5, 31)) == 0


def test_a_term_ends_on_the_like_day() -> None:
    within, days = FUNCTIONS["within"], WorkCalendar.standard()
    assert within(date(2018, 6, 1), Duration(years=5), date(2023, 6, 1), days) is True
    assert within(date(2018, 6, 1), Duration(years=5), date(2023, 6, 2), days) is False


def test_rates_in_turn_end_after_the_last() -> None:
    in_turn = FUNCTIONS["in_turn"]
    assert in_turn(2, "70%", "60%", "50%") == "60%"
    assert isinstance(in_turn(4, "70%", "60%", "50%"), Absent)
    assert isinstance(in_turn(Unknown(), "70%"), Unknown)


def test_whether_an_optional_fact_is_there_cannot_be_told_before_it_is_given() -> None:
    has = FUNCTIONS["has"]
    assert has(Absent()) is False
    assert has(Unknown()) is True
    assert truth(has(Unknown(maybe_absent=True))) is None
