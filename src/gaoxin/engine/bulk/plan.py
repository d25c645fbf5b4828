"""From addresses of clauses to one query, and from a table to a table of answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, TypedDict, Unpack, overload

import duckdb
import pyarrow as pa

from gaoxin.engine.places import place_condition
from gaoxin.facts.tabulated import is_read
from gaoxin.facts.vocabulary import Kind
from gaoxin.files.trouble import CellFault
from gaoxin.policy.form import Condition
from gaoxin.policy.library import Library
from gaoxin.quantities import WorkCalendar

from .clauses import ClauseColumns, Clauses, Split, Tree
from .door import Door
from .exact import Num
from .expressions import Rules
from .facts import Facts
from .history import History
from .masks import WORD, Leaves, Legend, Told, joined, mask
from .places import Place
from .refusal import NotInBulk, Refusal
from .running import Settings, Written, fetched, give, opened, schema_of, written
from .scope import Scope
from .sql import Sql, disjoin, name, sql
from .stackings import StackingColumns, Stackings
from .tables import Table, quoted
from .values import Number, Value

Schema = Mapping[str, str]
"""Column name -> DuckDB type."""
SOURCE, PAID, OTHERS, RAW = "source", "paid", "others:", "raw:"


class RunOptions(TypedDict, total=False):
    """``keep_order`` (default): rows come out in the order they went in. ``memory_limit`` such as
    "2GB"; what does not fit goes to ``temp_directory``. ``paid``: earlier payments (entity, clause,
    on, money); ``children``: tables of other kinds, by kind; ``tell`` hears what was refused in
    the tables, value by value."""

    threads: int | None
    memory_limit: str
    keep_order: bool
    temp_directory: str
    paid: Any
    children: Mapping[str, Any] | None
    tell: Callable[[CellFault], None]


@dataclass(frozen=True, slots=True)
class Output:
    """A column of the result: of which clause (or define, or stacking), and which part of it:
    key, answer, money, money_high, total, total_high, paid …, picked, value, failed, unknown,
    faults …"""

    name: str
    address: str
    part: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled question. ``sql`` reads the view ``source`` (and the views of other kinds, and
    ``paid``); ``refused`` are addresses that have no exact bulk form; ``not_in_force`` those
    without a text on the date; ``missing`` facts no column was found for (they are unknown).
    ``checks`` are what the bits of ``faults`` stand for; ``checked``: can one of them be set?
    ``ordered`` is the query with the rows in the order of the table."""

    sql: str
    ordered: str
    on: date
    kind: str
    columns: tuple[str, ...]
    outputs: tuple[Output, ...]
    refused: tuple[Refusal, ...]
    not_in_force: tuple[str, ...]
    missing: tuple[str, ...]
    checks: tuple[str, ...]
    checked: bool
    legends: Mapping[str, Legend]
    schemas: Mapping[str, Schema]
    paid: bool
    again: Callable[[Mapping[str, Schema], bool, bool], "Plan"] = field(repr=False, compare=False)
    library: Library = field(repr=False, compare=False)

    def decode(self, address: str, row: Mapping[str, Any]) -> tuple[Told, ...]:
        """Which condition of a clause holds, fails or is not known in a row of the answers.

        Raises KeyError for a clause without an answer, or if the plan was made without masks."""
        failed, unknown = (
            joined([row[o.name] for o in self.outputs if o.part == part])
            for part in ("failed", "unknown")
        )
        return self.legends[address].decode(failed, unknown)

    @overload
    def run(self, source: Any, target: None = None, **options: Unpack[RunOptions]) -> pa.Table: ...

    @overload
    def run(self, source: Any, target: str | Path, **options: Unpack[RunOptions]) -> Written: ...

    def run(
        self, source: Any, target: str | Path | None = None, **options: Unpack[RunOptions]
    ) -> pa.Table | Written:
        """The answers of a table: as an Arrow table, or streamed into ``target`` (.parquet, .csv,
        .arrow) and counted.

        ``source`` and the tables in ``options`` are paths, Arrow tables, pandas or Polars frames
        or DuckDB relations. A row with a broken or excessive value is reported in ``faults``,
        never answered.
        """
        path = None if target is None else Path(target)
        try:
            return self._attempt(source, path, options, False)
        except (duckdb.OutOfRangeException, duckdb.ConversionException):
            # A number beyond all bounds: the guarded query reports its row instead of failing.
            return self._attempt(source, path, options, True)

    def _attempt(
        self, source: Any, path: Path | None, options: RunOptions, guarded: bool
    ) -> pa.Table | Written:
        keep_order = options.get("keep_order", True)
        settings = Settings(
            options.get("threads"),
            options.get("memory_limit", ""),
            keep_order,
            options.get("temp_directory", ""),
        )
        children = options.get("children") or {}
        with opened(settings) as connection:
            plan = self._given(connection, source, options.get("paid"), children, guarded)
            past = options.get("paid")
            names = _called(source, "table"), _called(past, "paid")
            door = Door(connection, self.library, self.kind, *names)
            if is_read(source):
                door.open(RAW, [*self._views(children).values(), *[PAID] * (past is not None)])
            else:
                plan = plan._admitted(door, children, past is not None, guarded)
            query = plan.ordered if keep_order else plan.sql
            if path is None:
                answers: pa.Table | Written = fetched(connection, query)
            else:
                answers = written(connection, query, path, plan.checked)
        for fault in door.faults if "tell" in options else ():
            options["tell"](fault)
        return answers

    def fitted(
        self, source: Any, *, paid: Any = None, children: Mapping[str, Any] | None = None
    ) -> "Plan":
        """The same question compiled for the column types of these tables (as ``run`` does)."""
        with opened(Settings()) as connection:
            return self._given(connection, source, paid, children or {}, False)

    def _given(
        self,
        connection: duckdb.DuckDBPyConnection,
        source: Any,
        paid: Any,
        children: Mapping[str, Any],
        guarded: bool,
    ) -> "Plan":
        """The plan for these tables, which are made known to the connection."""
        give(connection, RAW + SOURCE, source)
        for kind, table in children.items():
            give(connection, f"{RAW}of_{kind}", table)
        if paid is not None:
            give(connection, RAW + PAID, paid)
        views = self._views(children)
        schemas = {k: schema_of(connection, RAW + v) for k, v in views.items()}
        return self._fitting(schemas, paid is not None, guarded)

    def _views(self, children: Iterable[str]) -> dict[str, str]:
        own = {self.kind: SOURCE}
        return own | {OTHERS + k if k == self.kind else k: f"of_{k}" for k in children}

    def _admitted(self, door: Door, children: Iterable[str], paid: bool, guarded: bool) -> "Plan":
        """The plan for what the door lets in of the tables given."""
        views = self._views(children)
        if paid:
            door.payments(RAW + PAID, PAID, RAW + SOURCE)
        door.table(RAW + SOURCE, SOURCE, frozenset(self.columns))
        for key, view in views.items():
            if view != SOURCE:
                door.related(key.removeprefix(OTHERS), RAW + view, view, SOURCE)
        if paid:
            door.strangers(PAID, SOURCE)
        schemas = {k: schema_of(door.connection, v) for k, v in views.items()}
        return self if schemas == self.schemas else self.again(schemas, paid, guarded)

    def _fitting(self, schemas: Mapping[str, Schema], paid: bool, guarded: bool) -> "Plan":
        if not guarded and paid == self.paid and schemas == self.schemas:
            return self
        return self.again(schemas, paid, guarded)

    def decode_faults(self, faults: int) -> tuple[str, ...]:
        """The checks a row failed: columns with broken values, J1 judged numbers out of range."""
        return tuple(check for i, check in enumerate(self.checks) if faults >> i & 1)


