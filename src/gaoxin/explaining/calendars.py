"""Which working days were reckoned with."""

from hashlib import sha256

from gaoxin.explaining.record import Calendar
from gaoxin.quantities import WorkCalendar


def calendar(used: WorkCalendar) -> Calendar:
    """The years a calendar knows whole, and a digest of all it says."""
    rows = sorted(f"{day.isoformat()} {kind}" for day, kind in used.days.items())
    rows += map(repr, used.fixed)
    digest = sha256("\n".join(rows).encode()).hexdigest()
    return Calendar(min(used.years, default=0), max(used.years, default=0), digest)
