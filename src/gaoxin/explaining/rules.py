"""A rule in the reader's language: Chinese rules as written, else put into words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from gaoxin.explaining.words import Reader, listed, period_text
from gaoxin.facts.vocabulary import SetDef
from gaoxin.policy.form import (
    Aggregate,
    Anchor,
    And,
    Arithmetic,
    Call,
    Choice,
    Codes,
    Compare,
    Constant,
    Fact,
    Gone,
    InForceFrom,
    ListOf,
    Loop,
    Member,
    Named,
    Negative,
    Node,
    Not,
    Or,
    Qualifies,
    Quarters,
    Range,
    SetOf,
    Variable,
    Year,
    Years,
)
from gaoxin.quantities import format_date

_ENGLISH = re.compile(r"[a-z_]{2,}")
_MANY = 99
_CALLS: dict[str, tuple[str, str]] = {
    "min": ("{all}中最小的", "the least of {all}"),
    "max": ("{all}中最大的", "the greatest of {all}"),
    "best": ("{all}择优", "the best of {all}"),
    "has": ("有{0}", "there is {0}"),
    "full_years": ("{0}至{1}的满年数", "full years from {0} to {1}"),
    "full_months": ("{0}至{1}的满月数", "full months from {0} to {1}"),
    "within": ("{2}不晚于{0}后{1}", "{2} is within {1} after {0}"),
    "start": ("{0}首日", "the first day of {0}"),
    "end": ("{0}末日", "the last day of {0}"),
    "year": ("{0}所在年", "the year of {0}"),
    "month": ("{0}所在月", "the month of {0}"),
    "nth": ("{0}第几次", "{0}, which one in order"),
    "since": ("{0}本次起始日", "the first day of the present {0}"),
    "nth_year": ("{0}第几年", "{0}, which year of it"),
    "times": ("{1}至{2}的{0}次数", "how often {0}, from {1} to {2}"),
    "growth": ("从{0}到{1}的增长率", "growth from {0} to {1}"),
    "cagr": ("从{0}到{1}的{2}年复合增长率", "yearly growth from {0} to {1} over {2} years"),
    "in_turn": ("依{0}取{rest}", "by {0} in turn: {rest}"),
}
_AS_OF = {"nth", "since", "nth_year"}
"""Their second argument is the day they are asked on: the day of the question, if none is said."""
_SUMS: dict[str, tuple[str, str]] = {
    "sum": ("{0}之和", "the sum of {0}"),
    "mean": ("{0}的平均", "the mean of {0}"),
    "count": ("{0}的个数", "the number of {0}"),
    "min": ("{0}中最小的", "the least of {0}"),
    "max": ("{0}中最大的", "the greatest of {0}"),
}
_WORDS: dict[str, tuple[str, str]] = {
    "anchor": ("当日", "the day asked about"),
    "inforcefrom": ("施行日", "the day the text took effect"),
    "unknown": ("待定", "not known"),
    "absent": ("没有", "none"),
    "and": ("，且", " and "),
    "or": ("，或", " or "),
    "not": ("非（{0}）", "not ({0})"),
    "choice": ("{0}时为{1}，否则为{2}", "{1} if {0}, else {2}"),
    "within_list": ("{0}属于{1}", "{0} is one of {1}"),
    "range": ("{0}至{1}", "{0} to {1}"),
    "of": ("{1}的{0}", "{0} of {1}"),
    "on": ("{0}（{1}）", "{0} on {1}"),
    "at": ("{0}（{1}）", "{0} ({1})"),
    "over": ("{0}（遍及{1}）", "{0} over {1}"),
    "where": ("{0}（限{1}）", "({0} where {1})"),
    "each": ("各期", "each"),
    "years": ("近{0}年", "the last {0} years"),
    "quarters": ("本年各季", "the quarters of this year"),
    "qualifies": ("符合“{0}”", "“{0}” applies"),
}
_YEARS = {
    1: ("下年", "next year"),
    0: ("本年", "this year"),
    -1: ("上年", "last year"),
    -2: ("上年-1", "the year before last"),
}
_SIGNS = {">=": "≥", "<=": "≤", "==": "=", "!=": "≠", "*": "×"}
_TIGHT = {"*": 2, "/": 2, "+": 1, "-": 1}


def rule_text(reader: Reader, text: str, node: Node | None, on: date | None = None) -> str:
    """The rule as written, if that is Chinese and so is the reader; else in words. None: a row for
    the rest."""
    if reader.lang == "zh" and not _ENGLISH.search(text):
        return text
    return reader.say("otherwise") if node is None else in_words(reader, node, on)


def in_words(reader: Reader, node: Node, on: date | None = None) -> str:
    """A rule in the reader's words: labels for names, words for functions. Asked ``on`` a day, its
    years and its day are named."""
    return _Speaker(reader, on).say(node)


@dataclass(frozen=True, slots=True)
class _Speaker:
    reader: Reader
    on: date | None

    def say(self, node: Node) -> str:
        match node:
            case Constant():
                return self._constant(node)
            case Gone():
                return self._word(node.which)
            case Variable():
                return self._variable(node)
            case Anchor() | InForceFrom() | Year() | Years() | Quarters():
                return self._when(node)
            case Fact() | SetOf() | Named() | ListOf() | Qualifies():
                return self._called(node)
            case Codes():
                return listed(map(self.reader.said, node.codes), self.reader.lang)
            case Member():
                return self._word("within_list", self.say(node.item), self.say(node.list))
            case Call():
                return self._call(node)
            case Aggregate():
                return self._aggregate(node)
            case Range() | Arithmetic() | Negative() | Compare() | Not() | And() | Or() | Choice():
                return self._reckoned(node)
            case _:
                assert_never(node)

    def _when(self, node: Anchor | InForceFrom | Year | Years | Quarters) -> str:
        match node:
            case Anchor():
                return self._anchor()
            case InForceFrom():
                return self._word("inforcefrom")
            case Year():
                return self._year(node)
            case Years():
                return self._word("years", str(node.count))
            case Quarters():
                return self._word("quarters")
            case _:
                assert_never(node)

    def _called(self, node: Fact | SetOf | Named | ListOf | Qualifies) -> str:
        match node:
            case Fact():
                return self._fact(node)
            case SetOf():
                return self._setof(node)
            case Named():
                return self._named(node)
            case ListOf():
                return self._define(node.document, node.name)
            case Qualifies():
                return self._qualifies(node)
            case _:
                assert_never(node)

    def _reckoned(
        self, node: Range | Arithmetic | Negative | Compare | Not | And | Or | Choice
    ) -> str:
        match node:
            case Range():
                return self._word("range", self.say(node.low), self.say(node.high))
            case Arithmetic():
                return self._arithmetic(node)
            case Negative():
                return f"-{self._term(node.operand, 2)}"
            case Compare():
                return self._compare(node)
            case Not():
                return self._word("not", self.say(node.operand))
            case And():
                return self._word("and").join(map(self._part, node.parts))
            case Or():
                return self._word("or").join(map(self._part, node.parts))
            case Choice():
                return self._word("choice", *map(self.say, (node.test, node.then, node.other)))
            case _:
                assert_never(node)

    def _word(self, key: str, *parts: str) -> str:
        return _WORDS[key][self.reader.lang == "en"].format(*parts)

    def _all(self, nodes: Sequence[Node]) -> str:
        return listed(map(self.say, nodes), self.reader.lang)

    # --- plain things ----------------------------------------------------------------------------

    def _constant(self, node: Constant) -> str:
        if isinstance(node.value, str):
            return self.reader.said(node.value)
        return self.reader.of(node.value, node.type)

    def _variable(self, node: Variable) -> str:
        return node.name if node.name.isascii() or self.reader.lang == "zh" else "it"

    def _anchor(self) -> str:
        return format_date(self.on, self.reader.lang) if self.on else self._word("anchor")

    def _year(self, node: Year) -> str:
        if self.on:
            return period_text(str(self.on.year + node.offset), self.reader.lang)
        if node.offset in _YEARS:
            return _YEARS[node.offset][self.reader.lang == "en"]
        if node.offset < 0:
            last = f"上年{node.offset + 1}"
            return last if self.reader.lang == "zh" else f"{-node.offset} years ago"
        return f"本年+{node.offset}" if self.reader.lang == "zh" else f"in {node.offset} years"

    # --- facts, sets, names ----------------------------------------------------------------------

    def _owned(self, name: str, of: Node | None) -> str:
        if of is None or isinstance(of, Variable):
            return name
        return self._word("of", name, self.say(of))

    def _label(self, kind: str, name: str) -> str:
        return self.reader.fact_name(self.reader.library.vocabulary.find(kind, name), name)

    def _fact(self, node: Fact) -> str:
        name = self._owned(self._label(node.kind, node.fact), node.of)
        if node.period is None or isinstance(node.period, Anchor):
            return name
        each = isinstance(node.period, Variable)
        return self._word("at", name, self._word("each") if each else self.say(node.period))

    def _setof(self, node: SetOf) -> str:
        found = self.reader.library.vocabulary.find(node.kind, node.set)
        name = self._label(node.kind, node.set)
        if self.reader.lang == "en" and isinstance(found, SetDef):
            member = self.reader.library.vocabulary.kind(found.member)
            name = f"“{member.en or member.id}”" if member else found.id
        return self._owned(name, node.of)

    def _named(self, node: Named) -> str:
        name = self._owned(self._define(node.document, node.name), node.of)
        return name if node.on is None else self._word("on", name, self.say(node.on))

    def _define(self, document: str, name: str) -> str:
        found = self.reader.library.define(document, name)
        return self.reader.label(found.label, found.name) if found else name

    def _qualifies(self, node: Qualifies) -> str:
        found = self.reader.library.documents.get(node.document)
        clauses = found.clauses.get(node.clause) if found else None
        name = self.reader.label(clauses[0].meta.label, node.clause) if clauses else node.clause
        return self._word("qualifies", name)

    # --- arithmetic and logic --------------------------------------------------------------------

    def _arithmetic(self, node: Arithmetic) -> str:
        rank = _TIGHT[node.op]
        sign = _SIGNS.get(node.op, node.op)
        left, right = self._term(node.left, rank), self._term(node.right, rank + 1)
        return f"{left} {sign} {right}"

    def _term(self, node: Node, rank: int) -> str:
        """In brackets where it binds less than what it stands in."""
        said = self.say(node)
        own = _TIGHT[node.op] if isinstance(node, Arithmetic) else _MANY
        loose = isinstance(node, (Choice, And, Or, Compare)) or own < rank
        return f"({said})" if loose else said

    def _compare(self, node: Compare) -> str:
        sign = _SIGNS.get(node.op, node.op)
        return f"{self._term(node.left, 0)} {sign} {self._term(node.right, 0)}"

    def _part(self, node: Node) -> str:
        said = self.say(node)
        return f"({said})" if isinstance(node, (And, Or)) else said

    # --- calls and sums --------------------------------------------------------------------------

    def _call(self, node: Call) -> str:
        form = _CALLS[node.function][self.reader.lang == "en"]
        args = [self.say(arg) for arg in node.args]
        rest = listed(args[1:], self.reader.lang)
        said = form.format(*args, all=self._all(node.args), rest=rest)
        if node.function in _AS_OF and not isinstance(node.args[1], Anchor):
            return self._word("at", said, args[1])
        return said

    def _aggregate(self, node: Aggregate) -> str:
        over = listed((self.say(loop.over) for loop in node.loops), self.reader.lang)
        said = over if node.element is None else self._over(node.element, node.loops, over)
        if node.where is not None:
            said = self._word("where", said, self.say(node.where))
        return _SUMS[node.function][self.reader.lang == "en"].format(said)

    def _over(self, element: Node, loops: Sequence[Loop], over: str) -> str:
        """``f(近3年)`` reads as the fact in those years, anything else as itself over the sets."""
        loop = loops[0]
        if (
            len(loops) == 1
            and isinstance(element, Fact)
            and isinstance(element.period, Variable)
            and element.period.name == loop.variable
        ):
            name = self._owned(self._label(element.kind, element.fact), element.of)
            return self._word("at", name, over)
        return self._word("over", self.say(element), over)
