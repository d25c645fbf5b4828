"""Bands, slices, choices and judged numbers: which row applies, and what if that is not known."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import pairwise

from gaoxin.policy.form import And, Band, Compare, Constant, Entry, Node, Type, Variable
from gaoxin.policy.slices import Stretch, last_end, stretches
from gaoxin.quantities import Rounding

from . import exact, ranges
from .exact import Num, Whole, constant
from .refusal import NotInBulk
from .scope import Scope
from .sql import FALSE, TRUE, Sql, case, conjoin, disjoin, integer, negate, sql
from .values import UNKNOWN_VALUE, Number, Plain, Value, nothing, number, perhaps_absent, unsure


def kept(scope: Scope, value: Value) -> Value:
    if isinstance(value, Number):
        return ranges.kept(scope, value)
    return replace(
        value,
        sql=scope.keep(value.sql),
        absent=scope.keep(value.absent),
        doubt=scope.keep(value.doubt),
    )


def any_of(tests: list[Sql]) -> Sql:
    return disjoin(*tests)


def joined(scope: Scope, *absences: Sql) -> Sql:
    return scope.keep(disjoin(*absences))


def rounded(value: Number, rounding: Rounding) -> Number:
    low = exact.rounded(value.low, rounding)
    return replace(
        value, low=low, high=exact.rounded(value.high, rounding) if value.ranged else low
    )


# --- bands -----------------------------------------------------------------------------------


def banded(
    scope: Scope,
    entry: Entry,
    of: Value | None,
    tests: list[Sql],
    values: list[Value],
    points: bool,
) -> Value:
    """The first row that holds; where tests are unknown, what the rows that may apply agree on
    (for points: their range). Absent where no row holds."""
    tests = [scope.keep(t) for t in tests]
    closed = TRUE in tests
    covered = closed or (of is not None and of.absent == FALSE and _covers_all(entry.bands))
    type = entry.type
    alike = isinstance(of, Number) and not of.ranged and _edges_only(entry.bands)
    found: Value = (
        _points(scope, type, tests, [number(v) for v in values])
        if points
        else chosen(scope, type, tests, values, alike)
    )
    # A table by conditions may have no row at all; gaps of a table by a value are faults.
    missing = FALSE if closed else TRUE if of is None else perhaps_absent(of)
    if missing != FALSE:
        missing = conjoin(missing, negate(_settled(tests)))
        found = found if points and of is not None else _unless(scope, missing, found)
        found = replace(found, doubt=disjoin(found.doubt, missing))
    if covered:
        return found
    none = conjoin(*[sql("({} IS FALSE)", t) for t in tests])
    return replace(found, absent=joined(scope, found.absent, none))


def _settled(tests: list[Sql]) -> Sql:
    """Does a row hold, and none before it perhaps? Never NULL."""
    rows = [row for t in tests for row in ((t, TRUE), (sql("({} IS NULL)", t), FALSE))]
    return case(*rows, other=FALSE)


def _unless(scope: Scope, test: Sql, value: Value) -> Value:
    """The value, unknown where the test holds."""
    if isinstance(value, Number):
        return ranges.kept(scope, ranges.guard(negate(test), value))
    return replace(value, sql=scope.keep(case((negate(test), value.sql))))


def chosen(
    scope: Scope, type: Type, tests: list[Sql], values: list[Value], alike: bool = False
) -> Value:
    """The value of the first row that holds. If that is not known: the value all rows that may
    apply share, else unknown. ``alike``: the tests compare one number with constants, so that all
    are known or none is."""
    tests, values = _live(tests, values)
    values = [kept(scope, v) for v in values]
    absent, doubt = _absent_row(scope, tests, values), _doubt(scope, tests, values)
    if len(values) > 1:
        # What is absent has nothing in common with another row, whatever its column holds.
        values = [v if v.absent in {TRUE, FALSE} else _unless(scope, v.absent, v) for v in values]
    if all(isinstance(v, Number) or v.type.name == "any" for v in values):
        found = first_of(scope, type, tests, [number(v) for v in values], True, alike)
        if found.ranged:
            # Rows may agree in one end only: then neither is known.
            found = ranges.kept(scope, ranges.guard(negate(ranges.is_null(found)), found))
        return replace(found, absent=absent, doubt=doubt)
    plain = [v for v in values if isinstance(v, Plain)]
    if len(plain) != len(values):
        raise NotInBulk("各档的类型不同", "the rows have different types")
    return replace(_plain_rows(scope, type, tests, plain), absent=absent, doubt=doubt)


def _live(tests: list[Sql], values: list[Value]) -> tuple[list[Sql], list[Value]]:
    """The rows that may apply; one that cannot where there are none."""
    end = tests.index(TRUE) + 1 if TRUE in tests else len(tests)
    pairs = [(t, v) for t, v in zip(tests[:end], values[:end], strict=True) if t != FALSE]
    pairs = pairs or [(tests[0], values[0])]
    return [t for t, _ in pairs], [v for _, v in pairs]


def _doubt(scope: Scope, tests: list[Sql], values: list[Value]) -> Sql:
    """Unknown may mean absent, if a row that may apply is or may be absent."""
    perhaps = [unsure(v) for v in values]
    if all(p == FALSE for p in perhaps):
        return FALSE
    reached = reach(scope, tests)
    return disjoin(*[conjoin(r, p) for r, p in zip(reached, perhaps, strict=True)])


def _absent_row(scope: Scope, tests: list[Sql], values: list[Value]) -> Sql:
    """Absent for certain: all rows that may apply are absent."""
    absences = [v.absent for v in values]
    if all(a == FALSE for a in absences):
        return FALSE
    if all(a == TRUE for a in absences):
        return TRUE if TRUE in tests else scope.keep(reach_any(tests))
    reached = reach(scope, tests)
    some = disjoin(*reached)
    only = conjoin(*[disjoin(negate(r), a) for r, a in zip(reached, absences, strict=True)])
    return scope.keep(conjoin(some, only))


def reach_any(tests: list[Sql]) -> Sql:
    return disjoin(*[sql("({} IS NOT FALSE)", t) for t in tests])


def reach(scope: Scope, tests: list[Sql]) -> list[Sql]:
    """For each row, may it be the one that applies? Never NULL."""
    found, before = [], FALSE
    for test in tests:
        possible = TRUE if test == TRUE else sql("({} IS NOT FALSE)", test)
        found.append(scope.keep(conjoin(possible, negate(before))))
        if test != TRUE:
            before = scope.keep(disjoin(before, sql("({} IS TRUE)", test)))
    return found


def first_of(
    scope: Scope,
    type: Type,
    tests: list[Sql],
    values: list[Number],
    agree: bool = False,
    alike: bool = False,
) -> Number:
    """The value of the first row that holds, as two ends. With ``agree``, rows that may apply and
    are equal give their value; otherwise an unknown test gives unknown."""
    choose = _Choose(scope, tests, agree, alike)
    lows = ranges.aligned([v.low for v in values])
    ranged = any(v.ranged for v in values)
    highs = ranges.aligned([v.high for v in values]) if ranged else lows
    low = choose.number(lows)
    return Number(type, low, choose.number(highs) if ranged else low)


@dataclass(frozen=True, slots=True)
class _Choose:
    """CASE over rows. A test that is NULL must not fall through to the next row."""

    scope: Scope
    tests: list[Sql]
    agree: bool
    alike: bool

    def number(self, values: list[Num]) -> Num:
        bottoms = [v.bottom for v in values]
        same = all(b == bottoms[0] for b in bottoms)
        if self.agree and not same:
            with suppress(NotInBulk):  # terms too large to be multiplied are not seen to be equal
                return self._quotient(values)
        top = self.whole([v.top for v in values], self.agree and same)
        if all(b is None for b in bottoms):
            return Num(top, values[0].scale)
        bottom = self.whole([b or exact.count(1) for b in bottoms], False)
        return Num(top, values[0].scale, replace(bottom, low=max(bottom.low, 0)))

    def _quotient(self, values: list[Num]) -> Num:
        """Rows with terms of their own agree where they are equal, cross-multiplied."""
        values = [replace(v, bottom=v.bottom or exact.count(1)) for v in values]
        rows = list(zip(self.tests, values, strict=True))
        test, found = rows.pop()
        if test != TRUE:
            found = self._terms(found, lambda own, _: _unless_false(test, own))
        for test, value in reversed(rows):
            equal = exact.compare("==", value, found)
            agreed = partial(_agreed, test, equal)
            found = self._terms(value, agreed, found)
        return found

    def _terms(self, a: Num, join: Callable[[Sql, Sql], Sql], b: Num | None = None) -> Num:
        b = b or a
        top, bottom = (
            Whole(
                self.scope.keep(join(x.sql, y.sql)),
                min(x.low, y.low),
                max(x.high, y.high),
                x.wide or y.wide,
            )
            for x, y in ((a.top, b.top), (a.bottom or exact.count(1), b.bottom or exact.count(1)))
        )
        return Num(top, a.scale, bottom)

    def whole(self, values: list[Whole], agree: bool) -> Whole:
        low, high = min(v.low for v in values), max(v.high for v in values)
        wide = any(v.wide for v in values)
        options = [v.sql for v in values]
        if len(set(options)) == 1 and TRUE in self.tests:
            return values[0]
        return Whole(self.scope.keep(self.sql(options, agree)), low, high, wide)

    def sql(self, options: list[Sql], agree: bool) -> Sql:
        # Different constants never agree.
        meet = len(set(options)) < len(options) or any(o.level >= 0 for o in options)
        agree = agree and meet and len(options) > 1
        if self.alike:
            return self._alike(options, agree)
        return self._agreeing(options) if agree else self._strict(options)

    def _alike(self, options: list[Sql], agree: bool) -> Sql:
        """All tests known or none: what falls through all of them is unknown."""
        rows = list(zip(self.tests, options, strict=True))
        if rows[-1][0] == TRUE and len(rows) > 1:
            rows[-1] = (sql("({} IS NOT NULL)", self.tests[0]), options[-1])
        if agree:
            none = [] if TRUE in self.tests else [sql("({} IS NULL)", self.tests[0])]
            equal = [sql("({} = {})", options[0], o) for o in options[1:] if o != options[0]]
            rows.append((conjoin(*none, *equal), options[0]))
        return case(*rows)

    def _strict(self, options: list[Sql]) -> Sql:
        rows: list[tuple[Sql, Sql]] = []
        before: list[Sql] = []
        for test, option in zip(self.tests, options, strict=True):
            if test == TRUE:
                rows.append((conjoin(*[sql("({} IS NOT NULL)", t) for t in before]), option))
            else:
                rows.append((conjoin(*[negate(t) for t in before], test), option))
            before.append(test)
        return case(*rows)

    def _agreeing(self, options: list[Sql]) -> Sql:
        """From the last row up: this row's value if its test holds, the rest's if not, and where
        the test is unknown the value both share."""
        rest: Sql | None = None
        for test, option in reversed(list(zip(self.tests, options, strict=True))):
            if test == TRUE:
                rest = option
            elif rest is None:
                # The last row of an open table: if it may not apply, nothing else does.
                rest = _unless_false(test, option)
            else:
                # Used twice above: a column, or the text would double with every row.
                rest = self.scope.keep(rest)
                rest = _agreed(test, sql("({} = {})", option, rest), option, rest)
        assert rest is not None
        return rest


def _unless_false(test: Sql, option: Sql) -> Sql:
    return case((sql("({} IS NOT FALSE)", test), option))


def _agreed(test: Sql, equal: Sql, option: Sql, rest: Sql) -> Sql:
    """The row's value, the rest's where its test does not hold, what both share where it may."""
    return sql(
        "(CASE WHEN {0} THEN {1} WHEN NOT {0} THEN {2} WHEN {3} THEN {1} END)",
        test,
        option,
        rest,
        equal,
    )


def _plain_rows(scope: Scope, type: Type, tests: list[Sql], values: list[Plain]) -> Plain:
    found = _Choose(scope, tests, True, False).sql([v.sql for v in values], True)
    return Plain(type, scope.keep(found))


# --- points ----------------------------------------------------------------------------------


def _points(scope: Scope, type: Type, tests: list[Sql], values: list[Number]) -> Number:
    """The least and the greatest of the rows that may apply."""
    tests, live = _live(tests, list(values))
    values = [number(v) for v in live]
    if any(v.absent != FALSE for v in values):
        found = chosen(scope, type, tests, list(values))
        assert isinstance(found, Number)
        return found
    reached = reach(scope, tests)
    lows = ranges.aligned([ranges.kept(scope, v).low for v in values])
    highs = ranges.aligned([ranges.kept(scope, v).high for v in values])
    return Number(
        type, _extreme(scope, reached, lows, "LEAST"), _extreme(scope, reached, highs, "GREATEST")
    )


def _extreme(scope: Scope, reached: list[Sql], values: list[Num], function: str) -> Num:
    if any(v.bottom is not None for v in values):
        raise NotInBulk("分值须为整数或小数", "points must not be quotients in bulk")
    parts = [case((r, v.top.sql)) for r, v in zip(reached, values, strict=True)]
    found = parts[0]
    if len(parts) > 1:
        # LEAST and GREATEST skip NULL: right for rows not reached, wrong for unknown values.
        found = sql(f"{function}(" + ", ".join(["{}"] * len(parts)) + ")", *parts)
    unknown = [
        conjoin(r, nothing(v)) for r, v in zip(reached, values, strict=True) if nothing(v) != FALSE
    ]
    if unknown:
        found = case((negate(disjoin(*unknown)), found))
    low, high = min(v.top.low for v in values), max(v.top.high for v in values)
    return Num(
        Whole(scope.keep(found), low, high, any(v.top.wide for v in values)), values[0].scale
    )


# --- does a table leave a gap? ---------------------------------------------------------------


def _edges_only(bands: tuple[Band, ...]) -> bool:
    """Does every row compare x with constants?"""
    return all(b.test is None or _edges(b.test, []) for b in bands)


def _covers_all(bands: tuple[Band, ...]) -> bool:
    """Do the rows' intervals of x cover every number? (Tests of another form: not proved.)"""
    edges: list[Fraction] = []
    tests = [b.test for b in bands]
    if not all(t is not None and _edges(t, edges) for t in tests):
        return False
    marks = sorted(set(edges))
    between = [(a + b) / 2 for a, b in pairwise(marks)]
    tried = [marks[0] - 1, *marks, *between, marks[-1] + 1]
    return all(any(_holds(t, x) for t in tests if t is not None) for x in tried)


