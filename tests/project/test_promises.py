"""What the papers of the project say is so."""

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from gaoxin.cli.main import gaoxin

ROOT = Path(__file__).parents[2]
PAPERS = ("README.md", "README.en.md", "CONTRIBUTING.md")


def commands(paper: str) -> list[str]:
    """The lines of the shell blocks, without their comments."""
    text = (ROOT / paper).read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))


@pytest.mark.parametrize("paper", PAPERS)
def test_the_commands_of_a_paper_exist(paper: str) -> None:
    lines = commands(paper)
    assert lines
    for line in lines:
        program, *words = line.split()
        if program == "make":
            assert words[0] in make_targets(), line
        else:
            assert program == ".venv/bin/gaoxin", line
            named = [word for word in words if re.match(r"[a-z]", word)]
            known = gaoxin.list_commands(click.Context(gaoxin))
            assert not named or named[0] in {*known, "zh", "en"}, line


def test_both_readmes_show_the_same_commands() -> None:
    chinese, english = commands("README.md"), commands("README.en.md")
    assert chinese == [line.replace(" --lang en", "") for line in english]


@pytest.mark.parametrize("paper", PAPERS)
def test_the_files_a_paper_points_to_exist(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / target).exists(), target


def test_every_target_of_make_is_listed_by_help_or_is_a_step_of_another() -> None:
    listed = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True)
    shown = {line.split()[0] for line in listed.stdout.splitlines()}
    assert make_targets() - shown == {"core", "dev", "bench-env"}


def test_no_tracked_file_names_a_package_registry() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    # Written in pieces, so that this file does not name them either.
    hosts = [
        "pypi" + ".org",
        "files.python" + "hosted.org",
        "registry." + "npmjs",
        "index" + "-url=",
    ]
    pattern = "|".join(re.escape(host) for host in hosts)
    found = subprocess.run(
        [git, "grep", "-nIE", pattern], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""


def test_every_decision_says_what_why_and_what_was_refused() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("20*.md"))
    assert decisions
    for path in decisions:
        assert re.match(r"\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.md$", path.name)
        text = path.read_text(encoding="utf-8")
        for part in ("**Decided.**", "**Why.**", "**Refused.**"):
            assert part in text, f"{path.name} lacks {part}"
