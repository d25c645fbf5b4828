"""Mutation of law: change one operator or one number by one step; do the examples notice?

Each mutant is the document with exactly one change in one rule. It is caught if any example of the
document (or of a document that builds on it) then gives something else than it says. A mutant
nobody catches is a number or an operator that no example holds in place.

Steps: money 1 minor unit, counts and points 1, rates 0.01 %, dates and periods 1 of their unit;
``>=`` becomes ``>`` (and so on), ``+`` ``-``, ``*`` ``/``, ``and`` ``or``, ``min`` ``max``,
``all`` ``any``; ``take: highest`` becomes ``all`` (and so on). Weights of an index change by
0.01 %, ``arithmetic`` becomes ``geometric``.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, cast

from gaoxin.policy import form
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Case, Document, Example, Place
from gaoxin.policy.inputs import LISTS
from gaoxin.policy.library import Library
from gaoxin.policy.reading.codebooks import read_rows
from gaoxin.proving.prove import ELSEWHERE, Prover
from gaoxin.quantities import CURRENCIES, Duration, decimal_text, format_duration

_COMPARE = {">=": ">", ">": ">=", "<=": "<", "<": "<=", "==": "!=", "!=": "=="}
_ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*"}
_CALLS = {"min": "max", "max": "min", "best": "min"}
_AGGREGATES = {"arithmetic": "geometric", "geometric": "arithmetic", "harmonic": "arithmetic"}
_TAKE = {"all": "highest", "highest": "all", "first": "all", "one": "all"}
_OPERATIONS: Mapping[str, Any] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}
_RATE_STEP = Fraction(1, 10000)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where (document, rule's address, what stood there), and what stands there now."""

    document: str
    address: str
    what: Literal["number", "operator"]
    before: str
    after: str
    old: Any
    new: Any

    @property
    def name(self) -> str:
        return f"{self.address}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class Verdict:
    mutant: Mutant
    caught: bool
    reason: str = ""
    """Why an uncaught mutant is accepted (from the exceptions), "" if it is not."""


def mutants(document: Document) -> Iterator[Mutant]:
    """Every mutant of a document, in the order of its blocks."""
    for part in _parts(document):
        yield from _within(document.id, part, part, "")
    for index in document.indices.values():
        yield from _of_index(f"{document.id}#{index.id}", document.id, index)


def _parts(document: Document) -> Iterator[Any]:
    yield from document.defines.values()
    for versions in document.clauses.values():
        yield from versions
    yield from document.stackings.values()
    yield from document.targets.values()
    yield from document.procedures.values()
    yield from document.postings.values()


def _within(document: str, block: Any, value: Any, address: str) -> Iterator[Mutant]:
    """Mutants inside one value of the typed form. Readings of garbled numbers are never used."""
    if isinstance(value, form.Meta | form.Reading | form.Label):
        return
    if isinstance(value, form.Cited):
        yield from _in_rule(document, value.node, value.address or address, value.text)
        return
    address = getattr(value, "address", None) or address
    if isinstance(value, form.Target) and value.raw:
        return  # the words are damaged: the target is never measured nor decided
    if isinstance(value, form.Procedure):
        address = f"{document}#{value.id}"
    yield from _of_block(document, value, address)
    if isinstance(value, form.Entry):
        for mutant in _in_tests(document, value, address):
            if not _same_rows(value, mutant):
                yield mutant
    for child in _children(value):
        yield from _within(document, block, child, address)


def _in_tests(document: str, entry: form.Entry, address: str) -> Iterator[Mutant]:
    for band in (*entry.bands, *entry.slices):
        if band.test is not None:
            yield from _in_rule(document, band.test, f"{address}.{band.key}", band.key)


