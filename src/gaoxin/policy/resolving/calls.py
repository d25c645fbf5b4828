"""Calls: facts asked for a period, defines asked on a date, functions and aggregates."""

import ast
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import cast

from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy import form, phrases
from gaoxin.policy.form import FLAG, Node, Type
from gaoxin.policy.resolving.functions import AGGREGATES, ARITY, FUNCTIONS, THIS_CLAUSE
from gaoxin.policy.resolving.operators import Operators
from gaoxin.policy.resolving.scope import fact_type, in_units

_SERIES = "·"
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

MOST_LOOPS = 4
"""Loops within one another: each multiplies the work by the number of its members."""


class Calls(Operators):
    """What a call or an aggregate stands for."""

    def node(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Constant():
                return self._constant(tree)
            case ast.Name():
                return self._name(tree)
            case ast.Attribute():
                return self._attribute(tree)
            case ast.Call():
                return self._call(tree)
            case ast.BinOp():
                return self._binop(tree)
            case ast.UnaryOp():
                return self._unaryop(tree)
            case ast.BoolOp():
                return self._boolop(tree)
            case ast.Compare():
                return self._compare(tree)
            case ast.IfExp():
                return self._ifexp(tree)
            case ast.Tuple():
                return self._tuple(tree)
            case _:  # the rest of Python is not in the language
                return self._not_a_rule(tree)

    def _not_a_rule(self, tree: ast.expr) -> Node:
        return self.say(
            "X2",
            tree,
            "规则里不能用这种写法",
            "this is not in the language of rules",
            "只用四则、比较、and/or/not、in、if else、函数与汇总",
            "use arithmetic, comparisons, and/or/not, in, if else, functions and aggregates",
        )

    def _call(self, tree: ast.Call) -> Node:
        if tree.keywords:
            return self.say("X2", tree, "函数不用“名=值”", "functions take no name=value")
        if isinstance(tree.func, ast.Attribute):
            return self._call_attribute(tree, tree.func)
        if not isinstance(tree.func, ast.Name):
            return self.say("X2", tree, "这里不能调用", "this cannot be called")
        name = tree.func.id
        fact = self.scope.local.get(f"{name}()") or self.scope.find(name)
        if name in AGGREGATES:
            return self._aggregate(tree, AGGREGATES[name])
        function = FUNCTIONS.get(name, name)
        if function in ARITY and not isinstance(fact, FactDef):
            return self._function(tree, function)
        if name in self.variables:
            return self.say("T6", tree, f"“{name}”没有分期", f"'{name}' has no periods")
        define = self.names.define(self.scope.document, name)
        if define is not None:
            return self._named_on(tree, (self.scope.document, None), name, define[0], None)
        if isinstance(fact, FactDef):
            return self._fact_in(tree, fact, None)
        return self.unknown_name(tree.func, name, self._candidates())

    def _call_attribute(self, tree: ast.Call, func: ast.Attribute) -> Node:
        if isinstance(func.value, ast.Name) and func.value.id not in self.variables:
            other = self.names.alias(self.scope.document, func.value.id)
            found = self.names.define(other[0], func.attr) if other else None
            if other and found:
                return self._named_on(tree, other, func.attr, found[0], None)
        base = self.node(func.value)
        if base.type.name != "entity":
            return base if base.type.name == "any" else self._not_entity(tree, func)
        found_fact = self.names.vocabulary.find(base.type.of, func.attr)
        if isinstance(found_fact, FactDef):
            return self._fact_in(tree, found_fact, base)
        define = self.names.define(self.scope.document, func.attr)
        if define is not None and define[1] == base.type.of:
            return self._named_on(tree, (self.scope.document, None), func.attr, define[0], base)
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
        self,
        tree: ast.Call,
        home: tuple[str, date | None],
        name: str,
        type_: Type,
        of: Node | None,
    ) -> Node:
        if len(tree.args) != 1:
            return self.say("T6", tree, f"{name}( )里写一个日期", f"{name}( ) takes one date")
        day = self.node(tree.args[0])
        if day.type.name not in {"date", "any"}:
            self.say("T6", day, "定义只能按日期问", "a define is asked on a date")
        place = self._place(tree, day)
        document, at = home
        return form.Named(of=of, document=document, name=name, on=day, at=at, type=type_, **place)

    def _fact_in(self, tree: ast.Call, fact: FactDef, of: Node | None) -> Node:
        if len(tree.args) != 1:
            return self.say("T6", tree, "括号里写一个期间", "write one period in the brackets")
        period = self._period(self._asked(tree.args[0], fact))
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
        found = form.Fact(of=of, kind=fact.kind, fact=fact.id, period=period, type=type_, **place)
        return in_units(found, fact)

    def _asked(self, tree: ast.expr, fact: FactDef) -> Node:
        """The period written; for a word that is none, the words that are."""
        if not isinstance(tree, ast.Name):
            return self.node(tree)
        return self._known(tree, tree.id) or self.say(
            "N1",
            tree,
            f"“{tree.id}”不是期间",
            f"'{tree.id}' is no period",
            f"写 {phrases.PERIODS_ZH[fact.time]}",
            f"write {phrases.PERIODS_EN[fact.time]}",
        )

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
        low, high = ARITY[function]
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
        if function in {"qualifies", "gives"}:
            return self._of_this_clause(tree, function) or self._of_clause(tree, function)
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

    def _of_this_clause(self, tree: ast.Call, function: str) -> Node | None:
        """What the clause of a running case answers or gives: known to the case itself."""
        asked = tree.args[0]
        if not isinstance(asked, ast.Name) or asked.id not in THIS_CLAUSE:
            return None
        which = "grants" if function == "gives" and self.scope.spell else function
        found = self.scope.local.get(f"@{which}")
        return self._fact_or_set(tree, found, None) if found else None

    def _of_clause(self, tree: ast.Call, function: str) -> Node:
        target = tree.args[0]
        document, at, name = self.scope.document, None, ""
        if isinstance(target, ast.Name):
            name = target.id
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            document, at = self.names.alias(self.scope.document, target.value.id) or ("", None)
            name = target.attr
        if not self.names.clause(document, name):
            return self.unknown_name(target, name, self.names.known(document))
        if function == "qualifies":
            place = self._place(tree)
            return form.Qualifies(document=document, clause=name, at=at, type=FLAG, **place)
        found = self.scope.clause(f"{document}#{name}")
        if found is None:
            return self.say(
                "X2",
                tree,
                "“给予”只用在程序和记账里",
                "gives( ) is only for procedures and postings",
                "在条款里用 qualifies，或写明金额",
                "use qualifies in a clause, or write the amount",
            )
        return self._fact_or_set(tree, found, None)

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

    # --- what a step records ------------------------------------------------------------------

    def target(self, tree: ast.expr) -> Node:
        """The fact named where a step records one: of the case, or at the end of a path."""
        if isinstance(tree, ast.Call):
            return self.node(tree)
        base: Node | None = None
        name = tree.id if isinstance(tree, ast.Name) else ""
        if isinstance(tree, ast.Attribute):
            base, name = self.node(tree.value), tree.attr
        if base is not None and base.type.name != "entity":
            return base
        kind = base.type.of if base is not None else self.scope.kind
        found = self.names.vocabulary.find(kind, name)
        if not isinstance(found, FactDef):
            known = self.names.vocabulary.kind(kind)
            return self.unknown_name(tree, name, known.names if known else ())
        place = self._place(tree)
        type_ = fact_type(found)
        return form.Fact(of=base, kind=found.kind, fact=found.id, type=type_, **place)

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
        if self.loops + len(argument.generators) > MOST_LOOPS:
            return self._too_many_loops(tree)
        self.loops += len(argument.generators)
        found = self._looped(tree, argument, function)
        self.loops -= len(argument.generators)
        return found

    def _too_many_loops(self, tree: ast.Call) -> Node:
        return self.say(
            "X3",
            tree,
            f"汇总套汇总，至多{MOST_LOOPS}层 for",
            f"sums within sums: at most {MOST_LOOPS} 'for'",
            "把里层的汇总写成成员自己的定义（对象：该种类）",
            "make the inner sum a define of the member's own kind",
        )

    def _looped(self, tree: ast.Call, argument: ast.GeneratorExp, function: str) -> Node:
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
