"""Treat outliers and normalise, with parameters that can be fitted on one set of units and
applied to another (needed to separate the effect of goalposts from that of own data)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.methods import Method
from gaoxin.indicators.recipe import Node, Recipe
from gaoxin.indicators.stages.normalise import POSITIONAL, Column, Scale, fit, position
from gaoxin.indicators.stages.outliers import Treatment, fit_treatments
from gaoxin.indicators.stages.stage import Floats, Stage, changed


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Rows that are scaled together."""

    years: tuple[int, ...]
    group: str  # "" for all groups
    rows: NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Treatments per indicator and scales per method of one block.

    A positional method (rank and the like) has no scale: it is always taken among the units
    at hand.
    """

    years: tuple[int, ...]
    group: str
    treatments: tuple[Treatment, ...]
    scales: tuple[tuple[Method, tuple[int, ...], Scale | None], ...]
    columns: tuple[Column, ...]


def methods_by_column(recipe: Recipe) -> dict[Method, tuple[int, ...]]:
    """Which indicators each normalisation method applies to."""
    default = recipe.level(1).normalise
    found: dict[Method, list[int]] = {}
    for j, node in enumerate(recipe.indicators()):
        assert node.indicator is not None
        found.setdefault(node.indicator.normalise or default, []).append(j)
    return {m: tuple(js) for m, js in found.items()}


def reference_row(recipe: Recipe, units: tuple[str, ...], rows: NDArray[np.intp]) -> int | None:
    """The position within `rows` of the reference unit, its last year if several."""
    names = {m.word("unit") for m in methods_by_column(recipe) if m.name == "distance_to_reference"}
    found = [k for k, i in enumerate(rows) if units[i] in names]
    return found[-1] if found else None


def transform(values: Floats, leaves: tuple[Node, ...]) -> Floats:
    """The logarithm of the indicators that declare it."""
    logged = [
        j
        for j, n in enumerate(leaves)
        if n.indicator is not None and n.indicator.transform == "log"
    ]
    if not logged:
        return values
    found = values.copy()
    with np.errstate(divide="ignore", invalid="ignore"):
        found[:, logged] = np.log(values[:, logged])
    return found


def columns_of(recipe: Recipe, group: str = "") -> tuple[Column, ...]:
    """Direction, goalposts and target of each indicator, goalposts in transformed terms."""
    own = next((dict(g.goalposts) for g in recipe.groups if g.group == group), {})
    found = []
    for node in recipe.indicators():
        leaf = node.indicator
        assert leaf is not None
        posts, target = own.get(node.code, leaf.goalposts), leaf.target
        if leaf.transform == "log":
            posts = (float(np.log(posts[0])), float(np.log(posts[1]))) if posts else None
            target = None if target is None else float(np.log(target))
        found.append(Column(leaf.better, posts, target))
    return tuple(found)


def fit_block(
    values: Floats, recipe: Recipe, block: Block, group: str, reference: int | None
) -> Fitted:
    """Fit treatments and scales to the transformed values of one block."""
    treatments = fit_treatments(values, recipe.outliers)
    treated = apply_treatments(values, treatments)
    columns = columns_of(recipe, group)
    scales = tuple(
        (
            method,
            js,
            None
            if method.name in POSITIONAL
            else fit(treated[:, js], tuple(columns[j] for j in js), method, reference),
        )
        for method, js in methods_by_column(recipe).items()
    )
    return Fitted(block.years, group, treatments, scales, columns)


def apply_treatments(values: Floats, treatments: tuple[Treatment, ...]) -> Floats:
    """Treated values, same shape."""
    touched = [j for j, t in enumerate(treatments) if t.kind != "none"]
    if not touched:
        return values
    found = values.copy()
    for j in touched:
        found[:, j] = treatments[j].apply(values[:, j])
    return found


def apply_scales(treated: Floats, fitted: Fitted, tolerance: float) -> Floats:
    """Normalised values, same shape."""
    found = np.empty_like(treated)
    for method, js, scale in fitted.scales:
        block = treated[:, js]
        if scale is None:
            columns = tuple(fitted.columns[j] for j in js)
            found[:, js] = position(block, columns, method, tolerance)
        else:
            found[:, js] = scale.apply(block)
    return found


def scale_blocks(
    recipe: Recipe, years: Floats | NDArray[np.int64], groups: tuple[str, ...]
) -> list[Block]:
    """The blocks of rows scaled together: all years or each; groups apart if goalposts differ."""
    labels = np.array(groups)
    every = np.unique(years)
    sets = [tuple(int(y) for y in every)]
    if recipe.scope == "each_year":
        sets = [(int(y),) for y in every]
    own = [g.group for g in recipe.groups if g.goalposts]
    found = []
    for chosen in sets:
        inside = np.isin(years, chosen)
        rest = inside & ~np.isin(labels, own)
        if rest.any():
            found.append(Block(chosen, "", np.flatnonzero(rest)))
        for group in own:
            members = np.flatnonzero(inside & (labels == group))
            if len(members):
                found.append(Block(chosen, group, members))
    return found


def stages_of(
    values: Floats,
    codes: tuple[str, ...],
    recipe: Recipe,
    blocks: list[Block],
    fitted: list[Fitted],
) -> tuple[Stage, Stage]:
    """The outlier and normalisation stages with their records."""
    treated, scaled = values.copy(), np.empty_like(values)
    notes: list[tuple[str, str, float]] = []
    for block, fit_ in zip(blocks, fitted, strict=True):
        treated[block.rows] = apply_treatments(values[block.rows], fit_.treatments)
        scaled[block.rows] = apply_scales(treated[block.rows], fit_, recipe.tolerance)
        notes.extend(
            (t.kind if t.passes else f"{t.kind}: test still fails", codes[j], _number(t))
            for j, t in enumerate(fit_.treatments)
            if t.kind != "none"
        )
    names = " + ".join(dict.fromkeys(m.name for m in methods_by_column(recipe)))
    return (
        Stage(
            "outliers",
            recipe.outliers.name,
            codes,
            treated,
            changed(values, treated, recipe.outliers.name),
            tuple(notes),
        ),
        Stage("normalise", names, codes, scaled),
    )


def _number(treatment: Treatment) -> float:
    return treatment.power if treatment.kind == "boxcox" else float(treatment.moved)
