"""What an expression becomes in bulk: columns for its two ends, its absence and its type."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from gaoxin.policy.form import ANY, FLAG, Type
from gaoxin.quantities import Duration, Period

from .exact import UNKNOWN, Num, Whole, constant
from .refusal import NotInBulk
from .sql import FALSE, TRUE, Sql, conjoin, day, disjoin, negate, sql, text

Constant = date | str | bool | Duration | Period | tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """Between ``low`` and ``high``, which are the same object unless a range can occur.

    NULL in either is unknown. ``absent`` is a BOOLEAN that is never NULL; ``doubt`` says that an
    unknown may also turn out not to exist. ``power``: the number is the n-th root of ``low`` less 1
    (``cagr``), and can only be compared.
    """

    type: Type
    low: Num
    high: Num
    absent: Sql = FALSE
    doubt: Sql = FALSE
    power: int = 0

    @property
    def ranged(self) -> bool:
        return self.low is not self.high and self.low != self.high

    @property
    def fraction(self) -> Fraction | None:
        return None if self.ranged or self.absent != FALSE else self.low.fraction


@dataclass(frozen=True, slots=True)
class Plain:
    """A flag, date, code, text or list. ``constant`` is its value where the rule states it."""

    type: Type
    sql: Sql
    absent: Sql = FALSE
    doubt: Sql = FALSE
    constant: Constant | None = None


Value = Number | Plain

UNKNOWN_VALUE = Plain(ANY, Sql("NULL"))
ABSENT_VALUE = Plain(ANY, Sql("NULL"), absent=TRUE)


def point(type: Type, number: Num, absent: Sql = FALSE, doubt: Sql = FALSE) -> Number:
    return Number(type, number, number, absent, doubt)


def flag(truth: Sql, absent: Sql = FALSE, doubt: Sql = FALSE) -> Plain:
    return Plain(FLAG, truth, absent, doubt)


def number(value: Value) -> Number:
    """The value as a number; "unknown" and "absent" have every type."""
    if isinstance(value, Number):
        return value
    if value.type.name == "any":
        return point(ANY, UNKNOWN, value.absent, value.doubt)
    raise NotInBulk(f"这里需要数，而不是{value.type}", f"a number is needed here, not {value.type}")


def truth(value: Value) -> Sql:
    """The value as a Kleene condition: what is absent does not hold."""
    if isinstance(value, Number):
        raise NotInBulk("这里需要是非", "a yes-or-no value is needed here")
    if value.absent == TRUE:
        return FALSE
    if value.type.name == "any":
        return Sql("CAST(NULL AS BOOLEAN)")
    return conjoin(negate(value.absent), value.sql)


def dated(value: Value) -> Plain:
    if isinstance(value, Plain) and value.type.name == "any":
        return Plain(Type("date"), Sql("CAST(NULL AS DATE)"), value.absent)
    if isinstance(value, Number):
        raise NotInBulk("这里需要日期", "a date is needed here")
    return value


def on(value: date) -> Plain:
    return Plain(Type("date"), day(value), constant=value)


def code(value: str) -> Plain:
    return Plain(Type("code"), text(value), constant=value)


def gone(*values: Value) -> Sql:
    """Absent if one of them is."""
    return disjoin(*[v.absent for v in values])


def doubted(*values: Value) -> Sql:
    """May be absent, where unknown, if one of them may."""
    return values[0].doubt if len(values) == 1 else disjoin(*map(perhaps_absent, values))


def mapped(value: Value, change: Callable[[Sql], Sql], keep_absent: Callable[[Sql], Sql]) -> Value:
    """The value with every piece of SQL changed, as when it is carried to another query."""

    def whole(a: Whole) -> Whole:
        return replace(a, sql=change(a.sql))

    def num(a: Num) -> Num:
        return replace(a, top=whole(a.top), bottom=a.bottom and whole(a.bottom))

    absent, doubt = keep_absent(value.absent), keep_absent(value.doubt)
    if isinstance(value, Plain):
        return replace(value, sql=change(value.sql), absent=absent, doubt=doubt)
    low = num(value.low)
    high = num(value.high) if value.ranged else low
    return replace(value, low=low, high=high, absent=absent, doubt=doubt)


def exactly(value: Fraction | int, type: Type) -> Number:
    return point(type, constant(value))


def unknown_if(value: Value) -> Sql:
    """TRUE where the value is unknown (and not absent); never NULL."""
    if isinstance(value, Plain):
        return conjoin(negate(value.absent), sql("({} IS NULL)", value.sql))
    parts: list[Sql] = []
    for end in {id(value.low): value.low, id(value.high): value.high}.values():
        parts.append(nothing(end))
    return conjoin(negate(value.absent), disjoin(*parts))


def perhaps_absent(value: Value) -> Sql:
    """TRUE where the value is unknown and may turn out absent; never NULL."""
    if value.doubt in {TRUE, FALSE}:
        return unknown_if(value) if value.doubt == TRUE else FALSE
    return conjoin(unknown_if(value), sql("({} IS TRUE)", value.doubt))


def unsure(value: Value) -> Sql:
    """Is it absent, or may it turn out so? Never NULL."""
    return disjoin(value.absent, perhaps_absent(value))


def nothing(end: Num) -> Sql:
    """TRUE where a number is NULL; FALSE for constants."""
    if end.constant:
        return FALSE
    tests = [] if end.top.sure else [sql("({} IS NULL)", end.top.sql)]
    if end.bottom is not None:
        tests.append(sql("(COALESCE({}, 0) = 0)", end.bottom.sql))
    return disjoin(*tests)
