"""What a zone's facts come to for each indicator of an index."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from gaoxin.engine.engine import Engine
from gaoxin.engine.evaluate import Programs
from gaoxin.engine.frame import Frame, Question
from gaoxin.engine.values import Value
from gaoxin.facts.entities import Entity
from gaoxin.policy.form import Arithmetic, Document, Index, IndexNode, Negative, Node

Number = Fraction | None


def measured(
    engine: Engine, document: Document, index: Index, entity: Entity, on: date
) -> dict[str, Number]:
    """The value of every indicator of an index for one entity on a day, by the indicator's name.

    Money is in fen. None where a fact is unknown or absent, and for a ratio whose denominator is
    zero or negative: over a negative one a loss would look like the best of profits.
    """
    question = engine.question(entity, on)
    programs = engine.matching.programs
    return {
        leaf.name: _number(programs, question, document.id, leaf.measure.node, on)
        for leaf in leaves(index.tree)
        if leaf.measure is not None
    }


def leaves(nodes: tuple[IndexNode, ...]) -> Iterator[IndexNode]:
    """The indicators below some nodes, in order."""
    for node in nodes:
        if node.parts:
            yield from leaves(node.parts)
        else:
            yield node


def _number(programs: Programs, question: Question, document: str, node: Node, on: date) -> Number:
    for below in _denominators(node):
        value = _plain(programs.of(below, document)(Frame(question, question.entity, on)))
        if value is None or value <= 0:
            return None
    return _plain(programs.of(node, document)(Frame(question, question.entity, on)))


def _plain(value: Value) -> Number:
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return None
    return Fraction(value)


def _denominators(node: Node) -> Iterator[Node]:
    if isinstance(node, Arithmetic):
        if node.op == "/":
            yield node.right
        yield from _denominators(node.left)
        yield from _denominators(node.right)
    elif isinstance(node, Negative):
        yield from _denominators(node.operand)
