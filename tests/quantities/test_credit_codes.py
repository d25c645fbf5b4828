"""Unified social credit codes: what is well formed, what is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from gaoxin.quantities import check_credit_code, is_synthetic, synthetic_credit_code
from gaoxin.quantities.codes import ALPHABET

WELL_FORMED = [
    "91110000600037341L",
    "91330100799655058B",
    "9144030071526726XG",
    "91440300708461136T",
    "91110000802100433B",
]
MADE_UP = st.integers(0, 10**8 - 1)


@pytest.mark.parametrize("code", WELL_FORMED)
def test_published_codes_are_valid(code: str) -> None:
    check = check_credit_code(code)
    assert (check.valid, check.code, check.faults, check.warnings) == (True, code, (), ())
    assert not is_synthetic(code)


@pytest.mark.parametrize("code", WELL_FORMED)
def test_every_single_slip_and_swap_of_neighbours_is_noticed(code: str) -> None:
    for i, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            assert not check_credit_code(code[:i] + wrong + code[i + 1 :]).valid
    for i in range(17):
        if code[i] != code[i + 1]:
            swapped = code[:i] + code[i + 1] + code[i] + code[i + 2 :]
            assert not check_credit_code(swapped).valid


def test_width_case_spaces_and_hyphens_are_forgiven() -> None:
    check = check_credit_code(" ９１1100-00 600037341l ")
    assert check.valid
    assert check.code == "91110000600037341L"


def test_a_wrong_organisation_code_inside_is_a_warning_only() -> None:
    check = check_credit_code("91110000600037342P")
    assert check.valid
    (warning,) = check.warnings
    assert (warning.code, warning.place) == ("organisation-code-check", 17)
    assert "组织机构代码" in warning.reason("zh")
    assert "organisation code" in warning.reason("en")


@pytest.mark.parametrize("text", ["", "9111000060003734", "91110000600037341L1", "无"])
def test_a_wrong_length_is_named(text: str) -> None:
    (fault,) = check_credit_code(text).faults
    assert fault.code == "credit-code-length"
    assert f"有{len(text)}位" in fault.reason("zh")
    assert "18 characters" in fault.reason("en")


@pytest.mark.parametrize(
    ("text", "place", "zh", "en"),
    [
        ("9144030071526726OG", 17, "请核对是否为“0”", "should be 0"),
        ("91440300715267269*", 18, "只能用数字和", "Use digits and capital letters"),
        ("914403A071526726XG", 7, "行政区划", "division"),
    ],
)
def test_a_character_out_of_place_is_named(text: str, place: int, zh: str, en: str) -> None:
    (fault,) = check_credit_code(text).faults
    assert (fault.code, fault.place) == ("credit-code-character", place)
    assert zh in fault.reason("zh")
    assert en in fault.reason("en")


def test_a_wrong_check_digit_is_named() -> None:
    (fault,) = check_credit_code("91110000600037341M").faults
    assert (fault.code, fault.place) == ("credit-code-check", 18)
    assert fault.reason("zh").startswith("校验位“M”与前17位不符")
    assert fault.reason("en").startswith("The check digit M does not fit")


@given(MADE_UP)
def test_a_made_up_code_passes_the_checks_and_says_what_it_is(n: int) -> None:
    code = synthetic_credit_code(n)
    check = check_credit_code(code)
    assert check.valid
    assert [w.code for w in check.warnings] == ["credit-code-synthetic"]
    assert is_synthetic(code)
    assert uscc.is_valid(code), "the limit: a system that tests the check digit only takes it"


@given(MADE_UP, MADE_UP)
def test_made_up_codes_differ(a: int, b: int) -> None:
    assert (synthetic_credit_code(a) == synthetic_credit_code(b)) == (a == b)


@pytest.mark.parametrize("n", [-1, 10**8])
def test_there_are_no_more_made_up_codes_than_digits(n: int) -> None:
    with pytest.raises(ValueError, match="99,999,999"):
        synthetic_credit_code(n)


def test_a_broken_made_up_code_is_not_taken_for_one() -> None:
    assert not is_synthetic(synthetic_credit_code(1)[:-1] + "0")


@given(st.text(max_size=40))
def test_any_text_gets_an_answer_with_reasons(text: str) -> None:
    check = check_credit_code(text)
    assert check.valid == (not check.faults)
    assert all(f.reason("zh") and f.reason("en") for f in check.faults)
