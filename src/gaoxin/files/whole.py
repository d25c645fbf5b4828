"""Files written whole or not at all: beside the name they shall have, then renamed.

A full disk, an interruption or an error on the way leaves what stood under the name as it was,
and no half file there.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


class NotWritten(Exception):
    """An output could not be written. ``path`` is its name, ``why`` the system's reason; a file
    that was there before is unchanged."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path, self.why = path, why


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """The name to write the file ``path`` under; at the end it takes that name.

    What is no plain file (a pipe, /dev/stdout) is written as it is. Raises NotWritten where the
    system refuses; anything else that is raised inside passes, and nothing is left behind.
    """
    final = path.resolve()
    with _told(path):
        if final.exists() and not final.is_file():
            yield final
            return
        beside = _beside(final)
        try:
            yield beside
            beside.replace(final)
        finally:
            beside.unlink(missing_ok=True)


def write_whole(path: Path, data: str | bytes) -> None:
    """Write bytes, or text as UTF-8 with its line ends as they are. Raises NotWritten."""
    with whole(path) as beside:
        beside.write_bytes(data.encode() if isinstance(data, str) else data)


def make_folder(path: Path) -> None:
    """The folder, with those above it, where it is not there yet. Raises NotWritten."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten(path, error.strerror or str(error)) from error


def same_file(one: Path, others: Iterable[Path]) -> Path | None:
    """The first of ``others`` that is the same file under whatever name, there or yet to be."""
    return next((other for other in others if _same(one, other)), None)


def _same(one: Path, other: Path) -> bool:
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()


def _beside(final: Path) -> Path:
    """A new, hidden file in the same folder with the same ending and the same rights."""
    if final.exists() and not os.access(final, os.W_OK):
        raise PermissionError(13, os.strerror(13), str(final))
    beside = final.with_name(_hidden(final) + os.urandom(4).hex() + final.suffix)
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    if final.exists():
        beside.chmod(stat.S_IMODE(final.stat().st_mode))
    return beside


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """The system's refusal, also where a library wrapped it in an error of its own, as NotWritten;
    one that names a file elsewhere is about that file, not about the output."""
    try:
        yield
    except Exception as error:
        system = error if isinstance(error, OSError) else error.__context__
        if not isinstance(system, OSError) or not _about(system, path):
            raise
        raise NotWritten(path, system.strerror or str(system)) from error


def _about(error: OSError, path: Path) -> bool:
    if error.filename is None:
        return True
    named, final = Path(os.fsdecode(error.filename)), path.resolve()
    return named.resolve() == final or named.name.startswith(_hidden(final))


def _hidden(final: Path) -> str:
    return f".{final.stem[:80]}."
