"""Sums, means and counts over sets of related entities (one grouped sub-query for each set) and
over windows of years or quarters (written out)."""

from dataclasses import replace

from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import Aggregate, Type

from . import exact, ranges
from .exact import Num, Whole, constant
from .facts import Facts
from .places import brought_sql
from .refusal import NotInBulk
from .scope import Scope
from .sql import FALSE, TRUE, Sql, case, conjoin, disjoin, integer, negate, sql
from .tables import quoted
from .values import Number, perhaps_absent, point

MOST = 10**18
"""|sum| over a set; a greater one is reported, so that sums stay in 64 bits."""
MEMBERS = 10**9
COUNT = Type("count")


def joined(
    facts: Facts, parent: Scope, links: list[FactDef], node: Aggregate
) -> tuple[Scope, list[Scope], Scope] | None:
    """The scope of the innermost members, those of all loops from the outermost, and the owner of
    the set as seen from the members. None if a table is missing (the set is then unknown)."""
    tables = [facts.table(link.kind) for link in links]
    for given, link in zip(tables, links, strict=True):
        if given is None or given.column(link.id, "") is None:
            facts.missing[link.address] = None
            return None
    key = parent.table.key()
    table = tables[-1]
    if key is None or table is None:
        return None
    path = tuple(link.address for link in links)
    space = parent.grouped.get(path)
    if space is None:
        space = parent.grouped[path] = Scope(table)
        chain = _chain(facts, space, links)
        if chain is None:
            return None
        outer = chain[0]
        column = outer.table.column(links[0].id, "")
        assert column is not None
        outer.reads.add(column)
        parent.reads.add(key)
        match = brought_sql(outer.base(quoted(column)), outer, space)
        parent.add_join(space, match, quoted(key), grouped=True)
    chain = _chain(facts, space, links)
    owner = facts.linked(chain[0], links[0]) if chain else None
    if chain is None or owner is None:
        return None
    return space, chain, owner


def _chain(facts: Facts, space: Scope, links: list[FactDef]) -> list[Scope] | None:
    chain = [space]
    for link in reversed(links[1:]):
        found = facts.linked(chain[0], link)
        if found is None:
            return None
        chain.insert(0, found)
    return chain


def _grouped(space: Scope, aggregate: Sql, empty: str) -> Sql:
    """An aggregate over the members as a column of the scope that owns the set."""
    assert space.join is not None
    assert space.home is not None
    carried = space.join.carried
    column = carried.setdefault(aggregate.text, f"c{len(carried) + 1}")
    return space.home.base(Sql(f"COALESCE({space.join.alias}.{column}, {empty})", 0))


def gathered(node: Aggregate, space: Scope, include: Sql, element: Number | None) -> Number:
    """The aggregate as a value of the scope that owns the set."""
    include = space.keep(include)
    if element is None:
        return _counted(space, include)
    element = ranges.kept(space, element)
    for end in (element.low, element.high):
        if end.bottom is not None:
            raise NotInBulk("不能成批汇总商", "quotients of members cannot be aggregated in bulk")
    taken = space.keep(conjoin(include, negate(element.absent)))
    match node.function:
        case "sum":
            return _total(node, space, taken, element)
        case "mean":
            return _average(node, space, taken, element)
        case "count":
            return _counted(space, taken)
        case _:
            return _furthest(node, space, taken, element)


def _filtered(space: Scope, test: Sql) -> Sql:
    if test == TRUE:
        return _grouped(space, Sql("COUNT(*)", 0), "0")
    return _grouped(space, sql("COUNT(*) FILTER (WHERE {})", test), "0")


def summed(space: Scope, value: Sql) -> Sql:
    """The plain sum of a column over the members (never NULL)."""
    return _grouped(space, sql("SUM({})", value), "0")


def _counted(space: Scope, include: Sql) -> Number:
    low = Num(Whole(_filtered(space, include), 0, MEMBERS))
    if include == TRUE:
        return point(COUNT, low)
    high = Num(Whole(_filtered(space, sql("({} IS NOT FALSE)", include)), 0, MEMBERS))
    return Number(COUNT, low, high)


def _any(space: Scope, test: Sql) -> Sql:
    if test == FALSE:
        return FALSE
    return _grouped(space, sql("BOOL_OR({})", test), "FALSE")


def _unknown(space: Scope, taken: Sql, element: Number) -> Sql:
    """Is the value of a member that counts, or may count, unknown?"""
    possible = TRUE if taken == TRUE else sql("({} IS NOT FALSE)", taken)
    return _any(space, conjoin(possible, ranges.is_null(element)))


