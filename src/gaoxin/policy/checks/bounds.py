"""X4: can the bulk executor hold every intermediate number of a rule exactly in 127 bits?

A quotient is kept as numerator and positive denominator and comparisons cross-multiply, so the
size of both matters, not only of the value. Facts without a declared range are taken to lie within
``ASSUMED``; data outside is a broken value, reported row by row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm

from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.checks.rules import rules
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import (
    Aggregate,
    Arithmetic,
    Call,
    Choice,
    Compare,
    Constant,
    Document,
    Entry,
    Fact,
    Named,
    Negative,
    Node,
    Quarters,
    Range,
    Variable,
    Years,
    children,
)
from gaoxin.policy.library import Library

LIMIT = 2**127 - 1
MEMBERS = 10**6
"""Members of a set one entity is taken to have at most."""
ASSUMED: dict[str, tuple[int, int]] = {
    "money": (10**16, 1),  # fen: a hundred million million yuan
    "rate": (10**18, 10**6),
    "count": (10**12, 1),
    "number": (10**18, 10**6),
    "points": (10**18, 10**6),
    "year": (10**4, 1),
    "quarter": (10**5, 1),
    "month": (10**6, 1),
    "duration": (10**6, 1),
}
"""Largest numerator and the denominator of a fact or value of a type without a declared range."""


@dataclass(frozen=True, slots=True)
class Size:
    """Bounds of a value: ``low``/``high`` (None: open), the magnitude of its numerator, and its
    denominator as a fixed part (a known number) and a moving one (magnitude of the divisor)."""

    low: Fraction | None
    high: Fraction | None
    above: int
    fixed: int = 1
    moving: int = 1

    @property
    def below(self) -> int:
        return self.fixed * self.moving

    @property
    def held(self) -> bool:
        return self.above <= LIMIT and self.below <= LIMIT


def _magnitude(low: Fraction | None, high: Fraction | None) -> Fraction | None:
    if low is None or high is None:
        return None
    return max(abs(low), abs(high))


_TOO_BIG = Size(None, None, LIMIT + 1)
_SMALL = Size(Fraction(0), Fraction(10**4), 10**4)


@dataclass(slots=True)
class _Sizes:
    library: Library
    variables: dict[str, Size] = field(default_factory=dict)
    known: dict[tuple[str, str], Size] = field(default_factory=dict)
    running: set[tuple[str, str]] = field(default_factory=set)
    overflow: Node | None = None

    def of(self, node: Node) -> Size:
        size = self._of(node)
        if size.held:
            return size
        if self.overflow is None:
            self.overflow = node
        return _TOO_BIG  # how much too big does not matter, and would double at every step

    def _of(self, node: Node) -> Size:
        match node:
            case Constant(value=value):
                exact = Fraction(value) if _number(node) else Fraction(0)  # type: ignore[arg-type]
                return Size(exact, exact, abs(exact.numerator), exact.denominator)
            case Fact():
                return self._fact(node)
            case Variable(name=name):
                return self.variables.get(name) or _assumed(node)
            case Named():
                return self._named(node)
            case Range(low=low, high=high):
                return _either(self.of(low), self.of(high))
            case Negative(operand=operand):
                size = self.of(operand)
                return Size(
                    _minus(size.high), _minus(size.low), size.above, size.fixed, size.moving
                )
            case Choice(test=test, then=then, other=other):
                self.of(test)
                return _either(self.of(then), self.of(other))
            case Arithmetic():
                return self._arithmetic(node)
            case Compare(left=left, right=right):
                return self._compare(node, self.of(left), self.of(right))
            case Call():
                return self._call(node)
            case Aggregate():
                return self._aggregate(node)
        for child in children(node):
            self.of(child)
        return _SMALL

    def _fact(self, node: Fact) -> Size:
        kind = self.library.vocabulary.kinds.get(node.kind)
        found = kind.facts.get(node.fact) if kind else None
        return fact_size(found) if found else _assumed(node)

    def _named(self, node: Named) -> Size:
        key = (node.document, node.name)
        if key in self.known:
            return self.known[key]
        define = self.library.define(*key)
        if define is None or key in self.running:
            return _assumed(node)
        self.running.add(key)
        sizes = [size for entry in define.entries for size in self._entry(entry)]
        self.running.discard(key)
        found = sizes[0] if sizes else _assumed(node)
        for size in sizes[1:]:
            found = _either(found, size)
        self.known[key] = found
        return found

    def _entry(self, entry: Entry) -> Iterator[Size]:
        outer = dict(self.variables)
        of = self.of(entry.of.node) if entry.of else None
        if of:
            self.variables["x"] = of
        if entry.value:
            yield _rounded(entry, self.of(entry.value.node))
        for band in entry.bands:
            if band.test is not None:
                self.of(band.test)
            yield _rounded(entry, self.of(band.value.node))
        if entry.slices and of:
            yield _rounded(entry, self._slices(entry, of))
        self.variables = outer

    def _slices(self, entry: Entry, of: Size) -> Size:
        total: Size | None = None
        for band in entry.slices:
            part = _product(of, self.of(band.value.node))
            total = part if total is None else _sum(total, part)
        return total or of

    def _arithmetic(self, node: Arithmetic) -> Size:
        left, right = self.of(node.left), self.of(node.right)
        if node.type.name == "date":
            return _SMALL
        match node.op:
            case "+":
                return _sum(left, right)
            case "-":
                return _sum(left, _negated(right))
            case "*":
                return _product(left, right)
        return _quotient(left, right)

    def _compare(self, node: Compare, left: Size, right: Size) -> Size:
        common = lcm(left.fixed, right.fixed)
        crossed = max(
            left.above * (common // left.fixed) * right.moving,
            right.above * (common // right.fixed) * left.moving,
        )
        power = _compound(node)
        if power:
            crossed = max(crossed, power)
        if crossed > LIMIT and self.overflow is None:
            self.overflow = node
        return _SMALL

    def _call(self, node: Call) -> Size:
        sizes = [self.of(arg) for arg in node.args]
        match node.function:
            case "min" | "max" | "best":
                return _ends(self._least(node, sizes), node, least=node.function == "min")
            case "in_turn":
                found = sizes[1]
                for size in sizes[2:]:
                    found = _either(found, size)
                return found
            case "growth":
                return _sum(_quotient(sizes[1], sizes[0]), Size(Fraction(-1), Fraction(-1), 1))
            case "cagr":
                return _quotient(sizes[1], sizes[0])
        return _SMALL

    def _least(self, node: Node, sizes: list[Size]) -> Size:
        found = sizes[0]
        for size in sizes[1:]:
            if max(found.above * size.below, size.above * found.below) > LIMIT:
                self.overflow = self.overflow or node
            found = _either(found, size)
        return found

    def _aggregate(self, node: Aggregate) -> Size:
        times = 1
        for loop in node.loops:
            match loop.over:
                case Years(count=count):
                    times *= count
                case Quarters():
                    times *= 4
                case _:
                    self.of(loop.over)
                    times *= MEMBERS
        if node.where is not None:
            self.of(node.where)
        if node.function == "count" or node.element is None:
            return Size(Fraction(0), Fraction(times), times)
        element = self.of(node.element)
        if node.function in {"min", "max"}:
            return self._least(node, [element, element])
        total = _repeated(element, times)
        return (
            _quotient(total, Size(Fraction(1), Fraction(times), times))
            if (node.function == "mean")
            else total
        )


def _minus(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value


def _negated(size: Size) -> Size:
    return Size(_minus(size.high), _minus(size.low), size.above, size.fixed, size.moving)


def fact_size(fact: FactDef) -> Size:
    """The size of a fact by its declared range, else by what is assumed of its type."""
    numerator, denominator = ASSUMED.get(fact.type, (10**4, 1))
    wide = Fraction(numerator, denominator)
    low = -wide if fact.low is None else fact.low
    high = wide if fact.high is None else fact.high
    largest = max(abs(low), abs(high)) * denominator
    above = -(-largest.numerator // largest.denominator)
    return Size(fact.low, fact.high, above, denominator)


def _assumed(node: Node) -> Size:
    numerator, denominator = ASSUMED.get(node.type.name, (10**4, 1))
    return Size(None, None, numerator, denominator)


def _rounded(entry: Entry, size: Size) -> Size:
    if entry.rounding is None:
        return size
    value = _magnitude(size.low, size.high) or Fraction(size.above)
    step = entry.rounding.step
    above = -(-value.numerator // value.denominator) * step.denominator
    return Size(size.low, size.high, above, step.denominator)


def _plus(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else left + right


def _sum(left: Size, right: Size) -> Size:
    low, high = _plus(left.low, right.low), _plus(left.high, right.high)
    fixed = lcm(left.fixed, right.fixed)
    if left.moving == 1 or right.moving == 1:
        moving = left.moving * right.moving
        above = left.above * (fixed // left.fixed) * right.moving
        above += right.above * (fixed // right.fixed) * left.moving
        return Size(low, high, above, fixed, moving)
    above = left.above * right.below + right.above * left.below
    return Size(low, high, above, left.fixed * right.fixed, left.moving * right.moving)


def _product(left: Size, right: Size) -> Size:
    ends = [
        None if a is None or b is None else a * b
        for a in (left.low, left.high)
        for b in (right.low, right.high)
    ]
    known = [e for e in ends if e is not None]
    low, high = (min(known), max(known)) if len(known) == 4 else (None, None)
    if low is None and _positive(left) and _positive(right):
        low = Fraction(0)
    return Size(
        low, high, left.above * right.above, left.fixed * right.fixed, left.moving * right.moving
    )


def _ends(size: Size, node: Call, *, least: bool) -> Size:
    """The bounds of the least (or greatest) of several. Any of them may be absent and skipped,
    save what is written in the rule: a number there cuts the others off."""
    written = [Fraction(a.value) for a in node.args if isinstance(a, Constant) and _number(a)]  # type: ignore[arg-type]
    if not written:
        return size
    if least:
        limit = min(written)
        return replace(size, high=limit if size.high is None else min(size.high, limit))
    limit = max(written)
    return replace(size, low=limit if size.low is None else max(size.low, limit))


def _number(node: Constant) -> bool:
    return isinstance(node.value, Fraction | int) and not isinstance(node.value, bool)


def _positive(size: Size) -> bool:
    return size.low is not None and size.low >= 0


def _quotient(left: Size, right: Size) -> Size:
    constant = right.low is not None and right.low == right.high and right.low != 0
    above, fixed = left.above * right.below, left.fixed
    if constant and right.low is not None:
        divisor = 1 / right.low
        return _product(left, Size(divisor, divisor, abs(divisor.numerator), divisor.denominator))
    low = Fraction(0) if _positive(left) and _positive(right) else None
    return Size(low, None, above, fixed, left.moving * right.above)


def _either(left: Size, right: Size) -> Size:
    low = None if left.low is None or right.low is None else min(left.low, right.low)
    high = None if left.high is None or right.high is None else max(left.high, right.high)
    fixed = lcm(left.fixed, right.fixed)
    above = max(left.above * (fixed // left.fixed), right.above * (fixed // right.fixed))
    return Size(low, high, above, fixed, max(left.moving, right.moving))


def _repeated(size: Size, times: int) -> Size:
    """The sum of ``times`` like terms: terms with a moving denominator multiply theirs."""
    low = None if size.low is None else min(size.low, size.low * times)
    high = None if size.high is None else max(size.high, size.high * times)
    if size.moving == 1:
        return Size(low, high, size.above * times, size.fixed)
    if times > 64:
        return Size(low, high, LIMIT + 1, size.fixed, LIMIT + 1)
    others = size.moving ** (times - 1)
    return Size(low, high, size.above * others * times, size.fixed, size.moving**times)


def _compound(node: Compare) -> int:
    """``cagr(a, b, n) >= p/q`` is compared as b·q^n against a·(p+q)^n."""
    call = node.left
    if not (
        isinstance(call, Call) and call.function == "cagr" and isinstance(node.right, Constant)
    ):
        return 0
    years, rate = call.args[2], node.right.value
    if not (isinstance(years, Constant) and isinstance(years.value, Fraction | int)):
        return 0
    if not isinstance(rate, Fraction):
        return 0
    base = ASSUMED["money"][0]
    return int(base * (rate.denominator + abs(rate.numerator)) ** int(years.value))


def bounds(node: Node, library: Library) -> tuple[Fraction | None, Fraction | None]:
    """The least and greatest value an expression can take by the declared ranges of its facts;
    None where it is open."""
    size = _Sizes(library).of(node)
    return size.low, size.high


def check_bounds(document: Document, library: Library) -> Iterator[Fault]:
    """X4 for every rule of the document."""
    sizes, banded = _Sizes(library), _banded(document)
    for rule in rules(document):
        sizes.overflow, sizes.variables = None, {}
        entry = banded.get(id(rule.cited.node))
        if entry and entry.of:
            sizes.variables["x"] = sizes.of(entry.of.node)
            sizes.overflow = None
        sizes.of(rule.cited.node)
        if sizes.overflow is not None:
            where: Node = sizes.overflow
            words = rule.cited.text[where.start : where.end]
            yield Fault(
                "X4",
                rule.place,
                "批量计算时127位整数装不下这一步的最大值，不能保证精确",
                "in bulk, 127 bits cannot hold the largest value of this step exactly",
                words or rule.cited.text,
                "把各年比率的平均写成总额之比，或给中间值写取整，或在登记中写明值域",
                "write the ratio of the sums, give a step its 'round', or declare 'range' of facts",
            )


def _banded(document: Document) -> dict[int, Entry]:
    """The entry whose ``x`` a rule speaks of, by the identity of the rule's node."""
    return {
        id(node): entry
        for define in document.defines.values()
        for entry in define.entries
        for band in (*entry.bands, *entry.slices)
        for node in (band.value.node, band.test)
        if node is not None
    }
