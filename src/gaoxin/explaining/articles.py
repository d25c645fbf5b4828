"""One clause on the page: verdict and amount first, then conditions, then the trace."""

from collections.abc import Iterator, Sequence

from gaoxin.explaining.holding import held_money
from gaoxin.explaining.lacking import gathered
from gaoxin.explaining.markup import Html, el
from gaoxin.explaining.pieces import Pieces
from gaoxin.explaining.record import AmountLine, Award, Condition, Missing, UsedFact
from gaoxin.explaining.text import (
    SIGNS,
    label_text,
    missing_text,
    short_missing,
    tally_text,
    variation_key,
)
from gaoxin.explaining.words import bracket, listed

MOST_NAMED = 8


class Articles(Pieces):
    """Makes an article of every clause."""

    def award(self, award: Award) -> Html:
        shown = award.received if award.group == "due" else award.money
        money = held_money(shown, self.lang, award.currency)
        head = el(
            "header",
            el("h3", self.the(award.name)),
            el("span", label_text(award, self.lang), class_=f"badge {award.group}"),
            el("span", money, class_="money") if money and award.group in {"due", "open"} else None,
        )
        inside = self._due(award) if award.group == "due" else self._rest(award)
        note = None
        if award.note:
            out = award.group == "out"
            words = (self.the(award.note),) if out else self.note(award.note)
            note = el("p", *words, class_="note")
        return el(
            "article",
            head,
            self._source(award),
            note,
            *inside,
            class_=f"award {award.group}",
        )

    def _source(self, award: Award) -> Html:
        source = self.found.source(award.text)
        if source is None:
            return el("p", award.address, class_="source")
        text = self.the(source.title) + bracket(self.the(source.numbered), self.lang)
        return el("p", text, *self.marks(award.marks), class_="source")

    def _due(self, award: Award) -> Iterator[Html]:
        yield from self._amount(award)
        yield from self._practical(award)
        yield from self._conditions(award)
        yield from self._trace(award)

    def _rest(self, award: Award) -> Iterator[Html]:
        """What is open or refused: why first, the whole trace folded away."""
        if award.group == "open" and award.missing:
            colon = "：" if self.zh else ": "
            names = self._names(gathered(award.missing, self.lang))
            yield el("p", tally_text(award, self.lang), class_="note")
            yield el("p", f"{self.say('missing')}{colon}{names}", class_="lack")
        if award.group == "not" and not award.consequence and not self.full:
            failed = [self._condition(c, brief=True) for c in award.failed()]
            yield el("ul", *failed, class_="conditions")
        whole = [*self._conditions(award), *self._amount(award), *self._practical(award)]
        whole += list(self._trace(award))
        if award.conditions:
            label = "全部条件与依据" if self.zh else "All conditions and what they rest on"
            yield self.folded(label, *whole)

    def _names(self, items: Sequence[Missing]) -> str:
        names = listed((short_missing(m, self.lang) for m in items[:MOST_NAMED]), self.lang)
        more = len(items) - MOST_NAMED
        if more <= 0:
            return names
        return f"{names}，另 {more} 项" if self.zh else f"{names}, {more} more"

    def _conditions(self, award: Award) -> Iterator[Html]:
        if award.quotes:
            yield el("h4", self.say("words"))
            yield from (self.quote(q) for q in award.quotes)
        for found in award.variations:
            yield el("h4", f"{self.say(variation_key(found.where))} · {self.the(found.label)}")
            if found.where is not None:
                yield el("ul", self._condition(found.where), class_="conditions")
        if award.conditions:
            yield el("h4", self.say("conditions"))
            shown = [self._condition(c) for c in award.conditions]
            yield el("ul", *shown, class_="conditions")

    def _condition(self, shown: Condition, brief: bool = False) -> Html:
        mode = "" if shown.mode == "rule" else bracket(self.say(f"mode_{shown.mode}"), self.lang)
        reason = bracket(self.the(shown.reason), self.lang)
        line = el(
            "div",
            el("span", SIGNS[shown.tone], class_=f"sign {shown.tone}", aria_hidden="true"),
            el("span", self.the(shown.label) + mode, class_="name"),
            el("span", self.the(shown.said) + reason, class_="status"),
            class_="cond",
        )
        under = [*self._under(shown, brief)]
        parts = [self._condition(p, brief) for p in shown.parts if not brief or p.tone != "good"]
        return el(
            "li",
            line,
            el("div", *under, class_="under") if under else None,
            el("ul", *parts, class_="conditions") if parts else None,
        )

    def _under(self, shown: Condition, brief: bool) -> Iterator[Html]:
        if shown.quote:
            yield self.quote(shown.quote)
        if shown.actual:
            yield el(
                "p",
                f"{self.say('actual')} ",
                el("span", self.the(shown.actual), class_="rule"),
                f"{'；' if self.zh else '; '}{self.say('limit')} {self.the(shown.limit)}",
                class_="sides",
            )
        if shown.gap:
            yield el(
                "p", ("差距：" if self.zh else "Distance: ") + self.the(shown.gap), class_="gap"
            )
        for item in gathered(shown.missing, self.lang):
            lead = self.say("missing") + ("：" if self.zh else ": ")
            yield el("p", lead + missing_text(item, self.lang), class_="lack")
        if not brief:
            for working in shown.workings:
                yield self.working(working)

    def _amount(self, award: Award) -> Iterator[Html]:
        if not award.lines:
            return
        rows = [self._line(line, award.currency) for line in award.lines]
        paid = held_money(award.received, self.lang, award.currency)
        for why in award.displaced:
            rows.append(self.row(self.say("stackings"), self.the(why), paid))
        rows.append(self.row(self.say("received"), "", paid, last=True))
        yield self.table("amount", (), rows)
        workings = [self.working(w) for line in award.lines for w in line.workings]
        yield from workings
        if award.group == "due":
            for item in gathered(award.missing, self.lang):
                lead = self.say("missing") + ("：" if self.zh else ": ")
                yield el("p", lead + missing_text(item, self.lang), class_="lack")
        for key, parts in (
            ("payers", award.payers),
            ("instalments", award.instalments),
        ):
            money = (held_money(p.money, self.lang, award.currency) for p in parts)
            rows = [
                self.row(self.the(p.name), p.share, m) for p, m in zip(parts, money, strict=True)
            ]
            if rows:
                yield self.table(key, (), rows)
        if award.assumptions:
            lead = self.say("assumptions") + ("：" if self.zh else ": ")
            yield el("p", lead + self.each(award.assumptions), class_="note")

    def _line(self, line: AmountLine, currency: str) -> Html:
        words = self.the(line.detail)
        detail = el("span", words, class_="rule") if line.step == "rule" else words
        quote = self.quote(line.quote) if line.quote else ""
        money = held_money(line.value, self.lang, currency) or self.say("absent")
        return el(
            "tr",
            el("th", self.say(f"line_{line.step}"), scope="row"),
            el("td", detail, quote),
            el("td", money, class_="num"),
        )

    def _practical(self, award: Award) -> Iterator[Html]:
        clocks = bracket(self.each(award.clocks), self.lang)
        shown = award.windows if award.group in {"due", "open"} else ()
        windows = listed((self.days(w.start, w.end) for w in shown), self.lang)
        rows = (
            ("validity", self.the(award.title)),
            ("papers", self.own(self.each(award.papers))),
            ("procedure", self.the(award.procedure) + clocks),
            ("windows", windows),
            ("undertakings", self.each(award.undertakings)),
            ("per", self.the(award.per)),
            ("choice", self.each([p.said for p in award.picks if p.said])),
        )
        pairs = [p for key, text in rows if text for p in (el("dt", self.say(key)), el("dd", text))]
        if pairs:
            yield el("dl", *pairs, class_="practical")

    def _trace(self, award: Award) -> Iterator[Html]:
        yield from self.facts(_facts(award))


def _facts(award: Award) -> Iterator[UsedFact]:
    for condition in award.conditions:
        yield from condition.used()
    yield from award.facts
