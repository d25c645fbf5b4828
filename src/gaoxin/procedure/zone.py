"""The zone as a value: what is known of its entities, which cases run, who may act.

An event is taken whole or not at all: taking one gives a new zone, and a refused one leaves the
old as it was. What a rule says is asked of a ``Judge``, what an event moves of ``Books``; this
room knows neither amounts nor accounts. A store that keeps a zone in a database builds the part of
it that an event needs and writes what is new in the one that comes back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from gaoxin.policy.form import Along, Cited, Condition, Fact, Procedure, Step
from gaoxin.policy.library import Library
from gaoxin.procedure.course import Course, Event, follow
from gaoxin.quantities import WorkCalendar


@dataclass(frozen=True, slots=True)
class Link:
    """The value of a link: the id of another entity of the zone."""

    id: str


@dataclass(frozen=True, slots=True)
class Said:
    """A value of a fact, with its source and the day it was recorded. ``value``: as
    ``facts.Recorded`` holds it, but a ``Link`` where that holds an entity."""

    value: Any
    source: str = ""
    recorded: date | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity of the zone: everything said of it, by (fact id, period key), in the order of
    recording."""

    kind: str
    id: str
    said: Mapping[tuple[str, str], tuple[Said, ...]] = field(default_factory=dict)
    name: str = ""

    def saying(self, fact: str, period: str, said: Said) -> "Thing":
        """The same with one more statement."""
        earlier = self.said.get((fact, period), ())
        return replace(self, said={**self.said, (fact, period): (*earlier, said)})

    def value(self, fact: str, period: str = "") -> Any:
        """What was said last of a fact, None if nothing was."""
        found = self.said.get((fact, period), ())
        return found[-1].value if found else None


class CaseKey(NamedTuple):
    """A case: an entity's life under one procedure (its address)."""

    entity: str
    procedure: str

    def __str__(self) -> str:
        return f"{self.entity}@{self.procedure}"


@dataclass(frozen=True, slots=True)
class Life:
    """The events of a case in their order, and the case it was opened from."""

    events: tuple[Event, ...] = ()
    opener: CaseKey | None = None


@dataclass(frozen=True, slots=True)
class Barred:
    """An event that was refused. ``why``: a stable reason; ``what``: the condition, form, need or
    account concerned; ``case``: where it was refused (an event takes others along)."""

    why: str
    what: str = ""
    case: CaseKey | None = None

    def __str__(self) -> str:
        return f"{self.why} {self.what}".strip()


class Judge(Protocol):
    """What rules say of a case of a zone, on the day and as known on it."""

    def holds(self, zone: "Zone", case: CaseKey, condition: Condition, on: date) -> bool | None:
        """Does the condition hold? None: not known."""

    def value(
        self, zone: "Zone", case: CaseKey, rule: Cited, on: date, each: str = "", variable: str = ""
    ) -> Any:
        """The value of a rule as ``Said`` holds it; None where it is not known. ``each``: the
        member that a loop's ``variable`` stands for."""

    def members(self, zone: "Zone", case: CaseKey, along: Along, on: date) -> Iterable[str] | None:
        """The entities an event opens cases for or takes steps in (None: not known)."""

    def period(self, zone: "Zone", case: CaseKey, target: Fact, on: date) -> str | None:
        """The key of the period a record is for, "" for none (None: not known)."""

    def owner(self, zone: "Zone", case: CaseKey, target: Fact, on: date) -> str | None:
        """The entity a record is about (None: not known)."""

    def qualifies(self, zone: "Zone", case: CaseKey, on: date) -> bool | None:
        """Does the clause of the case answer yes? None: not known, or there is no clause."""

    def application(self, zone: "Zone", case: CaseKey, on: date) -> "Mapping[str, Any] | Barred":
        """What an application fixes when it leaves its first state: fact -> value."""


class Books(Protocol):
    """The money of a zone: what a step moves."""

    def post(
        self, zone: "Zone", case: CaseKey, step: Step, event: str, on: date
    ) -> "Books | Barred":
        """The books with the entries of a step, or why it may not be taken."""

    def balances(self, zone: "Zone", case: CaseKey, fact: str, on: date) -> Mapping[str, Any]:
        """The balance that a derived fact stands for, by period key ("" for all years)."""

    def held(self, cases: Iterable[CaseKey]) -> int:
        """What cases hold in commitments or have moved into expenses (of parallel books the
        first), in smallest parts."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Everything an event is judged by.

    ``people``: person -> the roles held and the ids of the entities belonged to; ``conflicts``:
    pairs of person and entity, or of entities, that are too near to each other.
    """

    library: Library
    calendar: WorkCalendar
    judge: Judge
    books: Books
    things: Mapping[str, Thing] = field(default_factory=lambda: MappingProxyType({}))
    lives: Mapping[CaseKey, Life] = field(default_factory=lambda: MappingProxyType({}))
    people: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    conflicts: frozenset[frozenset[str]] = frozenset()

    # --- reading ---------------------------------------------------------------------------------

    def procedure(self, address: str) -> Procedure | None:
        """The procedure at an address (``document#id``)."""
        document, _, name = address.partition("#")
        return self.library.procedure(document, name)

    def course(self, case: CaseKey) -> Course:
        """The course of a case: its states, and where it stands."""
        procedure = self.procedure(case.procedure)
        assert procedure is not None, case
        life = self.lives.get(case)
        return follow(procedure, life.events if life else ())

    def line(self, case: CaseKey) -> Iterator[CaseKey]:
        """The case and those it was opened from, nearest first."""
        seen: set[CaseKey] = set()
        here: CaseKey | None = case
        while here is not None and here not in seen:
            seen.add(here)
            yield here
            life = self.lives.get(here)
            here = life.opener if life else None

    def opened(self, case: CaseKey) -> list[CaseKey]:
        """The cases opened from a case."""
        return [key for key, life in self.lives.items() if life.opener == case]

    # --- the zone after something ----------------------------------------------------------------

    def knowing(self, entity: str, fact: str, period: str, said: Said) -> "Zone":
        """The zone with one more statement."""
        thing = self.things[entity].saying(fact, period, said)
        return replace(self, things={**self.things, entity: thing})

    def having(self, thing: Thing) -> "Zone":
        """The zone with one more entity."""
        return replace(self, things={**self.things, thing.id: thing})

    def living(self, case: CaseKey, life: Life) -> "Zone":
        """The zone with a case as it now stands."""
        return replace(self, lives={**self.lives, case: life})
