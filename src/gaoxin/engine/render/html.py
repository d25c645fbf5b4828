"""An explanation as one HTML file: no script, no address outside, readable on paper and phone."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from importlib.resources import files

from gaoxin import __version__
from gaoxin.engine.render.lacking import gathered
from gaoxin.engine.render.parts import (
    AmountLine,
    Award,
    Explanation,
    Missing,
    Quote,
    Shown,
    Together,
    Total,
    UsedFact,
    Working,
)
from gaoxin.engine.render.sources import document_marks, title_of
from gaoxin.engine.render.text import GROUPS, MARK_NOTES, missing_text, short_missing, tally_text
from gaoxin.engine.render.words import bracket, listed, say
from gaoxin.policy.form import Document
from gaoxin.quantities import Lang, format_date

_SIGNS = {"good": "✓", "bad": "✗", "open": "?"}
MOST_MISSING = 8


class Html(str):
    """Text that is already HTML."""

    __slots__ = ()


def el(tag: str, *children: str | None, **attributes: str) -> Html:
    """An element; plain text is escaped, ``class_`` and ``data_label`` become attributes."""
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    inner = "".join(c if isinstance(c, Html) else escape(c) for c in children if c)
    return Html(f"<{tag}{named}>{inner}</{tag}>")


def joined(parts: Iterable[str | None]) -> Html:
    """Parts one after the other; plain text is escaped."""
    return Html("".join(p if isinstance(p, Html) else escape(p) for p in parts if p))


def as_html(found: Explanation, full: bool = False) -> str:
    """A whole page. ``full``: nothing is folded away."""
    lang = "zh-CN" if found.lang == "zh" else "en"
    title = f"{found.whom} · {say('title', found.lang)}"
    head = joined(
        (
            Html('<meta charset="utf-8">'),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            el("title", title),
            Html(f"<style>{style()}</style>"),
        )
    )
    skip = "跳到正文" if found.lang == "zh" else "Skip to content"
    body = joined((el("a", skip, class_="skip", href="#content"), _Page(found, full).sheet()))
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>{head}</head>\n'
        f'<body class="gx">{body}</body>\n</html>\n'
    )


def as_fragment(found: Explanation) -> str:
    """The same inside another page, such as a notebook."""
    lang = "zh-CN" if found.lang == "zh" else "en"
    inner = joined((Html(f"<style>{style()}</style>"), _Page(found).sheet()))
    return el("div", inner, class_="gx", lang=lang)


def style() -> str:
    """The style sheet of the page."""
    return (files(__package__) / "assets" / "page.css").read_text(encoding="utf-8")


class _Page:
    def __init__(self, found: Explanation, full: bool = False) -> None:
        self.found = found
        self.full = full
        self.lang: Lang = found.lang
        self.zh = found.lang == "zh"

    def say(self, key: str) -> str:
        return say(key, self.lang)

    def sheet(self) -> Html:
        main = joined((self._summary(), *self._groups(), *self._together(), self._documents()))
        return el(
            "div", self._masthead(), el("main", main, id="content"), self._foot(), class_="sheet"
        )

    # --- head, summary, foot ---------------------------------------------------------------------

    def _masthead(self) -> Html:
        found = self.found
        rows = [(self.say("on"), format_date(found.on, self.lang))]
        if found.key and found.key != found.whom:
            rows.insert(0, (self._key_label(), found.key))
        if found.known:
            rows.append((self.say("known"), format_date(found.known, self.lang)))
        pairs = [el("div", el("dt", name), el("dd", value)) for name, value in rows]
        return el(
            "header",
            el("p", self.say("title"), class_="kind"),
            el("h1", found.whom),
            el("dl", *pairs, class_="facts-line"),
            class_="masthead",
        )

    def _key_label(self) -> str:
        if self.found.entity.kind == "enterprise":
            return "统一社会信用代码" if self.zh else "Credit code"
        return "编号" if self.zh else "Key"

    def _summary(self) -> Html:
        found = self.found
        warnings = [el("p", w, class_="warning", role="note") for w in found.warnings]
        return el(
            "section",
            el("h2", self.say("summary"), id="summary"),
            self._sums(),
            self._maybe(),
            el("ul", *self._tally(), class_="tally"),
            *warnings,
            self._missing_table(),
            self._deadlines(),
            class_="summary",
            aria_labelledby="summary",
        )

    def _sums(self) -> Html | None:
        due = [self._total(t) for t in self.found.totals if t.due is not None]
        if due:
            return el("dl", *due, class_="totals")
        if self.found.group("due"):
            return None
        nothing = "现在还没有可享受的" if self.zh else "Nothing is due yet"
        if not self.found.group("open"):
            nothing = "没有可享受的" if self.zh else "Nothing is due"
        return el("p", nothing, class_="nothing")

    def _total(self, total: Total) -> Html:
        label = f"{self.say('due_now')}{bracket(total.label, self.lang)}"
        most = None
        if total.more:
            gap = "" if self.zh else ": "
            most = el("dd", f"{self.say('in_all')}{gap}{total.most}", class_="most")
        return el("div", el("dt", label), el("dd", total.text, class_="sum"), most, class_="total")

    def _maybe(self) -> Html | None:
        """Forms of which nothing is due yet."""
        rows = [
            f"{t.label} {t.most}" if self.zh else f"{t.label}: {t.most}"
            for t in self.found.totals
            if t.due is None
        ]
        if not rows:
            return None
        text = ("；" if self.zh else "; ").join(rows)
        return el("p", f"{self.say('maybe')}{'：' if self.zh else ': '}{text}", class_="lack maybe")

    def _tally(self) -> Iterator[Html]:
        for group in GROUPS:
            number = len(self.found.group(group))
            if number:
                name = self.say(f"group_{group}")
                text = f"{name} {number} 项" if self.zh else f"{number} {name.lower()}"
                yield el("li", text, class_=f"badge {group}")

    def _missing_table(self) -> Html | None:
        items = gathered(self.found.missing, self.lang)
        if not items:
            return None
        several = len(self.found.awards) > 1
        rows = [
            el(
                "tr",
                el("th", short_missing(m, self.lang), scope="row"),
                self._cell("found", m.found),
                self._cell("serves", self._serves(m)) if several else None,
            )
            for m in items[:MOST_MISSING]
        ]
        heads = ("fact", "found", "serves") if several else ("fact", "found")
        table = self._table("missing", heads, rows)
        more = len(items) - MOST_MISSING
        if more <= 0:
            return table
        rest = el("ul", *(el("li", missing_text(m, self.lang)) for m in items[MOST_MISSING:]))
        label = f"另有 {more} 项" if self.zh else f"{more} more"
        return joined((table, self._folded(label, rest)))

    def _folded(self, label: str, *inside: Html) -> Html:
        return el("details", el("summary", label), *inside, open="open" if self.full else "")

    def _serves(self, item: Missing) -> str:
        names = [self.found.name_of(a) for a in item.serves]
        some = listed(names[:3], self.lang)
        if len(names) <= 3:
            return some
        return f"{some} 等 {len(names)} 项" if self.zh else f"{some} and {len(names) - 3} more"

    def _deadlines(self) -> Html | None:
        rows = [
            el("tr", el("th", name, scope="row"), el("td", text))
            for name, text in self.found.deadlines
        ]
        return self._table("by_when", (), rows) if rows else None

    def _foot(self) -> Html:
        marks = {m for d in self.found.documents for m in document_marks(d)}
        notes = [el("p", note[not self.zh]) for key, note in MARK_NOTES.items() if key in marks]
        made = (
            f"由高新 {__version__} 依文件逐条算得；条文以发文机关的原文为准。"
            if self.zh
            else f"Worked out article by article by Gaoxin {__version__}; "
            "the issuer's original text decides."
        )
        return el("footer", *notes, el("p", made), class_="foot")

    # --- tables ----------------------------------------------------------------------------------

    def _table(
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

    def _cell(self, label: str, text: str, *more: str, number: bool = False) -> Html:
        return el("td", text, *more, data_label=self.say(label), class_="num" if number else "")

    # --- clauses ---------------------------------------------------------------------------------

    def _groups(self) -> Iterator[Html]:
        for group in GROUPS:
            awards = self.found.group(group)
            if awards:
                count = f"{len(awards)} 项" if self.zh else str(len(awards))
                heading = el(
                    "h2",
                    self.say(f"group_{group}"),
                    el("span", count, class_="count"),
                    id=f"group-{group}",
                )
                yield el(
                    "section",
                    heading,
                    *(self._award(a) for a in awards),
                    aria_labelledby=f"group-{group}",
                )

    def _award(self, award: Award) -> Html:
        money = award.paid if award.group == "due" else award.money
        head = el(
            "header",
            el("h3", award.name),
            el("span", award.label, class_=f"badge {award.group}"),
            el("span", money, class_="money") if money and award.group in {"due", "open"} else None,
        )
        inside = self._due(award) if award.group == "due" else self._rest(award)
        note = el("p", *self._note(award.note), class_="note") if award.note else None
        return el(
            "article",
            head,
            self._source(award),
            note,
            *inside,
            class_=f"award {award.group}",
        )

    def _note(self, note: str) -> tuple[str, Html]:
        return "注：" if self.zh else "Note: ", self._own(note)

    def _own(self, text: str) -> Html:
        """Words of the documents, which are Chinese in the English page too."""
        return el("span", text, lang="zh-CN") if text and not self.zh else joined((text,))

    def _source(self, award: Award) -> Html:
        if award.document is None:
            return el("p", award.address, class_="source")
        number = award.document.front.number
        text = title_of(award.document, self.lang) + bracket(number, self.lang)
        return el("p", text, *self._marks(award.marks), class_="source")

    def _marks(self, marks: Sequence[str]) -> Iterator[Html]:
        for mark in marks:
            yield Html(" ")
            yield el("span", self.say(mark), class_=f"mark {mark}")

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
        if award.group == "not" and not award.consequence:
            failed = [self._condition(c, brief=True) for c in award.detail.failed()]
            yield el("ul", *failed, class_="conditions")
        whole = [*self._conditions(award), *self._amount(award), *self._practical(award)]
        whole += list(self._trace(award))
        if award.detail.conditions:
            label = "全部条件与依据" if self.zh else "All conditions and what they rest on"
            yield self._folded(label, *whole)

    def _names(self, items: Sequence[Missing]) -> str:
        names = listed((short_missing(m, self.lang) for m in items[:MOST_MISSING]), self.lang)
        more = len(items) - MOST_MISSING
        if more <= 0:
            return names
        return f"{names}，另 {more} 项" if self.zh else f"{names}, {more} more"

    def _conditions(self, award: Award) -> Iterator[Html]:
        if award.detail.quotes:
            yield el("h4", self.say("words"))
            yield from (self._quote(q) for q in award.detail.quotes)
        for name, where in award.detail.wheres:
            yield el("h4", f"{self.say('variations')} · {name}")
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
            yield self._quote(shown.quote)
        if shown.actual:
            yield el(
                "p",
                f"{self.say('actual')} ",
                el("code", shown.actual),
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
                yield self._working(working)

    def _quote(self, quote: Quote) -> Html:
        place = quote.number or quote.title
        words = el("p", "“" + "……".join(quote.words) + "”") if quote.words else None
        source = f"{quote.heading}{'，' if self.zh else ', '}{place}"
        extra: list[Html] = []
        for literal, op in quote.reads:
            text = f"“{literal}”读作“{op}”" if self.zh else f"'{literal}' is read as '{op}'"
            because = f"{'：' if self.zh else ': '}{quote.because}" if quote.because else ""
            extra.append(el("p", text + because, class_="note"))
        if quote.note:
            extra.append(el("p", *self._note(quote.note), class_="note"))
        if words is None:
            return joined(extra)
        foot = el("footer", source, *self._marks(quote.marks))
        return joined((el("blockquote", words, foot, lang="zh-CN"), *extra))

    def _working(self, working: Working) -> Html:
        row = bracket(working.row, self.lang)
        return el(
            "div",
            el("p", f"{working.name} = {working.text}", el("code", row) if row else None),
            self._quote(working.quote) if working.quote else None,
            *(self._working(p) for p in working.parts),
            class_="working",
        )

    # --- amount, papers, facts -------------------------------------------------------------------

    def _amount(self, award: Award) -> Iterator[Html]:
        if not award.detail.lines:
            return
        rows = [self._line(line) for line in award.detail.lines]
        for why in award.displaced:
            rows.append(self._row(self.say("stackings"), why, award.paid))
        label = self.say("received")
        rows.append(self._row(label, "", award.paid, last=True))
        yield self._table("amount", (), rows)
        workings = [self._working(w) for line in award.detail.lines for w in line.workings]
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
                yield self._table(key, (), [self._row(p.name, p.share, p.text) for p in parts])
        if award.detail.assumptions:
            lead = self.say("assumptions") + ("：" if self.zh else ": ")
            yield el("p", lead + listed(award.detail.assumptions, self.lang), class_="note")

    def _line(self, line: AmountLine) -> Html:
        detail = el("code", line.detail) if line.line.step == "rule" else line.detail
        quote = self._quote(line.quote) if line.quote else ""
        return el(
            "tr",
            el("th", line.label, scope="row"),
            el("td", detail, quote),
            el("td", line.text, class_="num"),
        )

    def _row(self, name: str, detail: str, text: str, last: bool = False) -> Html:
        return el(
            "tr",
            el("th", name, scope="row"),
            el("td", detail),
            el("td", text, class_="num"),
            class_="last" if last else "",
        )

    def _practical(self, award: Award) -> Iterator[Html]:
        clocks = bracket(listed(award.detail.clocks, self.lang), self.lang)
        windows = listed((self._days(w.start, w.end) for w in award.windows), self.lang)
        rows = (
            ("validity", award.detail.title),
            ("papers", self._own(listed(award.detail.papers, self.lang))),
            ("procedure", award.detail.procedure + clocks),
            ("windows", windows),
            ("undertakings", listed(award.detail.undertakings, self.lang)),
        )
        pairs = [p for key, text in rows if text for p in (el("dt", self.say(key)), el("dd", text))]
        if pairs:
            yield el("dl", *pairs, class_="practical")

    def _days(self, *days: date) -> str:
        first, last = (format_date(d, self.lang) for d in days)
        return f"{first}至{last}" if self.zh else f"{first} to {last}"

    def _trace(self, award: Award) -> Iterator[Html]:
        yield from self._facts(_facts(award))

    def _facts(self, used: Iterable[UsedFact]) -> Iterator[Html]:
        facts = {f.looked.key: f for f in used}
        if not facts:
            return
        rows = [self._fact(f) for f in facts.values()]
        table = self._table("facts", ("fact", "period", "value", "source", "recorded"), rows)
        label = f"所据事实 {len(facts)} 项" if self.zh else f"Facts used: {len(facts)}"
        yield self._folded(label, el("div", table, class_="scroll"))

    def _fact(self, fact: UsedFact) -> Html:
        name = f"{fact.whose} {fact.name}" if fact.whose else fact.name
        marks = list(self._marks(("unverified",))) if fact.unverified else []
        day = format_date(fact.recorded, self.lang) if fact.recorded else ""
        return el(
            "tr",
            el("th", name, *marks, scope="row"),
            self._cell("period", fact.period),
            self._cell("value", fact.value),
            self._cell("source", fact.source),
            self._cell("recorded", day),
        )

    # --- together, documents ---------------------------------------------------------------------

    def _together(self) -> Iterator[Html]:
        shown = [t for t in self.found.together if t.worth_showing]
        if shown:
            yield el("h2", self.say("stackings"))
            yield from (self._one(t) for t in shown)

    def _one(self, one: Together) -> Html:
        rows = [
            el(
                "tr",
                el("th", m.name, scope="row"),
                self._cell("before", m.due_text, number=True),
                self._cell("received", m.paid_text, number=True),
                self._cell("why", m.why),
            )
            for m in one.members
            if m.due != 0 or m.paid != 0
        ]
        heads = [
            el("th", self.say("items"), scope="col"),
            el("th", self.say("before"), scope="col", class_="num"),
            el("th", self.say("after"), scope="col", class_="num"),
            el("th", self.say("why"), scope="col"),
        ]
        table = el(
            "table",
            el("thead", el("tr", *heads)),
            el("tbody", *rows),
            class_="stack",
        )
        notes = [*one.limits, *one.choices]
        notes += [f"{self.say('history')} {h}" for h in one.history]
        lacking = [missing_text(m, self.lang) for m in gathered(one.missing, self.lang)]
        lead = self.say("missing") + ("：" if self.zh else ": ")
        return el(
            "article",
            el(
                "header",
                el("h3", one.name),
                el("span", one.rule, class_="badge out"),
                el("span", one.total, class_="money"),
            ),
            *(self._quote(q) for q in one.quotes),
            table if rows else None,
            *(el("p", n, class_="note") for n in notes),
            *(el("p", lead + text, class_="lack") for text in lacking),
            *(el("p", a, class_="note") for a in one.assumptions),
            *self._facts(one.facts),
            class_="award",
        )

    def _documents(self) -> Html | None:
        found = self.found.documents
        if not found:
            return None
        rows = [self._document(d) for d in found]
        heads = ("document", "source", "validity_days", "wording")
        table = self._table("documents", heads, rows, said=True)
        return el("section", el("h2", self.say("documents")), table)

    def _document(self, document: Document) -> Html:
        front = document.front
        wording = front.wording or "wording_unstated"
        return el(
            "tr",
            el("th", title_of(document, self.lang), scope="row"),
            self._cell("source", listed((t for t in (front.issuer, front.number) if t), "zh")),
            self._cell("validity_days", self._validity(document)),
            self._cell("wording", self.say(wording), *self._partial(document)),
        )

    def _validity(self, document: Document) -> str:
        start, end = document.front.start, document.front.end
        first = format_date(start, self.lang) if start else ""
        if end is None:
            return f"{first}起" if self.zh else f"from {first}"
        return self._days(start or end, end)

    def _partial(self, document: Document) -> Iterator[Html]:
        if document.front.verified in {"no", "partly"}:
            key = "unverified" if document.front.verified == "no" else "partly"
            yield from self._marks((key,))
        if document.front.completeness == "partial":
            yield from self._marks(("partial_text",))


def _facts(award: Award) -> Iterator[UsedFact]:
    def below(shown: Shown) -> Iterator[UsedFact]:
        yield from shown.facts
        for part in shown.parts:
            yield from below(part)

    for condition in award.detail.conditions:
        yield from below(condition)
    yield from award.detail.facts