def _same_rows(entry: form.Entry, mutant: Mutant) -> bool:
    """Does the mutant choose the same row for every ``x``? Rows are read from the top, so an edge
    repeated by a later row decides nothing: such a change is none."""
    bands = entry.bands
    changed = tuple(_swap(band, mutant) for band in bands)
    ends = [
        Fraction(v)
        for b in (*bands, *changed)
        if b.test
        for v in _constants(b.test)
        if isinstance(v, Fraction)
    ]
    if entry.of is None or not ends:
        return False
    between = [end + step for end in ends for step in (Fraction(-1, 10**6), 0, Fraction(1, 10**6))]
    rows = [[_row(rows, x) for x in between] for rows in (bands, changed)]
    return None not in rows[0] + rows[1] and rows[0] == rows[1]


def _row(bands: tuple[form.Band, ...], x: Fraction) -> int | None:
    """The first row whose test holds for ``x``; None where a test is no comparison of ``x``."""
    for n, band in enumerate(bands):
        holds = _holds(band.test, x)
        if holds is None:
            return None
        if holds:
            return n
    return len(bands)


def _holds(test: form.Node | None, x: Fraction) -> bool | None:
    match test:
        case None:
            return True
        case form.And():
            parts = [_holds(part, x) for part in test.parts]
            return None if None in parts else all(parts)
        case form.Compare():
            sides = [_side(test.left, x), _side(test.right, x)]
            if None in sides:
                return None
            return bool(_OPERATIONS[test.op](sides[0], sides[1]))
    return None


def _side(node: form.Node, x: Fraction) -> Fraction | None:
    if isinstance(node, form.Variable):
        return x
    value = node.value if isinstance(node, form.Constant) else None
    return value if isinstance(value, Fraction) else None


def _children(value: Any) -> Iterator[Any]:
    if form.is_node(value):
        return
    if is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            yield getattr(value, item.name)
    elif isinstance(value, tuple):
        yield from value
    elif isinstance(value, Mapping):
        yield from value.values()


def _in_rule(document: str, node: form.Node, address: str, text: str) -> Iterator[Mutant]:
    for part in form.walk(node):
        for what, after, new in _changes(part):
            before = text[part.start : part.end] if what == "number" else getattr(part, "op", "")
            before = before or getattr(part, "function", "") or type(part).__name__.lower()
            yield Mutant(document, address, what, before, after, part, new)


def _changes(node: form.Node) -> Iterator[tuple[Literal["number", "operator"], str, form.Node]]:
    match node:
        case form.Constant():
            for value, shown in _steps(node):
                yield "number", shown, replace(node, value=value)
        case form.Compare():
            op = _COMPARE[node.op]
            yield "operator", op, replace(node, op=cast(Any, op))
        case form.Arithmetic() if node.type.name != "date":
            op = _ARITHMETIC[node.op]
            yield "operator", op, replace(node, op=cast(Any, op))
        case form.And():
            yield "operator", "or", form.Or(**_fields(node))
        case form.Or():
            yield "operator", "and", form.And(**_fields(node))
        case form.Not():
            yield "operator", "(not)", node.operand
        case form.Call() if node.function in _CALLS and len(node.args) > 1:
            name = _CALLS[node.function]
            yield "operator", name, replace(node, function=cast(Any, name))
        case form.Years():
            for count in (node.count - 1, node.count + 1):
                yield "number", f"近{count}年", replace(node, count=count)
        case form.Year() if node.offset < 0:
            yield "number", f"{node.offset - 1:+d}", replace(node, offset=node.offset - 1)


def _fields(node: Any) -> dict[str, Any]:
    return {item.name: getattr(node, item.name) for item in fields(node)}


