"""One chunk of synthetic enterprises: every figure follows from a few hidden quantities."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa

from gaoxin.facts import made_up_accounts, made_up_states, made_up_tax
from gaoxin.facts.arrow import EVENTS, SPELLS
from gaoxin.facts.draws import ONE, Draws, Truths, Whole, exponential, fixed
from gaoxin.facts.made_up_codes import codes_array
from gaoxin.facts.made_up_titles import EVENT_MAKERS, SPELL_MAKERS
from gaoxin.facts.made_up_trades import MIDDLES, SPREADS, WEIGHTS

_DAY: Final = np.dtype("datetime64[D]")
KEY: Final = "credit_code"
_MAKERS: Final[Mapping[str, Callable[["Population", int], Any]]] = {
    **made_up_accounts.MAKERS,
    **made_up_tax.MAKERS,
    **made_up_states.MAKERS,
    **made_up_states.ABSENT,
    **SPELL_MAKERS,
    **EVENT_MAKERS,
}
_FLAGS: Final = {
    *made_up_tax.FLAGS,
    *made_up_states.ABSENT,
    *made_up_states.KEEN_FLAGS,
    *made_up_states.FLAGS,
}
_TYPES: Final[Mapping[str, Any]] = {
    KEY: pa.string(),
    "registered_on": pa.date32(),
    **dict.fromkeys(made_up_states.WORDS, pa.string()),
    **dict.fromkeys(_FLAGS, pa.bool_()),
    **dict.fromkeys(SPELL_MAKERS, SPELLS),
    **dict.fromkeys(EVENT_MAKERS, EVENTS),
}


def columns_for(year: int) -> list[str]:
    """Every column there is: states, the figures of the four years ending with ``year``, the tax
    figures of that year and of the one in course."""
    plain = [*made_up_states.MAKERS, *made_up_states.ABSENT, *SPELL_MAKERS, *EVENT_MAKERS]
    accounts = [f"{n}@{y}" for n in made_up_accounts.MAKERS for y in range(year - 3, year + 1)]
    tax = [f"{name}@{y}" for name in made_up_tax.MAKERS for y in (year, year + 1)]
    quarters = [
        f"{name}@{y}Q{q}"
        for name in made_up_tax.QUARTERLY
        for y in (year, year + 1)
        for q in range(1, 5)
    ]
    return [KEY, *plain, *accounts, *tax, *quarters]


def column_type(name: str) -> Any:
    """The Arrow type of a column."""
    return _TYPES.get(name.partition("@")[0], pa.int64())


class Population:
    """The enterprises of one chunk. Quantities are whole numbers: fen, persons, days."""

    def __init__(self, draws: Draws, year: int) -> None:
        self.draws, self.year, self.size = draws, year, len(draws.rows)
        self.kept: dict[str, Any] = {}
        self.logs: dict[int, Whole] = {}

    # --- hidden quantities -------------------------------------------------------------------

    @cached_property
    def trade(self) -> Whole:
        """Place of the industry."""
        return self.draws.choice("industry", WEIGHTS)

    @cached_property
    def scale(self) -> Whole:
        """How large for its industry, a normal deviate."""
        return self.draws.normal("scale")

    @cached_property
    def keenness(self) -> Whole:
        """How much R&D for its industry and size, a normal deviate."""
        return self.draws.normal("keenness")

    @cached_property
    def born(self) -> Any:
        """Day of registration: most are young, none is older than forty years."""
        years = exponential(fixed(1.7) + self.draws.normal("age") * 8 // 10)
        days = np.minimum(years, 40) * 365 + self.draws.below("birthday", 365)
        return np.datetime64(f"{self.year + 1}-06-01") - days.astype("timedelta64[D]")

    @cached_property
    def born_month(self) -> Any:
        """Month of registration."""
        return self.born.astype("datetime64[M]")

    @cached_property
    def birth_year(self) -> Whole:
        """Calendar year of registration."""
        return np.asarray(self.born.astype("datetime64[Y]").astype(np.int64) + 1970, np.int64)

    def of_trade(self, numbers: tuple[int, ...]) -> Whole:
        """A number for each industry, for each enterprise."""
        found: Whole = np.array(numbers, np.int64)[self.trade]
        return found

    def likelier(self, name: str, per_million: int) -> Truths:
        """What happens to so many of a million, three times as often to the keenest sixth."""
        often = np.where(self.keenness > ONE, per_million * 9 // 4, per_million * 3 // 4)
        return self.draws.happens(name, often)

    def log_revenue(self, year: int) -> Whole:
        """ln of revenue in fen: growth about 9% a year with a wide spread, from the last full
        year backwards, and one year on."""
        if year not in self.logs:
            self.logs[year] = self._log_revenue(year)
        return self.logs[year]

    def _log_revenue(self, year: int) -> Whole:
        if year == self.year:
            return self.of_trade(MIDDLES) + self.scale * self.of_trade(SPREADS) // 1000
        nearer = year + 1 if year < self.year else year - 1
        step = self.draws.normal(f"growth{self.year - year}") * 28 // 100 + fixed(0.09)
        log = self.log_revenue(nearer)
        return np.asarray(log - step if year < self.year else log + step, np.int64)

    # --- figures -----------------------------------------------------------------------------

    def values(self, name: str) -> Any:
        """The figures of a column, before anything is unknown."""
        if name not in self.kept:
            fact, _, period = name.partition("@")
            if fact in made_up_tax.QUARTERLY:
                made = made_up_tax.quarterly(self, fact, int(period[:4]), int(period[-1]))
            elif fact == KEY:
                made = self.draws.rows.astype(np.int64)
            else:
                made = _MAKERS[fact](self, int(period[:4]) if period else 0)
            self.kept[name] = made
        return self.kept[name]

    def before_birth(self, name: str) -> Truths:
        """Where a figure belongs to a year before the enterprise was there."""
        period = name.partition("@")[2]
        if not period:
            return np.zeros(self.size, np.bool_)
        before: Truths = int(period[:4]) < self.birth_year
        return before

    def absent(self, name: str) -> Truths:
        """Where the fact of a column is absent, which a column of its own says."""
        mark = f"{name}?"
        none: Truths = np.zeros(self.size, np.bool_)
        return self.values(mark) if mark in made_up_states.ABSENT else none

    # --- columns -----------------------------------------------------------------------------

    def array(self, name: str, values: Any, unknown: Truths) -> Any:
        """A column as Arrow, NULL where unknown."""
        fact = name.partition("@")[0]
        if fact == KEY:
            return codes_array(self.draws.rows)
        if isinstance(values, tuple):
            starts, ends, held = values
            return _lists(starts, ends, held, unknown)
        words = made_up_states.WORDS.get(fact)
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


__all__ = ["KEY", "ONE", "Population", "column_type", "columns_for"]
