"""Clauses together, for every row: totals and what each member receives, at both ends."""

from dataclasses import dataclass, field

from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import Aggregate, Cited, Stacking

from . import ranges, sets
from .clauses import MONEY, Clauses
from .exact import Num, constant
from .history import History
from .places import Place
from .refusal import NotInBulk
from .scope import Scope
from .settle import (
    BEYOND,
    UNBOUNDED,
    ZERO,
    Limits,
    added,
    check_size,
    cut,
    greatest,
    limited,
    taken,
)
from .sql import FALSE, TRUE, Sql, case, conjoin, disjoin, negate, sql, text
from .values import Number, number


@dataclass(frozen=True, slots=True)
class Leaf:
    """A clause, with the two ends of what is due under it (never NULL)."""

    address: str
    low: Sql
    high: Sql
    paid: Sql


@dataclass(frozen=True, slots=True)
class Group:
    """A stacking with its members; ``open``: a limit or a set is not known."""

    stacking: Stacking
    members: tuple["Leaf | Group", ...]
    paid: tuple[Sql, ...]
    low: Limits
    high: Limits
    open: Sql

    def leaves(self) -> list[Leaf]:
        found: list[Leaf] = []
        for member in self.members:
            found.extend([member] if isinstance(member, Leaf) else member.leaves())
        return found


@dataclass(frozen=True, slots=True)
class Ends:
    """A member of ``first``: the ends of its clauses, and of their sum."""

    leaves: tuple[tuple[Sql, Sql], ...]
    low: Sql
    high: Sql


@dataclass(slots=True)
class StackingColumns:
    """Totals and what each clause receives, in minor units; NULL where that is not known."""

    stacking: Stacking
    total: tuple[Sql, Sql]
    members: list[tuple[str, Sql, Sql]]
    picked: Sql | None


