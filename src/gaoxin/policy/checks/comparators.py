"""Comparator words: which operators do the words beside a number allow?

Basis: Civil Code 1259 (以上、以下、以内、届满 include the number; 不满、超过、以外 exclude it).
Strongest first: (含) / (不含) beside the number, the document's own words, the longest word.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gaoxin.policy.checks.figures import JOIN, Figure, numbers_in
from gaoxin.policy.checks.words import plain

_MORE = frozenset({">", ">="})
_LESS = frozenset({"<", "<="})
EXACT = frozenset({"=="})


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a number. ``ops``: operators the words allow, with the measure on the
    left; empty when a word asks for ``reads`` (连续3年). ``word``: the deciding word, "" for a
    bare figure. ``approximate``: 约, 左右."""

    ops: frozenset[str]
    word: str = ""
    approximate: str = ""

    @property
    def bare(self) -> bool:
        return not self.word


# Words before the number; those marked must touch it (圆满, 发达, 节约 hold the same sign).
_BEFORE = {
    ">=": "不低于 不少于 不小于 至少 最低 最少 达到 达 满 年满 届满 不得低于 不得少于 不得小于"
    " 不能低于 不能少于 不应低于 不应少于 应不低于 应不少于 未低于 未少于 起点 门槛 下限",
    "<=": "不超过 不高于 不大于 不多于 最高 最多 至多 上限 不迟于 未超过 不得超过 不得高于"
    " 不得多于 不得大于 不能超过 不应超过 封顶 未高于 最长 最迟 不晚于 不得迟于",
    ">": "超过 高于 大于 多于 超出 超 突破",
    "<": "低于 小于 少于 不足 不满 未满 不到 未达到 未达 不达",
}
_TOUCHING = {"满", "达", "超", "起点", "门槛", "突破"}
_AFTER = {
    ">=": "以上 及以上 之上 起 起步",
    "<=": "以下 及以下 以内 之内 及以内 之下 封顶 为限",
    ">": "以外 之外",
}
_ENGLISH_BEFORE = {
    ">=": r"at least|not? less than|not? fewer than|not (?:below|under)|minimum(?: of)?"
    r"|(?<!\w)from(?=\s?$)|not? lower than|a minimum of|reach(?:es|ed|ing)?",
    "<=": r"at most|not? more than|up to|within|not exceed(?:ing)?|(?:does|did|do) not exceed"
    r"|(?:may|must|shall) not exceed|not (?:over|above)|maximum(?: of)?|not? later than"
    r"|not? higher than|capped at|limited to",
    ">": r"more than|over|above|exceed(?:s|ed|ing)?|greater than|higher than|beyond",
    "<": r"less than|below|under|fewer than|lower than|short of",
}
_ENGLISH_AFTER = {
    ">=": "or more|or above|or over|and above|and over",
    "<=": "or less|or below|or fewer|and below|or under",
}
_EXACT_WORDS = {"首次", "首个", "首家", "首批", "首位", "首", "first", "once"}
_REPEATED = {"再次", "重新"}
_APPROXIMATE_BEFORE = re.compile(
    r"(大约|约为|约占|(?<![节契预签公条合制])约|接近|将近|近似|(?<![最附])近"
    r"|\babout|\baround|\bapproximately|\bnearly|\broughly|\bcirca)\s?$",
    re.I,
)
_APPROXIMATE_AFTER = re.compile(r"^[一-龥]{0,3}?(左右|上下)|^\s?(or so|or thereabouts)\b", re.I)
_LAST_SPAN = re.compile(r"^(?:个|整)")
_DATE_AFTER = (
    (re.compile(r"[年月日底末初]{0,2}(起|以来|以后|之后|后|始)"), _MORE),
    (re.compile(r"[年月日底末初]{0,2}(以前|之前|前|止)"), _LESS),
)
_NOT_A_COMPARATOR = re.compile(
    r"^(?:以上|以下)(?:奖补|奖励|奖项|资金|条件|政策|规定|情形|各项|各款|所列|条款|材料|方式|标准|措施"
    r"|简称|统称|两|三|四|五|几|内容|事项|学历|学位|职称)"
)
_RANK_BEFORE = re.compile(r"(?:级|士|师|职称|学历|学位|科|专)(?:及)?$")
_INSIDE = re.compile(r"(?:年|年度|月|日|天|周|季度|小时|名|位|期)内")
_BRACKET = (
    r"\((?P<sense>不含|含|不包括|包括|不包含|包含)"
    r"(?P<what>本数|本级|本|[0-9.]+\s?[一-龥%‰]{0,4})?\)"
)
_RANGE = re.compile(rf"[一-龥]{{0,4}}?(?:{_BRACKET})?{JOIN.pattern}", re.I)
_BREAK = re.compile(r"[,;:。、!?()\"'\n]")


