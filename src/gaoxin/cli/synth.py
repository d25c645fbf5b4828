"""`gaoxin synth`: a table of made-up enterprises, any size, from a seed."""

from fractions import Fraction
from pathlib import Path

import click

from gaoxin.cli.command import OutFile, command, option
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.cli.progress import progress
from gaoxin.facts.face import CHUNK, MOST, Recipe, batches, write_related, writer
from gaoxin.quantities import QuantityError, parse_rate


@command(
    "synth",
    zh="""生成虚构企业的表，供试算与压测：数字合理，但没有一个是真的；代码不可能属于任何人。

同样的种子，在任何机器上得到同样的表。写成 .parquet 或 .arrow。""",
    en="""Make a table of synthetic enterprises for trials: plausible figures, none of them real;
the codes cannot belong to anyone.

The same seed gives the same table on any machine. Writes .parquet or .arrow.""",
    examples=["gaoxin synth enterprises.parquet --rows 1000000 --seed 1 --year 2024"],
)
@click.argument("out", type=OutFile())
@option("--rows", default=10_000, show_default=True, zh="多少家", en="how many enterprises")
@option("--seed", default=1, show_default=True, zh="种子", en="seed")
@option(
    "--year",
    type=click.IntRange(1990, 2100),
    default=2025,
    show_default=True,
    zh="最近一个完整年度",
    en="the last full year",
)
@option(
    "--unknown", default="2%", show_default=True, zh="未知值的比例", en="share of unknown values"
)
@option(
    "--related",
    is_flag=True,
    zh="另写分行业收入、技术转让各一表，供 gaoxin match --related",
    en="also write income by industry and technology transfers, for gaoxin match --related",
)
@pass_context
def synth(
    context: Context, out: Path, rows: int, seed: int, year: int, unknown: str, related: bool
) -> Exit:
    refused = _refused(out, rows, context.lang)
    try:
        share = Fraction(parse_rate(unknown))
    except QuantityError as error:
        refused = refused or error.reason(context.lang)
    if refused:
        click.echo(refused, err=True)
        return Exit.BAD_INPUT
    recipe = Recipe(seed=seed, year=year, unknown=share)
    with (
        writer(out, recipe) as written,
        progress(context, total=rows, zh="生成企业", en="making enterprises") as advance,
    ):
        for batch in batches(rows, recipe, CHUNK):
            written.write_batch(batch)
            advance(batch.num_rows)
    beside = write_related(out, rows, recipe) if related else {}
    if context.lang == "zh":
        click.echo(f"{out}：虚构企业 {rows} 家，{len(recipe.names())} 列，种子 {seed}")
    else:
        click.echo(
            f"{out}: {rows} synthetic enterprises, {len(recipe.names())} columns, seed {seed}"
        )
    for path in beside.values():
        click.echo(f"已写 {path}" if context.lang == "zh" else f"wrote {path}")
    return Exit.OK


def _refused(out: Path, rows: int, lang: str) -> str:
    if out.suffix not in {".parquet", ".arrow"}:
        return (
            f"{out}：写成 .parquet 或 .arrow" if lang == "zh" else f"{out}: use .parquet or .arrow"
        )
    if not 0 <= rows <= MOST:
        return f"家数应在 0 至 {MOST} 之间" if lang == "zh" else f"rows must be from 0 to {MOST}"
    return ""
