"""Q1-Q3 and Q5: every number stands in quoted words, every quote in the prose it names."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from gaoxin.policy.checks.comparators import range_end
from gaoxin.policy.checks.figures import Figure, numbers_in
from gaoxin.policy.checks.literals import Stated, stated, states
from gaoxin.policy.checks.rules import Rule, metas, rules
from gaoxin.policy.checks.words import cut, nearest, stands_in
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import (
    Clause,
    Constant,
    Document,
    IndexNode,
    Meta,
    Named,
    Node,
    Per,
    Place,
    Procedure,
    Type,
    walk,
)
from gaoxin.policy.library import Library
from gaoxin.quantities import format_duration, format_rate


def check_citations(document: Document) -> Iterator[Fault]:
    """Quotes against prose, then the numbers of rules against quotes."""
    for meta in metas(document):
        yield from _quotes(document, meta)
    for rule in rules(document):
        yield from _rule(rule)
    for meta, outer, number, shown in _bare_numbers(document):
        yield from _bare(meta, outer, number, shown)
    yield from _unquoted(document)


def check_money(document: Document, library: Library) -> Iterator[Fault]:
    """Q5: an amount none of whose defines, at any depth, quotes the law."""
    for versions in document.clauses.values():
        for clause in versions:
            money = clause.gives.money if clause.gives else None
            if money is None or money.meta.quotes or clause.meta.quotes or _noted(money.meta):
                continue
            if not _rests_on_words(money.node, library, set()):
                zh, en = "金额没有原文", "the amount quotes nothing"
                yield _no_words(money.meta.place, zh, en, money.text)


def _rests_on_words(node: Node, library: Library, seen: set[tuple[str, str]]) -> bool:
    for part in walk(node):
        if not isinstance(part, Named) or (part.document, part.name) in seen:
            continue
        seen.add((part.document, part.name))
        define = library.define(part.document, part.name)
        for entry in define.entries if define else ():
            rows = (*entry.bands, *entry.slices)
            if entry.table or entry.meta.quotes or any(row.value.meta.quotes for row in rows):
                return True
            values = (entry.value, entry.of, *(row.value for row in rows))
            if any(_rests_on_words(value.node, library, seen) for value in values if value):
                return True
    return False


def proof(document: Document) -> Counter[str]:
    """How many rules, quotes and numbers were compared with the words of this document: proof
    of the law only if its ``wording`` is official."""
    found: Counter[str] = Counter(quotes=sum(len(m.quotes) for m in metas(document)))
    for rule in rules(document):
        found["rules"] += 1
        found["numbers"] += len(stated(rule.cited))
    return found


def _quotes(document: Document, meta: Meta) -> Iterator[Fault]:
    anchor = meta.at or meta.place.article
    article = document.articles.get(anchor)
    anchors = [a for a in document.articles if a]
    if meta.quotes and article is None:
        yield Fault(
            "Q3",
            meta.place,
            f"没有这一条：{anchor}",
            f"there is no such article: {anchor}",
            mend_zh=f"“出处”写条文的锚，本文件有：{'、'.join(anchors)}",
            mend_en=f"name an anchor of this document: {', '.join(anchors)}",
        )
        return
    for quote in meta.quotes if article else ():
        if not stands_in(quote, article.prose if article else ""):
            yield _not_there(document, meta, quote, anchor)


def _not_there(document: Document, meta: Meta, quote: str, anchor: str) -> Fault:
    elsewhere = [a for a, other in document.articles.items() if a and stands_in(quote, other.prose)]
    near = nearest(quote, document.articles[anchor].prose)
    if around := cut(quote, document.articles[anchor].prose):
        zh = f"条文是“{around}”：引文不可切断数字和词，也不可恰在“不”“非”之后起头"
        en = f"the article says '{around}': a quote cuts no number or word, nor begins after 'not'"
    elif elsewhere:
        zh, en = f"这句话在 {elsewhere[0]}，加上出处", f"it stands in {elsewhere[0]}: name it (at)"
    elif near:
        zh, en = f"最接近的原文是“{near}”", f"the nearest words are '{near}'"
    else:
        zh, en = "照抄条文里的词语", "copy the words of the article"
    what_zh, what_en = "条文里没有这句话", "these words are not in the article"
    return Fault("Q2", meta.place, what_zh, what_en, quote, zh, en)


def quoted(rule: Rule) -> tuple[str, ...]:
    """The words a rule rests on: its own, else those of what holds it; for a row without words of
    its own, the printed row."""
    own = next((m for m in rule.metas[: 2 if rule.row else None] if m.quotes), None)
    if rule.row:
        return (*(own.quotes if own else ()), rule.row)
    return own.quotes if own else ()


def _rule(rule: Rule) -> Iterator[Fault]:
    soft: list[Stated] = stated(rule.cited)
    texts = quoted(rule)
    if not texts and soft and not _excused(rule):
        yield _nothing_quoted(rule, soft)
        return
    for number in soft:
        if texts and not _stands(number, texts, rule) and not _excused(rule):
            yield _number_missing(rule, number, texts)


def _bare_numbers(document: Document) -> Iterator[tuple[Meta, Meta, Constant, str]]:
    """Numbers that stand in keys, not in rules: shares, weights, changes of a threshold, terms."""
    for versions in document.clauses.values():
        for clause in versions:
            for factor in clause.scale.values():
                yield _rate(clause.meta, clause.meta, abs(factor - 1))
            gives = clause.gives
            payers = gives.payers if gives else None
            for share in payers.shares.values() if payers else ():
                yield _rate(payers.meta if payers else clause.meta, clause.meta, share)
            for part in gives.instalments if gives else ():
                yield _rate(part.meta, clause.meta, part.share)
            yield from _term(gives.per if gives else None, clause.meta)
    for stacking in document.stackings.values():
        yield from _term(stacking.window, stacking.meta)
    for index in document.indices.values():
        for node in _nodes(index.tree):
            if node.weight is not None:
                yield _rate(node.meta, index.meta, node.weight)


def _term(per: Per | None, outer: Meta) -> Iterator[tuple[Meta, Meta, Constant, str]]:
    if per and per.duration:
        term = Constant(value=per.duration, type=Type("duration"))
        yield per.meta or outer, outer, term, format_duration(per.duration, "zh")


def _rate(meta: Meta, outer: Meta, share: Fraction) -> tuple[Meta, Meta, Constant, str]:
    return meta, outer, Constant(value=share, type=Type("rate")), format_rate(share, "zh")


def _nodes(tree: tuple[IndexNode, ...]) -> Iterator[IndexNode]:
    for node in tree:
        yield node
        yield from _nodes(node.parts)


def _bare(meta: Meta, outer: Meta, number: Constant, shown: str) -> Iterator[Fault]:
    texts = meta.quotes or outer.quotes
    stands = any(states(f, Stated(number), t) for t in texts for f in numbers_in(t))
    if texts and not stands and not _noted(meta):
        yield _missing(meta.place, shown, texts)


def _excused(rule: Rule) -> bool:
    # Milestones of a plan are often the office's own; the note says so.
    return rule.excused or (rule.role == "milestone" and any(m.note for m in rule.metas))


def _stands(number: Stated, texts: tuple[str, ...], rule: Rule) -> bool:
    found = [
        figure
        for text in texts
        for figure in numbers_in(text)
        if states(figure, number, text) and _right_end(text, figure, number)
    ]
    if found and all(f.doubtful for f in found):
        return number.text(rule.cited) in rule.reads
    return bool(found)


def _right_end(text: str, figure: Figure, number: Stated) -> bool:
    """The lower end of a range is not proved by words that state the upper one."""
    return not number.end or range_end(text, figure) in {"", number.end}


def _number_missing(rule: Rule, number: Stated, texts: tuple[str, ...]) -> Fault:
    shown = number.text(rule.cited)
    if rule.row and not rule.metas[0].quotes:
        return Fault(
            "Q4",
            rule.place,
            f"表中这一行没有 {shown}",
            f"this row of the table does not say {shown}",
            rule.row,
            "核对行的次序和数字；规则的行与表的行一一对应",
            "compare order and numbers: rows of the rule pair with rows of the table one by one",
        )
    return _missing(rule.place, shown, texts)


def _missing(place: Place, shown: str, texts: tuple[str, ...]) -> Fault:
    return Fault(
        "Q1",
        place,
        f"原文里没有规则中的数 {shown}",
        f"the number {shown} of the rule is not in the words",
        "；".join(texts),
        "改数，或补上写有这个数的原文；确无原文的写 核对: 否（verified: no）并加说明",
        "mend the number or quote the words that hold it; without any, verified: no (核对: 否) and"
        " a note",
    )


def _nothing_quoted(rule: Rule, numbers: list[Stated]) -> Fault:
    return _no_words(
        rule.place,
        f"规则里有数 {numbers[0].text(rule.cited)}，却没有原文",
        f"the rule holds the number {numbers[0].text(rule.cited)} but quotes nothing",
        rule.cited.text,
    )


def _no_words(place: Place, zh: str, en: str, words: str = "") -> Fault:
    mend_zh, mend_en = "加上它所依据的原文（quote / 原文）", "add the words it rests on (quote)"
    return Fault("Q5", place, zh, en, words, mend_zh, mend_en)


def _unquoted(document: Document) -> Iterator[Fault]:
    """Conditions, clocks, stackings and the like that rest on no words at all."""
    for rule in rules(document):
        plain = rule.role == "condition" and not stated(rule.cited)
        if plain and rule.quoting is None and not rule.excused:
            zh, en = "条件没有原文", "the condition quotes nothing"
            yield _no_words(rule.place, zh, en, rule.cited.text)
    for versions in document.clauses.values():
        for clause in versions:
            yield from _clause(clause)
    for stacking in document.stackings.values():
        parts = [
            stacking.meta,
            *(c.meta for c in (stacking.cap, stacking.less, stacking.budget) if c),
        ]
        parts += [stacking.window.meta] if stacking.window and stacking.window.meta else []
        if not any(m.quotes for m in parts) and not _noted(stacking.meta):
            zh, en = "叠加没有原文", "the stacking quotes nothing"
            yield _no_words(stacking.meta.place, zh, en, stacking.id)
    for procedure in document.procedures.values():
        yield from _clocks(procedure)


def _noted(meta: Meta) -> bool:
    return meta.verified == "no" and bool(meta.note)


def _clause(clause: Clause) -> Iterator[Fault]:
    if (clause.scale or clause.drop) and not clause.meta.quotes and not _noted(clause.meta):
        zh, en = "放宽、收紧或删去条件，却没有原文", "conditions are changed without quoted words"
        yield _no_words(clause.meta.place, zh, en, clause.id)
    gives = clause.gives
    if gives is None:
        return
    parts = [("payers", gives.payers.meta)] if gives.payers else []
    parts += [("instalments", part.meta) for part in gives.instalments]
    parts += [("undertakes", u.meta) for u in gives.undertakes if not _promise_quoted(u)]
    if gives.per and gives.per.how == "duration" and gives.per.meta:
        parts.append(("per", gives.per.meta))
    for name, meta in parts:
        if not meta.quotes and not clause.meta.quotes and not _noted(meta):
            yield _no_words(meta.place, f"“{name}”没有原文", f"'{name}' quotes nothing", clause.id)


def _promise_quoted(promise: object) -> bool:
    cited = (getattr(promise, name, None) for name in ("rule", "lasts", "breach"))
    return any(c is not None and c.meta.quotes for c in cited)


def _clocks(procedure: Procedure) -> Iterator[Fault]:
    for clock in procedure.clocks.values():
        if not clock.meta.quotes and not procedure.meta.quotes and not _noted(clock.meta):
            zh, en = "时限没有原文", "the clock quotes nothing"
            yield _no_words(clock.meta.place, zh, en, clock.name)
