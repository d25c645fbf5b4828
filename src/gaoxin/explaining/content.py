"""The whole explanation of one entity on one date: awards in the order in which they are read,
what is taken together, a summary, what is missing and by when.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from gaoxin.engine.answer import Answer
from gaoxin.engine.engine import Engine
from gaoxin.engine.frame import Broken
from gaoxin.engine.stacking import Settlement
from gaoxin.engine.values import Unknown, Value, needs_of, span
from gaoxin.explaining.awards import Awards
from gaoxin.explaining.distance import Distances
from gaoxin.explaining.parts import (
    Award,
    Explanation,
    Missing,
    Together,
    Total,
    Window,
    bounds,
)
from gaoxin.explaining.settled import together
from gaoxin.explaining.sources import title_of
from gaoxin.explaining.trace import Tracer
from gaoxin.explaining.words import Reader, listed, money_text, say
from gaoxin.facts.entities import Entity
from gaoxin.policy.form import Document, Label
from gaoxin.quantities import Lang, format_date

Bounds: TypeAlias = tuple[int, int | None]
"""At least and at most; None: no bound is known."""
_LOCAL = {"city", "district", "zone"}
_ORDER = {"due": 0, "open": 1, "not": 2, "out": 3}


def explain(
    engine: Engine,
    entity: Entity,
    on: date,
    lang: Lang,
    known: date | None = None,
    addresses: Sequence[str] = (),
    documents: Sequence[str] = (),
) -> Explanation:
    """What the entity is due on a date, and why.

    ``addresses`` (``document#id`` of clauses or stackings) or ``documents`` (ids, or the part of
    an id before the slash) narrow the question; without them everything in force for the
    entity's kind is asked.
    """
    return _Asked(engine, entity, on, lang, known).explain(addresses, documents)


class _Asked:
    def __init__(
        self, engine: Engine, entity: Entity, on: date, lang: Lang, known: date | None
    ) -> None:
        self.engine, self.entity, self.on, self.lang, self.known = engine, entity, on, lang, known
        self.reader = Reader(engine.library, lang)
        self.tracer = Tracer(
            engine.matching.programs, self.reader, entity, engine.matching.law(on, known)
        )
        question = engine.question(entity, on, known)
        distances = Distances(engine.matching.programs, question, entity)
        self.awards = Awards(self.tracer, distances)

    def explain(self, addresses: Sequence[str], documents: Sequence[str]) -> Explanation:
        answers, settlements, left = self._answers(addresses, documents)
        found = Explanation(
            self.entity,
            self.reader.entity(self.entity) or self._kind(self.entity.kind),
            self.entity.id,
            self.on,
            self.known,
            self.lang,
            said=self.reader.said,
            draw=_drawn,
        )
        awards = [self.awards.award(a, _received(a, left)) for a in answers]
        found.awards = sorted(awards, key=_rank)
        found.names = {a.address: a.name for a in found.awards}
        for settlement in settlements:
            offered = (a for choice in settlement.choices for a, _ in choice.offered)
            found.names |= {a: self._name(a) for a in (*settlement.due, *offered)}
        found.together = [
            together(s, self.tracer, found.name_of, self.awards.payment) for s in settlements
        ]
        _note_displaced(found)
        found.totals = list(self._totals(found))
        found.missing = _missing(found)
        found.deadlines = list(self._deadlines(found))
        found.documents = _documents(found)
        found.warnings = list(self._warnings(found))
        return found

    def _answers(
        self, addresses: Sequence[str], documents: Sequence[str]
    ) -> tuple[list[Answer], list[Settlement], dict[str, Value]]:
        match = self.engine.match(self.entity, self.on, self.known)
        chosen = _chosen(documents)
        if not addresses:
            return (
                [a for a in match.answers if chosen(a.document)],
                [s for s in match.settlements if chosen(s.address.partition("#")[0])],
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
            if any(a.address in answers for a in settlement.answers):
                kept.setdefault(settlement.address, settlement)
        return list(answers.values()), list(kept.values()), dict(match.left)

    def _is_stacking(self, document: str, name: str) -> bool:
        texts = self.engine.library.versions(document)
        return any(name in text.stackings for text in texts)

    def _kind(self, name: str) -> str:
        """What an entity without name and key is called: its kind."""
        kind = self.engine.library.vocabulary.kind(name)
        return self.reader.label(Label(kind.zh, kind.en) if kind else Label(), name)

    def _name(self, address: str) -> str:
        document_id, _, name = address.partition("#")
        document = self.engine.library.documents.get(document_id)
        named = document and (document.clause(name, self.on) or document.stackings.get(name))
        return self.reader.label(named.meta.label, name) if named else name

    # --- summary ---------------------------------------------------------------------------------

    def _totals(self, found: Explanation) -> Iterator[Total]:
        """What is due, form by form; a stacking counts as one sum."""
        sums: dict[tuple[str, str], _Sum] = {}
        for members, one in _sums(found):
            form = members[0].answer.form or "grant"
            kept = sums.setdefault((form, members[0].currency), _Sum())
            every = _settled(one, members) if one else bounds(members[0].received)
            due = [m for m in members if m.group == "due"]
            kept.every = _plus(kept.every, every)
            if due:
                kept.any_due = True
                parts = [bounds(m.received) for m in due]
                sure = every if len(due) == len(members) else _all(parts)
                kept.due = _plus(kept.due, sure)
        for (form, currency), kept in sorted(sums.items(), key=lambda s: not s[1].any_due):
            yield self._total(form, currency, kept)

    def _total(self, form: str, currency: str, kept: "_Sum") -> Total:
        due, every = _value(kept.due), _value(kept.every)
        return Total(
            form,
            currency,
            due if kept.any_due else None,
            *kept.every,
            say(form, self.lang),
            money_text(due, self.lang, currency),
            money_text(every, self.lang, currency),
        )

    def _deadlines(self, found: Explanation) -> Iterator[tuple[str, str]]:
        """By when to apply: windows first, else the end of the text's validity."""
        for award in found.awards:
            if award.group not in {"due", "open"}:
                continue
            text = self._deadline(award)
            if text:
                yield award.name, text

    def _deadline(self, award: Award) -> str:
        zh = self.lang == "zh"
        window = _next(award.windows)
        if window is not None:
            first, last = (format_date(d, self.lang) for d in (window.start, window.end))
            if window.state == "open":
                return f"受理至{last}" if zh else f"open until {last}"
            return f"{first}起受理，至{last}" if zh else f"opens {first}, closes {last}"
        if award.windows:
            return "本期受理期已过" if zh else "the window is over"
        end = award.document.front.end if award.document else None
        if end is None or award.group != "due":
            return ""
        last = format_date(end, self.lang)
        return f"文件有效至{last}" if zh else f"the text is valid until {last}"

    def _warnings(self, found: Explanation) -> Iterator[str]:
        yield from self._other_kinds(found)
        places = {
            a.document.front.issuer: a.document
            for a in found.group("due")
            if a.document and a.document.front.level in _LOCAL and a.money
        }
        if len({d.id.partition("/")[0] for d in places.values()}) > 1:
            names = listed(map(self.reader.said, places), self.lang)
            yield (
                f"以上含几个地方的文件（{names}）。一家企业通常只在一地，请用 --document 限定。"
                if self.lang == "zh"
                else f"These come from several places ({names}). An enterprise is usually in one "
                "of them: narrow the question with --document."
            )
        seen = {(b.code, b.name, b.period): (a, b) for a in found.awards for b in a.answer.broken}
        yield from (self._broken(award, broken) for award, broken in seen.values())

    def _other_kinds(self, found: Explanation) -> Iterator[str]:
        """A clause about another kind of entity has nothing but gaps to say of this one."""
        held = self._kind(self.entity.kind)
        for award in found.awards:
            clause = award.answer.clause
            if clause and clause.kind != self.entity.kind:
                about = self._kind(clause.kind)
                yield (
                    f"{award.address} 说的是{about}，所给的是{held}，这里的答案没有意义"
                    if self.lang == "zh"
                    else f"{award.address} is about: {about}; given is: {held}; its answer here "
                    "means nothing"
                )

    def _broken(self, award: Award, broken: Broken) -> str:
        zh = self.lang == "zh"
        if broken.code == "J1":
            low, high = (Fraction(end) for end in broken.expected.split(".."))
            name, *ends = self.tracer.judged(broken.name, low, high)
            value = self.tracer.judged(broken.name, broken.value, broken.value)[1]
            return (
                f"{name}：评判数 {value} 不在 {ends[0]} 至 {ends[1]} 之内（J1），没有采用"
                if zh
                else f"{name}: the judged number {value} is not between {ends[0]} and {ends[1]} "
                "(J1); it was not used"
            )
        definition = self.engine.library.vocabulary.find(broken.entity.kind, broken.name)
        name = self.reader.fact_name(definition, broken.name)
        return (
            f"{award.name}：“{name}”的值读不懂（J2），没有采用"
            if zh
            else f"{award.name}: the value of '{name}' cannot be used (J2)"
        )


