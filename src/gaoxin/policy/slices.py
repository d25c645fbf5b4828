"""Which parts of an amount each row of ``slices`` is about: decided once, for both executors."""

from fractions import Fraction
from typing import TypeAlias

from gaoxin.policy.form import Entry, Node, Variable
from gaoxin.policy.intervals import NOTHING, Cut, Reach, admitted, compared

Stretch: TypeAlias = tuple[Fraction, Fraction | None]
"""From where to where a part of the amount lies; None: without end. Never below zero."""

_AMOUNTS = compared(">=", Fraction(0))


def stretches(entry: Entry) -> list[tuple[Stretch, ...]] | None:
    """For every row the stretches of ``x`` its rate is for; ``else`` has what the others leave,
    wherever it lies. None where a row is no interval of ``x`` (reported as B3)."""
    assert entry.of is not None
    whole = entry.of.node.type.name == "count"
    found = [row(b.test, whole=whole) if b.test is not None else NOTHING for b in entry.slices]
    named = NOTHING
    for reach in found:
        if reach is None:
            return None
        named = named | reach
    rest = ~named
    reaches = [r if b.test is not None else rest for r, b in zip(found, entry.slices, strict=True)]
    return [_stretches(r, whole=whole) for r in reaches if r is not None]


def last_end(rows: list[tuple[Stretch, ...]]) -> Fraction | None:
    """Where the last stretch ends, beyond which there is no rate; None: nowhere."""
    tops = [high for row in rows for _, high in row]
    return None if None in tops else max([t for t in tops if t is not None], default=Fraction(0))


def row(test: Node, *, whole: bool) -> Reach | None:
    """The numbers ``x`` a row is about, seen among whole numbers if ``x`` is counted; None if the
    row is about something else."""
    found = admitted(test)
    if found is None or not isinstance(found[0], Variable) or found[0].name != "x":
        return None
    return found[1].whole() if whole else found[1]


def _stretches(reach: Reach, *, whole: bool) -> tuple[Stretch, ...]:
    spans = (reach & _AMOUNTS).spans
    edges = [(_edge(low, whole=whole), _edge(high, whole=whole)) for low, high in spans]
    return tuple((a or Fraction(0), b) for a, b in edges if a != b)


def _edge(cut: Cut, *, whole: bool) -> Fraction | None:
    """Of an amount the number at the cut. Of things counted, how many come before the cut: the
    tenth belongs to the row that holds 10."""
    if cut.end:
        return None
    return max(Fraction(0), cut.value - 1) if whole else cut.value
