"""Rows fit for tables: what columns can hold, which rows may share a table, what a row says."""

from collections.abc import Iterator
from typing import Any

from gaoxin.facts.entities import UNKNOWN, Between, Entity, Missing, Spell
from gaoxin.facts.vocabulary import FactDef, Vocabulary


def _everything(entity: Entity) -> Iterator[Entity]:
    """The entity and all it is linked to."""
    seen: set[int] = set()
    queue = [entity]
    while queue:
        one = queue.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        for records in one.facts.values():
            queue += [r.value for r in records if isinstance(r.value, Entity)]
        queue += [m for members in one.sets.values() for m in members]


def held(vocabulary: Vocabulary, entity: Entity) -> bool:
    """Can columns hold every value (no range, no spell of unknown beginning, nothing said to be
    unknown for a period while it is known for the others)?"""
    return not any(
        isinstance(record.value, Between)
        or (record.value is True and _is_spell(vocabulary, one.kind, name))
        or (record.value is UNKNOWN and period and (name, "") in one.facts)
        for one in _everything(entity)
        for (name, period), records in one.facts.items()
        for record in records
    )


def _is_spell(vocabulary: Vocabulary, kind: str, name: str) -> bool:
    fact = vocabulary.find(kind, name)
    return isinstance(fact, FactDef) and fact.time == "spell"


def grouped(entities: list[Entity]) -> list[list[Entity]]:
    """A table of members says for all owners which they have: rows whose sets are known and rows
    whose sets are not go into different tables."""
    groups: dict[frozenset[tuple[str, str]], list[Entity]] = {}
    for entity in entities:
        given = frozenset((one.kind, name) for one in _everything(entity) for name in one.sets)
        groups.setdefault(given, []).append(entity)
    return list(groups.values())


def told(entity: Entity) -> Iterator[str]:
    """What is recorded in a row, as briefly as it can be repeated."""
    for (name, period), records in entity.facts.items():
        yield f"{name}@{period}={_shown(records[-1].value)}".replace("@=", "=")
    for name, members in entity.sets.items():
        yield f"{name}: {len(members)} {[list(told(m)) for m in members[:3]]}"
    for address, record in entity.judged.items():
        yield f"{address}={_shown(record.value)}"
    for payment in entity.paid or ():
        yield f"paid {payment.clause} {payment.on} {payment.money}"


def _shown(value: Any) -> str:
    match value:
        case tuple():
            return "[" + ", ".join(map(_shown, value)) + "]"
        case Spell():
            return f"{value.start}..{value.end or ''}"
        case Missing():
            return value.value
        case Entity():
            return value.kind
    return str(value)
