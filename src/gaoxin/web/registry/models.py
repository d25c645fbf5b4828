"""Entities and statements. A statement is never changed: a correction is a later one."""

from django.db import models


class Entity(models.Model):
    """Something a register knows: its kind is data. ``ref`` names it in events and links."""

    ref = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=100, db_index=True)
    name = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name or self.ref


class Statement(models.Model):
    """A value of a fact for a period, as ``values`` writes it; ``link`` is the ref linked to."""

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="statements")
    fact = models.CharField(max_length=100)
    period = models.CharField(max_length=20, blank=True)
    value = models.JSONField()
    link = models.CharField(max_length=200, blank=True, db_index=True)
    source = models.CharField(max_length=300, blank=True)
    recorded = models.DateField(null=True)
    moment = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["entity", "fact", "period"])]

    def __str__(self) -> str:
        return f"{self.entity_id}.{self.fact}"
