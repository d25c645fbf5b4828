"""Sets of numbers as unions of intervals over exact fractions, and which set a condition admits."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from gaoxin.policy.form import (
    And,
    Call,
    Compare,
    Constant,
    Fact,
    Gone,
    Negative,
    Node,
    Not,
    Or,
    is_node,
    walk,
)
from gaoxin.quantities import Duration

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
"""The operator seen from the other side of a comparison."""


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """A place on the number line just before (``after`` 0) or just after (1) a number. ``end`` is
    -1 or 1 for the two infinities."""

    end: int
    value: Fraction = Fraction(0)
    after: int = 0


BOTTOM, TOP = Cut(-1), Cut(1)


@dataclass(frozen=True, slots=True)
class Reach:
    """A set of numbers: disjoint spans ``[low, high)`` of cuts, in order."""

    spans: tuple[tuple[Cut, Cut], ...]

    @property
    def empty(self) -> bool:
        return not self.spans

    @property
    def one_sided(self) -> bool:
        """Is it a single ray?"""
        return len(self.spans) == 1 and (self.spans[0][0] == BOTTOM) != (self.spans[0][1] == TOP)

    def __and__(self, other: "Reach") -> "Reach":
        pairs = ((max(a, c), min(b, d)) for a, b in self.spans for c, d in other.spans)
        return union(p for p in pairs if p[0] < p[1])

    def __or__(self, other: "Reach") -> "Reach":
        return union((*self.spans, *other.spans))

    def __invert__(self) -> "Reach":
        spans, low = [], BOTTOM
        for start, end in self.spans:
            if low < start:
                spans.append((low, start))
            low = end
        return Reach((*spans, (low, TOP)) if low < TOP else tuple(spans))

    def within(self, other: "Reach") -> bool:
        return (self & ~other).empty

    def whole(self) -> "Reach":
        """The same set seen among whole numbers: ``x < 5`` and ``x <= 4`` become one."""
        spans = ((_whole(low), _whole(high)) for low, high in self.spans)
        return union(p for p in spans if p[0] < p[1])

    def __str__(self) -> str:
        return " ∪ ".join(f"{_low(low)}, {_high(high)}" for low, high in self.spans) or "∅"


ALL, NOTHING = Reach(((BOTTOM, TOP),)), Reach(())


def _whole(cut: Cut) -> Cut:
    if cut.end:
        return cut
    floor = cut.value.numerator // cut.value.denominator
    exact = cut.value == floor
    return Cut(0, Fraction(floor if exact and not cut.after else floor + 1), 0)


def _low(cut: Cut) -> str:
    return "(-∞" if cut.end else f"{'(' if cut.after else '['}{cut.value}"


def _high(cut: Cut) -> str:
    return "∞)" if cut.end else f"{cut.value}{']' if cut.after else ')'}"


def union(spans: Iterable[tuple[Cut, Cut]]) -> Reach:
    merged: list[tuple[Cut, Cut]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return Reach(tuple(merged))


def compared(op: str, value: Fraction) -> Reach:
    """The numbers that stand in relation ``op`` to ``value``."""
    before, after = Cut(0, value, 0), Cut(0, value, 1)
    match op:
        case "<":
            return Reach(((BOTTOM, before),))
        case "<=":
            return Reach(((BOTTOM, after),))
        case ">":
            return Reach(((after, TOP),))
        case ">=":
            return Reach(((before, TOP),))
        case "==":
            return Reach(((before, after),))
        case _:
            return ~Reach(((before, after),))


def between(low: Fraction | None, high: Fraction | None) -> Reach:
    """The numbers from ``low`` to ``high``, both included; None is open."""
    start = BOTTOM if low is None else Cut(0, low, 0)
    end = TOP if high is None else Cut(0, high, 1)
    return Reach(((start, end),)) if start < end else NOTHING


def bare(item: Any) -> Any:
    """The node without its places: equal for two stretches that say the same."""
    if is_node(item):
        kept = {f.name for f in fields(item)} - {"type", "start", "end", "ordinal"}
        changed: dict[str, Any] = {name: bare(getattr(item, name)) for name in kept}
        changed |= {"start": 0, "end": 0}
        changed |= {"ordinal": 0} if isinstance(item, Constant) else {}
        return replace(item, **changed)
    if isinstance(item, tuple):
        return tuple(bare(part) for part in item)
    if is_dataclass(item) and not isinstance(item, type) and hasattr(item, "over"):
        return replace(item, over=bare(item.over))
    return item


def number(node: Node) -> Fraction | None:
    """The number a constant stands for: dates as days, durations as months; None if none."""
    if isinstance(node, Negative):
        inner = number(node.operand)
        return None if inner is None else -inner
    if not isinstance(node, Constant):
        return None
    value = node.value
    if isinstance(value, bool | str):
        return None
    if isinstance(value, Duration):
        if value.days or value.working_days:
            return None
        return Fraction(value.years * 12 + value.months)
    if isinstance(value, date):
        return Fraction(value.toordinal())
    return Fraction(value)


def admitted(node: Node) -> tuple[Node, Reach] | None:
    """The one subject a condition is about and the values of it that satisfy the condition; None
    if it is about more than one thing or not a comparison with a number."""
    match node:
        case Compare(op=op, left=left, right=right):
            return _compared(op, left, right)
        case Call(function="within", args=(start, lasts, end)):
            months = number(lasts)
            if months is None:
                return None
            subject = Call(function="within", args=(bare(start), bare(end)))
            return subject, compared("<=", months)
        case Not(operand=operand):
            inner = admitted(operand)
            return (inner[0], ~inner[1]) if inner else None
        case And(parts=parts) | Or(parts=parts):
            return _joined(parts, both=isinstance(node, And))
    return None


def unread(node: Node) -> bool:
    """Does the node hold a stretch the reader could not make sense of (and has reported)?"""
    return any(isinstance(part, Gone) for part in walk(node))


def _compared(op: str, left: Node, right: Node) -> tuple[Node, Reach] | None:
    if unread(left) or unread(right):
        return None
    limit = number(right)
    if limit is not None and not isinstance(left, Constant):
        return _subject(left), compared(op, limit)
    limit = number(left)
    if limit is not None and not isinstance(right, Constant):
        return _subject(right), compared(FLIPPED[op], limit)
    return None


def _subject(node: Node) -> Node:
    plain = bare(node)
    assert is_node(plain)
    return plain


def _joined(parts: tuple[Node, ...], *, both: bool) -> tuple[Node, Reach] | None:
    found = [admitted(part) for part in parts]
    subjects = {f[0] for f in found if f}
    if not all(found) or len(subjects) != 1:
        return None
    reach = ALL if both else NOTHING
    for item in found:
        if item:
            reach = reach & item[1] if both else reach | item[1]
    return subjects.pop(), reach


def counted(node: Node) -> bool:
    """Does the expression only take whole numbers (fen, heads, days)?"""
    if node.type.name == "count":
        return True
    return isinstance(node, Fact) and node.type.name in {"money", "date", "year"}
