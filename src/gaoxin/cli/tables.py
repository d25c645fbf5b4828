"""The table `match` is asked about and what goes with it: earlier payments, related kinds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import duckdb
import pyarrow as pa

from gaoxin.cli.asking import About, read_file
from gaoxin.cli.context import Context
from gaoxin.engine.face import TYPED, Refused, Settings, give, opened, typed_files
from gaoxin.facts.face import tabulated
from gaoxin.policy.face import Library

BROKEN = (duckdb.IOException, duckdb.InvalidInputException, pa.ArrowInvalid)
"""What a table that is not what its name says makes of itself."""


@dataclass(frozen=True, slots=True)
class Source:
    """The table asked about and what goes with it, as the bulk executor takes them. ``sound``:
    every cell of a table written by people could be read."""

    table: Any
    kind: str
    paid: Any = None
    children: dict[str, Any] = field(default_factory=dict)
    sound: bool = True


def read_source(
    library: Library,
    tables: Sequence[Path],
    about: About,
    paid: Path | None,
    related: Sequence[str],
    context: Context,
) -> Source:
    beside = dict(_other(library, one, context) for one in related)
    files = [file for table in tables for file in typed_files(table)]
    if files and all(map(typed_files, tables)):
        for file in (*files, *([paid] if paid else []), *beside.values()):
            _must_open(file, context)
        return Source(files, about.kind.id, paid, beside)
    if paid or related:
        raise Refused(
            "--paid 与 --related 只用于 parquet、arrow 表；工作簿里另写“已付”等表"
            if context.lang == "zh"
            else "--paid and --related go with parquet and arrow tables; a workbook has sheets"
        )
    found = read_file(library, tables, about, context)
    made = tabulated(library.vocabulary, found.entities.values())
    for fault in made.faults:
        click.echo(fault.text(context.lang), err=True)
    return Source(made.source, found.kind, made.paid, made.children, found.sound)


def _other(library: Library, text: str, context: Context) -> tuple[str, Path]:
    """A related kind and its table, from ``KIND=FILE``."""
    kind, _, file = text.partition("=")
    zh = context.lang == "zh"
    if library.vocabulary.kind(kind) is None:
        raise Refused(f"没有“{kind}”这种对象" if zh else f"there is no kind '{kind}'")
    path = Path(file)
    if path.suffix.lower() not in TYPED or not path.exists():
        raise Refused(
            f"“{file}”不是现有的 parquet 或 arrow 文件"
            if zh
            else f"'{file}' is no parquet or arrow file that exists"
        )
    return kind, path


def _must_open(file: Path, context: Context) -> None:
    """Each file by itself, so that the one that cannot be read is named."""
    try:
        with opened(Settings()) as connection:
            give(connection, "given", file)
    except (*BROKEN, ValueError) as error:
        raise Refused(unreadable(file, error, context)) from error


def unreadable(file: Path, error: Exception, context: Context) -> str:
    first = str(error).partition("\n")[0]
    return (
        f"{file.name} 读不了：{first}" if context.lang == "zh" else f"cannot read {file}: {first}"
    )
