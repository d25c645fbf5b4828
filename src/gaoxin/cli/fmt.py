"""`gaoxin fmt`: documents in the house layout, or with keywords in the other language."""

from pathlib import Path
from typing import Literal

import click

from gaoxin.cli.command import command, option
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.files.face import write_whole
from gaoxin.policy.face import print_document


@command(
    "fmt",
    zh="""把文档整理成统一的版式：键的次序、缩进、规则用半角标点。分行、正文与含义不变。

--check 只看不改，需要整理时退出码为 1。读不了的文件原样留下，退出码为 3。""",
    en="""Put documents into the house layout: order of keys, indents, half-width punctuation in
rules. Lines stay as they are broken, and so do prose and meaning.

--check changes nothing and exits with 1 where a file would change. A file that cannot be read is
left as it is; the exit code is 3.""",
    examples=["gaoxin fmt --check packs", "gaoxin fmt --keywords en my-policy.md --stdout"],
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@option("--check", is_flag=True, zh="只检查，不改动", en="check only")
@option("--stdout", is_flag=True, zh="印到屏幕，不改文件", en="print instead of writing")
@option(
    "--keywords",
    type=click.Choice(["zh", "en"]),
    zh="关键词换成这种语言",
    en="put the keywords into this language",
)
@pass_context
def fmt(
    context: Context,
    paths: tuple[Path, ...],
    check: bool,
    stdout: bool,
    keywords: Literal["zh", "en"] | None,
) -> Exit:
    unreadable = changed = 0
    for path in sorted({f for p in paths for f in _files(p)}):
        data = path.read_bytes()
        text = print_document(data, keywords)
        if text is None:
            unreadable += 1
            click.echo(_unread(path, context.lang), err=True)
        elif stdout:
            click.echo(text, nl=False)
        elif text.encode() != data:
            changed += 1
            if not check:
                write_whole(path, text)
            click.echo(str(path))
    if unreadable:
        return Exit.BAD_INPUT
    return Exit.FOUND if check and changed else Exit.OK


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    readme = {"README.md", "README.en.md"}
    return [p for p in path.rglob("*.md") if p.is_file() and p.name not in readme]


def _unread(path: Path, lang: str) -> str:
    if lang == "zh":
        return f"{path} 读不了，未改动；先用 gaoxin check 查出原因"
    return f"{path} cannot be read and was left as it is; gaoxin check tells why"
