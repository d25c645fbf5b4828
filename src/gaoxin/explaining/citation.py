"""Where the words of a rule stand: document, article, quotes, and how far they are checked."""

from dataclasses import dataclass

from gaoxin.engine.law import Law
from gaoxin.policy.form import Document, Label, Meta


@dataclass(frozen=True, slots=True)
class Citation:
    """The words a rule rests on. ``verified`` is the rule's own status, else its document's;
    ``reads`` and ``because`` say how a number was read against the plain words."""

    document: str
    title: Label
    number: str
    article: str
    heading: str
    quotes: tuple[str, ...]
    wording: str
    verified: str
    reads: tuple[tuple[str, str], ...]
    because: str
    note: str
    judge: str
    source: str
    line: int


def citation(law: Law, document: str, *metas: Meta) -> Citation | None:
    """The citation of an entry; of several ``metas`` the first that says something counts
    (the rule's own, its condition's, its clause's). None: no such document."""
    text = law.library.documents.get(document)
    if text is None or not metas:
        return None
    own = metas[0]
    quoted = next((m for m in metas if m.quotes), own)
    anchor = quoted.at or quoted.place.article
    read = next((m for m in metas if m.reads), own)
    return Citation(
        text.id,
        _title(text),
        text.front.number,
        anchor,
        text.articles[anchor].heading if anchor in text.articles else "",
        quoted.quotes,
        text.front.wording,
        next((m.verified for m in metas if m.verified), text.front.verified),
        tuple(read.reads.items()),
        read.because,
        next((m.note for m in metas if m.note), ""),
        next((m.judge for m in metas if m.judge), ""),
        next((m.source for m in metas if m.source), text.front.source),
        own.place.line,
    )


def _title(text: Document) -> Label:
    front = text.front
    if front.lang == "zh":
        return Label(front.title, front.label.en)
    return Label(front.label.zh, front.title)
