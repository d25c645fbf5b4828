"""What happens next, by whom, by when: courses, clocks and obligations; the running zone."""

from gaoxin.procedure.course import Course, Event, Slip, follow
from gaoxin.procedure.governing import Validity, validity
from gaoxin.procedure.guards import SHOWN, Request, role_of
from gaoxin.procedure.obligations import (
    Obligation,
    State,
    clock_obligations,
)
from gaoxin.procedure.prove import prove_procedures
from gaoxin.procedure.refusals import said
from gaoxin.procedure.taking import due_steps, take
from gaoxin.procedure.zone import Barred, CaseKey, Life, Link, Said, Thing, Zone

__all__ = [
    "SHOWN",
    "Barred",
    "CaseKey",
    "Course",
    "Event",
    "Life",
    "Link",
    "Obligation",
    "Request",
    "Said",
    "Slip",
    "State",
    "Thing",
    "Validity",
    "Zone",
    "clock_obligations",
    "due_steps",
    "follow",
    "prove_procedures",
    "role_of",
    "said",
    "take",
    "validity",
]
