"""Entities as an Arrow table in the wide layout of the bulk executor.

One column ``id@period`` for each fact and period, named by the fact's ASCII id; money in minor
units as int64; spells ``list<struct<start: date, end: date>>``, events ``list<date>``; NULL is
unknown; a BOOLEAN column ``name@period?`` says absent where anything is.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pyarrow as pa

from gaoxin.facts.columns import Column
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
    entities: Sequence[Entity], kind: Kind, known: date | None = None
) -> tuple[Any, list[CellFault]]:
    """The table of ``entities`` of one kind, as known on a day, and what no column can hold."""
    faults: list[CellFault] = []
    columns = columns_of(entities, kind)
    arrays: dict[str, Any] = {}
    if needs_id(kind, columns):
        arrays[ID] = pa.array([e.id for e in entities], pa.string())
    for column in columns:
        name = f"{column.fact.id}@{column.period}" if column.period else column.fact.id
        values = [_value(e, column, kind, known) for e in entities]
        arrays[name] = _array(values, entities, column, faults)
        if any(v is ABSENT for v in values):
            arrays[f"{name}?"] = pa.array([v is ABSENT for v in values], pa.bool_())
    for address in sorted({a for e in entities for a in e.judged}):
        judged = [e.judged[address].value if address in e.judged else None for e in entities]
        arrays[address] = _decimals(judged, lambda _: None)
    return pa.table(arrays), faults


def payments_to_arrow(entities: Sequence[Entity]) -> Any:
    """Earlier payments: entity key, clause, day, money in minor units."""
    rows = [
        {"entity": e.id, "clause": p.clause, "on": p.on, "money": p.money}
        for e in entities
        for p in e.paid or ()
    ]
    return pa.Table.from_pylist(rows, schema=PAYMENTS)


def type_of(fact: FactDef) -> Any:
    """The Arrow type of a fact's column; numbers with decimals get theirs from the values."""
    if fact.time == "spell":
        return SPELLS
    if fact.time == "event":
        return EVENTS
    return _TYPES.get(fact.type, pa.string())


def _value(entity: Entity, column: Column, kind: Kind, known: date | None) -> Any:
    record = record_of(entity, column, known)
    if record is None:
        return entity.id if is_key(column, kind) else None
    return None if record.value is UNKNOWN else record.value


def _array(
    values: Sequence[Any], entities: Sequence[Entity], column: Column, faults: list[CellFault]
) -> Any:
    fact = column.fact
    if fact.time == "spell" and {type(v) for v in values if v not in (None, ABSENT)} <= {bool}:
        return pa.array([None if v is ABSENT else v for v in values], pa.bool_())

    def refuse(row: int) -> None:
        zh, en = _why(values[row], fact)
        faults.append(left_out(entities[row], column, zh, en, "arrow"))

    if fact.type in ("rate", "number", "points"):
        return _decimals(values, refuse)
    plain: list[Any] = []
    for row, value in enumerate(values):
        cell = _plain(value, fact)
        if cell is None and value is not None and value is not ABSENT:
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
        case Entity():
            return value.id
        case Period():
            return value.key
        case Fraction():
            return int(value) if value.denominator == 1 and abs(value) < 2**63 else None
        case tuple():
            return list(value)
        case _:
            return None if value is ABSENT else value


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
    if fact.time == "spell":
        return "不知起始日的状态", "held without a known beginning"
    return "这一列放不下的数", "a number the column cannot hold"
