"""Proving the examples of procedures: from events to the due dates of the clocks."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from gaoxin.policy import keywords
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Case, Example, Procedure
from gaoxin.policy.library import Library
from gaoxin.policy.proof import Proved, disagreement, withheld
from gaoxin.procedure.course import Course, Event, follow
from gaoxin.procedure.governing import validity
from gaoxin.procedure.obligations import Obligation, State, clock_obligations
from gaoxin.quantities import QuantityError, WorkCalendar, parse_date

_MISSED = {State.LATE, State.BREACHED, State.TOO_EARLY}


def prove_procedures(
    library: Library, documents: tuple[str, ...] = (), calendar: WorkCalendar | None = None
) -> Iterator[Proved]:
    """Every example case of a procedure in ``documents`` (none named: all), by the working days
    of ``calendar`` (the one shipped if not given)."""
    days = calendar or WorkCalendar.standard()
    for document in library.documents.values():
        for example in document.examples:
            if example.what == "procedure" and (not documents or document.id in documents):
                found = library.procedure(*example.tests.split("#", 1))
                broken = library.fault_of(example.tests)
                for case in example.cases if found else ():
                    if case.runs:
                        continue
                    assert found is not None
                    differing = _differences(library, found, case, days)
                    faults = [withheld(case, broken)] if broken else differing
                    yield Proved(example, case, tuple(faults))


def differs(
    library: Library, example: Example, case: Case, calendar: WorkCalendar | None = None
) -> bool:
    """Does the case of a procedure give something else than it says?"""
    found = library.procedure(*example.tests.split("#", 1))
    days = calendar or WorkCalendar.standard()
    return found is not None and not case.runs and any(_differences(library, found, case, days))


def _differences(
    library: Library, procedure: Procedure, case: Case, days: WorkCalendar
) -> Iterator[Fault]:
    lacking = [key for item in case.events for key in ("step", "on") if not _text(item, key)]
    if lacking:
        key = keywords.key(lacking[0], "zh")
        zh, en = f"有一个事件缺“{key}”（{lacking[0]}）", f"an event lacks '{lacking[0]}' ({key})"
        yield disagreement(case, zh, en)
        return
    try:
        events = [_event(item) for item in case.events]
    except QuantityError as error:
        yield disagreement(case, error.reason("zh"), error.reason("en"))
        return
    course = follow(procedure, events)
    for slip in course.slips:
        if slip.why not in case.then.get("breaches", ()):
            yield disagreement(case, slip.zh, slip.en)
    on = max([e.on for e in events], default=date.min)
    rules = validity(library, procedure, events, case.on or on)
    if events and not rules.held:
        span = f"{rules.first or ''}..{rules.last or ''}"
        zh = f"办件始于{rules.begun}，当日程序没有效力（{span}）"
        en = f"the case begins on {rules.begun}, when the procedure is not in force ({span})"
        yield disagreement(case, zh, en)
    dues = {o.name: o for o in clock_obligations(course, case.on or on, days)}
    for name, expected in case.then.items():
        if name != "breaches":
            yield from _difference(case, name, str(expected), dues.get(name))
    yield from _breaches(case, course, dues)


def _text(item: Any, key: str) -> str:
    found = item.get(key) if isinstance(item, Mapping) else None
    return found if isinstance(found, str) else ""


def _event(item: Mapping[str, Any]) -> Event:
    return Event(item["step"], parse_date(item["on"]).first, item.get("actor", ""))


def _difference(case: Case, name: str, expected: str, found: Obligation | None) -> Iterator[Fault]:
    due = found.due.isoformat() if found else "—"
    if due != expected:
        yield disagreement(
            case, f"{name}应到{expected}，得到{due}", f"{name} should be due {expected}, is {due}"
        )


def _breaches(case: Case, course: Course, dues: Mapping[str, Obligation]) -> Iterator[Fault]:
    """Clocks the example says are missed, and only those."""
    if "breaches" not in case.then:
        return
    wanted = set(case.then["breaches"]) - {slip.why for slip in course.slips}
    for name in sorted(wanted - course.procedure.clocks.keys()):
        known = list(course.procedure.clocks)
        yield disagreement(
            case,
            f"违时里的“{name}”不是时限，也不是这些事件的差错；时限有：{'、'.join(known) or '无'}",
            f"'{name}' under breaches is no clock and no slip of these events; clocks:"
            f" {', '.join(known) or 'none'}",
        )
    missed = {name for name, o in dues.items() if o.state in _MISSED}
    wanted &= course.procedure.clocks.keys()
    if missed != wanted:
        yield disagreement(
            case,
            f"违时应为{'、'.join(sorted(wanted)) or '无'}，得到{'、'.join(sorted(missed)) or '无'}",
            f"breaches should be {', '.join(sorted(wanted)) or 'none'}, found"
            f" {', '.join(sorted(missed)) or 'none'}",
        )
