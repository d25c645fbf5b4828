"""A saved answer is shown again from its file alone, and to each reader what may be seen."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin

PACKS = Path(__file__).parents[2] / "packs"
PARTS = ("cn/vocabulary.md", "quanzhou-etdz/2024-hte.md", "enterprises")
ASK = ("explain", "--sample", "first-hte-quanzhou", "--on", "2025-12-01")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Only the documents asked about, so that reading them takes no time."""
    folder = tmp_path_factory.mktemp("packs")
    for part in PARTS:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / part).symlink_to(PACKS / part)
    return folder


def run(*arguments: object, lang: str = "zh") -> tuple[int, str, str]:
    words = [str(a) for a in arguments]
    result = CliRunner().invoke(gaoxin, [*words, "--lang", lang], prog_name="gaoxin")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def kept(packs: Path, tmp_path: Path) -> Path:
    path = tmp_path / "answer.json"
    code, out, err = run(*ASK, "--packs", packs, "--record", path)
    assert (code, out) == (0, "")
    assert f"已写 {path}" in err
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", [(), ("--all",), ("--json",)])
def test_show_says_what_explain_said(
    packs: Path, kept: Path, tmp_path: Path, lang: str, form: tuple[str, ...]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    then = run(*ASK, "--packs", packs, *form, lang=lang)
    now = run("show", kept, "--packs", empty, *form, lang=lang)
    assert (now[0], now[1]) == (0, then[1])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_show_makes_the_same_page(packs: Path, kept: Path, tmp_path: Path, lang: str) -> None:
    run(*ASK, "--packs", packs, "--html", tmp_path / "then.html", lang=lang)
    run("show", kept, "--html", tmp_path / "now.html", lang=lang)
    assert (tmp_path / "now.html").read_bytes() == (tmp_path / "then.html").read_bytes()


def test_a_changed_record_is_refused_in_the_readers_words(kept: Path) -> None:
    kept.write_text(kept.read_text("utf-8").replace("15000000", "95000000"), "utf-8")
    for lang, words in (("zh", "内容被改动过"), ("en", "it was changed")):
        code, out, err = run("show", kept, lang=lang)
        assert (code, out) == (3, "")
        assert words in err


def test_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("[1, 2]", "utf-8")
    code, _, err = run("show", path, lang="en")
    assert code == 3
    assert "this is no record" in err


def test_the_public_gets_no_figure_of_the_enterprise(packs: Path, tmp_path: Path) -> None:
    page, kept = tmp_path / "public.html", tmp_path / "public.json"
    code, out, _ = run(
        *ASK, "--packs", packs, "--audience", "public", "--html", page, "--record", kept, "--json"
    )
    assert code == 0
    for text in (page.read_text("utf-8"), kept.read_text("utf-8"), out):
        assert "2000万元" not in text
        assert "2000000000" not in text
        assert "15万元" not in text
        assert "不公开" in text or "withheld" in text
    assert json.loads(out)["audience"] == "public"


def test_from_a_public_record_nothing_more_is_shown(packs: Path, tmp_path: Path) -> None:
    kept = tmp_path / "public.json"
    run(*ASK, "--packs", packs, "--audience", "public", "--record", kept)
    code, _, err = run("show", kept, "--audience", "officer", lang="en")
    assert code == 2
    assert "made for public" in err
    assert run("show", kept, "--audience", "public")[0] == 0
    assert "本文供公众阅读" in run("show", kept)[1]
