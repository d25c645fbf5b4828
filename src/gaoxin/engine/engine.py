"""The engine as others use it: a library, and questions about one entity on one date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gaoxin.engine.answer import Answer, not_in_force
from gaoxin.engine.frame import Broken, Question
from gaoxin.engine.grouping import Builder
from gaoxin.engine.matching import Matching
from gaoxin.engine.population import Shared, share_out
from gaoxin.engine.settling import Group, Key
from gaoxin.engine.stacking import Settlement, settlements
from gaoxin.engine.targets import Reach, reach
from gaoxin.engine.values import Value
from gaoxin.facts.entities import Entity
from gaoxin.policy.library import Library
from gaoxin.quantities import WorkCalendar


@dataclass(frozen=True, slots=True)
class Match:
    """Everything in force for an entity: the answers of all clauses and of all stackings.

    ``left`` is what each clause pays after all stackings it passes through, by address."""

    answers: tuple[Answer, ...]
    settlements: tuple[Settlement, ...]
    left: Mapping[str, Value]

    @property
    def broken(self) -> tuple[Broken, ...]:
        """Values of the tables that could not be used (J1, J2), each once."""
        return tuple(dict.fromkeys(b for answer in self.answers for b in answer.broken))


class Engine:
    """Answers of a library. Keep one engine per library: rules are prepared once.

    Every question has one date ``on``; ``known`` asks it as known on a day (documents published
    and facts recorded up to then; None: as known today). Working days follow ``calendar`` (the
    one shipped if not given).
    """

    def __init__(self, library: Library, calendar: WorkCalendar | None = None) -> None:
        self.library = library
        self.matching = Matching(library, calendar or WorkCalendar.standard())

    @classmethod
    def of(cls, library: Library) -> "Engine":
        """The engine of a library, made when it is first asked for and kept with it."""
        found = library.kept.get(cls)
        if not isinstance(found, Engine):
            found = library.kept[cls] = cls(library)
        return found

    def question(self, entity: Entity, on: date, known: date | None = None) -> Question:
        """A question to ask several clauses of; what was looked up is kept in it."""
        return self.matching.question(entity, on, known)

    def answer(
        self, document: str, clause: str, entity: Entity, on: date, known: date | None = None
    ) -> Answer:
        """What one clause gives the entity, and why."""
        return self.matching.answer(self.question(entity, on, known), document, clause)

    def value(
        self, document: str, name: str, entity: Entity, on: date, known: date | None = None
    ) -> Value:
        """A define of a document for the entity."""
        question = self.question(entity, on, known)
        return self.matching.defines.value(question, document, name, entity, on, on)

    def reaches(self, document: str, entity: Entity, on: date, known: date | None = None) -> bool:
        """Does a text of the document reach the entity where it is registered on that day?"""
        return self.matching.reaches(self.question(entity, on, known), document, entity)

    def stack(
        self, document: str, stacking: str, entity: Entity, on: date, known: date | None = None
    ) -> Settlement:
        """What is paid of the clauses of one stacking, by itself."""
        builder = self._builder(self.question(entity, on, known), entity)
        found = builder.find(f"{document}#{stacking}")
        if found is None:
            return Settlement(f"{document}#{stacking}", entity, on, "not_in_force")
        return settlements(builder, [builder.group(found)])[0]

    def share_out(
        self,
        document: str,
        stacking: str,
        settlements: Sequence[Settlement],
        on: date,
        ranks: Sequence[int] | None = None,
    ) -> Shared | None:
        """What each of many settlements of a stacking receives from its budget (None: the
        stacking is not in force, or nobody was settled)."""
        found = next((s.stacking for s in settlements if s.stacking is not None), None)
        if found is None or found.address != f"{document}#{stacking}":
            return None
        question = self.question(settlements[0].entity, on)
        return share_out(self.matching.programs, question, found, settlements, ranks)

    def reach(
        self, document: str, target: str, entity: Entity, on: date, known: date | None = None
    ) -> Reach:
        """Whether the entity (a zone, a project …) has reached a target."""
        return reach(self.matching.programs, self.question(entity, on, known), document, target)

    def match(self, entity: Entity, on: date, known: date | None = None) -> Match:
        """All clauses and stackings in force for the entity's kind that reach the place where it
        is registered, demonstrations excepted.

        A clause in two stackings that are not nested passes through both, in the order of the
        text (documents in the order of the library)."""
        question = self.question(entity, on, known)
        builder = self._builder(question, entity)
        clauses, stackings = question.law.of_kind(entity.kind)
        documents = {c.document for c in clauses} | {s.document for s in stackings}
        reached = {d for d in documents if self.matching.reaches(question, d, entity)}
        clauses = tuple(c for c in clauses if c.document in reached)
        stackings = tuple(s for s in stackings if s.document in reached)
        answers = tuple([self.matching.answer(question, c.document, c.id) for c in clauses])
        builder.answers = {(a.address, id(entity)): a for a in answers}
        groups = [builder.group(s) for s in stackings]
        left: dict[Key, Value] = {(a.address, id(entity)): a.due for a in answers}
        found = settlements(builder, _outermost(groups))
        for one in found:
            left |= one.each
        paid = {address: value for (address, owner), value in left.items() if owner == id(entity)}
        return Match(answers, tuple(found), paid)

    def alone(
        self, document: str, clause: str, entity: Entity, on: date, known: date | None = None
    ) -> Value:
        """What one clause pays after every stacking it passes through, where the other members
        stand with what was paid of them, not with what they might be due: an application is not
        charged with what nobody applied for."""
        question, wanted = self.question(entity, on, known), f"{document}#{clause}"
        answer = self.matching.answer(question, document, clause)
        key: Key = (answer.address, id(entity))

        def ask(question: Question, address: str, owner: Entity) -> Answer:
            if (address, id(owner)) in {key, (wanted, id(entity))}:
                return answer
            other, _, name = address.partition("#")
            return not_in_force(other, name, owner, on, None, "clause")

        builder = Builder(self.matching.programs, ask, question, entity)
        stackings = [s for d in question.law.in_force for s in d.stackings.values()]
        stackings = [s for s in stackings if s.kind == entity.kind and s.meta.valid_on(on)]
        groups = _outermost([builder.group(s) for s in stackings])
        holding = [group for group in groups if any(leaf.key == key for leaf in group.leaves())]
        if answer.verdict != "yes" or not holding:
            return answer.due
        return settlements(builder, holding)[-1].each.get(key, answer.due)

    def _builder(self, question: Question, entity: Entity) -> Builder:
        return Builder(self.matching.programs, self._ask, question, entity)

    def _ask(self, question: Question, address: str, entity: Entity) -> Answer:
        document, _, name = address.partition("#")
        return self.matching.answer(question, document, name, entity)


def _outermost(groups: list[Group]) -> list[Group]:
    """Stackings that are not members of another one."""
    inner = {g.address for group in groups for g in group.groups() if g is not group}
    return [group for group in groups if group.address not in inner]
