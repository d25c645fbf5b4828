"""Which working days were reckoned with."""

from functools import cache
from hashlib import sha256

from gaoxin.explaining.record import Calendar
from gaoxin.quantities import WorkCalendar


@cache
def calendar() -> Calendar:
    """The calendar of the engine: the years known whole, and a digest of every exception."""
    used = WorkCalendar.standard()
    rows = sorted(f"{day.isoformat()} {kind}" for day, kind in used.days.items())
    digest = sha256("\n".join(rows).encode()).hexdigest()
    return Calendar(min(used.years), max(used.years), digest)
