"""The record of one entity on one date: awards in the order in which they are read, what is taken
together, a summary, what is missing and by when.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from gaoxin import __version__
from gaoxin.engine.answer import Answer
from gaoxin.engine.engine import Engine
from gaoxin.engine.frame import Broken
from gaoxin.engine.stacking import Settlement
from gaoxin.engine.values import Unknown, Value, span
from gaoxin.explaining.awards import Awards
from gaoxin.explaining.calendars import calendar
from gaoxin.explaining.degrees import joined
from gaoxin.explaining.distance import Distances
from gaoxin.explaining.holding import held
from gaoxin.explaining.readers import Readers
from gaoxin.explaining.record import (
    Award,
    Deadline,
    Ground,
    Record,
    Together,
    Warned,
    Window,
)
from gaoxin.explaining.settled import together
from gaoxin.explaining.sources import source
from gaoxin.explaining.summary import in_order, missing, totals
from gaoxin.explaining.trace import Tracer
from gaoxin.explaining.words import Reader, listed
from gaoxin.facts.entities import Entity
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Document, Label
from gaoxin.quantities import Words, format_date

_LOCAL = {"city", "district", "zone"}


def record(
    engine: Engine,
    entity: Entity,
    on: date,
    known: date | None = None,
    addresses: Sequence[str] = (),
    documents: Sequence[str] = (),
) -> Record:
    """What the entity is due on a date, and why.

    ``addresses`` (``document#id`` of clauses or stackings) or ``documents`` (ids, or the part of
    an id before the slash) narrow the question; without them everything in force for the
    entity's kind is asked.
    """
    return _Asked(engine, entity, on, known).record(addresses, documents)


class _Asked:
    def __init__(self, engine: Engine, entity: Entity, on: date, known: date | None) -> None:
        self.engine, self.entity, self.on, self.known = engine, entity, on, known
        self.readers = Readers(engine.library)
        programs, law = engine.matching.programs, engine.matching.law(on, known)
        self.tracer = Tracer(programs, self.readers, entity, law)
        distances = Distances(programs, engine.question(entity, on, known), entity)
        self.awards = Awards(self.tracer, distances)

    def record(self, addresses: Sequence[str], documents: Sequence[str]) -> Record:
        answers, settlements, left = self._answers(addresses, documents)
        names = self._names(answers, settlements)
        whole = tuple(
            together(s, self.awards, lambda a: names.get(a) or _plain_name(a)) for s in settlements
        )
        awards = in_order(
            self.awards.award(a, _received(a, left), _displaced(a.address, whole)) for a in answers
        )
        texts = {a.text.id: a.text for a in answers if a.text}
        texts = {a.text: texts[a.text] for a in awards if a.text}
        sources = tuple(source(self.readers, d) for d in texts.values())
        return Record(
            made_by=f"gaoxin {__version__}",
            kind=self.entity.kind,
            id=self.entity.id,
            whom=self._whom(),
            on=self.on,
            known=self.known,
            calendar=calendar(self.engine.matching.calendar),
            awards=awards,
            together=whole,
            totals=totals(awards, whole),
            missing=missing(awards, whole),
            deadlines=tuple(self._deadlines(awards, texts)),
            warnings=(*self._withheld(awards, whole), *self._warnings(answers, awards, texts)),
            sources=sources,
            grounds=self._grounds(awards, whole),
            names=tuple(names.items()),
            identity=self.tracer.degrees.identity(self.entity.kind),
        )

    def _answers(
        self, addresses: Sequence[str], documents: Sequence[str]
    ) -> tuple[list[Answer], list[Settlement], dict[str, Value]]:
        match = self.engine.match(self.entity, self.on, self.known)
        wanted = {i for name in documents for i in self.engine.library.chosen(name)}
        if not addresses:
            return (
                [a for a in match.answers if not documents or a.document in wanted],
                [
                    s
                    for s in match.settlements
                    if not documents or s.address.partition("#")[0] in wanted
                ],
                dict(match.left),
            )
        by_address = {a.address: a for a in match.answers}
        answers: dict[str, Answer] = {}
        settlements: dict[str, Settlement] = {s.address: s for s in match.settlements}
        kept: dict[str, Settlement] = {}
        for address in addresses:
            document, _, name = address.partition("#")
            if self._is_stacking(document, name):
                found = settlements.get(address)
                kept[address] = found or self.engine.stack(
                    document, name, self.entity, self.on, self.known
                )
                answers |= {a.address: a for a in kept[address].answers}
            else:
                answers[address] = by_address.get(address) or self.engine.answer(
                    document, name, self.entity, self.on, self.known
                )
        for settlement in match.settlements:
            # Where nothing of what was asked is due, what others lack is nobody's question.
            if any(a.address in answers and a.due != 0 for a in settlement.answers):
                kept.setdefault(settlement.address, settlement)
        return list(answers.values()), list(kept.values()), dict(match.left)

    def _is_stacking(self, document: str, name: str) -> bool:
        texts = self.engine.library.versions(document)
        return any(name in text.stackings for text in texts)

    # --- names -----------------------------------------------------------------------------------

    def _whom(self) -> Words:
        name, kind = self.readers.entity(self.entity), self._kind(self.entity.kind)
        return Words(name.zh or kind.zh, name.en or kind.en)

    def _kind(self, name: str) -> Words:
        """What an entity without name and key is called: its kind."""
        kind = self.engine.library.vocabulary.kind(name)
        return self.readers.label(Label(kind.zh, kind.en) if kind else Label(), name)

    def _names(self, answers: list[Answer], settlements: list[Settlement]) -> dict[str, Words]:
        """What clauses and members of stackings are called, by address."""
        names = {a.address: self.awards.name(a) for a in answers}
        for settlement in settlements:
            offered = (a for choice in settlement.choices for a, _ in choice.offered)
            names |= {a: self._name(a) for a in (*settlement.due, *offered)}
        return names

    def _name(self, address: str) -> Words:
        document_id, _, name = address.partition("#")
        document = self.engine.library.documents.get(document_id)
        named = document and (document.clause(name, self.on) or document.stackings.get(name))
        return self.readers.label(named.meta.label, name) if named else _plain_name(address)

    # --- summary ---------------------------------------------------------------------------------

    def _deadlines(
        self, awards: tuple[Award, ...], texts: Mapping[str, Document]
    ) -> Iterator[Deadline]:
        """By when to apply: windows first, else the end of the text's validity."""
        for award in awards:
            if award.group in {"due", "open"}:
                text = self.readers.both(lambda r, a=award: _deadline(a, texts, r))  # type: ignore[misc]  # mypy cannot type a default in a lambda
                if text:
                    yield Deadline(award.address, text)

    def _warnings(
        self, answers: list[Answer], awards: tuple[Award, ...], texts: Mapping[str, Document]
    ) -> Iterator[Warned]:
        clauses = {a.address: a for a in answers}
        yield from self._other_kinds(awards)
        yield from self._several_places(awards, texts)
        seen = {
            (b.code, b.name, b.period): (award, b)
            for award in awards
            for b in clauses[award.address].broken
        }
        for award, broken in seen.values():
            text = self.readers.both(lambda r, a=award, b=broken: self._broken(a, b, r))  # type: ignore[misc]  # mypy cannot type a default in a lambda
            yield Warned(text, joined((*award.amount_rests, "business")))

    def _several_places(
        self, awards: tuple[Award, ...], texts: Mapping[str, Document]
    ) -> Iterator[Warned]:
        due = [texts[a.text] for a in awards if a.group == "due" and a.text and a.money]
        places = {d.front.issuer: d for d in due if d.front.level in _LOCAL}
        if len({d.front.territory for d in places.values()}) <= 1:
            return

        def said(reader: Reader) -> str:
            names = listed(map(reader.said, places), reader.lang)
            if reader.lang == "zh":
                return (
                    f"以上含几个地方的文件（{names}）。一家企业通常只在一地，请用 --document 限定。"
                )
            return (
                f"These come from several places ({names}). An enterprise is usually in one "
                "of them: narrow the question with --document."
            )

        yield Warned(self.readers.both(said), joined(d for a in awards for d in a.rests))

    def _withheld(self, awards: tuple[Award, ...], whole: tuple[Together, ...]) -> Iterator[Warned]:
        """What is not executed because its document is broken, by the place where it is."""
        named: dict[Fault, list[Award | Together]] = {}
        every: tuple[Award | Together, ...] = (*awards, *whole)
        for one in every:
            if fault := self.engine.library.fault_of(one.address):
                named.setdefault(fault, []).append(one)
        for fault, those in named.items():
            zh = [f"{a.name.zh}（{a.address}）" for a in those]
            en = [f"{a.name.en} ({a.address})" for a in those]
            yield Warned(
                Words(
                    f"{listed(zh, 'zh')}：{fault.broken('zh')}",
                    f"{listed(en, 'en')}: {fault.broken('en')}",
                )
            )

    def _other_kinds(self, awards: tuple[Award, ...]) -> Iterator[Warned]:
        """A clause about another kind of entity has nothing but gaps to say of this one."""
        given = self._kind(self.entity.kind)
        for award in awards:
            if award.kind and award.kind != self.entity.kind:
                about = self._kind(award.kind)
                yield Warned(
                    Words(
                        f"{award.address} 说的是{about.zh}，所给的是{given.zh}，这里的答案没有意义",
                        f"{award.address} is about: {about.en}; given is: {given.en}; its answer "
                        "here means nothing",
                    )
                )

    def _broken(self, award: Award, broken: Broken, reader: Reader) -> str:
        zh = reader.lang == "zh"
        if broken.code == "J1":
            low, high = (Fraction(end) for end in broken.expected.split(".."))
            name, *ends = self.tracer.judged(broken.name, low, high, reader)
            value = self.tracer.judged(broken.name, broken.value, broken.value, reader)[1]
            return (
                f"{name}：评判数 {value} 不在 {ends[0]} 至 {ends[1]} 之内（J1），没有采用"
                if zh
                else f"{name}: the judged number {value} is not between {ends[0]} and {ends[1]} "
                "(J1); it was not used"
            )
        definition = self.engine.library.vocabulary.find(broken.entity.kind, broken.name)
        name, of = reader.fact_name(definition, broken.name), award.name.text(reader.lang)
        return (
            f"{of}：“{name}”的值读不懂（J2），没有采用"
            if zh
            else f"{of}: the value of '{name}' cannot be used (J2)"
        )

    def _grounds(
        self, awards: tuple[Award, ...], whole: tuple[Together, ...]
    ) -> tuple[Ground, ...]:
        """The documents that were read for the answers, as they were."""
        library = self.engine.library
        found = {a.document for a in awards} | {a.text for a in awards}
        found |= {t.address.partition("#")[0] for t in whole}
        found |= self.tracer.read
        there = (library.documents[name] for name in sorted(found) if name in library.documents)
        return tuple(Ground(d.id, d.digest) for d in there)


