"""Directed search for entities on which a clause is put to the test.

From the documents' own example cases, one fact at a time is changed until every condition is
decisive: flipping its answer alone would change the verdict. What stands in the way is worked out
from the tree of conditions (the others of an ``all`` must hold, the others of an ``any`` must not),
and each of those conditions is turned by one of the facts it rests on.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from gaoxin.engine.answer import Answer
from gaoxin.engine.conditions import ConditionAnswer, decided
from gaoxin.engine.engine import Engine
from gaoxin.engine.frame import Frame
from gaoxin.engine.values import Absent, Judgement, Looked, Unknown, Value, truth
from gaoxin.facts.entities import Entity
from gaoxin.facts.vocabulary import FactDef, SetDef
from gaoxin.policy import form
from gaoxin.policy.form import Clause, Compare, Node, walk
from gaoxin.proving.deciding import Wanted, decisive, is_so, wanted_for
from gaoxin.proving.nearby import Nearby, Tried
from gaoxin.proving.probe import Place, Probe, made, payments
from gaoxin.proving.resting import Edge, closed, rules

_ROUNDS = 7
"""Facts changed at most to turn one condition."""
_BARREN = 60
"""Tries in a row without a row on which the condition decides, before it is given up."""


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
    def asked(self) -> tuple[str, ...]:
        """The conditions themselves: where readings of a group differ it is told as a whole, but
        what decides is one of its parts."""
        paths = tuple(self.conditions)
        return tuple(p for p in paths if not any(q.startswith(f"{p}.") for q in paths))

    @property
    def never(self) -> tuple[str, ...]:
        return tuple(p for p in self.asked if not self.decisive[p])


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
        nodes = list(rules(self.engine, self.clause, self.on))
        marks = [
            n.value for _, node, _ in nodes for n in walk(node) if isinstance(n, form.Constant)
        ]
        lists = [c for _, node, _ in nodes for c in self._codes(node)]
        self.nearby = Nearby(list(dict.fromkeys([*marks, *lists])), self.on, self.random)
        self.edges = [
            Edge(document, node, of)
            for document, whole, of in nodes
            for node in walk(whole)
            if isinstance(node, Compare) and closed(node)
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
        while self.coverage.decisive[path] < self.each and barren < _BARREN:
            before = self.coverage.decisive[path]
            probe = self._cleared(self.random.choice(self.pool), path)
            if probe is not None:
                self._around(probe, path)
            barren = 0 if self.coverage.decisive[path] > before else barren + 1

    def _cleared(self, probe: Probe, path: str) -> Probe | None:
        """The probe changed so that nothing but the condition at ``path`` decides."""
        for _ in range(3):
            answer = self._ask(probe)
            wanted = list(wanted_for(answer.conditions, path, self.random))
            if all(is_so(answer, w) for w in wanted):
                return self._noise(probe, path)
            for want in wanted:
                probe = self._turned(probe, want) or probe
        answer = self._ask(probe)
        done = all(is_so(answer, w) for w in wanted_for(answer.conditions, path, self.random))
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
        fits = all(is_so(told, w) for w in wanted_for(told.conditions, path, self.random))
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
