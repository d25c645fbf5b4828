"""Dates, partial dates and durations; periods of time as the Civil Code counts them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from .faults import Lang, QuantityError, refusal
from .numerals import cited, parse_chinese_numeral, plain
from .working_days import Due, WorkCalendar


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: calendar years and months, calendar days, working days."""

    years: int = 0
    months: int = 0
    days: int = 0
    working_days: int = 0

    def __neg__(self) -> "Duration":
        return Duration(-self.years, -self.months, -self.days, -self.working_days)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, to the month, or to the year only."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day needs a month")
        date(self.year, *(1 if part is None else part for part in (self.month, self.day)))

    @property
    def precision(self) -> Literal["year", "month", "day"]:
        """How exactly the date is known."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def first(self) -> date:
        """The earliest day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """ISO 8601 at its own precision: 2024, 2024-03, 2024-03-05."""
        return str(self.first)[: {"year": 4, "month": 7, "day": 10}[self.precision]]


_NUMERAL = re.compile("[零〇○一二三四五六七八九十]+(?=[年月日])")
_DATES = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(\d{4})年?",
        r"(\d{4})-(\d{1,2})",
        r"(\d{4})年(\d{1,2})月",
        r"(\d{4})-(\d{1,2})-(\d{1,2})",
        r"(\d{4})/(\d{1,2})/(\d{1,2})",
        r"(\d{4})\.(\d{1,2})\.(\d{1,2})",
        r"(\d{4})年(\d{1,2})月(\d{1,2})日",
        r"(\d{4})(\d{2})(\d{2})",
    )
)


def parse_date(text: str) -> PartialDate:
    """A date: `2024`, `2024-03`, `2024-03-05`, `2024年3月5日`, `二〇二四年三月五日`, `20240305`.

    Raises QuantityError for other forms and for days that do not exist.
    """
    try:
        shown = _NUMERAL.sub(_in_figures, plain(text).replace(" ", ""))
        found = next(m for form in _DATES if (m := form.fullmatch(shown)))
        return PartialDate(*map(int, found.groups()))
    except (ValueError, StopIteration):
        raise _not_a_date(text) from None


def _in_figures(found: re.Match[str]) -> str:
    return str(parse_chinese_numeral(found[0]))


def format_date(when: PartialDate | date, lang: Lang) -> str:
    """`2024年3月5日` in Chinese, `2024-03-05` in English, at the precision known."""
    if isinstance(when, date):
        when = PartialDate(when.year, when.month, when.day)
    if lang == "en":
        return str(when)
    return (
        f"{when.year}年"
        + (f"{when.month}月" if when.month else "")
        + (f"{when.day}日" if when.day else "")
    )


_UNITS: dict[str, Duration] = {
    "年": Duration(years=1),
    "周年": Duration(years=1),
    "个季度": Duration(months=3),
    "季度": Duration(months=3),
    "个月": Duration(months=1),
    "周": Duration(days=7),
    "个星期": Duration(days=7),
    "天": Duration(days=1),
    "日": Duration(days=1),
    "个自然日": Duration(days=1),
    "个工作日": Duration(working_days=1),
    "工作日": Duration(working_days=1),
    "year": Duration(years=1),
    "quarter": Duration(months=3),
    "month": Duration(months=1),
    "week": Duration(days=7),
    "day": Duration(days=1),
    "calendarday": Duration(days=1),
    "workingday": Duration(working_days=1),
    "businessday": Duration(working_days=1),
}
_UNITS |= {f"{unit}s": length for unit, length in _UNITS.items() if unit.isascii()}
_PART = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千半]+)"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
)


def parse_duration(text: str) -> Duration:
    """`1年`, `24个月`, `10天`, `12个工作日`, `2个季度`, `1周`, `半年`, `1年6个月`, `3 years`.

    A quarter is three months, a week seven days; parts of a year must be whole months.
    `3月` is March, not three months. Raises QuantityError.
    """
    shown, at = plain(text).lower().replace(" ", ""), 0
    total = Duration()
    while at < len(shown) and (part := _PART.match(shown, at)):
        total = _plus(total, _amount(part["number"]), _UNITS[part["unit"]], text)
        at = part.end()
    if not shown or at < len(shown):
        raise _not_a_duration(text)
    return total


def _amount(number: str) -> Fraction:
    return Fraction(number) if number[0].isdigit() else parse_chinese_numeral(number)


def _plus(total: Duration, n: Fraction, unit: Duration, text: str) -> Duration:
    if unit.years and n.denominator != 1:
        n, unit = n * 12, Duration(months=1)
    if n.denominator != 1:
        raise _not_a_duration(text)
    count = n.numerator
    return Duration(
        total.years + count * unit.years,
        total.months + count * unit.months,
        total.days + count * unit.days,
        total.working_days + count * unit.working_days,
    )