def _steps(node: form.Constant) -> Iterator[tuple[Any, str]]:
    """The value one step up and one step down."""
    value = node.value
    if isinstance(value, bool | str):
        return
    for sign in (1, -1):
        if isinstance(value, Fraction):
            step = _RATE_STEP if node.type.name == "rate" else 1
            yield value + sign * step, _shown(value + sign * step, node.type)
        elif isinstance(value, int):
            yield value + sign, str(value + sign)
        elif isinstance(value, date):
            ordinal = value.toordinal() + sign
            if date.min.toordinal() <= ordinal <= date.max.toordinal():
                day = date.fromordinal(ordinal)
                yield day, day.isoformat()
        elif isinstance(value, Duration):
            longer = _longer(value, sign)
            yield longer, format_duration(longer, "zh")


def _longer(value: Duration, sign: int) -> Duration:
    unit = next((f.name for f in fields(value) if getattr(value, f.name)), "days")
    return replace(value, **{unit: getattr(value, unit) + sign})


def _shown(value: Fraction, type_: form.Type) -> str:
    if type_.name == "money":
        decimals = CURRENCIES[type_.unit].decimals
        return _decimal(value / 10**decimals, decimals)
    return f"{_decimal(value * 100, 2)}%" if type_.name == "rate" else _decimal(value, 0)


def _decimal(value: Fraction, least: int) -> str:
    """The exact decimal, with at least so many places."""
    whole, _, places = (decimal_text(value) or str(value)).partition(".")
    places = places.ljust(least, "0")
    return f"{whole}.{places}" if places else whole


def _of_block(document: str, value: Any, address: str) -> Iterator[Mutant]:
    """Changes that are not inside an expression."""
    match value:
        case form.Condition(mode="all" | "any") if len(value.parts) > 1:
            mode: Literal["any", "all"] = "any" if value.mode == "all" else "all"
            where = f"{address}.{value.path}"
            new = replace(value, mode=mode)
            yield Mutant(document, where, "operator", value.mode, mode, value, new)
        case form.Stacking() if len(value.over) > 1:
            take = _TAKE[value.take]
            new_stacking = replace(value, take=cast(Any, take))
            yield Mutant(document, address, "operator", value.take, take, value, new_stacking)
        case form.Clock():
            for name in ("within", "least"):
                length = getattr(value, name)
                for sign in (1, -1) if length else ():
                    changed: dict[str, Any] = {name: _longer(length, sign)}
                    clock = replace(value, **changed)
                    where = f"{address}.{value.name}"
                    yield Mutant(document, where, "number", name, f"{sign:+d}", value, clock)


def _of_index(address: str, document: str, index: form.Index) -> Iterator[Mutant]:
    """The weights of an index and how its parts are put together. Its measures are left alone:
    few texts state figures for them, and an example of scores cannot notice one."""
    aggregate = index.methods.get("aggregate")
    if aggregate in _AGGREGATES:
        after = _AGGREGATES[aggregate]
        methods = {**index.methods, "aggregate": after}
        yield Mutant(
            document, address, "operator", aggregate, after, index, replace(index, methods=methods)
        )
    yield from _of_nodes(address, document, index.tree)


def _of_nodes(address: str, document: str, nodes: tuple[form.IndexNode, ...]) -> Iterator[Mutant]:
    for node in nodes:
        old = node.weight
        if old and len(nodes) > 1:
            for weight in (old + _RATE_STEP, old - _RATE_STEP):
                before, after = (f"{_decimal(w * 100, 0)}%" for w in (old, weight))
                new = replace(node, weight=weight)
                where = f"{address}.{node.name}"
                yield Mutant(document, where, "number", before, after, node, new)
        yield from _of_nodes(address, document, node.parts)


# --- trying --------------------------------------------------------------------------------------


def mutated(library: Library, mutant: Mutant) -> Library:
    """The library with the one change made (the rest is shared)."""
    document = library.documents[mutant.document]
    changed = replace(
        document,
        defines={k: _swap(v, mutant) for k, v in document.defines.items()},
        clauses={k: _swap(v, mutant) for k, v in document.clauses.items()},
        stackings={k: _swap(v, mutant) for k, v in document.stackings.items()},
        targets={k: _swap(v, mutant) for k, v in document.targets.items()},
        procedures={k: _swap(v, mutant) for k, v in document.procedures.items()},
        postings={k: _swap(v, mutant) for k, v in document.postings.items()},
        indices={k: _swap(v, mutant) for k, v in document.indices.items()},
    )
    return replace(library, documents={**library.documents, document.id: changed})


