"""`gaoxin targets`: what is to be reached, by when, and how far it is."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from gaoxin.cli.asking import Day
from gaoxin.cli.command import command, option
from gaoxin.cli.context import Context, Exit, Lang, pass_context
from gaoxin.cli.laws import opened
from gaoxin.engine.face import Absent, Engine, Reach, Span, Unknown, Value
from gaoxin.explaining.face import (
    Reader,
    exact,
    money_text,
    number_text,
    plain,
    rate_text,
    rule_text,
    say,
)
from gaoxin.facts.face import Entity, load
from gaoxin.policy.face import Fault, Library, LibraryCodes, Target

_REACHED = {
    "yes": ("已达到", "reached"),
    "no": ("未达到", "not reached"),
    "unknown": ("待定", "undetermined"),
    "not_in_force": ("未施行", "not in force"),
}


@command(
    "targets",
    zh="""文件里的目标：量什么、要达到多少、何时到期、谁负责；给出数据则算出是否达到。

数据文件写园区（或其他对象）及其下属的表，一份工作簿多张表也可。原文残损的目标只列原文，不作判断。
有已到期而未达到的目标时退出码为 1。""",
    en="""The targets of documents: what is measured, the aim, the date, the owner; with data,
whether they are reached.

Data files hold zones (or other entities) and the tables that belong to them. A target known
only in damaged words is listed, never decided. Exit code 1 if one is past due and not reached.""",
    examples=[
        "gaoxin targets dlhitech",
        "gaoxin targets dlhitech/2019-report --data zone.xlsx --lang en",
    ],
)
@click.argument("documents", nargs=-1)
@option(
    "--data",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    zh="数据文件（可重复）",
    en="a data file (repeatable)",
)
@option("--on", type=Day(), metavar="DATE", zh="哪一天（默认今天）", en="as of (default: today)")
@pass_context
def targets(
    context: Context, documents: tuple[str, ...], data: tuple[Path, ...], on: date | None
) -> Exit:
    library = opened(context)
    day = on or date.today()
    wanted = {i for name in documents for i in library.chosen(name)}
    found = [t for t in _targets(library) if not documents or t.document in wanted]
    if not found:
        click.echo(_nothing(library, context.lang), err=True)
        return Exit.BAD_INPUT
    rows = [(t, _reaches(context, library, t, data, day)) for t in found]
    if context.json:
        plain = [_plain(t, r, _fault(library, t), context.lang) for t, r in rows]
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        for target, reaches in rows:
            over = _out_of_force(library, target, day, context.lang)
            click.echo(over + _line(target, Reader(library, context.lang), day))
            for reach in reaches:
                click.echo(f"    {_reach(reach, target, context.lang)}")
    missed = any(r.overdue and r.reached == "no" for _, reaches in rows for r in reaches)
    return Exit.FOUND if missed else Exit.OK


def _targets(library: Library) -> list[Target]:
    return [t for d in library.documents.values() for t in d.targets.values()]


def _out_of_force(library: Library, target: Target, day: date, lang: Lang) -> str:
    """A mark for a target that does not hold on the day; it is listed, not reckoned."""
    document = library.documents[target.document]
    if document.in_force(day) and target.meta.valid_on(day):
        return ""
    return "（当日无效力）" if lang == "zh" else "(not in force on that day) "


def _nothing(library: Library, lang: str) -> str:
    known = ", ".join(sorted({t.document for t in _targets(library)}))
    return (
        f"没有目标；有目标的文件：{known}" if lang == "zh" else f"no targets; they are in: {known}"
    )


def _reaches(
    context: Context, library: Library, target: Target, data: tuple[Path, ...], on: date
) -> list[Reach]:
    if not data:
        return []
    loaded = load(data, library.vocabulary, target.kind, codes=LibraryCodes(library))
    for fault in loaded.faults:
        click.echo(fault.text(context.lang), err=True)
    engine = Engine(library)
    entities: list[Entity] = list(loaded.entities.values())
    return [engine.reach(target.document, target.id, entity, on) for entity in entities]


def _line(target: Target, reader: Reader, on: date) -> str:
    lang = reader.lang
    zh = lang == "zh"
    owner = reader.said(target.owner)
    label = f"{target.meta.label.text(lang)} [{target.document}#{target.id}]"
    if fault := _fault(reader.library, target):
        return f"{label}{'：' if zh else ': '}{fault.broken(lang)}"
    if target.raw:
        return f"{label}: 原文残损「{target.raw}」" if zh else f"{label}: garbled 「{target.raw}」"
    parts = []
    if target.aim:
        quotes = ("；" if zh else "; ").join(target.aim.meta.quotes or target.meta.quotes)
        aim = target.aim
        parts.append(f"「{quotes}」" if quotes else rule_text(reader, aim.text, aim.node))
    if target.due:
        past = ("，已到期" if zh else ", past") if target.due < on else ""
        parts.append(f"期限 {target.due}{past}" if zh else f"due {target.due}{past}")
    if owner:
        parts.append(f"责任 {owner}" if zh else f"owner {owner}")
    return f"{label}: {('；' if zh else '; ').join(parts)}"


def _reach(reach: Reach, target: Target, lang: Lang) -> str:
    zh = lang == "zh"
    state = _REACHED[reach.reached][0 if zh else 1]
    name = f"{reach.entity.name or reach.entity.id}: " if reach.entity.id else ""
    parts = [f"{name}{state}", f"{'现为' if zh else 'now'} {_shown(reach.x, target, lang)}"]
    if reach.base is not None:
        parts.append(f"{'基数' if zh else 'base'} {_shown(reach.base, target, lang)}")
    if reach.gap is not None:
        parts.append(f"{'还差' if zh else 'missing'} {_shown(reach.gap, target, lang)}")
    if reach.on_plan is not None:
        word = {"yes": ("不落后于计划", "on plan"), "no": ("落后于计划", "behind plan")}
        parts.append(word.get(reach.on_plan, ("计划未知", "plan unknown"))[0 if zh else 1])
    return ("，" if zh else ", ").join(parts)


def _shown(value: Value, target: Target, lang: Lang) -> str:
    type_ = target.measure.node.type if target.measure else None
    if isinstance(value, Unknown | Absent) or value is None or type_ is None:
        return say("absent" if isinstance(value, Absent) else "not_yet_known", lang)
    if type_.name == "money":
        return money_text(value, lang, type_.unit)
    if isinstance(value, Span):
        return f"{_shown(value.low, target, lang)}–{_shown(value.high, target, lang)}"
    return rate_text(value) if type_.name == "rate" else number_text(value)


def _fault(library: Library, target: Target) -> Fault | None:
    return library.fault_of(f"{target.document}#{target.id}")


def _plain(target: Target, reaches: list[Reach], fault: Fault | None, lang: Lang) -> dict[str, Any]:
    return {
        "target": f"{target.document}#{target.id}",
        "broken": fault.broken(lang) if fault else None,
        "aim": target.aim.text if target.aim else None,
        "raw": target.raw or None,
        "due": target.due.isoformat() if target.due else None,
        "owner": target.owner or None,
        "reached": [
            {"entity": r.entity.id, "reached": r.reached, "x": _exact(r.x), "gap": _exact(r.gap)}
            for r in reaches
        ],
    }


def _exact(value: Any) -> Any:
    return None if value is None else exact(plain(value))
