"""The trace of an answer: conditions, named values and facts, each with its words."""

from collections.abc import Iterable, Iterator

from gaoxin.engine.answer import Answer
from gaoxin.engine.conditions import ConditionAnswer
from gaoxin.engine.evaluate import Programs
from gaoxin.engine.frame import Frame
from gaoxin.engine.law import Law
from gaoxin.engine.values import (
    Absent,
    Judgement,
    Looked,
    Need,
    Unknown,
    Value,
    needs_of,
    truth,
)
from gaoxin.explaining.degrees import Degrees
from gaoxin.explaining.holding import held
from gaoxin.explaining.readers import Readers
from gaoxin.explaining.record import (
    NONE,
    Condition,
    Held,
    Missing,
    Rests,
    Tone,
    UsedFact,
    Working,
)
from gaoxin.explaining.rules import rule_text
from gaoxin.explaining.sources import quoted
from gaoxin.explaining.words import OPERATORS, Reader, money_text, period_text, reason
from gaoxin.facts.entities import Entity
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.currencies import currency_of
from gaoxin.policy.form import (
    Aggregate,
    Band,
    Cited,
    Compare,
    Document,
    Entry,
    Label,
    Named,
    Node,
    children,
)
from gaoxin.quantities import Words

MOST_DEEP = 4
"""Levels of named values that are opened up below a rule."""


def undated(looked: Looked) -> bool:
    """A title that is said to be held, but not since when."""
    definition = looked.definition
    spell = isinstance(definition, FactDef) and definition.time == "spell"
    return spell and looked.value is True


