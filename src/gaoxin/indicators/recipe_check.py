"""Checks of a recipe that need the whole hierarchy."""

from collections.abc import Iterator

from gaoxin.indicators.faults import Fault, Place, fault
from gaoxin.indicators.recipe import Method, Node, Recipe, height


def check_tree(recipe: Recipe) -> list[Fault]:
    """Faults of the hierarchy: codes, weights, methods and what they need."""
    found = [*_codes(recipe), *_status(recipe), *_groups(recipe)]
    for node in recipe.tree.walk():
        found.extend(_leaf(recipe, node) if node.indicator else _inner(recipe, node))
    if len(recipe.indicators()) == 1:
        found.append(fault("one-indicator", Place(recipe.file, recipe.tree.line), grave=False))
    return found


def _codes(recipe: Recipe) -> Iterator[Fault]:
    seen: set[str] = set()
    for node in recipe.tree.walk():
        if node.code in seen:
            yield fault("duplicate-node", Place(recipe.file, node.line), node=node.code)
        seen.add(node.code)


def _status(recipe: Recipe) -> Iterator[Fault]:
    if recipe.completeness != "complete":
        yield Fault(
            recipe.completeness,
            Place(recipe.file, 1),
            (("why", recipe.note),),
            grave=False,
        )


def _groups(recipe: Recipe) -> Iterator[Fault]:
    known = [n.code for n in recipe.tree.walk()]
    for rule in recipe.groups:
        for code in (*dict(rule.weights), *dict(rule.goalposts)):
            if code not in known:
                listed = ", ".join(known)
                yield fault("node-unknown", Place(recipe.file, 1), node=code, known=listed)
        for node in recipe.aggregates():
            weights = dict(rule.weights)
            # a group may leave a whole branch out by giving its node no weight
            if weights.get(node.code, node.weight) == 0:
                continue
            if node.parts and sum(weights.get(p.code, p.weight) for p in node.parts) == 0:
                yield fault("zero-weights", Place(recipe.file, node.line), node=node.code)


def _leaf(recipe: Recipe, node: Node) -> Iterator[Fault]:
    place = Place(recipe.file, node.line)
    assert node.indicator is not None
    method = node.indicator.normalise or recipe.level(1).normalise
    if method.name == "goalposts" and node.indicator.goalposts is None:
        posts = [dict(g.goalposts) for g in recipe.groups]
        if not posts or not all(
            node.code in p or dict(g.weights).get(node.code) == 0
            for p, g in zip(posts, recipe.groups, strict=True)
        ):
            yield fault("goalposts-missing", place, node=node.code)
    if method.name == "distance_to_target" and node.indicator.target is None:
        yield fault("target-missing", place, node=node.code)


def _inner(recipe: Recipe, node: Node) -> Iterator[Fault]:
    place = Place(recipe.file, node.line)
    if not node.parts:
        yield fault("no-indicators", place, node=node.code)
        return
    level = recipe.level(height(node))
    weights = node.weights or level.weights
    if weights.name == "given" and all(p.weight == 0 for p in node.parts):
        yield fault("zero-weights", place, node=node.code)
    elif not recipe.groups:
        for part in node.parts:
            if part.weight == 0:
                at = Place(recipe.file, part.line)
                yield fault("zero-weight", at, grave=False, node=part.code)
    if weights.name == "ahp":
        yield from _pairwise(place, node)
    yield from _shares(place, node, weights, node.aggregate or level.aggregate)


def _pairwise(place: Place, node: Node) -> Iterator[Fault]:
    matrix, size = node.pairwise, len(node.parts)
    if len(matrix) != size or any(len(row) != size for row in matrix):
        yield fault("pairwise", place, node=node.code, what=f"{size} x {size}")
        return
    for i in range(size):
        for j in range(size):
            if matrix[i][j] <= 0 or abs(matrix[i][j] * matrix[j][i] - 1) > 1e-2:
                yield fault("pairwise", place, node=node.code, what=f"[{i + 1}, {j + 1}]")
                return


def _shares(place: Place, node: Node, weights: Method, aggregate: Method) -> Iterator[Fault]:
    if weights.name != "benefit_of_the_doubt":
        return
    low, high = weights.pair("shares", (0.0, 1.0))
    count = len(node.parts)
    if low * count > 1 or high * count < 1 or low > high:
        yield fault("infeasible-shares", place, node=node.code, low=low, high=high, count=count)
    if aggregate.name != "arithmetic":
        yield fault(
            "method-context",
            place,
            method=weights.name,
            why=f"aggregate: {aggregate.name}",
            remedy_zh="受益权重须与 arithmetic 合成同用",
            remedy_en="use it with aggregate: arithmetic",
        )
