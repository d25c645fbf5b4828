"""Clauses together, for every row: totals and what each member receives, at both ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from gaoxin.engine.rivals import offers_choice
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import Aggregate, Cited, Stacking

from . import ranges, sets
from .clauses import MONEY, Clauses
from .exact import Num, constant
from .history import History
from .places import Place
from .ranging import Ends, Group, Leaf, ends, picked
from .refusal import NotInBulk, entered
from .scope import Scope
from .settle import BEYOND, UNBOUNDED, ZERO, Limits, added, check_size
from .sql import FALSE, TRUE, Sql, case, conjoin, disjoin, integer, negate, sql, text
from .values import Number, number


@dataclass(slots=True)
class StackingColumns:
    """Totals and what each clause receives, in minor units; NULL where that is not known."""

    stacking: Stacking
    total: tuple[Sql, Sql]
    members: list[tuple[str, Sql, Sql]]
    picked: Sql | None


@dataclass(slots=True)
class Stackings:
    """The stackings asked about, ``asked`` in the order of the library."""

    clauses: Clauses
    history: History
    scope: Scope
    asked: Sequence[str]
    open: set[str] = field(default_factory=set)
    groups: dict[str, Group] = field(default_factory=dict)

    def columns(self, address: str) -> StackingColumns | None:
        """The stacking settled, after those asked before it that share clauses with it; None if
        no text is in force."""
        own = self._made(address)
        if own is None:
            return None
        joined = self._joined(own)
        if len(joined) > 1 and any(offers_choice(g) for group in joined for g in group.groups()):
            raise NotInBulk(
                "与别的叠加共有条款，其中的选择要通盘比较",
                "it shares clauses with another, and choices in them are made for the best of all",
            )
        left: dict[str, Leaf] = {}
        for group in takewhile(lambda g: g is not own, joined):
            found = self._settled(group, left)
            left |= {a: self._left(a, low, high) for a, low, high in found.members}
        return self._settled(own, left)

    def _settled(self, group: Group, left: Mapping[str, Leaf]) -> StackingColumns:
        group = _replaced(group, left)
        check_size(len(group.leaves()), 0)
        return self._shown(group, ends(self.scope, group))

    def _joined(self, own: Group) -> list[Group]:
        """The stackings asked that share clauses with this one, directly or through others. What
        is a member of another is settled by itself."""
        made = [g for g in map(self._made, self.asked) if g is not None]
        inner = {g.address for group in made for g in group.groups()[1:]}
        outer = {g.address: g for g in made if g.address not in inner}
        if own.address not in outer:
            return [own]
        joined = [own]
        for _ in outer:  # each round may bring in further ones
            shared = {leaf.address for g in joined for leaf in g.leaves()}
            joined = [g for g in outer.values() if any(x.address in shared for x in g.leaves())]
        return joined

    def _made(self, address: str) -> Group | None:
        stacking = self._find(address)
        if stacking is None:
            return None
        if stacking.address not in self.groups:
            self.groups[stacking.address] = self._group(stacking)
        return self.groups[stacking.address]

    def _left(self, address: str, low: Sql, high: Sql) -> Leaf:
        """What a clause is left with, as the next stacking finds it."""
        unbounded = f"{UNBOUNDED}::BIGINT"
        return Leaf(
            address,
            self._keep(sql("COALESCE({}, 0::BIGINT)", low)),
            self._keep(sql("COALESCE({}, " + unbounded + ")", high)),
            integer(1),
        )

    def _keep(self, value: Sql) -> Sql:
        return self.scope.keep(value)

    # --- members and limits ----------------------------------------------------------------

    def _find(self, address: str) -> Stacking | None:
        document, _, name = address.partition("#")
        found = self.clauses.rules.law(self.clauses.day).document(document)
        stacking = found.stackings.get(name) if found else None
        return stacking if stacking and stacking.meta.valid_on(self.clauses.day) else None

    def _group(self, stacking: Stacking) -> Group:
        circle = NotInBulk("叠加互相包含", "stackings hold one another", "S2")
        with entered(self.open, stacking.address, circle):
            return self._grouped(stacking)

    def _grouped(self, stacking: Stacking) -> Group:
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
        caps = self._limit(stacking, stacking.cap, missing="NULL::BIGINT")
        lesses = self._limit(stacking, stacking.less, missing="0::BIGINT")
        opens += [m.open for m in members if isinstance(m, Group)]
        return Group(
            stacking,
            tuple(members),
            tuple(added(self.scope, m) for m in self._history_of(stacking, members)),
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
    ) -> tuple[Sql, Sql] | None:
        """The two ends of a limit, ``missing`` where absent; not known, it may be anything from
        nothing on."""
        if cited is None:
            return None
        place = Place(self.scope, self.scope, self.clauses.day, stacking.document)
        value = ranges.kept(self.scope, number(self.clauses.rules.value(cited.node, place)))
        if value.fraction is not None:
            plain = _floored(value.low)
            return plain, plain
        ends = []
        for end, open_ in ((value.low, ZERO), (value.high, Sql(f"{UNBOUNDED}::BIGINT"))):
            known = sql("COALESCE({}, {})", _floored(end), open_)
            ends.append(self._keep(case((value.absent, Sql(missing)), other=known)))
        return ends[0], ends[1]

    def _leaf(self, stacking: Stacking, address: str) -> tuple[Leaf, Sql]:
        document, _, name = address.partition("#")
        clause = self.clauses.rules.law(self.clauses.day).clause(document, name)
        if clause is not None and clause.kind != stacking.kind:
            return self._related(stacking, address, clause.kind)
        found = self.clauses.columns(document, name, self.scope)
        if found is None:
            return Leaf(address, ZERO, ZERO, ZERO), FALSE
        low, high = self._ends(self.scope, found.due)
        return Leaf(address, low, high, found.least), FALSE

    def _ends(self, scope: Scope, due: Number) -> tuple[Sql, Sql]:
        """Nothing to no known bound where the amount is unknown."""
        check_size(1, max(due.low.top.size, due.high.top.size) // due.low.scale)
        low, high = _whole(due.low), _whole(due.high)
        if ranges.is_null(due) == FALSE:
            return scope.keep(low), scope.keep(high)
        # Both ends are NULL, or neither.
        unbounded = Sql(f"{UNBOUNDED}::BIGINT")
        return (
            scope.keep(sql("COALESCE({}, {})", low, ZERO)),
            scope.keep(sql("COALESCE({}, {})", high, unbounded)),
        )

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
        if joined is None:  # nobody is listed, which is not to say that nobody is there
            return Leaf(address, ZERO, Sql(f"{UNBOUNDED}::BIGINT"), integer(1)), TRUE
        space = joined[0]
        document, _, name = address.partition("#")
        found = self.clauses.columns(document, name, space)
        if found is None:
            return Leaf(address, ZERO, ZERO, ZERO), FALSE
        low, high = self._ends(space, found.due)
        limit = f"LEAST({{}}, {UNBOUNDED})"
        both = [
            self._keep(sql(f"CAST({limit} AS BIGINT)", sets.summed(space, end)))
            for end in (low, high)
        ]
        return Leaf(address, both[0], both[1], integer(1)), FALSE

    # --- what is shown ---------------------------------------------------------------------------

    def _shown(self, group: Group, found: Ends) -> StackingColumns:
        leaves = group.leaves()
        anything = disjoin(*[sql("({} > 0)", leaf.high) for leaf in leaves])
        stuck = self._keep(conjoin(group.open, anything))
        members = [
            (leaf.address, *self._bounded(stuck, a, b))
            for leaf, (a, b) in zip(leaves, found.leaves, strict=True)
        ]
        taken = picked(self.scope, group)
        which = None
        if taken is not None:
            rows = [(conjoin(negate(stuck), test), text(address)) for test, address in taken]
            which = self._keep(case(*rows))
        cap = group.high.cap
        if cap is not None and cap.level < 0 and stuck == FALSE:
            # A fixed cap bounds whatever is due.
            members = [(a, *e) for (a, _, _), e in zip(members, found.leaves, strict=True)]
            return StackingColumns(group.stacking, found.total, members, which)
        total = self._bounded(stuck, *found.total)
        return StackingColumns(group.stacking, total, members, which)

    def _bounded(self, stuck: Sql, low: Sql, high: Sql) -> tuple[Sql, Sql]:
        """NULL where a limit is not known, or where there is no known bound."""
        unknown = disjoin(stuck, sql(f"({{}} >= {BEYOND})", high))
        known = self._keep(negate(unknown))
        return self._keep(case((known, low))), self._keep(case((known, high)))


def _replaced(group: Group, left: Mapping[str, Leaf]) -> Group:
    """The stacking over what the earlier ones left of its clauses."""
    members = tuple(
        left.get(m.address, m) if isinstance(m, Leaf) else _replaced(m, left) for m in group.members
    )
    return replace(group, members=members) if left else group


def _whole(num: Num) -> Sql:
    if num.bottom is not None or num.scale != 1:
        raise NotInBulk("金额未取整到分", "the amount is not rounded to the fen")
    return num.top.sql


def _floored(num: Num) -> Sql:
    """A limit in whole minor units; a cap with parts of a fen cannot be met exactly."""
    if num.fraction is not None and num.fraction.denominator == 1:
        return constant(num.fraction).top.sql
    return _whole(num)
