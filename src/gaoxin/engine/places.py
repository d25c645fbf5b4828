"""Which documents reach an entity: a local text binds whoever is registered in its place.

A document's issuer is the part of its id before the stroke. Where that is a code of the code book
of places and the entity's place of registration is known, the text reaches the entity only if the
place lies within it. An unknown place excludes nothing.
"""

from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import FLAG, Anchor, Codes, Fact, Member, Node, Type
from gaoxin.policy.library import Library

BOOK = "places"


def place_condition(library: Library, document: str, kind: str) -> Node | None:
    """The place of registration on the day asked about lies in the issuer's, as a condition on an
    entity of ``kind`` for both executors: only where it does not hold, the document does not reach
    the entity. None where the document reaches everyone."""
    book, fact = library.codebooks.get(BOOK), place_fact(library, kind)
    issuer = document.partition("/")[0]
    if book is None or fact is None or issuer not in book.labels:
        return None
    period = Anchor(type=Type("date")) if fact.time != "fixed" else None
    item = Fact(of=None, kind=kind, fact=fact.id, period=period, type=Type("code"))
    return Member(item=item, list=Codes(codes=(issuer,), type=Type("codes")), type=FLAG)


def place_fact(library: Library, kind: str) -> FactDef | None:
    """The fact of a kind that is kept by the code book of places, if the library has the book."""
    if BOOK not in library.codebooks:
        return None
    found = library.vocabulary.kinds.get(kind)
    facts = found.facts.values() if found else ()
    return next((fact for fact in facts if fact.codebook == BOOK), None)
