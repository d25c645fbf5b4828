"""Obligations: who must do what by when, what stops the clock, was it kept?

The general concept of the room. Clocks of a procedure, promises given with an award and dates of
targets become obligations; monthly tasks, meetings, reports and appraisals use the same value.

Counting (Civil Code art. 200-203): the first day is not counted; a period in days, months or years
whose last day is no working day ends on the next working day; working days follow the dated
calendar, and a year without a notice is provisional.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from gaoxin.policy.form import Clock, Meta
from gaoxin.procedure.course import Course, Stay, stays_in
from gaoxin.quantities import Due, Duration, WorkCalendar, due


class State(Enum):
    """How an obligation stands on a day."""

    RUNNING = "running"
    STOPPED = "stopped"  # the clock stands still; the date shown is as if it started again today
    MET = "met"
    LATE = "late"  # met, but after the due date
    BREACHED = "breached"  # not met, and the due date is past
    TOO_EARLY = "too_early"  # done before the least period was over
    WAITING = "waiting"  # a least period still runs


@dataclass(frozen=True, slots=True)
class Obligation:
    """``who`` must do ``what`` by ``due`` (``least``: not before ``due``).

    ``started`` is the day the clock began, ``met`` the day it was done. ``stopped_days`` counts
    working days (or days, for periods in days) in which the clock stood still. ``days`` is the
    number of working days left (negative: over)."""

    source: str
    name: str
    who: str
    what: tuple[str, ...]
    started: date | None
    due: date
    state: State
    met: date | None = None
    least: bool = False
    provisional: bool = False
    stopped_days: int = 0
    stopped_since: date | None = None
    days: int = 0
    late_step: str = ""
    meta: Meta | None = None


def clock_obligations(course: Course, on: date, calendar: WorkCalendar) -> list[Obligation]:
    """One obligation for every start of every clock of the course, as things stand on ``on``."""
    known = course.until(on)
    found = [
        _clock(known, clock, start, on, calendar)
        for clock in known.procedure.clocks.values()
        for start in known.on(clock.start)
    ]
    return sorted(found, key=lambda o: (o.started or o.due, o.due))


def _clock(
    course: Course, clock: Clock, start: date, on: date, calendar: WorkCalendar
) -> Obligation:
    length = clock.within or clock.least or Duration()
    met = _met(course, clock, start)
    until = met or on
    stopped, still, longer = 0, None, Longer()
    ends = _due(start, length, stopped, calendar)
    for at, stop in _changes(course, clock, start):
        # What comes after the due date cannot mend what was missed.
        if at > ends.date:
            continue
        if isinstance(stop, Stay):
            stopped += _standing(stop, until, length, calendar)
            still = stop.start if stop.end is None and met is None else None
        else:
            longer = longer.by(stop)
        ends = longer.after(_due(start, length, stopped, calendar), calendar)
    steps, roles = course.procedure.steps, course.procedure.roles
    by = [role for s in clock.ends if s in steps for role in steps[s].by]
    who = " / ".join(dict.fromkeys(roles[r].label.zh if r in roles else r for r in by))
    return Obligation(
        source=f"{course.procedure.document}#{course.procedure.id}",
        name=clock.name,
        who=who,
        what=clock.ends,
        started=start,
        due=ends.date,
        state=_state(clock, ends.date, met, on, still),
        met=met,
        least=clock.least is not None,
        provisional=ends.provisional,
        stopped_days=stopped,
        stopped_since=still,
        days=_left(until, ends.date, calendar),
        late_step=clock.late,
        meta=clock.meta,
    )


def _changes(course: Course, clock: Clock, start: date) -> Iterator[tuple[date, Stay | Duration]]:
    """What moves the due date, in the order of days: stops of the clock, and extensions."""
    found: list[tuple[date, Stay | Duration]] = [
        (stop.start, stop) for stop in stays_in(course, clock.stops_in)
    ]
    found += [
        (day, longer.by) for step, longer in clock.extended_by.items() for day in course.on(step)
    ]
    yield from sorted((f for f in found if start <= f[0]), key=lambda f: f[0])


@dataclass(frozen=True, slots=True)
class Longer:
    """By how much a clock was extended; each extension counts from the due day as it was."""

    lengths: tuple[Duration, ...] = ()

    def by(self, length: Duration) -> "Longer":
        return Longer((*self.lengths, length))

    def after(self, ends: Due, calendar: WorkCalendar) -> Due:
        for length in self.lengths:
            later = _due(ends.date, length, 0, calendar)
            ends = Due(later.date, ends.provisional or later.provisional)
        return ends


def _met(course: Course, clock: Clock, start: date) -> date | None:
    days = [d for step in clock.ends for d in course.on(step) if start <= d]
    return min(days, default=None)


def _standing(stop: Stay, until: date, length: Duration, calendar: WorkCalendar) -> int:
    """Days of one stop, in the unit of the clock; the first day of the stop still counts."""
    end = min(stop.end or until, until)
    if end <= stop.start:
        return 0
    if length.working_days:
        return calendar.working_days_between(stop.start, end)
    return (end - stop.start).days


def _due(start: date, length: Duration, stopped: int, calendar: WorkCalendar) -> Due:
    if length.working_days:
        return calendar.add_working_days(start, length.working_days + stopped)
    longer = Duration(length.years, length.months, length.days + stopped)
    ends = due(start, longer, calendar)
    rolled = calendar.on_or_after(ends.date)
    return Due(rolled.date, ends.provisional or rolled.provisional)


def _state(clock: Clock, ends: date, met: date | None, on: date, still: date | None) -> State:
    if clock.least is not None:
        if met is not None:
            return State.TOO_EARLY if met < ends else State.MET
        return State.WAITING if on < ends else State.RUNNING
    if met is not None:
        return State.LATE if met > ends else State.MET
    if still is not None:
        return State.STOPPED
    return State.BREACHED if on > ends else State.RUNNING


def _left(day: date, ends: date, calendar: WorkCalendar) -> int:
    if day <= ends:
        return calendar.working_days_between(day, ends)
    return -calendar.working_days_between(ends, day)
