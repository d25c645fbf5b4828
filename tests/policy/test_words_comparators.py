"""Words beside a number and the operators they allow (Civil Code 1259 and drafting practice)."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from gaoxin.policy.checks.comparators import Beside, beside, in_bracket
from gaoxin.policy.checks.figures import numbers_in


def says(text: str, number: str, own: Mapping[str, str] | None = None) -> Beside:
    wanted = Fraction(number)
    figure = next(f for f in numbers_in(text) if f.value == wanted and not in_bracket(text, f))
    return beside(text, figure, own or {})


@pytest.mark.parametrize(
    ("text", "number", "ops"),
    [
        ("不低于100万元", "1000000", ">="),
        ("20家以上", "20", ">="),
        ("10项及以上", "10", ">="),
        ("至少配备1名专业人员", "1", ">="),
        ("累计毕业企业应达到20家以上", "20", ">="),
        ("实际注册并运营满3年", "3", ">="),
        ("再次认定", "2", ">="),
        ("不超过500人", "500", "<="),
        ("倒数5名以内", "5", "<="),
        ("3年内", "3", "<="),
        ("最高50万元", "500000", "<="),
        ("不得超过可加计总额的10%", "1/10", "<="),
        ("超过2000万元的", "20000000", ">"),
        ("完成投资低于计划80%的", "4/5", "<"),
        ("不足1亿元的", "100000000", "<"),
        ("未达到60分", "60", "<"),
        ("首次认定", "1", "=="),
        ("3项Ⅱ类", "3", "=="),
        ("达到2025年底的2倍", "2", ">="),
        ("at least 600", "600", ">="),
        ("not exceeding 20 million yuan", "20000000", "<="),
        ("more than 50 enterprises", "50", ">"),
        ("fewer than 50 enterprises", "50", "<"),
        ("20 million yuan or more", "20000000", ">="),
        ("within 3 years", "3", "<="),
        ("增值超过100万元但不超过300万元", "3000000", "<="),
    ],
)
def test_the_word_decides(text: str, number: str, ops: str) -> None:
    assert says(text, number).ops == {ops}


@pytest.mark.parametrize(
    ("text", "number", "ops"),
    [
        ("综合得分达到70分以上（不含70分）", "70", ">"),
        ("小于5,000万元（含）的企业", "50000000", "<="),
        ("3万元以下（含3万元）", "30000", "<="),
        ("30%（含）以上", "3/10", ">="),
        ("50%以上（不含）", "1/2", ">"),
        ("超过20家（含20家）", "20", ">="),
    ],
)
def test_a_bracket_wins_over_the_word(text: str, number: str, ops: str) -> None:
    assert says(text, number).ops == {ops}


def test_a_bracket_about_something_else_decides_nothing() -> None:
    assert says("不低于5万元（含税）", "50000").ops == {">="}


def test_ranges_have_two_ends() -> None:
    text = "最近一年销售收入在5,000万元至2亿元（含）的企业"
    assert says(text, "50000000").ops == {">="}
    assert says(text, "200000000").ops == {"<="}
    assert says("25%（含）—30%", "3/10").ops == {"<", "<="}
    assert says("select 8- 10 colleges", "8").ops == {">="}
    assert says("between 5 and 10 enterprises", "10").ops == {"<", "<="}


def test_the_documents_own_words_are_stronger_than_custom() -> None:
    assert says("2亿元以上", "200000000", {"以上": ">"}).ops == {">"}
    assert says("2亿元以上（含）", "200000000", {"以上": ">"}).ops == {">="}


def test_a_document_may_make_words_of_its_own() -> None:
    assert says("冲破50家", "50", {"冲破": ">"}).ops == {">"}
    assert says("以上奖励最高5万元", "50000", {"以上": ">"}).ops == {"<="}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("以上奖补资金5万元", "50000"),
        ("奖励10万元以上奖补资金", "100000"),
        ("境内3家", "3"),
        ("3家境内企业", "3"),
        ("圆满完成3项", "3"),
        ("发达地区3个", "3"),
        ("1项省级以上科技项目", "1"),
        ("节约3万元", "30000"),
    ],
)
def test_the_same_signs_in_other_words_are_no_comparators(text: str, number: str) -> None:
    found = says(text, number)
    assert found.bare
    assert not found.approximate


def test_a_run_of_years_allows_nothing_without_reads() -> None:
    assert says("自认定起连续3年", "3") == Beside(frozenset(), "连续")
    assert says("连续2年以上报送", "2").ops == {">="}


@pytest.mark.parametrize(
    "text", ["约50家", "50家左右", "接近50家", "近50家企业", "about 50 enterprises", "大约50家"]
)
def test_approximate_words_are_seen(text: str) -> None:
    assert says(text, "50").approximate


@pytest.mark.parametrize("text", ["近3年", "近三个会计年度", "最近3次", "附近3家", "签约3家"])
def test_the_last_three_years_are_not_approximate(text: str) -> None:
    assert not says(text, "3").approximate


def test_one_number_does_not_lend_its_word_to_the_next() -> None:
    assert says("职工总数不超过500人、年销售收入2亿元", "200000000").bare
    assert says("不低于5%，奖励20万元", "200000").bare
