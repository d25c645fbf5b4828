"""A tree of text with places: what YAML and TOML are read into. It needs no parser."""

from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

DEEPEST: Final = 30
"""So many lists and mappings may stand inside each other."""


class Scalar(NamedTuple):
    """A piece of text."""

    text: str
    line: int
    column: int
    quoted: bool = False
    one_line: bool = True


class Sequence(NamedTuple):
    """A list."""

    items: "tuple[Tree, ...]"
    line: int
    column: int
    one_line: bool = False  # written in brackets on one line


class Mapping(NamedTuple):
    """``key: value`` pairs; ``keys`` has the place of each key."""

    keys: dict[str, Scalar]
    values: "dict[str, Tree]"
    line: int
    column: int
    one_line: bool = False  # written in braces on one line

    def items(self) -> Iterator[tuple[str, "Tree"]]:
        """The values by key, in the order written."""
        return iter(self.values.items())


Tree: TypeAlias = Scalar | Sequence | Mapping
