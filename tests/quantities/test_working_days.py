"""Working days follow the yearly arrangement, make-up days included."""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.quantities import Due, WorkCalendar

CALENDAR = WorkCalendar.standard()
DATES = st.dates(date(2004, 1, 1), date(2026, 6, 30))
TABLE = [date(2004, 1, 1) + timedelta(days=i) for i in range(8401)]
HEADER = "date,kind,year,source\n"
FICTIONAL_2027 = HEADER + "".join(
    f"2027-10-{day:02d},{kind},2027,fictional notice\n"
    for day, kind in [(9, "workday"), *((d, "holiday") for d in (1, 4, 5, 6, 7, 8, 11, 12, 13, 14))]
)


@pytest.mark.parametrize(
    ("accepted", "reviewed", "noticed", "paid"),
    [
        ("2020-09-10", "2020-09-27", "2020-10-10", "2020-10-14"),
        ("2020-09-28", "2020-10-21", "2020-10-28", "2020-11-02"),
        ("2024-01-29", "2024-02-19", "2024-02-26", "2024-02-29"),
        ("2025-09-22", "2025-10-14", "2025-10-21", "2025-10-24"),
        ("2026-02-09", "2026-03-03", "2026-03-10", "2026-03-13"),
    ],
)
def test_twelve_days_of_review_five_of_notice_three_to_pay(
    accepted: str, reviewed: str, noticed: str, paid: str
) -> None:
    day = date.fromisoformat(accepted)
    for length, expected in ((12, reviewed), (5, noticed), (3, paid)):
        due = CALENDAR.add_working_days(day, length)
        assert due == Due(date.fromisoformat(expected), False)
        day = due.date


def test_make_up_days_at_weekends_are_working_days() -> None:
    for text in ("2024-02-04", "2024-10-12", "2025-01-26", "2026-10-10", "2020-01-19"):
        day = date.fromisoformat(text)
        assert day.weekday() >= 5
        assert CALENDAR.is_working(day)


def test_the_table_agrees_with_the_package_it_was_made_from() -> None:
    assert TABLE[-1] == date(2026, 12, 31)
    assert all(CALENDAR.is_working(d) == chinese_calendar.is_workday(d) for d in TABLE)


def test_the_table_agrees_with_a_second_package_but_for_one_day() -> None:
    china = holidays.country_holidays("CN", years=range(2004, 2027))
    differing = [d for d in TABLE if CALENDAR.is_working(d) != china.is_working_day(d)]
    assert differing == [date(2005, 12, 31)]
    basis = CALENDAR.basis(2005)
    assert basis.status == "differs:2005-12-31"
    assert "另一份公开数据对2005-12-31" in basis.text("zh")
    assert "differs on 2005-12-31" in basis.text("en")


def test_every_year_of_the_table_says_what_it_rests_on() -> None:
    for year in range(2004, 2027):
        basis = CALENDAR.basis(year)
        assert basis.basis == "derived"
        assert "chinesecalendar 1.11.0 (MIT)" in basis.source
        assert "未核对国务院办公厅通知原文" in basis.text("zh")
        assert "not from the notice" in basis.text("en")


def test_a_year_without_a_table_is_provisional_and_says_so() -> None:
    new_year = date(2027, 1, 1)
    assert CALENDAR.provisional(new_year)
    assert not CALENDAR.is_working(new_year)
    assert CALENDAR.add_working_days(date(2026, 12, 30), 1) == Due(date(2026, 12, 31), False)
    assert CALENDAR.add_working_days(date(2026, 12, 30), 2) == Due(date(2027, 1, 4), True)
    assert CALENDAR.basis(2027).basis == "statute"
    assert CALENDAR.basis(2027).text("zh") == (
        "2027年放假安排未知，暂按周一至周五、扣除法规定有日期的假日计算"
        "（全国年节及纪念日放假办法（2024年修订））。"
    )
    assert CALENDAR.basis(1998).text("zh") == "1998年放假安排未知，暂按周一至周五计算。"


@pytest.mark.parametrize("year", range(2027, 2041))
def test_holidays_with_a_date_in_the_regulation_are_off_without_a_notice(year: int) -> None:
    """Beside a package that computes them all; the lunar ones are in no notice and not assumed."""
    china = holidays.country_holidays("CN", years=year)
    for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)):
        assert date(year, month, day) in china
        assert not CALENDAR.is_working(date(year, month, day))
    for month, day in ((1, 2), (4, 30), (5, 3), (5, 4), (9, 30), (10, 4)):
        assert CALENDAR.is_working(date(year, month, day)) == (date(year, month, day).weekday() < 5)


