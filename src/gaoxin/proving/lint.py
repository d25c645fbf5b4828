"""Lint of law: documents ``for: clause``, asked of every clause of the library.

No second mechanism: the register of clauses becomes entities of kind ``clause``, the lint is a
document with dates, words and examples like any other (format section 11).
"""

from collections.abc import Iterator
from datetime import date

from gaoxin.engine.answer import Answer
from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import Entity, Recorded, Value
from gaoxin.policy.checks import ClauseRow, clause_register
from gaoxin.policy.faults import Fault
from gaoxin.policy.library import Library

KIND = "clause"


def lint(library: Library, on: date) -> Iterator[Fault]:
    """A warning for each clause that a lint in force finds, asked as of the clause's last day in
    force, at most ``on``. The code of the warning is the address of the lint."""
    lints = [c for c in library.clauses() if c.kind == KIND and c.varies is None]
    engine = Engine(library)
    for row in clause_register(library) if lints else ():
        day = min(row.end or on, on)
        entity = entity_of(row, library)
        for rule in dict.fromkeys((c.document, c.id) for c in lints):
            answer = engine.answer(*rule, entity, day)
            if answer.verdict == "yes":
                yield _warning(row, answer, day)


def entity_of(row: ClauseRow, library: Library) -> Entity:
    """The clause as an entity: what its document and its rules say of it."""
    entity = Entity(KIND, row.address)
    known = library.vocabulary.kinds.get(KIND)
    values: dict[str, Value] = {
        "level": row.level,
        "basis_tags": row.basis_tags,
        "promise_tags": row.promise_tags,
        "issuer": row.issuer,
        "document": row.document,
    }
    for name, value in values.items():
        if known and name in known.facts:
            entity.record(name, "", Recorded(value, row.document))
    return entity


def _warning(row: ClauseRow, answer: Answer, day: date) -> Fault:
    clause = answer.clause
    assert clause is not None
    label, text = clause.meta.label, answer.text
    basis = text.front.title if text else answer.document
    basis_en = (text.front.label.en if text else "") or basis
    words = "；".join(q for c in answer.conditions for q in c.part.condition.meta.quotes)
    return Fault(
        answer.address,
        row.place,
        f"{row.label.text('zh')}（截至{day}）：{label.text('zh')}（{basis}）",
        f"{row.label.text('en')} (as of {day}): {label.text('en')} ({basis_en})",
        words=words,
        mend_zh="按所引规定修改条款；另有依据的，写明依据",
        mend_en="change the clause as the words quoted ask, or name the basis it has",
    )
