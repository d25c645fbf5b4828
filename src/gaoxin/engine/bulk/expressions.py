"""Rules as SQL: every typed node becomes a value of the query being built."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import assert_never

from gaoxin.engine.law import Law
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.checks.references import MOST_DEEP
from gaoxin.policy.form import (
    ANY,
    FLAG,
    Aggregate,
    Anchor,
    And,
    Arithmetic,
    Call,
    Choice,
    Codes,
    Compare,
    Constant,
    Entry,
    Fact,
    Gone,
    InForceFrom,
    ListOf,
    Member,
    Named,
    Negative,
    Node,
    Not,
    Or,
    Qualifies,
    Quarters,
    Range,
    SetOf,
    Type,
    Variable,
    Year,
    Years,
)
from gaoxin.policy.library import CodeBook, Library
from gaoxin.quantities import Duration, Period, WorkCalendar, quarters_of

from . import calls, dates, ranges, rows, sets, spells
from .facts import NUMERIC, Facts, When
from .places import Place, brought
from .refusal import NotInBulk, entered
from .scope import Scope
from .sql import FALSE, NO_FLAG, TRUE, Sql, conjoin, disjoin, negate, sql, text
from .values import (
    ABSENT_VALUE,
    UNKNOWN_VALUE,
    Number,
    Plain,
    Value,
    code,
    dated,
    doubted,
    exactly,
    flag,
    gone,
    number,
    on,
    truth,
)

Qualify = Callable[[Qualifies, Place], Sql]

_LONG_LIST = 20


@dataclass(slots=True)
class Rules:
    """The rules of a library on a date, as SQL over the tables of ``facts``. ``qualify`` is given
    by the compiler of clauses."""

    library: Library
    facts: Facts
    calendar: WorkCalendar = field(default_factory=WorkCalendar.standard)
    qualify: Qualify | None = None
    laws: dict[date, Law] = field(default_factory=dict)
    memo: dict[tuple[int, str, str, date, date], Value] = field(default_factory=dict)
    open: set[tuple[int, str, str, date, date]] = field(default_factory=set)

    def law(self, day: date) -> Law:
        if day not in self.laws:
            self.laws[day] = Law(self.library, day, None)
        return self.laws[day]

    def value(self, node: Node, place: Place) -> Value:
        match node:
            case Constant():
                return _constant(node)
            case Gone():
                return ABSENT_VALUE if node.which == "absent" else UNKNOWN_VALUE
            case Range():
                return self._range(node, place)
            case Fact():
                return self._fact(node, place)
            case Named():
                return self._named(node, place)
            case Variable():
                return self._variable(node, place)
            case Anchor():
                return on(place.day)
            case InForceFrom():
                found = self.library.documents.get(place.document)
                start = found.front.start if found else None
                return on(start) if start else ABSENT_VALUE
            case Year():
                return exactly(place.day.year + node.offset, Type("year"))
            case Arithmetic():
                return self._arithmetic(node, place)
            case Negative():
                return ranges.negative(number(self.value(node.operand, place)))
            case Aggregate():
                return self._aggregate(node, place)
            case Choice():
                return self._choice(node, place)
            case Call():
                return self._call(node, place)
            case Compare() | Member() | Not() | And() | Or() | Qualifies():
                return flag(self._logic(node, place))
            case SetOf() | Years() | Quarters() | ListOf() | Codes():
                raise NotInBulk(
                    "这里需要一个数值，不是集合、名单或一段年份",
                    "a single value is needed here, not a set, a list or a window of years",
                )
            case _:
                assert_never(node)

    def truth(self, node: Node, place: Place) -> Sql:
        """The node as a Kleene condition; what is absent does not hold."""
        return truth(self.value(node, place))

    def _logic(self, node: Compare | Member | Not | And | Or | Qualifies, place: Place) -> Sql:
        match node:
            case Compare():
                return self._compare(node, place)
            case Member():
                return self._member(node, place)
            case Not():
                return negate(self.truth(node.operand, place))
            case And():
                return conjoin(*[self.truth(p, place) for p in node.parts])
            case Or():
                return disjoin(*[self.truth(p, place) for p in node.parts])
            case Qualifies():
                return self._qualifies(node, place)
            case _:
                assert_never(node)

    def _qualifies(self, node: Qualifies, place: Place) -> Sql:
        if self.qualify is None:
            raise NotInBulk("这里不能问是否符合条款", "a clause cannot be asked about here")
        return self.qualify(node, place)

    # --- facts, names, variables -------------------------------------------------------------

    def scope(self, of: Node | None, place: Place) -> Scope | None:
        """The scope of the entity a node gives; None if its table is not given."""
        match of:
            case None if place.entity is not None:
                return place.entity
            case Variable():
                found = place.variables.get(of.name)
                if isinstance(found, Scope):
                    return found
            case Fact():
                owner = self.scope(of.of, place)
                if owner is None:
                    return None
                return self.facts.linked(owner, self.facts.definition(of.kind, of.fact))
        raise NotInBulk("这里需要一个对象", "an entity is needed here")

    def _fact(self, node: Fact, place: Place) -> Value:
        definition = self.facts.definition(node.kind, node.fact)
        owner = self.scope(node.of, place)
        if definition.time in {"spell", "event"}:
            if node.period is None:
                raise NotInBulk("起止或发生须带日期", "a spell or event needs a date here")
            if owner is None:
                return UNKNOWN_VALUE
            when = dated(self.value(node.period, place))
            return spells.state(self.facts, owner, place.space, definition, when)
        period = self.period(node.period, place)
        if owner is None:
            return replace(_nothing(definition), absent=self._lost(node.of, place))
        found = self.facts.value(owner, definition, period)
        return brought(found, owner, place.space)

    def _lost(self, of: Node | None, place: Place) -> Sql:
        """Where a link to a kind without a table is known to lead nowhere."""
        if not isinstance(of, Fact) or self.scope(of.of, place) is None:
            return FALSE
        return self._fact(of, place).absent

    def period(self, node: Node | None, place: Place) -> When:
        """The period asked about, which is known before any row is read."""
        if node is None:
            return None
        value = self.value(node, place)
        if isinstance(value, Number) and (year := value.fraction) is not None:
            return int(year)
        if isinstance(value, Plain) and isinstance(value.constant, date | Period):
            return value.constant
        raise NotInBulk(
            "成批计算时，事实的期间必须由基准日决定",
            "in bulk the period of a fact must follow from the anchor date alone",
        )

    def _variable(self, node: Variable, place: Place) -> Value:
        found = place.variables.get(node.name)
        if found is None or isinstance(found, Scope):
            raise NotInBulk(f"“{node.name}”不是数值", f'"{node.name}" is not a value here')
        return found

    def _named(self, node: Named, place: Place) -> Value:
        owner = self.scope(node.of, place)
        if owner is None:
            return UNKNOWN_VALUE
        day, fixed = place.day, node.at or place.fixed
        if node.on is not None:
            asked = self.value(node.on, place)
            if not isinstance(asked, Plain) or not isinstance(asked.constant, date):
                raise NotInBulk(
                    "成批计算时，另问的日期必须由基准日决定",
                    "in bulk the other date asked about must follow from the anchor",
                )
            day, fixed = asked.constant, node.at
        asking = Place(owner, owner, day, place.document, fixed=fixed)
        found = self.define(node.document, node.name, asking)
        return brought(found, owner, place.space)

    def define(self, document: str, name: str, place: Place) -> Value:
        """A named value for the entities of ``place``, computed once."""
        key = (id(place.space), document, name, place.day, place.texts)
        if key not in self.memo:
            circle = NotInBulk(f"“{name}”循环定义", f'"{name}" is defined by itself', "N4")
            if len(self.open) >= MOST_DEEP:
                raise NotInBulk(
                    f"“{name}”：定义套定义超过{MOST_DEEP}层",
                    f'"{name}": defines within defines beyond {MOST_DEEP} levels',
                )
            with entered(self.open, key, circle):
                found = self.law(place.texts).entry(document, name)
                if found is None:
                    self.memo[key] = ABSENT_VALUE
                else:
                    inner = replace(place, document=found[0].id, variables={})
                    self.memo[key] = self._entry(found[1], name, inner)
        return self.memo[key]

    def _entry(self, entry: Entry, name: str, place: Place) -> Value:
        if entry.raw:
            return UNKNOWN_VALUE
        value = self._body(entry, place)
        if isinstance(value, Number):
            if entry.rounding is not None:
                value = rows.rounded(value, entry.rounding)
            value = replace(ranges.kept(place.space, value), type=_declared(entry, value))
            if entry.judge:
                value = self._judged(name, value, place)
            return value
        scope = place.space
        absent, doubt = scope.keep(value.absent), scope.keep(value.doubt)
        return replace(value, sql=scope.keep(value.sql), absent=absent, doubt=doubt)

    def _body(self, entry: Entry, place: Place) -> Value:
        if entry.bands:
            of = None
            if entry.of is not None:
                of = rows.kept(place.space, self.value(entry.of.node, place))
                place = place.binding(x=of)
            tests = [self.truth(b.test, place) if b.test is not None else TRUE for b in entry.bands]
            found = [self.value(b.value.node, place) for b in entry.bands]
            points = "points" in (entry.declared, entry.type.name)
            return rows.banded(place.space, entry, of, tests, found, points)
        if entry.slices and entry.of is not None:
            x = ranges.kept(place.space, number(self.value(entry.of.node, place)))
            place = place.binding(x=x)
            rates = [number(self.value(b.value.node, place)) for b in entry.slices]
            return rows.sliced(place.space, entry, x, rates)
        if entry.value is not None:
            return self.value(entry.value.node, place)
        raise NotInBulk("名单不是数值", "a list of codes is not a value here")

    def _judged(self, name: str, value: Number, place: Place) -> Number:
        scope = place.space
        given = self.facts.judged(scope, place.document, name, value.type)
        if given is None:
            return value
        return rows.judged(scope, f"{place.document}#{name}", value, given)

    # --- arithmetic and logic ----------------------------------------------------------------

    def _range(self, node: Range, place: Place) -> Value:
        low, high = number(self.value(node.low, place)), number(self.value(node.high, place))
        found = Number(node.type, low.low, high.high, gone(low, high), doubted(low, high))
        if (empty := ranges.is_null(found)) == FALSE:
            return found
        return ranges.guard(negate(empty), ranges.kept(place.space, found))

    def _arithmetic(self, node: Arithmetic, place: Place) -> Value:
        left, right = self.value(node.left, place), self.value(node.right, place)
        if found := dates.arithmetic(node.op, left, right, self.calendar):
            return found
        a, b = number(left), number(right)
        match node.op:
            case "+":
                return ranges.plus(node.type, a, b)
            case "-":
                return ranges.minus(node.type, a, b)
            case "*":
                return ranges.times(place.space, node.type, a, b)
            case _:
                return ranges.over(place.space, node.type, a, b)

    def _compare(self, node: Compare, place: Place) -> Sql:
        if found := dates.threshold(node, lambda n: self.value(n, place)):
            return found
        left, right = self.value(node.left, place), self.value(node.right, place)
        if isinstance(left, Number) or isinstance(right, Number):
            return ranges.compare(place.space, node.op, left, right)
        if left.constant is not None and right.constant is not None:
            return _constants(node.op, left.constant, right.constant)
        if "any" in (left.type.name, right.type.name):
            absent = disjoin(left.absent, right.absent)
            return conjoin(negate(absent), NO_FLAG)
        written = {"==": "=", "!=": "<>"}.get(node.op, node.op)
        answer = sql("({} " + written + " {})", left.sql, right.sql)
        return conjoin(negate(disjoin(left.absent, right.absent)), answer)

    def _choice(self, node: Choice, place: Place) -> Value:
        test = place.space.keep(self.truth(node.test, place))
        then, other = self.value(node.then, place), self.value(node.other, place)
        return rows.chosen(place.space, node.type, [test, TRUE], [then, other])

    # --- lists -------------------------------------------------------------------------------

    def _member(self, node: Member, place: Place) -> Sql:
        item = self.value(node.item, place)
        if not isinstance(item, Plain):
            raise NotInBulk("名单里只能找代码", "only codes can be looked for in a list")
        codes = self._codes(node.list, place)
        if codes is None:
            listed = self.value(node.list, place)
            assert isinstance(listed, Plain)
            answer = sql("list_contains({}, {})", listed.sql, item.sql)
            return conjoin(negate(gone(listed, item)), answer)
        book = self._book(node.item)
        answer = _within(item.sql, codes, book)
        return conjoin(negate(item.absent), answer)

    def _codes(self, node: Node, place: Place) -> tuple[str, ...] | None:
        match node:
            case Codes():
                return node.codes
            case ListOf() | Named():
                found = self.law(node.at or place.texts).entry(node.document, node.name)
                if found is None or found[1].codes is None:
                    return () if isinstance(node, ListOf) else None
                return tuple(found[1].codes)
            case _:
                return None

    def _book(self, item: Node) -> CodeBook | None:
        if not isinstance(item, Fact):
            return None
        definition = self.library.vocabulary.find(item.kind, item.fact)
        if not isinstance(definition, FactDef) or not definition.codebook:
            return None
        name = definition.codebook
        return self.library.codebooks.get(name) or CodeBook(name, {}, {})

    # --- calls -------------------------------------------------------------------------------

    def _call(self, node: Call, place: Place) -> Value:
        if node.function in {"nth", "since", "nth_year", "times"}:
            return self._history(node, place)
        args = [self.value(arg, place) for arg in node.args]
        if node.function in {"min", "max"} and any(_is_date(a) for a in args):
            return dates.least([dated(a) for a in args], node.function)
        return calls.call(place.space, node, args, self.calendar)

    def _history(self, node: Call, place: Place) -> Value:
        asked = node.args[0]
        if not isinstance(asked, Fact):
            raise NotInBulk("这里需要起止或发生", "a spell or event fact is needed here")
        definition = self.facts.definition(asked.kind, asked.fact)
        owner = self.scope(asked.of, place)
        if owner is None:
            doubt = FALSE if node.function == "times" else TRUE
            return replace(UNKNOWN_VALUE, doubt=doubt)
        days = [dated(self.value(arg, place)) for arg in node.args[1:]]
        return spells.call(self.facts, owner, place.space, definition, node.function, days)

    # --- sets and windows --------------------------------------------------------------------

    def _aggregate(self, node: Aggregate, place: Place) -> Value:
        if all(not isinstance(loop.over, SetOf) for loop in node.loops):
            return self._unrolled(node, place)
        members = self._members(node, place)
        if members is None:
            return self._of_nothing(node, place)
        inner, parent = members
        include = self.truth(node.where, inner) if node.where is not None else TRUE
        element = number(self.value(node.element, inner)) if node.element is not None else None
        found = sets.gathered(node, inner.space, include, element)
        return brought(found, parent, place.space)

    def _of_nothing(self, node: Aggregate, place: Place) -> Value:
        """An aggregate whose innermost table is not given: known only where the outer set is known
        to be empty, so that there is nothing to go through."""
        summed = node.function in {"sum", "count"}
        doubt = FALSE if summed else TRUE
        if len(node.loops) < 2:
            return replace(UNKNOWN_VALUE, doubt=doubt)
        count = Type("count")
        outer = Aggregate(function="count", element=None, loops=node.loops[:1], type=count)
        zero = Constant(value=Fraction(0), type=count)
        nothing = Constant(value=Fraction(0), type=node.type) if summed else Gone(which="absent")
        empty = Compare(op="==", left=outer, right=zero, type=FLAG)
        unknown = Gone(which="unknown")
        choice = Choice(test=empty, then=nothing, other=unknown, type=node.type)
        return replace(self.value(choice, place), doubt=doubt)

    def _members(self, node: Aggregate, place: Place) -> tuple[Place, Scope] | None:
        """The place of the innermost member, and the scope its aggregate is joined to."""
        steps: list[tuple[str, SetOf]] = []
        for loop in node.loops:
            if not isinstance(loop.over, SetOf):
                raise NotInBulk(
                    "集合与年份不能混合循环", "a loop cannot mix sets and years in bulk"
                )
            steps.append((loop.variable, loop.over))
        parent = self.scope(steps[0][1].of, place)
        if parent is None:
            return None
        links = []
        for depth, (_, over) in enumerate(steps):
            definition = self.facts.set_definition(over.kind, over.set)
            before = steps[depth - 1][0] if depth else ""
            if depth and not (isinstance(over.of, Variable) and over.of.name == before):
                raise NotInBulk("集合须逐层相接", "each set must belong to the member before it")
            links.append(self.facts.definition(definition.member, definition.via))
        found = sets.joined(self.facts, parent, links, node)
        if found is None:
            return None
        space, chain, owner = found
        scopes: dict[str, Scope | Value] = {
            variable: scope for (variable, _), scope in zip(steps, chain, strict=True)
        }
        variables = {**_values(place), **scopes}
        # From a member the entity of the clause is seen only as the owner of the set.
        entity = owner if parent is place.entity else None
        return Place(space, entity, place.day, place.document, variables), parent

    def _unrolled(self, node: Aggregate, place: Place) -> Value:
        places = [place]
        for loop in node.loops:
            places = [
                p.binding(**{loop.variable: v}) for p in places for v in self._window(loop.over, p)
            ]
        tests = [self.truth(node.where, p) if node.where is not None else TRUE for p in places]
        if node.element is None:
            values = [exactly(1, Type("count")) for _ in places]
        else:
            values = [number(self.value(node.element, p)) for p in places]
        return sets.unrolled(place.space, node, tests, values)

    def _window(self, node: Node, place: Place) -> list[Value]:
        match node:
            case Years():
                last = place.day.year
                return [exactly(y, Type("year")) for y in range(last - node.count, last)]
            case Quarters():
                year = place.day.year + node.offset
                return [Plain(Type("quarter"), NO_FLAG, constant=q) for q in quarters_of(year)]
        raise NotInBulk("这里需要集合或年份", "a set or a window of years is needed here")


def _is_date(value: Value) -> bool:
    return isinstance(value, Plain) and value.type.name == "date"


def _values(place: Place) -> dict[str, "Scope | Value"]:
    """Loop variables that are constants (years) stay known inside a set."""
    return {
        n: v for n, v in place.variables.items() if isinstance(v, Number) and v.fraction is not None
    }


def _constant(node: Constant) -> Value:
    value = node.value
    if isinstance(value, bool):
        return replace(flag(TRUE if value else FALSE), constant=value)
    if isinstance(value, date):
        return on(value)
    if isinstance(value, str):
        return code(value)
    if isinstance(value, Duration):
        return Plain(Type("duration"), NO_FLAG, constant=value)
    return exactly(Fraction(value), node.type)


def _nothing(definition: FactDef) -> Value:
    if definition.type in NUMERIC:
        return number(UNKNOWN_VALUE)
    return Plain(ANY, Sql("NULL"))


def _declared(entry: Entry, value: Number) -> Type:
    return value.type if entry.type.name in {"any", "zero"} else entry.type


def _constants(op: str, a: object, b: object) -> Sql:
    holds = a == b if op in {"==", "!="} else None
    if holds is None and isinstance(a, date) and isinstance(b, date):
        holds = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]
    if holds is None:
        raise NotInBulk("无法比较", "these cannot be compared")
    return TRUE if holds != (op == "!=") else FALSE


def _within(item: Sql, codes: tuple[str, ...], book: CodeBook | None) -> Sql:
    """In the list; with a code book also below a listed code."""
    if not codes:
        return sql("CASE WHEN {} IS NOT NULL THEN FALSE END", item)
    if book is None:
        return _listed(item, codes)
    if all(book.within(c, w) == c.startswith(w) for c in book.labels for w in codes):
        return disjoin(*[sql("starts_with({}, {})", item, text(c)) for c in codes])
    listed = sorted({c for c in book.labels if any(book.within(c, w) for w in codes)} | {*codes})
    return _listed(item, listed)


def _listed(item: Sql, codes: Sequence[str]) -> Sql:
    """One of the codes. DuckDB turns IN into a join, which pays only for long lists."""
    listed = ", ".join(text(c).text for c in codes)
    long = len(codes) > _LONG_LIST
    return Sql(
        f"({item.text} IN ({listed}))" if long else f"list_contains([{listed}], {item.text})",
        item.level,
    )
