"""Rates: exact fractions, written with a percent or per-mille sign."""

import re
from fractions import Fraction

from .faults import Lang, refusal
from .numerals import cited, parse_chinese_numeral, parse_number, plain

__all__ = ["decimal_text", "format_rate", "parse_chinese_numeral", "parse_number", "parse_rate"]

_SIGNS = {"%": 100, "‰": 1000}
_SIGNED = re.compile(r"(?P<number>[^%‰]+?)\s*(?P<sign>[%‰])")
_SPOKEN = re.compile(r"([0-9]+)分之([0-9]+(?:\.[0-9]+)?)")


def parse_rate(text: str) -> Fraction:
    """A rate such as `5%`, `2.5‰`, `12.5 %`, `百分之五` or `三分之二`, exactly.

    A bare number is refused: `0.05` may be five percent or a twentieth of one.
    Raises QuantityError.
    """
    shown = plain(text)
    if found := _SIGNED.fullmatch(shown):
        return parse_number(found["number"]) / _SIGNS[found["sign"]]
    if "分之" in shown:
        return _spoken(shown)
    raise refusal(
        "rate",
        (
            f"“{cited(text)}”没有百分号，不知是否比率。",
            f"'{cited(text)}' has no % sign, so it is not a rate.",
        ),
        ("请写成 5% 或 2.5‰ 的形式。", "Write it like 5% or 2.5‰."),
    )


def _spoken(text: str) -> Fraction:
    found = _SPOKEN.fullmatch(text)
    if found and int(found[1]):
        return Fraction(found[2]) / int(found[1])
    return parse_chinese_numeral(text)


def decimal_text(value: Fraction) -> str | None:
    """The exact decimal text of a fraction, or None where it does not end (1/3)."""
    below, places = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while below % prime == 0:
            below, count = below // prime, count + 1
        places = max(places, count)
    if below != 1:
        return None
    digits = str(abs(value.numerator) * 10**places // value.denominator).zfill(places + 1)
    sign = "-" if value < 0 else ""
    return sign + (digits if not places else f"{digits[:-places]}.{digits[-places:]}")


def format_rate(rate: Fraction, lang: Lang) -> str:
    """The exact text of a rate: `12.5%`; `1/3` where no finite percentage exists.

    Both languages write rates alike; `lang` keeps the call uniform with other quantities.
    """
    percent = decimal_text(rate * 100)
    return f"{rate.numerator}/{rate.denominator}" if percent is None else f"{percent}%"
