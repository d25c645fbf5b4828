"""Running a plan: tables in from files and data frames, answers out as Arrow or files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from .sql import name, text

READERS = {".parquet": "read_parquet", ".csv": "read_csv", ".tsv": "read_csv"}
# Amounts have too many values for a dictionary: trying one long costs a quarter of the writing.
# Nobody looks up one row in a file of answers, so that bloom filters would be written in vain.
FORMATS = {
    ".parquet": "FORMAT parquet, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1000"
    ", WRITE_BLOOM_FILTER false",
    ".csv": "FORMAT csv, HEADER",
    ".tsv": "FORMAT csv, HEADER, DELIMITER '\t'",
}
ARROW = {".arrow", ".feather", ".ipc"}


@dataclass(frozen=True, slots=True)
class Settings:
    """Of one run. ``keep_order``: rows come out in the order they went in (needs more memory);
    ``temp_directory``: where DuckDB may put what does not fit into ``memory_limit``."""

    threads: int | None = None
    memory_limit: str = ""
    keep_order: bool = True
    temp_directory: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written to a file: rows in all, and rows reported as faulty."""

    path: Path
    rows: int
    faulty: int


@contextmanager
def opened(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of its own, in memory, closed afterwards."""
    with duckdb.connect() as connection:
        if settings.threads:
            connection.execute(f"SET threads = {int(settings.threads)}")
        if settings.memory_limit:
            connection.execute(f"SET memory_limit = {text(settings.memory_limit).text}")
        if settings.temp_directory:
            connection.execute(f"SET temp_directory = {text(settings.temp_directory).text}")
        connection.execute(f"SET preserve_insertion_order = {str(settings.keep_order).lower()}")
        yield connection


def give(connection: duckdb.DuckDBPyConnection, view: str, table: Any) -> None:
    """Make a table known under a name: a path (Parquet, CSV, Arrow file), an Arrow table, reader
    or dataset, a pandas or Polars frame, or a DuckDB relation.

    Raises ValueError for a file of another kind.
    """
    if isinstance(table, str | Path):
        _give_file(connection, view, Path(table))
        return
    if isinstance(table, duckdb.DuckDBPyRelation):
        table = pa.RecordBatchReader.from_stream(table)
    elif not isinstance(table, pa.Table | pa.RecordBatchReader) and _polars(table):
        table = table.collect().to_arrow() if hasattr(table, "collect") else table.to_arrow()
    connection.register(view, table)


def _polars(table: Any) -> bool:
    return type(table).__module__.partition(".")[0] == "polars"


def _give_file(connection: duckdb.DuckDBPyConnection, view: str, path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix in ARROW:
        with pa.memory_map(str(path)) as source:
            connection.register(view, pa.ipc.open_file(source).read_all())
        return
    reader = READERS.get(suffix)
    if reader is None:
        raise ValueError(f"cannot read {path.name}: give Parquet, CSV, TSV or Arrow")
    connection.execute(
        f"CREATE VIEW {name(view)} AS SELECT * FROM {reader}({text(str(path)).text})"
    )


def schema_of(connection: duckdb.DuckDBPyConnection, view: str) -> dict[str, str]:
    """Column name -> DuckDB type."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM {name(view)}").fetchall()
    return {str(row[0]): str(row[1]) for row in rows}


def fetched(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    return connection.sql(query).to_arrow_table()


def written(
    connection: duckdb.DuckDBPyConnection, query: str, path: Path, checked: bool
) -> Written:
    """The answers in a file; Parquet and CSV are streamed, never held in memory. ``checked``: the
    query reports faulty rows, so they are counted."""
    suffix = path.suffix.lower()
    if suffix in ARROW:
        return _written_arrow(connection, query, path)
    options = FORMATS.get(suffix)
    if options is None:
        raise ValueError(f"cannot write {path.name}: give Parquet, CSV, TSV or Arrow")
    copied = connection.execute(f"COPY ({query}) TO {text(str(path)).text} ({options})").fetchall()
    rows = int(copied[0][0])
    if not checked:
        return Written(path, rows, 0)
    reader = READERS[suffix]
    faulty = connection.execute(
        f"SELECT count(*) FROM {reader}({text(str(path)).text}) WHERE faults <> 0"
    ).fetchall()
    return Written(path, rows, int(faulty[0][0]))


def _written_arrow(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> Written:
    rows = faulty = 0
    reader: pa.RecordBatchReader = connection.sql(query).to_arrow_reader(100_000)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
            faulty += sum(1 for v in batch.column("faults").to_pylist() if v)
    return Written(path, rows, faulty)
