"""Working days of mainland China: Monday to Friday, less statutory days off, plus make-up days.

Make-up days, and the days joined to a holiday, stand in the State Council's yearly notice. In a
year without one, the holidays that the regulation itself dates are off all the same.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from .faults import Lang, QuantityFault, Words

Kind = Literal["holiday", "workday"]
Basis = Literal["notice", "derived", "supplied", "statute", "none"]

COLUMNS = ("date", "kind", "year", "source")
FEWEST_DAYS_OFF = 10
"""Every year since 2004 had at least 16 weekdays off; far fewer rows are not a whole year."""


@dataclass(frozen=True, slots=True)
class Due:
    """A computed date; `provisional` if it rests on a year whose arrangement is not known."""

    date: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class YearBasis:
    """What the calendar of one year rests on.

    `status`: agrees (a second table has the same days), differs:DATE (it has not), supplied
    (local rows), provisional (no table: Monday to Friday, less what a statute dates).
    """

    year: int
    basis: Basis
    source: str
    status: str

    def text(self, lang: Lang) -> str:
        """The basis in words."""
        # The shipped sources repeat, after a semicolon, the caveat the words already hold.
        source = self.source.partition(";")[0] if self.basis == "derived" else self.source
        words = _BASES[self.basis].text(lang).format(year=self.year, source=source)
        marker, _, day = self.status.partition(":")
        return words + (_DIFFERS.text(lang).format(day=day) if marker == "differs" else "")


_DIFFERS = Words(
    "另一份公开数据对{day}是否工作日另有说法。",
    " A second published table differs on {day}.",
)
_BASES: dict[Basis, Words] = {
    "notice": Words(
        "{year}年工作日依据国务院办公厅通知：{source}。",
        "Working days of {year} follow the State Council's notice: {source}.",
    ),
    "derived": Words(
        "{year}年工作日由公开数据推得，未核对国务院办公厅通知原文（{source}）。",
        "Working days of {year} are taken from a published table, not from the notice ({source}).",
    ),
    "supplied": Words(
        "{year}年工作日由本地数据提供：{source}。",
        "Working days of {year} come from local data: {source}.",
    ),
    "statute": Words(
        "{year}年放假安排未知，暂按周一至周五、扣除法规定有日期的假日计算（{source}）。",
        "The days off of {year} are not known; Monday to Friday, less the holidays the regulation"
        " dates, is used provisionally ({source}).",
    ),
    "none": Words(
        "{year}年放假安排未知，暂按周一至周五计算。",
        "The days off of {year} are not known; Monday to Friday is used provisionally.",
    ),
}


@dataclass(frozen=True, slots=True)
class FixedHoliday:
    """A day off that a regulation dates in the solar calendar, every year from `first` on."""

    first: date
    month: int
    day: int
    source: str

    def falls_on(self, d: date) -> bool:
        """Is `d` that holiday?"""
        return (d.month, d.day) == (self.month, self.day) and self.first <= d


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """A dated table of exceptions to Monday-Friday, the years it covers whole, and the holidays
    that need no table."""

    days: Mapping[date, Kind]
    years: Mapping[int, YearBasis]
    fixed: tuple[FixedHoliday, ...] = ()

    @classmethod
    def standard(cls) -> "WorkCalendar":
        """The calendar shipped with the package, 2004-2026."""
        return _standard()

    @classmethod
    def with_overrides(cls, path: Path | str) -> "Overridden":
        """The standard calendar with the rows of a CSV (date,kind,year,source) laid over it.

        A row wins over the standard for its day, be it the only one. A year the standard does not
        know is covered once it has rows enough to be a whole year; until then it stays
        provisional. Faulty rows are left out and reported.
        """
        return _overridden(Path(path))

    def is_working(self, d: date) -> bool:
        """Is `d` a working day? Without a row for it: Monday-Friday, less the fixed holidays."""
        if kind := self.days.get(d):
            return kind == "workday"
        return d.weekday() < 5 and not any(holiday.falls_on(d) for holiday in self.fixed)

    def provisional(self, d: date) -> bool:
        """Is the arrangement of the year of `d` unknown?"""
        return d.year not in self.years

    def basis(self, year: int) -> YearBasis:
        """What the year rests on; basis `statute` or `none` outside the table."""
        if year in self.years:
            return self.years[year]
        sources = dict.fromkeys(h.source for h in self.fixed if h.first.year <= year)
        basis: Basis = "statute" if sources else "none"
        return YearBasis(year, basis, "; ".join(sources), "provisional")

    def add_working_days(self, d: date, n: int) -> Due:
        """The n-th working day after `d`; `d` itself is not counted (Civil Code art. 201).

        Negative `n` counts back; 0 gives `d` unchanged.
        """
        step = timedelta(days=1 if n > 0 else -1)
        left, provisional = abs(n), False
        while left:
            d += step
            left -= self.is_working(d)
            provisional = provisional or self.provisional(d)
        return Due(d, provisional)

    def on_or_after(self, d: date) -> Due:
        """`d`, or the next working day if `d` is off (Civil Code art. 203: last days of terms)."""
        provisional = self.provisional(d)
        while not self.is_working(d):
            d += timedelta(days=1)
            provisional = provisional or self.provisional(d)
        return Due(d, provisional)

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after `a` up to and with `b`; negative if `b` is before `a`."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))


@dataclass(frozen=True, slots=True)
class Overridden:
    """A calendar read with local rows, and the faults of those rows (place = line)."""

    calendar: WorkCalendar
    faults: tuple[QuantityFault, ...]


@cache
def _standard() -> WorkCalendar:
    data = resources.files(__package__) / "data"
    with (data / "working_days.csv").open(encoding="utf-8") as file:
        days: dict[date, Kind] = {
            date.fromisoformat(row["date"]): _kind(row["kind"]) for row in csv.DictReader(file)
        }
    with (data / "working_days_sources.csv").open(encoding="utf-8") as file:
        years = {int(row["year"]): _year_basis(row) for row in csv.DictReader(file)}
    with (data / "fixed_holidays.csv").open(encoding="utf-8") as file:
        fixed = tuple(_fixed_holiday(row) for row in csv.DictReader(file))
    return WorkCalendar(days, years, fixed)


def _kind(text: str) -> Kind:
    if text not in ("holiday", "workday"):
        raise ValueError(f"unknown kind of day {text!r}")
    return "holiday" if text == "holiday" else "workday"


def _fixed_holiday(row: Mapping[str, str]) -> FixedHoliday:
    first = date.fromisoformat(row["from"])
    return FixedHoliday(first, int(row["month"]), int(row["day"]), row["source"])


def _year_basis(row: Mapping[str, str]) -> YearBasis:
    basis: Basis = "notice" if row["basis"] == "notice" else "derived"
    return YearBasis(int(row["year"]), basis, row["source"], row["status"])


@dataclass(frozen=True, slots=True)
class _Row:
    day: date
    kind: Kind
    source: str


def _overridden(path: Path) -> Overridden:
    standard = _standard()
    faults: list[QuantityFault] = []
    rows = _read_rows(path, faults)
    years = dict(standard.years)
    for year in sorted({row.day.year for row in rows} - set(years)):
        of_year = [row for row in rows if row.day.year == year]
        if _whole(of_year):
            sources = "; ".join(dict.fromkeys(row.source for row in of_year))
            years[year] = YearBasis(year, "supplied", sources, "supplied")
    days = {**standard.days, **{row.day: row.kind for row in rows}}
    return Overridden(WorkCalendar(days, years, standard.fixed), tuple(faults))


def _whole(rows: list[_Row]) -> bool:
    """Can these rows be all the days of a year's notice?"""
    return sum(r.kind == "holiday" and r.day.weekday() < 5 for r in rows) >= FEWEST_DAYS_OFF


