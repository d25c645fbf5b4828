"""Long work shows how far it is; short work and programs are left in peace."""

from io import StringIO

import pytest
from rich.console import Console

from gaoxin.cli.context import Context
from gaoxin.cli.progress import progress

READER = Context(packs=None, lang="zh", json=False)


def drawn(context: Context, *, patience: float) -> str:
    screen = StringIO()
    console = Console(file=screen, force_terminal=True, width=80)
    with progress(
        context, total=4, zh="匹配", en="Matching", patience=patience, console=console
    ) as advance:
        for _ in range(4):
            advance(1)
    return screen.getvalue()


def test_long_work_is_shown_in_the_readers_language() -> None:
    assert "匹配" in drawn(READER, patience=0)
    assert "100%" in drawn(READER, patience=0)
    assert "Matching" in drawn(Context(packs=None, lang="en", json=False), patience=0)


def test_short_work_draws_nothing() -> None:
    assert drawn(READER, patience=3600) == ""


@pytest.mark.parametrize("json", [True, False])
def test_nothing_is_drawn_where_no_one_watches(
    json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    context = Context(packs=None, lang="zh", json=json)
    with progress(context, total=1, zh="匹配", en="Matching", patience=0) as advance:
        advance(1)
    assert capsys.readouterr() == ("", "")


def test_a_failure_inside_is_not_swallowed() -> None:
    with (
        pytest.raises(ZeroDivisionError),
        progress(READER, total=1, zh="匹配", en="Matching", patience=0),
    ):
        raise ZeroDivisionError