@dataclass(slots=True)
class Stackings:
    clauses: Clauses
    history: History
    scope: Scope
    open: set[str] = field(default_factory=set)

    def columns(self, address: str) -> StackingColumns | None:
        """The stacking settled by itself; None if no text is in force."""
        stacking = self._find(address)
        if stacking is None:
            return None
        group = self._group(stacking)
        leaves = group.leaves()
        check_size(len(leaves), 0)
        if _has_first(group):
            low, high = self._first_ends(group)
        else:
            one, two = self._settled(group, False), self._settled(group, True)
            low = [self._keep(sql("LEAST({}, {})", a, b)) for a, b in zip(one, two, strict=True)]
            high = [
                self._keep(sql("GREATEST({}, {})", a, b)) for a, b in zip(one, two, strict=True)
            ]
            totals = added(self.scope, one), added(self.scope, two)
            return self._shown(group, low, high, totals)
        return self._shown(group, low, high, self._first_totals(group))

    def _keep(self, value: Sql) -> Sql:
        return self.scope.keep(value)

    # --- members and limits ----------------------------------------------------------------

    def _find(self, address: str) -> Stacking | None:
        document, _, name = address.partition("#")
        found = self.clauses.rules.law(self.clauses.day).document(document)
        stacking = found.stackings.get(name) if found else None
        return stacking if stacking and stacking.meta.valid_on(self.clauses.day) else None

    def _group(self, stacking: Stacking) -> Group:
        if stacking.address in self.open:
            raise NotInBulk("叠加互相包含", "stackings hold one another", "S2")
        self.open.add(stacking.address)
        opens: list[Sql] = []
        members: list[Leaf | Group] = []
        for address in stacking.over:
            inner = self._find(address)
            if inner is not None:
                members.append(self._group(inner))
                continue
            leaf, doubt = self._leaf(stacking, address)
            opens.append(doubt)
            members.append(leaf)
        caps, no_cap = self._limit(stacking, stacking.cap, missing="NULL::BIGINT")
        lesses, no_less = self._limit(stacking, stacking.less, missing="0::BIGINT")
        opens += [no_cap, no_less, *[m.open for m in members if isinstance(m, Group)]]
        self.open.discard(stacking.address)
        return Group(
            stacking,
            tuple(members),
            tuple(_paid(self.scope, m) for m in self._history_of(stacking, members)),
            Limits(caps and caps[0], lesses and lesses[1]),
            Limits(caps and caps[1], lesses and lesses[0]),
            self._keep(disjoin(*opens)),
        )

    def _history_of(self, stacking: Stacking, members: list["Leaf | Group"]) -> list[list[Sql]]:
        found = []
        for member in members:
            leaves = [member] if isinstance(member, Leaf) else member.leaves()
            found.append([self._earlier(stacking, leaf) for leaf in leaves])
        return found

    def _earlier(self, stacking: Stacking, leaf: Leaf) -> Sql:
        """Paid earlier under a clause in the window of the stacking."""
        if stacking.window is None:
            return ZERO
        if stacking.window.how == "spell":
            raise NotInBulk("叠加的窗口不能按称号", "a stacking window cannot follow a title")
        rules, day = self.clauses.rules, self.clauses.day
        document, _, name = leaf.address.partition("#")
        clause = rules.law(day).clause(document, name)
        addresses = {leaf.address} | (rules.law(day).addresses(clause) if clause else set())
        found = self.history.total(
            rules, self.scope, sorted(addresses), stacking.window, stacking.document, day
        )
        return ZERO if found is None else found.top.sql

    def _limit(
        self, stacking: Stacking, cited: Cited | None, missing: str
    ) -> tuple[tuple[Sql, Sql] | None, Sql]:
        """The two ends of a limit (``missing`` where absent), and where it is not known."""
        if cited is None:
            return None, FALSE
        place = Place(self.scope, self.scope, self.clauses.day, stacking.document)
        value = ranges.kept(self.scope, number(self.clauses.rules.value(cited.node, place)))
        unknown = self._keep(conjoin(negate(value.absent), ranges.is_null(value)))
        ends = []
        for end in (value.low, value.high):
            plain = case((value.absent, Sql(missing)), other=_floored(end))
            ends.append(self._keep(sql("COALESCE({}, " + missing + ")", plain)))
        return (ends[0], ends[1]), unknown

    def _leaf(self, stacking: Stacking, address: str) -> tuple[Leaf, Sql]:
        document, _, name = address.partition("#")
        clause = self.clauses.rules.law(self.clauses.day).clause(document, name)
        if clause is not None and clause.kind != stacking.kind:
            return self._related(stacking, address, clause.kind)
        found = self.clauses.columns(document, name, self.scope)
        if found is None:
            return Leaf(address, ZERO, ZERO, ZERO), FALSE
        low, high = self._ends(self.scope, found.due)
        return Leaf(address, low, high, ZERO), FALSE

    def _ends(self, scope: Scope, due: Number) -> tuple[Sql, Sql]:
        """Nothing to no known bound where the amount is unknown."""
        check_size(1, max(due.low.top.size, due.high.top.size) // due.low.scale)
        empty = scope.keep(ranges.is_null(due))
        low = case((empty, ZERO), other=_whole(due.low))
        high = case((empty, Sql(f"{UNBOUNDED}::BIGINT")), other=_whole(due.high))
        return scope.keep(low), scope.keep(high)

    def _related(self, stacking: Stacking, address: str, kind: str) -> tuple[Leaf, Sql]:
        """A clause asked of the related entities, summed."""
        if stacking.take != "all" or stacking.cut != "last":
            raise NotInBulk(
                "对多个关联对象只能全部相加", "related entities can only be taken all together"
            )
        register = self.clauses.rules.library.vocabulary.kind(stacking.kind)
        links = [s for s in register.sets.values() if s.member == kind] if register else []
        if len(links) != 1:
            raise NotInBulk("关联对象不明", f"no single set of {kind} to ask")
        link = self.clauses.rules.facts.definition(kind, links[0].via)
        assert isinstance(link, FactDef)
        node = Aggregate(function="sum", element=None, loops=(), type=MONEY)
        joined = sets.joined(self.clauses.rules.facts, self.scope, [link], node)
        if joined is None:
            return Leaf(address, ZERO, ZERO, ZERO), TRUE
        space = joined[0]
        document, _, name = address.partition("#")
        found = self.clauses.columns(document, name, space)
        if found is None:
            return Leaf(address, ZERO, ZERO, ZERO), FALSE
        low, high = self._ends(space, found.due)
        limit = f"LEAST({{}}, {UNBOUNDED})"
        ends = [
            self._keep(sql(f"CAST({limit} AS BIGINT)", sets.summed(space, end)))
            for end in (low, high)
        ]
        return Leaf(address, ends[0], ends[1], ZERO), FALSE

    # --- settling ------------------------------------------------------------------------------

    def _settled(self, group: Group, upper: bool) -> list[Sql]:
        """What each clause receives with all amounts at one end."""
        inner = [
            [m.high if upper else m.low] if isinstance(m, Leaf) else self._settled(m, upper)
            for m in group.members
        ]
        due = [added(self.scope, parts) for parts in inner]
        paid = list(group.paid)
        got = taken(self.scope, group.stacking, due, paid)
        got = limited(self.scope, group.stacking, got, paid, group.high if upper else group.low)
        found: list[Sql] = []
        for member, parts, money in zip(group.members, inner, got, strict=True):
            if isinstance(member, Leaf):
                found.append(money)
            else:
                found.extend(cut(self.scope, member.stacking, parts, money))
        return found

    def _first_ends(self, group: Group) -> tuple[list[Sql], list[Sql]]:
        """``first`` does not rise with its members: which of them decides is followed through."""
        if group.stacking.take != "first":
            raise NotInBulk(
                "“依序”不能在其他叠加之内", "first cannot stand inside another stacking"
            )
        lows: list[Sql] = []
        highs: list[Sql] = []
        may, must = TRUE, TRUE
        for member, paid in zip(group.members, group.paid, strict=True):
            ends = self._member(member, group)
            unpaid = _unpaid(paid)
            sure, possible = self._keep(conjoin(must, unpaid)), self._keep(conjoin(may, unpaid))
            for low, high in ends.leaves:
                # Only one member is ever paid, so each is limited by itself.
                lows.append(self._limited(group, case((sure, low), other=ZERO), group.low))
                highs.append(self._limited(group, case((possible, high), other=ZERO), group.high))
            may = self._keep(conjoin(possible, sql("({} <= 0)", ends.low)))
            must = self._keep(conjoin(sure, sql("({} <= 0)", ends.high)))
        return lows, highs

    def _limited(self, group: Group, value: Sql, limits: Limits) -> Sql:
        return limited(self.scope, group.stacking, [self._keep(value)], [], limits)[0]

    def _member(self, member: "Leaf | Group", outer: Group) -> "Ends":
        """What a member of ``first`` comes to, over all corners of its amounts."""
        if isinstance(member, Leaf):
            return Ends(((member.low, member.high),), member.low, member.high)
        inner, taken_ = member.leaves(), member.stacking.take
        capped = member.low != Limits(None, None) or (
            outer.low != Limits(None, None) and taken_ == "all"
        )
        if capped or taken_ == "first" or len(inner) != len(member.members):
            raise NotInBulk("“依序”之内的叠加不能再有上限", "limits inside a member of first")
        low = added(self.scope, self._settled(member, False))
        high = added(self.scope, self._settled(member, True))
        if taken_ == "all":
            return Ends(tuple((x.low, x.high) for x in inner), low, high)
        before = added(self.scope, list(member.paid))
        return Ends(
            tuple(self._chosen(inner, i, before, taken_) for i in range(len(inner))), low, high
        )

    def _chosen(self, inner: list[Leaf], i: int, before: Sql, take: str) -> tuple[Sql, Sql]:
        """One of several of which the greatest is taken, whatever the others come to."""
        own = inner[i]
        sure, possible = [], []
        for j, other in enumerate(inner):
            if j != i:
                op = ">" if j < i else ">="
                sure.append(sql("({} " + op + " {})", own.low, other.high))
                possible.append(sql("({} " + op + " {})", own.high, other.low))
        ends = []
        for tests, value in ((sure, own.low), (possible, own.high)):
            left = sql("GREATEST(0::BIGINT, {} - {})", value, before) if before != ZERO else value
            if take == "one" and before != ZERO:
                left = case((sql("({} = 0)", before), value), other=ZERO)
            ends.append(self._keep(case((conjoin(*tests), left), other=ZERO)))
        return ends[0], ends[1]

    def _first_totals(self, group: Group) -> tuple[Sql, Sql]:
        """The least and the most that whoever decides receives."""
        least: list[Sql] = []
        most: list[Sql] = []
        may: Sql = TRUE
        for member, paid in zip(group.members, group.paid, strict=True):
            ends = self._member(member, group)
            unpaid = _unpaid(paid)
            value = case(
                (negate(unpaid), ZERO), (sql("({} > 0)", ends.low), ends.low), other=ends.high
            )
            top = case((conjoin(may, unpaid), ends.high), other=ZERO)
            decides = conjoin(may, disjoin(negate(unpaid), sql("({} > 0)", ends.high)))
            least.append(self._keep(case((decides, self._limited(group, value, group.low)))))
            most.append(self._limited(group, top, group.high))
            may = self._keep(conjoin(may, unpaid, sql("({} <= 0)", ends.low)))
        least.append(case((may, ZERO)))
        listed = ", ".join(["{}"] * len(least))
        lowest = self._keep(sql(f"COALESCE(LEAST({listed}), 0::BIGINT)", *least))
        return lowest, self._keep(sql("GREATEST(" + ", ".join(["{}"] * len(most)) + ")", *most))

    # --- what is shown ---------------------------------------------------------------------------

    def _shown(
        self, group: Group, low: list[Sql], high: list[Sql], totals: tuple[Sql, Sql]
    ) -> StackingColumns:
        leaves = group.leaves()
        anything = disjoin(*[sql("({} > 0)", leaf.high) for leaf in leaves])
        stuck = self._keep(conjoin(group.open, anything))
        members = [
            (leaf.address, *self._bounded(stuck, a, b))
            for leaf, a, b in zip(leaves, low, high, strict=True)
        ]
        total_low = self._keep(sql("LEAST({}, {})", *totals))
        total_high = self._keep(sql("GREATEST({}, {})", *totals))
        total = self._bounded(stuck, total_low, total_high)
        return StackingColumns(group.stacking, total, members, self._picked(group, stuck))

    def _bounded(self, stuck: Sql, low: Sql, high: Sql) -> tuple[Sql, Sql]:
        """NULL where a limit is not known, or where there is no known bound."""
        unknown = disjoin(stuck, sql(f"({{}} >= {BEYOND})", high))
        known = self._keep(negate(unknown))
        return self._keep(case((known, low))), self._keep(case((known, high)))

    def _picked(self, group: Group, stuck: Sql) -> Sql | None:
        """The member taken, where both ends agree on it; NULL if none or still open."""
        if group.stacking.take == "all":
            return None
        if group.stacking.take == "first":
            return self._picked_first(group, stuck)
        if any(not isinstance(m, Leaf) for m in group.members):
            return None
        leaves = group.leaves()
        low = greatest(self.scope, [leaf.low for leaf in leaves])
        high = greatest(self.scope, [leaf.high for leaf in leaves])
        rows = []
        before = added(self.scope, list(group.paid))
        any_paid = FALSE if before == ZERO else sql("({} > 0)", before)
        for leaf, a, b in zip(leaves, low, high, strict=True):
            counts = disjoin(any_paid, sql("({} > 0)", leaf.low))
            rows.append((conjoin(negate(stuck), a, b, counts), text(leaf.address)))
        return self._keep(case(*rows))

    def _picked_first(self, group: Group, stuck: Sql) -> Sql:
        rows, must = [], TRUE
        for member, paid in zip(group.members, group.paid, strict=True):
            ends, unpaid = self._member(member, group), _unpaid(paid)
            decides = conjoin(negate(stuck), must, sql("({} > 0)", ends.low))
            address = member.address if isinstance(member, Leaf) else member.stacking.address
            rows.append((decides, text(address)))
            must = self._keep(conjoin(must, unpaid, sql("({} <= 0)", ends.high)))
        return self._keep(case(*rows))


def _unpaid(paid: Sql) -> Sql:
    return TRUE if paid == ZERO else sql("({} = 0)", paid)


def _paid(scope: Scope, parts: list[Sql]) -> Sql:
    return added(scope, parts)


def _has_first(group: Group) -> bool:
    return group.stacking.take == "first" or any(
        _has_first(m) for m in group.members if isinstance(m, Group)
    )


def _whole(num: Num) -> Sql:
    if num.bottom is not None or num.scale != 1:
        raise NotInBulk("金额未取整到分", "the amount is not rounded to the fen")
    return num.top.sql


def _floored(num: Num) -> Sql:
    """A limit in whole minor units; a cap with parts of a fen cannot be met exactly."""
    if num.fraction is not None and num.fraction.denominator == 1:
        return constant(num.fraction).top.sql
    return _whole(num)
