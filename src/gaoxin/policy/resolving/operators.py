"""Arithmetic, logic and comparison, each with its type."""

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast

from gaoxin.policy import form, phrases, typing
from gaoxin.policy.form import ANY, FLAG, Node, Type
from gaoxin.policy.resolving.leaves import Leaves
from gaoxin.policy.resolving.scope import Span

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
_UNORDERED = {"flag", "code", "text", "entity"}


class Operators(Leaves):
    """What an operator makes of its operands."""

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
        if a.name == "year" and b.name == "count" and op in "+-":
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
            *phrases.one_unit(
                a,
                b,
                "写明单位（元、%、年），或换成同类的量",
                "write the unit (CNY, %, years), or use quantities of one kind",
            ),
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
        type_ = self._common(tree, (then, other))
        place = self._place(tree, test, then, other)
        return form.Choice(test=test, then=then, other=other, type=type_, **place)

    def _common(self, tree: ast.expr, parts: tuple[Node, ...]) -> Type:
        """The type of what may be any of the parts."""
        found = parts[0].type
        for part in parts[1:]:
            joined = typing.common(found, part.type)
            if joined is None:
                self._incomparable(typing.mixed(found, part.type), tree, found, part.type)
                return ANY
            found = joined
        return found

    def _tuple(self, tree: ast.Tuple) -> Node:
        codes = [e.value for e in tree.elts if isinstance(e, ast.Constant)]
        if len(codes) != len(tree.elts) or not all(isinstance(c, str) for c in codes):
            return self.say(
                "T4",
                tree,
                "逗号只用来列代码",
                "commas only list codes",
                '名单写 ("A01", "B02")；并列的条件用 and 或 or 连接',
                'write a list as ("A01", "B02"); join conditions with and or or',
            )
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
            *phrases.one_unit(
                a, b, "两边写成同类、同单位的量", "give both sides one type and one unit"
            ),
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
