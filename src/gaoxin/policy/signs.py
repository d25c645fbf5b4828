"""Signs a document may not hold: what no reader sees, what turns a line around, what commands the
screen it is shown on. A text must be what it looks like, in every place it is shown."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gaoxin.files.tree import Mapping, Scalar, Sequence, Tree

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Control characters but line feed and tab, zero-width and tag characters, fillers and selectors,
separators of lines nobody sees, marks of direction."""
_MARKUP: Final = re.compile(r"\[/[a-z]*\]")
"""The end of a style, as programs write styles to a terminal (``[/red]``)."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Where a text holds such a sign, and what it is, in both languages."""

    line: int
    column: int
    zh: str
    en: str


def in_text(text: str) -> Iterator[Sign]:
    """The signs of a file as it stands, the first of each line."""
    if not _UNSEEN.search(text):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _UNSEEN.search(line):
            yield _unseen(found[0], number, found.start() + 1)


def in_tree(tree: Tree | None) -> Iterator[Sign]:
    """The signs of names and values that a file writes otherwise (``"\\u202e"``), and markup."""
    match tree:
        case Scalar():
            if found := _UNSEEN.search(tree.text):
                yield _unseen(found[0], tree.line, tree.column)
            if found := _MARKUP.search(tree.text):
                yield _markup(found[0], tree.line, tree.column)
        case Sequence():
            for item in tree.items:
                yield from in_tree(item)
        case Mapping():
            for name, value in tree.values.items():
                yield from in_tree(tree.keys[name])
                yield from in_tree(value)


def _unseen(sign: str, line: int, column: int) -> Sign:
    code = f"U+{ord(sign):04X}"
    name = unicodedata.name(sign, "")
    return Sign(
        line,
        column,
        f"有看不见或会改变显示的字符 {code}" + (f"（{name}）" if name else ""),
        f"there is a character that is not seen or changes what is shown: {code}"
        + (f" ({name})" if name else ""),
    )


def _markup(sign: str, line: int, column: int) -> Sign:
    return Sign(
        line,
        column,
        f"“{sign}”是给屏幕的样式标记，不是文字",
        f"'{sign}' is a mark of style for a screen, no words",
    )
