"""What is admitted of typed tables: one row for each key, codes of their lists, whole payments.

The same is refused as in a table of people, with the same fault codes. DuckDB finds the few values
that may be wrong; the readers of the room of facts say what is wrong with them. A refused row stays
in its place without facts, marked by a column ``@refused …``; it is reported, never answered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import duckdb
import pyarrow as pa

from gaoxin.facts.arrow import KEY
from gaoxin.facts.codes import holds_credit_code, normal_code, refused_code
from gaoxin.facts.entities import ABSENT, UNKNOWN
from gaoxin.facts.values import parse_value
from gaoxin.facts.vocabulary import FactDef, Kind
from gaoxin.facts.words import ABSENT_WORDS, UNKNOWN_WORDS, folded
from gaoxin.files.asides import aside, not_read
from gaoxin.files.trouble import CellFault, Trouble
from gaoxin.policy.codelists import LibraryCodes
from gaoxin.policy.library import Library

from .running import schema_of
from .sql import name, text
from .tables import REFUSED, Table

MOST_TOLD: Final = 20
"""Values told one by one; of more only their number."""
_CODE: Final = "[0-9A-HJ-NPQRTUWXY]{18}"
_PLAIN: Final = "[A-Za-z0-9_.-]*[0-9][A-Za-z0-9_.-]*"
"""Keys that no total, footer or word for nothing can be."""
Connection = duckdb.DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Given:
    """A table as it came: the view of it as it is (``raw``), the one to be made (``view``), what
    people call it, and the columns that are read (None: all)."""

    kind: Kind
    raw: str
    view: str
    called: str
    reads: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a table: their column, the changed and the refused ones (key -> in normal form,
    and why not), and whether a row lacks one or repeats one."""

    column: str
    judged: Mapping[str, "tuple[str, Trouble | None]"]
    missing: bool
    repeated: bool

    @property
    def sound(self) -> bool:
        return not (self.judged or self.missing or self.repeated)


def admit(
    connection: Connection, library: Library, given: Given, barred: Sequence[str] = ()
) -> Iterator[CellFault]:
    """Make the view of a table of entities; yields what was refused. ``barred``: keys (in normal
    form) that cannot be answered for another reason, which has been told."""
    columns = schema_of(connection, given.raw)
    keys = _keys(connection, given, columns)
    codes = dict(_codes(connection, library, given, columns))
    if (keys is None or keys.sound) and not any(codes.values()) and not barred:
        connection.execute(f"CREATE VIEW {name(given.view)} AS SELECT * FROM {name(given.raw)}")
        return
    _rebuild(connection, given, columns, keys, codes, barred)
    if keys is not None and not keys.sound:
        yield from _told_keys(connection, given, keys)
    for column, found in codes.items():
        yield from _told_codes(connection, given, column, found)


# --- keys ----------------------------------------------------------------------------------------


def _keys(connection: Connection, given: Given, columns: Mapping[str, str]) -> Keys | None:
    column = Table(given.kind, given.raw, columns).key()
    if column is None or column == KEY:
        return None
    cell, raw = name(column), name(given.raw)
    coded = is_coded(given.kind, column)
    odd = _odd(cell, coded) if columns[column] == "VARCHAR" else "FALSE"
    rows, known, apart, strange = _one(
        connection,
        f"SELECT count(*), count({cell}), count(DISTINCT hash({cell})),"
        f" count(*) FILTER ({odd}) FROM {raw}",
    )
    judged: dict[str, tuple[str, Trouble | None]] = {}
    if strange:
        found = connection.execute(f"SELECT DISTINCT {cell} FROM {raw} WHERE {odd}").fetchall()
        read = {key: normal_key(key, coded) for (key,) in found}
        judged = {key: told for key, told in read.items() if told != (key, None)}
    return Keys(column, judged, known < rows, apart < known)


def _odd(cell: str, coded: bool) -> str:
    """Which keys must be looked at: those that are not plainly sound."""
    if coded:
        return f"NOT regexp_full_match({cell}, '{_CODE}') OR suffix({cell}, '000')"
    return f"NOT regexp_full_match({cell}, '{_PLAIN}')"


