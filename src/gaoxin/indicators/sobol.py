"""Variance-based sensitivity with continuous and discrete inputs.

First order after Saltelli et al. (2010), total order after Jansen (1999), on centred output.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from gaoxin.indicators.building import Built, Workshop
from gaoxin.indicators.faults import Fault
from gaoxin.indicators.ranks import rank
from gaoxin.indicators.recipe import Recipe
from gaoxin.indicators.tables import Panel
from gaoxin.indicators.uncertainty import draw_weights, scores_under, weighing, year_rows

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Points of the unit cube: A, then one block per input with B's column put into A, then B.

    Shape ((inputs + 2) * size, inputs).
    """

    points: Floats
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class Indices:
    """First and total order index of each input, with bootstrap intervals of 95 %.

    When the output does not vary at all, the indices are NaN: nothing has an effect.
    """

    names: tuple[str, ...]
    first: Floats
    total: Floats
    first_interval: Floats
    total_interval: Floats
    variance: float


def design(inputs: int, size: int, seed: int) -> Design:
    """A scrambled Sobol design. `size` is best a power of two; others lose some balance."""
    log2 = int(np.ceil(np.log2(max(size, 1))))
    cube = qmc.Sobol(2 * inputs, scramble=True, rng=np.random.default_rng(seed)).random_base2(log2)
    a, b = cube[:size, :inputs], cube[:size, inputs:]
    mixed = [np.column_stack([*a.T[:j], b[:, j], *a.T[j + 1 :]]) for j in range(inputs)]
    return Design(np.vstack([a, *mixed, b]), size)


def pick(points: Floats, options: int) -> NDArray[np.intp]:
    """A discrete input from points in [0, 1): each option holds an equal share."""
    return np.minimum((points * options).astype(np.intp), options - 1)


def estimate(y_a: Floats, y_mixed: Floats, y_b: Floats) -> tuple[Floats, Floats, float]:
    """First order, total order and variance from outputs of A, A with B's column j, and B.

    `y_mixed` is (inputs, size). Outputs are centred first, without which the estimator of first
    order is of little use at small sizes.
    """
    both = np.concatenate([y_a, y_b])
    variance = float(both.var())
    if variance <= 1e-300:
        nothing = np.full(len(y_mixed), np.nan)
        return nothing, nothing.copy(), 0.0
    mean = np.concatenate([both, y_mixed.ravel()]).mean()
    first, total = centred(y_a - mean, y_mixed - mean, y_b - mean)
    return first, total, variance