def beside(text: str, figure: Figure, own: Mapping[str, str]) -> Beside:
    """What the words say about the number ``figure`` of ``text`` (as ``numbers_in`` gave it).

    ``own``: the document's own comparator words (``{以上: ">"}``).
    """
    words = plain(text)
    before = words[_segment(words, figure) : figure.start]
    after = words[figure.end :]
    approximate = _approximate(before, after, figure)
    if figure.kind == "date":
        found = _dated(before, after)
    else:
        found = _decided(words, figure, before, after, own)
    return Beside(found.ops, found.word, approximate)


def range_end(text: str, figure: Figure) -> Literal["low", "high", ""]:
    """Which end of ``A至B`` the number is, if it is one."""
    words = plain(text)
    if _joined(words, figure, low=True):
        return "low"
    return "high" if _joined(words, figure, low=False) else ""


def in_bracket(text: str, figure: Figure) -> bool:
    """Does the figure only repeat, in (含…) or (不含…), the number the bracket stands beside?"""
    words = plain(text)
    return any(
        match.start() < figure.start and figure.end < match.end()
        for match in re.finditer(_BRACKET, words)
    )


def _dated(before: str, after: str) -> Beside:
    """Words beside a date: 起、以后 (on or after), 以前、前 (before), 至、截至 (up to)."""
    for pattern, ops in _DATE_AFTER:
        found = pattern.match(after)
        if found:
            return Beside(ops, found[1])
    found = re.search(r"(截至|截止|至|迄|不迟于|不晚于|by|until|before|no later than)\s?$", before)
    if found:
        return Beside(_LESS, found[1])
    found = re.search(r"(自|从|since|after|from|on or after)\s?$", before)
    return Beside(_MORE, found[1]) if found else Beside(EXACT)


def standing_alone(text: str, own: Mapping[str, str]) -> list[tuple[str, str]]:
    """Comparator words that no number follows (不超过规定限额), with their operators; the longest
    word at each place."""
    words = plain(text)
    table = {word: op for word, op in _table(_BEFORE, own).items() if len(word) > 1}
    chinese = "|".join(sorted(table, key=len, reverse=True))
    found = []
    for match in re.finditer(chinese, words):
        if not _number_follows(words, match.end()):
            found.append((match[0], table[match[0]]))
    for op, pattern in _ENGLISH_BEFORE.items():
        for match in re.finditer(rf"\b({pattern})\b", words, re.I):
            if not _number_follows(words, match.end()):
                found.append((match[0], op))
    return found


def _number_follows(words: str, place: int) -> bool:
    end = next((m.start() for m in _BREAK.finditer(words, place)), len(words))
    return any(place <= figure.start < end for figure in numbers_in(words))


def _segment(words: str, figure: Figure) -> int:
    """Where the stretch before the number begins: after the last mark or other measured number."""
    start = 0
    for match in _BREAK.finditer(words, 0, figure.start):
        start = match.end()
    for other in numbers_in(words):
        measured = other.kind in {"money", "rate"} or other.written == "figure"
        year = other.kind == "date" or (other.unit == "year" and other.value > 1800)
        if measured and not year and other.end <= figure.start and not _in_date(words, other):
            start = max(start, other.end)
    return start


def _in_date(words: str, figure: Figure) -> bool:
    return any(
        f.kind == "date" and f.start <= figure.start and figure.end <= f.end
        for f in numbers_in(words)
    )


def _approximate(before: str, after: str, figure: Figure) -> str:
    found = _APPROXIMATE_BEFORE.search(before)
    # 近三年 is the last three years, not about three of them.
    if found and not (found[1] == "近" and (figure.unit or _LAST_SPAN.match(after))):
        return found[1]
    found = _APPROXIMATE_AFTER.match(after)
    return (found[1] or found[2]) if found else ""


