"""Names, period words, literals, and the attributes of entities and other documents."""

import ast
import re

from gaoxin.facts.vocabulary import FactDef, SetDef
from gaoxin.policy import form, phrases
from gaoxin.policy.form import Node, Type
from gaoxin.policy.resolving.functions import AGGREGATES, ARITY, FUNCTIONS
from gaoxin.policy.resolving.scope import Base, fact_type, in_units
from gaoxin.quantities import QuantityError, parse_chinese_numeral

_WORDS = {"当日": "on", "本年": "this_year", "上年": "last_year", "施行日": "in_force_from"}
_WORDS |= {"本年各季": "quarters", "未知": "unknown", "无此项": "absent"}
_LAST = re.compile(r"近([0-9零〇一二两三四五六七八九十百千万]+)年|last_([0-9]+)_years")
_MOST_YEARS = 100


class Leaves(Base):
    """What a name or an attribute stands for."""

    def _constant(self, tree: ast.Constant) -> Node:
        start, end = self.syntax.span(tree)
        if isinstance(tree.value, str):
            return form.Constant(value=tree.value, type=Type("code"), start=start, end=end)
        return self.say("X2", tree, "规则里不能用这种字面量", "this literal is not in the language")

    def _name(self, tree: ast.Name) -> Node:
        name = tree.id
        return self._known(tree, name) or self.unknown_name(tree, name, self._candidates())

    def _known(self, tree: ast.Name, name: str) -> Node | None:
        literal = self.syntax.literals.get(name)
        if literal is not None:
            return self._literal(tree, literal)
        for find in (self._variable, self._word, self._own_name, self._of_entity):
            found = find(tree, name)
            if found is not None:
                return found
        return None

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

    def _word(self, tree: ast.Name, name: str) -> Node | None:
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
        return self._years(tree, _count(found.group(1) or found.group(2)))

    def _years(self, tree: ast.Name, count: int) -> Node:
        if not 1 <= count <= _MOST_YEARS:
            self.say(
                "X2",
                tree,
                f"“{tree.id}”不是1至{_MOST_YEARS}年的一段",
                f"'{tree.id}' is no window of 1 to {_MOST_YEARS} years",
                "例如 近3年",
                "e.g. last_3_years",
            )
            count = 1
        return form.Years(count=count, type=Type("years"), **self._place(tree))

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
        found = self.scope.find(name)
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
        type_ = fact_type(found)
        fact = form.Fact(of=of, kind=found.kind, fact=found.id, type=type_, **place)
        return in_units(fact, found)

    def _candidates(self) -> set[str]:
        kind = self.names.vocabulary.kind(self.scope.kind)
        words = {
            *_WORDS,
            *_WORDS.values(),
            *self.variables,
            *self.scope.local,
            *FUNCTIONS,
            *ARITY,
            *AGGREGATES,
        }
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
        other = self.names.alias(self.scope.document, tree.value.id)
        if other is None:
            return None
        document, at = other
        found = self.names.define(document, tree.attr)
        if found is None:
            return self.unknown_name(tree, tree.attr, self.names.known(document))
        place = self._place(tree)
        if found[0].name == "codes":
            return form.ListOf(document=document, name=tree.attr, at=at, type=found[0], **place)
        return form.Named(of=None, document=document, name=tree.attr, at=at, type=found[0], **place)


def _count(text: str) -> int:
    """A whole number in digits or Chinese numerals; 0 where it is neither."""
    if text.isdecimal():
        return int(text)
    try:
        return int(parse_chinese_numeral(text))
    except QuantityError:
        return 0
