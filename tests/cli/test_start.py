"""What a command imports to begin: nothing heavy unless its work needs it."""

import json
import subprocess
import sys

import pytest

HEAVY = {"duckdb", "pyarrow", "numpy", "scipy", "openpyxl", "xlsxwriter", "pandas", "polars"}
PARSERS = {"markdown_it", "yaml"}
PROGRAM = """
import json, sys
from gaoxin.cli.main import main
sys.argv = ["gaoxin", *json.loads(sys.argv[1])]
try:
    main()
finally:
    print("\\n" + json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def imported(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = set(json.loads(done.stdout.splitlines()[-1]))
    assert "gaoxin" in found
    return found


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["--lang", "en", "--help"]])
def test_help_imports_neither_tables_nor_parsers(arguments: list[str]) -> None:
    assert not imported(*arguments) & (HEAVY | PARSERS | {"rich"})


def test_check_imports_no_tables_and_the_second_time_no_parsers() -> None:
    assert not imported("check") & HEAVY
    assert not imported("check") & (HEAVY | PARSERS)


def test_one_firm_is_explained_without_tables() -> None:
    asked = ["explain", "--sample", "first-hte-quanzhou", "--on", "2025-12-01"]
    assert not imported(*asked) & HEAVY
    assert not imported(*asked) & (HEAVY | {"markdown_it"})
