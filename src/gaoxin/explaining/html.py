"""An explanation as one HTML file: no script, no address outside, readable on paper and phone."""

from collections.abc import Iterator
from importlib.resources import files

from gaoxin import __version__
from gaoxin.explaining.articles import Articles
from gaoxin.explaining.lacking import gathered
from gaoxin.explaining.markup import Html, el, joined
from gaoxin.explaining.parts import (
    Explanation,
    Missing,
    Together,
    Total,
)
from gaoxin.explaining.sources import document_marks, title_of
from gaoxin.explaining.text import GROUPS, MARK_NOTES, missing_text, short_missing
from gaoxin.explaining.words import bracket, listed, say
from gaoxin.policy.form import Document
from gaoxin.quantities import format_date

MOST_MISSING = 8


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


class _Page(Articles):
    def sheet(self) -> Html:
        main = joined((self._summary(), *self._groups(), *self._together(), self._documents()))
        return el(
            "div", self._masthead(), el("main", main, id="content"), self._foot(), class_="sheet"
        )

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
                self.cell("found", m.found),
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
        return self.table("by_when", (), rows) if rows else None

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
                el("th", m.name, scope="row"),
                self.cell("before", m.due_text, number=True),
                self.cell("received", m.paid_text, number=True),
                self.cell("why", m.why),
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
            *(self.quote(q) for q in one.quotes),
            table if rows else None,
            *(el("p", n, class_="note") for n in notes),
            *(el("p", lead + text, class_="lack") for text in lacking),
            *(el("p", a, class_="note") for a in one.assumptions),
            *self.facts(one.facts),
            class_="award",
        )

    def _documents(self) -> Html | None:
        found = self.found.documents
        if not found:
            return None
        rows = [self._document(d) for d in found]
        heads = ("document", "source", "validity_days", "wording")
        table = self.table("documents", heads, rows, said=True)
        return el("section", el("h2", self.say("documents")), table)

    def _document(self, document: Document) -> Html:
        front = document.front
        wording = front.wording or "wording_unstated"
        given = [t for t in (front.issuer, front.number) if t]
        return el(
            "tr",
            el("th", title_of(document, self.lang), scope="row"),
            self.cell("source", listed(map(self.found.said, given), self.lang)),
            self.cell("validity_days", self._validity(document)),
            self.cell("wording", self.say(wording), *self._partial(document)),
        )

    def _validity(self, document: Document) -> str:
        start, end = document.front.start, document.front.end
        first = format_date(start, self.lang) if start else ""
        if end is None:
            return f"{first}起" if self.zh else f"from {first}"
        return self.days(start or end, end)

    def _partial(self, document: Document) -> Iterator[Html]:
        if document.front.verified in {"no", "partly"}:
            key = "unverified" if document.front.verified == "no" else "partly"
            yield from self.marks((key,))
        if document.front.completeness == "partial":
            yield from self.marks(("partial_text",))
