"""Which packages from outside each room may lean on, as ARCHITECTURE.md promises."""

import ast
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "src" / "gaoxin"
TABLES = {"openpyxl", "pandas", "polars", "pyarrow", "python_calamine", "xlsxwriter"}
ALLOWED: dict[str, set[str]] = {
    "files": {"openpyxl", "python_calamine", "yaml"},
    "quantities": set(),
    "facts": TABLES | {"numpy", "yaml"},
    "policy": {"markdown_it", "mdit_py_plugins"},
    "ledger": set(),
    "indicators": TABLES | {"numpy", "scipy", "yaml"},
    "engine": {"duckdb", "pyarrow"},
    "explaining": {"pandas", "polars", "pyarrow"},
    "proving": {"duckdb", "pyarrow"},
    "procedure": set(),
    "instruments": set(),
    "evaluation": set(),
    "exchange": TABLES,
    "web": {"django", "gunicorn"},
    "cli": TABLES | {"click", "duckdb", "numpy", "rich", "yaml"},
}
ROOMS = sorted(room.parent.name for room in HOUSE.glob("*/__init__.py"))


def imported(module: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_leans_only_on_what_the_architecture_names(room: str) -> None:
    allowed = ALLOWED[room] | sys.stdlib_module_names | {"gaoxin"}
    strangers = {
        f"{module.relative_to(HOUSE)}: {name}"
        for module in (HOUSE / room).rglob("*.py")
        for name in imported(module) - allowed
    }
    assert not strangers


def test_law_holds_no_program() -> None:
    assert not list((HOUSE.parents[1] / "packs").rglob("*.py"))
