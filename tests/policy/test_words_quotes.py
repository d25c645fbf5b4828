"""A quote must stand in the prose: what printers change is dropped, what lawyers change is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.policy.checks.figures import numbers_in
from gaoxin.policy.checks.words import cut, fold, nearest, stands_in
from gaoxin.policy.expression import Syntax, normal, parse

PROSE = """最近一年销售收入小于 5,000 万元（含）的企业，**不低于**5%；
2. 最近一年销售收入在5,000万元至2亿元（含）的企业，不低于4%。"""


@pytest.mark.parametrize(
    "quote",
    [
        "小于5000万元（含）",
        "小于5，000万元(含)".replace("，", ","),
        "小于５０００万元（含）的企业，不低于5%",
        "企业,不低于5%",
        "不低于 5 %",
        "5,000万元至2亿元",
    ],
)
def test_typography_does_not_matter(quote: str) -> None:
    assert stands_in(quote, PROSE)


@pytest.mark.parametrize(
    "quote", ["小于5000万元（不含）", "大于5000万元", "不低于3%", "小于500万元", "", "   ", "**"]
)
def test_other_words_do_not_stand_in_the_prose(quote: str) -> None:
    assert not stands_in(quote, PROSE)


def test_a_full_width_comma_between_two_numbers_is_no_thousands_separator() -> None:
    assert fold("100，200人") != fold("100200人")
    assert fold("100,200人") == fold("100200人")


def test_dashes_and_quotation_marks_are_of_one_kind() -> None:
    assert stands_in("7-8分", "专家打7—8分")
    assert stands_in('首次纳入"四上"统计库', "首次纳入“四上”统计库的")
    assert stands_in("1－6分", "有自主研发的1—6分")


def test_underscores_inside_words_are_kept() -> None:
    assert not stands_in("rdcost", "the rd_cost")


def test_the_nearest_stretch_is_named() -> None:
    assert "5000万元(含)" in nearest("销售收入低于5000万元（含）的企业", PROSE)
    assert nearest("完全无关之语", PROSE) == ""


@given(st.text(alphabet="不低于5,0万元 （含）—*“”\n", max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="研发费用不低于万元abc ", min_size=1, max_size=30), st.data())
def test_every_stretch_of_the_prose_stands_in_it_or_is_cut(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    assert (stands_in(quote, text) or cut(quote, text) != "") == bool(fold(quote))


@pytest.mark.parametrize(
    ("quote", "prose"),
    [
        ("超过100万元", "研发费用不超过100万元的企业"),
        ("高新技术企业", "非高新技术企业"),
        ("发生事故", "没有发生事故"),
        ("低于5%", "不得低于5%"),
        ("more than 5 people", "not more than 5 people"),
        ("exceed 5%", "does not exceed 5%"),
        ("00万元", "奖励100万元"),
        ("奖励10", "奖励100万元"),
        ("奖励1", "奖励1.5倍"),
        ("奖励5", "奖励5%"),
        ("奖励5", "奖励5万元"),
        ("奖励二", "奖励二十万元"),
        ("十万元", "奖励二十万元"),
        ("100万元以", "100万元以上"),
        ("高50万元", "最高50万元"),
        ("ward of 5", "an award of 5"),
        ("an award", "an awards"),
    ],
)
def test_a_quote_cuts_no_word_number_or_negation(quote: str, prose: str) -> None:
    assert not stands_in(quote, prose)
    assert fold(quote) in fold(cut(quote, prose))
    assert stands_in(quote, f"{prose}。{quote}。")


@pytest.mark.parametrize(
    ("quote", "prose"),
    [
        ("不超过100万元", "研发费用不超过100万元的企业"),
        ("奖励100万元", "奖励100万元以上"),
        ("award of 5", "an award of 5 for each"),
        ("万家企业", "千帆、万家企业"),
    ],
)
def test_a_quote_between_words_stands(quote: str, prose: str) -> None:
    assert stands_in(quote, prose)
    assert cut(quote, prose) == ""


@pytest.mark.parametrize("text", ["10²万元", "①02万元", "10₂万元", "⑴02万元"])
def test_raised_and_circled_figures_are_no_digits(text: str) -> None:
    assert all(f.value != 1_020_000 for f in numbers_in(text))
    assert not stands_in("102万元", text)


def test_a_name_of_the_author_is_no_literal() -> None:
    text = normal("㐀0 + 100万元")
    syntax = parse(text)
    assert isinstance(syntax, Syntax)
    assert "㐀0" not in syntax.literals
    assert len(syntax.literals) == 1
