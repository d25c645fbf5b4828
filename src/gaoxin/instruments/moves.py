"""The moves of one entry: amounts read, ends shared out, dimensions found."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gaoxin.ledger import Kept, Move
from gaoxin.policy.form import Cited, Posting, PostingEntry, PostingMove, Shares
from gaoxin.procedure.zone import Barred, CaseKey, Link, Zone
from gaoxin.quantities import FEN, Rounding

_HUNDREDTH = Fraction(1)


@dataclass(frozen=True, slots=True)
class Making:
    """An entry being made by a step of a case; amounts are read before the first move."""

    zone: Zone
    case: CaseKey
    posting: Posting
    entry: PostingEntry
    on: date

    def moves(self) -> tuple[Move, ...] | Barred:
        """All moves of the entry, or why there are none."""
        values, found = self.values(), list[Move]()
        for move in self.entry.moves:
            made = self._moves(move, values)
            if isinstance(made, Barred):
                return made
            found += made
        return tuple(found)

    def values(self) -> dict[str, str]:
        """Values of the dimensions: as the entry says, else of the case; the year of the day."""
        values = own_values(self.zone, self.case, self.posting)
        if self.posting.year:
            values[self.posting.year] = str(self.on.year)
        for name, rule in self.entry.by.items():
            found = self._value(rule)
            if found is not None:
                values[name] = found.id if isinstance(found, Link) else str(found)
        return values

    def _value(self, rule: Cited) -> object:
        return self.zone.judge.value(self.zone, self.case, rule, self.on)

    def _moves(self, move: PostingMove, values: Mapping[str, str]) -> list[Move] | Barred:
        amount = self._amount(move)
        if isinstance(amount, Barred):
            return amount
        sources, targets = (self._shared(end, amount) for end in (move.source, move.target))
        if sources is None or targets is None:
            return Barred("unknown_amount", self.entry.name)
        found: list[Move] = []
        for source, target, part in _paired(sources, targets):
            left, arrived = self._kept(source, values), self._kept(target, values)
            if left is None or arrived is None:
                return Barred("unknown_amount", self.entry.name)
            found.append(Move(left, arrived, part))
        return found

    def _amount(self, move: PostingMove) -> int | Barred:
        """Whole smallest parts; a unit other than money is counted in hundredths."""
        value = self._value(move.money)
        if not isinstance(value, (int, Fraction)) or isinstance(value, bool):
            return Barred("unknown_amount", self.entry.name)
        money = self.posting.accounts[_first(move.source)].unit == "CNY"
        stated = self.zone.library.documents[self.posting.document].front.rounding
        rounding = self.entry.rounding or stated
        step = Rounding(rounding.mode, FEN.step if money else _HUNDREDTH)
        whole = step.apply(Fraction(value) * (1 if money else 100))
        return Barred("negative", self.entry.name) if whole < 0 else int(whole)

    def _shared(self, end: str | Shares, amount: int) -> list[tuple[str, int]] | None:
        """The accounts of an end with their parts: each share rounded down, then the rest."""
        if isinstance(end, str):
            return [(end, amount)]
        parts: list[tuple[str, int]] = []
        for name, share in end.parts:
            rate = self._value(share)
            if not isinstance(rate, (int, Fraction)):
                return None
            if name != end.rest:
                parts.append((name, int(amount * Fraction(rate) // 1)))
        left = amount - sum(part for _, part in parts)
        return [*parts, (end.rest, left)] if left >= 0 else None

    def _kept(self, account: str, values: Mapping[str, str]) -> Kept | None:
        by = self.posting.accounts[account].by
        if any(name not in values for name in by):
            return None
        return Kept(account, tuple(values[name] for name in by))


def own_values(zone: Zone, case: CaseKey, posting: Posting) -> dict[str, str]:
    """Dimensions the case has: its entity where that is of the kind, else its only link to one."""
    thing = zone.things[case.entity]
    links = [s[-1].value.id for s in thing.said.values() if s and isinstance(s[-1].value, Link)]
    values: dict[str, str] = {}
    for name, kind in posting.dimensions.items():
        near = [thing.id] if thing.kind == kind else _of_kind(zone, links, kind)
        if len(near) == 1:
            values[name] = near[0]
    return values


def _of_kind(zone: Zone, links: Iterable[str], kind: str) -> list[str]:
    return sorted({one for one in links if one in zone.things and zone.things[one].kind == kind})


def _first(end: str | Shares) -> str:
    return end if isinstance(end, str) else end.rest


def _paired(
    sources: list[tuple[str, int]], targets: list[tuple[str, int]]
) -> Iterator[tuple[str, str, int]]:
    """Sources against targets, part by part, in the order of the text."""
    sources, targets = list(sources), list(targets)
    while sources and targets:
        (source, have), (target, want) = sources[0], targets[0]
        part = min(have, want)
        yield source, target, part
        sources[0], targets[0] = (source, have - part), (target, want - part)
        sources = sources[1:] if have == part else sources
        targets = targets[1:] if want == part else targets
