"""Facts as columns: the right column for a period, its absence, links and sets as joins."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from gaoxin.facts.columns import ABSENT_MARK, HELD_MARK, UNKNOWN_MARK
from gaoxin.facts.vocabulary import FactDef, Kind, SetDef, Vocabulary
from gaoxin.policy.form import Type
from gaoxin.quantities import Period

from .exact import Num, Whole
from .ranges import aligned
from .refusal import NotInBulk
from .scope import Scope
from .sql import FALSE, TRUE, Sql, case, conjoin, disjoin, negate, sql
from .tables import (
    EACH,
    EARLIEST,
    LATEST,
    Table,
    bounds,
    number_reading,
    period_key,
    plain_reading,
    quoted,
    span,
    whole_day,
)
from .values import Number, Plain, Value, point

NUMERIC = {"money", "rate", "count", "number", "points", "year"}
PLAIN = {
    "flag": "BOOLEAN",
    "date": "DATE",
    "code": "VARCHAR",
    "text": "VARCHAR",
    "month": "VARCHAR",
    "entity": "VARCHAR",
}
When = Period | date | int | None


@dataclass(slots=True)
class Facts:
    """The tables given, by kind, and how to read them. ``guarded``: check every value against its
    range, declared or usual; otherwise only against declared ranges."""

    vocabulary: Vocabulary
    tables: Mapping[str, Table]
    guarded: bool = False
    missing: dict[str, None] = field(default_factory=dict)

    def definition(self, kind: str, fact: str) -> FactDef:
        found = self.vocabulary.find(kind, fact)
        if not isinstance(found, FactDef):
            raise NotInBulk(f"没有事实“{fact}”", f'no fact "{fact}"', "N1")
        return found

    def set_definition(self, kind: str, name: str) -> SetDef:
        found = self.vocabulary.find(kind, name)
        if not isinstance(found, SetDef):
            raise NotInBulk(f"没有集合“{name}”", f'no set "{name}"', "N1")
        return found

    def table(self, kind: str) -> Table | None:
        return self.tables.get(kind)

    # --- values ------------------------------------------------------------------------------

    def value(self, scope: Scope, fact: FactDef, period: When) -> Value:
        """The fact for a period: a column, unknown if there is none, absent outside its life."""
        place = (fact.id, period)
        found: Value | None = scope.facts.get(place)
        if found is None:
            found = scope.facts[place] = self._value(scope, fact, period)
        return found

    def _value(self, scope: Scope, fact: FactDef, period: When) -> Value:
        outside, doubt = self._life(scope, fact, period)
        columns = self._columns(scope, fact, period_key(period))
        if fact.optional:
            doubt = TRUE
        if not columns:
            return self._not_given(fact, outside, doubt)
        found = self._from(scope, fact, columns[0], doubt)
        for column in columns[1:]:
            stated = self._marked(scope, columns[0], UNKNOWN_MARK)
            found = _else(scope, found, stated, self._from(scope, fact, column, doubt))
        return replace(found, absent=disjoin(outside, found.absent))

    def _from(self, scope: Scope, fact: FactDef, column: str, doubt: Sql) -> Value:
        absent = self._marked(scope, column)
        if fact.type in NUMERIC:
            number = self._number(scope, fact, column)
            return Number(_type(fact), number, number, absent, doubt)
        return Plain(_type(fact), self._plain(scope, fact, column), absent, doubt)

    def _columns(self, scope: Scope, fact: FactDef, key: str) -> list[str]:
        """The column of the period and, for rows of which it says nothing, the one without."""
        found = [scope.table.column(fact.id, k) for k in dict.fromkeys((key, ""))]
        columns = list(dict.fromkeys(c for c in found if c is not None))
        if not columns:
            self.missing[f"{fact.kind}.{fact.id}" + (f"@{key}" if key else "")] = None
        scope.reads.update(columns)
        return columns

    def _column(self, scope: Scope, fact: FactDef) -> str | None:
        return next(iter(self._columns(scope, fact, "")), None)

    def _not_given(self, fact: FactDef, absent: Sql, doubt: Sql) -> Value:
        if fact.type in NUMERIC:
            from .exact import UNKNOWN

            return point(_type(fact), UNKNOWN, absent, doubt)
        empty = Sql(f"CAST(NULL AS {PLAIN.get(fact.type, 'VARCHAR[]')})")
        return Plain(_type(fact), empty, absent, doubt)

    def _marked(self, scope: Scope, column: str, mark: str = ABSENT_MARK) -> Sql:
        marker = column + mark
        if marker not in scope.table.columns:
            return FALSE
        scope.reads.add(marker)
        return scope.base(sql("COALESCE(CAST({} AS BOOLEAN), FALSE)", quoted(marker)))

    def _number(self, scope: Scope, fact: FactDef, column: str) -> Num:
        reading = number_reading(column, scope.table.columns[column], fact.type)
        low, high, declared = bounds(fact, reading.scale)
        raw = sql(reading.template, quoted(column))
        if declared or self.guarded:
            raw = sql(f"CASE WHEN {{0}} BETWEEN {low} AND {high} THEN {{0}} END", raw)
        value = scope.base(raw)
        self._check(scope, column, value, reading.may_fail or declared)
        return Num(Whole(value, low, high), reading.scale)

    def _plain(self, scope: Scope, fact: FactDef, column: str) -> Sql:
        if fact.type == "texts":
            return scope.base(quoted(column))
        reading = plain_reading(column, scope.table.columns[column], PLAIN[fact.type])
        value = scope.base(sql(reading.template, quoted(column)))
        if reading.may_fail:
            self._check(scope, column, value)
        elif fact.type == "code":
            scope.refuse(column)
        return value

    def _check(self, scope: Scope, column: str, value: Sql, always: bool = True) -> None:
        """A value that is there and came out as NULL is broken: the row is reported. What only
        the guarded query checks has its bit in both, so that either plan decodes the faults."""
        test = FALSE
        if always or self.guarded:
            test = sql("({} IS NULL AND {} IS NOT NULL)", value, scope.base(quoted(column)))
        checks = scope.faults if always else scope.guards
        checks[f"{scope.table.kind.id}.{column}"] = test

    def _life(self, scope: Scope, fact: FactDef, period: When) -> tuple[Sql, Sql]:
        """Is the period wholly before birth or after the end? And where birth is not known, may
        an unknown value be one that never existed?"""
        if period is None or fact.time in {"spell", "event"}:
            return FALSE, FALSE
        kind = scope.table.kind
        first, last = span(period)
        tests, doubt = [], TRUE if kind.find(kind.born) else FALSE
        if (born := self._limit(scope, kind, kind.born)) is not None:
            tests.append(sql(f"(({{}} > DATE '{last}') IS TRUE)", born))
            doubt = sql("({} IS NULL)", born)
        if (ended := self._limit(scope, kind, kind.ended)) is not None:
            tests.append(sql(f"(({{}} < DATE '{first}') IS TRUE)", ended))
        return scope.keep(disjoin(*tests)), doubt

    def _limit(self, scope: Scope, kind: Kind, name: str) -> Sql | None:
        fact = kind.find(name) if name else None
        if not isinstance(fact, FactDef):
            return None
        column = scope.table.column(fact.id, "")
        if column is None:
            return None
        scope.reads.add(column)
        return self._plain(scope, fact, column)

    # --- judged numbers, spells and events ---------------------------------------------------

    def judged(self, scope: Scope, document: str, name: str, type: Type) -> Num | None:
        """The column of a number a judge decided, if the table has one."""
        table = scope.table
        names = [f"{document}#{name}"]
        if table.kind.find(name) is None:
            names.append(name)
        column = next((c for c in names if c in table.columns), None)
        if column is None:
            return None
        scope.reads.add(column)
        reading = number_reading(column, table.columns[column], type.name)
        value = scope.base(sql(reading.template, quoted(column)))
        if reading.may_fail:
            self._check(scope, column, value)
        limit = 10**16 if type.name == "money" else 10**12
        return Num(Whole(value, -limit, limit), reading.scale)

    def history(self, scope: Scope, fact: FactDef, call: str) -> tuple[str, Sql] | None:
        """The column behind a call: ("list", spells or dates), ("flag", held or not) or
        ("call", the answer itself, from a column named ``nth(fact)@2026-06-01``)."""
        names = [n for n in (fact.id, fact.zh, fact.en) if n]
        function, _, key = call.partition("@")
        for own in names:
            column = f"{function}({own})@{key}" if function else f"{own}@{key}"
            if column in scope.table.columns:
                scope.reads.add(column)
                return "call", scope.base(quoted(column))
        column = self._column(scope, fact) or ""
        if not column:
            return None
        shape = scope.table.columns[column]
        if shape == "BOOLEAN":
            return "flag", scope.base(quoted(column))
        if not shape.endswith("[]"):
            raise NotInBulk(
                f"列“{column}”应为起止或日期的列表，而不是{shape}",
                f'column "{column}" must be a list of spells or dates, not {shape}',
                "T7",
            )
        marked = self._marked(scope, column)
        value = quoted(column)
        if marked != FALSE:
            value = sql("CASE WHEN {} THEN [] ELSE {} END", quoted(f"{column}?"), value)
        value = scope.base(sql(_sound_dates(shape, fact), value))
        self._check(scope, column, value)
        return "list", value

    def held(self, scope: Scope, fact: FactDef) -> Sql:
        """Where a state is held and it is not known since when: TRUE on every day."""
        for own in (fact.id, fact.zh, fact.en):
            if own and (column := own + HELD_MARK) in scope.table.columns:
                scope.reads.add(column)
                return scope.base(sql("COALESCE(CAST({} AS BOOLEAN), FALSE)", quoted(column)))
        return FALSE

    # --- links and sets ----------------------------------------------------------------------

    def linked(self, scope: Scope, fact: FactDef) -> Scope | None:
        """The scope of the entity a link leads to, joined one to one; None if no table is given."""
        known = scope.linked.get(fact.id)
        if known is not None:
            return known
        table = self.table(fact.target)
        column = self._column(scope, fact)
        if table is None or column is None:
            return None
        key = table.key()
        if key is None:
            return None
        target = Scope(table)
        target.reads.add(key)
        scope.add_join(target, target.base(quoted(key)), quoted(column))
        target.absent_link = self._marked(scope, column)
        scope.linked[fact.id] = target
        return target


def _sound_dates(shape: str, fact: FactDef) -> str:
    """Spells or events as days; NULL where one has no beginning, a time of day, a year beyond the
    calendar, or ends before it begins."""
    timed = "TIMESTAMP" in shape
    each, start, end = EACH, f"{EACH}.start", f"{EACH}.end"
    if fact.time == "event":
        test, made = _sound_day(each, timed), f"CAST({each} AS DATE)"
    else:
        ends = f"({end} IS NULL OR ({_sound_day(end, timed)} AND {start} <= {end}))"
        test = f"({_sound_day(start, timed)} AND {ends})"
        made = f"{{{{'start': CAST({start} AS DATE), 'end': CAST({end} AS DATE)}}}}"
    tests = f"list_transform({{0}}, lambda {each}: COALESCE({test}, FALSE))"
    value = f"list_transform({{0}}, lambda {each}: {made})" if timed else "{0}"
    return f"CASE WHEN COALESCE(list_bool_and({tests}), TRUE) THEN {value} END"


def _sound_day(moment: str, timed: bool) -> str:
    return whole_day(moment) if timed else f"({moment} BETWEEN {EARLIEST} AND {LATEST})"


def _else(scope: Scope, first: Value, stated: Sql, second: Value) -> Value:
    """The first value; where it is neither given nor marked as absent or (``stated``) as unknown,
    the second."""
    silent = scope.keep(conjoin(negate(disjoin(first.absent, stated)), _is_empty(first)))
    absent = disjoin(first.absent, conjoin(silent, second.absent))
    if isinstance(first, Number) and isinstance(second, Number):
        a, b = aligned([first.low, second.low])
        text = case((silent, b.top.sql), other=a.top.sql)
        low, high = min(a.top.low, b.top.low), max(a.top.high, b.top.high)
        top = Whole(scope.keep(text), low, high, a.top.wide or b.top.wide)
        return point(first.type, Num(top, a.scale), absent, first.doubt)
    assert isinstance(first, Plain)
    assert isinstance(second, Plain)
    text = case((silent, second.sql), other=first.sql)
    return replace(first, sql=scope.keep(text), absent=absent)


def _is_empty(value: Value) -> Sql:
    held = value.sql if isinstance(value, Plain) else value.low.top.sql
    return sql("({} IS NULL)", held)


def _type(fact: FactDef) -> Type:
    return Type(fact.type, fact.unit, fact.target)
