"""A question under way: one entity, one date, what is known, and everything looked up so far."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, TypeVar

from gaoxin.engine.law import Law
from gaoxin.engine.values import (
    NOTHING,
    Absent,
    Looked,
    Span,
    Unknown,
    Value,
    exact,
)
from gaoxin.facts.entities import ABSENT, UNKNOWN, Between, Entity, Recorded, Spell
from gaoxin.facts.vocabulary import FactDef, SetDef
from gaoxin.policy.form import Node
from gaoxin.quantities import Period, WorkCalendar

Item = TypeVar("Item")
Override = Mapping[tuple[int, str, str], Value]
"""Facts supposed for a while (entity id(), name, period), in place of what is recorded."""


@dataclass(frozen=True, slots=True, eq=False)
class Broken:
    """A reported value: J1, a judged number outside its range; J2, a value of the wrong type."""

    code: Literal["J1", "J2"]
    entity: Entity = field(repr=False)
    name: str
    period: str
    value: Any
    expected: str


@dataclass(frozen=True, slots=True, eq=False)
class Picked:
    """A ``best``: the applicant may choose; the engine took the greatest of ``offered``."""

    document: str
    node: Node
    offered: tuple[Value, ...]
    taken: Value


@lru_cache(8192)
def bounds(period: int | date | Period) -> tuple[str, date, date]:
    """Key, first and last day of a period."""
    if isinstance(period, Period):
        return period.key, period.start, period.end
    if isinstance(period, int):
        return f"{period:04d}", date(period, 1, 1), date(period, 12, 31)
    return period.isoformat(), period, period


_NUMERIC = {"money", "rate", "count", "number", "points"}
_PYTHON: dict[str, type | tuple[type, ...]] = {
    "flag": bool,
    "date": date,
    "year": int,
    "month": Period,
    "code": str,
    "text": str,
    "texts": tuple,
    "entity": Entity,
}


class Question:
    """One entity asked about on one date, as known on ``known``. Everything found is kept, so
    that nothing is looked up twice; ``used`` runs along and every condition takes its stretch.

    ``define`` and ``qualifies`` are given by the engine: they need the whole law.
    """

    __slots__ = (
        "broken",
        "calendar",
        "define",
        "entity",
        "history_missing",
        "known",
        "law",
        "laws",
        "lives",
        "looked",
        "memo",
        "on",
        "override",
        "picked",
        "qualifies",
        "used",
    )

    def __init__(
        self,
        laws: Callable[[date], Law],
        entity: Entity,
        on: date,
        known: date | None,
        define: "Callable[[Question, str, str, Entity, date, date], Value]",
        qualifies: "Callable[[Question, str, str, Entity, date, date], Value]",
        calendar: WorkCalendar,
        override: Override | None = None,
    ) -> None:
        self.laws = laws
        self.law = laws(on)
        self.entity = entity
        self.on = on
        self.known = known
        self.define = define
        self.qualifies = qualifies
        self.calendar = calendar
        self.override: Override = override or {}
        self.looked: dict[tuple[int, str, str], Looked] = {}
        self.memo: dict[Any, Any] = {}
        self.lives: dict[int, tuple[Value, Value]] = {}
        self.used: list[Looked] = []
        self.broken: list[Broken] = []
        self.picked: list[Picked] = []
        self.history_missing = False

    def law_of(self, day: date) -> Law:
        return self.law if day == self.on else self.laws(day)

    def supposing(self, override: Override, on: date | None = None) -> "Question":
        """The same question with some facts supposed otherwise, or on another date."""
        return Question(
            self.laws,
            self.entity,
            on or self.on,
            self.known,
            self.define,
            self.qualifies,
            self.calendar,
            {**self.override, **override},
        )

    def fact(self, entity: Entity, definition: FactDef, period: Any = None) -> Value:
        """The value of a fact for a period (None: a fixed fact, or all its spells or events)."""
        key, first, last = bounds(period) if period is not None else ("", None, None)
        place = (id(entity), definition.id, key)
        found = self.looked.get(place)
        if found is None:
            found = Looked(entity, definition.id, key, definition)
            found.value = self._value(found, definition, first, last)
            self.looked[place] = found
        elif isinstance(found.fault, Broken):
            self.broken.append(found.fault)
        self.used.append(found)
        return found.value

    def remembered(self, place: Any, evaluate: Callable[[], Value], meanwhile: Value) -> Value:
        """The value kept at ``place``, evaluated once; with it come, every time, the facts it
        used, the choices made and the broken values met. ``meanwhile`` answers a circle."""
        kept = self.memo.get(place)
        if kept is None:
            self.memo[place] = (meanwhile, (), (), ())
            marks = len(self.used), len(self.picked), len(self.broken)
            value = evaluate()
            kept = (
                value,
                _cut(self.used, marks[0]),
                _cut(self.picked, marks[1]),
                _cut(self.broken, marks[2]),
            )
            self.memo[place] = kept
        value, used, picked, broken = kept
        self.used.extend(used)
        if picked or broken:
            self.picked.extend(picked)
            self.broken.extend(broken)
        return value

    def members(self, entity: Entity, definition: SetDef) -> Value:
        """The members of a set, a tuple; unknown where neither table nor list was given."""
        place = (id(entity), definition.id, "")
        found = self.looked.get(place)
        if found is None:
            found = Looked(entity, definition.id, "", definition)
            given = self.override.get(place, entity.sets.get(definition.id))
            found.value = Unknown(frozenset((found,))) if given is None else given
            self.looked[place] = found
        self.used.append(found)
        return found.value

    def _value(
        self, found: Looked, definition: FactDef, first: date | None, last: date | None
    ) -> Value:
        if self.override and found.key in self.override:
            return self.override[found.key]
        entity = found.entity
        born: Value = None
        if first is not None and last is not None and definition.time not in {"spell", "event"}:
            born, ended = self._life(entity, definition.kind)
            if isinstance(born, date) and last < born:
                return Absent("before_birth", born.isoformat())
            if isinstance(ended, date) and ended < first:
                return Absent("after_end", ended.isoformat())
        record = entity.look_up(definition.id, found.period, self.known)
        if record is None and found.period:
            record = entity.look_up(definition.id, "", self.known)
        found.record = record
        if record is None or record.value is UNKNOWN:
            doubtful = definition.optional or isinstance(born, (Unknown, Absent))
            return Unknown(frozenset((found,)), maybe_absent=doubtful)
        return self._plain(found, definition, record)

    def _plain(self, found: Looked, definition: FactDef, record: Recorded) -> Value:
        value = record.value
        if value is ABSENT:
            return () if definition.time in {"spell", "event"} else Absent()
        if definition.time in {"spell", "event"}:
            return self._dates(found, definition, value)
        if definition.type in _NUMERIC:
            if isinstance(value, (Fraction, int)) and not isinstance(value, bool):
                return exact(value)
            if isinstance(value, Between):
                return Span(exact(value.low), exact(value.high), frozenset((found,)))
        elif definition.type == "year" and isinstance(value, Fraction):
            return int(value)
        elif isinstance(value, _PYTHON[definition.type]):
            return value
        return self._report(found, definition.type)

    def _dates(self, found: Looked, definition: FactDef, value: Any) -> Value:
        """Spells or events; ``no`` is none of them, ``yes`` a spell of unknown beginning."""
        if isinstance(value, tuple):
            wanted = Spell if definition.time == "spell" else date
            if all(isinstance(item, wanted) for item in value):
                return value
        if value is False:
            return ()
        if value is True and definition.time == "spell":
            return True
        return self._report(found, definition.time)

    def _report(self, found: Looked, expected: str) -> Unknown:
        value = found.record.value if found.record else None
        found.fault = Broken("J2", found.entity, found.name, found.period, value, expected)
        self.broken.append(found.fault)
        return Unknown(NOTHING, "broken", found.name)

    def _life(self, entity: Entity, kind: str) -> tuple[Value, Value]:
        found = self.lives.get(id(entity))
        if found is None:
            found = self.lives[id(entity)] = (
                self._limit(entity, kind, "born"),
                self._limit(entity, kind, "ended"),
            )
        return found

    def _limit(self, entity: Entity, kind: str, which: Literal["born", "ended"]) -> Value:
        """The day of birth or end: a date, Unknown, or None where the kind has no such fact."""
        register = self.law.library.vocabulary.kinds.get(kind)
        name = getattr(register, which) if register else ""
        definition = register.find(name) if register and name else None
        if not isinstance(definition, FactDef):
            return None
        mark = len(self.used)
        value = self.fact(entity, definition)
        del self.used[mark:]
        return value


def _cut(trail: list[Item], mark: int) -> tuple[Item, ...]:
    """What was added since ``mark``, each once, taken off the trail."""
    found = tuple(dict.fromkeys(trail[mark:]))
    del trail[mark:]
    return found


class Frame:
    """Where a rule is evaluated: whose it is, on which date, by the texts of which day (the same,
    but under a static reference), and the loop variables."""

    __slots__ = ("entity", "on", "question", "texts", "variables")

    def __init__(
        self,
        question: Question,
        entity: Entity,
        on: date,
        variables: dict[str, Value] | None = None,
        texts: date | None = None,
    ) -> None:
        self.question = question
        self.texts = texts or on
        self.entity = entity
        self.on = on
        self.variables: dict[str, Value] = {} if variables is None else variables
