"""An explanation as plain text for a terminal: summary first, then what is due, then the rest."""

from collections.abc import Iterator, Sequence
from typing import Final

from gaoxin.engine.values import Judgement
from gaoxin.explaining.lacking import gathered
from gaoxin.explaining.parts import (
    AmountLine,
    Award,
    Explanation,
    Group,
    Missing,
    Quote,
    Shown,
    Together,
    Total,
    UsedFact,
    Window,
    Working,
)
from gaoxin.explaining.sources import document_marks, title_of
from gaoxin.explaining.words import bracket, listed, say
from gaoxin.quantities import Lang, format_date

_MARKS: Final = {"good": "✓", "bad": "✗", "open": "?"}
_STEP: Final = "  "
GROUPS: Final[tuple[Group, ...]] = ("due", "open", "not", "out")
MOST_MISSING = 8
"""Missing facts listed in the summary; the rest are with their clauses."""


def as_text(found: Explanation, full: bool = False) -> str:
    """The explanation in its own language. ``full``: the whole trace of every clause; else what
    is undetermined is shown by what is missing, and what is refused by why."""
    return "\n".join(line.rstrip() for line in _Text(found, full).lines()) + "\n"


class _Text:
    def __init__(self, found: Explanation, full: bool) -> None:
        self.found = found
        self.full = full
        self.lang: Lang = found.lang
        self.zh = found.lang == "zh"
        self.colon = "：" if self.zh else ": "

    def say(self, key: str) -> str:
        return say(key, self.lang)

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._summary()
        for group in GROUPS:
            awards = self.found.group(group)
            if awards:
                yield ""
                yield f"【{self.say(f'group_{group}')}】" if self.zh else self._heading(group)
                yield from self._group(awards)
        yield from self._together()
        yield from self._documents()

    def _heading(self, group: str) -> str:
        return self.say(f"group_{group}").upper()

    def _group(self, awards: list[Award]) -> Iterator[str]:
        for number, award in enumerate(awards, start=1):
            if self.full or award.group == "due":
                yield from self._award(award, number)
            else:
                yield from self._brief(award, number)

    # --- head and summary ------------------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        found = self.found
        key = bracket(found.key, self.lang) if found.key and found.key != found.whom else ""
        yield f"{found.whom}{key}"
        day = f"{self.say('on')}{self.colon}{format_date(found.on, self.lang)}"
        if found.known:
            known = format_date(found.known, self.lang)
            day += f"{'；' if self.zh else '; '}{self.say('known')}{self.colon}{known}"
        yield day

    def _summary(self) -> Iterator[str]:
        yield ""
        yield f"【{self.say('summary')}】" if self.zh else self.say("summary").upper()
        yield _STEP + counts(self.found)
        for total in self.found.totals:
            yield _STEP + total_text(total, self.lang)
        for warning in self.found.warnings:
            yield f"{_STEP}! {warning}"
        missing = gathered(self.found.missing, self.lang)
        shown = missing[:MOST_MISSING]
        if shown:
            yield f"{_STEP}{self.say('missing')}{self.colon}"
            for item in shown:
                yield _STEP * 2 + "- " + missing_text(item, self.lang)
            more = len(missing) - len(shown)
            if more > 0:
                yield _STEP * 2 + (
                    f"- 另有 {more} 项，见各条" if self.zh else f"- {more} more below"
                )
        for name, text in self.found.deadlines[:MOST_MISSING]:
            yield f"{_STEP}{self.say('by_when')}{self.colon}{name}{self.colon}{text}"

    # --- one clause ------------------------------------------------------------------------------

    def _title(self, award: Award, number: int) -> str:
        money = award.paid if award.group == "due" else ""
        if award.group == "open" and award.money:
            money = award.money
        parts = [f"{number}. {award.name}", award.label, money]
        return ("　" if self.zh else "  ").join(p for p in parts if p)

    def _source(self, award: Award) -> str:
        if award.document is None:
            return award.address
        number = self.found.said(award.document.front.number)
        text = title_of(award.document, self.lang) + bracket(number, self.lang)
        return f"{text}{marks_text(award.marks, self.lang)}  {award.address}"

    def _brief(self, award: Award, number: int) -> Iterator[str]:
        yield self._title(award, number)
        yield _STEP + self._source(award)
        if award.group == "out" and award.note:
            yield _STEP + award.note
        if award.consequence and award.group == "not":
            return
        if award.group == "not":
            for condition in award.detail.failed():
                yield from self._condition(condition, _STEP, brief=True)
        elif award.missing:
            yield _STEP + tally_text(award, self.lang)
            missing = gathered(award.missing, self.lang)
            names = listed((short_missing(m, self.lang) for m in missing), self.lang)
            yield f"{_STEP}{self.say('missing')}{self.colon}{names}"

    def _award(self, award: Award, number: int) -> Iterator[str]:
        yield self._title(award, number)
        yield _STEP + self._source(award)
        if award.note:
            yield _STEP + (award.note if award.group == "out" else self._note(award.note))
        for quote in award.detail.quotes:
            yield _STEP + quote_text(quote, self.lang)
        if award.detail.title:
            yield f"{_STEP}{self.say('validity')}{self.colon}{award.detail.title}"
        for name, where in award.detail.wheres:
            yield f"{_STEP}{self.say(variation_key(where))}{self.colon}{name}"
            if where is not None:
                yield from self._condition(where, _STEP * 2)
        if award.detail.conditions:
            yield f"{_STEP}{self.say('conditions')}"
            for condition in award.detail.conditions:
                yield from self._condition(condition, _STEP * 2)
        yield from self._amount(award)
        yield from self._practical(award)

    def _condition(self, shown: Shown, indent: str, brief: bool = False) -> Iterator[str]:
        mode = "" if shown.mode == "rule" else bracket(self.say(f"mode_{shown.mode}"), self.lang)
        status = f"{self.colon}{shown.status}" if shown.status else ""
        reason = bracket(shown.reason, self.lang)
        yield f"{indent}{_MARKS[shown.tone]} {shown.name}{mode}{status}{reason}"
        inner = indent + _STEP * 2
        if shown.quote:
            yield from self._quote(shown.quote, inner)
        sides = sides_text(shown, self.lang)
        if sides:
            yield inner + sides
        if shown.gap:
            yield inner + ("差距：" if self.zh else "Distance: ") + shown.gap
        if not brief:
            for working in shown.workings:
                yield from self._working(working, inner)
            for fact in shown.facts:
                yield f"{inner}{self.say('fact')}{self.colon}{fact_text(fact, self.lang)}"
        for item in gathered(shown.missing, self.lang):
            yield f"{inner}{self.say('missing')}{self.colon}{missing_text(item, self.lang)}"
        for part in shown.parts:
            if not brief or part.tone != "good":
                yield from self._condition(part, inner, brief)

    def _quote(self, quote: Quote, indent: str) -> Iterator[str]:
        if quote.words:
            yield indent + quote_text(quote, self.lang)
        for literal, op in quote.reads:
            because = f"{self.colon}{quote.because}" if quote.because else ""
            read = f"“{literal}”读作“{op}”" if self.zh else f"'{literal}' is read as '{op}'"
            yield f"{indent}{read}{because}"
        if quote.note:
            yield indent + self._note(quote.note)

    def _note(self, note: str) -> str:
        return ("注：" if self.zh else "Note: ") + note

    def _working(self, working: Working, indent: str) -> Iterator[str]:
        row = bracket(working.row, self.lang)
        yield f"{indent}{working.name} = {working.text}{row}"
        if working.quote:
            yield from self._quote(working.quote, indent + _STEP)
        for part in working.parts:
            yield from self._working(part, indent + _STEP)

    def _amount(self, award: Award) -> Iterator[str]:
        if award.detail.lines:
            yield f"{_STEP}{self.say('amount')}"
            for line in award.detail.lines:
                yield from self._line(line)
        for fact in award.detail.facts:
            yield f"{_STEP * 2}{self.say('fact')}{self.colon}{fact_text(fact, self.lang)}"
        for name, parts in (
            ("payers", award.detail.payers),
            ("instalments", award.detail.instalments),
        ):
            for part in parts:
                label = f"{self.say(name)}{self.colon}{part.name}"
                yield f"{_STEP * 2}{label} {part.share} {part.text}"
        for why in award.displaced:
            yield f"{_STEP * 2}{self.say('stackings')}{self.colon}{why}"
        if award.displaced or award.paid != award.money:
            yield f"{_STEP * 2}{self.say('received')}{self.colon}{award.paid}"
        if award.group == "due":
            for item in gathered(award.missing, self.lang):
                text = missing_text(item, self.lang)
                yield f"{_STEP * 2}{self.say('missing')}{self.colon}{text}"
        for text in award.detail.assumptions:
            yield f"{_STEP * 2}{self.say('assumptions')}{self.colon}{text}"

    def _line(self, line: AmountLine) -> Iterator[str]:
        detail = bracket(line.detail, self.lang)
        yield f"{_STEP * 2}{line.label}{detail}{self.colon}{line.text}"
        if line.quote:
            yield from self._quote(line.quote, _STEP * 3)
        for working in line.workings:
            yield from self._working(working, _STEP * 3)

    def _practical(self, award: Award) -> Iterator[str]:
        rows = (
            ("papers", listed(award.detail.papers, self.lang)),
            (
                "procedure",
                award.detail.procedure + bracket(listed(award.detail.clocks, self.lang), self.lang),
            ),
            ("windows", listed((self._window(w) for w in award.windows), self.lang)),
            ("undertakings", listed(award.detail.undertakings, self.lang)),
            ("per", award.detail.per),
            ("choice", listed(award.detail.choices, self.lang)),
        )
        for key, text in rows:
            if text:
                yield f"{_STEP}{self.say(key)}{self.colon}{text}"

    def _window(self, window: Window) -> str:
        first, last = (format_date(d, self.lang) for d in (window.start, window.end))
        return f"{first}至{last}" if self.zh else f"{first} to {last}"

    # --- together, documents ---------------------------------------------------------------------

    def _together(self) -> Iterator[str]:
        found = [t for t in self.found.together if self.full or t.worth_showing]
        if not found:
            return
        yield ""
        yield f"【{self.say('stackings')}】" if self.zh else self.say("stackings").upper()
        for one in found:
            yield from self._one_together(one)

    def _one_together(self, one: Together) -> Iterator[str]:
        total = f"{self.colon}{one.total}" if one.total else ""
        yield f"{one.name}{bracket(one.rule, self.lang)}{total}"
        for quote in one.quotes:
            yield from self._quote(quote, _STEP)
        for member in one.members:
            if not self.full and member.due == 0 and member.paid == 0:
                continue
            arrow = f"{member.due_text} → {member.paid_text}"
            why = bracket(member.why, self.lang)
            yield f"{_STEP}- {member.name}{self.colon}{arrow}{why}"
        for text in (*one.limits, *one.choices):
            yield _STEP + text
        for fact in one.facts:
            yield f"{_STEP}{self.say('fact')}{self.colon}{fact_text(fact, self.lang)}"
        for text in one.history:
            yield f"{_STEP}{self.say('history')}{self.colon}{text}"
        for item in gathered(one.missing, self.lang):
            yield f"{_STEP}{self.say('missing')}{self.colon}{missing_text(item, self.lang)}"
        for text in one.assumptions:
            yield f"{_STEP}{self.say('assumptions')}{self.colon}{text}"

    def _documents(self) -> Iterator[str]:
        marks = {m for d in self.found.documents for m in document_marks(d)}
        notes = [note for key, note in MARK_NOTES.items() if key in marks]
        if notes:
            yield ""
            for note in notes:
                yield note[not self.zh]


