"""Carries out a guide in a folder: writes its files, makes its edits, runs its commands.

What a page may hold, in the order of the page:

- a block with a caption that begins with a file name: the file, or one article of it (an article
  that is there already is replaced);
- such a block for a workbook (``.xlsx``): lines ``label: value`` filled into its form;
- a ``diff`` block with such a caption: an edit. If the caption ends with a bracket, it is a slip:
  undone after the next console block;
- a ``console`` block: commands after ``$``, then what they print; ``…`` stands for what is left
  out, alone on a line for any lines.
"""

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin

_BLOCK = re.compile(
    r"^(?P<fence>`{3,})(?:\{code-block\} )?(?P<lang>[a-z]+)\n"
    r"(?::caption: (?P<caption>[^\n]*)\n\n)?(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_ARTICLE = re.compile(r"^## .*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    lang: str
    caption: str
    body: str
    line: int

    @property
    def file(self) -> str:
        found = re.match(r"[\w./-]+", self.caption)
        return found.group() if found else ""

    @property
    def slip(self) -> bool:
        return self.caption.endswith((")", "）"))


@dataclass(frozen=True, slots=True)
class Shown:
    """One command of a page: what it is said to print, and what it prints."""

    command: str
    expected: str
    actual: str
    line: int

    @property
    def agrees(self) -> bool:
        return re.fullmatch(pattern(self.expected), self.actual) is not None


def blocks(page: str) -> Iterator[Block]:
    for found in _BLOCK.finditer(page):
        line = page[: found.start()].count("\n") + 1
        yield Block(found["lang"], found["caption"] or "", found["body"], line)


def pattern(expected: str) -> str:
    """The regular expression of an expected output with its ``…``."""
    lines = []
    for line in expected.splitlines():
        if line.strip() == "…":
            lines.append(r"(?:.*\n)*")
        else:
            lines.append(".*".join(re.escape(part) for part in line.split("…")) + r"\n")
    return "".join(lines)


@dataclass(slots=True)
class Reader:
    """Someone who does what a page says, in ``folder``, with ``environment``."""

    folder: Path
    environment: dict[str, str]
    before_slip: list[tuple[Path, str]] = field(default_factory=list)
    last_exit: int = 0

    def follow(self, page: str) -> Iterator[Shown]:
        for block in blocks(page):
            if block.lang == "console":
                yield from self._console(block)
                self._undo()
            elif block.lang == "diff":
                self._edit(block)
            elif block.file:
                self._write(block)

    def _write(self, block: Block) -> None:
        path = self.folder / block.file
        if path.suffix == ".xlsx":
            fill(path, dict(re.findall(r"^(.+?)[：:] ?(.*)$", block.body, re.MULTILINE)))
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        body = block.body
        if body.startswith("## "):
            body = with_article(path.read_text(encoding="utf-8"), body)
        path.write_text(body, encoding="utf-8")

    def _edit(self, block: Block) -> None:
        path = self.folder / block.file
        text = path.read_text(encoding="utf-8")
        lines = block.body.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        new = "".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(old) == 1, f"line {block.line}: the old lines do not stand there once"
        if block.slip:
            self.before_slip.append((path, text))
        path.write_text(text.replace(old, new), encoding="utf-8")

    def _undo(self) -> None:
        while self.before_slip:
            path, text = self.before_slip.pop()
            path.write_text(text, encoding="utf-8")

    def _console(self, block: Block) -> Iterator[Shown]:
        for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            yield Shown(command, expected, self.run(command), block.line)

    def run(self, command: str) -> str:
        """What a command prints, errors included. ``gaoxin`` runs here, the rest in a shell."""
        if command == "echo $?":
            return f"{self.last_exit}\n"
        words = shlex.split(command)
        if words[0] != "gaoxin" or {">", "|"} & set(words):
            return self._shell(command)
        home = Path.cwd()
        os.chdir(self.folder)
        try:
            result = CliRunner(env=self.environment).invoke(
                gaoxin, words[1:], prog_name="gaoxin", catch_exceptions=False
            )
        finally:
            os.chdir(home)
        self.last_exit = result.exit_code
        return result.output

    def _shell(self, command: str) -> str:
        result = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.last_exit = result.returncode
        return result.stdout


def fill(path: Path, values: dict[str, str]) -> None:
    """Writes values beside their labels into the form of a workbook, as one would by hand."""
    book = openpyxl.load_workbook(path)
    form = book.worksheets[0]
    (heads,) = [r for r in form.iter_rows() if any("Value" in str(c.value) for c in r)]
    (column,) = [c.column for c in heads if "Value" in str(c.value)]
    rows = {str(c.value): c.row for r in form.iter_rows(max_col=column - 1) for c in r if c.value}
    for label, value in values.items():
        form.cell(rows[label], column, value)
    book.save(path)


def with_article(document: str, article: str) -> str:
    """The document with the article in the place of its namesake, else in the order of numbers."""
    heading = article.splitlines()[0]
    for found in _ARTICLE.finditer(document):
        there = found.group().splitlines()[0]
        if there == heading:
            return document[: found.start()] + article + "\n" + document[found.end() :]
        if number(there) > number(heading):
            return document[: found.start()] + article + "\n" + document[found.start() :]
    return document.rstrip("\n") + "\n\n" + article


def number(heading: str) -> float:
    """The number an article is anchored by; what has none stands last."""
    found = re.search(r"\{#(\d+)\}", heading)
    return int(found.group(1)) if found else float("inf")
