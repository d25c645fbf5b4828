"""Every rule of a document, with the entries whose words it may rest on, innermost first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gaoxin.policy.form import (
    Band,
    Cited,
    Clause,
    Condition,
    Define,
    Document,
    Entry,
    Gives,
    IndexNode,
    Meta,
    Place,
    Stacking,
    Target,
)

Role = Literal["condition", "value", "row", "aim", "milestone", "limit", "promise", "index"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and where its words may stand. ``metas``: its own, then those of what holds it.

    ``row``: text of the row of the printed table that it pairs with ("" if none). ``role`` "aim":
    a bare number is a floor; "limit": an upper limit (``cap``); "row": the interval of a band.
    """

    cited: Cited
    metas: tuple[Meta, ...]
    role: Role
    row: str = ""
    name: str = ""

    @property
    def place(self) -> Place:
        return self.metas[0].place

    @property
    def quoting(self) -> Meta | None:
        """The innermost entry that quotes words."""
        return next((m for m in self.metas if m.quotes), None)

    @property
    def reads(self) -> dict[str, str]:
        return {key: op for meta in reversed(self.metas) for key, op in meta.reads.items()}

    @property
    def because(self) -> str:
        return next((m.because for m in self.metas if m.because), "")

    @property
    def excused(self) -> bool:
        """``verified: no`` with a note: a number may stand without words."""
        marked = next((m.verified for m in self.metas if m.verified), "")
        return marked == "no" and any(m.note for m in self.metas)


def rules(document: Document) -> Iterator[Rule]:
    """All rules of the document, in no particular order."""
    for define in document.defines.values():
        yield from _of_define(document, define)
    for versions in document.clauses.values():
        for clause in versions:
            yield from _of_clause(clause)
    for stacking in document.stackings.values():
        yield from _of_stacking(stacking)
    for target in document.targets.values():
        yield from _of_target(target)
    for index in document.indices.values():
        for node in index.tree:
            yield from _of_node(node, (index.meta,))


def _rule(cited: Cited | None, role: Role, *metas: Meta, row: str = "") -> Iterator[Rule]:
    if cited is not None:
        chain = {id(meta): meta for meta in (cited.meta, *metas)}
        yield Rule(cited, tuple(chain.values()), role, row)


def _of_define(document: Document, define: Define) -> Iterator[Rule]:
    for entry in define.entries:
        yield from _rule(entry.value, "value", entry.meta)
        yield from _rule(entry.of, "value", entry.meta)
        rows, bands = table_rows(document, entry), (*entry.bands, *entry.slices)
        if entry.table and len(rows) != len(bands):
            continue  # said once, of the table
        for n, band in enumerate(bands):
            yield from _of_band(band, entry, rows[n] if rows else "")


def _of_band(band: Band, entry: Entry, row: str) -> Iterator[Rule]:
    metas = (band.meta, entry.meta)
    yield from _rule(band.value, "value", *metas, row=row)
    if band.test is not None:
        test = Cited(band.key, band.test, band.meta, band.value.address)
        yield from _rule(test, "row", band.value.meta, entry.meta, row=row)


def table_rows(document: Document, entry: Entry) -> list[str]:
    """The rows of the printed table of an entry, heading words first; [] without a table."""
    found = table(document, entry)
    return [" ".join(row) for row in found[1:]] if found else []


def table(document: Document, entry: Entry) -> tuple[tuple[str, ...], ...] | None:
    article = document.articles.get(entry.meta.at or entry.meta.place.article)
    if not entry.table or article is None:
        return None
    return article.tables.get("".join(entry.table.split()))


def _of_clause(clause: Clause) -> Iterator[Rule]:
    for condition in clause.when:
        yield from _of_condition(condition, (clause.meta,))
    if clause.where is not None:
        yield from _of_condition(clause.where, (clause.meta,))
    if clause.gives is not None:
        yield from _of_gives(clause.gives, clause.meta)


