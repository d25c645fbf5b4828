"""What belongs to synthetic enterprises: their income by industry, their technology transfers.

A table for each kind, linked by the enterprise's code; an enterprise without a row has none.
"""

from typing import Any, Final

import numpy as np
import pyarrow as pa

from gaoxin.facts.made_up.accounts import thousandths
from gaoxin.facts.made_up.codes import codes_array
from gaoxin.facts.made_up.draws import Truths, Whole
from gaoxin.facts.made_up.population import Population
from gaoxin.facts.made_up.trades import TRADES

_INCOMES: Final = (
    ("enterprise", pa.string()),
    ("year", pa.int64()),
    ("industry", pa.string()),
    ("income", pa.int64()),
)
_TRANSFERS: Final = (
    ("contract_code", pa.string()),
    ("enterprise", pa.string()),
    ("year", pa.int64()),
    ("transfer_income", pa.int64()),
    *((name, pa.bool_()) for name in ("registered", "wholly_owned", "banned_export", "ownership")),
    ("licence_years", pa.int64()),
)
SCHEMAS: Final = {
    "industry_income": pa.schema(_INCOMES),
    "technology_transfer": pa.schema(_TRANSFERS),
}
_SIDELINE: Final = "F52"


def related(people: Population, per_million: int) -> dict[str, Any]:
    """The related tables of a chunk; so many of a million amounts are unknown."""
    years = (people.year, people.year + 1)
    incomes = [_incomes(people, year, per_million) for year in years]
    transfers = [_transfers(people, year, per_million) for year in years]
    return {
        "industry_income": pa.concat_tables(part for pair in incomes for part in pair),
        "technology_transfer": pa.concat_tables(transfers),
    }


def _incomes(p: Population, year: int, per_million: int) -> tuple[Any, Any]:
    """The main business, and for some a shop beside it."""
    shop = p.draws.happens(f"shop{p.year - year}", 60_000)
    share = np.where(shop, 50 + p.draws.below(f"shop_share{p.year - year}", 700), 0)
    total = p.values(f"total_income@{year}")
    side = thousandths(total, share)
    there = year >= p.birth_year
    names = pa.array([trade.code for trade in TRADES]).take(pa.array(p.trade))
    unknown = p.draws.happens(f"income{p.year - year}?", per_million)
    main = _income(p, year, there, names, total - side, unknown)
    retail = pa.array([_SIDELINE] * p.size)
    return main, _income(p, year, there & shop, retail, side, unknown)


def _income(
    p: Population, year: int, held: Truths, industry: Any, income: Whole, unknown: Truths
) -> Any:
    every = [
        codes_array(p.draws.rows),
        pa.array(np.full(p.size, year, np.int64)),
        industry,
        pa.array(income, mask=unknown),
    ]
    made = pa.Table.from_arrays(every, schema=SCHEMAS["industry_income"])
    return made.filter(pa.array(held))


def _transfers(p: Population, year: int, per_million: int) -> Any:
    """One contract a year for the keen: most registered, half of them licences."""
    tag = p.year - year
    held = p.likelier(f"transfer{tag}", 25_000) & (year >= p.birth_year)
    income = thousandths(p.values(f"revenue@{year}"), 1 + p.draws.below(f"transferred{tag}", 200))
    ownership = p.draws.happens(f"ownership{tag}", 500_000)
    years = np.where(ownership, 0, 1 + p.draws.below(f"licence{tag}", 12))
    flags = (("registered", 930_000), ("wholly_owned", 40_000), ("banned_export", 10_000))
    codes = [f"T{year}-{row:08d}" for row in p.draws.rows.tolist()]
    every = [
        pa.array(codes),
        codes_array(p.draws.rows),
        pa.array(np.full(p.size, year, np.int64)),
        pa.array(income, mask=p.draws.happens(f"transferred{tag}?", per_million)),
        *(pa.array(p.draws.happens(f"{name}{tag}", share)) for name, share in flags),
        pa.array(ownership),
        pa.array(years),
    ]
    made = pa.Table.from_arrays(every, schema=SCHEMAS["technology_transfer"])
    return made.filter(pa.array(held))
