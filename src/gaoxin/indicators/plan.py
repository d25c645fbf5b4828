"""The hierarchy laid out as numbered slots: indicators first, then nodes, parts before wholes."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.methods import Method
from gaoxin.indicators.recipe import Level, Node, Recipe, height

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Slots of a recipe. `parts[k]` are the slots of the parts of inner node k.

    `weights` has one row per group rule (row 0: no rule) and one column per slot.
    """

    leaves: tuple[Node, ...]
    nodes: tuple[Node, ...]
    codes: tuple[str, ...]
    parts: tuple[NDArray[np.intp], ...]
    levels: tuple[Level, ...]
    weights: Floats
    labels: tuple[str, ...]

    @property
    def top(self) -> int:
        """The slot of the whole index."""
        return len(self.codes) - 1

    def rule(self, groups: tuple[str, ...]) -> NDArray[np.intp]:
        """The row of `weights` that holds for each unit."""
        index = {label: k for k, label in enumerate(self.labels)}
        return np.array([index.get(g, 0) for g in groups], dtype=np.intp)

    def shares(self) -> Floats:
        """Nominal weight of every slot in the whole: products of sibling shares down the tree.

        One row per group rule; the top has 1.
        """
        found = np.zeros_like(self.weights)
        found[:, self.top] = 1.0
        for k in reversed(range(len(self.nodes))):
            slots = self.parts[k]
            total = self.weights[:, slots].sum(axis=1, keepdims=True)
            share = self.weights[:, slots] / np.where(total > 0, total, 1.0)
            found[:, slots] = found[:, [len(self.leaves) + k]] * share
        return found

    def applies(self) -> NDArray[np.bool_]:
        """Which indicators count at all, per group rule."""
        return np.asarray(self.shares()[:, : len(self.leaves)] > 0)


def plan(recipe: Recipe) -> Plan:
    """Lay out a checked recipe."""
    leaves, nodes = recipe.indicators(), recipe.aggregates()
    codes = tuple(n.code for n in (*leaves, *nodes))
    slot = {code: k for k, code in enumerate(codes)}
    order = {n.code: n for n in (*leaves, *nodes)}
    base = np.array([order[c].weight for c in codes])
    rows = [base]
    for rule in recipe.groups:
        own = dict(rule.weights)
        rows.append(np.array([own.get(c, order[c].weight) for c in codes]))
    weights = np.array(rows)
    for node in nodes:
        method = node.weights or recipe.level(height(node)).weights
        if method.name == "equal":
            slots = [slot[p.code] for p in node.parts]
            weights[:, slots] = np.where(weights[:, slots] > 0, 1.0, 0.0)
            weights[0, slots] = 1.0
    return Plan(
        leaves,
        nodes,
        codes,
        tuple(np.array([slot[p.code] for p in n.parts], dtype=np.intp) for n in nodes),
        tuple(_level(recipe, n) for n in nodes),
        weights,
        ("", *(g.group for g in recipe.groups)),
    )


def _level(recipe: Recipe, node: Node) -> Level:
    tall = height(node)
    level = recipe.level(tall)
    return replace(
        level,
        # indicators are normalised in their own stage; only scores are rescaled on the way up
        normalise=Method("none") if tall == 1 else level.normalise,
        weights=node.weights or level.weights,
        aggregate=node.aggregate or level.aggregate,
    )
