"""Exact numbers in SQL: integers with known bounds, a constant scale, perhaps a denominator.

A number is ``top / (scale · bottom)``. All three are integers, so nothing is ever rounded before
the text asks for it. The bounds are static: they choose BIGINT where 63 bits provably hold every
step, HUGEINT up to 127 bits, and refuse what neither holds.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from math import ceil, floor, gcd, lcm

from gaoxin.quantities import Rounding

from .refusal import NotInBulk
from .sql import NO_NUMBER, Sql, case, integer, sql

BIGINT = 2**63 - 1
HUGEINT = 2**127 - 1


@dataclass(frozen=True, slots=True)
class Whole:
    """An integer column or expression between ``low`` and ``high``; ``wide`` if it is a HUGEINT,
    ``sure`` if it is never NULL."""

    sql: Sql
    low: int
    high: int
    wide: bool = False
    sure: bool = False

    @property
    def size(self) -> int:
        return max(abs(self.low), abs(self.high))

    @property
    def constant(self) -> bool:
        return self.sure and self.sql.level < 0 and self.low == self.high


@dataclass(frozen=True, slots=True)
class Num:
    """``top / (scale · bottom)``. ``bottom`` None is 1. ``signed``: the bottom may be negative or
    zero; zero makes the number unknown."""

    top: Whole
    scale: int = 1
    bottom: Whole | None = None
    signed: bool = False

    @property
    def constant(self) -> bool:
        return self.bottom is None and self.top.constant

    @property
    def fraction(self) -> Fraction | None:
        """The value, if it is a constant."""
        return Fraction(self.top.low, self.scale) if self.constant else None


def constant(value: Fraction | int) -> Num:
    return Num(count(value.numerator), value.denominator)


UNKNOWN = Num(Whole(NO_NUMBER, 0, 0))


def known(number: Num) -> bool:
    return number.top.sql != NO_NUMBER


# --- integers --------------------------------------------------------------------------------


def whole_times(a: Whole, b: Whole) -> Whole:
    corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
    if b.constant and b.low == 1:
        return a
    if a.constant and a.low == 1:
        return b
    return _fits("({} * {})", a, b, min(corners), max(corners))


def whole_plus(a: Whole, b: Whole) -> Whole:
    if b.constant and b.low == 0:
        return a
    if a.constant and a.low == 0:
        return b
    return _fits("({} + {})", a, b, a.low + b.low, a.high + b.high)


def whole_minus(a: Whole, b: Whole) -> Whole:
    if b.constant and b.low == 0:
        return a
    return _fits("({} - {})", a, b, a.low - b.high, a.high - b.low)


@cache
def count(n: int) -> Whole:
    return Whole(integer(n), n, n, abs(n) > BIGINT, sure=True)


def _fits(template: str, a: Whole, b: Whole, low: int, high: int) -> Whole:
    size = max(abs(low), abs(high))
    if size > HUGEINT:
        raise NotInBulk(
            "乘积可能超过127位，不能精确地成批计算：请声明事实的值域，或先取整",
            "a product may exceed 127 bits: declare the ranges of the facts, or round first",
        )
    if a.constant and b.constant and low == high:
        return count(low)
    if size <= BIGINT or a.wide or b.wide:
        return Whole(sql(template, a.sql, b.sql), low, high, a.wide or b.wide)
    return Whole(sql(template, widened(a.sql), b.sql), low, high, True)


def widened(a: Sql) -> Sql:
    return sql("CAST({} AS HUGEINT)", a)


# --- numbers ---------------------------------------------------------------------------------


def _scaled(a: Num, factor: int) -> Whole:
    return a.top if factor == 1 else whole_times(a.top, count(factor))


def positive(a: Num) -> Num:
    """The same number with a bottom above zero; a zero bottom becomes NULL."""
    if a.bottom is None or not a.signed:
        return a
    b = a.bottom
    size = max(abs(b.low), abs(b.high))
    if b.low >= 0:
        return replace(a, bottom=Whole(sql("NULLIF({}, 0)", b.sql), 0, size, b.wide), signed=False)
    top = Whole(
        case((sql("({} < 0)", b.sql), sql("(-{})", a.top.sql)), other=a.top.sql),
        -a.top.size,
        a.top.size,
        a.top.wide,
    )
    return Num(top, a.scale, Whole(sql("NULLIF(ABS({}), 0)", b.sql), 0, size, b.wide))


def plus(a: Num, b: Num) -> Num:
    return _sum(a, b, whole_plus)


def minus(a: Num, b: Num) -> Num:
    return _sum(a, b, whole_minus)


def _sum(a: Num, b: Num, join: Callable[[Whole, Whole], Whole]) -> Num:
    common = lcm(a.scale, b.scale)
    if a.bottom == b.bottom and a.signed == b.signed:
        top = join(_scaled(a, common // a.scale), _scaled(b, common // b.scale))
        return _reduced(Num(top, common, a.bottom, a.signed))
    a, b = positive(a), positive(b)
    left, right = _scaled(a, common // a.scale), _scaled(b, common // b.scale)
    if b.bottom is not None:
        left = whole_times(left, b.bottom)
    if a.bottom is not None:
        right = whole_times(right, a.bottom)
    return Num(join(left, right), common, _bottoms(a, b))


def _bottoms(a: Num, b: Num) -> Whole | None:
    if a.bottom is None or b.bottom is None:
        return a.bottom or b.bottom
    return whole_times(a.bottom, b.bottom)


def _reduced(a: Num) -> Num:
    if a.top.constant and a.scale > 1:
        shared = gcd(a.top.low, a.scale)
        return replace(a, top=count(a.top.low // shared), scale=a.scale // shared)
    return a


def times(a: Num, b: Num) -> Num:
    """The product; a constant factor is cancelled against the other's scale first."""
    if a.constant and not b.constant:
        a, b = b, a
    if b.constant:
        shared = gcd(b.top.low, a.scale) or 1
        top = _scaled(a, b.top.low // shared)
        return replace(a, top=top, scale=a.scale // shared * b.scale)
    if a.bottom is not None and b.bottom is not None:
        a, b = positive(a), positive(b)
    return Num(whole_times(a.top, b.top), a.scale * b.scale, _bottoms(a, b), a.signed or b.signed)


def over(a: Num, b: Num) -> Num:
    """The quotient, kept as numerator and denominator; never divided."""
    divisor = b.fraction
    if divisor == 0 or not known(b):
        return UNKNOWN
    if divisor is not None:
        return times(a, constant(1 / divisor))
    a, b = positive(a), positive(b)
    shared = gcd(a.scale, b.scale)
    top = _scaled(a, b.scale // shared)
    if b.bottom is not None:
        top = whole_times(top, b.bottom)
    bottom = b.top if a.bottom is None else whole_times(b.top, a.bottom)
    return Num(top, a.scale // shared, bottom, signed=b.top.low <= 0)


def negative(a: Num) -> Num:
    if a.fraction is not None:
        return constant(-a.fraction)
    return replace(a, top=Whole(sql("(-{})", a.top.sql), -a.top.high, -a.top.low, a.top.wide))


# --- comparison ------------------------------------------------------------------------------

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_WRITTEN = {"==": "=", "!=": "<>"}


def compare(op: str, a: Num, b: Num) -> Sql:
    """``a op b`` by cross-multiplication, the sign of the denominator respected.

    NULL where a side is unknown or a denominator is zero.
    """
    if not known(a) or not known(b):
        return Sql("CAST(NULL AS BOOLEAN)")
    if a.constant and not b.constant:
        a, b, op = b, a, _MIRRORED[op]
    if a.bottom is None and b.fraction is not None:
        return _against_constant(op, a, b.fraction)
    if b.bottom is not None:
        if a.bottom is None:
            a, b, op = b, a, _MIRRORED[op]
        else:
            b = positive(b)
    return _crossed(op, a, b)


def _crossed(op: str, a: Num, b: Num) -> Sql:
    """``a op b`` where only ``a`` may have a signed bottom."""
    common = lcm(a.scale, b.scale)
    left, right = _scaled(a, common // a.scale), _scaled(b, common // b.scale)
    if b.bottom is not None:
        left = whole_times(left, b.bottom)
    if a.bottom is None:
        return _compared(op, left, right)
    right = whole_times(right, a.bottom)
    if not a.signed:
        return _compared(op, left, right)
    rows = [(sql("({} > 0)", a.bottom.sql), _compared(op, left, right))]
    if a.bottom.low < 0:
        rows.append((sql("({} < 0)", a.bottom.sql), _compared(_MIRRORED[op], left, right)))
    return case(*rows)


def _compared(op: str, left: Whole, right: Whole) -> Sql:
    return sql("({} " + _WRITTEN.get(op, op) + " {})", left.sql, right.sql)


def _against_constant(op: str, a: Num, limit: Fraction) -> Sql:
    """An integer against a constant: the constant is moved to the next integer, nothing scaled."""
    edge = limit * a.scale
    if a.top.constant:
        return Sql("TRUE" if _holds(op, Fraction(a.top.low), edge) else "FALSE")
    if edge.denominator != 1:
        if op in {"==", "!="}:
            return case(
                (sql("({} IS NOT NULL)", a.top.sql), Sql("FALSE" if op == "==" else "TRUE"))
            )
        op, edge = (
            (">=", Fraction(ceil(edge))) if op in {">", ">="} else ("<=", Fraction(floor(edge)))
        )
    return _compared(op, a.top, count(edge.numerator))


def _holds(op: str, a: Fraction, b: Fraction) -> bool:
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}[op]


# --- rounding --------------------------------------------------------------------------------


def rounded(a: Num, rounding: Rounding) -> Num:
    """``a`` rounded to whole multiples of the step, on integers only, as ``Rounding`` says."""
    if not known(a):
        return a
    if a.fraction is not None:
        return constant(rounding.apply(a.fraction))
    step = rounding.step
    if a.bottom is None and (step * a.scale).denominator == 1 and step * a.scale == 1:
        return a
    if a.bottom is None and a.scale == 1 and step == 1:
        return a
    a = positive(a)
    top = _scaled(a, step.denominator)
    size = count(step.numerator * a.scale)
    divisor = size if a.bottom is None else whole_times(size, a.bottom)
    whole = _divided(top, divisor, rounding.mode)
    return Num(whole_times(_narrow(whole), count(step.numerator)), step.denominator)


def _divided(top: Whole, divisor: Whole, mode: str) -> Whole:
    if top.low >= 0:
        return _divided_size(top, divisor, mode)
    size = Whole(sql("ABS({})", top.sql), 0, top.size, top.wide)
    whole = _divided_size(size, divisor, mode)
    signed = case((sql("({} < 0)", top.sql), sql("(-{})", whole.sql)), other=whole.sql)
    return Whole(signed, -whole.high, whole.high, whole.wide)


def _divided_size(top: Whole, divisor: Whole, mode: str) -> Whole:
    """The quotient of non-negative integers, rounded."""
    high = top.high // (divisor.low if divisor.constant else 1) + 1
    match mode:
        case "down":
            lifted = top
        case "up":
            lifted = whole_plus(top, whole_minus(divisor, count(1)))
        case "half_up" if divisor.constant and divisor.low % 2 == 0:
            lifted = whole_plus(top, count(divisor.low // 2))
        case "half_up":
            lifted = whole_plus(whole_times(top, count(2)), divisor)
            divisor = whole_times(divisor, count(2))
        case _:
            return _half_even(top, divisor, high)
    return Whole(sql("({} // {})", lifted.sql, divisor.sql), 0, high, lifted.wide or divisor.wide)


def _half_even(top: Whole, divisor: Whole, high: int) -> Whole:
    doubled = whole_times(_rest(top, divisor), count(2))
    whole = sql("({} // {})", top.sql, divisor.sql)
    template = (
        "({0} + CASE WHEN {1} > {2} OR ({1} = {2} AND {0} % 2 = 1) THEN 1::BIGINT"
        " WHEN {1} <= {2} THEN 0::BIGINT END)"
    )
    return Whole(sql(template, whole, doubled.sql, divisor.sql), 0, high, top.wide or divisor.wide)


def _rest(top: Whole, divisor: Whole) -> Whole:
    return Whole(sql("({} % {})", top.sql, divisor.sql), 0, divisor.size, top.wide or divisor.wide)


def _narrow(a: Whole) -> Whole:
    if a.wide and a.size <= BIGINT:
        return Whole(sql("CAST({} AS BIGINT)", a.sql), a.low, a.high)
    return a
