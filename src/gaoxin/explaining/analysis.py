"""For analysts: a library, one enterprise, a table of them, in a few lines.

    from gaoxin import load, match_one, match_table

    library = load()
    match_one(library, {"高新技术企业": "2025-08-20..2028-08-19", "营业收入@2024": "2000万元"},
              on="2025-12-01", documents=["quanzhou-etdz"])
    match_table(library, frame, on="2025-12-01", documents=["quanzhou-etdz"]).table

Both results show themselves in a notebook.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pyarrow as pa

from gaoxin.engine.bulk import Plan, Told, compile_clauses
from gaoxin.engine.bulk.running import typed_files
from gaoxin.engine.counting import Count, Counts, counted
from gaoxin.engine.engine import Engine
from gaoxin.engine.named import Refused, addresses
from gaoxin.engine.named import documents as known_documents
from gaoxin.explaining.content import record
from gaoxin.explaining.explanation import Explanation
from gaoxin.explaining.needed import all_addresses
from gaoxin.explaining.record import Warned
from gaoxin.explaining.tally import budget_text, sum_text
from gaoxin.explaining.words import Reader
from gaoxin.facts.columns import read_column
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.facts.table import load as read_facts
from gaoxin.facts.tabulated import Tabulated, tabulated
from gaoxin.facts.values import parse_value
from gaoxin.facts.vocabulary import Kind
from gaoxin.files.trouble import CellFault, Trouble
from gaoxin.policy.codelists import LibraryCodes
from gaoxin.policy.library import Library
from gaoxin.policy.shipped import shipped_packs
from gaoxin.policy.stored import stored_library
from gaoxin.quantities import Lang, Words, parse_date

Day = date | str


def load(*paths: Path | str) -> Library:
    """The library of the documents below the paths; without a path, of the packs shipped."""
    return stored_library(*(Path(p) for p in paths or (shipped_packs(),)))


def match_one(
    library: Library,
    entity: Entity | Mapping[str, Any],
    on: Day,
    lang: Lang = "zh",
    *,
    known: Day | None = None,
    clauses: Sequence[str] = (),
    documents: Sequence[str] = (),
    kind: str = "enterprise",
) -> "Drawn":
    """What an entity is due on a day, and why.

    ``entity`` may be a mapping of facts as people write them: ``fact`` or ``fact@period`` to
    ``2000万元``, ``12.5%``, ``2025-08-20..`` (a bare number is in yuan, never in fen). What cannot
    be read is unknown and said in ``warnings``. A clause or document that is not in the library
    raises ValueError.
    """
    said: list[Warned] = []
    if not isinstance(entity, Entity):
        entity = _entity(library, entity, kind, said)
    wanted, chosen = addresses(library, clauses, lang), known_documents(library, documents, lang)
    found = record(
        Engine.of(library), entity, _day(on), _day(known) if known else None, wanted, chosen
    )
    return Drawn(replace(found, warnings=(*said, *found.warnings)), lang)


@dataclass(frozen=True, slots=True)
class Drawn(Explanation):
    """An explanation that shows itself in a notebook."""

    def _repr_html_(self) -> str:
        from gaoxin.explaining.html import as_fragment  # pages are seldom wanted

        return as_fragment(self)


def _day(day: Day) -> date:
    return day if isinstance(day, date) else parse_date(day).first


def _entity(library: Library, facts: Mapping[str, Any], name: str, said: list[Warned]) -> Entity:
    kind = library.vocabulary.kind(name) or Kind(name)
    entity = Entity(kind.id, str(next((facts[k] for k in kind.key if k in facts), "")))
    for header, cell in facts.items():
        column = read_column(header, kind)
        value = (
            column
            if isinstance(column, Trouble)
            else parse_value(cell, column.fact, column.measure, LibraryCodes(library))
        )
        if isinstance(column, Trouble) or isinstance(value, Trouble):
            degree = "business" if isinstance(column, Trouble) else column.fact.sensitivity
            said.append(Warned(_said(header, value), (degree,)))
        else:
            entity.record(column.fact.id, column.period, Recorded(value))
    return entity


def _said(header: str, trouble: Any) -> Words:
    zh, en = trouble.mend_zh, trouble.mend_en
    return Words(
        f"{header}：{trouble.zh}{'。' + zh if zh else ''}",
        f"{header}: {trouble.en}{'. ' + en if en else ''}",
    )


@dataclass(frozen=True, slots=True)
class Matches:
    """Answers of a whole table. ``table`` is of the same make as the table given (Polars, pandas,
    else Arrow); ``counts`` sums it up; ``decode`` tells which condition failed in a row;
    ``refused`` are clauses without an answer, each with the reason; ``warnings`` say what was wrong
    with the tables given."""

    library: Library = field(repr=False)
    plan: Plan = field(repr=False)
    arrow: pa.Table = field(repr=False)
    counts: Counts
    lang: Lang = "zh"
    given: Any = field(default=None, repr=False)
    warnings: tuple[str, ...] = ()

    @property
    def table(self) -> Any:
        return _like(self.given, self.arrow)

    @property
    def refused(self) -> tuple[str, ...]:
        return tuple(r.text(self.lang) for r in self.plan.refused)

    def decode(self, row: int, clause: str) -> tuple[Told, ...]:
        """The conditions of a clause (``document#id``) in one row, counted from 0."""
        (found,) = self.arrow.slice(row, 1).to_pylist()
        return self.plan.decode(clause, found)

    def _sum(self, count: Count) -> str:
        budget = budget_text(self.library, count, self.plan.on, self.lang)
        return ("；" if self.lang == "zh" else "; ").join(
            part for part in (sum_text(self.library, count, self.lang), budget) if part
        )

    def _repr_html_(self) -> str:
        """The counts as a table, for notebooks."""
        zh = self.lang == "zh"
        heads = (
            ("条款", "可享受", "不符合", "待补", "合计")
            if zh
            else ("Clause", "Yes", "No", "Open", "Sum")
        )
        reader = Reader(self.library, self.lang)
        rows = [
            (
                reader.label(c.label, c.address),
                str(c.yes),
                str(c.no),
                str(c.unknown),
                self._sum(c),
            )
            for c in self.counts.each
        ]
        head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        total, reported = self.counts.rows, self.counts.reported
        caption = f"{total} 行，坏值另报 {reported}" if zh else f"{total} rows, {reported} reported"
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>"
        ) + "".join(f"<p>{escape(reason)}</p>" for reason in self.refused)


