"""Which documents reach an entity: a local text binds whoever is registered in its place.

A document's issuer is the part of its id before the stroke. Where that is a code of the code book
of places and the entity's place of registration is known, the text reaches the entity only if the
place lies within it. An unknown place excludes nothing.
"""

from datetime import date

from gaoxin.facts.entities import Entity
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import FLAG, Anchor, Codes, Fact, Member, Node, Type
from gaoxin.policy.library import CodeBook, Library

BOOK = "places"


def place_of(library: Library, entity: Entity, known: date | None = None) -> str:
    """The code of the entity's place of registration, "" where it is not known."""
    fact = _fact(library, entity.kind)
    record = entity.look_up(fact.id, "", known) if fact else None
    return record.value if record and isinstance(record.value, str) else ""


def _fact(library: Library, kind: str) -> FactDef | None:
    """The fact of a kind that is kept by the code book of places."""
    found = library.vocabulary.kinds.get(kind)
    facts = found.facts.values() if found else ()
    return next((fact for fact in facts if fact.codebook == BOOK), None)


def place_condition(library: Library, document: str, kind: str) -> Node | None:
    """The same as ``reaches``, as a condition on an entity of ``kind`` for the bulk executor: the
    place lies in the issuer's. None where the document reaches everyone."""
    book, fact = library.codebooks.get(BOOK), _fact(library, kind)
    issuer = document.partition("/")[0]
    if book is None or fact is None or issuer not in book.labels:
        return None
    period = Anchor(type=Type("date")) if fact.time != "fixed" else None
    item = Fact(of=None, kind=kind, fact=fact.id, period=period, type=Type("code"))
    return Member(item=item, list=Codes(codes=(issuer,), type=Type("codes")), type=FLAG)


def reaches(library: Library, document: str, place: str) -> bool:
    """Does a text of ``document`` reach an entity registered in ``place``?"""
    book: CodeBook | None = library.codebooks.get(BOOK)
    issuer = document.partition("/")[0]
    if not place or book is None or issuer not in book.labels:
        return True
    return within(book, place, issuer)


def within(book: CodeBook, place: str, wider: str) -> bool:
    """Is ``place`` the place ``wider`` or inside it?"""
    seen: str | None = place
    while seen and seen != wider:
        seen = book.parents.get(seen)
    return seen == wider
