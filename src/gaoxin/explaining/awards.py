"""One clause explained: its verdict, its conditions, its amount line by line, what to hand in."""

from collections.abc import Iterator
from typing import Any, Final

from gaoxin.engine.answer import Answer
from gaoxin.engine.conditions import ConditionAnswer
from gaoxin.engine.frame import Picked
from gaoxin.engine.payment import Line, Share
from gaoxin.engine.values import Looked, Unknown, Value
from gaoxin.explaining.degrees import joined
from gaoxin.explaining.distance import Distances
from gaoxin.explaining.gaps import gap_text
from gaoxin.explaining.holding import held
from gaoxin.explaining.names import Names
from gaoxin.explaining.readers import Readers
from gaoxin.explaining.record import (
    NONE,
    AmountLine,
    Award,
    Condition,
    Granted,
    Mark,
    Paid,
    Part,
    Pick,
    Quote,
    Rests,
    Variation,
    Window,
)
from gaoxin.explaining.rules import rule_text
from gaoxin.explaining.sources import document_marks, quoted
from gaoxin.explaining.trace import Tracer, undated
from gaoxin.explaining.words import (
    Reader,
    listed,
    money_text,
    rate_text,
    reason,
    rounding_text,
)
from gaoxin.facts.entities import Payment
from gaoxin.facts.vocabulary import Sensitivity
from gaoxin.policy.currencies import currency_of
from gaoxin.policy.form import Clause, Clock, Document, Label, Meta
from gaoxin.quantities import Lang, Words, format_date, format_duration

LANGS: Final[tuple[Lang, Lang]] = ("zh", "en")


