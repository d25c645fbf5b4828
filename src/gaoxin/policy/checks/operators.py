"""C1-C4: the operator of a rule against the comparator words beside its number."""

from collections.abc import Iterator, Mapping

from gaoxin.policy.checks.citations import quoted
from gaoxin.policy.checks.comparators import (
    EXACT,
    Beside,
    beside,
    in_bracket,
    standing_alone,
)
from gaoxin.policy.checks.figures import Figure, numbers_in
from gaoxin.policy.checks.literals import Stated, stated, states
from gaoxin.policy.checks.rules import Rule, rules
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Clock, Compare, Constant, Document, Extension, Meta, Not, walk
from gaoxin.policy.intervals import FLIPPED
from gaoxin.quantities import Duration


def check_operators(document: Document) -> Iterator[Fault]:
    """Every limit of every rule and clock of the document."""
    own = document.front.words
    for rule in rules(document):
        yield from _reads(rule)
        for number in stated(rule.cited, "<=" if rule.role == "limit" else ""):
            if number.ops and number.written != "!=":
                yield from _limit(rule, number, own)
        if rule.role == "condition":
            yield from _between_facts(rule, own)
    for procedure in document.procedures.values():
        for clock in procedure.clocks.values():
            yield from _clock(clock, own)
            for step, longer in clock.extended_by.items():
                yield from _extension(step, longer, clock.meta)


def _reads(rule: Rule) -> Iterator[Fault]:
    meta = rule.metas[0]
    if meta.reads and not meta.because:
        yield Fault(
            "C3",
            meta.place,
            "“读作”没有写理由",
            "'reads' has no 'because'",
            "、".join(meta.reads),
            "加“理由 / because”：为什么这样读",
            "add 'because': why the words are read so",
        )


def _reading(rule: Rule, number: Stated) -> str:
    """The operator ``reads`` gives this number, "" if none."""
    for key, op in rule.reads.items():
        if any(states(figure, number, key) for figure in numbers_in(key)):
            return op
    return ""


def _limit(rule: Rule, number: Stated, own: Mapping[str, str]) -> Iterator[Fault]:
    given = _reading(rule, number)
    if given:
        if given not in {number.written, *number.ops}:
            yield _contradicts(rule, number, f"reads {given}", quoted(rule))
        return
    found = occurrences(quoted(rule), number, own)
    if not found or any(_agrees(b, number, rule) and not b.approximate for b in found):
        return
    approximate = next((b.approximate for b in found if b.approximate), "")
    words = "；".join(quoted(rule))
    if approximate:
        yield _approximate(rule, number, approximate, words)
    elif any(not b.bare and b.ops for b in found):
        word = next(b.word for b in found if not b.bare and b.ops)
        yield _contradicts(rule, number, word, quoted(rule))
    elif not number.soft and not rule.excused:
        yield _silent(rule, number, found[0].word, words)


def _between_facts(rule: Rule, own: Mapping[str, str]) -> Iterator[Fault]:
    """Two measures compared with each other: the one comparator word of the quote decides."""
    compares = [node for node in walk(rule.cited.node) if isinstance(node, Compare)]
    if len(compares) != 1 or rule.reads or compares[0].op in {"==", "!="}:
        return
    node = compares[0]
    if any(isinstance(side, Constant) for side in (node.left, node.right)):
        return
    words = {pair for text in quoted(rule) for pair in standing_alone(text, own)}
    negated = any(isinstance(part, Not) for part in walk(rule.cited.node))
    if len(words) == 1 and not negated:
        word, op = words.pop()
        # Which side the words measure is not known; whether the edge is included is.
        if op not in {node.op, FLIPPED[node.op]}:
            number = Stated(Constant(value=0), written=node.op)
            yield _contradicts(rule, number, word, quoted(rule))


def occurrences(texts: tuple[str, ...], number: Stated, own: Mapping[str, str]) -> list[Beside]:
    """What stands beside every occurrence of the number in the words."""
    return [
        beside(text, figure, own)
        for text in texts
        for figure in numbers_in(text)
        if states(figure, number, text) and not in_bracket(text, figure)
    ]


def _agrees(words: Beside, number: Stated, rule: Rule) -> bool:
    if words.ops & number.ops:
        return True
    # A bare number in a target is a floor, and so is the first of its kind.
    if rule.role in {"aim", "milestone"} and ">=" in number.ops:
        return words.ops == EXACT
    return words.bare and number.soft


