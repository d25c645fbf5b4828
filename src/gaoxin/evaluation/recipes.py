"""An `index` block of a document as a recipe.

The block's tree gives the hierarchy: a node's name is its code and, for an indicator, the column
of a table. How it is computed stands in the block under the keys of a recipe; what the text does
not say (`unknown`) keeps the index from being built, never from being proved on given scores.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gaoxin.files.tree import Mapping as Pairs
from gaoxin.files.tree import Scalar, Sequence, Tree
from gaoxin.indicators.faults import Fault, Place, Text, fault
from gaoxin.indicators.methods import Method
from gaoxin.indicators.recipe import Node, Recipe
from gaoxin.indicators.recipe_read import Read, read_recipe, recipe_of
from gaoxin.policy.faults import Fault as DocumentFault
from gaoxin.policy.form import Document, Index, IndexNode, Label
from gaoxin.policy.library import Library

SETTINGS = (
    *("table", "screen", "impute", "outliers", "levels", "panel", "ranks", "grades"),
    "choices",
)
"""Keys of a recipe that an index block may carry as they are."""
TOP = "index"
_REMARKS = ("verified", "note")
_STATUS = {"yes": "verified", "partly": "secondary", "no": "unverified", "": "unverified"}


def find_recipe(name: str, library: Library | None = None) -> Read:
    """A recipe by the address of an index (`document#id`), else by file or the code of one.

    `library` is needed for an address only."""
    if "#" in name and library is not None:
        return index_recipe(library, name)
    return read_recipe(name)


def index_recipe(library: Library, address: str) -> Read:
    """The recipe of an index block, fit for building; a method not stated is a grave fault."""
    found = find_index(library, address)
    if found is None:
        known = ", ".join(addresses(library))
        return Read(None, (fault("index-unknown", Place(), name=address, known=known),))
    document, index = found
    read = as_recipe(document, index)
    unstated = tuple(_unstated(index))
    return Read(None, (*read.faults, *unstated)) if unstated else read


def addresses(library: Library) -> tuple[str, ...]:
    """The addresses of all indices of a library."""
    return tuple(f"{d.id}#{name}" for d in library.documents.values() for name in d.indices)


def find_index(library: Library, address: str) -> tuple[Document, Index] | None:
    """The document and index of an address."""
    home, _, name = address.partition("#")
    document = library.documents.get(home)
    index = document.indices.get(name) if document else None
    return (document, index) if document and index else None


def as_recipe(document: Document, index: Index) -> Read:
    """The recipe of a block; where the text names no method the parts stay as they are."""
    read = recipe_of(_tree(_plain(document, index)), document.path, [])
    faults = tuple(replace(f, place=_placed(f.place, index)) for f in read.faults)
    recipe = read.recipe and replace(read.recipe, tree=_unplaced(read.recipe.tree))
    return Read(recipe, faults)


def check_indices(library: Library) -> Iterator[DocumentFault]:
    """What keeps an index block of a document from being a recipe (D5), at its block."""
    for document in library.documents.values():
        for index in document.indices.values():
            for found in as_recipe(document, index).faults:
                if found.grave:
                    yield DocumentFault(
                        "D5",
                        index.meta.place,
                        found.reason("zh"),
                        found.reason("en"),
                        f"{index.id} {found.place.column}".strip(),
                        found.remedy("zh"),
                        found.remedy("en"),
                    )


def _tree(value: Any) -> Tree:
    """Plain values as the tree a recipe is read from; the block stands for every place."""
    if isinstance(value, Mapping):
        keys = {str(k): Scalar(str(k), 1, 1) for k in value}
        return Pairs(keys, {str(k): _tree(v) for k, v in value.items()}, 1, 1)
    if isinstance(value, (list, tuple)):
        return Sequence(tuple(map(_tree, value)), 1, 1)
    return Scalar(str(value), 1, 1)


def _placed(place: Place, index: Index) -> Place:
    """The block instead of a line of the recipe made from it."""
    return replace(place, line=index.meta.place.line)


def _unplaced(node: Node) -> Node:
    return replace(node, line=0, parts=tuple(map(_unplaced, node.parts)))


def _plain(document: Document, index: Index) -> dict[str, Any]:
    front, methods = document.front, index.methods
    plain: dict[str, Any] = {
        "recipe": f"{document.id}#{index.id}",
        "title": _text(index.meta.label, index.id),
        "completeness": front.completeness or "complete",
        "note": index.meta.note or front.note,
        "sources": [{"code": document.id, "title": front.title, "url": front.source}],
    }
    plain |= {key: methods[key] for key in SETTINGS if key in methods}
    if isinstance(methods.get("groups"), Mapping):
        plain["groups"] = methods["groups"]
    elif "groups" in methods:
        plain["table"] = {"group": methods["groups"]} | plain.get("table", {})
    if "levels" not in plain:
        plain["levels"] = _levels(index)
    plain["tree"] = {TOP: {"title": _text(index.meta.label, index.id)} | _parts(index, index.tree)}
    return plain


def _levels(index: Index) -> list[dict[str, Any]]:
    """The methods of the block: how indicators are scaled, and how all parts are aggregated."""
    aggregate = _stated(index, "aggregate") or "arithmetic"
    first = {"normalise": _stated(index, "normalise") or "none", "aggregate": aggregate}
    return [first, {"aggregate": aggregate}]


def _stated(index: Index, key: str) -> Any:
    """A method without its remarks; None where the text names none."""
    found = index.methods.get(key)
    if isinstance(found, Mapping):
        found = {k: v for k, v in found.items() if k not in _REMARKS}
        if found.get("method") == "unknown":
            return None
    return None if found in (None, "unknown", "未知") else found


def unstated(index: Index, key: str) -> bool:
    """Does the block leave a method (`normalise`, `aggregate`) unsaid?"""
    return "levels" not in index.methods and _stated(index, key) is None


def _unstated(index: Index) -> Iterator[Fault]:
    place = Place(index.meta.place.path, index.meta.place.line)
    stages = {"normalise": Text("标准化", "normalise"), "aggregate": Text("合成", "aggregate")}
    for key, word in stages.items():
        if unstated(index, key):
            yield fault("method-unstated", place, index=index.id, stage=word)


def _parts(index: Index, nodes: tuple[IndexNode, ...]) -> dict[str, Any]:
    below = index.methods.get("weights_below")
    method = below.get("method") if isinstance(below, Mapping) else below
    weighed = any(node.weight is not None for node in nodes)
    parts = {node.name: _node(index, node) for node in nodes}
    return {"parts": parts} | ({} if weighed or not method else {"weights": method})


def _node(index: Index, node: IndexNode) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "title": _text(node.label, node.name),
        "status": _STATUS[node.meta.verified],
        "note": node.meta.note,
    }
    if node.weight is not None:
        plain["weight"] = f"{node.weight * 100}"
    if node.parts:
        return plain | _parts(index, node.parts)
    return plain | {"better": node.better or "more"}


def _text(label: Label, name: str) -> dict[str, str]:
    return {"zh": label.zh or name, "en": label.en or label.zh or name}


def scored(recipe: Recipe, given: frozenset[str]) -> Recipe:
    """The recipe with the nodes ``given`` as scores: nothing below counts, nothing is scaled."""

    def cut(node: Node) -> Node:
        if node.code not in given and node.parts:
            return replace(node, parts=tuple(map(cut, node.parts)))
        leaf = node.indicator or recipe.indicators()[0].indicator
        assert leaf is not None
        as_is = replace(
            leaf, column=node.code, better=1, denominator=None, transform="none", normalise=None
        )
        return replace(node, parts=(), pairwise=(), weights=None, aggregate=None, indicator=as_is)

    plain = Method("none")
    levels = tuple(replace(level, normalise=plain) for level in recipe.levels)
    return replace(
        recipe,
        tree=cut(recipe.tree),
        levels=levels,
        outliers=plain,
        impute=(),
        screen=0.0,
        groups=(),
        choices=(),
        unit_column="unit",
        name_column="",
        year_column="",
        group_column="",
    )