_NAMES = (
    ("years", "年", "year"),
    ("months", "个月", "month"),
    ("days", "天", "day"),
    ("working_days", "个工作日", "working day"),
)


def format_duration(duration: Duration, lang: Lang) -> str:
    """`1年6个月`, `12个工作日`; `1 year 6 months`, `12 working days`."""
    parts = []
    for field, zh, en in _NAMES:
        if n := getattr(duration, field):
            parts.append(f"{n}{zh}" if lang == "zh" else f"{n} {en}{'s' * (abs(n) != 1)}")
    if not parts:
        return "0天" if lang == "zh" else "0 days"
    return ("" if lang == "zh" else " ").join(parts)


def due(d: date, duration: Duration, calendar: WorkCalendar | None = None) -> Due:
    """`d` plus a duration, and whether that rests on a provisional year.

    Years and months first, ending on the like day or the last of the month (Civil Code
    art. 202), then days, then working days, which need a calendar. Raises QuantityError.
    """
    try:
        moved = _add_months(d, duration.years * 12 + duration.months)
        moved += timedelta(days=duration.days)
        if not duration.working_days:
            return Due(moved, False)
        if calendar is None:
            raise _no_calendar()
        return calendar.add_working_days(moved, duration.working_days)
    except OverflowError:
        raise _out_of_range(d) from None


def add(d: date, dur: Duration, calendar: WorkCalendar | None = None) -> date:
    """`d` plus a duration; see `due`."""
    return due(d, dur, calendar).date


def subtract(d: date, dur: Duration, calendar: WorkCalendar | None = None) -> date:
    """`d` less a duration; month ends clamp, so this does not always undo `add`."""
    return due(d, -dur, calendar).date


def first_after(start: date, term: Duration, calendar: WorkCalendar | None = None) -> date:
    """The first day after a term that counts its first day, `start` (a title, a window).

    A year from 1 March ends on the last of February. Where the last month lacks the like day the
    term ends with that month (Civil Code art. 202), so a year from 29 February ends on the 28th.
    Days and working days come after the months; raises QuantityError as `due` does.
    """
    after = add(start, Duration(term.years, term.months))
    clamped = after.day != start.day
    rest = Duration(days=term.days + clamped, working_days=term.working_days)
    return add(after, rest, calendar)


def within(a: date, dur: Duration, b: date, calendar: WorkCalendar | None = None) -> bool:
    """Is `b` no later than `a` plus the duration (成立5年以内)?"""
    return b <= add(a, dur, calendar)


def full_months(a: date, b: date) -> int:
    """Full months from `a` to `b`: the greatest n with a + n months <= b.

    Month ends clamp. Negative when `b` is before `a`.
    """
    n = (b.year - a.year) * 12 + b.month - a.month
    ends = min(a.day, monthrange(b.year, b.month)[1])
    return n if ends <= b.day else n - 1


def full_years(a: date, b: date) -> int:
    """Full years from `a` to `b`: the greatest n with a + n years <= b.

    2024-02-29 to 2025-02-28 is one full year. Negative when `b` is before `a`.
    """
    return full_months(a, b) // 12


def _add_months(d: date, n: int) -> date:
    year, month = divmod(d.year * 12 + d.month - 1 + n, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    if d.day <= 28:  # every month has them: no need to ask how long it is
        return date(year, month + 1, d.day)
    return date(year, month + 1, min(d.day, monthrange(year, month + 1)[1]))


def _not_a_date(text: str) -> QuantityError:
    return refusal(
        "date",
        (f"“{cited(text)}”不是日期。", f"'{cited(text)}' is not a date."),
        (
            "请写成 2024-03-05、2024年3月5日、2024-03 或 2024 的形式。",
            "Write it like 2024-03-05, 2024-03 or 2024.",
        ),
    )


def _not_a_duration(text: str) -> QuantityError:
    return refusal(
        "duration",
        (f"“{cited(text)}”不是一段时间。", f"'{cited(text)}' is not a length of time."),
        (
            "请写成 1年、24个月、10天 或 12个工作日 的形式（3月是月份，3个月才是期限）。",
            "Write it like 3 years, 24 months, 10 days or 12 working days.",
        ),
    )


def _no_calendar() -> QuantityError:
    return refusal(
        "calendar-needed",
        ("没有工作日历，不能计算工作日。", "Working days cannot be counted without a calendar."),
        ("请指明所用的工作日历。", "Name the work calendar to be used."),
    )


def _out_of_range(d: date) -> QuantityError:
    return refusal(
        "date-range",
        (
            f"从{d}算起的日期超出了公元1年至9999年。",
            f"The date counted from {d} lies outside the years 1 to 9999.",
        ),
        ("请检查期限的长度。", "Check the length of the term."),
    )
