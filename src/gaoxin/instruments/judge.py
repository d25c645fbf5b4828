"""What the rules of a running case say: asked of the engine like any other rule.

What a rule names besides facts (balances, what the clause of the case answers and gives) is put
beside the facts of the case's entity before the rule is asked; only what the rule names.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from gaoxin.engine.conditions import combined
from gaoxin.engine.engine import Engine
from gaoxin.engine.frame import Frame, bounds
from gaoxin.engine.functions import FUNCTIONS
from gaoxin.engine.payment import Title
from gaoxin.engine.values import Absent, Span, Unknown, Value, truth
from gaoxin.facts.entities import ABSENT, Entity, Payment, Recorded, Spell
from gaoxin.facts.vocabulary import FactDef
from gaoxin.instruments.gathering import Gathered
from gaoxin.policy.form import Aggregate, Along, Cited, Clause, Condition, Fact, Node, walk
from gaoxin.policy.reading.running import CASE, GIVES, GRANTS, QUALIFIES
from gaoxin.procedure.zone import Barred, CaseKey, Link, Zone
from gaoxin.quantities import Period


@dataclass(frozen=True, slots=True)
class EngineJudge:
    """The judge of a zone: one engine, asked about entities gathered from the zone as it is."""

    engine: Engine

    # --- what a procedure asks -------------------------------------------------------------------

    def holds(self, zone: Zone, case: CaseKey, condition: Condition, on: date) -> bool | None:
        """Does a condition of a step hold?"""
        if condition.rule is not None:
            return truth(self._value(zone, case, condition.rule, on))
        return combined(
            condition.mode, [self.holds(zone, case, part, on) for part in condition.parts]
        )

    def value(
        self, zone: Zone, case: CaseKey, rule: Cited, on: date, each: str = "", variable: str = ""
    ) -> Any:
        """The value of a rule as a statement holds it; None where it is not known."""
        return _said(self._value(zone, case, rule, on, each, variable))

    def members(self, zone: Zone, case: CaseKey, along: Along, on: date) -> tuple[str, ...] | None:
        """The entities of ``each`` for which ``where`` holds; "" stands for a new one."""
        if along.each is None:
            own = case.entity if along.step or not along.records else ""
            return self._where(zone, case, along, on, [own], "")
        frame = self._frame(Gathered(zone), case, along.each.node, on)
        found = self._listed(along.each.node, along.each, frame)
        if found is None:
            return None
        loops = getattr(along.each.node, "loops", ())
        return self._where(zone, case, along, on, found, loops[0].variable if loops else "")

    def owner(self, zone: Zone, case: CaseKey, target: Fact, on: date) -> str | None:
        """The id of the entity a record is about."""
        if target.of is None:
            return case.entity
        found = self._node(zone, case, target.of, on)
        return found.id if isinstance(found, Entity) else None

    def period(self, zone: Zone, case: CaseKey, target: Fact, on: date) -> str | None:
        """The key of the period a record is for."""
        if target.period is None:
            return ""
        found = self._node(zone, case, target.period, on)
        if isinstance(found, (int, date, Period)) and not isinstance(found, bool):
            return bounds(found)[0]
        return None

    def qualifies(self, zone: Zone, case: CaseKey, on: date) -> bool | None:
        """Does the clause of the application answer yes?"""
        asked = self._applied(zone, case, on)
        return self.engine.answer(*asked, known=on).eligible if asked else None

    def application(self, zone: Zone, case: CaseKey, on: date) -> Mapping[str, Any] | Barred:
        """The year and number of an application, from the clause's ``per``."""
        clause = self.clause_of(zone, case, on)
        if clause is None:
            return Barred("not_in_force")
        per = clause.gives.per if clause.gives else None
        if per is not None and per.how == "year":
            return {"year": on.year, "number": Fraction(1)}
        number: Value = 1
        if per is not None and per.how == "spell" and per.title is not None:
            number = self._spell_number(zone, case, per.title[1], on)
        if not isinstance(number, (int, Fraction)):
            return Barred("unknown", "number")
        return {"number": Fraction(number)}

    # --- applications ----------------------------------------------------------------------------

    def clause_of(self, zone: Zone, case: CaseKey, on: date) -> Clause | None:
        """The clause an application is for, as in force on the day of the application."""
        address = zone.things[case.entity].value("this_clause")
        document, _, name = str(address).partition("#")
        return zone.library.clause(document, name, applied_on(zone, case, on))

    def _applied(self, zone: Zone, case: CaseKey, on: date) -> tuple[str, str, Entity, date] | None:
        """The clause, the applicant with its earlier payments, and the day the clause asks of."""
        clause = self.clause_of(zone, case, on)
        thing = zone.things[case.entity]
        applicant = thing.value("applicant")
        if clause is None or not isinstance(applicant, Link):
            return None
        entity = Gathered(zone).entity(applicant.id)
        entity.paid = tuple(self._earlier(zone, case, applicant, on))
        day = self._asked_on(zone, case, clause, on)
        return clause.document, clause.id, entity, day

    def _asked_on(self, zone: Zone, case: CaseKey, clause: Clause, on: date) -> date:
        """The one date of the question, by the anchor of the clause's document."""
        match zone.library.documents[clause.document].front.anchor:
            case "decision":
                return on
            case "period_end":
                return date(applied_on(zone, case, on).year, 12, 31)
            case _:
                return applied_on(zone, case, on)

    def _earlier(self, zone: Zone, case: CaseKey, applicant: Link, on: date) -> Iterator[Payment]:
        """What other applications hold or have moved, on the days on which they were made."""
        for other, life in zone.lives.items():
            thing = zone.things[other.entity]
            if thing.kind != CASE or other == case or not life.events:
                continue
            if thing.value("applicant") == applicant:
                money = zone.books.held(family(zone, other))
                if money:
                    clause = str(thing.value("this_clause"))
                    yield Payment(clause, life.events[0].on, money)

    def _spell_number(self, zone: Zone, case: CaseKey, fact: str, on: date) -> Value:
        applicant = zone.things[case.entity].value("applicant")
        entity = Gathered(zone).entity(applicant.id) if isinstance(applicant, Link) else None
        definition = zone.library.vocabulary.find(entity.kind, fact) if entity else None
        if entity is None or not isinstance(definition, FactDef):
            return Unknown(why="broken", detail=fact)
        question = self.engine.question(entity, on, on)
        return FUNCTIONS["nth"](question.fact(entity, definition), on)

    # --- asking the engine -----------------------------------------------------------------------

    def _value(
        self, zone: Zone, case: CaseKey, rule: Cited, on: date, each: str = "", variable: str = ""
    ) -> Value:
        gathered = Gathered(zone)
        frame = self._frame(gathered, case, rule.node, on)
        if variable:
            frame.variables[variable] = gathered.entity(each)
        return self._run(rule.node, _document(rule, case), frame)

    def _node(self, zone: Zone, case: CaseKey, node: Node, on: date) -> Value:
        frame = self._frame(Gathered(zone), case, node, on)
        return self._run(node, case.procedure.partition("#")[0], frame)

    def _run(self, node: Node, document: str, frame: Frame) -> Value:
        return self.engine.matching.programs.of(node, document)(frame)

    def _frame(self, gathered: Gathered, case: CaseKey, node: Node, on: date) -> Frame:
        entity = gathered.case(case)
        for part in walk(node):
            if isinstance(part, Fact) and part.of is None and part.fact.startswith("@"):
                self._derive(gathered, case, entity, part.fact, on)
        return Frame(self.engine.question(entity, on, on), entity, on)

    def _derive(
        self, gathered: Gathered, case: CaseKey, entity: Entity, fact: str, on: date
    ) -> None:
        """Put what a rule names beside the facts of the case; what is not known stays away."""
        zone = gathered.zone
        found: Mapping[str, Any] = {}
        if fact.startswith("@balance:"):
            found = zone.books.balances(zone, case, fact, on)
        elif fact == QUALIFIES:
            found = {"": self.qualifies(zone, case, on)}
        elif fact in {GIVES, GRANTS}:
            asked = self._applied(zone, case, on)
            found = {"": self._given(asked, on, title=fact == GRANTS) if asked else None}
        elif fact.startswith(f"{GIVES}:"):
            document, _, name = fact.removeprefix(f"{GIVES}:").partition("#")
            found = {"": self._given((document, name, entity, on), on, title=False)}
        for period, value in found.items():
            if value is not None:
                entity.facts[fact, period] = [Recorded(value, "derived", on)]

    def _given(self, asked: tuple[str, str, Entity, date], on: date, *, title: bool) -> Any:
        """What a clause gives as a fact holds it; None where it is not known."""
        if not title:
            return _said(self.engine.alone(*asked, known=on))
        found = self.engine.answer(*asked, known=on).title
        if not isinstance(found, Title) or found.ends or isinstance(found.end, Unknown):
            return None
        return (Spell(found.start, found.end),)

    # --- members ---------------------------------------------------------------------------------

    def _listed(self, node: Node, rule: Cited, frame: Frame) -> list[str] | None:
        programs, document = self.engine.matching.programs, rule.address.partition("#")[0]
        if not isinstance(node, Aggregate):
            found = programs.of(node, document)(frame)
            if isinstance(found, Entity):
                return [found.id]
            return [one.id for one in found] if isinstance(found, tuple) else None
        loop = node.loops[0]
        members = programs.of(loop.over, document)(frame)
        if not isinstance(members, tuple):
            return None
        kept: list[str] = []
        for member in members:
            frame.variables[loop.variable] = member
            held = truth(programs.of(node.where, document)(frame)) if node.where else True
            if held is None:
                return None
            if held:
                kept.append(member.id)
        return kept

    def _where(
        self,
        zone: Zone,
        case: CaseKey,
        along: Along,
        on: date,
        members: Iterable[str],
        variable: str,
    ) -> tuple[str, ...] | None:
        kept: list[str] = []
        for member in members:
            rule = along.where
            held = truth(self._value(zone, case, rule, on, member, variable)) if rule else True
            if held is None:
                return None
            if held:
                kept.append(member)
        return tuple(kept)


def applied_on(zone: Zone, case: CaseKey, on: date) -> date:
    """The day a case left its first state; if it has not yet, the day asked."""
    life = zone.lives.get(case)
    return life.events[0].on if life and life.events else on


def family(zone: Zone, case: CaseKey) -> frozenset[CaseKey]:
    """A case with all that were opened from it, at any remove."""
    found = {case}
    queue = [case]
    while queue:
        for key in zone.opened(queue.pop()):
            if key not in found:
                found.add(key)
                queue.append(key)
    return frozenset(found)


def _document(rule: Cited, case: CaseKey) -> str:
    return rule.address.partition("#")[0] or case.procedure.partition("#")[0]


def _said(value: Value) -> Any:
    """A value of the engine as a statement holds it; None where it is not known."""
    if isinstance(value, Entity):
        return Link(value.id)
    if isinstance(value, Absent):
        return ABSENT
    if isinstance(value, (Unknown, Span)):
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    return value