def test_before_the_regulation_its_days_are_not_assumed() -> None:
    assert CALENDAR.is_working(date(1998, 5, 1))


def test_a_term_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    assert CALENDAR.on_or_after(date(2025, 10, 1)) == Due(date(2025, 10, 9), False)
    assert CALENDAR.on_or_after(date(2025, 10, 9)) == Due(date(2025, 10, 9), False)


@given(DATES, st.integers(1, 60))
def test_counting_days_is_the_inverse_of_adding_them(d: date, n: int) -> None:
    due = CALENDAR.add_working_days(d, n).date
    assert CALENDAR.is_working(due)
    assert CALENDAR.working_days_between(d, due) == n
    assert CALENDAR.working_days_between(due, d) == -n


@given(DATES, DATES, st.integers(0, 30), st.integers(0, 30))
def test_later_or_longer_is_never_due_earlier(a: date, b: date, m: int, n: int) -> None:
    def due(d: date, length: int) -> date:
        return CALENDAR.add_working_days(d, length).date

    assert due(min(a, b), m) <= due(max(a, b), m)
    assert due(due(a, m), n) == due(a, m + n)


def test_a_local_table_covers_a_new_year(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text(FICTIONAL_2027, encoding="utf-8-sig")
    read = WorkCalendar.with_overrides(path)
    assert read.faults == ()
    assert not read.calendar.provisional(date(2027, 10, 1))
    assert not read.calendar.is_working(date(2027, 10, 1))
    assert read.calendar.is_working(date(2027, 10, 9))
    assert read.calendar.basis(2027).source == "fictional notice"
    assert "本地数据" in read.calendar.basis(2027).text("zh")
    assert CALENDAR.provisional(date(2027, 10, 1)), "the standard calendar is untouched"


def test_a_local_row_wins_over_the_standard_for_its_day(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text(HEADER + "2025-10-11,holiday,2025,fictional\n", encoding="utf-8")
    read = WorkCalendar.with_overrides(path)
    assert CALENDAR.is_working(date(2025, 10, 11))
    assert not read.calendar.is_working(date(2025, 10, 11))


def test_one_row_counts_and_does_not_make_a_year_known(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text(HEADER + "2027-02-08,holiday,2027,fictional\n", encoding="utf-8")
    read = WorkCalendar.with_overrides(path)
    assert read.faults == ()
    assert read.calendar.provisional(date(2027, 2, 8))
    assert CALENDAR.is_working(date(2027, 2, 8))
    assert not read.calendar.is_working(date(2027, 2, 8))
    assert not read.calendar.is_working(date(2027, 1, 1)), "the regulation holds beside it"


def test_a_row_may_say_that_a_holiday_of_the_regulation_was_worked(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text(HEADER + "2027-01-01,workday,2027,fictional\n", encoding="utf-8")
    assert WorkCalendar.with_overrides(path).calendar.is_working(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("row", "zh", "en"),
    [
        ("2027-13-01,holiday,2027,s", "“2027-13-01”不是日期", "'2027-13-01' is not a date"),
        ("2027-10-01,vacation,2027,s", "“vacation”不是日子的种类", "is not a kind of day"),
        ("2027-10-01,holiday,2026,s", "年份与日期不一致", "does not agree with the date"),
        ("2027-10-01,holiday,2027,", "没有写明来源", "no source is named"),
        ("2027-10-01", "不是日子的种类", "is not a kind of day"),
        ("2026-10-02,holiday,2026,s", "出现两次", "stands twice"),
    ],
)
def test_faulty_rows_are_reported_with_their_line(
    tmp_path: Path, row: str, zh: str, en: str
) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text(f"{HEADER}2026-10-02,holiday,2026,s\n\n{row}\n", encoding="utf-8")
    (fault,) = WorkCalendar.with_overrides(path).faults
    assert (fault.code, fault.place) == ("calendar-row", 4)
    assert zh in fault.reason("zh")
    assert en in fault.reason("en")


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"", b"day,kind\n"])
def test_a_file_that_is_no_table_is_reported_and_changes_nothing(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "calendar.csv"
    if content is not None:
        path.write_bytes(content)
    read = WorkCalendar.with_overrides(path)
    assert read.calendar == CALENDAR
    (fault,) = read.faults
    assert "calendar.csv" in fault.reason("zh")
    assert "calendar.csv" in fault.reason("en")
