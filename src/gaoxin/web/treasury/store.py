"""Ledgers read from the database and written back: new entries only."""

import json
from collections.abc import Iterable
from types import MappingProxyType

from django.db.models import Max

from gaoxin.ledger import Book, Entry, Kept, Ledger, Leg
from gaoxin.web.treasury import models


def read_ledger(book: Book, events: Iterable[str]) -> Ledger:
    """The ledger of a book with all balances and the entries made by the events of some cases
    (``events``: the beginnings of their names)."""
    heads = {}
    last = models.Leg.objects.filter(book=book.id).values("kept").annotate(last=Max("pk"))
    for leg in models.Leg.objects.filter(pk__in=last.values("last")):
        heads[_kept(leg)] = _leg(leg)
    wanted = frozenset(events)
    rows = models.Entry.objects.filter(book=book.id).order_by("number")
    own = [row.pk for row in rows.only("pk", "event") if row.event.rpartition("/")[0] in wanted]
    entries = rows.filter(pk__in=own).prefetch_related("legs")
    count = rows.count()
    closed = models.Closed.objects.filter(book=book.id).values_list("year", flat=True)
    return Ledger(
        book,
        tuple(_entry(row) for row in entries),
        count,
        MappingProxyType(heads),
        frozenset(closed),
    )


def write_ledger(before: Ledger, after: Ledger) -> None:
    """Write the entries that came, and the years that were closed."""
    for entry in after.entries:
        if entry.number > before.posted:
            _write(after.book.id, entry)
    for year in after.closed - before.closed:
        models.Closed.objects.create(book=after.book.id, year=year)


def _write(book: str, entry: Entry) -> None:
    row = models.Entry.objects.create(
        book=book,
        number=entry.number,
        name=entry.name,
        on=entry.on,
        event=entry.event,
        reverses=entry.reverses,
    )
    models.Leg.objects.bulk_create(
        models.Leg(
            entry=row,
            book=book,
            account=leg.at.account,
            values=list(leg.at.values),
            kept=json.dumps([leg.at.account, *leg.at.values], ensure_ascii=False),
            debit=leg.debit,
            credit=leg.credit,
            number=leg.number,
            balance=leg.balance,
        )
        for leg in entry.legs
    )


def _entry(row: models.Entry) -> Entry:
    legs = sorted(row.legs.all(), key=lambda leg: leg.pk)
    return Entry(
        row.number, row.name, row.on, tuple(_leg(leg) for leg in legs), row.event, row.reverses
    )


def _leg(row: models.Leg) -> Leg:
    return Leg(_kept(row), row.debit, row.credit, row.number, row.balance)


def _kept(row: models.Leg) -> Kept:
    return Kept(row.account, tuple(row.values))
