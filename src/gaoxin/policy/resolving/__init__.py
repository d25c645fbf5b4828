"""From syntax to the typed form: every name found, every operation given its type.

Order of names (format section 5): bound variable, ``x``/``base``, period word, this document's
define or clause, vocabulary list, fact or set of the entity, ``alias.name``. What cannot be found
or typed is reported and becomes a node of type "any", so that one slip gives one fault.
"""

from collections.abc import Callable

from gaoxin.policy import phrases
from gaoxin.policy.expression import Syntax, Trouble
from gaoxin.policy.form import Fact, Node
from gaoxin.policy.resolving.calls import Calls
from gaoxin.policy.resolving.scope import Names, Scope, fact_type


def resolve(
    syntax: Syntax, scope: Scope, report: Callable[[Trouble], None], *, wanted: str = ""
) -> Node:
    """The typed form of a parsed rule. ``wanted`` "flag": the rule must be a condition."""
    resolver = Calls(syntax, scope, report)
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


def resolve_target(syntax: Syntax, scope: Scope, report: Callable[[Trouble], None]) -> Fact | None:
    """The fact a step records, None (and a fault) where the text names none."""
    resolver = Calls(syntax, scope, report)
    node = resolver.target(syntax.tree)
    if isinstance(node, Fact):
        return node
    if node.type.name != "any":
        resolver.say(
            "T5",
            node,
            "这里要写事实的名字",
            "the name of a fact is wanted here",
            "例如 核定额、企业.营业收入(年度)",
            "e.g. approved, enterprise.revenue(year)",
        )
    return None


__all__ = ["Names", "Scope", "fact_type", "resolve", "resolve_target"]
