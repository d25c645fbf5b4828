"""Sums, counts and means over members that are there, doubtful or missing.

``sure`` are values of members that count; ``doubtful`` pairs the value of a member of which it is
not known whether it counts with the test that leaves it open.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gaoxin.engine.functions import FUNCTIONS
from gaoxin.engine.values import (
    Absent,
    Span,
    Unknown,
    Value,
    ends,
    is_there,
    over,
    perhaps_absent,
    plus,
    unknown_of,
)


def _sum(sure: list[Value], doubtful: list[tuple[Value, Value]]) -> Value:
    """A doubtful member adds nothing or its whole value: a range."""
    found = _total(sure)
    for value, test in doubtful:
        if isinstance(value, Absent):
            continue
        if isinstance(value, Unknown):
            return _certain(unknown_of((value, test)))
        low, high = ends(value)
        needs = unknown_of((test, value)).needs
        found = plus(found, Span(min(low, 0), max(high, 0), needs))
    return found


def _total(values: list[Value]) -> Value:
    """What is absent adds nothing, so that a sum is never absent itself."""
    found: Value = 0
    unknown: list[Value] = []
    for value in values:
        if isinstance(value, Unknown):
            unknown.append(value)
        elif not isinstance(value, Absent):
            found = plus(found, value)
    return _certain(unknown_of(unknown)) if unknown else found


def _certain(value: Unknown) -> Unknown:
    return replace(value, maybe_absent=False) if value.maybe_absent else value


def _count(sure: list[Value], doubtful: list[tuple[Value, Value]]) -> Value:
    if not doubtful:
        return len(sure)
    needs = unknown_of(test for _, test in doubtful).needs
    return Span(len(sure), len(sure) + len(doubtful), needs)


def _mean(sure: list[Value]) -> Value:
    there = [v for v in sure if not isinstance(v, Absent)]
    found = over(_total(there), len(there)) if there else Absent("no_member")
    return found if any(map(is_there, there)) else perhaps_absent(found)


def _of_some(of_sure: Callable[[list[Value]], Value]) -> Callable[[list[Any], list[Any]], Value]:
    """Not known while members are doubtful, unless what is doubtful is absent anyway."""

    def gather(sure: list[Value], doubtful: list[tuple[Value, Value]]) -> Value:
        if any(not isinstance(v, Absent) for v, _ in doubtful):
            return _doubtful(sure, doubtful)
        return of_sure(sure)

    return gather


def _doubtful(sure: list[Value], doubtful: list[tuple[Value, Value]]) -> Unknown:
    found = unknown_of([test for _, test in doubtful] + [v for v, _ in doubtful] + sure)
    return Unknown(found.needs, found.why, found.detail, not any(map(is_there, sure)))


GATHER: dict[str, Callable[[list[Any], list[tuple[Any, Any]]], Any]] = {
    "sum": _sum,
    "count": _count,
    "mean": _of_some(_mean),
    "min": _of_some(lambda sure: FUNCTIONS["min"](*sure)),
    "max": _of_some(lambda sure: FUNCTIONS["max"](*sure)),
}
