"""A seeded synthetic panel, for examples, tests and benchmarks. No figure in it is real."""

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.recipe import Node, Recipe

Floats = NDArray[np.float64]
CLASSES = ("I", "II", "III")


def synthetic_table(
    recipe: Recipe,
    units: int = 178,
    years: tuple[int, ...] = (2019, 2020, 2021, 2022, 2023),
    missing: float = 0.02,
    seed: int = 20210422,
) -> dict[str, list[object]]:
    """Columns for a recipe: units in classes over years, with a share of cells missing.

    A unit's hidden quality moves slowly over the years and shows in every indicator; counts
    have long tails. The same arguments give the same table on every platform that has the
    same NumPy generator (PCG64).
    """
    rng = np.random.default_rng(seed)
    labels = tuple(g.group for g in recipe.groups) or CLASSES
    member = rng.choice(len(labels), size=units, p=_shares(len(labels)))
    quality = rng.normal(0.0, 1.0, units) - 0.4 * member
    rows = units * len(years)
    drift = np.cumsum(rng.normal(0.05, 0.12, (len(years), units)), axis=0)
    level = (quality + drift).ravel()
    codes: list[object] = [f"Z{i + 1:03d}" for i in range(units)]
    names: list[object] = [f"合成园区{i + 1:03d}" for i in range(units)]
    table: dict[str, list[object]] = {recipe.unit_column: codes * len(years)}
    if recipe.name_column:
        table[recipe.name_column] = names * len(years)
    if recipe.year_column:
        table[recipe.year_column] = [y for y in years for _ in range(units)]
    if recipe.group_column:
        table[recipe.group_column] = [labels[k] for k in member] * len(years)
    by_node = {n.indicator.column: n for n in recipe.indicators() if n.indicator is not None}
    for name in recipe.columns():
        own = np.repeat(rng.normal(0.0, 1.0, units)[None, :], len(years), axis=0).ravel()
        noise = rng.normal(0.0, 0.25, rows)
        gaps = rng.random(rows) < missing
        values = _shaped(0.5 * level + 0.7 * own + noise, by_node.get(name), rng)
        table[name] = [None if g else float(v) for g, v in zip(gaps, values, strict=True)]
    return table


def _shares(count: int) -> Floats:
    return np.full(count, 1 / count) if count != 3 else np.array([0.2, 0.35, 0.45])


def _shaped(latent: Floats, node: Node | None, rng: np.random.Generator) -> Floats:
    """Counts and amounts with long tails, or shares between 0 and 1, or within goalposts."""
    tail = rng.uniform(0.3, 0.9)
    leaf = node.indicator if node is not None else None
    if leaf is None:
        return np.round(1000 * np.exp(0.5 * latent), 1)
    latent = latent * leaf.better
    if leaf.goalposts is not None:
        low, high = leaf.goalposts
        return np.round(low + (high - low) * 0.9 / (1 + np.exp(-latent)), 4)
    unit = leaf.unit.en
    if unit in ("ratio", "growth rate"):
        scale = 1.0 if unit == "ratio" else 0.3
        return np.round(scale / (1 + np.exp(1.0 - 0.8 * latent)), 4)
    if unit == "points":
        return np.round(100 / (1 + np.exp(-0.9 - 0.6 * latent)), 1)
    if unit == "net increase":
        return np.round(40 * latent + 30, 1)
    size = float(rng.choice([5.0, 40.0, 300.0]))
    return np.round(size * np.exp(tail * latent), 2 if "per" in unit else 0)
