"""Entities on and around the numbers of a document, and what the two executors say of them."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pyarrow as pa

from gaoxin.engine.bulk import Plan, compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.engine.values import Span, Unknown, Value
from gaoxin.facts.arrow import KEY
from gaoxin.facts.entities import ABSENT, UNKNOWN, Entity, Payment, Recorded, Spell
from gaoxin.facts.tabulated import tabulated
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import Cited, Constant, Document, Node, walk
from gaoxin.policy.library import Library
from gaoxin.quantities import Period

TYPES = {
    "money": "BIGINT",
    "count": "BIGINT",
    "year": "BIGINT",
    "rate": "DECIMAL(38,10)",
    "number": "DECIMAL(38,10)",
    "points": "DECIMAL(38,10)",
    "date": "DATE",
    "flag": "BOOLEAN",
    "texts": "VARCHAR[]",
}


@dataclass(slots=True)
class Asked:
    """What is asked of one kind in one document on one day, and the facts it rests on."""

    document: Document
    kind: str
    on: date
    clauses: list[str] = field(default_factory=list)
    stackings: list[str] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        return [f"{self.document.id}#{name}" for name in self.clauses + self.stackings]


def questions(library: Library) -> Iterator[Asked]:
    """Every clause and stacking of every document, on a day when it is in force."""
    for document in library.documents.values():
        found: dict[tuple[str, date], Asked] = {}
        for name, versions in document.clauses.items():
            for clause in versions:
                if clause.varies is None:
                    on = _day(document, clause.meta.start, clause.meta.end)
                    asked = found.setdefault((clause.kind, on), Asked(document, clause.kind, on))
                    asked.clauses.append(name)
        for name, stacking in document.stackings.items():
            on = _day(document, stacking.meta.start, stacking.meta.end)
            asked = found.setdefault((stacking.kind, on), Asked(document, stacking.kind, on))
            asked.stackings.append(name)
        yield from found.values()


def _day(document: Document, start: date | None, end: date | None) -> date:
    """A middling day on which both the document and the entry hold."""
    first = max(d for d in (document.front.start, start, date(2008, 6, 30)) if d)
    last = min(d for d in (document.front.end, end, date(2026, 6, 30)) if d)
    return max(first, min(last, date(last.year, 6, 30))) if first <= last else first


def schema(library: Library, asked: Asked) -> dict[str, dict[str, str]]:
    """All the columns the question can read, found by asking with ever more of them."""
    found: dict[str, dict[str, str]] = {asked.kind: {KEY: "VARCHAR"}}
    found |= {k: {KEY: "VARCHAR"} for k in library.vocabulary.kinds if k != asked.kind}
    for _ in range(6):
        plan = compile_clauses(library, asked.addresses, asked.on, found, kind=asked.kind)
        new = [m for m in plan.missing if _add(library, found, m)]
        if not new:
            break
    return found


def _add(library: Library, found: dict[str, dict[str, str]], missing: str) -> bool:
    kind, _, column = missing.partition(".")
    fact = library.vocabulary.find(kind, column.partition("@")[0])
    assert isinstance(fact, FactDef)
    type = TYPES.get(fact.type, "VARCHAR")
    if fact.time in {"spell", "event"}:
        type = 'STRUCT("start" DATE, "end" DATE)[]' if fact.time == "spell" else "DATE[]"
        column = fact.id
    before = len(found[kind])
    found[kind][column] = type
    register = library.vocabulary.kinds[kind]
    for life in (register.born, register.ended):
        if life and (fact := library.vocabulary.find(kind, life)) and isinstance(fact, FactDef):
            found[kind][fact.id] = "DATE"
    return len(found[kind]) > before


# --- entities on and around the thresholds -----------------------------------------------


class World:
    """Makes entities whose figures lie on and around the numbers of a document."""

    def __init__(
        self, library: Library, asked: Asked, columns: Mapping[str, Mapping[str, str]], seed: int
    ) -> None:
        self.library, self.asked, self.columns = library, asked, columns
        self.random = random.Random(seed)
        self.numbers, self.codes = _literals(asked.document)
        self.scale = 1

    def entity(self, kind: str, depth: int = 0) -> Entity:
        made = Entity(kind)
        self.scale = self.random.choice([10**4, 10**6, 10**8, 10**10])
        for column in self.columns.get(kind, {}):
            fact = self.library.vocabulary.find(kind, column.partition("@")[0])
            if column != KEY and isinstance(fact, FactDef):
                value = self.value(fact, depth)
                if value is not None:
                    made.record(fact.id, column.partition("@")[2], Recorded(value))
        self.members(made, depth)
        if depth == 0:
            made.paid = tuple(self.payments())
        return made

    def members(self, owner: Entity, depth: int) -> None:
        for name, definition in self.library.vocabulary.kinds[owner.kind].sets.items():
            if definition.via in self.columns.get(definition.member, {}):
                count = self.random.choice([0, 1, 2, 3]) if depth < 2 else 0
                members = [self.entity(definition.member, depth + 1) for _ in range(count)]
                for member in members:
                    member.facts.pop((definition.via, ""), None)
                    member.record(definition.via, "", Recorded(owner))
                owner.sets[name] = tuple(members)

    def value(self, fact: FactDef, depth: int) -> Any:
        roll = self.random.random()
        if roll < 0.08:
            return UNKNOWN
        if roll < 0.11 and fact.type != "entity":
            return ABSENT
        if fact.time == "spell":
            return self.spells()
        if fact.time == "event":
            return tuple(sorted(self.near() for _ in range(self.random.choice([0, 0, 1, 2, 3]))))
        match fact.type:
            case "flag":
                return self.random.random() < 0.6
            case "date":
                return self.near()
            case "year":
                return self.asked.on.year - self.random.choice([0, 1, 1, 2, 3, 5])
            case "month":
                return Period.month(self.asked.on.year, self.random.randint(1, 12))
            case "code" | "text":
                return self.random.choice(self.codes or ["x"])
            case "texts":
                return tuple(self.random.sample(self.codes, min(2, len(self.codes))))
            case "entity":
                return self.entity(fact.target, depth + 1) if depth < 2 else UNKNOWN
        return self.within(fact, self.number(fact))

    def within(self, fact: FactDef, number: Fraction) -> Fraction:
        """Inside the declared range: values outside it are reported, not answered."""
        low = fact.low if fact.low is not None else -(10**15)
        high = fact.high if fact.high is not None else 10**15
        return Fraction(min(max(number, low), high))

    def number(self, fact: FactDef) -> Fraction:
        pick = self.random.random()
        if fact.type == "money":
            limits = [n for n in self.numbers if n >= 10_000] or [Fraction(10**8)]
            rates = [n for n in self.numbers if 0 < n < 10] or [Fraction(1, 2)]
            if pick < 0.4:
                return Fraction(int(self.random.choice(limits)) + self.random.choice([-1, 0, 0, 1]))
            if pick < 0.9:
                # Amounts of one entity stand in the proportions the text names.
                share = self.random.choice([Fraction(1), *rates]) * self.scale
                return Fraction(int(share) + self.random.choice([-1, 0, 0, 0, 1]))
            return Fraction(self.random.choice([0, -self.scale, 1, 3 * self.scale]))
        small = [n for n in self.numbers if 0 <= n <= 100_000] or [Fraction(10)]
        base = self.random.choice([*small, Fraction(0), Fraction(100)])
        step = Fraction(1, 100) if fact.type == "rate" else Fraction(1)
        found = base + step * self.random.choice([-1, 0, 0, 0, 1])
        whole = fact.type == "count"
        return Fraction(int(found)) if whole else Fraction(round(found * 10**6), 10**6)

    def near(self) -> date:
        year = self.random.choice([0, 0, 0, 1, 1, 2, 3, 5, 10])
        day = self.random.choice([-1, 0, 0, 1, 30, 200])
        on = self.asked.on
        return date(on.year - year, on.month, min(on.day, 28)) - timedelta(days=day - 2)

    def spells(self) -> tuple[Spell, ...]:
        found: list[Spell] = []
        for _ in range(self.random.choice([0, 1, 1, 2, 3])):
            start = self.near()
            end = None if self.random.random() < 0.4 else start + timedelta(days=365 * 3)
            found.append(Spell(start, end))
        return tuple(sorted(found, key=lambda s: (s.start, s.end or date.max)))

    def payments(self) -> Iterator[Payment]:
        for address in self.asked.addresses:
            if self.random.random() < 0.15:
                yield Payment(address, self.near(), self.random.choice([1, 10_000, 10**7]))


def _literals(document: Document) -> tuple[list[Fraction], list[str]]:
    """The numbers and codes written in a document."""
    numbers: set[Fraction] = set()
    codes: set[str] = set()
    for cited in _cited(document):
        for node in walk(cited):
            if isinstance(node, Constant):
                if isinstance(node.value, Fraction):
                    numbers.add(node.value)
                elif isinstance(node.value, str):
                    codes.add(node.value)
    for define in document.defines.values():
        for entry in define.entries:
            codes |= set(entry.codes or ())
    return sorted(numbers), sorted(codes) or ["x", "y"]


def _cited(found: Any) -> Iterator[Node]:
    if isinstance(found, Cited):
        yield found.node
    elif isinstance(found, Document):
        yield from _cited([*found.clauses.values(), *found.defines.values()])
        yield from _cited(list(found.stackings.values()))
    elif isinstance(found, list | tuple):
        for item in found:
            yield from _cited(item)
    elif hasattr(found, "__dataclass_fields__") and not isinstance(found, Node):
        for name in found.__dataclass_fields__:
            yield from _cited(getattr(found, name))


# --- comparing --------------------------------------------------------------------------------


def ends(value: Value) -> tuple[Any, Any]:
    if isinstance(value, Span):
        return value.low, value.high
    if value is None or isinstance(value, Unknown):
        return None, None
    return value, value


def differences(library: Library, asked: Asked, seed: int, rows: int) -> list[str]:
    columns = schema(library, asked)
    world = World(library, asked, columns, seed)
    entities = [world.entity(asked.kind) for _ in range(rows)]
    tables = tabulated(library.vocabulary, entities)
    plan = compile_clauses(
        library, asked.addresses, asked.on, {asked.kind: {}}, kind=asked.kind, ranged=True
    ).fitted(tables.source, paid=tables.paid, children=tables.children)
    found = plan.run(tables.source, paid=tables.paid, children=tables.children)
    assert isinstance(found, pa.Table)
    assert found.num_rows == rows
    engine = Engine(library)
    told: list[str] = []
    for entity, answers in zip(entities, found.to_pylist(), strict=True):
        if answers["faults"]:
            told.append(f"reported: {plan.decode_faults(answers['faults'])}")
            continue
        told += told_clauses(engine, asked, plan, entity, answers)
        told += told_stackings(engine, asked, plan, entity, answers)
    return told


def told_clauses(
    engine: Engine, asked: Asked, plan: Plan, entity: Entity, row: dict[str, Any]
) -> Iterator[str]:
    for name in asked.clauses:
        if f"{name}.answer" not in row:
            continue
        answer = engine.answer(asked.document.id, name, entity, asked.on)
        if row[f"{name}.answer"] is not answer.eligible:
            yield f"{name}: {row[f'{name}.answer']} instead of {answer.eligible}"
        address = f"{asked.document.id}#{name}"
        words = plan.decode(address, row)
        by_path = {w.path: w.word for w in words}
        for condition in answer.conditions:
            for leaf in condition.leaves():
                word = {True: "yes", False: "no", None: "unknown"}[leaf.truth]
                if by_path.get(leaf.path) != word:
                    yield f"{name}.{leaf.path}: {by_path.get(leaf.path)} instead of {word}"
        if answer.money is not None:
            low = row[f"{name}.money"]
            money = low, row.get(f"{name}.money_high", low)
            if money != ends(answer.due):
                yield f"{name}: {money} fen instead of {ends(answer.due)} ({answer.verdict})"


def told_stackings(
    engine: Engine, asked: Asked, plan: Plan, entity: Entity, row: dict[str, Any]
) -> Iterator[str]:
    for name in asked.stackings:
        if f"{name}.total" not in row:
            continue
        settled = engine.stack(asked.document.id, name, entity, asked.on)
        total = row[f"{name}.total"], row[f"{name}.total_high"]
        if total != ends(settled.total):
            yield f"{name}: {total} in all instead of {ends(settled.total)}"
        for address, money in settled.paid.items():
            column = f"{name}.{address.partition('#')[2]}"
            paid = row[column], row[f"{column}_high"]
            if paid != ends(money):
                yield f"{column}: {paid} paid instead of {ends(money)}"
