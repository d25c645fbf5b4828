"""YAML and TOML read into plain values that remember their line.

Scalars stay text: there are no implicit types, so `no` and `1e3` mean what is written.
"""

import re
import tomllib
from dataclasses import dataclass

import yaml

from gaoxin.indicators.faults import Fault, Place, Text, fault

DEEPEST = 30
_EMPTY = Text("空文件", "the file is empty")
_DEEP = Text(f"嵌套超过{DEEPEST}层", f"nested more than {DEEPEST} deep")
_ALIAS = Text("不用别名（*），请把内容写全", "aliases (*) are not used; write the content out")


@dataclass(frozen=True, slots=True)
class Located:
    """A text, a list or a mapping, and the line it starts on (from 1)."""

    value: "str | list[Located] | dict[str, Located]"
    line: int


def read_yaml(text: str, file: str) -> tuple[Located | None, list[Fault]]:
    """YAML text as located values; syntax errors and duplicate keys are faults."""
    try:
        line, why = _refused(text)
        if why is not None:
            return None, [fault("syntax", Place(file, line), what=why)]
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return None, [fault("syntax", Place(file, line), what=error.problem or "YAML")]
    except yaml.YAMLError as error:
        return None, [fault("syntax", Place(file, 1), what=str(error).splitlines()[0])]
    if node is None:
        return None, [fault("syntax", Place(file, 1), what=_EMPTY)]
    faults: list[Fault] = []
    return _from_yaml(node, file, faults), faults


def _refused(text: str) -> tuple[int, Text | None]:
    """The line of the first alias or of what is nested too deeply, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            return line, _DEEP if depth > DEEPEST else _ALIAS
    return 1, None


def _from_yaml(node: yaml.Node, file: str, faults: list[Fault]) -> Located:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return Located([_from_yaml(n, file, faults) for n in node.value], line)
    if not isinstance(node, yaml.MappingNode):
        return Located(str(node.value), line)
    found: dict[str, Located] = {}
    for key, value in node.value:
        name, at = str(key.value), key.start_mark.line + 1
        if name in found:
            faults.append(fault("duplicate-key", Place(file, at), key=name))
        found[name] = Located(_from_yaml(value, file, faults).value, at)
    return Located(found, line)


def read_toml(text: str, file: str) -> tuple[Located | None, list[Fault]]:
    """TOML text as located values. Lines are found by scanning, as the parser keeps none."""
    try:
        return _from_toml(tomllib.loads(text), _toml_lines(text), ()), []
    except RecursionError:
        return None, [fault("syntax", Place(file, 1), what=_DEEP)]
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        at = int(line.group(1)) if line else text.count("\n") + 1
        return None, [fault("syntax", Place(file, at), what=str(error))]


def _from_toml(value: object, lines: dict[tuple[str, ...], int], path: tuple[str, ...]) -> Located:
    line = next((lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in lines), 1)
    if isinstance(value, dict):
        return Located({k: _from_toml(v, lines, (*path, k)) for k, v in value.items()}, line)
    if isinstance(value, list):
        inner = [_from_toml(v, lines, (*path, str(i))) for i, v in enumerate(value)]
        return Located(inner, line)
    if isinstance(value, bool):
        return Located("true" if value else "false", line)
    return Located(str(value), line)


_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_NAME = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_KEY = re.compile(rf"^\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")


def _toml_lines(text: str) -> dict[tuple[str, ...], int]:
    lines: dict[tuple[str, ...], int] = {(): 1}
    counts: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, row in enumerate(text.splitlines(), 1):
        header, key = _HEADER.match(row), _KEY.match(row)
        if header:
            table = _resolve(_names(header.group(2)), counts)
            if header.group(1) == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, str(counts[table]))
            lines.setdefault(table, number)
        elif key:
            lines.setdefault((*table, *_names(key.group(1))), number)
    return lines


def _resolve(path: tuple[str, ...], counts: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    """The path with the running index put after every array of tables but the last name."""
    found: tuple[str, ...] = ()
    for position, name in enumerate(path):
        found = (*found, name)
        if found in counts and position < len(path) - 1:
            found = (*found, str(counts[found]))
    return found


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(p.strip().strip("\"'") for p in re.findall(r""""[^"]*"|'[^']*'|[^.]+""", dotted))
