"""Entities with all that belongs to them as Arrow tables: the one way from entities to the bulk
executor, whoever made them: a table of people, an example, a search."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pyarrow as pa

from gaoxin.facts.arrow import PAYMENTS, to_arrow
from gaoxin.facts.entities import Entity
from gaoxin.facts.vocabulary import Kind, SetDef, Vocabulary
from gaoxin.files.trouble import CellFault

_LINK: Final = pa.string()
_READ: Final = {b"gaoxin": b"read"}
"""Metadata of a table made here, in memory: readers have checked what is in it."""


@dataclass(frozen=True, slots=True)
class Tabulated:
    """``source``: the entities asked about, in their order; ``children``: tables of those they are
    linked to and of the members of their sets, by kind; ``paid``: earlier payments, None where
    nobody's are known; ``faults``: values no column can hold (ranges)."""

    source: Any
    children: dict[str, Any]
    paid: Any
    faults: tuple[CellFault, ...]


def tabulated(
    vocabulary: Vocabulary, entities: Iterable[Entity], known: date | None = None
) -> Tabulated:
    """Entities of one kind, with all they lead to, as wide tables in minor units."""
    asked = list(entities)
    found = _Gathered(vocabulary)
    found.take(asked)
    tables: dict[str, Any] = {}
    faults: list[CellFault] = []
    for kind, members in found.kinds.items():
        register = vocabulary.kind(kind) or Kind(kind)
        table, refused = to_arrow(members, register, known, found.keys(kind))
        tables[kind] = found.with_owners(table, kind)
        faults += refused
    own = asked[0].kind
    source = tables.pop(own)
    others = [n for n, e in enumerate(found.kinds[own]) if id(e) in found.reached]
    if others:
        tables[own] = source.take(others)
    rows = {id(e): n for n, e in enumerate(found.kinds[own])}
    source = source.take([rows[id(e)] for e in asked])
    source = source.replace_schema_metadata(_READ)
    return Tabulated(source, tables, found.payments(), tuple(faults))


def is_read(table: Any) -> bool:
    """Was the table made here, of entities?"""
    return isinstance(table, pa.Table) and table.schema.metadata == _READ


class _Gathered:
    """Everyone by kind, each once, and who owns whom."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.kinds: dict[str, list[Entity]] = {}
        self.reached: set[int] = set()
        self.owners: dict[tuple[str, str], dict[int, Entity]] = {}
        """By kind of the member and its link: the owner of each member."""
        self._keys: dict[str, dict[int, str]] = {}

    def take(self, entities: Iterable[Entity]) -> None:
        queue = deque(entities)
        seen = set()
        while queue:
            entity = queue.popleft()
            if id(entity) in seen:
                continue
            seen.add(id(entity))
            self.kinds.setdefault(entity.kind, []).append(entity)
            reached = [*_linked(entity), *self._members(entity)]
            self.reached |= {id(e) for e in reached}
            queue += reached

    def _members(self, entity: Entity) -> Iterable[Entity]:
        """The members of all sets; of one known to be empty there is a table without rows."""
        for name, members in entity.sets.items():
            definition = self.vocabulary.find(entity.kind, name)
            if not isinstance(definition, SetDef):
                continue
            self.kinds.setdefault(definition.member, [])
            owners = self.owners.setdefault((definition.member, definition.via), {})
            owners |= {id(m): entity for m in members}
            yield from members

    def keys(self, kind: str) -> dict[int, str]:
        """The keys of all, whoever links to whom: their own ids, unless these tell nobody apart."""
        for name in self.kinds.keys() - self._keys.keys():
            members = self.kinds[name]
            own = [e.id for e in members]
            apart = all(own) and len(set(own)) == len(own)
            self._keys[name] = {
                id(e): e.id if apart else f"{name}-{n}" for n, e in enumerate(members, start=1)
            }
        return {i: key for keys in self._keys.values() for i, key in keys.items()}

    def with_owners(self, table: Any, kind: str) -> Any:
        """The table with the links of members whose owners hold them in a set."""
        keys = self.keys(kind)
        for (member, via), owners in self.owners.items():
            if member != kind:
                continue
            named = via in table.column_names
            links = table[via].to_pylist() if named else [None] * len(self.kinds[kind])
            for row, entity in enumerate(self.kinds[kind]):
                if id(entity) in owners:
                    links[row] = keys[id(owners[id(entity)])]
            column = pa.array(links, _LINK)
            if named:
                table = table.set_column(table.column_names.index(via), via, column)
            else:
                table = table.append_column(via, column)
        return table

    def payments(self) -> Any:
        everyone: Sequence[Entity] = [e for members in self.kinds.values() for e in members]
        if all(e.paid is None for e in everyone):
            return None
        keys = self.keys("")
        rows = [
            {"entity": keys[id(e)], "clause": p.clause, "on": p.on, "money": p.money}
            for e in everyone
            for p in e.paid or ()
        ]
        return pa.Table.from_pylist(rows, schema=PAYMENTS)


def _linked(entity: Entity) -> Iterable[Entity]:
    for records in entity.facts.values():
        yield from (r.value for r in records if isinstance(r.value, Entity))
