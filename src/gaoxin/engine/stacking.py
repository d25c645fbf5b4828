"""Clauses together: what is paid of several awards, and what displaces what (format section 9).

Amounts are settled exactly, in minor units, ranges at both ends. Choices of the applicant that
touch one another are searched for the greatest sum.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import product
from math import prod
from operator import itemgetter
from typing import Literal, TypeAlias

from gaoxin.engine.answer import Answer
from gaoxin.engine.grouping import Builder
from gaoxin.engine.ranging import Ends, Ranging, ranged
from gaoxin.engine.rivals import offers_choice
from gaoxin.engine.settling import (
    BEYOND,
    Amounts,
    Choices,
    Group,
    Key,
    Leaf,
    Limits,
    Lost,
    Money,
    Reason,
    Run,
)
from gaoxin.engine.values import (
    NOTHING,
    Absent,
    Need,
    Span,
    Unknown,
    Value,
    ends,
    needs_of,
    ordered,
    span,
)
from gaoxin.facts.entities import Entity, Payment
from gaoxin.policy.form import Stacking

MOST_CHOICES = 4096
"""Combinations of choices that are compared; beyond it each choice is made by itself, reported."""


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
        return tuple(ordered(needs_of(self.total)))


Step: TypeAlias = tuple[Run, dict[Key, Money]]
"""One group settled once: the run and what every clause is left with."""


def settlements(builder: Builder, groups: list[Group]) -> list[Settlement]:
    """The settlements of several stackings in the order of the text. A clause in two of them
    passes through both; choices of the applicant in stackings that share clauses are made
    together, for the greatest sum of all."""
    found: dict[str, Settlement] = {}
    for joined in _joined(groups):
        due = {leaf.key: leaf.answer.due for g in joined for leaf in g.leaves()}
        bounds = {key: _bounds(value) for key, value in due.items()}
        open_ = _open(joined, due) or any(ranged(g, bounds) for g in joined)
        settle = _in_turn if open_ else _together
        found |= {s.address: s for s in settle(builder, joined, due)}
    return [found[g.address] for g in groups]


def _joined(groups: list[Group]) -> list[list[Group]]:
    """Stackings that share a clause, directly or through others, stand together."""
    found: list[tuple[set[Key], list[Group]]] = []
    for group in groups:
        keys = {leaf.key for leaf in group.leaves()}
        touching = [pair for pair in found if pair[0] & keys]
        found = [pair for pair in found if not pair[0] & keys]
        together = [g for _, part in touching for g in part]
        found.append((keys.union(*(k for k, _ in touching)), [*together, group]))
    order = {g.address: n for n, g in enumerate(groups)}
    return [sorted(part, key=lambda g: order[g.address]) for _, part in found]


def _open(groups: list[Group], due: Mapping[Key, Value]) -> Unknown | None:
    """What cannot be settled: a set or a history not known, over anything that may be due."""
    inner = [g for group in groups for g in group.groups() if g.open]
    doubt = next((g.open for g in inner), None)
    if doubt is None:
        return None
    nothing = due and all(_bounds(v)[1] <= 0 for v in due.values())
    if nothing and not any(g.unlisted for g in inner):
        return None
    needs = doubt.needs.union(*(needs_of(v) for v in due.values()))
    return Unknown(needs, doubt.why, doubt.detail)


def _empty(builder: Builder, group: Group, due: Mapping[Key, Value]) -> Settlement:
    leaves = {leaf.key: leaf for leaf in group.leaves()}
    return Settlement(
        group.address,
        builder.entity,
        builder.question.on,
        "settled",
        group.stacking,
        due=_by_address(leaves, due),
        history=group.history,
        cap=_limit(group.cap),
        less=_limit(group.less) if group.stacking.less else None,
        answers=tuple(leaf.answer for leaf in leaves.values()),
        no_history=builder.question.history_missing,
    )


def _limit(value: Value) -> Value:
    """A cap or deduction as it is shown."""
    return _value(ends(value), needs_of(value)) if isinstance(value, Span) else value


def _bounds(value: Value) -> tuple[Money, Money]:
    if isinstance(value, Unknown):
        return 0, BEYOND
    if isinstance(value, Absent) or value is None:
        return 0, 0
    return ends(value)


def _in_turn(
    builder: Builder, groups: list[Group], due: Mapping[Key, Value]
) -> Iterator[Settlement]:
    """With something open, every stacking by itself on what the earlier ones left; a choice that
    may serve a later one stays open."""
    for group in groups:
        own = {leaf.key: due[leaf.key] for leaf in group.leaves()}
        unknown = _open([group], own)
        if unknown:
            result = _unsettled(builder, group, own, unknown)
        else:
            free = len(groups) > 1 and any(map(offers_choice, group.groups()))
            result = _filled(builder, group, own, _ranged(group, own, free))
        due = {**due, **result.each}
        yield result


def _unsettled(
    builder: Builder, group: Group, due: Mapping[Key, Value], unknown: Unknown
) -> Settlement:
    result = _empty(builder, group, due)
    result.total = result.before = unknown
    result.each = {k: unknown if _bounds(v)[1] > 0 else 0 for k, v in due.items()}
    result.paid = {leaf.address: unknown for leaf in group.leaves()}
    return result


def _together(
    builder: Builder, groups: list[Group], due: Mapping[Key, Value]
) -> Iterator[Settlement]:
    """Given amounts: with the choices of the applicant that give the greatest sum of all."""
    choices, too_many = _combinations(groups)
    amounts = {k: _bounds(v)[0] for k, v in due.items()}
    for group, left in zip(groups, _best(groups, amounts, choices), strict=True):
        result = _filled(builder, group, due, left)
        result.too_many = too_many
        due = {**due, **result.each}
        yield result


def _combinations(groups: list[Group]) -> tuple[list[Choices], bool]:
    """The applicant's choices to be tried, and whether there are too many to try them. They matter
    only to another stacking: alone, the greatest member is best."""
    if len(groups) == 1:
        return [{}], False
    free = [g for group in groups for g in group.groups() if offers_choice(g)]
    if prod(len(g.members) for g in free) > MOST_CHOICES:
        return [{}], True
    picks = product(*[range(len(g.members)) for g in free])
    return [{g.address: i for g, i in zip(free, p, strict=True)} for p in picks], False


@dataclass(frozen=True, slots=True)
class Left:
    """What one stacking leaves: of every clause, together, what is lost, and which member is taken
    in every one of its stackings ("" address unknown: -1)."""

    each: Mapping[Key, Ends]
    total: Ends
    lost: Sequence[Lost[Ends]]
    taken: Mapping[str, int]


def _best(groups: list[Group], amounts: Amounts, choices: list[Choices]) -> list[Left]:
    """The settlement with the greatest sum over the applicant's choices, the first among equals."""
    found = (_chosen(groups, amounts, chosen) for chosen in choices)
    return [_exact(run, paid) for run, paid in max(found, key=itemgetter(1))[0]]


