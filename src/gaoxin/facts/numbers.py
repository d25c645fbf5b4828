"""Numbers in cells: money, rates, counts and plain numbers, with the units people write."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from gaoxin.facts.entities import Between
from gaoxin.facts.faults import unreadable
from gaoxin.facts.vocabulary import FactDef
from gaoxin.facts.words import spelled
from gaoxin.files.trouble import Trouble
from gaoxin.quantities import (
    CURRENCIES,
    QuantityError,
    decimal_text,
    parse_money,
    parse_number,
    parse_rate,
)

NUMERIC: Final = frozenset({"money", "rate", "count", "number", "points"})
INT64: Final = 2**63 - 1
_EXACT_IN_FLOAT: Final = 2**53
_COUNTED: Final = frozenset("人户家个项件次名台套年天") | {"人次", "分", "平方米"}
_SCALES: Final = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 10**8}
_SCALED: Final = re.compile(r"(?P<number>[+-]?[0-9,.]+)\s*(?P<scale>[十百千万亿]?)\s*(?P<unit>.*)")
_QUOTIENT: Final = re.compile(r"([+-]?\d+)\s*/\s*(\d+)")
_DIGITS: Final = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,6})?", re.ASCII)
_RANGE: Final = re.compile(r"(.+?)\s*(?:\.\.|至|~)\s*(.+)")

Number: TypeAlias = Fraction | Between | Trouble


@dataclass(frozen=True, slots=True)
class Measure:
    """What a bare number of a column means: so many units of the fact each.

    ``scale`` for money is minor units; None where a bare number says nothing (a rate without
    a percent sign). ``currency`` is that of the column.
    """

    scale: Fraction | None
    currency: str = "CNY"


def own_measure(fact: FactDef) -> Measure:
    """Without a unit in the header: yuan for money, ones for counts, nothing for rates."""
    if fact.type == "money":
        currency = fact.unit or "CNY"
        decimals = CURRENCIES[currency].decimals if currency in CURRENCIES else 2
        return Measure(Fraction(10**decimals), currency)
    return Measure(None if fact.type == "rate" else Fraction(1))


def stored_measure(fact: FactDef) -> Measure:
    """In typed tables (Arrow, Parquet): minor units for money, the ratio itself for rates."""
    return Measure(Fraction(1), fact.unit or "CNY")


def header_measure(unit: str, fact: FactDef) -> Measure | Trouble:
    """The unit in a column's header: 万元, 元, %, 万人, or the fact's own unit."""
    if fact.type == "money":
        try:
            one = parse_money(f"1{unit}", fact.unit or "CNY")
        except QuantityError as error:
            return unreadable(error, "F7")
        if one.currency != (fact.unit or "CNY"):
            return _other_currency(unit, fact)
        return Measure(Fraction(one.minor), one.currency)
    if fact.type == "rate":
        sizes = {"%": Fraction(1, 100), "‰": Fraction(1, 1000)}
        return Measure(sizes[unit]) if unit in sizes else _unit(unit, fact)
    scale, rest = _SCALES.get(unit[:1], 0), unit[1:]
    if scale and _counts(rest, fact):
        return Measure(Fraction(scale))
    return Measure(Fraction(1)) if _counts(unit, fact) else _unit(unit, fact)


def plain_number(cell: object, measure: Measure, fact: FactDef) -> Fraction | None:
    """The number of a cell that holds nothing but digits: most cells, and much faster. None
    where the cell needs a closer look."""
    if type(cell) is str:
        if not _DIGITS.fullmatch(cell):
            return None
        whole, _, decimals = cell.partition(".")
        number = Fraction(int(whole + decimals), 10 ** len(decimals))
    elif type(cell) is int:
        number = Fraction(cell)
    elif type(cell) is float and cell.is_integer() and abs(cell) < _EXACT_IN_FLOAT:
        number = Fraction(int(cell))
    else:
        return None
    if measure.scale is None:
        return None
    value = number if measure.scale == 1 else number * measure.scale
    if abs(value.numerator) > INT64 or (value.denominator != 1 and fact.type in ("money", "count")):
        return None
    return value


def read_number(cell: object, fact: FactDef, measure: Measure) -> Number:
    """The number or range in a cell, in the unit of the fact, exactly."""
    if isinstance(cell, str) and (ends := _RANGE.fullmatch(spelled(cell))):
        return _between(ends[1], ends[2], fact, measure)
    return _single(cell, fact, measure)


def _single(cell: object, fact: FactDef, measure: Measure) -> Fraction | Trouble:
    value = _one(cell, fact, measure)
    return value if isinstance(value, Trouble) else _sound(value, cell, fact)


def _between(low: str, high: str, fact: FactDef, measure: Measure) -> Number:
    first, last = (_single(end, fact, measure) for end in (low, high))
    if isinstance(first, Trouble):
        return first
    if isinstance(last, Trouble):
        return last
    if first > last:
        return Trouble(
            "F12",
            f"范围“{low}..{high}”的下端大于上端",
            f"the range '{low}..{high}' runs backwards",
            "先写小的，再写大的",
            "write the smaller one first",
        )
    return Between(first, last)


def _one(cell: object, fact: FactDef, measure: Measure) -> Fraction | Trouble:
    if isinstance(cell, (bool, list, dict)) or cell is None:
        return _no_number(cell, fact)
    if isinstance(cell, float) and (trouble := float_trouble(cell)):
        return trouble
    if isinstance(cell, int | float | Decimal):
        return (
            _bare(Fraction(str(cell)), fact, measure) if _finite(cell) else _no_number(cell, fact)
        )
    if not isinstance(cell, str):
        return _no_number(cell, fact)
    try:
        return _bare(parse_number(cell), fact, measure)
    except QuantityError:
        return _written(spelled(cell), fact, measure)


def _finite(cell: int | float | Decimal) -> bool:
    return isinstance(cell, int) or Decimal(str(cell)).is_finite()


def _bare(number: Fraction, fact: FactDef, measure: Measure) -> Fraction | Trouble:
    if measure.scale is not None:
        return number * measure.scale
    shown = decimal_text(number)
    return Trouble(
        "F12",
        f"“{shown}”没有百分号，不知是否比率",
        f"'{shown}' has no % sign, so it is not a rate",
        f"写 {shown}%，或在表头写（%）",
        f"write {shown}%, or put (%) in the header",
    )


def _written(text: str, fact: FactDef, measure: Measure) -> Fraction | Trouble:
    """A number with a unit."""
    try:
        if quotient := _QUOTIENT.fullmatch(text):
            return _quotient(quotient, fact, text)
        if fact.type == "money":
            return _money(text, fact, measure)
        if fact.type == "rate":
            return parse_rate(text)
        return _counted(text, fact)
    except QuantityError as error:
        return unreadable(error)


def _quotient(found: re.Match[str], fact: FactDef, text: str) -> Fraction | Trouble:
    """``1/3``: a rate or number that no decimal can write."""
    if fact.type not in ("rate", "number") or not int(found[2]):
        return _no_number(text, fact)
    return Fraction(int(found[1]), int(found[2]))


def _money(text: str, fact: FactDef, measure: Measure) -> Fraction | Trouble:
    if text.endswith(("%", "‰")):
        return _percent(text, fact)
    money = parse_money(text, measure.currency)
    if money.currency != measure.currency:
        return _other_currency(text, fact)
    return Fraction(money.minor)


def _counted(text: str, fact: FactDef) -> Fraction | Trouble:
    if text.endswith(("%", "‰")):
        return _percent(text, fact)
    found = _SCALED.fullmatch(text)
    if not found:
        return _no_number(text, fact)
    if not _counts(found["unit"], fact):
        return _unit(found["unit"], fact)
    return parse_number(found["number"]) * _SCALES[found["scale"]]


def _counts(unit: str, fact: FactDef) -> bool:
    return not unit or unit in _COUNTED or unit == spelled(fact.unit)


def _sound(value: Fraction, cell: object, fact: FactDef) -> Fraction | Trouble:
    """Whole fen, whole counts, and nothing beyond 64 bits."""
    if fact.type in ("money", "count") and value.denominator != 1:
        return _too_fine(value, cell, fact)
    if abs(value) > INT64:
        return Trouble(
            "F15",
            f"“{cell}”太大，超出64位整数（约922亿亿）",
            f"'{cell}' is too large for 64-bit integers (about 9.22e18, in minor units)",
            "核对单位与位数",
            "check the unit and the number of digits",
        )
    return value


def float_trouble(cell: float) -> Trouble | None:
    """A binary number beyond 2^53 no longer holds every digit somebody typed."""
    if abs(cell) < _EXACT_IN_FLOAT or not _finite(cell):
        return None
    return Trouble(
        "F15",
        f"“{cell:.0f}”位数过多，表格软件的数只保留15位，可能已丢位",
        f"'{cell:.0f}' has more digits than the 15 a spreadsheet keeps; some may be lost",
        "把单元格设为文本格式后重新填写",
        "give the cell the text format and type it again",
    )


def _too_fine(value: Fraction, cell: object, fact: FactDef) -> Trouble:
    if fact.type == "count":
        return Trouble(
            "F14",
            f"“{cell}”不是整数，“{fact.zh}”按个数计",
            f"'{cell}' is not whole; '{fact.en or fact.id}' is a count",
            "写整数",
            "write a whole number",
        )
    exact = decimal_text(value / 100) or str(value / 100)
    return Trouble(
        "F14",
        f"“{cell}”即{exact}元，细于一分",
        f"'{cell}' is {exact} yuan, finer than a fen",
        "按账上的取整方式取到分，公式用 ROUND(…, 2)",
        "round it to the fen the way the books do; in a formula use ROUND(…, 2)",
    )


def _percent(text: str, fact: FactDef) -> Trouble:
    return Trouble(
        "F12",
        f"“{text}”是百分数，“{fact.zh}”不是比率",
        f"'{text}' is a percentage, but '{fact.en or fact.id}' is no rate",
        "写数额本身，或检查是否填错了列",
        "write the figure itself, or see whether it belongs in another column",
    )


def _other_currency(text: str, fact: FactDef) -> Trouble:
    return Trouble(
        "F7",
        f"“{text}”的币种与“{fact.zh}”（{fact.unit or 'CNY'}）不同",
        f"'{text}' is in another currency than '{fact.en or fact.id}' ({fact.unit or 'CNY'})",
        "按账上的汇率折算后填写",
        "convert it at the rate used in the books",
    )


def _unit(unit: str, fact: FactDef) -> Trouble:
    wanted = fact.unit or {"rate": "%"}.get(fact.type, "")
    return Trouble(
        "F7",
        f"“{fact.zh}”不用单位“{unit}”",
        f"'{fact.en or fact.id}' is not measured in '{unit}'",
        f"用 {wanted or '不带单位的数'}",
        f"use {wanted or 'a number without a unit'}",
    )


def _no_number(cell: object, fact: FactDef) -> Trouble:
    return Trouble(
        "F12",
        f"“{cell}”不是数，“{fact.zh}”要填数",
        f"'{cell}' is no number; '{fact.en or fact.id}' needs one",
        "写 1000、1,000.00 或 20万元",
        "write it like 1000 or 1,000.00",
    )
