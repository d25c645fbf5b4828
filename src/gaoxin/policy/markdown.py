"""A document's file as Markdown: front matter, articles, tables and fenced blocks, with lines.

UTF-8 only. A byte-order mark and CRLF line ends are accepted silently; other encodings are named
in the fault so that the author can convert the file.
"""

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from gaoxin.policy.form import Article, Place

_ANCHOR = re.compile(r"\{#([^}\s]+)\}\s*$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
"""What a reader of the page never sees is no prose."""
_CAPTION = re.compile(r"^\s*((?:表|Table)\s*[0-9０-９一二三四五六七八九十]+[A-Za-z]?)")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its info words ("yaml", "clause"), text, first line and article."""

    info: tuple[str, ...]
    text: str
    line: int
    article: str


@dataclass(slots=True)
class Page:
    front: str
    front_line: int
    articles: dict[str, Article] = field(default_factory=dict)
    fences: list[Fence] = field(default_factory=list)
    repeated: list[tuple[str, int]] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NotText:
    """Why a file cannot be read as a document, in both languages."""

    zh: str
    en: str
    mend_zh: str
    mend_en: str
    line: int = 1


def decode(data: bytes) -> str | NotText:
    """The text of a file, or why it is none. Line ends become ``\\n``."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _encoding(data, error)
    if "\x00" in text:
        return _encoding(data, None)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(data: bytes, error: UnicodeDecodeError | None) -> NotText:
    guess = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:200] else ""
    if not guess:
        try:
            data.decode("gb18030")
            guess = "GBK/GB 18030"
        except UnicodeDecodeError:
            guess = ""
    line = data[: error.start].count(b"\n") + 1 if error else 1
    return NotText(
        "不是 UTF-8 编码" + (f"（像是 {guess}）" if guess else ""),
        "the file is not UTF-8" + (f" (it looks like {guess})" if guess else ""),
        "另存为 UTF-8" + (f"，例如 iconv -f {guess.split('/')[0]} -t UTF-8" if guess else ""),
        "save it as UTF-8" + (f", e.g. iconv -f {guess.split('/')[0]} -t UTF-8" if guess else ""),
        line,
    )


def split(text: str, path: str) -> Page | NotText:
    """The page of a document, or why it has no front matter."""
    lines = text.split("\n")
    if not lines or lines[0].strip() != "---":
        return NotText(
            "没有文首（以 --- 开始的一段）",
            "there is no front matter (a part that begins with ---)",
            "文件第一行写 ---，其后写标识、名称等，再以 --- 结束",
            "begin the file with a line ---, then id, title and so on, and close with ---",
        )
    close = next((n for n in range(1, len(lines)) if lines[n].strip() == "---"), None)
    if close is None:
        return NotText(
            "文首没有结束（缺第二个 ---）",
            "the front matter is not closed (the second --- is missing)",
            "在文首末尾另起一行写 ---",
            "write a line --- at its end",
        )
    page = Page("\n".join(lines[1:close]), 2)
    _Body(page, lines, close + 1, path).read()
    return page


class _Body:
    """Walks the tokens of the body once, closing an article at each ``##`` heading."""

    def __init__(self, page: Page, lines: list[str], offset: int, path: str) -> None:
        self.page, self.lines, self.offset, self.path = page, lines, offset, path
        self.anchor, self.heading, self.level, self.start = "", "", 1, offset
        self.holes: list[tuple[int, int]] = []
        self.tables: dict[str, tuple[tuple[str, ...], ...]] = {}
        self.caption = ""

    def read(self) -> None:
        markdown = MarkdownIt("commonmark").enable("table")
        tokens = markdown.parse("\n".join(self.lines[self.offset :]))
        for n, token in enumerate(tokens):
            if token.type == "heading_open" and token.tag == "h2" and token.level == 0:
                self._close(self._line(token))
                self._open(tokens[n + 1], self._line(token))
            elif token.type == "fence":
                self._fence(token)
            elif token.type == "table_open" and self.caption:
                self.tables[self.caption] = _rows(tokens, n)
                self.caption = ""
            elif token.type == "inline" and tokens[n - 1].type == "paragraph_open":
                found = _CAPTION.match(token.content)
                self.caption = re.sub(r"\s", "", found.group(1)) if found else ""
        self._close(len(self.lines))

    def _line(self, token: Token) -> int:
        return self.offset + (token.map[0] if token.map else 0)

    def _open(self, inline: Token, line: int) -> None:
        found = _ANCHOR.search(inline.content.rstrip())
        self.heading = _ANCHOR.sub("", inline.content.rstrip()).strip()
        self.anchor = found.group(1) if found else self.heading
        self.level, self.start = 2, line
        self.holes, self.tables, self.caption = [], {}, ""

    def _close(self, end: int) -> None:
        if self.anchor in self.page.articles:
            self.page.repeated.append((self.anchor, self.start + 1))
            return
        hidden = {n for first, last in self.holes for n in range(first, last)}
        prose = [self.lines[n] for n in range(self.start, end) if n not in hidden]
        text = _COMMENT.sub("", "\n".join(prose))
        place = Place(self.path, self.start + 1, 1, self.anchor)
        self.page.articles[self.anchor] = Article(
            self.anchor, self.heading, self.level, text, place, self.tables
        )

    def _fence(self, token: Token) -> None:
        first = self._line(token)
        last = self.offset + (token.map[1] if token.map else 0)
        self.holes.append((first, last))
        fence = Fence(tuple(token.info.split()), token.content, first + 2, self.anchor)
        self.page.fences.append(fence)
        if not self.lines[last - 1].strip().startswith(token.markup[:3]) or last - first < 2:
            self.page.unclosed.append(first + 1)


def _rows(tokens: list[Token], start: int) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    cells: list[str] = []
    for token in tokens[start:]:
        if token.type == "table_close":
            break
        if token.type == "inline":
            cells.append(_COMMENT.sub("", token.content))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
            cells = []
    return tuple(rows)
