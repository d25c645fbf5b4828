"""Entities as an Arrow table in the wide layout of the bulk executor.

One column ``id@period`` for each fact and period, named by the fact's ASCII id; money in minor
units as int64; spells ``list<struct<start: date, end: date>>``, events ``list<date>``; NULL is
unknown, and for a period the value without a period goes in its place; a BOOLEAN column
``name@period?`` says where it is absent, ``name@period??`` where it is unknown although there is a
value without a period, ``name!`` where a state is held and it is not known since when.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pyarrow as pa

from gaoxin.facts.codes import key_of
from gaoxin.facts.columns import ABSENT_MARK, HELD_MARK, UNKNOWN_MARK, Column
from gaoxin.facts.entities import ABSENT, UNKNOWN, Between, Entity, Spell
from gaoxin.facts.tabulation import ID, columns_of, is_key, left_out, needs_id, record_of
from gaoxin.facts.vocabulary import FactDef, Kind
from gaoxin.files.trouble import CellFault
from gaoxin.quantities import Period

SPELLS: Final = pa.list_(pa.struct([("start", pa.date32()), ("end", pa.date32())]))
EVENTS: Final = pa.list_(pa.date32())
PAYMENTS: Final = pa.schema(
    {"entity": pa.string(), "clause": pa.string(), "on": pa.date32(), "money": pa.int64()}
)
KEY: Final = "@key"
"""The name of a key column that goes before the kind's own key."""
MOST_DECIMALS: Final = 18
_TYPES: Final[dict[str, Any]] = {
    "money": pa.int64(),
    "count": pa.int64(),
    "year": pa.int64(),
    "flag": pa.bool_(),
    "date": pa.date32(),
    "texts": pa.list_(pa.string()),
}


def to_arrow(
    entities: Sequence[Entity],
    kind: Kind,
    known: date | None = None,
    keys: Mapping[int, str] | None = None,
) -> tuple[Any, list[CellFault]]:
    """The table of ``entities`` of one kind, as known on a day, and what no column can hold.

    What a row says never depends on the other rows. ``keys`` (by ``id()``) stand for entities
    instead of their own ids, in a key column and in links.
    """
    faults: list[CellFault] = []
    columns = columns_of(entities, kind)
    arrays: dict[str, Any] = {}
    if keys is not None and any(keys[id(e)] != _own_key(e, kind) for e in entities):
        arrays[KEY] = pa.array([keys[id(e)] for e in entities], pa.string())
    elif needs_id(kind, columns):
        arrays[ID] = pa.array([e.id for e in entities], pa.string())
    for column in columns:
        name = f"{column.fact.id}@{column.period}" if column.period else column.fact.id
        values = [_value(e, column, kind, known, keys or {}) for e in entities]
        arrays[name] = _array(values, entities, column, faults)
        marks = {ABSENT_MARK: [v is ABSENT for v in values]}
        if column.period:
            marks[UNKNOWN_MARK] = _open(arrays[name], entities, column, known)
        if column.fact.time == "spell":
            marks[HELD_MARK] = [v is True for v in values]
        told = {name + mark: where for mark, where in marks.items() if any(where)}
        arrays |= {mark: pa.array(where, pa.bool_()) for mark, where in told.items()}
    for address in sorted({a for e in entities for a in e.judged}):
        judged = [e.judged[address].value if address in e.judged else None for e in entities]
        arrays[address] = _decimals(judged, lambda _: None)
    return pa.table(arrays), faults


def _own_key(entity: Entity, kind: Kind) -> str | None:
    """The key as a table of this kind shows it, if it shows that of the entity."""
    single = kind.find(kind.key[0]) if len(kind.key) == 1 else None
    if key_of(kind, entity.id) != (entity.id, None):
        return None
    record = entity.look_up(single.id, "") if single else None
    return entity.id if record is None or record.value == entity.id else None


def type_of(fact: FactDef) -> Any:
    """The Arrow type of a fact's column; numbers with decimals get theirs from the values."""
    if fact.time == "spell":
        return SPELLS
    if fact.time == "event":
        return EVENTS
    return _TYPES.get(fact.type, pa.string())


def _value(
    entity: Entity, column: Column, kind: Kind, known: date | None, keys: Mapping[int, str]
) -> Any:
    record = record_of(entity, column, known)
    if record is None:
        return entity.id if is_key(column, kind) else None
    if isinstance(record.value, Entity):
        return keys.get(id(record.value), record.value.id)
    return None if record.value is UNKNOWN else record.value


def _open(array: Any, entities: Sequence[Entity], column: Column, known: date | None) -> list[bool]:
    """Where a record of the period holds nothing the column shows (unknown, a range), so that the
    one without a period must not stand in for it."""
    return [
        empty
        and (record := record_of(entity, column, known)) is not None
        and record.value is not ABSENT
        and entity.look_up(column.fact.id, "", known) is not None
        for entity, empty in zip(entities, array.is_null().to_pylist(), strict=True)
    ]


def _array(
    values: Sequence[Any], entities: Sequence[Entity], column: Column, faults: list[CellFault]
) -> Any:
    fact = column.fact

    def refuse(row: int) -> None:
        zh, en = _why(values[row], fact)
        faults.append(left_out(entities[row], column, zh, en, "arrow"))

    if fact.type in ("rate", "number", "points"):
        return _decimals(values, refuse)
    plain: list[Any] = []
    for row, value in enumerate(values):
        cell = _plain(value, fact)
        if cell is None and value not in (None, ABSENT) and not _marked(value, fact):
            refuse(row)
        plain.append(cell)
    return pa.array(plain, type_of(fact))


def _plain(value: Any, fact: FactDef) -> Any:
    """What the column holds, or None where it can hold nothing."""
    if fact.time in ("spell", "event"):
        if value is False:
            return []
        return [_dates(v) for v in value] if isinstance(value, tuple) else None
    match value:
        case Between() | None:
            return None
        case Period():
            return value.key
        case Fraction():
            return int(value) if value.denominator == 1 and abs(value) < 2**63 else None
        case tuple():
            return list(value)
        case _:
            return None if value is ABSENT else value


def _marked(value: Any, fact: FactDef) -> bool:
    """Held, but not since when: that has a column of its own."""
    return fact.time == "spell" and value is True


def _dates(value: Spell | date) -> Any:
    return {"start": value.start, "end": value.end} if isinstance(value, Spell) else value


def _decimals(values: Sequence[Any], refuse: Any) -> Any:
    """Numbers with decimals, exactly, with as many places as the longest needs."""
    scaled: list[Decimal | None] = []
    places = 0
    for row, value in enumerate(values):
        exact = _decimal(value) if isinstance(value, Fraction) else None
        if exact is None and value is not None and value is not ABSENT:
            refuse(row)
        scaled.append(exact)
        places = max(places, -int(exact.as_tuple().exponent) if exact is not None else 0)
    return pa.array(scaled, pa.decimal128(38, places))


def _decimal(value: Fraction) -> Decimal | None:
    """The exact decimal, or None for thirds and for numbers too long."""
    for places in range(MOST_DECIMALS + 1):
        whole = value * 10**places
        if whole.denominator == 1:
            digits = abs(int(whole))
            fits = digits < 10 ** (38 - MOST_DECIMALS + places)
            sign = int(value < 0)
            parts = tuple(map(int, str(digits)))
            return Decimal((sign, parts, -places)) if fits else None
    return None


def _why(value: Any, fact: FactDef) -> tuple[str, str]:
    if isinstance(value, Between):
        return "一个范围", "a range"
    return "这一列放不下的数", "a number the column cannot hold"
