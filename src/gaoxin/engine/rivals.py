"""Which clauses of a stacking lower what another receives, as what they are due rises.

Where amounts are ranges, a clause receives least when its own amount is at the low end and its
rivals' at the high end, and most the other way round. This order is read off the stacking's form,
alike for the interpreter and for bulk.
"""

from collections.abc import Iterator
from typing import Protocol, TypeAlias, TypeGuard

from gaoxin.policy.form import Stacking

Path: TypeAlias = tuple[int, ...]
"""Indexes from the stacking down to a clause."""


class Branch(Protocol):
    """A stacking with its members: clauses (which have none themselves) and stackings."""

    @property
    def stacking(self) -> Stacking: ...
    @property
    def members(self) -> tuple[object, ...]: ...


def rivals(branch: Branch) -> tuple[frozenset[int], ...] | None:
    """For every clause, by position, the positions of its rivals; the others raise what it
    receives or leave it. None: the form is tangled, some clause may do either."""
    if not _told(branch):
        return None
    paths = list(_paths(branch, ()))
    return tuple(
        frozenset(j for j, other in enumerate(paths) if j != i and _lowers(branch, own, other))
        for i, own in enumerate(paths)
    )


def lowers(branch: Branch, own: int, other: int) -> bool:
    """Does one member's rise lower what another one receives, the members taken as they are?"""
    return _lowers(branch, (own,), (other,))


def uneven(branch: Branch) -> bool:
    """Is a share under two limits neither rising nor falling with what another is due?"""
    stacking = branch.stacking
    return stacking.cut == "pro_rata" and stacking.cap is not None and stacking.less is not None


def _lowers(branch: Branch, own: Path, other: Path) -> bool:
    """Decided where the ways to the two part."""
    under = limited(branch)
    while own[0] == other[0]:
        inner = branch.members[own[0]]
        assert is_branch(inner)
        branch, own, other = inner, own[1:], other[1:]
        under = under or limited(branch)
    match branch.stacking.take:
        case "highest" | "one":
            return True
        case "first":
            return other[0] < own[0]
        case _ if branch.stacking.cut == "pro_rata":
            return branch.stacking.cap is not None
        case _:  # the last is cut first; under a deduction a later one bears it
            return under and other[0] < own[0]


def offers_choice(branch: Branch) -> bool:
    """May the applicant choose which member is taken?"""
    stacking = branch.stacking
    return stacking.take == "one" and stacking.by == "applicant" and len(branch.members) > 1


def is_branch(member: object) -> TypeGuard[Branch]:
    return hasattr(member, "members")


def _paths(branch: Branch, above: Path) -> Iterator[Path]:
    for i, member in enumerate(branch.members):
        if is_branch(member):
            yield from _paths(member, (*above, i))
        else:
            yield (*above, i)


def limited(branch: Branch) -> bool:
    """Has it a cap or a deduction?"""
    return branch.stacking.cap is not None or branch.stacking.less is not None


def _inner(branch: Branch) -> list[Branch]:
    return [m for m in branch.members if is_branch(m)]


# --- forms whose order is known -------------------------------------------------------------------


def _told(branch: Branch) -> bool:
    take, inner = branch.stacking.take, _inner(branch)
    if take == "all" and branch.stacking.cut == "pro_rata" and limited(branch):
        return not inner and not uneven(branch)
    if take == "all":
        return _free(branch) or _in_order(branch)
    free = not limited(branch)
    return all(
        _one_payee(m) or (free and _free(m)) or (take == "first" and _in_order(m)) for m in inner
    )


def _free(branch: Branch) -> bool:
    """No limits anywhere: only choices lower anything."""
    taken = branch.stacking.take != "first" and not limited(branch)
    return taken and all(map(_free, _inner(branch)))


def _one_payee(branch: Branch) -> bool:
    """Choices among clauses and choices: one clause is paid, so no cut has to be shared."""
    return branch.stacking.take in {"highest", "one"} and all(map(_one_payee, _inner(branch)))


def _in_order(branch: Branch) -> bool:
    """All together, the last cut first, over clauses, choices and their like."""
    stacking = branch.stacking
    together = stacking.take == "all" and stacking.cut == "last"
    return together and all(_one_payee(m) or _in_order(m) for m in _inner(branch))
