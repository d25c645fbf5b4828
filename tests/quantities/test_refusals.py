"""Any text whatever is read or refused with words; nothing else comes out."""

import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.quantities import (
    QuantityError,
    parse_chinese_numeral,
    parse_date,
    parse_duration,
    parse_money,
    parse_number,
    parse_period,
    parse_rate,
    parse_rounding,
)

READERS: list[Callable[[str], object]] = [
    parse_chinese_numeral,
    parse_date,
    parse_duration,
    parse_money,
    parse_number,
    parse_period,
    parse_rate,
    parse_rounding,
]
PIECES = st.sampled_from(
    [
        *"0123456789.,-+%‰ 元万亿千百十年月日天季度一二三两半零点分角之",
        "个工作日",
        "up",
        "CNY",
        "million",
        "Q",
        "FY",
    ]
)
TEXTS = st.text(max_size=20) | st.lists(PIECES, max_size=8).map("".join)


def refusal(read: Callable[[str], object], text: str) -> QuantityError | None:
    """The refusal of a text; None if it was read. Other exceptions come through."""
    try:
        read(text)
    except QuantityError as refused:
        return refused
    return None


@pytest.mark.parametrize("read", READERS)
@given(text=TEXTS)
def test_a_reader_answers_or_refuses_in_both_languages(
    read: Callable[[str], object], text: str
) -> None:
    refused = refusal(read, text)
    if refused:
        assert "请" in refused.reason("zh")
        assert refused.reason("en") == str(refused)
        assert "\n" not in refused.reason("zh")


@pytest.mark.parametrize("read", READERS)
def test_a_very_long_text_is_refused_shortly(read: Callable[[str], object]) -> None:
    with pytest.raises(QuantityError) as refused:
        read("1" * 1_000_000)
    assert len(refused.value.reason("zh")) < 200


def test_a_refusal_travels_between_processes() -> None:
    with pytest.raises(QuantityError) as refused:
        parse_rate("5")
    copy = pickle.loads(pickle.dumps(refused.value))
    assert copy.fault == refused.value.fault
