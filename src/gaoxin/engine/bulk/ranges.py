"""Arithmetic, comparison, least and greatest over values that may be unknown, absent or ranges."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import lcm

from gaoxin.policy.form import Type

from . import exact
from .exact import UNKNOWN, Num, Whole, constant, known
from .refusal import NotInBulk
from .scope import Scope
from .sql import FALSE, NO_FLAG, TRUE, Sql, case, conjoin, disjoin, integer, negate
from .values import Number, Value, doubted, gone, nothing, number, point, unsure

Join = Callable[[Num, Num], Num]


def kept(scope: Scope, value: Number) -> Number:
    """The number with its parts as columns, so that a later use does not repeat them."""
    low = _kept_num(scope, value.low)
    high = _kept_num(scope, value.high) if value.high is not value.low else low
    absent, doubt = scope.keep(value.absent), scope.keep(value.doubt)
    same = low is value.low and high is value.high
    if same and absent is value.absent and doubt is value.doubt:
        return value
    return Number(value.type, low, high, absent, doubt, value.power)


def _kept_num(scope: Scope, num: Num) -> Num:
    top, bottom = _kept_whole(scope, num.top), num.bottom
    if bottom is not None:
        bottom = _kept_whole(scope, bottom)
    if top is num.top and bottom is num.bottom:
        return num
    return Num(top, num.scale, bottom, num.signed)


def _kept_whole(scope: Scope, whole: Whole) -> Whole:
    text = scope.keep(whole.sql)
    if text is whole.sql:
        return whole
    return Whole(text, whole.low, whole.high, whole.wide, whole.sure)


def plus(type: Type, a: Number, b: Number) -> Number:
    return _ends(type, a, b, exact.plus, a.low, b.low, a.high, b.high)


def minus(type: Type, a: Number, b: Number) -> Number:
    return _ends(type, a, b, exact.minus, a.low, b.high, a.high, b.low)


def _ends(
    type: Type, a: Number, b: Number, join: Join, al: Num, bl: Num, ah: Num, bh: Num
) -> Number:
    _no_roots(a, b)
    if not _both_known(a, b):
        return point(type, UNKNOWN, gone(a, b), doubted(a, b))
    low = join(al, bl)
    high = low if not a.ranged and not b.ranged else join(ah, bh)
    return Number(type, low, high, gone(a, b), doubted(a, b))


def _both_known(a: Number, b: Number) -> bool:
    return all(known(n) for n in (a.low, a.high, b.low, b.high))


def _no_roots(*values: Number) -> None:
    if any(v.power for v in values):
        raise NotInBulk(
            "复合增长率只能直接比较，不能再参与运算",
            "a compound growth rate can only be compared, not calculated with",
        )


def negative(value: Number) -> Number:
    low = exact.negative(value.high)
    high = exact.negative(value.low) if value.ranged else low
    return replace(value, low=low, high=high)


def times(scope: Scope, type: Type, a: Number, b: Number) -> Number:
    """The product; of ranges, the least and greatest of the products of the ends."""
    _no_roots(a, b)
    if not _both_known(a, b):
        return point(type, UNKNOWN, gone(a, b), doubted(a, b))
    if not a.ranged and not b.ranged:
        return point(type, exact.times(a.low, b.low), gone(a, b), doubted(a, b))
    a, b = kept(scope, a), kept(scope, b)
    return _corners(scope, type, a, b, exact.times)


def over(scope: Scope, type: Type, a: Number, b: Number) -> Number:
    """The quotient; unknown over zero or over a range that holds zero."""
    _no_roots(a, b)
    if not _both_known(a, b):
        return point(type, UNKNOWN, gone(a, b), doubted(a, b))
    if not b.ranged:
        b = kept(scope, b)
        if not a.ranged:
            return point(type, exact.over(a.low, b.low), gone(a, b), doubted(a, b))
        return _corners(scope, type, kept(scope, a), b, exact.over)
    a, b = kept(scope, a), kept(scope, b)
    zero = constant(0)
    clear = disjoin(exact.compare(">", b.low, zero), exact.compare("<", b.high, zero))
    found = _corners(scope, type, a, b, exact.over)
    return kept(scope, _only_where(scope.keep(clear), found))


def _only_where(test: Sql, value: Number) -> Number:
    def guarded(num: Num) -> Num:
        top = replace(num.top, sql=case((test, num.top.sql)), sure=False)
        return replace(num, top=top)

    return replace(value, low=guarded(value.low), high=guarded(value.high))


def _corners(scope: Scope, type: Type, a: Number, b: Number, join: Join) -> Number:
    absent, doubt = gone(a, b), doubted(a, b)
    if all(_never_negative(n) for n in (a.low, a.high, b.low, b.high)):
        # Both factors only make it greater; a divisor only smaller.
        ends = (b.high, b.low) if join is exact.over else (b.low, b.high)
        return Number(type, join(a.low, ends[0]), join(a.high, ends[1]), absent, doubt)
    found = [point(type, join(x, y)) for x in (a.low, a.high) for y in (b.low, b.high)]
    low = least(scope, type, found, "min").low
    high = least(scope, type, found, "max").high
    return Number(type, low, high, absent, doubt)


def _never_negative(num: Num) -> bool:
    return num.top.low >= 0 and (num.bottom is None or num.bottom.low >= 0)


# --- comparison ------------------------------------------------------------------------------

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "==": "!=", "!=": "=="}


def compare(scope: Scope, op: str, a: Value, b: Value) -> Sql:
    """Kleene: TRUE or FALSE where every value between the ends says so, else NULL; FALSE where a
    side is absent."""
    left, right = number(a), number(b)
    if left.power or right.power:
        left, right, op = _rooted(op, left, right)
    absent = gone(left, right)
    if absent == TRUE:
        return FALSE
    if left.ranged or right.ranged:
        answer = _ranged(kept(scope, left), kept(scope, right), op)
    else:
        answer = exact.compare(op, left.low, right.low)
    return conjoin(negate(absent), answer)


def _ranged(a: Number, b: Number, op: str) -> Sql:
    if not _both_known(a, b):
        return NO_FLAG
    if op == "!=":
        return negate(_ranged(a, b, "=="))
    if op == "==":
        apart = disjoin(exact.compare("<", a.high, b.low), exact.compare("<", b.high, a.low))
        same = conjoin(
            exact.compare("==", a.low, a.high),
            exact.compare("==", a.low, b.low),
            exact.compare("==", b.low, b.high),
        )
        return case((apart, FALSE), (same, TRUE))
    if op in {"<", "<="}:
        return _ranged(b, a, _MIRRORED[op])
    sure = exact.compare(op, a.low, b.high)
    never = exact.compare(_OPPOSITE[op], a.high, b.low)
    return case((sure, TRUE), (never, FALSE))


def _rooted(op: str, a: Number, b: Number) -> tuple[Number, Number, str]:
    """A compound rate over n years against a number: the ratio against (1 + number) to the n."""
    if a.power and b.power:
        raise NotInBulk("不能比较两个复合增长率", "two compound rates cannot be compared in bulk")
    if b.power:
        a, b, op = b, a, _MIRRORED.get(op, op)
    limit = b.fraction
    if limit is None:
        raise NotInBulk(
            "复合增长率只能与固定的数比较", "a compound rate compares with a fixed number only"
        )
    raised = (1 + limit) ** a.power if limit >= -1 else 1 + limit
    return replace(a, power=0), point(b.type, constant(Fraction(raised))), op


# --- least and greatest ----------------------------------------------------------------------


def least(scope: Scope, type: Type, values: list[Number], which: str) -> Number:
    """``min`` or ``max``: what is absent is skipped, an unknown one spreads."""
    _no_roots(*values)
    values = [v for v in values if v.absent != TRUE]
    if not values:
        return point(type, UNKNOWN, TRUE)
    found = values[0]
    for value in values[1:]:
        found = _least_of_two(scope, type, found, value, which)
    return found


def _least_of_two(scope: Scope, type: Type, a: Number, b: Number, which: str) -> Number:
    a, b = kept(scope, a), kept(scope, b)
    absent = conjoin(a.absent, b.absent)
    doubt = conjoin(unsure(a), unsure(b))
    low = _pick(scope, a.low, b.low, a.absent, b.absent, which)
    ranged = a.ranged or b.ranged
    high = _pick(scope, a.high, b.high, a.absent, b.absent, which) if ranged else low
    return Number(type, low, high, scope.keep(absent), doubt)


def _pick(scope: Scope, a: Num, b: Num, no_a: Sql, no_b: Sql, which: str) -> Num:
    if not known(a) or not known(b):
        if no_a == FALSE and no_b == FALSE:
            return UNKNOWN
        raise NotInBulk("未知与无此项之间取小或取大", "least of unknown and perhaps absent")
    a, b = aligned([a, b])
    op = "<=" if which == "min" else ">="
    less, more = exact.compare(op, a, b), exact.compare(_OPPOSITE[op], a, b)
    if less == TRUE:
        less, more = _or_null(b, TRUE), FALSE
    rows = [(no_a, b.top.sql), (no_b, a.top.sql), (less, a.top.sql), (more, b.top.sql)]
    choose = min if which == "min" else max
    low, high = choose(a.top.low, b.top.low), choose(a.top.high, b.top.high)
    if no_a != FALSE or no_b != FALSE:
        low, high = min(a.top.low, b.top.low), max(a.top.high, b.top.high)
    wide = a.top.wide or b.top.wide
    top = Whole(scope.keep(case(*rows)), low, high, wide)
    return replace(a, top=top, bottom=_bottom(scope, rows, a, b))


def _or_null(a: Num, test: Sql) -> Sql:
    empty = nothing(a)
    return test if empty == FALSE else negate(empty)


def _bottom(scope: Scope, rows: list[tuple[Sql, Sql]], a: Num, b: Num) -> Whole | None:
    if a.bottom is None or b.bottom is None or a.bottom == b.bottom:
        return a.bottom
    ends = [b.bottom.sql, a.bottom.sql, a.bottom.sql, b.bottom.sql]
    chosen = case(*[(test, end) for (test, _), end in zip(rows, ends, strict=True)])
    high = max(a.bottom.high, b.bottom.high)
    return Whole(scope.keep(chosen), 0, high, a.bottom.wide or b.bottom.wide)


def aligned(numbers: list[Num]) -> list[Num]:
    """The numbers with one scale; and either no bottoms or all with a positive bottom."""
    if any(n.bottom is not None for n in numbers):
        numbers = [exact.positive(n) for n in numbers]
        numbers = [
            n if n.bottom is not None else replace(n, bottom=exact.count(1)) for n in numbers
        ]
    common = lcm(*[n.scale for n in numbers])
    return [_rescaled(n, common) for n in numbers]


def _rescaled(num: Num, common: int) -> Num:
    factor = common // num.scale
    if factor == 1:
        return num
    return replace(num, top=exact.whole_times(num.top, exact.count(factor)), scale=common)


def is_null(value: Number) -> Sql:
    """TRUE where the number cannot be known; never NULL."""
    ends = {id(value.low): value.low, id(value.high): value.high}.values()
    return disjoin(*[nothing(end) for end in ends])


def guard(test: Sql, value: Number) -> Number:
    """The number, unknown where ``test`` does not hold."""
    return _only_where(test, value)


def zero_if(absent: Sql, value: Num) -> Num:
    """The number, zero where it is absent."""
    if absent == FALSE:
        return value
    if absent == TRUE:
        return constant(0)
    top = value.top
    text = case((absent, integer(0)), other=top.sql)
    low, high = min(top.low, 0), max(top.high, 0)
    found = replace(value, top=Whole(text, low, high, top.wide))
    if value.bottom is None:
        return found
    bottom = case((absent, integer(1)), other=value.bottom.sql)
    size = Whole(bottom, min(value.bottom.low, 1), max(value.bottom.high, 1), value.bottom.wide)
    return replace(found, bottom=size)
