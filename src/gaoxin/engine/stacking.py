"""Clauses together: what is paid of several awards, and what displaces what (format section 9).

Amounts are settled exactly, in minor units. Where an amount is a range, the settlement is made at
both ends (at every corner where a ``first`` stands in the way, as it does not rise and fall with
its members). Choices of the applicant that touch one another are searched for the greatest sum.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Literal, TypeAlias

from gaoxin.engine.answer import Answer
from gaoxin.engine.budget import apportion
from gaoxin.engine.evaluate import Programs
from gaoxin.engine.frame import Frame, Question
from gaoxin.engine.history import payments
from gaoxin.engine.values import (
    NOTHING,
    Absent,
    Need,
    Unknown,
    Value,
    ends,
    needs_of,
    span,
)
from gaoxin.facts.entities import Entity, Payment
from gaoxin.facts.vocabulary import SetDef
from gaoxin.policy.form import Cited, Per, Stacking

MOST_CHOICES = 4096
"""Combinations of choices that are compared; beyond it each choice is made by itself, reported."""
MOST_CORNERS = 1024
"""Corners of ranges that are settled; beyond it only the two outermost."""
_BEYOND = 10**30
"""Stands for an amount without known bound; whatever reaches it is unknown."""

Key: TypeAlias = tuple[str, int]
"""A clause's address and the entity asked (its id())."""
Money: TypeAlias = int | Fraction
Reason = Literal["cap", "less", "highest", "one", "first", "paid"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A clause asked of the entity, or of one entity of a set of it."""

    address: str
    answer: Answer

    @property
    def key(self) -> Key:
        return self.address, id(self.answer.entity)


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
    """A limit, a set or a history that is not known."""

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


@dataclass(frozen=True, slots=True)
class Displaced:
    """``member`` receives less by ``money``: because of the stacking's cap or deduction, because
    ``by`` was taken instead, or because it was paid before."""

    stacking: str
    member: str
    money: Value
    why: Reason
    by: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A ``take`` of one: the member taken ("" where it is still open) and the others on offer."""

    stacking: str
    by: Literal["applicant", "authority"]
    picked: str
    offered: tuple[tuple[str, Value], ...]


@dataclass(slots=True, eq=False)
class Settlement:
    """What is paid of the members of a stacking.

    ``total`` and ``paid`` are exact, ranges or unknown, in minor units; ``paid`` and ``due`` by
    the address of the member (clauses, in the order of the text; a clause asked of many related
    entities is summed, the single ones are in ``each``).
    """

    address: str
    entity: Entity
    on: date
    verdict: Literal["settled", "not_in_force"]
    stacking: Stacking | None = None
    total: Value = 0
    before: Value = 0
    due: dict[str, Value] = field(default_factory=dict)
    paid: dict[str, Value] = field(default_factory=dict)
    each: dict[Key, Value] = field(default_factory=dict)
    displaced: tuple[Displaced, ...] = ()
    choices: tuple[Choice, ...] = ()
    history: tuple[Payment, ...] = ()
    cap: Value = None
    less: Value = None
    answers: tuple[Answer, ...] = ()
    too_many: bool = False
    """More combinations of choices than are searched: each was made by itself."""
    no_history: bool = False

    @property
    def cut(self) -> dict[str, Value]:
        """How much each member is reduced by caps and deductions."""
        found: dict[str, Value] = {}
        for item in self.displaced:
            if item.why in {"cap", "less"}:
                found[item.member] = item.money
        return found

    @property
    def picks(self) -> tuple[str, ...]:
        """Members taken where only one may be."""
        return tuple(c.picked for c in self.choices if c.picked)

    @property
    def needs(self) -> tuple[Need, ...]:
        return tuple(needs_of(self.total))


# --- settling exact amounts ----------------------------------------------------------------------

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
    displaced: list[tuple[Group, int, Money, Reason, int]] = field(default_factory=list)

    def settle(self, member: Leaf | Group) -> dict[Key, Money]:
        if isinstance(member, Leaf):
            return {member.key: self.amounts[member.key]}
        inner = [self.settle(m) for m in member.members]
        due: list[Money] = [sum(parts.values(), Fraction(0)) for parts in inner]
        got = self._take(member, due)
        found: dict[Key, Money] = {}
        for m, parts, money in zip(member.members, inner, got, strict=True):
            found |= _reduced(m, parts, money)
        return found

    def _take(self, group: Group, due: list[Money]) -> list[Money]:
        got = self._taken(group, due)
        before = sum(group.paid)
        cap, less = self.limits.cap(group), self.limits.less(group)
        if cap is not None:
            left = cap - before if group.stacking.take == "all" else cap
            got = self._down(group, got, max(0, left), "cap")
        if less:
            got = self._down(group, got, max(0, sum(got) - less), "less")
        return got

    def _down(self, group: Group, got: list[Money], most: Money, why: Reason) -> list[Money]:
        if sum(got) <= most:
            return got
        cut = _cut(got, most, group.stacking.cut)
        for i, (a, b) in enumerate(zip(got, cut, strict=True)):
            if b < a:
                self.displaced.append((group, i, a - b, why, -1))
        return cut

    def _taken(self, group: Group, due: list[Money]) -> list[Money]:
        match group.stacking.take:
            case "all":
                return list(due)
            case "highest":
                return self._only(group, due, _most(due), "highest", sum(group.paid))
            case "one":
                chosen = self.choices.get(group.address, _most(due))
                before = due[chosen] if sum(group.paid) else 0
                return self._only(group, due, chosen, "one", before)
            case "first":
                return self._first(group, due)

    def _first(self, group: Group, due: list[Money]) -> list[Money]:
        for i, (money, paid) in enumerate(zip(due, group.paid, strict=True)):
            if money > 0 or paid:
                return self._only(group, due, i, "first", money if paid else 0)
        return list(due)

    def _only(
        self, group: Group, due: list[Money], chosen: int, why: Reason, before: Money
    ) -> list[Money]:
        """Only ``chosen`` is paid, less what was paid before."""
        found: list[Money] = [0] * len(due)
        found[chosen] = max(Fraction(0), due[chosen] - before)
        if due[chosen] > 0 or before:
            self.taken[group.address] = chosen
        for i, money in enumerate(due):
            if i != chosen and money > 0:
                self.displaced.append((group, i, money, why, chosen))
        if found[chosen] < due[chosen]:
            self.displaced.append((group, chosen, due[chosen] - found[chosen], "paid", -1))
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
    if sum(parts.values()) <= money:
        return parts
    how = member.stacking.cut if isinstance(member, Group) else "last"
    return dict(zip(parts, _cut(list(parts.values()), money, how), strict=True))


# --- building ------------------------------------------------------------------------------------

Ask: TypeAlias = Callable[[Question, str, Entity], Answer]


@dataclass(slots=True)
class Builder:
    """Makes the groups of a question: asks clauses, limits and histories."""

    programs: Programs
    ask: Ask
    question: Question
    entity: Entity
    answers: dict[Key, Answer] = field(default_factory=dict)

    def find(self, address: str) -> Stacking | None:
        document, _, name = address.partition("#")
        law = self.question.law
        text = law.document(document)
        found = text.stackings.get(name) if text else None
        return found if found and found.meta.valid_on(self.question.on) else None

    def group(self, stacking: Stacking) -> Group:
        frame = Frame(self.question, self.entity, self.question.on)
        cap, less = (self._limit(frame, stacking, c) for c in (stacking.cap, stacking.less))
        open_ = next((v for v in (cap, less) if isinstance(v, Unknown)), None)
        members: list[Leaf | Group] = []
        paid: list[int] = []
        history: list[Payment] = []
        for address in stacking.over:
            found, doubt = self._member(stacking, address)
            open_ = open_ or doubt
            for member in found:
                earlier = self._paid(stacking, member)
                if isinstance(earlier, Unknown):
                    open_, earlier = open_ or earlier, []
                members.append(member)
                paid.append(sum(p.money for p in earlier))
                history.extend(earlier)
        group = Group(stacking, tuple(members), paid=tuple(paid), history=tuple(history))
        group.open = open_
        if open_ is None:
            group.cap = None if isinstance(cap, Absent) else cap
            group.less = 0 if less is None or isinstance(less, Absent) else less
        return group

    def _limit(self, frame: Frame, stacking: Stacking, cited: Cited | None) -> Value:
        return self.programs.of(cited.node, stacking.document)(frame) if cited else None

    def _member(
        self, stacking: Stacking, address: str
    ) -> tuple[list[Leaf | Group], Unknown | None]:
        inner = self.find(address)
        if inner is not None:
            return [self.group(inner)], None
        owners = self._owners(stacking, address)
        if isinstance(owners, Unknown):
            return [], owners
        return [Leaf(address, self._answer(address, owner)) for owner in owners], None

    def _answer(self, address: str, owner: Entity) -> Answer:
        key = (address, id(owner))
        if key not in self.answers:
            self.answers[key] = self.ask(self.question, address, owner)
        return self.answers[key]

    def _owners(self, stacking: Stacking, address: str) -> tuple[Entity, ...] | Unknown:
        """The entity itself, or the members of its set of the clause's kind."""
        document, _, name = address.partition("#")
        clause = self.question.law.clause(document, name)
        if clause is None or clause.kind == stacking.kind:
            return (self.entity,)
        kind = self.question.law.library.vocabulary.kinds.get(stacking.kind)
        sets = [s for s in kind.sets.values() if s.member == clause.kind] if kind else []
        return self._members(sets)

    def _members(self, sets: list[SetDef]) -> tuple[Entity, ...] | Unknown:
        found: dict[int, Entity] = {}
        for definition in sets:
            members = self.question.members(self.entity, definition)
            if isinstance(members, Unknown):
                return members
            found |= {id(m): m for m in members}
        return tuple(found.values())

    def _paid(self, stacking: Stacking, member: Leaf | Group) -> list[Payment] | Unknown:
        """Earlier payments under the member inside the stacking's window."""
        if stacking.window is None:
            return []
        found: list[Payment] = []
        leaves = [member] if isinstance(member, Leaf) else list(member.leaves())
        for leaf in leaves:
            for owner in {id(e): e for e in (self.entity, leaf.answer.entity)}.values():
                part = self._history(leaf, owner, stacking.window, stacking.document)
                if isinstance(part, Unknown):
                    return part
                found.extend(p for p in part if p not in found or owner is self.entity)
        return found

    def _history(
        self, leaf: Leaf, owner: Entity, window: Per, document: str
    ) -> list[Payment] | Unknown:
        clause = leaf.answer.clause
        addresses = {leaf.address}
        if clause is not None:
            addresses |= self.question.law.addresses(clause)
        return payments(self.question, owner, addresses, window, document)


# --- settling ranges -----------------------------------------------------------------------------


def settlement(
    builder: Builder, group: Group, amounts: Mapping[Key, Value] | None = None
) -> Settlement:
    """The settlement of a stacking. ``amounts``: what earlier stackings left of its clauses."""
    leaves = {leaf.key: leaf for leaf in group.leaves()}
    due = {k: (amounts or {}).get(k, leaf.answer.due) for k, leaf in leaves.items()}
    result = Settlement(
        group.address,
        builder.entity,
        builder.question.on,
        "settled",
        group.stacking,
        history=group.history,
        cap=group.cap,
        less=group.less if group.stacking.less else None,
        answers=tuple(leaf.answer for leaf in leaves.values()),
        no_history=builder.question.history_missing,
    )
    needs: frozenset[Need] = frozenset().union(*(needs_of(v) for v in due.values()))
    result.due = _by_address(leaves, due)
    open_ = next((g.open for g in group.groups() if g.open), None)
    if open_ is not None and _possible(due):
        _leave_open(result, leaves, due, Unknown(needs | open_.needs, open_.why, open_.detail))
        return result
    runs, result.too_many = _runs(group, due)
    _fill(result, group, leaves, due, runs, needs)
    return result


def _possible(due: Mapping[Key, Value]) -> bool:
    """May anything be due at all?"""
    return not due or any(_bounds(v)[1] > 0 for v in due.values())


def _leave_open(
    result: Settlement, leaves: Mapping[Key, Leaf], due: Mapping[Key, Value], unknown: Unknown
) -> None:
    result.total = result.before = unknown
    result.each = {k: unknown if _bounds(v)[1] > 0 else 0 for k, v in due.items()}
    result.paid = {leaf.address: unknown for leaf in leaves.values()}


def _bounds(value: Value) -> tuple[Money, Money]:
    if isinstance(value, Unknown):
        return 0, _BEYOND
    if isinstance(value, Absent) or value is None:
        return 0, 0
    return ends(value)


def _runs(
    group: Group, due: Mapping[Key, Value]
) -> tuple[list[tuple[Run, dict[Key, Money]]], bool]:
    """Exact settlements at the ends (or corners) of the ranges, each with its best choices."""
    found, too_many = [], False
    for corner, high in _corners(group, due):
        run, paid, many = _best(group, corner, Limits(high))
        found.append((run, paid))
        too_many = too_many or many
    return found, too_many


def _corners(group: Group, due: Mapping[Key, Value]) -> Iterator[tuple[Amounts, bool]]:
    bounds = {k: _bounds(v) for k, v in due.items()}
    ranged = [k for k, (low, high) in bounds.items() if low != high]
    first = any(g.stacking.take == "first" for g in group.groups())
    if first and 2 ** (len(ranged) + 1) <= MOST_CORNERS:
        for picks in product((0, 1), repeat=len(ranged)):
            corner = {k: b[0] for k, b in bounds.items()}
            corner |= {k: bounds[k][end] for k, end in zip(ranged, picks, strict=True)}
            yield corner, False
            yield corner, True
        return
    yield {k: b[0] for k, b in bounds.items()}, False
    yield {k: b[1] for k, b in bounds.items()}, True


def _best(group: Group, amounts: Amounts, limits: Limits) -> tuple[Run, dict[Key, Money], bool]:
    """The settlement with the greatest sum over the applicant's choices.

    A choice is searched only where it may matter to another stacking: alone, the greatest
    member is best."""
    free = [g for g in group.groups() if _is_choice(g)]
    combinations = 1
    for g in free:
        combinations *= len(g.members)
    too_many = combinations > MOST_CHOICES
    offers = [range(len(g.members)) for g in free] if free != [group] and not too_many else []
    best: tuple[Money, Run, dict[Key, Money]] | None = None
    for picks in product(*offers):
        chosen = {g.address: i for g, i in zip(free, picks, strict=False)}
        run = Run(amounts, limits, chosen)
        paid = run.settle(group)
        total = sum(paid.values(), Fraction(0))
        if best is None or total > best[0]:
            best = (total, run, paid)
    assert best is not None
    return best[1], best[2], too_many


def _is_choice(group: Group) -> bool:
    return group.stacking.take == "one" and group.stacking.by == "applicant" and bool(group.members)


def _fill(
    result: Settlement,
    group: Group,
    leaves: Mapping[Key, Leaf],
    due: Mapping[Key, Value],
    runs: list[tuple[Run, dict[Key, Money]]],
    needs: frozenset[Need],
) -> None:
    totals = [sum(paid.values(), Fraction(0)) for _, paid in runs]
    limits = frozenset().union(*(needs_of(v) for g in group.groups() for v in (g.cap, g.less)))
    needs |= limits
    result.total = _hull(totals, needs)
    result.before = _hull([sum(run.amounts.values(), Fraction(0)) for run, _ in runs], needs)
    result.each = {
        k: _hull([paid[k] for _, paid in runs], needs_of(due[k]) | limits) for k in leaves
    }
    result.paid = _by_address(leaves, result.each)
    result.displaced = tuple(_displaced(runs, needs))
    result.choices = tuple(_choices(group, result.each, due, runs))


def _hull(values: list[Money], needs: frozenset[Need]) -> Value:
    low, high = min(values, default=0), max(values, default=0)
    if high >= _BEYOND // 2:
        return Unknown(needs)
    return span(_whole(low), _whole(high), needs)


def _whole(value: Money) -> Money:
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def _by_address(leaves: Mapping[Key, Leaf], amounts: Mapping[Key, Value]) -> dict[str, Value]:
    """Amounts by clause: related entities of one clause summed."""
    found: dict[str, Value] = {}
    for key, leaf in leaves.items():
        low, high = _bounds(amounts[key])
        old = _bounds(found.get(leaf.address, 0))
        needs = needs_of(amounts[key]) | needs_of(found.get(leaf.address))
        found[leaf.address] = _hull([low + old[0], high + old[1]], needs)
    return found


def _member_address(group: Group, index: int) -> str:
    return group.members[index].address if index >= 0 else ""


def _displaced(
    runs: list[tuple[Run, dict[Key, Money]]], needs: frozenset[Need]
) -> Iterator[Displaced]:
    """What every member loses, at least and at most, over all runs."""
    places: dict[tuple[str, str, Reason, str], list[Money]] = {}
    for n, (run, _) in enumerate(runs):
        for group, i, money, why, taken in run.displaced:
            at = (group.address, _member_address(group, i), why, _member_address(group, taken))
            row = places.setdefault(at, [Fraction(0)] * len(runs))
            row[n] += money
    for (stacking, member, why, by), row in places.items():
        yield Displaced(stacking, member, _hull(row, needs or NOTHING), why, by)


def _choices(
    group: Group,
    paid: Mapping[Key, Value],
    due: Mapping[Key, Value],
    runs: list[tuple[Run, dict[Key, Money]]],
) -> Iterator[Choice]:
    for g in group.groups():
        if g.stacking.take == "all":
            continue
        taken = {run.taken.get(g.address, -1) for run, _ in runs}
        picked = taken.pop() if len(taken) == 1 else -1
        offered = tuple((m.address, _offer(m, due)) for m in g.members)
        yield Choice(g.address, g.stacking.by, _member_address(g, picked), offered)


def _offer(member: Leaf | Group, due: Mapping[Key, Value]) -> Value:
    leaves = [member] if isinstance(member, Leaf) else list(member.leaves())
    parts = [due[leaf.key] for leaf in leaves]
    needs: frozenset[Need] = frozenset().union(*map(needs_of, parts))
    lows, highs = zip(*map(_bounds, parts), strict=True) if parts else ((0,), (0,))
    return _hull([sum(lows), sum(highs)], needs)
