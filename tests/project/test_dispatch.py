"""What is done for a kind of thing is found by a match or a table, never by the name of a class.

A method found by a made-up name is seen neither by the type checker, which could say that a kind is
missing, nor by a search for who uses it.
"""

import ast
from pathlib import Path
from typing import get_args

from gaoxin.policy import form

SOURCES = Path(__file__).parents[2] / "src"


def _made_up(tree: ast.AST) -> list[int]:
    """Lines that look up an attribute under a name put together on the spot."""
    return [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "getattr"
        and len(call.args) > 1
        and isinstance(call.args[1], (ast.JoinedStr, ast.BinOp))
    ]


def test_no_method_is_found_by_a_made_up_name() -> None:
    found = {
        f"{path.relative_to(SOURCES)}:{line}"
        for path in SOURCES.rglob("*.py")
        for line in _made_up(ast.parse(path.read_text("utf-8")))
    }
    assert found == set()


def test_the_search_sees_both_ways_of_putting_a_name_together() -> None:
    for text in ('getattr(self, "_" + kind)', 'getattr(self, f"_{kind}", None)'):
        assert _made_up(ast.parse(text)) == [1]
    assert _made_up(ast.parse('getattr(self, "kind")\ngetattr(self, name)')) == []


def test_the_union_of_nodes_holds_every_kind_of_node() -> None:
    """A kind left out of the union would escape the proof that a match is whole."""
    kinds = {kind for kind in vars(form).values() if isinstance(kind, type) and _is_kind(kind)}
    assert set(get_args(form.Node)) == kinds


def _is_kind(kind: type) -> bool:
    return any(base.__name__ == "_Node" for base in kind.__bases__)
