"""A clause as columns: its conditions, its answer and its amount, variations included."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from fractions import Fraction
from functools import partial

from gaoxin.engine.evaluate import scaled
from gaoxin.policy.form import Cited, Clause, Condition, Document, Gives, Qualifies, Type
from gaoxin.quantities import FEN

from . import exact, ranges, rows
from .exact import Num, Whole, constant, known
from .expressions import Rules
from .history import History
from .places import Place
from .refusal import NotInBulk, entered
from .scope import Scope
from .sql import FALSE, TRUE, Sql, case, conjoin, disjoin, integer, negate, sql
from .values import Number, number, point

MONEY = Type("money", "CNY")


@dataclass(frozen=True, slots=True)
class Rule:
    """A top-level condition as one reading has it; ``condition`` None: it asks nothing."""

    condition: Condition | None
    owner: Clause
    factors: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """Two readings: where ``test`` holds, and where it does not."""

    test: Sql
    then: "Rule | Split"
    other: "Rule | Split"


Tree = Rule | Split


@dataclass(frozen=True, slots=True)
class Due:
    """An amount: ``value`` as the rule gives it (NULL: unknown), ``bounded`` between nothing and
    the cap where it is unknown. Both in minor units."""

    value: Number
    bounded: Number


@dataclass(slots=True)
class ClauseColumns:
    """What a clause came to: columns of the scope it was asked in."""

    clause: Clause
    answer: Sql
    leaves: list[tuple[str, Sql]]
    trees: dict[str, Tree]
    money: Number | None  # nothing if refused; NULL (or, asked for, what it may be) if undecided
    due: Number  # as a stacking reckons with it
    least: Sql  # what is due at least, if anything is; never NULL


@dataclass(slots=True)
class Clauses:
    """The clauses of a library on a date, each computed once for a scope."""

    rules: Rules
    history: History
    day: date
    ranged: bool = False
    made: dict[tuple[int, str, str, date], ClauseColumns | None] = field(default_factory=dict)
    answers: dict[tuple[int, str, str, date, date], Sql] = field(default_factory=dict)
    open: set[tuple[int, str, str, date, date]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rules.qualify = self.qualifies

    def qualifies(self, node: Qualifies, place: Place) -> Sql:
        """Would the entity meet the clause? False where it is not in force."""
        scope, name = place.entity, node.clause
        place = replace(place, fixed=node.at or place.fixed, variables={})
        if scope is None or scope is not place.space:
            raise NotInBulk("“符合”只能问对象自身", "qualifies asks about the entity itself")
        key = (id(scope), node.document, name, place.day, place.texts)
        circle = NotInBulk(f"“{name}”循环引用", f'"{name}" asks about itself', "N4")
        if key not in self.answers:
            with entered(self.open, key, circle):
                clause = self.rules.law(place.texts).clause(node.document, name)
                self.answers[key] = FALSE if clause is None else self._conditions(clause, place)[0]
        return self.answers[key]

    def columns(self, document: str, name: str, scope: Scope) -> ClauseColumns | None:
        """The clause asked of the entities of ``scope``; None if no text is in force."""
        key = (id(scope), document, name, self.day)
        if key not in self.made:
            clause = self.rules.law(self.day).clause(document, name)
            self.made[key] = None if clause is None else self._columns(clause, scope)
        return self.made[key]

    def _columns(self, clause: Clause, scope: Scope) -> ClauseColumns:
        place = self._asking(scope)
        answer, leaves, trees = self._conditions(clause, place)
        due = self._amount(clause, place)
        nothing = point(MONEY, constant(0))
        if due is None:
            return ClauseColumns(clause, answer, leaves, trees, None, nothing, integer(0))
        reckoned = shown = _if_met(answer, due.bounded)
        if not self.ranged:
            shown = ranges.kept(scope, _decided(answer, due.value))
            reckoned = _first_known(shown, reckoned)
        shown, reckoned = ranges.kept(scope, shown), ranges.kept(scope, reckoned)
        least = sql("GREATEST(1::BIGINT, {})", due.bounded.low.top.sql)
        return ClauseColumns(clause, answer, leaves, trees, shown, reckoned, least)

    def _asking(self, scope: Scope) -> Place:
        return Place(scope, scope, self.day, "")

    # --- conditions --------------------------------------------------------------------------

    def _conditions(
        self, clause: Clause, place: Place
    ) -> tuple[Sql, list[tuple[str, Sql]], dict[str, Tree]]:
        trees: dict[str, Tree] = {c.name: Rule(c, clause) for c in clause.when}
        for variation, test in self._variations(clause, place):
            _vary(trees, variation, test)
        truths, leaves = [], []
        for tree in trees.values():
            held, below = self._tree(tree, place)
            truths.append(held)
            leaves.extend(below)
        return place.space.keep(conjoin(*truths)), leaves, trees

    def _variations(self, clause: Clause, place: Place) -> list[tuple[Clause, Sql]]:
        found = []
        for variation in self.rules.law(place.texts).variations(clause):
            test = TRUE
            if variation.where is not None:
                rule = Rule(variation.where, variation)
                test = place.space.keep(self._tree(rule, place)[0])
            if test != FALSE:
                found.append((variation, test))
        return found

    def _tree(self, tree: Tree, place: Place) -> tuple[Sql, list[tuple[str, Sql]]]:
        scope = place.space
        if isinstance(tree, Split):
            then, then_leaves = self._tree(tree.then, place)
            other, other_leaves = self._tree(tree.other, place)
            leaves = _merged(tree.test, then_leaves, other_leaves)
            kept = [(path, scope.keep(leaf)) for path, leaf in leaves]
            if len(kept) == 1 and len(then_leaves) == len(other_leaves) == 1:
                return kept[0][1], kept
            held = scope.keep(_agree(tree.test, then, other))
            # A group in one reading and a rule in the other: what the rule leaves is the group's.
            return held, [(path, leaf if "." in path else held) for path, leaf in kept]
        if tree.condition is None:
            return TRUE, []
        place = replace(place, document=tree.owner.document)
        return self._condition(tree.condition, dict(tree.factors), place, "")

    def _condition(
        self, condition: Condition, factors: dict[str, Fraction], place: Place, above: str
    ) -> tuple[Sql, list[tuple[str, Sql]]]:
        path = f"{above}.{condition.name}" if above else condition.name
        if condition.rule is not None:
            node = condition.rule.node
            if (factor := factors.get(path, Fraction(1))) != 1:
                node = scaled(node, factor)
            held = place.space.keep(self.rules.truth(node, place))
            return held, [(path, held)]
        found = [self._condition(p, factors, place, path) for p in condition.parts]
        truths = [held for held, _ in found]
        leaves = [leaf for _, below in found for leaf in below]
        if condition.mode == "all":
            return place.space.keep(conjoin(*truths)), leaves
        some = disjoin(*truths)
        return place.space.keep(some if condition.mode == "any" else negate(some)), leaves

    # --- amounts -----------------------------------------------------------------------------

    def _amount(self, clause: Clause, place: Place) -> Due | None:
        found, scope = self._given(clause, place), place.space
        if all(gives is None or gives.money is None for _, gives, _ in found):
            return None
        dues = [(test, self._due(gives, owners, clause, scope)) for test, gives, owners in found]
        value = dues[-1][1]
        for test, due in reversed(dues[:-1]):
            value = Due(
                _agreed_amount(scope, test, due.value, value.value),
                _agreed_amount(scope, test, due.bounded, value.bounded),
            )
        return value

    def _given(
        self, clause: Clause, place: Place
    ) -> list[tuple[Sql, Gives | None, dict[str, Clause]]]:
        """The readings of the consequence, the one with most variations first: (test that it
        holds rather than a later one, gives, whose words each key is)."""
        owners = dict.fromkeys(_stated(clause.gives), clause)
        found: list[tuple[Sql, Gives | None, dict[str, Clause]]] = [(TRUE, clause.gives, owners)]
        for variation, test in self._variations(clause, place):
            if variation.gives is None:
                continue
            keys = _stated(variation.gives)
            over: list[tuple[Sql, Gives | None, dict[str, Clause]]] = [
                (
                    conjoin(test, before),
                    replace(gives or Gives(), **{k: getattr(variation.gives, k) for k in keys}),
                    {**owned, **dict.fromkeys(keys, variation)},
                )
                for before, gives, owned in found
            ]
            found = over if test == TRUE else [*over, *found]
        return found

    def _due(
        self, gives: Gives | None, owners: dict[str, Clause], clause: Clause, scope: Scope
    ) -> Due:
        if gives is None or gives.money is None:
            nothing = point(MONEY, constant(0))
            return Due(nothing, nothing)
        text: Document | None = self.rules.library.documents.get(clause.document)
        rounding = gives.rounding or (text.front.rounding if text else FEN)
        value = self._ruled(gives.money, owners.get("money", clause), clause, scope)
        cap = None
        if gives.cap is not None:
            cap = ranges.kept(
                scope, number(self._asked(gives.cap, owners.get("cap", clause), scope))
            )
        capped = ranges.kept(scope, rows.rounded(_capped(scope, value, cap), rounding))
        due = Due(capped, capped)
        if cap is not None:
            # Rounding keeps the order, so each bound may be rounded by itself.
            bounds = [cap] if cap.fraction is not None else [cap, value]
            rounded = [
                replace(rows.rounded(_at_least_nothing(scope, b), rounding), absent=b.absent)
                for b in bounds
            ]
            due = Due(capped, _bounded(scope, capped, [ranges.kept(scope, b) for b in rounded]))
        if gives.per is None:
            return due
        paid = self.history.already(self.rules, scope, clause, gives.per, self.day)
        return due if paid == FALSE else _once(scope, due, paid)

    def _asked(self, cited: Cited, owner: Clause, scope: Scope) -> Number:
        place = replace(self._asking(scope), document=owner.document)
        return number(self.rules.value(cited.node, place))

    def _ruled(self, cited: Cited, owner: Clause, clause: Clause, scope: Scope) -> Number:
        value = ranges.kept(scope, self._asked(cited, owner, scope))
        for address in dict.fromkeys((cited.address or clause.address, clause.address)):
            document, _, name = address.partition("#")
            given = self.rules.facts.judged(scope, document, name, MONEY)
            if given is not None:
                value = rows.judged(scope, address, value, given)
                break
        if value.absent == FALSE:
            return value
        low = ranges.zero_if(value.absent, value.low)
        high = ranges.zero_if(value.absent, value.high) if value.ranged else low
        return ranges.kept(scope, Number(MONEY, low, high))


# --- variations ------------------------------------------------------------------------------


def _vary(trees: dict[str, Tree], variation: Clause, test: Sql) -> None:
    """Each variation works on what the earlier ones left."""
    before = dict(trees)
    for path in variation.drop:
        name, _, rest = path.partition(".")
        if name in trees:
            trees[name] = _changed(trees[name], partial(_dropped, rest=rest))
    for condition in variation.when:
        trees[condition.name] = Rule(condition, variation)
    for path, factor in variation.scale.items():
        name = path.partition(".")[0]
        if name in trees:
            trees[name] = _changed(trees[name], partial(_scaled, path=path, factor=factor))
    for name, tree in trees.items():
        old = before.get(name, Rule(None, variation))
        if old is not tree and test != TRUE:
            trees[name] = Split(test, tree, old)


def _changed(tree: Tree, change: Callable[[Rule], Rule]) -> Tree:
    if isinstance(tree, Split):
        return Split(tree.test, _changed(tree.then, change), _changed(tree.other, change))
    return change(tree)


def _dropped(rule: Rule, rest: str) -> Rule:
    if rule.condition is None or not rest:
        return replace(rule, condition=None)
    return replace(rule, condition=_pruned(rule.condition, rest))


def _pruned(condition: Condition, path: str) -> Condition | None:
    name, _, rest = path.partition(".")
    parts: list[Condition] = []
    for part in condition.parts:
        if part.name != name:
            parts.append(part)
        elif rest and (inner := _pruned(part, rest)):
            parts.append(inner)
    return replace(condition, parts=tuple(parts)) if parts else None


def _scaled(rule: Rule, path: str, factor: Fraction) -> Rule:
    factors = dict(rule.factors)
    factors[path] = factors.get(path, Fraction(1)) * factor
    return replace(rule, factors=tuple(factors.items()))


def _agree(test: Sql, then: Sql, other: Sql) -> Sql:
    """Decided by the reading that holds; if that is not known, only where both agree."""
    if test == TRUE or then == other:
        return then
    return case((test, then), (negate(test), other), (sql("({} = {})", then, other), then))


def _merged(
    test: Sql, then: list[tuple[str, Sql]], other: list[tuple[str, Sql]]
) -> Iterator[tuple[str, Sql]]:
    """A condition a reading does not ask is no obstacle in it."""
    first, second = dict(then), dict(other)
    for path in dict.fromkeys((*first, *second)):
        yield path, _agree(test, first.get(path, TRUE), second.get(path, TRUE))


def _stated(gives: Gives | None) -> list[str]:
    if gives is None:
        return []
    default = Gives()
    return [f.name for f in fields(Gives) if getattr(gives, f.name) != getattr(default, f.name)]


def _agreed_amount(scope: Scope, test: Sql, then: Number, other: Number) -> Number:
    """The amount of the reading that holds; if not known, from the least to the most."""
    then, other = ranges.kept(scope, then), ranges.kept(scope, other)
    least = ranges.least(scope, MONEY, [then, other], "min").low
    most = ranges.least(scope, MONEY, [then, other], "max").high
    lows = ranges.aligned([then.low, other.low, least])
    highs = ranges.aligned([then.high, other.high, most])
    return ranges.kept(scope, Number(MONEY, _by_test(test, lows), _by_test(test, highs)))


def _by_test(test: Sql, ends: list[Num]) -> Num:
    tops = [e.top for e in ends]
    if any(e.bottom is not None for e in ends):
        raise NotInBulk("变通的金额不能是商", "amounts of variations must not be quotients")
    text = case((test, tops[0].sql), (negate(test), tops[1].sql), other=tops[2].sql)
    low, high = min(t.low for t in tops), max(t.high for t in tops)
    return Num(Whole(text, low, high, any(t.wide for t in tops)), ends[0].scale)


# --- limits ----------------------------------------------------------------------------------


def _at_least_nothing(scope: Scope, value: Number) -> Number:
    # A quotient is negative where its bottom is, whatever its top.
    if exact.positive(value.low).top.low >= 0:
        return value
    return ranges.least(scope, MONEY, [value, point(MONEY, constant(0))], "max")


def _capped(scope: Scope, value: Number, cap: Number | None) -> Number:
    """At least nothing, at most the cap. Absent cap: no cap."""
    limit = None if cap is None else cap.fraction
    plain = not value.ranged and value.low.bottom is None and value.absent == FALSE
    if limit is not None and limit >= 0 and plain and known(value.low):
        return _between(scope, value, limit)
    value = _at_least_nothing(scope, value)
    if cap is None:
        return value
    capped = _at_least_nothing(scope, ranges.least(scope, MONEY, [value, cap], "min"))
    return replace(capped, absent=FALSE)


def _between(scope: Scope, value: Number, limit: Fraction) -> Number:
    """The common case, in one CASE that leaves NULL as it is."""
    number, end = ranges.aligned([value.low, constant(limit)])
    zero = constant(0)
    rows_ = [(exact.compare(">", value.low, constant(limit)), end.top.sql)]
    if number.top.low < 0:
        rows_.append((exact.compare(">", value.low, zero), number.top.sql))
        rows_.append((exact.compare("<=", value.low, zero), integer(0)))
    else:
        rows_.append((exact.compare("<=", value.low, constant(limit)), number.top.sql))
    wide = number.top.wide or end.top.wide
    top = Whole(scope.keep(case(*rows_)), 0, min(number.top.high, end.top.high), wide)
    return point(MONEY, replace(number, top=replace(top, high=max(0, top.high))))


def _bounded(scope: Scope, capped: Number, bounds: list[Number]) -> Number:
    """Where the amount is unknown, between nothing and the bound that is known: the cap, or what
    the rule gives (of which one at most is). Amounts are rounded: they have no denominators."""
    empty = ranges.is_null(capped)
    bounds = [b for b in bounds if known(b.high)]
    if empty == FALSE or not bounds:
        return capped
    if any(n.bottom is not None for n in (capped.low, capped.high, *[b.high for b in bounds])):
        raise NotInBulk("金额未取整", "the amount is not rounded")
    low, high, *tops = ranges.aligned([capped.low, capped.high, *[b.high for b in bounds]])
    size = max(n.top.high for n in (high, *tops))
    wide = any(n.top.wide for n in (high, *tops))
    if bounds[0].fraction is not None and not capped.ranged:
        lowest = Whole(
            sql("COALESCE({}, {})", low.top.sql, integer(0)), 0, low.top.high, wide, True
        )
        own = sql("COALESCE({}, {})", high.top.sql, tops[0].top.sql)
        highest = Whole(own, 0, size, wide, True)
    else:
        shown = [_where(negate(b.absent), t) for b, t in zip(bounds, tops, strict=True)]
        most = scope.keep(sql(f"COALESCE({', '.join(['{}'] * len(shown))})", *shown))
        there = scope.keep(conjoin(empty, sql("({} IS NOT NULL)", most)))
        bottom = min(0, low.top.low)
        lowest = replace(low.top, sql=case((there, integer(0)), other=low.top.sql), low=bottom)
        text = case((there, most), other=high.top.sql)
        highest = Whole(text, min(0, high.top.low), size, wide)
    return ranges.kept(scope, Number(MONEY, replace(low, top=lowest), replace(high, top=highest)))


def _where(test: Sql, num: Num) -> Sql:
    return num.top.sql if test == TRUE else case((test, num.top.sql))


def _once(scope: Scope, due: Due, paid: Sql) -> Due:
    """Nothing where it was paid; nothing or the amount where that is not known."""
    paid = scope.keep(paid)
    found = [_less(scope, due.value, paid)]
    if due.bounded is not due.value:
        found.append(_less(scope, due.bounded, paid))
    return Due(found[0], found[-1])


def _less(scope: Scope, value: Number, paid: Sql) -> Number:
    def end(num: Num, other: Sql | None) -> Num:
        rows = [(paid, integer(0)), (negate(paid), num.top.sql)]
        top = replace(num.top, sql=case(*rows, other=other), low=min(0, num.top.low))
        return replace(num, top=top)

    low = end(value.low, integer(0))
    return ranges.kept(scope, replace(value, low=low, high=end(value.high, value.high.top.sql)))


def _decided(answer: Sql, value: Number) -> Number:
    """Nothing if refused; NULL if not decided."""
    if answer == TRUE:
        return value

    def end(num: Num) -> Num:
        text = case((answer, num.top.sql), (negate(answer), integer(0)))
        return replace(num, top=replace(num.top, sql=text, low=min(0, num.top.low), sure=False))

    low = end(value.low)
    return replace(value, low=low, high=end(value.high) if value.ranged else low)


def _first_known(shown: Number, reckoned: Number) -> Number:
    """Where the amount is decided both are that amount; only elsewhere ``reckoned`` is computed."""
    ends = [(shown.low, reckoned.low), (shown.high, reckoned.high)]
    if any(own.bottom or other.bottom or own.scale != other.scale for own, other in ends):
        return reckoned
    low, high = (
        replace(o, top=replace(o.top, sql=sql("COALESCE({}, {})", s.top.sql, o.top.sql)))
        for s, o in ends
    )
    return replace(reckoned, low=low, high=high)


def _if_met(answer: Sql, value: Number) -> Number:
    """Nothing if refused; between nothing and its most if not decided."""
    if answer == TRUE:
        return value
    low, high = value.low, value.high
    if ranges.is_null(value) == FALSE:
        least = case((answer, low.top.sql), other=integer(0))
        most = case((negate(answer), integer(0)), other=high.top.sql)
    else:
        nothing = case((negate(ranges.is_null(value)), integer(0)))
        least = case((answer, low.top.sql), (negate(answer), integer(0)), other=nothing)
        most = case((negate(answer), integer(0)), other=high.top.sql)
    return Number(
        MONEY,
        replace(low, top=replace(low.top, sql=least, low=min(0, low.top.low))),
        replace(high, top=replace(high.top, sql=most, low=min(0, high.top.low))),
    )
