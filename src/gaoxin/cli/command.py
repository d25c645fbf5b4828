"""Commands whose help is in both languages and never without an example.

    @command("check", zh="检查文档。", en="Check documents.", examples=["gaoxin check packs/"])
    @option("--strict", is_flag=True, zh="把提示当作错误", en="treat hints as faults")
    @pass_context
    def check(context: Context, strict: bool) -> Exit: ...

The shared options (--packs, --lang, --json) stand before or after any command's name.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from gaoxin.cli.context import Lang, asked_lang, context_of
from gaoxin.files.face import same_file

Words = dict[Lang, str]

_LONGEST = 1000
"""Characters of a value that may be the name of a file."""
_EXAMPLES: Words = {"zh": "例子", "en": "Examples"}
_SHOW_HELP: Words = {"zh": "显示本说明", "en": "show this text"}
_CHINESE_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}
_CHINESE_USAGE = {"[OPTIONS]": "[选项]", "COMMAND": "命令", "[ARGS]": "[参数]"}


class ChineseFormatter(click.HelpFormatter):
    """click's own words, in Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        for english, chinese in _CHINESE_USAGE.items():
            args = args.replace(english, chinese)
        super().write_usage(prog, args, "用法: " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(_CHINESE_HEADINGS.get(heading, heading))


class Option(click.Option):
    """An option explained in both languages."""

    def __init__(self, *args: Any, zh: str, en: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words: Words = {"zh": zh, "en": en}

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        lang = context_of(ctx).lang
        shown = copy.copy(self)
        shown.help = self.words[lang]
        record = click.Option.get_help_record(shown, ctx)
        if record is None or lang == "en":
            return record
        names, text = record
        return names, text.replace("[default: ", "[默认: ").replace("required]", "必填]")


class Command(click.Command):
    """A command with help and examples in both languages; what it returns is the exit code."""

    def __init__(
        self, *args: Any, zh: str, en: str, examples: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.words: Words = {"zh": zh, "en": en}
        self.examples = tuple(examples)
        self.params.extend(_shared_options())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = context_of(ctx)
        ctx.obj = replace(known, lang=asked_lang(args) or known.lang)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        refuse_equal(ctx)
        code = super().invoke(ctx)
        if isinstance(code, int):
            ctx.exit(code)
        return code

    def get_help(self, ctx: click.Context) -> str:
        if context_of(ctx).lang == "zh":
            ctx.formatter_class = ChineseFormatter
        return super().get_help(ctx)

    def get_usage(self, ctx: click.Context) -> str:
        if context_of(ctx).lang == "zh":
            ctx.formatter_class = ChineseFormatter
        return super().get_usage(ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        shown = super().get_help_option(ctx)
        if shown is not None:
            shown.help = _SHOW_HELP[context_of(ctx).lang]
        return shown

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # Written as it stands: click wraps at spaces, of which Chinese has none.
        lang = context_of(ctx).lang
        formatter.write_paragraph()
        with formatter.indentation():
            for line in self.words[lang].splitlines():
                formatter.write(f"{'':>{formatter.current_indent}}{line}".rstrip() + "\n")
        with formatter.section(_EXAMPLES[lang]):
            for example in self.examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


class Group(Command, click.Group):
    """A command that holds commands."""

    command_class = Command

    def summary(self, ctx: click.Context, name: str) -> str:
        """What one of its commands does, in a line."""
        held = self.get_command(ctx, name)
        assert isinstance(held, Command), f"{name} is not one of our commands"
        return held.words[context_of(ctx).lang].partition("\n")[0]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.summary(ctx, name)) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            known = ", ".join(self.list_commands(ctx)) or "-"
            refusal: Words = {
                "zh": f"没有命令 {name}；现有: {known}",
                "en": f"no command {name}; there are: {known}",
            }
            ctx.fail(refusal[context_of(ctx).lang])
        return super().resolve_command(ctx, args)


class OutFile(click.ParamType):  # type: ignore[type-arg]  # generic only in newer click
    """A file to be written, in a folder that is there."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        zh = (context_of(ctx).lang if ctx else "zh") == "zh"
        if path.is_dir():
            self.fail(f"{path} 是文件夹" if zh else f"{path} is a folder", param, ctx)
        if not path.parent.is_dir():
            folder = path.parent
            self.fail(
                f"没有文件夹 {folder}，请先建" if zh else f"there is no folder {folder}: make it",
                param,
                ctx,
            )
        return path


def refuse_equal(ctx: click.Context) -> None:
    """No output may be an input, or another output, under whatever name."""
    written = [p for p in ctx.command.params if isinstance(p.type, OutFile)]
    outputs = [ctx.params[p.name] for p in written if p.name and ctx.params.get(p.name)]
    given = [v for n, v in ctx.params.items() if n not in {p.name for p in written}]
    for at, output in enumerate(outputs):
        refuse_overwriting(ctx, output, [*files_named(given), *outputs[:at]])


def refuse_overwriting(ctx: click.Context, output: Path, others: Sequence[Path]) -> None:
    """Raises UsageError where the output is one of the others (the screen is nobody's file)."""
    same = None if output.resolve().is_char_device() else same_file(output, others)
    if same is not None:
        zh = context_of(ctx).lang == "zh"
        raise click.UsageError(
            f"{output} 会覆盖 {same}，请另取名" if zh else f"{output} would overwrite {same}", ctx
        )


def files_named(value: Any) -> list[Path]:
    """The files a value names: itself, or what stands behind ``kind=``."""
    if isinstance(value, Path):
        return [value] if value.is_file() else []
    if isinstance(value, list | tuple):
        return [path for one in value for path in files_named(one)]
    if not isinstance(value, str) or not value or "\0" in value or len(value) > _LONGEST:
        return []
    return [p for p in (Path(value), Path(value.partition("=")[2])) if p.is_file()]


def command(
    name: str, *, zh: str, en: str, examples: Sequence[str]
) -> Callable[[Callable[..., Any]], Command]:
    """Makes a function a command; the function returns an `Exit`, or None for all is well."""
    return click.command(name, cls=Command, zh=zh, en=en, examples=examples)


def group(
    name: str, *, zh: str, en: str, examples: Sequence[str]
) -> Callable[[Callable[..., Any]], Group]:
    """Makes a function a group; its commands are added by `commands(...)`."""
    return click.group(name, cls=Group, zh=zh, en=en, examples=examples)


def option(
    *names: str, zh: str, en: str, **settings: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`click.option` with its help in both languages."""
    return click.option(*names, cls=Option, zh=zh, en=en, **settings)


def _remember(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keeps a shared option for this command and those below; an absent one changes nothing."""
    if value and parameter.name is not None:
        ctx.obj = replace(context_of(ctx), **{parameter.name: value})


def _shared_options() -> list[click.Parameter]:
    return [
        Option(
            ["--packs"],
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            metavar="DIR",
            expose_value=False,
            callback=_remember,
            zh="政策文档所在的文件夹（默认用随附的）",
            en="the folder of policy packs (default: those shipped)",
        ),
        Option(
            ["--lang"],
            type=click.Choice(["zh", "en"]),
            expose_value=False,
            callback=_remember,
            zh="输出语言（默认随系统，否则中文）",
            en="language of the output (default: the system's, else Chinese)",
        ),
        Option(
            ["--json"],
            is_flag=True,
            expose_value=False,
            callback=_remember,
            zh="输出 JSON，供程序读取",
            en="print JSON for programs",
        ),
    ]
