"""How far a condition is from being met, where one fact suffices.

Every change stated is exact: with it the condition holds, with one step less it does not. A step
is 1 fen, 1 unit of a count or number, 0.01% of a rate, 1 day. "Nearest" among several changes is
the one that is smallest beside the present figure; figures come before dates, and dates before
things that are either so or not (a title, a flag, a code).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, TypeAlias

from gaoxin.engine.answer import Answer
from gaoxin.engine.conditions import ConditionAnswer, decided
from gaoxin.engine.engine import Engine
from gaoxin.engine.evaluate import Programs
from gaoxin.engine.frame import Frame, Question
from gaoxin.engine.values import Absent, Looked, Span, Value, exact, is_number, minus, shifted
from gaoxin.facts.entities import Entity, Spell
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import (
    Aggregate,
    Anchor,
    Call,
    Choice,
    Compare,
    Constant,
    Fact,
    ListOf,
    Member,
    Named,
    Node,
    Qualifies,
    Quarters,
    Year,
    Years,
    walk,
)

Kind = Literal[
    "more", "less", "later", "earlier", "yes", "no", "one_of", "hold", "end", "happen", "wait"
]
Number: TypeAlias = Fraction
"""Exact; whole numbers too."""

_FARTHEST = 10**17
_LONGEST = 366 * 50
_WAIT = 366 * 10
_STEPS = {"rate": Fraction(1, 10000)}
_UNIT = Fraction(1)
_DATED = (Anchor, Year, Years, Quarters, ListOf, Named, Qualifies)
"""What may come out otherwise on another day."""
_RANK = {"more": 0, "less": 0, "later": 1, "earlier": 1, "wait": 2}


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that would suffice. ``needed`` is its value then; ``by`` the difference to now
    (in the unit of the fact; days for dates), None where there is no "by how much".

    ``hold``/``end``: a title or list would have to be held, or be left, by the day ``needed``;
    ``happen``: the event on that day. ``wait``: nothing changes but the day; ``needed`` is the
    first day on which it holds."""

    kind: Kind
    fact: Looked | None
    now: Value
    needed: Value
    by: int | Fraction | None = None

    @property
    def size(self) -> tuple[int, Fraction]:
        """What "nearest" is measured by."""
        rank = _RANK.get(self.kind, 3)
        if self.by is None:
            return rank, Fraction(0)
        if not is_number(self.now):
            return rank, abs(Fraction(self.by))
        whole = max(abs(Fraction(self.now)), abs(Fraction(self.needed)))
        return rank, abs(Fraction(self.by)) / (whole or 1)


@dataclass(frozen=True, slots=True)
class Distance:
    """``changes``: each suffices alone, nearest first; none: no single fact suffices.
    ``measured``, ``limit`` and ``missing`` are the two sides of the comparison that failed."""

    changes: tuple[Change, ...]
    measured: Value = None
    limit: Value = None
    missing: Value = None


Holds: TypeAlias = Callable[[Mapping[tuple[int, str, str], Value], date | None], bool]


def distance(engine: Engine, answer: Answer, condition: ConditionAnswer) -> Distance | None:
    """How far a condition of an answer is from being met (None: it is met or undecided)."""
    if answer.question is None:
        return None
    return Distances(engine.matching.programs, answer.question, answer.entity).of(condition)


