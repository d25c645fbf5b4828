"""The course of a case: its events taken through the states of a procedure.

A slip is a value: an event that the procedure does not allow, with what would have been allowed.
It is reported and left out; the rest of the course is still followed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from gaoxin.policy.form import Procedure, Step


@dataclass(frozen=True, slots=True)
class Event:
    """A step taken on a day. ``actor``: the person, where known; ``role``: what the person acted
    as ("": the one role of the step); ``of``: the entity acted for; ``records``: fact -> value."""

    step: str
    on: date
    actor: str = ""
    role: str = ""
    of: str = ""
    records: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """An event that does not fit: ``why`` is unknown_step, wrong_state, out_of_order, not_apart."""

    event: Event
    why: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Stay:
    """The case stood in ``state`` from the day of one event to the day of the next."""

    state: str
    start: date
    end: date | None


@dataclass(slots=True)
class Course:
    """Events as accepted, the states passed through, and the slips."""

    procedure: Procedure
    events: list[Event] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Where the case stands now."""
        return self.stays[-1].state if self.stays else self.procedure.first

    @property
    def ended(self) -> bool:
        found = self.procedure.states.get(self.state)
        return found is not None and found.end

    def next_steps(self) -> list[Step]:
        """Steps that may be taken now."""
        return [s for s in self.procedure.steps.values() if self.state in s.sources]

    def until(self, day: date) -> "Course":
        """The course as it stood on ``day``; slips are faults of the file and all stay."""
        stays = [
            replace(stay, end=stay.end if stay.end and stay.end <= day else None)
            for stay in self.stays
            if stay.start <= day
        ]
        return replace(self, events=[e for e in self.events if e.on <= day], stays=stays)

    def on(self, step: str) -> list[date]:
        """The days on which ``step`` was taken."""
        return [e.on for e in self.events if e.step == step]


def follow(procedure: Procedure, events: Iterable[Event]) -> Course:
    """The course that ``events`` make, in the order given (that of the file)."""
    course = Course(procedure)
    for event in events:
        slip = _slip(course, event)
        if slip is not None:
            course.slips.append(slip)
            continue
        _take(course, event)
    return course


def _take(course: Course, event: Event) -> None:
    step = course.procedure.steps[event.step]
    if course.stays:
        last = course.stays.pop()
        course.stays.append(Stay(last.state, last.start, event.on))
    course.events.append(event)
    course.stays.append(Stay(step.target, event.on, None))


def _slip(course: Course, event: Event) -> Slip | None:
    step = course.procedure.steps.get(event.step)
    if step is None:
        known = "、".join(course.procedure.steps)
        return Slip(
            event,
            "unknown_step",
            f"程序里没有步骤“{event.step}”；有：{known}",
            f"the procedure has no step '{event.step}'; there are: {known.replace('、', ', ')}",
        )
    if course.events and event.on < course.events[-1].on:
        before = course.events[-1]
        return Slip(
            event,
            "out_of_order",
            f"“{event.step}”（{event.on}）早于前一步“{before.step}”（{before.on}）",
            f"'{event.step}' ({event.on}) lies before '{before.step}' ({before.on})",
        )
    # A file may begin anywhere: earlier steps need not have been recorded.
    if course.stays and course.state not in step.sources:
        return _wrong_state(course, event, step)
    return _not_apart(course, event, step)


def _wrong_state(course: Course, event: Event, step: Step) -> Slip:
    allowed = [s.name for s in course.next_steps()]
    sources = "、".join(step.sources)
    return Slip(
        event,
        "wrong_state",
        f"现在是“{course.state}”，“{event.step}”只能在“{sources}”之后；"
        f"现在可以：{'、'.join(allowed) or '无（已终结）'}",
        f"the case is in '{course.state}'; '{event.step}' is only possible from"
        f" {', '.join(step.sources)};"
        f" possible now: {', '.join(allowed) or 'nothing, it has ended'}",
    )


def _not_apart(course: Course, event: Event, step: Step) -> Slip | None:
    """One person in two roles that must be different persons over the whole case."""
    role = acting(event, step)
    taken = [(e, acting(e, course.procedure.steps[e.step])) for e in course.events]
    found = next(together(course.procedure.apart, event.actor, role, taken), None)
    if found is None:
        return None
    earlier, other = found
    return Slip(
        event,
        "not_apart",
        f"“{event.actor}”已作为“{other}”办过“{earlier.step}”，不能再作为“{role}”",
        f"'{event.actor}' acted as {other} in '{earlier.step}' and cannot act as {role}",
    )


def acting(event: Event, step: Step) -> str:
    """The role an event was taken in."""
    return event.role or (step.by[0] if step.by else "")


def together(
    groups: Iterable[Sequence[str]], actor: str, role: str, taken: Iterable[tuple[Event, str]]
) -> Iterator[tuple[Event, str]]:
    """Earlier events of the same person in a role that must be kept apart from ``role``."""
    kept = {other for group in groups if role in group for other in group if other != role}
    for event, other in taken:
        if actor and event.actor == actor and other in kept:
            yield event, other


def stays_in(course: Course, states: Sequence[str]) -> list[Stay]:
    return [stay for stay in course.stays if stay.state in states]
