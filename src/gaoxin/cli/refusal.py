"""Refusals of a command line, said in the reader's language."""

import errno
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, NoReturn

import click

from gaoxin.cli.context import Exit, context_of
from gaoxin.files.face import NotWritten

_OF_CLICK = {
    r"\w+ '(.*)' does not exist\.": "“{}”不存在",
    r"\w+ '(.*)' is a file\.": "“{}”是文件，要的是文件夹",
    r"\w+ '(.*)' is a directory\.": "“{}”是文件夹，要的是文件",
    r"\w+ '(.*)' is not readable\.": "“{}”无权读取",
    r"'(.*)' is not a valid integer(?: range)?\.": "“{}”不是整数",
    r"(.*) is not in the range (.*)\.": "{} 不在 {} 之内",
}


class ChineseUsageError(click.UsageError):
    """A usage error of click, told in Chinese."""

    def show(self, file: IO[Any] | None = None) -> None:
        lines = [f"错误: {self.message}"]
        if self.ctx is not None:
            hint = f"说明见 {self.ctx.command_path} --help"
            lines = [self.ctx.get_usage(), hint, "", *lines]
        click.echo("\n".join(lines), file=file, err=file is None)


@contextmanager
def outputs_told(ctx: click.Context) -> Iterator[None]:
    """What cannot be written ends the command with a message, be it a file or the screen."""
    try:
        yield
        sys.stdout.flush()
    except NotWritten as error:
        _end(ctx, str(error.path), error.why)
    except OSError as error:
        if error.filename is not None or error.errno == errno.EPIPE:
            raise
        # What is still to be flushed at the end would be refused once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())  # type: ignore[union-attr]  # there: it refused
        screen = "标准输出" if context_of(ctx).lang == "zh" else "the standard output"
        _end(ctx, screen, error.strerror or str(error))


def _end(ctx: click.Context, where: str, why: str) -> NoReturn:
    zh = context_of(ctx).lang == "zh"
    click.echo(f"{where} 写不成：{why}" if zh else f"{where} cannot be written: {why}", err=True)
    ctx.exit(Exit.NOT_WRITTEN)


@contextmanager
def in_the_readers_language() -> Iterator[None]:
    """Turns usage errors raised inside into Chinese ones where the reader asked for Chinese."""
    try:
        yield
    except (click.exceptions.NoArgsIsHelpError, ChineseUsageError):
        raise
    except click.UsageError as error:
        if error.ctx is None or context_of(error.ctx).lang == "en":
            raise
        raise ChineseUsageError(_chinese(error), error.ctx) from error


def _chinese(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"没有选项 {error.option_name}{_nearest(error.possibilities)}"
        case click.MissingParameter(param=click.Parameter() as parameter):
            return f"缺少 {parameter.get_error_hint(error.ctx)}"
        case click.BadParameter(param=click.Parameter(type=click.Choice() as choice) as parameter):
            return f"{parameter.get_error_hint(error.ctx)} 只能是 {'、'.join(choice.choices)}"
        case click.BadParameter(param=click.Parameter() as parameter):
            return f"{parameter.get_error_hint(error.ctx)} 的值不对: {_said(error.message)}"
        case _:
            return error.format_message()


def _said(message: str) -> str:
    """What a type of click says of a value, in Chinese where it is one of these."""
    for pattern, chinese in _OF_CLICK.items():
        if found := re.fullmatch(pattern, message):
            return chinese.format(*found.groups())
    return message


def _nearest(names: list[str] | None) -> str:
    return f"；是不是 {'、'.join(names)}？" if names else ""
