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
from typing import Any

from gaoxin.explaining.explanation import Explanation
from gaoxin.explaining.record import (
    AmountLine,
    Award,
    Condition,
    Days,
    Held,
    Missing,
    Paid,
    Part,
    Plain,
    Quote,
    Source,
    Together,
    Total,
    UsedFact,
    Working,
)
from gaoxin.explaining.words import say
from gaoxin.quantities import Lang, Words

FORMAT = "gaoxin/explanation/1"

Tree = dict[str, Any]


def as_dict(found: Explanation) -> Tree:
    """The explanation as plain dictionaries, lists, texts and integers."""
    return _Tree(found.lang).of(found)


def as_json(found: Explanation) -> str:
    """``as_dict`` as JSON text."""
    return json.dumps(as_dict(found), ensure_ascii=False, indent=2)


# --- values --------------------------------------------------------------------------------------


def exact(value: Plain) -> Any:
    """A plain value: integers, texts, truth values, lists of them; fractions as text."""
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Days):
        return {"start": value.start, "end": value.end}
    if isinstance(value, tuple):
        return [exact(v) for v in value]
    return str(value)


def state(held: Held | None) -> Tree | None:
    """A value with whether it is certain; None where there is none to speak of."""
    if held is None:
        return None
    match held.state:
        case "exact":
            return {"state": "exact", "value": exact(held.value)}
        case "range":
            return {"state": "range", "low": exact(held.low), "high": exact(held.high)}
        case "withheld":
            return {"state": "withheld"}
    return {"state": held.state, "why": held.why}


# --- parts ---------------------------------------------------------------------------------------


