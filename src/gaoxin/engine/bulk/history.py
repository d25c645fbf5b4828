"""Earlier payments: one grouped sub-query over the table of payments."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import Clause, Per
from gaoxin.quantities import Duration, QuantityError, WorkCalendar, first_after, subtract

from . import spells
from .dates import first_day
from .exact import Num, Whole
from .expressions import Rules
from .scope import Scope
from .sql import FALSE, Sql, case, conjoin, day, sql, text
from .tables import Table, quoted
from .values import Plain, on

MOST = 10**17


@dataclass(frozen=True, slots=True)
class Payments:
    """The payments joined to a scope, and their columns."""

    scope: Scope
    clause: Sql
    on: Sql
    money: Sql

    def aggregate(self, function: str, value: Sql, test: Sql, empty: str) -> Sql:
        """An aggregate of the payments that pass the test, as a column of the scope joined to."""
        join, home = self.scope.join, self.scope.home
        assert join is not None
        assert home is not None
        call = sql(function + "({}) FILTER (WHERE {})", value, test)
        column = join.carried.setdefault(call.text, f"c{len(join.carried) + 1}")
        return home.base(Sql(f"COALESCE({join.alias}.{column}, {empty})", 0))


@dataclass(slots=True)
class History:
    """The table of payments (entity, clause, on, money in minor units); None: none were made."""

    table: Table | None = None
    joined: dict[int, Payments] = field(default_factory=dict)

    def _payments(self, scope: Scope) -> Payments | None:
        key = scope.table.key()
        if self.table is None or key is None:
            return None
        found = self.joined.get(id(scope))
        if found is None:
            paid = Scope(self.table)
            found = self.joined[id(scope)] = Payments(
                paid,
                paid.base(quoted("clause")),
                paid.base(sql("CAST({} AS DATE)", quoted("on"))),
                paid.base(sql("CAST({} AS BIGINT)", quoted("money"))),
            )
            scope.reads.add(key)
            scope.add_join(paid, paid.base(quoted("entity")), quoted(key), grouped=True)
        return found

    def already(self, rules: Rules, scope: Scope, clause: Clause, per: Per, when: date) -> Sql:
        """Was the clause paid inside the window? FALSE without a table."""
        paid = self._payments(scope)
        if paid is None:
            return FALSE
        addresses = sorted(rules.law(when).addresses(clause))
        counts = _counting(rules, paid, addresses, per, clause.document, when)
        last = paid.aggregate("MAX", paid.on, counts, "NULL")
        if per.how != "spell" or per.title is None:
            return sql("({} IS NOT NULL)", last)
        return self._since(rules, scope, per.title, when, last)

    def _since(
        self, rules: Rules, scope: Scope, title: tuple[str, str], when: date, last: Sql
    ) -> Sql:
        """Paid since the running spell began? Nothing paid, or no spell running: no."""
        fact = rules.library.vocabulary.find(*title)
        if not isinstance(fact, FactDef):
            return FALSE
        began = spells.call(rules.facts, scope, scope, fact, "since", [on(when)])
        assert isinstance(began, Plain)
        return case(
            (sql("({} IS NULL)", last), FALSE),
            (began.absent, FALSE),
            other=sql("({} >= {})", last, began.sql),
        )

    def total(
        self,
        rules: Rules,
        scope: Scope,
        addresses: list[str],
        per: Per | None,
        document: str,
        when: date,
    ) -> Num | None:
        """What was paid under the clauses inside the window, in minor units; None: nothing."""
        paid = self._payments(scope)
        if paid is None or per is None or not addresses:
            return None
        counts = _counting(rules, paid, addresses, per, document, when)
        found = paid.aggregate("SUM", paid.money, counts, "0")
        return Num(Whole(scope.keep(sql("CAST({} AS BIGINT)", found)), 0, MOST))


def _counting(
    rules: Rules, paid: Payments, addresses: list[str], per: Per, document: str, when: date
) -> Sql:
    """The payments under these clauses that count: up to the anchor and inside the window."""
    listed = [text(a) for a in addresses]
    tests = [
        sql("({} IN (" + ", ".join(["{}"] * len(listed)) + "))", paid.clause, *listed),
        sql("({} > 0)", paid.money),
        sql("({} <= {})", paid.on, day(when)),
    ]
    first, last = _window(rules, per, document, when)
    if first:
        tests.append(sql("({} >= {})", paid.on, day(first)))
    if last:
        tests.append(sql("({} <= {})", paid.on, day(last)))
    return conjoin(*tests)


def _window(rules: Rules, per: Per, document: str, when: date) -> tuple[date | None, date | None]:
    match per.how:
        case "year":
            return date(when.year, 1, 1), None
        case "duration" if per.duration is not None:
            return _first(per.duration, when, rules.calendar), None
        case "policy":
            found = rules.library.documents.get(document)
            return (found.front.start, found.front.end) if found else (None, None)
        case _:
            return None, None


def _first(length: Duration, when: date, calendar: WorkCalendar) -> date | None:
    """The first day of payment from which the term still runs on ``when``; None: from any day."""
    with suppress(QuantityError):  # a term longer than the calendar never ends
        near = subtract(when, length, calendar)
        return first_day(lambda d: first_after(d, length, calendar) > when, near)
    return None
