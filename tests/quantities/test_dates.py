"""Dates and terms, as the Civil Code counts them."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.quantities import (
    Due,
    Duration,
    Lang,
    PartialDate,
    QuantityError,
    WorkCalendar,
    add,
    due,
    first_after,
    format_date,
    format_duration,
    full_months,
    full_years,
    parse_date,
    parse_duration,
    subtract,
    within,
)

DAY = timedelta(days=1)
DATES = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", PartialDate(2024)),
        ("2024年", PartialDate(2024)),
        ("2024-03", PartialDate(2024, 3)),
        ("2024年3月", PartialDate(2024, 3)),
        ("2024-03-05", PartialDate(2024, 3, 5)),
        ("2024年3月5日", PartialDate(2024, 3, 5)),
        ("２０２４年３月５日", PartialDate(2024, 3, 5)),
        ("二〇二四年十二月五日", PartialDate(2024, 12, 5)),
        ("2024/3/5", PartialDate(2024, 3, 5)),
        ("20240305", PartialDate(2024, 3, 5)),
    ],
)
def test_dates_are_read_at_the_precision_written(text: str, expected: PartialDate) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24-03-05",
        "2024-13",
        "2024-00",
        "2024-02-30",
        "2023-02-29",
        "202403",
        "2024.3",
        "5/3/2024",
        "2024年3月5",
        "0000",
        "二〇二四年十十月",
        "2024-03-05T00:00",
    ],
)
def test_other_forms_and_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_date(text)
    assert "不是日期" in refused.value.reason("zh")
    assert "is not a date" in refused.value.reason("en")


def test_a_partial_date_knows_its_first_and_last_day() -> None:
    assert PartialDate(2024).first == date(2024, 1, 1)
    assert PartialDate(2024).last == date(2024, 12, 31)
    assert PartialDate(2024, 2).last == date(2024, 2, 29)
    assert PartialDate(2024, 2, 3).first == PartialDate(2024, 2, 3).last == date(2024, 2, 3)
    assert [PartialDate(2024, *p).precision for p in ((), (2,), (2, 3))] == ["year", "month", "day"]


def test_a_partial_date_without_its_month_or_with_zeros_is_no_date() -> None:
    for parts in ((2024, None, 5), (2024, 0), (2024, 1, 0)):
        with pytest.raises(ValueError, match=r"day|month"):
            PartialDate(*parts)


@given(DATES, st.sampled_from(["zh", "en"]))
def test_a_date_shown_is_read_back(d: date, lang: Lang) -> None:
    for partial in (PartialDate(d.year), PartialDate(d.year, d.month)):
        assert parse_date(format_date(partial, lang)) == partial
    assert parse_date(format_date(d, lang)).first == d


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1年", Duration(years=1)),
        ("24个月", Duration(months=24)),
        ("10天", Duration(days=10)),
        ("10日", Duration(days=10)),
        ("12个工作日", Duration(working_days=12)),
        ("十个工作日", Duration(working_days=10)),
        ("3 years", Duration(years=3)),
        ("1 year", Duration(years=1)),
        ("12 working days", Duration(working_days=12)),
        ("2个季度", Duration(months=6)),
        ("1周", Duration(days=7)),
        ("半年", Duration(months=6)),
        ("1.5年", Duration(months=18)),
        ("1年6个月", Duration(years=1, months=6)),
        ("三年", Duration(years=3)),
    ],
)
def test_terms_are_read(text: str, expected: Duration) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize(
    "text", ["", "3月", "3", "年", "1.5个月", "0.3年", "-1年", "一个", "3 m", "10号", "1年s"]
)
def test_other_terms_are_refused(text: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_duration(text)
    assert "请" in refused.value.reason("zh")
    assert refused.value.reason("en")


COUNTS = st.integers(0, 999)


@given(st.builds(Duration, COUNTS, COUNTS, COUNTS, COUNTS), st.sampled_from(["zh", "en"]))
def test_a_term_shown_is_read_back(duration: Duration, lang: Lang) -> None:
    assert parse_duration(format_duration(duration, lang)) == duration


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        ("2024-01-31", Duration(months=1), "2024-02-29"),
        ("2023-01-31", Duration(months=1), "2023-02-28"),
        ("2024-02-29", Duration(years=1), "2025-02-28"),
        ("2024-02-29", Duration(years=4), "2028-02-29"),
        ("2024-12-31", Duration(days=1), "2025-01-01"),
        ("2023-11-01", Duration(years=3), "2026-11-01"),
    ],
)
def test_months_end_on_the_like_day_or_the_last(start: str, term: Duration, end: str) -> None:
    assert add(date.fromisoformat(start), term) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("first", "term", "last"),
    [
        ("2024-08-31", Duration(months=6), "2025-02-28"),
        ("2024-02-29", Duration(years=3), "2027-02-28"),
        ("2024-02-29", Duration(years=4), "2028-02-28"),
        ("2024-01-30", Duration(months=1), "2024-02-29"),
        ("2023-11-01", Duration(years=3), "2026-10-31"),
        ("2024-03-01", Duration(years=1), "2025-02-28"),
        ("2023-02-28", Duration(years=1), "2024-02-27"),
        ("2024-08-31", Duration(months=6, days=10), "2025-03-10"),
        ("2024-08-31", Duration(days=30), "2024-09-29"),
    ],
)
def test_a_term_that_counts_its_first_day_ends_with_a_month_that_lacks_the_like_day(
    first: str, term: Duration, last: str
) -> None:
    assert first_after(date.fromisoformat(first), term) == date.fromisoformat(last) + DAY


@given(DATES, st.integers(1, 48), st.integers(1, 48))
def test_terms_follow_one_another_and_never_end_early(a: date, m: int, n: int) -> None:
    """Read plainly: the last day is the one before the like day, or the last of a month without."""
    year, month = divmod(a.year * 12 + a.month - 1 + m, 12)
    length = monthrange(year, month + 1)[1]
    last = date(year, month + 1, length) if a.day > length else date(year, month + 1, a.day) - DAY
    assert first_after(a, Duration(months=m)) == last + DAY
    assert add(a, Duration(months=m)) - DAY <= last <= add(a, Duration(months=m))
    if m <= n:
        assert first_after(a, Duration(months=m)) <= first_after(a, Duration(months=n))
    assert first_after(a, Duration(months=m)) <= first_after(a + DAY, Duration(months=m))


def test_a_term_goes_back_as_well() -> None:
    assert subtract(date(2024, 3, 31), Duration(months=1)) == date(2024, 2, 29)
    assert subtract(date(2024, 3, 1), Duration(days=1)) == date(2024, 2, 29)


def test_working_days_need_a_calendar_and_keep_its_doubt() -> None:
    calendar = WorkCalendar.standard()
    twelve = Duration(working_days=12)
    assert add(date(2025, 9, 22), twelve, calendar) == date(2025, 10, 14)
    assert subtract(date(2025, 10, 14), twelve, calendar) == date(2025, 9, 22)
    assert due(date(2026, 12, 30), twelve, calendar) == Due(date(2027, 1, 18), True)
    with pytest.raises(QuantityError) as refused:
        add(date(2025, 9, 22), twelve)
    assert refused.value.reason("zh") == "没有工作日历，不能计算工作日。请指明所用的工作日历。"


@pytest.mark.parametrize("term", [Duration(years=9000), Duration(days=4_000_000)])
def test_a_term_that_leaves_the_calendar_is_refused(term: Duration) -> None:
    with pytest.raises(QuantityError) as refused:
        add(date(2024, 1, 1), term)
    assert "9999" in refused.value.reason("zh")
    assert "9999" in refused.value.reason("en")


@pytest.mark.parametrize(
    ("a", "b", "years"),
    [
        ("2024-02-29", "2025-02-27", 0),
        ("2024-02-29", "2025-02-28", 1),
        ("2020-05-10", "2025-05-09", 4),
        ("2020-05-10", "2025-05-10", 5),
        ("2020-05-10", "2020-05-10", 0),
        ("2020-05-10", "2020-05-09", -1),
    ],
)
def test_full_years_as_in_registered_for_a_year(a: str, b: str, years: int) -> None:
    assert full_years(date.fromisoformat(a), date.fromisoformat(b)) == years


@given(DATES, DATES)
def test_full_periods_are_the_most_that_fit(a: date, b: date) -> None:
    months, years = full_months(a, b), full_years(a, b)
    assert add(a, Duration(months=months)) <= b < add(a, Duration(months=months + 1))
    assert add(a, Duration(years=years)) <= b < add(a, Duration(years=years + 1))


@given(DATES, st.integers(0, 60))
def test_after_n_years_there_are_n_full_years(a: date, n: int) -> None:
    assert full_years(a, add(a, Duration(years=n))) == n
    assert full_months(a, add(a, Duration(months=n))) == n


@given(DATES, st.integers(1, 10))
def test_within_five_years_ends_with_its_last_day(a: date, n: int) -> None:
    term = Duration(years=n)
    last = add(a, term)
    assert within(a, term, last)
    assert not within(a, term, last + timedelta(days=1))
