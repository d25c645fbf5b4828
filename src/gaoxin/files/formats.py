"""Number formats of spreadsheets: what a cell shows, where that is not what it holds.

A cell may hold 0.16 and show 16%, hold 15000000 and show 1500.0 or 1500.0万元, hold a day and show
a month. What people see is what they mean.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

Sort = Literal["number", "date", "month", "year", "time", "elapsed"]

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<elapsed>[hms]+)\]|\[(?P<condition>[<>=]+)(?P<bound>-?[0-9.]+)\]|\[[^\]]*\]"
    r"|[_*].|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_COMPARE: Final[Mapping[str, Callable[[float, float], bool]]] = MappingProxyType(
    {
        ">=": operator.ge,
        "<=": operator.le,
        "<>": operator.ne,
        ">": operator.gt,
        "<": operator.lt,
        "=": operator.eq,
    }
)
_CURRENCIES: Final = MappingProxyType({"¥": "", "￥": "", "$": "美元", "€": "欧元", "£": "英镑"})
_BUILT_IN: Final = MappingProxyType(
    {
        **dict.fromkeys((14, 15, 22, 30, 53, 56), "yyyy-m-d"),
        **dict.fromkeys((16, 28, 29, 31, 50, 51, 54, 58), "yyyy-m-d"),
        **dict.fromkeys((17, 27, 36, 52, 55, 57), "yyyy-m"),
        **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47), "h:mm"),
        9: "0%",
        10: "0.00%",
        46: "[h]:mm",
    }
)
"""Formats a workbook names by number alone. 52, 55 and 57 are months in Chinese versions."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a format: for which numbers, and what it does to them.

    What is shown is ``times`` the number held, followed by ``unit``.
    """

    sort: Sort = "number"
    times: Fraction = Fraction(1)
    unit: str = ""
    condition: str = ""
    bound: float = 0.0


@dataclass(frozen=True, slots=True)
class Format:
    """A number format by its sections."""

    sections: tuple[Section, ...]

    @property
    def plain(self) -> bool:
        """Does every number show as it is held?"""
        return all(s.sort == "number" and s.times == 1 and not s.unit for s in self.sections)

    def of(self, number: float) -> Section:
        """The section a number is shown by."""
        for section in self.sections:
            if section.condition and _COMPARE[section.condition](number, section.bound):
                return section
        rest = [s for s in self.sections if not s.condition]
        if len(rest) < len(self.sections):
            return rest[0] if rest else self.sections[-1]
        index = 1 if number < 0 else 2 if number == 0 else 0
        return self.sections[index] if index < len(self.sections) else self.sections[0]

    def shown(self, number: float) -> "Shown":
        """What a number shows. Exact: it is not rounded as on the screen."""
        section = self.of(number)
        return Shown(Fraction(repr(number)) * section.times, section.unit)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows of the number it holds: another number, with a unit (%, 万元)."""

    number: Fraction
    unit: str

    def __str__(self) -> str:
        return f"{float(self.number):g}{self.unit}"


def built_in(number: int) -> str:
    """The code of a format known by its number; "" (as held) for the others."""
    return _BUILT_IN.get(number, "")


def read_format(code: str) -> Format:
    """The format a code means; codes nobody understands show a number as it is."""
    parts = re.findall(r'(?:"[^"]*"?|[\\!].|[^;"\\!])+', code)[:4] or [""]
    return Format(tuple(_section(part) for part in parts))


def as_time(number: float, sort: Sort, since_1904: bool = False) -> "float | str | date | datetime":
    """The day or time a serial number stands for: a day, a month (``2023-05``) or a year as text,
    a time as text. A number that is no day stays a number."""
    base = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 + (number < 60))
    seconds = round(number * 86_400_000) / 1000
    if sort == "elapsed":
        return str(timedelta(seconds=seconds))
    try:
        when = base + timedelta(seconds=seconds)
    except OverflowError:
        return number
    if number < 1:
        return str(when.time())
    if sort == "month":
        return f"{when:%Y-%m}"
    if sort == "year":
        return f"{when:%Y}"
    return when if when.time() != datetime.min.time() else date(when.year, when.month, when.day)


def _section(text: str) -> Section:
    text = text.replace("G/通用格式", "General")
    symbols, unit, condition, bound, elapsed = "", "", "", 0.0, False
    for found in _TOKEN.finditer(text):
        group = found.groupdict()
        if group["condition"] in _COMPARE:
            condition, bound = group["condition"], _number(group["bound"])
        elapsed |= bool(group["elapsed"])
        said = group["quoted"] or group["escaped"] or ""
        if group["currency"]:
            unit += _CURRENCIES.get(group["currency"], "")
        elif said == "." and symbols:
            symbols += "!"
        elif said in _CURRENCIES or (said and symbols):
            unit += _CURRENCIES.get(said, said)
        elif char := group["plain"]:
            known = char in "#0?.,%/@Ee+-" or char.lower() in "ymdhs"
            symbols += char if known else ""
            word = "" if known or char.isascii() or not symbols else char
            unit += _CURRENCIES.get(char, word)
    if elapsed:
        return Section("elapsed", condition=condition, bound=bound)
    sort = _sort(symbols.lower()) if not re.search("[#0?]", symbols) else "number"
    if sort != "number":
        return Section(sort, condition=condition, bound=bound)
    said = unit.strip() if any(c.isalnum() or c == "‰" for c in unit) else ""
    return Section("number", *_scale(symbols, said), condition, bound)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _sort(symbols: str) -> Sort:
    if symbols.startswith("general"):
        return "number"
    letters = set(symbols) & set("ymdhs")
    if "d" in letters or letters >= {"y", "h"}:
        return "date"
    if "h" in letters or "s" in letters:
        return "time"
    if "y" in letters:
        return "month" if "m" in letters else "year"
    return "date" if "m" in letters else "number"


def _scale(symbols: str, unit: str) -> tuple[Fraction, str]:
    """How a section scales: %, commas after the last digit, a point that is only drawn."""
    last = max((i for i, c in enumerate(symbols) if c in "#0?"), default=-1)
    times = Fraction(100 ** symbols.count("%"), 1000 ** symbols[last + 1 :].count(","))
    if "." not in symbols and "!" in symbols:
        drawn = symbols.partition("!")[2]
        times /= 10 ** sum(drawn.count(c) for c in "#0?")
    return times, "%" + unit if "%" in symbols else unit
