"""Who holds what, and which day it is."""

from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from gaoxin.quantities import WorkCalendar
from gaoxin.web.users.models import Assignment, Person, ZoneDay


def today() -> date:
    """The day of the zone: the machine's, or in a demonstration the one it was moved to."""
    moved = ZoneDay.objects.order_by("-on").first() if settings.DEMO else None
    return moved.on if moved else timezone.localdate()


def move_day(calendar: WorkCalendar) -> date:
    """Move a demonstration to its next working day. ValueError: an operation does not move."""
    if not settings.DEMO:
        raise ValueError("the day of an operation is the machine's")
    on = calendar.add_working_days(today(), 1).date
    ZoneDay.objects.create(on=on)
    return on


def held_on(day: date) -> dict[str, frozenset[str]]:
    """Person -> the roles and entities held on a day."""
    now = Assignment.objects.filter(Q(end=None) | Q(end__gte=day), start__lte=day)
    found: dict[str, set[str]] = {}
    for name, role, entity in now.values_list("person__username", "role", "entity"):
        found.setdefault(name, set()).add(role or entity)
    return {name: frozenset(held) for name, held in found.items()}


def entities_of(person: Person, day: date) -> list[str]:
    """The entities a person belongs to on a day."""
    now = Assignment.objects.filter(Q(end=None) | Q(end__gte=day), start__lte=day, person=person)
    return [entity for entity in now.values_list("entity", flat=True) if entity]
