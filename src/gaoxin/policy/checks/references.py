"""N1, N4 and D10: names that lead nowhere or in a circle, and a local text that names no place."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from gaoxin.policy.checks.rules import rules
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import (
    Clause,
    Condition,
    Document,
    Named,
    Node,
    Place,
    Qualifies,
    walk,
)
from gaoxin.policy.library import PLACES, Library


def check_references(document: Document, library: Library) -> Iterator[Fault]:
    """Variations, procedures and other documents that do not exist; rules in a circle."""
    for alias, (name, _) in document.front.uses.items():
        if name not in library.documents:
            yield _unknown(Place(document.path, 2), f"{alias}: {name}", library.documents)
    for name in document.front.supersedes:
        if name not in library.documents:
            yield _unknown(Place(document.path, 2), name, library.documents)
    yield from _territory(document, library)
    for versions in document.clauses.values():
        for clause in versions:
            yield from _clause(clause, library)


def _territory(document: Document, library: Library) -> Iterator[Fault]:
    """Places that the code book lacks; none at all in a text that is not for the whole country."""
    front, book = document.front, library.codebooks.get(PLACES)
    at = Place(document.path, 2)
    for code in front.territory if book else ():
        if book and code not in book.labels:
            yield _unknown(at, code, book.labels)
    everywhere = front.level in {"", "national"} or front.role == "demonstration"
    if book is None or front.territory or everywhere:
        return
    if any(_has_a_place(library, clause.kind) for clause in _clauses(document)):
        yield Fault(
            "D10",
            at,
            "地方文件没有写明适用地域，会及于登记在别处的对象",
            "a local text names no territory and would reach those registered elsewhere",
            mend_zh="在文首写 适用地域（territory），用地名代码表里的代码",
            mend_en="write territory in the front matter, with a code of the code book of places",
        )


def _clauses(document: Document) -> Iterator[Clause]:
    return (clause for versions in document.clauses.values() for clause in versions)


def _has_a_place(library: Library, kind: str) -> bool:
    found = library.vocabulary.kinds.get(kind)
    return found is not None and any(f.codebook == PLACES for f in found.facts.values())


def _unknown(place: Place, name: str, known: Iterable[str]) -> Fault:
    near = get_close_matches(name.rpartition(": ")[2], sorted(known), 1, 0.5)
    return Fault(
        "N1",
        place,
        f"不认识“{name}”",
        f"'{name}' is not known",
        name,
        f"是否“{near[0]}”？" if near else "先写明它，或改名字",
        f"is '{near[0]}' meant?" if near else "write it first, or mend the name",
    )


def _clause(clause: Clause, library: Library) -> Iterator[Fault]:
    if clause.procedure and library.procedure(*clause.procedure) is None:
        own = library.documents[clause.document].procedures
        yield _unknown(clause.meta.place, clause.procedure[1], own)
    if clause.varies is None:
        return
    base = library.documents.get(clause.varies[0])
    versions = base.clauses.get(clause.varies[1], ()) if base else ()
    if not versions:
        yield _unknown(clause.meta.place, clause.varies[1], base.clauses if base else ())
        return
    paths = {path for version in versions for path in _paths(version.when)}
    paths |= {path for other in _siblings(clause, library) for path in _paths(other.when)}
    for name in (*clause.drop, *clause.scale):
        if name not in paths:
            yield _unknown(clause.meta.place, name, paths)


def _siblings(clause: Clause, library: Library) -> Iterator[Clause]:
    """All variations of the same clause, which may add conditions."""
    return (other for other in library.clauses() if other.varies == clause.varies)


def _paths(conditions: tuple[Condition, ...]) -> Iterator[str]:
    for condition in conditions:
        yield condition.path
        yield from _paths(condition.parts)


def edges(node: Node) -> Iterator[tuple[str, str]]:
    """The defines and clauses a rule asks for."""
    for part in walk(node):
        if isinstance(part, Named):
            yield part.document, part.name
        elif isinstance(part, Qualifies):
            yield part.document, part.clause


MOST_DEEP = 40
"""Defines within defines that are followed."""


def check_circles(library: Library) -> Iterator[Fault]:
    """N4: a define or clause that rests on itself through others, each circle told once."""
    graph: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for document in library.documents.values():
        for rule in rules(document):
            owner = (document.id, rule.cited.address.rpartition("#")[2].partition(".")[0])
            graph.setdefault(owner, set()).update(edges(rule.cited.node))
    told: set[frozenset[tuple[str, str]]] = set()
    for start in graph:
        circle = _circle(start, graph)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            yield _circular(start, circle, library)
    if not told:
        yield from _too_deep(graph, library)


def _too_deep(
    graph: dict[tuple[str, str], set[tuple[str, str]]], library: Library
) -> Iterator[Fault]:
    """X3: the names that are the first to rest on more than ``MOST_DEEP`` others in a row."""
    levels: dict[tuple[str, str], int] = {}
    for start in graph:
        stack = [start]
        while stack:
            open_ = [t for t in graph.get(stack[-1], ()) if t not in levels]
            if open_:
                stack.append(open_[0])
                continue
            done = stack.pop()
            levels[done] = 1 + max((levels[t] for t in graph.get(done, ())), default=0)
    for owner, level in levels.items():
        if level == MOST_DEEP + 1:
            yield Fault(
                "X3",
                _place(owner, library),
                f"定义套定义超过{MOST_DEEP}层",
                f"defines within defines beyond {MOST_DEEP} levels",
                owner[1],
                "减少层数：把几步并成一个定义",
                "fewer levels: join several steps into one define",
            )


def _circular(start: tuple[str, str], circle: list[tuple[str, str]], library: Library) -> Fault:
    chain = " → ".join(name for _, name in (*circle, start))
    return Fault(
        "N4",
        _place(start, library),
        f"循环定义：{chain}",
        f"circular definition: {chain}",
        start[1],
        "让其中一个不依赖另一个",
        "let one of them not rest on the other",
    )


def _place(owner: tuple[str, str], library: Library) -> Place:
    document = library.documents[owner[0]]
    if owner[1] in document.defines:
        return document.defines[owner[1]].entries[0].meta.place
    if owner[1] in document.clauses:
        return document.clauses[owner[1]][0].meta.place
    return Place(document.path, 2)


def _circle(
    start: tuple[str, str], graph: dict[tuple[str, str], set[tuple[str, str]]]
) -> list[tuple[str, str]]:
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop()
        for target in graph.get(way[-1], ()):
            if target == start:
                return way
            if target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return []
