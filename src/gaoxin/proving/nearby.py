"""Values of one fact on, one step under and one step over the edges of a test.

A test is any function from a value to yes, no or unknown. Values that can be counted through
(amounts, days) form a ladder: the test is tried on some rungs, and wherever two neighbours differ
the edge between them is found by halving, so that it is met exactly whatever the rule looks like.
A step is 1 fen, 1 unit of a count, 0.01 of another number, 0.01% of a rate, 1 day or month.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any, TypeAlias

from gaoxin.engine.values import Absent, Judgement, Span, Unknown, Value, exact, is_number
from gaoxin.facts.entities import Entity, Recorded, Spell
from gaoxin.facts.vocabulary import FactDef, SetDef
from gaoxin.quantities import Period

Outcome: TypeAlias = bool | None
Ask: TypeAlias = Callable[[Value], Outcome]

STEPS = {"rate": Fraction(1, 10000), "number": Fraction(1, 100)}
MOST = {"money": 10**14, "rate": 10}
_MOST_OTHER = 10**7
_MOST_MEMBERS = 12
_POWERS = tuple(Fraction(10**k) for k in (4, 6, 8, 9, 10, 11, 12))


@dataclass(frozen=True, slots=True)
class Tried:
    """A value and what the test says of it; ``near``: it lies on or beside an edge."""

    value: Value
    outcome: Outcome
    near: bool


@dataclass(frozen=True, slots=True)
class Nearby:
    """What to try: ``marks`` are the constants of the rules, ``on`` the day asked about."""

    marks: Sequence[Any]
    on: date
    random: Random

    def judged(self, judgement: Judgement, ask: Ask) -> list[Tried]:
        """Numbers a judge may decide, and the range left open."""
        low, high = Fraction(judgement.low), Fraction(judgement.high)
        step = Fraction(1) if high - low > 20 else Fraction(1, 10)
        rungs = [low / step, high / step, (low + high) / 2 / step]
        inside = [round(r) for r in rungs if low <= round(r) * step <= high]
        return _climb(lambda k: exact(k * step), inside, ask, (-(-low // step), high // step))

    def of(self, fact: FactDef, now: Value, ask: Ask) -> list[Tried]:
        """Values of a fact, with those around every edge met."""
        found = list(self._values(fact, now, ask))
        for value in (Unknown(), () if fact.time in {"spell", "event"} else Absent()):
            if not (isinstance(value, Absent) and fact.type == "entity"):
                found.append(Tried(value, ask(value), False))
        return found

    def _values(self, fact: FactDef, now: Value, ask: Ask) -> Iterable[Tried]:
        if fact.time == "spell":
            return self._spells(now, ask)
        if fact.time == "event":
            return self._events(now, ask)
        match fact.type:
            case "flag":
                return [Tried(v, ask(v), True) for v in (True, False)]
            case "date":
                return self._dates(lambda day: day, ask)
            case "year":
                years = range(self.on.year - 12, self.on.year + 2)
                return _climb(lambda k: k, years, ask)
            case "month":
                this = self.on.year * 12 + self.on.month - 1
                return _climb(_month, [this - 13, this - 12, this - 1, this, this + 1], ask)
            case "code" | "text" | "texts":
                return self._codes(fact, now, ask)
            case "entity":
                blank = Entity(fact.target)
                return [Tried(blank, ask(blank), False)] if not isinstance(now, Entity) else []
        return self._numbers(fact, now, ask)

    def _numbers(self, fact: FactDef, now: Value, ask: Ask) -> list[Tried]:
        step = STEPS.get(fact.type, Fraction(1))
        most = MOST.get(fact.type, _MOST_OTHER)
        low = fact.low if fact.low is not None else Fraction(-most if fact.type == "money" else 0)
        high = min(fact.high if fact.high is not None else Fraction(most), Fraction(most))
        wanted = [m for m in self.marks if isinstance(m, Fraction)]
        points = self.random.sample(wanted, min(8, len(wanted)))
        if is_number(now):
            points += [Fraction(now), Fraction(now) * 2, Fraction(now) / 2, -Fraction(now)]
        elif isinstance(now, Span):
            points += [Fraction(now.low), Fraction(now.high)]
        # Something above every limit a rule may set, so that the edge lies between two rungs.
        points.append(Fraction(10**5))
        if fact.type == "money":
            points += [*self.random.sample(_POWERS, 2), Fraction(10**13)]
        rungs = {0, 1} | {round(p / step) + d for p in points for d in (-1, 0, 1)}
        limits = -(-low // step), high // step
        return _climb(lambda k: exact(k * step), rungs, ask, limits)

    def _codes(self, fact: FactDef, now: Value, ask: Ask) -> list[Tried]:
        codes = list(dict.fromkeys(m for m in self.marks if isinstance(m, str)))
        codes = [*self.random.sample(codes, min(12, len(codes))), "ZZ"]
        if fact.type != "texts":
            return [Tried(c, ask(c), True) for c in codes]
        sets: list[tuple[str, ...]] = [(), *((c,) for c in codes), tuple(codes[:3])]
        return [Tried(c, ask(c), True) for c in sets]

    # --- days ------------------------------------------------------------------------------------

    def _days(self) -> Iterator[int]:
        on = self.on
        for back in (0, 1, 2, 3, 5, 7, 9, 12, 14, 17, 20, 22, 25):
            yield date(on.year - back, on.month, min(on.day, 28)).toordinal()
        yield date(on.year, 1, 1).toordinal()
        yield on.toordinal() + 1
        yield on.toordinal() + 400
        for mark in self.marks:
            if isinstance(mark, date):
                yield mark.toordinal()

    def _dates(self, value: Callable[[date], Value], ask: Ask) -> list[Tried]:
        first, last = date(1950, 1, 1).toordinal(), date(2060, 1, 1).toordinal()
        return _climb(lambda k: value(date.fromordinal(k)), self._days(), ask, (first, last))

    def _spells(self, now: Value, ask: Ask) -> Iterator[Tried]:
        held = now if isinstance(now, tuple) else ()
        for n in range(len(held)):
            rest = (*held[:n], *held[n + 1 :])
            yield Tried(rest, ask(rest), False)
        three = 3 * 365
        shapes: list[Callable[[date], Value]] = [
            lambda day: (Spell(day, None),),
            lambda day: (Spell(date.fromordinal(day.toordinal() - three), day),),
            lambda day: (Spell(day, date.fromordinal(day.toordinal() + three)),),
            lambda day: _sorted((*held, Spell(day, None))),
        ]
        yield from self._dates(self.random.choice(shapes), ask)

    def _events(self, now: Value, ask: Ask) -> list[Tried]:
        known = now if isinstance(now, tuple) else ()
        shapes: list[Callable[[date], Value]] = [
            lambda day: (day,),
            lambda day: tuple(sorted((*known, day))),
        ]
        return self._dates(self.random.choice(shapes), ask)

    # --- members ---------------------------------------------------------------------------------

    def members(self, definition: SetDef, owner: Entity, now: Value, ask: Ask) -> list[Tried]:
        """The set empty, smaller, and larger by copies of one of its members."""
        held: tuple[Entity, ...] = now if isinstance(now, tuple) else ()
        model = self.random.choice(held) if held else Entity(definition.member)

        def at(k: int) -> tuple[Entity, ...]:
            extra = (_copied(model, definition, owner) for _ in range(k - len(held)))
            return held[:k] if k <= len(held) else (*held, *extra)

        n = len(held)
        return _climb(at, {0, 1, n - 1, n, n + 1, 2 * n}, ask, (0, max(_MOST_MEMBERS, n + 1)))


def _copied(model: Entity, definition: SetDef, owner: Entity) -> Entity:
    found = _twin(model, owner, owner)
    found.facts[definition.via, ""] = [Recorded(owner)]
    return found


def _twin(model: Entity, former: Entity, owner: Entity) -> Entity:
    """A copy with members of its own: nobody belongs to two, as in a table nobody can."""
    found = Entity(model.kind, judged=dict(model.judged))
    for place, records in model.facts.items():
        found.facts[place] = [Recorded(owner) if r.value is former else r for r in records]
    for name, members in model.sets.items():
        found.sets[name] = tuple(_twin(m, model, found) for m in members)
    return found


def _month(k: int) -> Period:
    return Period.month(k // 12, k % 12 + 1)


def _sorted(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    return tuple(sorted(spells, key=lambda s: (s.start, s.end or date.max)))


def _climb(
    at: Callable[[int], Value],
    rungs: Iterable[int],
    ask: Ask,
    limits: tuple[Any, Any] = (-(10**18), 10**18),
) -> list[Tried]:
    """The rungs tried, and those on both sides of every edge between them."""
    low, high = int(limits[0]), int(limits[1])
    tried = {k: ask(at(k)) for k in sorted({min(max(k, low), high) for k in rungs})}
    near: set[int] = set()
    for one, other in pairwise(sorted(tried)):
        before, after = one, other
        if tried[one] is tried[other]:
            continue
        while after - before > 1:
            middle = (before + after) // 2
            tried[middle] = ask(at(middle))
            before, after = (middle, after) if tried[middle] is tried[one] else (before, middle)
        for k in (before - 1, before, after, after + 1):
            if low <= k <= high:
                near.add(k)
                if k not in tried:
                    tried[k] = ask(at(k))
    return [Tried(at(k), outcome, k in near) for k, outcome in tried.items()]
