"""What the commands of `gaoxin index` share: loading, refusing, showing."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import click
import numpy as np
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from gaoxin.cli.context import Context, Exit
from gaoxin.cli.terminal import clean, console
from gaoxin.evaluation.face import find_recipe
from gaoxin.indicators.face import (
    Built,
    Content,
    Fault,
    Panel,
    Place,
    Read,
    Recipe,
    build,
    fault,
    number,
    read_table,
    say,
    synthetic_table,
    word,
)
from gaoxin.policy.face import stored_library


def recipe_named(context: Context, name: str) -> Read:
    """The recipe of a document (`document#index`), of a file, or the one of a code."""
    library = stored_library(context.packs_dir()) if "#" in name else None
    return find_recipe(name, library)


def load(
    context: Context, recipe: str, table: str, also: Recipe | None = None
) -> tuple[Recipe, Panel, list[Fault]]:
    """The recipe and the panel, or the end of the program with all faults said."""
    read = recipe_named(context, recipe)
    faults = list(read.faults)
    if read.recipe is None:
        refuse(context, faults)
    source = synthetic_table(read.recipe) if table == "synthetic" else table
    found = read_table(source, read.recipe, also)
    faults.extend(found.faults)
    if found.panel is None:
        refuse(context, faults)
    return read.recipe, found.panel, faults


def refuse(context: Context, faults: Iterable[Fault]) -> NoReturn:
    """Say what is wrong and end with the exit code for bad input."""
    if context.json:
        emit({"faults": [f.as_dict(context.lang) for f in faults]})
    else:
        say_faults(context, faults)
    click.get_current_context().exit(Exit.BAD_INPUT)
    raise AssertionError("unreachable")


def say_faults(context: Context, faults: Iterable[Fault], most: int = 40) -> None:
    """Faults on standard error, one per line; past `most` only their number."""
    listed = list(faults)
    for found in listed[:most]:
        click.echo(found.say(context.lang), err=True)
    if len(listed) > most:
        more = len(listed) - most
        rest = f"……另有 {more} 条" if context.lang == "zh" else f"… and {more} more"
        click.echo(rest, err=True)


def emit(value: object) -> None:
    """JSON on standard output; what is not a number becomes null."""
    click.echo(json.dumps(_clean(value), ensure_ascii=False, indent=1))


def _clean(value: object) -> object:
    if isinstance(value, dict):
        return {str(k): _clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(v) for v in value]
    if isinstance(value, np.ndarray):
        return _clean(value.tolist())
    if isinstance(value, (float, np.floating)):
        return float(value) if np.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value


def built_or_refuse(context: Context, recipe: Recipe, panel: Panel, faults: list[Fault]) -> Built:
    """The index, or the end of the program with all faults said."""
    outcome = build(recipe, panel)
    faults.extend(outcome.faults)
    if outcome.built is None:
        refuse(context, faults)
    return outcome.built


def row_or_refuse(context: Context, built: Built, unit: str, year: int | None) -> int:
    """The row of a unit, or the end of the program."""
    row = built.panel.row(unit, year)
    if row is None:
        refuse(context, [fault("unit-unknown", Place(), unit=unit, year=year or "-")])
    return row


def year_or_refuse(context: Context, built: Built, year: int | None) -> None:
    """Nothing when the year is in the table (or none is asked for); else the end."""
    years = sorted({int(y) for y in built.panel.years})
    if year is not None and year not in years:
        known = ", ".join(str(y) for y in years)
        refuse(context, [fault("year-unknown", Place(), year=year, known=known)])


@contextmanager
def progress(context: Context) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error, when someone is looking."""
    drawn = console(error=True)
    stages = {
        "weights": {"zh": "权重浮动", "en": "weight draws"},
        "choices": {"zh": "方法组合", "en": "variants"},
        "sensitivity": {"zh": "敏感性", "en": "sensitivity"},
        "cards": {"zh": "单元卡片", "en": "unit cards"},
    }
    with Progress(console=drawn, transient=True, disable=not drawn.is_terminal) as bar:
        tasks = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stages[stage][context.lang], total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield tell


def show(title: str, head: list[str], rows: list[list[str]], numbers: tuple[int, ...]) -> None:
    """A table on standard output, its last columns right-aligned where they are numbers."""
    table = Table(title=Text(clean(title)), title_justify="left")
    for j, name in enumerate(head):
        table.add_column(Text(clean(name)), justify="right" if j in numbers else "left")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    console().print(table)


def say_completeness(context: Context, built: Built) -> None:
    """The warning every output of a partial or illustrative recipe carries."""
    if built.recipe.completeness != "complete":
        key = "warning" if built.recipe.completeness == "illustrative" else "warning_partial"
        click.echo(f"{say(key, context.lang)} {built.recipe.note.say(context.lang)}")


def show_ranking(context: Context, content: Content, count: int = 10) -> None:
    """The head of the ranking as a table."""
    lang, built = context.lang, content.built
    low, high = content.spread.interval()
    ranked = [k for k in range(len(content.rows)) if built.ranks[content.rows[k]] > 0]
    ranked.sort(key=lambda k: (built.ranks[content.rows[k]], content.spread.units[k]))
    rows = []
    for k in ranked[:count]:
        i = content.rows[k]
        rows.append(
            [
                str(built.ranks[i]),
                built.panel.units[i],
                built.panel.groups[i],
                number(float(built.total[i])),
                f"{low[k]}–{high[k]}",
            ]
        )
    head = [word(w, lang) for w in ("rank", "unit", "group", "score")]
    title = f"{built.recipe.title.say(lang)} {content.year or ''}".strip()
    show(title, [*head, say("interval", lang)], rows, (0, 3, 4))


def show_last(
    context: Context,
    content: Content,
    shares: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
    in_variants: "np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None",
) -> None:
    lang = context.lang
    watched = [k for k in range(len(shares)) if shares[k] > 0]
    watched.sort(key=lambda k: (-shares[k], -int(content.spread.nominal[k])))
    rows = [
        [
            content.spread.units[k],
            str(content.spread.nominal[k]),
            f"{shares[k]:.0%}",
            f"{in_variants[k]:.0%}" if in_variants is not None else "–",
        ]
        for k in watched[:30]
    ]
    head = [word("unit", lang), word("rank", lang)]
    head += [say("share_weights", lang), say("share_variants", lang)]
    show(say("last_group", lang), head, rows, (1, 2, 3))
