"""Named values: plain values, bands, slices and garbled numbers, on one date for one entity."""

from datetime import date
from fractions import Fraction

from gaoxin.engine.evaluate import Program, Programs
from gaoxin.engine.frame import Broken, Frame, Question
from gaoxin.engine.values import (
    Absent,
    Judgement,
    Span,
    Unknown,
    Value,
    ends,
    exact,
    is_number,
    is_there,
    needs_of,
    perhaps_absent,
    plus,
    same,
    span,
    times,
    truth,
    unknown_of,
)
from gaoxin.facts.entities import Entity
from gaoxin.policy.form import Entry
from gaoxin.policy.slices import Stretch, last_end, stretches
from gaoxin.quantities import Rounding

LARGEST = 4096
"""Bits of the numbers a define may come to, many times what the bounds of X4 let pass."""


class Defines:
    """The dated entries of a library as programs; ``value`` is memoised in the question."""

    def __init__(self, programs: Programs) -> None:
        self.programs = programs
        self._made: dict[int, tuple[Entry, Program]] = {}

    def value(
        self, question: Question, document: str, name: str, entity: Entity, on: date, texts: date
    ) -> Value:
        """The value of a define for an entity on a date, by the texts of the day ``texts``."""
        place = (document, name, id(entity), on, texts)
        kept = question.memo.get(place)
        if kept is not None and not kept[2] and not kept[3]:
            question.used.extend(kept[1])
            return kept[0]
        return question.remembered(
            place,
            lambda: self._evaluate(question, document, name, entity, on, texts),
            Unknown(why="circular", detail=name),
        )

    def _evaluate(
        self, question: Question, document: str, name: str, entity: Entity, on: date, texts: date
    ) -> Value:
        law = question.law_of(texts)
        found = law.entry(document, name)
        if found is None:
            gone = law.document(document) is None
            return Absent("not_in_force" if gone else "no_entry", name)
        text, entry = found
        value = self._program(entry, text.id)(Frame(question, entity, on, texts=texts))
        if _huge(value):
            return Unknown(why="too_large", detail=name)
        return self._judged(question, entry, f"{text.id}#{name}", entity, value)

    def _judged(
        self, question: Question, entry: Entry, address: str, entity: Entity, value: Value
    ) -> Value:
        if not entry.judge:
            return value
        return judged(question, address, entry.judge, entity, value)

    def _program(self, entry: Entry, document: str) -> Program:
        made = self._made.get(id(entry))
        if made is None:
            made = self._made[id(entry)] = (entry, self._make(entry, document))
        return made[1]

    def _make(self, entry: Entry, document: str) -> Program:
        if entry.raw:
            return lambda frame: Unknown(why="garbled", detail=entry.raw)
        program = self._body(entry, document)
        if entry.rounding:
            program = _rounded(program, entry.rounding)
        return _flag(program) if entry.type.name == "flag" else program

    def _body(self, entry: Entry, document: str) -> Program:
        of = self.programs.of(entry.of.node, document) if entry.of else None
        if entry.bands:
            return self._bands(entry, of, document)
        if entry.slices and of:
            return self._slices(entry, of, document)
        if entry.value:
            return self.programs.of(entry.value.node, document)
        codes = tuple(entry.codes or ())
        return lambda frame: codes

    # --- bands -----------------------------------------------------------------------------------

    def _bands(self, entry: Entry, of: Program | None, document: str) -> Program:
        rows = [
            (
                self.programs.of(band.test, document) if band.test is not None else None,
                self.programs.of(band.value.node, document),
            )
            for band in entry.bands
        ]
        # A table by conditions may have no row at all; gaps of a table by a value are faults.
        free = of is None and all(test is not None for test, _ in rows)
        closed = any(test is None for test, _ in rows)
        points = "points" in (entry.declared, entry.type.name) and not free

        def run(frame: Frame) -> Value:
            x = of(frame) if of else None
            frame.variables["x"] = x
            reached: list[Program] = []
            doubts: list[Value] = []
            for test, value in rows:
                outcome = True if test is None else test(frame)
                held = truth(outcome)
                if held is False:
                    continue
                if held and not reached:
                    return value(frame)
                reached.append(value)
                if held:
                    break
                doubts.append(outcome)
            if not reached:
                return x if isinstance(x, Absent) else Absent("no_row")
            found = [value(frame) for value in reached]
            if free or (_maybe(x) and not closed and not points):
                found.append(Absent("no_row"))
            return _reachable(found, doubts, points)

        return run

    # --- slices ----------------------------------------------------------------------------------

    def _slices(self, entry: Entry, of: Program, document: str) -> Program:
        extents = stretches(entry)
        if extents is None:
            return lambda frame: Unknown(why="broken")
        rates_of = [self.programs.of(band.value.node, document) for band in entry.slices]
        top = last_end(extents)

        def run(frame: Frame) -> Value:
            x = of(frame)
            if isinstance(x, (Absent, Unknown)):
                return x
            frame.variables["x"] = x
            rates = list(zip(extents, [rate(frame) for rate in rates_of], strict=True))
            low, high = (_sliced(rates, top, amount) for amount in ends(x))
            if isinstance(low, Absent) is not isinstance(high, Absent):
                return perhaps_absent(unknown_of((x,)))
            for value in (low, high):
                if not is_number(value) and not isinstance(value, Span):
                    return value
            if not isinstance(x, Span):
                return low
            edges = [*ends(low), *ends(high)]
            return span(min(edges), max(edges), x.needs | needs_of(low) | needs_of(high))

        return run


