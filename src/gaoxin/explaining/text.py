"""An explanation as plain text for a terminal: summary first, then what is due, then the rest."""

from collections.abc import Iterator, Sequence
from typing import Final

from gaoxin.explaining.explanation import Explanation
from gaoxin.explaining.holding import held_money, summed
from gaoxin.explaining.lacking import gathered
from gaoxin.explaining.record import (
    AmountLine,
    Award,
    Condition,
    Group,
    Missing,
    Part,
    Quote,
    Record,
    Together,
    Total,
    UsedFact,
    Window,
    Working,
)
from gaoxin.explaining.words import bracket, listed, say
from gaoxin.quantities import Lang, Words, format_date

SIGNS: Final = {"good": "✓", "bad": "✗", "open": "?", "withheld": "–"}
_STEP: Final = "  "
GROUPS: Final[tuple[Group, ...]] = ("due", "open", "not", "out", "withheld")
MOST_MISSING = 8
"""Missing facts listed in the summary; the rest are with their clauses."""


def as_text(found: Explanation, full: bool = False) -> str:
    """The explanation in its own language. ``full``: the whole trace of every clause; else what
    is undetermined is shown by what is missing, and what is refused by why."""
    return "\n".join(line.rstrip() for line in _Text(found, full).lines()) + "\n"


