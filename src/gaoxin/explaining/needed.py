"""Which facts, for which periods, clauses need on a date: found by walking their typed form.

Everything that may be asked is collected: conditions, amounts, limits, variations, defines in
force on the date, and clauses asked about by ``qualifies``. Nothing is evaluated, so a fact may be
listed that no actual enterprise is asked for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from gaoxin.engine.law import Law
from gaoxin.facts.vocabulary import FactDef, SetDef
from gaoxin.policy.form import (
    Aggregate,
    Anchor,
    Arithmetic,
    Call,
    Clause,
    Condition,
    Constant,
    Entry,
    Fact,
    Gives,
    Named,
    Node,
    Qualifies,
    Quarters,
    SetOf,
    Stacking,
    Variable,
    Year,
    Years,
    children,
)
from gaoxin.policy.library import Library
from gaoxin.quantities import Period, quarters_of

When = date | int | Period | None
Loops = Mapping[str, tuple[When, ...]]


def needed(
    library: Library, addresses: Iterable[str], on: date, known: date | None = None
) -> list[tuple[FactDef, Period | None]]:
    """The facts that clauses and stackings (``document#id``) rest on as of ``on``, in the order of
    the texts, each with its period (None: a fixed fact, or a state as on the day asked about).
    Addresses without a text in force give nothing."""
    walk = _Walk(Law(library, on, known))
    for address in addresses:
        walk.address(address)
    return list(walk.facts)


def needed_sets(library: Library, addresses: Iterable[str], on: date) -> list[SetDef]:
    """The sets (projects of an enterprise, tenants of a carrier) the same clauses go through."""
    walk = _Walk(Law(library, on, None))
    for address in addresses:
        walk.address(address)
    return list(walk.sets)


def all_addresses(
    library: Library, kind: str, on: date, documents: Sequence[str] = ()
) -> list[str]:
    """Clauses and stackings in force for a kind, of all documents or of those named
    (``Library.chosen``)."""
    wanted = {i for name in documents for i in library.chosen(name)}
    clauses, stackings = Law(library, on, None).of_kind(kind)
    places = [(c.document, c.address) for c in clauses]
    places += [(s.document, s.address) for s in stackings]
    return [address for document, address in places if not documents or document in wanted]


@dataclass(slots=True)
class _Walk:
    law: Law
    facts: dict[tuple[FactDef, Period | None], None] = field(default_factory=dict)
    sets: dict[SetDef, None] = field(default_factory=dict)
    seen: set[Any] = field(default_factory=set)

    # --- blocks ----------------------------------------------------------------------------------

    def address(self, address: str) -> None:
        document, _, name = address.partition("#")
        text = self.law.document(document)
        if text is None or address in self.seen:
            return
        self.seen.add(address)
        if name in text.stackings:
            self._stacking(text.stackings[name])
        clause = text.clause(name, self.law.on)
        if clause is not None:
            self._clause(clause)

    def _stacking(self, stacking: Stacking) -> None:
        for address in stacking.over:
            self.address(address)
        for cited in (stacking.cap, stacking.less):
            if cited is not None:
                self.node(cited.node, self.law, self.law.on, {})

    def _clause(self, clause: Clause) -> None:
        kind = self.law.library.vocabulary.kinds.get(clause.kind)
        born = kind.facts.get(kind.names.get(kind.born, kind.born)) if kind else None
        if born is not None:
            self.facts[born, None] = None
        for one in (clause, *self.law.variations(clause)):
            where = (one.where,) if one.where else ()
            for condition in (*where, *one.when):
                self._condition(condition)
            if one.gives is not None:
                self._gives(one.gives)

    def _condition(self, condition: Condition) -> None:
        for leaf in condition.leaves():
            if leaf.rule is not None:
                self.node(leaf.rule.node, self.law, self.law.on, {})

    def _gives(self, gives: Gives) -> None:
        for cited in (gives.money, gives.cap, gives.valid):
            if cited is not None:
                self.node(cited.node, self.law, self.law.on, {})
        if gives.per is not None and gives.per.title is not None:
            self._fact(*gives.per.title, ())

    # --- expressions -----------------------------------------------------------------------------

    def node(self, node: Node, law: Law, on: date, loops: Loops) -> None:
        """Collect what a rule looks up on ``on`` by the texts of ``law``."""
        match node:
            case Fact():
                self._fact(node.kind, node.fact, self._periods(node.period, on, loops))
            case SetOf():
                found = self.law.library.vocabulary.find(node.kind, node.set)
                if isinstance(found, SetDef):
                    self.sets[found] = None
            case Named():
                self._named(node, law, on, loops)
            case Qualifies():
                self.address(f"{node.document}#{node.clause}")
            case Aggregate():
                loops = {**loops, **dict(self._loops(node, on))}
        for child in children(node):
            self.node(child, law, on, loops)

    def _loops(self, node: Aggregate, on: date) -> Iterator[tuple[str, tuple[When, ...]]]:
        for loop in node.loops:
            match loop.over:
                case Years():
                    years = range(on.year - loop.over.count, on.year)
                    yield loop.variable, tuple(years)
                case Quarters():
                    yield loop.variable, quarters_of(on.year + loop.over.offset)

    def _named(self, node: Named, law: Law, on: date, loops: Loops) -> None:
        day, texts = on, law.on
        if node.on is not None:
            asked = self._period(node.on, on, loops)
            day = texts = asked[0] if asked and isinstance(asked[0], date) else on
        texts = node.at or texts
        place = (node.document, node.name, day, texts)
        if place in self.seen:
            return
        self.seen.add(place)
        if texts != law.on:
            law = Law(law.library, texts, law.known)
        found = law.entry(node.document, node.name)
        if found is not None:
            self._entry(found[1], law, day)

    def _entry(self, entry: Entry, law: Law, on: date) -> None:
        rows = (*entry.bands, *entry.slices)
        nodes = [c.node for c in (entry.of, entry.value) if c]
        nodes += [n for row in rows for n in (row.test, row.value.node) if n is not None]
        for node in nodes:
            self.node(node, law, on, {})

    def _fact(self, kind: str, name: str, periods: Sequence[When]) -> None:
        definition = self.law.library.vocabulary.find(kind, name)
        if not isinstance(definition, FactDef):
            return
        if definition.time in {"fixed", "spell", "event", "day"}:
            self.facts[definition, None] = None
            return
        for period in periods:
            found = _as_period(period)
            if found is not None:
                self.facts[definition, found] = None

    # --- periods ---------------------------------------------------------------------------------

    def _periods(self, node: Node | None, on: date, loops: Loops) -> tuple[When, ...]:
        return () if node is None else self._period(node, on, loops)

    def _period(self, node: Node, on: date, loops: Loops) -> tuple[When, ...]:
        """The years, quarters or days a period may be; empty where that rests on facts."""
        match node:
            case Year():
                return (on.year + node.offset,)
            case Anchor():
                return (on,)
            case Constant(value=Fraction() | int() as number) if not isinstance(number, bool):
                return (int(number),)
            case Constant(value=date() as day):
                return (day,)
            case Variable():
                return loops.get(node.name, ())
            case Years():
                return tuple(range(on.year - node.count, on.year))
            case Quarters():
                return quarters_of(on.year + node.offset)
            case Arithmetic(op="+" | "-"):
                return self._moved(node, on, loops)
            case Call(function="year"):
                days = self._period(node.args[0], on, loops)
                return tuple(d.year if isinstance(d, date) else d for d in days)
        return ()

    def _moved(self, node: Arithmetic, on: date, loops: Loops) -> tuple[When, ...]:
        left, right = (self._period(n, on, loops) for n in (node.left, node.right))
        sign = 1 if node.op == "+" else -1
        return tuple(
            a + sign * b for a in left for b in right if isinstance(a, int) and isinstance(b, int)
        )


def _as_period(when: When) -> Period | None:
    if isinstance(when, Period) or when is None:
        return when
    return Period.day(when) if isinstance(when, date) else Period.year(when)
