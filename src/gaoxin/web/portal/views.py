"""The first page, and the policies that can be applied for now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gaoxin.web.cases.articles import paragraphs
from gaoxin.web.cases.law import library
from gaoxin.web.cases.services import open_clauses
from gaoxin.web.users.services import today


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One sentence and the doors."""
    return render(request, "portal/home.html", {"count": len(list(open_clauses(today())))})


@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """Clauses open for application, with their words."""
    rows = []
    for clause in open_clauses(today()):
        document = library().documents[clause.document]
        rows.append({"clause": clause, "document": document, "paragraphs": paragraphs(clause)})
    return render(request, "portal/policies.html", {"rows": rows})
