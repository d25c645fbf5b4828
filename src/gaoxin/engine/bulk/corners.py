"""What a stacking leaves each member where amounts are ranges: the least and the most over every
combination of their ends.

One settlement knows only plain amounts. A member receives more as its own amount rises, and less
as its rivals' rise; so its least is settled with its own amount at the low end and its rivals' at
the high end, its most the other way round. Where that order does not hold, all combinations are
settled.
"""

from dataclasses import dataclass
from itertools import product

from gaoxin.policy.form import Stacking

from .refusal import NotInBulk
from .scope import Scope
from .settle import ZERO, Limits, added, cut, limited, taken
from .sql import FALSE, TRUE, Sql, case, conjoin, disjoin, negate, sql

MOST_LEAVES = 5
"""Members whose combinations (2 to the n) are written out where nothing simpler is exact."""
MOST_RANGED = 10
"""With more open amounts than this a member is only bounded by what is due (as for one entity)."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A clause, with the two ends of what is due under it (never NULL)."""

    address: str
    low: Sql
    high: Sql


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

    @property
    def unlimited(self) -> bool:
        return self.low == Limits(None, None)

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
    """What each clause receives, and all together, over every combination of ends."""
    leaves = group.leaves()
    if group.stacking.take == "first":
        found = _First(scope, group).ends()
    elif any(g.stacking.take == "first" for g in group.groups()):
        raise NotInBulk("“依序”不能在其他叠加之内", "first inside another stacking")
    elif group.flat and group.stacking.take in {"highest", "one"}:
        found = Ends(_rivals(scope, group), _totals(scope, group))
    elif _in_order(group):
        found = Ends(_mixed(scope, group), _totals(scope, group))
    else:
        found = _all_corners(scope, group)
    return _bounded(scope, group, leaves, found)


def _bounded(scope: Scope, group: Group, leaves: list[Leaf], found: Ends) -> Ends:
    """Too many open amounts: nothing to what is due."""
    sides = [_differ(a, b) for a, b in _limit_pairs(group)]
    if len(leaves) + bool(sides) <= MOST_RANGED:
        return found
    open_ = [_one(_differ(leaf.low, leaf.high)) for leaf in leaves]
    if sides:
        open_.append(_one(disjoin(*sides)))
    many = scope.keep(sql("(" + " + ".join(["{}"] * len(open_)) + f" > {MOST_RANGED})", *open_))
    bounded = tuple(
        (scope.keep(case((many, ZERO), other=a)), scope.keep(case((many, leaf.high), other=b)))
        for leaf, (a, b) in zip(leaves, found.leaves, strict=True)
    )
    total = found.total
    if group.stacking.take == "first":
        most = added(scope, [leaf.high for leaf in leaves])
        total = (
            scope.keep(case((many, ZERO), other=total[0])),
            scope.keep(case((many, most), other=total[1])),
        )
    return Ends(bounded, total)


def _limit_pairs(group: Group) -> list[tuple[Sql, Sql]]:
    found = []
    for g in group.groups():
        for a, b in ((g.low.cap, g.high.cap), (g.low.less, g.high.less)):
            if a is not None and b is not None and a != b:
                found.append((a, b))
    return found


def _differ(a: Sql, b: Sql) -> Sql:
    return sql("({} <> {})", a, b) if a != b else FALSE


def _one(test: Sql) -> Sql:
    return sql("(CASE WHEN {} THEN 1 ELSE 0 END)", test)


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


def _totals(scope: Scope, group: Group) -> tuple[Sql, Sql]:
    """All together rise with every amount: the two outermost settlements."""
    return _total(scope, group, False), _total(scope, group, True)


def _total(scope: Scope, member: Leaf | Group, upper: bool) -> Sql:
    """All together: how a cut is shared among the members does not matter."""
    if isinstance(member, Leaf):
        return member.high if upper else member.low
    due = [_total(scope, m, upper) for m in member.members]
    got = taken(scope, member.stacking, due, list(member.paid))
    limits = member.high if upper else member.low
    whole = [added(scope, got)]
    return limited(scope, member.stacking, whole, list(member.paid), limits)[0]


# --- members, one against the others ------------------------------------------------------------


def _in_order(group: Group) -> bool:
    """All together, the last cut first, over clauses and simple choices: the earlier are rivals,
    the later help (they bear a deduction)."""
    if group.stacking.take != "all" or (group.stacking.cut == "pro_rata" and not group.unlimited):
        return False
    return all(
        isinstance(m, Leaf)
        or (m.flat and m.stacking.take in {"highest", "one"})
        or (m.stacking.take == "all" and _in_order(m))
        for m in group.members
    )


def _mixed(scope: Scope, group: Group) -> tuple[tuple[Sql, Sql], ...]:
    places = _places(group)
    choices = {p: _choice_above(group, p) for p, _ in places}
    found = []
    for i, (place, leaf) in enumerate(places):
        low, high = {place: leaf.low}, {place: leaf.high}
        for j, (other, rival) in enumerate(places):
            if other != place:
                against = j < i or (choices[place] and choices[other] == choices[place])
                low[other] = rival.high if against else rival.low
                high[other] = rival.low if against else rival.high
        found.append(
            (
                settled(scope, group, low, False)[place],
                settled(scope, group, high, True)[place],
            )
        )
    return tuple(found)


