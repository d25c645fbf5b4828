"""The engine: clauses asked of one entity on one date."""

from datetime import date

from gaoxin.engine.answer import Answer, Assumption, not_in_force
from gaoxin.engine.conditions import ConditionAnswer, combined, decided, evaluate, merged
from gaoxin.engine.defines import Defines
from gaoxin.engine.evaluate import Programs
from gaoxin.engine.frame import Frame, Override, Question
from gaoxin.engine.law import Law
from gaoxin.engine.payment import Amount, agreed, amount, due, joined, title
from gaoxin.engine.values import Absent, Need, Span, Unknown, Value, ends, is_number, truth
from gaoxin.engine.variations import Applied, Prepared, applied, common, prepared, unsaid
from gaoxin.facts.entities import Entity
from gaoxin.policy.form import Clause, Document
from gaoxin.policy.library import Library
from gaoxin.quantities import WorkCalendar

_DATES_KEPT = 256


class Matching:
    """Answers clauses from a library. Programs are made once; the law of a date is kept."""

    def __init__(self, library: Library, calendar: WorkCalendar) -> None:
        self.library = library
        self.calendar = calendar
        self.programs = Programs(library)
        self.defines = Defines(self.programs)
        self._laws: dict[tuple[date, date | None], Law] = {}

    def law(self, on: date, known: date | None = None) -> Law:
        """The law in force on a date, as known on a date (None: as known today)."""
        found = self._laws.get((on, known))
        if found is None:
            if len(self._laws) >= _DATES_KEPT:
                self._laws.clear()
            found = self._laws[on, known] = Law(self.library, on, known)
        return found

    def question(
        self,
        entity: Entity,
        on: date,
        known: date | None = None,
        override: Override | None = None,
    ) -> Question:
        """A question that may be asked of many clauses: what was looked up is kept in it."""
        return Question(
            lambda day: self.law(day, known),
            entity,
            on,
            known,
            self.defines.value,
            self._qualifies,
            self.calendar,
            override,
        )

    def prepared(self, law: Law, clause: Clause) -> Prepared:
        """The clause with its variations in force, as programs."""
        place = (clause.document, clause.id)
        found = law.prepared.get(place)
        if found is None:
            found = prepared(self.programs, clause, law.variations(clause))
            law.prepared[place] = found
        result: Prepared = found
        return result

    def reaches(self, question: Question, document: str, entity: Entity) -> bool:
        """Does a text of ``document`` reach the entity where it is registered on the day asked
        about? What is not known excludes nothing."""
        place = question.law.place(document, entity.kind)
        if place is None:
            return True
        mark = len(question.used)
        value = self.programs.of(place, document)(Frame(question, entity, question.on))
        del question.used[mark:]
        return truth(value) is not False

    def answer(
        self, question: Question, document: str, name: str, entity: Entity | None = None
    ) -> Answer:
        """The answer of clause ``document#name`` for the question's entity (or another one)."""
        entity = entity or question.entity
        law = question.law
        text, clause = law.document(document), law.clause(document, name)
        if text is None and self.library.fault_of(document):
            unknown = Unknown(why="stated")
            return Answer(document, name, entity, question.on, "unknown", None, None, (), unknown)
        if text is None or clause is None:
            reason = "document" if text is None else "clause"
            found = not_in_force(document, name, entity, question.on, text, reason)
            found.question = question
            return found
        return self._answer(question, document, text, clause, entity)

    def _answer(
        self, question: Question, asked: str, text: Document, clause: Clause, entity: Entity
    ) -> Answer:
        frame = Frame(question, entity, question.on)
        marks = len(question.picked), len(question.broken)
        readings = applied(self.prepared(question.law, clause), frame)
        conditions = _conditions(readings, frame)
        held = combined("all", [c.truth for c in conditions])
        if readings.too_many and held is not None:
            held = None
        answer = Answer(
            clause.document,
            clause.id,
            entity,
            question.on,
            "yes" if held else "unknown" if held is None else "no",
            clause,
            text,
            conditions,
            reading=common(readings.readings),
            wheres=readings.wheres,
            question=question,
        )
        self._consequence(answer, frame, readings, held)
        answer.picked = tuple(dict.fromkeys(question.picked[marks[0] :]))
        answer.broken = tuple(dict.fromkeys(question.broken[marks[1] :]))
        answer.assumptions += _assumptions(asked, answer, readings, entity)
        return answer

    def _consequence(
        self, answer: Answer, frame: Frame, readings: Applied, held: bool | None
    ) -> None:
        """Money and title; of what is refused only that it is nothing."""
        clause = answer.clause
        assert clause is not None
        if held is False:
            for reading in readings.readings:
                if reading.gives is not None and reading.gives.money:
                    answer.money = 0
            return
        mark = len(frame.question.used)
        found = [amount(self.programs, frame, r, clause) for r in readings.readings]
        if any(a is not None for a in found):
            self._money(answer, found, held, readings.doubts)
            if readings.too_many:  # what lies between the two readings tried is not bounded by them
                answer.money = answer.due = Unknown(readings.doubts, "too_many")
        answer.used = tuple(dict.fromkeys(frame.question.used[mark:]))
        if held:
            titles = [title(self.programs, frame, r, clause) for r in readings.readings]
            answer.title = joined(titles, readings.doubts)

    def _money(
        self, answer: Answer, found: list[Amount | None], held: bool | None, doubts: frozenset[Need]
    ) -> None:
        needs = frozenset(answer.needs)
        answer.money = due(held, agreed([a.value if a else 0 for a in found], doubts), needs)
        bounded = agreed([a.bounded if a else 0 for a in found], doubts)
        answer.due = due(held, bounded, needs)
        if is_number(bounded) or isinstance(bounded, Span):
            answer.least = max(answer.least, ends(bounded)[0])
        last = found[-1]
        answer.lines = last.lines if last else ()
        if any(a is not None and a.rounding_assumed for a in found):
            answer.assumptions += ("rounding",)

    def _qualifies(
        self, question: Question, document: str, name: str, entity: Entity, on: date, texts: date
    ) -> Value:
        """Would the entity meet the clause, by the texts of a day? Memoised in the question."""
        return question.remembered(
            ("qualifies", document, name, id(entity), on, texts),
            lambda: self._would(question, document, name, entity, on, texts),
            Unknown(why="circular", detail=name),
        )

    def _would(
        self, question: Question, document: str, name: str, entity: Entity, on: date, texts: date
    ) -> Value:
        law = question.law_of(texts)
        clause = law.clause(document, name)
        if clause is None:
            return Absent("not_in_force", name)
        frame = Frame(question, entity, on, texts=texts)
        readings = applied(self.prepared(law, clause), frame)
        if len(readings.readings) == 1:
            truths = [decided(p, frame) for p in readings.readings[0].parts]
            held = combined("all", truths)
            if held is not None:
                return held
        answers = _conditions(readings, frame)
        held = combined("all", [c.truth for c in answers])
        return Unknown(_needs(answers)) if held is None or readings.too_many else held


def _conditions(applied: Applied, frame: Frame) -> tuple[ConditionAnswer, ...]:
    found = [tuple([evaluate(p, frame) for p in r.parts]) for r in applied.readings]
    return found[0] if len(found) == 1 else merged(found, applied.doubts)


def _needs(answers: tuple[ConditionAnswer, ...]) -> frozenset[Need]:
    return frozenset(n for a in answers for n in a.needs)


def _assumptions(
    asked: str, answer: Answer, readings: Applied, entity: Entity
) -> tuple[Assumption, ...]:
    found: list[Assumption] = []
    often = any(r.gives and r.gives.per for r in readings.readings)
    if often and answer.verdict != "no":
        if entity.paid is None:
            found.append("no_history")
        if entity.paid_unread:
            found.append("payment_unread")
    if asked != answer.document and answer.question is not None:
        front = answer.question.law.library.documents[asked].front
        begun = front.start is None or front.start <= answer.on
        found.append("later_text" if begun else "earlier_text")
    if readings.too_many:
        found.append("many_variations")
    if answer.verdict != "no" and answer.reading and unsaid(readings.readings, answer.reading):
        found.append("consequence_open")
    return tuple(found)
