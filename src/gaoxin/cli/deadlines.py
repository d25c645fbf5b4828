"""`gaoxin deadlines`: from the events of a case, who must do what by when, and what was missed."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from gaoxin.cli.asking import Day, read_day
from gaoxin.cli.command import command, option
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.cli.laws import opened
from gaoxin.engine.face import Refused
from gaoxin.explaining.face import Names
from gaoxin.files.face import read_csv
from gaoxin.policy.face import Library, Procedure
from gaoxin.procedure import (
    Course,
    Event,
    Obligation,
    State,
    Validity,
    clock_obligations,
    follow,
    validity,
)
from gaoxin.quantities import Lang, WorkCalendar

_STATES = {
    State.RUNNING: ("进行中", "running"),
    State.STOPPED: ("停表", "stopped"),
    State.MET: ("按时", "met"),
    State.LATE: ("逾期办结", "met late"),
    State.BREACHED: ("已逾期", "breached"),
    State.TOO_EARLY: ("未满期限即办", "too early"),
    State.WAITING: ("期限未满", "period still running"),
}
_MISSED = {State.LATE, State.BREACHED, State.TOO_EARLY}


@command(
    "deadlines",
    zh="""由办件的各步日期，算出谁在何时之前办什么、哪一步逾期。

程序写作 文件标识#程序标识，须在办件开始时有效（其后失效的照用，并予注明）。日期可逐个写
--event 步骤=日期，或用 CSV 文件（列：step,on,actor；多件另加 case）。
工作日按国务院办公厅通知的调休；尚无安排的年份标“暂定”。有逾期时退出码为 1。""",
    en="""From the dates of a case's steps: who must do what by when, and what is overdue.

