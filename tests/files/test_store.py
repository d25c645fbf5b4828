"""The store: whole entries of this user by key; anything else is as if it were not there."""

import os
import pickle
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from gaoxin.files.packing import Spoiled, packed, unpacked
from gaoxin.files.store import Store, own_store
from gaoxin.files.yamltree import read_yaml

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = own_store({"GAOXIN_CACHE": str(tmp_path / "kept")})
    assert found is not None
    return found


def test_what_was_kept_is_found_again_under_its_key_only(store: Store) -> None:
    store.put(KEY, b"body")
    assert store.get(KEY) == b"body"
    assert store.get(OTHER) is None


def test_the_folder_is_the_users_alone_and_nothing_is_left_beside(store: Store) -> None:
    store.put(KEY, b"body")
    assert store.folder.stat().st_mode & 0o777 == 0o700
    (entry,) = store.folder.iterdir()
    assert entry.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("how", ["cut", "changed", "empty", "renamed", "foreign", "writable"])
def test_a_spoiled_entry_is_passed_over_and_written_anew(store: Store, how: str) -> None:
    store.put(KEY, b"body")
    entry = store.folder / KEY.hex()
    whole = entry.read_bytes()
    if how == "renamed":  # an honest entry under another key
        entry.rename(store.folder / OTHER.hex())
        assert store.get(OTHER) is None
        return
    spoiled = {"cut": whole[:-1], "changed": whole[:-1] + b"Y", "empty": b"", "foreign": b"hello"}
    entry.write_bytes(spoiled.get(how, whole))
    entry.chmod(0o622 if how == "writable" else 0o600)
    assert store.get(KEY) is None
    store.put(KEY, b"body")
    assert store.get(KEY) == b"body"


def test_a_link_or_a_pipe_in_the_place_of_an_entry_is_not_followed(
    store: Store, tmp_path: Path
) -> None:
    store.put(KEY, b"body")
    entry = store.folder / KEY.hex()
    entry.rename(tmp_path / "elsewhere")
    entry.symlink_to(tmp_path / "elsewhere")
    assert store.get(KEY) is None
    entry.unlink()
    os.mkfifo(entry)
    assert store.get(KEY) is None


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o777])
def test_a_folder_others_may_enter_is_not_used(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(mode)
    assert own_store({"GAOXIN_CACHE": str(folder)}) is None


def test_where_the_store_is() -> None:
    assert own_store({"GAOXIN_CACHE": "off", "HOME": "/nowhere"}) is None
    assert own_store({}) is None
    assert own_store({"HOME": "relative"}) is None


def test_xdg_says_where_caches_are(tmp_path: Path) -> None:
    found = own_store({"XDG_CACHE_HOME": str(tmp_path), "HOME": "/nowhere"})
    assert found == Store(tmp_path / "gaoxin")
    found = own_store({"XDG_CACHE_HOME": "relative", "HOME": str(tmp_path)})
    assert found == Store(tmp_path / ".cache" / "gaoxin")


def test_a_folder_that_cannot_be_made_is_no_store_and_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert own_store({"GAOXIN_CACHE": str(tmp_path / "file")}) is None
    assert own_store({"GAOXIN_CACHE": str(tmp_path / "file" / "below")}) is None


def test_values_come_back_equal() -> None:
    tree, _ = read_yaml("a: [1, {b: '2'}]\n")
    value = [tree, Fraction(1, 3), (None, True, {"x": 10**30})]
    assert unpacked(packed(value)) == value


@dataclass(frozen=True)
class Stranger:
    """A class that is not of the package."""

    x: int = 1


class Runs:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch /tmp/gaoxin-must-not-be-there",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no pickle",
        pickle.dumps(Runs()),
        packed(Stranger()),
        pickle.dumps(os.getcwd),
        b"\x80\x04\x8c\x13gaoxin.files.storeq\x00\x8c\x08os.systemq\x01\x93.",
    ],
)
def test_nothing_but_values_of_the_package_is_unpacked(data: bytes) -> None:
    with pytest.raises(Spoiled):
        unpacked(data)
    assert not Path("/tmp/gaoxin-must-not-be-there").exists()
