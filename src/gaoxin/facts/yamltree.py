"""YAML as text with places: nothing guessed, no anchors, aliases or tags, no key twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from gaoxin.files.trouble import CellFault, Trouble

_LIMIT: Final = 200_000_000
DEEPEST: Final = 30


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of text."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A list."""

    items: "tuple[Tree, ...]"
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Book:
    """A mapping; ``keys`` has the place of each key."""

    values: "dict[str, Tree]"
    keys: dict[str, Leaf]
    line: int
    column: int


Tree: TypeAlias = Leaf | Branch | Book


@dataclass(slots=True)
class Trees:
    """The documents of a file and what was wrong with its YAML."""

    file: str
    documents: list[Tree] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)

    def say(self, at: Any, trouble: Trouble) -> None:
        """Keep a fault at a node of this reader or of the YAML library."""
        self.faults.append(trouble.at(f"{self.file}:{at.line}:{at.column}", self.file))


class _Limits(Exception):
    """Too deep, or an alias: the rest of the file is not read."""


def read_trees(path: Path) -> Trees:
    """Every document of a YAML file."""
    trees = Trees(path.name)
    try:
        data = path.read_bytes()
    except OSError as error:
        _say(trees, 1, 1, f"文件读不出（{error.strerror}）", f"cannot be read ({error.strerror})")
        return trees
    text = _decoded(data, trees)
    if text is None or len(text) > _LIMIT:
        if text is not None:
            _say(trees, 1, 1, "文件过长", "the file is too long", "拆成几个文件", "split it")
        return trees
    try:
        for event in _checked(text, trees):
            trees.documents.append(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        _say(
            trees,
            line,
            column,
            f"不是可读的 YAML（{problem}），其后没有读",
            f"not readable YAML ({problem}); the rest was not read",
            "检查缩进、冒号后的空格与引号",
            "check the indentation, the space after colons and the quotation marks",
        )
    except _Limits:
        pass
    return trees


def _decoded(data: bytes, trees: Trees) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        _say(
            trees,
            1,
            1,
            "编码不是 UTF-8",
            "the encoding is not UTF-8",
            "另存为 UTF-8",
            "save as UTF-8",
        )
        return None
    trees.faults.append(
        Trouble(
            "F2",
            "按 GBK 读取，不是 UTF-8",
            "read as GBK, not UTF-8",
            "另存为 UTF-8",
            "save it as UTF-8",
            "warning",
        ).at(trees.file, trees.file)
    )
    return text


def _checked(text: str, trees: Trees) -> Iterator[Tree]:
    """The documents of the text, one by one."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    events = yaml.parse(text, Loader=loader)
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            yield _node(event, events, trees, 0)


def _node(event: Any, events: Iterator[Any], trees: Trees, depth: int) -> Tree:
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if isinstance(event, yaml.AliasEvent) or event.anchor or _tagged(event):
        _say(
            trees,
            line,
            column,
            "不用锚点、别名和类型标记（& * !），其后没有读",
            "anchors, aliases and tags (& * !) are not used; the rest was not read",
            "把内容写全；若是文字，请加引号",
            "write the content out; put text in quotation marks",
        )
        raise _Limits
    if depth > DEEPEST:
        _say(trees, line, column, "嵌套过深，其后没有读", "nested too deep; the rest was not read")
        raise _Limits
    if isinstance(event, yaml.ScalarEvent):
        return Leaf(event.value, line, column)
    if isinstance(event, yaml.SequenceStartEvent):
        return Branch(tuple(_items(events, trees, depth)), line, column)
    return _book(events, trees, depth, line, column)


def _tagged(event: Any) -> bool:
    return bool(event.tag) and event.tag != "!"


def _items(events: Iterator[Any], trees: Trees, depth: int) -> Iterator[Tree]:
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        yield _node(event, events, trees, depth + 1)


def _book(events: Iterator[Any], trees: Trees, depth: int, line: int, column: int) -> Book:
    book = Book({}, {}, line, column)
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        key = _node(event, events, trees, depth + 1)
        value = _node(next(events), events, trees, depth + 1)
        if not isinstance(key, Leaf):
            _say(trees, key.line, key.column, "键须是文字", "a key must be text")
        elif key.text in book.values:
            first = book.keys[key.text].line
            _say(
                trees,
                key.line,
                key.column,
                f"键“{key.text}”重复（前一个在第{first}行），后一个未读",
                f"the key '{key.text}' stands twice (first on line {first}); one was dropped",
                "删去一个，或改名",
                "delete one, or rename it",
            )
        else:
            book.keys[key.text] = key
            book.values[key.text] = value
    return book


def _say(
    trees: Trees,
    line: int,
    column: int,
    zh: str,
    en: str,
    mend_zh: str = "",
    mend_en: str = "",
) -> None:
    trouble = Trouble("F23", zh, en, mend_zh, mend_en)
    trees.faults.append(trouble.at(f"{trees.file}:{line}:{column}", trees.file))
