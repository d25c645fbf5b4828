"""Clauses together: what is paid of several awards, and what displaces what (format section 9).

Amounts are settled exactly, in minor units. Where amounts are ranges, the settlement is made at
every combination of their ends, as what one member receives falls when another's rises. Choices
of the applicant that touch one another are searched for the greatest sum.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import product
from math import prod
from operator import itemgetter
from typing import Literal, TypeAlias

from gaoxin.engine.answer import Answer
from gaoxin.engine.grouping import Builder
from gaoxin.engine.settling import (
    Amounts,
    Choices,
    Group,
    Key,
    Leaf,
    Limits,
    Money,
    Reason,
    Run,
)
from gaoxin.engine.values import Absent, Need, Span, Unknown, Value, ends, needs_of, ordered, span
from gaoxin.facts.entities import Entity, Payment
from gaoxin.policy.form import Stacking

MOST_CHOICES = 4096
"""Combinations of choices that are compared; beyond it each choice is made by itself, reported."""
MOST_CORNERS = 128
"""Corners of ranges that are settled (six or seven open amounts); beyond it the two outermost."""
_BEYOND = 10**30
"""Stands for an amount without known bound; whatever reaches it is unknown."""


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
        if _open(joined, due) is None:
            found |= {s.address: s for s in _together(builder, joined, due)}
            continue
        for group in joined:
            (one,) = _one_open(builder, group, due)
            due |= one.each
            found[one.address] = one
    return [found[g.address] for g in groups]


def _one_open(builder: Builder, group: Group, due: Mapping[Key, Value]) -> list[Settlement]:
    own = {leaf.key: due[leaf.key] for leaf in group.leaves()}
    unknown = _open([group], own)
    if unknown is None:
        return _together(builder, [group], own)
    result = _empty(builder, group, own)
    leaves = {leaf.key: leaf for leaf in group.leaves()}
    result.total = result.before = unknown
    result.each = {k: unknown if _bounds(v)[1] > 0 else 0 for k, v in own.items()}
    result.paid = {leaf.address: unknown for leaf in leaves.values()}
    return [result]


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
    """What cannot be settled: a limit that is not known, over anything that may be due."""
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
        cap=group.cap,
        less=group.less if group.stacking.less else None,
        answers=tuple(leaf.answer for leaf in leaves.values()),
        no_history=builder.question.history_missing,
    )


def _bounds(value: Value) -> tuple[Money, Money]:
    if isinstance(value, Unknown):
        return 0, _BEYOND
    if isinstance(value, Absent) or value is None:
        return 0, 0
    return ends(value)


def _together(builder: Builder, groups: list[Group], due: Mapping[Key, Value]) -> list[Settlement]:
    """Settlements of stackings that share clauses, at the corners of the ranges.

    Beyond ``MOST_CORNERS`` only the two outermost are settled; they bound the sum of a single
    stacking without ``first``, and every other amount is only bounded by what is due."""
    corners, whole = _corners(groups, due)
    choices, too_many = _combinations(groups)
    settled = [_best(groups, amounts, Limits(high), choices) for amounts, high in corners]
    bounded = whole or (len(groups) == 1 and not _has_first(groups))
    whole = whole and (len(corners) == 1 or not _uneven(groups))
    found = []
    for n, group in enumerate(groups):
        result = _filled(builder, group, due, [steps[n] for steps in settled])
        result.too_many = too_many
        if not whole:
            _widen(result, group, due, bounded)
        found.append(result)
    return found


def _corners(
    groups: list[Group], due: Mapping[Key, Value]
) -> tuple[list[tuple[Amounts, bool]], bool]:
    """Amounts to settle with which end of the limits, and whether these are all corners."""
    bounds = {k: _bounds(v) for k, v in due.items()}
    ranged = [k for k, (low, high) in bounds.items() if low != high]
    limits = [v for group in groups for g in group.groups() for v in (g.cap, g.less)]
    sides = (False, True) if any(isinstance(v, Span) for v in limits) else (False,)
    lowest = {k: b[0] for k, b in bounds.items()}
    if 2 ** len(ranged) * len(sides) > MOST_CORNERS:
        return [(lowest, False), ({k: b[1] for k, b in bounds.items()}, True)], False
    found: list[tuple[Amounts, bool]] = []
    for picks in product((0, 1), repeat=len(ranged)):
        corner = lowest | {k: bounds[k][end] for k, end in zip(ranged, picks, strict=True)}
        found.extend((corner, side) for side in sides)
    return found, True


def _widen(result: Settlement, group: Group, due: Mapping[Key, Value], bounded: bool) -> None:
    leaves = {leaf.key: leaf for leaf in group.leaves()}
    open_ = frozenset[Need]().union(*(needs_of(due[k]) for k in leaves))
    result.each = {k: _hull([0, _bounds(due[k])[1]], open_) for k in leaves}
    result.paid = _by_address(leaves, result.each)
    if not bounded:
        needs = needs_of(result.total).union(*(needs_of(v) for v in result.each.values()))
        result.total = _hull([0, sum(_bounds(due[k])[1] for k in leaves)], needs)


def _has_first(groups: list[Group]) -> bool:
    return any(g.stacking.take == "first" for group in groups for g in group.groups())


def _uneven(groups: list[Group]) -> bool:
    """Is a share under two limits neither rising nor falling with what another is due?"""
    inner = [g for group in groups for g in group.groups()]
    return any(g.stacking.cut == "pro_rata" and g.cap is not None and g.less for g in inner)


def _combinations(groups: list[Group]) -> tuple[list[Choices], bool]:
    """The applicant's choices to be tried, and whether there are too many to try them.

    Choices are searched only where they may matter to another stacking: alone, the greatest
    member is best."""
    free = [g for group in groups for g in group.groups() if _is_choice(g)]
    too_many = prod(len(g.members) for g in free) > MOST_CHOICES
    if too_many or (len(groups) == 1 and not _has_first(groups)):
        return [{}], too_many
    picks = product(*[range(len(g.members)) for g in free])
    return [{g.address: i for g, i in zip(free, p, strict=True)} for p in picks], False


def _best(
    groups: list[Group], amounts: Amounts, limits: Limits, choices: list[Choices]
) -> list[Step]:
    """The settlement with the greatest sum over the applicant's choices, the first among equals."""
    found = (_in_turn(groups, amounts, limits, chosen) for chosen in choices)
    return max(found, key=itemgetter(1))[0]


