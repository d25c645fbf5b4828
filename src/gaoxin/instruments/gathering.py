"""Entities of a zone as the engine asks them: facts, links and sets, and what a case derives.

A set of a running zone is known: its members are the entities that link here, none if none do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gaoxin.facts.entities import Entity, Recorded
from gaoxin.facts.vocabulary import SetDef
from gaoxin.policy.reading.running import THIS, taken_id
from gaoxin.procedure.zone import CaseKey, Link, Said, Zone


@dataclass(slots=True)
class Gathered:
    """Entities made from a zone, each once."""

    zone: Zone
    made: dict[str, Entity] = field(default_factory=dict)
    linked: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """(fact, id linked to) -> ids that link there."""

    def __post_init__(self) -> None:
        for thing in self.zone.things.values():
            for (fact, _), said in thing.said.items():
                if said and isinstance(said[-1].value, Link):
                    self.linked.setdefault((fact, said[-1].value.id), []).append(thing.id)

    def entity(self, name: str) -> Entity:
        """The entity, with everything said of it; links lead on."""
        found = self.made.get(name)
        if found is not None:
            return found
        thing = self.zone.things[name]
        found = self.made[name] = Entity(thing.kind, name, name=thing.name)
        for (fact, period), statements in thing.said.items():
            found.facts[fact, period] = [self._recorded(said) for said in statements]
        kind = self.zone.library.vocabulary.kind(thing.kind)
        for known in (kind.sets if kind else {}).values():
            found.sets[known.id] = self._members(known, name)
        return found

    def _recorded(self, said: Said) -> Recorded:
        value = self.entity(said.value.id) if isinstance(said.value, Link) else said.value
        return Recorded(value, said.source, said.recorded)

    def _members(self, known: SetDef, name: str) -> tuple[Entity, ...]:
        return tuple(self.entity(one) for one in self.linked.get((known.via, name), ()))

    def case(self, case: CaseKey) -> Entity:
        """The entity of a case, with itself and the takings of its steps."""
        entity = self.entity(case.entity)
        entity.facts[THIS, ""] = [Recorded(entity, "case")]
        course = self.zone.course(case)
        for step in course.procedure.steps:
            entity.sets[taken_id(case.procedure, step)] = tuple(
                self._taking(case, step, event.records, n, event.on, event.actor, event.role)
                for n, event in enumerate(course.events)
                if event.step == step
            )
        return entity

    def _taking(
        self, case: CaseKey, step: str, records: Mapping[str, Any], number: int, *own: Any
    ) -> Entity:
        taking = Entity(taken_id(case.procedure, step), f"{case}/{number}")
        values: Iterable[tuple[str, Any]] = zip(("on", "person", "by"), own, strict=True)
        for fact, value in (*values, *records.items()):
            taking.facts[fact, ""] = [self._recorded(Said(value, "case"))]
        return taking
