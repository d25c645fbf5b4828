"""Which documents reach an entity: a local text binds whoever is registered in its place.

A document's issuer is the part of its id before the stroke. Where that is a code of the code book
of places and the entity's place of registration is known, the text reaches the entity only if the
place lies within it. An unknown place excludes nothing.
"""

from datetime import date

from gaoxin.facts.entities import Entity
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.library import CodeBook, Library

BOOK = "places"


def place_of(library: Library, entity: Entity, known: date | None = None) -> str:
    """The code of the entity's place of registration, "" where it is not known."""
    kind = library.vocabulary.kinds.get(entity.kind)
    for fact in kind.facts.values() if kind else ():
        if fact.codebook == BOOK:
            return _recorded(entity, fact, known)
    return ""


def _recorded(entity: Entity, fact: FactDef, known: date | None) -> str:
    record = entity.look_up(fact.id, "", known)
    return record.value if record and isinstance(record.value, str) else ""


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
