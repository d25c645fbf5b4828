"""Two bit masks a row say which conditions fail and which are not known; and back into words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gaoxin.policy.form import Condition, Label

from .sql import FALSE, TRUE, Sql, sql

Word = Literal["yes", "no", "unknown"]
State = Literal["TRUE", "FALSE", "NULL"]
Mask = Literal["failed", "unknown"]

WORD = 53
"""Bits in one column of a mask: a sum of so many powers of two is exact in a DOUBLE, where DuckDB
adds several values at once, and survives JSON and spreadsheets."""


def mask(tests: Sequence[Sql], state: State) -> Sql:
    """Bit i is set where test i is in that state."""
    parts = [
        sql(f"({{}} IS {state})::DOUBLE * {2**i}::DOUBLE", test)
        for i, test in enumerate(tests)
        if (state, test) != ("TRUE", FALSE)
    ]
    return sql(f"CAST({' + '.join(['{}'] * len(parts)) or '0'} AS BIGINT)", *parts)


class Leaves:
    """The conditions of a query, each expression once: clauses that ask the same share a bit."""

    def __init__(self) -> None:
        self._bits: dict[Sql, int] = {}

    def bit(self, leaf: Sql) -> int | None:
        """The bit of a condition; None for one that always holds."""
        return None if leaf == TRUE else self._bits.setdefault(leaf, len(self._bits))

    def columns(self) -> list[tuple[str, Mask, Sql]]:
        """Name, part and expression of the columns of both masks, ``WORD`` conditions in each."""
        leaves = list(self._bits)
        words = [leaves[i : i + WORD] for i in range(0, len(leaves), WORD)] or [[]]
        return [
            (column(part, n * WORD), part, mask(word, state))
            for part, state in _MASKS
            for n, word in enumerate(words)
        ]


_MASKS: tuple[tuple[Mask, State], ...] = (("failed", "FALSE"), ("unknown", "NULL"))


def column(part: Mask, bit: int) -> str:
    """The column of a mask that holds a bit."""
    return f"{part}.{bit // WORD + 1}" if bit >= WORD else part


def joined(words: Sequence[int | None]) -> int:
    """The columns of a mask as one number (NULL, in a row that is only reported, is none)."""
    return sum((word or 0) << WORD * n for n, word in enumerate(words))


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to one condition. ``blocks``: it keeps the clause from being met (an exclusion
    blocks where its rule holds)."""

    path: str
    word: Word
    label: Label
    blocks: bool


@dataclass(frozen=True, slots=True)
class Bit:
    """Where the masks say what became of one condition: in the columns ``failed`` and ``unknown``,
    the bit worth ``value``. ``excluded``: it keeps the clause from being met where it holds."""

    path: str
    condition: Condition
    excluded: bool
    failed: str
    unknown: str
    value: int


@dataclass(frozen=True, slots=True)
class Legend:
    """The conditions of a clause, and the bit of each that does not always hold. A group has a
    bit of its own only where another reading has a rule in its place."""

    bits: Mapping[str, int]
    conditions: tuple[Condition, ...]

    def decode(self, failed: int, unknown: int) -> tuple[Told, ...]:
        """The answer to every condition and group, from the two masks."""
        truths: dict[str, bool | None] = {}
        for path, i in self.bits.items():
            truths[path] = None if unknown >> i & 1 else not failed >> i & 1
        told: list[Told] = []
        for condition in self.conditions:
            _tell(condition, "", truths, False, told)
        return tuple(told)

    def places(self) -> Iterator[Bit]:
        """The conditions that have a bit, in the order of the text."""
        for condition in self.conditions:
            for path, part, excluded in _parts(condition, "", False):
                if path in self.bits:
                    bit = self.bits[path]
                    names = column("failed", bit), column("unknown", bit)
                    yield Bit(path, part, excluded, *names, 2 ** (bit % WORD))


def _parts(
    condition: Condition, above: str, excluded: bool
) -> Iterator[tuple[str, Condition, bool]]:
    path = f"{above}.{condition.name}" if above else condition.name
    yield path, condition, excluded
    for part in condition.parts:
        yield from _parts(part, path, excluded != (condition.mode == "none"))


def _tell(
    condition: Condition,
    above: str,
    truths: Mapping[str, bool | None],
    excluded: bool,
    told: list[Told],
) -> bool | None:
    path = f"{above}.{condition.name}" if above else condition.name
    at = len(told)
    inner = excluded != (condition.mode == "none")
    below = [_tell(p, path, truths, inner, told) for p in condition.parts]
    if condition.rule is not None or path in truths:
        held = truths.get(path, True)
    else:
        held = _combined(condition.mode, below)
    word: Word = "unknown" if held is None else "yes" if held else "no"
    told.insert(at, Told(path, word, condition.meta.label, held is excluded))
    return held


def _combined(mode: str, truths: list[bool | None]) -> bool | None:
    if mode == "all":
        return False if False in truths else None if None in truths else True
    held = True if True in truths else None if None in truths else False
    return held if mode == "any" or held is None else not held
