"""D6 and D9: parts of a suite and translations that are out of step."""

from collections.abc import Iterator

from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Clause, Document, Place
from gaoxin.policy.library import Library


def check_suites(document: Document, library: Library) -> Iterator[Fault]:
    """A translation against its original; a part of a suite against the main text."""
    if document.front.translates:
        yield from _translation(document, library)
    if document.front.family and document.front.role == "main":
        parts = [
            other
            for other in library.documents.values()
            if other.front.family == document.front.family and other is not document
        ]
        if parts:
            yield from _issued(document, parts)
            yield from _whole(document, parts)


def _translation(document: Document, library: Library) -> Iterator[Fault]:
    original = library.documents.get(document.front.translates)
    place = Place(document.path, 2)
    if original is None:
        yield Fault(
            "N1",
            place,
            f"译自的“{document.front.translates}”不存在",
            f"'{document.front.translates}', of which this is a translation, does not exist",
            document.front.translates,
        )
        return
    ours, theirs = _anchors(document), _anchors(original)
    for anchor in (a for a in theirs if a not in ours):
        yield _step(place, anchor, "译文缺这一条", "the translation lacks the article")
    for anchor in (a for a in ours if a not in theirs):
        at = document.articles[anchor].place
        yield _step(at, anchor, "原文没有这一条", "the original has no such article")
    if list(ours) != list(theirs) and set(ours) == set(theirs):
        yield _step(place, "", "译文与原文的条序不同", "the articles are in another order")
    if document.clauses or document.defines or document.stackings or document.procedures:
        yield _step(place, "", "译文里不写规则块", "a translation holds prose only, no blocks")


def _anchors(document: Document) -> list[str]:
    return [anchor for anchor in document.articles if anchor]


def _step(place: Place, anchor: str, zh: str, en: str) -> Fault:
    shown = f"：{anchor}" if anchor else ""
    return Fault(
        "D9",
        place,
        zh + shown,
        en + (f": {anchor}" if anchor else ""),
        anchor,
        "译文与原文逐条对应，锚相同，只有正文",
        "keep the articles of the original, with the same anchors and prose only",
    )


def _issued(main: Document, parts: list[Document]) -> Iterator[Fault]:
    for part in parts:
        if part.front.role in {"rules", "implementing"} and part.front.issued != main.front.issued:
            yield Fault(
                "D6",
                Place(part.path, 2),
                f"同一文件族应同日成文：主文 {main.front.issued}，本件 {part.front.issued}",
                f"parts of a suite are issued on one day: the main text on {main.front.issued},"
                f" this on {part.front.issued}",
                main.front.family,
                "核对成文日期；后来的文件另立 family，或角色写 notice",
                "look at the dates; a later document is a notice or another family",
            )


def _whole(main: Document, parts: list[Document]) -> Iterator[Fault]:
    """Every clause of the main text that gives money has conditions, amount, papers, course."""
    variations = [
        clause
        for part in (main, *parts)
        for versions in part.clauses.values()
        for clause in versions
        if clause.varies
    ]
    for versions in main.clauses.values():
        for clause in versions:
            if clause.varies is None and clause.gives and clause.gives.money:
                yield from _parts(clause, [v for v in variations if v.varies and _of(v, clause)])


def _of(variation: Clause, clause: Clause) -> bool:
    return variation.varies == (clause.document, clause.id)


def _parts(clause: Clause, variations: list[Clause]) -> Iterator[Fault]:
    all_texts = [clause, *variations]
    lacking = [
        (zh, en)
        for zh, en, there in (
            ("条件", "conditions", any(c.when for c in all_texts)),
            ("材料", "papers", any(c.papers for c in all_texts)),
            ("程序", "course", any(c.procedure for c in all_texts)),
        )
        if not there
    ]
    if lacking:
        yield Fault(
            "D6",
            clause.meta.place,
            f"成套文件里“{clause.id}”缺：{'、'.join(zh for zh, _ in lacking)}",
            f"in this suite '{clause.id}' lacks: {', '.join(en for _, en in lacking)}",
            clause.id,
            "在主文或细则中写明，或以变通补上",
            "state it in the main text or the rules, or add it by a variation",
        )
