"""`gaoxin index`: composite indicators from a recipe and a table."""

from dataclasses import asdict
from pathlib import Path

import click

from gaoxin.cli.command import Command, files_named, group, option, refuse_overwriting
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.cli.index_output import (
    built_or_refuse,
    emit,
    load,
    progress,
    recipe_named,
    refuse,
    row_or_refuse,
    say_completeness,
    say_faults,
    show,
    show_last,
    show_ranking,
    year_or_refuse,
)
from gaoxin.cli.index_unit import explain, whatif, year_option
from gaoxin.files.face import make_folder
from gaoxin.indicators.face import (
    Content,
    Fault,
    Settings,
    build,
    content_sheets,
    gather,
    parse_recipe,
    print_recipe,
    read_record,
    read_table,
    record,
    replay,
    say,
    stops,
    synthetic_table,
    write_record,
    write_report,
    write_workbook,
)


@group(
    "index",
    zh="综合指数：检查方案、计算得分与排名、解释、测算不确定性、试算提升、重放。",
    en="Composite indicators: check a recipe, build, explain, test, ask what if, replay.",
    examples=[
        "gaoxin index build cn-2021 synthetic --out out",
        "gaoxin index explain cn-2021 synthetic --unit Z001",
        "gaoxin index whatif cn-2021 synthetic --unit Z001 --rank 20",
    ],
)
def index() -> None:
    """Composite indicators."""


index.add_command(explain)
index.add_command(whatif)

# What `build` and `uncertainty` both take.
_replications = option(
    "--replications",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    zh="权重浮动次数",
    en="weight draws",
)
_sobol = option(
    "--sobol",
    type=click.IntRange(0),
    default=256,
    show_default=True,
    zh="敏感性样本量，0 为不算",
    en="size of the Sobol sample, 0: none",
)
_seed = option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, zh="随机种子", en="random seed"
)


@index.command(
    "check",
    cls=Command,
    zh="检查指标方案（及数据表）。有严重问题时退出码为 3。",
    en="Check a recipe (and a table). The exit code is 3 when something is grave.",
    examples=[
        "gaoxin index check cn-2021",
        "gaoxin index check cn/2014-innovation-capacity#capacity --print",
        "gaoxin index check mine.yaml zones.csv --print",
    ],
)
@click.argument("recipe")
@click.argument("table", required=False)
@option("--print", "shown", is_flag=True, zh="把读到的方案打印出来", en="print the recipe back")
@pass_context
def check(context: Context, recipe: str, table: str | None, shown: bool) -> Exit:
    """Check a recipe, and a table against it."""
    read = recipe_named(context, recipe)
    faults = list(read.faults)
    if read.recipe is not None and table is not None:
        source = synthetic_table(read.recipe) if table == "synthetic" else table
        found = read_table(source, read.recipe)
        faults.extend(found.faults)
        if found.panel is not None:
            faults.extend(build(read.recipe, found.panel).faults)
    if context.json:
        emit({"faults": [f.as_dict(context.lang) for f in faults]})
    else:
        say_faults(context, faults)
        if shown and read.recipe is not None:
            click.echo(print_recipe(read.recipe), nl=False)
        if not stops(faults):
            click.echo({"zh": "可以使用。", "en": "Fit for use."}[context.lang])
    return Exit.BAD_INPUT if stops(faults) else Exit.OK


@index.command(
    "build",
    cls=Command,
    zh="计算指数：写出报告（中英文）、工作簿和可重放的记录。数据表写 synthetic 则用合成数据。",
    en="Build the index: reports (both languages), a workbook and a record that replays.\n"
    "Write synthetic for the table to use made-up data.",
    examples=[
        "gaoxin index build cn-2021 synthetic --out out",
        "gaoxin index build mine.yaml zones.csv --unit Z001 --unit Z002 --out out",
    ],
)
@click.argument("recipe")
@click.argument("table")
@option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out"),
    show_default=True,
    zh="输出文件夹",
    en="folder to write to",
)
@option(
    "--unit", "units", multiple=True, zh="报告中的单元卡片，可多次", en="units to show as cards"
)
@year_option
@_replications
@_sobol
@_seed
@pass_context
def build_(
    context: Context,
    recipe: str,
    table: str,
    out: Path,
    units: tuple[str, ...],
    year: int | None,
    replications: int,
    sobol: int,
    seed: int,
) -> Exit:
    """Build an index and write everything about it."""
    names = ("report.zh.html", "report.en.html", "workbook.xlsx", "record.json.gz")
    for name in names:
        refuse_overwriting(click.get_current_context(), out / name, files_named([recipe, table]))
    read, panel, faults = load(context, recipe, table)
    built = built_or_refuse(context, read, panel, faults)
    year_or_refuse(context, built, year)
    for unit in units:
        row_or_refuse(context, built, unit, year)
    settings = Settings(replications=replications, seed=seed, sobol=sobol)
    with progress(context) as tell:
        content = gather(built, panel, units or None, settings, year, tell)
    make_folder(out)
    files = [*write_report(content, out), *(out / name for name in names[2:])]
    write_workbook(built, files[2], context.lang, content_sheets(content, context.lang))
    runs = {"count": replications, "noise": settings.noise, "seed": seed, "year": content.year}
    write_record(record(built, panel, runs), files[3])
    if context.json:
        emit(
            {
                "completeness": read.completeness,
                "note": read.note.say(context.lang),
                "faults": [f.as_dict(context.lang) for f in faults],
                "results": built.results(),
                "files": [str(f) for f in files],
            }
        )
    else:
        say_faults(context, [*faults, *content.faults, *_of_failed(content)])
        show_ranking(context, content)
        for path in files:
            click.echo(str(path))
        say_completeness(context, built)
    return Exit.OK


