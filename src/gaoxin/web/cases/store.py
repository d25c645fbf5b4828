"""The part of the zone an event needs, read from the database; what came of it, written back.

Read are: the entities asked for and all they link to, the cases they were opened from and opened,
the applications of the same applicants (earlier payments count), cases of the same key, and the
members of the sets that rules of these procedures go through; round by round until nothing new is
found. Every round is a constant number of queries.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from gaoxin.facts.face import SetDef
from gaoxin.instruments import LedgerBooks, book_of
from gaoxin.policy.face import Cited, Meta, SetOf, walk
from gaoxin.procedure import CaseKey, Event, Life, Link, Said, Thing, Zone, follow
from gaoxin.web.cases import models
from gaoxin.web.cases.law import calendar, judge, library
from gaoxin.web.registry.models import Entity, Statement
from gaoxin.web.registry.values import read, written
from gaoxin.web.treasury.store import read_ledger, write_ledger
from gaoxin.web.users.services import held_on

_ROUNDS = 8


def zone_about(refs: Iterable[str], on: date) -> Zone:
    """The part of the zone that events about some entities need, with who holds what on a day."""
    wanted, reached = set(refs), set[str]()
    for _ in range(_ROUNDS):
        fresh = wanted - reached
        if not fresh:
            break
        reached |= fresh
        wanted |= _beyond(fresh)
    lives = _lives(reached)
    postings = {
        posting.address: posting
        for document in library().documents.values()
        for posting in document.postings.values()
    }
    names = [str(case) for case in lives]
    ledgers = {a: read_ledger(book_of(posting), names) for a, posting in postings.items()}
    return Zone(
        library(),
        calendar(),
        judge(),
        LedgerBooks(MappingProxyType(postings), MappingProxyType(ledgers)),
        MappingProxyType(_things(reached)),
        MappingProxyType(lives),
        MappingProxyType(held_on(on)),
    )


def _beyond(refs: set[str]) -> set[str]:
    """Refs one step away: links, cases around, members of sets that rules go through."""
    found = set(
        Statement.objects.filter(entity__ref__in=refs)
        .exclude(link="")
        .values_list("link", flat=True)
    )
    around = models.Case.objects.filter(entity__ref__in=refs)
    found |= set(around.exclude(opener=None).values_list("opener__entity__ref", flat=True))
    found |= set(around.exclude(opened=None).values_list("opened__entity__ref", flat=True))
    vias = {"applicant"} | {
        via for p in set(around.values_list("procedure", flat=True)) for via in _vias(p)
    }
    back = Statement.objects.filter(fact__in=vias, link__in=refs)
    return found | set(back.values_list("entity__ref", flat=True))


@cache
def _vias(procedure: str) -> frozenset[str]:
    """The links through which sets in the rules of a procedure are reached."""
    document, _, name = procedure.partition("#")
    found = library().procedure(document, name)
    vocabulary, vias = library().vocabulary, set[str]()
    for rule in _rules(found):
        for node in walk(rule.node):
            if isinstance(node, SetOf):
                kind = vocabulary.kind(node.kind)
                known = kind.sets.get(node.set) if kind else None
                if isinstance(known, SetDef):
                    vias.add(known.via)
    return frozenset(vias)


def _rules(value: Any) -> Iterator[Cited]:
    """Every rule inside a block."""
    if isinstance(value, Cited):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _rules(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _rules(item)
    elif is_dataclass(value) and not isinstance(value, Meta | type):
        for field in fields(value):
            yield from _rules(getattr(value, field.name))


def _things(refs: set[str]) -> dict[str, Thing]:
    rows = Entity.objects.filter(ref__in=refs)
    said: dict[str, dict[tuple[str, str], tuple[Said, ...]]] = {row.ref: {} for row in rows}
    for s in Statement.objects.filter(entity__ref__in=refs).select_related("entity").order_by("pk"):
        place, own = (s.fact, s.period), said[s.entity.ref]
        own[place] = (*own.get(place, ()), Said(read(s.value), s.source, s.recorded))
    return {row.ref: Thing(row.kind, row.ref, said[row.ref], row.name) for row in rows}


def _lives(refs: set[str]) -> dict[CaseKey, Life]:
    rows = models.Case.objects.filter(Q(entity__ref__in=refs))
    rows = rows.select_related("entity", "opener__entity").prefetch_related("events").order_by("pk")
    return {key_of(row): Life(tuple(_events(row)), _opener(row)) for row in rows}


def key_of(row: models.Case) -> CaseKey:
    """The key of a case."""
    return CaseKey(row.entity.ref, row.procedure)


def _opener(row: models.Case) -> CaseKey | None:
    return key_of(row.opener) if row.opener is not None else None


def _events(row: models.Case) -> Iterator[Event]:
    for e in sorted(row.events.all(), key=lambda e: e.number):
        records = {fact: read(value) for fact, value in e.records.items()}
        yield Event(e.step, e.on, e.person, e.role, e.of, records, e.reason)


# --- writing -------------------------------------------------------------------------------------


def write(before: Zone, after: Zone) -> None:
    """Write what is new in ``after``. The caller owns the transaction."""
    for ref, thing in after.things.items():
        old = before.things.get(ref)
        if thing is not old:
            _write_thing(thing, old)
    # openers first: a case may be opened and go on in one event
    for key, life in after.lives.items():
        if life is not before.lives.get(key):
            _write_life(after, key, life)
    assert isinstance(before.books, LedgerBooks)
    assert isinstance(after.books, LedgerBooks)
    for address, ledger in after.books.ledgers.items():
        write_ledger(before.books.ledgers[address], ledger)


def _write_thing(thing: Thing, old: Thing | None) -> None:
    row, _ = Entity.objects.get_or_create(
        ref=thing.id, defaults={"kind": thing.kind, "name": thing.name}
    )
    Statement.objects.bulk_create(
        Statement(
            entity=row,
            fact=fact,
            period=period,
            value=written(said.value),
            link=said.value.id if isinstance(said.value, Link) else "",
            source=said.source,
            recorded=said.recorded,
        )
        for (fact, period), statements in thing.said.items()
        for said in statements[len(old.said.get((fact, period), ())) if old else 0 :]
    )


def _write_life(zone: Zone, key: CaseKey, life: Life) -> None:
    procedure = zone.procedure(key.procedure)
    assert procedure is not None
    opener = _row(life.opener) if life.opener else None
    row, _ = models.Case.objects.get_or_create(
        entity=Entity.objects.get(ref=key.entity),
        procedure=key.procedure,
        defaults={"opener": opener, "state": procedure.first},
    )
    known = row.events.count()
    last = row.events.order_by("-number").first()
    digest = last.digest if last else ""
    for number, event in enumerate(life.events[known:], known + 1):
        digest = _append(row, number, event, digest)
    course = follow(procedure, life.events)
    row.state, row.ended = course.state, course.ended
    row.begun = life.events[0].on if life.events else None
    row.save()


def _row(key: CaseKey) -> models.Case:
    return models.Case.objects.get(entity__ref=key.entity, procedure=key.procedure)


def _append(row: models.Case, number: int, event: Event, before: str) -> str:
    records = {fact: written(value) for fact, value in event.records.items()}
    parts = [before, str(row), number, event.step, event.on.isoformat(), event.actor]
    parts += [event.role, event.of, records, event.reason]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    models.Event.objects.create(
        case=row,
        number=number,
        step=event.step,
        on=event.on,
        person=event.actor,
        role=event.role,
        of=event.of,
        records=records,
        reason=event.reason,
        digest=digest,
    )
    return digest
