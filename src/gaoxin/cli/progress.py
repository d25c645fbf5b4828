"""A progress bar for work above a second; nothing for anything shorter, or read by a program.

with progress(context, total=rows, zh="匹配", en="Matching") as advance:
    for part in parts:
        ...
        advance(part.rows)
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from gaoxin.cli.context import Context
from gaoxin.cli.terminal import console as terminal_console

if TYPE_CHECKING:
    from rich.console import Console

PATIENCE = 1.0
"""Seconds of silence that nobody minds."""


@contextmanager
def progress(
    context: Context,
    *,
    total: float,
    zh: str,
    en: str,
    patience: float = PATIENCE,
    console: "Console | None" = None,
) -> Iterator[Callable[[float], None]]:
    """Yields a function to be told how much more of `total` is done.

    The bar is drawn on standard error when that is a terminal, and is wiped at the end.
    """
    drawn = console or (
        terminal_console(error=True) if sys.stderr.isatty() and not context.json else None
    )
    if drawn is None:
        yield lambda _more: None
        return

    # Importing rich takes as long as many a command.
    from rich.progress import Progress

    bar = Progress(console=drawn, transient=True)
    task = bar.add_task({"zh": zh, "en": en}[context.lang], total=total)
    begun = monotonic()

    def advance(more: float) -> None:
        bar.advance(task, more)
        if not bar.live.is_started and monotonic() - begun >= patience:
            bar.start()

    try:
        yield advance
    finally:
        bar.stop()
