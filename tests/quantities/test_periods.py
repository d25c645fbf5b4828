"""Reporting periods join without gaps."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.quantities import (
    Lang,
    Period,
    PeriodKind,
    QuantityError,
    fiscal_year,
    last_years,
    months_of,
    parse_period,
    quarters_of,
)

DATES = st.dates(date(1950, 1, 1), date(2100, 12, 31))
KINDS = st.sampled_from(["year", "quarter", "month", "day"])


@pytest.mark.parametrize(
    ("text", "key", "start", "end"),
    [
        ("2024", "2024", "2024-01-01", "2024-12-31"),
        ("2024年", "2024", "2024-01-01", "2024-12-31"),
        ("2024年度", "2024", "2024-01-01", "2024-12-31"),
        ("2024Q1", "2024Q1", "2024-01-01", "2024-03-31"),
        ("2024年一季度", "2024Q1", "2024-01-01", "2024-03-31"),
        ("2024年第4季度", "2024Q4", "2024-10-01", "2024-12-31"),
        ("2024年3月", "2024-03", "2024-03-01", "2024-03-31"),
        ("2024-02", "2024-02", "2024-02-01", "2024-02-29"),
        ("2024-03-05", "2024-03-05", "2024-03-05", "2024-03-05"),
        ("FY2024-04", "FY2024-04", "2024-04-01", "2025-03-31"),
    ],
)
def test_periods_are_read(text: str, key: str, start: str, end: str) -> None:
    period = parse_period(text)
    assert (period.key, str(period.start), str(period.end)) == (key, start, end)


@pytest.mark.parametrize(
    "text", ["", "2024Q5", "2024年五季度", "Q1", "2024-13", "FY2024-13", "上年", "2024年一"]
)
def test_other_periods_are_refused(text: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_period(text)
    assert "不是期间" in refused.value.reason("zh")
    assert "is not a period" in refused.value.reason("en")


@given(DATES, KINDS, st.integers(-40, 40))
def test_periods_join_without_gaps_and_come_back(on: date, kind: PeriodKind, n: int) -> None:
    period = Period.containing(on, kind)
    assert period.contains(on)
    assert period.end + timedelta(days=1) == period.shift(1).start
    assert period.shift(n).shift(-n) == period
    assert (period.shift(n) > period) == (n > 0)


@given(DATES, KINDS, st.sampled_from(["zh", "en"]))
def test_keys_and_names_are_read_back(on: date, kind: PeriodKind, lang: Lang) -> None:
    period = Period.containing(on, kind)
    assert parse_period(period.key) == period
    assert parse_period(period.name(lang)) == period


@given(DATES, st.integers(1, 12))
def test_each_day_lies_in_one_fiscal_year(on: date, month: int) -> None:
    year = fiscal_year(month).containing(on)
    assert year.contains(on)
    assert year.start.month == month
    assert parse_period(year.key) == year


def test_a_year_has_its_quarters_and_months() -> None:
    assert [q.key for q in quarters_of(2024)] == ["2024Q1", "2024Q2", "2024Q3", "2024Q4"]
    assert months_of(2024)[11] == Period.month(2024, 12)


def test_the_last_three_years_end_with_the_year_named() -> None:
    assert [y.key for y in last_years(2023, 3)] == ["2021", "2022", "2023"]
    assert last_years(2023, 0) == ()


def test_periods_of_unlike_kinds_stand_in_order_of_time() -> None:
    in_order = [
        Period.month(2024, 1),
        Period.quarter(2024, 1),
        Period.year(2024),
        Period.month(2024, 2),
    ]
    mixed = [in_order[i] for i in (2, 0, 3, 1)]
    assert sorted(mixed) == in_order
    assert Period.month(2024, 1) <= Period.quarter(2024, 1)


def test_a_period_begins_where_its_kind_begins() -> None:
    for kind, start in (("year", date(2024, 1, 2)), ("quarter", date(2024, 2, 1))):
        with pytest.raises(ValueError, match="begin"):
            Period(kind, start)  # type: ignore[arg-type]
    for wrong in (0, 13):
        with pytest.raises(ValueError, match="month"):
            fiscal_year(wrong)
