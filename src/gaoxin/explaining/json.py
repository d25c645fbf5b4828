"""An explanation for programs. Keys are stable; numbers are exact.

Money is whole minor units (fen), an integer. Any other exact number is an integer, or text such
as ``"1/3"``. A value that is not there, or not certain, says so::

    {"state": "exact", "value": 20000000}
    {"state": "range", "low": 0, "high": 25000000}
    {"state": "unknown", "why": "not_given"}
    {"state": "absent", "why": "no_spell"}

Top level: ``format``, ``language``, ``entity``, ``on``, ``known``, ``totals``, ``missing``,
``deadlines``, ``warnings``, ``clauses``, ``stackings`` and ``documents``. Of a clause ``group`` is
due, open, not or out; ``verdict`` is yes, no, unknown or not_in_force. Of ``totals``, ``due`` is
what eligible clauses give (null: none is), ``low`` to ``high`` what undetermined ones may make of
it. Text is in the language asked for; quotes stay in the language of the law.
"""

import json
from datetime import date
from fractions import Fraction
from typing import Any

from gaoxin.engine.values import Absent, Judgement, Root, Span, Unknown, Value
from gaoxin.explaining.parts import (
    AmountLine,
    Award,
    Explanation,
    Missing,
    Part,
    Quote,
    Shown,
    Together,
    UsedFact,
    Working,
)
from gaoxin.facts.entities import Entity, Payment, Spell
from gaoxin.policy.form import Document
from gaoxin.quantities import Duration, Period, format_duration

FORMAT = "gaoxin/explanation/1"

Tree = dict[str, Any]


def as_dict(found: Explanation) -> Tree:
    """The explanation as plain dictionaries, lists, texts and integers."""
    return {
        "format": FORMAT,
        "language": found.lang,
        "entity": {"kind": found.entity.kind, "id": found.entity.id, "name": found.whom},
        "on": found.on.isoformat(),
        "known": found.known.isoformat() if found.known else None,
        "totals": [
            {
                "form": t.form,
                "currency": t.currency,
                "due": state(t.due),
                "low": t.low,
                "high": t.high,
            }
            for t in found.totals
        ],
        "missing": [_missing(m) for m in found.missing],
        "deadlines": [{"clause": name, "text": text} for name, text in found.deadlines],
        "warnings": list(found.warnings),
        "clauses": [_award(a) for a in found.awards],
        "stackings": [_together(t) for t in found.together],
        "documents": [_document(d) for d in found.documents],
    }


def as_json(found: Explanation) -> str:
    """``as_dict`` as JSON text."""
    return json.dumps(as_dict(found), ensure_ascii=False, indent=2)


# --- values --------------------------------------------------------------------------------------


