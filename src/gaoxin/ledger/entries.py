"""Moves, entries and their legs; why an entry is refused."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gaoxin.ledger.accounts import Kept
from gaoxin.quantities import Lang, Words


@dataclass(frozen=True, slots=True)
class Move:
    """``amount`` (smallest parts of the unit) leaves ``source`` and arrives in ``target``."""

    source: Kept
    target: Kept
    amount: int

    @property
    def mirrored(self) -> "Move":
        return Move(self.target, self.source, self.amount)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be posted: ``event`` names what it comes from, once for each name.

    ``reverses``: the number of the entry it mirrors.
    """

    name: str
    on: date
    moves: tuple[Move, ...]
    event: str = ""
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a move, with its number in its account and the balance after it.

    The balance stands here, not in a table of its own: a forged one does not fit its neighbours.
    """

    at: Kept
    debit: int
    credit: int
    number: int
    balance: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as posted. ``legs``: a credit and a debit for each move, in their order."""

    number: int
    name: str
    on: date
    legs: tuple[Leg, ...]
    event: str = ""
    reverses: int | None = None

    @property
    def moves(self) -> tuple[Move, ...]:
        """The moves it was made of."""
        pairs = zip(self.legs[::2], self.legs[1::2], strict=True)
        return tuple(Move(c.at, d.at, d.debit) for c, d in pairs)


Why = Literal["negative", "unit", "overdraft", "closed_year", "locked", "twice", "reversed"]

_WORDS = {
    "negative": Words("金额不能为负", "an amount cannot be negative"),
    "unit": Words("两个账户的单位不同", "the two accounts have different units"),
    "overdraft": Words(
        "余额不足，还差{short}（最小单位）", "the balance is short by {short} smallest parts"
    ),
    "closed_year": Words("{year}年已结账，不再记账", "the year {year} is closed and takes nothing"),
    "locked": Words(
        "{day}以前（含当日）已锁定，不再记账",
        "everything up to {day} is locked and takes nothing",
    ),
    "twice": Words("同一事项已记过这笔分录", "this event has already posted this entry"),
    "reversed": Words("已冲销或本身是冲销，不能再冲", "already reversed, or itself a reversal"),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was posted. ``at``: the account concerned (None: the entry as a whole)."""

    why: Why
    entry: str
    at: Kept | None = None
    details: tuple[tuple[str, str], ...] = ()

    def text(self, lang: Lang) -> str:
        """Why, for people."""
        what = _WORDS[self.why].text(lang).format(**dict(self.details))
        where = f"{self.entry}·{self.at}" if self.at else self.entry
        return f"{where}：{what}" if lang == "zh" else f"{where}: {what}"
