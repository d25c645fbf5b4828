"""``example`` blocks: cases, edges and refusals, each made into a case of its own."""

from collections.abc import Mapping as MappingType
from datetime import date
from typing import Any, Literal

from gaoxin.files.yamltree import Mapping, Scalar, Sequence, Tree
from gaoxin.policy import keywords
from gaoxin.policy.form import Case, Example
from gaoxin.policy.reading.keys import Keys
from gaoxin.policy.reading.meta import Room

KEYS: tuple[str, ...] = ("tests", "on", "given", "cases", "edges", "refused")
CASE: tuple[str, ...] = ("name", "on", "set", "events", "then", "nodes")
SPECIAL: tuple[str, ...] = ("paid", "repeat", "clause", "on", "money", "step")
RUN: tuple[str, ...] = ("case", "step", "on", "actor", "records", "reason", "barred", "without")
RUN_GIVEN: tuple[str, ...] = ("kind", "repeat", "people", "conflicts")
RUN_RESULT: tuple[str, ...] = ("stands", "balance", "recorded", "due", "opened")
RESULT: tuple[str, ...] = (
    "answer",
    "fails",
    "asks",
    "holds",
    "picks",
    "cut",
    "payers",
    "reached",
    "breaches",
)
RESULT += ("title", "until", "outcome", "money", "milestones")
RUNS = frozenset({"procedure", "posting"})
"""Blocks whose examples may be runs: events taken one after the other."""
_LISTS = {"clause": {"fails", "asks", "holds"}, "stacking": {"picks"}, "procedure": {"breaches"}}
_PAIRS = {"clause": {"payers"}, "stacking": {"cut"}, "target": {"milestones"}}


def read_example(room: Room, keys: Keys, tests: str, what: Any) -> Example:
    """``tests``/``what``: address and sort of the block under test."""
    keys.only(*KEYS)
    keys.require("tests")
    on = room.day(keys, "on", last=True)
    given = _given(keys, "given", what)
    cases = [*_cases(room, keys, what, on, given)]
    cases += _edges(room, keys, on, given)
    cases += _refused(room, keys, on, given)
    return Example(tests, what, tuple(cases), room.meta(keys))


def _cases(room: Room, keys: Keys, what: str, on: date | None, given: dict[str, Any]) -> list[Case]:
    tree = keys.get("cases")
    if tree is None:
        return []
    if not isinstance(tree, Sequence):
        keys.wrong_form("cases", tree, "列表", "a list")
        return []
    found = []
    for item in tree.items:
        entry = room.open(item)
        entry.only(*CASE)
        entry.require("name", "then")
        events, nodes = entry.get("events"), entry.get("nodes")
        found.append(
            Case(
                name=entry.text("name"),
                on=room.day(entry, "on", last=True) or on,
                given=merged(given, _given(entry, "set", what)),
                then=_then(entry, what),
                place=room.place(item),
                events=tuple(_events(entry, events, what)) if events else (),
                nodes=_special(entry, nodes, ()) if nodes else {},
            )
        )
    return found


def _events(keys: Keys, tree: Tree, what: str) -> list[Any]:
    """Events; of a run only the keys of the event are words of the language, not its records."""
    found: list[Any] = _special(keys, tree, SPECIAL)
    if what not in RUNS or not isinstance(tree, Sequence):
        return found
    english = {keys.word(w): w for w in RUN}
    return [
        {english.get(k, k): _special(keys, v, ()) for k, v in item.items()}
        if isinstance(item, Mapping)
        else _special(keys, item, ())
        for item in tree.items
    ]


def _then(keys: Keys, what: str) -> dict[str, Any]:
    """What a case expects, each result in its form; one in another form is a fault."""
    tree = keys.mapping("then")
    if tree is None:
        return {}
    entry = keys.sub(tree)
    english = {keys.word(w): w for w in (*RESULT, *(RUN_RESULT if what in RUNS else ()))}
    found: dict[str, Any] = {}
    for name, value in tree.items():
        key = english.get(name, name)
        if what in RUNS and key in RUN_RESULT and isinstance(value, Mapping):
            found[key] = _special(keys, value, ())
        elif key in _LISTS.get(what, ()):
            found[key] = list(entry.texts(key))
        elif key in _PAIRS.get(what, ()):
            found[key] = _special(keys, entry.mapping(key) or Mapping({}, {}, 0, 0), RESULT)
        elif isinstance(value, Scalar):
            found[key] = keywords.value(value.text)
        else:
            entry.wrong_form(key, value, "一个值", "one value")
    return found


def _edges(room: Room, keys: Keys, on: date | None, given: dict[str, Any]) -> list[Case]:
    found = []
    for name, tree in keys.entries("edges"):
        if not isinstance(tree, Sequence) or len(tree.items) != 2:
            keys.fault(
                "D5",
                tree,
                f"临界“{name}”要写两个改动：恰在线上、越过一步",
                f"the edge '{name}' needs two changes: on the edge, one step beyond",
            )
            continue
        for change, expects in zip(tree.items, ("edge", "beyond"), strict=True):
            found.append(_changed(room, keys, name, change, on, given, expects))  # type: ignore[arg-type]
    return found


def _refused(room: Room, keys: Keys, on: date | None, given: dict[str, Any]) -> list[Case]:
    return [
        _changed(room, keys, name, tree, on, given, "refused")
        for name, tree in keys.entries("refused")
    ]


def _changed(
    room: Room,
    keys: Keys,
    name: str,
    change: Tree,
    on: date | None,
    given: dict[str, Any],
    expects: Literal["edge", "beyond", "refused"],
) -> Case:
    changes = _special(keys, change, SPECIAL) if isinstance(change, Mapping) else {}
    answer = "yes" if expects == "edge" else "no"
    then: dict[str, Any] = {"answer": answer}
    if expects != "edge":
        then["fails"] = [name.partition(".")[0]]
    label = {"edge": "恰在线上", "beyond": "越过一步", "refused": "单独不过"}[expects]
    return Case(
        name=f"{name}：{label}",
        on=on,
        given=merged(given, changes),
        then=then,
        place=room.place(change),
        expects=expects,
        of=name,
    )


def _given(keys: Keys, key: str, what: str) -> dict[str, Any]:
    tree = keys.mapping(key)
    words = RUN_GIVEN if what in RUNS else SPECIAL
    return _special(keys, tree, words) if tree else {}


def _special(keys: Keys, tree: Tree, words: tuple[str, ...]) -> Any:
    """The tree as plain dicts, lists and texts; keywords among ``words`` by their English word."""
    if isinstance(tree, Scalar):
        return tree.text
    if isinstance(tree, Sequence):
        return [_special(keys, item, words) for item in tree.items]
    english = {keys.word(w): w for w in words}
    return {english.get(k, k): _special(keys, v, words) for k, v in tree.items()}


def merged(given: MappingType[str, Any], change: MappingType[str, Any]) -> dict[str, Any]:
    """``given`` with ``change``: mappings are merged key by key, all else is replaced."""
    found = dict(given)
    for key, value in change.items():
        old = found.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            found[key] = merged(old, value)
        else:
            found[key] = value
    return found
