"""Directed search for entities on which a clause is put to the test.

From the documents' own example cases, one fact at a time is changed until every condition is
decisive: flipping its answer alone would change the verdict. What stands in the way is worked out
from the tree of conditions (the others of an ``all`` must hold, the others of an ``any`` must not),
and each of those conditions is turned by one of the facts it rests on.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any, TypeAlias

from gaoxin.engine.answer import Answer
from gaoxin.engine.conditions import ConditionAnswer, decided
from gaoxin.engine.engine import Engine
from gaoxin.engine.frame import Frame
from gaoxin.engine.nearby import Nearby, Tried
from gaoxin.engine.values import Absent, Judgement, Looked, Unknown, Value, is_number, truth
from gaoxin.facts.entities import ABSENT, UNKNOWN, Entity, Payment, Recorded
from gaoxin.facts.vocabulary import FactDef, SetDef, Vocabulary
from gaoxin.policy import form
from gaoxin.policy.form import Clause, Compare, Node, Variable, walk

Place: TypeAlias = tuple[int, str, str]
Wanted: TypeAlias = tuple[str, bool]
"""Path of a condition and what it should be."""

_ROUNDS = 7
"""Facts changed at most to turn one condition."""


@dataclass(frozen=True, slots=True)
class Probe:
    """An example's entity with some facts changed (by entity, name and period)."""

    base: Entity
    changes: Mapping[Place, Value] = field(default_factory=dict)
    before: "Probe | None" = None
    """Kept, so that no entity named in ``changes`` is ever replaced by another of the same id."""

    def with_(self, place: Place, value: Value) -> "Probe":
        return replace(self, changes={**self.changes, place: value}, before=self)


@dataclass(frozen=True, slots=True)
class Edge:
    """A comparison somewhere in the defines a clause rests on; ``of`` is what its ``x`` stands
    for."""

    document: str
    node: Compare
    of: Node | None


@dataclass(slots=True)
class Coverage:
    """How often each verdict was met and each condition was decisive, and edges stood upon."""

    outcomes: Counter[str] = field(default_factory=Counter)
    decisive: Counter[str] = field(default_factory=Counter)
    conditions: dict[str, None] = field(default_factory=dict)
    edges: int = 0

    def add(self, answer: Answer) -> None:
        self.outcomes[answer.verdict] += 1
        self.conditions |= dict.fromkeys(p.path for c in answer.conditions for p in c.leaves())
        self.decisive.update(decisive(answer.conditions))

    @property
    def least(self) -> int | None:
        """Of the conditions that were decisive at all, how often the rarest was."""
        return min((n for n in self.decisive.values()), default=None)

    @property
    def never(self) -> tuple[str, ...]:
        return tuple(p for p in self.conditions if not self.decisive[p])


