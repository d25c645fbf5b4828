"""Titles held from-to and events on dates: one column for each call, from lists or ready made."""

from dataclasses import replace
from datetime import date

from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import Type

from .exact import Num, Whole
from .facts import Facts
from .places import brought_sql, no_link
from .scope import Scope
from .sql import FALSE, NO_DATE, NO_FLAG, NO_NUMBER, TRUE, Sql, case, conjoin, disjoin, negate, sql
from .tables import EACH, NTH
from .values import Plain, Value, flag, perhaps_absent, point

RUNS = f"{EACH}.start <= {{1}} AND ({EACH}.end IS NULL OR {EACH}.end >= {{1}})"
COUNT, DATE = Type("count"), Type("date")


def state(facts: Facts, owner: Scope, space: Scope, fact: FactDef, when: Plain) -> Value:
    """Does a spell run on that day (did the event happen on it)?"""
    lost = disjoin(when.absent, no_link(owner, space))
    doubt = TRUE if fact.optional else when.doubt
    found = facts.history(owner, fact, "@" + _key([when]))
    if found is None:
        return Plain(Type("flag"), NO_FLAG, lost, doubt)
    how, column = found[0], brought_sql(found[1], owner, space)
    if how in {"call", "flag"}:
        return flag(_lasting(column, when), lost, doubt)
    if fact.time == "event":
        return flag(sql("list_contains({}, {})", column, when.sql), lost, doubt)
    # bool_or over an empty list is NULL: nothing runs. A missing list or day stays unknown.
    runs = sql(
        "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN"
        f" COALESCE(list_bool_or(list_transform({{0}}, lambda {EACH}: {RUNS})), FALSE) END",
        column,
        when.sql,
    )
    held = brought_sql(facts.held(owner, fact), owner, space)
    if held != FALSE:
        runs = case((conjoin(held, _given([when])), TRUE), other=runs)
    return flag(space.keep(runs), lost, doubt)


def _lasting(column: Sql, when: Plain) -> Sql:
    return case((_given([when]), column))


def _given(days: list[Plain]) -> Sql:
    """Are the days known?"""
    return conjoin(
        *[sql("({} IS NOT NULL)", d.sql) for d in days if not isinstance(d.constant, date)]
    )


def _key(days: list[Plain]) -> str:
    return "..".join(str(d.constant) if isinstance(d.constant, date) else "?" for d in days)


def call(
    facts: Facts, owner: Scope, space: Scope, fact: FactDef, function: str, days: list[Plain]
) -> Value:
    """``nth``, ``since``, ``nth_year`` of the spell running on a day; ``times`` between two. Where
    the first three are unknown there may be no such spell."""
    value = _call(facts, owner, space, fact, function, days)
    perhaps = function != "times" or fact.optional
    return replace(value, doubt=TRUE if perhaps else disjoin(*map(perhaps_absent, days)))


def _call(
    facts: Facts, owner: Scope, space: Scope, fact: FactDef, function: str, days: list[Plain]
) -> Value:
    absent = disjoin(*[d.absent for d in days], no_link(owner, space))
    found = facts.history(owner, fact, f"{function}@{_key(days)}")
    if found is None:
        return _typed(function, NO_DATE if function == "since" else NO_NUMBER, absent)
    how, column = found[0], brought_sql(found[1], owner, space)
    if how == "call":
        return _ready(owner, space, fact, function, days, column)
    if how == "flag":
        return _from_flag(function, column, _given(days), absent)
    if function == "times":
        return _typed(function, _times(fact, column, days), absent)
    running = space.keep(
        sql(f"list_filter({{0}}, lambda {EACH}: {RUNS})", space.keep(column), days[0].sql)
    )
    missing = conjoin(_given(days), sql("(COALESCE(len({}), 1) = 0)", running))
    absent = disjoin(absent, space.keep(missing))
    return _running(space, function, column, running, days[0], absent)


def _ready(
    owner: Scope, space: Scope, fact: FactDef, function: str, days: list[Plain], column: Sql
) -> Value:
    """A column made beforehand; ``…?`` beside it says that no spell runs."""
    absent: Sql = disjoin(*[d.absent for d in days])
    for own in (fact.id, fact.zh, fact.en):
        marker = f"{function}({own})@{_key(days)}?"
        if marker in owner.table.columns:
            owner.reads.add(marker)
            flagged = owner.base(sql('COALESCE(s."' + marker + '", FALSE)', Sql("", 0)))
            absent = disjoin(absent, brought_sql(flagged, owner, space))
    if function == "since":
        return Plain(DATE, sql("CAST({} AS DATE)", column), absent)
    return _typed(function, sql("CAST({} AS BIGINT)", column), absent)


def _typed(function: str, value: Sql, absent: Sql) -> Value:
    if function == "since":
        return Plain(DATE, value, absent)
    top = Whole(value, 0, 10**6)
    if value == NO_NUMBER:
        top = replace(top, high=0)
    return point(COUNT, Num(top), absent)


def _from_flag(function: str, held: Sql, given: Sql, absent: Sql) -> Value:
    """Only "held or not" is known: never held counts as no spell at all."""
    if function == "times":
        return _typed(function, case((conjoin(given, negate(held)), Sql("0::BIGINT"))), absent)
    empty = NO_DATE if function == "since" else Sql("CAST(NULL AS BIGINT)", 0)
    never = conjoin(given, sql("({} IS FALSE)", held))
    return _typed(function, empty, disjoin(absent, never))


def _times(fact: FactDef, column: Sql, days: list[Plain]) -> Sql:
    first, last = days
    began = f"{EACH}.start" if fact.time == "spell" else EACH
    template = (
        "CASE WHEN {1} IS NOT NULL AND {2} IS NOT NULL THEN"
        f" len(list_filter({{0}}, lambda {EACH}: {began} BETWEEN {{1}} AND {{2}})) END"
    )
    return sql(template, column, first.sql, last.sql)


def _running(
    space: Scope, function: str, column: Sql, running: Sql, when: Plain, absent: Sql
) -> Value:
    """Of the spell running on the day, the later begun if two run."""
    if function == "nth":
        # Spells are counted up to and including the last running one.
        running_at = f"lambda {EACH}, {NTH}: CASE WHEN {RUNS} THEN {NTH} END"
        place = sql(
            f"list_max(list_transform({{0}}, {running_at}))",
            sql("list_sort({})", column),
            when.sql,
        )
        return _typed(function, space.keep(sql("CAST({} AS BIGINT)", place)), space.keep(absent))
    began = sql(f"list_max(list_transform({{}}, lambda {EACH}: {EACH}.start))", running)
    if function == "since":
        return Plain(DATE, space.keep(began), space.keep(absent))
    year = sql("(year({}) - year({}) + 1)", when.sql, space.keep(began))
    return _typed(function, space.keep(year), space.keep(absent))
