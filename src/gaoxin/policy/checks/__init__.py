"""The static checks over the typed form: faults found without asking about anyone."""

from collections.abc import Iterator

from gaoxin.policy.checks.bands import check_bands
from gaoxin.policy.checks.bounds import bounds, check_bounds
from gaoxin.policy.checks.citations import check_citations, check_money, proof
from gaoxin.policy.checks.clauses import ClauseRow, clause_register
from gaoxin.policy.checks.codes import check_codes
from gaoxin.policy.checks.examples import check_examples
from gaoxin.policy.checks.operators import check_operators
from gaoxin.policy.checks.postings import check_postings
from gaoxin.policy.checks.procedures import check_procedures
from gaoxin.policy.checks.references import check_circles, check_references
from gaoxin.policy.checks.shares import check_shares
from gaoxin.policy.checks.stackings import check_stackings
from gaoxin.policy.checks.suites import check_suites
from gaoxin.policy.checks.truth import check_truth
from gaoxin.policy.checks.unused import check_unused
from gaoxin.policy.checks.versions import check_versions
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Document
from gaoxin.policy.library import Library

__all__ = ["ClauseRow", "bounds", "check", "check_document", "clause_register", "proof"]


def check(library: Library) -> list[Fault]:
    """Every fault of the library that needs no facts, each once, in the order of places: what the
    reader found (``library.faults``) and what the checks find."""
    library = library.as_written()
    found = list(library.faults)
    found += [f for d in library.documents.values() for f in check_document(d, library)]
    found += [*check_circles(library), *check_examples(library)]
    single: dict[tuple[object, ...], Fault] = {}
    for fault in found:
        single.setdefault(_key(fault), fault)
    return sorted(single.values(), key=_order)


def check_document(document: Document, library: Library) -> Iterator[Fault]:
    """The faults of one document within its library."""
    yield from check_suites(document, library)
    if document.front.translates:
        return
    yield from check_references(document, library)
    yield from check_codes(document, library)
    yield from check_citations(document)
    yield from check_money(document, library)
    yield from check_operators(document)
    yield from check_bands(document, library)
    yield from check_shares(document)
    yield from check_stackings(document, library)
    yield from check_procedures(document)
    yield from check_postings(document, library)
    yield from check_versions(document, library)
    yield from check_bounds(document, library)
    yield from check_truth(document, library)
    yield from check_unused(document)


def _key(fault: Fault) -> tuple[object, ...]:
    return fault.code, fault.place.path, fault.place.line, fault.words or fault.zh


def _order(fault: Fault) -> tuple[object, ...]:
    place = fault.place
    return place.path, place.line, place.column, fault.code