def exact(value: Value) -> Any:
    """A plain value: integers, texts, truth values, lists of them."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Spell):
        return {"start": exact(value.start), "end": exact(value.end)}
    if isinstance(value, (tuple, list)):
        return [exact(v) for v in value]
    if isinstance(value, Entity):
        return value.id
    if isinstance(value, Period):
        return value.key
    if isinstance(value, Duration):
        return format_duration(value, "en")
    if isinstance(value, Root):
        return f"({exact(value.top)}/{exact(value.base)})^(1/{value.n})-1"
    return str(value)


def state(value: Value) -> Tree | None:
    """A value with whether it is certain; None where there is none to speak of."""
    if value is None:
        return None
    if isinstance(value, Unknown):
        return {"state": "unknown", "why": value.why or "not_given"}
    if isinstance(value, Absent):
        return {"state": "absent", "why": value.why}
    if isinstance(value, Span):
        return {"state": "range", "low": exact(value.low), "high": exact(value.high)}
    return {"state": "exact", "value": exact(value)}


# --- parts ---------------------------------------------------------------------------------------


def _quote(quote: Quote | None) -> Tree | None:
    if quote is None:
        return None
    return {
        "words": list(quote.words),
        "document": quote.document,
        "number": quote.number,
        "article": quote.article,
        "heading": quote.heading,
        "marks": list(quote.marks),
        "reads": dict(quote.reads),
        "because": quote.because,
        "note": quote.note,
    }


def _fact(fact: UsedFact) -> Tree:
    return {
        "name": fact.looked.name,
        "label": fact.name,
        "period": fact.looked.period,
        "value": state(fact.looked.value),
        "text": fact.value,
        "source": fact.source,
        "recorded": fact.recorded.isoformat() if fact.recorded else None,
        "entity": fact.looked.entity.id,
        "verified": not fact.unverified,
    }


def _missing(item: Missing) -> Tree:
    need = item.need
    found: Tree = {
        "kind": "fact",
        "label": item.name,
        "found": item.found,
        "entity": need.entity.id,
        "serves": list(item.serves),
    }
    if isinstance(need, Judgement):
        low, high = exact(need.low), exact(need.high)
        judged = {"kind": "judgement", "address": need.address, "judge": need.judge}
        return found | judged | {"low": low, "high": high}
    return found | {"name": need.name, "period": need.period}


def _working(working: Working) -> Tree:
    return {
        "address": working.address,
        "label": working.name,
        "value": state(working.value),
        "text": working.text,
        "row": working.row,
        "quote": _quote(working.quote),
        "parts": [_working(p) for p in working.parts],
    }


def _condition(shown: Shown) -> Tree:
    return {
        "name": shown.answer.name,
        "path": shown.answer.path,
        "label": shown.name,
        "mode": shown.mode,
        "status": shown.answer.status,
        "speaks": {"good": "for", "bad": "against", "open": "open"}[shown.tone],
        "rule": shown.rule,
        "quote": _quote(shown.quote),
        "actual": shown.actual,
        "limit": shown.limit,
        "distance": shown.gap,
        "reason": shown.reason,
        "facts": [_fact(f) for f in shown.facts],
        "missing": [_missing(m) for m in shown.missing],
        "workings": [_working(w) for w in shown.workings],
        "parts": [_condition(p) for p in shown.parts],
    }


def _payment(payment: Payment) -> Tree:
    return {"clause": payment.clause, "on": payment.on.isoformat(), "money": payment.money}


def _line(line: AmountLine) -> Tree:
    return {
        "step": line.line.step,
        "label": line.label,
        "value": state(line.line.value),
        "limit": state(line.line.limit),
        "detail": line.detail,
        "paid": [_payment(p) for p in line.line.paid],
        "quote": _quote(line.quote),
        "workings": [_working(w) for w in line.workings],
    }


def _part(part: Part) -> Tree:
    return {"name": part.name, "share": part.share, "money": state(part.money)}


def _award(award: Award) -> Tree:
    answer = award.answer
    title = answer.title
    return {
        "address": award.address,
        "label": award.name,
        "group": award.group,
        "verdict": answer.verdict,
        "reason": answer.reason,
        "form": answer.form,
        "currency": award.currency,
        "money": state(answer.money),
        "received": None if answer.money is None else state(award.received),
        "outcome": answer.outcome,
        "title": title
        and {
            "fact": title.fact,
            "ends": title.ends,
            "start": title.start.isoformat(),
            "end": state(title.end),
        },
        "marks": list(award.marks),
        "quotes": [_quote(q) for q in award.detail.quotes],
        "conditions": [_condition(c) for c in award.detail.conditions],
        "variations": [
            {"label": name, "where": _condition(w) if w else None}
            for name, w in award.detail.wheres
        ],
        "lines": [_line(x) for x in award.detail.lines],
        "facts": [_fact(f) for f in award.detail.facts],
        "missing": [_missing(m) for m in award.missing],
        "payers": [_part(p) for p in award.detail.payers],
        "instalments": [_part(p) for p in award.detail.instalments],
        "displaced": list(award.displaced),
        "papers": list(award.detail.papers),
        "procedure": award.detail.procedure,
        "clocks": list(award.detail.clocks),
        "windows": [
            {"start": w.start.isoformat(), "end": w.end.isoformat(), "state": w.state}
            for w in award.windows
        ],
        "undertakings": list(award.detail.undertakings),
        "per": award.detail.per,
        "choices": [
            {"offered": [state(v) for v in p.offered], "taken": state(p.taken)}
            for p in answer.picked
        ],
        "assumptions": list(answer.assumptions),
        "note": award.note,
    }


def _together(one: Together) -> Tree:
    settlement = one.settlement
    return {
        "address": settlement.address,
        "label": one.name,
        "in_force": settlement.verdict == "settled",
        "rule": settlement.stacking.take if settlement.stacking else "",
        "total": state(settlement.total),
        "members": [
            {"address": m.address, "due": state(m.due), "paid": state(m.paid), "why": m.why}
            for m in one.members
        ],
        "displaced": [
            {"member": d.member, "money": state(d.money), "why": d.why, "by": d.by}
            for d in settlement.displaced
        ],
        "choices": [
            {
                "by": c.by,
                "picked": c.picked,
                "offered": [{"address": a, "money": state(v)} for a, v in c.offered],
            }
            for c in settlement.choices
        ],
        "history": [_payment(p) for p in settlement.history],
        "quotes": [_quote(q) for q in one.quotes],
        "facts": [_fact(f) for f in one.facts],
        "missing": [_missing(m) for m in one.missing],
        "assumptions": list(one.assumptions),
    }


def _document(document: Document) -> Tree:
    front = document.front
    return {
        "id": document.id,
        "title": front.title,
        "number": front.number,
        "issuer": front.issuer,
        "level": front.level,
        "in_force": {"start": exact(front.start), "end": exact(front.end)},
        "wording": front.wording,
        "verified": front.verified,
        "completeness": front.completeness,
        "source": front.source,
        "digest": document.digest,
    }