class Distances:
    """Distances for one entity in one question."""

    def __init__(self, programs: Programs, question: Question, entity: Entity) -> None:
        self.programs = programs
        self.question = question
        self.entity = entity

    def of(self, condition: ConditionAnswer) -> Distance | None:
        """The distance of a condition that is not met (None: it is met or undecided)."""
        if condition.truth is not False:
            return None
        blocking = list(_blocking(condition, True))
        holds = self._holds(condition, True)
        changes = [
            change
            for leaf, want in blocking
            for change in self._changes(leaf, want)
            if leaf is condition or self._suffices(change, holds)
        ]
        unique = {(c.kind, c.fact and c.fact.key, str(c.needed)): c for c in changes}
        found = tuple(sorted(unique.values(), key=lambda c: c.size))
        if len(blocking) == 1:
            return Distance(found, *self._sides(blocking[0][0]))
        return Distance(found)

    # --- trying out ------------------------------------------------------------------------------

    def _holds(self, condition: ConditionAnswer, want: bool) -> Holds:
        part, question, entity = condition.part, self.question, self.entity

        def holds(override: Mapping[tuple[int, str, str], Value], on: date | None) -> bool:
            supposed = question.supposing(override, on)
            return decided(part, Frame(supposed, entity, on or question.on)) is want

        return holds

    def _suffices(self, change: Change, holds: Holds) -> bool:
        if change.fact is None:
            return holds({}, change.needed)
        key = change.fact.key
        if not holds({key: _supposed(change)}, None):
            return False
        if change.by is None:
            return True
        ahead = 1 if change.by > 0 else -1
        if isinstance(change.needed, date):
            return not holds({key: change.needed - timedelta(days=ahead)}, None)
        back = change.needed - ahead * _step(change.fact)
        return not holds({key: exact(Fraction(back))}, None)

    def _sides(self, leaf: ConditionAnswer) -> tuple[Value, Value, Value]:
        """Measure, limit, and what is missing, where the rule is one comparison."""
        node, document = leaf.part.node, leaf.part.clause.document
        if not isinstance(node, Compare):
            return None, None, None
        frame = Frame(self.question, self.entity, self.question.on)
        left = self.programs.of(node.left, document)(frame)
        right = self.programs.of(node.right, document)(frame)
        if not (is_number(left) or isinstance(left, Span)) or not is_number(right):
            return left, right, None
        return left, right, minus(right, left)

    # --- changes that turn one leaf --------------------------------------------------------------

    def _changes(self, leaf: ConditionAnswer, want: bool) -> Iterator[Change]:
        holds = self._holds(leaf, want)
        for looked in leaf.used:
            definition = looked.definition
            if not isinstance(definition, FactDef):
                continue
            if definition.type in {"money", "count", "number", "rate", "points"}:
                yield from self._numbers(leaf, looked, want, holds)
            elif definition.time in {"spell", "event"}:
                yield from self._happenings(looked, definition, holds)
            elif definition.type == "flag" and isinstance(looked.value, bool):
                if holds({looked.key: not looked.value}, None):
                    kind: Kind = "no" if looked.value else "yes"
                    yield Change(kind, looked, looked.value, not looked.value)
            elif definition.type == "date" and isinstance(looked.value, date):
                yield from self._dates(leaf, looked, holds)
            elif definition.type == "code":
                yield from self._codes(leaf, looked, holds)
        lasting = all(not u.period or _by_day(u) for u in leaf.used)
        if lasting and _time_may_help(leaf.part.node, want):
            yield from self._wait(holds)

    def _numbers(
        self, leaf: ConditionAnswer, looked: Looked, want: bool, holds: Holds
    ) -> Iterator[Change]:
        now = looked.value
        absent = isinstance(now, Absent)
        if absent and now.why != "not_there":
            return
        if not absent and not is_number(now):
            return
        start = Fraction(0 if absent else now)
        step = _step(looked)

        def at(n: int) -> bool:
            return holds({looked.key: exact(start + n * step)}, None)

        fit = self._fit(leaf, looked, start, step)
        for sign in (1,) if absent else (1, -1):
            most = _room(looked, start, sign, step)
            n = _guess(leaf, fit, sign, want)
            if n is None or n > most or not at(sign * n) or at(sign * (n - 1)):
                smooth = fit is not None and not _steps_possible(leaf)
                n = None if smooth else _search(lambda k, s=sign: at(s * k), most)  # type: ignore[misc]
            if n is not None:
                by = sign * n * step
                kind: Kind = "more" if sign > 0 else "less"
                yield Change(kind, looked, now, exact(start + by), exact(by))

    def _fit(
        self, leaf: ConditionAnswer, looked: Looked, start: Fraction, step: Fraction
    ) -> "_Fit | None":
        """The comparison's two sides as a quotient of linear terms in the fact, if they are one
        (checked on a fourth point, exactly)."""
        node = leaf.part.node
        if not isinstance(node, Compare):
            return None
        unit = max(1, abs(int(start / step)) // 4)
        heights = [self._height(leaf, node, looked, start + k * unit * step) for k in range(4)]
        if not all(is_number(h) for h in heights):
            return None
        return _fitted([Fraction(h) for h in heights], unit)

    def _height(
        self, leaf: ConditionAnswer, node: Compare, looked: Looked, value: Fraction
    ) -> Value:
        supposed = self.question.supposing({looked.key: exact(value)})
        frame = Frame(supposed, self.entity, self.question.on)
        document = leaf.part.clause.document
        left = self.programs.of(node.left, document)(frame)
        return minus(left, self.programs.of(node.right, document)(frame))

    def _dates(self, leaf: ConditionAnswer, looked: Looked, holds: Holds) -> Iterator[Change]:
        now: date = looked.value
        turn = self._turn(leaf, looked)
        for sign, kind in ((1, "later"), (-1, "earlier")):
            room = (date.max - now).days if sign > 0 else (now - date.min).days
            most = min(_LONGEST, room)

            def at(n: int, sign: int = sign) -> bool:
                return holds({looked.key: now + timedelta(days=sign * n)}, None)

            n = _search(at, most) if turn is None else _near(at, (turn - now).days * sign, most)
            if n is not None:
                day = now + timedelta(days=sign * n)
                yield Change(kind, looked, now, day, sign * n)  # type: ignore[arg-type]

    def _turn(self, leaf: ConditionAnswer, looked: Looked) -> date | None:
        """About where ``within(fact, term, end)`` turns, if the fact stands there alone."""
        node = leaf.part.node
        if not isinstance(node, Call) or node.function != "within":
            return None
        own, *others = node.args
        if not isinstance(own, Fact) or own.of is not None or own.period is not None:
            return None
        if not all(isinstance(n, (Constant, Anchor)) for n in others):
            return None
        frame = Frame(self.question, self.entity, self.question.on)
        term, end = (self.programs.of(n, leaf.part.clause.document)(frame) for n in others)
        return None if term.working_days else shifted(end, term, sign=-1)

    def _happenings(self, looked: Looked, definition: FactDef, holds: Holds) -> Iterator[Change]:
        if not isinstance(looked.value, tuple):
            return
        kind: Kind = "hold" if definition.time == "spell" else "happen"
        change = Change(kind, looked, looked.value, self.question.on)
        if holds({looked.key: _supposed(change)}, None):
            yield change
        if definition.time == "spell" and any(s.runs_on(self.question.on) for s in looked.value):
            ended = Change("end", looked, looked.value, self.question.on)
            if holds({looked.key: _supposed(ended)}, None):
                yield ended

    def _codes(self, leaf: ConditionAnswer, looked: Looked, holds: Holds) -> Iterator[Change]:
        node = leaf.part.node
        if node is None or (isinstance(looked.value, Absent) and looked.value.why != "not_there"):
            return
        offered = [c for c in self._offered(leaf, node) if holds({looked.key: c}, None)]
        if offered:
            yield Change("one_of", looked, looked.value, tuple(offered))

    def _offered(self, leaf: ConditionAnswer, node: Node) -> list[str]:
        """Codes the rule itself names."""
        found: list[str] = []
        frame = Frame(self.question, self.entity, self.question.on)
        for inner in walk(node):
            if isinstance(inner, Member):
                listed = self.programs.of(inner.list, leaf.part.clause.document)(frame)
                found += listed if isinstance(listed, tuple) else ()
            elif isinstance(inner, Constant) and isinstance(inner.value, str):
                found.append(inner.value)
        return list(dict.fromkeys(found))

    def _wait(self, holds: Holds) -> Iterator[Change]:
        on = self.question.on
        room = min(_WAIT, (date.max - on).days)
        n = _search(lambda k: holds({}, on + timedelta(days=k)), room)
        if n is not None:
            yield Change("wait", None, on, on + timedelta(days=n), n)


def _near(holds: Callable[[int], bool], guess: int, most: int) -> int | None:
    """The turn next to a guess (months differ in length); a search, if it is not there."""
    near = range(max(1, guess - 1), min(most, guess + 2) + 1)
    found = next((n for n in near if holds(n) and not holds(n - 1)), None)
    return _search(holds, most) if found is None and guess > 2 else found


def _time_may_help(node: Node | None, want: bool) -> bool:
    """May the rule come to be as wanted by mere waiting? Not if it asks for no date at all, nor if
    it asks for less than a term since some day to have passed."""
    if node is None:
        return True
    if want and isinstance(node, Call) and node.function == "within":
        start, term, end = node.args
        plain = isinstance(start, Fact) and start.of is None and start.period is None
        if plain and isinstance(term, Constant) and isinstance(end, Anchor):
            return False
    return any(isinstance(n, _DATED) for n in walk(node))


def _by_day(looked: Looked) -> bool:
    definition = looked.definition
    return isinstance(definition, FactDef) and definition.time == "day"


def _supposed(change: Change) -> Value:
    if change.kind == "hold":
        return tuple(sorted((*change.now, Spell(change.needed)), key=lambda s: s.start))
    if change.kind == "end":
        day: date = change.needed
        left = day - timedelta(days=1)
        ended = (Spell(s.start, left) if s.runs_on(day) else s for s in change.now)
        return tuple(s for s in ended if s.end is None or s.start <= s.end)
    if change.kind == "happen":
        return tuple(sorted((*change.now, change.needed)))
    return change.needed[0] if change.kind == "one_of" else change.needed


def _step(looked: Looked) -> Fraction:
    definition = looked.definition
    return _STEPS.get(definition.type, _UNIT) if isinstance(definition, FactDef) else _UNIT


def _room(looked: Looked, start: Fraction, sign: int, step: Fraction) -> int:
    """How many steps the fact can go: to its declared range; a figure not below zero stays so."""
    definition = looked.definition
    assert isinstance(definition, FactDef)
    edge = definition.high if sign > 0 else definition.low
    if edge is None and sign < 0 and start >= 0:
        edge = Fraction(0)
    if edge is None:
        return _FARTHEST
    return max(0, int((edge - start) * sign / step))


def _search(holds: Callable[[int], bool], most: int) -> int | None:
    """The least n found with ``holds(n)`` and not ``holds(n - 1)``: doubling, then halving."""
    low, high = 0, 1
    while high <= most and not holds(high):
        low, high = high, high * 2
    if high > most:
        if low >= most or not holds(most):
            return None
        high = most
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


@dataclass(frozen=True, slots=True)
class _Fit:
    """Where the difference of the two sides is zero, in steps from now (None: nowhere), and
    where it has no value (None: nowhere)."""

    zero: Fraction | None
    pole: Fraction | None


def _fitted(heights: list[Fraction], unit: int) -> _Fit | None:
    """``(a u + b) / (c u + 1)`` through heights at u = 0, 1, 2, if it also meets u = 3. None if it
    does not, or if the heights are level (a table may jump later)."""
    g0, g1, g2, g3 = heights
    # a - c g1 = g1 - g0 and 2a - 2c g2 = g2 - g0
    if g1 == g2:
        return None
    c = (2 * (g1 - g0) - (g2 - g0)) / (2 * (g2 - g1))
    a = g1 - g0 + c * g1
    if 3 * c + 1 == 0 or (3 * a + g0) / (3 * c + 1) != g3:
        return None
    return _Fit(-g0 / a * unit if a else None, -unit / c if c else None)


def _guess(leaf: ConditionAnswer, fit: _Fit | None, sign: int, want: bool) -> int | None:
    """Steps in one direction to where the comparison turns, if the fit crosses there."""
    if fit is None or fit.zero is None or fit.zero * sign < 0:
        return None
    if fit.pole is not None and 0 < fit.pole * sign < fit.zero * sign:
        return None
    node = leaf.part.node
    assert isinstance(node, Compare)
    steps = fit.zero * sign
    whole = -(-steps.numerator // steps.denominator)
    strict = (node.op in {"<", ">"}) is want
    return whole + 1 if strict and steps.denominator == 1 else whole or None


def _steps_possible(leaf: ConditionAnswer) -> bool:
    """May the rule bend or jump, because a table, a choice or another clause is in it?"""
    node = leaf.part.node
    return node is not None and any(_bends(n) for n in walk(node))


def _bends(node: Node) -> bool:
    if isinstance(node, (Call, Aggregate)):
        return node.function not in {"sum", "mean", "count", "growth"}
    return isinstance(node, (Named, Qualifies, Choice))


def _blocking(condition: ConditionAnswer, want: bool) -> Iterator[tuple[ConditionAnswer, bool]]:
    """Leaves that stand in the way of the condition being ``want``, and what each must become."""
    if not condition.parts:
        if condition.truth is not want and condition.part.program is not None:
            yield condition, want
        return
    wanted = not want if condition.part.mode == "none" else want
    for part in condition.parts:
        if part.truth is not wanted:
            yield from _blocking(part, wanted)
