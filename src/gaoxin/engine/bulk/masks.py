"""Two bit masks say which conditions fail and which are not known; and back into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gaoxin.policy.form import Condition, Label

from .refusal import NotInBulk
from .sql import FALSE, TRUE, Sql, sql

Word = Literal["yes", "no", "unknown"]


def mask_type(size: int) -> str:
    for bits, name in (
        (7, "TINYINT"),
        (15, "SMALLINT"),
        (31, "INTEGER"),
        (63, "BIGINT"),
    ):
        if size <= bits:
            return name
    raise NotInBulk("条件超过63项", "more than 63 conditions")


def failed_mask(leaves: Sequence[Sql]) -> Sql:
    """Bit i: the rule of condition i does not hold."""
    kind = mask_type(len(leaves))
    # Without a branch: whether a condition holds is hard to foresee, whether it is known is not.
    return _added(
        kind,
        [
            sql(f"({{}} IS FALSE)::{kind} * {2**i}::{kind}", leaf)
            for i, leaf in enumerate(leaves)
            if leaf != TRUE
        ],
    )


def unknown_mask(leaves: Sequence[Sql]) -> Sql:
    """Bit i: it is not known whether the rule of condition i holds."""
    return bits([FALSE if v in {TRUE, FALSE} else sql("{} IS NULL", v) for v in leaves])


def bits(tests: Sequence[Sql]) -> Sql:
    """Bit i is set where test i is TRUE (not where it is NULL)."""
    kind = mask_type(len(tests))
    return _added(
        kind,
        [
            sql(f"CASE WHEN {{}} THEN {2**i}::{kind} ELSE 0::{kind} END", test)
            for i, test in enumerate(tests)
            if test != FALSE
        ],
    )


def _added(kind: str, parts: list[Sql]) -> Sql:
    if not parts:
        return Sql(f"0::{kind}")
    return sql(" | ".join(["{}"] * len(parts)), *parts)


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to one condition. ``blocks``: it keeps the clause from being met (an exclusion
    blocks where its rule holds)."""

    path: str
    word: Word
    label: Label
    blocks: bool


@dataclass(frozen=True, slots=True)
class Legend:
    """The conditions of a clause in the order of the bits."""

    paths: tuple[str, ...]
    conditions: tuple[Condition, ...]

    def decode(self, failed: int, unknown: int) -> tuple[Told, ...]:
        """The answer to every condition and group, from the two masks."""
        truths: dict[str, bool | None] = {}
        for i, path in enumerate(self.paths):
            truths[path] = None if unknown >> i & 1 else not failed >> i & 1
        told: list[Told] = []
        for condition in self.conditions:
            _tell(condition, "", truths, False, told)
        return tuple(told)


def _tell(
    condition: Condition,
    above: str,
    truths: Mapping[str, bool | None],
    excluded: bool,
    told: list[Told],
) -> bool | None:
    path = f"{above}.{condition.name}" if above else condition.name
    at = len(told)
    if condition.rule is not None:
        held = truths.get(path, True)
    else:
        inner = excluded != (condition.mode == "none")
        held = _combined(
            condition.mode, [_tell(p, path, truths, inner, told) for p in condition.parts]
        )
    word: Word = "unknown" if held is None else "yes" if held else "no"
    told.insert(at, Told(path, word, condition.meta.label, held is excluded))
    return held


def _combined(mode: str, truths: list[bool | None]) -> bool | None:
    if mode == "all":
        return False if False in truths else None if None in truths else True
    held = True if True in truths else None if None in truths else False
    return held if mode == "any" or held is None else not held
