"""People, assignments of roles and membership of entities, and the day of the zone."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q


class Person(AbstractUser):
    """Somebody who signs in; ``username`` is the name events keep."""


class Assignment(models.Model):
    """A role held, or an entity belonged to, from a day to a day. History is kept."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=200, blank=True)
    entity = models.CharField(max_length=200, blank=True)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role="") ^ Q(entity=""), name="assignment_role_or_entity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role or self.entity}"


class ZoneDay(models.Model):
    """The day of a demonstration, moved forward by hand; an operation has none."""

    on = models.DateField()
