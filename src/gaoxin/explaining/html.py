"""An explanation as one HTML file: no script, no address outside, readable on paper and phone."""

from collections.abc import Iterator
from importlib.resources import files

from gaoxin.explaining.articles import Articles
from gaoxin.explaining.explanation import Explanation
from gaoxin.explaining.holding import held_money
from gaoxin.explaining.lacking import gathered
from gaoxin.explaining.markup import Html, el, joined
from gaoxin.explaining.record import Missing, Source, Together, Total
from gaoxin.explaining.text import (
    GROUPS,
    MARK_NOTES,
    missing_text,
    short_missing,
    total_words,
    withheld_text,
)
from gaoxin.explaining.words import bracket, listed, say
from gaoxin.quantities import format_date

MOST_MISSING = 8


def as_html(found: Explanation, full: bool = False) -> str:
    """A whole page. ``full``: nothing is folded away."""
    lang = "zh-CN" if found.lang == "zh" else "en"
    title = f"{found.record.whom.text(found.lang)} · {say('title', found.lang)}"
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


class _Page(Articles):
    def sheet(self) -> Html:
        main = joined((self._summary(), *self._groups(), *self._together(), self._documents()))
        return el(
            "div", self._masthead(), el("main", main, id="content"), self._foot(), class_="sheet"
        )

    def _masthead(self) -> Html:
        found, whom = self.found, self.the(self.found.whom)
        rows = [(self.say("on"), format_date(found.on, self.lang))]
        if found.id and found.id != whom:
            rows.insert(0, (self._key_label(), found.id))
        if found.known:
            rows.append((self.say("known"), format_date(found.known, self.lang)))
        pairs = [el("div", el("dt", name), el("dd", value)) for name, value in rows]
        return el(
            "header",
            el("p", self.say("title"), class_="kind"),
            el("h1", whom),
            el("dl", *pairs, class_="facts-line"),
            class_="masthead",
        )

    def _key_label(self) -> str:
        if self.found.kind == "enterprise":
            return "统一社会信用代码" if self.zh else "Credit code"
        return "编号" if self.zh else "Key"

    def _summary(self) -> Html:
        found = self.found
        told = [withheld_text(found, self.lang)] if found.withheld else []
        told += [self.the(w.text) for w in found.warnings]
        warnings = [el("p", text, class_="warning", role="note") for text in told]
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
        if self.found.group("due") or self.found.withheld:
            return None
        nothing = "现在还没有可享受的" if self.zh else "Nothing is due yet"
        if not self.found.group("open"):
            nothing = "没有可享受的" if self.zh else "Nothing is due"
        return el("p", nothing, class_="nothing")

    def _total(self, total: Total) -> Html:
        due, most = total_words(total, self.lang)
        label = f"{self.say('due_now')}{bracket(self.say(total.form), self.lang)}"
        more = None
        if total.more:
            gap = "" if self.zh else ": "
            more = el("dd", f"{self.say('in_all')}{gap}{most}", class_="most")
        return el("div", el("dt", label), el("dd", due, class_="sum"), more, class_="total")

    def _maybe(self) -> Html | None:
        """Forms of which nothing is due yet."""
        gap = " " if self.zh else ": "
        rows = [
            self.say(t.form) + gap + total_words(t, self.lang)[1]
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
                self.cell("found", self.the(m.found)),
                self.cell("serves", self._serves(m)) if several else None,
            )
            for m in items[:MOST_MISSING]
        ]
        heads = ("fact", "found", "serves") if several else ("fact", "found")
        table = self.table("missing", heads, rows)
        more = len(items) - MOST_MISSING
        if more <= 0:
            return table
        rest = el("ul", *(el("li", missing_text(m, self.lang)) for m in items[MOST_MISSING:]))
        label = f"另有 {more} 项" if self.zh else f"{more} more"
        return joined((table, self.folded(label, rest)))

    def _serves(self, item: Missing) -> str:
        names = [self.the(self.found.name_of(a)) for a in item.serves]
        some = listed(names[:3], self.lang)
        if len(names) <= 3:
            return some
        return f"{some} 等 {len(names)} 项" if self.zh else f"{some} and {len(names) - 3} more"

    def _deadlines(self) -> Html | None:
        rows = [
            el(
                "tr",
                el("th", self.the(self.found.name_of(d.address)), scope="row"),
                el("td", self.the(d.text)),
            )
            for d in self.found.deadlines
        ]
        return self.table("by_when", (), rows) if rows else None

    def _foot(self) -> Html:
        marks = {m for s in self.found.sources for m in s.marks}
        notes = [el("p", note[not self.zh]) for key, note in MARK_NOTES.items() if key in marks]
        version = self.found.made_by.partition(" ")[2]
        made = (
            f"由高新 {version} 依文件逐条算得；条文以发文机关的原文为准。"
            if self.zh
            else f"Worked out article by article by Gaoxin {version}; "
            "the issuer's original text decides."
        )
        return el("footer", *notes, el("p", made), class_="foot")

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
                    *(self.award(a) for a in awards),
                    aria_labelledby=f"group-{group}",
                )

    def _together(self) -> Iterator[Html]:
        shown = [t for t in self.found.together if t.worth_showing]
        if shown:
            yield el("h2", self.say("stackings"))
            yield from (self._one(t) for t in shown)

    def _one(self, one: Together) -> Html:
        rows = [
            el(
                "tr",
                el("th", self.the(m.name), scope="row"),
                self.cell("before", held_money(m.due, self.lang, one.currency), number=True),
                self.cell("received", held_money(m.paid, self.lang, one.currency), number=True),
                self.cell("why", self.the(m.why)),
            )
            for m in one.members
            if not m.nothing or (m.paid and not m.paid.nothing)
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
        notes = [self.the(w) for w in (*one.limits, *one.offers)]
        notes += [f"{self.say('history')} {self.the(h)}" for h in one.paid]
        lacking = [missing_text(m, self.lang) for m in gathered(one.missing, self.lang)]
        lead = self.say("missing") + ("：" if self.zh else ": ")
        return el(
            "article",
            el(
                "header",
                el("h3", self.the(one.name)),
                el("span", self.the(one.rule), class_="badge out"),
                el("span", self._sum(one), class_="money"),
            ),
            *(self.quote(q) for q in one.quotes),
            table if rows else None,
            *(el("p", n, class_="note") for n in notes),
            *(el("p", lead + text, class_="lack") for text in lacking),
            *(el("p", self.the(a), class_="note") for a in one.assumptions),
            *self.facts(one.facts),
            class_="award",
        )

    def _sum(self, one: Together) -> str:
        return held_money(one.total, self.lang, one.currency) if one.in_force else ""

    def _documents(self) -> Html | None:
        found = self.found.sources
        if not found:
            return None
        rows = [self._document(s) for s in found]
        heads = ("document", "source", "validity_days", "wording")
        table = self.table("documents", heads, rows, said=True)
        return el("section", el("h2", self.say("documents")), table)

    def _document(self, source: Source) -> Html:
        wording = source.wording or "wording_unstated"
        given = [self.the(t) for t in (source.issued_by, source.numbered) if t]
        return el(
            "tr",
            el("th", self.the(source.title), scope="row"),
            self.cell("source", listed(given, self.lang)),
            self.cell("validity_days", self._validity(source)),
            self.cell("wording", self.say(wording), *self._partial(source)),
        )

    def _validity(self, source: Source) -> str:
        first = format_date(source.start, self.lang) if source.start else ""
        if source.end is None:
            return f"{first}起" if self.zh else f"from {first}"
        return self.days(source.start or source.end, source.end)

    def _partial(self, source: Source) -> Iterator[Html]:
        if source.verified in {"no", "partly"}:
            key = "unverified" if source.verified == "no" else "partly"
            yield from self.marks((key,))
        if source.completeness == "partial":
            yield from self.marks(("partial_text",))
