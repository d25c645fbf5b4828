"""Run a recipe over a panel: every stage, every score, every rank, and what was found."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.data_check import check_fitted, check_values
from gaoxin.indicators.faults import Fault, Place, fault, stops
from gaoxin.indicators.methods import Method
from gaoxin.indicators.plan import Plan, plan
from gaoxin.indicators.ranks import grades, rank, rank_in_groups
from gaoxin.indicators.recipe import Recipe
from gaoxin.indicators.recipe_check import check_methods
from gaoxin.indicators.score import Scores, score
from gaoxin.indicators.stages.impute import impute
from gaoxin.indicators.stages.prepare import denominate, screen
from gaoxin.indicators.stages.scale import (
    Block,
    Fitted,
    fit_block,
    reference_row,
    scale_blocks,
    stages_of,
    transform,
)
from gaoxin.indicators.stages.stage import Change, Floats, Stage, changed
from gaoxin.indicators.tables import Panel


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A finished index. Arrays have one row per kept unit and year, one column per slot.

    `scores[:, plan.top]` is the index; `ranks` are 1 for the best of a year, 0 without a score.
    """

    recipe: Recipe
    panel: Panel
    plan: Plan
    stages: tuple[Stage, ...]
    fitted: tuple[Fitted, ...]
    scores: Floats
    weights: Floats
    ranks: NDArray[np.int32]
    group_ranks: NDArray[np.int32]
    grades: tuple[str, ...]
    facts: tuple[tuple[str, str, float], ...]
    faults: tuple[Fault, ...]

    @property
    def total(self) -> Floats:
        """The score of the whole index, per row."""
        return np.asarray(self.scores[:, self.plan.top])

    def stage(self, name: str) -> Stage:
        """A stage by name."""
        return next(s for s in self.stages if s.name == name)

    def results(self) -> dict[str, list[object]]:
        """The result as columns: unit, year, group, grade, ranks and all scores."""
        columns: dict[str, list[object]] = {
            "unit": list(self.panel.units),
            "name": list(self.panel.names),
            "year": [int(y) for y in self.panel.years],
            "group": list(self.panel.groups),
            "rank": [int(r) for r in self.ranks],
            "rank_in_group": [int(r) for r in self.group_ranks],
            "grade": list(self.grades),
        }
        for k in reversed(range(len(self.plan.leaves), len(self.plan.codes))):
            columns[self.plan.codes[k]] = [float(v) for v in self.scores[:, k]]
        return columns


@dataclass(frozen=True, slots=True)
class Outcome:
    """An index, or none when a fault is grave, with all faults found."""

    built: Built | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """An index before weighting: the panel kept, the stages up to normalisation, the faults."""

    panel: Panel
    stages: tuple[Stage, ...]
    fitted: tuple[Fitted, ...]
    faults: tuple[Fault, ...]


def build(recipe: Recipe, panel: Panel, prepared: Prepared | None = None) -> Outcome:
    """Run every stage: screen, denominate, impute, treat, normalise, weight, aggregate, rank.

    `prepared` is what `prepare` gave for the same panel and a recipe that prepares alike.
    """
    ready = prepared or prepare(recipe, panel)
    if stops(ready.faults):
        return Outcome(None, ready.faults)
    layout, kept = plan(recipe), ready.panel
    scored = score(
        layout,
        ready.stages[-1].values,
        layout.rule(kept.groups),
        weight_blocks(recipe, kept),
        kept.blocks(),
        recipe.tolerance,
        recipe.file,
    )
    faults = [*ready.faults, *scored.faults]
    if stops(faults):
        return Outcome(None, tuple(faults))
    built = finish(recipe, kept, layout, ready.stages, ready.fitted, scored, faults)
    return Outcome(built, built.faults)