@dataclass(slots=True)
class Search:
    """Finds rows for one clause on one day, starting from ``seeds``."""

    engine: Engine
    clause: Clause
    on: date
    seeds: Sequence[Entity]
    each: int
    random: Random
    rows: list[Entity] = field(default_factory=list)
    coverage: Coverage = field(default_factory=Coverage)
    pool: list[Probe] = field(default_factory=list)
    nearby: Nearby = field(init=False)
    edges: list[Edge] = field(init=False)

    def __post_init__(self) -> None:
        nodes = list(_nodes(self.engine, self.clause, self.on))
        marks = [
            n.value for _, node, _ in nodes for n in walk(node) if isinstance(n, form.Constant)
        ]
        lists = [c for _, node, _ in nodes for c in self._codes(node)]
        self.nearby = Nearby(list(dict.fromkeys([*marks, *lists])), self.on, self.random)
        self.edges = [
            Edge(document, node, of)
            for document, whole, of in nodes
            for node in walk(whole)
            if isinstance(node, Compare) and _closed(node)
        ]

    def run(self) -> None:
        """Fill ``rows`` until every condition was decisive ``each`` times, as far as possible."""
        for seed in self.seeds or [Entity(self.clause.kind)]:
            self._keep(Probe(seed))
        paths = list(self._paths())
        self.coverage.conditions |= dict.fromkeys(paths)
        for path in paths:
            self._decide(path)
        for edge in self.edges:
            self._stand_on(edge)
        self._outcomes()

    def _paths(self) -> Iterator[str]:
        """Conditions of the clause and of its variations on the day, as asked."""
        for probe in self.pool[:20]:
            for condition in self._ask(probe).conditions:
                yield from (leaf.path for leaf in condition.leaves())

    # --- asking ----------------------------------------------------------------------------------

    def _ask(self, probe: Probe) -> Answer:
        question = self.engine.matching.question(probe.base, self.on, None, probe.changes)
        return self.engine.matching.answer(question, self.clause.document, self.clause.id)

    def _frame(self, probe: Probe, x: Value = None) -> Frame:
        question = self.engine.matching.question(probe.base, self.on, None, probe.changes)
        return Frame(question, probe.base, self.on, {"x": x})

    def _keep(self, probe: Probe, pool: bool = True) -> Answer:
        """Make the row, note what it covers, and go on from it later."""
        entity = made(self.engine.library.vocabulary, probe)
        if self.clause.gives and self.clause.gives.per and self.random.random() < 0.25:
            entity.paid = tuple(payments([self.clause.address], self.on, self.random))
        answer = self.engine.answer(self.clause.document, self.clause.id, entity, self.on)
        self.rows.append(entity)
        self.coverage.add(answer)
        if pool and len(self.pool) < 400:
            self.pool.append(probe)
        return answer

    # --- conditions ------------------------------------------------------------------------------

    def _decide(self, path: str) -> None:
        """Rows on which the condition at ``path`` decides, on and around its edges."""
        barren = 0
        while self.coverage.decisive[path] < self.each and barren < 12:
            before = self.coverage.decisive[path]
            probe = self._cleared(self.random.choice(self.pool), path)
            if probe is not None:
                self._around(probe, path)
            barren = 0 if self.coverage.decisive[path] > before else barren + 1

    def _cleared(self, probe: Probe, path: str) -> Probe | None:
        """The probe changed so that nothing but the condition at ``path`` decides."""
        for _ in range(3):
            answer = self._ask(probe)
            wanted = list(_wanted(answer.conditions, path, self.random))
            if all(_is(answer, w) for w in wanted):
                return self._noise(probe, path)
            for want in wanted:
                probe = self._turned(probe, want) or probe
        answer = self._ask(probe)
        done = all(_is(answer, w) for w in _wanted(answer.conditions, path, self.random))
        return probe if done else None

    def _noise(self, probe: Probe, path: str) -> Probe:
        """Some other fact changed, if the others still leave the decision to ``path``."""
        answer = self._ask(probe)
        looked = _facts(answer)
        if not looked or self.random.random() < 0.4:
            return probe
        fact = self.random.choice(looked)
        tried = self._tries(probe, fact, lambda v: True)
        if not tried:
            return probe
        other = probe.with_(fact.key, self.random.choice(tried).value)
        told = self._ask(other)
        if told.find(path) is None:
            return probe
        fits = all(_is(told, w) for w in _wanted(told.conditions, path, self.random))
        return other if fits else probe

    def _around(self, probe: Probe, path: str) -> None:
        """Rows on both sides of an edge of the condition, in one of its facts."""
        if (leaf := self._ask(probe).find(path)) is None:
            return
        if leaf.truth is None:
            probe = self._turned(probe, (path, self.random.random() < 0.5)) or probe
            if (leaf := self._ask(probe).find(path)) is None:
                return
        tried = self._facts_of(probe, leaf)
        if not tried:
            self._keep(probe, False)
            return
        place, options = self.random.choice(tried)
        near = [t for t in options if t.near]
        self.random.shuffle(near)
        other = [t for t in options if not t.near]
        for option in [*near[:6], *self.random.sample(other, min(1, len(other)))]:
            self._keep(probe.with_(place, option.value), option.outcome is not None)

    def _turned(self, probe: Probe, wanted: Wanted) -> Probe | None:
        """The probe with the condition as wanted, by as few facts as are found to do."""
        path, want = wanted
        for _ in range(_ROUNDS):
            answer = self._ask(probe)
            leaf = answer.find(path)
            if leaf is None:
                return None
            if leaf.truth is want:
                return probe
            tried = self._facts_of(probe, leaf)
            fits = [(p, t) for p, ts in tried for t in ts if t.outcome is want]
            if fits:
                best = [f for f in fits if f[1].near]
                place, found = self.random.choice(
                    best if best and self.random.random() < 0.6 else fits
                )
                return probe.with_(place, found.value)
            given = self._given(probe, leaf, tried)
            if given is None:
                return None
            probe = given
        return None

    def _given(
        self, probe: Probe, leaf: ConditionAnswer, tried: list[tuple[Place, list[Tried]]]
    ) -> Probe | None:
        """No fact suffices alone: give one that is not known (or change one) and go on."""
        needs = {need.key for need in leaf.needs if isinstance(need, Looked)}
        options = [(p, ts) for p, ts in tried if p in needs] or tried
        if not options:
            return None
        place, values = self.random.choice(options)
        known = [t for t in values if not isinstance(t.value, (Unknown, Absent))]
        return probe.with_(place, self.random.choice(known).value) if known else None

    def _facts_of(self, probe: Probe, leaf: ConditionAnswer) -> list[tuple[Place, list[Tried]]]:
        """Up to four facts the condition rests on, each with values tried."""
        part = leaf.part

        def outcome(place: Place, value: Value) -> bool | None:
            return decided(part, self._frame(probe.with_(place, value)))

        found: list[tuple[Place, list[Tried]]] = []
        looked: list[Looked | Judgement] = [u for u in leaf.used if u.definition is not None]
        looked += [n for n in leaf.needs if isinstance(n, Judgement)]
        self.random.shuffle(looked)
        for fact in looked[:4]:
            place = _place(fact)
            found.append((place, self._tries(probe, fact, lambda v, p=place: outcome(p, v))))
        return [(p, t) for p, t in found if t]

    def _tries(self, probe: Probe, fact: Looked | Judgement, ask: Any) -> list[Tried]:
        if isinstance(fact, Judgement):
            return self.nearby.judged(fact, ask)
        if isinstance(fact.definition, SetDef):
            return self.nearby.members(fact.definition, fact.entity, fact.value, ask)
        assert isinstance(fact.definition, FactDef)
        now = fact.value
        if fact.definition.time in {"spell", "event"} and not isinstance(now, tuple):
            now = probe.changes.get(fact.key)
        return self.nearby.of(fact.definition, now, ask)

    # --- edges inside defines --------------------------------------------------------------------

    def _stand_on(self, edge: Edge) -> None:
        """Rows on, one step under and one step over a limit of a define, where it matters."""
        sample = self.random.sample(self.pool, min(40, len(self.pool)))
        met = [p for p in sample if self._side(edge, p) is not None]
        for _ in range(min(3, -(-self.each // 8)) if met else 0):
            probe = self.random.choice(met)
            frame = self._frame(probe)
            self._test(edge, frame)
            looked = [u for u in dict.fromkeys(frame.question.used) if u.definition is not None]
            if not looked:
                continue
            fact = self.random.choice(looked)
            tried = self._tries(
                probe, fact, lambda v, p=probe, f=fact: self._side(edge, p.with_(f.key, v))
            )
            near = [t for t in tried if t.near]
            for option in near[:8]:
                self._keep(probe.with_(fact.key, option.value), False)
            self.coverage.edges += bool(near)

    def _side(self, edge: Edge, probe: Probe) -> bool | None:
        return self._test(edge, self._frame(probe))

    def _test(self, edge: Edge, frame: Frame) -> bool | None:
        programs = self.engine.matching.programs
        if edge.of is not None:
            frame.variables["x"] = programs.of(edge.of, edge.document)(frame)
        return truth(programs.of(edge.node, edge.document)(frame))

    def _codes(self, node: Node) -> Iterator[str]:
        law = self.engine.matching.law(self.on)
        for part in walk(node):
            if isinstance(part, form.ListOf):
                found = law.entry(part.document, part.name)
                yield from (found[1].codes or ()) if found else ()
            elif isinstance(part, form.Codes):
                yield from part.codes

    # --- outcomes --------------------------------------------------------------------------------

    def _outcomes(self) -> None:
        """Enough rows of each verdict: unknowns are made by taking a fact away."""
        for _ in range(3 * self.each):
            if self.coverage.outcomes["unknown"] >= self.each:
                return
            probe = self.random.choice(self.pool)
            looked = [u for u in _facts(self._ask(probe)) if isinstance(u.definition, FactDef)]
            if looked:
                self._keep(probe.with_(self.random.choice(looked).key, Unknown()), False)


def _place(fact: Looked | Judgement) -> Place:
    return (id(fact.entity), fact.address, "") if isinstance(fact, Judgement) else fact.key


def _facts(answer: Answer) -> list[Looked]:
    """All facts an answer rests on: conditions, variations, amount."""
    where = [w for _, w in answer.wheres if w is not None]
    used = [u for c in (*answer.conditions, *where) for u in c.used]
    return [u for u in dict.fromkeys([*used, *answer.used]) if u.definition is not None]


# --- what decides -------------------------------------------------------------------------------


def decisive(conditions: Iterable[ConditionAnswer]) -> Iterator[str]:
    """Paths of the conditions whose answer, flipped alone, would turn the verdict."""
    asked = tuple(conditions)
    for n, condition in enumerate(asked):
        if all(c.truth for c in (*asked[:n], *asked[n + 1 :])):
            yield from _decisive(condition)


def _decisive(condition: ConditionAnswer) -> Iterator[str]:
    if not condition.parts:
        if condition.truth is not None and condition.part.mode == "rule":
            yield condition.path
        return
    others = condition.part.mode == "all"
    for n, part in enumerate(condition.parts):
        rest = (*condition.parts[:n], *condition.parts[n + 1 :])
        if all(c.truth is others for c in rest):
            yield from _decisive(part)


def _wanted(conditions: Iterable[ConditionAnswer], path: str, random: Random) -> Iterator[Wanted]:
    """What the other conditions must be for the one at ``path`` to decide."""
    for condition in conditions:
        if path == condition.path or path.startswith(condition.path + "."):
            if condition.parts:
                others = condition.part.mode == "all"
                for part in condition.parts:
                    if path == part.path or path.startswith(part.path + "."):
                        yield from _wanted((part,), path, random)
                    else:
                        yield from _made(part, others, random)
        else:
            yield from _made(condition, True, random)


def _made(condition: ConditionAnswer, want: bool, random: Random) -> Iterator[Wanted]:
    """What its parts must be for a condition to be as wanted."""
    if condition.truth is want:
        return
    if not condition.parts:
        yield condition.path, want
        return
    mode = condition.part.mode
    inner = want if mode != "none" else not want
    # All parts must be so for an ``all`` to hold and for an ``any`` to fail; else one is enough.
    every = (mode == "all") is inner
    for part in condition.parts if every else [random.choice(condition.parts)]:
        yield from _made(part, inner, random)


def _is(answer: Answer, wanted: Wanted) -> bool:
    found = answer.find(wanted[0])
    return found is not None and found.truth is wanted[1]


# --- rules a clause rests on --------------------------------------------------------------------


def _nodes(engine: Engine, clause: Clause, on: date) -> Iterator[tuple[str, Node, Node | None]]:
    """Rules a clause rests on for its own entity: document, rule, and what ``x`` is in it."""
    law = engine.matching.law(on)
    seen: set[tuple[str, str]] = set()
    queue = [c for v in (clause, *law.variations(clause)) for c in _cited(v)]
    while queue:
        document, node, of = queue.pop()
        yield document, node, of
        for part in walk(node):
            if isinstance(part, form.Named) and (part.document, part.name) not in seen:
                seen.add((part.document, part.name))
                found = law.entry(part.document, part.name)
                if found is not None and found[1].kind in {"", clause.kind}:
                    queue += _of_entry(found[0].id, found[1])
            elif isinstance(part, form.Qualifies) and (part.document, part.clause) not in seen:
                seen.add((part.document, part.clause))
                other = law.clause(part.document, part.clause)
                queue += list(_cited(other)) if other else []


def _cited(clause: Clause) -> Iterator[tuple[str, Node, Node | None]]:
    for condition in (*clause.when, *([clause.where] if clause.where else ())):
        for leaf in condition.leaves():
            if leaf.rule is not None:
                yield clause.document, leaf.rule.node, None
    gives = clause.gives
    for cited in (gives.money, gives.cap) if gives else ():
        if cited is not None:
            yield clause.document, cited.node, None


def _of_entry(document: str, entry: form.Entry) -> Iterator[tuple[str, Node, Node | None]]:
    of = entry.of.node if entry.of else None
    for cited in (entry.value, entry.of):
        if cited is not None:
            yield document, cited.node, None
    for band in (*entry.bands, *entry.slices):
        yield document, band.value.node, of
        if band.test is not None:
            yield document, band.test, of


def _closed(node: Node) -> bool:
    """Does the comparison stand by itself (no variable of a loop around it)?"""
    names = {loop.variable for n in walk(node) if isinstance(n, form.Aggregate) for loop in n.loops}
    return all(n.name in names | {"x"} for n in walk(node) if isinstance(n, Variable))


# --- rows ---------------------------------------------------------------------------------------


def made(vocabulary: Vocabulary, probe: Probe) -> Entity:
    """The entity with the changes written into it; the example's own stays as it is."""
    return _Making(vocabulary, probe.changes).copy(probe.base)


@dataclass(slots=True)
class _Making:
    vocabulary: Vocabulary
    changes: Mapping[Place, Value]
    copies: dict[int, Entity] = field(default_factory=dict)

    def copy(self, entity: Entity) -> Entity:
        """The entity and everything it is linked to, each once."""
        if id(entity) in self.copies:
            return self.copies[id(entity)]
        found = self.copies[id(entity)] = Entity(entity.kind, entity.id, paid=entity.paid)
        facts = {place: records[-1].value for place, records in entity.facts.items() if records}
        sets, judged = dict(entity.sets), dict(entity.judged)
        for (owner, name, period), value in self.changes.items():
            if owner != id(entity):
                continue
            if "#" in name:
                judged[name] = Recorded(_recorded(value))
            elif isinstance(self.vocabulary.find(entity.kind, name), SetDef):
                sets[name] = value
            else:
                facts[name, period] = _recorded(value)
        for place, value in facts.items():
            copied = self.copy(value) if isinstance(value, Entity) else value
            found.facts[place] = [Recorded(copied)]
        found.sets = {n: tuple(self.copy(m) for m in members) for n, members in sets.items()}
        found.judged = {k: r for k, r in judged.items() if r.value is not UNKNOWN}
        return found


def _recorded(value: Value) -> Any:
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, Absent):
        return ABSENT
    return Fraction(value) if is_number(value) else value


def payments(addresses: Sequence[str], on: date, random: Random) -> Iterator[Payment]:
    """Earlier payments on and around the edges of the usual windows."""
    for address in addresses:
        if random.random() < 0.5:
            years = random.choice([0, 0, 1, 2, 3, 5])
            start = date(on.year - years, on.month, min(on.day, 28))
            january = date(on.year - years, 1, 1)
            day = random.choice([start, january]) + timedelta(random.choice([-1, 0, 0, 1]))
            yield Payment(
                address, min(day, on), random.choice([0, 1, 100, 10**6, 10**7, 2 * 10**7])
            )
