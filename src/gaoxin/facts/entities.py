"""Entities and what is recorded of them.

A fact is (entity, name, period, value, unit, source, recorded on). One entity keeps its facts by
(fact id, period key); periods are written as ``quantities.Period.key`` writes them ("2024",
"2024Q1", "2024-03", "2024-03-05"); "" is the key of a fixed fact or of a state "as on the day
asked about".

Three ways of not having a value (none of them zero): not in the table at all or ``UNKNOWN`` =
unknown; ``ABSENT`` = known not to exist; ``Between`` = known to lie in a range.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Final, Literal, Union

from gaoxin.quantities import Period


class Missing(Enum):
    UNKNOWN = "unknown"
    ABSENT = "absent"


UNKNOWN: Final = Missing.UNKNOWN
ABSENT: Final = Missing.ABSENT


@dataclass(frozen=True, slots=True)
class Between:
    """Somewhere from ``low`` to ``high``, both included (same unit as the value it stands for)."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Spell:
    """A state held from ``start`` to ``end``, both days included; no end is open."""

    start: date
    end: date | None = None

    def runs_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


Plain = Union[Fraction, bool, date, str, int, Period, tuple[str, ...], "Entity"]
"""money, rate, count, number, points: Fraction (money in minor units); flag: bool; date: date;
year: int; month: Period; code, text: str; texts: tuple of str; link: Entity."""

Gone = Literal[Missing.UNKNOWN, Missing.ABSENT]
Value = Union[Plain, Between, tuple[Spell, ...], tuple[date, ...], Gone]  # noqa: UP007
"""Spell facts hold a tuple of spells sorted by start, event facts a sorted tuple of dates."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A value with where it comes from and when it was recorded (None: not stated)."""

    value: Value
    source: str = ""
    recorded: date | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money paid earlier: ``clause`` is ``document#clause``, ``money`` in minor units."""

    clause: str
    on: date
    money: int


@dataclass(slots=True, eq=False)
class Entity:
    """One enterprise, carrier, project, zone… : its kind, its key and everything recorded of it.

    ``facts`` maps (fact id, period key) to the records in the order of recording: the last one
    recorded not after the day "as known on" counts. ``sets`` maps a set's id to its members; a
    set that is not there is unknown, an empty one is known to be empty. ``judged`` holds numbers a
    judge has decided, by ``document#name``.
    """

    kind: str
    id: str = ""
    facts: dict[tuple[str, str], list[Recorded]] = field(default_factory=dict)
    sets: dict[str, tuple["Entity", ...]] = field(default_factory=dict)
    judged: dict[str, Recorded] = field(default_factory=dict)
    paid: tuple[Payment, ...] | None = None
    """Earlier payments; None: not known (then treated as none, and the trace says so)."""
    paid_unread: bool = False
    """A payment was given that could not be read: it does not count, and the trace says so."""
    name: str = ""
    name_en: str = ""
    """What people call it; the key stays its identity."""
    story: str = ""
    story_en: str = ""

    def record(self, fact: str, period: str, recorded: Recorded) -> None:
        """Add a record, in the order of the days of recording; one without a day stands first."""
        records = self.facts.setdefault((fact, period), [])
        records.append(recorded)
        if len(records) > 1:
            records.sort(key=lambda r: r.recorded or date.min)

    def look_up(self, fact: str, period: str, known: date | None = None) -> Recorded | None:
        """The record of ``fact`` for ``period`` as known on ``known`` (None: as known today)."""
        found: Recorded | None = None
        for record in self.facts.get((fact, period), ()):
            if known is None or record.recorded is None or record.recorded <= known:
                found = record
        return found


Entities = Mapping[str, Mapping[str, Entity]]
"""Entities by kind, then by key."""
