"""The reference of the command line, in both languages, taken from the commands themselves.

Run by ``tools/docs.sh`` before Sphinx: writes ``docs/zh/reference-commands.md`` and its English
sibling, which are not kept in the repository. ``python tools/command_pages.py DIRECTORY`` writes
below another folder.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from gaoxin.cli.command import Command, Group
from gaoxin.cli.context import Context, Lang
from gaoxin.cli.main import gaoxin

WIDTH = 88
INTRO: dict[Lang, str] = {
    "zh": """# 命令

本页由命令自己的说明生成：`gaoxin 命令 --help` 显示的就是这里的文字。
`--packs`、`--lang`、`--json` 三个选项写在命令名之前或之后都可以。""",
    "en": """# Commands

This page is made from the commands' own help: `gaoxin COMMAND --help` shows these words.
The options `--packs`, `--lang` and `--json` may stand before or after the name of a command.""",
}


def page(lang: Lang) -> str:
    """The Markdown page of all commands."""
    settings = Context(packs=None, lang=lang, json=False)
    top = click.Context(
        gaoxin, info_name="gaoxin", obj=settings, terminal_width=WIDTH, max_content_width=WIDTH
    )
    parts = [INTRO[lang], *(_section(ctx, level) for ctx, level in _walk(top, 2))]
    return "\n\n".join(parts) + "\n"


def _walk(ctx: click.Context, level: int) -> Iterator[tuple[click.Context, int]]:
    """The command of ``ctx`` and those it holds, each with the level of its heading."""
    yield ctx, level
    if isinstance(ctx.command, Group):
        for name in ctx.command.list_commands(ctx):
            held = ctx.command.get_command(ctx, name)
            assert isinstance(held, Command), name
            yield from _walk(click.Context(held, parent=ctx, info_name=name), min(level + 1, 4))


def _section(ctx: click.Context, level: int) -> str:
    return f"{'#' * level} {ctx.command_path}\n\n```text\n{ctx.get_help()}\n```"


def main(root: Path) -> None:
    for lang in INTRO:
        folder = root / lang
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "reference-commands.md").write_text(page(lang), encoding="utf-8")


if __name__ == "__main__":
    default = Path(__file__).resolve().parents[1] / "docs"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
