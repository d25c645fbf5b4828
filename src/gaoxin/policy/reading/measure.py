"""``target``, ``index`` and ``note`` blocks: what is to be reached, how zones are compared, and
what nothing executes yet."""

from datetime import date
from fractions import Fraction
from typing import Any, cast

from gaoxin.files.yamltree import Mapping, Scalar, Sequence, Tree
from gaoxin.policy.form import (
    Cited,
    Index,
    IndexNode,
    Label,
    Target,
    Type,
    Unexecutable,
)
from gaoxin.policy.reading.define import read_readings
from gaoxin.policy.reading.keys import Keys
from gaoxin.policy.reading.meta import Room
from gaoxin.quantities import QuantityError, parse_date, parse_rate

TARGET: tuple[str, ...] = (
    "measure",
    "base",
    "aim",
    "due",
    "owner",
    "milestones",
    "plan",
    "for",
    "raw",
    "readings",
)
INDEX: tuple[str, ...] = (
    "for",
    "tree",
    "normalise",
    "aggregate",
    "weights_below",
    "groups",
    *("table", "screen", "impute", "outliers", "levels", "panel", "ranks", "grades", "choices"),
    "writes",
)
NODE: tuple[str, ...] = ("weight", "parts", "measure", "better")


def read_target(room: Room, keys: Keys) -> Target:
    keys.only(*TARGET)
    keys.require("id", "measure")
    keys.rivals("aim", "raw")
    if not keys.has("raw"):
        keys.require("aim")
    address = f"{room.document}#{keys.text('id')}"
    room = room.about(keys)
    measure = keys.get("measure")
    measured = room.cited(measure, f"{address}.measure") if measure is not None else None
    x = measured.node.type if measured else Type("any")
    base, base_on = _base(room, keys, address)
    variables = {"x": x, "base": base.node.type if base else x}
    if variables["base"].name == "any":
        variables["base"] = x
    aim, plan = keys.get("aim"), keys.get("plan")
    return Target(
        id=keys.text("id"),
        document=room.document,
        kind=room.kind,
        meta=room.meta(keys),
        measure=measured,
        aim=room.cited(aim, f"{address}.aim", wanted="flag", variables=variables) if aim else None,
        base=base,
        base_on=base_on,
        due=room.day(keys, "due", last=True),
        owner=keys.text("owner"),
        milestones=_milestones(room, keys, address, variables),
        plan=room.cited(plan, f"{address}.plan") if plan else None,
        raw=keys.text("raw"),
        readings=read_readings(room, keys, address, "rule", variables),
    )


def _base(room: Room, keys: Keys, address: str) -> tuple[Cited | None, date | None]:
    tree = keys.get("base")
    if tree is None:
        return None, None
    if not isinstance(tree, Mapping):
        return room.cited(tree, f"{address}.base", key="value"), None
    entry = keys.sub(tree)
    cited = room.cited(tree, f"{address}.base", key="value", extra=("on",))
    return cited, room.day(entry, "on", last=True)


def _milestones(
    room: Room, keys: Keys, address: str, variables: dict[str, Type]
) -> tuple[tuple[date, Cited], ...]:
    found = []
    for name, tree in keys.entries("milestones"):
        try:
            day = parse_date(name).last
        except QuantityError as error:
            keys.fault("D5", tree, error.reason("zh"), error.reason("en"))
            continue
        where = f"{address}.milestones.{name}"
        found.append((day, room.cited(tree, where, wanted="flag", variables=variables)))
    return tuple(sorted(found, key=lambda pair: pair[0]))


# --- index ---------------------------------------------------------------------------------


def read_index(room: Room, keys: Keys) -> Index:
    keys.only(*INDEX)
    keys.require("id", "tree")
    address = f"{room.document}#{keys.text('id')}"
    room = room.about(keys)
    methods = {
        key: _plain(tree)
        for key in INDEX
        if key not in ("for", "tree", "writes")
        if (tree := keys.get(key)) is not None
    }
    return Index(
        id=keys.text("id"),
        document=room.document,
        kind=room.kind,
        meta=room.meta(keys),
        tree=tuple(_node(room, n, t, address) for n, t in keys.entries("tree")),
        methods=methods,
        writes={n: t.text for n, t in keys.entries("writes") if isinstance(t, Scalar)},
    )


def _node(room: Room, name: str, tree: Tree, address: str) -> IndexNode:
    keys = room.open(tree)
    keys.only(*NODE)
    keys.rivals("parts", "measure")
    if not keys.has("parts"):
        keys.require("measure", "better")
    measure = keys.get("measure")
    label = Label(keys.text("zh") or name, keys.text("en"))
    return IndexNode(
        name,
        label,
        _weight(keys),
        tuple(_node(room, n, t, address) for n, t in keys.entries("parts")),
        room.cited(measure, f"{address}.{name}") if measure is not None else None,
        cast(Any, keys.choice("better", ("more", "less"))),
        room.meta(keys),
    )


def _weight(keys: Keys) -> Fraction | None:
    text = keys.text("weight")
    if not text:
        return None
    try:
        return parse_rate(text)
    except QuantityError as error:
        keys.fault("D5", keys.get("weight") or keys.tree, error.reason("zh"), error.reason("en"))
        return None


def _plain(tree: Tree) -> Any:
    if isinstance(tree, Scalar):
        return tree.text
    if isinstance(tree, Sequence):
        return [_plain(i) for i in tree.items]
    return {k: _plain(v) for k, v in tree.items()}


# --- notes ---------------------------------------------------------------------------------


def read_notes(room: Room, tree: Tree) -> list[Unexecutable]:
    """Mechanisms of the text that nothing executes yet, each with its reason."""
    items = tree.items if isinstance(tree, Sequence) else (tree,)
    found = []
    for item in items:
        keys = room.open(item)
        keys.only("reason")
        keys.require("id", "reason")
        reason = keys.get("reason")
        label = Label(keys.text("zh"), keys.text("en"))
        why = Label(reason.text, reason.text) if isinstance(reason, Scalar) else Label()
        if isinstance(reason, Mapping):
            inner = keys.sub(reason)
            why = Label(inner.text("zh"), inner.text("en"))
        found.append(Unexecutable(keys.text("id"), label, why, room.meta(keys)))
    return found
