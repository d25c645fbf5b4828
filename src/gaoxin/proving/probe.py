"""An example's entity with some facts changed, and the row it becomes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any, TypeAlias

from gaoxin.engine.places import place_fact
from gaoxin.engine.values import Absent, Unknown, Value, is_number
from gaoxin.facts.entities import ABSENT, UNKNOWN, Entity, Payment, Recorded
from gaoxin.facts.vocabulary import SetDef, Vocabulary
from gaoxin.policy.library import PLACES, Library

Place: TypeAlias = tuple[int, str, str]
"""Entity (its id()), name and period."""


@dataclass(frozen=True, slots=True)
class Probe:
    """An example's entity with some facts changed (by entity, name and period)."""

    base: Entity
    changes: Mapping[Place, Value] = field(default_factory=dict)
    before: "Probe | None" = None
    """Kept, so that no entity named in ``changes`` is ever replaced by another of the same id."""

    def with_(self, place: Place, value: Value) -> "Probe":
        return replace(self, changes={**self.changes, place: value}, before=self)


def made(vocabulary: Vocabulary, probe: Probe) -> Entity:
    """The entity with the changes written into it; the example's own stays as it is."""
    return _Making(vocabulary, probe.changes).copy(probe.base)


@dataclass(slots=True)
class _Making:
    vocabulary: Vocabulary
    changes: Mapping[Place, Value]
    copies: dict[int, Entity] = field(default_factory=dict)

    def copy(self, entity: Entity) -> Entity:
        """The entity and everything it is linked to, each once."""
        if id(entity) in self.copies:
            return self.copies[id(entity)]
        found = self.copies[id(entity)] = Entity(entity.kind, entity.id, paid=entity.paid)
        facts = {place: records[-1].value for place, records in entity.facts.items() if records}
        sets, judged = dict(entity.sets), dict(entity.judged)
        for (owner, name, period), value in self.changes.items():
            if owner != id(entity):
                continue
            if "#" in name:
                judged[name] = Recorded(_recorded(value))
            elif isinstance(self.vocabulary.find(entity.kind, name), SetDef):
                sets[name] = value
            else:
                facts[name, period] = _recorded(value)
        for place, value in facts.items():
            copied = self.copy(value) if isinstance(value, Entity) else value
            found.facts[place] = [Recorded(copied)]
        found.sets = {n: tuple(self.copy(m) for m in members) for n, members in sets.items()}
        found.judged = {k: r for k, r in judged.items() if r.value is not UNKNOWN}
        return found


def _recorded(value: Value) -> Any:
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, Absent):
        return ABSENT
    return Fraction(value) if is_number(value) else value


def registered(library: Library, entity: Entity, on: date, random: Random) -> None:
    """Now and then a place of registration: with or without the day, known, not known, nowhere."""
    fact = place_fact(library, entity.kind)
    if fact is None or random.random() < 0.5:
        return
    places: list[Any] = [*library.codebooks[PLACES].labels, UNKNOWN, ABSENT]
    for period in random.choice([("",), (on.isoformat(),), ("", on.isoformat())]):
        entity.facts[fact.id, period] = [Recorded(random.choice(places))]


def payments(addresses: Sequence[str], on: date, random: Random) -> Iterator[Payment]:
    """Earlier payments on and around the edges of the usual windows."""
    for address in addresses:
        if random.random() < 0.5:
            years = random.choice([0, 0, 1, 2, 3, 5])
            start = date(on.year - years, on.month, min(on.day, 28))
            january = date(on.year - years, 1, 1)
            day = random.choice([start, january]) + timedelta(random.choice([-1, 0, 0, 1]))
            yield Payment(
                address, min(day, on), random.choice([0, 1, 100, 10**6, 10**7, 2 * 10**7])
            )