def _huge(value: Value) -> bool:
    """A number no law means: its parts have more bits than ``LARGEST``."""
    if type(value) is int:
        return value.bit_length() > LARGEST
    if isinstance(value, Fraction):
        return max(value.numerator.bit_length(), value.denominator.bit_length()) > LARGEST
    return isinstance(value, Span) and (_huge(value.low) or _huge(value.high))


def _maybe(x: Value) -> bool:
    return isinstance(x, Unknown) and x.maybe_absent


def _sliced(
    rates: list[tuple[tuple[Stretch, ...], Value]], top: Fraction | None, x: int | Fraction
) -> Value:
    """Each part of ``x`` by its own rate. Beyond the last slice there is no rate: absent."""
    if top is not None and x > top:
        return Absent("no_row")
    found: Value = 0
    for extent, rate in rates:
        for low, high in extent:
            part = (x if high is None else min(x, high)) - low
            if part > 0:
                found = plus(found, times(rate, exact(Fraction(part))))
    return found


def _reachable(found: list[Value], doubts: list[Value], points: bool) -> Value:
    """What rows that may each apply leave: their range for points; else one value or unknown."""
    if points and all(is_number(v) or isinstance(v, Span) for v in found):
        low = min(ends(v)[0] for v in found)
        high = max(ends(v)[1] for v in found)
        return span(low, high, unknown_of([*doubts, *found]).needs)
    first = found[0]
    if all(same(first, v) for v in found):
        return first
    doubt = unknown_of([*doubts, *found])
    return Unknown(doubt.needs, doubt.why, doubt.detail, not all(map(is_there, found)))


# --- judged numbers, flags, rounding -------------------------------------------------------------


def judged(question: Question, address: str, judge: str, entity: Entity, value: Value) -> Value:
    """The judged number in place of a range; outside the range it is broken (J1), not used."""
    record = entity.judged.get(address)
    known = question.known
    if record and known and record.recorded and record.recorded > known:
        record = None
    supposed = question.override.get((id(entity), address, ""))
    number: Value = supposed
    if number is None and record is not None:
        number = record.value
    if not is_number(number):
        if not isinstance(value, Span):
            return value
        need = Judgement(address, judge, value.low, value.high, entity)
        return Span(value.low, value.high, value.needs | {need})
    if not is_number(value) and not isinstance(value, Span):
        return value
    low, high = ends(value)
    if low <= number <= high:
        return exact(number)
    shown = f"{low}..{high}"
    question.broken.append(Broken("J1", entity, address, "", number, shown))
    return Unknown(why="judged_outside", detail=address)


def _flag(program: Program) -> Program:
    """A comparison that is false because something is absent is false as a named flag."""

    def run(frame: Frame) -> Value:
        value = program(frame)
        return False if isinstance(value, Absent) and value.compared else value

    return run


def rounded(value: Value, rounding: Rounding) -> Value:
    """A number or range rounded; anything else as it is."""
    if isinstance(value, Span):
        return span(rounded(value.low, rounding), rounded(value.high, rounding), value.needs)
    if type(value) is int and rounding.step == 1:
        return value
    return exact(rounding.apply(Fraction(value))) if is_number(value) else value


def _rounded(program: Program, rounding: Rounding) -> Program:
    return lambda frame: rounded(program(frame), rounding)
