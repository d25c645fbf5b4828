"""Inbox, case page, application: what a procedure says, as a page for the person who looks."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gaoxin.files.face import Trouble
from gaoxin.policy.face import Clause, Procedure
from gaoxin.procedure import SHOWN, Barred, CaseKey, Obligation, Zone, clock_obligations, said
from gaoxin.web.cases import models, services
from gaoxin.web.cases.articles import paragraphs
from gaoxin.web.cases.law import calendar, library
from gaoxin.web.cases.store import key_of, zone_about
from gaoxin.web.registry.models import Entity
from gaoxin.web.users.context import language
from gaoxin.web.users.models import Person
from gaoxin.web.users.services import entities_of, held_on, move_day, today

_MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A case on a list: where it stands, what is due next."""

    case: models.Case
    procedure: Procedure
    title: str
    state: str
    due: Obligation | None


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _visible(zone: Zone, case: CaseKey, person: Person, on: date) -> bool:
    """Staff of any role of the procedure's line see a case, and whoever belongs to its entity."""
    held = held_on(on).get(person.username, frozenset())
    roles = {
        r.name
        for key in zone.line(case)
        if (p := zone.procedure(key.procedure))
        for r in p.roles.values()
    }
    own = set(entities_of(person, on))
    return bool(held & roles) or any(thing in own for thing in zone.things)


def _row(zone: Zone, row: models.Case, on: date, lang: str) -> Row:
    key = key_of(row)
    procedure = zone.procedure(row.procedure)
    assert procedure is not None
    running = clock_obligations(zone.course(key), on, calendar())
    due = next((o for o in running if o.met is None), None)
    state = state_name(procedure, row.state, lang)
    return Row(row, procedure, title_of(zone, key, lang), state, due)


def state_name(procedure: Procedure, name: str, lang: str) -> str:
    """A state as the reader calls it."""
    found = procedure.states.get(name)
    return found.label.text(lang) if found else name


