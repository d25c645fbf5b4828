"""The library: all documents, one vocabulary, and which text is in force on a date."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from gaoxin.facts.vocabulary import Vocabulary
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Clause, Define, Document, Entry, Procedure, Stacking

PLACES = "places"
"""The code book of places, by which territories and places of registration are told."""


@dataclass(frozen=True, slots=True)
class CodeBook:
    """A dated code list with a hierarchy: ``parents[code]`` is the next wider code."""

    name: str
    labels: dict[str, tuple[str, str]]
    parents: dict[str, str]
    also: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What people call it, beside the labels."""

    def codes(self, name: str) -> list[str]:
        """The codes that a name stands for: the code itself, a label, what people call it."""
        return [
            code
            for code, labels in self.labels.items()
            if name and name in {code, *labels, *self.also.get(code, ())}
        ]

    def within(self, code: str, wider: str) -> bool:
        """Is ``code`` the code ``wider`` or below it? A code the book does not list is taken to
        lie below its listed prefixes (``C3562`` below ``C35``)."""
        seen: str | None = code
        while seen:
            if seen == wider:
                return True
            seen = self.wider(seen)
        return False

    def wider(self, code: str) -> str | None:
        """The next wider code: its parent, or the prefix of a code without one."""
        return self.parents.get(code) or (code[:-1] or None)


def letters(name: str) -> str:
    """What of a code book's name its file name keeps."""
    return "".join(c for c in name.lower() if c.isalnum())


@dataclass(slots=True, repr=False)
class Library:
    documents: dict[str, Document] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    codebooks: dict[str, CodeBook] = field(default_factory=dict)
    english: dict[str, str] = field(default_factory=dict)
    """Remarks and names of the documents in Chinese -> in English."""
    faults: list[Fault] = field(default_factory=list)
    broken: dict[str, Fault] = field(default_factory=dict)
    """What has a fault and is withheld from execution, by address: ``document#name``, or
    ``document`` where the whole is. ``documents`` hold it as unknown."""
    lost: dict[str, Fault] = field(default_factory=dict)
    """Documents that could not be taken at all, by id, or by file where there is none."""
    written: dict[str, Document] = field(default_factory=dict)
    """Documents with something withheld, as their author wrote them."""
    kept: dict[Any, Any] = field(default_factory=dict, init=False, compare=False)
    """What rooms above prepared from these documents once, by what it is (its engine)."""

    def __repr__(self) -> str:
        return f"Library({len(self.documents)} documents, {len(self.faults)} faults)"

    def as_written(self) -> "Library":
        """The same with nothing withheld: what checks look at, never an executor."""
        return replace(self, documents={**self.documents, **self.written})

    def fault_of(self, address: str) -> Fault | None:
        """Why a document, or ``document#name``, is not executed (None: it is)."""
        document = address.partition("#")[0]
        names = (address, document)
        return next((f for n in names for f in (self.broken.get(n), self.lost.get(n)) if f), None)

    def book(self, name: str) -> CodeBook | None:
        """By its own name, or by the file name made of it (``GB/T 4754-2017``)."""
        wanted = letters(name)
        return self.codebooks.get(name) or next(
            (book for key, book in self.codebooks.items() if letters(key) == wanted), None
        )

    def codes(self, document: str, name: str) -> Define | None:
        """A list of the document, else of a vocabulary, whose lists are known to all."""
        shared = (d.id for d in self.documents.values() if d.front.role == "vocabulary")
        return next((f for d in (document, *shared) if (f := self.define(d, name))), None)

    def said(self, text: str, lang: str) -> str:
        """A remark or name of a document in the reader's language; as it stands where there is no
        other."""
        return self.english.get(text, text) if lang == "en" else text

    def chosen(self, name: str) -> list[str]:
        """The documents meant by a name, none if it is not known: an id; a place (its code, its
        label or what people call it), for what has it as its territory; or the part of ids before
        the stroke."""
        name = name.strip("/")
        if name in self.documents:
            return [name]
        book = self.codebooks.get(PLACES)
        places = set(book.codes(name)) if book else set()
        found = [d.id for d in self.documents.values() if places & {*d.front.territory}]
        return found or [id for id in self.documents if id.partition("/")[0] == name]

    def version(self, document: str, day: date, known: date | None = None) -> Document | None:
        """The text of ``document`` in force on ``day``: itself, or the one that superseded it (or
        that it superseded), among those known by ``known``. None: no text in force."""
        for candidate in self._family(document):
            if candidate.in_force(day, known):
                return candidate
        return None

    def versions(self, document: str) -> list[Document]:
        """All texts joined with ``document`` by ``supersedes``, itself first."""
        return list(self._family(document))

    def _family(self, document: str) -> Iterator[Document]:
        """The document, then all joined with it by ``supersedes``, in either direction."""
        queue, seen = [document], {document}
        while queue:
            found = self.documents.get(queue.pop(0))
            if found is None:
                continue
            yield found
            later = [d.id for d in self.documents.values() if found.id in d.front.supersedes]
            for other in (*found.front.supersedes, *later):
                if other not in seen:
                    seen.add(other)
                    queue.append(other)

    def define(self, document: str, name: str) -> Define | None:
        found = self.documents.get(document)
        return found.defines.get(name) if found else None

    def entry(self, document: str, name: str, day: date) -> Entry | None:
        """The dated entry of a define that holds on ``day`` (None: absent on that date). Validity
        of the entry is inside the validity of its document."""
        found = self.documents.get(document)
        if found is None or name not in found.defines or not found.in_force(day):
            return None
        return found.defines[name].on(day)

    def clause(self, document: str, name: str, day: date) -> Clause | None:
        """The clause as in force on ``day``, or None."""
        found = self.documents.get(document)
        return found.clause(name, day) if found and found.in_force(day) else None

    def clauses(self) -> Iterator[Clause]:
        for document in self.documents.values():
            for versions in document.clauses.values():
                yield from versions

    def variations(self, clause: Clause, day: date, known: date | None = None) -> list[Clause]:
        """Variations of ``clause`` in force on ``day``, in the order of the text: those of its own
        document first, then of documents in the order of their issue."""
        own = self.documents[clause.document]
        others = sorted(
            (d for d in self.documents.values() if d is not own and d.in_force(day, known)),
            key=lambda d: (d.front.issued or date.min, d.id),
        )
        return [
            version
            for document in (own, *others)
            if known is None or document.front.known is None or document.front.known <= known
            for name in document.order
            for version in document.clauses.get(name, ())
            if version.varies == (clause.document, clause.id) and version.meta.valid_on(day)
        ]

    def stacking(self, address: str) -> Stacking | None:
        document, _, name = address.partition("#")
        found = self.documents.get(document)
        return found.stackings.get(name) if found else None

    def procedure(self, document: str, name: str) -> Procedure | None:
        found = self.documents.get(document)
        return found.procedures.get(name) if found else None
