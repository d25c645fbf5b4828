"""One clause on the page: verdict and amount first, then conditions, then the trace."""

from collections.abc import Iterator, Sequence

from gaoxin.explaining.lacking import gathered
from gaoxin.explaining.markup import Html, el
from gaoxin.explaining.parts import (
    AmountLine,
    Award,
    Missing,
    Shown,
    UsedFact,
)
from gaoxin.explaining.pieces import Pieces
from gaoxin.explaining.sources import title_of
from gaoxin.explaining.text import missing_text, short_missing, tally_text, variation_key
from gaoxin.explaining.words import bracket, listed

_SIGNS = {"good": "✓", "bad": "✗", "open": "?"}
MOST_NAMED = 8


class Articles(Pieces):
    """Makes an article of every clause."""

    def award(self, award: Award) -> Html:
        money = award.paid if award.group == "due" else award.money
        head = el(
            "header",
            el("h3", award.name),
            el("span", award.label, class_=f"badge {award.group}"),
            el("span", money, class_="money") if money and award.group in {"due", "open"} else None,
        )
        inside = self._due(award) if award.group == "due" else self._rest(award)
        note = None
        if award.note:
            words = self.note(award.note) if award.group != "out" else (award.note,)
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
        if award.document is None:
            return el("p", award.address, class_="source")
        number = self.found.said(award.document.front.number)
        text = title_of(award.document, self.lang) + bracket(number, self.lang)
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
            failed = [self._condition(c, brief=True) for c in award.detail.failed()]
            yield el("ul", *failed, class_="conditions")
        whole = [*self._conditions(award), *self._amount(award), *self._practical(award)]
        whole += list(self._trace(award))
        if award.detail.conditions:
            label = "全部条件与依据" if self.zh else "All conditions and what they rest on"
            yield self.folded(label, *whole)

    def _names(self, items: Sequence[Missing]) -> str:
        names = listed((short_missing(m, self.lang) for m in items[:MOST_NAMED]), self.lang)
        more = len(items) - MOST_NAMED
        if more <= 0:
            return names
        return f"{names}，另 {more} 项" if self.zh else f"{names}, {more} more"

    def _conditions(self, award: Award) -> Iterator[Html]:
        if award.detail.quotes:
            yield el("h4", self.say("words"))
            yield from (self.quote(q) for q in award.detail.quotes)
        for name, where in award.detail.wheres:
            yield el("h4", f"{self.say(variation_key(where))} · {name}")
            if where is not None:
                yield el("ul", self._condition(where), class_="conditions")
        if award.detail.conditions:
            yield el("h4", self.say("conditions"))
            shown = [self._condition(c) for c in award.detail.conditions]
            yield el("ul", *shown, class_="conditions")

    def _condition(self, shown: Shown, brief: bool = False) -> Html:
        mode = "" if shown.mode == "rule" else bracket(self.say(f"mode_{shown.mode}"), self.lang)
        reason = bracket(shown.reason, self.lang)
        line = el(
            "div",
            el("span", _SIGNS[shown.tone], class_=f"sign {shown.tone}", aria_hidden="true"),
            el("span", shown.name + mode, class_="name"),
            el("span", shown.status + reason, class_="status"),
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

    def _under(self, shown: Shown, brief: bool) -> Iterator[Html]:
        if shown.quote:
            yield self.quote(shown.quote)
        if shown.actual:
            yield el(
                "p",
                f"{self.say('actual')} ",
                el("span", shown.actual, class_="rule"),
                f"{'；' if self.zh else '; '}{self.say('limit')} {shown.limit}",
                class_="sides",
            )
        if shown.gap:
            yield el("p", ("差距：" if self.zh else "Distance: ") + shown.gap, class_="gap")
        for item in gathered(shown.missing, self.lang):
            lead = self.say("missing") + ("：" if self.zh else ": ")
            yield el("p", lead + missing_text(item, self.lang), class_="lack")
        if not brief:
            for working in shown.workings:
                yield self.working(working)

    def _amount(self, award: Award) -> Iterator[Html]:
        if not award.detail.lines:
            return
        rows = [self._line(line) for line in award.detail.lines]
        for why in award.displaced:
            rows.append(self.row(self.say("stackings"), why, award.paid))
        label = self.say("received")
        rows.append(self.row(label, "", award.paid, last=True))
        yield self.table("amount", (), rows)
        workings = [self.working(w) for line in award.detail.lines for w in line.workings]
        yield from workings
        if award.group == "due":
            for item in gathered(award.missing, self.lang):
                lead = self.say("missing") + ("：" if self.zh else ": ")
                yield el("p", lead + missing_text(item, self.lang), class_="lack")
        for key, parts in (
            ("payers", award.detail.payers),
            ("instalments", award.detail.instalments),
        ):
            if parts:
                yield self.table(key, (), [self.row(p.name, p.share, p.text) for p in parts])
        if award.detail.assumptions:
            lead = self.say("assumptions") + ("：" if self.zh else ": ")
            yield el("p", lead + listed(award.detail.assumptions, self.lang), class_="note")

    def _line(self, line: AmountLine) -> Html:
        detail = el("span", line.detail, class_="rule") if line.line.step == "rule" else line.detail
        quote = self.quote(line.quote) if line.quote else ""
        return el(
            "tr",
            el("th", line.label, scope="row"),
            el("td", detail, quote),
            el("td", line.text, class_="num"),
        )

    def _practical(self, award: Award) -> Iterator[Html]:
        clocks = bracket(listed(award.detail.clocks, self.lang), self.lang)
        shown = award.windows if award.group in {"due", "open"} else ()
        windows = listed((self.days(w.start, w.end) for w in shown), self.lang)
        rows = (
            ("validity", award.detail.title),
            ("papers", self.own(listed(award.detail.papers, self.lang))),
            ("procedure", award.detail.procedure + clocks),
            ("windows", windows),
            ("undertakings", listed(award.detail.undertakings, self.lang)),
            ("per", award.detail.per),
            ("choice", listed(award.detail.choices, self.lang)),
        )
        pairs = [p for key, text in rows if text for p in (el("dt", self.say(key)), el("dd", text))]
        if pairs:
            yield el("dl", *pairs, class_="practical")

    def _trace(self, award: Award) -> Iterator[Html]:
        yield from self.facts(_facts(award))


def _facts(award: Award) -> Iterator[UsedFact]:
    def below(shown: Shown) -> Iterator[UsedFact]:
        yield from shown.facts
        for part in shown.parts:
            yield from below(part)

    for condition in award.detail.conditions:
        yield from below(condition)
    yield from award.detail.facts