The procedure is named document#procedure and must have been in force when the case began (one
that ended later is still followed, and it is said). Give dates one by one with --event step=date,
or a CSV file (columns step,on,actor; with case for many cases). Working days follow the State
Council's yearly arrangement; years without one are marked provisional. Exit code 1 if anything is
missed.""",
    examples=[
        "gaoxin deadlines dlhitech/2020-rules#reviewed --event 受理=2020-09-10 --on 2020-09-20",
        "gaoxin deadlines dlhitech/2020-rules#reviewed --events cases.csv --lang en",
    ],
)
@click.argument("procedure")
@option(
    "--event",
    "given",
    multiple=True,
    metavar="STEP=DATE",
    zh="一步及其日期",
    en="a step and its date",
)
@option(
    "--events",
    "table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    zh="各步日期的 CSV 文件",
    en="a CSV file of steps and dates",
)
@option(
    "--on",
    "day",
    type=Day(),
    metavar="DATE",
    zh="截至哪一天（默认今天）",
    en="as of which day (default today)",
)
@option(
    "--calendar",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    zh="覆盖日历的 CSV 文件",
    en="a CSV file that overrides the calendar",
)
@pass_context
def deadlines(
    context: Context,
    procedure: str,
    given: tuple[str, ...],
    table: Path | None,
    day: date | None,
    calendar: Path | None,
) -> Exit:
    library = opened(context)
    if fault := library.fault_of(procedure):
        return _refuse(
            f"{procedure}{'：' if context.lang == 'zh' else ': '}{fault.broken(context.lang)}"
        )
    found = _procedure(library, procedure)
    if found is None:
        return _refuse(_no_procedure(library, procedure, context.lang))
    try:
        cases = _cases(given, table, context.lang)
    except Refused as refused:
        return _refuse(str(refused))
    on = day or date.today()
    work_days, problems = _calendar(calendar, context.lang)
    if problems:
        return _refuse(problems)
    rules = {name: validity(library, found, events, on) for name, events in cases.items()}
    if outside := [
        _not_in_force(procedure, name, one, context.lang)
        for name, one in (rules or {"": validity(library, found, (), on)}).items()
        if not one.held
    ]:
        return _refuse("\n".join(outside))
    results = {}
    for name, events in cases.items():
        course = follow(found, events)
        results[name] = (course.until(on), clock_obligations(course, on, work_days))
    names = Names(library, found, context.lang)
    ended = next((one.last for one in rules.values() if one.over(on)), None)
    if ended and not context.json:
        click.echo(_ended(procedure, ended, context.lang))
    click.echo(_json(results, ended) if context.json else _text(results, on, names))
    missed = any(o.state in _MISSED for _, done in results.values() for o in done)
    slipped = any(course.slips for course, _ in results.values())
    return Exit.FOUND if missed or slipped else Exit.OK


def _refuse(message: str) -> Exit:
    click.echo(message, err=True)
    return Exit.BAD_INPUT


def _not_in_force(procedure: str, case: str, rules: Validity, lang: Lang) -> str:
    """The refusal of a case that began when the procedure was not in force."""
    zh, span = lang == "zh", f"{rules.first or ''}..{rules.last or ''}"
    who = f"{case}{'：' if zh else ': '}" if case else ""
    return who + (
        f"{procedure} 的有效期是 {span}，{rules.begun} 开始的办件不适用；请用当日有效的程序"
        if zh
        else f"{procedure} was in force {span} and does not govern a case begun on {rules.begun};"
        " use the procedure in force on that day"
    )


def _ended(procedure: str, last: date, lang: Lang) -> str:
    return (
        f"注意：{procedure} 已于 {last} 失效；办件开始时它仍有效，按它计算"
        if lang == "zh"
        else f"Note: {procedure} ended on {last}; it was in force when the case began, so it holds"
    )


def _procedure(library: Library, name: str) -> Procedure | None:
    document, _, procedure = name.partition("#")
    return library.procedure(document, procedure)


def _no_procedure(library: Library, name: str, lang: str) -> str:
    known = [f"{d.id}#{p}" for d in library.documents.values() for p in d.procedures]
    if lang == "zh":
        return f"没有程序 {name}；现有：{'、'.join(known)}"
    return f"no procedure {name}; there are: {', '.join(known)}"


def _cases(given: tuple[str, ...], table: Path | None, lang: Lang) -> dict[str, list[Event]]:
    cases: dict[str, list[Event]] = {}
    for text in given:
        step, _, day = text.partition("=")
        event = _event({"step": step, "on": day}, f"--event {text}", lang)
        cases.setdefault("", []).append(event)
    for row, place in _rows(table, lang) if table else ():
        cases.setdefault(row.get("case", ""), []).append(_event(row, place, lang))
    return cases


def _event(row: dict[str, str], place: str, lang: Lang) -> Event:
    try:
        return Event(row["step"].strip(), read_day(row["on"], lang), row.get("actor", ""))
    except Refused as refused:
        raise Refused(f"{place}{'：' if lang == 'zh' else ': '}{refused}") from refused


def _rows(table: Path, lang: Lang) -> Iterator[tuple[dict[str, str], str]]:
    """The rows of a CSV file by column, each with its place."""
    read = read_csv(table)
    for fault in read.faults:
        click.echo(fault.text(lang), err=True)
    if not read.grids:
        raise Refused(f"{table} 读不了" if lang == "zh" else f"cannot read {table}")
    (grid,) = read.grids
    head = [str(cell).strip() for cell in next(iter(grid.rows), ())]
    if not {"step", "on"} <= set(head):
        lacking = "缺列 step 或 on" if lang == "zh" else "the columns step and on are needed"
        raise Refused(f"{table}: {lacking}")
    for r, cells in enumerate(grid.rows[1:], start=1):
        if any(cells):
            row = dict.fromkeys(head, "") | dict(zip(head, map(str, cells), strict=False))
            yield row, grid.place(r, head.index("on"))


def _calendar(path: Path | None, lang: str) -> tuple[WorkCalendar, str]:
    if path is None:
        return WorkCalendar.standard(), ""
    found = WorkCalendar.with_overrides(path)
    problems = "\n".join(f.reason("zh" if lang == "zh" else "en") for f in found.faults)
    return found.calendar, problems


def _text(results: dict[str, tuple[Course, list[Obligation]]], on: date, names: Names) -> str:
    lang = names.lang
    lines = []
    for name, (course, obligations) in results.items():
        state = course.procedure.states.get(course.state)
        shown = state.label.text(lang) if state else course.state
        head = f"{name}  " if name else ""
        lines.append(
            f"{head}{shown}（截至 {on}）" if lang == "zh" else f"{head}{shown} (as of {on})"
        )
        lines += [f"  {_line(o, names)}" for o in obligations]
        lines += [f"  ! {s.zh if lang == 'zh' else s.en}" for s in course.slips]
        steps = [s.name for s in course.next_steps()]
        if steps:
            head = "下一步可以" if lang == "zh" else "possible next"
            lines.append(f"  {head}: {names.listed(steps)}")
    return "\n".join(lines)


def _line(one: Obligation, names: Names) -> str:
    zh = names.lang == "zh"
    state = _STATES[one.state][0 if zh else 1]
    until = ("不早于" if zh else "not before") if one.least else ("不迟于" if zh else "by")
    duty = f"{names.who(one.who)} {names.listed(one.what)} {until} {one.due}"
    parts = [f"{names.clock(one.name)}: {duty}", state, _days(one, zh)]
    if one.stopped_days:
        parts.append(f"停表{one.stopped_days}天" if zh else f"stood still {one.stopped_days} days")
    if one.provisional:
        parts.append("暂定：放假安排尚未公布" if zh else "provisional: no notice for that year yet")
    if one.state is State.BREACHED and one.late_step:
        late = names.step(one.late_step)
        parts.append(f"按规定“{late}”" if zh else f"then follows '{late}'")
    if one.meta and one.meta.quotes:
        parts.append(f"「{'；'.join(one.meta.quotes)}」")
    return ("，" if zh else ", ").join(p for p in parts if p)


def _days(one: Obligation, zh: bool) -> str:
    if one.met:
        return f"{one.met}办结" if zh else f"done {one.met}"
    if one.days < 0:
        return f"超{-one.days}个工作日" if zh else f"{-one.days} working days over"
    return f"还有{one.days}个工作日" if zh else f"{one.days} working days left"


def _json(results: dict[str, tuple[Course, list[Obligation]]], ended: date | None) -> str:
    return json.dumps(
        [
            {
                "case": name,
                "rules_ended": ended.isoformat() if ended else None,
                "state": course.state,
                "next": [s.name for s in course.next_steps()],
                "obligations": [_plain(o) for o in obligations],
                "slips": [
                    {"step": s.event.step, "on": s.event.on.isoformat(), "why": s.why}
                    for s in course.slips
                ],
            }
            for name, (course, obligations) in results.items()
        ],
        ensure_ascii=False,
        indent=2,
    )


def _plain(one: Obligation) -> dict[str, Any]:
    return {
        "clock": one.name,
        "who": one.who,
        "steps": list(one.what),
        "started": one.started.isoformat() if one.started else None,
        "due": one.due.isoformat(),
        "not_before": one.least,
        "state": one.state.value,
        "met": one.met.isoformat() if one.met else None,
        "working_days_left": one.days,
        "stopped_days": one.stopped_days,
        "provisional": one.provisional,
    }