def _of_condition(condition: Condition, above: tuple[Meta, ...]) -> Iterator[Rule]:
    metas = (condition.meta, *above)
    for rule in _rule(condition.rule, "condition", *metas):
        yield Rule(rule.cited, rule.metas, rule.role, name=condition.name)
    for part in condition.parts:
        yield from _of_condition(part, metas)


def _of_gives(gives: Gives, meta: Meta) -> Iterator[Rule]:
    yield from _rule(gives.valid, "value", meta)
    yield from _rule(gives.money, "value", meta)
    yield from _rule(gives.cap, "limit", meta)
    for promise in gives.undertakes:
        yield from _rule(promise.rule, "promise", promise.meta, meta)
        yield from _rule(promise.lasts, "value", promise.meta, meta)
        yield from _rule(promise.breach, "value", promise.meta, meta)


def _of_stacking(stacking: Stacking) -> Iterator[Rule]:
    yield from _rule(stacking.cap, "limit", stacking.meta)
    yield from _rule(stacking.less, "value", stacking.meta)
    yield from _rule(stacking.budget, "value", stacking.meta)


def _of_target(target: Target) -> Iterator[Rule]:
    yield from _rule(target.measure, "value", target.meta)
    yield from _rule(target.aim, "aim", target.meta)
    yield from _rule(target.base, "value", target.meta)
    yield from _rule(target.plan, "value", target.meta)
    for _, milestone in target.milestones:
        yield from _rule(milestone, "milestone", target.meta)


def _of_node(node: IndexNode, above: tuple[Meta, ...]) -> Iterator[Rule]:
    metas = (node.meta, *above)
    yield from _rule(node.measure, "index", *metas)
    for part in node.parts:
        yield from _of_node(part, metas)


def metas(document: Document) -> Iterator[Meta]:
    """Every entry of the document that may quote words, each once."""
    seen: set[int] = set()
    for meta in _all_metas(document):
        if id(meta) not in seen:
            seen.add(id(meta))
            yield meta


def _all_metas(document: Document) -> Iterator[Meta]:
    for rule in rules(document):
        yield from rule.metas
    for define in document.defines.values():
        yield from (entry.meta for entry in define.entries)
    for versions in document.clauses.values():
        for clause in versions:
            yield clause.meta
            yield from _condition_metas((*clause.when, *((clause.where,) if clause.where else ())))
            yield from _gives_metas(clause.gives)
    for stacking in document.stackings.values():
        yield stacking.meta
        if stacking.window and stacking.window.meta:
            yield stacking.window.meta
    for procedure in document.procedures.values():
        yield procedure.meta
        yield from (state.meta for state in procedure.states.values())
        yield from (step.meta for step in procedure.steps.values())
        for clock in procedure.clocks.values():
            yield clock.meta
            yield from (longer.meta for longer in clock.extended_by.values())
    for posting in document.postings.values():
        yield posting.meta
        yield from (entry.meta for entry in posting.entries)
    yield from (register.meta for register in document.registers)
    for target in document.targets.values():
        yield target.meta
    for index in document.indices.values():
        yield index.meta
        yield from _node_metas(index.tree)
    yield from (note.meta for note in document.unexecutable)


def _condition_metas(conditions: tuple[Condition, ...]) -> Iterator[Meta]:
    for condition in conditions:
        yield condition.meta
        yield from _condition_metas(condition.parts)


def _gives_metas(gives: Gives | None) -> Iterator[Meta]:
    if gives is None:
        return
    if gives.per and gives.per.meta:
        yield gives.per.meta
    if gives.payers:
        yield gives.payers.meta
    yield from (part.meta for part in gives.instalments)
    yield from (promise.meta for promise in gives.undertakes)


def _node_metas(nodes: tuple[IndexNode, ...]) -> Iterator[Meta]:
    for node in nodes:
        yield node.meta
        yield from _node_metas(node.parts)
