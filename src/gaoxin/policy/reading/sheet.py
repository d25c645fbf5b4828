"""A document's file taken apart before any name is looked up: prose, blocks and their trees.

It follows from the path and the bytes alone, so it can be kept for as long as these are the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from gaoxin.files.yamltree import Slip, Tree, read_yaml
from gaoxin.policy import markdown
from gaoxin.policy.signs import Sign, in_text, in_tree

Parsed = tuple[Tree | None, list[Slip]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """``front`` and ``blocks`` are the trees of the front matter and of the fences of ``page``;
    None for a fence that is not YAML. ``signs``: what may not stand in a document."""

    page: markdown.Page
    front: Parsed
    blocks: tuple[Parsed | None, ...]
    signs: tuple[Sign, ...] = ()


def read_sheet(path: str, data: bytes) -> Sheet | markdown.NotText:
    """The sheet of a file, or why it is no document."""
    text = markdown.decode(data)
    if isinstance(text, markdown.NotText):
        return text
    page = markdown.split(text, path)
    if isinstance(page, markdown.NotText):
        return page
    blocks = tuple(
        read_yaml(fence.text, fence.line) if fence.info[:1] == ("yaml",) else None
        for fence in page.fences
    )
    front = read_yaml(page.front, page.front_line)
    return Sheet(page, front, blocks, tuple(_signs(text, (front, *filter(None, blocks)))))


def _signs(text: str, parsed: tuple[Parsed, ...]) -> Iterator[Sign]:
    """Each line is told once: as it stands in the file, else as its YAML is read."""
    seen = set()
    for sign in in_text(text):
        seen.add(sign.line)
        yield sign
    if "\\" in text or "[/" in text:
        yield from (s for tree, _ in parsed for s in in_tree(tree) if s.line not in seen)
