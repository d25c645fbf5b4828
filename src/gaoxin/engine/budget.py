"""A budget over a whole population of amounts: what each receives when there is too little."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

Short = Literal["pro_rata", "in_order", "by_rank"]


def allocate(
    budget: int,
    amounts: Sequence[int],
    short: Short = "pro_rata",
    ranks: Sequence[int] | None = None,
) -> list[int]:
    """What each of ``amounts`` (minor units) receives from ``budget``; nothing is cut if it
    suffices, and never more than the budget is paid.

    ``pro_rata``: each the same share, rounded down to the minor unit; the units left over go one
    each to the largest remainders, among equals to the earlier one. ``in_order``: in full, in the
    order given, until the budget is used up (the last one served may receive a part).
    ``by_rank``: the same in the order of ``ranks`` (1 first; equal ranks in the order given).
    """
    if min(amounts, default=0) < 0 or budget < 0:
        raise ValueError("amounts and budget are not negative")
    if sum(amounts) <= budget:
        return list(amounts)
    if short == "pro_rata":
        return apportion(budget, amounts)
    order = list(range(len(amounts)))
    if short == "by_rank":
        if ranks is None or len(ranks) != len(amounts):
            raise ValueError("by_rank needs one rank for each amount")
        order.sort(key=lambda i: ranks[i])
    return _in_order(budget, amounts, order)


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` in proportion to ``weights``, whole units, largest remainder first."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [Fraction(total * weight, whole) for weight in weights]
    found = [int(share) for share in exact]
    left = total - sum(found)
    for i in sorted(range(len(weights)), key=lambda i: found[i] - exact[i])[:left]:
        found[i] += 1
    return found


def _in_order(budget: int, amounts: Sequence[int], order: Sequence[int]) -> list[int]:
    found = [0] * len(amounts)
    for i in order:
        found[i] = min(amounts[i], budget)
        budget -= found[i]
    return found