MARK_NOTES: Final = {
    "restated": (
        "［重述］条文由本库转述，不是发文机关的原文；引文只证明规则与转述一致。",
        "[restated] Retold by this library, not the issuer's own words; a quote proves only that "
        "rule and retelling agree.",
    ),
    "unverified": (
        "［未经核对］没有与官方文本核对过，请以原文为准。",
        "[unverified] Not checked against the official text; the original decides.",
    ),
    "partly": (
        "［部分核对］只有一部分与官方文本核对过。",
        "[partly verified] Only partly checked against the official text.",
    ),
}


# --- sentences also used elsewhere ---------------------------------------------------------------


def counts(found: Explanation) -> str:
    """How many clauses came out how."""
    zh = found.lang == "zh"
    parts = [
        f"{say(f'group_{g}', 'zh')} {n} 项" if zh else f"{n} {say(f'group_{g}', 'en').lower()}"
        for g in GROUPS
        if (n := len(found.group(g)))
    ]
    nothing = "没有可问的条款" if zh else "no clauses to ask"
    return ("；" if zh else "; ").join(parts) or nothing


def total_text(total: Total, lang: Lang) -> str:
    """``可得奖补：20万元；资料补齐后合计至多 50万元``."""
    zh = lang == "zh"
    if total.due is None:
        head = say("maybe", lang) + (total.label if zh else f" ({total.label})")
        return head + ("：" if zh else ": ") + total.most
    head = say("due_now", lang) + (total.label if zh else f" ({total.label})")
    text = head + ("：" if zh else ": ") + total.text
    if not total.more:
        return text
    return (
        f"{text}；{say('in_all', lang)}{total.most}"
        if zh
        else (f"{text}; {say('in_all', lang).lower()}: {total.most}")
    )


