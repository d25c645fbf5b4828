"""A recipe: the definition of a composite indicator as one immutable value.

Names follow OECD/JRC, Handbook on Constructing Composite Indicators (2008).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from gaoxin.indicators.faults import NO_TEXT, Text
from gaoxin.indicators.methods import Method, Stage

Status = Literal["verified", "secondary", "unverified"]
Completeness = Literal["complete", "partial", "illustrative"]
Scope = Literal["all_years", "each_year"]

_NONE, _GIVEN, _ARITHMETIC = Method("none"), Method("given"), Method("arithmetic")


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a leaf measures.

    `better` is +1 when more is better, -1 when less is. `goalposts` and `target` are in the
    unit of the column (after division by `denominator`).
    """

    column: str
    unit: Text = NO_TEXT
    better: int = 1
    goalposts: tuple[float, float] | None = None
    target: float | None = None
    denominator: str | None = None
    transform: Literal["none", "log"] = "none"
    source: str = ""
    normalise: Method | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the hierarchy: an indicator, or an aggregate of its parts."""

    code: str
    title: Text
    weight: float = 1.0
    status: Status = "unverified"
    note: Text = NO_TEXT
    indicator: Indicator | None = None
    parts: tuple["Node", ...] = ()
    weights: Method | None = None
    aggregate: Method | None = None
    pairwise: tuple[tuple[float, ...], ...] = ()
    weighed: bool = field(default=True, compare=False)  # its weight is written, not left out
    line: int = field(default=0, compare=False)

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, parts before their whole."""
        for part in self.parts:
            yield from part.walk()
        yield self


@dataclass(frozen=True, slots=True)
class Level:
    """How the nodes of one level normalise, weight and aggregate their parts.

    The first level is the one just above the indicators. `available` is the share of parts
    (by count) a node needs for a score; below it the score is unknown and reported.
    """

    normalise: Method = _NONE
    weights: Method = _GIVEN
    aggregate: Method = _ARITHMETIC
    available: float = 1.0


@dataclass(frozen=True, slots=True)
class GroupRule:
    """What differs for the units of one group: weights and goalposts by node code."""

    group: str
    weights: tuple[tuple[str, float], ...] = ()
    goalposts: tuple[tuple[str, tuple[float, float]], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where the definition was read."""

    code: str
    title: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One declared assumption and the alternatives it may take."""

    stage: Stage
    options: tuple[Method, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The whole definition. `tolerance` is the score difference that counts as a tie."""

    code: str
    title: Text
    tree: Node
    completeness: Completeness = "complete"
    note: Text = NO_TEXT
    valid_from: date | None = None
    valid_to: date | None = None
    sources: tuple[Source, ...] = ()
    unit_column: str = "unit"
    name_column: str = ""
    year_column: str = ""
    group_column: str = ""
    groups: tuple[GroupRule, ...] = ()
    screen: float = 0.0
    impute: tuple[Method, ...] = ()
    outliers: Method = _NONE
    levels: tuple[Level, ...] = (Level(normalise=Method("minmax")),)
    scope: Scope = "each_year"
    tolerance: float = 1e-9
    grades: tuple[tuple[str, float], ...] = ()
    choices: tuple[Choice, ...] = ()
    file: str = field(default="", compare=False)

    def indicators(self) -> tuple[Node, ...]:
        """The leaves, in the order of the recipe."""
        return tuple(n for n in self.tree.walk() if n.indicator is not None)

    def aggregates(self) -> tuple[Node, ...]:
        """The inner nodes, parts before their whole; the last is the top."""
        return tuple(n for n in self.tree.walk() if n.indicator is None)

    def columns(self) -> tuple[str, ...]:
        """The numeric columns the recipe reads, denominators included, each once."""
        found: dict[str, None] = {}
        for node in self.indicators():
            assert node.indicator is not None
            found[node.indicator.column] = None
            if node.indicator.denominator:
                found[node.indicator.denominator] = None
        return tuple(found)

    def level(self, height: int) -> Level:
        """The settings of a level; levels not listed follow the last one listed."""
        if height <= len(self.levels):
            return self.levels[height - 1]
        last = self.levels[-1]
        return last if height == 1 else replace(last, normalise=Method("none"))

    def with_choice(self, stage: str, option: Method) -> "Recipe":
        """The recipe with one declared assumption set."""
        if stage == "impute":
            return replace(self, impute=() if option.name == "none" else (option,))
        if stage == "outliers":
            return replace(self, outliers=option)
        if stage == "normalise":
            first = replace(self.levels[0], normalise=option)
            return replace(self, levels=(first, *self.levels[1:]))
        levels = _levels(self, stage, option)
        return replace(self, levels=levels, tree=_bare(self.tree, stage))

    def without(self, code: str) -> "Recipe":
        """The recipe with one node (and all below it) taken out; empty parents go too."""
        tree = _prune(self.tree, code)
        return self if tree is None else replace(self, tree=tree)


def _levels(recipe: Recipe, stage: str, option: Method) -> tuple[Level, ...]:
    if stage == "weights":
        return tuple(replace(level, weights=option) for level in recipe.levels)
    return tuple(replace(level, aggregate=option) for level in recipe.levels)


def _bare(node: Node, stage: str) -> Node:
    parts = tuple(_bare(p, stage) for p in node.parts)
    if stage == "weights":
        return replace(node, parts=parts, weights=None)
    return replace(node, parts=parts, aggregate=None)


def _prune(node: Node, code: str) -> Node | None:
    if node.code == code:
        return None
    if node.indicator is not None:
        return node
    kept = [(i, q) for i, p in enumerate(node.parts) if (q := _prune(p, code)) is not None]
    if not kept:
        return None
    rows = tuple(i for i, _ in kept)
    matrix = tuple(tuple(node.pairwise[i][j] for j in rows) for i in rows) if node.pairwise else ()
    return replace(node, parts=tuple(q for _, q in kept), pairwise=matrix)


def height(node: Node) -> int:
    """0 for an indicator; one more than the highest part otherwise."""
    return 0 if not node.parts else 1 + max(height(p) for p in node.parts)
