"""How sensitive the facts are that decided something."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from gaoxin.engine.values import Judgement, Looked, Need
from gaoxin.explaining.record import Rests
from gaoxin.facts.entities import Entity
from gaoxin.facts.vocabulary import FactDef, Sensitivity, SetDef, Vocabulary

_ORDER: tuple[Sensitivity, ...] = get_args(Sensitivity)


@dataclass(frozen=True, slots=True)
class Degrees:
    """For answers about one entity. A fact of another entity says who that is as well; what a
    judge decided is business, and so is all that may rest on it."""

    vocabulary: Vocabulary
    entity: Entity

    def of(self, used: Iterable[Looked], needs: Iterable[Need] = (), *more: Sensitivity) -> Rests:
        found: set[Sensitivity] = {*more}
        if self.entity.judged or any(isinstance(n, Judgement) for n in needs):
            found.add("business")
        for looked in used:
            found.add(self._own(looked.definition))
            if looked.entity is not self.entity:
                found.update(self.identity(looked.entity.kind))
        return joined(found)

    def _own(self, definition: FactDef | SetDef | None) -> Sensitivity:
        if isinstance(definition, SetDef):
            definition = self.vocabulary.find(definition.member, definition.via)
        return definition.sensitivity if isinstance(definition, FactDef) else "business"

    def identity(self, kind: str) -> Rests:
        """Who an entity is, as sensitive as its key; without a key, as what is known of it."""
        register = self.vocabulary.kinds.get(kind)
        if register is None:
            return ("business",)
        keys = [f for f in register.facts.values() if f.id in register.key]
        return joined(f.sensitivity for f in keys or register.facts.values())


def joined(degrees: Iterable[Sensitivity]) -> Rests:
    """Each degree once, in order."""
    found = set(degrees)
    return tuple(d for d in _ORDER if d in found)
