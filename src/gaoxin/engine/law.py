"""The law on a date: which text of each document is in force, as known on a date."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from gaoxin.engine.places import place_condition
from gaoxin.policy.form import Clause, Document, Entry, Node, Stacking
from gaoxin.policy.library import Library


class Law:
    """What the library says on one date. Resolved once per date and kept."""

    __slots__ = (
        "_in_force",
        "_varied",
        "clauses",
        "documents",
        "entries",
        "families",
        "kinds",
        "known",
        "library",
        "local",
        "on",
        "prepared",
    )

    def __init__(self, library: Library, on: date, known: date | None) -> None:
        self.library = library
        self.on = on
        self.known = known
        self.documents: dict[str, Document | None] = {}
        self.entries: dict[tuple[str, str], tuple[Document, Entry] | None] = {}
        self.prepared: dict[tuple[str, str], Any] = {}
        self.clauses: dict[tuple[str, str], Clause | None] = {}
        self.kinds: dict[str, tuple[tuple[Clause, ...], tuple[Stacking, ...]]] = {}
        self.families: dict[tuple[str, str], frozenset[str]] = {}
        self.local: dict[tuple[str, str], Node | None] = {}
        self._varied: dict[tuple[str, str], list[Clause]] | None = None
        self._in_force: tuple[Document, ...] | None = None

    def document(self, name: str) -> Document | None:
        """The text of a document in force: itself or the one that took its place."""
        if name not in self.documents:
            self.documents[name] = self.library.version(name, self.on, self.known)
        return self.documents[name]

    @property
    def in_force(self) -> tuple[Document, ...]:
        """All documents in force, as known, in the order of the library."""
        if self._in_force is None:
            self._in_force = tuple(
                text for name, text in self.library.documents.items() if self.document(name) is text
            )
        return self._in_force

    def entry(self, document: str, name: str) -> tuple[Document, Entry] | None:
        """The entry of a define that holds on this date, with the document it stands in."""
        place = (document, name)
        if place not in self.entries:
            self.entries[place] = self._entry(document, name)
        return self.entries[place]

    def _entry(self, document: str, name: str) -> tuple[Document, Entry] | None:
        text = self.document(document)
        define = text.defines.get(name) if text else None
        entry = define.on(self.on) if define else None
        return (text, entry) if text and entry else None

    def clause(self, document: str, name: str) -> Clause | None:
        """The clause of that name in the text in force (never an expired one)."""
        place = (document, name)
        if place not in self.clauses:
            text = self.document(document)
            self.clauses[place] = text.clause(name, self.on) if text else None
        return self.clauses[place]

    def place(self, document: str, kind: str) -> Node | None:
        """Where an entity must be registered for the document to reach it (``engine.places``)."""
        key = (document, kind)
        if key not in self.local:
            self.local[key] = place_condition(self.library, document, kind)
        return self.local[key]

    def of_kind(self, kind: str) -> tuple[tuple[Clause, ...], tuple[Stacking, ...]]:
        """All clauses (variations apart) and stackings in force for a kind of entity."""
        if kind not in self.kinds:
            self.kinds[kind] = (tuple(self._clauses(kind)), tuple(self._stackings(kind)))
        return self.kinds[kind]

    def _granting(self) -> Iterator[Document]:
        """Documents that may give something: a demonstration only shows the format."""
        return (d for d in self.in_force if d.front.role != "demonstration")

    def _clauses(self, kind: str) -> Iterator[Clause]:
        for document in self._granting():
            for name in document.clauses:
                clause = document.clause(name, self.on)
                if clause and clause.varies is None and clause.kind == kind:
                    yield clause

    def _stackings(self, kind: str) -> Iterator[Stacking]:
        for document in self._granting():
            for stacking in document.stackings.values():
                if stacking.kind == kind and stacking.meta.valid_on(self.on):
                    yield stacking

    def variations(self, clause: Clause) -> list[Clause]:
        """Variations of a clause in force, as known: its own document's first, then of others
        in the order of their issue, each in the order of the text."""
        if self._varied is None:
            self._varied = {}
            for text in sorted(self.library.documents.values(), key=_issued):
                for found in self._variations_in(text):
                    assert found.varies is not None
                    self._varied.setdefault(found.varies, []).append(found)
        every = self._varied.get((clause.document, clause.id), [])
        own = [v for v in every if v.document == clause.document]
        return own + [v for v in every if v.document != clause.document]

    def _variations_in(self, text: Document) -> Iterator[Clause]:
        if not text.in_force(self.on, self.known):
            return
        for name in text.order:
            for version in text.clauses.get(name, ()):
                if version.varies is not None and version.meta.valid_on(self.on):
                    yield version

    def addresses(self, clause: Clause) -> frozenset[str]:
        """The addresses of a clause in all versions of its document: payments under an earlier
        text count as payments under this one."""
        place = (clause.document, clause.id)
        if place not in self.families:
            texts = self.library.versions(clause.document)
            found = frozenset(f"{text.id}#{clause.id}" for text in texts)
            self.families[place] = found | {clause.address}
        return self.families[place]


def _issued(text: Document) -> tuple[date, str]:
    return text.front.issued or date.min, text.id