class Awards:
    """Explains the answers about one entity."""

    def __init__(self, tracer: Tracer, distances: Distances) -> None:
        self.tracer = tracer
        self.readers: Readers = tracer.readers
        self.distances = distances

    def award(self, answer: Answer, received: Value, displaced: tuple[Words, ...]) -> Award:
        """The whole explanation of one answer; ``received``: what stackings leave of it, and
        ``displaced``: why it is less."""
        clause, text = answer.clause, answer.text
        gives = answer.reading.gives if answer.reading else None
        return Award(
            document=answer.document,
            clause=answer.clause_id,
            text=text.id if text else "",
            kind=clause.kind if clause else "",
            verdict=answer.verdict,
            reason=answer.reason,
            name=self.name(answer),
            form=gives.form if gives else "",
            currency=self._currency(answer),
            consequence=is_consequence(answer),
            money=held(answer.money),
            received=None if answer.money is None else held(received),
            due=held(answer.due),
            outcome=answer.outcome,
            granted=self._granted(answer),
            missing=self.tracer.missing((*(answer.needs or answer.money_needs), *_undated(answer))),
            windows=_windows(answer),
            displaced=displaced,
            marks=_marks(clause, text) if clause and text else (),
            note=self.readers.said(clause.meta.note) if clause else self._validity(answer),
            rests=self.rests(answer),
            amount_rests=self.amount_rests(answer),
            variation_rests=self._variation_rests(answer),
            **self._reasons(answer),
            **self._consequences(answer),
        )

    def rests(self, answer: Answer) -> Rests:
        """How sensitive the facts are that decided whether."""
        own = (d for c in answer.conditions for d in self.tracer.rests(c))
        return joined((*own, *self._variation_rests(answer)))

    def _variation_rests(self, answer: Answer) -> Rests:
        return joined(d for _, w in answer.wheres if w is not None for d in self.tracer.rests(w))

    def amount_rests(self, answer: Answer) -> Rests:
        """How sensitive the facts are that decided how much."""
        gives = answer.reading.gives if answer.reading else None
        paid: tuple[Sensitivity, ...] = ("business",) if gives and gives.per else ()
        own = self.tracer.degrees.of(answer.used, answer.money_needs, *paid)
        return joined((*own, *self.rests(answer)))

    def _reasons(self, answer: Answer) -> dict[str, Any]:
        clause = answer.clause
        if clause is None or answer.text is None:
            return {"conditions": (), "variations": (), "quotes": ()}
        return {
            "conditions": tuple(self._condition(answer, c) for c in answer.conditions),
            "variations": tuple(self._variations(answer)),
            "quotes": tuple(self._quotes(clause, answer)),
        }

    def _consequences(self, answer: Answer) -> dict[str, Any]:
        """What follows; of what is refused nothing does."""
        follows = answer.clause if answer.verdict in {"yes", "unknown"} else None
        procedure, clocks = self._procedure(follows) if follows else (NONE, ())
        return {
            "lines": tuple(self._lines(answer)) if follows else (),
            "facts": self.tracer.facts(answer.used) if follows else (),
            "title": self._title(answer) if follows else NONE,
            "papers": tuple(map(self.readers.said, answer.papers)) if follows else (),
            "procedure": procedure,
            "clocks": clocks,
            "undertakings": tuple(self._undertakings(answer)) if follows else (),
            "per": self.readers.both(lambda r: self._per(answer, r)) if follows else NONE,
            "picks": tuple(self._pick(p, follows is not None) for p in answer.picked),
            "payers": self._parts(answer.payers) if follows else (),
            "instalments": self._parts(answer.instalments) if follows else (),
            "assumed": answer.assumptions,
            "assumptions": tuple(map(self.readers.say, answer.assumptions)) if follows else (),
        }

    # --- names -----------------------------------------------------------------------------------

    def name(self, answer: Answer) -> Words:
        """What a clause is called."""
        if answer.clause is None:
            return self._once(answer)
        return self.readers.label(answer.clause.meta.label, answer.clause_id)

    def _once(self, answer: Answer) -> Words:
        """What a clause that is not in force was, or will be, called."""
        document = self.readers.library.documents.get(answer.document)
        versions = document.clauses.get(answer.clause_id, ()) if document else ()
        label = versions[0].meta.label if versions else Label(answer.clause_id, answer.clause_id)
        return self.readers.label(label, answer.clause_id)

    def _validity(self, answer: Answer) -> Words:
        """When the text of a clause that is not in force is or was in force."""
        if answer.verdict != "not_in_force":
            return NONE
        dated = [
            (d.front.start, d.front.end)
            for d in self.readers.library.versions(answer.document)
            if d.front.start or d.front.end
        ]
        if not dated:
            return self.readers.both(lambda r: reason("not_in_force", r.lang))

        def said(reader: Reader) -> str:
            days = listed((reader.days(*pair) for pair in dated), reader.lang)
            if reader.lang == "zh":
                return f"基准日没有生效的文本；有效期：{days}"
            return f"no text is in force on that day; in force: {days}"

        return self.readers.both(said)

    # --- conditions ------------------------------------------------------------------------------

    def _condition(self, answer: Answer, found: ConditionAnswer) -> Condition:
        gap = NONE
        wanted = answer.verdict == "no" and not is_consequence(answer)
        if wanted and found.truth is False:
            distance = self.distances.of(found)
            gap = self.readers.both(lambda r: gap_text(distance, r))
        return self.tracer.condition(answer, found, gap=gap)

    def _variations(self, answer: Answer) -> Iterator[Variation]:
        """The variations applied or still open, with the condition that decides them."""
        for clause, found in answer.wheres:
            if found is not None and found.truth is False:
                continue
            name = self.readers.label(clause.meta.label, clause.id)
            where = self.tracer.condition(answer, found) if found is not None else None
            yield Variation(name, where)

    def _quotes(self, clause: Clause, answer: Answer) -> Iterator[Quote]:
        """Words of the clause itself and of what it gives beside money."""
        metas: list[tuple[Clause, Meta | None]] = [(clause, clause.meta)]
        reading = answer.reading
        gives = reading.gives if reading else None
        if reading and gives:
            valid = gives.valid.meta if gives.valid else None
            per = gives.per.meta if gives.per else None
            metas += [(reading.sources.get("valid", clause), valid)]
            metas += [(reading.sources.get("per", clause), per)]
        for owner, meta in metas:
            if meta is None:
                continue
            quote = quoted(self.tracer.law, owner.document, meta)
            if quote and quote.words:
                yield quote

    # --- money -----------------------------------------------------------------------------------

    def _lines(self, answer: Answer) -> Iterator[AmountLine]:
        for line in answer.lines:
            owner = line.clause or answer.clause
            document = self.readers.library.documents.get(owner.document) if owner else None
            cited = line.cited if document else None
            quote = quoted(self.tracer.law, document.id, cited.meta) if cited and document else None
            workings = (
                self.tracer.workings(answer, cited, document)
                if cited and document and line.step in {"rule", "cap"}
                else ()
            )
            yield AmountLine(
                line.step,
                held(line.value),
                held(line.limit),
                self.readers.both(lambda r, line=line: self._detail(line, answer, r)),  # type: ignore[misc]  # mypy cannot type a default in a lambda
                tuple(paid(p) for p in line.paid),
                quote,
                workings,
            )

    def _detail(self, line: Line, answer: Answer, reader: Reader) -> str:
        match line.step:
            case "rule" if line.cited:
                return rule_text(reader, line.cited.text, line.cited.node, self.tracer.law.on)
            case "cap":
                return money_text(line.limit, reader.lang, self._currency(answer))
            case "rounding" if line.rounding:
                return rounding_text(line.rounding, reader.lang)
            case "per" if line.paid:
                currency = self._currency(answer)
                paid_ = (payment_text(p, reader.lang, currency) for p in line.paid)
                return listed(paid_, reader.lang)
        return ""

    def _currency(self, answer: Answer) -> str:
        return currency_of(self.readers.library, answer.address)

    def _parts(self, shares: tuple[Share, ...]) -> tuple[Part, ...]:
        return tuple(
            Part(self.readers.said(s.name), rate_text(s.share), held(s.money)) for s in shares
        )

    # --- what else follows -----------------------------------------------------------------------

    def _granted(self, answer: Answer) -> Granted | None:
        title = answer.title
        if title is None:
            return None
        return Granted(title.fact, title.ends, title.start, held(title.end))

    def _title(self, answer: Answer) -> Words:
        title = answer.title
        if title is None:
            return self.readers.said(answer.outcome)
        kind = self.readers.library.vocabulary.kinds.get(title.kind)
        definition = kind.facts.get(title.fact) if kind else None

        def said(reader: Reader) -> str:
            name = reader.fact_name(definition, title.fact)
            zh = reader.lang == "zh"
            start = format_date(title.start, reader.lang)
            if title.ends:
                return f"{name}：自{start}起终止" if zh else f"{name}: ends on {start}"
            if isinstance(title.end, Unknown):
                until = "有效期待定" if zh else "validity to be determined"
                return f"{name}（{until}）" if zh else f"{name} ({until})"
            days = reader.days(title.start, title.end)
            note = "若当日批准" if zh else "if granted on that day"
            return f"{name}：{days}（{note}）" if zh else f"{name}: {days} ({note})"

        return self.readers.both(said)

    def _procedure(self, clause: Clause) -> tuple[Words, tuple[Words, ...]]:
        found = clause.procedure and self.readers.library.procedure(*clause.procedure)
        if not found:
            return NONE, ()
        name = self.readers.label(found.meta.label, found.id)
        dated = [c for c in found.clocks.values() if c.within or c.least]
        clocks = tuple(
            Words(*(_clock_text(Names(self.readers.library, found, lang), c) for lang in LANGS))
            for c in dated
        )
        return name, clocks

    def _per(self, answer: Answer, reader: Reader) -> str:
        """How often it may be paid, in words."""
        gives = answer.reading.gives if answer.reading else None
        per = gives.per if gives else None
        if per is None:
            return ""
        zh = reader.lang == "zh"
        if per.duration is not None:
            long = format_duration(per.duration, reader.lang)
            return f"{long}内一次" if zh else f"once in {long}"
        if per.title is not None:
            kind = reader.library.vocabulary.kinds.get(per.title[0])
            definition = kind.find(per.title[1]) if kind else None
            name = reader.fact_name(definition, per.title[1])
            return f"每次取得“{name}”一次" if zh else f"once for each '{name}'"
        if per.how == "link":
            name = _link(answer.entity.kind, per.link, reader)
            return f"每个“{name}”一次" if zh else f"once for each '{name}'"
        return reader.say(f"per_{per.how}")

    def _pick(self, picked: Picked, follows: bool) -> Pick:
        """Where the applicant may choose: what was on offer and what was taken."""
        type_ = picked.node.type

        def said(reader: Reader) -> str:
            offered = listed((reader.of(v, type_) for v in picked.offered), reader.lang)
            taken = reader.of(picked.taken, type_)
            return f"{offered}；取 {taken}" if reader.lang == "zh" else f"{offered}; taken: {taken}"

        offered = tuple(map(held, picked.offered))
        return Pick(offered, held(picked.taken), self.readers.both(said) if follows else NONE)

    def _undertakings(self, answer: Answer) -> Iterator[Words]:
        for found in answer.undertakings:
            words = listed((f"“{q}”" for q in found.meta.quotes or found.rule.meta.quotes), "zh")
            label = self.readers.label(found.meta.label, found.name)
            yield Words(f"{label.zh} {words}".strip(), f"{label.en} {words}".strip())