@dataclass(slots=True)
class _Draft:
    clauses: Clauses
    stackings: Stackings
    scope: Scope
    masks: bool
    members: bool
    outputs: list[tuple[Sql, Output]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    not_in_force: list[str] = field(default_factory=list)
    leaves: Leaves = field(default_factory=Leaves)
    legends: dict[str, Legend] = field(default_factory=dict)

    def add(self, value: Sql, column: str, address: str, part: str) -> None:
        """One more column; a database takes names that differ only in case for the same."""
        taken = {output.name.casefold() for _, output in self.outputs}
        free = (f"{column}~{n}" if n > 1 else column for n in count(1))
        named = next(c for c in free if c.casefold() not in taken)
        self.outputs.append((value, Output(named, address, part)))


def compile_clauses(
    library: Library,
    addresses: Sequence[str],
    on: date,
    schema: Schema | Mapping[str, Schema],
    *,
    kind: str = "",
    paid: bool = False,
    masks: bool = True,
    ranged: bool = False,
    members: bool = True,
    guarded: bool = False,
    local: bool = False,
    calendar: WorkCalendar | None = None,
) -> Plan:
    """Compile clauses, defines or stackings (``document#name``) as of ``on`` to one DuckDB query.

    ``schema`` is the table's columns (name -> DuckDB type), or those of several kinds by kind;
    the first is the table asked about unless ``kind`` says so. What cannot be computed exactly is
    in ``Plan.refused`` and not in the query. ``ranged``: where an answer is undecided, money is a
    range from nothing to the most (columns money and money_high) instead of NULL. ``members``:
    a stacking also says what each of its clauses receives; stackings asked together that share
    clauses pass one after the other, in the order of the library. ``local``: a text reaches only
    rows registered in its place (``engine.places``); to all others it answers no, with nothing due.
    Working days follow ``calendar`` (the one shipped if not given).
    """
    schemas = _by_kind(library, addresses, schema, kind)
    asked = kind or next(iter(schemas))
    tables = {k: _table(library, k, asked, columns) for k, columns in schemas.items()}
    asked_table = tables.pop(asked)
    # Links to entities of the kind asked about look into the table asked about, if need be.
    linked = {asked: asked_table} | {k.removeprefix(OTHERS): t for k, t in tables.items()}
    facts = Facts(library.vocabulary, linked, guarded)
    history = History(_paid_table() if paid else None)
    rules = Rules(library, facts, calendar or WorkCalendar.standard())
    clauses = Clauses(rules, history, on, ranged)
    scope = Scope(asked_table)
    stackings = Stackings(clauses, history, scope, _in_order(library, addresses))
    draft = _Draft(clauses, stackings, scope, masks, members)
    _key_output(draft)
    short = _short_names(addresses)
    for address in addresses:
        mark = len(draft.outputs)
        _compile(draft, library, address, short[address], on)
        if local:
            _keep_to_place(draft, library, address.partition("#")[0], asked, mark)
    _mask_outputs(draft)
    checks = _faults(draft)
    listed = [(v, name(o.name)) for v, o in draft.outputs]
    query = ordered = draft.scope.render(listed)
    if draft.scope.joined:
        # A join may give rows in any order.
        ordered = draft.scope.render_ordered(listed)

    def again(schemas: Mapping[str, Schema], paid: bool, guarded: bool) -> Plan:
        return compile_clauses(
            library,
            addresses,
            on,
            schemas,
            kind=asked,
            paid=paid,
            masks=masks,
            ranged=ranged,
            members=members,
            guarded=guarded,
            local=local,
            calendar=calendar,
        )

    return Plan(
        query,
        ordered,
        on,
        asked,
        tuple(sorted(draft.scope.reads)),
        tuple(o for _, o in draft.outputs),
        tuple(draft.refused),
        tuple(draft.not_in_force),
        tuple(facts.missing),
        checks,
        draft.outputs[-1][0] != mask([], "TRUE"),
        draft.legends,
        schemas,
        paid,
        again,
        library,
    )


def match_table(
    library: Library,
    addresses: Sequence[str],
    on: date,
    table: Any,
    **options: Unpack[RunOptions],
) -> pa.Table:
    """The answers of clauses for every row of a table, as an Arrow table; ``options`` as for
    ``Plan.run``."""
    return compile_clauses(library, addresses, on, {}).run(table, None, **options)


def _called(source: Any, spare: str) -> str:
    """What people call a table."""
    one = source[0] if isinstance(source, list | tuple) and source else source
    return Path(one).name if isinstance(one, str | Path) else spare


def _by_kind(
    library: Library, addresses: Iterable[str], schema: Schema | Mapping[str, Schema], kind: str
) -> dict[str, Schema]:
    given = dict(schema)
    if any(isinstance(v, Mapping) for v in given.values()):
        return {k: v for k, v in given.items() if isinstance(v, Mapping)}
    return {kind or _kind_of(library, addresses): {k: str(v) for k, v in given.items()}}


def _kind_of(library: Library, addresses: Iterable[str]) -> str:
    """The kind of entity the first clause, stacking or document is about."""
    for address in addresses:
        document, _, item = address.partition("#")
        found = library.documents.get(document)
        if found is None:
            continue
        if versions := found.clauses.get(item):
            return versions[0].kind
        if item in found.stackings:
            return found.stackings[item].kind
        return found.front.kind or "enterprise"
    return "enterprise"


def _table(library: Library, key: str, asked: str, columns: Schema) -> Table:
    kind = key.removeprefix(OTHERS)
    view = SOURCE if key == asked else f"of_{kind}"
    return Table(library.vocabulary.kind(kind) or Kind(kind), name(view), columns)


def _paid_table() -> Table:
    columns = {"entity": "VARCHAR", "clause": "VARCHAR", "on": "DATE", "money": "BIGINT"}
    return Table(Kind("paid"), PAID, columns)


def _short_names(addresses: Sequence[str]) -> dict[str, str]:
    """The name after ``#``, unless two documents use it."""
    names = [a.partition("#")[2] for a in addresses]
    return {a: n if names.count(n) == 1 else a for a, n in zip(addresses, names, strict=True)}


def _in_order(library: Library, addresses: Sequence[str]) -> list[str]:
    """The stackings among the addresses, in the order of the library."""
    return [
        f"{document.id}#{name}"
        for document in library.documents.values()
        for name in document.stackings
        if f"{document.id}#{name}" in addresses
    ]


def _key_output(draft: _Draft) -> None:
    key = draft.scope.table.key()
    if key is not None:
        draft.scope.reads.add(key)
        draft.add(draft.scope.base(quoted(key)), key, "", "key")
        draft.scope.refuse(key)


def _compile(draft: _Draft, library: Library, address: str, column: str, on: date) -> None:
    document, _, item = address.partition("#")
    law = draft.clauses.rules.law(on)
    text = law.document(document)
    try:
        if text is None and (fault := library.fault_of(document)):
            raise NotInBulk(fault.broken("zh"), fault.broken("en"), fault.code)
        if text is None:
            draft.not_in_force.append(address)
        elif item in text.stackings:
            settled = draft.stackings.columns(address)
            if settled is None:
                draft.not_in_force.append(address)
            else:
                _stacking_outputs(draft, settled, address, column)
        elif item in text.clauses:
            found = draft.clauses.columns(document, item, draft.scope)
            if found is None:
                draft.not_in_force.append(address)
            else:
                _clause_outputs(draft, found, address, column)
        elif item in library.documents.get(document, text).clauses:
            draft.not_in_force.append(address)
        elif item in text.defines:
            place = Place(draft.scope, draft.scope, on, text.id)
            _value_outputs(
                draft, draft.clauses.rules.define(document, item, place), address, column
            )
        else:
            raise NotInBulk(f"没有“{item}”", f'no "{item}" there', "N1")
    except NotInBulk as refusal:
        draft.refused.append(refusal.at(address))


def _keep_to_place(draft: _Draft, library: Library, document: str, kind: str, mark: int) -> None:
    """Outputs from ``mark`` on say nothing due where the row lies outside the document's place."""
    inside = place_condition(library, document, kind)
    if inside is None:
        return
    place = Place(draft.scope, draft.scope, draft.clauses.day, document)
    reached = draft.clauses.rules.truth(inside, place)
    for n, (value, output) in enumerate(draft.outputs[mark:], start=mark):
        other = {"answer": "FALSE", "picked": "NULL"}.get(output.part, "0")
        template = f"CASE WHEN ({{}}) IS FALSE THEN {other} ELSE {{}} END"
        draft.outputs[n] = (sql(template, reached, value), output)


def _clause_outputs(draft: _Draft, found: ClauseColumns, address: str, column: str) -> None:
    draft.add(found.answer, f"{column}.answer", address, "answer")
    if found.money is not None:
        _money_outputs(draft, found, address, column)
    if not draft.masks:
        return
    bits = {path: draft.leaves.bit(leaf) for path, leaf in found.leaves}
    conditions = [_condition(tree) for tree in found.trees.values()]
    draft.legends[address] = Legend(
        {path: bit for path, bit in bits.items() if bit is not None},
        tuple(c for c in conditions if c is not None),
    )


def _mask_outputs(draft: _Draft) -> None:
    if draft.legends:
        for column, part, value in draft.leaves.columns():
            draft.add(value, column, "", part)


def _condition(tree: Tree) -> Condition | None:
    if isinstance(tree, Split):
        return _condition(tree.then) or _condition(tree.other)
    return tree.condition


def _money_outputs(draft: _Draft, found: ClauseColumns, address: str, column: str) -> None:
    money = found.money
    assert money is not None
    low = whole_money(money.low)
    draft.add(low, f"{column}.money", address, "money")
    if money.ranged:
        draft.add(whole_money(money.high), f"{column}.money_high", address, "money_high")


def _stacking_outputs(draft: _Draft, found: StackingColumns, address: str, column: str) -> None:
    draft.add(found.total[0], f"{column}.total", address, "total")
    draft.add(found.total[1], f"{column}.total_high", address, "total_high")
    listed = found.members if draft.members else []
    short = _short_names([member for member, _, _ in listed])
    for member, low, high in listed:
        own = f"{column}.{short[member]}"
        draft.add(low, own, address, f"paid {member}")
        draft.add(high, f"{own}_high", address, f"paid_high {member}")
    if found.picked is not None:
        draft.add(found.picked, f"{column}.picked", address, "picked")


def whole_money(num: Num) -> Sql:
    """An amount in minor units, which rounding has made whole."""
    if num.bottom is not None or num.scale != 1:
        raise NotInBulk("金额未取整到分", "the amount is not rounded to the fen")
    return num.top.sql


def _value_outputs(draft: _Draft, value: Value, address: str, column: str) -> None:
    """A define: its value; numbers that are not whole as numerator and denominator."""
    if not isinstance(value, Number):
        draft.add(value.sql, column, address, "value")
    else:
        ends = [("", value.low)] + ([(".high", value.high)] if value.ranged else [])
        for suffix, end in ends:
            _number_outputs(draft, end, address, column, suffix)
    if value.absent.text != "FALSE":
        draft.add(value.absent, f"{column}?", address, "absent")


def _number_outputs(draft: _Draft, num: Num, address: str, column: str, suffix: str) -> None:
    draft.add(num.top.sql, f"{column}{suffix}", address, f"value{suffix}")
    if num.bottom is not None or num.scale != 1:
        bottom = f"{num.scale}::HUGEINT"
        parts = [num.bottom.sql] if num.bottom is not None else []
        denominator = sql(" * ".join([bottom, *["NULLIF({}, 0)"] * len(parts)]), *parts)
        draft.add(denominator, f"{column}{suffix}/", address, f"denominator{suffix}")


def _faults(draft: _Draft) -> tuple[str, ...]:
    found = [*draft.scope.all_checks(False), *draft.scope.all_checks(True)]
    if len(found) > WORD:
        rest = disjoin(*[test for _, test in found[WORD - 1 :]])
        found = [*found[: WORD - 1], ("others", rest)]
    draft.add(mask([test for _, test in found], "TRUE"), "faults", "", "faults")
    return tuple(label for label, _ in found)
