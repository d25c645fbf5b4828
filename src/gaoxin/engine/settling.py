"""Settling a stacking exactly: given amounts, given choices, one result (format section 9)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, Literal, TypeAlias, TypeVar

from gaoxin.engine.answer import Answer
from gaoxin.engine.budget import apportion
from gaoxin.engine.values import Unknown, Value, ends
from gaoxin.facts.entities import Payment
from gaoxin.policy.form import Stacking

Key: TypeAlias = tuple[str, int]
"""A clause's address and the entity asked (its id())."""
Money: TypeAlias = int | Fraction
Reason = Literal["cap", "less", "highest", "one", "first", "paid"]
Loss = TypeVar("Loss")
BEYOND = 10**30
"""Stands for an amount without known bound; whatever reaches it is unknown."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A clause asked of the entity, or of one entity of a set of it."""

    address: str
    answer: Answer
    key: Key = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", (self.address, id(self.answer.entity)))


@dataclass(slots=True)
class Group:
    """A stacking with its members, its limits and what was paid before in its window."""

    stacking: Stacking
    members: tuple["Leaf | Group", ...]
    cap: Value = None
    less: Value = 0
    paid: tuple[int, ...] = ()
    """Paid earlier in the window, member by member."""
    history: tuple[Payment, ...] = ()
    open: Unknown | None = None
    """A set or a history that is not known."""
    unlisted: bool = False
    """A set is not known: members may be due something of which nothing is seen here."""

    @property
    def address(self) -> str:
        return self.stacking.address

    def leaves(self) -> Iterator[Leaf]:
        for member in self.members:
            if isinstance(member, Leaf):
                yield member
            else:
                yield from member.leaves()

    def groups(self) -> Iterator["Group"]:
        yield self
        for member in self.members:
            if isinstance(member, Group):
                yield from member.groups()

    def earlier(self, member: int, due: Money) -> Money:
        """How much of what the member taken is due counts as paid before: all of it where the
        payment settled the matter, else what any member was paid."""
        settled = {"one": any(self.paid), "first": bool(self.paid[member])}
        return due if settled.get(self.stacking.take) else min(due, sum(self.paid))


@dataclass(frozen=True, slots=True)
class Lost(Generic[Loss]):
    """What a member of a stacking is left without: an amount, or its ends."""

    group: Group
    member: int
    money: Loss
    why: Reason
    taken: int = -1
    """The member that was taken instead."""


Amounts: TypeAlias = Mapping[Key, Money]
Choices: TypeAlias = Mapping[str, int]
"""Stacking address -> index of the member taken."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Which end of caps and deductions counts in this settlement."""

    high: bool

    def cap(self, group: Group) -> Money | None:
        return None if group.cap is None else ends(group.cap)[self.high]

    def less(self, group: Group) -> Money:
        return ends(group.less)[not self.high]


@dataclass(slots=True)
class Run:
    """One exact settlement: what every clause receives, and what each stacking did."""

    amounts: Amounts
    limits: Limits
    choices: Choices
    taken: dict[str, int] = field(default_factory=dict)
    lost: list[Lost[Money]] = field(default_factory=list)

    def settle(self, group: Group) -> dict[Key, Money]:
        amounts = self.amounts
        inner = [
            {m.key: amounts[m.key]} if isinstance(m, Leaf) else self.settle(m)
            for m in group.members
        ]
        due: list[Money] = [sum(parts.values()) for parts in inner]
        found: dict[Key, Money] = {}
        for m, parts, asked, got in zip(
            group.members, inner, due, self.share(group, due), strict=True
        ):
            found |= parts if asked <= got else _reduced(m, parts, got)
        return found

    def share(self, group: Group, due: list[Money]) -> list[Money]:
        """What each member of one stacking is left with, of what it is due."""
        got = self.take(group, due)
        cap = self.limits.cap(group) if group.cap is not None else None
        if cap is not None:
            got = self._down(group, got, max(0, cap - sum(group.paid)), "cap")
        less = self.limits.less(group) if group.less else 0
        if less:
            got = self._down(group, got, max(0, sum(got) - less), "less")
        return got

    def _down(self, group: Group, got: list[Money], most: Money, why: Reason) -> list[Money]:
        if sum(got) <= most:
            return got
        cut = _cut(got, most, group.stacking.cut)
        for i, (a, b) in enumerate(zip(got, cut, strict=True)):
            if b < a:
                self.lost.append(Lost(group, i, a - b, why))
        return cut

    def take(self, group: Group, due: list[Money]) -> list[Money]:
        """What is left before the cap and the deduction."""
        match group.stacking.take:
            case "all":
                return list(due)
            case "highest":
                return self._only(group, due, _most(due), "highest")
            case "one":
                chosen = self.choices.get(group.address, _most(due))
                return self._only(group, due, chosen, "one")
            case "first":
                return self._first(group, due)

    def _first(self, group: Group, due: list[Money]) -> list[Money]:
        for i, (money, paid) in enumerate(zip(due, group.paid, strict=True)):
            if money > 0 or paid:
                return self._only(group, due, i, "first")
        return list(due)

    def _only(self, group: Group, due: list[Money], chosen: int, why: Reason) -> list[Money]:
        """Only ``chosen`` is paid, less what was paid before."""
        found: list[Money] = [0] * len(due)
        before = group.earlier(chosen, due[chosen])
        found[chosen] = max(0, due[chosen] - before)
        if due[chosen] > 0 or any(group.paid):
            self.taken[group.address] = chosen
        for i, money in enumerate(due):
            if i != chosen and money > 0:
                self.lost.append(Lost(group, i, money, why, chosen))
        if found[chosen] < due[chosen]:
            self.lost.append(Lost(group, chosen, due[chosen] - found[chosen], "paid"))
        return found


def _most(due: list[Money]) -> int:
    """The index of the greatest, the earlier among equals."""
    return max(range(len(due)), key=lambda i: (due[i], -i), default=0)


def _cut(got: list[Money], most: Money, how: Literal["last", "pro_rata"]) -> list[Money]:
    """Amounts reduced to ``most`` together: the last first, or each in proportion (whole minor
    units, largest remainder first, among equals the earlier)."""
    if how == "pro_rata":
        return list(apportion(int(most), [int(g) for g in got]))
    found: list[Money] = []
    for money in got:
        found.append(min(money, most))
        most -= found[-1]
    return found


def _reduced(member: Leaf | Group, parts: dict[Key, Money], money: Money) -> dict[Key, Money]:
    """The parts of a member brought down to what the outer stacking leaves it."""
    if isinstance(member, Leaf):
        return {member.key: money}
    return dict(zip(parts, _cut(list(parts.values()), money, member.stacking.cut), strict=True))
