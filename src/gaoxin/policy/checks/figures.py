"""The numbers a stretch of law states, as figures, Chinese numerals or words.

A number is read generously: ``一次性`` also yields the figure 1. The question asked later is
whether a number of a rule is *among* the figures, never which figures the text "means".
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from gaoxin.policy.checks.words import plain
from gaoxin.quantities import QuantityError, parse_chinese_numeral

Kind = Literal["plain", "money", "rate", "date"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text. ``start``/``end``: offsets in the plain text, unit included.

    Money is in whole currency units (yuan). ``unit``: a currency, or "year", "month", "day",
    "workday" after a duration. ``dated``: year, month (or 0), day (or 0) of a date.
    ``doubtful``: legal only with ``reads`` (增长2倍 is times three to some, times two to others).
    """

    value: Fraction
    kind: Kind
    start: int
    end: int
    unit: str = ""
    dated: tuple[int, int, int] = (0, 0, 0)
    doubtful: bool = False
    written: Literal["figure", "numeral", "word"] = "figure"


_SCALES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8,
    "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 1000, "百": 100, "十": 10,
    "trillion": 10**12, "billion": 10**9, "million": 10**6, "thousand": 1000, "hundred": 100,
}  # fmt: skip
_CURRENCIES = {
    "人民币": "CNY", "元": "CNY", "圆": "CNY", "yuan": "CNY", "rmb": "CNY", "cny": "CNY",
    "美元": "USD", "usd": "USD", "us dollars": "USD", "dollars": "USD", "dollar": "USD",
    "欧元": "EUR", "eur": "EUR", "euros": "EUR", "euro": "EUR", "港元": "HKD", "港币": "HKD",
    "hkd": "HKD", "日元": "JPY", "jpy": "JPY", "yen": "JPY", "英镑": "GBP", "gbp": "GBP",
}  # fmt: skip
_RATES = {
    "%": 100, "‰": 1000, "个百分点": 100, "percentage points": 100, "percentage point": 100,
    "percent": 100, "per cent": 100,
}  # fmt: skip
_DURATIONS = {
    "个工作日": "workday", "工作日": "workday", "working days": "workday", "working day": "workday",
    "个会计年度": "year", "会计年度": "year", "个纳税年度": "year", "个年度": "year",
    "周年": "year", "整年": "year", "年度": "year", "年": "year", "years": "year", "year": "year",
    "个自然月": "month", "个月": "month", "月": "month", "months": "month", "month": "month",
    "个自然日": "day", "自然日": "day", "日": "day", "天": "day", "days": "day", "day": "day",
}  # fmt: skip


