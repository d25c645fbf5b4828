"""Which documents reach an entity: a local text binds whoever is registered in its territory.

The territory is said in the front matter, in codes of the code book of places. Where the entity's
place of registration is known, the text reaches it only if the place lies within. An unknown place
excludes nothing, and a text without a territory reaches everyone.
"""

from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import FLAG, Anchor, Codes, Fact, Member, Node, Type
from gaoxin.policy.library import PLACES, Library


def place_condition(library: Library, document: str, kind: str) -> Node | None:
    """The place of registration on the day asked about lies in the document's territory, as a
    condition on an entity of ``kind`` for both executors: only where it does not hold, the document
    does not reach the entity. None where the document reaches everyone."""
    text, fact = library.documents.get(document), place_fact(library, kind)
    if text is None or fact is None or not text.front.territory:
        return None
    period = Anchor(type=Type("date")) if fact.time != "fixed" else None
    item = Fact(of=None, kind=kind, fact=fact.id, period=period, type=Type("code"))
    return Member(item=item, list=Codes(codes=text.front.territory, type=Type("codes")), type=FLAG)


def place_fact(library: Library, kind: str) -> FactDef | None:
    """The fact of a kind that is kept by the code book of places, if the library has the book."""
    if PLACES not in library.codebooks:
        return None
    found = library.vocabulary.kinds.get(kind)
    facts = found.facts.values() if found else ()
    return next((fact for fact in facts if fact.codebook == PLACES), None)
