"""Taking one event: whole, with everything it records, posts, opens and takes along, or not at all.

The order is that of the law: state, person, time, needs; then what is recorded, the conditions
that see it, the entries, the cases opened and the steps taken along. A refusal at any depth
refuses the event whole, since the zone it would have made is thrown away.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from gaoxin.policy.form import Along, Condition, Procedure, Step
from gaoxin.procedure.course import Event
from gaoxin.procedure.guards import (
    Acting,
    Request,
    in_time,
    kept_apart,
    needs_met,
    once_only,
    role_of,
    state_allows,
)
from gaoxin.procedure.zone import Barred, CaseKey, Life, Link, Said, Thing, Zone

DEEPEST = 6
"""How far an event may take others along."""
_MOST_WAITING = 100


def take(zone: Zone, request: Request) -> Zone | Barred:
    """The zone after the event, or why it is refused (then nothing has changed)."""
    found = _take(zone, request, 0)
    if isinstance(found, Barred):
        return found
    return waiting_taken(found, request.on)


def _take(zone: Zone, request: Request, depth: int) -> Zone | Barred:
    case, on = request.case, request.on
    if depth > DEEPEST:
        return Barred("too_deep", case=case)
    course = zone.course(case)
    step = course.procedure.steps.get(request.step)
    barred = state_allows(course, step, on)
    if barred is not None or step is None:
        return replace(barred or Barred("unknown_step"), case=case)
    who = Acting(request.actor, "case") if depth else role_of(zone, request, step)
    if who is None or (depth and "case" not in step.by and not _held(zone, request, step)):
        return Barred("not_role", case=case)
    barred = (
        kept_apart(zone, case, who)
        or once_only(course, step, who)
        or in_time(zone, course, step, on)
    )
    if barred is not None:
        return replace(barred, case=case)
    begun = _begun(zone, case, course.procedure, on) if not course.events else zone
    if isinstance(begun, Barred):
        return begun
    barred = next(needs_met(begun, request, step, who), None)
    if barred is not None:
        return replace(barred, case=case)
    return _taken(begun, request, step, who, depth)


def _held(zone: Zone, request: Request, step: Step) -> bool:
    """A step of people that is taken along needs somebody who may take it."""
    return role_of(zone, request, step) is not None


def _begun(zone: Zone, case: CaseKey, procedure: Procedure, on: date) -> Zone | Barred:
    """The zone in which the case leaves its first state: its text is in force, its key is its own,
    an application is fixed."""
    document = zone.library.documents[procedure.document]
    if not document.in_force(on):
        return Barred("not_in_force", case=case)
    if procedure.kind == "case":
        fixed = zone.judge.application(zone, case, on)
        if isinstance(fixed, Barred):
            return replace(fixed, case=case)
        for fact, value in fixed.items():
            zone = zone.knowing(case.entity, fact, "", Said(value, str(case), on))
    if _twin(zone, case, procedure):
        return Barred("twice", case=case)
    return zone


def _twin(zone: Zone, case: CaseKey, procedure: Procedure) -> bool:
    """Is there another case of the procedure whose entity has the same key? An application that
    ended with nothing approved gives its key back."""
    mine = key_of(zone, case.entity)
    return mine is not None and any(
        key_of(zone, other.entity) == mine and not _given_back(zone, other)
        for other, life in zone.lives.items()
        if other.procedure == case.procedure and other != case and life.events
    )


def _given_back(zone: Zone, case: CaseKey) -> bool:
    thing = zone.things[case.entity]
    return thing.kind == "case" and zone.course(case).ended and not thing.value("approved")


def key_of(zone: Zone, entity: str) -> tuple[Any, ...] | None:
    """The values of the key of an entity; None where its kind has none or one is not known."""
    thing = zone.things[entity]
    kind = zone.library.vocabulary.kind(thing.kind)
    values = tuple(thing.value(fact) for fact in kind.key) if kind and kind.key else ()
    return (thing.kind, *values) if any(v is not None for v in values) else None


# --- what a step does ----------------------------------------------------------------------------


def _taken(zone: Zone, request: Request, step: Step, who: Acting, depth: int) -> Zone | Barred:
    case, on = request.case, request.on
    recorded = _recorded(zone, request, step)
    if isinstance(recorded, Barred):
        return replace(recorded, case=case)
    zone, records = recorded
    barred = next(_conditions(zone, request, step), None)
    if barred is not None:
        return replace(barred, case=case)
    life = zone.lives.get(case, Life())
    event = Event(step.name, on, who.person, who.role, who.of, records, request.reason)
    zone = zone.living(case, replace(life, events=(*life.events, event)))
    books = zone.books.post(zone, case, step, f"{case}/{len(life.events) + 1}", on)
    if isinstance(books, Barred):
        return replace(books, case=case)
    zone = replace(zone, books=books)
    for along in (*step.opens, *step.takes):
        found = _along(zone, request, along, depth)
        if isinstance(found, Barred):
            return found
        zone = found
    return zone


def _recorded(zone: Zone, request: Request, step: Step) -> tuple[Zone, dict[str, Any]] | Barred:
    """Forms first, then expressions from the top, each seeing those before it."""
    forms = {record.name for record in step.records if record.rule is None}
    for name in request.records.keys() - forms:
        return Barred("not_on_the_form", name)
    values: dict[str, Any] = {}
    for record in sorted(step.records, key=lambda r: r.rule is not None):
        if record.rule is None:
            if record.name not in request.records:
                return Barred("form", record.name)
            value = request.records[record.name]
        else:
            value = zone.judge.value(zone, request.case, record.rule, request.on)
        owner = zone.judge.owner(zone, request.case, record.target, request.on)
        period = zone.judge.period(zone, request.case, record.target, request.on)
        if value is None or owner is None or period is None:
            return Barred("unknown", record.name)
        said = Said(value, str(request.case), request.on)
        zone = zone.knowing(owner, record.target.fact, period, said)
        values[record.target.fact] = value
    return zone, values


def _conditions(zone: Zone, request: Request, step: Step) -> Iterator[Barred]:
    for condition in step.when:
        held = zone.judge.holds(zone, request.case, condition, request.on)
        if held is not True:
            yield Barred("unknown" if held is None else "when", condition.name)
    yield from _unexplained(zone, request, step.explain)


def _unexplained(
    zone: Zone, request: Request, conditions: tuple[Condition, ...]
) -> Iterator[Barred]:
    for condition in conditions:
        held = zone.judge.holds(zone, request.case, condition, request.on)
        if held is not True and not request.reason:
            yield Barred("explain", condition.name)


# --- other cases ---------------------------------------------------------------------------------


def _along(zone: Zone, request: Request, along: Along, depth: int) -> Zone | Barred:
    """Cases opened, or steps taken along, one after the other in the order of the members."""
    members = zone.judge.members(zone, request.case, along, request.on)
    if members is None:
        return Barred("unknown", along.step or along.procedure, request.case)
    for member in members:
        found = (
            _step_along(zone, request, along, member, depth)
            if along.step
            else _opened(zone, request, along, member)
        )
        if isinstance(found, Barred):
            return found
        zone = found
    return zone


def _step_along(
    zone: Zone, request: Request, along: Along, member: str, depth: int
) -> Zone | Barred:
    case = CaseKey(member, along.procedure)
    values = {}
    for record in along.records:
        if record.rule is not None:
            values[record.name] = zone.judge.value(zone, request.case, record.rule, request.on)
    inner = replace(request, case=case, step=along.step, records=values)
    return _take(zone, inner, depth + 1)


def _opened(zone: Zone, request: Request, along: Along, member: str) -> Zone | Barred:
    """The zone with one more case: about a new entity, or about the member itself."""
    if not along.records:
        return _living(zone, CaseKey(member or request.case.entity, along.procedure), request.case)
    procedure = zone.procedure(along.procedure)
    assert procedure is not None
    new = Thing(procedure.kind, fresh(zone, along.procedure, member or request.case.entity))
    for record in along.records:
        assert record.rule is not None
        value = zone.judge.value(
            zone, request.case, record.rule, request.on, member, _variable(along)
        )
        if value is None:
            return Barred("unknown", record.name, request.case)
        new = new.saying(record.target.fact, "", Said(value, str(request.case), request.on))
    return _living(zone.having(new), CaseKey(new.id, along.procedure), request.case)


def _living(zone: Zone, case: CaseKey, opener: CaseKey) -> Zone | Barred:
    procedure = zone.procedure(case.procedure)
    mine = key_of(zone, case.entity)
    taken = mine is not None and any(
        other.procedure == case.procedure and key_of(zone, other.entity) == mine
        for other in zone.lives
        if other != case
    )
    if procedure is None or case in zone.lives or taken:
        return Barred("twice", case=case)
    return zone.living(case, Life(opener=opener))


def _variable(along: Along) -> str:
    loops = getattr(along.each.node, "loops", ()) if along.each is not None else ()
    return loops[0].variable if loops else ""


def fresh(zone: Zone, procedure: str, about: str) -> str:
    """The id of a new entity: ``order/甲案``, ``order/甲案/2`` for the second."""
    base = f"{procedure.partition('#')[2]}/{about}"
    number = 1
    name = base
    while name in zone.things:
        number += 1
        name = f"{base}/{number}"
    return name


# --- what the clock does -------------------------------------------------------------------------


def waiting_taken(zone: Zone, on: date) -> Zone:
    """The zone after the steps by the clock that wait for nothing but a condition."""
    for _ in range(_MOST_WAITING):
        for request in waiting(zone, on):
            found = _take(zone, request, 0)
            if isinstance(found, Zone):
                zone = found
                break
        else:
            return zone
    return zone


def waiting(zone: Zone, on: date) -> Iterator[Request]:
    """Steps by the clock that a condition alone holds back, of cases that have begun."""
    for case in zone.lives:
        course = zone.course(case)
        timed = {s for c in course.procedure.clocks.values() for s in (*c.ends, c.late)}
        for step in course.next_steps():
            if "clock" in step.by and step.when and step.name not in timed:
                yield Request(case, step.name, on)


def due_steps(zone: Zone, on: date) -> Iterator[Request]:
    """Steps by the clock that are due on a day: a least period is over, or something is late."""
    for case in zone.lives:
        course = zone.course(case)
        late = {clock.late for clock in course.procedure.clocks.values()}
        for step in course.next_steps():
            if "clock" in step.by or step.name in late:
                yield Request(case, step.name, on)


__all__ = ["DEEPEST", "Link", "due_steps", "fresh", "key_of", "take", "waiting", "waiting_taken"]
