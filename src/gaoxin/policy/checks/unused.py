"""Q6 and A4: what the text says and no block uses: numbers, caps, articles, missing articles.

What nobody wrote down no example and no mutation can notice. A number counts as used where a quote
of a block covers it; what is not executed is marked by a ``note`` with its reason, whose quote
covers the words or which stands under the article. A fault where the document calls itself
complete, advice where it says nothing of it; ``completeness: partial`` says it already.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gaoxin.policy.checks.figures import Figure, numbers_in
from gaoxin.policy.checks.rules import metas
from gaoxin.policy.checks.words import places_of, plain
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Article, Document, Place
from gaoxin.quantities import QuantityError, parse_chinese_numeral

_PHRASE = re.compile(
    r"不重复|不得重复|不再重复|就高|从高|最高(?!人民)|封顶|择优|不可兼得|不累加"
    r"|\bwhichever is (?:higher|greater)\b|\bonly once\b|\bat most\b|\bcapped\b"
)
_MEASURE = re.compile(r"\s?(?:家|人|名|项|个|倍|分|亩|平方米|件|次|户|台|吨|公里)")
_NO_NUMBER = re.compile(
    r"第$|[〔\[（(]$|\b(?:No|Nos|Article|article|Table|Chapter)\.?\s?$|表$|附件$|/$"
)
_AFTER = re.compile(r"[条款章节号编〕\]]|\s?项规定|\s?月|\s?日")
_IN_FORCE = re.compile(r"施行|生效|有效期|附则|in force|effect", re.I)
_PURPOSE = re.compile(r"目的|依据|宗旨|purpose|basis", re.I)
"""Headings of articles that say why a text is made: nothing in them is executed."""
_NUMBERED = re.compile(
    r"^(?:第([0-9零〇一二两三四五六七八九十百千]+)条|([一二三四五六七八九十百]+)、)"
)
_PART_OF_DATE = re.compile(r"[0-9]+[月日]|(?:19|20)[0-9]{2}年?度?")
_YEARLY = ("上", "下", "本", "同", "该", "近", "前", "每", "任")
"""Before 一年度: which year is meant, no number."""


@dataclass(frozen=True, slots=True)
class _Said:
    """Something the text says: its words and their place in the plain prose of the article."""

    words: str
    start: int
    end: int


def check_unused(document: Document) -> Iterator[Fault]:
    """What a document says without a block that uses it."""
    front = document.front
    if front.completeness == "partial" or front.role in {"vocabulary"}:
        return
    code = "Q6" if front.completeness == "complete" else "A4"
    quotes = [(m.at or m.place.article, quote) for m in metas(document) for quote in m.quotes]
    blocked = {m.place.article for m in metas(document)} | {anchor for anchor, _ in quotes}
    blocked |= {example.meta.place.article for example in document.examples}
    for anchor, article in document.articles.items():
        if not anchor:
            continue
        if _IN_FORCE.search(article.heading):
            continue  # the front matter says when the text is in force
        if anchor not in blocked and _body(article).strip() and not _purpose(article):
            yield _article(code, article)
            continue
        own = [quote for at, quote in quotes if at == anchor]
        yield from (_number(code, article, said) for said in _uncovered(article, own))
    yield from _missing(code, document)


def _purpose(article: Article) -> bool:
    return bool(_PURPOSE.search(article.heading))


def _body(article: Article) -> str:
    """The prose without its heading; rows of tables are cited as a whole."""
    lines = article.prose.split("\n")
    return "\n".join(line for line in lines if not line.startswith(("#", "|")))


def _uncovered(article: Article, quotes: list[str]) -> Iterator[_Said]:
    text = _body(article)
    covered = [span for quote in quotes for span in places_of(quote, text)]
    for said in _said(plain(text)):
        if not any(first <= said.start and said.end <= last + 1 for first, last in covered):
            yield said


def _said(words: str) -> Iterator[_Said]:
    """The numbers with a unit and the words of limits, each stretch once."""
    last = -1
    found = [_Said(m[0], m.start(), m.end()) for m in _PHRASE.finditer(words)]
    found += [
        _Said(words[f.start : f.end], f.start, f.end)
        for f in numbers_in(words)
        if _counts(words, f)
    ]
    for said in sorted(found, key=lambda s: (s.start, -s.end)):
        if said.start >= last:
            yield said
            last = said.end


def _counts(words: str, figure: Figure) -> bool:
    """Is it an amount, a rate, a term or a count of things, no date and no number of a document?"""
    before, after = words[: figure.start], words[figure.end :]
    if figure.kind == "date" or figure.written == "word" or _NO_NUMBER.search(before[-8:]):
        return False
    if figure.kind in {"money", "rate"}:
        return True
    if _AFTER.match(after):
        return False
    if figure.unit:
        written = words[figure.start : figure.end]
        return not (
            _PART_OF_DATE.fullmatch(written) or (figure.value == 1 and before.endswith(_YEARLY))
        )
    return figure.written == "figure" and bool(_MEASURE.match(after))


def _number(code: str, article: Article, said: _Said) -> Fault:
    return Fault(
        code,
        article.place,
        "条文里的这一处没有块使用",
        "no block uses these words of the article",
        said.words,
        "在规则里写上并引用它；不能执行的，用附注（note）引用并写明理由",
        "state it in a rule that quotes it; what cannot be executed is quoted by a note with its"
        " reason",
    )


def _article(code: str, article: Article) -> Fault:
    return Fault(
        code,
        article.place,
        "这一条没有块使用",
        "no block uses this article",
        article.heading,
        "在条下写块；不能执行的，写附注（note）和理由",
        "write a block under it; if it cannot be executed, a note with the reason",
    )


def _missing(code: str, document: Document) -> Iterator[Fault]:
    """Numbers left out among articles that are numbered."""
    numbers = [n for a in document.articles.values() if (n := _numeral(a.heading))]
    lacking = sorted(set(range(1, max(numbers, default=0))) - set(numbers))
    if lacking and len(numbers) > 1:
        shown = [str(n) for n in lacking[:10]]
        yield Fault(
            code,
            Place(document.path, 2),
            f"条序缺第{'、'.join(shown)}条",
            f"articles are missing: {', '.join(shown)}",
            mend_zh="补上这几条；确未收入的，完整度写“部分”并在“缺失”中说明",
            mend_en="add them; what is left out makes the document partial, with what is missing",
        )


def _numeral(heading: str) -> int:
    found = _NUMBERED.match(heading)
    text = (found[1] or found[2]) if found else ""
    if text.isdecimal():
        return int(text)
    try:
        return int(parse_chinese_numeral(text)) if text else 0
    except QuantityError:
        return 0
