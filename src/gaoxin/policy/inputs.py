"""Which files below a folder make a library, and their bytes, read once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CODEBOOKS: Final = "codebooks/*.csv"
ENGLISH: Final = "words/en.csv"
LISTS: Final[dict[str, tuple[str, ...]]] = {
    "mechanisms.csv": ("id", "place"),
    "mutations.csv": ("mutant", "reason"),
}
"""Tables beside the documents that are read when asked for; checked with the documents."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All a library follows from: documents by the path shown, tables by their path."""

    documents: dict[str, bytes]
    tables: dict[Path, bytes]

    def fitting(self, pattern: str) -> Iterator[tuple[Path, bytes]]:
        """The tables whose paths fit a pattern."""
        return ((path, data) for path, data in self.tables.items() if path.match(pattern))


def inputs_below(*roots: Path) -> Inputs:
    """The files as they are now. A root may be a document itself."""
    documents = sorted({p for root in roots for p in _documents(root)})
    tables = sorted({p for root in roots for p in _tables(root)})
    return Inputs(
        {_shown(path): path.read_bytes() for path in documents},
        {path: path.read_bytes() if path.is_file() else b"" for path in tables},
    )


def _documents(root: Path) -> Iterator[Path]:
    if root.is_file():
        return iter([root])
    found = (p for p in root.rglob("*.md") if p.name not in {"README.md", "README.en.md"})
    return (p for p in found if p.is_file())


def _tables(root: Path) -> Iterator[Path]:
    patterns = (CODEBOOKS, ENGLISH, *LISTS) if root.is_dir() else ()
    return (path for pattern in patterns for path in root.rglob(pattern))


def _shown(path: Path) -> str:
    """The path as a user would type it from where he stands."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
