"""From syntax to the typed form: every name found, every operation given its type.

Order of names (format section 5): bound variable, ``x``/``base``, period word, this document's
define or clause, vocabulary list, fact or set of the entity, ``alias.name``. What cannot be found
or typed is reported and becomes a node of type "any", so that one slip gives one fault.
"""

import ast
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol, TypedDict, cast

from gaoxin.facts.vocabulary import FactDef, SetDef, Vocabulary
from gaoxin.policy import form, phrases, typing
from gaoxin.policy.expression import Syntax, Trouble
from gaoxin.policy.form import ANY, FLAG, Node, Type

AGGREGATES = {
    "sum": "sum",
    "mean": "mean",
    "count": "count",
    "求和": "sum",
    "平均": "mean",
    "计数": "count",
}
FUNCTIONS = {
    "取小": "min",
    "取大": "max",
    "择优": "best",
    "有": "has",
    "满年": "full_years",
    "满月": "full_months",
    "期内": "within",
    "年初": "start",
    "年末": "end",
    "年": "year",
    "月": "month",
    "第几次": "nth",
    "始于": "since",
    "第几年": "nth_year",
    "次数": "times",
    "增长率": "growth",
    "复合增长率": "cagr",
    "依次": "in_turn",
    "符合": "qualifies",
}
_WORDS = {"当日": "on", "本年": "this_year", "上年": "last_year", "施行日": "in_force_from"}
_WORDS |= {"本年各季": "quarters", "未知": "unknown", "无此项": "absent"}
_LAST = re.compile(r"近([0-9一二三四五六七八九十]+)年|last_(\d+)_years")
_OPERATORS: Mapping[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_ARITY = {
    "min": (1, 9),
    "max": (1, 9),
    "best": (1, 9),
    "has": (1, 1),
    "full_years": (2, 2),
    "full_months": (2, 2),
    "within": (3, 3),
    "start": (1, 1),
    "end": (1, 1),
    "year": (1, 1),
    "month": (1, 1),
    "nth": (2, 2),
    "since": (2, 2),
    "nth_year": (2, 2),
    "times": (3, 3),
    "growth": (2, 2),
    "cagr": (3, 3),
    "in_turn": (2, 12),
    "qualifies": (1, 1),
}
_SERIES = "·"
_UNORDERED = {"flag", "code", "text", "entity"}


class Span(TypedDict):
    start: int
    end: int


class Names(Protocol):
    """What the resolver asks the library while it is being read."""

    vocabulary: Vocabulary

    def alias(self, document: str, alias: str) -> str | None: ...
    def define(self, document: str, name: str) -> tuple[Type, str] | None:
        """Type and kind of a define of ``document``; None if there is none of that name."""

    def clause(self, document: str, name: str) -> bool: ...
    def shared_list(self, name: str) -> str | None:
        """The vocabulary document that defines the list ``name``."""

    def known(self, document: str) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a rule stands: its document, the kind it is asked of, and its variables."""

    names: Names
    document: str
    kind: str
    variables: Mapping[str, Type] = field(default_factory=dict)
    judged: bool = False  # a judge is named: ranges are allowed


def resolve(
    syntax: Syntax, scope: Scope, report: Callable[[Trouble], None], *, wanted: str = ""
) -> Node:
    """The typed form of a parsed rule. ``wanted`` "flag": the rule must be a condition."""
    resolver = _Resolver(syntax, scope, report)
    node = resolver.node(syntax.tree)
    if wanted == "flag" and node.type.name not in {"flag", "any"}:
        resolver.say(
            "T1",
            node,
            f"这里要是或否，得到的是{phrases.type_zh(node.type)}",
            f"yes or no is wanted here, this is {phrases.type_en(node.type)}",
            "写成比较，例如 … >= …",
            "write a comparison, e.g. … >= …",
        )
    return node


class _Resolver:
    def __init__(self, syntax: Syntax, scope: Scope, report: Callable[[Trouble], None]) -> None:
        self.syntax, self.scope, self.report = syntax, scope, report
        self.names = scope.names
        self.variables: dict[str, Type] = dict(scope.variables)
        self.window: Node | None = None
        self.in_series = False

    # --- saying what is wrong ---------------------------------------------------------------

    def say(
        self, code: str, at: Node | ast.expr, zh: str, en: str, mend_zh: str = "", mend_en: str = ""
    ) -> Node:
        start, end = (at.start, at.end) if isinstance(at, Node) else self.syntax.span(at)
        self.report(Trouble(code, start, end, zh, en, mend_zh, mend_en))
        return form.Gone(which="unknown", start=start, end=end)

    def unknown_name(self, at: ast.expr, name: str, candidates: Iterable[str]) -> Node:
        near = difflib.get_close_matches(name, sorted(set(candidates)), 1, 0.5)
        return self.say(
            "N1",
            at,
            f"不认识“{name}”",
            f"'{name}' is not known",
            f"是否“{near[0]}”？" if near else "先在登记或定义里写明它",
            f"is '{near[0]}' meant?" if near else "declare it in a register or a define",
        )

    # --- dispatch ---------------------------------------------------------------------------

    def node(self, tree: ast.expr) -> Node:
        method = getattr(self, f"_{type(tree).__name__.lower()}", None)
        if method is None:
            return self.say(
                "X2",
                tree,
                "规则里不能用这种写法",
                "this is not in the language of rules",
                "只用四则、比较、and/or/not、in、if else、函数与汇总",
                "use arithmetic, comparisons, and/or/not, in, if else, functions and aggregates",
            )
        return cast(Node, method(tree))

    def _place(self, tree: ast.expr, *parts: Node) -> Span:
        start, end = self.syntax.span(tree)
        return {
            "start": min([start, *(p.start for p in parts)]),
            "end": max([end, *(p.end for p in parts)]),
        }

    # --- leaves -----------------------------------------------------------------------------

    def _constant(self, tree: ast.Constant) -> Node:
        start, end = self.syntax.span(tree)
        if isinstance(tree.value, str):
            return form.Constant(value=tree.value, type=Type("code"), start=start, end=end)
        return self.say("X2", tree, "规则里不能用这种字面量", "this literal is not in the language")

    def _name(self, tree: ast.Name) -> Node:
        name = tree.id
        literal = self.syntax.literals.get(name)
        if literal is not None:
            return self._literal(tree, literal)
        for find in (self._variable, self._word, self._own_name, self._of_entity):
            found = find(tree, name)
            if found is not None:
                return found
        return self.unknown_name(tree, name, self._candidates())

    def _literal(self, tree: ast.expr, literal: Node) -> Node:
        if isinstance(literal, form.Range) and not self.scope.judged:
            return self.say(
                "D8",
                literal,
                "写了区间却没有评判人",
                "a range is given and no judge",
                "加 judge（评判）写明由谁在区间内决定",
                "add judge: who decides inside the range",
            )
        return literal

    def _variable(self, tree: ast.expr, name: str) -> Node | None:
        if name not in self.variables:
            return None
        return form.Variable(name=name, type=self.variables[name], **self._place(tree))

    def _word(self, tree: ast.expr, name: str) -> Node | None:
        place = self._place(tree)
        match _WORDS.get(name, name):
            case "on":
                return form.Anchor(type=Type("date"), **place)
            case "this_year":
                return form.Year(offset=0, type=Type("year"), **place)
            case "last_year":
                return form.Year(offset=-1, type=Type("year"), **place)
            case "in_force_from":
                return form.InForceFrom(type=Type("date"), **place)
            case "quarters":
                return form.Quarters(type=Type("quarters"), **place)
            case "unknown" | "absent" as which:
                return form.Gone(which="unknown" if which == "unknown" else "absent", **place)
        found = _LAST.fullmatch(name)
        if not found:
            return None
        count = int(found.group(2) or _chinese(found.group(1)))
        return form.Years(count=count, type=Type("years"), **place)

    def _own_name(self, tree: ast.expr, name: str) -> Node | None:
        place = self._place(tree)
        document = self.scope.document
        found = self.names.define(document, name)
        if found is None:
            shared = self.names.shared_list(name)
            if shared is None:
                return None
            document, found = shared, (Type("codes"), "")
        type_, _kind = found
        if type_.name == "codes":
            return form.ListOf(document=document, name=name, type=type_, **place)
        return form.Named(of=None, document=document, name=name, type=type_, **place)

    def _of_entity(self, tree: ast.expr, name: str) -> Node | None:
        found = self.names.vocabulary.find(self.scope.kind, name)
        return self._fact_or_set(tree, found, None) if found else None

    def _fact_or_set(self, tree: ast.expr, found: FactDef | SetDef, of: Node | None) -> Node:
        place = self._place(tree)
        if isinstance(found, SetDef):
            kind = Type("set", of=found.member)
            return form.SetOf(of=of, kind=found.kind, set=found.id, type=kind, **place)
        if found.time != "fixed":
            return self.say(
                "T6",
                tree,
                f"“{found.zh or found.id}”要写明是哪一期（{phrases.TIME_ZH[found.time]}）",
                f"'{found.en or found.id}' needs its period ({phrases.TIME_EN[found.time]})",
                f"例如 {found.zh or found.id}({phrases.EXAMPLE_ZH[found.time]})",
                f"e.g. {found.id}({phrases.EXAMPLE_EN[found.time]})",
            )
        return form.Fact(of=of, kind=found.kind, fact=found.id, type=fact_type(found), **place)

    def _candidates(self) -> set[str]:
        kind = self.names.vocabulary.kind(self.scope.kind)
        words = {*_WORDS, *_WORDS.values(), *self.variables, *FUNCTIONS, *_ARITY, *AGGREGATES}
        return words | set(kind.names if kind else ()) | set(self.names.known(self.scope.document))

    # --- attributes: of an entity, or of another document ------------------------------------

    def _attribute(self, tree: ast.Attribute) -> Node:
        other = self._borrowed(tree)
        if other is not None:
            return other
        base = self.node(tree.value)
        if base.type.name == "any":
            return base
        kind = base.type.of
        if base.type.name != "entity":
            return self.say(
                "T5",
                tree,
                f"“{tree.attr}”前面不是一个对象",
                f"what stands before '.{tree.attr}' is not an entity",
            )
        return self._member_of(tree, base, kind)

    def _member_of(self, tree: ast.Attribute, base: Node, kind: str) -> Node:
        found = self.names.vocabulary.find(kind, tree.attr)
        if found is not None:
            return self._fact_or_set(tree, found, base)
        define = self.names.define(self.scope.document, tree.attr)
        if define is not None and define[1] == kind:
            place = self._place(tree)
            return form.Named(
                of=base, document=self.scope.document, name=tree.attr, type=define[0], **place
            )
        known = self.names.vocabulary.kind(kind)
        return self.unknown_name(tree, tree.attr, known.names if known else ())

    def _borrowed(self, tree: ast.Attribute) -> Node | None:
        """``alias.name``: a define of a document named under ``uses``."""
        if not isinstance(tree.value, ast.Name) or tree.value.id in self.variables:
            return None
        document = self.names.alias(self.scope.document, tree.value.id)
        if document is None:
            return None
        found = self.names.define(document, tree.attr)
        if found is None:
            return self.unknown_name(tree, tree.attr, self.names.known(document))
        place = self._place(tree)
        if found[0].name == "codes":
            return form.ListOf(document=document, name=tree.attr, type=found[0], **place)
        return form.Named(of=None, document=document, name=tree.attr, type=found[0], **place)

    # --- operators --------------------------------------------------------------------------

    def _binop(self, tree: ast.BinOp) -> Node:
        op = _OPERATORS.get(type(tree.op))
        if op is None:
            return self.say("X2", tree, "不用这个运算符", "this operator is not in the language")
        left, right = self.node(tree.left), self.node(tree.right)
        shifted = self._shifted_year(tree, op, left, right)
        if shifted is not None:
            return shifted
        type_ = self._arithmetic_type(tree, op, left, right)
        return form.Arithmetic(
            op=op,  # type: ignore[arg-type]
            left=left,
            right=right,
            type=type_,
            **self._place(tree, left, right),
        )

    def _shifted_year(self, tree: ast.expr, op: str, left: Node, right: Node) -> Node | None:
        """上年-1 is a period word of its own."""
        if not isinstance(left, form.Year) or not isinstance(right, form.Constant):
            return None
        if right.type.name != "count" or op not in "+-" or not isinstance(right.value, Fraction):
            return None
        shift = int(right.value) if op == "+" else -int(right.value)
        place = self._place(tree, left, right)
        return form.Year(offset=left.offset + shift, type=Type("year"), **place)

    def _arithmetic_type(self, tree: ast.expr, op: str, left: Node, right: Node) -> Type:
        a, b = left.type, right.type
        if "any" in {a.name, b.name}:
            return b if a.name == "any" and op in "+-" else a if op in "+-" else ANY
        if a.name == "date" and b.name == "duration" and op in "+-":
            return a
        if not (a.numeric and b.numeric):
            return self._no_meaning(tree, op, a, b)
        if op == "*":
            return typing.product(a, b)
        if op == "/":
            return typing.quotient(a, b)
        literal = isinstance(left, form.Constant) or isinstance(right, form.Constant)
        found = typing.total(a, b, literal=literal)
        return found if found is not None else self._no_meaning(tree, op, a, b)

    def _no_meaning(self, tree: ast.expr, op: str, a: Type, b: Type) -> Type:
        code = "T8" if a.unit and b.unit and a.unit != b.unit and op in "+-" else "T1"
        self.say(
            code,
            tree,
            f"{phrases.type_zh(a)} {op} {phrases.type_zh(b)} 没有意义",
            f"{phrases.type_en(a)} {op} {phrases.type_en(b)} has no meaning",
            "写明单位（元、%、年），或换成同类的量",
            "write the unit (CNY, %, years), or use quantities of one kind",
        )
        return ANY

    def _unaryop(self, tree: ast.UnaryOp) -> Node:
        operand = self.node(tree.operand)
        place = self._place(tree, operand)
        if isinstance(tree.op, ast.Not):
            self._want_flag(operand)
            return form.Not(operand=operand, type=FLAG, **place)
        if isinstance(tree.op, ast.USub) and operand.type.numeric:
            return form.Negative(operand=operand, type=operand.type, **place)
        return self.say("X2", tree, "不用这个运算符", "this operator is not in the language")

    def _boolop(self, tree: ast.BoolOp) -> Node:
        parts = tuple(self.node(value) for value in tree.values)
        for part in parts:
            self._want_flag(part)
        kind = form.And if isinstance(tree.op, ast.And) else form.Or
        return kind(parts=parts, type=FLAG, **self._place(tree, *parts))

    def _want_flag(self, node: Node) -> None:
        if node.type.name not in {"flag", "any"}:
            self.say(
                "T1",
                node,
                f"and、or、not 只连接是非，这里是{phrases.type_zh(node.type)}",
                f"and, or, not join yes/no values; this is {phrases.type_en(node.type)}",
            )

    def _ifexp(self, tree: ast.IfExp) -> Node:
        test, then, other = (self.node(t) for t in (tree.test, tree.body, tree.orelse))
        self._want_flag(test)
        type_ = then.type if then.type.name not in {"zero", "any"} else other.type
        place = self._place(tree, test, then, other)
        return form.Choice(test=test, then=then, other=other, type=type_, **place)

    def _tuple(self, tree: ast.Tuple) -> Node:
        codes = [e.value for e in tree.elts if isinstance(e, ast.Constant)]
        if len(codes) != len(tree.elts) or not all(isinstance(c, str) for c in codes):
            return self.say("T4", tree, "名单只能是代码", "a list holds codes only")
        return form.Codes(codes=tuple(map(str, codes)), type=Type("codes"), **self._place(tree))

    def _compare(self, tree: ast.Compare) -> Node:
        sides = [self.node(side) for side in (tree.left, *tree.comparators)]
        parts = [
            self._comparison(tree, op, sides[n], sides[n + 1]) for n, op in enumerate(tree.ops)
        ]
        if len(parts) == 1:
            return parts[0]
        return form.And(parts=tuple(parts), type=FLAG, **self._place(tree, *parts))

    def _comparison(self, tree: ast.expr, op: ast.cmpop, left: Node, right: Node) -> Node:
        place: Span = {"start": left.start, "end": right.end}
        if isinstance(op, ast.In | ast.NotIn):
            member = self._membership(tree, left, right, place)
            return (
                member if isinstance(op, ast.In) else form.Not(operand=member, type=FLAG, **place)
            )
        word = _OPERATORS.get(type(op))
        if word is None:
            return self.say("X2", tree, "不用这个比较", "this comparison is not in the language")
        left, right = self._as_year(left, right), self._as_year(right, left)
        code = typing.comparable(left.type, right.type)
        if code:
            self._incomparable(code, tree, left.type, right.type)
        elif word in {"<", "<=", ">", ">="} and left.type.name in {
            "flag",
            "code",
            "text",
            "entity",
        }:
            self._incomparable("T2", tree, left.type, right.type)
        return form.Compare(op=cast(Any, word), left=left, right=right, type=FLAG, **place)

    def _incomparable(self, code: str, tree: ast.expr, a: Type, b: Type) -> None:
        if code == "T3":
            self.say(
                code,
                tree,
                "比率与不带%的数相比",
                "a rate is compared with a number without %",
                "写成 3%；比率绝不写作小数",
                "write 3%; a rate is never written as a decimal",
            )
            return
        self.say(
            code,
            tree,
            f"{phrases.type_zh(a)}与{phrases.type_zh(b)}不能相比",
            f"{phrases.type_en(a)} and {phrases.type_en(b)} cannot be compared",
            "两边写成同类、同单位的量",
            "give both sides one type and one unit",
        )

    def _as_year(self, node: Node, other: Node) -> Node:
        """A bare number beside a year is a year."""
        if (
            other.type.name == "year"
            and isinstance(node, form.Constant)
            and node.type.name == "count"
        ):
            year = int(cast(Fraction, node.value))
            return form.Constant(
                value=year, type=Type("year"), ordinal=node.ordinal, start=node.start, end=node.end
            )
        return node

    def _membership(self, tree: ast.expr, item: Node, group: Node, place: Span) -> Node:
        if isinstance(group, form.Constant) and isinstance(group.value, str):
            codes = (group.value,)
            group = form.Codes(codes=codes, type=Type("codes"), start=group.start, end=group.end)
        if group.type.name not in {"codes", "texts", "any"}:
            self.say(
                "T4",
                group,
                "in 后面不是名单",
                "what stands after 'in' is not a list",
                "用定义里的 list（名单），或括号里的代码",
                "use a define with a list, or codes in brackets",
            )
        if item.type.name not in {"code", "text", "any"}:
            self.say("T2", item, "名单里找的须是代码", "only a code can be looked for in a list")
        return form.Member(item=item, list=group, type=FLAG, **place)

    # --- calls ------------------------------------------------------------------------------

    def _call(self, tree: ast.Call) -> Node:
        if tree.keywords:
            return self.say("X2", tree, "函数不用“名=值”", "functions take no name=value")
        if isinstance(tree.func, ast.Attribute):
            return self._call_attribute(tree, tree.func)
        if not isinstance(tree.func, ast.Name):
            return self.say("X2", tree, "这里不能调用", "this cannot be called")
        name = tree.func.id
        fact = self.names.vocabulary.find(self.scope.kind, name)
        if name in AGGREGATES:
            return self._aggregate(tree, AGGREGATES[name])
        function = FUNCTIONS.get(name, name)
        if function in _ARITY and not isinstance(fact, FactDef):
            return self._function(tree, function)
        if name in self.variables:
            return self.say("T6", tree, f"“{name}”没有分期", f"'{name}' has no periods")
        define = self.names.define(self.scope.document, name)
        if define is not None:
            return self._named_on(tree, self.scope.document, name, define[0], None)
        if isinstance(fact, FactDef):
            return self._fact_in(tree, fact, None)
        return self.unknown_name(tree.func, name, self._candidates())

    def _call_attribute(self, tree: ast.Call, func: ast.Attribute) -> Node:
        if isinstance(func.value, ast.Name) and func.value.id not in self.variables:
            document = self.names.alias(self.scope.document, func.value.id)
            found = self.names.define(document, func.attr) if document else None
            if document and found:
                return self._named_on(tree, document, func.attr, found[0], None)
        base = self.node(func.value)
        if base.type.name != "entity":
            return base if base.type.name == "any" else self._not_entity(tree, func)
        found_fact = self.names.vocabulary.find(base.type.of, func.attr)
        if isinstance(found_fact, FactDef):
            return self._fact_in(tree, found_fact, base)
        define = self.names.define(self.scope.document, func.attr)
        if define is not None and define[1] == base.type.of:
            return self._named_on(tree, self.scope.document, func.attr, define[0], base)
        kind = self.names.vocabulary.kind(base.type.of)
        return self.unknown_name(func, func.attr, kind.names if kind else ())

    def _not_entity(self, tree: ast.expr, func: ast.Attribute) -> Node:
        return self.say(
            "T5",
            tree,
            f"“{func.attr}”前面不是一个对象",
            f"what stands before '.{func.attr}' is not an entity",
        )

    def _named_on(
        self, tree: ast.Call, document: str, name: str, type_: Type, of: Node | None
    ) -> Node:
        if len(tree.args) != 1:
            return self.say("T6", tree, f"{name}( )里写一个日期", f"{name}( ) takes one date")
        day = self.node(tree.args[0])
        if day.type.name not in {"date", "any"}:
            self.say("T6", day, "定义只能按日期问", "a define is asked on a date")
        place = self._place(tree, day)
        return form.Named(of=of, document=document, name=name, on=day, type=type_, **place)

    def _fact_in(self, tree: ast.Call, fact: FactDef, of: Node | None) -> Node:
        if len(tree.args) != 1:
            return self.say("T6", tree, "括号里写一个期间", "write one period in the brackets")
        period = self._period(self.node(tree.args[0]))
        if period.type.name in {"years", "quarters"} and self.in_series:
            self.window = period
            period = form.Variable(
                name=_SERIES,
                type=Type("year" if period.type.name == "years" else "quarter"),
                start=period.start,
                end=period.end,
            )
        if period.type.name not in {*_PERIOD_TYPES[fact.time], "any"}:
            return self.say(
                "T6",
                tree,
                f"“{fact.zh or fact.id}”按{phrases.TIME_ZH[fact.time]}记，"
                f"这里问的是{phrases.type_zh(period.type)}",
                f"'{fact.en or fact.id}' is kept by {phrases.TIME_EN[fact.time]}, asked for"
                f" {phrases.type_en(period.type)}",
                phrases.period_mend_zh(fact),
                phrases.period_mend_en(fact),
            )
        place = self._place(tree, period)
        type_ = fact_type(fact)
        return form.Fact(of=of, kind=fact.kind, fact=fact.id, period=period, type=type_, **place)

    def _period(self, node: Node) -> Node:
        """A number as a period is a year."""
        if isinstance(node, form.Constant) and node.type.name == "count":
            return form.Constant(
                value=int(cast(Fraction, node.value)),
                type=Type("year"),
                ordinal=node.ordinal,
                start=node.start,
                end=node.end,
            )
        return node

    # --- functions --------------------------------------------------------------------------

    def _function(self, tree: ast.Call, function: str) -> Node:
        low, high = _ARITY[function]
        if function in {"min", "max"} and self._one_generator(tree):
            return self._aggregate(tree, function)
        if not low <= len(tree.args) <= high:
            wanted = str(low) if low == high else f"{low}–{high}"
            return self.say(
                "T1",
                tree,
                f"{function} 要{wanted}个参数，这里有{len(tree.args)}个",
                f"{function} takes {wanted} arguments, {len(tree.args)} given",
            )
        if function == "qualifies":
            return self._qualifies(tree)
        args = tuple(
            self._bare_fact(arg) if n == 0 and function in _TAKES_FACT else self.node(arg)
            for n, arg in enumerate(tree.args)
        )
        place = self._place(tree, *args)
        type_ = self._function_type(tree, function, args)
        return form.Call(function=function, args=args, type=type_, **place)  # type: ignore[arg-type]

    def _bare_fact(self, tree: ast.expr) -> Node:
        """The first argument of times, nth, since, nth_year: a spell or event fact itself."""
        of: Node | None = None
        name = ""
        if isinstance(tree, ast.Attribute):
            of, name = self.node(tree.value), tree.attr
        elif isinstance(tree, ast.Name):
            name = tree.id
        kind = of.type.of if of is not None else self.scope.kind
        found = self.names.vocabulary.find(kind, name)
        if isinstance(found, FactDef) and found.time in {"spell", "event"}:
            place = self._place(tree)
            return form.Fact(of=of, kind=found.kind, fact=found.id, type=FLAG, **place)
        if found is None:
            known = self.names.vocabulary.kind(kind)
            return self.unknown_name(tree, name, known.names if known else ())
        return self.say(
            "T5",
            tree,
            f"“{name}”不是起止或发生类的事实",
            f"'{name}' is not a fact with spells or events",
        )

    def _qualifies(self, tree: ast.Call) -> Node:
        target = tree.args[0]
        document, name = self.scope.document, ""
        if isinstance(target, ast.Name):
            name = target.id
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            document = self.names.alias(self.scope.document, target.value.id) or ""
            name = target.attr
        if not self.names.clause(document, name):
            return self.unknown_name(target, name, self.names.known(document))
        return form.Qualifies(document=document, clause=name, type=FLAG, **self._place(tree))

    def _function_type(self, tree: ast.expr, function: str, args: tuple[Node, ...]) -> Type:
        match function:
            case "min" | "max" | "best":
                return self._common(tree, args)
            case "in_turn":
                return self._common(tree, args[1:])
            case "has" | "within":
                return FLAG
            case "full_years" | "full_months" | "nth" | "nth_year" | "times":
                return Type("count")
            case "start" | "end" | "since":
                return Type("date")
            case "year" | "month":
                return Type("year" if function == "year" else "month")
            case _:
                return Type("rate")

    def _common(self, tree: ast.expr, args: tuple[Node, ...]) -> Type:
        found = args[0].type
        for arg in args[1:]:
            joined = found if arg.type == found else typing.total(found, arg.type, literal=True)
            if joined is None or (
                found.numeric != arg.type.numeric and "any" not in {found.name, arg.type.name}
            ):
                self._incomparable("T2", tree, found, arg.type)
                return ANY
            found = joined
        return found

    # --- aggregates -------------------------------------------------------------------------

    def _one_generator(self, tree: ast.Call) -> bool:
        return len(tree.args) == 1 and isinstance(tree.args[0], ast.GeneratorExp)

    def _aggregate(self, tree: ast.Call, function: str) -> Node:
        if len(tree.args) != 1:
            return self.say("T5", tree, f"{function} 要一个参数", f"{function} takes one argument")
        argument = tree.args[0]
        if isinstance(argument, ast.GeneratorExp):
            return self._loops(tree, argument, function)
        return self._series(tree, argument, function)

    def _series(self, tree: ast.Call, argument: ast.expr, function: str) -> Node:
        self.in_series, self.window = True, None
        element = self.node(argument)
        window, self.in_series, self.window = self.window, False, None
        if element.type.name == "any":
            return element
        if isinstance(element, form.SetOf) and function == "count":
            loops = (form.Loop(_SERIES, element),)
            return self._aggregated(tree, function, None, loops, None)
        if window is None:
            return self.say(
                "T5",
                tree,
                f"{function} 里没有可逐一汇总的期间或集合",
                f"there is nothing to go through in {function}",
                "例如 sum(研发费用(近3年)) 或 count(t for t in 入驻)",
                "e.g. sum(rd_cost(last_3_years)) or count(t for t in tenancies)",
            )
        return self._aggregated(tree, function, element, (form.Loop(_SERIES, window),), None)

    def _loops(self, tree: ast.Call, argument: ast.GeneratorExp, function: str) -> Node:
        if len(argument.generators) > 2:
            return self.say("X3", tree, "至多两层 for", "at most two 'for'")
        outer = dict(self.variables)
        loops: list[form.Loop] = []
        tests: list[Node] = []
        for generator in argument.generators:
            over = self.node(generator.iter)
            variable = generator.target.id if isinstance(generator.target, ast.Name) else ""
            kind = self._element(over)
            if kind is None or not variable:
                self.variables = outer
                return over if over.type.name == "any" else self._nothing_to_go_through(over)
            self.variables[variable] = kind
            loops.append(form.Loop(variable, over))
            tests += [self.node(test) for test in generator.ifs]
        element = None if function == "count" else self.node(argument.elt)
        self.variables = outer
        for test in tests:
            self._want_flag(test)
        where = tests[0] if len(tests) == 1 else None
        if len(tests) > 1:
            where = form.And(parts=tuple(tests), type=FLAG, start=tests[0].start, end=tests[-1].end)
        return self._aggregated(tree, function, element, tuple(loops), where)

    def _element(self, over: Node) -> Type | None:
        match over.type.name:
            case "set":
                return Type("entity", of=over.type.of)
            case "years":
                return Type("year")
            case "quarters":
                return Type("quarter")
        return None

    def _nothing_to_go_through(self, over: Node) -> Node:
        return self.say(
            "T5",
            over,
            "in 后面不是集合或期间",
            "what stands after 'in' is not a set or a run of periods",
        )

    def _aggregated(
        self,
        tree: ast.expr,
        function: str,
        element: Node | None,
        loops: tuple[form.Loop, ...],
        where: Node | None,
    ) -> Node:
        type_ = Type("count") if element is None else element.type
        if element is not None and not type_.numeric:
            return self.say("T1", tree, "只能汇总数量", "only quantities can be aggregated")
        if function == "mean" and type_.name == "count":
            type_ = Type("number", type_.unit)
        if function == "sum" and element is not None and loops[0].over.type.name == "years":
            self._no_sum_of_stocks(element)
        return form.Aggregate(
            function=function,  # type: ignore[arg-type]
            element=element,
            loops=loops,
            where=where,
            type=type_,
            **self._place(tree),
        )

    def _no_sum_of_stocks(self, element: Node) -> None:
        for part in form.walk(element):
            if isinstance(part, form.Fact) and isinstance(part.period, form.Variable):
                found = self.names.vocabulary.find(part.kind, part.fact)
                if isinstance(found, FactDef) and found.time == "year_end":
                    self.say(
                        "T1",
                        part,
                        f"“{found.zh or found.id}”是年末存量，各年不能相加",
                        f"'{found.en or found.id}' is a year-end stock; years cannot be summed",
                        "用 mean（平均），或换成流量",
                        "use mean, or a flow",
                    )


_TAKES_FACT = {"nth", "since", "nth_year", "times"}
_PERIOD_TYPES: Mapping[str, set[str]] = {
    "fixed": set(),
    "year": {"year"},
    "year_end": {"year"},
    "quarter": {"quarter"},
    "month": {"month"},
    "day": {"date"},
    "spell": {"date"},
    "event": set(),
}


def fact_type(fact: FactDef) -> Type:
    """The type of a fact's value as the rules see it (a spell asked on a day is a flag)."""
    if fact.time in {"spell", "event"}:
        return FLAG
    if fact.type == "money":
        return Type("money", fact.unit or "CNY")
    if fact.type == "entity":
        return Type("entity", of=fact.target)
    return Type(fact.type, fact.unit if fact.type == "number" else "")


def _chinese(text: str) -> int:
    return int(text) if text.isdigit() else "零一二三四五六七八九十".index(text)


__all__ = ["AGGREGATES", "FUNCTIONS", "Names", "Scope", "fact_type", "resolve"]
