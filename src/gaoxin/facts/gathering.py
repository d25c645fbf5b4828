"""Entities as they are gathered from several sheets and files, with everything found wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.columns import Column
from gaoxin.facts.entities import UNKNOWN, Entity, Payment, Recorded, Value
from gaoxin.facts.vocabulary import Kind, Vocabulary
from gaoxin.files.trouble import CellFault, Trouble


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value stands and when it was recorded."""

    place: str
    file: str
    source: str
    recorded: date | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link written as a key, to be resolved when every table has been read."""

    entity: Entity
    column: Column
    key: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Past:
    """A payment of a sheet, to find its owner when every table has been read; None: unreadable."""

    kind: Kind
    key: str
    payment: Payment | None
    origin: Origin


@dataclass(slots=True)
class Gathering:
    """Entities by kind and key; links still to resolve; which tables and link columns came."""

    vocabulary: Vocabulary
    codes: CodeLists | None = None
    recorded: date | None = None
    source: str = ""
    period: str = ""
    kinds: dict[str, dict[str, Entity]] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)
    link_columns: set[tuple[str, str]] = field(default_factory=set)
    paid_given: set[str] = field(default_factory=set)
    past: list[Past] = field(default_factory=list)

    def entity(self, kind: Kind, key: str) -> Entity:
        """The entity of that key, made if it is new."""
        members = self.kinds.setdefault(kind.id, {})
        return members.setdefault(key, Entity(kind.id, key))

    def record(self, entity: Entity, column: Column, value: Value, origin: Origin) -> None:
        """Keep a value; a link is kept back, a second value for the same day is a fault."""
        if column.fact.type == "entity" and isinstance(value, str):
            self.links.append(Link(entity, column, value, origin))
            return
        unit = column.fact.unit
        self.keep(entity, column, Recorded(value, origin.source, origin.recorded, unit), origin)

    def keep(self, entity: Entity, column: Column, recorded: Recorded, origin: Origin) -> None:
        """Put the record in its place among earlier ones."""
        for earlier in entity.facts.get(column.place, ()):
            if earlier.recorded != recorded.recorded:
                continue
            if earlier.value == recorded.value or recorded.value is UNKNOWN:
                return
            if earlier.value is not UNKNOWN:
                self.say(_two_values(column, earlier), origin)
                return
        entity.record(*column.place, recorded)

    def pay(self, entity: Entity, payment: Payment | None) -> None:
        """Add an earlier payment, in the order of dates; None: one that could not be read."""
        if payment is None:
            entity.paid_unread = True
        else:
            entity.paid = tuple(sorted((*(entity.paid or ()), payment), key=lambda p: p.on))

    def say(self, trouble: Trouble, origin: Origin) -> None:
        """Keep a fault at a place."""
        self.faults.append(trouble.at(origin.place, origin.file))

    def everyone(self) -> Iterator[Entity]:
        """Every entity of every kind."""
        for members in self.kinds.values():
            yield from members.values()


def _two_values(column: Column, earlier: Recorded) -> Trouble:
    period = f"@{column.period}" if column.period else ""
    return Trouble(
        "F21",
        f"“{column.fact.zh}{period}”已有另一个值，来自 {earlier.source}",
        f"'{column.fact.id}{period}' already has another value, from {earlier.source}",
        "留下正确的一个；更正要写明不同的记录日期",
        "keep the right one; a correction needs a recording date of its own",
    )
