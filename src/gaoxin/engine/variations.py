"""The clause as it stands for one entity: variations applied in the order of the text."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from fractions import Fraction
from itertools import product

from gaoxin.engine.conditions import ConditionAnswer, Part, compiled, evaluate
from gaoxin.engine.evaluate import Programs
from gaoxin.engine.frame import Frame
from gaoxin.engine.values import Need
from gaoxin.policy.form import Clause, Condition, Gives

_STATED = ("outcome", "form", "per", "payers", "instalments", "undertakes")
"""Keys of ``gives`` that are stated, not reckoned."""
MOST_OPEN = 6
"""Variations with an unknown ``where`` that are followed at once: 2 ** 6 readings."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A clause after some variations. ``sources`` says in which clause each key of ``gives``
    stands; ``used`` are the variations applied."""

    parts: tuple[Part, ...]
    gives: Gives | None
    sources: dict[str, Clause]
    papers: tuple[str, ...]
    windows: tuple[tuple[date, date], ...]
    used: tuple[Clause, ...]


@dataclass(slots=True)
class Prepared:
    """A clause with its variations, ready to be asked; readings are made when first needed."""

    clause: Clause
    variations: tuple[Clause, ...]
    wheres: tuple[Part | None, ...]
    programs: Programs
    readings: dict[tuple[bool, ...], Reading] = field(default_factory=dict)

    def reading(self, applied: tuple[bool, ...]) -> Reading:
        found = self.readings.get(applied)
        if found is None:
            chosen = [v for v, on in zip(self.variations, applied, strict=True) if on]
            found = self.readings[applied] = _reading(self.programs, self.clause, chosen)
        return found


@dataclass(frozen=True, slots=True)
class Applied:
    """The readings that are possible for an entity, and why: answers to each ``where``."""

    readings: tuple[Reading, ...]
    wheres: tuple[tuple[Clause, ConditionAnswer | None], ...]
    too_many: bool = False

    @property
    def doubts(self) -> frozenset[Need]:
        """What would settle which variations apply."""
        return frozenset(n for _, answer in self.wheres if answer for n in answer.needs)


def common(readings: tuple[Reading, ...]) -> Reading:
    """What follows whichever reading holds: nothing is stated on which they differ (money and
    title are reckoned for each reading and joined); any paper may be wanted."""
    last = readings[-1]
    if len(readings) == 1:
        return last
    gives = [reading.gives or Gives() for reading in readings]
    open_ = {
        key: getattr(Gives(), key)
        for key in _STATED
        if any(getattr(g, key) != getattr(gives[0], key) for g in gives)
    }
    papers = tuple(dict.fromkeys(p for reading in readings for p in reading.papers))
    windows = last.windows if all(r.windows == last.windows for r in readings) else ()
    kept = replace(last.gives, **open_) if last.gives and open_ else last.gives
    return replace(last, gives=kept, papers=papers, windows=windows)


def unsaid(readings: tuple[Reading, ...], sure: Reading) -> bool:
    """Do the readings differ in what ``common``, which gave ``sure``, leaves unsaid?"""
    last = readings[-1]
    return (sure.gives, sure.windows) != (last.gives, last.windows)


def prepared(programs: Programs, clause: Clause, variations: list[Clause]) -> Prepared:
    wheres = tuple(
        compiled(programs, v.where, v, {}) if v.where is not None else None for v in variations
    )
    return Prepared(clause, tuple(variations), wheres, programs)


def applied(clause: Prepared, frame: Frame) -> Applied:
    """Which readings of the clause are possible for the entity of ``frame``."""
    if not clause.variations:
        return Applied((clause.reading(()),), ())
    answers = [evaluate(w, frame) if w is not None else None for w in clause.wheres]
    truths = [a.truth if a is not None else True for a in answers]
    wheres = tuple(zip(clause.variations, answers, strict=True))
    if truths.count(None) > MOST_OPEN:
        none, every = (tuple(t if t is not None else x for t in truths) for x in (False, True))
        return Applied((clause.reading(none), clause.reading(every)), wheres, too_many=True)
    return Applied(tuple(clause.reading(c) for c in _choices(truths)), wheres)


def _choices(truths: list[bool | None]) -> Iterator[tuple[bool, ...]]:
    yield from product(*[(t,) if t is not None else (False, True) for t in truths])


def _reading(programs: Programs, clause: Clause, chosen: list[Clause]) -> Reading:
    """Each variation works on what the earlier ones left."""
    conditions: dict[str, tuple[Condition, Clause]] = {c.name: (c, clause) for c in clause.when}
    factors: dict[str, Fraction] = {}
    gives = clause.gives
    sources = dict.fromkeys(_set_keys(gives), clause) if gives else {}
    papers, windows = clause.papers, clause.windows
    for variation in chosen:
        for name in variation.drop:
            conditions = _without(conditions, name)
        for condition in variation.when:
            conditions[condition.name] = (condition, variation)
            _forget(factors, condition.name)
        for path, factor in variation.scale.items():
            factors[path] = factors.get(path, Fraction(1)) * factor
        if variation.gives is not None:
            keys = _set_keys(variation.gives)
            gives = _overlaid(gives, variation.gives, keys)
            sources |= dict.fromkeys(keys, variation)
        papers += tuple(p for p in variation.papers if p not in papers)
        windows += variation.windows
    parts = tuple(compiled(programs, c, owner, factors) for c, owner in conditions.values())
    return Reading(parts, gives, sources, papers, windows, tuple(chosen))


def _forget(factors: dict[str, Fraction], name: str) -> None:
    for path in [p for p in factors if p == name or p.startswith(f"{name}.")]:
        del factors[path]


def _without(
    conditions: dict[str, tuple[Condition, Clause]], path: str
) -> dict[str, tuple[Condition, Clause]]:
    """The conditions less the one at ``path`` (a name, or names joined by dots)."""
    name, _, rest = path.partition(".")
    kept = dict(conditions)
    found = kept.pop(name, None)
    if found and rest:
        pruned = _pruned(found[0], rest)
        if pruned is not None:
            return {k: (pruned, v[1]) if k == name else v for k, v in conditions.items()}
    return kept


def _pruned(condition: Condition, path: str) -> Condition | None:
    name, _, rest = path.partition(".")
    parts: list[Condition] = []
    for part in condition.parts:
        if part.name != name:
            parts.append(part)
        elif rest and (inner := _pruned(part, rest)):
            parts.append(inner)
    return replace(condition, parts=tuple(parts)) if parts else None


def _set_keys(gives: Gives) -> list[str]:
    default = Gives()
    return [f.name for f in fields(Gives) if getattr(gives, f.name) != getattr(default, f.name)]


def _overlaid(base: Gives | None, over: Gives, keys: list[str]) -> Gives:
    return replace(base or Gives(), **{key: getattr(over, key) for key in keys})
