"""Pieces of SQL text that know which layer of the query they need."""

from datetime import date
from functools import cache
from typing import NamedTuple

from .refusal import NotInBulk

MOST_TEXT = 200_000
"""Characters of one expression: forty times what any law we know comes to. What is used twice is
a column, so only a rule made to explode gets there; it is refused before the text is built."""


class Sql(NamedTuple):
    """An expression. ``level`` is the highest layer whose columns it reads: -1 none (a constant),
    0 the table itself, n a column computed in layer n. A tuple, as thousands are made and compared
    for one query."""

    text: str
    level: int = -1


TRUE, FALSE = Sql("TRUE"), Sql("FALSE")
NO_NUMBER, NO_FLAG = Sql("CAST(NULL AS BIGINT)"), Sql("CAST(NULL AS BOOLEAN)")
NO_DATE, NO_TEXT = Sql("CAST(NULL AS DATE)"), Sql("CAST(NULL AS VARCHAR)")


def sql(template: str, *parts: Sql) -> Sql:
    """The template with its ``{}`` filled by the parts' texts; reads what they read."""
    filled = template.format(*[p.text for p in parts])
    if len(filled) > MOST_TEXT:
        raise NotInBulk(
            "规则展开后过长，不能成批计算：用定义分成几步，或少重复引用",
            "the rule unfolds into too much text for bulk: split it, or repeat itself less",
        )
    return Sql(filled, max([p.level for p in parts], default=-1))


@cache
def integer(value: int) -> Sql:
    """An exact integer, its type spelled out: DuckDB would multiply small ones in 32 bits."""
    if -(2**63) < value < 2**63:
        return Sql(f"{value}::BIGINT" if value >= 0 else f"({value})::BIGINT")
    return Sql(f"CAST('{value}' AS HUGEINT)")


def day(value: date) -> Sql:
    return Sql(f"DATE '{value.isoformat()}'")


def text(value: str) -> Sql:
    return Sql("'" + value.replace("'", "''") + "'")


def name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def negate(a: Sql) -> Sql:
    if a == TRUE:
        return FALSE
    if a == FALSE:
        return TRUE
    return sql("(NOT {})", a)


def conjoin(*parts: Sql) -> Sql:
    """Kleene "and": SQL's own AND."""
    if FALSE in parts:
        return FALSE
    kept = list(dict.fromkeys([p for p in parts if p != TRUE]))
    return _joined(kept, " AND ", TRUE)


def disjoin(*parts: Sql) -> Sql:
    """Kleene "or": SQL's own OR."""
    if TRUE in parts:
        return TRUE
    kept = list(dict.fromkeys([p for p in parts if p != FALSE]))
    return _joined(kept, " OR ", FALSE)


def _joined(parts: list[Sql], operator: str, empty: Sql) -> Sql:
    if not parts:
        return empty
    if len(parts) == 1:
        return parts[0]
    return sql("(" + operator.join(["{}"] * len(parts)) + ")", *parts)


def case(*rows: tuple[Sql, Sql], other: Sql | None = None) -> Sql:
    """``CASE WHEN … THEN … [ELSE …] END``; rows that can never hold are left out."""
    live = [(test, value) for test, value in rows if test != FALSE]
    if not live:
        return other if other is not None else Sql("NULL")
    if live[0][0] == TRUE:
        return live[0][1]
    body = " ".join(["WHEN {} THEN {}"] * len(live))
    parts = [p for row in live for p in row]
    if other is None:
        return sql(f"(CASE {body} END)", *parts)
    return sql(f"(CASE {body} ELSE {{}} END)", *parts, other)
