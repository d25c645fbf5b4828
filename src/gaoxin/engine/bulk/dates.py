"""Dates and durations: moved, compared, counted in full years and months."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from math import ceil, floor

from gaoxin.engine.values import edge_of_year, shifted
from gaoxin.policy.form import Call, Compare, Node, Type
from gaoxin.quantities import Duration, QuantityError, WorkCalendar, add, full_months, subtract

from .exact import Num, Whole
from .refusal import NotInBulk
from .sql import FALSE, TRUE, Sql, case, conjoin, day, negate, sql
from .values import Number, Plain, Value, dated, doubted, gone, on, point, unsure

DATE, COUNT = Type("date"), Type("count")
FARTHEST = 12 * 10_000


def arithmetic(op: str, a: Value, b: Value, calendar: WorkCalendar) -> Value | None:
    """date ± duration, date − date (days), or None where no date is concerned."""
    if _duration(a) is not None and isinstance(b, Plain) and b.type.name == "date" and op == "+":
        a, b = b, a
    if not isinstance(a, Plain) or a.type.name != "date" or not isinstance(b, Plain):
        return None
    length = _duration(b)
    if length is not None and op in {"+", "-"}:
        return moved(a, length if op == "+" else -length, calendar)
    if b.type.name == "date" and op == "-":
        days = Whole(sql("date_diff('day', {}, {})", b.sql, a.sql), -(10**7), 10**7)
        return point(COUNT, Num(days), gone(a, b), doubted(a, b))
    return None


def _duration(value: Value) -> Duration | None:
    found = value.constant if isinstance(value, Plain) else None
    return found if isinstance(found, Duration) else None


def moved(when: Plain, length: Duration, calendar: WorkCalendar) -> Plain:
    """The day plus a duration; months end on the like day or the last of the month."""
    if isinstance(when.constant, date):
        return on(shifted(when.constant, length, calendar))
    if length.working_days:
        raise NotInBulk(
            "工作日不能成批加到事实日期上", "working days cannot be added to a fact in bulk"
        )
    text, months = when.sql, length.years * 12 + length.months
    if months:
        text = sql(f"CAST({{}} + INTERVAL ({months}) MONTH AS DATE)", text)
    if length.days:
        text = sql(f"({{}} + ({length.days}))", text)
    return Plain(DATE, text, when.absent, when.doubt)


def months_between(a: Plain, b: Plain) -> Sql:
    """Full months from ``a`` to ``b``: the greatest n with a + n months <= b."""
    return sql(
        "((year({1}) - year({0})) * 12 + month({1}) - month({0})"
        " - CASE WHEN LEAST(day({0}), day(last_day({1}))) > day({1}) THEN 1 ELSE 0 END)",
        a.sql,
        b.sql,
    )


def full(a: Plain, b: Plain, unit: int) -> Value:
    """Full months (unit 1) or years (unit 12) from ``a`` to ``b``; rounded towards the past."""
    if isinstance(a.constant, date) and isinstance(b.constant, date):
        from .exact import constant

        return point(COUNT, constant(full_months(a.constant, b.constant) // unit))
    months = months_between(a, b)
    if unit > 1:
        # // truncates towards zero: lifted above zero first.
        months = sql(f"(({{}} + {FARTHEST}) // {unit} - {FARTHEST // unit})", months)
    return point(COUNT, Num(Whole(months, -FARTHEST, FARTHEST)), gone(a, b), doubted(a, b))


def within(a: Plain, length: Duration, b: Plain, calendar: WorkCalendar) -> Sql:
    """b <= a + length; against a fixed b, one comparison of a."""
    absent = negate(gone(a, b))
    if isinstance(b.constant, date) and not isinstance(a.constant, date):
        if length.working_days:
            raise NotInBulk("工作日不能成批加到事实日期上", "no working days on facts in bulk")
        last = b.constant
        with suppress(QuantityError):  # a term longer than the calendar has no such edge
            edge = first_day(lambda d: add(d, length) >= last, subtract(last, length))
            return conjoin(absent, sql("({} >= {})", a.sql, day(edge)))
    end = moved(a, length, calendar)
    if isinstance(end.constant, date) and isinstance(b.constant, date):
        return TRUE if b.constant <= end.constant else FALSE
    return conjoin(absent, sql("({} <= {})", b.sql, end.sql))


def first_day(holds: Callable[[date], bool], near: date) -> date:
    """The first day on which a condition holds that, once true, stays true."""
    found = near - min(timedelta(days=40), near - date.min)
    while not holds(found):
        found += timedelta(days=1)
    return found


def threshold(node: Compare, value: Callable[[Node], Value]) -> Sql | None:
    """``full_years(fact, anchor) >= n`` as a comparison of the fact with one day, or None."""
    call = node.left
    if not isinstance(call, Call) or call.function not in {"full_years", "full_months"}:
        return None
    limit = value(node.right)
    edge = limit.fraction if isinstance(limit, Number) else None
    a, b = dated(value(call.args[0])), dated(value(call.args[1]))
    if edge is None or not isinstance(b.constant, date) or isinstance(a.constant, date):
        return None
    if node.op in {"==", "!="}:
        return None
    unit = 12 if call.function == "full_years" else 1
    least = ceil(edge) if node.op in {">=", "<"} else floor(edge) + 1
    try:
        last = _last_day(b.constant, least * unit)
    except QuantityError:  # a term longer than the calendar: counted, not compared
        return None
    # Enough full months have passed if, and only if, it began on that day or earlier.
    enough = sql("({} <= {})", a.sql, day(last))
    answer = enough if node.op in {">=", ">"} else negate(enough)
    return conjoin(negate(a.absent), answer)


def _last_day(end: date, months: int) -> date:
    """The last day from which ``months`` full months have passed on ``end``."""
    found = subtract(end, Duration(months=months)) + timedelta(days=5)
    while full_months(found, end) < months:
        found -= timedelta(days=1)
    return found


def least(values: list[Plain], which: str) -> Plain:
    """The earliest or latest day; what is absent is skipped, an unknown one spreads."""
    found = values[0]
    for value in values[1:]:
        a, b = found, value
        op = "<=" if which == "min" else ">="
        text = case(
            (a.absent, b.sql),
            (b.absent, a.sql),
            (sql("({} " + op + " {})", a.sql, b.sql), a.sql),
            (sql("({} IS NOT NULL AND {} IS NOT NULL)", a.sql, b.sql), b.sql),
        )
        doubt = conjoin(unsure(a), unsure(b))
        found = Plain(DATE, text, conjoin(a.absent, b.absent), doubt)
    return found


def year_of(value: Plain) -> Value:
    from .exact import constant

    if isinstance(value.constant, date):
        return point(Type("year"), constant(value.constant.year))
    if value.type.name == "month":
        text = sql("TRY_CAST({}[1:4] AS BIGINT)", value.sql)
    else:
        text = sql("year({})", value.sql)
    return point(Type("year"), Num(Whole(text, 0, 10_000)), value.absent, value.doubt)


def month_of(value: Plain) -> Plain:
    if isinstance(value.constant, date):
        key = f"{value.constant.year:04d}-{value.constant.month:02d}"
        return Plain(Type("month"), Sql(f"'{key}'"), constant=key)
    if value.type.name == "month":
        return value
    return Plain(Type("month"), sql("strftime({}, '%Y-%m')", value.sql), value.absent, value.doubt)


def edge_of(value: Value, which: str) -> Plain:
    """The first or last day of a year."""
    if isinstance(value, Number) and (year := value.fraction) is not None:
        return on(edge_of_year(int(year), which))
    if isinstance(value, Plain) and value.constant is not None:
        period = value.constant
        found = getattr(period, which, None)
        if isinstance(found, date):
            return on(found)
    if isinstance(value, Number):
        months, days = (1, 1) if which == "start" else (12, 31)
        text = sql(f"make_date({{}}, {months}, {days})", value.low.top.sql)
        return Plain(DATE, text, value.absent, value.doubt)
    raise NotInBulk("这里需要年份", "a year is needed here")
