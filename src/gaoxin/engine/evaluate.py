"""Rules as programs: each typed node becomes a function of a frame, once per library."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TypeAlias, assert_never

from gaoxin.engine.aggregates import GATHER
from gaoxin.engine.frame import Frame, Picked
from gaoxin.engine.functions import FUNCTIONS
from gaoxin.engine.values import (
    Absent,
    Span,
    Unknown,
    Value,
    comparison,
    ends,
    exact,
    greatest,
    minus,
    negation,
    negative,
    over,
    perhaps_absent,
    plus,
    same,
    times,
    truth,
    unknown_of,
)
from gaoxin.facts.entities import Entity
from gaoxin.facts.vocabulary import FactDef, SetDef
from gaoxin.policy.form import (
    Aggregate,
    Anchor,
    And,
    Arithmetic,
    Call,
    Choice,
    Codes,
    Compare,
    Constant,
    Fact,
    Gone,
    InForceFrom,
    ListOf,
    Member,
    Named,
    Negative,
    Node,
    Not,
    Or,
    Qualifies,
    Quarters,
    Range,
    SetOf,
    Type,
    Variable,
    Year,
    Years,
)
from gaoxin.policy.library import CodeBook, Library
from gaoxin.quantities import quarters_of

Program: TypeAlias = Callable[[Frame], Value]

_DATED = {"+": plus, "-": minus}
_PURE = {"*": times, "/": over}


class Programs:
    """Compiled rules of a library. A node belongs to one document, so its identity is the key."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._made: dict[int, tuple[Node, Program]] = {}
        self._scaled: dict[tuple[int, Fraction], tuple[Node, Node]] = {}

    def of(self, node: Node, document: str) -> Program:
        """The program of ``node``, which stands in ``document``."""
        made = self._made.get(id(node))
        if made is None:
            made = self._made[id(node)] = (node, self._program(node, document))
        return made[1]

    def _program(self, node: Node, document: str) -> Program:
        match node:
            case Constant() | Gone() | Variable() | Anchor() | InForceFrom():
                return self._plain(node, document)
            case Year() | Years() | Quarters():
                return self._window(node)
            case Fact():
                return self._fact(node, document)
            case SetOf():
                return self._setof(node, document)
            case Named():
                return self._named(node, document)
            case Qualifies():
                return self._qualifies(node)
            case ListOf() | Codes():
                return self._list(node)
            case Member():
                return self._member(node, document)
            case Call():
                return self._call(node, document)
            case Aggregate():
                return self._aggregate(node, document)
            case Range() | Arithmetic() | Negative() | Compare() | Not() | And() | Or() | Choice():
                return self._reckoned(node, document)
            case _:
                assert_never(node)

    def _plain(
        self, node: Constant | Gone | Variable | Anchor | InForceFrom, document: str
    ) -> Program:
        match node:
            case Constant():
                return self._constant(node)
            case Gone():
                return self._gone(node)
            case Variable():
                return self._variable(node)
            case Anchor():
                return lambda frame: frame.on
            case InForceFrom():
                return self._inforcefrom(document)
            case _:
                assert_never(node)

    def _window(self, node: Year | Years | Quarters) -> Program:
        match node:
            case Year():
                offset = node.offset
                return lambda frame: frame.on.year + offset
            case Years():
                count = node.count
                return lambda frame: tuple(range(frame.on.year - count, frame.on.year))
            case Quarters():
                ahead = node.offset
                return lambda frame: quarters_of(frame.on.year + ahead)
            case _:
                assert_never(node)

    def _reckoned(
        self,
        node: Range | Arithmetic | Negative | Compare | Not | And | Or | Choice,
        document: str,
    ) -> Program:
        match node:
            case Range():
                return self._range(node, document)
            case Arithmetic():
                return self._arithmetic(node, document)
            case Negative():
                return self._negative(node, document)
            case Compare():
                return self._compare(node, document)
            case Not():
                return self._not(node, document)
            case And():
                return self._series(node.parts, document, False)
            case Or():
                return self._series(node.parts, document, True)
            case Choice():
                return self._choice(node, document)
            case _:
                assert_never(node)

    def scaled(self, node: Node, factor: Fraction) -> Node:
        """``scaled``, made once: programs are kept by node."""
        place = (id(node), factor)
        if place not in self._scaled:
            self._scaled[place] = (node, scaled(node, factor))
        return self._scaled[place][1]

    # --- plain things ----------------------------------------------------------------------------

    def _constant(self, node: Constant) -> Program:
        value = exact(node.value) if isinstance(node.value, Fraction) else node.value
        return lambda frame: value

    def _gone(self, node: Gone) -> Program:
        value = Unknown(why="stated") if node.which == "unknown" else Absent("stated")
        return lambda frame: value

    def _range(self, node: Range, document: str) -> Program:
        low, high = self.of(node.low, document), self.of(node.high, document)

        def run(frame: Frame) -> Value:
            a, b = low(frame), high(frame)
            for value in (a, b):
                if isinstance(value, (Absent, Unknown)):
                    return value
            return Span(ends(a)[0], ends(b)[1])

        return run

    def _variable(self, node: Variable) -> Program:
        name = node.name
        return lambda frame: frame.variables[name]

    def _inforcefrom(self, document: str) -> Program:
        found = self.library.documents.get(document)
        start = found.front.start if found else None
        value = start if start else Absent("stated")
        return lambda frame: value

    # --- facts, sets, names ----------------------------------------------------------------------

    def _entity(self, of: Node | None, document: str) -> Program:
        return (lambda frame: frame.entity) if of is None else self.of(of, document)

    def _fact(self, node: Fact, document: str) -> Program:
        kind = self.library.vocabulary.kind(node.kind)
        definition = kind.find(node.fact) if kind else None
        if not isinstance(definition, FactDef):
            return lambda frame: Unknown(why="broken", detail=node.fact)
        if node.period is None:
            return self._fixed(self._entity(node.of, document), definition)
        period = self.of(node.period, document)
        if definition.time in {"spell", "event"}:
            return self._state(self._entity(node.of, document), definition, period)
        if node.of is None:
            return self._own(definition, period)
        entity = self._entity(node.of, document)

        def run(frame: Frame) -> Value:
            owner, when = entity(frame), period(frame)
            missing = _missing(owner, when)
            if missing is not None:
                return missing
            return frame.question.fact(owner, definition, when)

        return run

    def _own(self, definition: FactDef, period: Program) -> Program:
        def run(frame: Frame) -> Value:
            when = period(frame)
            if isinstance(when, (Absent, Unknown)):
                return when
            return frame.question.fact(frame.entity, definition, when)

        return run

    def _fixed(self, entity: Program, definition: FactDef) -> Program:
        def run(frame: Frame) -> Value:
            owner = entity(frame)
            if isinstance(owner, Entity):
                return frame.question.fact(owner, definition)
            return owner

        return run

    def _state(self, entity: Program, definition: FactDef, period: Program) -> Program:
        """Does a spell run on that day (or did the event happen on it)?"""
        spell = definition.time == "spell"

        def run(frame: Frame) -> Value:
            owner, day = entity(frame), period(frame)
            missing = _missing(owner, day)
            if missing is not None:
                return missing
            found = frame.question.fact(owner, definition)
            if not isinstance(found, tuple):
                return found
            if not spell:
                return day in found
            return any(held.runs_on(day) for held in found)

        return run

    def _setof(self, node: SetOf, document: str) -> Program:
        entity = self._entity(node.of, document)
        kind = self.library.vocabulary.kind(node.kind)
        definition = kind.find(node.set) if kind else None
        if not isinstance(definition, SetDef):
            return lambda frame: Unknown(why="broken", detail=node.set)

        def run(frame: Frame) -> Value:
            owner = entity(frame)
            if isinstance(owner, Entity):
                return frame.question.members(owner, definition)
            return owner

        return run

    def _named(self, node: Named, document: str) -> Program:
        entity = self._entity(node.of, document)
        on = self.of(node.on, document) if node.on is not None else None

        def run(frame: Frame) -> Value:
            owner = entity(frame)
            if not isinstance(owner, Entity):
                return owner
            day = on(frame) if on else frame.on
            if not isinstance(day, date):
                return day
            texts = node.at or (day if on else frame.texts)
            question = frame.question
            return question.define(question, node.document, node.name, owner, day, texts)

        return run

    def _qualifies(self, node: Qualifies) -> Program:
        def run(frame: Frame) -> Value:
            question, texts = frame.question, node.at or frame.texts
            return question.qualifies(
                question, node.document, node.clause, frame.entity, frame.on, texts
            )

        return run

    # --- arithmetic and logic --------------------------------------------------------------------

    def _arithmetic(self, node: Arithmetic, document: str) -> Program:
        left, right = self.of(node.left, document), self.of(node.right, document)
        if dated := _DATED.get(node.op):
            return lambda frame: dated(left(frame), right(frame), frame.question.calendar)
        operation = _PURE[node.op]
        return lambda frame: operation(left(frame), right(frame))

    def _negative(self, node: Negative, document: str) -> Program:
        operand = self.of(node.operand, document)
        return lambda frame: negative(operand(frame))

    def _compare(self, node: Compare, document: str) -> Program:
        left, right = self.of(node.left, document), self.of(node.right, document)
        compare = comparison(node.op)
        return lambda frame: compare(left(frame), right(frame))

    def _not(self, node: Not, document: str) -> Program:
        operand = self.of(node.operand, document)
        return lambda frame: negation(operand(frame))

    def _series(self, parts: tuple[Node, ...], document: str, settles: bool) -> Program:
        """Kleene's and (settled by False) or or (settled by True)."""
        programs = tuple(self.of(part, document) for part in parts)

        def run(frame: Frame) -> Value:
            open_: list[Value] = []
            for program in programs:
                value = program(frame)
                held = truth(value)
                if held is settles:
                    return settles
                if held is None:
                    open_.append(value)
            return unknown_of(open_) if open_ else not settles

        return run

    def _choice(self, node: Choice, document: str) -> Program:
        test = self.of(node.test, document)
        then, other = self.of(node.then, document), self.of(node.other, document)

        def run(frame: Frame) -> Value:
            value = test(frame)
            held = truth(value)
            if held is not None:
                return then(frame) if held else other(frame)
            one, two = then(frame), other(frame)
            if same(one, two):
                return one
            doubt = unknown_of((value, one, two))
            lacking = isinstance(one, Absent) or isinstance(two, Absent)
            return perhaps_absent(doubt) if lacking else doubt

        return run

    # --- lists -----------------------------------------------------------------------------------

    def _list(self, node: Codes | ListOf) -> Program:
        if isinstance(node, Codes):
            return lambda frame: node.codes

        def run(frame: Frame) -> Value:
            law = frame.question.law_of(node.at or frame.texts)
            found = law.entry(node.document, node.name)
            if found is None or found[1].codes is None:
                return Absent("no_entry", node.name)
            return tuple(found[1].codes)

        return run

    def _member(self, node: Member, document: str) -> Program:
        item, listed = self.of(node.item, document), self.of(node.list, document)
        book = self._book(node.item)

        def run(frame: Frame) -> Value:
            value, members = item(frame), listed(frame)
            for part in (value, members):
                if isinstance(part, Absent):
                    return Absent(part.why, part.detail, compared=True)
            if isinstance(value, Unknown) or isinstance(members, Unknown):
                return unknown_of((value, members))
            if value in members:
                return True
            return book is not None and any(book.within(value, wider) for wider in members)

        return run

    def _book(self, item: Node) -> CodeBook | None:
        """The code book that makes membership hierarchical, if the code has one."""
        if not isinstance(item, Fact):
            return None
        kind = self.library.vocabulary.kind(item.kind)
        definition = kind.find(item.fact) if kind else None
        if not isinstance(definition, FactDef) or not definition.codebook:
            return None
        name = definition.codebook
        return self.library.codebooks.get(name) or CodeBook(name, {}, {})

    # --- calls -----------------------------------------------------------------------------------

    def _call(self, node: Call, document: str) -> Program:
        if node.function == "best":
            return self._best(node, document)
        if node.function == "within":
            return self._within(node, document)
        function = FUNCTIONS[node.function]
        programs = tuple(self.of(arg, document) for arg in node.args)
        if len(programs) == 1:
            only = programs[0]
            return lambda frame: function(only(frame))
        if len(programs) == 2:
            first, second = programs
            return lambda frame: function(first(frame), second(frame))
        return lambda frame: function(*[program(frame) for program in programs])

    def _within(self, node: Call, document: str) -> Program:
        start, term, end = (self.of(arg, document) for arg in node.args)
        within = FUNCTIONS["within"]
        return lambda frame: within(start(frame), term(frame), end(frame), frame.question.calendar)

    def _best(self, node: Call, document: str) -> Program:
        programs = tuple(self.of(arg, document) for arg in node.args)

        def run(frame: Frame) -> Value:
            offered = tuple(program(frame) for program in programs)
            taken = greatest(offered)
            frame.question.picked.append(Picked(document, node, offered, taken))
            return taken

        return run

    # --- sets and windows ------------------------------------------------------------------------

    def _aggregate(self, node: Aggregate, document: str) -> Program:
        loops = tuple((loop.variable, self.of(loop.over, document)) for loop in node.loops)
        element = self.of(node.element, document) if node.element is not None else None
        where = self.of(node.where, document) if node.where is not None else None
        gather = GATHER[node.function]
        # The sum and the count of nobody are nil; of nobody there is no mean and no greatest.
        doubt = perhaps_absent if node.function in {"mean", "min", "max"} else lambda value: value

        def run(frame: Frame) -> Value:
            sure: list[Value] = []
            doubtful: list[tuple[Value, Value]] = []
            blocked: list[Value] = []
            outer = frame.variables
            inner = Frame(frame.question, frame.entity, frame.on, dict(outer), frame.texts)

            def visit(depth: int) -> None:
                if depth < len(loops):
                    variable, members_of = loops[depth]
                    members = members_of(inner)
                    if not isinstance(members, tuple):
                        blocked.append(members)
                        return
                    for member in members:
                        inner.variables[variable] = member
                        visit(depth + 1)
                    return
                test = where(inner) if where else True
                held = truth(test)
                if held is not False:
                    value = element(inner) if element else 1
                    if held:
                        sure.append(value)
                    else:
                        doubtful.append((value, test))

            visit(0)
            if any(isinstance(b, Unknown) for b in blocked):
                return doubt(unknown_of(blocked))
            if blocked and not sure and not doubtful and len(loops) == 1:
                return blocked[0]
            return gather(sure, doubtful)

        return run


def _missing(*values: Value) -> Absent | Unknown | None:
    """What stands in the way of looking a fact up: absence is stronger than not knowing."""
    for kind in (Absent, Unknown):
        for value in values:
            if isinstance(value, kind):
                return value
    return None


def scaled(node: Node, factor: Fraction) -> Node:
    """The rule with its limit (the right side of a comparison) multiplied by ``factor``."""
    if isinstance(node, Compare):
        scale = Constant(value=factor, type=Type("rate"))
        right = Arithmetic(op="*", left=scale, right=node.right, type=node.right.type)
        return replace(node, right=right)
    if isinstance(node, And):
        return replace(node, parts=tuple(scaled(part, factor) for part in node.parts))
    return node