def is_coded(kind: Kind, column: str) -> bool:
    """Does the key column hold credit codes? (Another one may stand in for the kind's own key.)"""
    fact = kind.find(column)
    return isinstance(fact, FactDef) and fact.id in kind.key and holds_credit_code(fact)


def normal_key(key: str, coded: bool) -> tuple[str, Trouble | None]:
    """A key in the form in which entities are told apart, and why it can be nobody's."""
    stripped = key.strip()
    if folded(stripped) in UNKNOWN_WORDS | ABSENT_WORDS:
        return stripped, _keyless()
    refused = refused_code(stripped) if coded else None
    if (refused or not coded) and (beside := aside((stripped,))):
        return stripped, not_read([1], [beside])
    return normal_code(stripped) if coded else stripped, refused


# --- codes ---------------------------------------------------------------------------------------


def _codes(
    connection: Connection, library: Library, given: Given, columns: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, str | Trouble | None]]]:
    """By column: the codes that are written otherwise (as labels) or stand in no list."""
    lists = LibraryCodes(library)
    for column, type_ in columns.items():
        fact = given.kind.find(column.partition("@")[0])
        asked = given.reads is None or column in given.reads
        if not asked or not isinstance(fact, FactDef) or fact.type != "code" or type_ != "VARCHAR":
            continue
        if lists.codes_of(fact):
            listed = f"SELECT DISTINCT {name(column)} FROM {name(given.raw)}"
            values = [v for (v,) in connection.execute(listed).fetchall() if v and v.strip()]
            read = {v: _code(v, fact, lists) for v in values}
            yield column, {v: told for v, told in read.items() if told != v}


def _code(value: str, fact: FactDef, lists: LibraryCodes) -> str | Trouble | None:
    read = parse_value(value, fact, codes=lists)
    return None if read in (UNKNOWN, ABSENT) else read  # type: ignore[return-value]  # a code is text


# --- the table made anew -------------------------------------------------------------------------


def _rebuild(
    connection: Connection,
    given: Given,
    columns: Mapping[str, str],
    keys: Keys | None,
    codes: Mapping[str, Mapping[str, str | Trouble | None]],
    barred: Sequence[str],
) -> None:
    """The view with normal keys and codes; what is refused is empty and marked. Where keys are in
    doubt it is a table in the order of the rows: the first of several with one key counts."""
    refused, own = "FALSE", []
    source = f"SELECT * FROM {name(given.raw)}"
    made = f"VIEW {name(given.view)}"
    if keys is not None and (barred or not keys.sound):
        made = f"TEMP TABLE {name(given.view)}"
        own = ['"@n"', '"@first"', '"@why"']
        source = f'SELECT *, row_number() OVER () AS "@n" FROM {name(given.raw)}'
        _register(connection, "@keys", ("k", "normal", "refused"), _mapped(keys.judged))
        _register(connection, "@barred", ("k",), [(k,) for k in barred])
        cell = f"s.{name(keys.column)}"
        normal = f"COALESCE(k.normal, {cell})" if columns[keys.column] == "VARCHAR" else cell
        first = f'min(s."@n") OVER (PARTITION BY {normal})'
        source = (
            f'SELECT s.*, {normal} AS "@normal", {first} AS "@first", k.refused AS "@why",'
            f' CAST({normal} AS VARCHAR) IN (SELECT k FROM "@barred") AS "@barred"'
            f' FROM ({source}) AS s LEFT JOIN "@keys" AS k ON CAST({cell} AS VARCHAR) = k.k'
        )
        refused = '("@normal" IS NULL OR "@why" IS NOT NULL OR "@first" < "@n" OR "@barred")'
    named = keys if own else None
    listed = [_made(c, named, codes.get(c, {}), refused) for c in columns]
    marks = [f"{refused} AS {name(REFUSED + named.column)}"] if named else []
    marks += [
        f"COALESCE({name(c)} IN ({bad}), FALSE) AS {name(REFUSED + c)}"
        for c, found in codes.items()
        if (
            bad := ", ".join(text(v).text for v, told in found.items() if isinstance(told, Trouble))
        )
    ]
    order = ' ORDER BY "@n"' if own else ""
    listed += [*marks, *own]
    connection.execute(f"CREATE {made} AS SELECT {', '.join(listed)} FROM ({source}){order}")