def _contradicts(rule: Rule, number: Stated, word: str, texts: tuple[str, ...]) -> Fault:
    named = number.node.end > number.node.start
    shown = f"{number.written} {number.text(rule.cited)}" if named else number.written
    return Fault(
        "C1",
        rule.place,
        f"词语“{word}”与规则的 {shown} 不合",
        f"the word '{word}' contradicts the rule's {shown}",
        "；".join(texts),
        "改运算符；词语另有含义的用“读作”并写理由（民法典第1259条：以上、以下、以内含本数）",
        "mend the operator, or say 'reads' and 'because' where the words mean something else"
        " (Civil Code 1259: 以上, 以下, 以内 include the number)",
    )


def _silent(rule: Rule, number: Stated, word: str, words: str) -> Fault:
    shown = f"{number.written} {number.text(rule.cited)}"
    because_zh = f"（“{word}”两可）" if word else ""
    return Fault(
        "C2",
        rule.place,
        f"数的旁边没有比较的词{because_zh}，规则却写 {shown}",
        f"no comparator word stands beside the number, yet the rule has {shown}",
        words,
        "引全写有比较词的原文，或用“读作”并写理由",
        "quote the comparator word too, or say 'reads' and 'because'",
    )


def _approximate(rule: Rule, number: Stated, word: str, words: str) -> Fault:
    return Fault(
        "C4",
        rule.place,
        f"“{word}”是约数，不能直接比较",
        f"'{word}' is approximate and makes no exact rule",
        words,
        "用“读作”写明所采的界限并写理由，或不写成规则",
        "state the limit taken with 'reads' and 'because', or leave it out of the rules",
    )


def _clock(clock: Clock, own: Mapping[str, str]) -> Iterator[Fault]:
    lasts, allowed = (clock.within, "<=") if clock.within else (clock.least, ">=")
    if lasts is None or not clock.meta.quotes or _reads_clock(clock.meta):
        return
    figures = _lengths(clock.meta.quotes, lasts)
    if not figures:
        zh, en = f"时限“{clock.name}”", f"clock '{clock.name}'"
        yield _no_length(clock.meta, clock.meta.quotes, zh, en)
        return
    found = [beside(text, figure, own) for text, figure in figures]
    strict = "<" if allowed == "<=" else ">"
    if all(not b.bare and not b.ops & {allowed, strict} for b in found):
        key = "within" if clock.within else "least"
        yield Fault(
            "C1",
            clock.meta.place,
            f"词语“{found[0].word}”与时限的 {key} 不合",
            f"the word '{found[0].word}' contradicts the clock's '{key}'",
            "；".join(clock.meta.quotes),
            "“以内、内”是不迟于（within），“不少于、以上”是不少于（least）",
            "within for 以内 and 内, least for 不少于 and 以上",
        )


def _extension(step: str, longer: Extension, clock: Meta) -> Iterator[Fault]:
    """By how much a step moves the due day, against its own words, else those of the clock."""
    quotes = longer.meta.quotes or clock.quotes
    if quotes and not _lengths(quotes, longer.by) and not _reads_clock(longer.meta):
        yield _no_length(longer.meta, quotes, f"延长“{step}”", f"extension '{step}'")


def _lengths(quotes: tuple[str, ...], lasts: Duration) -> list[tuple[str, Figure]]:
    """Where the words state that length."""
    return [
        (text, figure)
        for text in quotes
        for figure in numbers_in(text)
        if _is_length(figure.unit, figure.value, lasts)
    ]


def _no_length(meta: Meta, quotes: tuple[str, ...], zh: str, en: str) -> Fault:
    return Fault(
        "Q1",
        meta.place,
        f"原文里没有{zh}的天数",
        f"the length of the {en} is not in the words",
        "；".join(quotes),
        "改期限或补原文",
        "mend the length or quote the words that hold it",
    )


def _reads_clock(meta: Meta) -> bool:
    return bool(meta.reads and meta.because)


def _is_length(unit: str, value: object, lasts: Duration) -> bool:
    sizes = {"workday": lasts.working_days, "day": lasts.days, "month": lasts.months}
    sizes |= {"year": lasts.years}
    return sizes.get(unit, 0) == value != 0