def paid(payment: Payment) -> Paid:
    return Paid(payment.clause, payment.on, payment.money)


def payment_text(found: Payment, lang: Lang, currency: str) -> str:
    """An earlier payment: its day and amount."""
    day, amount = format_date(found.on, lang), money_text(found.money, lang, currency)
    return f"{day}付 {amount}" if lang == "zh" else f"{amount} on {day}"


def _clock_text(names: Names, clock: Clock) -> str:
    span = clock.within or clock.least
    assert span is not None
    long = format_duration(span, names.lang)
    start, end = names.step(clock.start), names.listed(clock.ends)
    if clock.within:
        zh, en = f"{start}后{long}内{end}", f"{start} → {end}: within {long}"
    else:
        zh, en = f"{start}后{end}，不少于{long}", f"{start} → {end}: at least {long}"
    return zh if names.lang == "zh" else en


def _link(kind: str, link: str, reader: Reader) -> str:
    """What a link, or the kind it leads to, is called."""
    vocabulary = reader.library.vocabulary
    target = vocabulary.kind(link)
    if target is not None:
        return reader.label(Label(target.zh, target.en), link)
    return reader.fact_name(vocabulary.find(kind, link), link)


def _windows(answer: Answer) -> tuple[Window, ...]:
    windows = answer.reading.windows if answer.reading else ()
    on = answer.on
    return tuple(
        Window(a, b, "later" if on < a else "over" if on > b else "open") for a, b in windows
    )


def _undated(answer: Answer) -> Iterator[Looked]:
    """Titles said to be held, not since when, where their dates would decide a condition."""
    for condition in answer.conditions if answer.verdict == "unknown" else ():
        for leaf in condition.leaves():
            if leaf.truth is None and not leaf.needs:
                yield from (u for u in leaf.used if undated(u))


def is_consequence(answer: Answer) -> bool:
    """Does it give neither money nor a title (a warning, a title taken away)?"""
    gives = answer.reading.gives if answer.reading else None
    return gives is not None and gives.money is None and gives.title is None


def _marks(clause: Clause, text: Document) -> tuple[Mark, ...]:
    """What the text of the clause does not prove; its own verification stands before the text's."""
    marks = list(document_marks(text))
    if clause.meta.verified:
        marks = [m for m in marks if m not in {"unverified", "partly"}]
        own: dict[str, Mark] = {"no": "unverified", "partly": "partly"}
        if clause.meta.verified in own:
            marks.insert(0, own[clause.meta.verified])
    return tuple(marks)
