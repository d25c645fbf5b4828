"""The guides say what happens: every file is written, every command run, every output compared."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.guide_pages import Reader, Shown

from gaoxin.policy.reading import read_library

ROOT = Path(__file__).parents[2]
LOCALES = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}
GAOXIN = """#!{python}
import sys
sys.path.insert(0, {source!r})
from gaoxin.cli.main import main
main()
"""


def guides() -> Iterator[Path]:
    """The guides told as a story; the analyst's guide is run by tests/indicators."""
    for lang in LOCALES:
        yield from sorted((ROOT / "docs" / lang).glob("guide-[!a]*.md"))
        yield ROOT / "docs" / lang / "guide-author.md"


def reader(folder: Path, lang: str) -> Reader:
    """Someone in an empty folder, with Gaoxin's code in ~/gaoxin and its command at hand."""
    for name in ("work", "home", "bin"):
        (folder / name).mkdir()
    (folder / "home" / "gaoxin").symlink_to(ROOT)
    command = folder / "bin" / "gaoxin"
    command.write_text(GAOXIN.format(python=sys.executable, source=str(ROOT / "src")))
    command.chmod(0o755)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    here = {"HOME": str(folder / "home"), "PATH": path, "LC_ALL": LOCALES[lang]}
    return Reader(folder / "work", here)


def wrong(shown: Shown) -> str:
    return (
        f"line {shown.line}: $ {shown.command}\n{shown.expected}--- but it prints\n{shown.actual}"
    )


@pytest.mark.parametrize("page", list(guides()), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_guide_does_what_it_says(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    differing = [s for s in reader(tmp_path, page.parent.name).follow(text) if not s.agrees]
    assert not differing, "\n".join(map(wrong, differing))


@pytest.mark.parametrize("lang", LOCALES)
def test_the_author_ends_with_a_policy_of_ten_articles(lang: str, tmp_path: Path) -> None:
    text = (ROOT / "docs" / lang / "guide-author.md").read_text(encoding="utf-8")
    author = reader(tmp_path, lang)
    before = text.partition("$ gaoxin fmt")[0].rpartition("```console")[0]
    assert all(s.agrees for s in author.follow(before))
    library = read_library(author.folder)
    (document,) = [d for d in library.documents.values() if d.id.endswith("2026-growth")]
    assert {str(n) for n in range(1, 11)} <= set(document.articles)
    assert document.clauses
    assert document.stackings
    assert document.procedures
    assert document.targets
    assert document.examples


def test_an_output_that_differs_is_told(tmp_path: Path) -> None:
    page = "```console\n$ gaoxin --version\nnothing of the kind\n```\n"
    (shown,) = reader(tmp_path, "en").follow(page)
    assert not shown.agrees


@pytest.mark.parametrize(
    ("expected", "agrees"),
    [
        ("…\nExit codes…\n…\n", False),
        ("…\n  Exit codes…\n…\n", True),
        ("Usage: … COMMAND …\n…\n", True),
        ("…\nno such line\n…\n", False),
    ],
)
def test_only_what_is_marked_may_be_left_out(tmp_path: Path, expected: str, agrees: bool) -> None:
    (shown,) = reader(tmp_path, "en").follow(f"```console\n$ gaoxin --help\n{expected}```\n")
    assert shown.agrees is agrees


def test_a_slip_is_undone_after_it_was_shown(tmp_path: Path) -> None:
    page = (
        "```{code-block} text\n:caption: a.txt\n\nright\n```\n"
        "```{code-block} diff\n:caption: a.txt (a slip)\n\n-right\n+wrong\n```\n"
        "```console\n$ cat a.txt\nwrong\n```\n```console\n$ cat a.txt\nright\n```\n"
    )
    assert [s.agrees for s in reader(tmp_path, "en").follow(page)] == [True, True]


def test_an_edit_of_words_that_do_not_stand_there_is_refused(tmp_path: Path) -> None:
    page = (
        "```{code-block} text\n:caption: a.txt\n\none\n```\n"
        "```{code-block} diff\n:caption: a.txt\n\n-two\n```\n"
    )
    with pytest.raises(AssertionError, match="do not stand there"):
        list(reader(tmp_path, "en").follow(page))


@pytest.mark.parametrize("name", ["guide-author.md", "guide-officer.md"])
def test_both_languages_do_the_same(name: str) -> None:
    pages = [(ROOT / "docs" / lang / name).read_text(encoding="utf-8") for lang in LOCALES]
    commands = [re.findall(r"^\$ (.*)$", page, re.MULTILINE) for page in pages]
    assert commands[0] == commands[1]
    sections = [len(re.findall(r"^## ", page, re.MULTILINE)) for page in pages]
    assert sections[0] == sections[1]