def _read_rows(path: Path, faults: list[QuantityFault]) -> list[_Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        faults.append(_unreadable(path))
        return []
    table = csv.DictReader(text.splitlines())
    if tuple(table.fieldnames or ()) != COLUMNS:
        faults.append(_wrong_columns(path))
        return []
    return _sound_rows(table, faults)


def _sound_rows(table: "csv.DictReader[str]", faults: list[QuantityFault]) -> list[_Row]:
    rows: dict[date, _Row] = {}
    for record in table:
        line = table.line_num
        row = _sound_row(record, line)
        if isinstance(row, QuantityFault):
            faults.append(row)
        elif row.day in rows:
            faults.append(_row_fault(line, f"{row.day} 出现两次", f"{row.day} stands twice"))
        else:
            rows[row.day] = row
    return list(rows.values())


def _sound_row(record: Mapping[str, str | None], line: int) -> _Row | QuantityFault:
    given = {name: (record.get(name) or "").strip() for name in COLUMNS}
    try:
        day = date.fromisoformat(given["date"])
    except ValueError:
        shown = given["date"]
        return _row_fault(line, f"“{shown}”不是日期", f"'{shown}' is not a date")
    if given["kind"] not in ("holiday", "workday"):
        shown = given["kind"]
        return _row_fault(line, f"“{shown}”不是日子的种类", f"'{shown}' is not a kind of day")
    if given["year"] != str(day.year):
        return _row_fault(line, "年份与日期不一致", "the year does not agree with the date")
    if not given["source"]:
        return _row_fault(line, "没有写明来源", "no source is named")
    return _Row(day, _kind(given["kind"]), given["source"])


def _row_fault(line: int, zh: str, en: str) -> QuantityFault:
    return QuantityFault(
        "calendar-row",
        Words(f"工作日历第{line}行：{zh}。", f"Work calendar, line {line}: {en}."),
        Words(
            "请写成 2027-10-01,holiday,2027,来源；调休上班日用 workday。",
            "Write it like 2027-10-01,holiday,2027,source; use workday for make-up days.",
        ),
        line,
    )


def _unreadable(path: Path) -> QuantityFault:
    return QuantityFault(
        "calendar-file",
        Words(
            f"工作日历文件 {path.name} 无法读取。",
            f"The work calendar file {path.name} cannot be read.",
        ),
        Words("请检查路径，并存为 UTF-8 编码的 CSV。", "Check the path and save it as UTF-8 CSV."),
    )


def _wrong_columns(path: Path) -> QuantityFault:
    wanted = ",".join(COLUMNS)
    return QuantityFault(
        "calendar-columns",
        Words(f"{path.name} 的表头不对。", f"The header of {path.name} is not as expected."),
        Words(f"第一行请写 {wanted}。", f"The first line must be {wanted}."),
        1,
    )
