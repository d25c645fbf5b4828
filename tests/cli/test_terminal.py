"""What cells and labels hold does not command the terminal."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin
from gaoxin.cli.terminal import clean

TITLE = "\x1b]0;owned\x07"
TURNED = "\u202e"


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x9b", "\r", "\x7f", TURNED, "\u2066", "\u2028"])
def test_a_sign_that_commands_is_written_out(sign: str) -> None:
    assert clean(f"甲{sign}乙") == f"甲\\u{ord(sign):04x}乙"


def test_what_people_write_passes() -> None:
    text = "甲 a\tb\n“五”—5㎡ é 👍"
    assert clean(text) == text


def test_a_cell_in_a_message_is_clean(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    cell = f"{TITLE}{TURNED}\x9b31m"
    table.write_text(f"统一社会信用代码,研发费用@2024\n91999999000000019D,{cell}\n", "utf-8")
    told = CliRunner().invoke(gaoxin, ["explain", str(table), "--on", "2025-12-01"]).output
    assert "\\u001b]0;owned" in told
    assert not set("\x1b\x07\x9b\u202e") & set(told)


@pytest.mark.parametrize("unit", ["[/red]", f"甲{TITLE}", "[bold]x"])
def test_the_name_of_a_unit_is_shown_as_it_is(tmp_path: Path, unit: str) -> None:
    recipe, table = tmp_path / "r.yaml", tmp_path / "t.csv"
    recipe.write_text(
        "recipe: small\ntable: {unit: unit}\ntree:\n  all:\n    parts:\n      a: {}\n      b: {}\n",
        "utf-8",
    )
    table.write_text(f"unit,a,b\n{unit},1,2\ny,3,5\nz,5,4\n", "utf-8")
    out = str(tmp_path / "out")
    told = CliRunner().invoke(gaoxin, ["index", "build", str(recipe), str(table), "--out", out])
    assert told.exit_code == 0, told.output
    assert clean(unit)[:5] in told.output
    assert "\x1b" not in told.output
