"""Sums, counts and means over members that are there, doubtful or missing.

``sure`` are values of members that count; ``doubtful`` pairs the value of a member of which it is
not known whether it counts with the test that leaves it open.
"""

from collections.abc import Callable
from typing import Any

from gaoxin.engine.functions import FUNCTIONS
from gaoxin.engine.values import Absent, Span, Unknown, Value, ends, over, plus, unknown_of


def _sum(sure: list[Value], doubtful: list[tuple[Value, Value]]) -> Value:
    """A doubtful member adds nothing or its whole value: a range."""
    found = _total(sure)
    for value, test in doubtful:
        if isinstance(value, Absent):
            continue
        if isinstance(value, Unknown):
            return unknown_of((value, test))
        low, high = ends(value)
        needs = unknown_of((test, value)).needs
        found = plus(found, Span(min(low, 0), max(high, 0), needs))
    return found


def _total(values: list[Value]) -> Value:
    found: Value = 0
    unknown: list[Value] = []
    for value in values:
        if isinstance(value, Unknown):
            unknown.append(value)
        elif not isinstance(value, Absent):
            found = plus(found, value)
    return unknown_of(unknown) if unknown else found


def _count(sure: list[Value], doubtful: list[tuple[Value, Value]]) -> Value:
    if not doubtful:
        return len(sure)
    needs = unknown_of(test for _, test in doubtful).needs
    return Span(len(sure), len(sure) + len(doubtful), needs)


def _mean(sure: list[Value], doubtful: list[tuple[Value, Value]]) -> Value:
    if doubtful:
        return _doubtful(sure, doubtful)
    there = [v for v in sure if not isinstance(v, Absent)]
    return over(_total(there), len(there)) if there else Absent("no_member")


def _least(sure: list[Value], doubtful: list[tuple[Value, Value]]) -> Value:
    return _doubtful(sure, doubtful) if doubtful else FUNCTIONS["min"](*sure)


def _most(sure: list[Value], doubtful: list[tuple[Value, Value]]) -> Value:
    return _doubtful(sure, doubtful) if doubtful else FUNCTIONS["max"](*sure)


def _doubtful(sure: list[Value], doubtful: list[tuple[Value, Value]]) -> Unknown:
    found = unknown_of([test for _, test in doubtful] + [v for v, _ in doubtful] + sure)
    alone = all(isinstance(v, Absent) for v in sure)
    return Unknown(found.needs, found.why, found.detail, maybe_absent=alone)


GATHER: dict[str, Callable[[list[Any], list[tuple[Any, Any]]], Any]] = {
    "sum": _sum,
    "count": _count,
    "mean": _mean,
    "min": _least,
    "max": _most,
}
