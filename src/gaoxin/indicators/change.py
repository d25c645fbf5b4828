"""Why a score changed: a Shapley split of the change between two years over declared causes."""

from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.building import Built, build, with_weights_found
from gaoxin.indicators.faults import Fault, Place, fault, stops
from gaoxin.indicators.plan import plan
from gaoxin.indicators.recipe import Node, Recipe
from gaoxin.indicators.score import score
from gaoxin.indicators.stages.scale import (
    Fitted,
    apply_scales,
    apply_treatments,
    fit_block,
    scale_blocks,
    transform,
)
from gaoxin.indicators.tables import Panel

Floats = NDArray[np.float64]
Cause = Literal["own_data", "goalposts", "other_units", "revised_data", "changed_recipe"]
CAUSES: tuple[Cause, ...] = (
    "own_data",
    "goalposts",
    "other_units",
    "revised_data",
    "changed_recipe",
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a score was computed from: a recipe, a panel, and the year looked at."""

    recipe: Recipe
    panel: Panel
    year: int


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a change; they sum to after - before.

    `rest` holds the causes that were not declared, taken together.
    """

    unit: str
    before: float
    after: float
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class SplitOutcome:
    """A split, or none when a fault is grave."""

    split: Split | None
    faults: tuple[Fault, ...]


def split_change(
    unit: str,
    before: Snapshot,
    after: Snapshot,
    revised: Panel | None = None,
    causes: tuple[Cause, ...] = CAUSES,
) -> SplitOutcome:
    """Split the change of a unit's score by Shapley value over the causes.

    `revised` is the earlier year's data as known today; without it nothing was revised. The
    value of a set of causes is the score with the new state of these causes and the old state
    of the others, data taken after imputation. Revised cells add their revision; where a value
    is missing on either side the newer state that applies is taken whole.
    """
    world = _World(before, after, revised or before.panel)
    faults = world.prepare(unit)
    if stops(faults):
        return SplitOutcome(None, tuple(faults))
    players = _players(causes)
    value = {s: world.score(unit, _causes(players, s)) for s in _subsets(len(players))}
    parts = tuple((name, _shapley(value, k, len(players))) for k, (name, _) in enumerate(players))
    first, last = value[frozenset()], value[frozenset(range(len(players)))]
    return SplitOutcome(Split(unit, first, last, parts), tuple(faults))


Players = list[tuple[str, tuple[Cause, ...]]]


def _players(causes: tuple[Cause, ...]) -> Players:
    found: Players = [(c, (c,)) for c in CAUSES if c in causes]
    rest = tuple(c for c in CAUSES if c not in causes)
    return [*found, ("rest", rest)] if rest else found


def _subsets(count: int) -> list[frozenset[int]]:
    return [frozenset(c) for n in range(count + 1) for c in combinations(range(count), n)]


def _causes(players: Players, chosen: frozenset[int]) -> frozenset[Cause]:
    return frozenset(c for k in chosen for c in players[k][1])


def _shapley(value: dict[frozenset[int], float], player: int, count: int) -> float:
    total = 0.0
    for others in _subsets(count):
        if player not in others:
            size = len(others)
            share = factorial(size) * factorial(count - size - 1) / factorial(count)
            total += share * (value[others | {player}] - value[others])
    return total


@dataclass(frozen=True, slots=True)
class _Data:
    """Imputed values of one year under one recipe, by unit."""

    units: dict[str, int]
    groups: dict[str, str]
    values: Floats


class _World:
    """The old and the new state of everything, and scores for any mixture of them."""

    def __init__(self, before: Snapshot, after: Snapshot, revised: Panel) -> None:
        self.before, self.after = before, after
        self.panels = {"old": before.panel, "revised": revised, "new": after.panel}
        self.years = {"old": before.year, "revised": before.year, "new": after.year}
        self.recipes = {False: before.recipe, True: after.recipe}
        self.built: dict[tuple[str, bool], Built] = {}
        self.fits: dict[tuple[bool, bool], tuple[Fitted, ...]] = {}

    def prepare(self, unit: str) -> list[Fault]:
        """Build every panel under every recipe; faults that stop are returned."""
        faults: list[Fault] = []
        for state, panel in self.panels.items():
            for new, recipe in self.recipes.items():
                lacking = [c for c in recipe.columns() if c not in panel.columns]
                if lacking:
                    known = ", ".join(panel.columns)
                    faults += [
                        fault("column-missing", Place(state), name=c, use=recipe.code, known=known)
                        for c in lacking
                    ]
                    continue
                outcome = build(recipe, panel)
                if outcome.built is None:
                    faults.extend(outcome.faults)
                elif outcome.built.panel.row(unit, self.years[state]) is None:
                    year = self.years[state]
                    faults.append(fault("unit-unknown", Place(state), unit=unit, year=year))
                else:
                    self.built[state, new] = outcome.built
        return [f for f in faults if f.grave] + self._unfit()

    def _unfit(self) -> list[Fault]:
        """Above the indicators, scores that lean on other years cannot be taken apart by year."""
        for recipe in self.recipes.values():
            leaning = any(lv.normalise.name != "none" for lv in plan(recipe).levels)
            leaning |= any(lv.weights.name == "benefit_of_the_doubt" for lv in plan(recipe).levels)
            if recipe.scope == "all_years" and leaning:
                return [
                    fault(
                        "method-context",
                        Place(recipe.file),
                        method="panel: all_years",
                        why="change",
                        remedy_zh="改为 panel: {goalposts: each_year}",
                        remedy_en="use panel: {goalposts: each_year}",
                    )
                ]
        return []

    def data(self, state: str, new: bool) -> _Data:
        """One year's imputed data."""
        built = self.built[state, new]
        rows = np.flatnonzero(built.panel.years == self.years[state])
        return _Data(
            {built.panel.units[i]: k for k, i in enumerate(rows)},
            {built.panel.units[i]: built.panel.groups[i] for i in rows},
            built.stage("impute").values[rows],
        )

    def score(self, unit: str, causes: frozenset[Cause]) -> float:
        """The unit's score when the causes given have happened and the others have not."""
        new = "changed_recipe" in causes
        old, late = self.data("old", new), self.data("new", new)
        better = self.data("revised", new)
        revised, own = "revised_data" in causes, "own_data" in causes
        moved = "other_units" in causes
        others = [u for u in (late if moved else old).units if u != unit]
        names = [unit, *others]
        rows = [_row(unit, old, better, late, revised, own)]
        rows += [_row(u, old, better, late, revised, moved) for u in others]
        groups = [(late if own else old).groups[unit]]
        groups += [(late if moved else old).groups[u] for u in others]
        order = sorted(range(len(names)), key=lambda k: names[k])
        at = order.index(0)
        values = np.array([rows[k] for k in order])
        labels = tuple(groups[k] for k in order)
        return float(self._scored(values, labels, new, "goalposts" in causes)[at])

    def _scored(self, values: Floats, groups: tuple[str, ...], new: bool, posts: bool) -> Floats:
        recipe = self.recipes[new]
        built = self.built["new" if posts else "old", new]
        year = self.years["new" if posts else "old"]
        layout = with_weights_found(plan(recipe), built, 0)
        plain = transform(values, layout.leaves)
        scaled = np.empty_like(plain)
        fits = [f for f in self._fits(new, posts) if year in f.years]
        own = {f.group: f for f in fits}
        for label in dict.fromkeys(groups):
            some = np.flatnonzero([g == label for g in groups])
            fitted = own.get(label) or own.get("") or fits[0]
            treated = apply_treatments(plain[some], fitted.treatments)
            scaled[some] = apply_scales(treated, fitted, recipe.tolerance)
        if len(own) == 1:  # rank methods compare across groups
            fitted = fits[0]
            treated = apply_treatments(plain, fitted.treatments)
            scaled = apply_scales(treated, fitted, recipe.tolerance)
        whole = [np.arange(len(values))]
        rule = layout.rule(groups)
        scored = score(layout, scaled, rule, whole, whole, recipe.tolerance)
        return np.asarray(scored.values[:, layout.top])

    def _fits(self, new: bool, posts: bool) -> tuple[Fitted, ...]:
        """Scales fitted on the old or new panel, with the goalposts declared at that time."""
        if (new, posts) not in self.fits:
            state = "new" if posts else "old"
            built = self.built[state, new]
            recipe = _goalposts_of(self.recipes[new], self.recipes[posts])
            values = built.stage("transform").values
            self.fits[new, posts] = built.fitted
            if recipe != self.recipes[new]:
                blocks = scale_blocks(recipe, built.panel.years, built.panel.groups)
                self.fits[new, posts] = tuple(
                    fit_block(values[b.rows], recipe, b, b.group, None) for b in blocks
                )
        return self.fits[new, posts]


def _row(
    unit: str, old: _Data, revised: _Data, late: _Data, was_revised: bool, moved: bool
) -> Floats:
    """One unit's data with or without the revision and the move to the new year."""
    if unit not in old.units or unit not in late.units:
        held = late if moved else (revised if was_revised and unit in revised.units else old)
        return np.asarray(held.values[held.units[unit]])
    first, last = old.values[old.units[unit]], late.values[late.units[unit]]
    known = revised.units.get(unit)
    mended = first if known is None else revised.values[known]
    if moved and was_revised:
        return np.asarray(last)
    if not moved:
        return np.asarray(mended if was_revised else first)
    whole = ~(np.isnan(first) | np.isnan(mended) | np.isnan(last)) & (first != mended)
    return np.asarray(np.where(whole, last - (mended - first), last))


def _goalposts_of(recipe: Recipe, other: Recipe) -> Recipe:
    """The recipe with the goalposts and targets another declares for the same indicators."""
    if recipe is other:
        return recipe
    posts = {n.code: n.indicator for n in other.indicators()}

    def mended(node: Node) -> Node:
        if node.indicator is None:
            return replace(node, parts=tuple(mended(p) for p in node.parts))
        found = posts.get(node.code)
        if found is None or found.goalposts is None:
            return node
        leaf = replace(node.indicator, goalposts=found.goalposts, target=found.target)
        return replace(node, indicator=leaf)

    return replace(recipe, tree=mended(recipe.tree))
