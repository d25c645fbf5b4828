"""``posting`` blocks: the accounts of a book, and the entries that steps make in it."""

from collections.abc import Callable, Iterator
from typing import cast

from gaoxin.files.yamltree import Mapping, Scalar, Sequence, Tree
from gaoxin.policy.form import (
    Cited,
    Label,
    Nature,
    Posting,
    PostingAccount,
    PostingEntry,
    PostingMove,
    Shares,
)
from gaoxin.policy.reading.keys import Keys
from gaoxin.policy.reading.meta import Room
from gaoxin.policy.reading.procedure import undated
from gaoxin.quantities import QuantityError, Rounding, parse_rounding

KEYS: tuple[str, ...] = ("dimensions", "accounts", "entries", "no_entry", "through")
NATURES: tuple[str, ...] = ("source", "asset", "liability", "commitment", "expense")
ACCOUNT: tuple[str, ...] = ("nature", "by", "unit", "overdraft", "at_close")
MOVE: tuple[str, ...] = ("from", "to", "money")
ENTRY: tuple[str, ...] = ("step", *MOVE, "moves", "by", "reverses", "closes", "round")


def read_posting(room: Room, keys: Keys, within: Callable[[str], Room]) -> Posting:
    """``within``: the room in which the rules of a procedure's entries are read."""
    keys.only(*KEYS)
    keys.require("id", "accounts", "entries")
    return Posting(
        id=keys.text("id"),
        document=room.document,
        meta=room.meta(keys),
        dimensions=dict(_dimensions(room, keys)),
        accounts={n: _account(room, n, t) for n, t in keys.entries("accounts")},
        entries=tuple(e for n, t in keys.entries("entries") for e in _entries(room, n, t, within)),
        silent=frozenset(_steps(room, keys, "no_entry")),
        through=keys.texts("through"),
    )


def _dimensions(room: Room, keys: Keys) -> Iterator[tuple[str, str]]:
    for name, tree in keys.entries("dimensions"):
        word = Keys(
            keys.desk, Mapping({}, {name: tree}, tree.line, tree.column), keys.article
        ).value(name)
        known = room.names.vocabulary.kind(word)
        if word != "year" and known is None:
            keys.fault(
                "L1",
                tree,
                f"维度“{name}”不是对象的种类，也不是年",
                f"the dimension '{name}' is neither a kind of entity nor year",
                "写登记过的对象，或 年",
                "name a registered kind, or year",
            )
            continue
        yield name, known.id if known is not None and word != "year" else "year"


def _account(room: Room, name: str, tree: Tree) -> PostingAccount:
    keys = room.open(tree, "account")
    keys.only(*ACCOUNT)
    keys.require("nature")
    return PostingAccount(
        name=name,
        label=Label(keys.text("zh") or name, keys.text("en")),
        nature=cast(Nature, keys.choice("nature", NATURES, "asset")),
        meta=room.meta(keys),
        by=keys.texts("by"),
        unit=keys.text("unit") or "CNY",
        overdraft=keys.yes("overdraft"),
        at_close=keys.value("at_close"),
    )


def _entries(
    room: Room, name: str, tree: Tree, within: Callable[[str], Room]
) -> Iterator[PostingEntry]:
    """One entry for each step named."""
    keys = room.open(tree, "move")
    keys.only(*ENTRY)
    keys.require("step")
    keys.rivals("money", "moves", "reverses", "closes")
    meta = undated(room, keys)
    for procedure, step in _steps(room, keys, "step"):
        address = f"{room.document}#{room.keys.text('id')}.{name}"
        inner = within(procedure)
        yield PostingEntry(
            name=name,
            label=Label(keys.text("zh") or name, keys.text("en")),
            procedure=procedure,
            step=step,
            meta=meta,
            moves=tuple(_moves(inner, keys, address)),
            by={n: inner.cited(t, f"{address}.{n}") for n, t in keys.entries("by")},
            reverses=keys.text("reverses"),
            closes=keys.text("closes"),
            rounding=_rounding(keys),
        )


def _moves(room: Room, keys: Keys, address: str) -> Iterator[PostingMove]:
    if keys.has("money") or keys.has("from"):
        yield from _move(room, keys, address)
    tree = keys.get("moves")
    for item in tree.items if isinstance(tree, Sequence) else ():
        inner = room.open(item)
        inner.only(*MOVE)
        yield from _move(room, inner, address)


def _move(room: Room, keys: Keys, address: str) -> Iterator[PostingMove]:
    if not keys.require("from", "to", "money"):
        return
    money = keys.get("money")
    assert money is not None
    yield PostingMove(
        _end(room, keys, "from", address),
        _end(room, keys, "to", address),
        room.cited(money, f"{address}.money"),
        undated(room, keys),
    )


def _end(room: Room, keys: Keys, key: str, address: str) -> str | Shares:
    tree = keys.get(key)
    if not isinstance(tree, Mapping):
        return keys.text(key)
    inner = keys.sub(tree)
    inner.only("shares", "rest")
    inner.require("shares", "rest")
    parts: list[tuple[str, Cited]] = [
        (name, room.cited(share, f"{address}.{name}")) for name, share in inner.entries("shares")
    ]
    return Shares(tuple(parts), inner.text("rest"))


def _steps(room: Room, keys: Keys, key: str) -> Iterator[tuple[str, str]]:
    """``procedure.step``, or ``alias.procedure.step``, as the procedure's address and the step."""
    tree = keys.get(key)
    items = tree.items if isinstance(tree, Sequence) else (tree,) if tree is not None else ()
    for item in items:
        if not isinstance(item, Scalar):
            keys.wrong_form(key, item, "程序.步骤", "procedure.step")
            continue
        *names, step = item.text.strip().split(".")
        document = room.document
        if len(names) == 2:
            document = room.used(names[0])
        address = f"{document}#{names[-1] if names else ''}"
        if step not in room.names.steps(address):
            keys.fault(
                "L4",
                item,
                f"没有步骤“{item.text}”",
                f"there is no step '{item.text}'",
                "写 程序.步骤，例如 reviewed.同意",
                "write procedure.step, e.g. reviewed.approve",
            )
            continue
        yield address, step


def _rounding(keys: Keys) -> Rounding | None:
    text = keys.text("round")
    if not text:
        return None
    try:
        return parse_rounding(text)
    except QuantityError as error:
        keys.fault("D5", keys.get("round") or keys.tree, error.reason("zh"), error.reason("en"))
        return None
