"""What stands above the rooms sees one face of each, and a face says one thing twice alike."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "src" / "gaoxin"
FACES = sorted(p.relative_to(HOUSE.parent) for p in HOUSE.glob("*/face.py"))
DOORS = [*FACES, Path("gaoxin/__init__.py")]


def named(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def typed(path: Path) -> dict[str, str]:
    """The names a face shows to type checkers, with the modules they are in."""
    tree = ast.parse((HOUSE.parent / path).read_text(encoding="utf-8"))
    imports = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    ours = [n for n in imports if n.module and n.module.startswith("gaoxin.")]
    return {alias.name: str(n.module) for n in ours for alias in n.names}


@pytest.mark.parametrize("path", DOORS, ids=named)
def test_a_face_gives_at_run_time_what_it_shows_to_type_checkers(path: Path) -> None:
    there = import_module(named(path))
    for name, module in typed(path).items():
        assert getattr(there, name) is getattr(import_module(module), name), name


@pytest.mark.parametrize("path", DOORS, ids=named)
def test_a_face_shows_no_other_name_than_it_gives(path: Path) -> None:
    tree = ast.parse((HOUSE.parent / path).read_text(encoding="utf-8"))
    (table,) = (n for n in ast.walk(tree) if isinstance(n, ast.Dict))
    given = {name for text in map(ast.literal_eval, table.values) for name in text.split()}
    assert given == typed(path).keys()
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = import_module(named(path)).no_such_name


def test_every_room_the_command_uses_has_one_face() -> None:
    seen: dict[str, set[str]] = {}
    for module in (HOUSE / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gaoxin."):
                room = str(node.module).split(".")[1]
                seen.setdefault(room, set()).add(str(node.module))
    del seen["cli"]
    assert all(len(modules) == 1 for modules in seen.values()), seen
    for room, (face,) in seen.items():
        assert face in {f"gaoxin.{room}", f"gaoxin.{room}.face"}


HEAVY = """
import sys
from gaoxin.engine.face import Engine
from gaoxin.explaining.face import Explanation, as_text, record
from gaoxin.policy.face import stored_library
from gaoxin.facts.face import Entity
print(*sorted({"duckdb", "pyarrow", "numpy", "pandas", "polars"} & sys.modules.keys()))
"""


def test_a_face_brings_in_nothing_heavy_that_was_not_asked_for() -> None:
    run = [sys.executable, "-c", HEAVY]
    assert subprocess.run(run, capture_output=True, check=True, text=True).stdout.split() == []
