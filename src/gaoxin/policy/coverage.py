"""Coverage: which block carries each mechanism and each article of a document.

A mechanism is an id of a founding document (``mechanisms.csv`` beside the documents: id and place
in the original). It is covered by a block that names it under ``carries``, or by an entry of a
``note`` block with its reason; anything else is a gap.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Document, Label, Meta, Place
from gaoxin.policy.inputs import LISTS
from gaoxin.policy.library import Library
from gaoxin.policy.reading.codebooks import read_rows


@dataclass(frozen=True, slots=True)
class Carrier:
    """A block that carries a mechanism."""

    document: str
    kind: str
    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Mechanism:
    """An id of a founding document: what carries it, or why nothing does."""

    id: str
    source: str
    carriers: tuple[Carrier, ...]
    reason: Label | None = None
    label: Label = field(default_factory=Label)

    @property
    def state(self) -> str:
        """``executable``, ``not executable`` (with a reason), or ``gap``."""
        if self.carriers:
            return "executable"
        return "not executable" if self.reason is not None else "gap"


@dataclass(slots=True)
class ArticleCover:
    anchor: str
    heading: str
    blocks: list[Carrier] = field(default_factory=list)
    notes: int = 0


@dataclass(slots=True)
class DocumentCover:
    """The articles of a document with their blocks, and its focus points (tags)."""

    document: Document
    articles: list[ArticleCover]
    tags: dict[str, list[str]]


def mechanisms(root: Path) -> dict[str, str]:
    """Every mechanism id below ``root`` with its place in the original. Of a table that cannot be
    read the library's faults tell."""
    found: dict[str, str] = {}
    for path in sorted(root.rglob("mechanisms.csv")):
        rows = read_rows(path, LISTS[path.name])
        found |= {} if isinstance(rows, Fault) else {row["id"]: row["place"] for row in rows}
    return found


def cover_mechanisms(library: Library, wanted: dict[str, str]) -> list[Mechanism]:
    """Each wanted mechanism and each carried one, by id."""
    carriers: dict[str, list[Carrier]] = {}
    reasons: dict[str, tuple[Label, Label]] = {}
    for document in library.documents.values():
        for carrier, meta in blocks(document):
            for name in meta.carries:
                carriers.setdefault(name, []).append(carrier)
        for note in document.unexecutable:
            reasons.setdefault(note.id, (note.reason, note.label))
    return [
        Mechanism(
            name,
            wanted.get(name, ""),
            tuple(carriers.get(name, ())),
            reasons[name][0] if name in reasons else None,
            reasons[name][1] if name in reasons else Label(),
        )
        for name in sorted({*wanted, *carriers, *reasons})
    ]


def cover_document(document: Document) -> DocumentCover:
    """The blocks under each article of one document, and its clauses by focus point."""
    covers = {a.anchor: ArticleCover(a.anchor, a.heading) for a in document.articles.values()}
    tags: dict[str, list[str]] = {}
    for carrier, meta in blocks(document):
        cover = covers.get(carrier.place.article)
        if cover is not None:
            cover.blocks.append(carrier)
        for tag in meta.tags:
            tags.setdefault(tag, []).append(carrier.name)
    for note in document.unexecutable:
        if note.meta.place.article in covers:
            covers[note.meta.place.article].notes += 1
    return DocumentCover(document, [c for c in covers.values() if c.anchor], tags)


def blocks(document: Document) -> Iterator[tuple[Carrier, Meta]]:
    """Every block of a document that says or counts something, with its common keys."""
    for register in document.registers:
        yield _carrier(document, "register", register.kind, register.meta)
    for define in document.defines.values():
        for entry in define.entries:
            yield _carrier(document, "define", define.name, entry.meta)
    for versions in document.clauses.values():
        for clause in versions:
            yield _carrier(document, "clause", clause.id, clause.meta)
            for condition in clause.when:
                yield _carrier(document, "clause", clause.id, condition.meta)
    for stacking in document.stackings.values():
        yield _carrier(document, "stacking", stacking.id, stacking.meta)
    for procedure in document.procedures.values():
        yield _carrier(document, "procedure", procedure.id, procedure.meta)
    for target in document.targets.values():
        yield _carrier(document, "target", target.id, target.meta)
    for index in document.indices.values():
        yield _carrier(document, "index", index.id, index.meta)


def _carrier(document: Document, kind: str, name: str, meta: Meta) -> tuple[Carrier, Meta]:
    return Carrier(document.id, kind, name, meta.place), meta
