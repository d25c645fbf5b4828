"""Parquet and Arrow: typed columns, read as they are stored (money in minor units)."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from gaoxin.files.grid import Cell, Grid, Read, unreadable_file


def read_arrow(path: Path) -> Read:
    """The table of a Parquet, Feather or Arrow IPC file."""
    try:
        table = _table(path)
        table.validate(full=True)  # damaged offsets would be read beyond the end
        return Read((table_grid(table, path.stem, path.name),))
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        return unreadable_file(
            path.name,
            f"不是可读的 Parquet 或 Arrow 文件（{error}）",
            f"not a readable Parquet or Arrow file ({error})",
        )


def table_grid(table: Any, name: str, file: str) -> Grid:
    """A table as a grid; row 1 of the places is the first row of data."""
    header: list[Cell] = list(table.column_names)
    columns = [column.to_pylist() for column in table.columns]
    rows: list[list[Cell]] = [header, *(list(row) for row in zip(*columns, strict=True))]
    names = table.column_names
    return Grid(name, file, rows, lambda r, c: f"{file}:{r}:{names[c]}", typed=True)


def _table(path: Path) -> Any:
    if path.suffix.lower() == ".parquet":
        return pa.parquet.read_table(path)
    with pa.memory_map(str(path)) as source:
        try:
            return pa.ipc.open_file(source).read_all()
        except pa.ArrowInvalid:
            source.seek(0)
            return pa.ipc.open_stream(source).read_all()
