"""Where words stand: quotes with article, document number and what they do not prove."""

from gaoxin.engine.render.parts import Mark, Quote
from gaoxin.engine.render.words import OPERATORS
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
    found = (_VERIFIED.get(document.front.verified), _WORDING.get(document.front.wording))
    return tuple(m for m in found if m)


def quoted(document: Document, *metas: Meta, lang: Lang) -> Quote | None:
    """The words several entries rest on, as one quote; None where they hold no words."""
    words = tuple(dict.fromkeys(q for meta in metas for q in meta.quotes))
    because = next((m.because for m in metas if m.because), "")
    note = next((m.note for m in metas if m.note), "")
    if not words and not because and not note:
        return None
    place = next((m for m in metas if m.quotes), metas[0])
    anchor = place.at or place.place.article
    article = document.articles.get(anchor)
    verified = next((m.verified for m in metas if m.verified), document.front.verified)
    marks = (_VERIFIED.get(verified), _WORDING.get(document.front.wording))
    return Quote(
        words,
        document.id,
        title_of(document, lang),
        document.front.number,
        anchor,
        article.heading if article else anchor,
        tuple(m for m in marks if m),
        tuple({k: _operator(v, lang) for m in metas for k, v in m.reads.items()}.items()),
        because,
        note,
    )


def _operator(op: str, lang: Lang) -> str:
    words = OPERATORS.get(op)
    return words[lang == "en"] if words else op


def title_of(document: Document, lang: Lang) -> str:
    """The document's name in the reader's language; the original where it has no other."""
    label = document.front.label
    if lang == "en":
        return label.en or document.front.title
    return document.front.title or label.zh
