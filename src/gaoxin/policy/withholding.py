"""What has a fault is not executed: it answers unknown, and says where the document is broken.

A fault inside a block breaks what the block says, a fault anywhere else the whole document; what
rests on something broken is broken with it. The broken parts are put in the typed form as
``unknown`` before either executor sees them, so that both must answer alike
(docs/decisions/2026-11-29-broken-documents.md).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from gaoxin.policy import form
from gaoxin.policy.checks.codes import check_codes
from gaoxin.policy.checks.references import check_references
from gaoxin.policy.checks.rules import rules
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import (
    FLAG,
    Cited,
    Clause,
    Condition,
    Define,
    Document,
    Entry,
    Gives,
    Gone,
    Label,
    Meta,
    Node,
    Procedure,
    Stacking,
    Target,
    Type,
)
from gaoxin.policy.library import Library

PROOF = {"example", "note"}
"""Blocks that nothing rests on: a fault in them breaks the proof, not the rule."""
WITHHELD = "broken"
"""The name of the one condition of a withheld clause."""


@dataclass(frozen=True, slots=True)
class Block:
    """Where a block stands (lines of its text), the id it gives, and the places (line, column) of
    the names in it where it has several. Of a register ``name`` is the kind."""

    kind: str
    first: int
    last: int
    name: str
    names: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A document's blocks in its file."""

    document: str
    path: str
    blocks: tuple[Block, ...]

    def owners(self, fault: Fault) -> tuple[str, ...]:
        """The addresses that a fault in this file breaks."""
        line = fault.place.line
        block = next((b for b in self.blocks if b.first - 1 <= line <= b.last + 1), None)
        if block is None:
            return (self.document,)
        if block.kind in PROOF:
            return ()
        if block.kind in {"define", "register"}:
            return self._within(block, (line, fault.place.column))
        return (f"{self.document}#{block.name}" if block.name else self.document,)

    def _within(self, block: Block, place: tuple[int, int]) -> tuple[str, ...]:
        """The define or fact a place lies in; all of the block where it lies before the first."""
        before = [name for line, column, name in block.names if (line, column) <= place]
        names = before[-1:] or [name for *_, name in block.names]
        if not names:
            return (self.document,)
        if block.kind == "register":
            return tuple(fact_address(block.name, name) for name in names)
        return tuple(f"{self.document}#{name}" for name in names)


def fact_address(kind: str, name: str) -> str:
    """A fact or set as it stands among addresses of documents, which have no such name."""
    return f"{kind}.{name}"


def withhold(library: Library, sources: Iterable[Source]) -> None:
    """Mark what has a fault, and all that rests on it, in ``library.broken``; put ``unknown`` in
    its place."""
    broken = _owned(library, {s.path: s for s in sources})
    if not broken:
        return
    _spread(library, broken)
    library.broken = broken
    for name, document in list(library.documents.items()):
        if any(address.partition("#")[0] == name for address in broken):
            library.written[name] = document
            library.documents[name] = _withheld(document, library)


# --- what a fault breaks -----------------------------------------------------------------------


def _owned(library: Library, sources: Mapping[str, Source]) -> dict[str, Fault]:
    found: dict[str, Fault] = {}
    for fault in _faults(library):
        source = sources.get(fault.place.path)
        if source is not None:
            for address in source.owners(fault):
                found.setdefault(address, fault)
        elif fault.place.path.endswith(".md"):
            library.lost.setdefault(fault.place.path, fault)
        else:
            _book(library, fault, found)
    return found


def _faults(library: Library) -> Iterator[Fault]:
    yield from (f for f in library.faults if not f.advice)
    for document in library.documents.values():
        if not document.front.translates:
            yield from check_references(document, library)
            yield from check_codes(document, library)


def _book(library: Library, fault: Fault, found: dict[str, Fault]) -> None:
    """A code book that cannot be read breaks the facts whose codes stand in it."""
    for fact in library.vocabulary.facts():
        if fact.codebook and fault.place.path.endswith(f"codebooks/{fact.codebook}.csv"):
            found.setdefault(fact_address(fact.kind, fact.id), fault)


# --- what rests on it --------------------------------------------------------------------------


def _spread(library: Library, broken: dict[str, Fault]) -> None:
    """Break what rests on something broken, until nothing more does."""
    for name, document in library.documents.items():
        if name in broken:
            broken |= {a: broken[name] for a in _names(document) if a not in broken}
    above = _above(library)
    todo = list(broken)
    while todo:
        address = todo.pop()
        for other in above.get(address, ()):
            if other not in broken:
                broken[other] = broken[address]
                todo.append(other)


def _names(document: Document) -> Iterator[str]:
    """What a document says, by address, with the facts it registers."""
    parts = (document.defines, document.clauses, document.stackings, document.procedures)
    for part in (*parts, document.postings, document.targets, document.indices):
        yield from (f"{document.id}#{name}" for name in part)
    for register in document.registers:
        yield from (fact_address(register.kind, fact) for fact in register.facts)


