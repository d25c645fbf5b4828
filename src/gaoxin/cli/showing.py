"""Writing an explanation where it was asked for: terminal, page, JSON or record."""

from pathlib import Path

import click

from gaoxin.cli.context import Context
from gaoxin.explaining.face import Explanation, as_json, as_text, to_json
from gaoxin.files.face import write_whole


def show_explanation(
    context: Context, found: Explanation, html: Path | None, record: Path | None, full: bool
) -> None:
    """Files as asked; without any, the text (or JSON) on the terminal."""
    if html is not None:
        from gaoxin.explaining.face import as_html  # only when a page is wanted

        _write(context, html, as_html(found, full))
    if record is not None:
        _write(context, record, to_json(found.record) + "\n")
    if context.json:
        click.echo(as_json(found))
    elif html is None and record is None:
        click.echo(as_text(found, full), nl=False)


def _write(context: Context, path: Path, text: str) -> None:
    write_whole(path, text)
    click.echo(f"已写 {path}" if context.lang == "zh" else f"wrote {path}", err=True)
