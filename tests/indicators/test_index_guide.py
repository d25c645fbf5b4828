"""The analyst's guides run as they stand: every command, every line of Python, every output."""

import doctest
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = [DOCS / "zh" / "guide-analyst.md", DOCS / "en" / "guide-analyst.md"]
BLOCK = re.compile(r"(?:<!-- file: (\S+) -->\n+)?```(\w*)\n(.*?)```", re.S)


def blocks(guide: Path) -> list[tuple[str, str, str]]:
    return [m.groups(default="") for m in BLOCK.finditer(guide.read_text("utf-8"))]  # type: ignore[misc]


def run_console(words: str) -> None:
    for step in words.split("$ ")[1:]:
        command, _, expected = step.partition("\n")
        program, *arguments = command.split()
        assert program == "gaoxin", command
        found = CliRunner().invoke(gaoxin, arguments, prog_name="gaoxin")
        assert found.exit_code in (0, 1), found.output
        if expected.strip():
            shown = [line.rstrip() for line in found.stdout.splitlines()]
            assert shown == [line.rstrip() for line in expected.strip("\n").splitlines()], command


def run_python(words: str, names: dict[str, object]) -> None:
    test = doctest.DocTestParser().get_doctest(words, names, "guide", None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    said: list[str] = []
    runner.run(test, out=said.append, clear_globs=False)
    assert not said, "".join(said)
    names.update(test.globs)


@pytest.mark.parametrize("guide", GUIDES, ids=["zh", "en"])
def test_the_guide_runs_as_it_stands(
    guide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_US.UTF-8" if guide.parent.name == "en" else "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    names: dict[str, object] = {}
    ran = 0
    for file, kind, words in blocks(guide):
        if file:
            (tmp_path / file).write_text(words, "utf-8")
        elif kind == "console":
            run_console(words)
            ran += 1
        elif kind == "python":
            run_python(words, names)
            ran += 1
    assert ran >= 10
    assert (tmp_path / "out" / "report.zh.html").is_file()


def test_both_guides_run_the_same_commands() -> None:
    commands = [re.findall(r"^\$ (.*)$", g.read_text("utf-8"), re.M) for g in GUIDES]
    assert commands[0] == commands[1]
