"""Checks of a recipe that need the whole of it: codes, weights, and what a method needs here."""

from collections.abc import Iterator

from gaoxin.indicators.faults import Fault, Place, fault
from gaoxin.indicators.methods import Method, Stage, names, slips
from gaoxin.indicators.recipe import Node, Recipe, height

# methods that scale scores, which have neither goalposts nor a target nor a unit to refer to
_ONLY_INDICATORS = ("goalposts", "distance_to_target", "distance_to_reference")


def check_tree(recipe: Recipe) -> list[Fault]:
    """Faults of the hierarchy: codes, weights, methods and what they need."""
    found = [*_codes(recipe), *_status(recipe), *_groups(recipe), *_upper(recipe)]
    for node in recipe.tree.walk():
        found.extend(_leaf(recipe, node) if node.indicator else _inner(recipe, node))
    if len(recipe.indicators()) == 1:
        found.append(fault("one-indicator", Place(recipe.file, recipe.tree.line), grave=False))
    for choice in recipe.choices:
        for option in choice.options:
            found.extend(_variant(recipe.with_choice(choice.stage, option), choice.stage))
    return list(dict.fromkeys(found))


def check_methods(recipe: Recipe) -> list[Fault]:
    """Faults of the parameters of every method of a recipe, however the recipe was made."""
    return [
        Fault(slip.code, Place(recipe.file), slip.details)
        for stage, method in dict.fromkeys(_methods(recipe))
        if method.name in names(stage)
        for slip in slips(stage, method)
    ]


def _methods(recipe: Recipe) -> Iterator[tuple[Stage, Method]]:
    yield from (("impute", m) for m in recipe.impute)
    yield "outliers", recipe.outliers
    for level in recipe.levels:
        yield from (("normalise", level.normalise), ("weights", level.weights))
        yield "aggregate", level.aggregate
    for node in recipe.tree.walk():
        if node.weights:
            yield "weights", node.weights
        if node.aggregate:
            yield "aggregate", node.aggregate
        if node.indicator and node.indicator.normalise:
            yield "normalise", node.indicator.normalise
    yield from ((c.stage, m) for c in recipe.choices for m in c.options)


def _variant(recipe: Recipe, stage: Stage) -> Iterator[Fault]:
    """What a declared alternative lacks, as if it were the recipe."""
    for node in recipe.tree.walk():
        if stage == "normalise" and node.indicator:
            yield from _leaf(recipe, node)
        elif stage in ("weights", "aggregate") and node.parts:
            yield from (f for f in _inner(recipe, node) if f.grave)


def _upper(recipe: Recipe) -> Iterator[Fault]:
    for level in recipe.levels[1:]:
        if level.normalise.name in _ONLY_INDICATORS:
            yield fault("method-indicators", Place(recipe.file, 1), method=level.normalise.name)


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
    if node.indicator.transform == "log":
        marks = [*(node.indicator.goalposts or ()), *filter(None, [node.indicator.target])]
        marks += [v for g in recipe.groups for v in dict(g.goalposts).get(node.code, ())]
        if any(mark <= 0 for mark in marks) or node.indicator.target == 0:
            yield fault("log-not-positive-mark", place, node=node.code)


def _inner(recipe: Recipe, node: Node) -> Iterator[Fault]:
    place = Place(recipe.file, node.line)
    if not node.parts:
        yield fault("no-indicators", place, node=node.code)
        return
    level = recipe.level(height(node))
    weights = node.weights or level.weights
    if weights.name == "given" and all(p.weight == 0 for p in node.parts):
        yield fault("zero-weights", place, node=node.code)
    elif weights.name == "given" and (bare := _left_out(recipe, node)):
        yield fault("weight-left-out", place, node=node.code, parts=", ".join(bare))
    elif not recipe.groups:
        for part in node.parts:
            if part.weight == 0:
                at = Place(recipe.file, part.line)
                yield fault("zero-weight", at, grave=False, node=part.code)
    if weights.name == "ahp":
        yield from _pairwise(place, node)
    yield from _shares(place, node, weights, node.aggregate or level.aggregate)


def _left_out(recipe: Recipe, node: Node) -> list[str]:
    """Parts without a weight beside parts that have one, in the tree or in the rule of a group."""
    for own in ({}, *(dict(rule.weights) for rule in recipe.groups)):
        bare = [p.code for p in node.parts if not p.weighed and p.code not in own]
        given = [own.get(p.code, p.weight) for p in node.parts if p.code not in bare]
        if bare and any(weight != 0 for weight in given):
            return bare
    return []


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
    low, high = weights.pair("shares")
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
