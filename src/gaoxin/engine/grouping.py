"""Building a stacking for one entity: its members asked, its limits, its earlier payments."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from gaoxin.engine.answer import Answer
from gaoxin.engine.defines import rounded
from gaoxin.engine.evaluate import Programs
from gaoxin.engine.frame import Frame, Question
from gaoxin.engine.history import payments
from gaoxin.engine.settling import BEYOND, Group, Key, Leaf
from gaoxin.engine.values import Absent, Span, Unknown, Value
from gaoxin.facts.entities import Entity, Payment
from gaoxin.facts.vocabulary import SetDef
from gaoxin.policy.form import Cited, Per, Stacking
from gaoxin.quantities import Rounding

Ask: TypeAlias = Callable[[Question, str, Entity], Answer]

# No fen beyond a cap, and none of what is deducted, may be paid: half a fen is nobody's.
_DOWN, _UP = Rounding("down", Fraction(1)), Rounding("up", Fraction(1))


@dataclass(slots=True)
class Builder:
    """Makes the groups of a question: asks clauses, limits and histories."""

    programs: Programs
    ask: Ask
    question: Question
    entity: Entity
    answers: dict[Key, Answer] = field(default_factory=dict)

    def find(self, address: str) -> Stacking | None:
        document, _, name = address.partition("#")
        law = self.question.law
        text = law.document(document)
        found = text.stackings.get(name) if text else None
        return found if found and found.meta.valid_on(self.question.on) else None

    def group(self, stacking: Stacking) -> Group:
        frame = Frame(self.question, self.entity, self.question.on)
        cap = rounded(self._limit(frame, stacking, stacking.cap), _DOWN)
        less = rounded(self._limit(frame, stacking, stacking.less), _UP)
        open_: Unknown | None = None
        members: list[Leaf | Group] = []
        unlisted = False
        paid: list[int] = []
        history: list[Payment] = []
        for address in stacking.over:
            found, doubt = self._member(stacking, address)
            open_ = open_ or doubt
            unlisted = unlisted or doubt is not None
            for member in found:
                earlier = self._paid(stacking, member)
                if isinstance(earlier, Unknown):
                    open_, earlier = open_ or earlier, []
                members.append(member)
                paid.append(sum(p.money for p in earlier))
                history.extend(earlier)
        group = Group(stacking, tuple(members), paid=tuple(paid), history=tuple(history))
        group.open, group.unlisted = open_, unlisted
        if open_ is None:
            group.cap = None if isinstance(cap, Absent) else _bounds(cap)
            group.less = 0 if less is None or isinstance(less, Absent) else _bounds(less)
        return group

    def _limit(self, frame: Frame, stacking: Stacking, cited: Cited | None) -> Value:
        return self.programs.of(cited.node, stacking.document)(frame) if cited else None

    def _member(
        self, stacking: Stacking, address: str
    ) -> tuple[list[Leaf | Group], Unknown | None]:
        inner = self.find(address)
        if inner is not None:
            return [self.group(inner)], None
        owners = self._owners(stacking, address)
        if isinstance(owners, Unknown):
            return [], owners
        answers = [self._answer(address, owner) for owner in owners]
        return [Leaf(a.address, a) for a in answers], None

    def _answer(self, address: str, owner: Entity) -> Answer:
        key = (address, id(owner))
        if key not in self.answers:
            self.answers[key] = self.ask(self.question, address, owner)
        return self.answers[key]

    def _owners(self, stacking: Stacking, address: str) -> tuple[Entity, ...] | Unknown:
        """The entity itself, or the members of its set of the clause's kind."""
        document, _, name = address.partition("#")
        clause = self.question.law.clause(document, name)
        if clause is None or clause.kind == stacking.kind:
            return (self.entity,)
        kind = self.question.law.library.vocabulary.kinds.get(stacking.kind)
        sets = [s for s in kind.sets.values() if s.member == clause.kind] if kind else []
        return self._members(sets)

    def _members(self, sets: list[SetDef]) -> tuple[Entity, ...] | Unknown:
        found: dict[int, Entity] = {}
        for definition in sets:
            members = self.question.members(self.entity, definition)
            if isinstance(members, Unknown):
                return members
            found |= {id(m): m for m in members}
        return tuple(found.values())

    def _paid(self, stacking: Stacking, member: Leaf | Group) -> list[Payment] | Unknown:
        """Earlier payments under the member inside the stacking's window."""
        if stacking.window is None:
            return []
        found: list[Payment] = []
        leaves = [member] if isinstance(member, Leaf) else list(member.leaves())
        for leaf in leaves:
            for owner in {id(e): e for e in (self.entity, leaf.answer.entity)}.values():
                part = self._history(leaf, owner, stacking.window, stacking.document)
                if isinstance(part, Unknown):
                    return part
                found.extend(p for p in part if p not in found or owner is self.entity)
        return found

    def _history(
        self, leaf: Leaf, owner: Entity, window: Per, document: str
    ) -> list[Payment] | Unknown:
        clause = leaf.answer.clause
        addresses = {leaf.address}
        if clause is not None:
            addresses |= self.question.law.addresses(clause)
        return payments(self.question, owner, addresses, window, document)


def _bounds(limit: Value) -> Value:
    """A limit that is not known may be anything from nothing on."""
    return Span(0, BEYOND, limit.needs) if isinstance(limit, Unknown) else limit
