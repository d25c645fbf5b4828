"""Cells to values: what somebody wrote, as a value of a fact, exactly.

A cell is what a file holds: nothing, text, a number, a flag, a date or a list. Binary floating
point numbers (a workbook has no others) are taken by their shortest decimal text, so that the
``0.1`` somebody typed is one tenth; more decimals than the unit allows are a fault, never rounded.
"""

import contextlib
import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, cast

from gaoxin.facts.codelists import CodeLists, read_code
from gaoxin.facts.discretion import discreet, is_told
from gaoxin.facts.entities import ABSENT, UNKNOWN, Between, Value
from gaoxin.facts.faults import unreadable
from gaoxin.facts.numbers import (
    NUMERIC,
    Measure,
    float_trouble,
    own_measure,
    plain_number,
    read_number,
)
from gaoxin.facts.showing import show
from gaoxin.facts.spells import read_events, read_spells
from gaoxin.facts.vocabulary import FactDef, ValueType
from gaoxin.facts.words import (
    ABSENT_WORDS,
    NO_WORDS,
    UNCLEAR_WORDS,
    UNKNOWN_WORDS,
    YES_WORDS,
    folded,
    spelled,
)
from gaoxin.files.grid import Cell
from gaoxin.files.trouble import Trouble
from gaoxin.quantities import Period, QuantityError, decimal_text, parse_date, parse_period

_JUDGED_AS: Final[tuple[ValueType, ...]] = ("rate", "money", "number")
_JUDGED: Final = {sort: FactDef("", "judged", "评判", "Judged", sort) for sort in _JUDGED_AS}
_SEPARATORS: Final = re.compile(r"[;；、\n]")
_DAY_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(20_000, 80_000)
"""Day numbers of a workbook between 1954 and 2119."""


def parse_value(
    cell: Cell,
    fact: FactDef,
    measure: Measure | None = None,
    codes: CodeLists | None = None,
) -> Value | Trouble:
    """The value of ``fact`` a cell holds, or what is wrong with it.

    ``measure`` says what a bare number means (from the unit in a column's header); without it
    money is in yuan and a rate needs its percent sign. A link comes as the key written, text.
    Empty and 未知 are UNKNOWN, 无此项 and — are ABSENT; neither is ever zero. What is wrong with a
    personal or tax fact is told without what the cell says.
    """
    value = _parsed(cell, fact, measure, codes)
    return discreet(value, fact) if isinstance(value, Trouble) and not is_told(fact) else value


def _parsed(
    cell: Cell, fact: FactDef, measure: Measure | None, codes: CodeLists | None
) -> Value | Trouble:
    if fact.type in NUMERIC and fact.time not in ("spell", "event"):
        quick = plain_number(cell, measure or own_measure(fact), fact)
        if quick is not None:
            return _inside(quick, fact)
    words = folded(cell) if isinstance(cell, str) else ""
    if cell is None or (isinstance(cell, str) and words in UNKNOWN_WORDS):
        return UNKNOWN
    if words in ABSENT_WORDS or (isinstance(cell, str) and spelled(cell) in ABSENT_WORDS):
        return ABSENT
    value = _typed(cell, fact, measure or own_measure(fact), codes)
    if isinstance(value, Trouble) and words in UNCLEAR_WORDS:
        return _unclear(str(cell))
    if isinstance(value, (Fraction, Between)) and not isinstance(value, Trouble):
        return _inside(value, fact)
    return value


def read_judged(cell: Cell) -> Value | Trouble:
    """A number a judge decided: points, an amount with 元, or a rate with %."""
    text = str(cell)
    sort: ValueType = "rate" if text.endswith(("%", "‰")) else "money" if "元" in text else "number"
    return parse_value(cell, _JUDGED[sort])


def _typed(cell: Cell, fact: FactDef, measure: Measure, codes: CodeLists | None) -> Value | Trouble:
    """The value by the type of the fact."""
    if fact.time == "spell":
        return read_spells(cell)
    if fact.time == "event":
        return read_events(cell)
    if fact.type in NUMERIC:
        return read_number(cell, fact, measure)
    if fact.type == "texts":
        return _texts(cell)
    if isinstance(cell, (list, dict)):
        return _one_wanted(fact)
    match fact.type:
        case "flag":
            return _flag(cell)
        case "date":
            return _date(cell)
        case "year":
            return _year(cell)
        case "month":
            return _month(cell)
        case "code":
            text = _text(cell)
            return read_code(text, fact, codes) if isinstance(text, str) else text
        case _:
            return _text(cell)


def _inside(value: Fraction | Between, fact: FactDef) -> Value | Trouble:
    """The value, if it lies in the declared range."""
    low = value.low if isinstance(value, Between) else value
    high = value.high if isinstance(value, Between) else value
    if (fact.low is None or fact.low <= low) and (fact.high is None or high <= fact.high):
        return value
    written, least, most = (
        {lang: show(v, fact, lang) if v is not None else "…" for lang in ("zh", "en")}
        for v in (value, fact.low, fact.high)
    )
    return Trouble(
        "F13",
        f"“{fact.zh}”为{written['zh']}，应在{least['zh']}与{most['zh']}之间",
        f"'{fact.en or fact.id}' is {written['en']}, but must lie between "
        f"{least['en']} and {most['en']}",
        "核对正负号、小数点与单位",
        "check the sign, the decimal point and the unit",
    )


