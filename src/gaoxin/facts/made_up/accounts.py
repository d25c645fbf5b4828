"""Yearly figures of synthetic enterprises: accounts, staff, results. Fen and persons."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from gaoxin.facts.made_up.draws import Whole, exponential, fixed
from gaoxin.facts.made_up.population import Population
from gaoxin.facts.made_up.trades import RD_SHARES, REVENUES_A_HEAD

_WAN: Final = 1_000_000
"""万元 in fen."""


def thousandths(base: Whole, share: Whole | int) -> Whole:
    """So many thousandths of a figure, rounded down."""
    return np.asarray(base * share // 1000, np.int64)


def _revenue(p: Population, year: int) -> Whole:
    idle = p.draws.happens(f"idle{p.year - year}", 25_000)
    return np.where(idle, 0, exponential(p.log_revenue(year)))


def _operating_revenue(p: Population, year: int) -> Whole:
    """As sales revenue for most; the books of some draw the line elsewhere."""
    apart = p.draws.happens("operating", 300_000)
    other = 985 + p.draws.below(f"operating{p.year - year}", 31)
    return thousandths(p.values(f"revenue@{year}"), np.where(apart, other, 1000))


def _total_income(p: Population, year: int) -> Whole:
    other = p.draws.below(f"other{p.year - year}", 60)
    revenue = p.values(f"revenue@{year}")
    return np.asarray(revenue + revenue * other // 1000, np.int64)


def _hightech_income(p: Population, year: int) -> Whole:
    """Most of it for the keen."""
    share = 350 + p.draws.below(f"hightech{p.year - year}", 600) + (p.keenness * 100 >> 20)
    return thousandths(p.values(f"total_income@{year}"), np.clip(share, 0, 1000))


def _rd_cost(p: Population, year: int) -> Whole:
    """A share of revenue: by industry, less for the large, at most three fifths."""
    noise = p.draws.normal(f"rd{p.year - year}") * 15 // 100
    share = p.of_trade(RD_SHARES) - p.scale * 15 // 100 + p.keenness * 7 // 10 + noise
    cost = exponential(p.log_revenue(year) + share)
    return np.asarray(np.minimum(cost, p.values(f"revenue@{year}") * 3 // 5), np.int64)


def _rd_cost_domestic(p: Population, year: int) -> Whole:
    abroad = p.draws.happens("abroad", 60_000)
    share = np.where(abroad, 300 + p.draws.below(f"home{p.year - year}", 700), 1000)
    return thousandths(p.values(f"rd_cost@{year}"), share)


def _science_spending(p: Population, year: int) -> Whole:
    """R&D and what goes with it."""
    share = 1000 + p.draws.below("science", 250)
    return thousandths(p.values(f"rd_cost@{year}"), share)


def _cost_and_expense(p: Population, year: int) -> Whole:
    share = 750 + p.draws.below(f"cost{p.year - year}", 350)
    return thousandths(p.values(f"revenue@{year}"), share)


def _staff(p: Population, year: int) -> Whole:
    noise = exponential(fixed(10) + p.draws.normal("heads") * 45 // 100)
    a_head = p.of_trade(REVENUES_A_HEAD) * (noise // 22) // 1001
    return np.asarray(1 + p.values(f"revenue@{year}") // np.maximum(a_head, 1), np.int64)


def _tech_staff(p: Population, year: int) -> Whole:
    share = np.clip(180 + (p.keenness * 110 >> 20), 10, 800)
    share += p.draws.below(f"tech{p.year - year}", 60)
    return thousandths(p.values(f"staff@{year}"), share)


def _sme_staff(p: Population, year: int) -> Whole:
    return np.asarray(p.values(f"staff@{year}") * 21 // 20, np.int64)


def _sme_tech_staff(p: Population, year: int) -> Whole:
    return np.asarray(p.values(f"tech_staff@{year}") * 21 // 20, np.int64)


def _results(p: Population, year: int) -> Whole:
    most = 3 + np.clip(p.keenness * 7 >> 21, 0, 14)
    return thousandths(p.draws.below(f"results{p.year - year}", 1000), most)


def _total_assets(p: Population, year: int) -> Whole:
    share = 500 + p.draws.below("assets", 1500)
    return thousandths(p.values(f"revenue@{year}"), share) + 20 * _WAN


def _net_assets(p: Population, year: int) -> Whole:
    """A share of all assets that moves from year to year; some owe more than they have."""
    share = p.draws.below("net", 800) - 80 + p.draws.below(f"net{p.year - year}", 120)
    return thousandths(p.values(f"total_assets@{year}"), share)


MAKERS: Final[Mapping[str, Callable[[Population, int], Whole]]] = {
    "revenue": _revenue,
    "operating_revenue": _operating_revenue,
    "total_income": _total_income,
    "hightech_income": _hightech_income,
    "rd_cost": _rd_cost,
    "rd_cost_domestic": _rd_cost_domestic,
    "science_spending": _science_spending,
    "cost_and_expense": _cost_and_expense,
    "staff": _staff,
    "tech_staff": _tech_staff,
    "sme_staff": _sme_staff,
    "sme_tech_staff": _sme_tech_staff,
    "results": _results,
    "total_assets": _total_assets,
    "net_assets": _net_assets,
}
"""Fact -> its figure for a year: the last full year and the three before."""
