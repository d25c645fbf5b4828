"""The pieces pages are made of: tables, quotes, workings, facts, things folded away."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from gaoxin.explaining.markup import Html, el, joined
from gaoxin.explaining.parts import (
    Explanation,
    Quote,
    UsedFact,
    Working,
)
from gaoxin.explaining.words import bracket, say
from gaoxin.quantities import Lang, format_date


class Pieces:
    """Makes pieces of one explanation, in its language. ``full``: nothing is folded away."""

    def __init__(self, found: Explanation, full: bool = False) -> None:
        self.found = found
        self.full = full
        self.lang: Lang = found.lang
        self.zh = found.lang == "zh"

    def say(self, key: str) -> str:
        return say(key, self.lang)

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

    def note(self, note: str) -> tuple[str, Html]:
        return "注：" if self.zh else "Note: ", self.own(note)

    def own(self, text: str) -> Html:
        """Words of the documents, which are Chinese in the English page too."""
        return el("span", text, lang="zh-CN") if text and not self.zh else joined((text,))

    def marks(self, marks: Sequence[str]) -> Iterator[Html]:
        for mark in marks:
            yield Html(" ")
            yield el("span", self.say(mark), class_=f"mark {mark}")

    def quote(self, quote: Quote) -> Html:
        place = quote.number or quote.title
        words = el("p", "“" + "……".join(quote.words) + "”") if quote.words else None
        source = f"{quote.heading}{'，' if self.zh else ', '}{place}"
        extra: list[Html] = []
        for literal, op in quote.reads:
            text = f"“{literal}”读作“{op}”" if self.zh else f"'{literal}' is read as '{op}'"
            because = f"{'：' if self.zh else ': '}{quote.because}" if quote.because else ""
            extra.append(el("p", text + because, class_="note"))
        if quote.note:
            extra.append(el("p", *self.note(quote.note), class_="note"))
        if words is None:
            return joined(extra)
        foot = el("footer", source, *self.marks(quote.marks))
        return joined((el("blockquote", words, foot, lang="zh-CN"), *extra))

    def working(self, working: Working) -> Html:
        row = bracket(working.row, self.lang)
        return el(
            "div",
            el(
                "p",
                f"{working.name} = {working.text}",
                el("span", row, class_="rule") if row else None,
            ),
            self.quote(working.quote) if working.quote else None,
            *(self.working(p) for p in working.parts),
            class_="working",
        )

    def facts(self, used: Iterable[UsedFact]) -> Iterator[Html]:
        facts = {f.looked.key: f for f in used}
        if not facts:
            return
        rows = [self.fact(f) for f in facts.values()]
        heads = ("fact", "period", "value", "source", "recorded")
        table = self.table("facts", heads, rows, said=True)
        label = f"所据事实 {len(facts)} 项" if self.zh else f"Facts used: {len(facts)}"
        yield self.folded(label, el("div", table, class_="scroll"))

    def fact(self, fact: UsedFact) -> Html:
        name = f"{fact.whose} {fact.name}" if fact.whose else fact.name
        marks = list(self.marks(("unverified",))) if fact.unverified else []
        day = format_date(fact.recorded, self.lang) if fact.recorded else ""
        return el(
            "tr",
            el("th", name, *marks, scope="row"),
            self.cell("period", fact.period),
            self.cell("value", fact.value),
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
