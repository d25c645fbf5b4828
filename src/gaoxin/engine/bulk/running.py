"""Running a plan: typed tables in from files and data frames, answers out as Arrow or files."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset
import pyarrow.ipc

from gaoxin.files.whole import NotWritten, whole

from .sql import name, text

ARROW = {".arrow", ".feather", ".ipc"}
TYPED = {".parquet", *ARROW}
"""Endings of files whose columns have types: they hold what is stored, money in minor units."""
# Amounts have too many values for a dictionary: trying one long costs a quarter of the writing.
# Nobody looks up one row in a file of answers, so that bloom filters would be written in vain.
FORMATS = {
    ".parquet": "FORMAT parquet, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1000"
    ", WRITE_BLOOM_FILTER false",
    ".csv": "FORMAT csv, HEADER",
    ".tsv": "FORMAT csv, HEADER, DELIMITER '\t'",
}
_FORMULA = r"^'*[=+@\t\r-]"


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
    """A DuckDB of its own, in memory, closed afterwards. Days are those of UTC wherever it runs."""
    with duckdb.connect() as connection:
        if settings.threads:
            connection.execute(f"SET threads = {int(settings.threads)}")
        if settings.memory_limit:
            connection.execute(f"SET memory_limit = {text(settings.memory_limit).text}")
        if settings.temp_directory:
            connection.execute(f"SET temp_directory = {text(settings.temp_directory).text}")
        connection.execute(f"SET preserve_insertion_order = {str(settings.keep_order).lower()}")
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


# --- in -----------------------------------------------------------------------------------------


def give(connection: duckdb.DuckDBPyConnection, view: str, table: Any) -> None:
    """Make a typed table known under a name: a path (Parquet, Arrow file), a folder or a list of
    such files, an Arrow table, reader or dataset, a pandas or Polars frame, a DuckDB relation.

    Raises ValueError for files of another kind: they are read as people write them, by ``facts``.
    """
    if isinstance(table, str | Path):
        _give_files(connection, view, typed_files(Path(table)) or [Path(table)])
        return
    if isinstance(table, list | tuple):
        _give_files(connection, view, [Path(one) for one in table])
        return
    if isinstance(table, duckdb.DuckDBPyRelation):
        table = table.to_arrow_table()
    elif isinstance(table, pa.RecordBatchReader):
        table = table.read_all()  # it can be read only once, and it is looked at before
    elif not isinstance(table, pa.Table) and _polars(table):
        table = table.collect().to_arrow() if hasattr(table, "collect") else table.to_arrow()
    connection.register(view, table)


def typed_files(path: Path) -> list[Path]:
    """The file itself, or the files of a folder and the folders in it, if they are typed tables;
    nothing where any is not. Hidden files are none of them."""
    if not path.is_dir():
        return [path] if path.suffix.lower() in TYPED else []
    inside = (p for p in sorted(path.rglob("*")) if p.is_file())
    found = [
        p for p in inside if not any(n.startswith((".", "_")) for n in p.relative_to(path).parts)
    ]
    return found if all(p.suffix.lower() in TYPED for p in found) else []


def _polars(table: Any) -> bool:
    return type(table).__module__.partition(".")[0] == "polars"


def _give_files(connection: duckdb.DuckDBPyConnection, view: str, paths: Sequence[Path]) -> None:
    endings = {path.suffix.lower() for path in paths}
    if endings == {".parquet"}:
        connection.execute(f"CREATE VIEW {name(view)} AS SELECT * FROM {reading(paths)}")
    elif endings and endings <= ARROW:
        connection.register(view, _arrow_files(paths))
    else:
        strange = next((p for p in paths if p.suffix.lower() not in TYPED), paths[-1])
        raise ValueError(f"cannot read {strange.name} as a typed table: give Parquet or Arrow")


def _arrow_files(paths: Sequence[Path]) -> Any:
    """One file from memory, where it lies as it is wanted; several in a stream."""
    if len(paths) > 1:
        return pa.dataset.dataset([str(p) for p in paths], format="ipc")
    with pa.memory_map(str(paths[0])) as source:
        try:
            return pa.ipc.open_file(source).read_all()
        except pa.ArrowInvalid:
            source.seek(0)
            return pa.ipc.open_stream(source).read_all()


def reading(paths: Sequence[Path]) -> str:
    """The call that reads Parquet by these names as they are: what would be a pattern in them, or
    a partition in the names of their folders, means nothing."""
    listed = ", ".join(text(_literal(path)).text for path in paths)
    union = ", union_by_name = true" if len(paths) > 1 else ""
    return f"read_parquet([{listed}], hive_partitioning = false{union})"


def _literal(path: Path) -> str:
    return re.sub(r"[*?\[]", lambda sign: f"[{sign[0]}]", str(path.resolve()))


def schema_of(connection: duckdb.DuckDBPyConnection, view: str) -> dict[str, str]:
    """Column name -> DuckDB type."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM {name(view)}").fetchall()
    return {str(row[0]): str(row[1]) for row in rows}


