"""Registers from their blocks: kinds, lists, cards. Nothing here knows a kind by name."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from gaoxin.facts.face import Kind
from gaoxin.web.registry.law import vocabulary
from gaoxin.web.registry.values import shown
from gaoxin.web.registry.who import may_read
from gaoxin.web.users.context import language

_PAGE = 50


def _kind(name: str) -> Kind:
    found = vocabulary().kind(name)
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """The registers that hold anything the person may see."""
    counted = may_read(request.user).values("kind").annotate(count=Count("pk")).order_by("kind")
    rows = [(_kind(row["kind"]), row["count"]) for row in counted]
    return render(request, "registry/kinds.html", {"rows": rows})


@login_required
@require_GET
def entities(request: HttpRequest, kind: str) -> HttpResponse:
    """A page of a register, by key: what stands after ``after``."""
    found = may_read(request.user).filter(kind=_kind(kind).id).order_by("pk")
    after = request.GET.get("after", "0")
    page = list(found.filter(pk__gt=int(after) if after.isdecimal() else 0)[: _PAGE + 1])
    context = {"kind": _kind(kind), "rows": page[:_PAGE], "more": page[_PAGE:]}
    return render(request, "registry/entities.html", context)


@login_required
@require_GET
def card(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Everything said of an entity, the last first for each fact, with source and day."""
    row = get_object_or_404(may_read(request.user), pk=number, kind=_kind(kind).id)
    lang, facts = language(request), _kind(kind).facts
    said: list[dict[str, Any]] = []
    for one in row.statements.order_by("fact", "period", "-pk"):
        fact = facts.get(one.fact)
        if fact is not None:
            name = (fact.en or fact.zh) if lang == "en" else (fact.zh or fact.id)
            said.append({"name": name, "one": one, "value": shown(one.value, fact, lang)})
    return render(request, "registry/card.html", {"row": row, "said": said, "kind": _kind(kind)})
