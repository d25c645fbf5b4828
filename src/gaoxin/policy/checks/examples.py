"""E1, E2, E4: what the examples of a document leave unproved (E3 needs the engine)."""

from collections.abc import Iterator, Mapping
from typing import Any

from gaoxin.policy.checks.figures import numbers_in
from gaoxin.policy.checks.literals import Stated, stated, states
from gaoxin.policy.checks.stackings import within
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import (
    Case,
    Clause,
    Compare,
    Condition,
    Document,
    Fact,
    Meta,
)
from gaoxin.policy.library import Library


def check_examples(library: Library) -> Iterator[Fault]:
    """Every clause, stacking and procedure of the library."""
    tested = _tested(library)
    cases: dict[str, list[Case]] = {}
    for document in library.documents.values():
        for example in document.examples:
            cases.setdefault(example.tests, []).extend(example.cases)
    for document in library.documents.values():
        yield from _document(document, tested, cases)


def _document(
    document: Document, tested: set[str], cases: Mapping[str, list[Case]]
) -> Iterator[Fault]:
    for versions in document.clauses.values():
        for clause in versions:
            if clause.address not in tested and (clause.varies is None or clause.gives):
                base = f"{clause.varies[0]}#{clause.varies[1]}" if clause.varies else ""
                if base not in tested:
                    yield _no_example(clause.meta, clause.id)
            elif clause.varies is None:
                yield from _clause(clause, cases.get(clause.address, []))
    for stacking in document.stackings.values():
        if stacking.address not in tested:
            yield _no_example(stacking.meta, stacking.id)
    for procedure in document.procedures.values():
        if f"{document.id}#{procedure.id}" not in tested and procedure.clocks:
            yield _no_example(procedure.meta, procedure.id)


def _tested(library: Library) -> set[str]:
    """Addresses some example tests: by name, as a member of a stacking, or as a result."""
    found: set[str] = set()
    for document in library.documents.values():
        for example in document.examples:
            found.add(example.tests)
            found |= within(example.tests, library)
            home = example.tests.partition("#")[0]
            found |= {f"{home}#{name}" for case in example.cases for name in case.then}
    return found


def _no_example(meta: Meta, name: str) -> Fault:
    return Fault(
        "E4",
        meta.place,
        f"“{name}”没有算例",
        f"'{name}' has no example",
        name,
        "加一个算例：给定事实，写出应得的结论",
        "add an example: facts given, the answer that must follow",
    )


def _clause(clause: Clause, cases: list[Case]) -> Iterator[Fault]:
    if not cases:
        return
    refused = {case.of.partition(".")[0] for case in cases if case.expects == "refused"}
    for case in cases:
        fails = case.then.get("fails")
        if isinstance(fails, list) and len(fails) == 1:
            refused.add(str(fails[0]))
    for condition in clause.when:
        if condition.name not in refused:
            yield _never_refused(condition)
        for leaf in condition.leaves():
            yield from _edge(leaf, cases)


def _never_refused(condition: Condition) -> Fault:
    return Fault(
        "E1",
        condition.meta.place,
        f"没有算例因“{condition.name}”单独不过",
        f"no example is refused by '{condition.name}' alone",
        condition.name,
        "在“单独不过 / refused”里写一个只有它不满足的改动",
        "under 'refused' write a change that only it refuses",
    )


def _edge(leaf: Condition, cases: list[Case]) -> Iterator[Fault]:
    if leaf.rule is None:
        return
    edged = {case.of for case in cases if case.expects in {"edge", "beyond"}}
    names = {leaf.path, leaf.name, leaf.path.partition(".")[0]}
    limits = [s for s in stated(leaf.rule) if s.ops & {"<", "<=", ">", ">="} and not s.soft]
    if not limits or edged & names:
        return
    if _single_fact(leaf) and all(_given(limit, cases) for limit in limits):
        return
    yield Fault(
        "E2",
        leaf.meta.place,
        f"“{leaf.path}”的界限没有在线上检验",
        f"the threshold of '{leaf.path}' is not tested on its edge",
        leaf.rule.text,
        "在“临界 / edges”里写恰在线上和越过一步的两个改动",
        "under 'edges' write two changes: on the edge, and one step beyond",
    )


def _single_fact(leaf: Condition) -> bool:
    node = leaf.rule.node if leaf.rule else None
    return isinstance(node, Compare) and any(isinstance(n, Fact) for n in (node.left, node.right))


def _given(limit: Stated, cases: list[Case]) -> bool:
    """Does some case give exactly the threshold as a fact?"""
    return any(
        states(figure, limit, text)
        for case in cases
        for text in _texts(case.given)
        for figure in numbers_in(text)
    )


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, Mapping):
        for value in tree.values():
            yield from _texts(value)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from _texts(value)
    else:
        yield str(tree)
