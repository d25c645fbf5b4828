"""Synthetic enterprises, any number of them, from a seed. No figure in them is real.

Revenue is lognormal within an industry; the R&D share depends on industry and falls with size;
staff and tax figures follow from the accounts; figures of earlier years follow from growth; titles
go to those who could hold them. A share of the values is unknown, and a share can be put exactly on
given thresholds. The table has the wide layout of the bulk executor (``gaoxin.facts.arrow``), money
in fen. The same arguments give the same table on any machine, however it is cut into chunks.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from gaoxin.facts.entities import Entity
from gaoxin.facts.made_up.columns import (
    KEY,
    absent,
    array,
    column_type,
    columns_for,
    population,
)
from gaoxin.facts.made_up.draws import Draws, Truths, Whole
from gaoxin.facts.made_up.population import Population
from gaoxin.facts.made_up.relations import SCHEMAS as RELATED
from gaoxin.facts.made_up.relations import related as _related
from gaoxin.facts.vocabulary import Vocabulary
from gaoxin.files.whole import whole

CHUNK: Final = 50_000
MOST: Final = 100_000_000
_SOURCE: Final = "虚构样本 synthetic"


@dataclass(frozen=True, slots=True)
class OnRatio:
    """Rows where ``column`` is exactly ``ratio`` of ``base`` (研发费用 3% of 销售收入)."""

    column: str
    base: str
    ratio: Fraction


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to make.

    ``year``: the last full year (上年). ``unknown``: share of unknown values. ``edges``: column ->
    thresholds in the column's own unit (fen, persons); ``on_edge``: share of the column's values
    put on one of them, plus one of ``steps`` (-1, 0, 1 for a step under, on and over);
    ``ratios``: the same for quotients. ``columns``: only these, all if empty.
    """

    seed: int = 1
    year: int = 2025
    unknown: Fraction = Fraction(2, 100)
    edges: Mapping[str, Sequence[int]] = field(default_factory=dict)
    ratios: Sequence[OnRatio] = ()
    on_edge: Fraction = Fraction(1, 10)
    steps: tuple[int, ...] = (0,)
    columns: tuple[str, ...] = ()

    def names(self) -> list[str]:
        """The columns of the table, in order. Raises KeyError for one that is not made."""
        every = columns_for(self.year)
        wanted = self.columns or tuple(every)
        for name in (*wanted, *self.edges, *(n for r in self.ratios for n in (r.column, r.base))):
            if name not in every:
                raise KeyError(name)
        return [name for name in every if name in wanted]


def schema(recipe: Recipe) -> Any:
    """The Arrow schema of the table."""
    return pa.schema([(name, column_type(name)) for name in recipe.names()])


def batches(rows: int, recipe: Recipe, chunk: int = CHUNK, first: int = 0) -> Iterator[Any]:
    """Record batches of the enterprises ``first`` to ``first + rows - 1``, ``chunk`` at a time.

    Memory is bounded by the chunk. Raises ValueError beyond 100 million, where the made-up codes
    end.
    """
    if not 0 <= first <= first + rows <= MOST:
        raise ValueError(f"rows {first} to {first + rows} lie outside 0 to {MOST}")
    form = schema(recipe)
    for start in range(first, first + rows, chunk):
        stop = min(start + chunk, first + rows)
        yield _batch(np.arange(start, stop, dtype=np.uint64), recipe, form)


def table(rows: int, recipe: Recipe, first: int = 0) -> Any:
    """All enterprises as one Arrow table in memory."""
    return pa.Table.from_batches(list(batches(rows, recipe, first=first)), schema(recipe))


def related(rows: int, recipe: Recipe, first: int = 0) -> dict[str, Any]:
    """What belongs to the same enterprises, by kind (income by industry, technology transfers):
    tables with the enterprise's code as link, for the last full year and the one in course."""
    draws = Draws(recipe.seed, np.arange(first, first + rows, dtype=np.uint64))
    return _related(population(draws, recipe.year), _per_million(recipe.unknown))


