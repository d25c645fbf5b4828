"""Which condition decides the verdict, and what the others must be for one to decide."""

from collections.abc import Iterable, Iterator
from random import Random
from typing import TypeAlias

from gaoxin.engine.answer import Answer
from gaoxin.engine.conditions import ConditionAnswer

Wanted: TypeAlias = tuple[str, bool]
"""Path of a condition and what it should be."""


def decisive(conditions: Iterable[ConditionAnswer]) -> Iterator[str]:
    """Paths of the conditions whose answer, flipped alone, would turn the verdict."""
    asked = tuple(conditions)
    for n, condition in enumerate(asked):
        if all(c.truth for c in (*asked[:n], *asked[n + 1 :])):
            yield from _decisive(condition)


def _decisive(condition: ConditionAnswer) -> Iterator[str]:
    if not condition.parts:
        if condition.truth is not None and condition.part.mode == "rule":
            yield condition.path
        return
    others = condition.part.mode == "all"
    for n, part in enumerate(condition.parts):
        rest = (*condition.parts[:n], *condition.parts[n + 1 :])
        if all(c.truth is others for c in rest):
            yield from _decisive(part)


def wanted_for(
    conditions: Iterable[ConditionAnswer], path: str, random: Random
) -> Iterator[Wanted]:
    """What the other conditions must be for the one at ``path`` to decide."""
    for condition in conditions:
        if path == condition.path or path.startswith(condition.path + "."):
            if condition.parts:
                others = condition.part.mode == "all"
                for part in condition.parts:
                    if path == part.path or path.startswith(part.path + "."):
                        yield from wanted_for((part,), path, random)
                    else:
                        yield from _made(part, others, random)
        else:
            yield from _made(condition, True, random)


def _made(condition: ConditionAnswer, want: bool, random: Random) -> Iterator[Wanted]:
    """What its parts must be for a condition to be as wanted."""
    if condition.truth is want:
        return
    if not condition.parts:
        yield condition.path, want
        return
    mode = condition.part.mode
    inner = want if mode != "none" else not want
    # All parts must be so for an ``all`` to hold and for an ``any`` to fail; else one is enough.
    every = (mode == "all") is inner
    for part in condition.parts if every else [random.choice(condition.parts)]:
        yield from _made(part, inner, random)


def is_so(answer: Answer, wanted: Wanted) -> bool:
    found = answer.find(wanted[0])
    return found is not None and found.truth is wanted[1]
