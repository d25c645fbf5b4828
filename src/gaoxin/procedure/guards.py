"""May this step be taken now, by this person? Each guard gives a reason, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gaoxin.policy.form import Role, Step
from gaoxin.procedure.course import Course, acting, together
from gaoxin.procedure.obligations import clock_obligations
from gaoxin.procedure.zone import Barred, CaseKey, Link, Zone

SHOWN = frozenset({"papers", "reason", "signature", "verified_facts"})
"""Needs that who acts must show; the others are judged."""


@dataclass(frozen=True, slots=True)
class Request:
    """A step somebody wants to take.

    ``actor`` "": the clock, or (in examples) whoever may. ``records``: what was filled in on the
    form, by the name of the fact; ``shown``: the needs met by who acts; ``reason``: in words.
    """

    case: CaseKey
    step: str
    on: date
    actor: str = ""
    records: dict[str, Any] = field(default_factory=dict)
    shown: frozenset[str] = SHOWN
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts: the person, the role, and the entity acted for ("": for the zone itself)."""

    person: str
    role: str
    of: str = ""


def state_allows(course: Course, step: Step | None, on: date) -> Barred | None:
    """The case stands where the step begins, and its last event is not later."""
    if step is None:
        return Barred("unknown_step")
    if course.state not in step.sources:
        return Barred("wrong_state", course.state)
    if course.events and on < course.events[-1].on:
        return Barred("out_of_order", course.events[-1].on.isoformat())
    return None


def role_of(zone: Zone, request: Request, step: Step) -> Acting | None:
    """The role in which the person may take the step, None if there is none."""
    if not request.actor:
        return Acting("", step.by[0] if step.by else "")
    procedure = zone.procedure(request.case.procedure)
    assert procedure is not None
    for name in step.by:
        role = procedure.roles.get(name)
        if role is not None:
            found = _holds(zone, request, role)
            if found is not None:
                return Acting(request.actor, name, found)
    return Acting(request.actor, "anyone") if "anyone" in step.by else None


def _holds(zone: Zone, request: Request, role: Role) -> str | None:
    """The entity for which the person holds the role ("" for the zone), None if not held."""
    held = zone.people.get(request.actor, frozenset())
    if role.kind:
        mine = (zone.things[one] for one in sorted(held) if one in zone.things)
        return next((thing.id for thing in mine if thing.kind == role.kind), None)
    if role.of is not None:
        owner = zone.judge.value(zone, request.case, role.of, request.on)
        if isinstance(owner, Link) and (owner.id in held or owner.id == request.actor):
            return owner.id
        return None
    return "" if role.name in held else None


def kept_apart(zone: Zone, case: CaseKey, who: Acting) -> Barred | None:
    """Nobody in two roles that are kept apart, over the case and those it was opened from."""
    courses = [zone.course(key) for key in zone.line(case)]
    groups = [group for course in courses for group in course.procedure.apart]
    taken = [
        (event, acting(event, course.procedure.steps[event.step]))
        for course in courses
        for event in course.events
    ]
    found = next(together(groups, who.person, who.role, taken), None)
    return Barred("not_apart", f"{found[1]} {who.role}") if found else None


def once_only(course: Course, step: Step, who: Acting) -> Barred | None:
    """Each person, or each role, takes the step once."""
    if not step.once:
        return None
    for event in course.events:
        same = event.actor == who.person if step.once == "person" else event.role == who.role
        if event.step == step.name and same:
            return Barred("once")
    return None


def in_time(zone: Zone, course: Course, step: Step, on: date) -> Barred | None:
    """A least period that ends in the step is over; a step for what is late comes after its day."""
    for duty in clock_obligations(course, on, zone.calendar):
        clock = course.procedure.clocks[duty.name]
        if duty.met is not None and step.name in clock.ends:
            continue
        if duty.least and step.name in clock.ends and on < duty.due:
            return Barred("too_early", duty.due.isoformat())
        if clock.late == step.name and duty.met is None and on <= duty.due:
            return Barred("too_early", duty.due.isoformat())
    return None


def needs_met(zone: Zone, request: Request, step: Step, who: Acting) -> Iterator[Barred]:
    """Each of the needs; what who acts must show, and what is judged."""
    for need in step.needs:
        if need in SHOWN:
            if need not in request.shown:
                yield Barred(need)
        elif need == "answers_all_yes":
            if zone.judge.qualifies(zone, request.case, request.on) is not True:
                yield Barred(need)
        elif need == "conflict_free":
            if _near(zone, request.case, who.person):
                yield Barred(need)
        elif need == "settled" and not all(zone.course(c).ended for c in zone.opened(request.case)):
            yield Barred(need)


def _near(zone: Zone, case: CaseKey, person: str) -> bool:
    """Is the person too near to the entity of the case, or to what it links to?"""
    thing = zone.things[case.entity]
    linked = {s[-1].value.id for s in thing.said.values() if s and isinstance(s[-1].value, Link)}
    return any(frozenset({person, other}) in zone.conflicts for other in {thing.id, *linked})
