"""Cases and their events. The log is the truth; ``state`` and ``ended`` repeat it for lists."""

from django.db import models

from gaoxin.web.registry.models import Entity


class Case(models.Model):
    """An entity's life under one procedure (its address)."""

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="cases")
    procedure = models.CharField(max_length=200)
    opener = models.ForeignKey("self", models.PROTECT, null=True, related_name="opened")
    state = models.CharField(max_length=100)
    ended = models.BooleanField(default=False, db_index=True)
    begun = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "procedure"], name="one_case_of_an_entity")
        ]

    def __str__(self) -> str:
        return f"{self.entity.ref}@{self.procedure}"


class Event(models.Model):
    """A step taken: appended, numbered without a gap, chained to the one before by ``digest``."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=100)
    on = models.DateField()
    person = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=200, blank=True)
    of = models.CharField(max_length=200, blank=True)
    records = models.JSONField()
    reason = models.TextField(blank=True)
    moment = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="event_number")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number} {self.step}"
