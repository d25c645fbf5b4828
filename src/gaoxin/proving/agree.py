"""Do the interpreter and the bulk executor agree, to the fen, the boundary and the unknown?

Every example case of every document is asked of both, and for every clause and stacking rows made
by directed search (``probing``): on, one step under and one step over the edges, with unknowns and
things that are not there. Verdict, amount and the answer of every condition must be equal.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from random import Random
from typing import Any

import pyarrow as pa

from gaoxin.engine.bulk import Plan, compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.engine.values import Absent, Span, Unknown, Value
from gaoxin.facts.entities import Entity
from gaoxin.facts.tabulated import Tabulated, tabulated
from gaoxin.policy.form import Case, Clause, Document, Example
from gaoxin.policy.library import Library
from gaoxin.proving.given import Given, Unreadable
from gaoxin.proving.probe import Probe, made, payments, registered
from gaoxin.proving.probing import Coverage, Search
from gaoxin.proving.tabling import grouped, held, told
from gaoxin.quantities import Lang

_BATCH = 500
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What the two say differently of one row, and the facts recorded in it."""

    what: str
    facts: tuple[str, ...]


@dataclass(slots=True)
class Agreement:
    """Of one clause, stacking or define on one day.

    ``reported``: rows both executors report as broken; ``left_out``: rows whose values no column
    can hold; ``refused``: why bulk does not answer at all ("" if it does)."""

    address: str
    on: date
    rows: int = 0
    coverage: Coverage = field(default_factory=Coverage)
    reported: int = 0
    left_out: int = 0
    refused: str = ""
    disagreements: list[Disagreement] = field(default_factory=list)
    count: int = 0
    """Rows that disagree (only the smallest are kept)."""

    def note(self, what: str, entity: Entity) -> None:
        self.count += 1
        self.disagreements.append(Disagreement(what, tuple(told(entity))))
        self.disagreements.sort(key=lambda d: len(d.facts))
        del self.disagreements[_SHOWN:]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Something to ask on a day, and the example entities to start from."""

    document: Document
    name: str
    what: str
    kind: str
    on: date
    seeds: tuple[Entity, ...]
    effort: Fraction = Fraction(0)
    """Of the search: 1 in full, 0 none (the examples as they stand)."""

    @property
    def address(self) -> str:
        return f"{self.document.id}#{self.name}"


class Agreeing:
    """Compares the executors over a library, clause by clause."""

    def __init__(self, library: Library, each: int, seed: int, lang: Lang = "en") -> None:
        self.library = library
        self.engine = Engine(library)
        self.each = each
        self.seed = seed
        self.lang = lang

    def all(self, documents: Sequence[str] = ()) -> Iterator[Agreement]:
        """Every define with examples, clause and stacking of the documents (none named: all)."""
        for document in self.library.documents.values():
            if not documents or document.id in documents:
                yield from self._document(document)

    def _document(self, document: Document) -> Iterator[Agreement]:
        asked = _questions(self.library, document)
        seeds: dict[str, tuple[Entity, ...]] = {}
        for one in asked:
            seeds[one.kind] = seeds.get(one.kind, ()) + one.seeds
        rows: list[Entity] = []
        decided: Counter[tuple[str, str]] = Counter()
        for one in sorted(asked, key=lambda a: a.what == "stacking"):
            yield self._asked(one, seeds[one.kind], rows, decided)
        for one in asked:
            # What the days searched so far seldom decide, another day's text may decide.
            if _searchable(one) and one.effort < 1 and self._lacks(one.name, decided):
                yield self._asked(replace(one, effort=Fraction(1)), seeds[one.kind], rows, decided)

    def _lacks(self, name: str, decided: Counter[tuple[str, str]]) -> bool:
        return any(n < self.each for (clause, _), n in decided.items() if clause == name)

    def _asked(
        self,
        one: _Asked,
        others: tuple[Entity, ...],
        rows: list[Entity],
        decided: Counter[tuple[str, str]],
    ) -> Agreement:
        """Compared, its share of ``rows`` and of what each condition ``decided`` added."""
        random = Random(f"{self.seed} {one.address} {one.on}")
        found = Agreement(one.address, one.on)
        entities = [made(self.library.vocabulary, Probe(e)) for e in one.seeds]
        if one.effort:
            entities = self._searched(one, found, others, random)
            rows += random.sample(entities, min(3 * self.each, len(entities)))
        elif one.what == "stacking":
            entities += [e for e in self._stacked(one, rows, random) if e.kind == one.kind]
        for path in found.coverage.asked:
            decided[one.name, path] += found.coverage.decisive[path]
        for entity in entities:
            registered(self.library, entity, one.on, random)
        self._compare(one, entities, found)
        return found

    def _searched(
        self, one: _Asked, found: Agreement, others: tuple[Entity, ...], random: Random
    ) -> list[Entity]:
        clause = self.library.documents[one.document.id].clause(one.name, one.on)
        assert clause is not None
        seeds = one.seeds or tuple(random.sample(others, min(5, len(others))))
        each = ceil(self.each * one.effort)
        search = Search(self.engine, clause, one.on, seeds, each, random)
        search.run()
        found.coverage = search.coverage
        return search.rows

    def _stacked(self, one: _Asked, rows: list[Entity], random: Random) -> Iterator[Entity]:
        """Rows of the members, as they are and with earlier payments."""
        stacking = one.document.stackings[one.name]
        for entity in rows:
            copy = made(self.library.vocabulary, Probe(entity))
            copy.paid = tuple(payments(stacking.over, one.on, random))
            yield copy

    # --- comparing -------------------------------------------------------------------------------

    def _compare(self, one: _Asked, entities: list[Entity], found: Agreement) -> None:
        for group in grouped(entities):
            for start in range(0, len(group), _BATCH):
                self._batch(one, group[start : start + _BATCH], found)

    def _batch(self, one: _Asked, entities: list[Entity], found: Agreement) -> None:
        usable = [e for e in entities if held(self.library.vocabulary, e)]
        found.left_out += len(entities) - len(usable)
        if not usable:
            return
        tables = tabulated(self.library.vocabulary, usable)
        plan = self._plan(one, tables)
        if plan.refused:
            found.refused = plan.refused[0].text(self.lang)
            return
        answers = plan.run(tables.source, paid=tables.paid, children=tables.children)
        assert isinstance(answers, pa.Table)
        for entity, row in zip(usable, answers.to_pylist(), strict=True):
            found.rows += 1
            self._row(one, plan, entity, row, found)

    def _plan(self, one: _Asked, tables: Tabulated) -> Plan:
        # A stacking is reckoned from what its members show, as tables are matched: not in ranges.
        ranged = one.what != "stacking"
        plan = compile_clauses(
            self.library,
            [one.address],
            one.on,
            {one.kind: {}},
            kind=one.kind,
            ranged=ranged,
            local=one.what != "define",
        )
        return plan.fitted(tables.source, paid=tables.paid, children=tables.children)

    def _row(
        self, one: _Asked, plan: Plan, entity: Entity, row: dict[str, Any], found: Agreement
    ) -> None:
        check = {"clause": self._clause, "stacking": self._stacking, "define": self._define}
        if row["faults"]:
            found.reported += 1
            if one.what == "clause" and not self._broken(one, entity):
                checks = ", ".join(plan.decode_faults(row["faults"]))
                found.note(
                    self._say("只有成批执行报告这一行：", "only bulk reports the row: ") + checks,
                    entity,
                )
            return
        elsewhere = one.what != "define" and not self.engine.reaches(
            one.document.id, entity, one.on
        )
        checked = self._elsewhere if elsewhere else check[one.what]
        wrong = list(checked(one, plan, entity, row))
        if wrong:
            found.note("; ".join(wrong), entity)

    def _say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def _differ(self, bulk: Any, interpreter: Any, what: str = "") -> str:
        lead = what and what + self._say("：", ": ")
        return lead + self._say(
            f"成批 {bulk}，逐一 {interpreter}", f"bulk {bulk}, interpreter {interpreter}"
        )

    def _broken(self, one: _Asked, entity: Entity) -> bool:
        return bool(self.engine.answer(one.document.id, one.name, entity, one.on).broken)

    def _clause(
        self, one: _Asked, plan: Plan, entity: Entity, row: dict[str, Any]
    ) -> Iterator[str]:
        answer = self.engine.answer(one.document.id, one.name, entity, one.on)
        if answer.broken:
            yield self._say("只有逐一执行报告这一行", "only the interpreter reports the row")
            return
        if one.address in plan.not_in_force or answer.verdict == "not_in_force":
            if (one.address in plan.not_in_force) is not (answer.verdict == "not_in_force"):
                yield self._differ(
                    one.address not in plan.not_in_force,
                    answer.verdict,
                    self._say("施行", "in force"),
                )
            return
        if row[f"{one.name}.answer"] is not answer.eligible:
            yield self._differ(row[f"{one.name}.answer"], answer.verdict)
        words = plan.decode(one.address, row)
        by_path = {w.path: w.word for w in words}
        for leaf in (part for c in answer.conditions for part in c.leaves()):
            word = {True: "yes", False: "no", None: "unknown"}[leaf.truth]
            if by_path.get(leaf.path) != word:
                yield self._differ(by_path.get(leaf.path), word, leaf.path)
        if answer.money is not None:
            low = row[f"{one.name}.money"]
            money = low, row.get(f"{one.name}.money_high", low)
            if money != _ends(answer.due):
                yield self._differ(money, _ends(answer.due), self._say("金额", "money"))

    def _elsewhere(
        self, one: _Asked, plan: Plan, entity: Entity, row: dict[str, Any]
    ) -> Iterator[str]:
        """Of a row the document does not reach: no, and nothing due."""
        for output in plan.outputs:
            said = row[output.name]
            if output.part == "answer" and said is not False:
                yield self._differ(said, False)
            if output.part.startswith(("money", "total", "paid")) and said != 0:
                yield self._differ(said, 0, output.name)

    def _stacking(
        self, one: _Asked, plan: Plan, entity: Entity, row: dict[str, Any]
    ) -> Iterator[str]:
        settled = self.engine.stack(one.document.id, one.name, entity, one.on)
        if f"{one.name}.total" not in row:
            if settled.verdict != "not_in_force":
                yield self._say("只有逐一执行算出合计", "only the interpreter settles")
            return
        total = row[f"{one.name}.total"], row[f"{one.name}.total_high"]
        if total != _ends(settled.total):
            yield self._differ(total, _ends(settled.total), self._say("合计", "total"))
        columns = {o.part: o.name for o in plan.outputs}
        for address, money in settled.paid.items():
            low = columns.get(f"paid {address}")
            if low is None:
                yield address + self._say("：成批执行没有", ": not in bulk")
                continue
            paid = row[low], row[columns[f"paid_high {address}"]]
            if paid != _ends(money):
                yield self._differ(paid, _ends(money), address)

    def _define(
        self, one: _Asked, plan: Plan, entity: Entity, row: dict[str, Any]
    ) -> Iterator[str]:
        value = self.engine.value(one.document.id, one.name, entity, one.on)
        if one.address in plan.not_in_force:
            if not isinstance(value, Absent):
                yield self._differ(self._say("未施行", "not in force"), value)
            return
        absent = bool(row.get(f"{one.name}?"))
        if absent or isinstance(value, Absent):
            if absent is not isinstance(value, Absent):
                yield self._differ("absent" if absent else "there", value)
            return
        bulk = tuple(_number(row, f"{one.name}{end}") for end in ("", ".high"))
        if f"{one.name}.high" not in row:
            bulk = bulk[0], bulk[0]
        if bulk != _ends(value):
            yield self._differ(bulk, _ends(value))


def _number(row: dict[str, Any], column: str) -> Any:
    value, bottom = row.get(column), row.get(f"{column}/", 1)
    if value is None or bottom is None:
        return None
    numeric = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Fraction(value) / Fraction(bottom) if numeric else value


def _ends(value: Value) -> tuple[Any, Any]:
    if isinstance(value, Span):
        return value.low, value.high
    if value is None or isinstance(value, Unknown):
        return None, None
    return value, value


# --- what is asked -----------------------------------------------------------------------------


def _questions(library: Library, document: Document) -> list[_Asked]:
    """Clauses, stackings and defines of a document on the days of their examples; clauses and
    stackings without any on a day when they are in force."""
    found: list[_Asked] = []
    cases: dict[tuple[str, str, date], list[tuple[Document, Case]]] = {}
    for home in library.documents.values():
        for example in home.examples:
            if example.tests.partition("#")[0] == document.id:
                _gather(cases, home, example)
    for (name, what, on), items in sorted(cases.items()):
        kind = _kind(document, name, what)
        if kind and (what != "clause" or document.clause(name, on)):
            seeds = tuple(
                e for _, case in items if (e := _entity(library, document, kind, on, case))
            )
            found.append(_Asked(document, name, what, kind, on, seeds))
    tested = {(a.name, a.what) for a in found if document.in_force(a.on)}
    for name, versions in document.clauses.items():
        for clause in versions:
            if clause.varies is None and (name, "clause") not in tested:
                on = _day(document, clause)
                found.append(_Asked(document, name, "clause", clause.kind, on, ()))
    return _with_effort(found)


def _searchable(one: _Asked) -> bool:
    return one.what == "clause" and one.document.in_force(one.on)


def _with_effort(asked: list[_Asked]) -> list[_Asked]:
    """Of many days of a clause, the one with most examples is searched in full, two others (the
    first and the last) in part; on the rest the examples are compared as they stand."""
    days: dict[str, list[_Asked]] = {}
    for one in asked:
        if _searchable(one):
            days.setdefault(one.name, []).append(one)
    effort: dict[tuple[str, date], Fraction] = {}
    for name, ones in days.items():
        most = max(ones, key=lambda a: len(a.seeds))
        effort |= {(name, one.on): Fraction(1, 10) for one in (ones[0], ones[-1])}
        effort[name, most.on] = Fraction(1)
    return [
        replace(
            a, effort=effort.get((a.name, a.on), Fraction(0)) if a.what == "clause" else a.effort
        )
        for a in asked
    ]


def _gather(
    cases: dict[tuple[str, str, date], list[tuple[Document, Case]]],
    home: Document,
    example: Example,
) -> None:
    if example.what in {"clause", "stacking", "define"}:
        name = example.tests.partition("#")[2]
        for case in example.cases:
            if case.on is not None:
                cases.setdefault((name, example.what, case.on), []).append((home, case))


def _kind(document: Document, name: str, what: str) -> str:
    if what == "clause":
        return document.clauses[name][0].kind
    if what == "stacking":
        return document.stackings[name].kind
    return document.defines[name].entries[0].kind


def _entity(library: Library, document: Document, kind: str, on: date, case: Case) -> Entity | None:
    try:
        return Given(library, document.id, on, lambda n: _address(document, n)).entity(
            kind, case.given
        )
    except Unreadable:
        return None


def _address(document: Document, name: str) -> str:
    alias, dot, rest = name.partition(".")
    if dot and alias in document.front.uses:
        return f"{document.front.uses[alias][0]}#{rest}"
    return f"{document.id}#{name}"


def _day(document: Document, clause: Clause) -> date:
    """A middling day on which both the document and the clause hold."""
    front, meta = document.front, clause.meta
    first = max(d for d in (front.start, meta.start, date(2008, 6, 30)) if d)
    last = min(d for d in (front.end, meta.end, date(2026, 6, 30)) if d)
    return max(first, min(last, date(last.year, 6, 30))) if first <= last else first
