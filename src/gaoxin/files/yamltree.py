"""YAML as text with places: nothing guessed, no anchors, aliases or tags, no key twice.

Every piece knows its line and column in the file. What the house does not take is collected as
``Slip`` values; whoever reads the tree gives them a code and a file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

from gaoxin.files.tree import DEEPEST as DEEPEST
from gaoxin.files.tree import Mapping as Mapping
from gaoxin.files.tree import Scalar as Scalar
from gaoxin.files.tree import Sequence as Sequence
from gaoxin.files.tree import Tree as Tree

LONGEST: Final = 1_000_000
"""Characters a text written by a person may have; a longer one is data."""
_WIDE: Final = re.compile(r"\s*(?:-\s+)?([^\s:：,，。#'\"{}\[\]|>]{1,20})：")
_MARKED: Final = re.compile(
    r"\s*(?:-\s+)?(?:\{\s*)?([^\s:,{}]{1,40}):\s+([>%@`|][^\s\w]*)\s*[^\s#]"
)
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Slip:
    """What the YAML says wrong, and how to mend it; ``key`` if it stands twice."""

    line: int
    column: int
    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""
    key: str = ""


def read_yaml(text: str, first_line: int = 1) -> tuple[Tree | None, list[Slip]]:
    """The one tree of a text whose first line is line ``first_line`` of its file."""
    if "\t" in text:
        return None, [_tab(text, first_line)]
    trees, slips = read_documents(text, first_line)
    slips += [_another(tree) for tree in trees[1:2]]
    return (trees[0] if trees else None), slips


def read_documents(
    text: str, first_line: int = 1, longest: int = LONGEST
) -> tuple[list[Tree], list[Slip]]:
    """The trees of a text that may hold several, up to the first place that cannot be read."""
    if len(text) > longest:
        return [], [_long(text, first_line, longest)]
    builder = _Builder(first_line)
    trees: list[Tree] = []
    try:
        trees.extend(builder.trees(text))
    except yaml.YAMLError as error:
        builder.slips.append(_unreadable(error, text, first_line))
    except _TooDeep:
        pass
    return trees, builder.slips


class _TooDeep(Exception):
    """The rest of the text is not read."""


class _Builder:
    """Turns the event stream into trees, collecting what the house does not take."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.slips: list[Slip] = []
        self.depth = 0
        self.last: Any = None  # the event that closed the newest list or mapping

    def trees(self, text: str) -> Iterator[Tree]:
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        yield from (self._node(e) for e in self.events if isinstance(e, yaml.NodeEvent))

    def _node(self, event: Any) -> Tree:
        start = event.start_mark
        line, column = self.first_line + start.line, start.column + 1
        if isinstance(event, yaml.AliasEvent):
            self._slip(line, column, *_ALIAS)
            return Scalar("", line, column)
        if event.anchor:
            self._slip(line, column, *_ALIAS)
        elif event.tag:
            self._slip(line, column, *_TAG)
        if isinstance(event, yaml.ScalarEvent):
            end: Any = event.end_mark
            return Scalar(event.value, line, column, bool(event.style), start.line == end.line)
        return self._collection(event, line, column)

    def _collection(self, event: Any, line: int, column: int) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            self._slip(line, column, *_DEEP)
            raise _TooDeep
        if isinstance(event, yaml.SequenceStartEvent):
            items = tuple(self._items())
            tree: Tree = Sequence(items, line, column, self._one_line(event))
        else:
            tree = Mapping(*self._pairs(), line, column, self._one_line(event))
        self.depth -= 1
        return tree

    def _items(self) -> Iterator[Tree]:
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                self.last = event
                return
            yield self._node(event)

    def _pairs(self) -> "tuple[dict[str, Scalar], dict[str, Tree]]":
        keys: dict[str, Scalar] = {}
        values: dict[str, Tree] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                self.last = event
                break
            key, value = self._node(event), self._node(next(self.events))
            if not isinstance(key, Scalar):
                self._slip(key.line, key.column, "键须是文字", "a key must be text")
            elif key.text in values:
                self.slips.append(_twice(key, keys[key.text]))
            else:
                keys[key.text], values[key.text] = key, value
        return keys, values

    def _one_line(self, start: Any) -> bool:
        """Was what began with ``start`` and ended last written in brackets on one line?"""
        return bool(start.flow_style) and start.start_mark.line == self.last.end_mark.line

    def _slip(self, line: int, column: int, *words: str) -> None:
        self.slips.append(Slip(line, column, *words))