def variation_key(where: Shown | None) -> str:
    """A variation applies, or it is not known whether it does."""
    return "variations" if where is None or where.answer.truth else "variations_open"


def tally_text(award: Award, lang: Lang) -> str:
    """How far one is: conditions met, not known, not met."""
    numbers = zip(("met", "open", "not_met"), award.tally, strict=True)
    if lang == "zh":
        parts = [f"{say(key, lang)} {n}" for key, n in numbers if n]
        return f"条件 {sum(award.tally)} 项：{'、'.join(parts)}"
    parts = [f"{n} {say(key, lang)}" for key, n in numbers if n]
    return f"{sum(award.tally)} conditions: {', '.join(parts)}"


def marks_text(marks: Sequence[str], lang: Lang) -> str:
    """``［未经核对］［重述］``; official text carries none."""
    if lang == "zh":
        return "".join(f"［{say(m, lang)}］" for m in marks)
    return "".join(f" [{say(m, lang)}]" for m in marks)


def quote_text(quote: Quote, lang: Lang) -> str:
    """The words with article and document number."""
    words = "……".join(quote.words)
    place = quote.number or quote.title
    if lang == "zh":
        return f"“{words}”——{quote.heading}，{place}{marks_text(quote.marks, lang)}"
    return f"“{words}” ({quote.heading}, {place}){marks_text(quote.marks, lang)}"