def _received(answer: Answer, left: Mapping[str, Value]) -> Value:
    """What stackings leave of it; where that is open, at most what is due alone."""
    value = left.get(answer.address, answer.due)
    high = bounds(answer.due)[1]
    if isinstance(value, Unknown) and high is not None:
        return span(0, high, value.needs)
    return value


def _drawn(found: Explanation) -> str:
    from gaoxin.explaining.html import as_fragment  # pages are seldom wanted

    return as_fragment(found)


def _chosen(documents: Sequence[str]) -> Callable[[str], bool]:
    wanted = {d.strip("/") for d in documents}

    def chosen(document: str) -> bool:
        return not wanted or document in wanted or document.partition("/")[0] in wanted

    return chosen


def _rank(award: Award) -> tuple[int, bool, int, int, int, str]:
    low, high = bounds(award.received)
    most = 10**18 if high is None else high
    lacking = len(award.missing) if award.group == "open" else 0
    return _ORDER[award.group], award.consequence, lacking, -low, -most, award.address


@dataclass(slots=True)
class _Sum:
    due: Bounds = (0, 0)
    every: Bounds = (0, 0)
    any_due: bool = False


def _sums(found: Explanation) -> Iterator[tuple[list[Award], Together | None]]:
    """Clauses that give money, with the stacking in which they count as one sum."""
    worth = {a.address: a for a in found.awards if a.group in {"due", "open"} and a.money}
    counted: set[str] = set()
    for one in reversed(found.together):
        members = [m.address for m in one.members if m.address in worth]
        if members and not counted & set(members):
            counted |= set(members)
            yield [worth[m] for m in members], one
    yield from (([award], None) for address, award in worth.items() if address not in counted)


