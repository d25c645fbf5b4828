"""`gaoxin explain`: what one enterprise is due on a day, and why."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from gaoxin.cli.asking import Day, asked, kind_option
from gaoxin.cli.audience import audience_option
from gaoxin.cli.command import OutFile, command, option
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.cli.showing import show_explanation
from gaoxin.engine.face import Engine, Refused
from gaoxin.explaining.face import Audience, Explanation, Record, record, seen_by


@command(
    "explain",
    zh="""一家企业在某一日能享受什么，为什么，还缺什么，何时之前。

读 xlsx、csv、parquet、yaml；填报用的工作簿由 gaoxin template 生成。
指明条款（--clause）时，全部可享受退出码为 0，否则为 1；不指明时总为 0。""",
    en="""What one enterprise is due on a day, why, what is missing, and by when.

Reads xlsx, csv, parquet and yaml; gaoxin template makes the workbook to fill in.
With --clause the exit code is 0 if all of them are due and 1 if not; else it is 0.""",
    examples=[
        "gaoxin explain enterprise.xlsx --on 2025-12-01",
        "gaoxin explain --sample first-hte-quanzhou --on 2025-12-01 --document quanzhou-etdz",
        "gaoxin explain enterprise.yaml --clause quanzhou-etdz/2024-hte#first --html out.html",
    ],
)
@click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
@option("--sample", default="", metavar="NAME", zh="随附的示例企业", en="a sample enterprise")
@option("--entity", default="", metavar="KEY", zh="文件里的哪一家", en="which one of the file")
@kind_option
@option("--on", type=Day(), metavar="DATE", zh="基准日（默认今天）", en="as of (default: today)")
@option(
    "--known",
    type=Day(),
    metavar="DATE",
    zh="按哪一日所知（默认现在）",
    en="as known on (default: now)",
)
@option(
    "--clause",
    "clauses",
    multiple=True,
    metavar="DOCUMENT#ID",
    zh="只问这一条款或叠加（可重复）",
    en="only this clause or stacking (may be repeated)",
)
@option(
    "--document",
    "texts",
    multiple=True,
    metavar="ID",
    zh="只问这份文件，或某地的文件（可重复）",
    en="only this document, or those of one issuer (may be repeated)",
)
@option(
    "--html",
    type=OutFile(),
    metavar="OUT",
    zh="写成一个 HTML 文件",
    en="write one HTML file",
)
@option(
    "--record",
    "kept",
    type=OutFile(),
    metavar="OUT",
    zh="把判定记录存成文件，日后用 gaoxin show 显示",
    en="save the record of the answer, for gaoxin show",
)
@audience_option
@option("--all", "full", is_flag=True, zh="每一条都写全", en="the whole trace of every clause")
@pass_context
def explain(
    context: Context,
    file: Path | None,
    sample: str,
    entity: str,
    kind: str,
    on: date | None,
    known: date | None,
    clauses: tuple[str, ...],
    texts: tuple[str, ...],
    html: Path | None,
    kept: Path | None,
    audience: Audience | None,
    full: bool,
) -> Exit:
    try:
        found = asked(context, file, sample, entity, kind, clauses, texts)
    except Refused as refused:
        click.echo(str(refused), err=True)
        return Exit.BAD_INPUT
    engine, day = Engine(found.library), on or date.today()
    made = record(engine, found.entity, day, known, found.addresses, found.documents)
    seen = seen_by(made, audience or "officer")
    show_explanation(context, Explanation(seen, context.lang), html, kept, full or bool(clauses))
    return _code(seen, found.addresses)


def _code(found: Record, wanted: Sequence[str]) -> Exit:
    """Is every clause asked for due, and is something due of every stacking?"""
    refused = [a for a in found.awards if a.address in wanted and a.verdict != "yes"]
    nothing = [
        t
        for t in found.together
        if t.address in wanted and (t.total is None or t.total.bounds[0] <= 0)
    ]
    return Exit.FOUND if refused or nothing else Exit.OK
