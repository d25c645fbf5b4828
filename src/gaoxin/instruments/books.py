"""Postings as ledgers: the entries a step makes, the balances a rule asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from gaoxin.instruments.moves import Making, own_values
from gaoxin.ledger import Account, Book, Draft, Ledger, Nature, Refused
from gaoxin.policy.form import Posting, Step
from gaoxin.policy.library import Library
from gaoxin.procedure.zone import Barred, CaseKey, Zone

_HELD = frozenset({Nature.COMMITMENT, Nature.EXPENSE})
_YEARS = 10
"""For how many years around the day a balance of a year can be asked for."""


@dataclass(frozen=True, slots=True)
class LedgerBooks:
    """A ledger for each posting of the library, by its address, in the order of the text."""

    postings: Mapping[str, Posting] = field(default_factory=dict)
    ledgers: Mapping[str, Ledger] = field(default_factory=dict)

    @classmethod
    def of(cls, library: Library) -> "LedgerBooks":
        """The empty books of a library."""
        postings = {
            posting.address: posting
            for document in library.documents.values()
            for posting in document.postings.values()
        }
        ledgers = {address: Ledger(book_of(posting)) for address, posting in postings.items()}
        return cls(MappingProxyType(postings), MappingProxyType(ledgers))

    # --- what a step moves -----------------------------------------------------------------------

    def post(
        self, zone: Zone, case: CaseKey, step: Step, event: str, on: date
    ) -> "LedgerBooks | Barred":
        """The books with the entries of the step, in the order of the text; each sees those
        before it."""
        books = self
        for address, posting in self.postings.items():
            for entry in posting.entries:
                if (entry.procedure, entry.step) != (case.procedure, step.name):
                    continue
                making = Making(replace(zone, books=books), case, posting, entry, on)
                found = books._posted(making, event)
                if isinstance(found, Barred):
                    return found
                books = replace(books, ledgers={**books.ledgers, address: found})
        return books

    def _posted(self, making: Making, event: str) -> Ledger | Barred:
        ledger, entry, on = self.ledgers[making.posting.address], making.entry, making.on
        if entry.reverses:
            return _reversed(ledger, making, event)
        if entry.closes:
            year = making.values().get(entry.closes, "")
            return _barred(ledger.close(year, entry.name, on, event))
        moves = making.moves()
        if isinstance(moves, Barred):
            return moves
        return _barred(ledger.post(Draft(entry.name, on, moves, event)))

    # --- what rules ask --------------------------------------------------------------------------

    def balances(self, zone: Zone, case: CaseKey, fact: str, on: date) -> Mapping[str, Any]:
        """A balance over the dimensions the case has: of all years, or by year."""
        name = fact.removeprefix("@balance:")
        address, _, account = name.removesuffix(":year").rpartition(".")
        posting, ledger = self.postings[address], self.ledgers[address]
        kept, year = posting.accounts[account], posting.year
        own = own_values(zone, case, posting)
        values = {k: v for k, v in own.items() if k in kept.by and k != year}
        scale = 1 if kept.unit == "CNY" else 100
        if not name.endswith(":year"):
            return {"": Fraction(ledger.balance(account, values), scale)}
        years = range(on.year - _YEARS, on.year + _YEARS) if year in kept.by else ()
        return {
            str(y): Fraction(ledger.balance(account, values | {year: str(y)}), scale) for y in years
        }

    def held(self, cases: Iterable[CaseKey]) -> int:
        """What the cases hold in commitments or have moved into expenses, in the first book (of
        parallel ones) that knows them."""
        events = {str(case) for case in cases}
        for ledger in self.ledgers.values():
            own = [e for e in ledger.entries if e.event.rpartition("/")[0] in events]
            if own:
                legs = [leg for entry in own for leg in entry.legs]
                return sum(
                    leg.debit - leg.credit
                    for leg in legs
                    if ledger.book.account(leg.at).nature in _HELD
                )
        return 0


def book_of(posting: Posting) -> Book:
    """The book of a posting."""
    accounts = {
        a.name: Account(a.name, Nature(a.nature), a.by, a.unit, a.overdraft, a.at_close)
        for a in posting.accounts.values()
    }
    through = {accounts[name].unit: name for name in posting.through if name in accounts}
    return Book(posting.address, accounts, posting.year, through)


def _reversed(ledger: Ledger, making: Making, event: str) -> Ledger | Barred:
    """The last entry of that name in this case that is not reversed yet, mirrored."""
    entry = making.entry
    for earlier in reversed(ledger.entries):
        own = earlier.event.rpartition("/")[0] == str(making.case)
        if own and earlier.name == entry.reverses and ledger.reversible(earlier.number):
            return _barred(ledger.reverse(earlier.number, entry.name, making.on, event))
    return Barred("nothing_to_reverse", entry.reverses)


def _barred(found: Ledger | Refused) -> Ledger | Barred:
    if isinstance(found, Refused):
        return Barred(found.why, found.at.account if found.at else found.entry)
    return found
