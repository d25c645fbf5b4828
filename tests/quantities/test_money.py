"""Amounts are read exactly, kept exactly, and never mixed."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.quantities import (
    CURRENCIES,
    FEN,
    CurrencyMismatch,
    DatedRate,
    Lang,
    Money,
    QuantityError,
    Rounding,
    convert,
    format_money,
    parse_money,
    total,
)

AMOUNTS = st.builds(Money, st.integers(-(10**18), 10**18), st.sampled_from(sorted(CURRENCIES)))
YUAN = st.builds(Money, st.integers(-(10**15), 10**15))


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("20万元", 20_000_000, "CNY"),
        ("1.5亿元", 15_000_000_000, "CNY"),
        ("1,000,000.00", 100_000_000, "CNY"),
        ("２０万元", 20_000_000, "CNY"),
        ("１，０００．５元", 100_050, "CNY"),
        ("999999.99元", 99_999_999, "CNY"),
        ("5,000 万元", 5_000_000_000, "CNY"),
        ("1234.5万", 1_234_500_000, "CNY"),
        ("3千万元", 3_000_000_000, "CNY"),
        ("1万亿元", 10**14, "CNY"),
        ("二十万元", 20_000_000, "CNY"),
        ("人民币贰拾万元整", 20_000_000, "CNY"),
        ("-3元", -300, "CNY"),
        ("−3元", -300, "CNY"),
        ("3分", 3, "CNY"),
        ("5角", 50, "CNY"),
        ("0元", 0, "CNY"),
        ("20 million CNY", 2_000_000_000, "CNY"),
        ("RMB 20 thousand", 2_000_000, "CNY"),
        ("CNY 200,000.00", 20_000_000, "CNY"),
        ("1.2 billion USD", 120_000_000_000, "USD"),
        ("10亿美元", 100_000_000_000, "USD"),
        ("500日元", 500, "JPY"),
        ("3港元", 300, "HKD"),
    ],
)
def test_an_amount_is_read_as_it_is_written_in_documents(
    text: str, minor: int, currency: str
) -> None:
    assert parse_money(text) == Money(minor, currency)


def test_a_bare_number_takes_the_default_currency() -> None:
    assert parse_money("1.50", "USD") == Money(150, "USD")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "元",
        "abc",
        "5%",
        "20万元以上",
        "1,00元",
        "1,0000元",
        "1.2.3元",
        "2 0万元",
        "20¹万元",
        "½元",
        "20万元/年",
        "$5",
        "3 m CNY",
        "USD 3元",
        "3元5角",
        "1亿2000万元",
        "一百万五元",
        "nan",
        "inf",
        "1e6",
        "USD 3分",
        "9" * 200,
    ],
)
def test_what_is_not_plainly_one_amount_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_money(text)
    assert "请" in refused.value.reason("zh")
    assert refused.value.reason("en").isascii() or text[:40] in refused.value.reason("en")


def test_two_currencies_in_one_amount_are_named_as_the_fault() -> None:
    with pytest.raises(QuantityError) as refused:
        parse_money("USD 3元")
    assert refused.value.reason("zh") == "“USD 3元”写了两种货币。请只写一种货币。"
    assert refused.value.reason("en") == "'USD 3元' names two currencies. Name only one currency."


@pytest.mark.parametrize("text", ["0.001元", "0.5分", "1.005", "0.5日元"])
def test_amounts_finer_than_the_smallest_unit_are_refused(text: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_money(text)
    assert refused.value.code == "money-too-fine"
    assert "取整" in refused.value.reason("zh")
    assert "Round it first" in refused.value.reason("en")


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        (Money(20_000_000), "20万元", "CNY 200,000.00"),
        (Money(15_000_000_000), "1.5亿元", "CNY 150,000,000.00"),
        (Money(99_999_999), "999999.99元", "CNY 999,999.99"),
        (Money(1_234_500_000), "1234.5万元", "CNY 12,345,000.00"),
        (Money(1_234_000), "12340元", "CNY 12,340.00"),
        (Money(-3), "-0.03元", "CNY -0.03"),
        (Money(0), "0元", "CNY 0.00"),
        (Money(100_000_000_000, "USD"), "10亿美元", "USD 1,000,000,000.00"),
        (Money(1_500, "JPY"), "1500日元", "JPY 1,500"),
    ],
)
def test_amounts_are_shown_short_in_chinese_and_in_full_in_english(
    amount: Money, zh: str, en: str
) -> None:
    assert format_money(amount, "zh") == zh
    assert format_money(amount, "en") == en


@given(AMOUNTS, st.sampled_from(["zh", "en"]))
def test_what_is_shown_is_read_back_to_the_fen(amount: Money, lang: Lang) -> None:
    assert parse_money(format_money(amount, lang)) == amount


@given(YUAN, YUAN, YUAN)
def test_sums_do_not_depend_on_the_order(a: Money, b: Money, c: Money) -> None:
    assert (a + b) + c == a + (b + c) == total([c, b, a])
    assert a - b == -(b - a)
    assert abs(a - b) == max(a, b) - min(a, b)


def test_nothing_summed_is_nothing_in_the_currency_asked_for() -> None:
    assert total([], "USD") == Money(0, "USD")


def test_two_currencies_neither_add_nor_compare() -> None:
    yuan, dollar = Money(1), Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        yuan + dollar
    with pytest.raises(CurrencyMismatch):
        yuan - dollar
    with pytest.raises(CurrencyMismatch):
        bool(yuan < dollar)
    with pytest.raises(CurrencyMismatch):
        yuan / dollar
    assert yuan != dollar


def test_money_does_not_mix_with_bare_numbers_or_floats() -> None:
    with pytest.raises(TypeError):
        Money(1) + 1  # type: ignore[operator]
    with pytest.raises(TypeError):
        Money(1) * 0.1  # type: ignore[operator]
    with pytest.raises(TypeError):
        Money(1.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="XYZ"):
        Money(1, "XYZ")


def test_a_share_is_exact_until_rounded_by_name() -> None:
    third = Fraction(1, 3)
    assert Money(100) * third == Fraction(100, 3)
    assert Money(100).times(third, FEN) == Money(33)
    assert Money(100).times(third, Rounding("up", Fraction(1))) == Money(34)
    assert Money(123_456).times(1, Rounding("down", Fraction(100))) == Money(123_400)


def test_money_is_not_rounded_by_a_rounding_for_numbers_or_to_parts_of_a_fen() -> None:
    with pytest.raises(TypeError, match="number"):
        Money(100).times(1, Rounding("up", Fraction(1), "number"))
    with pytest.raises(TypeError, match="whole minor units"):
        Money(1).times(1, Rounding("up", Fraction(2, 3)))


def test_money_by_money_is_a_rate() -> None:
    assert Money(5) / Money(100) == Fraction(1, 20)
    with pytest.raises(ZeroDivisionError):
        Money(5) / Money(0)


def test_conversion_needs_a_dated_rate_of_the_same_currency() -> None:
    rate = DatedRate("USD", "CNY", Fraction("7.1234"), date(2024, 3, 5), "fictional")
    assert convert(Money(100, "USD"), rate) == Money(712)
    assert convert(Money(71_234), rate) == Money(10_000, "USD")
    assert convert(Money(100, "EUR"), rate) is None
    assert convert(Money(100, "USD"), None) is None


def test_conversion_minds_currencies_without_decimals() -> None:
    rate = DatedRate("CNY", "JPY", Fraction("20.5"), date(2024, 3, 5), "fictional")
    assert convert(Money(1_000), rate) == Money(205, "JPY")
    assert convert(Money(205, "JPY"), rate) == Money(1_000)


@pytest.mark.parametrize(
    ("base", "rate", "source"), [("USD", 0, "s"), ("USD", 1, ""), ("XYZ", 1, "s")]
)
def test_an_exchange_rate_without_value_source_or_currency_is_refused(
    base: str, rate: int, source: str
) -> None:
    with pytest.raises(ValueError, match="exchange rate"):
        DatedRate(base, "CNY", Fraction(rate), date(2024, 3, 5), source)
