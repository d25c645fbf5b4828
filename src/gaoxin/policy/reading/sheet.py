"""A document's file taken apart before any name is looked up: prose, blocks and their trees.

It follows from the path and the bytes alone, so it can be kept for as long as these are the same.
"""

from dataclasses import dataclass

from gaoxin.files.yamltree import Slip, Tree, read_yaml
from gaoxin.policy import markdown

Parsed = tuple[Tree | None, list[Slip]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """``front`` and ``blocks`` are the trees of the front matter and of the fences of ``page``;
    None for a fence that is not YAML."""

    page: markdown.Page
    front: Parsed
    blocks: tuple[Parsed | None, ...]


def read_sheet(path: str, data: bytes) -> Sheet | markdown.NotText:
    """The sheet of a file, or why it is no document."""
    text = markdown.decode(data)
    page = text if isinstance(text, markdown.NotText) else markdown.split(text, path)
    if isinstance(page, markdown.NotText):
        return page
    blocks = (
        read_yaml(fence.text, fence.line) if fence.info[:1] == ("yaml",) else None
        for fence in page.fences
    )
    return Sheet(page, read_yaml(page.front, page.front_line), tuple(blocks))
