"""One chunk of synthetic enterprises: every figure follows from a few hidden quantities."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa

from gaoxin.facts.arrow import EVENTS, SPELLS
from gaoxin.facts.draws import ONE, Draws, Truths, Whole, exponential, fixed
from gaoxin.facts.made_up_codes import codes_array

_WAN: Final = 1_000_000
"""万元 in fen."""
_LN_WAN: Final = 13.815511
"""ln of it, for tables of logarithms."""


@dataclass(frozen=True, slots=True)
class _Trade:
    """An industry: how many are in it, how large they are, how much R&D they do."""

    code: str
    weight: int
    log_revenue: float  # ln of revenue in 万元, middle
    spread: float
    log_share: float  # ln of R&D by revenue, middle
    a_head: int  # revenue a head, 万元


_INDUSTRIES: Final = (
    _Trade("C27", 6, 7.8, 1.5, -2.6, 95),
    _Trade("C34", 12, 7.4, 1.4, -3.0, 80),
    _Trade("C35", 13, 7.2, 1.4, -2.8, 78),
    _Trade("C36", 7, 8.2, 1.5, -3.1, 105),
    _Trade("C38", 9, 7.7, 1.5, -2.9, 90),
    _Trade("C39", 14, 7.9, 1.7, -2.4, 98),
    _Trade("C40", 7, 7.0, 1.3, -2.3, 75),
    _Trade("I65", 20, 6.4, 1.6, -1.9, 60),
    _Trade("M73", 6, 6.2, 1.4, -1.7, 55),
    _Trade("M74", 5, 6.3, 1.4, -2.7, 62),
    _Trade("F51", 4, 8.0, 1.8, -5.5, 210),
    _Trade("H61", 2, 6.0, 1.1, -7.0, 25),
    _Trade("L72", 3, 6.5, 1.4, -6.0, 70),
)
_FIELDS: Final = (
    *("电子信息", "生物与新医药", "航空航天", "新材料"),
    *("高技术服务", "新能源与节能", "资源与环境", "先进制造与自动化"),
)
_GRADES: Final = ["高", "较高", "一般", "较低", "无"]
_STRENGTHS: Final = ["强", "较强", "一般", "较弱", "无"]
_DAY: Final = np.dtype("datetime64[D]")

_YEARLY: Final = (
    *("revenue", "total_income", "hightech_income", "rd_cost", "rd_cost_domestic"),
    *("cost_and_expense", "taxable_income", "staff", "tech_staff", "sme_staff"),
    *("sme_tech_staff", "results", "district_contribution", "total_assets", "net_assets"),
)
_QUARTERLY: Final = ["staff_q_start", "staff_q_end", "assets_q_start", "assets_q_end"]
_PLAIN: Final[dict[str, Any]] = {
    "credit_code": pa.string(),
    "registered_on": pa.date32(),
    "resident": pa.bool_(),
    "industry": pa.string(),
    "field": pa.string(),
    "advancement": pa.string(),
    "support": pa.string(),
    "core_ip": pa.bool_(),
    "own_developed_ip": pa.bool_(),
    "banned_business": pa.bool_(),
    "ip_class1": pa.int64(),
    "ip_class2": pa.int64(),
    "in_zone": SPELLS,
    "hte": SPELLS,
    "tech_sme": SPELLS,
    "abnormal_list": SPELLS,
    "serious_event": EVENTS,
}


def columns_for(year: int) -> list[str]:
    """Every column there is, for the three years ending with ``year``."""
    yearly = [f"{name}@{y}" for name in _YEARLY for y in range(year - 2, year + 1)]
    quarters = [f"{name}@{year}Q{q}" for name in _QUARTERLY for q in range(1, 5)]
    last = [f"restricted_industry@{year}", f"municipal_hte_award@{year + 1}"]
    return [*_PLAIN, *yearly, *quarters, *last]


def column_type(name: str) -> Any:
    """The Arrow type of a column."""
    fact = name.partition("@")[0]
    return _PLAIN.get(fact, pa.bool_() if fact == "restricted_industry" else pa.int64())


class Population:
    """The enterprises of one chunk. Quantities are whole numbers: fen, persons, days."""

    def __init__(self, draws: Draws, year: int) -> None:
        self.draws, self.year, self.size = draws, year, len(draws.rows)
        self.kept: dict[str, Any] = {}

    # --- hidden quantities -------------------------------------------------------------------

    @cached_property
    def trade(self) -> Whole:
        """Place of the industry."""
        return self.draws.choice("industry", tuple(trade.weight for trade in _INDUSTRIES))

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
    def birth_year(self) -> Whole:
        """Calendar year of registration."""
        return np.asarray(self.born.astype("datetime64[Y]").astype(np.int64) + 1970, np.int64)

    def _of_trade(self, numbers: list[int]) -> Whole:
        """A number for each industry, for each enterprise."""
        found: Whole = np.array(numbers, np.int64)[self.trade]
        return found

    def _log_revenue(self, year: int) -> Whole:
        """ln of revenue in fen: growth about 9% a year with a wide spread, backwards."""
        spread = self._of_trade([round(t.spread * 1000) for t in _INDUSTRIES])
        middle = self._of_trade([fixed(t.log_revenue + _LN_WAN) for t in _INDUSTRIES])
        log = middle + self.scale * spread // 1000
        for later in range(year + 1, self.year + 1):
            log -= fixed(0.09) + self.draws.normal(f"growth{self.year - later}") * 28 // 100
        return log

    # --- figures -----------------------------------------------------------------------------

    def values(self, name: str) -> Any:
        """The figures of a column, before anything is unknown."""
        if name not in self.kept:
            fact, _, period = name.partition("@")
            if fact in _QUARTERLY:
                self.kept[name] = self._quarterly(fact, int(period[-1]))
            else:
                self.kept[name] = getattr(self, f"_{fact}")(int(period[:4]) if period else 0)
        return self.kept[name]

    def before_birth(self, name: str) -> Truths:
        """Where a figure belongs to a year before the enterprise was there."""
        period = name.partition("@")[2]
        if not period:
            return np.zeros(self.size, np.bool_)
        before: Truths = int(period[:4]) < self.birth_year
        return before

    def _revenue(self, year: int) -> Whole:
        idle = self.draws.happens(f"idle{self.year - year}", 25_000)
        return np.where(idle, 0, exponential(self._log_revenue(year)))

    def _total_income(self, year: int) -> Whole:
        other = self.draws.below(f"other{self.year - year}", 60)
        revenue = self.values(f"revenue@{year}")
        return np.asarray(revenue + revenue * other // 1000, np.int64)

    def _hightech_income(self, year: int) -> Whole:
        share = 300 + self.draws.below(f"hightech{self.year - year}", 700)
        return np.asarray(self.values(f"total_income@{year}") * share // 1000, np.int64)

    def _rd_cost(self, year: int) -> Whole:
        """A share of revenue: by industry, less for the large, at most three fifths."""
        noise = self.draws.normal(f"rd{self.year - year}") * 15 // 100
        middle = self._of_trade([fixed(t.log_share) for t in _INDUSTRIES])
        share = middle - self.scale * 15 // 100 + self.keenness * 7 // 10 + noise
        revenue = self.values(f"revenue@{year}")
        log = self._log_revenue(year) + share
        return np.asarray(np.minimum(exponential(log), revenue * 3 // 5), np.int64)

    def _rd_cost_domestic(self, year: int) -> Whole:
        abroad = self.draws.happens("abroad", 60_000)
        share = np.where(abroad, 300 + self.draws.below(f"home{self.year - year}", 700), 1000)
        return np.asarray(self.values(f"rd_cost@{year}") * share // 1000, np.int64)

    def _cost_and_expense(self, year: int) -> Whole:
        share = 750 + self.draws.below(f"cost{self.year - year}", 350)
        return np.asarray(self.values(f"revenue@{year}") * share // 1000, np.int64)

    def _taxable_income(self, year: int) -> Whole:
        profit = self.values(f"total_income@{year}") - self.values(f"cost_and_expense@{year}")
        return np.asarray(profit, np.int64)

    def _staff(self, year: int) -> Whole:
        heads = self._of_trade([t.a_head * _WAN for t in _INDUSTRIES])
        noise = exponential(fixed(10) + self.draws.normal("heads") * 45 // 100)
        per_head = heads * (noise // 22) // 1001
        return np.asarray(1 + self.values(f"revenue@{year}") // np.maximum(per_head, 1), np.int64)

    def _tech_staff(self, year: int) -> Whole:
        share = np.clip(180 + (self.keenness * 110 >> 20), 10, 800)
        share += self.draws.below(f"tech{self.year - year}", 60)
        return np.asarray(self.values(f"staff@{year}") * share // 1000, np.int64)

    def _sme_staff(self, year: int) -> Whole:
        return np.asarray(self.values(f"staff@{year}") * 21 // 20, np.int64)

    def _sme_tech_staff(self, year: int) -> Whole:
        return np.asarray(self.values(f"tech_staff@{year}") * 21 // 20, np.int64)

    def _results(self, year: int) -> Whole:
        most = 2 + np.clip(self.keenness >> 19, 0, 8)
        share = self.draws.below(f"results{self.year - year}", 1000)
        return np.asarray(share * most // 1000, np.int64)

    def _district_contribution(self, year: int) -> Whole:
        share = 4 + self.draws.below(f"contribution{self.year - year}", 20)
        return np.asarray(self.values(f"revenue@{year}") * share // 1000, np.int64)

    def _total_assets(self, year: int) -> Whole:
        share = 500 + self.draws.below("assets", 1500)
        return np.asarray(self.values(f"revenue@{year}") * share // 1000 + 20 * _WAN, np.int64)

    def _net_assets(self, year: int) -> Whole:
        share = self.draws.below(f"net{self.year - year}", 900) - 100
        return np.asarray(self.values(f"total_assets@{year}") * share // 1000, np.int64)

    def _quarterly(self, fact: str, quarter: int) -> Whole:
        """The year's figure, a little more or less; a quarter starts where the last ended."""
        ends = quarter - fact.endswith("start")
        stem = "staff" if fact.startswith("staff") else "total_assets"
        share = 900 + self.draws.below(f"{stem}{ends}", 201)
        return np.asarray(self.values(f"{stem}@{self.year}") * share // 1000, np.int64)

    def _municipal_hte_award(self, year: int) -> Whole:
        award = self.draws.choice("award", (80, 10, 10))
        amounts: Whole = np.array([0, 5 * _WAN, 10 * _WAN], np.int64)[award]
        return amounts

    def _ip_class1(self, _: int) -> Whole:
        return np.asarray(
            np.clip((self.keenness + self.draws.normal("ip1")) * 2 >> 20, 0, 200), np.int64
        )

    def _ip_class2(self, _: int) -> Whole:
        count = (self.keenness * 4 + self.draws.normal("ip2") * 6 >> 20) + 6
        return np.asarray(np.clip(count, 0, 500), np.int64)

    # --- states and titles -------------------------------------------------------------------

    def _registered_on(self, _: int) -> Any:
        return self.born

    def _industry(self, _: int) -> Whole:
        return self.trade

    def _field(self, _: int) -> Whole:
        return self.draws.choice("field", (28, 10, 3, 14, 12, 9, 6, 18))

    def _advancement(self, _: int) -> Whole:
        return self.draws.choice("advancement", (15, 35, 35, 12, 3))

    def _support(self, _: int) -> Whole:
        return self.draws.choice("support", (20, 35, 30, 12, 3))

    def _resident(self, _: int) -> Truths:
        return self.draws.happens("resident", 990_000)

    def _core_ip(self, _: int) -> Truths:
        return self.draws.happens("core_ip", 850_000)

    def _own_developed_ip(self, _: int) -> Truths:
        return self.draws.happens("own_ip", 780_000)

    def _banned_business(self, _: int) -> Truths:
        return self.draws.happens("banned", 8_000)

    def _restricted_industry(self, _: int) -> Truths:
        return self.draws.happens("restricted", 15_000)

    def _in_zone(self, _: int) -> Any:
        """From registration for most, later for some; a few have left."""
        moved = self.draws.happens("moved", 200_000)
        late = self.draws.below("moved_days", 1500).astype("timedelta64[D]")
        start = np.where(moved, self.born + late, self.born)
        left = self.draws.happens("left", 40_000)
        end = start + (200 + self.draws.below("left_days", 2500)).astype("timedelta64[D]")
        return start[:, None], np.where(left, end, np.datetime64("NaT"))[:, None], _all(self.size)

    def _hte(self, _: int) -> Any:
        """Up to three certificates of three years, likelier with more R&D, after the first year."""
        able = self.keenness - self.scale // 4 + self.draws.normal("hte")
        first = self._month("hte_month", 108)
        held = (able > fixed(0.2)) & (first > self.born.astype("datetime64[M]") + 12)
        lapses = self.draws.below("hte_lapse", 10) == 0
        many = np.where(lapses, 1, 3)
        starts = np.stack([first + 36 * k for k in range(3)], axis=1)
        ends = (starts + 36).astype(_DAY) - np.timedelta64(1, "D")
        known = starts <= np.datetime64(f"{self.year + 1}-06", "M")
        return starts.astype(_DAY), ends, held[:, None] & known & (np.arange(3) < many[:, None])

    def _tech_sme(self, _: int) -> Any:
        """A registration each year in spring, to the end of that year."""
        small = self.scale < fixed(1)
        keen = self.keenness + self.draws.normal("sme") > fixed(-0.2)
        years = [np.datetime64(f"{self.year - 1 + k}-04-01") for k in range(3)]
        starts = np.stack([np.full(self.size, day, _DAY) for day in years], axis=1)
        starts += self.draws.below("sme_day", 120).astype("timedelta64[D]")[:, None]
        ends = (starts.astype("datetime64[Y]") + 1).astype(_DAY) - np.timedelta64(1, "D")
        kept = np.stack([self.draws.happens(f"sme{k}", 850_000) for k in range(3)], axis=1)
        there = starts > self.born[:, None]
        return starts, ends, kept & there & (small & keen)[:, None]

    def _abnormal_list(self, _: int) -> Any:
        start = self._month("abnormal_month", 60).astype(_DAY)
        held = self.draws.happens("abnormal", 15_000) & (start > self.born)
        stays = self.draws.happens("abnormal_stays", 300_000)
        end = start + (30 + self.draws.below("abnormal_days", 700)).astype("timedelta64[D]")
        return start[:, None], np.where(stays, np.datetime64("NaT"), end)[:, None], held[:, None]

    def _serious_event(self, _: int) -> Any:
        days = self.draws.below("event_day", 1500).astype("timedelta64[D]")
        on = np.datetime64(f"{self.year + 1}-05-31") - days
        return on[:, None], None, (self.draws.happens("event", 8_000) & (on > self.born))[:, None]

    def _month(self, name: str, back: int) -> Any:
        """A month of the last ``back`` before the middle of the next year."""
        last = np.datetime64(f"{self.year + 1}-05", "M")
        return last - self.draws.below(name, back).astype("timedelta64[M]")

    # --- columns -----------------------------------------------------------------------------

    def array(self, name: str, values: Any, unknown: Truths) -> Any:
        """A column as Arrow, NULL where unknown."""
        fact = name.partition("@")[0]
        if fact == "credit_code":
            return codes_array(self.draws.rows)
        if isinstance(values, tuple):
            starts, ends, held = values
            return _lists(starts, ends, held, unknown)
        words = {
            "industry": [t.code for t in _INDUSTRIES],
            "field": _FIELDS,
            "advancement": _GRADES,
            "support": _STRENGTHS,
        }.get(fact)
        if words:
            places = pa.array(values.astype(np.int32), mask=unknown)
            return pa.DictionaryArray.from_arrays(places, pa.array(list(words))).cast(pa.string())
        return pa.array(values, mask=unknown)

    def _credit_code(self, _: int) -> Whole:
        return self.draws.rows.astype(np.int64)


def _all(size: int) -> Truths:
    return np.ones((size, 1), np.bool_)


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


__all__ = ["ONE", "Population", "column_type", "columns_for"]
