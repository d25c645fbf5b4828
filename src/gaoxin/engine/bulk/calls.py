"""The functions of the language over values (those of spells and events apart)."""

from dataclasses import replace

from gaoxin.policy.form import Call, Type
from gaoxin.quantities import Duration, WorkCalendar

from . import dates, exact, ranges, rows
from .exact import constant
from .refusal import NotInBulk
from .scope import Scope
from .sql import FALSE, TRUE, Sql, case, conjoin, disjoin, negate, sql
from .values import (
    Number,
    Plain,
    Value,
    dated,
    doubted,
    flag,
    gone,
    number,
    perhaps_absent,
    point,
    unknown_if,
)

RATE = Type("rate")


def call(scope: Scope, node: Call, args: list[Value], calendar: WorkCalendar) -> Value:
    """The value of ``node`` over its arguments."""
    match node.function:
        case "min" | "max" | "best":
            which = "min" if node.function == "min" else "max"
            return ranges.least(scope, node.type, [number(a) for a in args], which)
        case "has":
            return flag(_has(args[0]))
        case "full_years":
            return dates.full(dated(args[0]), dated(args[1]), 12)
        case "full_months":
            return dates.full(dated(args[0]), dated(args[1]), 1)
        case "within":
            return _within(args, calendar)
        case "start" | "end":
            return dates.edge_of(args[0], node.function)
        case "year":
            return dates.year_of(_plain(args[0]))
        case "month":
            return dates.month_of(_plain(args[0]))
        case "growth":
            return _growth(scope, number(args[0]), number(args[1]))
        case "cagr":
            return _compound(scope, *[number(a) for a in args])
        case "in_turn":
            return _in_turn(scope, node.type, number(args[0]), args[1:])
        case _:
            raise NotInBulk(f"成批计算没有“{node.function}”", f"no bulk form of {node.function}")


def _plain(value: Value) -> Plain:
    if isinstance(value, Number):
        raise NotInBulk("这里需要日期", "a date is needed here")
    return value


def _has(value: Value) -> Sql:
    """Unknown means "exists, not given", unless it may also turn out not to exist."""
    if value.absent == TRUE:
        return FALSE
    if value.doubt == FALSE:
        return negate(value.absent)
    return case((value.absent, FALSE), (negate(perhaps_absent(value)), TRUE))


def _within(args: list[Value], calendar: WorkCalendar) -> Plain:
    length = args[1].constant if isinstance(args[1], Plain) else None
    if not isinstance(length, Duration):
        raise NotInBulk("期限须为固定期限", "the term must be a fixed duration")
    a, b = dated(args[0]), dated(args[2])
    return flag(dates.within(a, length, b, calendar), gone(a, b), doubted(a, b))


def _growth(scope: Scope, a: Number, b: Number) -> Number:
    """b/a − 1; unknown where the base is not positive."""
    a = ranges.kept(scope, a)
    ratio = ranges.over(scope, RATE, b, a)
    if a.low.top.low <= 0 and a.low.fraction is None:
        rising = exact.compare(">", a.low, constant(0))
        if not a.ranged and not b.ranged and a.low.bottom is None:
            ratio = _on_positive_base(ratio, b, a)
        else:
            ratio = ranges.guard(rising, ratio)
    return ranges.minus(RATE, ratio, point(RATE, constant(1)))


def _on_positive_base(ratio: Number, b: Number, a: Number) -> Number:
    """The quotient with its base as a bottom that is NULL unless positive: one comparison less."""
    base = a.low.top
    bottom = exact.Whole(
        case((sql("({} > 0)", base.sql), base.sql)), 1, max(base.high, 1), base.wide
    )
    plain = exact.over(b.low, replace(a.low, top=replace(bottom, low=1)))
    return replace(ratio, low=plain, high=plain)


def _compound(scope: Scope, a: Number, b: Number, n: Number) -> Number:
    years = n.fraction
    if years is None or years <= 0 or years.denominator != 1 or a.ranged or b.ranged:
        raise NotInBulk(
            "复合增长率的年数须为固定的正整数", "cagr needs a fixed whole number of years in bulk"
        )
    a, b = ranges.kept(scope, a), ranges.kept(scope, b)
    ratio = ranges.over(scope, RATE, b, a)
    fine = conjoin(exact.compare(">", a.low, constant(0)), exact.compare(">=", b.low, constant(0)))
    return replace(ranges.guard(fine, ratio), power=int(years))


def _in_turn(scope: Scope, type: Type, n: Number, values: list[Value]) -> Value:
    """The n-th value; absent beyond the last, or where there is no n."""
    n = ranges.kept(scope, n)
    if n.ranged:
        raise NotInBulk("依次的次数不能是区间", "in_turn needs a plain number")
    tests = [exact.compare("==", n.low, constant(i)) for i in range(1, len(values) + 1)]
    nth = [number(v) for v in values]
    beyond = scope.keep(sql("(({}) IS TRUE)", negate(rows.any_of(tests))))
    found = rows.first_of(scope, type, tests, nth)
    taken = [sql("(({}) IS TRUE)", t) for t in tests]
    none = [conjoin(t, v.absent) for t, v in zip(taken, nth, strict=True)]
    perhaps = [conjoin(t, v.doubt) for t, v in zip(taken, nth, strict=True)]
    absent = rows.joined(scope, n.absent, beyond, *none)
    return replace(found, absent=absent, doubt=disjoin(unknown_if(n), *perhaps))
