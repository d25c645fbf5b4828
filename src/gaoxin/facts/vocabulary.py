"""The vocabulary: which kinds of entity exist and what may be known of each.

Vocabulary is data. Documents declare it in ``register`` blocks; this module only holds it and
answers "what does this name mean for this kind?". Names are global: a fact has one meaning in
the whole library and may be asked for by its ASCII id or by its Chinese label.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

ValueType = Literal[
    "money",
    "rate",
    "count",
    "number",
    "points",
    "date",
    "year",
    "month",
    "flag",
    "code",
    "text",
    "texts",
    "entity",
]
Time = Literal["fixed", "year", "year_end", "quarter", "month", "day", "spell", "event"]
Sensitivity = Literal["public", "business", "personal", "tax"]


def fold(name: str) -> str:
    """The form in which names are compared: NFKC, no surrounding space."""
    return unicodedata.normalize("NFKC", name).strip()


@dataclass(frozen=True, slots=True)
class FactDef:
    """What may be known of an entity of ``kind``: type, unit, period, range and where to find it.

    ``low`` and ``high`` are exact bounds in the unit of the fact (money: minor units).
    ``target`` is the kind linked to when ``type`` is ``entity``; ``inverse`` names the set seen
    from that other side. ``values`` names the list or code book that closes a ``code``.
    """

    kind: str
    id: str
    zh: str
    en: str
    type: ValueType
    time: Time = "fixed"
    unit: str = ""
    target: str = ""
    values: str = ""
    values_document: str = ""
    codebook: str = ""
    optional: bool = False
    low: Fraction | None = None
    high: Fraction | None = None
    found: str = ""
    found_en: str = ""
    tags: tuple[str, ...] = ()
    inverse: str = ""
    inverse_zh: str = ""
    sensitivity: Sensitivity = "business"
    retention: str = ""
    note: str = ""
    verified: str = "yes"
    document: str = ""

    @property
    def address(self) -> str:
        return f"{self.kind}.{self.id}"


@dataclass(frozen=True, slots=True)
class SetDef:
    """The set of ``member`` entities whose link ``via`` points at an entity of ``kind``."""

    kind: str
    id: str
    zh: str
    member: str
    via: str


@dataclass(slots=True)
class Kind:
    """A kind of entity, with its facts by id and the sets that point at it."""

    id: str
    zh: str = ""
    en: str = ""
    key: tuple[str, ...] = ()
    born: str = ""
    ended: str = ""
    facts: dict[str, FactDef] = field(default_factory=dict)
    sets: dict[str, SetDef] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Every name a fact or set answers to (id, label, inverse label) -> its id."""
    derived: dict[str, FactDef | SetDef] = field(default_factory=dict)
    """What a running case knows besides (takings of steps, balances), by an id that nobody can
    write; no table holds it and nobody is asked for it."""

    def find(self, name: str) -> FactDef | SetDef | None:
        """The fact or set called ``name`` (id or Chinese label), or None."""
        known = self.names.get(fold(name))
        if known is None:
            return self.derived.get(name)
        return self.facts.get(known) or self.sets.get(known)


@dataclass(slots=True)
class Vocabulary:
    """All kinds of the library. ``kind`` may be asked for by id or by Chinese name."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    derived: dict[str, Kind] = field(default_factory=dict)
    """Kinds nobody registers: the takings of a step."""

    def kind(self, name: str) -> Kind | None:
        wanted = fold(name)
        if wanted in self.kinds:
            return self.kinds[wanted]
        if wanted in self.derived:
            return self.derived[wanted]
        return next((k for k in self.kinds.values() if k.zh and fold(k.zh) == wanted), None)

    def find(self, kind: str, name: str) -> FactDef | SetDef | None:
        found = self.kind(kind)
        return found.find(name) if found else None

    def facts(self) -> Iterator[FactDef]:
        for kind in self.kinds.values():
            yield from kind.facts.values()