_ALIAS: Final = (
    "不用锚点和别名（& 与 *）",
    "anchors and aliases (& and *) are not used",
    "把内容写全；若是文字，请加引号",
    "write the content out; if it is text, put it in quotation marks",
)
_TAG: Final = (
    "不用类型标记（!）",
    "type tags (!) are not used",
    "删去标记；若是文字，请加引号",
    "delete the tag; if it is text, put it in quotation marks",
)
_DEEP: Final = (
    f"嵌套超过{DEEPEST}层，其后没有读",
    f"nested more than {DEEPEST} deep; the rest was not read",
    "检查括号；内容太深就拆成几项",
    "check the brackets; split what is too deep",
)


def _twice(key: Scalar, first: Scalar) -> Slip:
    return Slip(
        key.line,
        key.column,
        f"键“{key.text}”重复，前一个在第{first.line}行",
        f"the key '{key.text}' stands twice, first on line {first.line}",
        "删去一个，或改名",
        "delete one, or rename it",
        key.text,
    )


def _another(tree: Tree) -> Slip:
    return Slip(
        tree.line,
        tree.column,
        "“---”之后的内容没有读：这里只写一份",
        "what follows '---' was not read: one text stands here",
        "删去“---”，或另起一块",
        "delete '---', or begin another block",
    )


def _long(text: str, first_line: int, longest: int) -> Slip:
    return Slip(
        first_line,
        1,
        f"有{len(text)}个字符，超过{longest}的上限",
        f"there are {len(text)} characters, more than {longest}",
        "把数据移到表格文件，或拆成几份",
        "move data to a table file, or split it",
    )


def _tab(text: str, first_line: int) -> Slip:
    line = text[: text.index("\t")].count("\n")
    column = text.split("\n")[line].index("\t") + 1
    return Slip(first_line + line, column, "有制表符", "there is a tab", "改用空格", "use spaces")


def _wide_colon(text: str, last: int, first_line: int) -> Slip | None:
    """``标识：rent``: YAML stumbles over it only lines below."""
    lines = text.split("\n")
    for n in range(min(last, len(lines) - 1), max(last - 3, -1), -1):
        if found := _WIDE.match(lines[n]):
            return Slip(
                first_line + n,
                found.end(),
                f"“{found[1]}”后面是全角冒号",
                f"a full-width colon follows '{found[1]}'",
                f"写 {found[1]}: …（半角冒号，其后空一格）",
                f"write {found[1]}: … (a plain colon and a space)",
            )
    return None


def _block_mark(text: str, line: int, first_line: int) -> Slip | None:
    """``rule: >= 3% or …``: YAML takes the first sign for the beginning of a block of text."""
    found = _MARKED.match(text.split("\n")[line])
    return found and Slip(
        first_line + line,
        found.start(2) + 1,
        f"“{found[1]}”的内容以“{found[2]}”开头，YAML 读不了",
        f"what follows '{found[1]}' begins with '{found[2]}', which YAML cannot read",
        "规则先写比较的是什么（如 职工总数(上年) >= 5），每个比较都写全；文字以符号开头的加引号",
        "begin a rule with what is compared (staff(last_year) >= 5), and write every comparison in"
        " full; text that begins with a sign needs quotation marks",
    )


def _unreadable(error: yaml.YAMLError, text: str, first_line: int) -> Slip:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    last = text.rstrip().count("\n")  # the parser may stumble below the last line only
    line, column = (min(mark.line, last), mark.column + 1) if mark else (0, 1)
    if known := _wide_colon(text, line, first_line) or _block_mark(text, line, first_line):
        return known
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Slip(
        first_line + line,
        column,
        f"不是可读的 YAML（{problem}）",
        f"not readable YAML ({problem})",
        "检查冒号后的空格、缩进和引号；花括号内含逗号或冒号的文字要加引号",
        "check the space after colons, the indentation and the quotation marks; text with a comma"
        " or colon inside braces needs quotation marks",
    )
