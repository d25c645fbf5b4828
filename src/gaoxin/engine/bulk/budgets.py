"""A budget over the whole population: what each row of a stacking receives when it is too little.

A second pass over the answers. ``pro_rata``: each the same share, rounded down to the minor unit;
the units left over go one each to the largest remainders, among equals to the earlier row.
``in_order``: in full in the order of the rows, ``by_rank``: in the order of a column of ranks,
until the budget is used up. Rows whose total is not known receive nothing yet (NULL).
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from gaoxin.policy.library import Library

from .expressions import Rules
from .facts import Facts
from .places import Place
from .refusal import NotInBulk, Refusal
from .running import Settings, Written, fetched, give_answers, opened, written
from .scope import Scope
from .tables import Table
from .values import Number

ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Allocation:
    """``answers`` with a column ``<stacking>.allocated``; the budget in minor units; how many rows
    could not be served because their total is not known yet."""

    answers: pa.Table | Written
    budget: int
    due: int
    undecided: int


def allocate_budget(
    library: Library,
    address: str,
    on: date,
    answers: Any,
    *,
    rank: str = "",
    target: str | Path | None = None,
    memory_limit: str = "",
    threads: int | None = None,
) -> Allocation | Refusal:
    """Share the budget of a stacking among the answers of ``Plan.run`` (a table or a file).

    ``rank`` is the column of ranks (1 first) that ``by_rank`` needs. Refused where the stacking has
    no fixed budget on the day.
    """
    try:
        budget, short, name = _budget(library, address, on)
        if short == "by_rank" and not rank:
            raise NotInBulk("缺少名次列", "by_rank needs a column of ranks")
    except NotInBulk as refusal:
        return refusal.at(address)
    with opened(Settings(threads, memory_limit)) as connection:
        give_answers(connection, ANSWERS, answers)
        due, undecided = _sums(connection, name)
        query = _query(name, budget, due, short, rank)
        found: pa.Table | Written
        if target is None:
            found = fetched(connection, query)
        else:
            found = written(connection, query, Path(target), False)
    return Allocation(found, budget, due, undecided)


def _budget(library: Library, address: str, on: date) -> tuple[int, str, str]:
    document, _, item = address.partition("#")
    rules = Rules(library, Facts(library.vocabulary, {}))
    text = rules.law(on).document(document)
    stacking = text.stackings.get(item) if text else None
    if text is None or stacking is None or stacking.budget is None:
        raise NotInBulk("没有这项预算", "no budget there on that day", "N1")
    kind = library.vocabulary.kind(stacking.kind)
    if kind is None:
        raise NotInBulk("没有这种对象", "no such kind", "N1")
    scope = Scope(Table(kind, ANSWERS, {}))
    value = rules.value(stacking.budget.node, Place(scope, scope, on, text.id))
    amount = value.fraction if isinstance(value, Number) else None
    if amount is None or amount.denominator != 1 or amount < 0:
        raise NotInBulk("预算须为固定金额", "the budget must be a fixed amount")
    return int(amount), stacking.short or "pro_rata", item


def _known(name: str) -> str:
    return f'CASE WHEN "{name}.total" = "{name}.total_high" THEN "{name}.total" END'


def _sums(connection: Any, name: str) -> tuple[int, int]:
    row = connection.execute(
        f"SELECT COALESCE(SUM({_known(name)}), 0), COUNT(*) - COUNT({_known(name)}) FROM {ANSWERS}"
    ).fetchall()[0]
    return int(row[0]), int(row[1])


def _query(name: str, budget: int, due: int, short: str, rank: str) -> str:
    column = f'"{name}.allocated"'
    if due <= budget:
        return f"SELECT *, {_known(name)} AS {column} FROM {ANSWERS}"
    rows = f'SELECT *, row_number() OVER () AS "@row", {_known(name)} AS "@due" FROM {ANSWERS}'
    if short == "pro_rata":
        return _in_proportion(rows, column, budget, due)
    order = '"@row"' if short == "in_order" else f'"{rank.replace(chr(34), chr(34) * 2)}", "@row"'
    before = (
        f'COALESCE(SUM("@due") OVER (ORDER BY {order} '
        "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)"
    )
    return (
        f'SELECT * EXCLUDE ("@row", "@due", "@before"), CASE WHEN "@due" IS NOT NULL THEN '
        f'CAST(LEAST("@due", GREATEST(0, {budget} - "@before")) AS BIGINT) END AS {column} '
        f'FROM (SELECT *, {before} AS "@before" FROM ({rows})) ORDER BY "@row"'
    )


def _in_proportion(rows: str, column: str, budget: int, due: int) -> str:
    product = f'CAST("@due" AS HUGEINT) * {budget}'
    shares = f'SELECT *, {product} // {due} AS "@share", {product} % {due} AS "@rest" FROM ({rows})'
    ranked = (
        'SELECT *, row_number() OVER (ORDER BY "@rest" DESC NULLS LAST, "@row") AS "@place", '
        f'{budget} - SUM("@share") OVER () AS "@left" FROM ({shares})'
    )
    return (
        'SELECT * EXCLUDE ("@row", "@due", "@share", "@rest", "@place", "@left"), '
        'CAST("@share" + CASE WHEN "@place" <= "@left" THEN 1 ELSE 0 END AS BIGINT) '
        f'AS {column} FROM ({ranked}) ORDER BY "@row"'
    )
