"""What a table of answers comes to: for every clause how many yes, no and undecided, how much."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from gaoxin.engine.bulk import Plan
from gaoxin.engine.bulk.running import Settings, give_answers, opened
from gaoxin.engine.bulk.sql import name
from gaoxin.policy.form import Label
from gaoxin.policy.library import Library

_VIEW = "answers"


@dataclass(frozen=True, slots=True)
class Count:
    """One clause or stacking over all rows answered. Money in minor units: ``money`` is what is
    due at least, ``money_high`` at most (None: no money, or no bound where something is open).
    ``open_money``: rows that are eligible but whose amount is not known."""

    address: str
    what: Literal["clause", "stacking"]
    label: Label
    yes: int
    no: int
    unknown: int
    money: int | None
    money_high: int | None
    open_money: int


@dataclass(frozen=True, slots=True)
class Counts:
    """``rows`` in all, of which ``reported`` hold a broken or excessive value (``faults``: how
    often each check failed) and are in no count."""

    rows: int
    reported: int
    faults: tuple[tuple[str, int], ...]
    each: tuple[Count, ...]


def counted(library: Library, plan: Plan, answers: Any) -> Counts:
    """Counts of the answers of a plan: an Arrow table, or the file ``plan.run`` wrote."""
    columns = {(o.address, o.part): o.name for o in plan.outputs}
    with opened(Settings()) as connection:
        give_answers(connection, _VIEW, answers)
        rows, reported = _row(connection, "count(*), count(*) FILTER (WHERE faults <> 0)", "")
        faults = tuple(_faults(connection, plan, reported))
        each = tuple(_each(connection, library, columns))
    return Counts(rows, reported, faults, each)


def _row(connection: duckdb.DuckDBPyConnection, what: str, where: str) -> tuple[Any, ...]:
    found = connection.execute(f"SELECT {what} FROM {_VIEW} {where}").fetchone()
    assert found is not None
    return found


def _faults(
    connection: duckdb.DuckDBPyConnection, plan: Plan, reported: int
) -> Iterator[tuple[str, int]]:
    if not reported:
        return
    tests = [f"count(*) FILTER (WHERE (faults & {2**i}) <> 0)" for i in range(len(plan.checks))]
    for check, number in zip(plan.checks, _row(connection, ", ".join(tests), ""), strict=True):
        if number:
            yield check, number


def _each(
    connection: duckdb.DuckDBPyConnection, library: Library, columns: dict[tuple[str, str], str]
) -> Iterator[Count]:
    for address, part in columns:
        if part == "answer":
            yield _clause(connection, library, address, columns)
        elif part == "total":
            yield _stacking(connection, library, address, columns)


def _money(column: str) -> str:
    """An empty column of a CSV comes back as text."""
    return f"CAST({name(column)} AS HUGEINT)"


def _clause(
    connection: duckdb.DuckDBPyConnection,
    library: Library,
    address: str,
    columns: dict[tuple[str, str], str],
) -> Count:
    answer = f"CAST({name(columns[address, 'answer'])} AS BOOLEAN)"
    what = [f"count(*) FILTER (WHERE {t})" for t in (answer, f"NOT {answer}", f"{answer} IS NULL")]
    money = columns.get((address, "money"))
    if money is not None:
        low = _money(money)
        high = _money(columns.get((address, "money_high"), money))
        what += [f"sum({low}) FILTER (WHERE {answer})", f"sum({high}) FILTER (WHERE {answer})"]
        what += [f"count(*) FILTER (WHERE {answer} AND ({low} IS NULL OR {high} IS NULL))"]
    yes, no, unknown, *sums = _row(connection, ", ".join(what), "WHERE faults = 0")
    low_sum, high_sum, open_ = _sums(sums)
    label = _label(library, address)
    return Count(address, "clause", label, yes, no, unknown, low_sum, high_sum, open_)


def _stacking(
    connection: duckdb.DuckDBPyConnection,
    library: Library,
    address: str,
    columns: dict[tuple[str, str], str],
) -> Count:
    low, high = (_money(columns[address, part]) for part in ("total", "total_high"))
    known = f"{low} = {high}"
    tests = (f"{known} AND {low} > 0", f"{known} AND {low} = 0", f"({known}) IS NOT TRUE")
    what = [f"count(*) FILTER (WHERE {test})" for test in tests]
    what += [f"sum({low})", f"sum({high})"]
    what += [f"count(*) FILTER (WHERE {low} IS NULL OR {high} IS NULL)"]
    yes, no, unknown, *sums = _row(connection, ", ".join(what), "WHERE faults = 0")
    low_sum, high_sum, open_ = _sums(sums)
    label = _label(library, address)
    return Count(address, "stacking", label, yes, no, unknown, low_sum, high_sum, open_)


def _sums(sums: Sequence[Any]) -> tuple[int | None, int | None, int]:
    if not sums:
        return None, None, 0
    low, high, open_ = sums
    return int(low or 0), None if open_ else int(high or 0), int(open_)


def _label(library: Library, address: str) -> Label:
    document_id, _, name = address.partition("#")
    document = library.documents.get(document_id)
    if document is None:
        return Label(name, name)
    if name in document.stackings:
        return document.stackings[name].meta.label
    versions = document.clauses.get(name)
    return versions[0].meta.label if versions else Label(name, name)
