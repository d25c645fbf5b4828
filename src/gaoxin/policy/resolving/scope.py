"""Where a rule stands, what it may name, and the base of the resolver."""

import ast
import difflib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Protocol, TypedDict

from gaoxin.facts.vocabulary import FactDef, SetDef, Vocabulary, fold
from gaoxin.policy import form
from gaoxin.policy.expression import Syntax, Trouble
from gaoxin.policy.form import FLAG, Node, Type
from gaoxin.policy.units import written


class Span(TypedDict):
    start: int
    end: int


class Names(Protocol):
    """What the resolver asks the library while it is being read."""

    vocabulary: Vocabulary

    def alias(self, document: str, alias: str) -> tuple[str, date | None] | None:
        """The document an alias of ``document`` stands for, and the day of a static reference."""

    def define(self, document: str, name: str) -> tuple[Type, str] | None:
        """Type and kind of a define of ``document``; None if there is none of that name."""

    def clause(self, document: str, name: str) -> bool: ...
    def shared_list(self, name: str) -> str | None:
        """The vocabulary document that defines the list ``name``."""

    def known(self, document: str) -> Iterable[str]: ...
    def procedure(self, address: str) -> str | None:
        """The kind of the cases of a procedure; None if there is none at that address."""

    def steps(self, address: str) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a rule stands: its document, the kind it is asked of, and its variables."""

    names: Names
    document: str
    kind: str
    variables: Mapping[str, Type] = field(default_factory=dict)
    judged: bool = False  # a judge is named: ranges are allowed
    local: Mapping[str, FactDef | SetDef] = field(default_factory=dict)
    """What only a running case knows, by the name it has here."""
    clause: Callable[[str], FactDef | None] = lambda address: None
    """The fact that holds what a clause gives; None where no case runs."""
    spell: bool = False  # what is wanted is a spell: gives( ) is a title, not a sum

    def find(self, name: str) -> FactDef | SetDef | None:
        """The fact or set of the entity the rule is asked of."""
        return self.local.get(fold(name)) or self.names.vocabulary.find(self.kind, name)


class Base(ABC):
    """Walks the syntax; says what is wrong; knows the variables in sight."""

    def __init__(self, syntax: Syntax, scope: Scope, report: Callable[[Trouble], None]) -> None:
        self.syntax, self.scope, self.report = syntax, scope, report
        self.names = scope.names
        self.variables: dict[str, Type] = dict(scope.variables)
        self.window: Node | None = None
        self.in_series = False
        self.loops = 0

    # --- saying what is wrong ---------------------------------------------------------------

    def say(
        self, code: str, at: Node | ast.expr, zh: str, en: str, mend_zh: str = "", mend_en: str = ""
    ) -> Node:
        start, end = self.syntax.span(at) if isinstance(at, ast.expr) else (at.start, at.end)
        self.report(Trouble(code, start, end, zh, en, mend_zh, mend_en))
        return form.Gone(which="unknown", start=start, end=end)

    def unknown_name(self, at: ast.expr, name: str, candidates: Iterable[str]) -> Node:
        near = difflib.get_close_matches(name, sorted({*candidates} - {name}), 1, 0.5)
        return self.say(
            "N1",
            at,
            f"不认识“{name}”",
            f"'{name}' is not known",
            f"是否“{near[0]}”？" if near else "先在登记或定义里写明它",
            f"is '{near[0]}' meant?" if near else "declare it in a register or a define",
        )

    # --- dispatch ---------------------------------------------------------------------------

    @abstractmethod
    def node(self, tree: ast.expr) -> Node:
        """What a piece of syntax stands for: each kind of it has its own method."""

    def _place(self, tree: ast.expr, *parts: Node) -> Span:
        start, end = self.syntax.span(tree)
        return {
            "start": min([start, *(p.start for p in parts)]),
            "end": max([end, *(p.end for p in parts)]),
        }


def fact_type(fact: FactDef) -> Type:
    """The type of a fact's value as the rules see it (a spell asked on a day is a flag)."""
    if fact.time in {"spell", "event"}:
        return FLAG
    if fact.type == "money":
        return Type("money", fact.unit or "CNY")
    if fact.type == "entity":
        return Type("entity", of=fact.target)
    return Type(fact.type, written(fact.unit)[1] if fact.type == "number" else "")


def in_units(node: form.Fact, fact: FactDef) -> Node:
    """A fact kept as money per unit (万元/亩) as rules reckon: in minor units."""
    size = written(fact.unit)[0] if fact.type == "number" else 1
    if size == 1:
        return node
    at: Span = {"start": node.start, "end": node.start}
    factor = form.Constant(value=Fraction(size), type=Type("rate"), **at)
    place: Span = {"start": node.start, "end": node.end}
    return form.Arithmetic(op="*", left=node, right=factor, type=node.type, **place)
