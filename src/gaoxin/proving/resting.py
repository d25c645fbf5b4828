"""The rules a clause rests on for its own entity, and the comparisons in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gaoxin.engine.engine import Engine
from gaoxin.policy import form
from gaoxin.policy.form import Clause, Compare, Node, Variable, walk


@dataclass(frozen=True, slots=True)
class Edge:
    """A comparison somewhere in the defines a clause rests on; ``of`` is what its ``x`` stands
    for."""

    document: str
    node: Compare
    of: Node | None


def rules(engine: Engine, clause: Clause, on: date) -> Iterator[tuple[str, Node, Node | None]]:
    """Rules a clause rests on for its own entity: document, rule, and what ``x`` is in it."""
    law = engine.matching.law(on)
    seen: set[tuple[str, str]] = set()
    queue = [c for v in (clause, *law.variations(clause)) for c in _cited(v)]
    while queue:
        document, node, of = queue.pop()
        yield document, node, of
        for part in walk(node):
            if isinstance(part, form.Named) and (part.document, part.name) not in seen:
                seen.add((part.document, part.name))
                found = law.entry(part.document, part.name)
                if found is not None and found[1].kind in {"", clause.kind}:
                    queue += _of_entry(found[0].id, found[1])
            elif isinstance(part, form.Qualifies) and (part.document, part.clause) not in seen:
                seen.add((part.document, part.clause))
                other = law.clause(part.document, part.clause)
                queue += list(_cited(other)) if other else []


def _cited(clause: Clause) -> Iterator[tuple[str, Node, Node | None]]:
    for condition in (*clause.when, *([clause.where] if clause.where else ())):
        for leaf in condition.leaves():
            if leaf.rule is not None:
                yield clause.document, leaf.rule.node, None
    gives = clause.gives
    for cited in (gives.money, gives.cap) if gives else ():
        if cited is not None:
            yield clause.document, cited.node, None


def _of_entry(document: str, entry: form.Entry) -> Iterator[tuple[str, Node, Node | None]]:
    of = entry.of.node if entry.of else None
    for cited in (entry.value, entry.of):
        if cited is not None:
            yield document, cited.node, None
    for band in (*entry.bands, *entry.slices):
        yield document, band.value.node, of
        if band.test is not None:
            yield document, band.test, of


def closed(node: Node) -> bool:
    """Does the comparison stand by itself (no variable of a loop around it)?"""
    names = {loop.variable for n in walk(node) if isinstance(n, form.Aggregate) for loop in n.loops}
    return all(n.name in names | {"x"} for n in walk(node) if isinstance(n, Variable))