def prepare(recipe: Recipe, panel: Panel) -> Prepared:
    """The stages up to normalisation. With a grave fault the stages are incomplete."""
    faults: list[Fault] = [*_validity(recipe, panel), *_absent(recipe, panel)]
    faults.extend(check_methods(recipe))
    if stops(faults):
        return Prepared(panel, (), (), tuple(faults))
    layout = plan(recipe)
    panel, first, screened = _screened(recipe, layout, panel, faults)
    if not len(panel.units):
        return Prepared(panel, (), (), (*faults, fault("no-rows", Place(recipe.file))))
    filled = impute(
        first.values,
        first.columns,
        recipe.impute,
        panel.units,
        [int(y) for y in panel.years],
        panel.groups,
        panel.blocks(),
    )
    values = transform(filled.values, layout.leaves)
    blocks = scale_blocks(recipe, panel.years, panel.groups)
    rule = layout.rule(panel.groups)
    faults.extend(check_values(recipe, panel, filled.values, values, blocks, layout, rule))
    if stops(faults):
        return Prepared(panel, (), (), tuple(faults))
    fitted = fit_all(recipe, panel, values, blocks)
    faults.extend(check_fitted(recipe, panel, blocks, fitted, layout, rule))
    if stops(faults):
        return Prepared(panel, (), (), tuple(faults))
    treated, normalised = stages_of(values, first.columns, recipe, blocks, fitted)
    declared = any(n.indicator and n.indicator.transform == "log" for n in layout.leaves)
    how = "log" if declared else "none"
    logged = Stage("transform", how, first.columns, values, changed(filled.values, values, "log"))
    stages = (screened, first, filled, logged, treated, normalised)
    return Prepared(panel, stages, tuple(fitted), tuple(faults))


