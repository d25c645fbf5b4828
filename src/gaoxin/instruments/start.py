"""An empty zone of a library: nobody known, no case, no entry."""

from gaoxin.engine.engine import Engine
from gaoxin.instruments.books import LedgerBooks
from gaoxin.instruments.judge import EngineJudge
from gaoxin.policy.library import Library
from gaoxin.procedure.zone import Zone
from gaoxin.quantities import WorkCalendar


def empty_zone(library: Library, calendar: WorkCalendar | None = None) -> Zone:
    """The zone before its first event, with one engine and the books its documents define."""
    judge = EngineJudge(Engine(library))
    return Zone(library, calendar or WorkCalendar.standard(), judge, LedgerBooks.of(library))
