"""The library a command works with, and what of it cannot be executed."""

from collections.abc import Sequence

import click

from gaoxin.cli.context import Context
from gaoxin.policy.face import Fault, Library, stored_library

_SHOWN = 10


def opened(context: Context) -> Library:
    """The library of the packs; what of it is broken is told on standard error."""
    library = stored_library(context.packs_dir())
    for line in broken_lines(library, context.lang):
        click.echo(line, err=True)
    return library


def broken_lines(library: Library, lang: str) -> Sequence[str]:
    """One line for each fault that withholds something, and whose number is left out."""
    faults: dict[Fault, None] = dict.fromkeys((*library.lost.values(), *library.broken.values()))
    lines = [f"{f.place} {f.code} {f.broken(lang)}" for f in list(faults)[:_SHOWN]]
    more = len(faults) - _SHOWN
    if more > 0:
        lines.append(
            f"另有 {more} 处；全部见 gaoxin check"
            if lang == "zh"
            else f"and {more} more; gaoxin check lists all"
        )
    return lines