def _in_turn(
    groups: list[Group], amounts: Amounts, limits: Limits, chosen: Choices
) -> tuple[list[Step], Money]:
    """Every stacking works on what the earlier ones left."""
    left = dict(amounts)
    steps: list[Step] = []
    for group in groups:
        run = Run(dict(left), limits, chosen)
        paid = run.settle(group)
        left |= paid
        steps.append((run, paid))
    return steps, sum(left.values())


def _is_choice(group: Group) -> bool:
    return group.stacking.take == "one" and group.stacking.by == "applicant" and bool(group.members)


def _filled(
    builder: Builder, group: Group, due: Mapping[Key, Value], runs: list[Step]
) -> Settlement:
    leaves = {leaf.key: leaf for leaf in group.leaves()}
    limits = frozenset().union(*(needs_of(v) for g in group.groups() for v in (g.cap, g.less)))
    entering = {
        k: _hull([run.amounts[k] for run, _ in runs], needs_of(due[k]) | limits) for k in leaves
    }
    result = _empty(builder, group, entering)
    needs = limits.union(*(needs_of(due[k]) for k in leaves))
    result.total = _hull([sum(paid.values()) for _, paid in runs], needs)
    result.before = _hull([sum(run.amounts[k] for k in leaves) for run, _ in runs], needs)
    result.each = {
        k: _hull([paid[k] for _, paid in runs], needs_of(v)) for k, v in entering.items()
    }
    result.paid = _by_address(leaves, result.each)
    result.displaced = tuple(_displaced(runs, needs))
    result.choices = tuple(_choices(group, entering, runs))
    return result


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


def _displaced(runs: list[Step], needs: frozenset[Need]) -> Iterator[Displaced]:
    """What every member loses, at least and at most, over all runs."""
    places: dict[tuple[str, str, Reason, str], list[Money]] = {}
    for n, (run, _) in enumerate(runs):
        for group, i, money, why, taken in run.displaced:
            at = (group.address, _member_address(group, i), why, _member_address(group, taken))
            row = places.get(at)
            if row is None:
                row = places[at] = [0] * len(runs)
            row[n] += money
    for (stacking, member, why, by), row in places.items():
        yield Displaced(stacking, member, _hull(row, needs), why, by)


def _choices(group: Group, due: Mapping[Key, Value], runs: list[Step]) -> Iterator[Choice]:
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
