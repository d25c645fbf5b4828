"""Condition trees: a clause's named conditions as programs, and their answers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from gaoxin.engine.evaluate import Program, Programs
from gaoxin.engine.frame import Frame
from gaoxin.engine.values import (
    Absent,
    Judgement,
    Looked,
    Need,
    Unknown,
    Value,
    needs_of,
    ordered,
    truth,
)
from gaoxin.policy.form import (
    Clause,
    Condition,
    Label,
    Meta,
    Node,
)

Status = Literal["yes", "no", "unknown", "absent", "judgement"]


@dataclass(frozen=True, slots=True)
class Part:
    """A condition as asked: after variations. ``clause`` is where its words stand; ``factor``
    scales its limit (1: as written)."""

    name: str
    path: str
    mode: Literal["rule", "all", "any", "none"]
    condition: Condition
    clause: Clause
    program: Program | None
    node: Node | None
    parts: tuple["Part", ...]
    factor: Fraction

    def leaves(self) -> Iterator["Part"]:
        if self.mode == "rule":
            yield self
        for part in self.parts:
            yield from part.leaves()


def compiled(
    programs: Programs,
    condition: Condition,
    clause: Clause,
    factors: Mapping[str, Fraction],
    path: str = "",
) -> Part:
    """The condition as programs; ``factors`` scale the limits of the conditions at those paths."""
    path = f"{path}.{condition.name}" if path else condition.name
    factor = factors.get(path, Fraction(1))
    node = condition.rule.node if condition.rule else None
    if node is not None and factor != 1:
        node = programs.scaled(node, factor)
    return Part(
        condition.name,
        path,
        condition.mode,
        condition,
        clause,
        programs.of(node, clause.document) if node is not None else None,
        node,
        tuple(compiled(programs, p, clause, factors, path) for p in condition.parts),
        factor,
    )


class ConditionAnswer:
    """The answer to one condition: its truth, what it rests on, and its parts.

    ``truth`` is None where it is not known. ``value`` is the value of the rule itself (Unknown and
    Absent say why). ``used`` are the facts looked up for it, in order, each once.
    """

    __dict__: dict[str, object]
    __slots__ = ("__dict__", "_used", "part", "parts", "truth", "value")

    def __init__(
        self,
        part: Part,
        held: bool | None,
        value: Value,
        used: Iterable[Looked],
        parts: tuple["ConditionAnswer", ...] = (),
    ) -> None:
        self.part = part
        self.truth = held
        self.value = value
        self._used = used
        self.parts = parts

    @cached_property
    def used(self) -> tuple[Looked, ...]:
        if self.parts:
            return tuple(dict.fromkeys(u for part in self.parts for u in part.used))
        return tuple(dict.fromkeys(self._used))

    @property
    def name(self) -> str:
        return self.part.name

    @property
    def path(self) -> str:
        return self.part.path

    @property
    def label(self) -> Label:
        """The condition's name in both languages, as far as given."""
        own = self.part.condition.meta.label
        return Label(own.zh or self.name, own.en)

    @property
    def text(self) -> str:
        """The rule as written ("" for a group)."""
        rule = self.part.condition.rule
        return rule.text if rule else ""

    @property
    def metas(self) -> tuple[Meta, ...]:
        """What is said about its words: by the rule, the condition, the clause."""
        condition = self.part.condition
        own = (condition.rule.meta,) if condition.rule else ()
        return (*own, condition.meta, self.part.clause.meta)

    @property
    def needs(self) -> tuple[Need, ...]:
        """What would have to be given or judged for this to be decided (nothing, if decided).

        Parts that no longer matter are left out: what one would learn could change nothing."""
        if self.truth is not None:
            return ()
        if self.parts:
            found = [n for part in self.parts for n in part.needs]
            return tuple(dict.fromkeys(found))
        return tuple(ordered(needs_of(self.value)))

    @property
    def status(self) -> Status:
        """yes, no, unknown; absent: no, because it certainly does not exist; judgement: unknown
        only because somebody must still decide a number."""
        if self.truth is None:
            needs = self.needs
            judged = needs and all(isinstance(n, Judgement) for n in needs)
            return "judgement" if judged else "unknown"
        if self.truth:
            return "yes"
        return "absent" if isinstance(self.value, Absent) else "no"

    def leaves(self) -> Iterator["ConditionAnswer"]:
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def find(self, path: str) -> "ConditionAnswer | None":
        if self.path == path:
            return self
        return next((f for part in self.parts if (f := part.find(path))), None)


def evaluate(part: Part, frame: Frame) -> ConditionAnswer:
    """The answer to a condition and all its parts (nothing is skipped: each part is shown)."""
    if part.program is not None:
        used = frame.question.used
        mark = len(used)
        value = part.program(frame)
        return ConditionAnswer(part, truth(value), value, used[mark:])
    parts = tuple([evaluate(p, frame) for p in part.parts])
    held = combined(part.mode, [p.truth for p in parts])
    return ConditionAnswer(part, held, held, (), parts)


def combined(mode: str, truths: list[bool | None]) -> bool | None:
    """Kleene's all, any or none."""
    if mode == "all":
        return False if False in truths else None if None in truths else True
    held = True if True in truths else None if None in truths else False
    return held if mode == "any" or held is None else not held


def decided(part: Part, frame: Frame) -> bool | None:
    """Only the truth of a condition, stopping as soon as it is settled."""
    if part.program is not None:
        return truth(part.program(frame))
    settles = part.mode != "all"
    found: bool | None = not settles
    for inner in part.parts:
        held = decided(inner, frame)
        if held is settles:
            found = settles
            break
        if held is None:
            found = None
    return found if part.mode != "none" or found is None else not found


def merged(
    readings: list[tuple[ConditionAnswer, ...]], doubts: frozenset[Need]
) -> tuple[ConditionAnswer, ...]:
    """The answers under several readings of the clause, condition by condition: decided only
    where all readings agree. A condition a reading does not ask is no obstacle in it. ``doubts``
    is what would settle which reading applies."""
    if len(readings) == 1:
        return readings[0]
    paths = list(dict.fromkeys(c.path for reading in readings for c in reading))
    by_path = [{c.path: c for c in reading} for reading in readings]
    return tuple(_agreed([found.get(path) for found in by_path], doubts) for path in paths)


def _agreed(answers: list[ConditionAnswer | None], doubts: frozenset[Need]) -> ConditionAnswer:
    there = [a for a in answers if a is not None]
    truths = {a.truth if a is not None else True for a in answers}
    if len(truths) == 1:
        return there[0]
    used = [u for a in there for u in a.used]
    needs = doubts.union(*(a.needs for a in there))
    return ConditionAnswer(there[0].part, None, Unknown(needs), used)
