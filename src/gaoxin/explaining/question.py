"""The next question: which fact to ask for, so that few questions settle the goal.

Nothing is asked that cannot matter: only what undecided conditions rest on whose answer is still
open, and of these only what changes the result for some values of the others. Up to a few open
facts the order with the least expected number of questions is found exactly, taking each
distinguishable kind of answer as equally likely; beyond, conditions are taken as even chances
and ordered by cost over the chance to settle their group.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, TypeAlias

from gaoxin.engine.answer import Answer
from gaoxin.engine.conditions import ConditionAnswer
from gaoxin.engine.engine import Engine
from gaoxin.engine.frame import Frame, Question
from gaoxin.engine.values import Judgement, Looked, Need, Value, is_number, needs_of, ordered
from gaoxin.facts.entities import Spell
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import Constant, Member, Node, walk
from gaoxin.quantities import Period

Goal = Literal["verdict", "amount"]
Place: TypeAlias = tuple[int, str, str]
State: TypeAlias = tuple[tuple[Place, Value], ...]
"""Supposed values, sorted by place."""
Ask: TypeAlias = Callable[[Question], Answer]
Offered: TypeAlias = Callable[[Node, str], Iterable[str]]

EXACT_FLAGS = 6
"""Open facts of the either-or kind up to which the best order is searched exactly."""
EXACT_ANY = 4
"""The same where figures are among them."""
MOST_TRIED = 1000
"""Combinations of answers tried before a fact is taken to matter."""
_JUDGE_COST = 5
_GRID = (0, 1, 10, 100, 10**4, 10**6, 10**8, 10**10, 10**12)


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """What to ask (or, for a ``Judgement``, to have judged) next. ``conditions``: the paths of
    the conditions it bears on; ``expected``: mean number of questions left, this one included
    (None: not computed)."""

    need: Need
    conditions: tuple[str, ...]
    expected: Fraction | None


def place_of(need: Need) -> Place:
    return need.key if isinstance(need, Looked) else (id(need.entity), need.address, "")


def next_question(engine: Engine, answer: Answer, goal: Goal = "verdict") -> NextQuestion | None:
    """Which fact to ask for next, to settle the verdict or the amount of an answer (None: the
    goal is settled, or nothing can settle it)."""
    if answer.question is None or answer.clause is None:
        return None
    document, name, entity = answer.document, answer.clause_id, answer.entity

    def ask(question: Question) -> Answer:
        return engine.matching.answer(question, document, name, entity)

    return _Search(ask, answer.question, goal, _offered(engine, answer)).next()


def _offered(engine: Engine, answer: Answer) -> Offered:
    """Lists the codes of a list named in a rule."""

    def offered(node: Node, document: str) -> tuple[str, ...]:
        assert answer.question is not None
        frame = Frame(answer.question, answer.entity, answer.on)
        found = engine.matching.programs.of(node, document)(frame)
        return found if isinstance(found, tuple) else ()

    return offered


@dataclass(slots=True)
class _Search:
    ask: Ask
    question: Question
    goal: Goal
    offered: Offered
    answers: dict[State, Answer] = field(default_factory=dict)
    costs: dict[State, tuple[Fraction, Need | None]] = field(default_factory=dict)

    def next(self) -> NextQuestion | None:
        needs = self.open(())
        if not needs:
            return None
        answer = self.answer(())
        if self._small(needs):
            expected, need = self.cost(())
            if need is not None:
                return NextQuestion(need, _paths(answer, need), expected)
            if all(_either_or(n) for n in needs):
                return None  # every value was tried: whatever they are, nothing changes
        found = self._first(answer, needs)
        return NextQuestion(found, _paths(answer, found), None) if found is not None else None

    def _first(self, answer: Answer, needs: list[Need]) -> Need | None:
        """The heuristic's choice; among plain flags, the first that is seen to matter."""
        chosen = self._heuristic(answer)
        if not all(_either_or(n) for n in needs):
            return chosen
        ordered = [chosen, *(n for n in needs if place_of(n) != place_of(chosen))]
        return next((n for n in ordered if self._matters((), n)), None)

    def _small(self, needs: list[Need]) -> bool:
        """May the best order be searched exactly?"""
        if any(not _simulated(n) for n in needs):
            return False
        flags = all(_either_or(n) for n in needs)
        return len(needs) <= (EXACT_FLAGS if flags else EXACT_ANY)

    # --- states ----------------------------------------------------------------------------------

    def answer(self, state: State) -> Answer:
        found = self.answers.get(state)
        if found is None:
            found = self.answers[state] = self.ask(self.question.supposing(dict(state)))
        return found

    def open(self, state: State) -> list[Need]:
        """What the goal still rests on; judged numbers only where nothing else is open."""
        answer = self.answer(state)
        needs = list(answer.needs)
        if self.goal == "amount" and answer.verdict == "yes":
            needs += needs_of(answer.money)
        supposed = {place for place, _ in state}
        unique = {place_of(n): n for n in needs if place_of(n) not in supposed}
        facts: list[Need] = [n for n in unique.values() if isinstance(n, Looked)]
        return ordered(facts or unique.values())

    def settled(self, state: State) -> bool:
        answer = self.answer(state)
        if answer.verdict in {"no", "not_in_force"}:
            return True
        if self.goal == "verdict":
            return answer.verdict == "yes"
        return answer.verdict == "yes" and not needs_of(answer.money)

    # --- the exact search ------------------------------------------------------------------------

    def cost(self, state: State) -> tuple[Fraction, Need | None]:
        """Least expected number of questions from a state, and the first of them."""
        found = self.costs.get(state)
        if found is None:
            found = self.costs[state] = self._cost(state)
        return found

    def _cost(self, state: State) -> tuple[Fraction, Need | None]:
        if self.settled(state):
            return Fraction(0), None
        best: tuple[Fraction, Need | None] = (Fraction(0), None)
        for need in self.open(state):
            if not self._matters(state, need):
                continue
            after = [self.cost(s)[0] for s in self.branches(state, need)]
            expected = 1 + sum(after, Fraction(0)) / len(after)
            if best[1] is None or expected < best[0]:
                best = (expected, need)
        return best

    def _matters(self, state: State, need: Need) -> bool:
        """Does the need change the result for some values of the other open ones?"""
        if self.answer(state).verdict == "yes":
            return True  # only the amount is open, and it rests on the need
        return self._differ(self.branches(state, need))

    def _differ(self, states: list[State]) -> bool:
        """Do states that differ in one fact end differently for some values of the rest?"""
        ends = {self.answer(s).verdict for s in states}
        if {"yes", "no"} <= ends:
            return True
        if len(self.answers) > MOST_TRIED:
            return True
        undecided = [s for s in states if not self.settled(s)]
        rest = next((n for s in undecided for n in self.open(s)), None)
        if rest is None:
            return len(ends) > 1
        place = place_of(rest)
        values = {str(v): v for s in undecided for v in self._kinds(s, rest)}
        return any(self._differ([_with(s, place, v) for s in states]) for v in values.values())

    def _kinds(self, state: State, need: Need) -> list[Value]:
        place = place_of(need)
        return [dict(further)[place] for further in self.branches(state, need)]

    def branches(self, state: State, need: Need) -> list[State]:
        """One state for each kind of answer that leads to different conditions: the middle one
        of the values tried (the first are extreme, and hide what other facts could do)."""
        kinds: dict[object, list[State]] = {}
        for value in self._values(state, need):
            further = _with(state, place_of(need), value)
            answer = self.answer(further)
            leaves = tuple(leaf.truth for c in answer.conditions for leaf in c.leaves())
            # Under several readings a condition may be open for every value, each time otherwise.
            apart = str(value) if answer.open_variations else ""
            kinds.setdefault((answer.verdict, leaves, apart), []).append(further)
        return [states[len(states) // 2] for states in kinds.values()]

    def _values(self, state: State, need: Need) -> list[Value]:
        if isinstance(need, Judgement):
            return [need.low, (need.low + need.high) // 2, need.high]
        definition = need.definition
        if not isinstance(definition, FactDef):
            return [()]
        on = self.question.on
        if definition.time == "spell":
            return _spells(on)
        if definition.time == "event":
            return [(), (on,), (on - timedelta(days=400),)]
        match definition.type:
            case "flag":
                return [False, True]
            case "date":
                return [on - timedelta(days=d) for d in (1, 200, 500, 1000, 2000, 5000, 9000)]
            case "year":
                return [on.year, on.year - 1]
            case "month":
                return [Period.month(on.year, on.month)]
            case "rate":
                return [Fraction(n, 100) for n in (0, 1, 5, 10, 25, 50, 75, 100)]
            case "code" | "text":
                return [*self._codes(state, need), "—"]
            case "texts":
                return [()]
        return [*_within(definition)]

    def _codes(self, state: State, need: Looked) -> list[str]:
        found: list[str] = []
        for condition in self.answer(state).conditions:
            for leaf in condition.leaves():
                node = leaf.part.node
                if node is not None and need.name in {n.name for n in _looked(leaf)}:
                    found += self._named_codes(node, leaf.part.clause.document)
        return list(dict.fromkeys(found))[:6]

    def _named_codes(self, node: Node, document: str) -> list[str]:
        found: list[str] = []
        for inner in walk(node):
            if isinstance(inner, Member):
                found += self.offered(inner.list, document)
            elif isinstance(inner, Constant) and isinstance(inner.value, str):
                found.append(inner.value)
        return found

    # --- beyond it -------------------------------------------------------------------------------

    def _heuristic(self, answer: Answer) -> Need:
        plans = [_plan(c) for c in answer.conditions if c.truth is None and c.needs]
        if plans:
            return _series(plans, settles=False).first
        return self.open(())[0]


def _with(state: State, place: Place, value: Value) -> State:
    """The state with one more value supposed (or the same state, if it is already)."""
    if any(known == place for known, _ in state):
        return state
    return tuple(sorted((*state, (place, value)), key=lambda item: item[0]))


def _looked(leaf: ConditionAnswer) -> list[Looked]:
    return [n for n in leaf.needs if isinstance(n, Looked)]


def _simulated(need: Need) -> bool:
    """Can values be supposed for it? Not for sets and links."""
    if isinstance(need, Judgement):
        return True
    return isinstance(need.definition, FactDef) and need.definition.type != "entity"


def _either_or(need: Need) -> bool:
    definition = need.definition if isinstance(need, Looked) else None
    if not isinstance(definition, FactDef) or definition.type != "flag":
        return False
    return definition.time not in {"spell", "event"}


def _spells(on: date) -> list[Value]:
    """None, one now running, one that ended, a second one with and without a break."""
    now = Spell(on - timedelta(days=30))
    ended = Spell(on - timedelta(days=900), on - timedelta(days=200))
    earlier = Spell(on - timedelta(days=900), on - timedelta(days=31))
    return [(), (now,), (ended,), (earlier, now), (ended, now)]


def _within(definition: FactDef) -> list[int | Fraction]:
    """Figures over the whole scale, inside the declared range."""
    low, high = definition.low, definition.high
    found = [n for n in _GRID if (low is None or n >= low) and (high is None or n <= high)]
    edges = [n for n in (low, high) if n is not None and is_number(n)]
    return [*found, *edges] or [0]


def _paths(answer: Answer, need: Need) -> tuple[str, ...]:
    place = place_of(need)
    return tuple(
        leaf.path
        for condition in answer.conditions
        for leaf in condition.leaves()
        if any(place_of(n) == place for n in leaf.needs)
    )


# --- even chances --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a condition would be settled: chance of yes, expected questions, the first of them."""

    chance: Fraction
    cost: Fraction
    first: Need


def _plan(condition: ConditionAnswer) -> _Plan:
    open_ = [p for p in condition.parts if p.truth is None and p.needs]
    if not open_:
        needs = sorted(condition.needs, key=lambda n: isinstance(n, Judgement))
        cost = sum(_JUDGE_COST if isinstance(n, Judgement) else 1 for n in needs)
        return _Plan(Fraction(1, 2), Fraction(cost), needs[0])
    mode = condition.part.mode
    found = _series([_plan(p) for p in open_], settles=mode != "all")
    return _Plan(1 - found.chance, found.cost, found.first) if mode == "none" else found


def _series(plans: list[_Plan], settles: bool) -> _Plan:
    """Several conditions one after another until one settles the group (yes for any, no for all):
    first those with the least cost for their chance to settle it."""

    def chance(plan: _Plan) -> Fraction:
        return plan.chance if settles else 1 - plan.chance

    ordered = sorted(plans, key=lambda p: p.cost / max(chance(p), Fraction(1, 1000)))
    cost, open_ = Fraction(0), Fraction(1)
    for plan in ordered:
        cost += open_ * plan.cost
        open_ *= 1 - chance(plan)
    return _Plan(1 - open_ if settles else open_, cost, ordered[0].first)