# --- out ----------------------------------------------------------------------------------------


def fetched(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    with _interruptible():
        return connection.sql(query).to_arrow_table()


def written(
    connection: duckdb.DuckDBPyConnection, query: str, path: Path, checked: bool
) -> Written:
    """The answers in a file, whole or not at all; Parquet and CSV are streamed, never held in
    memory. ``checked``: the query reports faulty rows, so they are counted.

    Raises ValueError for another ending, NotWritten where the system refuses."""
    suffix = path.suffix.lower()
    if suffix not in ARROW | FORMATS.keys():
        raise ValueError(f"cannot write {path.name}: give Parquet, CSV, TSV or Arrow")
    with whole(path) as beside, _refused(path, beside), _interruptible():
        if suffix in ARROW:
            rows, faulty = _arrow_file(connection, query, beside)
        else:
            rows, faulty = _copied(connection, query, beside, checked)
    return Written(path, rows, faulty)


@contextmanager
def _refused(path: Path, beside: Path) -> Iterator[None]:
    """DuckDB's own error of writing; one about a table given is left as it is."""
    try:
        yield
    except duckdb.IOException as error:
        if beside.name not in str(error) and "write" not in str(error):
            raise
        raise NotWritten(path, str(error).rpartition(": ")[2]) from error


@contextmanager
def _interruptible() -> Iterator[None]:
    """DuckDB's word for an interruption as Python's."""
    try:
        yield
    except (RuntimeError, duckdb.InterruptException) as error:
        if "nterrupt" not in str(error):
            raise
        raise KeyboardInterrupt from error


def _copied(
    connection: duckdb.DuckDBPyConnection, query: str, beside: Path, checked: bool
) -> tuple[int, int]:
    suffix = beside.suffix.lower()
    target = text(str(beside)).text
    if suffix != ".parquet":
        query = _harmless(connection, query)
    copied = connection.execute(f"COPY ({query}) TO {target} ({FORMATS[suffix]})").fetchall()
    if not checked:
        return int(copied[0][0]), 0
    give_answers(connection, "written", beside)
    found = connection.execute("SELECT count(*) FROM written WHERE faults <> 0").fetchall()
    return int(copied[0][0]), int(found[0][0])


def give_answers(connection: duckdb.DuckDBPyConnection, view: str, answers: Any) -> None:
    """Make answers known under a name: an Arrow table, or any file ``written`` made."""
    if not isinstance(answers, Path) or answers.suffix.lower() in TYPED:
        give(connection, view, answers)
        return
    source = f"read_csv({text(_literal(answers)).text}, hive_partitioning = false)"
    connection.execute(f"CREATE VIEW {name(view)} AS SELECT * FROM {source}")


def _harmless(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """Texts that a spreadsheet would run as a formula get an apostrophe, as in every CSV of ours
    (``guarded``)."""
    found = connection.sql(query)
    texts = [name(c) for c, t in zip(found.columns, found.types, strict=True) if t == "VARCHAR"]
    pattern = text(_FORMULA).text
    safe = [
        f"CASE WHEN regexp_matches({c}, {pattern}) THEN '''' || {c} ELSE {c} END AS {c}"
        for c in texts
    ]
    return f"SELECT * REPLACE ({', '.join(safe)}) FROM ({query})" if safe else query


def _arrow_file(connection: duckdb.DuckDBPyConnection, query: str, beside: Path) -> tuple[int, int]:
    rows = faulty = 0
    reader: pa.RecordBatchReader = connection.sql(query).to_arrow_reader(100_000)
    with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
            faulty += sum(1 for v in batch.column("faults").to_pylist() if v)
    return rows, faulty
