"""The front door for tables: files in, entities and faults out.

``load`` takes CSV, workbooks, Parquet, Arrow and YAML, one or many, and puts what belongs together
into one set of entities with their relations. Nothing is raised for what is wrong in a file: it
is a fault at its cell, and the rest is loaded.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.documents import read_documents
from gaoxin.facts.entities import Entity
from gaoxin.facts.form import is_form, read_form
from gaoxin.facts.gathering import Gathering
from gaoxin.facts.headers import is_recognised
from gaoxin.facts.payments import SHEETS, read_payments
from gaoxin.facts.relations import relate
from gaoxin.facts.vocabulary import Kind, SetDef, Vocabulary, fold
from gaoxin.facts.wide import read_wide
from gaoxin.files.grid import Grid, Read, is_empty
from gaoxin.files.tables import TEXT, WORKBOOKS, read_tables
from gaoxin.files.trouble import CellFault, Trouble

YAML: Final = frozenset({".yaml", ".yml"})
ARROW: Final = frozenset({".parquet", ".arrow", ".feather", ".ipc"})


@dataclass(slots=True)
class Loaded:
    """What was loaded: the entities asked for by key, all others by kind, and every fault."""

    kind: str
    kinds: dict[str, dict[str, Entity]] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)

    @property
    def entities(self) -> dict[str, Entity]:
        """The entities of the kind that was asked for, by key."""
        return self.kinds.setdefault(self.kind, {})

    @property
    def sound(self) -> bool:
        """Was everything taken? Warnings do not count."""
        return all(fault.severity == "warning" for fault in self.faults)


def load(
    paths: Path | Iterable[Path],
    vocabulary: Vocabulary,
    kind: str = "enterprise",
    *,
    codes: CodeLists | None = None,
    recorded: date | None = None,
    source: str = "",
    period: str = "",
) -> Loaded:
    """Load files (or every data file of a folder).

    A sheet, or a file, named like a kind or a set of a kind (``入驻``, ``industry_income``) holds
    that kind, one named 已付 or ``paid`` holds payments, the others hold ``kind``. ``recorded``
    and ``source`` hold for values whose file states none; ``period`` for columns without one.
    """
    into = Gathering(vocabulary, codes, recorded, source, period)
    main = vocabulary.kind(kind)
    if main is None:
        raise KeyError(kind)
    for path in _files(paths):
        _file(path, main, into)
    return _finished(into, main)


def load_table(
    table: Any,
    vocabulary: Vocabulary,
    kind: str = "enterprise",
    *,
    name: str = "table",
    **more: Any,
) -> Loaded:
    """Load an Arrow table (or anything with ``__arrow_c_stream__``: Polars, pandas) in memory.

    Typed columns hold what is stored: money in minor units, rates as ratios.
    """
    import pyarrow as pa

    from gaoxin.facts.arrowfile import table_grid

    into = Gathering(vocabulary, **more)
    main = vocabulary.kind(kind)
    if main is None:
        raise KeyError(kind)
    arrow = table if isinstance(table, pa.Table) else pa.table(table)
    read_wide(table_grid(arrow, name, name), main, into)
    return _finished(into, main)


def _finished(into: Gathering, main: Kind) -> Loaded:
    relate(into)
    for kind in into.paid_given:
        for entity in into.kinds.get(kind, {}).values():
            entity.paid = entity.paid or ()
    return Loaded(main.id, into.kinds, into.faults)


def _files(paths: Path | Iterable[Path]) -> Iterable[Path]:
    for path in [paths] if isinstance(paths, Path) else paths:
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.suffix.lower() in _KNOWN)
        else:
            yield path


def _file(path: Path, main: Kind, into: Gathering) -> None:
    suffix = path.suffix.lower()
    if suffix in YAML:
        read_documents(path, main, into)
        return
    read = _arrow(path) if suffix in ARROW else read_tables(path)
    into.faults += read.faults
    for grid in read.grids:
        _grid(grid, main, into, only=len(read.grids) == 1)


def _arrow(path: Path) -> Read:
    from gaoxin.facts.arrowfile import read_arrow  # slow to import, seldom wanted

    return read_arrow(path)


_KNOWN: Final = YAML | WORKBOOKS | TEXT | ARROW


def _grid(grid: Grid, main: Kind, into: Gathering, only: bool) -> None:
    if not any(not is_empty(cell) for row in grid.rows for cell in row) and not _named(grid, into):
        return
    if fold(grid.name).lower() in SHEETS:
        read_payments(grid, main, into)
    elif is_form(grid):
        read_form(grid, main, into)
    elif (named := _named(grid, into)) is None and not only and not is_recognised(grid, main):
        into.faults.append(grid.fault(0, 0, _unknown_sheet(grid, main)))
    else:
        read_wide(grid, named or main, into)


def _named(grid: Grid, into: Gathering) -> Kind | None:
    """The kind a sheet is named after: by its own name, or that of a set it fills."""
    name = fold(grid.name)
    for kind in into.vocabulary.kinds.values():
        if name in (kind.id, fold(kind.zh), fold(kind.en), fold(f"{kind.zh} {kind.en}")):
            return kind
    for kind in into.vocabulary.kinds.values():
        found = kind.find(name)
        if isinstance(found, SetDef):
            return into.vocabulary.kinds.get(found.member)
    return None


def _unknown_sheet(grid: Grid, main: Kind) -> Trouble:
    return Trouble(
        "F22",
        f"工作表“{grid.name}”里没有认得的列，没有读",
        f"the sheet '{grid.name}' has no column that is known; it was not read",
        f"若有数据，表名写种类或集合的名称（如 {main.zh or main.id}）",
        f"if it holds data, name it after a kind or a set (such as {main.id})",
        "warning",
    )
