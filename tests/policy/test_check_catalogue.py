"""The catalogue of faults: every code used is in it, every code in it is explained."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from gaoxin.facts.faults import CODES
from gaoxin.policy.catalogue import CATALOGUE, GROUPS, Entry
from gaoxin.policy.faults import ADVICE

ROOT = Path(__file__).parents[2]
ENTRIES = list(CATALOGUE.values())


def test_every_code_the_program_reports_is_in_the_catalogue() -> None:
    # a code stands as a text of its own: "Q1"
    sources = [
        *(ROOT / "src/gaoxin/policy").rglob("*.py"),
        *(ROOT / "src/gaoxin/engine").rglob("*.py"),
    ]
    used = {
        code
        for path in sources
        if path.name != "catalogue.py"
        for code in re.findall(r'"([A-Z][1-9][0-9]?)"', path.read_text(encoding="utf-8"))
    }
    assert {c for c in used if c[0] in GROUPS} <= set(CATALOGUE)


def test_all_codes_of_the_format_are_there() -> None:
    ends = {"D": 11, "N": 4, "X": 4, "T": 8, "Q": 6, "C": 4, "B": 4, "V": 5}
    ends |= {"S": 5, "P": 4, "I": 1, "E": 4, "A": 4, "J": 2}
    postings = {f"L{n}" for n in (1, 2, 4, 5, 6, 9)}
    others = {f"{k}{n}" for k, last in ends.items() for n in range(1, last + 1)}
    assert set(CATALOGUE) == others | postings


@pytest.mark.parametrize("entry", ENTRIES, ids=list(CATALOGUE))
def test_every_entry_is_told_in_both_languages(entry: Entry) -> None:
    assert re.search("[一-鿿]", entry.title("zh"))
    assert re.search("[一-鿿]", entry.why("zh"))
    assert not re.search("[一-鿿]", entry.title("en"))
    assert entry.wrong
    assert entry.right
    assert entry.wrong != entry.right
    assert entry.severity == ("advice" if entry.code in ADVICE else "fault")


def test_a_page_is_written_for_every_code_in_both_languages(tmp_path: Path) -> None:
    pages = _tool()
    assert pages.write(tmp_path) == 2 * (len(CATALOGUE) + len(CODES) + 1)
    page = (tmp_path / "zh/faults/Q1.md").read_text(encoding="utf-8")
    assert CATALOGUE["Q1"].why_zh in page
    assert "advice" in (tmp_path / "en/faults/A1.md").read_text(encoding="utf-8")
    index = (tmp_path / "en/faults/index.md").read_text(encoding="utf-8")
    assert all(f"[{code}]" in index for code in CATALOGUE)


def _tool() -> Any:
    spec = spec_from_file_location("fault_pages", ROOT / "tools/fault_pages.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
