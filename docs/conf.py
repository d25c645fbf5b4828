"""Settings of both documentations: docs/zh and docs/en, built offline (`make docs`)."""

import re
from gettext import NullTranslations
from pathlib import Path
from typing import ClassVar

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.search import SearchLanguage

project = "高新 Gaoxin"
author = "Gaoxin maintainers"
project_copyright = "2026, Gaoxin maintainers"
extensions = ["myst_parser", "sphinx.ext.doctest"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sphinx = False


class ChineseSearch(SearchLanguage):
    """Finds Chinese without a dictionary of words.

    Sphinx splits Chinese with a package that is not maintained and finds nothing without it.
    The page's script looks a query of two characters up whole and a longer one as a part of
    some term, so pairs of characters and whole runs between punctuation serve both.
    """

    lang = "zh"
    language_name = "Chinese"

    def split(self, input: str) -> list[str]:
        runs = re.findall(r"[\u4e00-\u9fff]+|[A-Za-z0-9_]+", input)
        chinese = [run for run in runs if run[0] >= "\u4e00"]
        return runs + [run[at : at + 2] for run in chinese for at in range(len(run) - 1)]


def refuse_outside_assets(app: Sphinx, failure: Exception | None) -> None:
    """Ends the build if a page would load anything from another machine."""
    if failure is not None or app.builder.format != "html":
        return
    loads = re.compile(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=\"(?:https?:)?//[^\"]*")
    for page in Path(app.outdir).rglob("*.html"):
        if found := loads.search(page.read_text(encoding="utf-8")):
            raise SphinxError(f"{page.name} loads from outside: {found[0]}")


class ThemeWords(NullTranslations):
    """What the theme says and neither it nor Sphinx says in Chinese."""

    words: ClassVar = {
        "Back to top": "回到页首",
        "Home": "首页",
        "Next": "下一页",
        "On this page": "本页内容",
        "Previous": "上一页",
        "Skip to content": "跳到正文",
    }

    def gettext(self, message: str) -> str:
        return self.words.get(message.strip(), message)


def setup(app: Sphinx) -> None:
    if app.config.language == "zh_CN":
        app.translator.add_fallback(ThemeWords())
    app.add_search_language(ChineseSearch)
    app.connect("build-finished", refuse_outside_assets)
