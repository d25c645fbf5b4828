"""One chunk of synthetic enterprises: every figure follows from a few hidden quantities."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from gaoxin.facts.made_up.draws import ONE, Draws, Truths, Whole, exponential, fixed
from gaoxin.facts.made_up.trades import MIDDLES, SPREADS, WEIGHTS


class Population:
    """The enterprises of one chunk. Quantities are whole numbers: fen, persons, days."""

    def __init__(self, draws: Draws, year: int, makers: Mapping[str, "Maker"]) -> None:
        self.draws, self.year, self.size = draws, year, len(draws.rows)
        self.makers = makers
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
            self.kept[name] = self.makers[fact](self, int(period.replace("Q", "") or 0))
        return self.kept[name]

    def before_birth(self, name: str) -> Truths:
        """Where a figure belongs to a year before the enterprise was there."""
        period = name.partition("@")[2]
        if not period:
            return np.zeros(self.size, np.bool_)
        before: Truths = int(period[:4]) < self.birth_year
        return before


Maker = Callable[[Population, int], Any]
"""Makes the column of a fact for a year, for a quarter (20251) or, at 0, for no period: an array;
begin, end and presence of spells; day, None and presence of events."""
