"""Proving runs: events of an example taken one after the other in a zone of its own.

A run states where cases stand, what is left in accounts, what was recorded, when clocks are due,
how many cases were opened, and which events are refused and why. Whatever it states, every entry
is asserted to balance.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gaoxin.facts.entities import UNKNOWN
from gaoxin.facts.vocabulary import FactDef
from gaoxin.instruments.books import LedgerBooks
from gaoxin.instruments.start import empty_zone
from gaoxin.policy import keywords
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Case, Document, Example
from gaoxin.policy.library import Library
from gaoxin.policy.proof import Proved, disagreement
from gaoxin.procedure.guards import SHOWN, Request
from gaoxin.procedure.obligations import clock_obligations
from gaoxin.procedure.prove import differs as course_differs
from gaoxin.procedure.taking import take
from gaoxin.procedure.zone import Barred, CaseKey, Link, Said, Thing, Zone
from gaoxin.proving.given import Unreadable, period_key, read_literal, read_value
from gaoxin.quantities import QuantityError, parse_date

RUNS = frozenset({"procedure", "posting"})


def prove_runs(library: Library, documents: tuple[str, ...] = ()) -> Iterator[Proved]:
    """Every run in the examples of ``documents`` (none named: all)."""
    empty = empty_zone(library)
    for document in library.documents.values():
        if documents and document.id not in documents:
            continue
        for example in document.examples:
            if example.what in RUNS:
                for case in filter(lambda c: c.runs, example.cases):
                    yield Proved(example, case, tuple(_Run(empty, document, case).differences()))


def differs(library: Library, example: Example, case: Case) -> bool:
    """Does a case of a procedure or posting, a run or not, give something else than it says?"""
    if not case.runs:
        return course_differs(library, example, case)
    home = library.documents[example.tests.partition("#")[0]]
    return bool(_Run(empty_zone(library), home, case).differences())


@dataclass(slots=True)
class _Run:
    zone: Zone
    document: Document
    case: Case
    faults: list[Fault] = field(default_factory=list)
    last: date = date.min

    def differences(self) -> list[Fault]:
        try:
            self._start()
            for event in self.case.events:
                self._event(event)
            self._results()
        except (Unreadable, QuantityError) as error:
            zh, en = _words(error)
            self._say(zh, en)
        self._balanced()
        return self.faults

    def _say(self, zh: str, en: str) -> None:
        self.faults.append(disagreement(self.case, zh, en))

    # --- what is given ---------------------------------------------------------------------------

    def _start(self) -> None:
        given = dict(self.case.given)
        people = given.pop("people", {})
        conflicts = given.pop("conflicts", [])
        first = min((self._day(e) for e in self.case.events), default=date.min)
        things: dict[str, Mapping[str, Any]] = {}
        for name, facts in given.items():
            number = int(facts.get("repeat", 1))
            things |= {f"{name}{n or ''}": facts for n in _numbered(number)}
        for name, facts in things.items():
            self.zone = self.zone.having(Thing(self._kind(name, facts), name, name=name))
        for name, facts in things.items():
            for fact, value in facts.items():
                if fact not in {"kind", "repeat"}:
                    self._fact(name, fact, value, first)
        self._people(people, conflicts)

    def _kind(self, name: str, facts: Mapping[str, Any]) -> str:
        word = keywords.value(str(facts.get("kind", "")))
        kind = self.zone.library.vocabulary.kind(word)
        if kind is None:
            raise Unreadable(f"“{name}”没有登记过的种类“{word}”", f"{name}: no kind '{word}'")
        return kind.id

    def _people(self, people: Mapping[str, Any], conflicts: list[Any]) -> None:
        held = {p: frozenset(w if isinstance(w, list) else [w]) for p, w in people.items()}
        near = frozenset(frozenset(pair) for pair in conflicts)
        self.zone = Zone(
            self.zone.library,
            self.zone.calendar,
            self.zone.judge,
            self.zone.books,
            self.zone.things,
            self.zone.lives,
            held,
            near,
        )

    def _fact(self, name: str, word: str, value: Any, on: date) -> None:
        kind = self.zone.things[name].kind
        fact = self.zone.library.vocabulary.find(kind, word)
        if not isinstance(fact, FactDef):
            raise Unreadable(f"“{word}”不是{kind}的事实", f"'{word}' is no fact of {kind}")
        if isinstance(value, dict):
            for period, part in value.items():
                self._said(name, fact, period_key(period, on), part)
        else:
            self._said(name, fact, "", value)

    def _said(self, name: str, fact: FactDef, period: str, value: Any) -> None:
        read = self._read(fact, value)
        if read is not UNKNOWN:
            self.zone = self.zone.knowing(name, fact.id, period, Said(read, "example"))

    def _read(self, fact: FactDef, value: Any) -> Any:
        """A value as a statement holds it: links by name, an unknown neighbour made on the way."""
        if fact.type == "entity":
            if value not in self.zone.things:
                kind = fact.target or "person"
                self.zone = self.zone.having(Thing(kind, value, name=value))
            return Link(value)
        if (fact.kind, fact.id) == ("case", "this_clause"):
            return self._clause(value)
        return read_value(fact, value)

    def _clause(self, word: str) -> str:
        alias, dot, name = word.partition(".")
        uses = self.document.front.uses
        home = uses[alias][0] if dot and alias in uses else self.document.id
        return f"{home}#{name if dot else word}"

    # --- events ----------------------------------------------------------------------------------

    def _day(self, event: Mapping[str, Any]) -> date:
        return parse_date(event["on"]).first

    def _event(self, event: Mapping[str, Any]) -> None:
        on = self._day(event)
        self.last = max(self.last, on)
        name, step = event["case"], event.get("step", "")
        if name not in self.zone.things:
            raise Unreadable(f"没有“{name}”这个办件", f"there is no case '{name}'")
        if not step:
            for fact, value in event.get("records", {}).items():
                self._fact(name, fact, value, on)
            return
        case = self._case(name, step)
        found = Barred("unknown_step") if case is None else self._taken(case, event, on)
        expected = event.get("barred", "")
        got = _named(found) if isinstance(found, Barred) else ""
        if isinstance(found, Zone):
            self.zone = found
        if got != expected:
            self._say(
                f"{on}“{name}”的“{step}”应{(expected and '被拒：' + expected) or '办成'}，"
                f"得到{(got and '被拒：' + str(found)) or '办成'}",
                f"'{step}' of {name} on {on} should be {expected or 'taken'}, is"
                f" {(got and str(found)) or 'taken'}",
            )

    def _taken(self, case: CaseKey, event: Mapping[str, Any], on: date) -> Zone | Barred:
        without = event.get("without", [])
        unmet = {keywords.value(w) for w in (without if isinstance(without, list) else [without])}
        procedure = self.zone.procedure(case.procedure)
        step = procedure.steps.get(event["step"]) if procedure else None
        targets = {r.name: r.target for r in step.records} if step else {}
        records: dict[str, Any] = {}
        for name, value in event.get("records", {}).items():
            target = targets.get(name)
            kind, word = (
                (target.kind, target.fact) if target else (procedure and procedure.kind, name)
            )
            fact = self.zone.library.vocabulary.find(kind or "", word)
            records[name] = self._read(fact, value) if isinstance(fact, FactDef) else value
        return take(
            self.zone,
            Request(
                case,
                event["step"],
                on,
                event.get("actor", ""),
                records,
                SHOWN - unmet,
                event.get("reason", ""),
            ),
        )

    def _case(self, name: str, step: str) -> CaseKey | None:
        """The case of an entity that has the step; one that runs before one that may begin."""
        running = [key for key in self.zone.lives if key.entity == name]
        kind = self.zone.things[name].kind
        may = [
            CaseKey(name, p.address)
            for d in (self.document, *self.zone.library.documents.values())
            for p in d.procedures.values()
            if p.kind == kind
        ]
        for key in (*running, *may):
            procedure = self.zone.procedure(key.procedure)
            if procedure is not None and step in procedure.steps:
                return key
        return None

    # --- what must follow ------------------------------------------------------------------------

    def _results(self) -> None:
        then = self.case.then
        for name, state in then.get("stands", {}).items():
            self._compare(f"{name} 处于", f"{name} stands", state, self._stands(name))
        for name, sum_ in then.get("balance", {}).items():
            self._balance(name, sum_)
        for name, facts in then.get("recorded", {}).items():
            self._recorded(name, facts)
        for name, day in then.get("due", {}).items():
            self._compare(f"{name} 到期", f"{name} due", day, self._due(name))
        for name, number in then.get("opened", {}).items():
            self._compare(f"{name} 已开", f"{name} opened", number, str(self._opened(name)))

    def _compare(self, zh: str, en: str, expected: str, found: str) -> None:
        if expected != found:
            self._say(f"{zh}应为{expected}，得到{found}", f"{en}: {expected} wanted, {found} found")

    def _key(self, name: str) -> CaseKey | None:
        entity, _, procedure = name.partition("#")
        for key in self.zone.lives:
            if key.entity == entity and procedure in {"", key.procedure.partition("#")[2]}:
                return key
        return None

    def _stands(self, name: str) -> str:
        key = self._key(name)
        return self.zone.course(key).state if key else "—"

    def _due(self, name: str) -> str:
        entity, _, clock = name.rpartition("/")
        key = self._key(entity)
        found = (
            clock_obligations(self.zone.course(key), self.last, self.zone.calendar) if key else []
        )
        return next((o.due.isoformat() for o in reversed(found) if o.name == clock), "—")

    def _opened(self, name: str) -> int:
        return sum(
            key.procedure.partition("#")[2] == name and life.opener is not None
            for key, life in self.zone.lives.items()
        )

    def _recorded(self, name: str, facts: Mapping[str, Any]) -> None:
        thing = self.zone.things[name]
        for word, value in facts.items():
            fact = self.zone.library.vocabulary.find(thing.kind, word)
            if not isinstance(fact, FactDef):
                raise Unreadable(f"“{word}”不是{thing.kind}的事实", f"'{word}' is no fact")
            wanted, found = self._read(fact, value), thing.value(fact.id)
            if wanted != found and not (wanted is UNKNOWN and found is None):
                self._say(f"{name}的{word}应为{value}，得到{found}", f"{name}: {word} is {found}")

    def _balance(self, name: str, expected: str) -> None:
        account, *values = name.split("/")
        found, unit = self._left(account, frozenset(_joined(values, self.zone.things)))
        wanted = read_literal(expected)
        if wanted != found:
            shown = f"{found / 100:.2f}" if found is not None else "—"
            self._say(
                f"{name}余额应为{expected}，得到{shown}{unit}",
                f"the balance of {name} should be {expected}, is {shown}",
            )

    def _left(self, account: str, values: frozenset[str]) -> tuple[int | None, str]:
        assert isinstance(self.zone.books, LedgerBooks)
        for ledger in self.zone.books.ledgers.values():
            known = ledger.book.accounts.get(account)
            if known is not None and ledger.book.id.partition("#")[0] == self.document.id:
                heads = ledger.heads.items()
                sums = [
                    leg.balance
                    for kept, leg in heads
                    if kept.account == account and values <= set(kept.values)
                ]
                return sum(sums), "元" if known.unit == "CNY" else known.unit
        return None, ""

    def _balanced(self) -> None:
        assert isinstance(self.zone.books, LedgerBooks)
        for ledger in self.zone.books.ledgers.values():
            for entry in ledger.entries:
                if sum(leg.debit - leg.credit for leg in entry.legs):
                    self._say(f"分录{entry.number}不平", f"entry {entry.number} does not balance")


def _numbered(number: int) -> Iterator[int]:
    """One is called by its name, several by name and number."""
    yield from range(1, number + 1) if number > 1 else (0,)


def _joined(values: list[str], things: Mapping[str, Thing]) -> Iterator[str]:
    """Values of dimensions from a text split at strokes; ids of cases have strokes themselves."""
    while values:
        for length in range(len(values), 0, -1):
            name = "/".join(values[:length])
            if length == 1 or name in things:
                yield name
                values = values[length:]
                break


def _named(barred: Barred) -> str:
    """The reason as an example writes it: with the name where several could be meant."""
    if barred.why in {"when", "unknown", "form", "explain", "overdraft"}:
        return str(barred)
    return barred.why


def _words(error: Unreadable | QuantityError) -> tuple[str, str]:
    if isinstance(error, Unreadable):
        return error.zh, error.en
    return error.reason("zh"), error.reason("en")
