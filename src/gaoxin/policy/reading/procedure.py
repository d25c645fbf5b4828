"""``procedure`` blocks: states, steps, clocks, roles, and who must not be the same person."""

from gaoxin.files.yamltree import Mapping, Scalar, Sequence, Tree
from gaoxin.policy import keywords
from gaoxin.policy.form import (
    Along,
    Cited,
    Clock,
    Condition,
    Extension,
    Fact,
    Label,
    Meta,
    Procedure,
    Record,
    Role,
    State,
    Step,
    Type,
)
from gaoxin.policy.reading.clause import read_conditions
from gaoxin.policy.reading.keys import Keys
from gaoxin.policy.reading.meta import Room
from gaoxin.quantities import Duration, QuantityError, parse_duration

KEYS: tuple[str, ...] = ("for", "roles", "states", "steps", "clocks", "apart")
STEP: tuple[str, ...] = ("from", "to", "by", "needs", "when", "explain", "papers", "once")
STEP += ("records", "opens", "takes", "letter")
CLOCK: tuple[str, ...] = ("from", "to", "within", "least", "stops_in", "late", "extended_by")
ALONG: tuple[str, ...] = ("each", "where", "with", "records", "sample")
NOBODY = frozenset({"clock", "anyone", "case"})
"""Who takes a step without holding a role of the procedure."""


def read_procedure(room: Room, keys: Keys) -> Procedure:
    keys.only(*KEYS)
    keys.require("id", "states", "steps")
    address = f"{room.document}#{keys.text('id')}"
    return Procedure(
        id=keys.text("id"),
        document=room.document,
        kind=room.kind,
        meta=room.meta(keys),
        roles={n: _role(room, n, t, address) for n, t in keys.entries("roles")},
        states={n: _state(room, n, t) for n, t in keys.entries("states")},
        steps={n: _step(room, n, t, address) for n, t in keys.entries("steps")},
        clocks={n: _clock(room, n, t) for n, t in keys.entries("clocks")},
        apart=_apart(keys),
    )


def _role(room: Room, name: str, tree: Tree, address: str) -> Role:
    """Text names who holds the role; ``{of: path}`` those who belong to an entity or kind."""
    if isinstance(tree, Scalar):
        return Role(name, Label(tree.text))
    keys = room.open(tree, "role")
    keys.only("of")
    word = keys.text("of")
    label = Label(keys.text("zh") or word or name, keys.text("en"))
    known = room.names.vocabulary.kind(word)
    if known is not None:
        return Role(name, label, kind=known.id)
    path = keys.get("of")
    return Role(name, label, room.cited(path, f"{address}.{name}") if path else None)


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


def _step(room: Room, name: str, tree: Tree, procedure: str) -> Step:
    keys = room.open(tree)
    # `from` and `to` are states here, not dates
    keys.only(*STEP)
    keys.require("from", "to", "by")
    address = f"{procedure}.{name}"
    once = keys.choice("once", ("person", "role"))
    return Step(
        name=name,
        sources=keys.texts("from"),
        target=keys.text("to"),
        by=_by(keys),
        needs=tuple(keywords.value(n) for n in keys.texts("needs")),
        meta=undated(room, keys),
        when=_conditions(room, keys, "when", address),
        explain=_conditions(room, keys, "explain", address),
        papers=keys.texts("papers"),
        once="person" if once == "person" else "role" if once == "role" else "",
        records=read_records(room, keys, "records", address),
        opens=_alongs(room, keys, "opens", address),
        takes=_alongs(room, keys, "takes", address),
        letter=keys.text("letter"),
    )


def _by(keys: Keys) -> tuple[str, ...]:
    """Roles; a role may be called 园区 or 企业, so only these words are of the language."""
    return tuple(w if (w := keywords.value(n)) in NOBODY else n for n in keys.texts("by"))


def _conditions(room: Room, keys: Keys, key: str, address: str) -> tuple[Condition, ...]:
    return read_conditions(room, keys, key, address, "")


def read_records(
    room: Room, keys: Keys, key: str, address: str, into: Room | None = None, **variables: Type
) -> tuple[Record, ...]:
    """``fact: form`` or ``fact: expression``. ``into``: the room that knows the facts, where they
    are another entity's than those whose rules are read."""
    found = []
    for name, tree in keys.entries(key):
        at = keys.mapping(key) or Mapping({}, {}, 0, 0)
        target = (into or room).target(name, at.keys.get(name) or tree)
        if target is not None:
            rule, meta = _recorded(room, tree, f"{address}.{name}", target, variables)
            found.append(Record(target, name, rule, meta))
    return tuple(found)


