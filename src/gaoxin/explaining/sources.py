"""Where words stand: quotes with article, document number and what they do not prove."""

from gaoxin.engine.law import Law
from gaoxin.explaining.citation import citation
from gaoxin.explaining.readers import Readers
from gaoxin.explaining.record import Mark, Quote, Source
from gaoxin.explaining.words import OPERATORS
from gaoxin.policy.form import Document, Meta
from gaoxin.quantities import Words

_WORDING: dict[str, Mark] = {
    "restated": "restated",
    "translation": "translation",
    "": "wording_unstated",
}
_VERIFIED: dict[str, Mark] = {"no": "unverified", "partly": "partly"}


def document_marks(document: Document) -> tuple[Mark, ...]:
    """What the words of a document do not prove."""
    return _marks(document.front.verified, document.front.wording)


def quoted(law: Law, document: str, *metas: Meta) -> Quote | None:
    """The words an entry rests on, with their place; None where nothing is said.

    Of several entries the first that says something counts (the rule's own, its condition's)."""
    found = citation(law, document, *metas)
    if found is None or not (found.quotes or found.because or found.note):
        return None
    readers = Readers(law.library)
    return Quote(
        found.quotes,
        found.document,
        Words(found.title.text("zh"), found.title.text("en")),
        readers.said(found.number),
        found.article,
        found.heading or found.article,
        _marks(found.verified, found.wording),
        tuple((literal, _operator(op)) for literal, op in found.reads),
        readers.said(found.because),
        readers.said(found.note),
    )


def source(readers: Readers, document: Document) -> Source:
    """A document as the record keeps it."""
    front = document.front
    return Source(
        document.id,
        title_of(document),
        front.title,
        front.number,
        readers.said(front.number),
        front.issuer,
        readers.said(front.issuer),
        front.level,
        front.start,
        front.end,
        front.wording,
        front.verified,
        front.completeness,
        front.source,
        document.digest,
        document_marks(document),
    )


def _marks(verified: str, wording: str) -> tuple[Mark, ...]:
    return tuple(m for m in (_VERIFIED.get(verified), _WORDING.get(wording)) if m)


def _operator(op: str) -> Words:
    words = OPERATORS.get(op)
    return Words(*words) if words else Words(op, op)


def title_of(document: Document) -> Words:
    """The document's name in each language; the original where it has no other."""
    front = document.front
    return Words(front.title or front.label.zh, front.label.en or front.title)
