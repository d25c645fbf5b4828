"""The command `gaoxin`: a table of commands, each imported only when it is called."""

import signal
import sys
from importlib import import_module
from typing import Any

import click

from gaoxin import __version__
from gaoxin.cli.command import Command, Group, Words, option
from gaoxin.cli.context import context_of
from gaoxin.cli.refusal import in_the_readers_language, outputs_told
from gaoxin.cli.terminal import guarded_terminal

# The command `name` is the object `name` of the module `gaoxin.cli.name`.
# What each does is said here too, so that `gaoxin --help` need not import them.
_COMMANDS: dict[str, Words] = {
    "check": {"zh": "检查政策文档", "en": "check policy documents"},
    "coverage": {"zh": "每一条由哪一段执行", "en": "which block carries each article"},
    "explain": {"zh": "一家企业能享受什么，为什么", "en": "what one enterprise is due, and why"},
    "show": {"zh": "由存下的记录显示结论", "en": "show an answer from its record"},
    "ask": {"zh": "下一个该问的问题", "en": "the next question worth asking"},
    "match": {"zh": "整张表的企业逐一匹配", "en": "match a whole table of enterprises"},
    "deadlines": {"zh": "谁在何时之前办什么", "en": "who must do what by when"},
    "targets": {"zh": "目标与完成情况", "en": "targets and how far they are reached"},
    "fmt": {"zh": "整理文档格式", "en": "put documents into the house layout"},
    "schema": {"zh": "文档格式的 JSON Schema", "en": "the JSON Schema of documents"},
    "template": {"zh": "填报用的工作簿", "en": "a workbook to fill in"},
    "synth": {"zh": "生成虚构企业", "en": "make up synthetic enterprises"},
    "mutate": {"zh": "改动法条，看例子能否发现", "en": "change the law; do its examples notice?"},
    "agree": {"zh": "两种执行是否一致", "en": "do the two executors agree?"},
    "prove": {"zh": "运行文档自带的例子", "en": "run the examples documents carry"},
    "zone": {"zh": "由文档搭起园区", "en": "open a zone from its documents"},
    "demo": {"zh": "在浏览器里看一个虚构的小园区", "en": "a small fictional zone in the browser"},
    "index": {"zh": "综合指数：评价与排名", "en": "composite indicators: scores and ranks"},
}


class LazyGroup(Group):
    """Lists the commands; imports the one that is called."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        with guarded_terminal():
            return super().main(*args, **kwargs)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with in_the_readers_language():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with in_the_readers_language(), outputs_told(ctx):
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        found = getattr(import_module(f"gaoxin.cli.{cmd_name}"), cmd_name)
        assert isinstance(found, Command), f"gaoxin.cli.{cmd_name} lacks a command {cmd_name}"
        return found

    def summary(self, ctx: click.Context, name: str) -> str:
        return _COMMANDS[name][context_of(ctx).lang]


def _print_version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(f"gaoxin {__version__}")
        ctx.exit()


@click.group(
    "gaoxin",
    cls=LazyGroup,
    zh="""高新：用园区自己的文件运行园区。

退出码: 0 正常；1 查出问题，或答案为否；2 命令用法不对；3 输入读不了；4 结果写不出。""",
    en="""Gaoxin runs an innovation zone from its own documents.

Exit codes: 0 all is well; 1 faults found, or the answer is no;
2 wrong usage; 3 input that cannot be read; 4 a result that cannot be written.""",
    examples=["gaoxin check", "gaoxin --lang en --help"],
)
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    zh="显示版本",
    en="print the version",
)
def gaoxin() -> None:
    """Holds the commands; does nothing by itself."""


def main() -> None:
    """Runs the command line and exits; asked to end, it tidies up first."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    gaoxin(prog_name="gaoxin")
