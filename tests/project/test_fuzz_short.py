"""A short, repeatable stretch of the fuzzing that `make fuzz` runs for longer."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "fuzz.py"


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_damaged_documents_and_tables_give_faults_never_an_internal_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert tool().run(0, 1000, rounds_wanted=60) == 0
    said = capsys.readouterr().out
    for kind in ("document", "table", "index table"):
        assert f"{kind}: faults" in said
