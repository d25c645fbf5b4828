"""Entries and legs. Number and running balance stand on the leg: a table of balances apart from
the legs could be forged by one statement."""

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """An entry of a book (the address of its posting), numbered from 1 without a gap."""

    book = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    on = models.DateField()
    event = models.CharField(max_length=400, blank=True)
    reverses = models.PositiveIntegerField(null=True)
    moment = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="entry_number"),
            models.UniqueConstraint(
                fields=["book", "event", "name"], condition=~Q(event=""), name="entry_event_once"
            ),
            models.UniqueConstraint(
                fields=["book", "reverses"],
                condition=Q(reverses__isnull=False),
                name="entry_reversed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.number}"


class Leg(models.Model):
    """One side of a move; ``values`` are those of the dimensions, in their order."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="legs")
    book = models.CharField(max_length=200)
    account = models.CharField(max_length=100)
    values = models.JSONField()
    kept = models.CharField(max_length=600)
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()
    number = models.PositiveIntegerField()
    balance = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "kept", "number"], name="leg_number"),
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0),
                name="leg_one_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kept} {self.debit - self.credit}"


class Closed(models.Model):
    """A year of a book that takes nothing any more."""

    book = models.CharField(max_length=200)
    year = models.CharField(max_length=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "year"], name="closed_once")]

    def __str__(self) -> str:
        return f"{self.book} {self.year}"