class _Tree:
    """Makes the tree in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def the(self, words: Words) -> str:
        return words.text(self.lang)

    def of(self, explanation: Explanation) -> Tree:
        found = explanation.record
        return {
            "format": FORMAT,
            "language": self.lang,
            "entity": {"kind": found.kind, "id": found.id, "name": self.the(found.whom)},
            "on": found.on.isoformat(),
            "known": found.known.isoformat() if found.known else None,
            "audience": found.audience,
            "withheld": found.withheld,
            "totals": [_total(t) for t in found.totals],
            "missing": [self._missing(m) for m in found.missing],
            "deadlines": [
                {"clause": self.the(found.name_of(d.address)), "text": self.the(d.text)}
                for d in found.deadlines
            ],
            "warnings": [self.the(w.text) for w in found.warnings],
            "clauses": [self._award(a) for a in found.awards],
            "stackings": [self._together(t) for t in found.together],
            "documents": [_source(s) for s in found.sources],
        }

    def _quote(self, quote: Quote | None) -> Tree | None:
        if quote is None:
            return None
        return {
            "words": list(quote.words),
            "document": quote.document,
            "number": self.the(quote.number),
            "article": quote.article,
            "heading": quote.heading,
            "marks": list(quote.marks),
            "reads": {literal: self.the(op) for literal, op in quote.reads},
            "because": self.the(quote.because),
            "note": self.the(quote.note),
        }

    def _fact(self, fact: UsedFact) -> Tree:
        return {
            "name": fact.name,
            "label": self.the(fact.label),
            "period": fact.period,
            "value": state(fact.value),
            "text": self.the(fact.text),
            "source": fact.source,
            "recorded": fact.recorded.isoformat() if fact.recorded else None,
            "entity": fact.entity,
            "verified": fact.verified,
        }

    def _missing(self, item: Missing) -> Tree:
        found: Tree = {
            "kind": item.kind,
            "label": self.the(item.label),
            "found": self.the(item.found),
            "entity": item.entity,
            "serves": list(item.serves),
        }
        if item.kind == "judgement":
            judged = {"address": item.name, "judge": item.judge}
            return found | judged | {"low": exact(item.low), "high": exact(item.high)}
        return found | {"name": item.name, "period": item.period}

    def _working(self, working: Working) -> Tree:
        return {
            "address": working.address,
            "label": self.the(working.label),
            "value": state(working.value),
            "text": self.the(working.text),
            "row": self.the(working.row),
            "quote": self._quote(working.quote),
            "parts": [self._working(p) for p in working.parts],
        }

    def _condition(self, shown: Condition) -> Tree:
        speaks = {"good": "for", "bad": "against", "open": "open", "withheld": "withheld"}
        return {
            "name": shown.name,
            "path": shown.path,
            "label": self.the(shown.label),
            "mode": shown.mode,
            "status": shown.status,
            "speaks": speaks[shown.tone],
            "rule": shown.rule,
            "quote": self._quote(shown.quote),
            "actual": self.the(shown.actual),
            "limit": self.the(shown.limit),
            "distance": self.the(shown.gap),
            "reason": self.the(shown.reason),
            "facts": [self._fact(f) for f in shown.facts],
            "missing": [self._missing(m) for m in shown.missing],
            "workings": [self._working(w) for w in shown.workings],
            "parts": [self._condition(p) for p in shown.parts],
        }

    def _line(self, line: AmountLine) -> Tree:
        return {
            "step": line.step,
            "label": say(f"line_{line.step}", self.lang),
            "value": state(line.value),
            "limit": state(line.limit),
            "detail": self.the(line.detail),
            "paid": [_payment(p) for p in line.paid],
            "quote": self._quote(line.quote),
            "workings": [self._working(w) for w in line.workings],
        }

    def _part(self, part: Part) -> Tree:
        return {"name": self.the(part.name), "share": part.share, "money": state(part.money)}

    def _award(self, award: Award) -> Tree:
        return {
            "address": award.address,
            "label": self.the(award.name),
            "group": award.group,
            "verdict": award.verdict,
            "reason": award.reason,
            "form": award.form,
            "currency": award.currency,
            "money": state(award.money),
            "received": state(award.received),
            "outcome": award.outcome,
            "title": _granted(award),
            "marks": list(award.marks),
            "quotes": [self._quote(q) for q in award.quotes],
            "conditions": [self._condition(c) for c in award.conditions],
            "variations": [
                {
                    "label": self.the(v.label),
                    "where": self._condition(v.where) if v.where else None,
                }
                for v in award.variations
            ],
            "lines": [self._line(x) for x in award.lines],
            "facts": [self._fact(f) for f in award.facts],
            "missing": [self._missing(m) for m in award.missing],
            "payers": [self._part(p) for p in award.payers],
            "instalments": [self._part(p) for p in award.instalments],
            "displaced": [self.the(w) for w in award.displaced],
            "papers": [self.the(p) for p in award.papers],
            "procedure": self.the(award.procedure),
            "clocks": [self.the(c) for c in award.clocks],
            "windows": [
                {"start": w.start.isoformat(), "end": w.end.isoformat(), "state": w.state}
                for w in award.windows
            ],
            "undertakings": [self.the(u) for u in award.undertakings],
            "per": self.the(award.per),
            "choices": [
                {"offered": [state(v) for v in p.offered], "taken": state(p.taken)}
                for p in award.picks
            ],
            "assumptions": list(award.assumed),
            "note": self.the(award.note),
        }

    def _together(self, one: Together) -> Tree:
        return {
            "address": one.address,
            "label": self.the(one.name),
            "in_force": one.in_force,
            "rule": one.take,
            "currency": one.currency,
            "total": state(one.total),
            "members": [
                {
                    "address": m.address,
                    "due": state(m.due),
                    "paid": state(m.paid),
                    "why": self.the(m.why),
                }
                for m in one.members
            ],
            "displaced": [
                {"member": d.member, "money": state(d.money), "why": d.why, "by": d.by}
                for d in one.displaced
            ],
            "choices": [
                {
                    "by": c.by,
                    "picked": c.picked,
                    "offered": [{"address": o.address, "money": state(o.money)} for o in c.offered],
                }
                for c in one.choices
            ],
            "history": [_payment(p) for p in one.history],
            "quotes": [self._quote(q) for q in one.quotes],
            "facts": [self._fact(f) for f in one.facts],
            "missing": [self._missing(m) for m in one.missing],
            "assumptions": [self.the(w) for w in one.assumptions],
        }


def _total(total: Total) -> Tree:
    return {
        "form": total.form,
        "currency": total.currency,
        "due": state(total.due),
        "low": total.low,
        "high": total.high,
    }


def _payment(payment: Paid) -> Tree:
    return {"clause": payment.clause, "on": payment.on.isoformat(), "money": payment.money}


def _granted(award: Award) -> Tree | None:
    title = award.granted
    if title is None:
        return None
    return {
        "fact": title.fact,
        "ends": title.ends,
        "start": title.start.isoformat(),
        "end": state(title.end),
    }


def _source(source: Source) -> Tree:
    return {
        "id": source.id,
        "title": source.name,
        "number": source.number,
        "issuer": source.issuer,
        "level": source.level,
        "in_force": {
            "start": source.start.isoformat() if source.start else None,
            "end": source.end.isoformat() if source.end else None,
        },
        "wording": source.wording,
        "verified": source.verified,
        "completeness": source.completeness,
        "source": source.source,
        "digest": source.digest,
    }