def _flag(cell: Cell) -> bool | Trouble:
    if isinstance(cell, bool):
        return cell
    word = folded(shortest(cell))
    if word in YES_WORDS:
        return True
    if word in NO_WORDS:
        return False
    return Trouble(
        "F12",
        f"“{shortest(cell)}”不是“是”或“否”",
        f"'{shortest(cell)}' is neither yes nor no",
        "写 是 或 否，不知道就留空",
        "write yes or no; leave it empty if it is not known",
    )


def _date(cell: Cell) -> date | Trouble:
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == datetime.min.time() else _with_time(cell)
    if isinstance(cell, date):
        return cell
    text = shortest(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell in _SERIALS:
        return _serial(int(cell))
    try:
        when = parse_date(text)
    except QuantityError as error:
        return unreadable(error)
    return when.first if when.precision == "day" else _no_day(text)


def _year(cell: Cell) -> int | Trouble:
    period = _period(cell)
    if isinstance(period, Trouble):
        return period
    if period.kind != "year" or period.start.month != 1:
        return Trouble(
            "F12", f"“{cell}”不是年份", f"'{cell}' is not a year", "写 2025", "write it like 2025"
        )
    return period.start.year


def _month(cell: Cell) -> Period | Trouble:
    if isinstance(cell, date) and cell.day == 1:
        return Period.month(cell.year, cell.month)
    text = shortest(cell)
    if re.fullmatch(r"\d{6}", text):
        text = f"{text[:4]}-{text[4:]}"
    period = _period(text)
    if isinstance(period, Trouble) or period.kind == "month":
        return period
    return Trouble(
        "F12",
        f"“{text}”不是月份",
        f"'{text}' is not a month",
        "写 2025-03 或 2025年3月",
        "write it like 2025-03",
    )


def _period(cell: Cell) -> Period | Trouble:
    try:
        return parse_period(shortest(cell))
    except QuantityError as error:
        return unreadable(error)


def _text(cell: Cell) -> str | Trouble:
    if isinstance(cell, float) and (trouble := float_trouble(cell)):
        return trouble
    return shortest(cell)


def _texts(cell: Cell) -> tuple[str, ...] | Trouble:
    """A list, a JSON list, or a text with ``;`` or ``、`` between the parts."""
    if isinstance(cell, str) and cell.strip().startswith("["):
        with contextlib.suppress(ValueError, RecursionError):
            cell = cast(Cell, json.loads(cell))
    if isinstance(cell, dict):
        return _one_wanted_text()
    parts = cell if isinstance(cell, list) else _SEPARATORS.split(shortest(cell))
    return tuple(text for part in parts if (text := shortest(part)))


def shortest(cell: Cell) -> str:
    """A cell as text: whole floats without a point, dates in ISO form."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, float | Decimal):
        return decimal_text(Fraction(str(cell))) or str(cell) if _finite(cell) else str(cell)
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return str(cell).strip()


def _finite(cell: float | Decimal) -> bool:
    return Decimal(str(cell)).is_finite()


def _unclear(text: str) -> Trouble:
    return Trouble(
        "F12",
        f"“{text}”看不出是零、没有还是不知道",
        f"'{text}' may mean zero, none or not known",
        "零写 0，没有写 无此项，不知道就留空",
        "write 0 for zero, absent for none, and leave it empty if it is not known",
    )


def _one_wanted(fact: FactDef) -> Trouble:
    return Trouble(
        "F12",
        f"“{fact.zh}”只能有一个值，这里是一组",
        f"'{fact.en or fact.id}' takes one value, not several",
        "只写一个值；按期间的事实写 期间: 值",
        "write one value; a fact with periods is written as period: value",
    )


def _one_wanted_text() -> Trouble:
    return Trouble("F12", "应为文字的列表", "a list of texts is wanted")


def _with_time(cell: datetime) -> Trouble:
    return Trouble(
        "F12",
        f"“{cell}”带有时刻，这里只要日期",
        f"'{cell}' carries a time of day; a date is wanted",
        f"写 {cell.date()}",
        f"write {cell.date()}",
    )


def _serial(number: int) -> Trouble:
    day = _DAY_ZERO + timedelta(days=number)
    return Trouble(
        "F12",
        f"“{number}”是数，不是日期；若是表格软件的日期序号，即{day}",
        f"'{number}' is a number, not a date; as a spreadsheet's day number it is {day}",
        "把单元格设为日期格式，或写成文字 2024-03-05",
        "give the cell a date format, or write it like 2024-03-05",
    )


def _no_day(text: str) -> Trouble:
    return Trouble(
        "F12",
        f"“{text}”没有写到日",
        f"'{text}' does not name the day",
        "写 2024-03-05，不知道哪一日就留空",
        "write it like 2024-03-05; leave it empty if the day is not known",
    )