def centred(a: Floats, mixed: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Saltelli's first and Jansen's total order of outputs whose mean is already taken off."""
    scale = np.concatenate([a, b]).var()
    first = (b * (mixed - a)).mean(axis=1) / scale
    total = 0.5 * ((a - mixed) ** 2).mean(axis=1) / scale
    return np.asarray(first), np.asarray(total)


def indices(
    names: tuple[str, ...], outputs: Floats, size: int, seed: int = 0, resamples: int = 200
) -> Indices:
    """Sobol indices of outputs in the order of `design`, with bootstrap intervals."""
    y_a, y_b = outputs[:size], outputs[-size:]
    mixed = outputs[size:-size].reshape(len(names), size)
    first, total, variance = estimate(y_a, mixed, y_b)
    rng = np.random.default_rng(seed)
    firsts, totals = np.empty((resamples, len(names))), np.empty((resamples, len(names)))
    for r in range(resamples):
        rows = rng.integers(0, size, size)
        firsts[r], totals[r], _ = estimate(y_a[rows], mixed[:, rows], y_b[rows])
    return Indices(names, first, total, _interval(firsts), _interval(totals), variance)


def _interval(draws: Floats) -> Floats:
    if not len(draws) or np.isnan(draws).all():
        return np.full((2, draws.shape[1]), np.nan)
    return np.asarray(np.nanquantile(draws, [0.025, 0.975], axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """What drives the ranking: indices of the mean rank shift and of each unit's rank."""

    shift: Indices
    units: tuple[str, ...]
    unit_first: Floats
    unit_total: Floats
    ranks: Ints
    failed: tuple[tuple[str, tuple[Fault, ...]], ...]


def sensitivity(
    built: Built,
    panel: Panel,
    size: int = 1024,
    noise: float = 0.25,
    seed: int = 1,
    year: int | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Sobol indices over the declared discrete choices and the noise on weights.

    Runs (inputs + 2) * size replications; each combination of choices is prepared once. Options
    that cannot be built are left out of their combination's runs by taking the recipe as it
    stands, and are named in `failed`.
    """
    recipe = built.recipe
    names = ("weights noise", *(c.stage for c in recipe.choices))
    plan = design(len(names), size, seed)
    rows = year_rows(built.panel, year)
    units = tuple(built.panel.units[i] for i in rows)
    chosen = np.column_stack(
        [
            np.zeros(len(plan.points), dtype=np.intp),
            *(pick(plan.points[:, k + 1], len(c.options)) for k, c in enumerate(recipe.choices)),
        ]
    )
    ranks = np.zeros((len(plan.points), len(rows)), dtype=np.int32)
    combos, which = np.unique(chosen, axis=0, return_inverse=True)
    failed = []
    workshop = Workshop(panel)
    for number, combo in enumerate(combos):
        runs = np.flatnonzero(which.ravel() == number)
        made = _made(recipe, combo)
        outcome = workshop.build(made)
        if outcome.built is None:
            named = ", ".join(
                f"{c.stage}: {c.options[k].name}"
                for c, k in zip(recipe.choices, combo[1:], strict=True)
            )
            failed.append((named, tuple(f for f in outcome.faults if f.grave)))
        variant = outcome.built or built
        ranks[runs] = _runs(variant, plan.points[runs, 0], noise, seed, units, rows, built)
        if progress:
            progress(number + 1, len(combos))
    nominal = built.ranks[rows]
    shift = indices(names, np.abs(ranks - nominal).mean(axis=1), size, seed)
    y_a, y_b = ranks[:size], ranks[-size:]
    mixed = ranks[size:-size].reshape(len(names), size, len(units))
    per_unit = [
        estimate(y_a[:, i].astype(float), mixed[:, :, i].astype(float), y_b[:, i].astype(float))
        for i in range(len(units))
    ]
    return Sensitivity(
        shift,
        units,
        np.array([f for f, _, _ in per_unit]),
        np.array([t for _, t, _ in per_unit]),
        ranks,
        tuple(failed),
    )


def _made(recipe: Recipe, combo: NDArray[np.intp]) -> Recipe:
    for choice, k in zip(recipe.choices, combo[1:], strict=True):
        recipe = recipe.with_choice(choice.stage, choice.options[k])
    return recipe


def _runs(
    variant: Built,
    points: Floats,
    noise: float,
    seed: int,
    units: tuple[str, ...],
    rows: NDArray[np.intp],
    built: Built,
) -> Ints:
    """Ranks for each run: the noise input picks one of 1,000 drawn weight sets."""
    wanted = int(built.panel.years[rows[0]])
    own = np.flatnonzero(variant.panel.years == wanted)
    sets = draw_weights(weighing(variant, own), noise, 1000, np.random.default_rng(seed))
    drawn, back = np.unique(pick(points, len(sets)), return_inverse=True)
    scored = rank(scores_under(variant, sets[drawn], own), variant.recipe.tolerance)
    at = {variant.panel.units[i]: k for k, i in enumerate(own)}
    found = np.zeros((len(points), len(units)), dtype=np.int32)
    present = [k for k, u in enumerate(units) if u in at]
    columns = [at[units[k]] for k in present]
    found[:, present] = scored[back.ravel()][:, columns]
    return found
