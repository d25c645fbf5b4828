"""Rates carry their sign; numbers and Chinese numerals are read exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.quantities import (
    QuantityError,
    decimal_text,
    format_rate,
    parse_chinese_numeral,
    parse_number,
    parse_rate,
)

DIGITS = "零一二三四五六七八九"


def spelled(n: int) -> str:
    """A second, independent way from numbers to Chinese numerals, for 0 <= n < 10^12."""
    if n == 0:
        return "零"
    for size, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if n >= size:
            high, low = divmod(n, size)
            gap = "零" if 0 < low < size // 10 else ""
            return spelled(high) + name + gap + (spelled(low) if low else "")
    return DIGITS[n]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5%", Fraction(1, 20)),
        ("2.5‰", Fraction(1, 400)),
        ("１２．５％", Fraction(1, 8)),
        ("100 %", Fraction(1)),
        ("-3%", Fraction(-3, 100)),
        ("百分之五", Fraction(1, 20)),
        ("千分之二点五", Fraction(1, 400)),
        ("100分之5", Fraction(1, 20)),
        ("三分之二", Fraction(2, 3)),
    ],
)
def test_a_rate_is_read_with_its_sign(text: str, value: Fraction) -> None:
    assert parse_rate(text) == value


@pytest.mark.parametrize(
    "text",
    ["0.05", "5", "", "%", "5%%", "5 percent", "5％以上", "零分之一", "0分之1", "5%" + "x" * 99],
)
def test_a_number_without_its_sign_is_not_a_rate(text: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_rate(text)
    assert refused.value.reason("zh")
    assert refused.value.reason("en")


def test_the_refusal_of_a_bare_number_says_what_to_write() -> None:
    with pytest.raises(QuantityError) as refused:
        parse_rate("0.05")
    assert refused.value.reason("zh") == (
        "“0.05”没有百分号，不知是否比率。请写成 5% 或 2.5‰ 的形式。"
    )
    assert refused.value.reason("en") == (
        "'0.05' has no % sign, so it is not a rate. Write it like 5% or 2.5‰."
    )


def test_rates_are_shown_exactly() -> None:
    assert format_rate(Fraction(1, 8), "zh") == "12.5%"
    assert format_rate(Fraction(1, 3), "en") == "1/3"
    assert format_rate(Fraction(-1, 400), "en") == "-0.25%"
    assert format_rate(Fraction(2), "zh") == "200%"


@given(st.integers(-(10**9), 10**9), st.integers(0, 9))
def test_a_finite_rate_is_read_back_as_shown(n: int, places: int) -> None:
    rate = Fraction(n, 10**places)
    assert parse_rate(format_rate(rate, "zh")) == rate


@given(st.fractions(max_denominator=10**6))
def test_a_decimal_text_is_exact_or_missing(value: Fraction) -> None:
    text = decimal_text(value)
    if text is None:
        assert 10**20 % value.denominator != 0
    else:
        assert Fraction(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,000", Fraction(1000)),
        ("1.5", Fraction(3, 2)),
        ("１２", Fraction(12)),
        ("-1,234,567.89", Fraction("-1234567.89")),
        ("007", Fraction(7)),
    ],
)
def test_numbers_are_read_exactly(text: str, value: Fraction) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,00",
        "10,00",
        "1,0000",
        ".5",
        "5.",
        "1e3",
        "0x1",
        "1_000",
        "10²",
        "①",
        "⒈5",
        "٣",
        "--1",
    ],
)
def test_other_spellings_of_numbers_are_refused(text: str) -> None:
    with pytest.raises(QuantityError, match="is not a number"):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三分之二", Fraction(2, 3)),
        ("一百二十", Fraction(120)),
        ("两", Fraction(2)),
        ("十", Fraction(10)),
        ("十二", Fraction(12)),
        ("十五万", Fraction(150_000)),
        ("一千零五", Fraction(1005)),
        ("一亿零五百万", Fraction(105_000_000)),
        ("一万亿", Fraction(10**12)),
        ("两万五千", Fraction(25_000)),
        ("贰拾万", Fraction(200_000)),
        ("一点五", Fraction(3, 2)),
        ("百分之五", Fraction(1, 20)),
        ("半", Fraction(1, 2)),
        ("二〇二四", Fraction(2024)),
    ],
)
def test_chinese_numerals_are_read(text: str, value: Fraction) -> None:
    assert parse_chinese_numeral(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "百",
        "一百零",
        "一百五",
        "一万五",
        "十十",
        "一二十",
        "万",
        "一点",
        "点五",
        "二分之",
        "几",
        "一百 二",
        "5",
    ],
)
def test_colloquial_or_broken_numerals_are_refused(text: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_chinese_numeral(text)
    assert refused.value.code == "numeral"


@given(st.integers(0, 10**12 - 1))
def test_every_numeral_spelled_out_is_read_back(n: int) -> None:
    assert parse_chinese_numeral(spelled(n)) == n