def _plus(a: Bounds, b: Bounds) -> Bounds:
    high = None if a[1] is None or b[1] is None else a[1] + b[1]
    return a[0] + b[0], high


def _all(parts: list[Bounds]) -> Bounds:
    found: Bounds = (0, 0)
    for part in parts:
        found = _plus(found, part)
    return found


def _value(sum_: Bounds) -> Value:
    low, high = sum_
    return Unknown() if high is None else span(low, high)


def _settled(one: Together, members: list[Award]) -> Bounds:
    """A total that is open is at most what its members are due alone."""
    low, high = bounds(one.settlement.total)
    return (
        (low, high) if high is not None else (0, _all([bounds(m.answer.due) for m in members])[1])
    )


def _note_displaced(found: Explanation) -> None:
    by_address = {a.address: a for a in found.awards}
    for one in found.together:
        for member in one.members:
            award = by_address.get(member.address)
            if award and member.why:
                award.displaced += (
                    f"{one.name}{'：' if found.lang == 'zh' else ': '}{member.why}",
                )


def _missing(found: Explanation) -> list[Missing]:
    """Everything still needed, what decides money already due first, then what serves most: the
    clauses it can still decide, of a stacking those whose payment it leaves open."""
    parts: dict[tuple[str, str, str], tuple[Missing, dict[str, None], bool]] = {}
    sources: list[tuple[tuple[Missing, ...], tuple[str, ...], bool]] = [
        (a.missing, (a.address,), a.group == "due") for a in found.awards
    ]
    due = {a.address for a in found.group("due")}
    for one in found.together:
        if any(m.due != 0 for m in one.members):
            for item in one.missing:
                open_ = tuple(m.address for m in one.members if item.need in needs_of(m.paid))
                sources.append(((item,), open_, bool(due & set(open_))))
    for items, serves, first in sources:
        for item in items:
            kept = parts.setdefault(item.key, (item, {}, first))
            kept[1].update(dict.fromkeys(serves))
            parts[item.key] = (kept[0], kept[1], kept[2] or first)
    ordered = sorted(parts.values(), key=lambda p: (not p[2], -len(p[1])))
    return [replace(item, serves=tuple(serves)) for item, serves, _ in ordered]


def _next(windows: tuple[Window, ...]) -> Window | None:
    open_ = [w for w in windows if w.state == "open"]
    later = sorted((w for w in windows if w.state == "later"), key=lambda w: w.start)
    return next(iter(open_ or later), None)


def _documents(found: Explanation) -> list[Document]:
    there = {a.document.id: a.document for a in found.awards if a.document}
    return list(there.values())


__all__ = ["Explanation", "explain", "title_of"]