def match_table(
    library: Library,
    table: Any,
    on: Day,
    lang: Lang = "zh",
    *,
    clauses: Sequence[str] = (),
    documents: Sequence[str] = (),
    kind: str = "enterprise",
    paid: Any = None,
    children: Mapping[str, Any] | None = None,
    ranged: bool = False,
) -> Matches:
    """The answers of clauses for every row of a table: Polars, pandas, Arrow, or a file.

    The columns of a typed table (Parquet and Arrow files too, also several in a list or a folder)
    are ``fact`` or ``fact@period`` and hold what is stored: money in fen (whole numbers), rates as
    ratios. A workbook, CSV or YAML file is read as people write it, as the commands do: money in
    yuan unless the header says otherwise. ``paid`` has the columns entity, clause, on, money;
    ``children`` are tables of related kinds. ``ranged``: where an amount is open, from nothing to
    the most in two columns. Where no clauses are named, a local text answers no to rows registered
    elsewhere.
    """
    day = _day(on)
    chosen = known_documents(library, documents, lang)
    asked = addresses(library, clauses, lang) or all_addresses(library, kind, day, chosen)
    local = not clauses
    plan = compile_clauses(library, asked, day, {}, kind=kind, ranged=ranged, local=local)
    written = _by_people(library, table, kind, lang)
    source: Any = table
    warnings: tuple[str, ...] = ()
    if written is not None:
        made, warnings = written
        source, paid, children = made.source, made.paid, made.children
    plan = plan.fitted(source, paid=paid, children=children)
    told: list[CellFault] = []
    arrow = plan.run(source, paid=paid, children=children, tell=told.append)
    assert isinstance(arrow, pa.Table)
    warnings += tuple(fault.text(lang) for fault in told)
    return Matches(library, plan, arrow, counted(library, plan, arrow), lang, table, warnings)


def _by_people(
    library: Library, table: Any, kind: str, lang: Lang
) -> tuple[Tabulated, tuple[str, ...]] | None:
    """The tables of a file that people write, and what is wrong in it; None for a typed table."""
    if not isinstance(table, str | Path) or typed_files(Path(table)):
        return None
    loaded = read_facts(Path(table), library.vocabulary, kind, codes=LibraryCodes(library))
    faults = [fault.text(lang) for fault in loaded.faults]
    if not loaded.entities:
        nothing = "没有读到可匹配的行" if lang == "zh" else "no row could be read"
        raise Refused("\n".join([f"{Path(table).name}: {nothing}", *faults]))
    made = tabulated(library.vocabulary, loaded.entities.values())
    return made, (*faults, *(fault.text(lang) for fault in made.faults))


def _like(given: Any, arrow: pa.Table) -> Any:
    """The answers as the kind of table that was given; whole numbers stay whole."""
    make = type(given).__module__.partition(".")[0]
    if make == "polars":
        import polars

        return polars.from_arrow(arrow)
    if make == "pandas":
        import pandas

        return arrow.to_pandas(types_mapper=pandas.ArrowDtype)
    return arrow