class _Text:
    def __init__(self, found: Explanation, full: bool) -> None:
        self.found: Record = found.record
        self.full = full
        self.lang: Lang = found.lang
        self.zh = found.lang == "zh"
        self.colon = "：" if self.zh else ": "

    def say(self, key: str) -> str:
        return say(key, self.lang)

    def the(self, words: Words) -> str:
        return words.text(self.lang)

    def each(self, words: Sequence[Words]) -> str:
        return listed(map(self.the, words), self.lang)

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
        whom = self.the(found.whom)
        key = bracket(found.id, self.lang) if found.id and found.id != whom else ""
        yield f"{whom}{key}"
        day = f"{self.say('on')}{self.colon}{format_date(found.on, self.lang)}"
        if found.known:
            known = format_date(found.known, self.lang)
            day += f"{'；' if self.zh else '; '}{self.say('known')}{self.colon}{known}"
        yield day

    def _summary(self) -> Iterator[str]:
        yield ""
        yield f"【{self.say('summary')}】" if self.zh else self.say("summary").upper()
        yield _STEP + counts(self.found, self.lang)
        for total in self.found.totals:
            yield _STEP + total_text(total, self.lang)
        if self.found.withheld:
            yield _STEP + withheld_text(self.found, self.lang)
        for warning in self.found.warnings:
            yield f"{_STEP}! {self.the(warning.text)}"
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
        for deadline in self.found.deadlines[:MOST_MISSING]:
            name = self.the(self.found.name_of(deadline.address))
            text = self.the(deadline.text)
            yield f"{_STEP}{self.say('by_when')}{self.colon}{name}{self.colon}{text}"

    # --- one clause ------------------------------------------------------------------------------

    def _title(self, award: Award, number: int) -> str:
        money = ""
        if award.group == "due" or (award.group == "open" and award.money):
            shown = award.received if award.group == "due" else award.money
            money = held_money(shown, self.lang, award.currency)
        parts = [f"{number}. {self.the(award.name)}", label_text(award, self.lang), money]
        return ("　" if self.zh else "  ").join(p for p in parts if p)

    def _source(self, award: Award) -> str:
        source = self.found.source(award.text)
        if source is None:
            return award.address
        text = self.the(source.title) + bracket(self.the(source.numbered), self.lang)
        return f"{text}{marks_text(award.marks, self.lang)}  {award.address}"

    def _brief(self, award: Award, number: int) -> Iterator[str]:
        yield self._title(award, number)
        yield _STEP + self._source(award)
        if award.group == "out" and award.note:
            yield _STEP + self.the(award.note)
        if award.consequence and award.group == "not":
            return
        if award.group == "not":
            for condition in award.failed():
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
            note = self.the(award.note)
            yield _STEP + (note if award.group == "out" else self._note(note))
        for quote in award.quotes:
            yield _STEP + quote_text(quote, self.lang)
        if award.title:
            yield f"{_STEP}{self.say('validity')}{self.colon}{self.the(award.title)}"
        for found in award.variations:
            label = self.the(found.label)
            yield f"{_STEP}{self.say(variation_key(found.where))}{self.colon}{label}"
            if found.where is not None:
                yield from self._condition(found.where, _STEP * 2)
        if award.conditions:
            yield f"{_STEP}{self.say('conditions')}"
            for condition in award.conditions:
                yield from self._condition(condition, _STEP * 2)
        yield from self._amount(award)
        yield from self._practical(award)

    def _condition(self, shown: Condition, indent: str, brief: bool = False) -> Iterator[str]:
        mode = "" if shown.mode == "rule" else bracket(self.say(f"mode_{shown.mode}"), self.lang)
        status = f"{self.colon}{self.the(shown.said)}" if shown.said else ""
        reason = bracket(self.the(shown.reason), self.lang)
        yield f"{indent}{SIGNS[shown.tone]} {self.the(shown.label)}{mode}{status}{reason}"
        inner = indent + _STEP * 2
        if shown.quote:
            yield from self._quote(shown.quote, inner)
        sides = sides_text(shown, self.lang)
        if sides:
            yield inner + sides
        if shown.gap:
            yield inner + ("差距：" if self.zh else "Distance: ") + self.the(shown.gap)
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
        yield from (indent + read for read in reads_text(quote, self.lang))
        if quote.note:
            yield indent + self._note(self.the(quote.note))

    def _note(self, note: str) -> str:
        return ("注：" if self.zh else "Note: ") + note

    def _working(self, working: Working, indent: str) -> Iterator[str]:
        row = bracket(self.the(working.row), self.lang)
        yield f"{indent}{self.the(working.label)} = {self.the(working.text)}{row}"
        if working.quote:
            yield from self._quote(working.quote, indent + _STEP)
        for part in working.parts:
            yield from self._working(part, indent + _STEP)

    def _amount(self, award: Award) -> Iterator[str]:
        if award.lines:
            yield f"{_STEP}{self.say('amount')}"
            for line in award.lines:
                yield from self._line(line, award.currency)
        for fact in award.facts:
            yield f"{_STEP * 2}{self.say('fact')}{self.colon}{fact_text(fact, self.lang)}"
        yield from self._parts("payers", award.payers, award.currency)
        yield from self._parts("instalments", award.instalments, award.currency)
        for why in award.displaced:
            yield f"{_STEP * 2}{self.say('stackings')}{self.colon}{self.the(why)}"
        paid, due = (
            held_money(m, self.lang, award.currency) for m in (award.received, award.money)
        )
        if award.displaced or paid != due:
            yield f"{_STEP * 2}{self.say('received')}{self.colon}{paid}"
        if award.group == "due":
            for item in gathered(award.missing, self.lang):
                text = missing_text(item, self.lang)
                yield f"{_STEP * 2}{self.say('missing')}{self.colon}{text}"
        for assumption in award.assumptions:
            yield f"{_STEP * 2}{self.say('assumptions')}{self.colon}{self.the(assumption)}"

    def _parts(self, key: str, parts: Sequence[Part], currency: str) -> Iterator[str]:
        for part in parts:
            label = f"{self.say(key)}{self.colon}{self.the(part.name)}"
            money = held_money(part.money, self.lang, currency)
            yield f"{_STEP * 2}{label} {part.share} {money}"

    def _line(self, line: AmountLine, currency: str) -> Iterator[str]:
        label = self.say(f"line_{line.step}") + bracket(self.the(line.detail), self.lang)
        money = held_money(line.value, self.lang, currency) or self.say("absent")
        yield f"{_STEP * 2}{label}{self.colon}{money}"
        if line.quote:
            yield from self._quote(line.quote, _STEP * 3)
        for working in line.workings:
            yield from self._working(working, _STEP * 3)

    def _practical(self, award: Award) -> Iterator[str]:
        rows = (
            ("papers", self.each(award.papers)),
            ("procedure", self.the(award.procedure) + bracket(self.each(award.clocks), self.lang)),
            ("windows", listed((self._window(w) for w in award.windows), self.lang)),
            ("undertakings", self.each(award.undertakings)),
            ("per", self.the(award.per)),
            ("choice", self.each([p.said for p in award.picks if p.said])),
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
        total = (
            f"{self.colon}{held_money(one.total, self.lang, one.currency)}" if one.in_force else ""
        )
        yield f"{self.the(one.name)}{bracket(self.the(one.rule), self.lang)}{total}"
        for quote in one.quotes:
            yield from self._quote(quote, _STEP)
        for member in one.members:
            if not self.full and member.nothing and member.paid and member.paid.nothing:
                continue
            due, paid = (held_money(m, self.lang, one.currency) for m in (member.due, member.paid))
            why = bracket(self.the(member.why), self.lang)
            yield f"{_STEP}- {self.the(member.name)}{self.colon}{due} → {paid}{why}"
        for words in (*one.limits, *one.offers):
            yield _STEP + self.the(words)
        for fact in one.facts:
            yield f"{_STEP}{self.say('fact')}{self.colon}{fact_text(fact, self.lang)}"
        for words in one.paid:
            yield f"{_STEP}{self.say('history')}{self.colon}{self.the(words)}"
        for item in gathered(one.missing, self.lang):
            yield f"{_STEP}{self.say('missing')}{self.colon}{missing_text(item, self.lang)}"
        for words in one.assumptions:
            yield f"{_STEP}{self.say('assumptions')}{self.colon}{self.the(words)}"

    def _documents(self) -> Iterator[str]:
        marks = {m for s in self.found.sources for m in s.marks}
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


def counts(found: Record, lang: Lang) -> str:
    """How many clauses came out how."""
    zh = lang == "zh"
    parts = [
        f"{say(f'group_{g}', 'zh')} {n} 项" if zh else f"{n} {say(f'group_{g}', 'en').lower()}"
        for g in GROUPS
        if (n := len(found.group(g)))
    ]
    nothing = "没有可问的条款" if zh else "no clauses to ask"
    return ("；" if zh else "; ").join(parts) or nothing


def label_text(award: Award, lang: Lang) -> str:
    """What came out of a clause."""
    applies = {"yes": "applies", "no": "does_not_apply"} if award.consequence else {}
    key = applies.get(award.verdict, award.verdict)
    if award.verdict == "yes" and award.money is not None and award.money.nothing:
        key = "nothing_now"
    return say(key, lang)


def withheld_text(found: Record, lang: Lang) -> str:
    """That there is something which the reader may not see."""
    reader = say(f"for_{found.audience}", lang)
    if lang == "zh":
        return f"本文供{reader}阅读，不可公开的内容及由其得出的结论、金额不在其中。"
    return (
        f"Made for {reader}. What they may not see is left out, with answers and sums made of it."
    )


def total_words(total: Total, lang: Lang) -> tuple[str, str]:
    """What is due of a form, and what it may come to."""
    most = summed((total.low, total.high))
    return (held_money(total.due, lang, total.currency), held_money(most, lang, total.currency))


def total_text(total: Total, lang: Lang) -> str:
    """``可得奖补：20万元；资料补齐后合计至多 50万元``."""
    zh = lang == "zh"
    due, most = total_words(total, lang)
    label = say(total.form, lang)
    if total.due is None:
        head = say("maybe", lang) + (label if zh else f" ({label})")
        return head + ("：" if zh else ": ") + most
    head = say("due_now", lang) + (label if zh else f" ({label})")
    text = head + ("：" if zh else ": ") + due
    if not total.more:
        return text
    return (
        f"{text}；{say('in_all', lang)}{most}"
        if zh
        else (f"{text}; {say('in_all', lang).lower()}: {most}")
    )


def variation_key(where: Condition | None) -> str:
    """A variation applies, or it is not known whether it does."""
    return "variations" if where is None or where.truth else "variations_open"


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
    place = place_text(quote, lang)
    if lang == "zh":
        return f"“{words}”——{place}{marks_text(quote.marks, lang)}"
    return f"“{words}” ({place}){marks_text(quote.marks, lang)}"


def place_text(quote: Quote, lang: Lang) -> str:
    """Article and document of a quote."""
    text = quote.number.text(lang) or quote.title.text(lang)
    return f"{quote.heading}{'，' if lang == 'zh' else ', '}{text}"


def reads_text(quote: Quote, lang: Lang) -> Iterator[str]:
    """How numbers were read against the plain words, and why."""
    zh = lang == "zh"
    why = quote.because.text(lang)
    because = f"{'：' if zh else ': '}{why}" if why else ""
    for literal, op in quote.reads:
        said = op.text(lang)
        read = f"“{literal}”读作“{said}”" if zh else f"'{literal}' is read as '{said}'"
        yield read + because


def sides_text(shown: Condition, lang: Lang) -> str:
    """``本企业 2.9%，要求不低于 3%``."""
    if not shown.actual:
        return ""
    here, asked = say("actual", lang), say("limit", lang)
    actual, limit = shown.actual.text(lang), shown.limit.text(lang)
    if lang == "zh":
        return f"{here}：{actual}；{asked}：{limit}"
    return f"{here}: {actual}; {asked}: {limit}"


def _named(found: UsedFact | Missing, lang: Lang) -> str:
    whose = found.whose.text(lang)
    name = found.label.text(lang) + bracket(found.when.text(lang), lang)
    return f"{whose} {name}" if whose else name


def fact_text(fact: UsedFact, lang: Lang) -> str:
    """A fact with its value, period, source and day of recording."""
    zh = lang == "zh"
    text = f"{_named(fact, lang)} = {fact.text.text(lang)}"
    notes = []
    if fact.source:
        notes.append(f"来源 {fact.source}" if zh else f"source {fact.source}")
    if fact.recorded:
        day = format_date(fact.recorded, lang)
        notes.append(f"记录于{day}" if zh else f"recorded {day}")
    marked = "" if fact.verified else marks_text(("unverified",), lang)
    return text + bracket(("，" if zh else ", ").join(notes), lang) + marked


def short_missing(item: Missing, lang: Lang) -> str:
    return _named(item, lang)


def missing_text(item: Missing, lang: Lang) -> str:
    """What is missing, and where the enterprise finds it (or who decides)."""
    name, found = short_missing(item, lang), item.found.text(lang)
    if not found:
        return name
    if item.kind == "judgement":
        return f"{name}，{found}" if lang == "zh" else f"{name}: {found}"
    return f"{name}，见{found}" if lang == "zh" else f"{name}: see {found}"
