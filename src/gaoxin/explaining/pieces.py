"""The pieces pages are made of: tables, quotes, workings, facts, things folded away."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from gaoxin.explaining.explanation import Explanation
from gaoxin.explaining.markup import Html, el, joined
from gaoxin.explaining.record import Quote, Record, UsedFact, Working
from gaoxin.explaining.text import place_text, reads_text
from gaoxin.explaining.words import bracket, listed, say
from gaoxin.quantities import Lang, Words, format_date


class Pieces:
    """Makes pieces of one explanation, in its language. ``full``: nothing is folded away."""

    def __init__(self, found: Explanation, full: bool = False) -> None:
        self.found: Record = found.record
        self.full = full
        self.lang: Lang = found.lang
        self.zh = found.lang == "zh"

    def say(self, key: str) -> str:
        return say(key, self.lang)

    def the(self, words: Words) -> str:
        return words.text(self.lang)

    def each(self, words: Sequence[Words]) -> str:
        return listed(map(self.the, words), self.lang)

    def folded(self, label: str, *inside: Html) -> Html:
        return el("details", el("summary", label), *inside, open="open" if self.full else "")

    def table(
        self, caption: str, heads: Sequence[str], rows: Sequence[Html], said: bool = False
    ) -> Html:
        """``said``: the caption stands above already and is only for those who hear the page."""
        head = [el("th", self.say(h), scope="col") for h in heads]
        return el(
            "table",
            el("caption", self.say(caption), class_="hidden" if said else ""),
            el("thead", el("tr", *head)) if head else None,
            el("tbody", *rows),
            class_="stack",
        )

    def cell(self, label: str, text: str, *more: str, number: bool = False) -> Html:
        return el("td", text, *more, data_label=self.say(label), class_="num" if number else "")

    def note(self, note: Words) -> tuple[str, Html]:
        return "注：" if self.zh else "Note: ", self.own(self.the(note))

    def own(self, text: str) -> Html:
        """Words of the documents, which are Chinese in the English page too."""
        return el("span", text, lang="zh-CN") if text and not self.zh else joined((text,))

    def marks(self, marks: Sequence[str]) -> Iterator[Html]:
        for mark in marks:
            yield Html(" ")
            yield el("span", self.say(mark), class_=f"mark {mark}")

    def quote(self, quote: Quote) -> Html:
        extra = [el("p", read, class_="note") for read in reads_text(quote, self.lang)]
        if quote.note:
            extra.append(el("p", *self.note(quote.note), class_="note"))
        if not quote.words:
            return joined(extra)
        words = el("p", "“" + "……".join(quote.words) + "”")
        foot = el("footer", place_text(quote, self.lang), *self.marks(quote.marks))
        return joined((el("blockquote", words, foot, lang="zh-CN"), *extra))

    def working(self, working: Working) -> Html:
        row = bracket(self.the(working.row), self.lang)
        return el(
            "div",
            el(
                "p",
                f"{self.the(working.label)} = {self.the(working.text)}",
                el("span", row, class_="rule") if row else None,
            ),
            self.quote(working.quote) if working.quote else None,
            *(self.working(p) for p in working.parts),
            class_="working",
        )

    def facts(self, used: Iterable[UsedFact]) -> Iterator[Html]:
        facts = {f.key: f for f in used}
        if not facts:
            return
        rows = [self.fact(f) for f in facts.values()]
        heads = ("fact", "period", "value", "source", "recorded")
        table = self.table("facts", heads, rows, said=True)
        label = f"所据事实 {len(facts)} 项" if self.zh else f"Facts used: {len(facts)}"
        yield self.folded(label, el("div", table, class_="scroll"))

    def fact(self, fact: UsedFact) -> Html:
        whose, name = self.the(fact.whose), self.the(fact.label)
        name = f"{whose} {name}" if whose else name
        marks = [] if fact.verified else list(self.marks(("unverified",)))
        day = format_date(fact.recorded, self.lang) if fact.recorded else ""
        return el(
            "tr",
            el("th", name, *marks, scope="row"),
            self.cell("period", self.the(fact.when)),
            self.cell("value", self.the(fact.text)),
            self.cell("source", fact.source),
            self.cell("recorded", day),
        )

    def row(self, name: str, detail: str, text: str, last: bool = False) -> Html:
        return el(
            "tr",
            el("th", name, scope="row"),
            el("td", detail),
            el("td", text, class_="num"),
            class_="last" if last else "",
        )

    def days(self, *days: date) -> str:
        first, last = (format_date(d, self.lang) for d in days)
        return f"{first}至{last}" if self.zh else f"{first} to {last}"