def title_of(zone: Zone, case: CaseKey, lang: str) -> str:
    """What a case is called: its clause and applicant, or its procedure and entity."""
    thing = zone.things[case.entity]
    document, _, name = str(thing.value("this_clause") or "").partition("#")
    found = library().documents[document].clauses.get(name) if document else None
    applicant = thing.value("applicant")
    if found and applicant:
        return f"{found[0].meta.label.text(lang)} · {zone.things[applicant.id].name}"
    procedure = zone.procedure(case.procedure)
    return f"{procedure.meta.label.text(lang) if procedure else ''} · {thing.name or thing.id}"


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The cases in which the person can take a step now, the most urgent first."""
    person, on, lang = _person(request), today(), language(request)
    rows = []
    for case in models.Case.objects.filter(ended=False).select_related("entity")[:_MOST]:
        zone = zone_about([case.entity.ref], on)
        if services.possible(zone, key_of(case), person.username, on):
            rows.append(_row(zone, case, on, lang))
    rows.sort(key=lambda row: (row.due is None, row.due.due if row.due else on))
    return render(request, "cases/inbox.html", {"rows": rows, "mine": entities_of(person, on)})


@login_required
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """All cases the person may see, newest first."""
    person, on, lang = _person(request), today(), language(request)
    rows = []
    for case in models.Case.objects.select_related("entity").order_by("-pk")[:_MOST]:
        zone = zone_about([case.entity.ref], on)
        if _visible(zone, key_of(case), person, on):
            rows.append(_row(zone, case, on, lang))
    return render(request, "cases/cases.html", {"rows": rows})


@login_required
@require_GET
def case(request: HttpRequest, number: int) -> HttpResponse:
    """One case: where it stands, what is due, what the person can do, what happened."""
    person, on, lang = _person(request), today(), language(request)
    row = get_object_or_404(models.Case.objects.select_related("entity", "opener"), pk=number)
    zone = zone_about([row.entity.ref], on)
    key = key_of(row)
    if not _visible(zone, key, person, on):
        raise Http404
    course = zone.course(key)
    context = {
        "row": _row(zone, row, on, lang),
        "steps": services.possible(zone, key, person.username, on),
        "clocks": [
            (clock_name(course.procedure, one.name, lang), one)
            for one in clock_obligations(course, on, calendar())
        ],
        "events": _told(row, course.procedure, lang),
        "opened": row.opened.select_related("entity"),
        "approved": zone.things[key.entity].value("approved"),
    }
    return render(request, "cases/case.html", context)


def _told(row: models.Case, procedure: Procedure, lang: str) -> list[dict[str, object]]:
    """What happened, with steps and persons as they are called."""
    events = list(row.events.order_by("number"))
    people = Person.objects.filter(username__in={event.person for event in events})
    names = {person.username: person.get_full_name() for person in people}
    return [
        {
            "event": event,
            "step": step_name(procedure, event.step, lang),
            "who": names.get(event.person, event.person),
        }
        for event in events
    ]


def step_name(procedure: Procedure, name: str, lang: str) -> str:
    """A step as the reader calls it."""
    found = procedure.steps.get(name)
    english = found.meta.label.en if found else ""
    return english if lang == "en" and english else name


def clock_name(procedure: Procedure, name: str, lang: str) -> str:
    """A clock as the reader calls it."""
    found = procedure.clocks.get(name)
    english = found.meta.label.en if found else ""
    return english if lang == "en" and english else name


@login_required
@require_POST
def step(request: HttpRequest, number: int) -> HttpResponse:
    """Take a step, or say why not; either way back to the case."""
    person, lang = _person(request), language(request)
    row = get_object_or_404(models.Case.objects.select_related("entity"), pk=number)
    zone = zone_about([row.entity.ref], today())
    if not _visible(zone, key_of(row), person, today()):
        raise Http404
    shown = frozenset(need for need in SHOWN if need in request.POST or need == "reason")
    found = services.take_step(
        person,
        row,
        request.POST.get("step", ""),
        {name.removeprefix("record:"): str(value) for name, value in request.POST.items()},
        request.POST.get("reason", "").strip(),
        shown,
    )
    if isinstance(found, Barred):
        messages.error(request, said(found, "en" if lang == "en" else "zh"))
    elif isinstance(found, Trouble):
        messages.error(request, found.en if lang == "en" else found.zh)
    else:
        done = {"zh": "已办理。", "en": "Done."}
        messages.success(request, done[lang])
    return redirect("case", number)


@login_required
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """An application: which entity, then what the clause needs to know of it."""
    person, on = _person(request), today()
    address = request.POST.get("clause") or request.GET.get("clause") or ""
    document, _, name = address.partition("#")
    clause = library().clause(document, name, on)
    if clause is None or clause.procedure is None:
        raise Http404
    mine = Entity.objects.filter(ref__in=entities_of(person, on), kind=clause.kind)
    entity = request.POST.get("entity") or request.GET.get("entity") or ""
    if not entity and len(mine) == 1:
        entity = mine[0].ref
    asked = None
    if entity:
        if entity not in {one.ref for one in mine}:
            raise PermissionDenied
        asked = services.questions(clause, entity, on)
    if request.method == "POST" and entity:
        found = services.begin(person, clause, entity, request.POST.dict())
        if isinstance(found, models.Case):
            return redirect("case", found.pk)
        asked = found
    context = _application(clause, mine, entity, asked)
    context["papers"] = [library().said(paper, language(request)) for paper in clause.papers]
    return render(request, "cases/apply.html", context)


def _application(
    clause: Clause, mine: object, entity: str, asked: list[services.Asked] | None
) -> dict[str, object]:
    return {
        "clause": clause,
        "address": f"{clause.document}#{clause.id}",
        "paragraphs": paragraphs(clause),
        "mine": mine,
        "entity": entity,
        "asked": asked,
    }


@require_POST
def next_day(request: HttpRequest) -> HttpResponse:
    """Move a demonstration to its next working day; steps of the clock then due are taken."""
    if not settings.DEMO:
        raise Http404
    on = move_day(calendar())
    taken = services.clock_turn(on)
    words = {
        "zh": f"今天是 {on}。时钟办了 {taken} 步。",
        "en": f"Today is {on}. The clock took {taken} steps.",
    }
    messages.success(request, words[language(request)])
    return redirect(request.headers.get("Referer") or "inbox")