def _made(
    column: str, keys: Keys | None, codes: Mapping[str, str | Trouble | None], refused: str
) -> str:
    cell = name(column)
    if keys is not None and column == keys.column:
        return f'"@normal" AS {cell}'
    value = cell
    if codes:
        rows = " ".join(
            f"WHEN {text(v).text} THEN {text(told).text if isinstance(told, str) else 'NULL'}"
            for v, told in codes.items()
        )
        value = f"CASE {cell} {rows} ELSE {cell} END"
    return f"CASE WHEN NOT {refused} THEN {value} END AS {cell}" if keys else f"{value} AS {cell}"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(text(v).text for v in values)


def _mapped(judged: Mapping[str, tuple[str, Trouble | None]]) -> Iterable[tuple[str, ...]]:
    for key, (normal, trouble) in judged.items():
        yield key, normal, (trouble.code if trouble else None)  # type: ignore[misc]  # NULL


def _register(
    connection: Connection, view: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    listed = list(rows)
    arrays = {c: pa.array([r[n] for r in listed], pa.string()) for n, c in enumerate(columns)}
    connection.register(view, pa.table(arrays))


# --- what is told --------------------------------------------------------------------------------


def _told_keys(connection: Connection, given: Given, keys: Keys) -> Iterator[CellFault]:
    cell, view = name(keys.column), name(given.view)
    found = connection.execute(
        f'SELECT "@n", "@first", "@why", CAST({cell} AS VARCHAR) FROM {view}'
        f' WHERE {cell} IS NULL OR "@why" IS NOT NULL OR "@first" < "@n" ORDER BY "@n"'
    ).fetchall()
    for row, first, why, key in found[:MOST_TOLD]:
        place = f"{given.called}:{row}:{keys.column}"
        if key is None:
            yield _keyless().at(place, given.called)
        elif why is None:
            yield _repeated(key, f"{given.called}:{first}").at(place, given.called)
        else:
            _, trouble = normal_key(key, is_coded(given.kind, keys.column))
            assert trouble is not None
            yield replace(trouble, severity="fault").at(place, given.called)
    yield from more(len(found), given.called)


def _told_codes(
    connection: Connection, given: Given, column: str, codes: Mapping[str, str | Trouble | None]
) -> Iterator[CellFault]:
    troubles = {v: told for v, told in codes.items() if isinstance(told, Trouble)}
    if not troubles:
        return
    listed = _listed(troubles)
    found = connection.execute(
        f"SELECT {name(column)}, min(n), count(*) FROM"
        f" (SELECT {name(column)}, row_number() OVER () AS n FROM {name(given.raw)})"
        f" WHERE {name(column)} IN ({listed}) GROUP BY 1 ORDER BY 2"
    ).fetchall()
    for value, row, rows in found[:MOST_TOLD]:
        yield several(troubles[value], rows).at(f"{given.called}:{row}:{column}", given.called)
    yield from more(len(found), given.called)


def several(trouble: Trouble, rows: int) -> Trouble:
    """The trouble of a value that stands in so many rows."""
    if rows == 1:
        return trouble
    return replace(
        trouble, zh=f"{trouble.zh}（共{rows}行）", en=f"{trouble.en} ({rows} rows in all)"
    )


def more(found: int, called: str) -> Iterator[CellFault]:
    """How many further values were refused beyond those told one by one."""
    if found > MOST_TOLD:
        rest = found - MOST_TOLD
        yield Trouble("F12", f"另有{rest}处", f"and {rest} more like these").at(called, called)


def _one(connection: Connection, query: str) -> tuple[int, ...]:
    (found,) = connection.execute(query).fetchall()
    return found


def _keyless() -> Trouble:
    return Trouble(
        "F8",
        "这一行没有主键，没有作答",
        "this row has no key; it was not answered",
        "补上主键，或删去这一行",
        "add the key, or delete the row",
    )


def _repeated(key: str, place: str) -> Trouble:
    return Trouble(
        "F9",
        f"“{key}”与 {place} 重复，这一行没有作答",
        f"'{key}' repeats {place}; this row was not answered",
        "合并两行，或更正代码",
        "make one row of the two, or correct the code",
    )
