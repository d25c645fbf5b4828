"""A quote must stand in the prose: what printers change is dropped, what lawyers change is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.policy.checks.words import fold, nearest, stands_in

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
def test_every_stretch_of_the_prose_stands_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    assert stands_in(quote, text) == bool(fold(quote))
