"""Where the documents that come with Gaoxin are."""

from pathlib import Path


def shipped_packs() -> Path:
    """The packs inside the installed package, or beside `src` in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "packs"
    return installed if installed.is_dir() else package.parents[1] / "packs"
