"""Print a recipe back as YAML; reading the print gives the same recipe."""

import yaml

from gaoxin.indicators.faults import Text
from gaoxin.indicators.methods import Method
from gaoxin.indicators.recipe import Indicator, Level, Node, Recipe

Plain = dict[str, object]


def print_recipe(recipe: Recipe) -> str:
    """The recipe as YAML with stable order; `parse_recipe` of it equals the recipe."""
    plain: Plain = {"recipe": recipe.code}
    _put(plain, "title", _text(recipe.title))
    plain["completeness"] = recipe.completeness
    _put(plain, "note", _text(recipe.note))
    valid = {"from": _day(recipe.valid_from), "to": _day(recipe.valid_to)}
    _put(plain, "valid", {k: v for k, v in valid.items() if v})
    _put(plain, "sources", [_source(s.code, s.title, s.url) for s in recipe.sources])
    table = {
        "unit": recipe.unit_column,
        "name": recipe.name_column,
        "year": recipe.year_column,
        "group": recipe.group_column,
    }
    plain["table"] = {k: v for k, v in table.items() if v}
    _put(plain, "groups", {g.group: _rule(g.weights, g.goalposts) for g in recipe.groups})
    _put(plain, "screen", {"available": recipe.screen} if recipe.screen else {})
    _put(plain, "impute", [_method(m) for m in recipe.impute])
    plain["outliers"] = _method(recipe.outliers)
    plain["levels"] = [_level(level) for level in recipe.levels]
    plain["panel"] = {"goalposts": recipe.scope}
    plain["ranks"] = {"tolerance": recipe.tolerance}
    _put(plain, "grades", dict(recipe.grades))
    _put(plain, "choices", {c.stage: [_method(m) for m in c.options] for c in recipe.choices})
    plain["tree"] = {recipe.tree.code: _node(recipe.tree)}
    return yaml.safe_dump(_texts(plain), allow_unicode=True, sort_keys=False, width=100)


def _texts(value: object) -> object:
    """Numbers as shortest exact text, so that nothing is lost or guessed on the way back."""
    if isinstance(value, dict):
        return {str(k): _texts(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_texts(v) for v in value]
    return value


def _put(plain: Plain, key: str, value: object) -> None:
    if value:
        plain[key] = value


def _text(text: Text) -> object:
    if text.zh == text.en:
        return text.zh
    return {k: v for k, v in (("zh", text.zh), ("en", text.en)) if v}


def _day(value: object) -> str:
    return "" if value is None else str(value)


def _source(code: str, title: Text, url: str) -> Plain:
    plain: Plain = {"code": code}
    _put(plain, "title", _text(title))
    _put(plain, "url", url)
    return plain


def _rule(
    weights: tuple[tuple[str, float], ...],
    goalposts: tuple[tuple[str, tuple[float, float]], ...],
) -> Plain:
    plain: Plain = {}
    _put(plain, "weights", dict(weights))
    _put(plain, "goalposts", {k: list(v) for k, v in goalposts})
    return plain


def _method(method: Method) -> object:
    return {"method": method.name, **dict(method.params)} if method.params else method.name


def _level(level: Level) -> Plain:
    return {
        "normalise": _method(level.normalise),
        "weights": _method(level.weights),
        "aggregate": _method(level.aggregate),
        "available": level.available,
    }


def _node(node: Node) -> Plain:
    plain: Plain = {}
    if node.title != Text(node.code, node.code):
        plain["title"] = _text(node.title)
    if node.weighed:
        plain["weight"] = node.weight
    plain["status"] = node.status
    _put(plain, "note", _text(node.note))
    if node.indicator is not None:
        plain.update(_indicator(node.code, node.indicator))
    for key, method in (("weights", node.weights), ("aggregate", node.aggregate)):
        if method is not None:
            plain[key] = _method(method)
    _put(plain, "pairwise", [list(row) for row in node.pairwise])
    _put(plain, "parts", {p.code: _node(p) for p in node.parts})
    return plain


def _indicator(code: str, indicator: Indicator) -> Plain:
    plain: Plain = {}
    if indicator.column != code:
        plain["column"] = indicator.column
    _put(plain, "unit", _text(indicator.unit))
    plain["better"] = "more" if indicator.better > 0 else "less"
    _put(plain, "goalposts", list(indicator.goalposts or ()))
    if indicator.target is not None:
        plain["target"] = indicator.target
    _put(plain, "denominator", indicator.denominator)
    if indicator.transform != "none":
        plain["transform"] = indicator.transform
    _put(plain, "source", indicator.source)
    if indicator.normalise is not None:
        plain["normalise"] = _method(indicator.normalise)
    return plain