def _above(library: Library) -> dict[str, set[str]]:
    """By address, what rests on it: rules on names and facts, a clause on its variations."""
    found: dict[str, set[str]] = {}
    family: dict[str, list[str]] = {}

    def rests(owner: str, document: str, name: str) -> None:
        if document not in family:
            family[document] = [v.id for v in library.versions(document)]
        for version in family[document]:
            found.setdefault(f"{version}#{name}", set()).add(owner)

    for document in library.documents.values():
        for rule in rules(document):
            owner = rule.cited.address.partition("#")[2].partition(".")[0]
            for part in form.walk(rule.cited.node):
                match part:
                    case form.Named() | form.ListOf():
                        rests(f"{document.id}#{owner}", part.document, part.name)
                    case form.Qualifies():
                        rests(f"{document.id}#{owner}", part.document, part.clause)
                    case form.Fact():
                        address = fact_address(part.kind, part.fact)
                        found.setdefault(address, set()).add(f"{document.id}#{owner}")
                    case form.SetOf():
                        address = fact_address(part.kind, part.set)
                        found.setdefault(address, set()).add(f"{document.id}#{owner}")
        for clause in (c for versions in document.clauses.values() for c in versions):
            if clause.varies is not None:
                found.setdefault(clause.address, set()).add("#".join(clause.varies))
                if clause.varies[1] not in _clauses(library, clause.varies[0]):
                    found[clause.address].add(document.id)
    for kind in library.vocabulary.kinds.values():
        for member in kind.sets.values():
            link = fact_address(member.member, member.via)
            found.setdefault(link, set()).add(fact_address(kind.id, member.id))
    return found


def _clauses(library: Library, document: str) -> Iterable[str]:
    found = library.documents.get(document)
    return found.clauses if found else ()


# --- in its place --------------------------------------------------------------------------------


def _withheld(document: Document, library: Library) -> Document:
    """The document with ``unknown`` for what is broken; variations of a broken clause are gone."""

    def why(name: str) -> Fault | None:
        return library.fault_of(f"{document.id}#{name}")

    clauses: dict[str, tuple[Clause, ...]] = {}
    for name, versions in document.clauses.items():
        kept = tuple(c for c in versions if not _varies_broken(c, library))
        fault = why(name)
        if kept:
            clauses[name] = tuple(_clause(c, fault) for c in kept) if fault else kept
    return replace(
        document,
        clauses=clauses,
        defines={n: _define(d, f) if (f := why(n)) else d for n, d in document.defines.items()},
        stackings={
            n: _stacking(s, f) if (f := why(n)) else s for n, s in document.stackings.items()
        },
        procedures={n: _procedure(p) if why(n) else p for n, p in document.procedures.items()},
        postings={n: p for n, p in document.postings.items() if not why(n)},
        targets={n: _target(t, f) if (f := why(n)) else t for n, t in document.targets.items()},
    )


def _varies_broken(clause: Clause, library: Library) -> bool:
    return clause.varies is not None and library.fault_of("#".join(clause.varies)) is not None


def _unknown(meta: Meta, address: str, type_: Type) -> Cited:
    return Cited("unknown", Gone(which="unknown", type=type_), meta, address)


def _meta(place: form.Place, fault: Fault) -> Meta:
    return Meta(place, Label(fault.broken("zh"), fault.broken("en")))


def _clause(clause: Clause, fault: Fault) -> Clause:
    meta = _meta(clause.meta.place, fault)
    cited = _unknown(meta, f"{clause.address}.{WITHHELD}", FLAG)
    gives = clause.gives
    title = gives.title if gives else None
    money = gives is None or gives.money is not None
    return Clause(
        clause.id,
        clause.document,
        clause.kind,
        replace(clause.meta, quotes=(), reads={}),
        when=(Condition(WITHHELD, WITHHELD, "rule", meta, cited),),
        gives=Gives(
            title=title,
            money=_unknown(meta, f"{clause.address}.money", _type(gives)) if money else None,
            outcome=gives.outcome if gives else "",
        ),
    )


def _type(gives: Gives | None) -> Type:
    node: Node | None = gives.money.node if gives and gives.money else None
    return node.type if node is not None and node.type.name == "money" else Type("money", "CNY")


def _define(define: Define, fault: Fault) -> Define:
    return replace(define, entries=tuple(_entry(e, define, fault) for e in define.entries))


def _entry(entry: Entry, define: Define, fault: Fault) -> Entry:
    value = _unknown(_meta(entry.meta.place, fault), define.address, entry.type)
    return Entry(entry.meta, entry.type, entry.declared, entry.kind, value, codes=entry.codes)


def _stacking(stacking: Stacking, fault: Fault) -> Stacking:
    meta = _meta(stacking.meta.place, fault)
    cap = _unknown(meta, f"{stacking.address}.cap", Type("money", "CNY"))
    return replace(stacking, cap=cap, less=cap, window=None, budget=None)


def _procedure(procedure: Procedure) -> Procedure:
    return replace(procedure, steps={}, clocks={}, apart=())


def _target(target: Target, fault: Fault) -> Target:
    meta = _meta(target.meta.place, fault)
    address = f"{target.document}#{target.id}"
    return Target(
        target.id,
        target.document,
        target.kind,
        target.meta,
        _unknown(meta, f"{address}.measure", Type("number")),
        _unknown(meta, f"{address}.aim", FLAG),
    )
