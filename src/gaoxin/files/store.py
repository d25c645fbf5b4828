"""Entries made from files and kept for the next time, in a folder that is the user's alone.

An entry is found by the digest of all it was made from, so it is never out of date; it is written
beside and renamed, so many processes share the folder; it carries its key and a digest of its body,
so a cut, changed or foreign one is passed over. Nothing here ever fails: without a usable folder
there is no store.
"""

import hashlib
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

VARIABLE: Final = "GAOXIN_CACHE"
"""A folder to use instead, or ``off``."""
_MAGIC: Final = b"gaoxin store 1\n"
_HEAD: Final = len(_MAGIC) + 2 * 32
_LARGEST: Final = 200_000_000
_MOST: Final = 100_000_000
"""Bytes the folder may hold before the oldest entries go."""


@dataclass(frozen=True, slots=True)
class Store:
    """The entries of one folder."""

    folder: Path

    def get(self, key: bytes) -> bytes | None:
        """The body kept under a key of 32 bytes, or None."""
        data = _own_bytes(self.folder / key.hex())
        if data is None or data[:_HEAD] != _head(key, data[_HEAD:]):
            return None
        return data[_HEAD:]

    def put(self, key: bytes, body: bytes) -> None:
        """Keep a body; what cannot be written is not kept."""
        beside = self.folder / f"{key.hex()}.{os.urandom(4).hex()}"
        try:
            with suppress(OSError):
                flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
                with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
                    file.write(_head(key, body) + body)
                beside.replace(self.folder / key.hex())
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Let the oldest entries go where there are too many."""
        with suppress(OSError):
            known = sorted(((e.stat().st_mtime, e) for e in self.folder.iterdir()), reverse=True)
            held = 0
            for _, entry in known:
                held += entry.stat().st_size
                if held > _MOST:
                    entry.unlink(missing_ok=True)


def own_store(environ: Mapping[str, str] = os.environ) -> Store | None:
    """The store of this user, made if need be. None where it is switched off, cannot be made, or
    is not the user's alone."""
    folder = _folder(environ)
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    alone = found.st_uid == os.geteuid() and not found.st_mode & 0o077
    return Store(folder) if stat.S_ISDIR(found.st_mode) and alone else None


def _folder(environ: Mapping[str, str]) -> Path | None:
    asked = environ.get(VARIABLE, "")
    if asked:
        return None if asked.lower() in ("off", "0", "no") else Path(asked)
    base = environ.get("XDG_CACHE_HOME", "")
    if not Path(base).is_absolute():  # the XDG rules: a relative one counts for nothing
        home = environ.get("HOME", "")
        if not Path(home).is_absolute():
            return None
        base = f"{home}/.cache"
    return Path(base) / "gaoxin"


def _head(key: bytes, body: bytes) -> bytes:
    return _MAGIC + key + hashlib.sha256(key + body).digest()


def _own_bytes(path: Path) -> bytes | None:
    """The bytes of a plain file of this user that nobody else may write."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            found = os.fstat(file.fileno())
            alone = found.st_uid == os.geteuid() and not found.st_mode & 0o022
            if not (stat.S_ISREG(found.st_mode) and alone and found.st_size <= _LARGEST):
                return None
            return file.read()
    except OSError:
        return None
