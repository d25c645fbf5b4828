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

from gaoxin.engine.conditions import ConditionAnswer, decided
from gaoxin.engine.evaluate import Programs
from gaoxin.engine.frame import Frame, Question
from gaoxin.engine.values import Absent, Looked, Span, Value, exact, is_number, minus
from gaoxin.facts.entities import Entity, Spell
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import Compare, Constant, Member, Named, Node, Qualifies, walk

Kind = Literal["more", "less", "later", "earlier", "yes", "no", "one_of", "hold", "happen", "wait"]
Number: TypeAlias = Fraction
"""Exact; whole numbers too."""

_FARTHEST = 10**17
_LONGEST = 366 * 50
_WAIT = 366 * 10
_STEPS = {"rate": Fraction(1, 10000)}
_UNIT = Fraction(1)
_RANK = {"more": 0, "less": 0, "later": 1, "earlier": 1, "wait": 2}


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that would suffice. ``needed`` is its value then; ``by`` the difference to now
    (in the unit of the fact; days for dates), None where there is no "by how much".

    ``wait``: nothing changes but the day; ``needed`` is the first day on which it holds."""

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
            if self._suffices(change, holds)
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
        if change.by is None or change.kind in {"later", "earlier"}:
            return True
        step = _step(change.fact)
        back = change.needed - step if change.by > 0 else change.needed + step
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
                yield from self._dates(looked, holds)
            elif definition.type == "code":
                yield from self._codes(leaf, looked, holds)
        if all(not u.period or _by_day(u) for u in leaf.used):
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

        for sign in (1,) if absent else (1, -1):
            most = _room(looked, start, sign, step)
            guess = self._guess(leaf, looked, start, sign * step, want)
            n = guess if guess is not None and 0 < guess <= most else None
            if n is None or not at(sign * n) or at(sign * (n - 1)):
                n = None if guess == 0 else _search(lambda k, s=sign: at(s * k), most)  # type: ignore[misc]
            if n is not None:
                by = sign * n * step
                needed = exact(start + by)
                yield Change("more" if sign > 0 else "less", looked, now, needed, exact(by))

    def _guess(
        self, leaf: ConditionAnswer, looked: Looked, start: Number, step: Number, want: bool
    ) -> int | None:
        """Steps to the crossing if both sides of the comparison are quotients of linear terms in
        the fact (checked on a fourth point, exactly); 0: no crossing there; None: unclear."""
        node = leaf.part.node
        if not isinstance(node, Compare):
            return None
        unit = max(1, abs(int(start / step)) // 4)
        heights = [self._height(leaf, node, looked, start + k * unit * step) for k in range(4)]
        if not all(is_number(h) for h in heights):
            return None
        crossing = _crossing([Fraction(h) for h in heights])
        if crossing is None:
            return None
        if crossing < 0:
            return None if any(isinstance(n, (Named, Qualifies)) for n in walk(node)) else 0
        steps = crossing * unit
        whole = -(-steps.numerator // steps.denominator)
        strict = (node.op in {"<", ">"}) is want
        return whole + 1 if strict and steps.denominator == 1 else whole or None

    def _height(self, leaf: ConditionAnswer, node: Compare, looked: Looked, value: Number) -> Value:
        supposed = self.question.supposing({looked.key: exact(value)})
        frame = Frame(supposed, self.entity, self.question.on)
        document = leaf.part.clause.document
        left = self.programs.of(node.left, document)(frame)
        return minus(left, self.programs.of(node.right, document)(frame))

    def _dates(self, looked: Looked, holds: Holds) -> Iterator[Change]:
        now: date = looked.value
        for sign, kind in ((1, "later"), (-1, "earlier")):
            room = (date.max - now).days if sign > 0 else (now - date.min).days

            def at(n: int, sign: int = sign) -> bool:
                return holds({looked.key: now + timedelta(days=sign * n)}, None)

            n = _search(at, min(_LONGEST, room))
            if n is not None:
                day = now + timedelta(days=sign * n)
                yield Change(kind, looked, now, day, sign * n)  # type: ignore[arg-type]

    def _happenings(self, looked: Looked, definition: FactDef, holds: Holds) -> Iterator[Change]:
        if not isinstance(looked.value, tuple):
            return
        kind: Kind = "hold" if definition.time == "spell" else "happen"
        change = Change(kind, looked, looked.value, self.question.on)
        if holds({looked.key: _supposed(change)}, None):
            yield change

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


def _by_day(looked: Looked) -> bool:
    definition = looked.definition
    return isinstance(definition, FactDef) and definition.time == "day"


def _supposed(change: Change) -> Value:
    if change.kind == "hold":
        return tuple(sorted((*change.now, Spell(change.needed)), key=lambda s: s.start))
    if change.kind == "happen":
        return tuple(sorted((*change.now, change.needed)))
    return change.needed[0] if change.kind == "one_of" else change.needed


def _step(looked: Looked) -> Number:
    definition = looked.definition
    return _STEPS.get(definition.type, _UNIT) if isinstance(definition, FactDef) else _UNIT


def _room(looked: Looked, start: Number, sign: int, step: Number) -> int:
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


def _crossing(heights: list[Fraction]) -> Fraction | None:
    """Where ``(a u + b) / (c u + 1)`` through heights at u = 0, 1, 2 is zero; -1 if it never is
    from u = 0 on; None if the height at u = 3 shows that it is no such function, or if it is
    level (a table may jump later)."""
    g0, g1, g2, g3 = heights
    # a - c g1 = g1 - g0;  2a - 2c g2 = g2 - g0
    denominator = 2 * (g2 - g1)
    if denominator == 0:
        c = Fraction(0)
        if g2 - g0 != 2 * (g1 - g0):
            return None
    else:
        c = (2 * (g1 - g0) - (g2 - g0)) / denominator
    a = g1 - g0 + c * g1
    if 3 * c + 1 == 0 or (3 * a + g0) / (3 * c + 1) != g3:
        return None
    pole = -1 / c if c else None
    if a == c * g0:
        return None
    root = -g0 / a if a else Fraction(-1)
    if root < 0:
        return Fraction(-1) if pole is None or pole <= 0 else None
    return root if pole is None or not 0 < pole < root else None


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