def _plain_name(address: str) -> Words:
    name = address.partition("#")[2]
    return Words(name, name)


def _deadline(award: Award, texts: Mapping[str, Document], reader: Reader) -> str:
    zh = reader.lang == "zh"
    window = _next(award.windows)
    if window is not None:
        first, last = (format_date(d, reader.lang) for d in (window.start, window.end))
        if window.state == "open":
            return f"受理至{last}" if zh else f"open until {last}"
        return f"{first}起受理，至{last}" if zh else f"opens {first}, closes {last}"
    if award.windows:
        return "本期受理期已过" if zh else "the window is over"
    end = texts[award.text].front.end if award.text else None
    if end is None or award.group != "due":
        return ""
    last = format_date(end, reader.lang)
    return f"文件有效至{last}" if zh else f"the text is valid until {last}"


def _received(answer: Answer, left: Mapping[str, Value]) -> Value:
    """What stackings leave of it; where that is open, at most what is due alone."""
    value = left.get(answer.address, answer.due)
    due = held(answer.due)
    high = due.bounds[1] if due else 0
    if isinstance(value, Unknown) and high is not None:
        return span(0, high, value.needs)
    return value


def _displaced(address: str, whole: tuple[Together, ...]) -> tuple[Words, ...]:
    """Why a clause receives less than it is due alone, stacking by stacking."""
    return tuple(
        Words(f"{one.name.zh}：{m.why.zh}", f"{one.name.en}: {m.why.en}")
        for one in whole
        for m in one.members
        if m.address == address and m.why
    )


def _next(windows: tuple[Window, ...]) -> Window | None:
    open_ = [w for w in windows if w.state == "open"]
    later = sorted((w for w in windows if w.state == "later"), key=lambda w: w.start)
    return next(iter(open_ or later), None)
