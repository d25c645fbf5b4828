"""A stacking's budget over all who are due something under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gaoxin.engine.budget import Short, allocate
from gaoxin.engine.evaluate import Programs
from gaoxin.engine.frame import Frame, Question
from gaoxin.engine.stacking import Settlement
from gaoxin.engine.values import Value, is_number
from gaoxin.policy.form import Stacking


@dataclass(frozen=True, slots=True)
class Shared:
    """What each settlement receives from the budget, in the order given (minor units).

    ``paid`` is empty where it cannot be said yet: while ``open`` settlements are not exact, or
    the budget is not known. ``wanted`` is the sum of the exact ones, ``left`` what remains.
    """

    budget: Value
    short: Short
    wanted: int
    paid: tuple[int, ...]
    left: int | None
    open: tuple[Settlement, ...]
    status: Literal["enough", "short", "open"]


def share_out(
    programs: Programs,
    question: Question,
    stacking: Stacking,
    settlements: Sequence[Settlement],
    ranks: Sequence[int] | None = None,
) -> Shared:
    """The budget of ``stacking`` over ``settlements``; ``ranks`` for ``by_rank`` (1 first).

    ``short`` not stated is taken as pro rata. Without a budget all is paid in full."""
    short: Short = stacking.short or "pro_rata"
    budget: Value = None
    if stacking.budget is not None:
        frame = Frame(question, question.entity, question.on)
        budget = programs.of(stacking.budget.node, stacking.document)(frame)
    open_ = tuple(s for s in settlements if not is_number(s.total))
    amounts = [int(s.total) for s in settlements if is_number(s.total)]
    wanted = sum(amounts)
    if budget is None and not open_:
        return Shared(None, short, wanted, tuple(amounts), None, (), "enough")
    if open_ or not is_number(budget):
        return Shared(budget, short, wanted, (), None, open_, "open")
    paid = tuple(allocate(int(budget), amounts, short, ranks))
    status: Literal["enough", "short"] = "enough" if wanted <= budget else "short"
    return Shared(budget, short, wanted, paid, int(budget) - sum(paid), (), status)
