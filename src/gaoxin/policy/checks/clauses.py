"""Law about law: the register of clauses that lints are asked about (format section 11)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gaoxin.policy.checks.references import edges
from gaoxin.policy.checks.rules import Rule, rules
from gaoxin.policy.form import Clause, Document, Fact, Label, Node, Place, walk
from gaoxin.policy.library import Library


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause as an entity of kind ``clause``. Tags are in the order found, each once.

    ``basis_tags``: of the facts it rests on, through its defines and the clauses it asks for.
    ``start``/``end``: when it is in force (its own dates inside its document's).
    """

    document: str
    clause: str
    place: Place
    label: Label
    issuer: str
    level: str
    basis_tags: tuple[str, ...]
    promise_tags: tuple[str, ...]
    facts: tuple[str, ...]
    start: date | None
    end: date | None
    quotes: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"{self.document}#{self.clause}"


def clause_register(library: Library) -> list[ClauseRow]:
    """One row per dated text of every clause, lints themselves excepted."""
    reach = _Reach(library)
    return [
        _row(document, clause, reach)
        for document in library.documents.values()
        for versions in document.clauses.values()
        for clause in versions
        if clause.kind != "clause"
    ]


def _row(document: Document, clause: Clause, reach: "_Reach") -> ClauseRow:
    facts = list(dict.fromkeys(reach.of_clause(clause, set())))
    promises = clause.gives.undertakes if clause.gives else ()
    starts = [d for d in (document.front.start, clause.meta.start) if d]
    ends = [d for d in (document.front.end, clause.meta.end) if d]
    return ClauseRow(
        document=document.id,
        clause=clause.id,
        place=clause.meta.place,
        label=clause.meta.label,
        issuer=document.front.issuer,
        level=document.front.level,
        basis_tags=tuple(dict.fromkeys(tag for f in facts for tag in reach.tags(f))),
        promise_tags=tuple(dict.fromkeys(tag for p in promises for tag in p.meta.tags)),
        facts=tuple(f"{f.kind}.{f.fact}" for f in facts),
        start=max(starts, default=None),
        end=min(ends, default=None),
        quotes=clause.meta.quotes,
    )


@dataclass(frozen=True, slots=True)
class _Key:
    kind: str
    fact: str


class _Reach:
    """Which facts a rule rests on."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.by_owner: dict[tuple[str, str], list[Rule]] = {}
        for document in library.documents.values():
            for rule in rules(document):
                name = rule.cited.address.rpartition("#")[2].partition(".")[0]
                self.by_owner.setdefault((document.id, name), []).append(rule)

    def tags(self, key: _Key) -> tuple[str, ...]:
        kind = self.library.vocabulary.kinds.get(key.kind)
        fact = kind.facts.get(key.fact) if kind else None
        return fact.tags if fact else ()

    def of_clause(self, clause: Clause, seen: set[tuple[str, str]]) -> Iterator[_Key]:
        if clause.varies:
            yield from self._owner(clause.varies, seen)
        yield from self._owner((clause.document, clause.id), seen)

    def _owner(self, owner: tuple[str, str], seen: set[tuple[str, str]]) -> Iterator[_Key]:
        if owner in seen:
            return
        seen.add(owner)
        for rule in self.by_owner.get(owner, ()):
            yield from self._node(rule.cited.node, seen)

    def _node(self, node: Node, seen: set[tuple[str, str]]) -> Iterator[_Key]:
        for part in walk(node):
            if isinstance(part, Fact):
                yield _Key(part.kind, part.fact)
        for owner in edges(node):
            yield from self._owner(owner, seen)
