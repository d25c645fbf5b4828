"""Amounts made at random together with what they come to, computed in plain Python.

Both executors read the same form: a mistake in reading it is shared, and their agreement proves
nothing. So here every piece of text is drawn beside the arithmetic it means, taken from the words
of the format page alone; nothing of the project is imported. All figures are given. Money is in
fen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import floor
from random import Random

WAN = 1_000_000
YEAR, EARLIER = "2024-02-01", "2023-12-31"
ON = "2024-06-01"
SAID = "quote: 条件, verified: no, note: 试验"

HEAD = """---
id: t/plain
title: 算术（试验）
issuer: 试验
level: zone
issued: 2015-01-01
in_force: 2015-01-01..
wording: restated
lang: zh
anchor: application
verified: no
---

## 第一条 {#1}

条件，不超过。

```yaml register
kind: enterprise
zh: 企业
facts:
  m0: {zh: 额0, type: money, range: -1亿元..100亿元}
  m1: {zh: 额1, type: money, range: 0元..100亿元}
  m2: {zh: 额2, type: money, range: 0元..100亿元}
  n0: {zh: 数0, type: count, range: 0..1000}
  ok: {zh: 合格, type: flag}
```
"""

Firm = dict[str, int]
Amount = Callable[[Firm], Fraction | None]
"""An exact amount in fen; None: nothing there."""


@dataclass(frozen=True)
class Row:
    """A row of a table: its words and when it holds."""

    text: str
    holds: Callable[[Fraction], bool]


@dataclass
class Stack:
    name: str
    members: list["Stack | str"]
    take: str
    cap: int | None = None
    less: int | None = None
    yearly: bool = False


@dataclass
class Plain:
    """A document and its meaning; ``clauses`` by name, ``edges`` the numbers to try."""

    seed: int
    blocks: list[str] = field(default_factory=list)
    clauses: dict[str, Amount] = field(default_factory=dict)
    stack: Stack | None = None
    edges: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        for n in range(self.random.randint(1, 3)):
            self.clause(f"c{n}")
        if len(self.clauses) > 1:
            self.stack = self.stacking("s0", list(self.clauses), 1)

    @property
    def text(self) -> str:
        return HEAD + "".join(f"\n```yaml {b}```\n" for b in self.blocks)

    def one(self, *items: str) -> str:
        return self.random.choice(items)

    # --- tables ----------------------------------------------------------------------------------

    def rows(self, edges: list[int], written: Callable[[int], str]) -> tuple[list[Row], bool]:
        """Rows that part the line at ``edges``, in any order and in any words; what is left out is
        for ``else``. Whether there is an else."""
        first = self.random.random() < 0.5  # whose is the edge: the lower row's or the upper one's
        ends = [None, *edges, None]
        found = [self.row(a, b, first, written) for a, b in pairwise(ends)]
        self.random.shuffle(found)
        left_out = self.random.randint(0, len(found) - 1)
        return found[left_out:], left_out > 0

    def row(
        self, low: int | None, high: int | None, first: bool, written: Callable[[int], str]
    ) -> Row:
        above, below = (">", "<=") if first else (">=", "<")
        tests, texts = [], []
        for edge, op in ((low, above), (high, below)):
            if edge is not None:
                texts.append(self.compared(op, written(edge)))
                tests.append((op, edge))
        joined = " and ".join(texts)
        if len(texts) == 2 and self.random.random() < 0.5:
            assert low is not None
            assert high is not None
            joined = f"{written(low)} {'<' if first else '<='} x {below} {written(high)}"
        return Row(joined, lambda x: all(holds(op, x, edge) for op, edge in tests))

    def compared(self, op: str, edge: str) -> str:
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[op]
        negated = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}[op]
        found = [f"x {op} {edge}", f"{edge} {turned} x", f"not x {negated} {edge}"]
        if len(op) == 2:
            found.append(f"(x {op[0]} {edge} or x == {edge})")
        return self.one(*found)

    def subject(self) -> tuple[str, str, list[int], Callable[[int], str]]:
        """What a table looks at: its words, its fact, edges and how they are written."""
        if self.random.random() < 0.25:
            edges = sorted(self.random.sample(range(1, 40), self.random.randint(1, 3)))
            return "数0", "n0", edges, str
        n = self.random.randint(0, 2)
        edges = sorted(self.random.sample([1, 7, 100, 3000, 20000], self.random.randint(1, 3)))
        self.edges |= {e * WAN for e in edges}
        return f"额{n}", f"m{n}", [e * WAN for e in edges], lambda fen: f"{fen // WAN}万元"

    def slices(self, name: str) -> Amount:
        words, fact, edges, written = self.subject()
        rows, rest = self.rows(edges, written)
        rates = [Fraction(self.random.randint(0, 40), 200) for _ in rows]
        other = Fraction(self.random.randint(0, 40), 200)
        lines = [f"  '{r.text}': {percent(q)}" for r, q in zip(rows, rates, strict=True)]
        lines += [f"  else: {percent(other)}"] if rest else []
        each = "" if fact == "n0" else "money"
        self.define(name, each, words, "slices", lines)

        def rate(at: Fraction) -> Fraction:
            return next((q for r, q in zip(rows, rates, strict=True) if r.holds(at)), other)

        def amount(firm: Firm) -> Fraction:
            x = firm[fact]
            if fact == "n0":  # the first, the second, the third … each by its own rate
                return sum((rate(Fraction(k)) for k in range(1, x + 1)), Fraction(0)) * 1000 * WAN
            marks = [0, *[e for e in edges if e < x], max(0, x)]
            parts = [(b - a) * rate(Fraction(a + b, 2)) for a, b in pairwise(marks)]
            return sum(parts, Fraction(0))

        return amount

    def bands(self, name: str) -> Amount:
        words, fact, edges, written = self.subject()
        rows, rest = self.rows(edges, written)
        sums = [self.random.randint(0, 90) for _ in rows]
        other = self.random.randint(0, 90)
        lines = [f"  '{r.text}': {n}万元" for r, n in zip(rows, sums, strict=True)]
        lines += [f"  else: {other}万元"] if rest else []
        self.define(name, "money", words, "bands", lines)

        def amount(firm: Firm) -> Fraction:
            x = Fraction(firm[fact])
            pairs = zip(rows, sums, strict=True)
            return Fraction(next((n for r, n in pairs if r.holds(x)), other) * WAN)

        return amount

    def define(self, name: str, type: str, of: str, form: str, lines: list[str]) -> None:
        body = "\n".join(f"  {line}" for line in lines)
        kind = f"  type: {type}\n" if type else ""
        said = "  quote: 条件\n  verified: no\n  note: 试验\n"
        self.blocks.append(f"define\n{name}:\n{kind}  of: {of}\n  {form}:\n{body}\n{said}")

    # --- clauses ---------------------------------------------------------------------------------

    def clause(self, name: str) -> None:
        table = f"表{name}"
        form = self.one("slices", "bands")
        table_amount: Amount = getattr(self, form)(table)
        counted = f"of: 数0\n  {form}" in self.blocks[-1] and form == "slices"
        money = f"{table} * 1000万元" if counted else table
        cap = self.random.choice([None, 3, 50, 400])
        gives = f"money: {{rule: {money}, {SAID}}}"
        gives += f", cap: {{rule: {cap}万元, {SAID}}}" if cap is not None else ""
        when = f"when: {{甲: {{rule: 合格, {SAID}}}}}"
        self.blocks.append(f"clause\nid: {name}\n{when}\ngives: {{{gives}}}\n")

        def amount(firm: Firm) -> Fraction | None:
            if not firm["ok"]:
                return Fraction(0)
            found = table_amount(firm) or Fraction(0)
            found = min(found, Fraction(cap * WAN)) if cap is not None else found
            return Fraction(floor(found + Fraction(1, 2)))

        self.clauses[name] = amount

    # --- clauses together ------------------------------------------------------------------------

    def stacking(self, name: str, clauses: list[str], depth: int) -> Stack:
        members: list[Stack | str] = list(clauses)
        made = Stack(name, members, self.one("all", "highest", "first", "one"))
        made.cap = self.random.choice([None, 1, 60, 700])
        made.less = self.random.choice([None, None, 20])
        made.yearly = self.random.random() < 0.6
        if depth and len(clauses) > 2 and self.random.random() < 0.5:
            made.members = [clauses[0], self.stacking("s1", clauses[1:], 0)]
        over = ", ".join(m if isinstance(m, str) else m.name for m in made.members)
        text = f"stacking\nid: {name}\nover: [{over}]\ntake: {made.take}\n"
        for key, limit in (("cap", made.cap), ("less", made.less)):
            text += f"{key}: {{rule: {limit}万元, {SAID}}}\n" if limit is not None else ""
        self.blocks.append(text + ("per: year\n" if made.yearly else ""))
        return made

    # --- firms -----------------------------------------------------------------------------------

    def firm(self) -> tuple[Firm, list[tuple[str, str, int]]]:
        """Figures on, under and over the edges; payments (clause, day, fen)."""
        money = sorted({0, -1, 5 * WAN, *self.edges})
        found = {
            f"m{n}": max(
                -1 if n == 0 else 0,
                self.random.choice(money) + self.random.choice([-1, 0, 0, 1, 123 * WAN + 7]),
            )
            for n in range(3)
        }
        found |= {"n0": self.random.randint(0, 45), "ok": int(self.random.random() < 0.9)}
        paid = [
            (name, self.one(YEAR, EARLIER), self.random.choice([1, 40 * WAN, 150 * WAN]))
            for name in self.clauses
            if self.random.random() < 0.3
        ]
        return found, paid


def holds(op: str, x: Fraction, edge: int) -> bool:
    return {"<": x < edge, "<=": x <= edge, ">": x > edge, ">=": x >= edge}[op]


def percent(rate: Fraction) -> str:
    return f"{float(rate * 100):g}%"


# --- clauses together, as the format page says it ------------------------------------------------


def leaves(member: Stack | str) -> Iterator[str]:
    if isinstance(member, str):
        yield member
    else:
        for inner in member.members:
            yield from leaves(inner)


def settled(stack: Stack, due: dict[str, int], paid: dict[str, int]) -> dict[str, int]:
    """What each clause receives; ``paid``: this year, by clause."""
    parts = [{m: due[m]} if isinstance(m, str) else settled(m, due, paid) for m in stack.members]
    amounts = [sum(p.values()) for p in parts]
    before = [sum(paid.get(n, 0) for n in leaves(m)) * stack.yearly for m in stack.members]
    got = taken(stack.take, amounts, before)
    if stack.cap is not None:
        got = down(got, max(0, stack.cap * WAN - sum(before)))
    if stack.less is not None:
        got = down(got, max(0, sum(got) - stack.less * WAN))
    found: dict[str, int] = {}
    for part, money in zip(parts, got, strict=True):
        found |= dict(zip(part, down(list(part.values()), money), strict=True))
    return found


def taken(take: str, amounts: list[int], before: list[int]) -> list[int]:
    nothing = [0] * len(amounts)
    if take == "all":
        return amounts
    best = amounts.index(max(amounts))
    if take == "first":
        decides = [i for i, a in enumerate(amounts) if a > 0 or before[i]]
        if not decides or before[decides[0]]:
            return nothing
        best = decides[0]
    if take == "one" and any(before):
        return nothing
    return [*nothing[:best], max(0, amounts[best] - sum(before)), *nothing[best + 1 :]]


def down(amounts: list[int], most: int) -> list[int]:
    """The last is cut first."""
    found = []
    for amount in amounts:
        found.append(min(amount, most))
        most -= found[-1]
    return found
