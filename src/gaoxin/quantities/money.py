"""Money: whole minor units (fen) of one currency, exact everywhere."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from .faults import Lang, QuantityError, Words, refusal
from .numerals import cited, parse_chinese_numeral, parse_number, plain
from .rates import decimal_text
from .steps import FEN, Rounding


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency: ISO 4217 code, decimals of its minor unit, names."""

    code: str
    decimals: int
    name: Words
    spellings: tuple[str, ...] = ()


_TABLE = (
    Currency(
        "CNY",
        2,
        Words("元", "yuan"),
        ("圆", "元整", "圆整", "人民币", "人民币元", "rmb", "yuan", "renminbi"),
    ),
    Currency("USD", 2, Words("美元", "US dollar"), ("us dollars", "美金")),
    Currency("EUR", 2, Words("欧元", "euro"), ("euros",)),
    Currency("HKD", 2, Words("港元", "Hong Kong dollar"), ("港币", "hong kong dollars")),
    Currency("JPY", 0, Words("日元", "yen"), ("japanese yen",)),
    Currency("GBP", 2, Words("英镑", "pound sterling"), ("pounds sterling",)),
)
CURRENCIES: Mapping[str, Currency] = MappingProxyType({c.code: c for c in _TABLE})


class CurrencyMismatch(TypeError):
    """Two currencies met without a dated rate between them."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} do not mix without a dated exchange rate")
        self.left, self.right = left, right


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of `minor` units (fen, cents; whole yen) in one currency.

    Adds, subtracts and compares within one currency only (CurrencyMismatch).
    `money * rate` is an exact Fraction of minor units; `times` gives money, rounded by name.
    """

    minor: int
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units must be an int, not {type(self.minor).__name__}")
        if self.currency not in CURRENCIES:
            raise ValueError(f"unknown currency {self.currency!r}")

    @property
    def major(self) -> Fraction:
        """The amount in whole units (yuan), exactly."""
        return Fraction(self.minor, 10 ** CURRENCIES[self.currency].decimals)

    def times(self, rate: Fraction | int, rounding: Rounding) -> "Money":
        """This amount times `rate`, rounded; the rounding must be a money rounding."""
        return rounded_money(self * rate, self.currency, rounding)

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor + self._like(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor - self._like(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.minor), self.currency)

    def __mul__(self, factor: Fraction | int) -> Fraction:
        if not isinstance(factor, Fraction | int) or isinstance(factor, bool):
            return NotImplemented
        return Fraction(self.minor) * factor

    __rmul__ = __mul__

    def __truediv__(self, other: "Money") -> Fraction:
        """Money by money is a rate. Raises ZeroDivisionError."""
        if not isinstance(other, Money):
            return NotImplemented
        return Fraction(self.minor, self._like(other))

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._like(other) if isinstance(other, Money) else NotImplemented

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._like(other) if isinstance(other, Money) else NotImplemented

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._like(other) if isinstance(other, Money) else NotImplemented

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._like(other) if isinstance(other, Money) else NotImplemented

    def _like(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.minor


@dataclass(frozen=True, slots=True)
class DatedRate:
    """One unit of `base` was worth `rate` units of `quote` on a day, according to a source."""

    base: str
    quote: str
    rate: Fraction
    on: date
    source: str

    def __post_init__(self) -> None:
        if self.rate <= 0 or not self.source or not {self.base, self.quote} <= set(CURRENCIES):
            raise ValueError(
                "an exchange rate is positive, names its source, knows both currencies"
            )


def rounded_money(minor: Fraction, currency: str, rounding: Rounding) -> Money:
    """Exact minor units made money by a named money rounding."""
    if rounding.unit != "money":
        raise TypeError(f"money needs a money rounding, not one for a {rounding.unit}")
    value = rounding.apply(minor)
    if value.denominator != 1:
        raise TypeError(f"a step of {rounding.step} minor units does not give whole minor units")
    return Money(value.numerator, currency)


def total(amounts: Iterable[Money], currency: str = "CNY") -> Money:
    """The sum of amounts of one currency; of none, nothing."""
    result = Money(0, currency)
    for amount in amounts:
        result += amount
    return result


def convert(money: Money, rate_fact: DatedRate | None, rounding: Rounding = FEN) -> Money | None:
    """`money` in the other currency of a dated rate; None without a fitting rate.

    The rate is used in its own direction or inverted; the result is rounded half up to the
    minor unit unless a rounding is named.
    """
    if rate_fact is None or money.currency not in (rate_fact.base, rate_fact.quote):
        return None
    forward = money.currency == rate_fact.base
    target = CURRENCIES[rate_fact.quote if forward else rate_fact.base]
    value = money.major * rate_fact.rate if forward else money.major / rate_fact.rate
    return rounded_money(value * 10**target.decimals, target.code, rounding)


_UNITS: dict[str, str] = {
    spelling: c.code for c in _TABLE for spelling in (c.code.lower(), c.name.zh, *c.spellings)
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_TENS = {"十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8}
_SUBUNITS = {"角": 10, "分": 1}
_PREFIXES = ("人民币", "cny", "usd", "eur", "hkd", "jpy", "gbp", "rmb")
_AMOUNT = re.compile(
    r"(?P<number>[+-]?[0-9,.]+|[+-]?[零〇一二两三四五六七八九十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟半]+)"
    r"\s*(?P<scale>thousand|million|billion|trillion|十?百?千?万?亿?)"
    r"\s*(?P<unit>[^0-9\ufffd]*)"
)


def parse_money(text: str, default_currency: str = "CNY") -> Money:
    """An amount such as `20万元`, `1,000,000.00`, `10亿美元`, `20 million CNY`, `3分`, `二十万元`.

    Without a unit it is in `default_currency`. Raises QuantityError for anything else,
    and for amounts finer than the minor unit.
    """
    shown = plain(text).lower()
    prefix = next((p for p in _PREFIXES if shown.startswith(p)), "")
    found = _AMOUNT.fullmatch(shown.removeprefix(prefix).lstrip())
    if found is None:
        raise _not_money(text)
    number, scale, unit = found["number"], found["scale"], found["unit"].strip()
    if unit in _SUBUNITS:
        return _subunits(number, scale, unit, prefix, text)
    code = _currency(prefix, unit, default_currency, text)
    value = _figure(number, text) * _scale(scale) * 10 ** CURRENCIES[code].decimals
    if value.denominator != 1:
        raise _too_fine(text, CURRENCIES[code])
    return Money(value.numerator, code)


def _figure(number: str, text: str) -> Fraction:
    try:
        bare = number.lstrip("+-")
        if bare[:1].isdigit():
            return parse_number(number)
        value = parse_chinese_numeral(bare)
    except QuantityError:
        raise _not_money(text) from None
    return -value if number.startswith("-") else value


def _scale(scale: str) -> int:
    if scale in _SCALES:
        return _SCALES[scale]
    size = 1
    for sign in scale:
        size *= _TENS[sign]
    return size


def _subunits(number: str, scale: str, unit: str, prefix: str, text: str) -> Money:
    if prefix not in ("", "人民币", "cny", "rmb"):
        raise _not_money(text)
    value = _figure(number, text) * _scale(scale) * _SUBUNITS[unit]
    if value.denominator != 1:
        raise _too_fine(text, CURRENCIES["CNY"])
    return Money(value.numerator)


def _currency(prefix: str, unit: str, default: str, text: str) -> str:
    before, after = _UNITS.get(prefix), _UNITS.get(unit)
    if unit and after is None:
        raise _unknown_unit(text, unit)
    if before and after and before != after:
        raise _two_currencies(text)
    return after or before or default


def format_money(m: Money, lang: Lang) -> str:
    """`20万元`, `1.5亿元`, `999999.99元` in Chinese; `CNY 200,000.00` in English. Always exact.

    Chinese uses 亿 or 万 where that leaves at most two decimals.
    """
    currency = CURRENCIES[m.currency]
    if lang == "en":
        return f"{m.currency} {_grouped(m, currency.decimals)}"
    for word, size in (("亿", 10**8), ("万", 10**4)):
        unit = size * 10**currency.decimals
        if abs(m.minor) >= unit and m.minor * 100 % unit == 0:
            return f"{decimal_text(Fraction(m.minor, unit))}{word}{currency.name.zh}"
    digits = _grouped(m, currency.decimals).replace(",", "").removesuffix(".00")
    return digits + currency.name.zh


def _grouped(m: Money, decimals: int) -> str:
    whole, rest = divmod(abs(m.minor), 10**decimals)
    sign = "-" if m.minor < 0 else ""
    return f"{sign}{whole:,}" + (f".{rest:0{decimals}d}" if decimals else "")


def _not_money(text: str) -> QuantityError:
    return refusal(
        "money",
        (f"“{cited(text)}”不是一个金额。", f"'{cited(text)}' is not an amount of money."),
        (
            "请写成 20万元、1,000,000.00 或 10亿美元 的形式。",
            "Write it like CNY 200,000.00, 1,000,000.00 or 20 million CNY.",
        ),
    )


def _unknown_unit(text: str, unit: str) -> QuantityError:
    return refusal(
        "currency",
        (
            f"“{cited(text)}”的单位“{unit}”不是可用的货币单位。",
            f"The unit '{unit}' of '{cited(text)}' is not a currency known here.",
        ),
        (
            "请用 元、美元、欧元、港元、日元、英镑 中的一种。",
            "Use one of CNY, USD, EUR, HKD, JPY, GBP.",
        ),
    )


def _two_currencies(text: str) -> QuantityError:
    return refusal(
        "currency",
        (f"“{cited(text)}”写了两种货币。", f"'{cited(text)}' names two currencies."),
        ("请只写一种货币。", "Name only one currency."),
    )


def _too_fine(text: str, currency: Currency) -> QuantityError:
    smallest = decimal_text(Fraction(1, 10**currency.decimals))
    return refusal(
        "money-too-fine",
        (
            f"“{cited(text)}”小于最小货币单位（{smallest}{currency.name.zh}）的部分无法记账。",
            f"'{cited(text)}' is finer than the smallest unit of {currency.code} ({smallest}).",
        ),
        (
            "请先按文件规定的取整方式取整。",
            "Round it first, in the way the document prescribes.",
        ),
    )
