"""What happens next, by whom, by when: courses, clocks and obligations."""

from gaoxin.procedure.course import Course, Event, Slip, follow
from gaoxin.procedure.obligations import (
    Obligation,
    State,
    clock_obligations,
)
from gaoxin.procedure.prove import prove_procedures

__all__ = [
    "Course",
    "Event",
    "Obligation",
    "Slip",
    "State",
    "clock_obligations",
    "follow",
    "prove_procedures",
]