def _recorded(
    room: Room, tree: Tree, address: str, target: Fact, variables: dict[str, Type]
) -> tuple[Cited | None, Meta]:
    meta = Meta(place=room.place(tree))
    if isinstance(tree, Scalar) and keywords.value(tree.text.strip()) == "form":
        return None, meta
    register = room.names.vocabulary.find(target.kind, target.fact)
    spell = getattr(register, "time", "") == "spell"
    cited = room.cited(tree, address, variables=variables, spell=spell)
    return cited, cited.meta


# --- cases opened, steps taken along -------------------------------------------------------------


def _alongs(room: Room, keys: Keys, key: str, address: str) -> tuple[Along, ...]:
    """``opens: task``, ``takes: {item.批准: 批内兑现}``, or each with its own keys."""
    tree = keys.get(key)
    if tree is None:
        return ()
    if isinstance(tree, Scalar):
        return tuple(filter(None, [_along(room, keys, key, tree.text, None, address, tree)]))
    found = []
    for name, item in keys.entries(key):
        at = tree.keys.get(name, tree) if isinstance(tree, Mapping) else tree
        found.append(_along(room, keys, key, name, item, address, at))
    return tuple(along for along in found if along is not None)


def _along(
    room: Room, keys: Keys, key: str, name: str, tree: Tree | None, address: str, at: Tree
) -> Along | None:
    parts = name.split(".")
    step = parts.pop() if key == "takes" else ""
    procedure = _procedure(room, parts)
    kind = room.names.procedure(procedure)
    if kind is None:
        keys.fault(
            "P1",
            at,
            f"没有程序“{name}”",
            f"there is no procedure '{name}'",
            "写本文件或所引用文件的程序；带动写 程序.步骤",
            "name a procedure of this document or of one it uses; takes wants procedure.step",
        )
        return None
    place = f"{address}.{key}.{name}"
    if tree is None or isinstance(tree, Scalar):
        each = _each(room, tree, place)[0] if tree is not None else None
        return Along(procedure, step, Meta(place=room.place(at)), each)
    inner = room.open(tree)
    inner.only(*ALONG)
    each, variables = _each(room, inner.get("each"), place)
    where, sample = inner.get("where"), inner.get("sample")
    records = "with" if key == "opens" else "records"
    return Along(
        procedure,
        step,
        undated(room, inner),
        each,
        room.cited(where, place, wanted="flag", variables=variables) if where else None,
        read_records(room, inner, records, place, room.at(kind, None), **variables),
        room.cited(sample, place) if sample else None,
    )


def _procedure(room: Room, parts: list[str]) -> str:
    if len(parts) == 1:
        return f"{room.document}#{parts[0]}"
    alias, name = parts[0], ".".join(parts[1:])
    return f"{room.used(alias)}#{name}"


def _each(room: Room, tree: Tree | None, address: str) -> tuple[Cited | None, dict[str, Type]]:
    """An entity, a set, or a generator (``e for e in 园区.区内企业 if e.合格``), read as a count of
    its members; with the variable it binds."""
    if not isinstance(tree, Scalar):
        return None, {}
    if " for " not in f" {tree.text} ":
        return room.cited(tree, address), {}
    counted = Scalar(f"count({tree.text})", tree.line, tree.column)
    cited = room.cited(counted, address)
    loops = getattr(cited.node, "loops", ())
    return cited, {loop.variable: Type("entity", of=loop.over.type.of) for loop in loops}


# --- clocks --------------------------------------------------------------------------------------


def _clock(room: Room, name: str, tree: Tree) -> Clock:
    keys = room.open(tree)
    keys.only(*CLOCK)
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
        undated(room, keys),
        dict(_extensions(room, keys)),
    )


def _extensions(room: Room, keys: Keys) -> list[tuple[str, Extension]]:
    found = []
    for step, tree in keys.entries("extended_by"):
        entry = room.open(tree)
        entry.only("rule")
        entry.require("rule")
        length = _duration(entry, "rule")
        if length is not None:
            found.append((step, Extension(length, room.meta(entry))))
    return found


def undated(room: Room, keys: Keys) -> Meta:
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
