"""What a stacking leaves each member where amounts are ranges: the least and the most.

As for one entity (``engine.ranging``): a clause is settled with its own amount at one end and its
rivals' at the other; in a tangled form it is bounded by nothing and by what it is due.
"""

from dataclasses import dataclass

from gaoxin.engine.rivals import limited as is_limited
from gaoxin.engine.rivals import rivals
from gaoxin.policy.form import Stacking

from .scope import Scope
from .settle import ZERO, Limits, added, cut, limited, taken
from .sql import TRUE, Sql, case, conjoin, disjoin, integer, sql


@dataclass(frozen=True, slots=True)
class Leaf:
    """A clause, with the two ends of what is due under it, and the least if anything is (none of
    them ever NULL)."""

    address: str
    low: Sql
    high: Sql
    least: Sql


@dataclass(frozen=True, slots=True)
class Group:
    """A stacking with its members and what was paid under each; ``open``: a limit is not known."""

    stacking: Stacking
    members: tuple["Leaf | Group", ...]
    paid: tuple[Sql, ...]
    low: Limits
    high: Limits
    open: Sql

    @property
    def address(self) -> str:
        return self.stacking.address

    @property
    def flat(self) -> bool:
        return all(isinstance(m, Leaf) for m in self.members)

    def leaves(self) -> list[Leaf]:
        found: list[Leaf] = []
        for member in self.members:
            found.extend([member] if isinstance(member, Leaf) else member.leaves())
        return found

    def groups(self) -> list["Group"]:
        return [self, *[g for m in self.members if isinstance(m, Group) for g in m.groups()]]


@dataclass(frozen=True, slots=True)
class Ends:
    """The least and the most of each clause, and of all together."""

    leaves: tuple[tuple[Sql, Sql], ...]
    total: tuple[Sql, Sql]


def ends(scope: Scope, group: Group) -> Ends:
    """What each clause receives, and all together."""
    total = _total(scope, group, False), _total(scope, group, True)
    if group.flat and group.stacking.take in {"highest", "one"}:
        return Ends(_rivals(scope, group), total)
    against = rivals(group)
    if against is None:
        return Ends(_tangled(scope, group), total)
    return Ends(_opposed(scope, group, against), total)


def _opposed(
    scope: Scope, group: Group, against: tuple[frozenset[int], ...]
) -> tuple[tuple[Sql, Sql], ...]:
    places = _places(group)
    found = []
    for (place, _), foes in zip(places, against, strict=True):
        both = []
        for high in (False, True):
            amounts = {
                p: leaf.high if high ^ (n in foes) else leaf.low
                for n, (p, leaf) in enumerate(places)
            }
            both.append(settled(scope, group, amounts, high)[place])
        found.append((both[0], both[1]))
    return tuple(found)


def _tangled(scope: Scope, group: Group) -> tuple[tuple[Sql, Sql], ...]:
    places = _places(group)
    exact = settled(scope, group, {p: leaf.low for p, leaf in places}, False)
    pairs = [(leaf.low, leaf.high) for _, leaf in places] + _limit_pairs(group)
    open_ = scope.keep(disjoin(*[sql("({} <> {})", a, b) for a, b in pairs if a != b]))
    return tuple(
        (
            scope.keep(case((open_, ZERO), other=exact[place])),
            scope.keep(case((open_, leaf.high), other=exact[place])),
        )
        for place, leaf in places
    )


def _limit_pairs(group: Group) -> list[tuple[Sql, Sql]]:
    found = []
    for g in group.groups():
        for a, b in ((g.low.cap, g.high.cap), (g.low.less, g.high.less)):
            if a is not None and b is not None:
                found.append((a, b))
    return found


# --- one settlement ---------------------------------------------------------------------------


def settled(
    scope: Scope, group: Group, amounts: dict[str, Sql], upper: bool, above: str = ""
) -> dict[str, Sql]:
    """What each clause receives, given plain amounts; keys are places in the tree."""
    inner = [
        {_place(above, i): amounts[_place(above, i)]}
        if isinstance(m, Leaf)
        else settled(scope, m, amounts, upper, _place(above, i))
        for i, m in enumerate(group.members)
    ]
    due = [added(scope, list(parts.values())) for parts in inner]
    limits = group.high if upper else group.low
    got = taken(scope, group.stacking, due, list(group.paid))
    got = limited(scope, group.stacking, got, list(group.paid), limits)
    found: dict[str, Sql] = {}
    for member, parts, money in zip(group.members, inner, got, strict=True):
        if isinstance(member, Leaf):
            found |= dict.fromkeys(parts, money)
        else:
            reduced = cut(scope, member.stacking, list(parts.values()), money)
            found |= dict(zip(parts, reduced, strict=True))
    return found


def _place(above: str, index: int) -> str:
    return f"{above}.{index}"


def _places(group: Group, above: str = "") -> list[tuple[str, Leaf]]:
    found: list[tuple[str, Leaf]] = []
    for i, member in enumerate(group.members):
        place = _place(above, i)
        found.extend([(place, member)] if isinstance(member, Leaf) else _places(member, place))
    return found


# --- all together: how a cut is shared among the members does not matter -------------------------


