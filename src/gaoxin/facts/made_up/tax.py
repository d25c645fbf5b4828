"""Figures of synthetic enterprises for the tax return and the treasury, in fen and persons."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from gaoxin.facts.made_up.accounts import thousandths
from gaoxin.facts.made_up.draws import Truths, Whole
from gaoxin.facts.made_up.population import Maker, Population
from gaoxin.facts.made_up.trades import where_code

_WAN: Final = 1_000_000


def _some(p: Population, name: str, per_million: int, most: int) -> Whole:
    """Thousandths, from 1 to ``most``, for so many of a million; 0 for the others."""
    there = p.draws.happens(f"{name}?some", per_million)
    return np.where(there, 1 + p.draws.below(name, most), 0)


def _gross_income(p: Population, year: int) -> Whole:
    return np.asarray(
        p.values(f"total_income@{year}") + p.values(f"untaxed_income@{year}"), np.int64
    )


def _untaxed_income(p: Population, year: int) -> Whole:
    share = _some(p, f"untaxed{p.year - year}", 200_000, 40)
    return thousandths(p.values(f"revenue@{year}"), share)


def _investment_income(p: Population, year: int) -> Whole:
    share = _some(p, f"investment{p.year - year}", 150_000, 30)
    return thousandths(p.values(f"revenue@{year}"), share)


def _taxable_income(p: Population, year: int) -> Whole:
    profit = p.values(f"total_income@{year}") - p.values(f"cost_and_expense@{year}")
    return np.asarray(profit, np.int64)


def _rd_five_items(p: Population, year: int) -> Whole:
    return thousandths(p.values(f"rd_cost@{year}"), 600 + p.draws.below("five", 300))


def _rd_other(p: Population, year: int) -> Whole:
    return thousandths(p.values(f"rd_cost@{year}"), p.draws.below("rd_other", 150))


def _rd_entrusted_domestic(p: Population, year: int) -> Whole:
    return thousandths(p.values(f"rd_cost@{year}"), _some(p, "entrusted", 250_000, 150))


def _rd_entrusted_foreign(p: Population, year: int) -> Whole:
    return thousandths(p.values(f"rd_cost@{year}"), _some(p, "entrusted_abroad", 40_000, 120))


def _rd_cost_q4(p: Population, year: int) -> Whole:
    return thousandths(p.values(f"rd_five_items@{year}"), 150 + p.draws.below("fourth", 250))


def _basic_research_gift(p: Population, year: int) -> Whole:
    share = _some(p, f"gift{p.year - year}", 12_000, 8)
    return thousandths(p.values(f"revenue@{year}"), share)


def _manufacturing(p: Population, _: int) -> Truths:
    return np.asarray(where_code(("C",))[p.trade], np.bool_)


def _chip_or_machine_tool(p: Population, _: int) -> Truths:
    able = where_code(("C34", "C39"))[p.trade]
    return np.asarray(able & p.draws.happens("chip", 60_000), np.bool_)


def _restricted_industry(p: Population, _: int) -> Truths:
    return p.draws.happens("restricted", 15_000)


def _district_contribution(p: Population, year: int) -> Whole:
    share = 4 + p.draws.below(f"contribution{p.year - year}", 20)
    return thousandths(p.values(f"revenue@{year}"), share)


def _municipal_hte_award(p: Population, year: int) -> Whole:
    ahead = year - p.year - 1
    award = p.draws.choice(f"award{ahead}" if ahead else "award", (80, 10, 10))
    amounts: Whole = np.array([0, 5 * _WAN, 10 * _WAN], np.int64)[award]
    return amounts


def _municipal_gazelle_award(p: Population, year: int) -> Whole:
    award = p.draws.choice(f"gazelle_award{p.year - year}", (90, 5, 5))
    amounts: Whole = np.array([0, 20 * _WAN, 50 * _WAN], np.int64)[award]
    return amounts


def _loan_interest(p: Population, year: int) -> Whole:
    return thousandths(p.values(f"total_assets@{year}"), _some(p, "loan", 550_000, 30))


def _quarterly(stem: str, back: int) -> Maker:
    """The year's figure, a little more or less; a quarter starts where the last ended."""

    def figure(p: Population, period: int) -> Whole:
        year, quarter = divmod(period, 10)
        ends = quarter - back
        if not ends and year > p.year:
            year, ends = year - 1, 4
        draw = f"{stem}{ends}" if year == p.year else f"{stem}{ends}@{p.year - year}"
        return thousandths(p.values(f"{stem}@{year}"), 900 + p.draws.below(draw, 201))

    return figure


MAKERS: Final[Mapping[str, Maker]] = {
    "gross_income": _gross_income,
    "untaxed_income": _untaxed_income,
    "investment_income": _investment_income,
    "taxable_income": _taxable_income,
    "rd_five_items": _rd_five_items,
    "rd_other": _rd_other,
    "rd_entrusted_domestic": _rd_entrusted_domestic,
    "rd_entrusted_foreign": _rd_entrusted_foreign,
    "rd_cost_q4": _rd_cost_q4,
    "basic_research_gift": _basic_research_gift,
    "manufacturing": _manufacturing,
    "chip_or_machine_tool": _chip_or_machine_tool,
    "restricted_industry": _restricted_industry,
    "district_contribution": _district_contribution,
    "municipal_hte_award": _municipal_hte_award,
    "municipal_gazelle_award": _municipal_gazelle_award,
    "loan_interest": _loan_interest,
}
"""Fact -> its figure for a year: the last full year and the one in course."""
FLAGS: Final = frozenset({"manufacturing", "chip_or_machine_tool", "restricted_industry"})
QUARTERLY: Final[Mapping[str, Maker]] = {
    "staff_q_start": _quarterly("staff", 1),
    "staff_q_end": _quarterly("staff", 0),
    "assets_q_start": _quarterly("total_assets", 1),
    "assets_q_end": _quarterly("total_assets", 0),
}
"""Fact -> its figure for a quarter of the same two years."""