class Workshop:
    """Builds variants of one recipe on one panel, preparing each way of preparing once."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.known: dict[tuple[object, ...], Prepared] = {}

    def build(self, recipe: Recipe) -> Outcome:
        """The same as `build`, sooner when a variant before it was prepared alike."""
        key = (recipe.impute, recipe.outliers, recipe.levels[0].normalise)
        if key not in self.known:
            self.known[key] = prepare(recipe, self.panel)
        return build(recipe, self.panel, self.known[key])


def with_weights_found(layout: Plan, built: "Built", row: int) -> Plan:
    """A plan whose weights from judgement or data are those found for a row, as given weights.

    Benefit-of-the-doubt nodes stay as they are: their weights differ by unit.
    """
    weights, levels = layout.weights.copy(), list(layout.levels)
    for k, slots in enumerate(layout.parts):
        if levels[k].weights.name in ("entropy", "critic", "ahp"):
            weights[:, slots] = built.weights[row, slots]
            levels[k] = replace(levels[k], weights=Method("given"))
    return replace(layout, weights=weights, levels=tuple(levels))


def weight_blocks(recipe: Recipe, panel: Panel) -> list[NDArray[np.intp]]:
    """Rows that share data-driven weights: all of them, or those of a year."""
    whole = [np.arange(len(panel.units))]
    return whole if recipe.scope == "all_years" else panel.blocks()


def finish(
    recipe: Recipe,
    panel: Panel,
    layout: Plan,
    stages: tuple[Stage, ...],
    fitted: tuple[Fitted, ...],
    scored: Scores,
    faults: list[Fault],
) -> Built:
    """Ranks and grades on top of scores, and the report of units without a score."""
    total = scored.values[:, layout.top]
    ranks = np.zeros(len(total), dtype=np.int32)
    inside = np.zeros(len(total), dtype=np.int32)
    grade = np.array([""] * len(total), dtype=object)
    graded_by_group = _groups_apart(recipe, panel)
    for rows in panel.blocks():
        groups = tuple(panel.groups[i] for i in rows)
        ranks[rows] = rank(total[rows], recipe.tolerance)
        inside[rows] = rank_in_groups(total[rows], groups, recipe.tolerance)
        if recipe.grades:
            # units weighted by different rules are graded apart
            for label in dict.fromkeys(groups) if graded_by_group else [None]:
                some = rows if label is None else rows[np.array([g == label for g in groups])]
                places = ranks[some] if label is None else inside[some]
                grade[some] = grades(places, recipe.grades)
    faults = [*faults, *_unranked(panel, layout, stages[-1].values, total)]
    if graded_by_group:
        names = ", ".join(dict.fromkeys(sorted(panel.groups)))
        faults.append(fault("groups-apart", Place(recipe.file), grave=False, groups=names))
    inner = len(layout.leaves)
    aggregated = Stage(
        "aggregate",
        " / ".join(dict.fromkeys(lv.aggregate.name for lv in layout.levels)),
        layout.codes[inner:],
        scored.values[:, inner:],
        (),
        tuple(scored.facts),
    )
    weighted = " / ".join(dict.fromkeys(lv.weights.name for lv in layout.levels))
    weighed = Stage("weights", weighted, layout.codes, scored.weights)
    ranked = Stage(
        "rank",
        f"tolerance {recipe.tolerance!r}",
        ("rank", "rank_in_group"),
        np.column_stack([ranks, inside]).astype(np.float64),
    )
    return Built(
        recipe,
        panel,
        layout,
        (*stages, weighed, aggregated, ranked),
        fitted,
        scored.values,
        scored.weights,
        ranks,
        inside,
        tuple(str(g) for g in grade),
        tuple(scored.facts),
        tuple(faults),
    )


def _groups_apart(recipe: Recipe, panel: Panel) -> bool:
    """Whether units of several groups are scored by different rules."""
    ruled = {g.group for g in recipe.groups if g.weights or g.goalposts}
    return len(set(panel.groups)) > 1 and not ruled.isdisjoint(panel.groups)


def fit_all(recipe: Recipe, panel: Panel, values: Floats, blocks: list[Block]) -> list[Fitted]:
    """Fit treatments and scales block by block."""
    return [
        fit_block(values[b.rows], recipe, b, b.group, reference_row(recipe, panel.units, b.rows))
        for b in blocks
    ]


def _screened(
    recipe: Recipe, layout: Plan, panel: Panel, faults: list[Fault]
) -> tuple[Panel, Stage, Stage]:
    pairs = []
    for node in layout.leaves:
        assert node.indicator is not None
        pairs.append((node.code, node.indicator.column, node.indicator.denominator))
    ratios = denominate(panel.values, panel.columns, tuple(pairs))
    faults.extend(
        fault(
            "zero-denominator",
            Place("", 0, "", "", code),
            grave=False,
            name=what[2:],
            count=int(count),
        )
        for what, code, count in ratios.found
        if count
    )
    applies = layout.applies()[layout.rule(panel.groups)]
    keep, share = screen(ratios.values, applies, recipe.screen)
    record = Stage(
        "screen",
        f"available >= {recipe.screen!r}",
        ("available",),
        share[keep][:, None],
        tuple(
            Change(int(i), 0, float(share[i]), np.nan, "screened out")
            for i in np.flatnonzero(~keep)
        ),
    )
    if keep.all():
        return panel, ratios, record
    gone = [f"{panel.units[i]} ({panel.years[i]})" for i in np.flatnonzero(~keep)]
    listed = ", ".join(gone[:20]) + (" …" if len(gone) > 20 else "")
    faults.append(fault("screened", Place(recipe.file), grave=False, count=len(gone), units=listed))
    rows = np.flatnonzero(keep)
    return panel.take(rows), replace(ratios, values=ratios.values[rows]), record


def _no_ratio(code: str, what: str, count: float) -> Fault:
    place = Place("", 0, "", "", code)
    return fault("zero-denominator", place, grave=False, name=what[2:], count=int(count))


def _validity(recipe: Recipe, panel: Panel) -> list[Fault]:
    start = recipe.valid_from.year if recipe.valid_from else 0
    end = recipe.valid_to.year if recipe.valid_to else 9999
    wrong = [int(y) for y in np.unique(panel.years) if y and not start <= y <= end]
    if not wrong:
        return []
    years = ", ".join(str(y) for y in wrong)
    place = Place(recipe.file)
    return [
        fault(
            "not-valid-year",
            place,
            grave=False,
            start=start,
            end=recipe.valid_to or "…",
            year=years,
        )
    ]


def _absent(recipe: Recipe, panel: Panel) -> list[Fault]:
    place = Place(recipe.file)
    return [
        fault("group-unknown", place, grave=False, group=rule.group)
        for rule in recipe.groups
        if rule.group not in panel.groups
    ]


def _unranked(panel: Panel, layout: Plan, normalised: Floats, total: Floats) -> list[Fault]:
    rows = np.flatnonzero(np.isnan(total))
    if not len(rows):
        return []
    counted = layout.applies()[layout.rule(panel.groups)][rows]
    gaps = (np.isnan(normalised[rows]) & counted).any(axis=0)
    nodes = [layout.leaves[j].code for j in np.flatnonzero(gaps)]
    units = [f"{panel.units[i]} ({panel.years[i]})" for i in rows[:20]]
    more = " …" if len(rows) > 20 else ""
    return [
        fault(
            "not-ranked",
            Place(),
            grave=False,
            count=len(rows),
            units=", ".join(units) + more,
            nodes=", ".join(nodes[:20]),
        )
    ]