def sides_text(shown: Shown, lang: Lang) -> str:
    """``本企业 2.9%，要求不低于 3%``."""
    if not shown.actual:
        return ""
    here, asked = say("actual", lang), say("limit", lang)
    if lang == "zh":
        return f"{here}：{shown.actual}；{asked}：{shown.limit}"
    return f"{here}: {shown.actual}; {asked}: {shown.limit}"


def _named(name: str, period: str, whose: str, lang: Lang) -> str:
    return (f"{whose} " if whose else "") + name + bracket(period, lang)


def fact_text(fact: UsedFact, lang: Lang) -> str:
    """A fact with its value, period, source and day of recording."""
    zh = lang == "zh"
    text = f"{_named(fact.name, fact.period, fact.whose, lang)} = {fact.value}"
    notes = []
    if fact.source:
        notes.append(f"来源 {fact.source}" if zh else f"source {fact.source}")
    if fact.recorded:
        day = format_date(fact.recorded, lang)
        notes.append(f"记录于{day}" if zh else f"recorded {day}")
    marked = marks_text(("unverified",), lang) if fact.unverified else ""
    return text + bracket(("，" if zh else ", ").join(notes), lang) + marked


def short_missing(item: Missing, lang: Lang) -> str:
    return _named(item.name, item.period, item.whose, lang)


def missing_text(item: Missing, lang: Lang) -> str:
    """What is missing, and where the enterprise finds it (or who decides)."""
    name = short_missing(item, lang)
    if not item.found:
        return name
    if isinstance(item.need, Judgement):
        return f"{name}，{item.found}" if lang == "zh" else f"{name}: {item.found}"
    return f"{name}，见{item.found}" if lang == "zh" else f"{name}: see {item.found}"
