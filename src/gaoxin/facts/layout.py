"""What the columns of a wide table hold: facts, the key, names, days of recording, sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gaoxin.facts.columns import Column, read_column
from gaoxin.facts.gathering import Gathering
from gaoxin.facts.headers import (
    KEY_WORDS,
    NAME_WORDS,
    NUMBER_WORDS,
    RECORDED_WORDS,
    SOURCE_WORDS,
    Header,
)
from gaoxin.facts.vocabulary import Kind
from gaoxin.facts.words import folded
from gaoxin.files.grid import Grid
from gaoxin.files.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a sheet hold, by their index."""

    columns: dict[int, Column]
    key: tuple[int, ...]
    name: int | None = None
    recorded: int | None = None
    source: int | None = None
    judged: Mapping[int, str] = field(default_factory=dict)


def read_layout(grid: Grid, kind: Kind, header: Header, into: Gathering) -> Layout:
    """The columns of the header; unknown, repeated and nameless ones are faults."""
    columns: dict[int, Column] = {}
    own: dict[str, int] = {}
    judged: dict[int, str] = {}
    seen: dict[tuple[str, str, str], int] = {}
    filled = grid.filled_columns(header.row)
    for index, name in enumerate(header.names):
        if not name:
            if index in filled:
                into.faults.append(grid.fault(header.row, index, _nameless()))
            continue
        if "#" in name:
            judged[index] = name
            continue
        column = read_column(name, kind, into.period, grid.typed)
        role = _role(name)
        if role and isinstance(column, Trouble):
            own.setdefault(role, index)
        elif isinstance(column, Trouble):
            into.faults.append(grid.fault(header.row, index, column))
        elif (first := seen.setdefault((*column.place, column.mark), index)) != index:
            into.faults.append(grid.fault(header.row, index, _twice(grid, header.row, first)))
        else:
            columns[index] = column
    return Layout(
        columns,
        _key_columns(kind, columns, own),
        own.get("name"),
        own.get("recorded"),
        own.get("source"),
        judged,
    )


def _role(name: str) -> str:
    word = folded(name)
    roles = {"key": KEY_WORDS, "name": NAME_WORDS, "recorded": RECORDED_WORDS}
    roles |= {"source": SOURCE_WORDS, "number": NUMBER_WORDS}
    return next((role for role, words in roles.items() if word in words), "")


def _key_columns(kind: Kind, columns: dict[int, Column], own: dict[str, int]) -> tuple[int, ...]:
    by_fact = {c.fact.id: i for i, c in columns.items() if not c.period and not c.mark}
    wanted = [definition.id for name in kind.key if (definition := kind.find(name))]
    if wanted and all(name in by_fact for name in wanted):
        return tuple(by_fact[name] for name in wanted)
    if "key" in own:
        return (own["key"],)
    spare = [by_fact[n] for n in ("code", "name") if n in by_fact] if not wanted else []
    return tuple(spare[:1])


def _nameless() -> Trouble:
    return Trouble(
        "F5",
        "这一列有内容但没有名称，没有读",
        "this column has cells but no name; it was not read",
        "写上事实的名称，或删去这一列",
        "give it the name of a fact, or delete it",
    )


def _twice(grid: Grid, r: int, first: int) -> Trouble:
    place = grid.place(r, first)
    return Trouble(
        "F4",
        f"这一列与 {place} 是同一事实同一期间，没有读",
        f"this column is the same fact and period as {place}; it was not read",
        "删去一列，或改期间",
        "delete one, or change its period",
    )
