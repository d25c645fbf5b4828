"""Numbers in words of law: figures, Chinese numerals, words."""

from datetime import date
from fractions import Fraction

import pytest

from gaoxin.policy.checks.figures import Figure, day_matches, numbers_in


def values(text: str, kind: str) -> set[Fraction]:
    return {f.value for f in numbers_in(text) if f.kind == kind}


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("不超过5,000万元", 50_000_000),
        ("奖励 20 万元", 200_000),
        ("1.5亿元", 150_000_000),
        ("５，０００万元", 50_000_000),
        ("二十万元", 200_000),
        ("每百亿元增加值", 10_000_000_000),
        ("20 million yuan", 20_000_000),
        ("999999.99元", Fraction("999999.99")),
        ("5-10亿元", 500_000_000),
    ],
)
def test_money(text: str, yuan: Fraction | int) -> None:
    assert yuan in values(text, "money")


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("不低于12.5%", Fraction(1, 8)),
        ("三分之二", Fraction(2, 3)),
        ("百分之五", Fraction(1, 20)),
        ("千分之二点五", Fraction(1, 400)),
        ("2.5‰", Fraction(1, 400)),
        ("全额用券", 1),
        ("同额匹配", 1),
        ("减半计入", Fraction(1, 2)),
        ("3至5%", Fraction(3, 100)),
        ("按54:26:16:4分担", Fraction(54, 100)),
        ("half of it", Fraction(1, 2)),
        ("12 percent", Fraction(12, 100)),
    ],
)
def test_rates(text: str, rate: Fraction | int) -> None:
    assert rate in values(text, "rate")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("每千平方米", 1000),
        ("每万名从业人员", 10_000),
        ("首次认定", 1),
        ("次年产值", 1),
        ("再次认定", 2),
        ("实现倍增", 2),
        ("连续两年", 2),
        ("1/2×（第二年÷第一年）", Fraction(1, 2)),
        ("eight technological alliances", 8),
        ("the three-year doubling plan", 2),
        ("the three-year doubling plan", 3),
        ("2 million square meters", 2_000_000),
        ("1,000 personnel", 1000),
        ("一万二千家", 12_000),
    ],
)
def test_plain_numbers(text: str, number: Fraction | int) -> None:
    assert number in values(text, "plain")


def test_a_number_that_is_not_there() -> None:
    assert 30 not in values("不超过300人", "plain")
    assert 3 not in values("300人", "plain")
    assert Fraction(1, 20) not in values("5家企业", "rate")
    assert 5000 not in values("5000万元", "money")
    assert numbers_in("没有数字的话") == ()


def test_durations_carry_their_unit() -> None:
    units = {(f.value, f.unit) for f in numbers_in("12个工作日、3个月、10天、五年、两年半、半年")}
    assert {(12, "workday"), (3, "month"), (10, "day"), (5, "year"), (6, "month")} <= units
    assert (Fraction(5, 2), "year") in units


def test_growth_by_two_times_is_doubtful() -> None:
    grown = {(f.value, f.doubtful) for f in numbers_in("比上年增长2倍")}
    assert {(Fraction(2), True), (Fraction(3), True)} <= grown
    assert (Fraction(2), False) in {(f.value, f.doubtful) for f in numbers_in("增长到2倍")}


@pytest.mark.parametrize(
    ("text", "day", "agrees"),
    [
        ("自2019年以来", date(2019, 1, 1), True),
        ("2019年底", date(2019, 12, 31), True),
        ("2019年", date(2019, 7, 1), False),
        ("2019年7月1日起", date(2019, 7, 1), True),
        ("2019年7月1日起", date(2019, 7, 2), False),
        ("2019-07-01", date(2019, 7, 1), True),
        ("2024年2月", date(2024, 2, 29), True),
        ("2024年2月", date(2024, 2, 28), False),
        ("31 December 2025", date(2025, 12, 31), True),
        ("by the end of 2018", date(2018, 12, 31), True),
    ],
)
def test_dates(text: str, day: date, agrees: bool) -> None:
    assert any(day_matches(f, day) for f in numbers_in(text)) is agrees


def test_places_are_in_the_order_of_the_text() -> None:
    figures: tuple[Figure, ...] = numbers_in("超过100万元但不超过300万元的部分，减按50%")
    assert [f.value for f in figures] == [1_000_000, 3_000_000, Fraction(1, 2)]
