"""V1-V3, V5: two texts in force at once, gaps between versions, expired text used, an end without
the day it became known."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from gaoxin.policy.checks.rules import rules
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Constant, Document, Meta, Named, Place, walk
from gaoxin.policy.library import Library

_FIRST, _LAST = date.min, date.max


def check_versions(document: Document, library: Library) -> Iterator[Fault]:
    """The document against the texts it replaces and uses, and its own dated entries."""
    yield from _superseded(document, library)
    for name, versions in document.clauses.items():
        yield from _dated(name, [c.meta for c in versions], gaps=True)
    for define in document.defines.values():
        yield from _dated(define.name, [e.meta for e in define.entries], gaps=False)
    yield from _uses(document, library)
    yield from _asked(document, library)


def _superseded(document: Document, library: Library) -> Iterator[Fault]:
    place = Place(document.path, 2)
    for name in document.front.supersedes:
        old = library.documents.get(name)
        if old is None or document.front.start is None:
            continue
        end, start = old.front.end or _LAST, document.front.start
        if end >= start:
            yield _both(place, name, start, min(end, document.front.end or _LAST))
        elif end + timedelta(days=1) < start:
            yield _gap(place, name, end, start)
        yield from _looking_back(document, old, place)


def _looking_back(document: Document, old: Document, place: Place) -> Iterator[Fault]:
    """A text that begins before it is public ends the old one before anybody knows."""
    start, known = document.front.start, document.front.known
    if start is None or known is None or known <= start or old.front.end is None:
        return
    if old.front.span(known - timedelta(days=1)) == (old.front.start, old.front.end):
        cut = f"{known}: {old.front.start or ''}..{old.front.end}"
        yield Fault(
            "V5",
            place,
            f"本文件{known}才公开而自{start}起施行，“{old.id}”没有写明在此之前所知的有效期",
            f"public on {known} and in force from {start}; '{old.id}' does not say what its"
            " validity was known to be before",
            old.id,
            f"旧文本的有效期写成 {{原公开日: 起日.., {cut}}}",
            f"write the old in_force as {{the day it was public: first.., {cut}}}",
        )


def _both(place: Place, name: str, start: date, end: date) -> Fault:
    shown = f"{'' if start == _FIRST else start}..{'' if end == _LAST else end}"
    return Fault(
        "V1",
        place,
        f"“{name}”的两个文本同时有效" + (f"：{shown}" if shown != ".." else ""),
        f"two texts of '{name}' are in force at once" + (f": {shown}" if shown != ".." else ""),
        name,
        "旧文本的有效期写到新文本施行的前一日；若不是前后文本，给其中一个改名",
        "let the older end the day before the newer begins; if they are not two texts of one,"
        " rename one",
    )


def _gap(place: Place, name: str, end: date, start: date) -> Fault:
    days = f"{end + timedelta(days=1)}..{start - timedelta(days=1)}"
    return Fault(
        "V2",
        place,
        f"“{name}”的前后文本之间没有有效文本：{days}",
        f"between two texts of '{name}' none is in force: {days}",
        name,
        "核对施行日与失效日；确有空档的，分成两个名字并加说明",
        "look at the dates; if the gap is real, use two names and say so in a note",
    )


def _dated(name: str, entries: list[Meta], *, gaps: bool) -> Iterator[Fault]:
    """Entries of one name must not overlap; between texts of a clause there is no gap."""
    ordered = sorted(entries, key=lambda m: m.start or _FIRST)
    for earlier, later in pairwise(ordered):
        end, start = earlier.end or _LAST, later.start or _FIRST
        if end >= start:
            yield _both(later.place, name, start, min(end, later.end or _LAST))
        elif gaps and end + timedelta(days=1) < start:
            yield _gap(later.place, name, end, start)


def _uses(document: Document, library: Library) -> Iterator[Fault]:
    place = Place(document.path, 2)
    for alias, (name, at) in document.front.uses.items():
        used = library.documents.get(name)
        if used is None:
            continue
        texts = [used] if at else library.versions(name)
        if at and not used.in_force(at):
            yield _expired(place, f"{alias}: {name}", str(at))
        elif not at and not any(_overlap(document, text) for text in texts):
            yield _expired(place, f"{alias}: {name}", _span(document))


def _overlap(one: Document, other: Document) -> bool:
    start = max(one.front.start or _FIRST, other.front.start or _FIRST)
    return start <= min(one.front.end or _LAST, other.front.end or _LAST)


def _span(document: Document) -> str:
    return f"{document.front.start or ''}..{document.front.end or ''}"


def _expired(place: Place, name: str, when: str) -> Fault:
    return Fault(
        "V3",
        place,
        f"引用的“{name}”在 {when} 没有效力",
        f"'{name}' is used, but not in force on {when}",
        name,
        "引用当时有效的文本，或改引用的日期",
        "use the text in force then, or another date",
    )


def _asked(document: Document, library: Library) -> Iterator[Fault]:
    """A define asked on a fixed date on which it has no entry."""
    for rule in rules(document):
        for node in walk(rule.cited.node):
            if not isinstance(node, Named) or not isinstance(node.on, Constant):
                continue
            day = node.on.value
            known = library.define(node.document, node.name)
            missing = isinstance(day, date) and library.entry(node.document, node.name, day) is None
            if known and missing:
                yield _expired(rule.place, node.name, str(day))
