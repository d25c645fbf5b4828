"""Books: what is in every account."""

from collections import defaultdict

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gaoxin.web.treasury.models import Entry, Leg
from gaoxin.web.users.models import Assignment, Person
from gaoxin.web.users.services import today


@login_required
@require_GET
def books(request: HttpRequest) -> HttpResponse:
    """The balance of every account of every book, for whoever holds a role."""
    assert isinstance(request.user, Person)
    held = Assignment.objects.filter(person=request.user, start__lte=today()).exclude(role="")
    if not held.exists():
        raise PermissionDenied
    last = Leg.objects.values("book", "kept").annotate(last=Max("pk")).values("last")
    sums = Leg.objects.filter(pk__in=last).values("book", "account").annotate(left=Sum("balance"))
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in sums.order_by("book", "account"):
        found[row["book"]].append((row["account"], row["left"]))
    context = {"books": dict(found), "entries": Entry.objects.count()}
    return render(request, "treasury/books.html", context)
