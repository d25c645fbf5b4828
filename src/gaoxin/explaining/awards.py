"""One clause explained: its verdict, its conditions, its amount line by line, what to hand in."""

from collections.abc import Iterator
from datetime import date

from gaoxin.engine.answer import Answer
from gaoxin.engine.conditions import ConditionAnswer
from gaoxin.engine.frame import Picked
from gaoxin.engine.payment import Line, Share
from gaoxin.engine.values import Looked, Unknown, Value
from gaoxin.explaining.distance import Distances
from gaoxin.explaining.gaps import gap_text
from gaoxin.explaining.names import Names
from gaoxin.explaining.parts import (
    AmountLine,
    Award,
    Detail,
    Group,
    Mark,
    Part,
    Quote,
    Shown,
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
    say,
)
from gaoxin.policy.form import Clause, Document, Label, Meta
from gaoxin.quantities import format_date, format_duration


class Awards:
    """Explains the answers about one entity in one language."""

    def __init__(self, tracer: Tracer, distances: Distances | None) -> None:
        self.tracer = tracer
        self.reader: Reader = tracer.reader
        self.distances = distances

    def award(self, answer: Answer, received: Value) -> Award:
        """The whole explanation of one answer; ``received``: what stackings leave of it."""
        group = _group(answer)
        money = answer.money
        currency = _currency(answer)
        clause = answer.clause
        return Award(
            answer,
            group,
            self._name(answer),
            self._label(answer),
            answer.text,
            received,
            "" if money is None else money_text(money, self.reader.lang, currency),
            "" if money is None else money_text(received, self.reader.lang, currency),
            currency,
            is_consequence(answer),
            lambda: self._detail_of(answer, currency),
            self.tracer.missing((*(answer.needs or answer.money_needs), *_undated(answer))),
            self._windows(answer),
            (),
            _marks(clause, answer.text) if clause and answer.text else (),
            self.reader.said(clause.meta.note) if clause else self._validity(answer),
        )

    def _detail_of(self, answer: Answer, currency: str) -> Detail:
        clause, text = answer.clause, answer.text
        if clause is None or text is None:
            return Detail()
        found = Detail(
            tuple(self._condition(answer, c) for c in answer.conditions),
            tuple(self._wheres(answer)),
            quotes=tuple(self._quotes(clause, answer)),
        )
        if answer.verdict not in {"yes", "unknown"}:
            return found
        found.lines = tuple(self._lines(answer))
        found.facts = self.tracer.facts(answer.used)
        found.title = self._title(answer)
        found.papers = tuple(self.reader.said(p) for p in answer.papers)
        found.procedure, found.clocks = self._procedure(clause)
        found.undertakings = tuple(self._undertakings(answer))
        found.per = self._per(answer)
        found.choices = tuple(self._chosen(p) for p in answer.picked)
        found.payers = self._parts(answer.payers, currency)
        found.instalments = self._parts(answer.instalments, currency)
        found.assumptions = tuple(say(a, self.reader.lang) for a in answer.assumptions)
        return found

    # --- names and verdicts ----------------------------------------------------------------------

    def _name(self, answer: Answer) -> str:
        if answer.clause is None:
            return self._once(answer)
        return self.reader.label(answer.clause.meta.label, answer.clause_id)

    def _once(self, answer: Answer) -> str:
        """What a clause that is not in force was, or will be, called."""
        document = self.reader.library.documents.get(answer.document)
        versions = document.clauses.get(answer.clause_id, ()) if document else ()
        if not versions:
            return answer.clause_id
        return self.reader.label(versions[0].meta.label, answer.clause_id)

    def _validity(self, answer: Answer) -> str:
        """When the text of a clause that is not in force is or was in force."""
        if answer.verdict != "not_in_force":
            return ""
        found = [
            self.reader.days(d.front.start, d.front.end)
            for d in self.reader.library.versions(answer.document)
            if d.front.start or d.front.end
        ]
        if not found:
            return reason("not_in_force", self.reader.lang)
        days = listed(found, self.reader.lang)
        if self.reader.lang == "zh":
            return f"基准日没有生效的文本；有效期：{days}"
        return f"no text is in force on that day; in force: {days}"

    def _label(self, answer: Answer) -> str:
        keys = {"yes": "applies", "no": "does_not_apply"} if is_consequence(answer) else {}
        key = keys.get(answer.verdict, answer.verdict)
        if answer.verdict == "yes" and answer.money == 0:
            key = "nothing_now"
        return say(key, self.reader.lang)

    # --- conditions ------------------------------------------------------------------------------

    def _condition(self, answer: Answer, found: ConditionAnswer) -> Shown:
        gap = ""
        wanted = answer.verdict == "no" and not is_consequence(answer)
        if self.distances is not None and wanted and found.truth is False:
            gap = gap_text(self.distances.of(found), self.reader)
        return self.tracer.condition(answer, found, gap=gap)

    def _wheres(self, answer: Answer) -> Iterator[tuple[str, Shown | None]]:
        """The variations applied or still open, with the condition that decides them."""
        for clause, found in answer.wheres:
            if found is not None and found.truth is False:
                continue
            name = self.reader.label(clause.meta.label, clause.id)
            yield name, self.tracer.condition(answer, found) if found is not None else None

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
            quote = quoted(self.tracer.law, owner.document, meta, lang=self.reader.lang)
            if quote and quote.words:
                yield quote

    # --- money -----------------------------------------------------------------------------------

    def _lines(self, answer: Answer) -> Iterator[AmountLine]:
        currency = _currency(answer)
        for line in answer.lines:
            owner = line.clause or answer.clause
            document = self.reader.library.documents.get(owner.document) if owner else None
            cited = line.cited
            quote = None
            if cited and document:
                quote = quoted(self.tracer.law, document.id, cited.meta, lang=self.reader.lang)
            workings = (
                self.tracer.workings(answer, cited, document)
                if cited and document and line.step in {"rule", "cap"}
                else ()
            )
            yield AmountLine(
                line,
                say(f"line_{line.step}", self.reader.lang),
                money_text(line.value, self.reader.lang, currency),
                self._detail(line, currency),
                quote,
                workings,
            )

    def _detail(self, line: Line, currency: str) -> str:
        match line.step:
            case "rule" if line.cited:
                return rule_text(self.reader, line.cited.text, line.cited.node, self.tracer.law.on)
            case "cap":
                return money_text(line.limit, self.reader.lang, currency)
            case "rounding" if line.rounding:
                return rounding_text(line.rounding, self.reader.lang)
            case "per" if line.paid:
                return listed((self.payment(p.on, p.money) for p in line.paid), self.reader.lang)
        return ""

    def payment(self, on: date, money: int) -> str:
        """An earlier payment: its day and amount."""
        day = format_date(on, self.reader.lang)
        amount = money_text(money, self.reader.lang)
        return f"{day}付 {amount}" if self.reader.lang == "zh" else f"{amount} on {day}"

    def _parts(self, shares: tuple[Share, ...], currency: str) -> tuple[Part, ...]:
        lang = self.reader.lang
        return tuple(
            Part(
                self.reader.said(s.name),
                rate_text(s.share),
                s.money,
                money_text(s.money, lang, currency),
            )
            for s in shares
        )

    # --- what else follows -----------------------------------------------------------------------

    def _title(self, answer: Answer) -> str:
        title = answer.title
        if title is None:
            return self.reader.said(answer.outcome)
        kind = self.reader.library.vocabulary.kinds.get(title.kind)
        name = self.reader.fact_name(kind.facts.get(title.fact) if kind else None, title.fact)
        zh = self.reader.lang == "zh"
        start = format_date(title.start, self.reader.lang)
        if title.ends:
            return f"{name}：自{start}起终止" if zh else f"{name}: ends on {start}"
        if isinstance(title.end, Unknown):
            until = "有效期待定" if zh else "validity to be determined"
            return f"{name}（{until}）" if zh else f"{name} ({until})"
        days = self.reader.days(title.start, title.end)
        note = "若当日批准" if zh else "if granted on that day"
        return f"{name}：{days}（{note}）" if zh else f"{name}: {days} ({note})"

    def _procedure(self, clause: Clause) -> tuple[str, tuple[str, ...]]:
        if clause.procedure is None:
            return "", ()
        found = self.reader.library.procedure(*clause.procedure)
        if found is None:
            return "", ()
        name = self.reader.label(found.meta.label, found.id)
        zh = self.reader.lang == "zh"
        names = Names(self.reader.library, found, self.reader.lang)
        clocks = []
        for clock in found.clocks.values():
            span = clock.within or clock.least
            if span is None:
                continue
            long = format_duration(span, self.reader.lang)
            start, end = names.step(clock.start), names.listed(clock.ends)
            if clock.within:
                clocks.append(
                    f"{start}后{long}内{end}" if zh else f"{start} → {end}: within {long}"
                )
            else:
                clocks.append(
                    f"{start}后{end}，不少于{long}" if zh else f"{start} → {end}: at least {long}"
                )
        return name, tuple(clocks)

    def _windows(self, answer: Answer) -> tuple[Window, ...]:
        windows = answer.reading.windows if answer.reading else ()
        on = answer.on
        return tuple(
            Window(a, b, "later" if on < a else "over" if on > b else "open") for a, b in windows
        )

    def _per(self, answer: Answer) -> str:
        """How often it may be paid, in words."""
        gives = answer.reading.gives if answer.reading else None
        per = gives.per if gives else None
        if per is None:
            return ""
        zh = self.reader.lang == "zh"
        if per.duration is not None:
            long = format_duration(per.duration, self.reader.lang)
            return f"{long}内一次" if zh else f"once in {long}"
        if per.title is not None:
            kind = self.reader.library.vocabulary.kinds.get(per.title[0])
            definition = kind.find(per.title[1]) if kind else None
            name = self.reader.fact_name(definition, per.title[1])
            return f"每次取得“{name}”一次" if zh else f"once for each '{name}'"
        if per.how == "link":
            name = self._link(answer.entity.kind, per.link)
            return f"每个“{name}”一次" if zh else f"once for each '{name}'"
        return say(f"per_{per.how}", self.reader.lang)

    def _link(self, kind: str, link: str) -> str:
        """What a link, or the kind it leads to, is called."""
        vocabulary = self.reader.library.vocabulary
        target = vocabulary.kind(link)
        if target is not None:
            return self.reader.label(Label(target.zh, target.en), link)
        return self.reader.fact_name(vocabulary.find(kind, link), link)

    def _chosen(self, picked: Picked) -> str:
        """Where the applicant may choose: what was on offer and what was taken."""
        type_ = picked.node.type
        offered = listed((self.reader.of(v, type_) for v in picked.offered), self.reader.lang)
        taken = self.reader.of(picked.taken, type_)
        return (
            f"{offered}；取 {taken}" if self.reader.lang == "zh" else f"{offered}; taken: {taken}"
        )

    def _undertakings(self, answer: Answer) -> Iterator[str]:
        for found in answer.undertakings:
            name = self.reader.label(found.meta.label, found.name)
            words = listed((f"“{q}”" for q in found.meta.quotes or found.rule.meta.quotes), "zh")
            yield f"{name} {words}".strip()


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


def _group(answer: Answer) -> Group:
    if answer.verdict == "yes":
        return "due"
    return {"unknown": "open", "no": "not", "not_in_force": "out"}[answer.verdict]  # type: ignore[return-value]


def _currency(answer: Answer) -> str:
    gives = answer.reading.gives if answer.reading else None
    unit = gives.money.node.type.unit if gives and gives.money else ""
    return unit or "CNY"


def _marks(clause: Clause, text: Document) -> tuple[Mark, ...]:
    """What the text of the clause does not prove; its own verification stands before the text's."""
    marks = list(document_marks(text))
    if clause.meta.verified:
        marks = [m for m in marks if m not in {"unverified", "partly"}]
        own: dict[str, Mark] = {"no": "unverified", "partly": "partly"}
        if clause.meta.verified in own:
            marks.insert(0, own[clause.meta.verified])
    return tuple(marks)
