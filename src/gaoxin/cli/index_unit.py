"""`gaoxin index explain` and `whatif`: why a unit stands there, what lifts it."""

from dataclasses import asdict
from pathlib import Path

import click
import numpy as np

from gaoxin.cli.command import command, option
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.cli.index_output import (
    built_or_refuse,
    emit,
    load,
    recipe_named,
    refuse,
    row_or_refuse,
    say_completeness,
    show,
)
from gaoxin.indicators.face import (
    CAUSES,
    Built,
    Cause,
    Panel,
    Snapshot,
    Split,
    cheapest_change,
    number,
    out_of_the_last,
    read_levers,
    say,
    signed,
    split_change,
    standings,
    word,
)

_unit = option("--unit", required=True, zh="单元代码", en="code of the unit")
year_option = option("--year", type=int, zh="年度（默认最后一年）", en="year (default: the last)")


@command(
    "explain",
    zh="解释一个单元：得分、长处、短板，以及与上一年相比为什么变化。",
    en="Explain one unit: its score, strengths, what it loses, and why it changed.",
    examples=[
        "gaoxin index explain cn-2021 synthetic --unit Z001",
        "gaoxin index explain cn-2021 now.csv --unit Z001 --published then.csv",
    ],
)
@click.argument("recipe")
@click.argument("table")
@_unit
@year_option
@option("--since", type=int, zh="与哪一年比较（默认上一年）", en="year to compare with")
@option("--was", zh="那一年所用的方案（默认相同）", en="the recipe then in use (default: the same)")
@option("--published", zh="那一年发布时的数据表", en="the table as published then")
@option(
    "--cause",
    "causes",
    multiple=True,
    type=click.Choice(CAUSES),
    zh="要分开的原因（默认全部）",
    en="causes to keep apart (default: all)",
)
@pass_context
def explain(
    context: Context,
    recipe: str,
    table: str,
    unit: str,
    year: int | None,
    since: int | None,
    was: str | None,
    published: str | None,
    causes: tuple[Cause, ...],
) -> Exit:
    """Explain one unit's standing and its change."""
    earlier_recipe = recipe_named(context, was) if was else None
    old = earlier_recipe.recipe if earlier_recipe else None
    if earlier_recipe and old is None:
        refuse(context, earlier_recipe.faults)
    read, panel, faults = load(context, recipe, table, old)
    built = built_or_refuse(context, read, panel, faults)
    row = row_or_refuse(context, built, unit, year)
    when = int(built.panel.years[row])
    earlier = since or max((int(y) for y in np.unique(panel.years) if y < when), default=None)
    split = None
    if earlier is not None:
        then, revised = panel, None
        if published:
            then, revised = load(context, was or recipe, published, read)[1], panel
        split = _split_or_refuse(
            context,
            unit,
            Snapshot(old or read, then, earlier),
            Snapshot(read, panel, when),
            revised,
            causes or CAUSES,
        )
    _say_explanation(context, built, row, split, earlier)
    return Exit.OK


def _split_or_refuse(
    context: Context,
    unit: str,
    before: Snapshot,
    after: Snapshot,
    revised: Panel | None,
    causes: tuple[Cause, ...],
) -> Split:
    outcome = split_change(unit, before, after, revised, causes)
    if outcome.split is None:
        refuse(context, outcome.faults)
    return outcome.split


def _say_explanation(
    context: Context, built: Built, row: int, split: Split | None, earlier: int | None
) -> None:
    lang, found = context.lang, [s for s in standings(built, row) if s.rank > 0]
    year = int(built.panel.years[row])
    if context.json:
        emit(
            {
                "unit": built.panel.units[row],
                "year": year,
                "completeness": built.recipe.completeness,
                "note": built.recipe.note.say(lang),
                "score": built.total[row],
                "rank": built.ranks[row],
                "rank_in_group": built.group_ranks[row],
                "indicators": [asdict(s) for s in found],
                "change": asdict(split) | {"since": earlier} if split else None,
            }
        )
        return
    titles = {n.code: n.title.say(lang) for n in built.plan.leaves}
    line = {
        "zh": f"{built.panel.units[row]} {year or ''}：得分 {number(float(built.total[row]))}，"
        f"名次 {built.ranks[row]}，类内名次 {built.group_ranks[row]}",
        "en": f"{built.panel.units[row]} {year or ''}: score {number(float(built.total[row]))}, "
        f"rank {built.ranks[row]}, rank in class {built.group_ranks[row]}",
    }
    click.echo(line[lang])
    head = [word("indicator", lang), *(say(w, lang) for w in ("value", "rank_in_class", "lost"))]
    strong = sorted(found, key=lambda s: (s.rank, s.gap, s.code))[:5]
    for key, chosen in (("strengths", strong), ("weaknesses", found[:5])):
        rows = [
            [f"{s.code} {titles[s.code]}", f"{s.raw:,.4g}", f"{s.rank}/{s.of}", number(s.gap)]
            for s in chosen
        ]
        show(say(key, lang), head, rows, (1, 2, 3))
    if split is not None:
        rows = [[str(earlier), number(split.before)]]
        rows += [[say(c, lang), signed(v)] for c, v in split.parts]
        rows.append([str(year), number(split.after)])
        title = say("change", lang, a=earlier, b=year)
        show(title, [say("cause", lang), say("points", lang)], rows, (1,))
    say_completeness(context, built)