def _swap(value: Any, mutant: Mutant) -> Any:
    """``value`` with ``mutant.old`` (this very object) replaced; unchanged parts are shared."""
    if value is mutant.old:
        return mutant.new
    if isinstance(value, tuple):
        parts = tuple(_swap(v, mutant) for v in value)
        return parts if any(a is not b for a, b in zip(parts, value, strict=True)) else value
    if isinstance(value, Mapping):
        found = {k: _swap(v, mutant) for k, v in value.items()}
        return found if any(found[k] is not value[k] for k in value) else value
    if not is_dataclass(value) or isinstance(value, type | form.Meta | form.Label | Duration):
        return value
    changes = {}
    for item in fields(value):
        old = getattr(value, item.name)
        new = _swap(old, mutant)
        if new is not old:
            changes[item.name] = new
    if not changes:
        return value
    return replace(value, **changes)


def _constants(node: form.Node) -> list[Any]:
    return [n.value for n in form.walk(node) if isinstance(n, form.Constant)]


Notices = Callable[[Library, Example, Case], bool]
"""Does a case of a block that another room executes differ from what the library gives?"""


class Court:
    """Tries mutants against the examples of the document and of those that build on it.

    ``elsewhere``: the provers of blocks this room does not execute (procedures), by kind of block;
    examples of a kind without one are left out. A case that fails before any change notices none.
    """

    def __init__(
        self,
        library: Library,
        exceptions: Mapping[str, str] | None = None,
        elsewhere: Mapping[str, Notices] | None = None,
    ) -> None:
        self.library = library
        self.exceptions = exceptions or {}
        self.elsewhere = elsewhere or {}
        self._unchanged = Prover(library)
        self._held: dict[tuple[str, Place], bool] = {}

    def verdict(self, mutant: Mutant) -> Verdict:
        changed = mutated(self.library, mutant)
        prover = Prover(changed)
        for home, example in self._examples(mutant):
            for case in example.cases:
                if self._holds(home, example, case) and self._differs(prover, home, example, case):
                    return Verdict(mutant, True)
        return Verdict(mutant, False, self.exceptions.get(mutant.name, ""))

    def _holds(self, home: Document, example: Example, case: Case) -> bool:
        key = (case.name, case.place)
        if key not in self._held:
            self._held[key] = not self._differs(self._unchanged, home, example, case)
        return self._held[key]

    def _differs(self, prover: Prover, home: Document, example: Example, case: Case) -> bool:
        if example.what in ELSEWHERE:
            notices = self.elsewhere.get(example.what)
            return notices is not None and notices(prover.library, example, case)
        return bool(prover.case(home, example, case))

    def _examples(self, mutant: Mutant) -> list[tuple[Document, Example]]:
        """Examples that could notice, those of the changed block first."""
        own = mutant.address.partition(".")[0]
        found = [
            (document, example)
            for document in self.library.documents.values()
            if document.id == mutant.document or mutant.document in _builds_on(document)
            for example in document.examples
            if example.what
        ]
        return sorted(found, key=lambda pair: pair[1].tests != own)


def _builds_on(document: Document) -> set[str]:
    return {target for target, _ in document.front.uses.values()}


def read_exceptions(path: Path) -> dict[str, str]:
    """Accepted survivors: CSV with ``mutant`` (its name) and ``reason``. A table that cannot be
    read excepts nothing; the library's faults tell why."""
    rows = read_rows(path, LISTS["mutations.csv"])
    return {} if isinstance(rows, Fault) else {row["mutant"]: row["reason"] for row in rows}
