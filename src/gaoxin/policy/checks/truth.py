"""A1-A3: conditions that always hold, never hold, or follow from another (advice)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gaoxin.policy.checks.bounds import bounds
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Call, Clause, Condition, Constant, Document, Node
from gaoxin.policy.intervals import ALL, Reach, admitted, bare, between, counted
from gaoxin.policy.library import Library


@dataclass(frozen=True, slots=True)
class Claim:
    """A condition as a claim about one subject: the values it admits (None: not reducible)."""

    condition: Condition
    rule: Node
    subject: Node | None
    reach: Reach

    @property
    def name(self) -> str:
        return self.condition.name


def check_truth(document: Document, library: Library) -> Iterator[Fault]:
    """Every clause of the document, by the declared ranges of facts."""
    for versions in document.clauses.values():
        for clause in versions:
            yield from _clause(clause, library)


def _clause(clause: Clause, library: Library) -> Iterator[Fault]:
    yield from _together(clause.when, {}, library)
    if clause.where is not None:
        yield from _together((clause.where,), {}, library)


def _claim(condition: Condition, library: Library, *, negated: bool = False) -> Claim | None:
    if condition.rule is None:
        return None
    node = condition.rule.node
    found = admitted(node)
    if found is None:
        return Claim(condition, node, None, ALL)
    subject, reach = found
    if negated:
        reach = ~reach
    return Claim(condition, node, subject, reach.whole() if counted(subject) else reach)


def _domain(subject: Node, library: Library) -> Reach:
    if subject.type.name == "date" or (isinstance(subject, Call) and subject.function == "within"):
        return ALL  # a day has no declared range
    low, high = bounds(subject, library)
    reach = between(low, high)
    return reach.whole() if counted(subject) else reach


def _together(
    conditions: tuple[Condition, ...],
    outer: Mapping[Node, Reach],
    library: Library,
    *,
    negated: bool = False,
) -> Iterator[Fault]:
    """Conditions that must all hold (or, ``negated``, must all fail)."""
    claims = [c for c in (_claim(x, library, negated=negated) for x in conditions) if c]
    for claim in claims:
        yield from _alone(claim, library, negated=negated)
    yield from _idle(claims, alternatives=False)
    known = dict(outer)
    for claim in claims:
        if claim.subject is not None:
            known[claim.subject] = known.get(claim.subject, ALL) & claim.reach
    yield from _impossible(claims, known, library)
    for condition in conditions:
        yield from _nested(condition, known, library, negated=negated)


def _nested(
    condition: Condition, known: Mapping[Node, Reach], library: Library, *, negated: bool
) -> Iterator[Fault]:
    if condition.mode == "all" and not negated:
        yield from _together(condition.parts, known, library)
    elif condition.mode == "none" and not negated:
        yield from _together(condition.parts, known, library, negated=True)
    elif condition.mode == "any" and not negated:
        claims = [c for c in (_claim(x, library) for x in condition.parts) if c]
        yield from _idle(claims, alternatives=True)
        for part in condition.parts:
            yield from _together((part,), known, library)


def _alone(claim: Claim, library: Library, *, negated: bool) -> Iterator[Fault]:
    if isinstance(claim.rule, Constant) and isinstance(claim.rule.value, bool):
        yield _always(claim) if claim.rule.value else _never(claim)
        return
    if claim.subject is None:
        return
    # Under ``none`` the claim is the exclusion's failing; the advice is about the exclusion.
    domain = _domain(claim.subject, library)
    if domain.within(claim.reach):
        yield _never(claim) if negated else _always(claim)
    elif (domain & claim.reach).empty:
        yield _always(claim) if negated else _never(claim)


def _impossible(
    claims: list[Claim], known: Mapping[Node, Reach], library: Library
) -> Iterator[Fault]:
    """Several claims about one subject that no value meets."""
    told: set[Node] = set()
    for claim in claims:
        subject = claim.subject
        if subject is None or subject in told:
            continue
        domain = _domain(subject, library)
        if (known[subject] & domain).empty and not (claim.reach & domain).empty:
            told.add(subject)
            yield _never(claim)


def _idle(claims: list[Claim], *, alternatives: bool) -> Iterator[Fault]:
    """Claims that add nothing beside another about the same subject: where both must hold the
    wider one, where one of several suffices the narrower."""
    for n, claim in enumerate(claims):
        for m, other in enumerate(claims):
            if n == m or not _same_subject(claim, other):
                continue
            inner, outer = (claim, other) if alternatives else (other, claim)
            within = inner.reach.within(outer.reach)
            equal = within and outer.reach.within(inner.reach)
            if within and (not equal or n > m):
                yield _follows(claim, other)
                break


def _same_subject(claim: Claim, other: Claim) -> bool:
    if claim.subject is None or other.subject is None:
        return claim.subject is other.subject and bare(claim.rule) == bare(other.rule)
    return claim.subject == other.subject


def _words(claim: Claim) -> str:
    return claim.condition.rule.text if claim.condition.rule else ""


def _always(claim: Claim) -> Fault:
    return Fault(
        "A1",
        claim.condition.meta.place,
        f"条件“{claim.name}”在值域内总是成立",
        f"the condition '{claim.name}' always holds within the declared range",
        _words(claim),
        "核对运算符、数字和值域；确是如此可删去",
        "look at operator, number and range; if it is so, the condition can go",
    )


def _never(claim: Claim) -> Fault:
    return Fault(
        "A2",
        claim.condition.meta.place,
        f"条件“{claim.name}”永远不能成立",
        f"the condition '{claim.name}' can never hold",
        _words(claim),
        "核对运算符、数字和同一条款的其他条件",
        "look at operator and number, and at the other conditions of the clause",
    )


def _follows(claim: Claim, other: Claim) -> Fault:
    return Fault(
        "A3",
        claim.condition.meta.place,
        f"条件“{claim.name}”已含在“{other.name}”之中",
        f"the condition '{claim.name}' follows from '{other.name}'",
        _words(claim),
        "核对两条的数字；确是如此可删去一条",
        "compare the two; if it is so, one can go",
    )
