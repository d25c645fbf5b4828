"""Earlier payments: which of them count in a window of a clause or a stacking."""

from collections.abc import Iterable
from datetime import date

from gaoxin.engine.frame import Question
from gaoxin.engine.functions import FUNCTIONS
from gaoxin.engine.values import Unknown, first_beyond
from gaoxin.facts.entities import Entity, Payment
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.form import Per


def payments(
    question: Question, entity: Entity, addresses: Iterable[str], per: Per, document: str
) -> list[Payment] | Unknown:
    """Payments to ``entity`` under these clauses inside the window ``per``, up to the date of
    the question. Unknown where the beginning of the spell is not known."""
    if entity.paid is None:
        question.history_missing = True
        return []
    wanted = frozenset(addresses)
    earlier = [p for p in entity.paid if p.clause in wanted and p.on <= question.on and p.money > 0]
    if not earlier:
        return []
    since = _since(question, entity, per)
    if isinstance(since, Unknown):
        return since
    return [p for p in earlier if _inside(question, p, per, document, since)]


def _since(question: Question, entity: Entity, per: Per) -> date | Unknown | None:
    """The first day of the spell now running (None: no spell runs or none is asked for)."""
    if per.how != "spell" or per.title is None:
        return None
    kind, name = per.title
    register = question.law.library.vocabulary.kinds.get(kind)
    definition = register.find(name) if register else None
    if not isinstance(definition, FactDef):
        return Unknown(why="broken", detail=name)
    found = FUNCTIONS["since"](question.fact(entity, definition), question.on)
    return found if isinstance(found, (date, Unknown)) else None


def _inside(
    question: Question, payment: Payment, per: Per, document: str, since: date | None
) -> bool:
    on = question.on
    match per.how:
        case "year":
            return payment.on.year == on.year
        case "duration" if per.duration is not None:
            return first_beyond(payment.on, per.duration, question.calendar) > on
        case "policy":
            return _in_policy(question, payment, document)
        case "spell":
            return since is not None and payment.on >= since
        case _:
            return True


def _in_policy(question: Question, payment: Payment, document: str) -> bool:
    text = question.law.library.documents.get(document)
    if text is None:
        return True
    start, end = text.front.span(question.known)
    return (start is None or start <= payment.on) and (end is None or payment.on <= end)
