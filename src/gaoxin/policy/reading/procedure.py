"""``procedure`` blocks: states, steps, clocks, and who must not be the same person."""

from gaoxin.files.yamltree import Scalar, Sequence, Tree
from gaoxin.policy import keywords
from gaoxin.policy.form import Clock, Label, Meta, Procedure, State, Step
from gaoxin.policy.reading.keys import Keys
from gaoxin.policy.reading.meta import Room
from gaoxin.quantities import Duration, QuantityError, parse_duration

FILE = "case"
"""The built-in kind of a file that goes through a procedure."""
KEYS: tuple[str, ...] = ("for", "roles", "states", "steps", "clocks", "apart")


def read_procedure(room: Room, keys: Keys) -> Procedure:
    keys.only(*KEYS)
    keys.require("id", "states", "steps")
    kind = keys.value("for") or FILE
    return Procedure(
        id=keys.text("id"),
        document=room.document,
        kind=kind if kind == FILE else room.about(keys).kind,
        meta=room.meta(keys),
        roles={n: t.text for n, t in keys.entries("roles") if isinstance(t, Scalar)},
        states={n: _state(room, n, t) for n, t in keys.entries("states")},
        steps={n: _step(room, n, t) for n, t in keys.entries("steps")},
        clocks={n: _clock(room, n, t) for n, t in keys.entries("clocks")},
        apart=_apart(keys),
    )


def _state(room: Room, name: str, tree: Tree) -> State:
    keys = room.open(tree)
    keys.only("applicant", "public", "end")
    english = keys.text("en")
    return State(
        name,
        Label(keys.text("zh") or name, english),
        Label(keys.text("applicant"), keys.text("applicant") and english),
        Label(keys.text("public"), keys.text("public") and english),
        keys.yes("end"),
        room.meta(keys),
    )


def _step(room: Room, name: str, tree: Tree) -> Step:
    keys = room.open(tree)
    # `from` and `to` are states here, not dates
    keys.only("from", "to", "by", "needs")
    keys.require("from", "to", "by")
    needs = tuple(keywords.value(n) for n in keys.texts("needs"))
    meta = _undated(room, keys)
    by = keys.value("by")
    # a role may be called 园区 or 企业: only clock and anyone are words of the language
    by = by if by in {"clock", "anyone"} else keys.text("by")
    return Step(name, keys.texts("from"), keys.text("to"), by, needs, meta)


def _clock(room: Room, name: str, tree: Tree) -> Clock:
    keys = room.open(tree)
    keys.only("from", "to", "within", "least", "stops_in", "late")
    keys.require("from", "to")
    keys.rivals("within", "least")
    if not keys.has("least"):
        keys.require("within")
    return Clock(
        name,
        keys.text("from"),
        keys.texts("to"),
        _duration(keys, "within"),
        _duration(keys, "least"),
        keys.texts("stops_in"),
        keys.text("late"),
        _undated(room, keys),
    )


def _undated(room: Room, keys: Keys) -> Meta:
    """Common keys of an entry whose ``from``/``to`` are not dates."""
    mapping = keys.tree
    hidden = {keys.word("from"), keys.word("to")}
    values = {k: v for k, v in mapping.values.items() if k not in hidden}
    rest = type(mapping)(mapping.keys, values, mapping.line, mapping.column)
    return room.meta(keys.sub(rest))


def _duration(keys: Keys, key: str) -> Duration | None:
    text = keys.text(key)
    if not text:
        return None
    try:
        return parse_duration(text)
    except QuantityError as error:
        keys.fault("D5", keys.get(key) or keys.tree, error.reason("zh"), error.reason("en"))
        return None


def _apart(keys: Keys) -> tuple[tuple[str, ...], ...]:
    tree = keys.get("apart")
    if tree is None:
        return ()
    groups = tree.items if isinstance(tree, Sequence) else ()
    found = [
        tuple(i.text for i in g.items if isinstance(i, Scalar))
        for g in groups
        if isinstance(g, Sequence)
    ]
    if len(found) != len(groups) or not found:
        keys.wrong_form("apart", tree, "列表的列表", "a list of lists")
    return tuple(found)
