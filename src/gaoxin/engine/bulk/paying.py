"""Earlier payments as typed tables: each read as one of a table of people, or told why not."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import duckdb

from gaoxin.facts.numbers import stored_measure
from gaoxin.facts.payments import MONEY, parse_clause, parse_payment
from gaoxin.files.trouble import CellFault, Trouble
from gaoxin.policy.codelists import LibraryCodes
from gaoxin.policy.library import Library

from .admission import MOST_TOLD, more, normal_key, several
from .refusal import NotInBulk
from .running import schema_of
from .sql import name
from .tables import number_reading, plain_reading

ROLES: Final = ("entity", "clause", "on", "money")
UNREAD: Final = "@unread"
Connection = duckdb.DuckDBPyConnection


class NotAdmitted(ValueError):
    """A table that cannot be read at all as what it was given for; ``fault`` says why."""

    def __init__(self, fault: CellFault) -> None:
        super().__init__(fault.text("en"))
        self.fault = fault


def admit_payments(
    connection: Connection, library: Library, coded: bool, raw: str, view: str, called: str
) -> Iterator[CellFault]:
    """Make the view of payments that count, and ``@unread`` with the owners of those that cannot
    be read; yields what was wrong with them. ``coded``: owners are named by credit codes.

    Raises NotAdmitted."""
    columns = schema_of(connection, raw)
    cells = _cells(columns, called)
    clauses = _clauses(connection, library, raw)
    owners = _owners(connection, coded, raw)
    for table, found in (("@clauses", clauses), ("@owners", owners)):
        pairs = [(k, v[0]) for k, v in found.items()]
        connection.execute(f"CREATE TEMP TABLE {name(table)} (given VARCHAR, meant VARCHAR)")
        if pairs:
            connection.executemany(f"INSERT INTO {name(table)} VALUES (?, ?)", pairs)
    connection.execute(
        f"CREATE TEMP TABLE {name(view + '@')} AS SELECT s.n,"
        f" COALESCE(o.meant, {cells['entity']}) AS entity,"
        f" COALESCE(c.meant, {cells['clause']}) AS clause,"
        f' {cells["on"]} AS "on", {cells["money"]} AS money FROM'
        f" (SELECT *, row_number() OVER () AS n FROM {name(raw)}) AS s"
        f' LEFT JOIN "@owners" AS o ON o.given = {cells["entity"]}'
        f' LEFT JOIN "@clauses" AS c ON c.given = {cells["clause"]}'
    )
    whole = '"on" IS NOT NULL AND money >= 0 AND clause IS NOT NULL AND entity IS NOT NULL'
    rows = f"SELECT * FROM {name(view + '@')}"
    connection.execute(f"CREATE VIEW {name(view)} AS {rows} WHERE {whole}")
    connection.execute(f"CREATE VIEW {name(UNREAD)} AS {rows} WHERE ({whole}) IS NOT TRUE")
    yield from _told(connection, library, raw, called)
    written = _texts(connection, raw, "clause")
    for text, (_, trouble) in clauses.items():
        if trouble is not None:
            yield several(trouble, written[text]).at(f"{called}:clause", called)


def strangers(
    connection: Connection, view: str, source: str, key: str, called: str
) -> Iterator[CellFault]:
    """Payments to nobody in the table asked about."""
    (found,) = connection.execute(
        f"SELECT count(*), min(entity) FROM {name(view)} AS p"
        f" ANTI JOIN {name(source)} AS s ON CAST(s.{name(key)} AS VARCHAR) = p.entity"
    ).fetchall()
    if found[0]:
        yield nobody(found[0], found[1], "付款的收款人", "payments to").at(called, called)


def nobody(rows: int, first: str, zh: str, en: str) -> Trouble:
    """Rows that lead to nobody in the table asked about."""
    return Trouble(
        "F20",
        f"{rows}行{zh}不在所给的表里，没有算；第一行写的是“{first}”",
        f"{rows} {en} somebody not in the table, not counted; the first names '{first}'",
        "若本该在表里，更正主键",
        "if it should be in the table, correct the key",
        "warning",
    )


def _cells(columns: Mapping[str, str], called: str) -> dict[str, str]:
    lacking = [role for role in ROLES if role not in columns]
    if lacking:
        raise NotAdmitted(_lacking(lacking).at(called, called))
    try:
        readings = {
            "entity": plain_reading("entity", columns["entity"], "VARCHAR"),
            "clause": plain_reading("clause", columns["clause"], "VARCHAR"),
            "on": plain_reading("on", columns["on"], "DATE"),
            "money": number_reading("money", columns["money"], "money"),
        }
    except NotInBulk as error:
        trouble = Trouble("F24", error.zh, error.en)
        raise NotAdmitted(trouble.at(called, called)) from error
    return {role: r.template.format(f"s.{name(role)}") for role, r in readings.items()}


def _clauses(
    connection: Connection, library: Library, raw: str
) -> dict[str, tuple[str, Trouble | None]]:
    """What is written for clauses, where it is not an address that is known."""
    lists = LibraryCodes(library)
    read = {t: parse_clause(t, lists) for t in _texts(connection, raw, "clause")}
    return {t: (c or t, told) for t, (c, told) in read.items() if (c, told) != (t, None)}


def _owners(connection: Connection, coded: bool, raw: str) -> dict[str, tuple[str, Trouble | None]]:
    read = {t: normal_key(t, coded) for t in _texts(connection, raw, "entity")}
    return {t: told for t, told in read.items() if told[0] != t}


def _texts(connection: Connection, raw: str, column: str) -> dict[str, int]:
    """What is written in a column, each once, and in how many rows."""
    listed = f"SELECT TRIM(CAST({name(column)} AS VARCHAR)), count(*) FROM {name(raw)} GROUP BY 1"
    return {t: n for t, n in connection.execute(listed).fetchall() if t}


def _told(connection: Connection, library: Library, raw: str, called: str) -> Iterator[CellFault]:
    """The rows that cannot be read, as the reader of people's tables says it."""
    found = connection.execute(f"SELECT n FROM {name(UNREAD)} ORDER BY n").fetchall()
    rows = ", ".join(str(n) for (n,) in found[:MOST_TOLD]) or "0"
    cells: list[tuple[Any, ...]] = connection.execute(
        f'SELECT n, entity, clause, "on", money FROM'
        f" (SELECT *, row_number() OVER () AS n FROM {name(raw)}) WHERE n IN ({rows}) ORDER BY n"
    ).fetchall()
    lists = LibraryCodes(library)
    for n, *values in cells:
        row = dict(zip(ROLES, values, strict=True))
        empty = next((role for role in ROLES if row[role] in (None, "")), None)
        if empty is not None:
            yield _incomplete().at(f"{called}:{n}:{empty}", called)
            continue
        _, troubles = parse_payment(row, stored_measure(MONEY), lists)
        for role, trouble in troubles.items():
            yield replace(trouble, severity="fault").at(f"{called}:{n}:{role}", called)
    yield from more(len(found), called)


def _incomplete() -> Trouble:
    return Trouble(
        "F24",
        "付款记录不全：这一家暂不作答",
        "the payment is incomplete: its owner is not answered",
        "补齐主键、条款、日期、金额",
        "give key, clause, date and amount",
    )


def _lacking(names: list[str]) -> Trouble:
    return Trouble(
        "F24",
        f"付款表缺少列：{'、'.join(names)}",
        f"the table of payments lacks: {', '.join(names)}",
        "列名写 entity、clause、on、money",
        "name the columns entity, clause, on, money",
    )