def _edges(test: Node, found: list[Fraction]) -> bool:
    if isinstance(test, And):
        return all(_edges(part, found) for part in test.parts)
    if not isinstance(test, Compare):
        return False
    sides = (test.left, test.right)
    if not any(isinstance(s, Variable) and s.name == "x" for s in sides):
        return False
    fixed = [s.value for s in sides if isinstance(s, Constant) and isinstance(s.value, Fraction)]
    found.extend(fixed)
    return len(fixed) == 1


def _holds(test: Node, x: Fraction) -> bool:
    if isinstance(test, And):
        return all(_holds(part, x) for part in test.parts)
    assert isinstance(test, Compare)
    a, b = (x if isinstance(s, Variable) else _limit(s) for s in (test.left, test.right))
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}[test.op]


def _limit(side: Node) -> Fraction:
    """The number ``_edges`` found on the other side of ``x``."""
    assert isinstance(side, Constant)
    assert isinstance(side.value, Fraction)
    return side.value


# --- slices ----------------------------------------------------------------------------------


def sliced(scope: Scope, entry: Entry, x: Number, rates: list[Number]) -> Number:
    """Each part of ``x`` by its own rate, summed; absent beyond the last slice."""
    extents = stretches(entry)
    if extents is None:
        return number(UNKNOWN_VALUE)
    if any(r.ranged or r.absent != FALSE for r in rates):
        raise NotInBulk("分段的比率不能是区间", "the rates of slices must be plain numbers")
    parts = [(s, rate.low) for row, rate in zip(extents, rates, strict=True) for s in row]
    low = _slices(scope, parts, x.low)
    high = _slices(scope, parts, x.high) if x.ranged else low
    if x.ranged and any((r.fraction or Fraction(-1)) < 0 for r in rates):
        raise NotInBulk("区间的分段比率须不为负", "rates of slices over a range must not fall")
    top, absent = last_end(extents), x.absent
    if top is not None:
        beyond = sql("(({}) IS TRUE)", exact.compare(">", x.low, constant(top)))
        absent = joined(scope, x.absent, beyond)
    return Number(entry.type, low, high, absent, x.doubt)


