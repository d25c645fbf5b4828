"""Layers made lean: what is used once is written where it is used, what is not used is left out."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

_PIECE = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\b_\d+\b""")


def columns_in(text: str) -> list[str]:
    """The columns of a layer that a text reads (not what stands in quotes)."""
    return [piece for piece in _PIECE.findall(text) if piece[0] == "_"]


def fused(
    layers: Sequence[Mapping[str, str]], outputs: Sequence[str]
) -> tuple[list[dict[str, str]], list[str]]:
    """``layers`` map text to column, layer 0 first; returned as column to text, with as few layers
    as the columns used more than once need. Layer 0 stays, less what nobody reads."""
    base = {column: text for text, column in layers[0].items()}
    texts = {column: text for layer in layers[1:] for text, column in layer.items()}
    reads = {column: columns_in(text) for column, text in texts.items()}
    uses = _uses(reads, outputs)
    written: dict[str, str] = {}
    levels = dict.fromkeys(base, 0)
    found: list[dict[str, str]] = [{c: t for c, t in base.items() if uses[c]}]
    for column, text in texts.items():
        if not uses[column]:
            continue
        whole = _written(text, written)
        if uses[column] == 1:
            written[column] = whole
            continue
        level = 1 + max((levels[c] for c in columns_in(whole)), default=0)
        levels[column] = level
        while len(found) <= level:
            found.append({})
        found[level][column] = whole
    return found, [_written(text, written) for text in outputs]


def _uses(reads: dict[str, list[str]], outputs: Sequence[str]) -> Counter[str]:
    """How often each column is read by what is itself read."""
    uses = Counter(c for text in outputs for c in columns_in(text))
    for column in reversed(reads):
        if uses[column]:
            uses.update(reads[column])
    return uses


def _written(text: str, written: Mapping[str, str]) -> str:
    return _PIECE.sub(lambda m: written.get(m[0], m[0]), text)
