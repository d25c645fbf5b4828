"""The library, read once: kept whole by all it was made from, and document by document.

A library is found again only if every file, the program that reads them and the place the user
stands in are the same to the byte. If one document is another, only that one is taken apart
again, and only it and those that rest on it are compiled again; if the vocabulary is another, all.
"""

import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import gaoxin
from gaoxin.files.packing import Spoiled, packed, unpacked
from gaoxin.files.store import Store, own_store
from gaoxin.policy.compiled import Compiled
from gaoxin.policy.inputs import Inputs, inputs_below
from gaoxin.policy.library import Library

if TYPE_CHECKING:
    from gaoxin.policy.markdown import NotText
    from gaoxin.policy.reading.sheet import Sheet

T = TypeVar("T")
_ROOMS: Final = ("files", "quantities", "facts", "policy")
_PARSERS: Final = ("yaml", "markdown_it", "mdit_py_plugins")


def stored_library(*roots: Path) -> Library:
    """What ``read_library`` reads from ``roots``, from the user's store where it is there."""
    inputs, store = inputs_below(*roots), own_store()
    if store is None:
        from gaoxin.policy.reading.reader import read_inputs  # parsers: only where needed

        return read_inputs(inputs)
    code = _code()
    key = _key(code, b"library", *_parts(inputs))
    found = _kept(store, key, Compiled)
    if found is None:
        last = _key(code, b"last", os.fsencode(Path.cwd()), *map(os.fsencode, roots))
        found = _compiled(inputs, store, code, _kept(store, store.get(last) or b"", Compiled))
        _keep(store, key, found)
        store.put(last, key)
        store.tidy()
    return found.library


def _compiled(inputs: Inputs, store: Store, code: bytes, earlier: Compiled | None) -> Compiled:
    from gaoxin.policy.reading.reader import compile_inputs
    from gaoxin.policy.reading.sheet import Sheet, read_sheet

    def sheet(path: str, data: bytes) -> "Sheet | NotText":
        key = _key(code, b"sheet", path.encode(), data)
        known = _kept(store, key, Sheet)
        if known is not None:
            return known
        found = read_sheet(path, data)
        _keep(store, key, found)
        return found

    return compile_inputs(inputs, sheet, earlier)


def _kept(store: Store, key: bytes, kind: type[T]) -> T | None:
    body = store.get(key)
    if body is None:
        return None
    try:
        found = unpacked(body)
    except Spoiled:
        return None
    return found if isinstance(found, kind) else None


def _keep(store: Store, key: bytes, value: object) -> None:
    try:
        body = packed(value)
    except RecursionError:  # law nested as deep as the machine can follow is read each time
        return
    store.put(key, body)


def _parts(inputs: Inputs) -> Iterator[bytes]:
    yield str(len(inputs.documents)).encode()
    for path, data in (*inputs.documents.items(), *inputs.tables.items()):
        yield str(path).encode()
        yield data


def _key(*parts: bytes) -> bytes:
    """A digest in which no part can run into the next."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def _code() -> bytes:
    """What reads the documents: our program to the byte, Python, and the parsers' files."""
    return _key(gaoxin.__version__.encode(), sys.version.encode(), *_programs(), *_parsers())


def _programs() -> Iterator[bytes]:
    house = Path(gaoxin.__file__).parent
    for room in _ROOMS:
        for module in sorted((house / room).rglob("*.py")):
            yield str(module.relative_to(house)).encode()
            yield module.read_bytes()


def _parsers() -> Iterator[bytes]:
    """Found without importing them; another version has another place or another time."""
    for name in _PARSERS:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin:
            yield f"{spec.origin} {Path(spec.origin).stat().st_mtime_ns}".encode()
