"""What a report shows, computed once and independent of language and layout."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.building import Built
from gaoxin.indicators.change import Snapshot, Split, split_change
from gaoxin.indicators.faults import Fault
from gaoxin.indicators.reading import (
    Components,
    Dropped,
    Flag,
    Standing,
    Weighing,
    correlation_flags,
    cronbach_alpha,
    drop_one,
    effective_weights,
    principal_components,
    standings,
)
from gaoxin.indicators.sobol import Sensitivity, sensitivity
from gaoxin.indicators.tables import Panel
from gaoxin.indicators.uncertainty import (
    Enumeration,
    Spread,
    enumerate_choices,
    over_weights,
    year_rows,
)

Floats = NDArray[np.float64]
Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How much to compute. `last` is the size of the group at the end that is watched."""

    replications: int = 1000
    noise: float = 0.25
    seed: int = 1
    sobol: int = 256
    last: int = 10


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """All about one unit in one year."""

    row: int
    strengths: tuple[Standing, ...]
    weaknesses: tuple[Standing, ...]
    split: Split | None
    previous: int


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """Everything a report shows about one year."""

    built: Built
    year: int
    rows: NDArray[np.intp]
    settings: Settings
    spread: Spread
    enumeration: Enumeration | None
    sensitivity: Sensitivity | None
    cards: tuple[Card, ...]
    correlation: Floats
    flags: tuple[Flag, ...]
    alphas: tuple[tuple[str, float], ...]
    components: Components | None
    weighing: Weighing
    dropped: tuple[Dropped, ...]
    faults: tuple[Fault, ...]


def gather(
    built: Built,
    panel: Panel,
    units: tuple[str, ...] | None = None,
    settings: Settings | None = None,
    year: int | None = None,
    progress: Report | None = None,
) -> Content:
    """Compute what a report shows for a year (the last by default).

    `units` get a card each; None stands for the first, the middle and the last of the ranking.
    `panel` is the input before screening.
    """
    use = settings or Settings()
    rows = year_rows(built.panel, year)
    when = int(built.panel.years[rows[0]])
    tell = progress or (lambda _stage, _done, _all: None)
    spread = over_weights(
        built,
        use.replications,
        use.noise,
        use.seed,
        when,
        lambda d, n: tell("weights", d, n),
    )
    listed = sensitive = None
    faults: list[Fault] = []
    if built.recipe.choices:
        listed, faults = enumerate_choices(built, panel, when, lambda d, n: tell("choices", d, n))
        if use.sobol:
            sensitive = sensitivity(
                built,
                panel,
                use.sobol,
                use.noise,
                use.seed,
                when,
                lambda d, n: tell("sensitivity", d, n),
            )
    matrix, flags = correlation_flags(built, year=when)
    chosen = _examples(built, rows) if units is None else units
    cards = []
    for number, unit in enumerate(chosen):
        row = built.panel.row(unit, when)
        if row is not None:
            cards.append(card(built, panel, row))
        tell("cards", number + 1, len(chosen))
    leaves = built.scores[rows][:, : len(built.plan.leaves)]
    complete = not np.isnan(matrix).any() and len(built.plan.leaves) > 1
    return Content(
        built,
        when,
        rows,
        use,
        spread,
        listed,
        sensitive,
        tuple(cards),
        matrix,
        tuple(flags),
        tuple(_alphas(built, rows)),
        principal_components(leaves) if complete else None,
        effective_weights(built, when),
        tuple(drop_one(built, when)) if len(built.plan.leaves) > 1 else (),
        tuple(faults),
    )


def _examples(built: Built, rows: NDArray[np.intp]) -> tuple[str, ...]:
    ranked = sorted(
        (i for i in rows if built.ranks[i] > 0),
        key=lambda i: (built.ranks[i], built.panel.units[i]),
    )
    if not ranked:
        return ()
    picked = dict.fromkeys((ranked[0], ranked[len(ranked) // 2], ranked[-1]))
    return tuple(built.panel.units[i] for i in picked)


def card(built: Built, panel: Panel, row: int, count: int = 5) -> Card:
    """Strengths, weaknesses and the change since the year before (where there is one)."""
    found = [s for s in standings(built, row) if s.rank > 0]
    strong = sorted(found, key=lambda s: (s.rank, s.gap, s.code))[:count]
    year, unit = int(built.panel.years[row]), built.panel.units[row]
    earlier = [int(y) for y in np.unique(built.panel.years) if y < year]
    split = None
    if earlier and built.panel.row(unit, earlier[-1]) is not None:
        recipe = built.recipe
        outcome = split_change(
            unit,
            Snapshot(recipe, panel, earlier[-1]),
            Snapshot(recipe, panel, year),
            causes=("own_data", "goalposts", "other_units"),
        )
        split = outcome.split
    return Card(row, tuple(strong), tuple(found[:count]), split, earlier[-1] if earlier else 0)


def _alphas(built: Built, rows: NDArray[np.intp]) -> list[tuple[str, float]]:
    found = []
    for node, slots in zip(built.plan.nodes, built.plan.parts, strict=True):
        if len(slots) > 1:
            found.append((node.code, cronbach_alpha(built.scores[rows][:, slots])))
    return found