def _summed(space: Scope, taken: Sql, end: Num, doubtful: str) -> Whole:
    value = end.top.sql
    if taken != TRUE:
        extra = sql("({} IS NULL AND {} " + doubtful + " 0)", taken, value)
        value = case((disjoin(taken, extra), value), other=integer(0))
    total = _grouped(space, sql("SUM({})", value), "0")
    assert space.home is not None
    home = space.home
    fits = f"{{0}} BETWEEN -{MOST} AND {MOST}"
    home.faults[f"{space.table.kind.id} sum {len(home.faults) + 1}"] = sql(f"(NOT ({fits}))", total)
    kept = home.keep(sql(f"(CASE WHEN {fits} THEN CAST({{0}} AS BIGINT) END)", total))
    return Whole(kept, -MOST if end.top.low < 0 else 0, MOST)


def _total(node: Aggregate, space: Scope, taken: Sql, element: Number) -> Number:
    low = Num(_summed(space, taken, element.low, "<"), element.low.scale)
    high = low
    if taken != TRUE or element.ranged:
        high = Num(_summed(space, taken, element.high, ">"), element.high.scale)
    return _unless(space, _unknown(space, taken, element), Number(node.type, low, high))


def _unless(space: Scope, unknown: Sql, value: Number) -> Number:
    if unknown == FALSE:
        return value
    assert space.home is not None
    return ranges.kept(space.home, ranges.guard(negate(unknown), value))


def _doubtful(space: Scope, taken: Sql) -> Sql:
    return FALSE if taken == TRUE else _any(space, sql("({} IS NULL)", taken))


def _average(node: Aggregate, space: Scope, taken: Sql, element: Number) -> Number:
    assert space.home is not None
    number = Num(Whole(_filtered(space, taken), 0, MEMBERS))
    total = _total(node, space, taken, element)
    doubtful = _doubtful(space, taken)
    top = replace(total, high=total.low) if not element.ranged else total
    mean = ranges.over(space.home, node.type, top, point(COUNT, number))
    found = _unless(space, doubtful, mean)
    return _of_some(space, found, taken, element, sql("({} = 0)", number.top.sql))


def _of_some(space: Scope, value: Number, taken: Sql, element: Number, none: Sql) -> Number:
    """Absent without a member; perhaps absent where none is there for sure."""
    assert space.home is not None
    perhaps, doubt = perhaps_absent(element), none
    if perhaps != FALSE:
        doubt = negate(_any(space, conjoin(sql("({} IS TRUE)", taken), negate(perhaps))))
    absent = space.home.keep(conjoin(none, negate(_doubtful(space, taken))))
    return replace(value, absent=absent, doubt=doubt)


def _furthest(node: Aggregate, space: Scope, taken: Sql, element: Number) -> Number:
    assert space.home is not None
    function = "MIN" if node.function == "min" else "MAX"

    def end(num: Num) -> Num:
        value = num.top.sql if taken == TRUE else case((taken, num.top.sql))
        found = _grouped(space, sql(function + "({})", value), "NULL")
        return Num(Whole(found, num.top.low, num.top.high, num.top.wide), num.scale)

    low = end(element.low)
    high = end(element.high) if element.ranged else low
    doubtful = _doubtful(space, taken)
    number = _filtered(space, taken)
    unknown = disjoin(_unknown(space, taken, element), doubtful)
    found = _unless(space, unknown, Number(node.type, low, high))
    return _of_some(space, found, taken, element, sql("({} = 0)", number))


# --- windows of years and quarters -----------------------------------------------------------


def unrolled(scope: Scope, node: Aggregate, tests: list[Sql], values: list[Number]) -> Number:
    """The aggregate over a window, written out member by member."""
    tests = [scope.keep(t) for t in tests]
    if node.element is None:
        return _tally(scope, node.type, tests)
    values = [ranges.kept(scope, v) for v in values]
    taken = [scope.keep(conjoin(t, negate(v.absent))) for t, v in zip(tests, values, strict=True)]
    match node.function:
        case "count":
            return _tally(scope, node.type, taken)
        case "sum":
            return _sum_of(scope, node, taken, values)
        case "mean":
            return _mean_of(scope, node, taken, values)
        case _:
            return _least_of(scope, node, taken, values)


