"""The ledger: what was posted, what is left, what may still be posted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from gaoxin.ledger.accounts import CARRY, Account, Book, Kept
from gaoxin.ledger.entries import Draft, Entry, Leg, Move, Refused


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the trial balance: all debits and credits of one account as kept."""

    at: Kept
    debit: int
    credit: int
    balance: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """A book and what was posted in it. Posting returns a new ledger; this one stays as it is.

    ``heads``: the last leg of every account as kept. ``closed``: years that take nothing any more;
    ``locked``: the last day of the period that is locked. A store may give a part of the entries,
    those an event needs, with all heads and the number ``posted`` of the last entry.
    """

    book: Book
    entries: tuple[Entry, ...] = ()
    posted: int = 0
    heads: Mapping[Kept, Leg] = field(default_factory=lambda: MappingProxyType({}))
    closed: frozenset[str] = frozenset()
    locked: date | None = None

    # --- reading ---------------------------------------------------------------------------------

    def balance(self, account: str, values: Mapping[str, str] | None = None) -> int:
        """What is in an account, summed over the dimensions for which no value is given.

        ValueError: no such account, or it is not kept by a dimension given.
        """
        asked = dict(values or {})
        by = self.book.accounts[account].by if account in self.book.accounts else None
        if by is None or not asked.keys() <= set(by):
            raise ValueError(f"{account!r} with {sorted(asked)} is not an account of this book")
        return sum(
            leg.balance
            for kept, leg in self.heads.items()
            if kept.account == account
            and all(kept.values[by.index(name)] == value for name, value in asked.items())
        )

    def trial_balance(self, until: date | None = None) -> tuple[Line, ...]:
        """One line for every account as kept, by what was posted up to a day (None: all).

        The debits of all lines are their credits.
        """
        sums: dict[Kept, tuple[int, int]] = {}
        for entry in self.entries:
            for leg in entry.legs if until is None or entry.on <= until else ():
                debit, credit = sums.get(leg.at, (0, 0))
                sums[leg.at] = (debit + leg.debit, credit + leg.credit)
        lines = [Line(k, d, c, _signed(self.book.account(k), d, c)) for k, (d, c) in sums.items()]
        return tuple(sorted(lines, key=lambda line: (line.at.account, line.at.values)))

    def reversible(self, number: int) -> bool:
        """May the entry be reversed: is it no reversal, and not reversed yet?"""
        entry = self.entry(number)
        return entry.reverses is None and all(e.reverses != number for e in self.entries)

    def entry(self, number: int) -> Entry:
        """The entry of a number; ValueError if it is not here."""
        found = next((e for e in reversed(self.entries) if e.number == number), None)
        if found is None:
            raise ValueError(f"no entry {number} in {self.book.id}")
        return found

    # --- posting ---------------------------------------------------------------------------------

    def post(self, draft: Draft) -> "Ledger | Refused":
        """The ledger with the entry, or why not. Moves of nothing are not written; an entry of
        nothing but such moves leaves the ledger as it is.

        ValueError: an account that is not in the book (a fault of the program).
        """
        refused = next(self._refusals(draft), None)
        if refused is not None:
            return refused
        moves = tuple(move for move in draft.moves if move.amount)
        if not moves:
            return self
        heads = dict(self.heads)
        legs = tuple(leg for move in moves for leg in self._legs(move, heads))
        short = self._short(draft.name, legs, heads)
        if short is not None:
            return short
        number = self.posted + 1
        entry = Entry(number, draft.name, draft.on, legs, draft.event, draft.reverses)
        entries, kept = (*self.entries, entry), MappingProxyType(heads)
        return replace(self, entries=entries, posted=number, heads=kept)

    def reverse(self, number: int, name: str, on: date, event: str = "") -> "Ledger | Refused":
        """The ledger with an entry mirrored on its own day, in the year of that day."""
        if not self.reversible(number):
            return Refused("reversed", name)
        mirrored = tuple(
            self._in_year(move.mirrored, str(on.year))
            for move in reversed(self.entry(number).moves)
        )
        return self.post(Draft(name, on, mirrored, event, number))

    def close(self, year: str, name: str, on: date, event: str = "") -> "Ledger | Refused":
        """The ledger with a year closed: balances pass on as their accounts say, through the
        account for it, so that each year balances by itself; then the year takes nothing.

        ``on``: the day of closing, after the year.
        """
        if year in self.closed:
            return Refused("closed_year", name, details=(("year", year),))
        found = self.post(Draft(name, on, tuple(self._passing(year)), event))
        if isinstance(found, Refused):
            return found
        return replace(found, closed=found.closed | {year})

    def lock(self, until: date) -> "Ledger":
        """The ledger in which nothing is dated up to a day any more."""
        return replace(self, locked=max(until, self.locked or until))

    # --- rules -----------------------------------------------------------------------------------

    def _refusals(self, draft: Draft) -> Iterator[Refused]:
        for move in draft.moves:
            source, target = self.book.account(move.source), self.book.account(move.target)
            if move.amount < 0:
                yield Refused("negative", draft.name, move.source)
            if source.unit != target.unit:
                yield Refused("unit", draft.name, move.target)
        if self.locked is not None and draft.on <= self.locked:
            yield Refused("locked", draft.name, details=(("day", self.locked.isoformat()),))
        yield from self._in_closed_years(draft)
        if draft.event and any(
            (draft.event, draft.name) == (e.event, e.name) for e in self.entries
        ):
            yield Refused("twice", draft.name)

    def _in_closed_years(self, draft: Draft) -> Iterator[Refused]:
        """A closed year takes no entry dated in it, and none in an account kept for it."""
        if self.book.year and str(draft.on.year) in self.closed:
            yield Refused("closed_year", draft.name, details=(("year", str(draft.on.year)),))
        for kept in (end for move in draft.moves for end in (move.source, move.target)):
            year = self.book.value(kept, self.book.year)
            if year in self.closed:
                yield Refused("closed_year", draft.name, kept, (("year", str(year)),))

    def _legs(self, move: Move, heads: dict[Kept, Leg]) -> Iterator[Leg]:
        for at, debit, credit in ((move.source, 0, move.amount), (move.target, move.amount, 0)):
            last = heads.get(at)
            before, number = (last.balance, last.number) if last else (0, 0)
            change = _signed(self.book.account(at), debit, credit)
            heads[at] = Leg(at, debit, credit, number + 1, before + change)
            yield heads[at]

    def _short(self, name: str, legs: tuple[Leg, ...], heads: Mapping[Kept, Leg]) -> Refused | None:
        """Balances are judged after the last move of the entry."""
        for at in dict.fromkeys(leg.at for leg in legs):
            balance = heads[at].balance
            if balance < 0 and not self.book.may_pass_zero(self.book.account(at)):
                return Refused("overdraft", name, at, (("short", str(-balance)),))
        return None

    def _in_year(self, move: Move, year: str) -> Move:
        source, target = (self.book.moved(end, year) for end in (move.source, move.target))
        return Move(source, target, move.amount)

    def _passing(self, year: str) -> Iterator[Move]:
        following = str(int(year) + 1)
        for kept, leg in self.heads.items():
            account = self.book.account(kept)
            if not account.at_close or self.book.value(kept, self.book.year) != year:
                continue
            into = account.name if account.at_close == CARRY else account.at_close
            through = self.book.through[account.unit]
            old = Move(kept, self.book.moved(kept, year, through), abs(leg.balance))
            new = Move(
                self.book.moved(kept, following, through),
                self.book.moved(kept, following, into),
                abs(leg.balance),
            )
            down = (leg.balance > 0) == account.nature.by_debit
            yield from (old, new) if down else (old.mirrored, new.mirrored)


def _signed(account: Account, debit: int, credit: int) -> int:
    """What a debit and a credit change in the balance."""
    return debit - credit if account.nature.by_debit else credit - debit
