"""In which currency a clause or a stacking pays."""

from collections.abc import Iterable, Iterator

from gaoxin.policy.form import Cited, Clause
from gaoxin.policy.library import Library

HOME = "CNY"


def currency_of(library: Library, address: str) -> str:
    """The currency of what a clause or stacking gives, the home currency where it says none."""
    return next(iter(currencies(library, address)), HOME)


def currencies(library: Library, address: str, seen: frozenset[str] = frozenset()) -> list[str]:
    """All currencies it pays in, each once: of its amounts and limits, and of its members'."""
    document, _, name = address.partition("#")
    text = library.documents.get(document)
    if text is None or address in seen:
        return []
    found: list[str] = []
    for clause in text.clauses.get(name, ()):
        found += _stated(_amounts(library, clause))
    stacking = text.stackings.get(name)
    if stacking is not None:
        for member in stacking.over:
            found += currencies(library, member, seen | {address})
        found += _stated((stacking.cap, stacking.less, stacking.budget))
    return list(dict.fromkeys(found))


def _amounts(library: Library, clause: Clause) -> Iterator[Cited | None]:
    """Amount and cap, with those of the clause it varies."""
    document, name = clause.varies or ("", "")
    text = library.documents.get(document)
    varied = text.clauses.get(name, ()) if text else ()
    for one in (*varied, clause):
        if one.gives is not None:
            yield from (one.gives.money, one.gives.cap)


def _stated(amounts: Iterable[Cited | None]) -> list[str]:
    return [c.node.type.unit for c in amounts if c and c.node.type.name == "money"]
