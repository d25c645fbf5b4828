"""Is a target reached? What was measured, against which aim, and how far it is."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gaoxin.engine.evaluate import Programs
from gaoxin.engine.frame import Frame, Question
from gaoxin.engine.values import (
    Absent,
    Looked,
    Need,
    Unknown,
    Value,
    comparison,
    minus,
    needs_of,
    truth,
)
from gaoxin.facts.entities import Entity
from gaoxin.policy.form import Cited, Compare, Document, Target, Variable

Reached = Literal["yes", "no", "unknown", "not_in_force"]
_WORD: dict[bool | None, Reached] = {True: "yes", False: "no", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Milestone:
    """An aim for a day before the target is due. ``x`` is measured on that day; a day still to
    come is judged by the measure of today and marked ``ahead``."""

    on: date
    reached: Reached
    x: Value
    aim: Cited
    ahead: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """A target for one entity on one date.

    ``x`` is the measure, ``base`` what it is compared with (None: the target has none), ``plan``
    what should be there by now, ``on_plan`` whether it is. ``gap`` is what is missing to the aim,
    in the unit of the measure (None: reached, not known, or the aim is no single limit).
    """

    document: str
    target_id: str
    entity: Entity
    on: date
    reached: Reached
    target: Target | None = None
    text: Document | None = None
    x: Value = None
    base: Value = None
    plan: Value = None
    on_plan: Reached | None = None
    gap: Value = None
    limit: Value = None
    overdue: bool = False
    milestones: tuple[Milestone, ...] = ()
    used: tuple[Looked, ...] = ()

    @property
    def needs(self) -> tuple[Need, ...]:
        """What would have to be given for the target to be decided."""
        if self.reached != "unknown":
            return ()
        found = needs_of(self.x) | needs_of(self.base)
        return tuple(found)


def reach(programs: Programs, question: Question, document: str, name: str) -> Reach:
    """Whether the question's entity has reached a target on the question's date.

    A target known only in damaged words (``raw``) is never measured nor decided."""
    entity, on = question.entity, question.on
    text = question.law.document(document)
    target = text.targets.get(name) if text else None
    if text is None or target is None or not target.meta.valid_on(on):
        return Reach(document, name, entity, on, "not_in_force", text=text)
    mark = len(question.used)
    x = _value(programs, question, target.measure, text.id, on)
    if target.raw:
        x = Unknown(why="garbled", detail=target.raw)
    base = _value(programs, question, target.base, text.id, target.base_on or on)
    held = _held(programs, question, target.aim, text.id, x, base)
    plan = _value(programs, question, target.plan, text.id, on)
    limit, gap = _gap(programs, question, target.aim, text.id, x, base, held)
    return Reach(
        text.id,
        name,
        entity,
        on,
        _WORD[truth(held)],
        target,
        text,
        x,
        base,
        plan,
        None if plan is None else _WORD[truth(comparison(">=")(x, plan))],
        gap,
        limit,
        target.due is not None and on > target.due,
        tuple(_milestones(programs, question, target, text.id, x, base)),
        tuple(dict.fromkeys(question.used[mark:])),
    )


def _value(
    programs: Programs, question: Question, cited: Cited | None, document: str, on: date
) -> Value:
    if cited is None:
        return None
    value = programs.of(cited.node, document)(Frame(question, question.entity, on))
    if isinstance(value, Absent) and value.why == "not_in_force":
        # Before the text was in force it says nothing of how to measure; nothing is not "none".
        return Unknown(why="not_in_force", detail=value.detail)
    return value


def _held(
    programs: Programs,
    question: Question,
    aim: Cited | None,
    document: str,
    x: Value,
    base: Value,
) -> Value:
    if aim is None or x is None:  # known only in damaged words
        return Unknown(why="garbled")
    return programs.of(aim.node, document)(_frame(question, x, base))


def _frame(question: Question, x: Value, base: Value) -> Frame:
    known = Absent("stated") if base is None else base
    return Frame(question, question.entity, question.on, {"x": x, "base": known})


def _gap(
    programs: Programs,
    question: Question,
    aim: Cited | None,
    document: str,
    x: Value,
    base: Value,
    held: Value,
) -> tuple[Value, Value]:
    """The limit of an aim that compares ``x`` with one, and what is missing to it."""
    node = aim.node if aim else None
    if not isinstance(node, Compare) or not isinstance(node.left, Variable):
        return None, None
    limit = programs.of(node.right, document)(_frame(question, x, base))
    return limit, minus(limit, x) if truth(held) is False else None


def _milestones(
    programs: Programs,
    question: Question,
    target: Target,
    document: str,
    today: Value,
    base: Value,
) -> list[Milestone]:
    found = []
    for day, aim in target.milestones:
        ahead = day > question.on
        x = today if ahead else _value(programs, question, target.measure, document, day)
        held = truth(_held(programs, question, aim, document, x, base))
        found.append(Milestone(day, _WORD[held], x, aim, ahead))
    return found