def _any(words: dict[str, int] | dict[str, str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(
        w + (r"(?![a-z])" if w[-1].isascii() and w[-1].isalpha() else "") for w in ordered
    )


_SCALE = rf"(?:\s?(?P<scale>{_any(_SCALES)}))?"
_UNIT = (
    rf"(?:\s?-?(?:(?P<money>{_any(_CURRENCIES)})|(?P<rate>{_any(_RATES)})"
    rf"|(?P<duration>{_any(_DURATIONS)})))?"
)
_ARABIC = re.compile(rf"(?<![0-9.])(?P<number>[0-9]+(?:\.[0-9]+)?){_SCALE}{_UNIT}", re.I)
_NUMERAL = re.compile(
    rf"(?P<number>[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?){_UNIT}",
    re.I,
)
_FRACTION = re.compile(r"(?<![0-9./])([0-9]+)/([1-9][0-9]*)(?![0-9/])")
_NUMERAL_FRACTION = re.compile(
    r"(?P<below>[一二两三四五六七八九十百千万0-9]+)分之"
    r"(?P<above>[零一二两三四五六七八九十百千0-9]+(?:[点.][零一二三四五六七八九0-9]+)?)"
)
_DATE = re.compile(
    r"(?P<year>(?:1[89]|20|21)[0-9]{2})"
    r"(?:(?:年(?:(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>3[01]|[12][0-9]|0?[1-9])[日号])?)?)"
    r"|(?P<mark>[-./])(?P<month2>1[0-2]|0?[1-9])(?:(?P=mark)(?P<day2>3[01]|[12][0-9]|0?[1-9]))?"
    r"(?![0-9]))"
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ENGLISH_DATE = re.compile(
    rf"(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? )?(?P<month>{'|'.join(_MONTHS)})"
    r"(?: (?P<day2>[0-9]{1,2})(?:st|nd|rd|th)?,?)? (?P<year>(?:19|20|21)[0-9]{2})",
    re.I,
)
_WORDS = re.compile(
    "|".join(
        (
            r"(?P<one>首次|首个|首家|首批|首年|首位|首|次年|\bonce\b|\bfirst\b)",
            r"(?P<two>再次|重新|翻番|翻一番|倍增|双倍|加倍|\btwice\b|\btwofold\b|\bdoubl(?:e|es|ed|ing)\b)",
            r"(?P<three>\bthrice\b|\bthreefold\b|\btripl(?:e|es|ed|ing)\b)",
            r"(?P<whole>全额|全部|全数|同额|等额|足额|\bin full\b|\bthe full amount\b|\bthe whole\b"
            r"|\bentirely\b|\ball of\b)",
            r"(?P<half>减半|一半|半数|过半|折半|\bhalf\b|\bhalves\b|\bhalved\b)",
            r"(?P<zero>\bzero\b)",
        )
    ),
    re.I,
)
_WORD_VALUES = {"one": 1, "two": 2, "three": 3, "zero": 0}
_ENGLISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "eighty": 80, "ninety": 90,
    "second": 2, "third": 3, "fourth": 4, "fifth": 5,
}  # fmt: skip
_ENGLISH_NUMBER = re.compile(rf"\b(?P<number>{_any(dict(_ENGLISH))}){_SCALE}{_UNIT}", re.I)
_HALF_YEAR = re.compile(r"半年|\bhalf a year\b", re.I)
_HALF_MORE = re.compile(r"([一二两三四五六七八九十0-9]+)(?:个)?(年|月)半")
_RATIO = re.compile(r"(?<![0-9:.])[0-9]+(?:\.[0-9]+)?(?::[0-9]+(?:\.[0-9]+)?)+(?![0-9:])")
_TIMES = re.compile(r"(?:增长|增加|提高|增|上升|扩大)(?:了)?$")
_ENDLESS = re.compile(r"[0-9]{41,}")
"""No law states so long a number, and reading one costs more than it is worth."""
JOIN = re.compile(r"\s?(?:至|到|-|\bto\b|\band\b)\s?")


@lru_cache(maxsize=4096)
def numbers_in(text: str) -> tuple[Figure, ...]:
    """Every number the text states, in the order of the text; readings of one stretch may differ
    (``2/3`` is a fraction and the figures 2 and 3)."""
    words = _ENDLESS.sub(lambda found: "#" * len(found[0]), plain(text))
    found = [
        *_dates(words),
        *_arabic(words),
        *_fractions(words),
        *_numerals(words),
        *_named(words),
        *_ratios(words),
    ]
    found += _shared_units(words, found)
    return tuple(sorted(found, key=lambda f: (f.start, f.end)))


def _dates(words: str) -> list[Figure]:
    found = []
    for match in _DATE.finditer(words):
        month = match["month"] or match["month2"] or 0
        day = match["day"] or match["day2"] or 0
        found.append(_date(match, int(match["year"]), int(month), int(day)))
    for match in _ENGLISH_DATE.finditer(words):
        month = _MONTHS.index(match["month"].lower()) + 1
        found.append(
            _date(match, int(match["year"]), month, int(match["day"] or match["day2"] or 0))
        )
    for match in re.finditer(r"(?<![0-9.,-])(?:19|20)[0-9]{2}(?![0-9.年/-])", words):
        found.append(_date(match, int(match[0]), 0, 0))
    return found


def _date(match: re.Match[str], year: int, month: int, day: int) -> Figure:
    return Figure(Fraction(year), "date", match.start(), match.end(), dated=(year, month, day))


def _measured(
    match: re.Match[str], value: Fraction, written: Literal["figure", "numeral", "word"]
) -> Figure:
    groups = match.groupdict()
    kind: Kind = "plain"
    unit = ""
    if groups.get("money"):
        kind, unit = "money", _CURRENCIES[groups["money"].lower()]
    elif groups.get("rate"):
        kind, value = "rate", value / _RATES[groups["rate"].lower()]
    elif groups.get("duration"):
        unit = _DURATIONS[groups["duration"].lower()]
    return Figure(value, kind, match.start(), match.end(), unit, written=written)


def _arabic(words: str) -> list[Figure]:
    found = []
    for match in _ARABIC.finditer(words):
        value = Fraction(match["number"]) * _SCALES.get((match["scale"] or "").lower(), 1)
        found += _with_times(words, _measured(match, value, "figure"))
    return found


def _with_times(words: str, figure: Figure) -> list[Figure]:
    """``增长2倍``: two and three, each only with ``reads``; ``2倍`` alone: two."""
    grown = _TIMES.search(words[: figure.start])
    if not grown or not words[figure.end :].startswith("倍"):
        return [figure]
    return [replace(figure, doubtful=True), replace(figure, value=figure.value + 1, doubtful=True)]


def _numeral_value(text: str) -> Fraction | None:
    try:
        return parse_chinese_numeral(text)
    except QuantityError:
        return None


def _numerals(words: str) -> list[Figure]:
    found = []
    for match in _NUMERAL.finditer(words):
        text = match["number"]
        if match.start() and words[match.start() - 1].isdigit() and text[0] in "十百千万亿":
            continue  # the scale of an Arabic figure (20万)
        value = _numeral_value(text) if text[0] not in "百千万亿" else _numeral_value("一" + text)
        if value is None:
            continue
        found += _with_times(words, _measured(match, value, "numeral"))
    for match in _HALF_MORE.finditer(words):
        whole = Fraction(match[1]) if match[1].isdigit() else _numeral_value(match[1])
        if whole is not None:
            unit = "year" if match[2] == "年" else "month"
            figure = Figure(whole + Fraction(1, 2), "plain", match.start(), match.end(), unit)
            found.append(replace(figure, written="numeral"))
    return found


def _fractions(words: str) -> list[Figure]:
    found = [
        Figure(Fraction(int(m[1]), int(m[2])), "plain", m.start(), m.end())
        for m in _FRACTION.finditer(words)
    ]
    for match in _NUMERAL_FRACTION.finditer(words):
        below, above = _either(match["below"]), _either(match["above"])
        if below and above is not None:
            value = above / below
            found.append(Figure(value, "rate", match.start(), match.end(), written="numeral"))
    return found


def _either(text: str) -> Fraction | None:
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        return Fraction(text)
    return _numeral_value("一" + text if text[0] in "百千万" else text)


def _named(words: str) -> list[Figure]:
    found = []
    for match in _WORDS.finditer(words):
        name = str(match.lastgroup)
        if name in _WORD_VALUES:
            value, kind = Fraction(_WORD_VALUES[name]), "plain"
        else:
            value, kind = (Fraction(1) if name == "whole" else Fraction(1, 2)), "rate"
        unit = "year" if match[0] in ("次年", "首年") else ""
        found.append(_word(match, value, "rate" if kind == "rate" else "plain", unit))
    for match in _ENGLISH_NUMBER.finditer(words):
        value = Fraction(_ENGLISH[match["number"].lower()])
        found.append(
            _measured(match, value * _SCALES.get((match["scale"] or "").lower(), 1), "word")
        )
    for match in _HALF_YEAR.finditer(words):
        found.append(_word(match, Fraction(6), "plain", "month"))
    return found


def _word(match: re.Match[str], value: Fraction, kind: Kind, unit: str) -> Figure:
    return Figure(value, kind, match.start(), match.end(), unit, written="word")


def _ratios(words: str) -> list[Figure]:
    """``54:26:16:4``: each part as a share of the whole."""
    found = []
    for match in _RATIO.finditer(words):
        parts = [Fraction(p) for p in match[0].split(":")]
        whole = sum(parts)
        if whole:
            found += [Figure(p / whole, "rate", match.start(), match.end()) for p in parts]
    return found


def _shared_units(words: str, found: list[Figure]) -> list[Figure]:
    """``5-10亿元``, ``3至5%``: the first figure also has the unit and scale of the second."""
    extra = []
    by_start = {f.start: f for f in found if f.written == "figure" and f.kind != "date"}
    for first in list(by_start.values()):
        joined = JOIN.match(words, first.end)
        second = by_start.get(joined.end()) if joined else None
        if second is None or first.kind != "plain" or first.unit:
            continue
        bare = re.match(r"[0-9]+(?:\.[0-9]+)?", words[second.start :])
        if bare and second.kind != "plain" and Fraction(bare[0]):
            scaled = first.value * second.value / Fraction(bare[0])
            extra.append(replace(first, value=scaled, kind=second.kind, unit=second.unit))
    return extra


def day_matches(figure: Figure, day: date) -> bool:
    """Is ``day`` the date in words? A year or month stands for its first and its last day."""
    year, month, number = figure.dated
    if figure.kind != "date" or year != day.year:
        return False
    if number:
        return (month, number) == (day.month, day.day)
    if month:
        return month == day.month and (day.day == 1 or _ends_month(day))
    return (day.month, day.day) in {(1, 1), (12, 31)}


def _ends_month(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1
