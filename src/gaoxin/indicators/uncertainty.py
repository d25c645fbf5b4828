"""How sure a ranking is: Monte Carlo over weights, and every declared discrete choice."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.aggregate import many, mean
from gaoxin.indicators.building import Built, Workshop, weight_blocks, with_weights_found
from gaoxin.indicators.faults import Fault, Place, fault
from gaoxin.indicators.methods import Method
from gaoxin.indicators.plan import Plan
from gaoxin.indicators.ranks import rank
from gaoxin.indicators.recipe import Recipe
from gaoxin.indicators.score import score
from gaoxin.indicators.tables import Panel

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Progress = Callable[[int, int], None]
CHUNK_CELLS = 4_000_000  # at most this many scores at once: 32 MB


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to build the index: a recipe and the assumptions that name it."""

    assumptions: tuple[tuple[str, str], ...]
    recipe: Recipe

    def name(self) -> str:
        """The assumptions in words."""
        return ", ".join(f"{stage}: {option}" for stage, option in self.assumptions) or "-"


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Ranks of the units of one year over many replications (replications x units).

    `nominal` are the ranks of the recipe as it stands. 0 means no score.
    """

    units: tuple[str, ...]
    nominal: Ints
    ranks: Ints

    def interval(self, share: float = 0.9) -> tuple[Ints, Ints]:
        """For each unit, the ranks that leave out (1 - share) / 2 at either end."""
        ordered = np.sort(self.ranks, axis=0)
        last = len(ordered) - 1
        low = ordered[int(np.floor(last * (1 - share) / 2))]
        return low, ordered[int(np.ceil(last * (1 + share) / 2))]

    def median(self) -> Ints:
        """The median rank of each unit (the lower one of two)."""
        return np.asarray(np.sort(self.ranks, axis=0)[(len(self.ranks) - 1) // 2])

    def share_within(self, best: int, worst: int) -> Floats:
        """The share of replications in which each unit ranks from `best` to `worst`."""
        return np.asarray(((self.ranks >= best) & (self.ranks <= worst)).mean(axis=0))

    def share_in_last(self, count: int) -> Floats:
        """The share of replications in which each unit is among the last `count`."""
        ranked = (self.ranks > 0).sum(axis=1, keepdims=True)
        return np.asarray((self.ranks > ranked - count).mean(axis=0))


def draw_weights(layout: Plan, noise: float, count: int, rng: np.random.Generator) -> Floats:
    """Replications of all weights, each multiplied by a uniform draw from 1 +- noise.

    Returns (replications, group rules, slots); a weight of zero stays zero.
    """
    factors = rng.uniform(1 - noise, 1 + noise, (count, 1, layout.weights.shape[1]))
    return np.asarray(layout.weights[None, :, :] * factors)


def only_means(layout: Plan) -> bool:
    """Whether scores follow from weights and parts alone: no LP, outranking or data weights."""
    return all(
        lv.aggregate.name != "outranking"
        and lv.weights.name in ("given", "equal")
        and lv.normalise.name == "none"
        for lv in layout.levels
    )


def weighing(built: Built, rows: NDArray[np.intp]) -> Plan:
    """The plan with the weights found for these rows, to be varied whatever their origin."""
    return with_weights_found(built.plan, built, int(rows[0]))


def scores_under(built: Built, weights: Floats, rows: NDArray[np.intp]) -> Floats:
    """Scores (replications, rows) of the rows of one year under other weights.

    `weights` is (replications, group rules, slots), as `draw_weights` gives for `weighing`.
    """
    layout = weighing(built, rows)
    if not only_means(layout):
        return np.array([_rescored(built, replace(layout, weights=w), rows) for w in weights])
    normalised = built.scores[rows][:, : len(layout.leaves)]
    rule = layout.rule(built.panel.groups)[rows]
    found = np.empty((len(weights), len(rows)))
    for k in np.unique(rule):
        some = np.flatnonzero(rule == k)
        found[:, some] = _tree(layout, normalised[some], weights[:, k])
    return found


def _rescored(built: Built, layout: Plan, rows: NDArray[np.intp]) -> Floats:
    """Scores of some rows from all rows, as peers may stand in other years."""
    panel, recipe = built.panel, built.recipe
    scored = score(
        layout,
        built.scores[:, : len(layout.leaves)],
        layout.rule(panel.groups),
        weight_blocks(recipe, panel),
        panel.blocks(),
        recipe.tolerance,
    )
    return np.asarray(scored.values[rows, layout.top])


def _tree(layout: Plan, normalised: Floats, weights: Floats) -> Floats:
    """Scores (replications, units) up the tree; weights (replications, slots)."""
    complete = not np.isnan(normalised).any()
    if complete and all(lv.aggregate.name == "arithmetic" for lv in layout.levels):
        return _linear(layout, weights) @ normalised.T
    held: dict[int, Floats] = {}
    leaves = len(layout.leaves)
    for k, slots in enumerate(layout.parts):
        level, own = layout.levels[k], weights[:, slots]
        if complete and (slots < leaves).all() and (own > 0).all():
            held[leaves + k] = many(normalised[:, slots], own, level.aggregate)
            continue
        shape = (len(own), len(normalised))
        parts = [
            held.pop(s) if s >= leaves else np.broadcast_to(normalised[:, s], shape)
            for s in slots.tolist()
        ]
        held[leaves + k] = mean(
            np.stack(parts, axis=-1), own[:, None, :], level.aggregate, level.available
        )
    return held[layout.top]


def _linear(layout: Plan, weights: Floats) -> Floats:
    """Weights of the indicators in the whole (replications, indicators)."""
    share = np.ones_like(weights)
    for k in reversed(range(len(layout.parts))):
        slots = layout.parts[k]
        own = weights[:, slots]
        total = own.sum(axis=1, keepdims=True)
        above = share[:, [len(layout.leaves) + k]]
        share[:, slots] = above * own / np.where(total > 0, total, 1.0)
    return np.asarray(share[:, : len(layout.leaves)])


def over_weights(
    built: Built,
    count: int = 1000,
    noise: float = 0.25,
    seed: int = 1,
    year: int | None = None,
    progress: Progress | None = None,
) -> Spread:
    """Monte Carlo over weights: ranks of one year (the last by default)."""
    rows = year_rows(built.panel, year)
    layout, rng = weighing(built, rows), np.random.default_rng(seed)
    ranks = np.empty((count, len(rows)), dtype=np.int32)
    step = max(1, CHUNK_CELLS // max(1, len(rows)))
    for start in range(0, count, step):
        weights = draw_weights(layout, noise, min(step, count - start), rng)
        ranks[start : start + step] = rank(
            scores_under(built, weights, rows), built.recipe.tolerance
        )
        if progress:
            progress(min(start + step, count), count)
    return Spread(tuple(built.panel.units[i] for i in rows), built.ranks[rows], ranks)


def year_rows(panel: Panel, year: int | None) -> NDArray[np.intp]:
    """The rows of a year, the last when none is given."""
    wanted = panel.years.max() if year is None else year
    return np.flatnonzero(panel.years == wanted)


def variants(recipe: Recipe, limit: int = 4096) -> tuple[list[Variant], list[Fault]]:
    """Every combination of the declared choices; a fault when there are too many."""
    count = int(np.prod([len(c.options) for c in recipe.choices], dtype=np.int64))
    if count > limit:
        return [], [fault("too-many-variants", Place(recipe.file), count=count, limit=limit)]
    found = []
    for options in product(*(c.options for c in recipe.choices)):
        made, named = recipe, []
        for choice, option in zip(recipe.choices, options, strict=True):
            made = made.with_choice(choice.stage, option)
            named.append((choice.stage, describe(option)))
        found.append(Variant(tuple(named), made))
    return found, []


def describe(option: Method) -> str:
    """A method with its parameters in a short form."""
    params = ", ".join(f"{k} {v}" for k, v in option.params)
    return f"{option.name} ({params})" if params else option.name


@dataclass(frozen=True, slots=True, eq=False)
class Enumeration:
    """The index under every declared combination of choices, and those that could not be built."""

    variants: tuple[Variant, ...]
    spread: Spread
    failed: tuple[tuple[str, tuple[Fault, ...]], ...]


def enumerate_choices(
    built: Built,
    panel: Panel,
    year: int | None = None,
    progress: Progress | None = None,
) -> tuple[Enumeration | None, list[Fault]]:
    """Build every variant and rank one year (the last by default).

    `panel` is the panel before screening. A variant that cannot be built (say, a geometric mean
    of z-scores) is listed with its faults and takes no part in the shares.
    """
    made, faults = variants(built.recipe)
    if faults:
        return None, faults
    rows = year_rows(built.panel, year)
    units = tuple(built.panel.units[i] for i in rows)
    wanted = int(built.panel.years[rows[0]])
    kept, ranks, failed = [], [], []
    workshop = Workshop(panel)
    for number, variant in enumerate(made, 1):
        outcome = workshop.build(variant.recipe)
        if outcome.built is None:
            failed.append((variant.name(), tuple(f for f in outcome.faults if f.grave)))
        else:
            kept.append(variant)
            ranks.append(_ranks_of(outcome.built, units, wanted))
        if progress:
            progress(number, len(made))
    shape = np.array(ranks, dtype=np.int32).reshape(len(kept), len(units))
    return Enumeration(tuple(kept), Spread(units, built.ranks[rows], shape), tuple(failed)), []


def over_assumptions(
    built: Built,
    panel: Panel,
    count: int = 1000,
    noise: float = 0.25,
    seed: int = 1,
    year: int | None = None,
    progress: Progress | None = None,
) -> tuple[Spread, tuple[tuple[str, tuple[Fault, ...]], ...]]:
    """Monte Carlo over the declared choices and the weights together.

    Each replication draws one option of every choice and one set of weights. Use it where there
    are too many combinations to enumerate. Combinations that cannot be built keep rank 0 and are
    returned with their faults.
    """
    choices = built.recipe.choices
    rows, rng = year_rows(built.panel, year), np.random.default_rng(seed)
    units, wanted = tuple(built.panel.units[i] for i in rows), int(built.panel.years[rows[0]])
    drawn = np.array([rng.integers(0, len(c.options), count) for c in choices]).T
    drawn = drawn.reshape(count, len(choices))
    combos, which = np.unique(drawn, axis=0, return_inverse=True)
    ranks, failed = np.zeros((count, len(units)), dtype=np.int32), []
    workshop = Workshop(panel)
    for number, combo in enumerate(combos):
        made, named = built.recipe, []
        for choice, k in zip(choices, combo, strict=True):
            made = made.with_choice(choice.stage, choice.options[k])
            named.append((choice.stage, describe(choice.options[k])))
        outcome, runs = workshop.build(made), np.flatnonzero(which.ravel() == number)
        if outcome.built is None:
            name = Variant(tuple(named), made).name()
            failed.append((name, tuple(f for f in outcome.faults if f.grave)))
        else:
            ranks[runs] = ranks_under(outcome.built, units, wanted, len(runs), noise, rng)
        if progress:
            progress(number + 1, len(combos))
    return Spread(units, built.ranks[rows], ranks), tuple(failed)


def ranks_under(
    built: Built,
    units: tuple[str, ...],
    year: int,
    count: int,
    noise: float,
    rng: np.random.Generator,
) -> Ints:
    """Ranks of some units in a year under drawn weights; 0 for a unit that is not there."""
    own = np.flatnonzero(built.panel.years == year)
    weights = draw_weights(weighing(built, own), noise, count, rng)
    scored = rank(scores_under(built, weights, own), built.recipe.tolerance)
    at = {built.panel.units[i]: k for k, i in enumerate(own)}
    found = np.zeros((count, len(units)), dtype=np.int32)
    present = [k for k, u in enumerate(units) if u in at]
    found[:, present] = scored[:, [at[units[k]] for k in present]]
    return found


def _ranks_of(built: Built, units: tuple[str, ...], year: int) -> list[int]:
    found = {
        u: int(built.ranks[i])
        for i, u in enumerate(built.panel.units)
        if built.panel.years[i] == year
    }
    return [found.get(u, 0) for u in units]
