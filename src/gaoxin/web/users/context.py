"""What every page knows: the reader's language, the day, whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gaoxin.web.users.services import today

COOKIE = "gaoxin_language"


def language(request: HttpRequest) -> str:
    """``zh`` or ``en``: as chosen, else what the browser asks for first."""
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in {"zh", "en"}:
        return chosen
    first = request.headers.get("Accept-Language", "zh").split(",")[0].lower()
    return "en" if first.startswith("en") else "zh"


def zone(request: HttpRequest) -> dict[str, Any]:
    """The context of every page."""
    return {"lang": language(request), "demo": settings.DEMO, "day": today()}
