"""TOML read into the tree of YAML. Lines are found by scanning, as the parser keeps none.

Scalars stay text, so `true` and `1.0` mean what is written.
"""

import re
import tomllib

from gaoxin.files.tree import DEEPEST, Mapping, Scalar, Sequence, Tree
from gaoxin.indicators.faults import Fault, Place, Text, fault

_DEEP = Text(f"嵌套超过{DEEPEST}层", f"nested more than {DEEPEST} deep")


def read_toml(text: str, file: str) -> tuple[Tree | None, list[Fault]]:
    """The tree of a TOML text; a syntax error is a fault."""
    try:
        return _from_toml(tomllib.loads(text), _toml_lines(text), ()), []
    except RecursionError:
        return None, [fault("syntax", Place(file, 1), what=_DEEP)]
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        at = int(line.group(1)) if line else text.count("\n") + 1
        return None, [fault("syntax", Place(file, at), what=str(error))]


def _from_toml(value: object, lines: dict[tuple[str, ...], int], path: tuple[str, ...]) -> Tree:
    line = next((lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in lines), 1)
    if isinstance(value, dict):
        values = {k: _from_toml(v, lines, (*path, k)) for k, v in value.items()}
        return Mapping({k: Scalar(k, v.line, 1) for k, v in values.items()}, values, line, 1)
    if isinstance(value, list):
        items = (_from_toml(v, lines, (*path, str(i))) for i, v in enumerate(value))
        return Sequence(tuple(items), line, 1)
    if isinstance(value, bool):
        return Scalar("true" if value else "false", line, 1)
    return Scalar(str(value), line, 1)


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
