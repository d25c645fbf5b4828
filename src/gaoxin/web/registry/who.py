"""Which entities a person may see: one predicate for lists, cards and whatever comes."""

from typing import Any

from django.db.models import QuerySet

from gaoxin.web.registry.models import Entity
from gaoxin.web.users.models import Assignment, Person
from gaoxin.web.users.services import entities_of, today


def may_read(person: Any) -> QuerySet[Entity]:
    """Staff (whoever holds a role today) see the registers, others the entities they belong to."""
    assert isinstance(person, Person)
    on = today()
    roles = Assignment.objects.filter(person=person, start__lte=on).exclude(role="")
    if any(held.end is None or held.end >= on for held in roles):
        return Entity.objects.all()
    return Entity.objects.filter(ref__in=entities_of(person, on))
