"""The numbers a rule states, which of them are free, and which are limits of a comparison."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from gaoxin.policy.checks.figures import Figure, day_matches
from gaoxin.policy.form import (
    Arithmetic,
    Call,
    Cited,
    Compare,
    Constant,
    Fact,
    Named,
    Node,
    Not,
    Range,
    children,
    walk,
)
from gaoxin.policy.intervals import FLIPPED
from gaoxin.policy.units import per
from gaoxin.quantities import CURRENCIES, Duration

_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_FREE_DAY = {Duration(days=1), Duration(days=-1)}


@dataclass(frozen=True, slots=True)
class Stated:
    """A number that must stand in the words.

    ``ratio``: for ``a/b`` the value of the fraction both belong to. ``ops``: operators of the
    rule that this number limits, measure on the left (two under ``not``); empty if it limits
    nothing. ``written``: the operator as written. ``soft``: the words may be silent about it
    (``cap``, ``min``). ``end``: which end of a judge's range it is.
    """

    node: Constant
    ratio: Fraction | None = None
    ops: frozenset[str] = frozenset()
    written: str = ""
    soft: bool = False
    end: Literal["low", "high", ""] = ""

    def text(self, cited: Cited) -> str:
        return cited.text[self.node.start : self.node.end] or str(self.node.value)


def stated(cited: Cited, soft: Literal["", "<=", ">="] = "") -> list[Stated]:
    """The numbers of a rule that are not free, in the order of the text.

    Free (format section 10): 0, the ``100%`` of ``100% - r``, periods, ``- 1天``, codes.
    """
    found = list(_visit(cited.node, frozenset(), ""))
    if soft and isinstance(cited.node, Constant):
        found = [Stated(s.node, s.ratio, frozenset({soft}), soft, soft=True) for s in found]
    return found


def _visit(
    node: Node, ops: frozenset[str], written: str, *, negated: bool = False, soft: bool = False
) -> Iterator[Stated]:
    match node:
        case Constant():
            if not _free(node):
                yield Stated(node, None, ops, written, soft)
        case Range(low=Constant() as low, high=Constant() as high):
            yield from (Stated(low, end="low"),) if not _free(low) else ()
            yield from (Stated(high, end="high"),) if not _free(high) else ()
        case Not(operand=operand):
            yield from _visit(operand, frozenset(), "", negated=not negated)
        case Compare():
            yield from _compared(node, negated=negated)
        case Arithmetic():
            yield from _arithmetic(node, ops, written, soft=soft)
        case Call(function="within", args=(start, lasts, end)):
            yield from _visit(start, frozenset(), "")
            yield from _visit(lasts, _allowed("<=", negated=negated), "<=")
            yield from _visit(end, frozenset(), "")
        case Call(function="min", args=args):
            for arg in args:
                direct = isinstance(arg, Constant)
                limits = frozenset({"<="}) if direct else frozenset[str]()
                yield from _visit(arg, limits, "<=" if direct else "", soft=direct)
        case Fact(of=of) | Named(of=of):
            # The period of a fact and the date of a define are not numbers of the rule.
            if of is not None:
                yield from _visit(of, frozenset(), "")
        case _:
            for child in children(node):
                yield from _visit(child, frozenset(), "", negated=negated)


def _free(node: Constant) -> bool:
    if isinstance(node.value, bool | str) or node.value == 0 or node.type.name == "zero":
        return True
    return node.start == node.end and node.ordinal == 0  # not written: the size of a unit


def _allowed(op: str, *, negated: bool) -> frozenset[str]:
    return frozenset({op, _NEGATED[op]}) if negated else frozenset({op})


def _compared(node: Compare, *, negated: bool) -> Iterator[Stated]:
    left_limit = not _measures(node.left) and _measures(node.right)
    flipped = FLIPPED[node.op]
    if left_limit:
        yield from _visit(node.left, _allowed(flipped, negated=negated), node.op)
        yield from _visit(node.right, frozenset(), "")
        return
    # A duration added to a date on the left (issued + 3个月 > 当日) is a limit seen from behind.
    dated = node.left.type.name == "date" and isinstance(node.left, Arithmetic)
    left_ops = _allowed(flipped, negated=negated) if dated else frozenset[str]()
    yield from _visit(node.left, left_ops, node.op if dated else "")
    yield from _visit(node.right, _allowed(node.op, negated=negated), node.op)


def _measures(node: Node) -> bool:
    """Does the side of a comparison hold anything but numbers?"""
    return any(not isinstance(part, Constant | Arithmetic) for part in walk(node))


def _arithmetic(
    node: Arithmetic, ops: frozenset[str], written: str, *, soft: bool
) -> Iterator[Stated]:
    left, right = node.left, node.right
    if node.op == "/" and isinstance(left, Constant) and isinstance(right, Constant):
        yield from _fraction(left, right, ops, written)
        return
    if not (node.op == "-" and isinstance(left, Constant) and _whole_rate(left)):
        yield from _visit(left, ops if _passes(left) else frozenset(), written, soft=soft)
    if isinstance(right, Constant) and right.value in _FREE_DAY:
        return
    divided = node.op == "/"
    yield from _visit(right, frozenset() if divided else ops, "" if divided else written, soft=soft)


def _passes(node: Node) -> bool:
    return isinstance(node, Constant | Arithmetic)


def _whole_rate(node: Constant) -> bool:
    return node.type.name == "rate" and node.value == 1


def _fraction(
    left: Constant, right: Constant, ops: frozenset[str], written: str
) -> Iterator[Stated]:
    above, below = left.value, right.value
    ratio = None
    if isinstance(above, Fraction) and isinstance(below, Fraction) and below:
        ratio = above / below
    for part in (left, right):
        if not _free(part):
            yield Stated(part, ratio, ops if part is left else frozenset(), written)


def states(figure: Figure, number: Stated, text: str) -> bool:
    """Does the figure of ``text`` state the number of the rule?"""
    if number.ratio is not None and figure.value == number.ratio and figure.kind != "money":
        return True
    value = number.node.value
    if isinstance(value, Duration):
        return _states_duration(figure, value)
    if isinstance(value, date):
        return day_matches(figure, value)
    if not isinstance(value, Fraction | int):
        return False
    return _states_value(figure, number.node, Fraction(value), text)


def _states_value(figure: Figure, node: Constant, value: Fraction, text: str) -> bool:
    each = per(node.type.unit)
    match "money" if each else node.type.name:
        case "money":
            currency = each[0] if each else node.type.unit
            minor = 10 ** CURRENCIES[currency].decimals
            if figure.kind == "money":
                return figure.unit == currency and figure.value * minor == value
            return figure.kind == "plain" and figure.value * minor * _heading(text) == value
        case "rate":
            fractional = figure.kind == "plain" and figure.value.denominator != 1
            return (figure.kind == "rate" or fractional) and figure.value == value
        case _:
            plain = figure.kind in {"plain", "date"}
            return (plain or value.denominator != 1) and figure.value == value


def _heading(text: str) -> int:
    """The scale a table's heading gives to bare figures (``研发费用（万元）``); 0 without one."""
    for scale, size in (("亿元", 10**8), ("万元", 10**4), ("元", 1)):
        if any(f"{mark}{scale}" in text for mark in ("(", "（", "单位:", "单位：")):
            return size
    return 0


def _states_duration(figure: Figure, value: Duration) -> bool:
    if figure.kind != "plain":
        return False
    months = value.years * 12 + value.months
    sizes = {
        "year": Fraction(months, 12),
        "month": Fraction(months),
        "day": Fraction(value.days),
        "workday": Fraction(value.working_days),
        "": Fraction(value.years or value.months or value.days or value.working_days),
    }
    return figure.unit in sizes and figure.value == abs(sizes[figure.unit]) != 0
