"""The door to the terminal: whatever a cell, a label or a file name holds, no sign of it commands
the terminal or turns the line around."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rich.console import Console

_COMMANDS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
"""Control characters (escape sequences begin with one), line breaks nobody sees, and marks that
reverse the direction of writing. Line feed and tab stay."""


def clean(text: str) -> str:
    """The text with such signs written out, as ``\\u001b``. JSON stays the same JSON."""
    return _COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class Door:
    """A text stream that lets nothing through but clean text."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write the text, cleaned."""
        return self.stream.write(clean(text))

    def writelines(self, lines: Any) -> None:
        """Write several."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextmanager
def guarded_terminal() -> Iterator[None]:
    """Standard output and error through the door."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = Door(before[0]), Door(before[1])
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def console(error: bool = False) -> "Console":
    """A console of rich on the stream behind the door, since it writes escape sequences of its own.
    What it is given from outside must be ``clean`` and no markup (``rich.text.Text``)."""
    from rich.console import Console  # slow to import

    stream = sys.stderr if error else sys.stdout
    return Console(file=stream.stream if isinstance(stream, Door) else stream)
