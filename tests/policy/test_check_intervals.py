"""Sets of numbers as intervals: the algebra that finds gaps, overlaps and contradictions."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from gaoxin.policy.intervals import ALL, NOTHING, Reach, between, compared

NUMBERS = st.integers(-6, 6).map(lambda n: Fraction(n, 2))
OPS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
HOLDS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
SIMPLE = st.builds(compared, OPS, NUMBERS)
REACHES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a: ~a, inner),
    ),
    max_leaves=6,
)


def holds(reach: Reach, number: Fraction) -> bool:
    return not (reach & compared("==", number)).empty


@given(OPS, NUMBERS, NUMBERS)
def test_a_comparison_holds_exactly_its_numbers(op: str, limit: Fraction, x: Fraction) -> None:
    assert holds(compared(op, limit), x) == HOLDS[op](x, limit)


@given(REACHES, REACHES, NUMBERS)
def test_and_or_not_agree_with_the_numbers(a: Reach, b: Reach, x: Fraction) -> None:
    assert holds(a & b, x) == (holds(a, x) and holds(b, x))
    assert holds(a | b, x) == (holds(a, x) or holds(b, x))
    assert holds(~a, x) == (not holds(a, x))


@given(REACHES)
def test_a_set_and_its_rest_make_the_whole_line(a: Reach) -> None:
    assert (a | ~a) == ALL
    assert (a & ~a) == NOTHING
    assert ~~a == a


@given(REACHES, REACHES, NUMBERS)
def test_a_part_holds_no_more_than_the_whole(a: Reach, b: Reach, x: Fraction) -> None:
    if a.within(b) and holds(a, x):
        assert holds(b, x)


@given(REACHES, st.integers(-4, 4))
def test_among_whole_numbers_the_same_whole_numbers_remain(a: Reach, n: int) -> None:
    assert holds(a.whole(), Fraction(n)) == holds(a, Fraction(n))


def test_fewer_than_five_heads_is_at_most_four() -> None:
    assert compared("<", Fraction(5)).whole() == compared("<=", Fraction(4)).whole()
    assert (~(compared("<=", Fraction(4)) | compared(">=", Fraction(5)))).whole().empty


def test_bounds_are_included_and_may_be_open() -> None:
    assert holds(between(Fraction(0), None), Fraction(0))
    assert not holds(between(Fraction(0), Fraction(1)), Fraction(2))
    assert between(None, None) == ALL
    assert between(Fraction(2), Fraction(1)) == NOTHING
    assert compared(">=", Fraction(3)).one_sided
    assert not ALL.one_sided