@index.command(
    "uncertainty",
    cls=Command,
    zh="排名有多可靠：权重浮动、所有声明的方法组合、Sobol 敏感性。",
    en="How sure the ranking is: weight draws, all declared variants, Sobol indices.",
    examples=["gaoxin index uncertainty cn-2021 synthetic --last 10"],
)
@click.argument("recipe")
@click.argument("table")
@year_option
@_replications
@option(
    "--noise",
    type=click.FloatRange(0, 1),
    default=0.25,
    show_default=True,
    zh="权重浮动幅度",
    en="how far weights vary",
)
@_sobol
@_seed
@option(
    "--last",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    zh="末位组的大小",
    en="size of the last group",
)
@pass_context
def uncertainty(
    context: Context,
    recipe: str,
    table: str,
    year: int | None,
    replications: int,
    noise: float,
    sobol: int,
    seed: int,
    last: int,
) -> Exit:
    """Rank intervals, shares of variants and sensitivity."""
    read, panel, faults = load(context, recipe, table)
    built = built_or_refuse(context, read, panel, faults)
    year_or_refuse(context, built, year)
    settings = Settings(replications, noise, seed, sobol, last)
    with progress(context) as tell:
        content = gather(built, panel, (), settings, year, tell)
    low, high = content.spread.interval()
    shares = content.spread.share_in_last(last)
    listed = content.enumeration
    in_variants = listed.spread.share_in_last(last) if listed else None
    sensitive = content.sensitivity
    if context.json:
        emit(
            {
                "completeness": read.completeness,
                "note": read.note.say(context.lang),
                "year": content.year,
                "units": content.spread.units,
                "rank": content.spread.nominal,
                "low": low,
                "high": high,
                "share_in_last": shares,
                "share_of_variants_in_last": in_variants,
                "variants": [v.name() for v in listed.variants] if listed else [],
                "failed_variants": [n for n, _ in listed.failed] if listed else [],
                "sobol": {
                    "inputs": sensitive.shift.names,
                    "first": sensitive.shift.first,
                    "total": sensitive.shift.total,
                }
                if sensitive
                else None,
            }
        )
        return Exit.OK
    say_faults(context, [*content.faults, *_of_failed(content)])
    show_ranking(context, content, 20)
    show_last(context, content, shares, in_variants)
    if sensitive is not None:
        rows = [
            [say(n, context.lang), f"{a:.3f}", f"{b:.3f}"]
            for n, a, b in zip(
                sensitive.shift.names, sensitive.shift.first, sensitive.shift.total, strict=True
            )
        ]
        head = [say(w, context.lang) for w in ("assumption", "first_order", "total_order")]
        show(say("sensitivity", context.lang), head, rows, (1, 2))
    say_completeness(context, built)
    return Exit.OK


def _of_failed(content: Content) -> list[Fault]:
    """Why declared combinations could not be computed, each reason once."""
    failed = content.enumeration.failed if content.enumeration else ()
    return list(dict.fromkeys(f for _, faults in failed for f in faults))


@index.command(
    "replay",
    cls=Command,
    zh="重放记录：逐阶段、逐单元格核对。有差异时退出码为 1。",
    en="Replay a record and compare it stage by stage, cell by cell. Exit code 1 on a difference.",
    examples=["gaoxin index replay out/record.json.gz"],
)
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("table", required=False)
@pass_context
def replay_(context: Context, path: Path, table: str | None) -> Exit:
    """Replay a record, with a table compared to its input if given."""
    made, faults = read_record(path)
    if made is None:
        refuse(context, faults)
    panel = None
    if table:
        read = parse_recipe(made["recipe"], "record.yaml").recipe
        if read is None:
            refuse(context, parse_recipe(made["recipe"], "record.yaml").faults)
        source = synthetic_table(read) if table == "synthetic" else table
        found = read_table(source, read)
        if found.panel is None:
            refuse(context, found.faults)
        panel = found.panel
    result = replay(made, panel)
    if context.json:
        emit(
            {
                "bitwise": result.bitwise,
                "stages": result.stages,
                "differences": [asdict(d) for d in result.differences[:1000]],
                "count": len(result.differences),
            }
        )
    else:
        _say_replay(context, result.bitwise, result.stages, len(result.differences))
        for d in result.differences[:20]:
            cell = " ".join(str(x) for x in (d.stage, d.unit, d.year or "", d.column) if x != "")
            click.echo(f"  {cell}: {d.recorded!r} → {d.now!r}")
        if any(f.grave for f in result.faults):
            say_faults(context, result.faults)
    bad = bool(result.differences) or any(f.grave for f in result.faults)
    return Exit.FOUND if bad else Exit.OK


def _say_replay(context: Context, bitwise: bool, stages: tuple[str, ...], count: int) -> None:
    zh = context.lang == "zh"
    how = "逐位" if bitwise else "12 位有效数字、名次全同"
    means = "to the last bit" if bitwise else "to 12 digits, ranks exactly"
    words = (
        f"重放 {len(stages)} 个阶段（{how}）：{count} 处差异。"
        if zh
        else f"Replayed {len(stages)} stages ({means}): {count} differences."
    )
    click.echo(words)
