"""The columns of a table of synthetic enterprises: which there are, of which type, how made."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from gaoxin.facts.arrow import EVENTS, SPELLS
from gaoxin.facts.made_up import accounts, states, tax
from gaoxin.facts.made_up.codes import codes_array
from gaoxin.facts.made_up.draws import Draws, Truths
from gaoxin.facts.made_up.population import Maker, Population
from gaoxin.facts.made_up.titles import EVENT_MAKERS, SPELL_MAKERS

_DAY: Final = np.dtype("datetime64[D]")
KEY: Final = "credit_code"
_MAKERS: Final[Mapping[str, Maker]] = {
    KEY: lambda p, _: p.draws.rows.astype(np.int64),
    **accounts.MAKERS,
    **tax.MAKERS,
    **tax.QUARTERLY,
    **states.MAKERS,
    **states.ABSENT,
    **SPELL_MAKERS,
    **EVENT_MAKERS,
}
_FLAGS: Final = {
    *tax.FLAGS,
    *states.ABSENT,
    *states.KEEN_FLAGS,
    *states.FLAGS,
}
_TYPES: Final[Mapping[str, Any]] = {
    KEY: pa.string(),
    "registered_on": pa.date32(),
    **dict.fromkeys(states.WORDS, pa.string()),
    **dict.fromkeys(_FLAGS, pa.bool_()),
    **dict.fromkeys(SPELL_MAKERS, SPELLS),
    **dict.fromkeys(EVENT_MAKERS, EVENTS),
}


def columns_for(year: int) -> list[str]:
    """Every column there is: states, the figures of the four years ending with ``year``, the tax
    figures of that year and of the one in course."""
    plain = [*states.MAKERS, *states.ABSENT, *SPELL_MAKERS, *EVENT_MAKERS]
    figures = [f"{n}@{y}" for n in accounts.MAKERS for y in range(year - 3, year + 1)]
    due = [f"{name}@{y}" for name in tax.MAKERS for y in (year, year + 1)]
    quarters = [
        f"{name}@{y}Q{q}" for name in tax.QUARTERLY for y in (year, year + 1) for q in range(1, 5)
    ]
    return [KEY, *plain, *figures, *due, *quarters]


def column_type(name: str) -> Any:
    """The Arrow type of a column."""
    return _TYPES.get(name.partition("@")[0], pa.int64())


def population(draws: Draws, year: int) -> Population:
    """The enterprises of a chunk; ``year`` is their last full year."""
    return Population(draws, year, _MAKERS)


def absent(people: Population, name: str) -> Truths:
    """Where the fact of a column is absent, which a column of its own says."""
    mark = f"{name}?"
    none: Truths = np.zeros(people.size, np.bool_)
    return people.values(mark) if mark in states.ABSENT else none


def array(people: Population, name: str, unknown: Truths, placed: Any = None) -> Any:
    """A column as Arrow, NULL where unknown."""
    values = people.values(name) if placed is None else placed
    fact = name.partition("@")[0]
    if fact == KEY:
        return codes_array(people.draws.rows)
    if isinstance(values, tuple):
        starts, ends, held = values
        return _lists(starts, ends, held, unknown)
    words = states.WORDS.get(fact)
    if words:
        places = pa.array(values.astype(np.int32), mask=unknown)
        return pa.DictionaryArray.from_arrays(places, pa.array(list(words))).cast(pa.string())
    return pa.array(values, mask=unknown)


def _lists(starts: Any, ends: Any, held: Truths, unknown: Truths) -> Any:
    """Spells (or events, without ends) of each row as lists; NULL where unknown."""
    counts = np.where(unknown, 0, held.sum(axis=1))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    taken = held & ~unknown[:, None]
    first = pa.array(starts[taken].astype(_DAY))
    flat = first if ends is None else _spells(first, ends[taken])
    return pa.ListArray.from_arrays(offsets, flat, mask=pa.array(unknown))


def _spells(starts: Any, ends: Any) -> Any:
    last = pa.array(ends.astype(_DAY), mask=np.isnat(ends))
    return pa.StructArray.from_arrays([starts, last], fields=list(SPELLS.value_type))
