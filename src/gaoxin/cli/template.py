"""`gaoxin template`: a workbook that asks for exactly the facts clauses need."""

from datetime import date
from pathlib import Path

import click

from gaoxin.cli.asking import Day, asked, kind_asked, kind_option
from gaoxin.cli.command import OutFile, command, option
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.cli.laws import opened
from gaoxin.engine.face import Refused, addresses, documents
from gaoxin.explaining.face import all_addresses, needed, needed_sets
from gaoxin.facts.face import FactDef, Kind, SetDef, write_table, write_template
from gaoxin.policy.face import Library, LibraryCodes
from gaoxin.quantities import Period


@command(
    "template",
    zh="""生成填报用的工作簿：恰好是条款所需的事实，注明单位、期间与到哪里找。

填好后用 gaoxin explain 读。不指明文件或条款时，收入该日生效的全部条款所需。
用 --sample 则写出一家示例企业已填好的工作簿。""",
    en="""Make a workbook to fill in: exactly the facts clauses need, with unit, period and where to
find them. Read it with gaoxin explain.

Without a document or clause, the facts of everything in force on the day are asked. With --sample
the workbook is that of a sample enterprise, filled in.""",
    examples=[
        "gaoxin template form.xlsx --document quanzhou-etdz/2024-hte --on 2025-12-01",
        "gaoxin template many.xlsx --document cn --table --lang en",
        "gaoxin template filled.xlsx --sample first-hte-quanzhou",
    ],
)
@click.argument("out", type=OutFile())
@option(
    "--document",
    "texts",
    multiple=True,
    metavar="ID",
    zh="哪份文件，或某地的文件（可重复）",
    en="which document, or those of one issuer (may be repeated)",
)
@option(
    "--clause",
    "clauses",
    multiple=True,
    metavar="DOCUMENT#ID",
    zh="哪一条款或叠加（可重复）",
    en="which clause or stacking (may be repeated)",
)
@kind_option
@option("--on", type=Day(), metavar="DATE", zh="基准日（默认今天）", en="as of (default: today)")
@option("--table", is_flag=True, zh="一行一家，供多家填", en="one enterprise a row, for many")
@option("--sample", default="", metavar="NAME", zh="随附的示例企业", en="a sample enterprise")
@pass_context
def template(
    context: Context,
    out: Path,
    texts: tuple[str, ...],
    clauses: tuple[str, ...],
    kind: str,
    on: date | None,
    table: bool,
    sample: str,
) -> Exit:
    out = out if out.suffix else out.with_suffix(".xlsx")
    if out.suffix.lower() != ".xlsx":
        raise click.UsageError(
            f"写不了 {out.name}；工作簿用 .xlsx"
            if context.lang == "zh"
            else f"cannot write {out.name}; a workbook ends in .xlsx",
            click.get_current_context(),
        )
    if sample:
        return _filled(context, out, sample)
    library = opened(context)
    try:
        wanted = addresses(library, clauses, context.lang)
        chosen = documents(library, texts, context.lang)
        about = kind_asked(library, kind, wanted, chosen, context).kind
    except Refused as refused:
        click.echo(str(refused), err=True)
        return Exit.BAD_INPUT
    day = on or date.today()
    goals = wanted or all_addresses(library, about.id, day, chosen)
    facts = needed(library, goals, day)
    if not any(fact.kind == about.id for fact, _ in facts):
        click.echo(_nothing(day, context), err=True)
        return Exit.BAD_INPUT
    related = _related(library, about, needed_sets(library, goals, day))
    wanted_kinds = {about.id, *(child.id for child in related)}
    asked_facts = [(fact, period) for fact, period in facts if fact.kind in wanted_kinds]
    _write(context, out, about, library, asked_facts, related, table)
    return Exit.OK


def _related(library: Library, kind: Kind, sets: list[SetDef]) -> list[Kind]:
    """The kinds whose sets the clauses go through, each once, without the kind itself."""
    members = dict.fromkeys(one.member for one in sets if one.member != kind.id)
    return [found for member in members if (found := library.vocabulary.kind(member))]


def _filled(context: Context, out: Path, sample: str) -> Exit:
    """The workbook a sample enterprise would hand in."""
    try:
        found = asked(context, None, sample, "")
    except Refused as refused:
        click.echo(str(refused), err=True)
        return Exit.BAD_INPUT
    entity = found.entity
    write_table([entity], out, found.library.vocabulary, entity.kind, lang=context.lang)
    name = entity.name or entity.id
    click.echo(f"已写 {out}：{name}" if context.lang == "zh" else f"wrote {out}: {name}")
    return Exit.OK


def _write(
    context: Context,
    out: Path,
    kind: Kind,
    library: Library,
    facts: list[tuple[FactDef, Period | None]],
    related: list[Kind],
    table: bool,
) -> None:
    troubles = write_template(
        out,
        [(fact, period or "") for fact, period in facts],
        kind,
        lang=context.lang,
        layout="wide" if table else "form",
        codes=LibraryCodes(library),
        children=related,
        payments=True,
    )
    for trouble in troubles:
        click.echo(trouble.zh if context.lang == "zh" else trouble.en, err=True)
    click.echo(_told(out, len(facts), related, context.lang))


def _told(out: Path, facts: int, related: list[Kind], lang: str) -> str:
    """What was written: how many facts, and which sheets beside the first."""
    if lang == "zh":
        sheets = "、".join([*(kind.zh or kind.id for kind in related), "已付"])
        return f"已写 {out}：{facts} 项事实；另有各表：{sheets}"
    sheets = ", ".join([*(kind.en or kind.id for kind in related), "earlier payments"])
    return f"wrote {out}: {facts} facts; further sheets: {sheets}"


def _nothing(day: date, context: Context) -> str:
    if context.lang == "zh":
        return f"{day} 没有生效的条款，无事实可填；用 --on 写另一日"
    return f"no clause is in force on {day}, so there is nothing to ask; try another day with --on"