def _decided(words: str, figure: Figure, before: str, after: str, own: Mapping[str, str]) -> Beside:
    bracket, outer = _bracket(after)
    written = words[figure.start : figure.end].lower()
    word, op = _after(after, own)
    if not word:
        word, op = _before(before, own)
    low, high = _joined(words, figure, low=True), _joined(words, figure, low=False)
    if word:
        ops = frozenset({op})
    elif low or high:
        ops, word = (frozenset({">="}), "至") if low else (_LESS, "至")
    elif written in _REPEATED:
        ops, word = frozenset({">="}), written
    elif before.endswith("连续"):
        return Beside(frozenset(), "连续")
    elif written in _EXACT_WORDS:
        ops, word = EXACT, written
    else:
        ops = EXACT
    if bracket:
        return Beside(_bracketed(ops, bracket, word), outer)
    return Beside(ops, word)


def _bracketed(ops: frozenset[str], sense: str, word: str) -> frozenset[str]:
    """(含) and (不含) keep the direction of the word and decide the edge."""
    edge = {"<", ">"} if sense.startswith("不") else {"<=", ">="}
    if ops == EXACT:
        return frozenset(edge if word == "" else EXACT)
    direction = _MORE if ops & _MORE else _LESS
    return frozenset(edge & direction)


def _bracket(after: str) -> tuple[str, str]:
    """The bracket that includes or excludes the number: its sense and its words."""
    found = re.match(rf"[一-龥]{{0,6}}?{_BRACKET}", after)
    return (found["sense"], found[0]) if found else ("", "")


def _table(usual: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The words of one side of a number, with the document's own: those of custom keep their
    side, words of the document's making may stand on either."""
    table = {word: op for op, listed in usual.items() for word in listed.split()}
    custom = {w for side in (_BEFORE, _AFTER) for listed in side.values() for w in listed.split()}
    return table | {w: op for w, op in own.items() if w in table or w not in custom}


def _after(after: str, own: Mapping[str, str]) -> tuple[str, str]:
    text = re.sub(rf"^([一-龥]{{0,2}}?){_BRACKET}", r"\1", after)
    table = _table(_AFTER, own)
    for length in range(7):
        for word in sorted(table, key=len, reverse=True):
            if not text[length:].startswith(word) or _BREAK.search(text[:length]):
                continue
            if word == "起" and (length > 1 or text[length + 1 : length + 2] in set("草诉点源来")):
                continue
            foreign = _NOT_A_COMPARATOR.match(text[length:]) or _RANK_BEFORE.search(text[:length])
            return ("", "") if foreign else (word, table[word])
    return _inside(after) or _english_after(text)


def _inside(after: str) -> tuple[str, str] | None:
    """``3年内``, ``倒数5名以内``: the unit itself may have been read with the number."""
    if after.startswith("内") or _INSIDE.match(after):
        return "内", "<="
    return None


def _english_after(text: str) -> tuple[str, str]:
    for op, pattern in _ENGLISH_AFTER.items():
        found = re.match(rf"(?:[\s-][a-z]+)?\s({pattern})\b", text, re.I)
        if found:
            return found[1], op
    return "", ""


def _before(before: str, own: Mapping[str, str]) -> tuple[str, str]:
    """The last comparator word of the stretch before the number, the longest at its place."""
    table = _table(_BEFORE, own)
    best: tuple[int, int, str, str] = (-1, 0, "", "")
    for word, op in table.items():
        at = before.rfind(word)
        touches = re.fullmatch(r"[了足]?\s?", before[at + len(word) :]) if at >= 0 else None
        if at >= 0 and (word not in _TOUCHING or touches):
            best = max(best, (at + len(word), len(word), word, op))
    english = _english_before(before)
    if english and english[0] > best[0]:
        return english[1], english[2]
    return best[2], best[3]


def _english_before(before: str) -> tuple[int, str, str] | None:
    best: tuple[int, int, str, str] | None = None
    for op, pattern in _ENGLISH_BEFORE.items():
        for found in re.finditer(rf"\b({pattern})\b(?=(?:\s[\w'-]+){{0,4}}\s?$)", before, re.I):
            candidate = (found.end(), len(found[1]), found[1].lower(), op)
            best = max(best, candidate) if best else candidate
    return (best[0], best[2], best[3]) if best else None


def _joined(words: str, figure: Figure, *, low: bool) -> bool:
    """Is the number the lower (or else the upper) end of ``A至B``, ``A—B``?"""
    for other in numbers_in(words):
        near, far = (figure, other) if low else (other, figure)
        between = words[near.end : far.start] if near.end < far.start else ""
        if between and _RANGE.fullmatch(between):
            return " and " not in between or "between" in words[: near.start].lower()
    return False
