"""The reference of commands is what the commands themselves say."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from gaoxin.cli.command import Command
from gaoxin.cli.main import gaoxin

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = spec_from_file_location("command_pages", ROOT / "tools" / "command_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_is_on_the_page_with_its_examples(tool: ModuleType, lang: str) -> None:
    page = tool.page(lang)
    for name in gaoxin.list_commands(click.Context(gaoxin)):
        command = gaoxin.get_command(click.Context(gaoxin), name)
        assert isinstance(command, Command)
        assert f"\n### gaoxin {name}\n" in page
        for example in command.examples:
            assert example in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_what_help_says(tool: ModuleType, lang: str) -> None:
    page = tool.page(lang)
    said = CliRunner().invoke(gaoxin, ["--lang", lang, "check", "--help"], prog_name="gaoxin")
    options = set(re.findall(r"--[a-z-]+", said.output))
    section = page.partition("### gaoxin check\n")[2].partition("\n### ")[0]
    assert options == set(re.findall(r"--[a-z-]+", section))


def test_both_languages_hold_the_same_commands(tool: ModuleType) -> None:
    chinese, english = (
        re.findall(r"^#{2,} (gaoxin.*)$", tool.page(lang), re.MULTILINE) for lang in ("zh", "en")
    )
    assert chinese == english
    assert len(chinese) > 10
