"""Entities laid out wide: which columns they need, and what stands in each."""

from collections.abc import Iterable, Sequence
from datetime import date

from gaoxin.facts.columns import Column
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.facts.numbers import own_measure
from gaoxin.facts.vocabulary import FactDef, Kind
from gaoxin.files.trouble import CellFault, Trouble
from gaoxin.quantities import CURRENCIES, Lang

ID = "id"


def columns_of(entities: Iterable[Entity], kind: Kind) -> list[Column]:
    """A column for every fact and period that is recorded of anybody, in the order of the
    vocabulary, the key first."""
    seen = {place for entity in entities for place in entity.facts}
    places = [(f, p) for f in kind.facts for p in sorted(p for i, p in seen if i == f)]
    keys = [k.id for name in kind.key if (k := kind.find(name))]
    places = [(k, "") for k in keys if k in kind.facts] + [
        (f, p) for f, p in places if f not in keys or p
    ]
    return [Column(kind.facts[f], p, own_measure(kind.facts[f])) for f, p in places]


def is_key(column: Column, kind: Kind) -> bool:
    """Is this the one fact that identifies an entity?"""
    found = kind.find(kind.key[0]) if len(kind.key) == 1 else None
    return found is not None and found.id == column.fact.id and not column.period


def needs_id(kind: Kind, columns: Sequence[Column]) -> bool:
    """Is a column of its own needed to tell the entities apart?"""
    return not kind.key or len(kind.key) > 1 or not any(is_key(c, kind) for c in columns)


def record_of(entity: Entity, column: Column, known: date | None = None) -> Recorded | None:
    """The record as known on a day, without falling back from a period to no period."""
    return entity.look_up(*column.place, known)


def header_of(column: Column, lang: Lang, unit: bool = True) -> str:
    """``研发费用@2025（元）``, ``rd_cost@2025 (CNY)``: read back by ``columns.read_column``."""
    name = (column.fact.zh or column.fact.id) if lang == "zh" else column.fact.id
    when = f"@{column.period}" if column.period else ""
    said = unit_of(column.fact, lang) if unit else ""
    return f"{name}{when}" + (f"（{said}）" if lang == "zh" else f" ({said})") * bool(said)


def unit_of(fact: FactDef, lang: Lang) -> str:
    """The unit in which bare numbers of the fact are written."""
    if fact.type == "money":
        currency = CURRENCIES.get(fact.unit or "CNY")
        return (currency.name.zh if lang == "zh" else currency.code) if currency else ""
    return fact.unit if fact.type in ("count", "number", "points") else ""


def left_out(entity: Entity, column: Column, zh: str, en: str, file: str) -> CellFault:
    """A value the format cannot hold, so that nothing is lost silently."""
    header = header_of(column, "zh", unit=False)
    return Trouble(
        "F25",
        f"“{header}”是{zh}，没有写出",
        f"'{column.fact.id}' is {en}; it was not written",
        "用 yaml 保存",
        "keep it as yaml",
    ).at(f"{entity.kind}:{entity.id}", file)
