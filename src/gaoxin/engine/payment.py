"""What follows from a clause in money: the amount line by line, who pays, in which parts."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from gaoxin.engine.defines import judged, rounded
from gaoxin.engine.evaluate import Programs
from gaoxin.engine.frame import Frame
from gaoxin.engine.history import payments
from gaoxin.engine.values import (
    NOTHING,
    Absent,
    Need,
    Span,
    Unknown,
    Value,
    ends,
    first_beyond,
    greatest,
    is_number,
    least,
    needs_of,
    span,
    unknown_of,
)
from gaoxin.engine.variations import Reading
from gaoxin.facts.entities import Payment
from gaoxin.policy.form import Cited, Clause, Gives
from gaoxin.quantities import FEN, Duration, Rounding

Step = Literal["rule", "nothing_due", "not_negative", "cap", "rounding", "per", "eligibility"]


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the amount: ``value`` is what stands after it (minor units).

    ``limit`` is the cap; ``rounding`` and ``paid`` belong to their own steps; ``cited`` holds the
    words, which stand in ``clause``."""

    step: Step
    value: Value
    cited: Cited | None = None
    clause: Clause | None = None
    limit: Value = None
    rounding: Rounding | None = None
    paid: tuple[Payment, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """The amount under one reading. ``value``: as the rule gives it; ``bounded``: between nothing
    and the cap, where the rule's amount is unknown, or the rule's amount, where the cap is (what
    stackings reckon with)."""

    value: Value
    bounded: Value
    lines: tuple[Line, ...]
    rounding_assumed: bool


def amount(programs: Programs, frame: Frame, reading: Reading, clause: Clause) -> Amount | None:
    """The amount due if all conditions hold, or None where the clause gives no money."""
    gives = reading.gives
    if gives is None or gives.money is None:
        return None
    lines: list[Line] = []
    value = _rule(programs, frame, reading, clause, lines)
    value, bounded = _capped(programs, frame, reading, clause, value, lines)
    value, bounded, assumed = _rounded(frame, reading, clause, (value, bounded), lines)
    value, bounded = _once(frame, reading, clause, (value, bounded), lines)
    return Amount(value, bounded, tuple(lines), assumed)


def _source(reading: Reading, key: str, clause: Clause) -> Clause:
    return reading.sources.get(key, clause)


def _asked(programs: Programs, frame: Frame, cited: Cited, owner: Clause) -> Value:
    return programs.of(cited.node, owner.document)(frame)


def _rule(
    programs: Programs, frame: Frame, reading: Reading, clause: Clause, lines: list[Line]
) -> Value:
    gives = reading.gives
    assert gives is not None
    assert gives.money is not None
    owner = _source(reading, "money", clause)
    value = _asked(programs, frame, gives.money, owner)
    address = gives.money.address or clause.address
    if isinstance(value, Span) or _is_judged(frame, address, clause):
        value = _decided(frame, gives.money, (address, clause.address), value)
    lines.append(Line("rule", value, gives.money, owner))
    if isinstance(value, Absent):
        value = 0
        lines.append(Line("nothing_due", value))
    elif ends(value)[0] < 0 if is_number(value) or isinstance(value, Span) else False:
        value = greatest((0, value))
        lines.append(Line("not_negative", value))
    return value


def _is_judged(frame: Frame, address: str, clause: Clause) -> bool:
    return address in frame.entity.judged or clause.address in frame.entity.judged


def _decided(frame: Frame, cited: Cited, addresses: tuple[str, str], value: Value) -> Value:
    place = next((a for a in addresses if a in frame.entity.judged), addresses[0])
    if not cited.meta.judge and place not in frame.entity.judged:
        return value
    return judged(frame.question, place, cited.meta.judge, frame.entity, value)


def _capped(
    programs: Programs,
    frame: Frame,
    reading: Reading,
    clause: Clause,
    value: Value,
    lines: list[Line],
) -> tuple[Value, Value]:
    assert reading.gives is not None
    cap = reading.gives.cap
    if cap is None:
        return value, value
    owner = _source(reading, "cap", clause)
    limit = _asked(programs, frame, cap, owner)
    if isinstance(limit, Absent):
        return value, value
    capped = greatest((0, least((value, limit))))
    lines.append(Line("cap", capped, cap, owner, limit=limit))
    return capped, _below(value, limit) if isinstance(capped, Unknown) else capped


def _below(value: Value, limit: Value) -> Value:
    """An amount of which only one bound is known: the rule's amount, or the cap."""
    known = [v for v in (value, limit) if is_number(v) or isinstance(v, Span)]
    if not known:
        return unknown_of((value, limit))
    return span(0, max(0, ends(known[0])[1]), needs_of(value) | needs_of(limit))


def _rounded(
    frame: Frame,
    reading: Reading,
    clause: Clause,
    values: tuple[Value, Value],
    lines: list[Line],
) -> tuple[Value, Value, bool]:
    """Rounding of the clause, else of its document, else to the fen, half up (an assumption)."""
    gives: Gives | None = reading.gives
    text = frame.question.law.library.documents.get(clause.document)
    front = text.front if text else None
    stated = gives.rounding if gives else None
    rounding = stated or (front.rounding if front else FEN)
    value = rounded(values[0], rounding)
    assumed = False
    if value != values[0]:
        assumed = stated is None and not (front and front.rounding_stated)
        lines.append(Line("rounding", value, rounding=rounding))
    return value, rounded(values[1], rounding), assumed


def _once(
    frame: Frame,
    reading: Reading,
    clause: Clause,
    values: tuple[Value, Value],
    lines: list[Line],
) -> tuple[Value, Value]:
    """Nothing more is due where ``per`` says so often enough was paid."""
    per = reading.gives.per if reading.gives else None
    if per is None:
        return values
    question = frame.question
    found = payments(question, frame.entity, question.law.addresses(clause), per, clause.document)
    if isinstance(found, Unknown):
        maybe = tuple(_perhaps(v, found) for v in values)
        lines.append(Line("per", maybe[0], clause=clause))
        return maybe[0], maybe[1]
    if not found:
        return values
    lines.append(Line("per", 0, clause=clause, paid=tuple(found)))
    return 0, 0


def _perhaps(value: Value, doubt: Unknown) -> Value:
    """The value, or nothing: not known which."""
    if isinstance(value, Unknown):
        return unknown_of((value, doubt))
    return span(0, ends(value)[1], needs_of(value) | doubt.needs)


def agreed(values: list[Value], doubts: frozenset[Need]) -> Value:
    """The amounts under several readings as one: equal, else from the least to the most.
    ``doubts`` is what would settle which reading holds."""
    if all(v == values[0] for v in values[1:]):
        return values[0]
    if all(is_number(v) or isinstance(v, Span) for v in values):
        needs = unknown_of(values).needs | doubts
        return span(min(ends(v)[0] for v in values), max(ends(v)[1] for v in values), needs)
    return unknown_of((*values, Unknown(doubts)))


def due(eligible: bool | None, value: Value, needs: frozenset[Need] = NOTHING) -> Value:
    """What an award is worth: nothing if refused, between nothing and its most if undecided."""
    if eligible is False:
        return 0
    if eligible or not (is_number(value) or isinstance(value, Span)):
        return value
    high = max(0, ends(value)[1])
    return span(0, high, needs_of(value) | needs)


# --- who pays, in which parts, for how long ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the amount: of a payer or an instalment. ``money`` in minor units."""

    name: str
    share: Fraction
    money: Value


def shared(total: Value, shares: list[tuple[str, Fraction]], rest: str) -> tuple[Share, ...]:
    """Each part rounded down to the fen; what is left goes to ``rest``. Ranges by their ends."""
    if isinstance(total, Unknown):
        return tuple(Share(name, share, total) for name, share in shares)
    lows, highs = (_parts(int(end), shares, rest) for end in ends(total))
    needs = needs_of(total)
    return tuple(Share(name, share, span(lows[name], highs[name], needs)) for name, share in shares)


def _parts(total: int, shares: list[tuple[str, Fraction]], rest: str) -> dict[str, int]:
    found = {name: int(total * share) for name, share in shares}
    found[rest] = found.get(rest, 0) + total - sum(found.values())
    return found


def payers(gives: Gives, total: Value) -> tuple[Share, ...]:
    if gives.payers is None or not _shareable(total):
        return ()
    return shared(total, list(gives.payers.shares.items()), gives.payers.rest)


def instalments(gives: Gives, total: Value) -> tuple[Share, ...]:
    """The parts in which the amount is paid, rounded down to the fen; the last takes the rest."""
    if not gives.instalments or not _shareable(total):
        return ()
    named = [(f"{n}.{i.after}", i.share) for n, i in enumerate(gives.instalments, start=1)]
    found = shared(total, named, named[-1][0])
    return tuple(Share(s.name.partition(".")[2], s.share, s.money) for s in found)


def _shareable(total: Value) -> bool:
    if isinstance(total, Unknown):
        return True
    return all(Fraction(end).denominator == 1 for end in ends(total))


@dataclass(frozen=True, slots=True)
class Title:
    """A title begun (or ended) by the clause. ``end``: last day, None open, Unknown not known."""

    kind: str
    fact: str
    ends: bool
    start: date
    end: date | Unknown | None


def title(programs: Programs, frame: Frame, reading: Reading, clause: Clause) -> Title | None:
    """The title from the day of the question, for a duration or to a stated day (included)."""
    gives = reading.gives
    if gives is None:
        return None
    if gives.ends is not None:
        return Title(*gives.ends, ends=True, start=frame.on, end=frame.on)
    if gives.title is None:
        return None
    until: date | Unknown | None = None
    if gives.valid is not None:
        value = _asked(programs, frame, gives.valid, _source(reading, "valid", clause))
        if isinstance(value, Duration):
            until = first_beyond(frame.on, value, frame.question.calendar) - timedelta(days=1)
        elif isinstance(value, (date, Unknown)):
            until = value
    return Title(*gives.title, ends=False, start=frame.on, end=until)


def joined(titles: list[Title | None], doubts: frozenset[Need]) -> Title | None:
    """The title under several readings: its end is unknown where they differ, and so is the
    title itself where they give different ones."""
    first = titles[0]
    if first is None or all(t == first for t in titles):
        return first
    if any(
        t is None or (t.kind, t.fact, t.ends) != (first.kind, first.fact, first.ends)
        for t in titles
    ):
        return None
    return replace(first, end=Unknown(doubts))
