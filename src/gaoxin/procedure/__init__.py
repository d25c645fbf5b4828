"""What happens next, by whom, by when: courses, clocks and obligations."""

from gaoxin.procedure.course import Course, Event, Slip, follow
from gaoxin.procedure.obligations import (
    Obligation,
    State,
    clock_obligations,
)

__all__ = [
    "Course",
    "Event",
    "Obligation",
    "Slip",
    "State",
    "clock_obligations",
    "follow",
]
