"""The documentation stands alone, can be searched in Chinese, and runs its examples."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def build(folder: Path, page: str, builder: str = "html") -> subprocess.CompletedProcess[str]:
    """Builds one page with the settings of the real documentation."""
    source = folder / "source"
    source.mkdir()
    (source / "index.md").write_text(page, encoding="utf-8")
    settings = ["-c", str(ROOT / "docs"), "-D", "language=zh_CN"]
    return subprocess.run(
        [sys.executable, "-m", "sphinx", "-qW", "-b", builder, *settings, source, folder / "built"],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_word_of_two_characters_is_found(tmp_path: Path) -> None:
    assert build(tmp_path, "# 指南\n\n高新技术企业认定管理办法\n").returncode == 0
    written = (tmp_path / "built" / "searchindex.js").read_bytes()
    index = written.decode("unicode_escape")
    assert '"认定"' in index
    assert '"高新技术企业认定管理办法"' in index


@pytest.mark.parametrize(
    "loaded",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<img alt="" src="http://pictures.example/x.png">',
        '<link rel="stylesheet" href="//fonts.example/x.css">',
    ],
)
def test_a_page_that_loads_from_elsewhere_is_refused(tmp_path: Path, loaded: str) -> None:
    result = build(tmp_path, f"# 页\n\n{loaded}\n")
    assert result.returncode != 0
    assert "loads from outside" in result.stderr


def test_a_wrong_example_fails_the_build(tmp_path: Path) -> None:
    page = "# 页\n\n```{doctest}\n>>> 1 + 1\n3\n```\n"
    assert build(tmp_path, page, "doctest").returncode != 0


def test_a_right_example_passes(tmp_path: Path) -> None:
    page = "# 页\n\n```{doctest}\n>>> 1 + 1\n2\n```\n"
    assert build(tmp_path, page, "doctest").returncode == 0


def test_both_languages_have_the_same_guides() -> None:
    chinese, english = (
        {path.name for path in (ROOT / "docs" / lang).glob("guide-*.md")} for lang in ("zh", "en")
    )
    assert chinese == english
