"""The industries and places of synthetic enterprises: how many, how large, how much R&D."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaoxin.facts.made_up.draws import fixed

_LN_WAN: Final = 13.815511
"""ln of 万元 in fen, for tables of logarithms."""


@dataclass(frozen=True, slots=True)
class Trade:
    """An industry: how many are in it, how large they are, how much R&D they do."""

    code: str
    weight: int
    log_revenue: float  # ln of revenue in 万元, middle
    spread: float
    log_share: float  # ln of R&D by revenue, middle
    a_head: int  # revenue a head, 万元


TRADES: Final = (
    Trade("C27", 6, 7.8, 1.5, -2.6, 95),
    Trade("C34", 12, 7.4, 1.4, -3.0, 80),
    Trade("C35", 13, 7.2, 1.4, -2.8, 78),
    Trade("C36", 7, 8.2, 1.5, -3.1, 105),
    Trade("C38", 9, 7.7, 1.5, -2.9, 90),
    Trade("C39", 14, 7.9, 1.7, -2.4, 98),
    Trade("C40", 7, 7.0, 1.3, -2.3, 75),
    Trade("I65", 20, 6.4, 1.6, -1.9, 60),
    Trade("M73", 6, 6.2, 1.4, -1.7, 55),
    Trade("M74", 5, 6.3, 1.4, -2.7, 62),
    Trade("F51", 4, 8.0, 1.8, -5.5, 210),
    Trade("H61", 2, 6.0, 1.1, -7.0, 25),
    Trade("L72", 3, 6.5, 1.4, -6.0, 70),
)
WEIGHTS: Final = tuple(trade.weight for trade in TRADES)
MIDDLES: Final = tuple(fixed(t.log_revenue + _LN_WAN) for t in TRADES)
SPREADS: Final = tuple(round(t.spread * 1000) for t in TRADES)
RD_SHARES: Final = tuple(fixed(t.log_share) for t in TRADES)
REVENUES_A_HEAD: Final = tuple(t.a_head * 1_000_000 for t in TRADES)

PLACES: Final = (
    *("quanzhou-etdz", "tianjin-binhai", "dlhitech", "jinpu"),
    *("quanzhou", "yuhuan", "guangzhou", "dalian", "liaoning"),
)
"""Codes of the code book ``places``: four zones first, then cities and a province outside them."""
PLACE_WEIGHTS: Final = (22, 22, 20, 14, 4, 6, 7, 3, 2)


def where_code(starts: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which trades have a code that begins so."""
    return np.array([trade.code.startswith(starts) for trade in TRADES])


def where_place(*codes: str) -> NDArray[np.bool_]:
    """Which places are among ``codes``."""
    return np.array([place in codes for place in PLACES])
