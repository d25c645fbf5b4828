"""`gaoxin index`: composite indicators from a recipe and a table."""

import json
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from gaoxin.cli.command import Command, group, option
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.indicators import (
    Built,
    Fault,
    Panel,
    Recipe,
    build,
    read_recipe,
    read_table,
    stops,
    synthetic_table,
)
from gaoxin.indicators.words import word
from gaoxin.indicators.workbook import write_workbook


@group(
    "index",
    zh="综合指数：检查方案、计算得分与排名、解释、测算不确定性、试算提升、重放。",
    en="Composite indicators: check a recipe, build scores and ranks, explain, test, replay.",
    examples=[
        "gaoxin index build cn-2021 synthetic --out out",
        "gaoxin index explain cn-2021 synthetic --unit Z001",
    ],
)
def index() -> None:
    """Composite indicators."""


def say_faults(context: Context, faults: Iterable[Fault]) -> None:
    """Faults on standard error, one per line."""
    for found in faults:
        click.echo(found.say(context.lang), err=True)


def load(context: Context, recipe: str, table: str) -> tuple[Recipe, Panel, list[Fault]]:
    """The recipe and the panel, or the end of the program with all faults said."""
    read = read_recipe(recipe)
    faults = list(read.faults)
    if read.recipe is None:
        refuse(context, faults)
    assert read.recipe is not None
    source = synthetic_table(read.recipe) if table == "synthetic" else table
    found = read_table(source, read.recipe)
    faults.extend(found.faults)
    if found.panel is None:
        refuse(context, faults)
    assert found.panel is not None
    return read.recipe, found.panel, faults


def refuse(context: Context, faults: Iterable[Fault]) -> None:
    """Say what is wrong and end with the exit code for bad input."""
    if context.json:
        found = [f.as_dict(context.lang) for f in faults]
        click.echo(json.dumps({"faults": found}, ensure_ascii=False, indent=1))
    else:
        say_faults(context, faults)
    click.get_current_context().exit(Exit.BAD_INPUT)


def built_or_refuse(context: Context, recipe: Recipe, panel: Panel, faults: list[Fault]) -> Built:
    """The index, or the end of the program with all faults said."""
    outcome = build(recipe, panel)
    faults.extend(outcome.faults)
    if outcome.built is None:
        refuse(context, faults)
    assert outcome.built is not None
    return outcome.built


@index.command(
    "check",
    cls=Command,
    zh="检查指标方案（及数据表）。有严重问题时退出码为 3。",
    en="Check a recipe (and a table). The exit code is 3 when something is grave.",
    examples=["gaoxin index check cn-2021", "gaoxin index check mine.yaml zones.csv"],
)
@click.argument("recipe")
@click.argument("table", required=False)
@pass_context
def check(context: Context, recipe: str, table: str | None) -> Exit:
    """Check a recipe, and a table against it."""
    read = read_recipe(recipe)
    faults = list(read.faults)
    if read.recipe is not None and table is not None:
        source = synthetic_table(read.recipe) if table == "synthetic" else table
        found = read_table(source, read.recipe)
        faults.extend(found.faults)
        if found.panel is not None:
            faults.extend(build(read.recipe, found.panel).faults)
    if context.json:
        listed = [f.as_dict(context.lang) for f in faults]
        click.echo(json.dumps({"faults": listed}, ensure_ascii=False, indent=1))
    else:
        say_faults(context, faults)
        fine = {"zh": "可以使用。", "en": "Fit for use."}
        if not stops(faults):
            click.echo(fine[context.lang])
    return Exit.BAD_INPUT if stops(faults) else Exit.OK


@index.command(
    "build",
    cls=Command,
    zh="计算指数：写出报告、工作簿和记录。",
    en="Build the index: write a report, a workbook and a record.",
    examples=["gaoxin index build cn-2021 synthetic --out out"],
)
@click.argument("recipe")
@click.argument("table")
@option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out"),
    zh="输出文件夹",
    en="folder to write to",
)
@pass_context
def build_(context: Context, recipe: str, table: str, out: Path) -> Exit:
    """Build an index and write everything about it."""
    read, panel, faults = load(context, recipe, table)
    built = built_or_refuse(context, read, panel, faults)
    out.mkdir(parents=True, exist_ok=True)
    write_workbook(built, out / "workbook.xlsx", context.lang)
    if context.json:
        results = {k: [None if v != v else v for v in c] for k, c in built.results().items()}
        click.echo(json.dumps({"results": results}, ensure_ascii=False))
    else:
        say_faults(context, faults)
        show_ranking(context, built)
    return Exit.OK


def show_ranking(context: Context, built: Built, count: int = 10) -> None:
    """The head of the last year's ranking as a table."""
    lang = context.lang
    rows = [i for i in built.panel.blocks()[-1] if built.ranks[i] > 0]
    rows = sorted(rows, key=lambda i: (built.ranks[i], built.panel.units[i]))[:count]
    year = int(built.panel.years[rows[0]]) if rows else ""
    table = Table(title=f"{built.recipe.title.say(lang)} {year or ''}".strip())
    for key in ("rank", "unit", "group", "score"):
        table.add_column(word(key, lang))
    for i in rows:
        cells = (str(built.ranks[i]), built.panel.units[i], built.panel.groups[i])
        table.add_row(*cells, f"{built.total[i]:.3f}")
    Console().print(table)
    if built.recipe.completeness != "complete":
        click.echo(word(built.recipe.completeness, lang))
