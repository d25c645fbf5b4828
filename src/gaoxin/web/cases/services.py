"""Steps taken by people and by the clock. A service owns its transaction and gives a value."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from gaoxin.explaining.face import needed
from gaoxin.facts.face import UNKNOWN, FactDef, parse_value
from gaoxin.files.face import Trouble
from gaoxin.policy.face import CASE, Clause, Record, Step
from gaoxin.procedure import (
    SHOWN,
    Barred,
    CaseKey,
    Link,
    Request,
    Said,
    Thing,
    Zone,
    due_steps,
    role_of,
    take,
)
from gaoxin.quantities import Period
from gaoxin.web.cases import models
from gaoxin.web.cases.law import library
from gaoxin.web.cases.store import key_of, write, zone_about
from gaoxin.web.registry.models import Entity
from gaoxin.web.registry.values import shown, written
from gaoxin.web.users.models import Person
from gaoxin.web.users.services import entities_of, today


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact a clause needs, with what is known of it: ``value`` None where nobody knows."""

    fact: FactDef
    period: str
    value: Any = None
    source: str = ""
    typed: str = ""
    trouble: Trouble | None = None

    @property
    def name(self) -> str:
        """The name of its field on a form."""
        return f"{self.fact.id}@{self.period}"

    @property
    def zh(self) -> str:
        """What is known, in Chinese."""
        return shown(written(self.value), self.fact, "zh") if self.value is not None else ""

    @property
    def en(self) -> str:
        """The same in English."""
        return shown(written(self.value), self.fact, "en") if self.value is not None else ""


@dataclass(frozen=True, slots=True)
class Possible:
    """A step a person may take now, with the facts to fill in."""

    step: Step
    forms: tuple[Record, ...]


# --- applications --------------------------------------------------------------------------------


def open_clauses(on: date) -> Iterator[Clause]:
    """Clauses in force on a day that say how they are applied for, in the order of the library."""
    for document in library().documents.values():
        if document.in_force(on):
            for name in document.clauses:
                clause = document.clause(name, on)
                if clause and clause.varies is None and _applied_for(clause):
                    yield clause


def _applied_for(clause: Clause) -> bool:
    """Is the way of the clause one for applications?"""
    found = library().procedure(*clause.procedure) if clause.procedure else None
    return found is not None and found.kind == CASE


def questions(clause: Clause, entity: str, on: date) -> list[Asked]:
    """What the clause needs to know of the entity, known or not."""
    thing = zone_about([entity], on).things[entity]
    found = []
    for fact, period in needed(library(), [f"{clause.document}#{clause.id}"], on):
        key = period.key if isinstance(period, Period) else ""
        said = thing.said.get((fact.id, key)) or thing.said.get((fact.id, ""), ())
        last = said[-1] if said else None
        found.append(Asked(fact, key, last and last.value, last.source if last else ""))
    return found


def begin(
    person: Person, clause: Clause, entity: str, answers: Mapping[str, str]
) -> models.Case | list[Asked]:
    """A case for the clause with what was answered, or the questions with what is wrong.

    PermissionError: the person does not belong to the entity.
    """
    on = today()
    if entity not in entities_of(person, on):
        raise PermissionError(entity)
    asked = [_answered(one, answers) for one in questions(clause, entity, on)]
    if any(one.trouble for one in asked):
        return asked
    assert clause.procedure is not None
    with transaction.atomic():
        before = zone_about([entity], on)
        zone = before
        for one in asked:
            if one.typed and one.value is not UNKNOWN:
                said = Said(one.value, f"申请人填报 {person.username}", on)
                zone = zone.knowing(entity, one.fact.id, one.period, said)
        new = Thing("case", f"申请-{uuid.uuid4().hex[:10]}")
        new = new.saying("applicant", "", Said(Link(entity), person.username, on))
        address = f"{clause.document}#{clause.id}"
        new = new.saying("this_clause", "", Said(address, person.username, on))
        key = CaseKey(new.id, "#".join(clause.procedure))
        zone = zone.having(new)
        write(before, zone)
        row = models.Case(entity=Entity.objects.get(ref=new.id), procedure=key.procedure)
        row.state = zone.course(key).state
        row.save()
        return row


def _answered(one: Asked, answers: Mapping[str, str]) -> Asked:
    """The question with what was typed read as a value; an empty field leaves what was known."""
    text = answers.get(one.name, "").strip()
    if not text:
        return one
    value = parse_value(text, one.fact)
    if isinstance(value, Trouble):
        return replace(one, typed=text, trouble=value)
    return replace(one, typed=text, value=value)


# --- steps ---------------------------------------------------------------------------------------


def possible(zone: Zone, case: CaseKey, person: str, on: date) -> list[Possible]:
    """The steps a person may take in a case, in the order of the text."""
    found = []
    for step in zone.course(case).next_steps():
        if {"clock", "case"} & set(step.by):
            continue
        if role_of(zone, Request(case, step.name, on, person), step) is not None:
            forms = tuple(record for record in step.records if record.rule is None)
            found.append(Possible(step, forms))
    return found


def take_step(
    person: Person,
    case: models.Case,
    step: str,
    typed: Mapping[str, str],
    reason: str = "",
    shown: frozenset[str] = SHOWN,
) -> Barred | Trouble | None:
    """Take a step; the refusal where it may not be taken, None where it was.

    Two persons at once: the events are numbered, so one is taken and the other refused.
    """
    on, key = today(), key_of(case)
    try:
        with transaction.atomic():
            before = zone_about([key.entity], on)
            records = _records(before, key, step, typed)
            if isinstance(records, Trouble):
                return records
            shown = shown if reason else shown - {"reason"}
            request = Request(key, step, on, person.username, records, shown, reason)
            after = take(before, request)
            if isinstance(after, Barred):
                return after
            write(before, after)
    except IntegrityError:
        return Barred("wrong_state", case.state, key)
    return None


def _records(
    zone: Zone, case: CaseKey, step: str, typed: Mapping[str, str]
) -> dict[str, Any] | Trouble:
    """What was typed on the form of a step, as values of the facts it records."""
    procedure = zone.procedure(case.procedure)
    found = procedure.steps.get(step) if procedure else None
    values: dict[str, Any] = {}
    for record in found.records if found else ():
        text = typed.get(record.name, "").strip()
        if record.rule is None and text:
            fact = library().vocabulary.find(record.target.kind, record.target.fact)
            assert isinstance(fact, FactDef)
            value = parse_value(text, fact)
            if isinstance(value, Trouble):
                return value
            values[record.name] = value
    return values


def clock_turn(on: date) -> int:
    """Take the steps of the clock that are due on a day; how many were taken."""
    taken = 0
    for row in models.Case.objects.filter(ended=False).select_related("entity"):
        with transaction.atomic():
            before = zone_about([row.entity.ref], on)
            for request in due_steps(before, on):
                if request.case != key_of(row):
                    continue
                after = take(before, request)
                if isinstance(after, Zone):
                    write(before, after)
                    taken += 1
                    break
    return taken
