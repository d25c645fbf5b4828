"""Proving the examples of procedures: from events to the due dates of the clocks."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Case, Example, Procedure
from gaoxin.policy.library import Library
from gaoxin.policy.proof import Proved, disagreement
from gaoxin.procedure.course import Event, follow
from gaoxin.procedure.obligations import Obligation, State, clock_obligations
from gaoxin.quantities import QuantityError, WorkCalendar, parse_date

_MISSED = {State.LATE, State.BREACHED, State.TOO_EARLY}


def prove_procedures(library: Library, documents: tuple[str, ...] = ()) -> Iterator[Proved]:
    """Every example case of a procedure in ``documents`` (none named: all)."""
    for document in library.documents.values():
        for example in document.examples:
            if example.what == "procedure" and (not documents or document.id in documents):
                found = library.procedure(*example.tests.split("#", 1))
                for case in example.cases if found else ():
                    assert found is not None
                    yield Proved(example, case, tuple(_differences(found, case)))


def differs(library: Library, example: Example, case: Case) -> bool:
    """Does the case of a procedure give something else than it says?"""
    found = library.procedure(*example.tests.split("#", 1))
    return found is not None and any(_differences(found, case))


def _differences(procedure: Procedure, case: Case) -> Iterator[Fault]:
    try:
        events = [_event(item) for item in case.events]
    except (KeyError, QuantityError) as error:
        yield disagreement(case, f"日期读不懂：{error}", f"an event cannot be read: {error}")
        return
    course = follow(procedure, events)
    for slip in course.slips:
        if slip.why not in case.then.get("breaches", ()):
            yield disagreement(case, slip.zh, slip.en)
    on = max([e.on for e in events], default=date.min)
    dues = {o.name: o for o in clock_obligations(course, case.on or on, WorkCalendar.standard())}
    for name, expected in case.then.items():
        if name != "breaches":
            yield from _difference(case, name, str(expected), dues.get(name))
    yield from _breaches(case, dues)


def _event(item: Mapping[str, Any]) -> Event:
    return Event(item["step"], parse_date(item["on"]).first, item.get("actor", ""))


def _difference(case: Case, name: str, expected: str, found: Obligation | None) -> Iterator[Fault]:
    due = found.due.isoformat() if found else "—"
    if due != expected:
        yield disagreement(
            case, f"{name}应到{expected}，得到{due}", f"{name} should be due {expected}, is {due}"
        )


def _breaches(case: Case, dues: Mapping[str, Obligation]) -> Iterator[Fault]:
    """Clocks the example says are missed, and only those."""
    if "breaches" not in case.then:
        return
    missed = {
        n for n, o in dues.items() if o.state in {State.LATE, State.BREACHED, State.TOO_EARLY}
    }
    wanted = {b for b in case.then["breaches"] if b in dues}
    if missed != wanted:
        got = ", ".join(sorted(missed)) or "—"
        yield disagreement(case, f"逾期的应为{sorted(wanted)}，得到{got}", f"breaches found: {got}")