def _chosen(groups: list[Group], amounts: Amounts, chosen: Choices) -> tuple[list[Step], Money]:
    left = dict(amounts)
    steps: list[Step] = []
    for group in groups:
        run = Run(dict(left), Limits(high=False), chosen)
        paid = run.settle(group)
        left |= paid
        steps.append((run, paid))
    return steps, sum(left.values())


def _exact(run: Run, paid: Mapping[Key, Money]) -> Left:
    total = sum(paid.values())
    lost = [Lost(i.group, i.member, (i.money, i.money), i.why, i.taken) for i in run.lost]
    return Left({k: (v, v) for k, v in paid.items()}, (total, total), lost, run.taken)


def _ranged(group: Group, due: Mapping[Key, Value], free: bool) -> Left:
    bounds = {leaf.key: _bounds(due[leaf.key]) for leaf in group.leaves()}
    ranging = Ranging(group, bounds, _least(group, due), free)
    taken = {
        g.address: i
        for g in group.groups()
        for i in range(len(g.members))
        if g.stacking.take != "all" and ranging.takes(g, i)[1]
    }
    return Left(ranging.each(), ranging.total, list(ranging.lost()), taken)


def _least(group: Group, due: Mapping[Key, Value]) -> dict[Key, Money]:
    """What the clauses asked are due at least, unless an earlier stacking has changed it."""
    untouched = (leaf for leaf in group.leaves() if due[leaf.key] is leaf.answer.due)
    return {leaf.key: leaf.answer.least for leaf in untouched}


def _filled(builder: Builder, group: Group, due: Mapping[Key, Value], left: Left) -> Settlement:
    leaves = {leaf.key: leaf for leaf in group.leaves()}
    limits = NOTHING.union(*(needs_of(v) for g in group.groups() for v in (g.cap, g.less)))
    needs = limits.union(*(needs_of(due[k]) for k in leaves))
    entering = {k: _value(_bounds(due[k]), needs_of(due[k]) | limits) for k in leaves}
    result = _empty(builder, group, entering)
    result.total = _value(left.total, needs)
    result.before = _value(_sum(due[k] for k in leaves), needs)
    result.each = {k: _value(left.each[k], needs_of(v)) for k, v in entering.items()}
    result.paid = _by_address(leaves, result.each)
    result.displaced = tuple(_displaced(item, needs) for item in left.lost)
    result.choices = tuple(_choices(group, entering, left.taken))
    return result


def _value(ends: Ends, needs: frozenset[Need]) -> Value:
    if ends[1] >= BEYOND // 2:
        return Unknown(needs)
    low, high = map(_whole, ends)
    return span(low, high, needs)


def _whole(value: Money) -> Money:
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def _sum(values: Iterable[Value]) -> Ends:
    found = [_bounds(v) for v in values]
    return sum(low for low, _ in found), sum(high for _, high in found)


def _by_address(leaves: Mapping[Key, Leaf], amounts: Mapping[Key, Value]) -> dict[str, Value]:
    """Amounts by clause: related entities of one clause summed."""
    found: dict[str, list[Value]] = {}
    for key, leaf in leaves.items():
        found.setdefault(leaf.address, []).append(amounts[key])
    return {
        address: parts[0]
        if len(parts) == 1
        else _value(_sum(parts), NOTHING.union(*map(needs_of, parts)))
        for address, parts in found.items()
    }


def _displaced(item: Lost[Ends], needs: frozenset[Need]) -> Displaced:
    members = item.group.members
    by = members[item.taken].address if item.taken >= 0 else ""
    money = _value(item.money, needs)
    return Displaced(item.group.address, members[item.member].address, money, item.why, by)


def _choices(group: Group, due: Mapping[Key, Value], taken: Mapping[str, int]) -> Iterator[Choice]:
    for g in group.groups():
        if g.stacking.take == "all":
            continue
        offered = tuple((m.address, _offer(m, due)) for m in g.members)
        picked, offer = offered[taken[g.address]] if g.address in taken else ("", 0)
        yield Choice(g.address, g.stacking.by, picked if offer != 0 else "", offered)


def _offer(member: Leaf | Group, due: Mapping[Key, Value]) -> Value:
    leaves = [member] if isinstance(member, Leaf) else list(member.leaves())
    parts = [due[leaf.key] for leaf in leaves]
    return _value(_sum(parts), NOTHING.union(*map(needs_of, parts)))
