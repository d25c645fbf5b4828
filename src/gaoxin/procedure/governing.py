"""Whose rules a case follows: those in force when it began, even if they have ended since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gaoxin.policy.form import Procedure
from gaoxin.policy.library import Library
from gaoxin.procedure.course import Event


@dataclass(frozen=True, slots=True)
class Validity:
    """The procedure was in force on ``first`` to ``last`` (None: open), the case began on
    ``begun``."""

    first: date | None
    last: date | None
    begun: date

    @property
    def held(self) -> bool:
        """Was it in force when the case began?"""
        begun = self.begun
        return (self.first or begun) <= begun <= (self.last or begun)

    def over(self, on: date) -> bool:
        """Has it ended by ``on``?"""
        return self.last is not None and self.last < on


def validity(library: Library, procedure: Procedure, events: Sequence[Event], on: date) -> Validity:
    """The days of a procedure (its own within those of its document) and the first of a case;
    without events, the case would begin on ``on``."""
    front, meta = library.documents[procedure.document].front, procedure.meta
    starts = [day for day in (front.start, meta.start) if day]
    ends = [day for day in (front.end, meta.end) if day]
    begun = min((event.on for event in events), default=on)
    return Validity(max(starts, default=None), min(ends, default=None), begun)