def _tally(scope: Scope, type: Type, tests: list[Sql]) -> Number:
    live = [t for t in tests if t not in {TRUE, FALSE}]
    sure = exact.count(tests.count(TRUE))
    low = high = sure
    for test in live:
        low = exact.whole_plus(low, Whole(_one(test), 0, 1))
        high = exact.whole_plus(high, Whole(_one(sql("({} IS NOT FALSE)", test)), 0, 1))
    if not live:
        return point(type, Num(low))
    return ranges.kept(scope, Number(type, Num(low), Num(high)))


def _one(test: Sql) -> Sql:
    return sql("(CASE WHEN {} THEN 1::BIGINT ELSE 0::BIGINT END)", test)


def _sum_of(scope: Scope, node: Aggregate, taken: list[Sql], values: list[Number]) -> Number:
    total = point(node.type, constant(0))
    for test, value in zip(taken, values, strict=True):
        total = ranges.plus(node.type, total, _taken(scope, node, test, value))
    return ranges.kept(scope, total)


def _taken(scope: Scope, node: Aggregate, test: Sql, value: Number) -> Number:
    """The member's part: all of it, nothing, or (not known whether it counts) either."""
    value = replace(value, absent=FALSE, doubt=FALSE)
    if test == TRUE:
        return value
    if not exact.known(value.low):
        value = replace(value, low=_null(), high=_null())
    out = negate(test) if node.where is not None else sql("({} IS FALSE)", test)
    low = _or_nothing(test, out, value.low, "<", ">=")
    if node.where is None and not value.ranged:
        return ranges.kept(scope, replace(value, low=low, high=low))
    high = _or_nothing(test, out, value.high, ">", "<=")
    return ranges.kept(scope, replace(value, low=low, high=high))


def _null() -> Num:
    return Num(Whole(Sql("CAST(NULL AS BIGINT)", 0), 0, 0))


def _or_nothing(test: Sql, out: Sql, end: Num, counts: str, skips: str) -> Num:
    end = exact.positive(end)
    top = end.top
    rows = [(test, top.sql), (out, integer(0))]
    rows.append((sql("({} " + counts + " 0)", top.sql), top.sql))
    rows.append((sql("({} " + skips + " 0)", top.sql), integer(0)))
    found = replace(end, top=Whole(case(*rows), min(top.low, 0), max(top.high, 0), top.wide))
    if end.bottom is None:
        return found
    bottom = case((out, integer(1)), other=end.bottom.sql)
    size = replace(end.bottom, sql=bottom, low=min(end.bottom.low, 1), high=max(end.bottom.high, 1))
    return replace(found, bottom=size)


def _open(taken: list[Sql]) -> Sql:
    return disjoin(*[sql("({} IS NULL)", t) for t in taken if t not in {TRUE, FALSE}])


def _mean_of(scope: Scope, node: Aggregate, taken: list[Sql], values: list[Number]) -> Number:
    total = _sum_of(scope, node, taken, values)
    number = _tally(scope, COUNT, taken)
    perhaps = _none_sure(taken, values)
    if number.fraction is not None:
        if number.fraction == 0:
            return point(node.type, exact.UNKNOWN, TRUE)
        return replace(ranges.over(scope, node.type, total, number), doubt=perhaps)
    number = replace(number, high=number.low)
    if not any(v.ranged for v in values):
        total = replace(total, high=total.low)
    undecided = _open(taken) if node.where is not None else FALSE
    mean = ranges.over(scope, node.type, total, number)
    if undecided != FALSE:
        mean = ranges.guard(negate(undecided), mean)
    none = conjoin(sql("({} = 0)", number.low.top.sql), negate(undecided))
    return replace(ranges.kept(scope, mean), absent=scope.keep(none), doubt=perhaps)


def _none_sure(taken: list[Sql], values: list[Number]) -> Sql:
    """Is none of them there for sure?"""
    sure = [sql("({} IS TRUE)", t) if t not in {TRUE, FALSE} else t for t in taken]
    there = [conjoin(t, negate(perhaps_absent(v))) for t, v in zip(sure, values, strict=True)]
    return negate(disjoin(*there))


def _least_of(scope: Scope, node: Aggregate, taken: list[Sql], values: list[Number]) -> Number:
    named = "min" if node.function == "min" else "max"
    parts = [
        replace(v, absent=scope.keep(sql("({} IS FALSE)", t)) if t != TRUE else FALSE)
        for t, v in zip(taken, values, strict=True)
        if t != FALSE
    ]
    found = ranges.least(scope, node.type, parts, named)
    undecided = _open(taken) if node.where is not None else FALSE
    if undecided != FALSE:
        found = ranges.kept(scope, ranges.guard(negate(undecided), found))
    return replace(found, doubt=_none_sure(taken, values))
