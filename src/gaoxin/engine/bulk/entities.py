"""Entities written as the tables the bulk executor reads: one row each, one table for each kind."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from gaoxin.facts.arrow import PAYMENTS, type_of
from gaoxin.facts.entities import ABSENT, UNKNOWN, Between, Entity, Spell
from gaoxin.facts.vocabulary import FactDef, Vocabulary
from gaoxin.quantities import Period

from .tables import KEY

PLACES = 10
NUMBER: Any = pa.decimal128(38, PLACES)


@dataclass(frozen=True, slots=True)
class Tabulated:
    """``source``: the entities asked about; ``children``: tables of other kinds by kind; ``paid``:
    earlier payments. ``ids``: the key given to each entity, in the order of the rows.
    ``left_out``: values no column can hold (ranges, a spell of unknown beginning)."""

    source: pa.Table
    children: dict[str, pa.Table]
    paid: pa.Table
    ids: list[str]
    left_out: tuple[str, ...]


def tabulated(vocabulary: Vocabulary, entities: Iterable[Entity]) -> Tabulated:
    """Entities of one kind, with all they are linked to, as wide tables in minor units."""
    writing = _Writing(vocabulary)
    asked = list(entities)
    ids = [writing.add(e) for e in asked]
    kind = asked[0].kind
    tables = {k: writing.table(k) for k in writing.rows}
    source = tables.pop(kind)
    others = [i for i, row in enumerate(writing.rows[kind]) if row[KEY] in writing.reached]
    if others:
        tables[kind] = source.take(others)
    source = source.take([i for i, row in enumerate(writing.rows[kind]) if row[KEY] in {*ids}])
    return Tabulated(source, tables, writing.payments(), ids, tuple(writing.left_out))


@dataclass(slots=True)
class _Writing:
    vocabulary: Vocabulary
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    types: dict[str, dict[str, Any]] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    own: dict[int, dict[str, Any]] = field(default_factory=dict)
    """The row of each entity."""
    reached: set[str] = field(default_factory=set)
    """Entities that a link leads to or a set holds."""
    paid: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def add(self, entity: Entity) -> str:
        known = self.ids.get(id(entity))
        if known is not None:
            return known
        key = self.ids[id(entity)] = f"{entity.kind}-{len(self.ids) + 1}"
        row: dict[str, Any] = {KEY: key}
        self.own[id(entity)] = row
        self.rows.setdefault(entity.kind, []).append(row)
        self.types.setdefault(entity.kind, {KEY: pa.string()})
        for (fact, period), records in entity.facts.items():
            definition = self.vocabulary.find(entity.kind, fact)
            if isinstance(definition, FactDef) and records:
                self._put(entity.kind, row, definition, period, records[-1].value)
        for address, record in entity.judged.items():
            number = record.value if isinstance(record.value, Fraction | int) else None
            self._set(entity.kind, row, address, NUMBER, number)
        self._members(entity, key)
        for payment in entity.paid or ():
            self.paid.append(
                {"entity": key, "clause": payment.clause, "on": payment.on, "money": payment.money}
            )
        return key

    def _members(self, entity: Entity, key: str) -> None:
        for name, members in entity.sets.items():
            definition = self.vocabulary.find(entity.kind, name)
            if definition is None or isinstance(definition, FactDef):
                continue
            types = self.types.setdefault(definition.member, {KEY: pa.string()})
            types[definition.via] = pa.string()
            self.rows.setdefault(definition.member, [])
            for member in members:
                self.reached.add(self.add(member))
                self.own[id(member)][definition.via] = key

    def _put(self, kind: str, row: dict[str, Any], fact: FactDef, period: str, value: Any) -> None:
        column = f"{fact.id}@{period}" if period else fact.id
        if value is ABSENT:
            self._set(kind, row, column, _type(fact), None)
            self._set(kind, row, f"{column}?", pa.bool_(), True)
        elif value is UNKNOWN:
            self._set(kind, row, column, _type(fact), None)
        elif isinstance(value, Between) or (fact.time == "spell" and value is True):
            self.left_out.append(f"{kind}.{column}")
            self._set(kind, row, column, _type(fact), None)
        elif isinstance(value, Entity):
            linked = self.add(value)
            self.reached.add(linked)
            self._set(kind, row, column, pa.string(), linked)
        elif fact.time in {"spell", "event"}:
            self._set(kind, row, column, _type(fact), _dates(value))
        else:
            self._set(kind, row, column, _type(fact), value)

    def _set(self, kind: str, row: dict[str, Any], column: str, type: Any, value: Any) -> None:
        self.types[kind][column] = type
        row[column] = _plain(type, value)

    def table(self, kind: str) -> pa.Table:
        rows, types = self.rows[kind], self.types[kind]
        for column in types:
            # A fact given for every period stands for each period that has a column.
            fact, _, period = column.partition("@")
            given = period and fact in types and not period.endswith("?")
            for row in rows if given else ():
                if column not in row and fact in row:
                    row[column] = row[fact]
                    if row.get(f"{fact}?"):
                        row[f"{column}?"] = True
        types |= {c: pa.bool_() for row in rows for c in row if c.endswith("?")}
        columns = {c: pa.array([r.get(c) for r in rows], t) for c, t in types.items()}
        return pa.table(columns)

    def payments(self) -> pa.Table:
        return pa.Table.from_pylist(self.paid, schema=PAYMENTS)


def _type(fact: FactDef) -> Any:
    return NUMBER if fact.type in {"rate", "number", "points"} else type_of(fact)


def _dates(value: Any) -> list[Any]:
    if not value:
        return []
    return [{"start": v.start, "end": v.end} if isinstance(v, Spell) else v for v in value]


def _plain(type: Any, value: Any) -> Any:
    if isinstance(value, Period):
        return value.key
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Fraction | int) and not isinstance(value, bool):
        if pa.types.is_decimal(type):
            return Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator)
        if Fraction(value).denominator != 1:
            raise ValueError(f"{value} is not whole")
        return int(value)
    if isinstance(value, date | str | bool | list) or value is None:
        return value
    raise ValueError(f"{value!r} has no column")
