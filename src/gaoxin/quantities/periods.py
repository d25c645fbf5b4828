"""Reporting periods: years (also fiscal), quarters, months, days."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from .dates import Duration, add, parse_date
from .faults import Lang, QuantityError, refusal
from .numerals import cited, plain

PeriodKind = Literal["year", "quarter", "month", "day"]

_MONTHS: dict[PeriodKind, int] = {"year": 12, "quarter": 3, "month": 1, "day": 0}


@dataclass(frozen=True, slots=True)
class Period:
    """A span of whole days, named by its kind and first day. Ordered by start, then end."""

    kind: PeriodKind
    start: date

    def __post_init__(self) -> None:
        if self.kind != "day" and self.start.day != 1:
            raise ValueError("years, quarters and months begin on the first of a month")
        if self.kind == "quarter" and self.start.month % 3 != 1:
            raise ValueError("quarters begin in January, April, July or October")

    @classmethod
    def year(cls, year: int) -> "Period":
        """A calendar year."""
        return cls("year", date(year, 1, 1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> "Period":
        """A quarter, 1 to 4."""
        return cls("quarter", date(year, 3 * quarter - 2, 1))

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """A month, 1 to 12."""
        return cls("month", date(year, month, 1))

    @classmethod
    def day(cls, on: date) -> "Period":
        """A single day."""
        return cls("day", on)

    @classmethod
    def containing(cls, on: date, kind: PeriodKind) -> "Period":
        """The calendar period of a kind that a day lies in."""
        if kind == "day":
            return cls.day(on)
        months = _MONTHS[kind]
        return cls(kind, date(on.year, (on.month - 1) // months * months + 1, 1))

    @property
    def end(self) -> date:
        """The last day, included."""
        return self._moved(1) - timedelta(days=1)

    @property
    def key(self) -> str:
        """`2024`, `2024Q1`, `2024-03`, `2024-03-05`; `FY2024-04` for a year from April."""
        match self.kind:
            case "year" if self.start.month == 1:
                return f"{self.start.year:04d}"
            case "year":
                return f"FY{str(self.start)[:7]}"
            case "quarter":
                return f"{self.start.year:04d}Q{self.start.month // 3 + 1}"
            case "month":
                return str(self.start)[:7]
            case "day":
                return str(self.start)

    def shift(self, n: int) -> "Period":
        """The n-th period of the same kind after this one; before it for negative n."""
        return Period(self.kind, self._moved(n))

    def contains(self, on: date) -> bool:
        """Does the day lie in the period?"""
        return self.start <= on <= self.end

    def name(self, lang: Lang) -> str:
        """`2024年第一季度`, `2024年3月` in Chinese; the key in English."""
        if lang == "en":
            return self.key
        year, month = self.start.year, self.start.month
        match self.kind:
            case "year":
                return f"{year}年" if month == 1 else f"{year}财年（{month}月起）"
            case "quarter":
                return f"{year}年第{'一二三四'[month // 3]}季度"
            case "month":
                return f"{year}年{month}月"
            case "day":
                return f"{year}年{month}月{self.start.day}日"

    def _moved(self, n: int) -> date:
        months = _MONTHS[self.kind]
        return add(self.start, Duration(months=n * months) if months else Duration(days=n))

    def __lt__(self, other: "Period") -> bool:
        return self._order() < other._order() if isinstance(other, Period) else NotImplemented

    def __le__(self, other: "Period") -> bool:
        return self._order() <= other._order() if isinstance(other, Period) else NotImplemented

    def __gt__(self, other: "Period") -> bool:
        return self._order() > other._order() if isinstance(other, Period) else NotImplemented

    def __ge__(self, other: "Period") -> bool:
        return self._order() >= other._order() if isinstance(other, Period) else NotImplemented

    def _order(self) -> tuple[date, int]:
        return self.start, _MONTHS[self.kind]


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """Years that begin in another month; named by the calendar year they begin in."""

    start_month: int

    def __post_init__(self) -> None:
        if not 1 <= self.start_month <= 12:
            raise ValueError(f"no such month: {self.start_month}")

    def of(self, year: int) -> Period:
        """The fiscal year that begins in `year`."""
        return Period("year", date(year, self.start_month, 1))

    def containing(self, on: date) -> Period:
        """The fiscal year a day lies in."""
        return self.of(on.year if on.month >= self.start_month else on.year - 1)


def fiscal_year(start_month: int) -> FiscalYear:
    """Fiscal years beginning in a month: `fiscal_year(4).of(2024)` is 2024-04 to 2025-03."""
    return FiscalYear(start_month)


def quarters_of(year: int) -> tuple[Period, ...]:
    """The four quarters of a calendar year."""
    return tuple(Period.quarter(year, q) for q in (1, 2, 3, 4))


def months_of(year: int) -> tuple[Period, ...]:
    """The twelve months of a calendar year."""
    return tuple(Period.month(year, m) for m in range(1, 13))


def last_years(year: int, n: int) -> tuple[Period, ...]:
    """The n calendar years ending with `year`, oldest first."""
    return tuple(Period.year(y) for y in range(year - n + 1, year + 1))


_QUARTERS = {sign: i % 4 + 1 for i, sign in enumerate("1234一二三四")}
_QUARTER = re.compile(r"([0-9]{4})(?:-?q([1-4])|年第?([1-4一二三四])季度)")
_FISCAL = re.compile(r"fy([0-9]{4})-([0-9]{2})")


def parse_period(text: str) -> Period:
    """`2024`, `2024年`, `2024Q1`, `2024年一季度`, `2024-03`, `2024年3月`, a day, `FY2024-04`.

    Raises QuantityError.
    """
    shown = plain(text).lower().replace(" ", "").replace("年度", "年")
    try:
        if found := _QUARTER.fullmatch(shown):
            return Period.quarter(int(found[1]), _QUARTERS[found[2] or found[3]])
        if found := _FISCAL.fullmatch(shown):
            return fiscal_year(int(found[2])).of(int(found[1]))
        when = parse_date(shown)
        return Period(when.precision, when.first)
    except ValueError:
        raise _not_a_period(text) from None


def _not_a_period(text: str) -> QuantityError:
    return refusal(
        "period",
        (f"“{cited(text)}”不是期间。", f"'{cited(text)}' is not a period."),
        (
            "请写成 2024年、2024年一季度、2024年3月 或 2024-03-05 的形式。",
            "Write it like 2024, 2024Q1, 2024-03 or 2024-03-05.",
        ),
    )
