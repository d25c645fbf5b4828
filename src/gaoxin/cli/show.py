"""`gaoxin show`: what was decided, shown from its record alone."""

from pathlib import Path

import click

from gaoxin.cli.audience import audience_option, for_audience
from gaoxin.cli.command import OutFile, command, option
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.cli.showing import show_explanation
from gaoxin.explaining.face import Audience, Explanation, NoRecord, from_json


@command(
    "show",
    zh="""由存下的判定记录，原样显示当时的结论；不读文件包，也不重新判定。

记录由 gaoxin explain --record 存下。被改动过的记录不予显示，退出码为 3。""",
    en="""Show from a saved record what was decided; no packs are read and nothing is decided anew.

gaoxin explain --record saves the record. One that was changed is refused with exit code 3.""",
    examples=[
        "gaoxin show answer.record.json",
        "gaoxin show answer.record.json --lang en --html answer.html --audience public",
    ],
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--html", type=OutFile(), metavar="OUT", zh="写成一个 HTML 文件", en="write one HTML file")
@option(
    "--record",
    "kept",
    type=OutFile(),
    metavar="OUT",
    zh="把（对这一读者公开的）记录存成文件",
    en="save the record, as far as this audience may see it",
)
@audience_option
@option("--all", "full", is_flag=True, zh="每一条都写全", en="the whole trace of every clause")
@pass_context
def show(
    context: Context,
    file: Path,
    html: Path | None,
    kept: Path | None,
    audience: Audience | None,
    full: bool,
) -> Exit:
    try:
        found = from_json(file.read_bytes())
        seen = for_audience(found, audience or found.audience, context)
    except NoRecord as refused:
        click.echo(f"{file.name}: {refused.reason(context.lang)}", err=True)
        return Exit.BAD_INPUT
    show_explanation(context, Explanation(seen, context.lang), html, kept, full)
    return Exit.OK
