"""Where words stand: quotes with article, document number and what they do not prove."""

from gaoxin.engine.citation import citation
from gaoxin.engine.law import Law
from gaoxin.explaining.parts import Mark, Quote
from gaoxin.explaining.words import OPERATORS
from gaoxin.policy.form import Document, Meta
from gaoxin.quantities import Lang

_WORDING: dict[str, Mark] = {
    "restated": "restated",
    "translation": "translation",
    "": "wording_unstated",
}
_VERIFIED: dict[str, Mark] = {"no": "unverified", "partly": "partly"}


def document_marks(document: Document) -> tuple[Mark, ...]:
    """What the words of a document do not prove."""
    return _marks(document.front.verified, document.front.wording)


def quoted(law: Law, document: str, *metas: Meta, lang: Lang) -> Quote | None:
    """The words an entry rests on, with their place; None where nothing is said.

    Of several entries the first that says something counts (the rule's own, its condition's)."""
    found = citation(law, document, *metas)
    if found is None or not (found.quotes or found.because or found.note):
        return None
    return Quote(
        found.quotes,
        found.document,
        found.title.text(lang),
        law.library.said(found.number, lang),
        found.article,
        found.heading or found.article,
        _marks(found.verified, found.wording),
        tuple((literal, _operator(op, lang)) for literal, op in found.reads),
        law.library.said(found.because, lang),
        law.library.said(found.note, lang),
    )


def _marks(verified: str, wording: str) -> tuple[Mark, ...]:
    return tuple(m for m in (_VERIFIED.get(verified), _WORDING.get(wording)) if m)


def _operator(op: str, lang: Lang) -> str:
    words = OPERATORS.get(op)
    return words[lang == "en"] if words else op


def title_of(document: Document, lang: Lang) -> str:
    """The document's name in the reader's language; the original where it has no other."""
    label = document.front.label
    if lang == "en":
        return label.en or document.front.title
    return document.front.title or label.zh