@command(
    "whatif",
    zh="怎样才能上升：以最小代价到达某一名次，或离开末位组。达不到时退出码为 1。",
    en="What would it take: the cheapest change that reaches a rank or leaves the last group.\n"
    "The exit code is 1 when it cannot be reached.",
    examples=[
        "gaoxin index whatif cn-2021 synthetic --unit Z076 --leave-last 10",
        "gaoxin index whatif cn-2021 synthetic --unit Z001 --rank 20 --levers levers.csv",
    ],
)
@click.argument("recipe")
@click.argument("table")
@_unit
@year_option
@option("--rank", "wanted", type=click.IntRange(1), zh="想要的名次", en="the rank wanted")
@option("--leave-last", type=click.IntRange(1), zh="离开最后几名", en="leave the last so many")
@option("--in-class", is_flag=True, zh="按类内名次", en="count ranks in the unit's class")
@option(
    "--levers",
    zh="可动指标表：列 indicator、cost，可有 low、high",
    en="table of what may move: columns indicator, cost and perhaps low, high",
)
@pass_context
def whatif(
    context: Context,
    recipe: str,
    table: str,
    unit: str,
    year: int | None,
    wanted: int | None,
    leave_last: int | None,
    in_class: bool,
    levers: str | None,
) -> Exit:
    """The cheapest change that reaches a rank."""
    if (wanted is None) == (leave_last is None):
        need = {
            "zh": "请给出 --rank 或 --leave-last 之一",
            "en": "give either --rank or --leave-last",
        }
        raise click.UsageError(need[context.lang])
    read, panel, faults = load(context, recipe, table)
    built = built_or_refuse(context, read, panel, faults)
    row = row_or_refuse(context, built, unit, year)
    chosen, wrong = read_levers(Path(levers), built, row) if levers else (None, [])
    if wrong:
        refuse(context, wrong)
    goal = wanted or out_of_the_last(built, row, leave_last or 1, in_class)
    outcome = cheapest_change(built, panel, row, goal, chosen, "group" if in_class else "all")
    if outcome.plan is None:
        refuse(context, outcome.faults)
    plan, lang = outcome.plan, context.lang
    if context.json:
        note = {"completeness": read.completeness, "note": read.note.say(lang)}
        emit(note | asdict(plan))
        return Exit.OK if plan.reached else Exit.FOUND
    titles = {n.code: n.title.say(lang) for n in built.plan.leaves}
    rows = [
        [f"{m.code} {titles[m.code]}", f"{m.start:,.4g}", f"{m.end:,.4g}", number(m.cost)]
        for m in plan.moves
    ]
    cost = {"zh": "代价", "en": "Cost"}[lang]
    head = [word("indicator", lang), word("before", lang), word("after", lang), cost]
    show(f"{unit}: {plan.rank_before} → {plan.rank_after}", head, rows, (1, 2, 3))
    click.echo(_verdict(context, plan.reached, plan.exact, plan.cost, goal))
    say_completeness(context, built)
    return Exit.OK if plan.reached else Exit.FOUND


def _verdict(context: Context, reached: bool, exact: bool, cost: float, goal: int) -> str:
    if context.lang == "zh":
        how = "在现有标尺下为最小代价" if exact else "局部最优"
        return (
            f"可到第 {goal} 名，总代价 {number(cost)}（{how}；已重新计算全部单元核对）。"
            if reached
            else f"在给定范围内到不了第 {goal} 名。"
        )
    how = "the cheapest under today's goalposts" if exact else "a local optimum"
    return (
        f"Rank {goal} is reached at a cost of {number(cost)} ({how}; checked by a full rebuild)."
        if reached
        else f"Rank {goal} cannot be reached within the bounds given."
    )