def _total(scope: Scope, member: Leaf | Group, upper: bool) -> Sql:
    """It rises with what the members come to, unless the first that is due decides."""
    if isinstance(member, Leaf):
        return member.high if upper else member.low
    if member.stacking.take == "first":
        return _first(scope, member, upper)
    return _sum(scope, member, [_total(scope, m, upper) for m in member.members], upper)


def _sum(scope: Scope, group: Group, due: list[Sql], upper: bool) -> Sql:
    got = taken(scope, group.stacking, due, list(group.paid))
    whole = [added(scope, got)]
    limits = group.high if upper else group.low
    return limited(scope, group.stacking, whole, list(group.paid), limits)[0]


def _first(scope: Scope, group: Group, upper: bool) -> Sql:
    """Each member in turn decides, with as little or as much as it may be due."""
    lows = [_total(scope, m, False) for m in group.members]
    totals = [_sum(scope, group, lows, upper)]
    for i, member in enumerate(group.members):
        money = _total(scope, member, True) if upper else _smallest(scope, member)
        totals.append(_sum(scope, group, [*lows[:i], money, *lows[i + 1 :]], upper))
    return _extreme(scope, "GREATEST" if upper else "LEAST", totals)


def _extreme(scope: Scope, function: str, values: list[Sql]) -> Sql:
    unique = list(dict.fromkeys(values))
    if len(unique) == 1:
        return unique[0]
    return scope.keep(sql(f"{function}({', '.join(['{}'] * len(unique))})", *unique))


def _smallest(scope: Scope, member: Leaf | Group) -> Sql:
    """What a member comes to at least, if to anything."""
    low, high = _total(scope, member, False), _total(scope, member, True)
    if low == high:
        return low
    least = integer(1)
    if isinstance(member, Leaf):
        least = member.least
    elif not any(is_limited(g) or g.stacking.window for g in member.groups()):
        # What is nothing is NULL, which LEAST skips.
        parts = [
            case((sql("({} > 0)", _total(scope, m, True)), _smallest(scope, m)))
            for m in member.members
        ]
        least = _extreme(scope, "LEAST", parts)
    settled = disjoin(sql("({} > 0)", low), sql("({} <= 0)", high))
    return scope.keep(case((settled, low), other=sql("LEAST({}, {})", least, high)))


# --- of several the greatest is taken -------------------------------------------------------------


def _rivals(scope: Scope, group: Group) -> tuple[tuple[Sql, Sql], ...]:
    """Each alone against the others."""
    leaves = group.leaves()
    before = added(scope, list(group.paid))
    found = []
    for i in range(len(leaves)):
        low, high = chosen(scope, leaves, i, before, group.stacking.take)
        found.append((_limited(scope, group, low, False), _limited(scope, group, high, True)))
    return tuple(found)


def _limited(scope: Scope, group: Group, value: Sql, upper: bool) -> Sql:
    """One member alone under the limits of its stacking."""
    limits = group.high if upper else group.low
    return limited(scope, group.stacking, [scope.keep(value)], list(group.paid), limits)[0]


def surely(leaves: list[Leaf], i: int) -> Sql:
    """The greatest, whatever the others come to (the earlier among equals)."""
    own = leaves[i].low
    return conjoin(
        *[
            sql("({} " + (">" if j < i else ">=") + " {})", own, other.high)
            for j, other in enumerate(leaves)
            if j != i
        ]
    )


def chosen(scope: Scope, leaves: list[Leaf], i: int, before: Sql, take: str) -> tuple[Sql, Sql]:
    """The least and the most of one of several of which the greatest is taken."""
    own = leaves[i]
    possible = conjoin(
        *[
            sql("({} " + (">" if j < i else ">=") + " {})", own.high, other.low)
            for j, other in enumerate(leaves)
            if j != i
        ]
    )
    ends = []
    for test, value in ((surely(leaves, i), own.low), (possible, own.high)):
        left = value
        if before != ZERO and take == "highest":
            left = sql("GREATEST(0::BIGINT, {} - {})", value, before)
        elif before != ZERO:
            left = case((sql("({} = 0)", before), value), other=ZERO)
        ends.append(scope.keep(case((test, left), other=ZERO)))
    return ends[0], ends[1]


# --- which is taken -------------------------------------------------------------------------------


def picked(scope: Scope, group: Group) -> list[tuple[Sql, str]] | None:
    """Where one member is taken whatever the amounts come to, its address; None: none is."""
    if group.stacking.take == "first":
        return _decides(scope, group)
    if group.stacking.take == "all" or not group.flat:
        return None
    leaves = group.leaves()
    # Nothing is taken where nothing is due.
    return [
        (conjoin(surely(leaves, i), sql("({} > 0)", leaf.low)), leaf.address)
        for i, leaf in enumerate(leaves)
    ]


def _decides(scope: Scope, group: Group) -> list[tuple[Sql, str]]:
    rows, must = [], TRUE
    for member, paid in zip(group.members, group.paid, strict=True):
        low, high = _total(scope, member, False), _total(scope, member, True)
        rows.append((conjoin(must, sql("({} > 0)", low)), member.address))
        unpaid = TRUE if paid == ZERO else sql("({} = 0)", paid)
        must = scope.keep(conjoin(must, unpaid, sql("({} <= 0)", high)))
    return rows