def _choice_above(group: Group, place: str) -> str:
    """The place of the choice among several that a clause belongs to, or ""."""
    path, _, _ = place.rpartition(".")
    inner: Leaf | Group = group
    for index in path.split(".")[1:]:
        assert isinstance(inner, Group)
        inner = inner.members[int(index)]
    assert isinstance(inner, Group)
    return path if inner.stacking.take in {"highest", "one"} else ""


def _rivals(scope: Scope, group: Group) -> tuple[tuple[Sql, Sql], ...]:
    """Of several the greatest is taken: each alone against the others."""
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
    return limited(scope, group.stacking, [scope.keep(value)], [], limits)[0]


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


def _all_corners(scope: Scope, group: Group) -> Ends:
    places = _places(group)
    if len(places) > MOST_LEAVES:
        raise NotInBulk(
            "这种叠加的项目过多", "too many members for every combination to be settled"
        )
    runs = []
    for picks in product((False, True), repeat=len(places)):
        amounts = {p: x.high if up else x.low for up, (p, x) in zip(picks, places, strict=True)}
        sides = (False, True) if _limit_pairs(group) else (False,)
        runs += [settled(scope, group, amounts, side) for side in sides]
    leaves = [_hull(scope, [run[p] for run in runs]) for p, _ in places]
    return Ends(tuple(leaves), _totals(scope, group))


def _hull(scope: Scope, values: list[Sql]) -> tuple[Sql, Sql]:
    unique = list(dict.fromkeys(values))
    if len(unique) == 1:
        return unique[0], unique[0]
    listed = ", ".join(["{}"] * len(unique))
    return scope.keep(sql(f"LEAST({listed})", *unique)), scope.keep(
        sql(f"GREATEST({listed})", *unique)
    )


# --- the first that is due decides ----------------------------------------------------------------


@dataclass(slots=True)
class _First:
    """``first`` does not rise with its members: which of them decides is followed through."""

    scope: Scope
    group: Group

    def ends(self) -> Ends:
        leaves: list[tuple[Sql, Sql]] = []
        least: list[Sql] = []
        most: list[Sql] = []
        may, must = TRUE, TRUE
        keep = self.scope.keep
        for member, paid in zip(self.group.members, self.group.paid, strict=True):
            inner = self.member(member)
            low, high = inner.total
            unpaid = unpaid_test(paid)
            sure, possible = keep(conjoin(must, unpaid)), keep(conjoin(may, unpaid))
            for a, b in inner.leaves:
                # Only one member is ever paid, so each is limited by itself.
                leaves.append(
                    (
                        self.alone(case((sure, a), other=ZERO), False),
                        self.alone(case((possible, b), other=ZERO), True),
                    )
                )
            # The least a deciding member receives: nothing if it was paid.
            value = case((negate(unpaid), ZERO), (sql("({} > 0)", low), low), other=high)
            decides = conjoin(may, disjoin(negate(unpaid), sql("({} > 0)", high)))
            least.append(keep(case((decides, self.alone(value, False)))))
            most.append(self.alone(case((possible, high), other=ZERO), True))
            may = keep(conjoin(possible, sql("({} <= 0)", low)))
            must = keep(conjoin(sure, sql("({} <= 0)", high)))
        least.append(case((may, ZERO)))
        listed = ", ".join(["{}"] * len(least))
        lowest = keep(sql(f"COALESCE(LEAST({listed}), 0::BIGINT)", *least))
        highest = keep(sql("GREATEST(" + ", ".join(["{}"] * len(most)) + ")", *most))
        return Ends(tuple(leaves), (lowest, highest))

    def alone(self, value: Sql, upper: bool) -> Sql:
        return _limited(self.scope, self.group, value, upper)

    def member(self, member: Leaf | Group) -> Ends:
        """What a member comes to, over all combinations of its amounts."""
        if isinstance(member, Leaf):
            return Ends(((member.low, member.high),), (member.low, member.high))
        simple = member.flat and member.unlimited and member.stacking.take != "first"
        if not simple or (member.stacking.take == "all" and not self.group.unlimited):
            raise NotInBulk("“依序”之内的叠加不能再有上限", "limits inside a member of first")
        return ends(self.scope, member)

    def picked(self) -> list[tuple[Sql, str]]:
        """Where a member decides in every combination, its address."""
        rows, must = [], TRUE
        for member, paid in zip(self.group.members, self.group.paid, strict=True):
            low, high = self.member(member).total
            rows.append((conjoin(must, sql("({} > 0)", low)), member.address))
            must = self.scope.keep(conjoin(must, unpaid_test(paid), sql("({} <= 0)", high)))
        return rows


def unpaid_test(paid: Sql) -> Sql:
    return TRUE if paid == ZERO else sql("({} = 0)", paid)


def picked(scope: Scope, group: Group) -> list[tuple[Sql, str]] | None:
    """Where one member is taken in every combination, its address; None: nothing is picked."""
    if group.stacking.take == "first":
        return _First(scope, group).picked()
    if group.stacking.take == "all" or not group.flat:
        return None
    leaves = group.leaves()
    # Nothing is taken where nothing is due.
    return [
        (conjoin(surely(leaves, i), sql("({} > 0)", leaf.low)), leaf.address)
        for i, leaf in enumerate(leaves)
    ]
