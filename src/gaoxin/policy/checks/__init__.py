"""The static checks over the typed form."""

from gaoxin.policy.faults import Fault
from gaoxin.policy.library import Library


def check(library: Library) -> list[Fault]:
    """All faults of the library, those of reading included, sorted by place."""
    found = list(library.faults)
    return sorted(found, key=lambda f: (f.place.path, f.place.line, f.place.column, f.code))
