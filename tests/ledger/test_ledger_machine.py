"""Whatever is posted, reversed, closed and locked: a ledger kept by hand says the same."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gaoxin.ledger import Account, Book, Draft, Kept, Ledger, Move, Nature, Refused

NAMES = {
    "source": Account("source", Nature.SOURCE, ("year",)),
    "free": Account("free", Nature.ASSET, ("year",), at_close="carry"),
    "bound": Account("bound", Nature.COMMITMENT, ("year", "grant"), at_close="carry"),
    "held": Account("held", Nature.LIABILITY, ("grant",)),
    "paid": Account("paid", Nature.EXPENSE, ("year", "grant")),
    "past": Account("past", Nature.SOURCE, ("year",)),
}
BOOK = Book("t", NAMES, "year", {"CNY": "past"})
GROWS_BY_LEAVING = {"source", "held", "past"}

grants = st.sampled_from("甲乙")
names = st.sampled_from(["source", "free", "bound", "held", "paid"])
amounts = st.integers(0, 500)


class LedgerByHand(RuleBasedStateMachine):
    """The model: plain sums by account, and the years and days that take nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger(BOOK)
        self.sums: Counter[Kept] = Counter()
        self.day = date(2026, 11, 1)
        self.closed: set[int] = set()
        self.locked = date.min

    def at(self, name: str, grant: str, year: int) -> Kept:
        values = {"year": str(year), "grant": grant}
        return Kept(name, tuple(values[d] for d in NAMES[name].by))

    def apply(self, moves: list[tuple[Kept, Kept, int]]) -> Counter[Kept]:
        sums = self.sums.copy()
        for source, target, money in moves:
            sums[source] += money if source.account in GROWS_BY_LEAVING else -money
            sums[target] += -money if target.account in GROWS_BY_LEAVING else money
        return sums

    def allowed(self, moves: list[tuple[Kept, Kept, int]]) -> bool:
        years = {
            int(end.values[0])
            for move in moves
            for end in move[:2]
            if NAMES[end.account].by[:1] == ("year",)
        }
        open_ = not (years | {self.day.year}) & self.closed and self.day > self.locked
        touched = {end for s, t, m in moves if m for end in (s, t)}
        sums = self.apply(moves)
        return open_ and all(sums[k] >= 0 for k in touched if k.account != "past")

    @rule(days=st.integers(1, 90))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(
        drawn=st.lists(st.tuples(names, names, grants, amounts), min_size=1, max_size=3),
        back=st.integers(0, 1),
    )
    def post(self, drawn: list[tuple[str, str, str, int]], back: int) -> None:
        year = self.day.year - back
        moves = [(self.at(s, g, year), self.at(t, g, year), m) for s, t, g, m in drawn if s != t]
        if not moves:
            return
        found = self.ledger.post(Draft("x", self.day, tuple(Move(*m) for m in moves)))
        assert isinstance(found, Ledger) == self.allowed(moves)
        if isinstance(found, Ledger):
            self.ledger, self.sums = found, self.apply(moves)

    @rule(pick=st.integers(0, 30))
    def reverse(self, pick: int) -> None:
        done = {e.reverses for e in self.ledger.entries}
        left = [e for e in self.ledger.entries if e.reverses is None and e.number not in done]
        left = [e for e in left if e.name == "x"]
        if not left:
            return
        chosen = left[pick % len(left)]
        year = str(self.day.year)
        moves = [
            (
                self.at(m.target.account, m.target.values[-1], int(year)),
                self.at(m.source.account, m.source.values[-1], int(year)),
                m.amount,
            )
            for m in reversed(chosen.moves)
        ]
        found = self.ledger.reverse(chosen.number, "back", self.day)
        assert isinstance(found, Ledger) == self.allowed(moves)
        if isinstance(found, Ledger):
            self.ledger, self.sums = found, self.apply(moves)

    @rule()
    def close_last_year(self) -> None:
        year = self.day.year - 1
        found = self.ledger.close(str(year), "close", self.day)
        may = year not in self.closed and self.day.year not in self.closed
        assert isinstance(found, Ledger) == (may and self.day > self.locked)
        if isinstance(found, Refused):
            return
        self.ledger = found
        self.closed.add(year)
        for kept, money in list(self.sums.items()):
            if kept.account in {"free", "bound"} and kept.values[0] == str(year):
                self.sums[Kept(kept.account, (str(year + 1), *kept.values[1:]))] += money
                self.sums[kept] = 0
                self.sums[self.at("past", "", year)] -= money
                self.sums[self.at("past", "", year + 1)] += money

    @rule(days=st.integers(1, 40))
    def lock(self, days: int) -> None:
        until = self.day - timedelta(days=days)
        self.locked = max(self.locked, until)
        self.ledger = self.ledger.lock(until)

    @invariant()
    def balances_are_the_sums(self) -> None:
        heads = {kept: leg.balance for kept, leg in self.ledger.heads.items() if leg.balance}
        assert heads == {kept: money for kept, money in self.sums.items() if money}

    @invariant()
    def debits_are_credits(self) -> None:
        lines = self.ledger.trial_balance()
        assert sum(x.debit for x in lines) == sum(x.credit for x in lines)
        for entry in self.ledger.entries:
            assert sum(leg.debit - leg.credit for leg in entry.legs) == 0
            assert all((leg.debit == 0) != (leg.credit == 0) for leg in entry.legs)

    @invariant()
    def legs_are_numbered_without_a_gap(self) -> None:
        numbers: dict[Kept, int] = {}
        for leg in (leg for entry in self.ledger.entries for leg in entry.legs):
            assert leg.number == numbers.get(leg.at, 0) + 1
            numbers[leg.at] = leg.number


TestLedgerByHand = LedgerByHand.TestCase
TestLedgerByHand.settings = settings(settings.default, stateful_step_count=30)
