"""The answer to "what does this clause give this entity on this day, and why?", as a value."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal

from gaoxin.engine.conditions import ConditionAnswer
from gaoxin.engine.frame import Broken, Picked, Question
from gaoxin.engine.payment import Line, Share, Title, instalments, payers
from gaoxin.engine.values import Looked, Need, Value, needs_of, ordered
from gaoxin.engine.variations import Reading
from gaoxin.facts.entities import Entity
from gaoxin.policy.form import Clause, Document, Undertaking

Verdict = Literal["yes", "no", "unknown", "not_in_force"]
Assumption = Literal[
    "rounding",  # the text does not say how to round: half up to the fen
    "payment_unread",  # an earlier payment could not be read and does not count
    "consequence_open",  # who pays, when or in what form hangs on a variation still open
    "no_history",  # earlier payments were not given and are taken as none
    "earlier_text",  # the text asked for is not yet in force; the one before it answers
    "later_text",  # the text asked for is no longer in force; its successor answers
    "many_variations",  # more undecided variations than are followed: the answer stays open
]


@dataclass(eq=False)
class Answer:
    """One clause, one entity, one date.

    ``money`` is in minor units (fen): an exact number, a range (``Span``), ``Unknown``, or None
    where the clause gives no money; 0 where it is refused. ``due`` is what a stacking reckons
    with: as ``money``, but between 0 and the cap where the amount itself is unknown; ``least``:
    what is due at least, if anything is.
    """

    document: str
    clause_id: str
    entity: Entity
    on: date
    verdict: Verdict
    clause: Clause | None = None
    text: Document | None = None
    conditions: tuple[ConditionAnswer, ...] = ()
    money: Value = None
    due: Value = 0
    least: int | Fraction = 1
    lines: tuple[Line, ...] = ()
    title: Title | None = None
    reading: Reading | None = None
    wheres: tuple[tuple[Clause, ConditionAnswer | None], ...] = ()
    picked: tuple[Picked, ...] = ()
    broken: tuple[Broken, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    reason: str = ""
    """Why there is no answer: the document or clause is not in force on that date."""
    question: Question | None = field(default=None, repr=False)
    used: tuple[Looked, ...] = field(default=(), repr=False)
    """Facts the amount rests on; those of a condition are with the condition."""

    @property
    def address(self) -> str:
        return f"{self.document}#{self.clause_id}"

    @property
    def eligible(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.verdict) if self.verdict != "unknown" else None

    @property
    def fails(self) -> tuple[str, ...]:
        """Names of the conditions that are not met."""
        return tuple(c.name for c in self.conditions if c.truth is False)

    @property
    def asks(self) -> tuple[str, ...]:
        """Names of the conditions that cannot be decided yet (none, if one already fails)."""
        if self.verdict != "unknown":
            return ()
        return tuple(c.name for c in self.conditions if c.truth is None)

    @property
    def open(self) -> tuple[str, ...]:
        """Names of all undecided conditions, even where another one already fails."""
        return tuple(c.name for c in self.conditions if c.truth is None)

    @property
    def needs(self) -> tuple[Need, ...]:
        """What could still change the verdict."""
        if self.verdict != "unknown":
            return ()
        found = [n for c in self.conditions for n in c.needs]
        return tuple(dict.fromkeys(found))

    @property
    def money_needs(self) -> tuple[Need, ...]:
        """What could still change the amount (besides the verdict)."""
        if self.verdict in {"no", "not_in_force"}:
            return ()
        return tuple(ordered(needs_of(self.money)))

    @property
    def outcome(self) -> str:
        """The named consequence, if the clause has one and is met."""
        gives = self.reading.gives if self.reading else None
        return gives.outcome if gives and self.verdict == "yes" else ""

    @property
    def form(self) -> str:
        gives = self.reading.gives if self.reading else None
        return gives.form if gives else ""

    @property
    def variations(self) -> tuple[Clause, ...]:
        """The variations of the clause that apply (those still open are in ``open_variations``)."""
        return tuple(v for v, where in self.wheres if where is None or where.truth)

    @property
    def open_variations(self) -> tuple[Clause, ...]:
        """Variations of which it is not known whether they apply: what is decided here holds
        with and without them."""
        return tuple(v for v, where in self.wheres if where is not None and where.truth is None)

    @property
    def papers(self) -> tuple[str, ...]:
        return self.reading.papers if self.reading else ()

    @property
    def undertakings(self) -> tuple[Undertaking, ...]:
        gives = self.reading.gives if self.reading else None
        return gives.undertakes if gives else ()

    @cached_property
    def payers(self) -> tuple[Share, ...]:
        gives = self.reading.gives if self.reading else None
        return payers(gives, self.money) if gives and self.money is not None else ()

    @cached_property
    def instalments(self) -> tuple[Share, ...]:
        gives = self.reading.gives if self.reading else None
        return instalments(gives, self.money) if gives and self.money is not None else ()

    def find(self, path: str) -> ConditionAnswer | None:
        """The answer to the condition at ``path`` (names joined by dots)."""
        return next((f for c in self.conditions if (f := c.find(path))), None)

    def value(self, name: str, document: str = "") -> Value:
        """A define of the clause's document (or another) for the same entity and date."""
        question = self.question
        if question is None:
            return None
        home = document or self.document
        return question.define(question, home, name, self.entity, self.on, self.on)


def not_in_force(
    document: str, name: str, entity: Entity, on: date, text: Document | None, reason: str
) -> Answer:
    return Answer(document, name, entity, on, "not_in_force", text=text, reason=reason)
