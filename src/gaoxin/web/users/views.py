"""Signing in and out; in a demonstration, acting as anybody."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from gaoxin.web.users.context import COOKIE, language
from gaoxin.web.users.models import Person

_YEAR = 31_536_000


def _onward(request: HttpRequest, otherwise: str) -> str:
    """Where the form asks to go on to, if that is a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    fits = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if fits else otherwise


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; a wrong pair is told without saying which of the two is wrong."""
    if request.method == "POST":
        name, password = request.POST.get("name", ""), request.POST.get("password", "")
        person = authenticate(request, username=name, password=password)
        if person is not None:
            login(request, person)
            return redirect(_onward(request, settings.LOGIN_REDIRECT_URL))
        wrong = {"zh": "姓名或密码不对。", "en": "The name or the password is not right."}
        messages.error(request, wrong[language(request)])
    people = Person.objects.filter(is_active=True).order_by("pk") if settings.DEMO else []
    return render(request, "users/sign_in.html", {"people": people})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("/")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    response = redirect(_onward(request, "/"))
    lang = "en" if request.POST.get("lang") == "en" else "zh"
    response.set_cookie(COOKIE, lang, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    return response


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Become somebody else; only a demonstration knows this page."""
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(Person, username=request.POST.get("person", ""), is_active=True)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(_onward(request, settings.LOGIN_REDIRECT_URL))
