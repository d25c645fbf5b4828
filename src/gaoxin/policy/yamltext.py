"""YAML as text: a tree of strings with places, nothing guessed.

The blocks of a document use plain YAML without implicit types, anchors, aliases or tags; a key
given twice is a fault. Every part knows its line and column in the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from gaoxin.facts.yamltree import DEEPEST

_WIDE = re.compile(r"\s*(?:-\s+)?([^\s:：,，。#'\"{}\[\]|>]{1,20})：")
LIMIT = 1_000_000
"""Characters a block may have: a longer one is data, not an article."""


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    line: int
    column: int
    quoted: bool = False
    one_line: bool = True


@dataclass(frozen=True, slots=True)
class Sequence:
    items: "tuple[Tree, ...]"
    line: int
    column: int
    one_line: bool = False  # written in brackets on one line


@dataclass(frozen=True, slots=True)
class Mapping:
    keys: dict[str, Scalar] = field(default_factory=dict)
    values: "dict[str, Tree]" = field(default_factory=dict)
    line: int = 0
    column: int = 0
    one_line: bool = False  # written in braces on one line

    def items(self) -> Iterator[tuple[str, "Tree"]]:
        return iter(self.values.items())


Tree = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong in the YAML: ``zh``/``en`` say what; ``mend_*`` how to mend it."""

    line: int
    column: int
    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""


def read(text: str, first_line: int) -> tuple[Tree | None, list[Trouble]]:
    """The tree of a YAML text whose first line is line ``first_line`` of its file."""
    if len(text) > LIMIT:
        return None, [
            Trouble(
                first_line,
                1,
                f"本块有{len(text)}个字符，超过{LIMIT}的上限",
                f"this block has {len(text)} characters, more than {LIMIT}",
                "把数据移到表格文件，或拆成几条",
                "move data to a table file, or split the article",
            )
        ]
    if "\t" in text:
        return None, [_tab(text, first_line)]
    builder = _Builder(first_line)
    try:
        tree = builder.build(text)
    except yaml.YAMLError as error:
        return None, [*builder.troubles, _trouble(error, text, first_line)]
    except _TooDeep:
        return None, builder.troubles
    return tree, builder.troubles


class _TooDeep(Exception):
    """The rest of the block is not read."""


class _Builder:
    """Turns the event stream into a tree, collecting what the format forbids."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.troubles: list[Trouble] = []
        self.depth = 0
        self.last: yaml.CollectionEndEvent

    def build(self, text: str) -> Tree | None:
        self.events = yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        for event in self.events:
            if isinstance(event, yaml.DocumentEndEvent | yaml.StreamEndEvent):
                return None
            if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
                tree = self._node(event)
                for _ in self.events:  # the rest of the stream, for its syntax errors
                    pass
                return tree
        return None

    def _node(self, event: yaml.Event) -> Tree:
        line, column = self._place(event)
        self._forbid(event, line, column)
        if isinstance(event, yaml.ScalarEvent):
            one_line = _line(event.start_mark) == _line(event.end_mark)
            return Scalar(event.value, line, column, bool(event.style), one_line)
        if isinstance(event, yaml.CollectionStartEvent):
            return self._collection(event, line, column)
        return Scalar("", line, column)

    def _collection(self, event: yaml.CollectionStartEvent, line: int, column: int) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            self._say(
                line,
                column,
                f"嵌套超过{DEEPEST}层，其后没有读",
                f"nested more than {DEEPEST} deep; the rest was not read",
                "检查括号；内容太深就拆成几项",
                "check the brackets; split what is too deep",
            )
            raise _TooDeep
        tree: Tree
        if isinstance(event, yaml.SequenceStartEvent):
            tree = Sequence(tuple(self._items()), line, column, self._one_line(event))
        else:
            tree = self._mapping(event, line, column)
        self.depth -= 1
        return tree

    def _items(self) -> Iterator[Tree]:
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                self.last = event
                return
            yield self._node(event)

    def _mapping(self, start: yaml.CollectionStartEvent, line: int, column: int) -> Mapping:
        keys: dict[str, Scalar] = {}
        values: dict[str, Tree] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                self.last = event
                break
            key, value = self._node(event), self._node(next(self.events))
            self._put(keys, values, key, value)
        return Mapping(keys, values, line, column, self._one_line(start))

    def _one_line(self, start: yaml.CollectionStartEvent) -> bool:
        """Was what began with ``start`` and ended last written in brackets on one line?"""
        return bool(start.flow_style) and _line(start.start_mark) == _line(self.last.end_mark)

    def _put(
        self, keys: dict[str, Scalar], values: "dict[str, Tree]", key: Tree, value: Tree
    ) -> None:
        if not isinstance(key, Scalar):
            self._say(key.line, key.column, "键须是文字", "a key must be text")
        elif key.text in values:
            self._say(
                key.line,
                key.column,
                f"键“{key.text}”重复，前一个在第{keys[key.text].line}行",
                f"the key '{key.text}' stands twice, first on line {keys[key.text].line}",
                "删去一个，或改名",
                "delete one, or rename it",
            )
        else:
            keys[key.text] = key
            values[key.text] = value

    def _forbid(self, event: yaml.Event, line: int, column: int) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._say(
                line,
                column,
                "不用锚点和别名（& 与 *）",
                "anchors and aliases (& and *) are not used",
                "把内容写全；若是文字，请加引号",
                "write the content out; if it is text, put it in quotation marks",
            )
        elif getattr(event, "tag", None):
            self._say(
                line,
                column,
                "不用类型标记（!）",
                "type tags (!) are not used",
                "删去标记；若是文字，请加引号",
                "delete the tag; if it is text, put it in quotation marks",
            )

    def _say(
        self, line: int, column: int, zh: str, en: str, mend_zh: str = "", mend_en: str = ""
    ) -> None:
        self.troubles.append(Trouble(line, column, zh, en, mend_zh, mend_en))

    def _place(self, event: yaml.Event) -> tuple[int, int]:
        mark = event.start_mark
        return self.first_line + _line(mark), (mark.column if mark else 0) + 1


def _line(mark: Any) -> int:
    return mark.line if mark else 0


def _tab(text: str, first_line: int) -> Trouble:
    line = text[: text.index("\t")].count("\n")
    return Trouble(
        first_line + line,
        text.split("\n")[line].index("\t") + 1,
        "有制表符",
        "there is a tab",
        "改用空格",
        "use spaces",
    )


def _wide_colon(text: str, last: int, first_line: int) -> Trouble | None:
    """``标识：rent``: YAML stumbles over it only lines below."""
    lines = text.split("\n")
    for n in range(min(last, len(lines) - 1), max(last - 3, -1), -1):
        if found := _WIDE.match(lines[n]):
            return Trouble(
                first_line + n,
                found.end(),
                f"“{found[1]}”后面是全角冒号",
                f"a full-width colon follows '{found[1]}'",
                f"写 {found[1]}: …（半角冒号，其后空一格）",
                f"write {found[1]}: … (a plain colon and a space)",
            )
    return None


def _trouble(error: yaml.YAMLError, text: str, first_line: int) -> Trouble:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line if mark else 0
    if wide := _wide_colon(text, line, first_line):
        return wide
    column = mark.column + 1 if mark else 1
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Trouble(
        first_line + line,
        column,
        f"不是可读的 YAML（{problem}）",
        f"not readable YAML ({problem})",
        "检查冒号后的空格、缩进和引号；花括号内含逗号或冒号的文字要加引号",
        "check the space after colons, the indentation and the quotation marks; text with a comma"
        " or colon inside braces needs quotation marks",
    )
