"""Settling a stacking whose amounts are ranges: the least and the most each clause is left with.

Every bound is one exact settlement of amounts that may occur together, with a clause and its rivals
at opposite ends. In a tangled form, where a clause has no such order, it is bounded by nothing and
by what it is due.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from gaoxin.engine.rivals import limited, lowers, rivals, uneven
from gaoxin.engine.settling import Group, Key, Leaf, Limits, Lost, Money, Reason, Run
from gaoxin.engine.values import Span

Ends: TypeAlias = tuple[Money, Money]
"""The least and the most, in minor units."""
NOBODY: frozenset[int] = frozenset()
_SMALLEST = 1
"""The smallest amount that is something, in minor units."""


def ranged(group: Group, due: Mapping[Key, Ends]) -> bool:
    """Is an amount or a limit a range?"""
    limits = (v for g in group.groups() for v in (g.cap, g.less))
    return any(isinstance(v, Span) for v in limits) or any(
        due[leaf.key][0] != due[leaf.key][1] for leaf in group.leaves()
    )


@dataclass(slots=True)
class Ranging:
    """One stacking; ``due``: the ends of what its clauses are due, ``least``: what they are due
    at least if anything (where that is known). ``free``: choices of the applicant may serve
    another stacking, so that any member may be taken."""

    group: Group
    due: Mapping[Key, Ends]
    least: Mapping[Key, Money]
    free: bool = False
    total: Ends = field(init=False)
    reached: dict[str, list[Ends]] = field(default_factory=dict)
    """For every stacking inside, what its members come to."""

    def __post_init__(self) -> None:
        low, high = self._reach(self.group)
        self.total = (0, high) if self.free else (low, high)

    def _reach(self, member: Leaf | Group) -> Ends:
        """Totals rise with what the members come to, unless the first that is due decides."""
        if isinstance(member, Leaf):
            return self.due[member.key]
        dues = self.reached[member.address] = [self._reach(m) for m in member.members]
        if member.stacking.take == "first":
            return self._first(member, dues)
        low, high = (
            sum(_run(high).share(member, [d[high] for d in dues])) for high in (False, True)
        )
        return low, high

    def _first(self, group: Group, dues: list[Ends]) -> Ends:
        """Each member in turn decides, with as little or as much as it may be due."""
        lows = [0 if self.free else low for low, _ in dues]
        totals = [sum(_run(False).share(group, lows))]
        for i, member in enumerate(group.members):
            for upper, money in ((False, self._smallest(member, dues[i])), (True, dues[i][1])):
                amounts = [*lows[:i], money, *lows[i + 1 :]]
                totals.append(sum(_run(upper).share(group, amounts)))
        return min(totals), max(totals)

    def _smallest(self, member: Leaf | Group, ends: Ends) -> Money:
        """What a member comes to at least, if to anything."""
        low, high = ends
        if low > 0 or high <= 0:
            return low
        least: Money = _SMALLEST
        if isinstance(member, Leaf):
            least = self.least.get(member.key, least)
        elif not any(limited(g) or g.stacking.window for g in member.groups()):
            pairs = zip(member.members, self.reached[member.address], strict=True)
            least = min(self._smallest(m, e) for m, e in pairs if e[1] > 0)
        return min(least, high)

    def each(self) -> dict[Key, Ends]:
        """What every clause is left with."""
        keys = [leaf.key for leaf in self.group.leaves()]
        against = rivals(self.group) if ranged(self.group, self.due) else (NOBODY,) * len(keys)
        if against is None or self.free:
            return {k: (0, max(0, self.due[k][1])) for k in keys}
        return {
            k: (self._left(k, foes, False), self._left(k, foes, True))
            for k, foes in zip(keys, against, strict=True)
        }

    def _left(self, key: Key, foes: frozenset[int], high: bool) -> Money:
        keys = [leaf.key for leaf in self.group.leaves()]
        amounts = {k: self.due[k][high ^ (n in foes)] for n, k in enumerate(keys)}
        return Run(amounts, Limits(high), {}).settle(self.group)[key]

    def takes(self, group: Group, own: int) -> tuple[bool, bool]:
        """May this member be the one that is taken, and is it in any case?"""
        dues = self.reached[group.address]
        if self.free:
            return True, False
        found = []
        for high in (True, False):
            run = _run(high)
            run.take(group, [d[high is (n == own)] for n, d in enumerate(dues)])
            found.append(run.taken.get(group.address) == own)
        return found[0], found[1]

    def lost(self) -> Iterator[Lost[Ends]]:
        """What members of every stacking inside lose, why, and what by."""
        for group in self.group.groups():
            dues = self.reached[group.address]
            if group.stacking.take != "all":
                yield from self._displaced(group, group.stacking.take, dues)
            yield from self._reduced(group, dues)

    def _displaced(self, group: Group, why: Reason, dues: list[Ends]) -> Iterator[Lost[Ends]]:
        best = why != "first" and not self.free
        for taken, (_, bound) in enumerate(dues):
            may, must = self.takes(group, taken)
            if not may:
                continue
            for i, (low, high) in enumerate(dues):
                most = min(high, bound) if best else high
                if i != taken and most > 0:
                    yield Lost(group, i, (low if must else 0, most), why, taken)
            low, high = (group.earlier(taken, money) for money in dues[taken])
            if high > 0:
                yield Lost(group, taken, (low if must else 0, high), "paid")

    def _reduced(self, group: Group, dues: list[Ends]) -> Iterator[Lost[Ends]]:
        """What the cap and the deduction take; of both at once only the sum is known."""
        limits: list[Reason] = ["cap"] if group.cap is not None else []
        limits += ["less"] if group.less else []
        tangled = self.free or uneven(group)
        for i, (_, most) in enumerate(dues if limits else []):
            low, high = (0, most) if tangled else (_cut(group, dues, i, b) for b in (False, True))
            if high > 0:
                least = low if len(limits) == 1 else 0
                yield from (Lost(group, i, (least, high), why) for why in limits)


def _run(high: bool) -> Run:
    return Run({}, Limits(high), {})


def _cut(group: Group, dues: list[Ends], own: int, most: bool) -> Money:
    """The least or the most a member loses by the limits: most with its own amount and its rivals'
    at the high end; in a choice its rivals' at the low end, for else it is not taken at all."""
    shared = group.stacking.take == "all"
    amounts = [
        d[most is (n == own or (shared and lowers(group, own, n)))] for n, d in enumerate(dues)
    ]
    run = _run(not most)
    return run.take(group, amounts)[own] - run.share(group, amounts)[own]
