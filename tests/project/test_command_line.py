"""Every command explains itself in both languages and refuses in the reader's own."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from gaoxin import __version__
from gaoxin.cli.command import Command, Group, group, option
from gaoxin.cli.context import Context, Exit, environment_lang, pass_context
from gaoxin.cli.main import gaoxin

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def every_command(
    at: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Command]]:
    assert isinstance(at, Command), f"gaoxin {' '.join(path)} has no help in both languages"
    yield path, at
    if isinstance(at, Group):
        ctx = click.Context(at)
        for name in at.list_commands(ctx):
            held = at.get_command(ctx, name)
            assert held is not None
            yield from every_command(held, (*path, name))


COMMANDS = dict(every_command(gaoxin))


def run(*arguments: str, environment: dict[str, str] | None = None) -> tuple[int, str]:
    silent = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}
    result = CliRunner(env=silent | (environment or {})).invoke(
        gaoxin, arguments, prog_name="gaoxin"
    )
    return result.exit_code, result.output


@pytest.fixture(params=sorted(COMMANDS), ids=lambda path: " ".join(("gaoxin", *path)))
def path(request: pytest.FixtureRequest) -> tuple[str, ...]:
    found: tuple[str, ...] = request.param
    return found


def test_help_is_chinese_and_shows_an_example(path: tuple[str, ...]) -> None:
    code, text = run(*path, "--help", "--lang", "zh")
    assert code == 0
    assert re.search(r"^例子:\n  gaoxin", text, re.MULTILINE)
    assert CHINESE.search(COMMANDS[path].words["zh"])


def test_help_is_english_and_shows_an_example(path: tuple[str, ...]) -> None:
    code, text = run(*path, "--help", "--lang", "en")
    assert code == 0
    assert re.search(r"^Examples:\n  gaoxin", text, re.MULTILINE)
    said = "\n".join(line for line in text.splitlines() if not line.startswith("  gaoxin"))
    assert not CHINESE.search(said), said


def called(words: list[str]) -> tuple[str, ...]:
    """The command that an example calls: the longest path of names it begins with."""
    found: tuple[str, ...] = ()
    for word in words:
        if (*found, word) not in COMMANDS:
            return found
        found = (*found, word)
    return found


def test_examples_use_commands_and_options_that_exist(path: tuple[str, ...]) -> None:
    for example in COMMANDS[path].examples:
        program, *words = shlex.split(re.split(r" [|>] ", example)[0], comments=True)
        assert program == "gaoxin"
        named = called(words)
        assert named[: len(path)] == path, f"{example!r} is of another command"
        along = [COMMANDS[named[:depth]] for depth in range(len(named) + 1)]
        known = {name for at in along for parameter in at.params for name in parameter.opts}
        asked = {word.partition("=")[0] for word in words if re.match("--?[a-z]", word)}
        assert asked <= known | {"--help"}, example


def test_version() -> None:
    assert run("--version") == (0, f"gaoxin {__version__}\n")


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "C.UTF-8", "LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "zh"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], lang: str) -> None:
    assert environment_lang(environment) == lang


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--nope"], "没有选项 --nope"),
        (["nope"], "没有命令 nope"),
        (["--lang", "fr"], "只能是 zh、en"),
        (["--packs", "/no/such/folder"], "'--packs' 的值不对"),
        (["nope", "--lang", "en"], "no command nope"),
        (["--nope", "--lang=en"], "No such option '--nope'"),
    ],
)
def test_wrong_usage_is_refused_with_2_in_the_readers_language(
    arguments: list[str], words: str
) -> None:
    code, text = run(*arguments)
    assert code == Exit.USAGE
    assert words in text


def a_group() -> Group:
    @group("library", zh="书库", en="The library", examples=["gaoxin library lend"])
    def library() -> None: ...

    @library.command(
        "lend", zh="借出\n一本书", en="Lend\na book", examples=["gaoxin library lend 3"]
    )
    @click.argument("number", type=int)
    @option("--days", type=int, default=30, show_default=True, zh="天数", en="number of days")
    @pass_context
    def lend(context: Context, number: int, days: int) -> Exit:
        click.echo(f"{context.lang} {context.json} {number} {days}")
        return Exit.FOUND if number < 0 else Exit.OK

    return library


@pytest.mark.parametrize(
    "arguments",
    [
        ["--json", "--lang", "en", "lend", "3"],
        ["lend", "3", "--json", "--lang", "en"],
        ["--json", "--lang", "zh", "lend", "--lang=en", "3"],
    ],
)
def test_shared_options_stand_before_or_after_the_command(arguments: list[str]) -> None:
    result = CliRunner().invoke(a_group(), arguments)
    assert result.output == "en True 3 30\n"


def test_what_a_command_returns_is_the_exit_code() -> None:
    assert CliRunner().invoke(a_group(), ["lend", "--", "-3"]).exit_code == Exit.FOUND
    assert CliRunner().invoke(a_group(), ["lend", "3"]).exit_code == Exit.OK


def test_a_group_lists_its_commands_in_a_line_each() -> None:
    english = CliRunner().invoke(a_group(), ["--help", "--lang", "en"]).output
    assert re.search(r"^Commands:\n  lend +Lend$", english, re.MULTILINE)
    chinese = CliRunner().invoke(a_group(), ["--help", "--lang", "zh"]).output
    assert re.search(r"^命令:\n  lend +借出$", chinese, re.MULTILINE)


def test_defaults_are_named_in_the_readers_language() -> None:
    chinese = CliRunner().invoke(a_group(), ["lend", "--help", "--lang", "zh"]).output
    assert "天数  [默认: 30]" in chinese


def test_help_loads_no_engine() -> None:
    asked = (
        "import sys; from gaoxin.cli.main import gaoxin;"
        "gaoxin(['--help'], standalone_mode=False);"
        "print(sorted({'duckdb', 'numpy', 'pyarrow', 'yaml'} & sys.modules.keys()))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", asked], check=True, capture_output=True, text=True
    ).stdout
    assert answer.splitlines()[-1] == "[]"