def write_related(path: Path, rows: int, recipe: Recipe, chunk: int = CHUNK) -> dict[str, Path]:
    """Stream what belongs to the enterprises into files beside ``path``, one for each kind:
    ``firms.parquet`` has ``firms.industry_income.parquet`` …"""
    paths = {kind: path.with_suffix(f".{kind}{path.suffix}") for kind in RELATED}
    with ExitStack() as stack:
        files = {k: stack.enter_context(_opened(p, RELATED[k])) for k, p in paths.items()}
        for start in range(0, rows, chunk):
            for kind, made in related(min(chunk, rows - start), recipe, start).items():
                files[kind].write_table(made)
    return paths


def write(path: Path, rows: int, recipe: Recipe, chunk: int = CHUNK) -> None:
    """Stream the table to a Parquet or Arrow file, by the ending of its name."""
    with writer(path, recipe) as out:
        for batch in batches(rows, recipe, chunk):
            out.write_batch(batch)


def writer(path: Path, recipe: Recipe) -> AbstractContextManager[Any]:
    """What takes record batches (``write_batch``) into a Parquet or Arrow file, as a context; the
    file is there when it ends."""
    return _opened(path, schema(recipe))


@contextmanager
def _opened(path: Path, form: Any) -> Iterator[Any]:
    # Figures hardly ever repeat: a dictionary of them only costs time and space.
    few = [f.name for f in form if not pa.types.is_integer(f.type) and f.name != KEY]
    with whole(path) as beside:
        if path.suffix == ".parquet":
            made = pa.parquet.ParquetWriter(beside, form, compression="zstd", use_dictionary=few)
        else:
            made = pa.ipc.new_file(str(beside), form)
        with made:
            yield made


def sample(rows: int, recipe: Recipe, vocabulary: Vocabulary, first: int = 0) -> list[Entity]:
    """The same enterprises as entities, for the interpreter."""
    from gaoxin.facts.table import load_table

    made = load_table(table(rows, recipe, first), vocabulary, name="synthetic", source=_SOURCE)
    return list(made.entities.values())


def _batch(rows: Any, recipe: Recipe, form: Any) -> Any:
    draws = Draws(recipe.seed, rows)
    people = population(draws, recipe.year)
    placed = _placed(people, draws, recipe)
    arrays = [
        array(people, name, _unknown(name, draws, recipe, people), placed.get(name))
        for name in form.names
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=form)


def _unknown(name: str, draws: Draws, recipe: Recipe, people: Population) -> Truths:
    """Where nothing is recorded: not given, absent, or before the enterprise was there."""
    if name == KEY:
        return np.zeros(len(draws.rows), np.bool_)
    gaps = draws.happens(f"{name}?", _per_million(recipe.unknown)) | people.before_birth(name)
    return gaps | absent(people, name)


def _placed(people: Population, draws: Draws, recipe: Recipe) -> dict[str, Whole]:
    """The columns with values put on thresholds."""
    placed: dict[str, Whole] = {}
    share = _per_million(recipe.on_edge)
    for name, thresholds in recipe.edges.items():
        if not thresholds:
            continue
        options = np.array([t + s for t in thresholds for s in recipe.steps], np.int64)
        chosen = options[draws.below(f"{name}@edge", len(options))]
        on = draws.happens(f"{name}!edge", share)
        placed[name] = np.where(on, chosen, people.values(name))
    for number, edge in enumerate(recipe.ratios):
        on = draws.happens(f"ratio{number}", share)
        base = placed.get(edge.base, people.values(edge.base))
        below = edge.ratio.denominator
        whole = base - base % below
        own = placed.get(edge.column, people.values(edge.column))
        step = np.array(recipe.steps, np.int64)[
            draws.below(f"ratio{number}@step", len(recipe.steps))
        ]
        exact = np.maximum(whole // below * edge.ratio.numerator + step, 0)
        placed[edge.base] = np.where(on, whole, base)
        placed[edge.column] = np.where(on, exact, own)
    return placed


def _per_million(share: Fraction) -> int:
    return int(share * 1_000_000)
