"""P1-P4 and V4: states, steps, roles and clocks of a procedure."""

from collections.abc import Iterator
from datetime import date

from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Document, Meta, Procedure
from gaoxin.quantities import WorkCalendar

_ANYBODY = {"clock", "anyone", "case"}


def check_procedures(document: Document) -> Iterator[Fault]:
    """Every procedure of the document."""
    others = {role for p in document.procedures.values() for role in p.roles}
    for procedure in document.procedures.values():
        yield from _names(procedure)
        yield from _roles(procedure, others)
        yield from _ways(procedure)
        yield from _calendar(document, procedure)


def _unknown(meta: Meta, what_zh: str, what_en: str, name: str, known: list[str]) -> Fault:
    return Fault(
        "P1",
        meta.place,
        f"没有{what_zh}“{name}”",
        f"there is no {what_en} '{name}'",
        name,
        f"本程序有：{'、'.join(known)}",
        f"this procedure has: {', '.join(known)}",
    )


def _names(procedure: Procedure) -> Iterator[Fault]:
    states, steps = [*procedure.states], [*procedure.steps]
    for step in procedure.steps.values():
        for name in (*step.sources, step.target):
            if name not in states:
                yield _unknown(step.meta, "状态", "state", name, states)
    for clock in procedure.clocks.values():
        for name in (clock.start, *clock.ends, *((clock.late,) if clock.late else ())):
            if name not in steps:
                yield _unknown(clock.meta, "步骤", "step", name, steps)
        for name in clock.extended_by:
            if name not in steps:
                yield _unknown(clock.meta, "步骤", "step", name, steps)
        for name in clock.stops_in:
            if name not in states:
                yield _unknown(clock.meta, "状态", "state", name, states)


def _roles(procedure: Procedure, others: set[str]) -> Iterator[Fault]:
    """``apart`` may name roles of the procedures a case is opened from, too."""
    roles = [*procedure.roles]
    used = [(step.meta, by) for step in procedure.steps.values() for by in step.by]
    names = [name for group in procedure.apart for name in group]
    used += [(procedure.meta, name) for name in names if name not in others]
    for meta, name in used:
        if name not in roles and name not in _ANYBODY:
            yield Fault(
                "P2",
                meta.place,
                f"没有角色“{name}”",
                f"there is no role '{name}'",
                name,
                f"角色有：{'、'.join(roles)}；另有时钟（clock）、任何人（anyone）、案（case）",
                f"the roles are {', '.join(roles)}; also clock, anyone and case",
            )


def _ways(procedure: Procedure) -> Iterator[Fault]:
    if not procedure.states:
        return
    out: dict[str, set[str]] = {name: set() for name in procedure.states}
    for step in procedure.steps.values():
        for source in step.sources:
            out.setdefault(source, set()).add(step.target)
    first = next(iter(procedure.states))
    reached, queue = {first}, [first]
    while queue:
        for name in out.get(queue.pop(), ()):
            if name not in reached:
                reached.add(name)
                queue.append(name)
    for state in procedure.states.values():
        if state.name not in reached:
            yield Fault(
                "P3",
                state.meta.place,
                f"从“{first}”走不到“{state.name}”",
                f"'{state.name}' is never reached from '{first}'",
                state.name,
                "补一个到这里的步骤，或删去这个状态；第一个状态是起点",
                "add a step that leads here, or delete it; the first state is the start",
            )
        elif bool(out[state.name]) == state.end:
            yield _no_end(state.name, state.meta, end=state.end)


def _no_end(name: str, meta: Meta, *, end: bool) -> Fault:
    zh = f"“{name}”是终点，却还有步骤从它出发" if end else f"“{name}”没有出路，也不是终点"
    en = f"'{name}' is an end, yet a step leaves it" if end else f"there is no way out of '{name}'"
    mend_zh = "去掉终点标记或那个步骤" if end else "补一个离开它的步骤，或标为终点（end: yes）"
    mend_en = "drop the mark or the step" if end else "add a step that leaves it, or mark it end"
    return Fault("P4", meta.place, zh, en, name, mend_zh, mend_en)


def _calendar(document: Document, procedure: Procedure) -> Iterator[Fault]:
    """V4: a clock counts working days in a year whose days off are not known."""
    years = set(WorkCalendar.standard().years)
    days = [document.front.end] if document.front.end else []
    days += [
        c.on for e in document.examples for c in e.cases if c.on and _tests(e.tests, procedure)
    ]
    late = sorted({day.year for day in days if _unknown_year(day, years)})
    for clock in procedure.clocks.values():
        length = clock.within or clock.least
        if length and length.working_days and late:
            shown = "、".join(map(str, late))
            yield Fault(
                "V4",
                clock.meta.place,
                f"{shown}年的放假安排尚未公布，工作日暂按周一至周五、扣除法规定有日期的假日计",
                f"the days off of {shown} are not published; Monday to Friday, less the"
                f" holidays a regulation dates, is taken for now",
                clock.name,
                "通知公布后更新日历",
                "update the calendar when the notice is out",
            )


def _tests(address: str, procedure: Procedure) -> bool:
    return address == f"{procedure.document}#{procedure.id}"


def _unknown_year(day: date, years: set[int]) -> bool:
    return bool(years) and day.year > max(years)
