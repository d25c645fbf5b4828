"""N1: a code that is in no list of its fact can never be met, nor missed."""

from collections.abc import Iterator
from difflib import get_close_matches

from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.checks.rules import rules
from gaoxin.policy.codelists import LibraryCodes
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Codes, Compare, Constant, Document, Fact, Member, Node, Place, walk
from gaoxin.policy.library import Library


def check_codes(document: Document, library: Library) -> Iterator[Fault]:
    """Codes a rule compares a fact with, against the list or code book of the fact."""
    for rule in rules(document):
        for node in walk(rule.cited.node):
            for fact, code in _compared(node):
                yield from _code(fact, code, library, rule.place)


def _compared(node: Node) -> Iterator[tuple[Fact, str]]:
    match node:
        case Compare(left=Fact() as fact, right=Constant(value=str() as code)):
            yield fact, code
        case Compare(left=Constant(value=str() as code), right=Fact() as fact):
            yield fact, code
        case Member(item=Fact() as fact, list=Codes(codes=codes)):
            yield from ((fact, code) for code in codes)


def _code(fact: Fact, code: str, library: Library, place: Place) -> Iterator[Fault]:
    found = library.vocabulary.find(fact.kind, fact.fact)
    if not isinstance(found, FactDef) or found.type != "code":
        return
    known = LibraryCodes(library).codes_of(found)
    if not known or code in known or _below(code, known, found):
        return
    by_label = {label: c for c, labels in known.items() for label in labels if label}
    near = [by_label[code]] if code in by_label else get_close_matches(code, sorted(known), 1, 0.4)
    some = sorted(known)[:10]
    name_zh, name_en = found.zh or found.id, found.en or found.id
    yield Fault(
        "N1",
        place,
        f"“{name_zh}”的名单里没有代码“{code}”",
        f"the list of '{name_en}' has no code '{code}'",
        code,
        f"是否“{near[0]}”？" if near else f"名单里有：{'、'.join(some)}",
        f"is '{near[0]}' meant?" if near else f"the list has: {', '.join(some)}",
    )


def _below(code: str, known: dict[str, tuple[str, str]], fact: FactDef) -> bool:
    """A code book need not list its finest codes: ``C3562`` lies below ``C35``."""
    return bool(fact.codebook) and any(code[:n] in known for n in range(1, len(code)))