def _slices(scope: Scope, parts: list[tuple[Stretch, Num]], x: Num) -> Num:
    found = constant(0)
    for stretch, rate in parts:
        found = exact.plus(found, _charged(scope, _part(scope, stretch, x), rate))
    return found


def _charged(scope: Scope, part: Num, rate: Num) -> Num:
    """The part by its rate; of no part nothing, whatever the rate."""
    found = exact.times(part, rate)
    if rate.constant:
        return found
    none = sql("({} = 0)", part.top.sql)
    top = replace(found.top, sql=scope.keep(case((none, integer(0)), other=found.top.sql)))
    if found.bottom is None:
        return replace(found, top=top)
    below = case((none, integer(1)), other=found.bottom.sql)
    bottom = Whole(
        scope.keep(below), min(1, found.bottom.low), found.bottom.high, found.bottom.wide
    )
    return replace(found, top=top, bottom=bottom)


def _part(scope: Scope, stretch: Stretch, x: Num) -> Num:
    """How much of x lies in the stretch: CASE instead of LEAST and GREATEST, which skip NULL."""
    start, stop = stretch
    inside = exact.minus(x, constant(start))
    rows = []
    top = inside.top.high
    if stop is not None:
        size = constant((stop - start) * inside.scale)
        if inside.bottom is not None or size.scale != 1:
            raise NotInBulk("按商分段", "slices of a quotient")
        rows.append((exact.compare(">", x, constant(stop)), size.top.sql))
        top = max(0, size.top.low)
    rows.append((exact.compare(">", x, constant(start)), inside.top.sql))
    rows.append((exact.compare("<=", x, constant(start)), integer(0)))
    return replace(inside, top=Whole(scope.keep(case(*rows)), 0, max(top, 0), inside.top.wide))


# --- judged numbers --------------------------------------------------------------------------


def judged(scope: Scope, address: str, value: Number, given: Num) -> Number:
    """The judged number in place of the range. Outside the range it is reported, not used."""
    value = ranges.kept(scope, value)
    asked = sql("({} IS NOT NULL)", given.top.sql)
    fits = conjoin(exact.compare(">=", given, value.low), exact.compare("<=", given, value.high))
    fits = scope.keep(fits)
    label = f"J1 {address}"
    scope.faults[label] = sql("({} AND {} IS FALSE)", asked, fits)
    low, own = ranges.aligned([value.low, given])
    high, _ = ranges.aligned([value.high, given])
    found = []
    for end in (low, high):
        text = case((sql("({} IS NULL)", given.top.sql), end.top.sql), (fits, own.top.sql))
        top = Whole(scope.keep(text), end.top.low, end.top.high, end.top.wide or own.top.wide)
        found.append(replace(end, top=top))
    return replace(value, low=found[0], high=found[1])