class Tracer:
    """Makes the trace of the answers about one entity, in both languages."""

    def __init__(self, programs: Programs, readers: Readers, entity: Entity, law: Law) -> None:
        self.programs = programs
        self.readers = readers
        self.entity = entity
        self.law = law
        self.degrees = Degrees(readers.library.vocabulary, entity)
        self.read: set[str] = set()
        """The documents that named values and the vocabulary of facts come from."""
        self._lacking: dict[Need, Missing] = {}
        self._owners: dict[int, int] = {id(entity): 0}

    # --- conditions ------------------------------------------------------------------------------

    def condition(
        self, answer: Answer, found: ConditionAnswer, reverse: bool = False, gap: Words = NONE
    ) -> Condition:
        """A condition with its parts; ``reverse`` inside ``none``, where true speaks against.
        ``gap``: how far it is from being met."""
        part = found.part
        document = self.readers.library.documents[part.clause.document]
        metas = [part.condition.meta]
        if part.condition.rule is not None:
            metas.insert(0, part.condition.rule.meta)
        inner = reverse != (part.mode == "none")
        actual, limit = self._sides(answer, found)
        return Condition(
            found.name,
            found.path,
            self._named(part.condition.meta.label, part.name),
            part.mode,
            found.status,
            self._status(found, reverse),
            _tone(found.truth, reverse),
            held(found.value),
            quoted(self.law, document.id, *metas),
            part.condition.rule.text if part.condition.rule else "",
            actual,
            limit,
            gap,
            self._reason(found),
            () if found.parts else self.facts(found.used),
            () if found.parts else self.missing(found.needs),
            self._workings(answer, found, document),
            tuple(self.condition(answer, p, inner) for p in found.parts),
            self.rests(found),
        )

    def rests(self, found: ConditionAnswer) -> Rests:
        """How sensitive the facts are that decided a condition."""
        return self.degrees.of(found.used, found.needs)

    def _named(self, label: Label, name: str) -> Words:
        """The name of a condition; that of a variation without one is where it applies."""
        if name != "where":
            return self.readers.label(label, name)
        return self.readers.both(
            lambda r: r.label(label, name) if label.text(r.lang) else r.say("where")
        )

    def _status(self, found: ConditionAnswer, reverse: bool) -> Words:
        status = found.status
        if reverse and status in {"yes", "no"}:
            return self.readers.say("happens" if status == "yes" else "happens_not")
        keys = {"yes": "met", "no": "not_met", "unknown": "open"}
        return self.readers.say(keys.get(status, status))

    def _reason(self, found: ConditionAnswer) -> Words:
        value = found.value
        if found.parts or not isinstance(value, (Unknown, Absent)) or value.why == "not_given":
            return NONE
        return self.readers.both(lambda r: reason(value.why, r.lang))

    def _sides(self, answer: Answer, found: ConditionAnswer) -> tuple[Words, Words]:
        """What the entity has and what the rule asks, of a single comparison."""
        node = found.part.node
        if not isinstance(node, Compare) or answer.question is None:
            return NONE, NONE
        frame = Frame(answer.question, answer.entity, answer.on)
        document = found.part.clause.document
        left, right = (self.programs.of(n, document)(frame) for n in (node.left, node.right))
        if isinstance(left, (Unknown, Absent)) or isinstance(right, (Unknown, Absent)):
            return NONE, NONE
        type_ = node.left.type if node.left.type.name not in {"zero", "any"} else node.right.type

        def actual(reader: Reader) -> str:
            measure, shown = self._measure(found, node.left, reader), reader.of(left, type_)
            return f"{measure} = {shown}" if measure else shown

        def limit(reader: Reader) -> str:
            return f"{OPERATORS[node.op][reader.lang == 'en']} {reader.of(right, type_)}"

        return self.readers.both(actual), self.readers.both(limit)

    def _measure(self, found: ConditionAnswer, node: Node, reader: Reader) -> str:
        """What is measured: the label of a define; else the rule."""
        if isinstance(node, Named) and node.of is None:
            define = reader.library.define(node.document, node.name)
            return reader.label(define.label, define.name) if define else node.name
        rule = found.part.condition.rule
        if rule is None:
            return ""
        return rule_text(reader, rule.text[node.start : node.end], node, self.law.on)

    def _workings(
        self, answer: Answer, found: ConditionAnswer, document: Document
    ) -> tuple[Working, ...]:
        if found.part.node is None or answer.question is None:
            return ()
        frame = Frame(answer.question, answer.entity, answer.on)
        return tuple(self.named(found.part.node, document, frame))

    # --- named values ----------------------------------------------------------------------------

    def workings(self, answer: Answer, cited: Cited, document: Document) -> tuple[Working, ...]:
        """The named values a cited rule rests on."""
        if answer.question is None:
            return ()
        return tuple(
            self.named(cited.node, document, Frame(answer.question, answer.entity, answer.on))
        )

    def named(
        self, node: Node, document: Document, frame: Frame, seen: frozenset[str] = frozenset()
    ) -> Iterator[Working]:
        """Values of defines in a rule, each once, opened up to a few levels. Values inside a sum
        over members are not: they differ from member to member."""
        done: set[str] = set()
        for found in _names(node):
            address = f"{found.document}#{found.name}"
            if address in seen or address in done or len(seen) >= MOST_DEEP:
                continue
            done.add(address)
            working = self._working(found, document, frame, seen | {address})
            if working:
                yield working

    def _working(
        self, node: Named, document: Document, frame: Frame, seen: frozenset[str]
    ) -> Working | None:
        texts = node.at or frame.texts
        entry_found = frame.question.law_of(texts).entry(node.document, node.name)
        if entry_found is None:
            return None
        home, entry = entry_found
        self.read.add(home.id)
        mark = len(frame.question.used)
        value = self.programs.of(node, document.id)(frame)
        inside = Frame(frame.question, frame.entity, frame.on, texts=texts)
        band = self._band(entry, home, inside)
        used = tuple(frame.question.used[mark:])
        del frame.question.used[mark:]
        metas = [entry.meta]
        if entry.value:
            metas.insert(0, entry.value.meta)
        if band:
            metas = [band.value.meta, band.meta, *metas]
        below = [c.node for c in (entry.of, entry.value, band.value if band else None) if c]
        parts = (
            ()
            if node.on is not None
            else tuple(w for n in below for w in self.named(n, home, inside, seen))
        )
        return Working(
            f"{node.document}#{node.name}",
            self.readers.label(home.defines[node.name].label, node.name),
            held(value),
            self.readers.both(lambda r: r.of(value, entry.type)),
            self._row(band),
            quoted(self.law, home.id, *metas),
            parts,
            self.degrees.of(used, needs_of(value)),
        )

    def _row(self, band: Band | None) -> Words:
        if band is None:
            return NONE
        return self.readers.both(lambda r: rule_text(r, band.key, band.test, self.law.on))

    def _band(self, entry: Entry, home: Document, frame: Frame) -> Band | None:
        """The row that applies, where it is certain."""
        if not entry.bands:
            return None
        x = self.programs.of(entry.of.node, home.id)(frame) if entry.of else None
        inner = Frame(frame.question, frame.entity, frame.on, {"x": x}, frame.texts)
        for band in entry.bands:
            held = True
            if band.test is not None:
                found = truth(self.programs.of(band.test, home.id)(inner))
                if found is None:
                    return None
                held = found
            if held:
                return band
        return None

    # --- facts -----------------------------------------------------------------------------------

    def facts(self, looked: Iterable[Looked]) -> tuple[UsedFact, ...]:
        """The facts that have a value, each once."""
        there = {u.key: u for u in looked if not isinstance(u.value, Unknown)}
        return tuple(self._fact(u) for u in there.values())

    def _fact(self, looked: Looked) -> UsedFact:
        record = looked.record
        definition = looked.definition
        if isinstance(definition, FactDef):
            self.read.add(definition.document)
        return UsedFact(
            looked.name,
            looked.period,
            looked.entity.id,
            self._owners.setdefault(id(looked.entity), len(self._owners)),
            self.readers.fact_name(definition, looked.name),
            self._period(looked),
            held(looked.value) or Held("absent"),
            self.readers.both(lambda r: r.of_fact(looked.value, definition)),
            record.source if record else "",
            record.recorded if record else None,
            self._whose(looked.entity),
            not (isinstance(definition, FactDef) and definition.verified == "no"),
            self.degrees.of((looked,)),
        )

    def _period(self, looked: Looked) -> Words:
        """The period in words; a state on the very day asked about needs none."""
        if looked.period == self.law.on.isoformat():
            return NONE
        return self.readers.both(lambda r: period_text(looked.period, r.lang))

    def _whose(self, entity: Entity) -> Words:
        return NONE if entity is self.entity else self.readers.entity(entity)

    def missing(self, needs: Iterable[Need]) -> tuple[Missing, ...]:
        """What is still to be given or judged, each once."""
        found: dict[tuple[Words, Words, Words], Missing] = {}
        for need in needs:
            item = self._lacking.get(need)
            if item is None:
                item = self._lacking[need] = self._missing(need)
            found[item.key] = item
        return tuple(found.values())

    def _missing(self, need: Need) -> Missing:
        if isinstance(need, Judgement):
            return self._judgement(need)
        definition = need.definition
        return Missing(
            "fact",
            need.name,
            need.period,
            need.entity.id,
            self.readers.fact_name(definition, need.name),
            self.readers.say("its_dates") if undated(need) else self._period(need),
            self._found(definition) if isinstance(definition, FactDef) else NONE,
            self._whose(need.entity),
        )

    def _found(self, definition: FactDef) -> Words:
        zh, en = definition.found, definition.found_en
        return Words(zh or en, en or self.readers.library.said(zh, "en"))

    def _judgement(self, need: Judgement) -> Missing:
        def found(reader: Reader) -> str:
            zh = reader.lang == "zh"
            _, low, high = self.judged(need.address, need.low, need.high, reader)
            between = f"{low} 至 {high} 之间" if zh else f"between {low} and {high}"
            judge = reader.said(need.judge) or ("评判人" if zh else "the judge")
            return f"由{judge}在{between}评定" if zh else f"{between}, judged by {judge}"

        return Missing(
            "judgement",
            need.address,
            "",
            need.entity.id,
            self.readers.both(lambda r: self.judged(need.address, need.low, need.high, r)[0]),
            NONE,
            self.readers.both(found),
            self._whose(need.entity),
            need.judge,
            need.low,
            need.high,
        )

    def judged(self, address: str, low: Value, high: Value, reader: Reader) -> tuple[str, str, str]:
        """The name of a judged number and both ends of its range, in its own unit."""
        document_id, _, rest = address.partition("#")
        document = reader.library.documents.get(document_id)
        name, _, key = rest.partition(".")
        lang = reader.lang
        if document and name in document.defines:
            define = document.defines[name]
            type_ = define.entries[0].type
            label = reader.label(define.label, name)
            return label, reader.of(low, type_), reader.of(high, type_)
        label = name
        if document and name in document.clauses:
            label = reader.label(document.clauses[name][0].meta.label, name)
        if key == "money":
            label += "的金额" if lang == "zh" else ": amount"
        currency = currency_of(reader.library, f"{document_id}#{name}")
        return label, money_text(low, lang, currency), money_text(high, lang, currency)


def _names(node: Node) -> Iterator[Named]:
    """Defines of the entity itself in a rule, in the order of the text."""
    if isinstance(node, Aggregate):
        return
    if isinstance(node, Named) and node.of is None:
        yield node
    for child in children(node):
        yield from _names(child)


def _tone(held: bool | None, reverse: bool) -> Tone:
    if held is None:
        return "open"
    return "good" if held != reverse else "bad"
