"""Every fault code is caught where it is made: small spoilings of a small correct library."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from gaoxin.policy.catalogue import CATALOGUE
from gaoxin.policy.checks import check
from gaoxin.policy.faults import Fault
from gaoxin.policy.library import PLACES, CodeBook
from gaoxin.policy.reading import read_texts

HERE = Path(__file__).parent / "spoilings"
LIBRARY = {p.name: p.read_text(encoding="utf-8") for p in (HERE / "library").glob("*.md")}
SPOILINGS: list[dict[str, Any]] = [
    spoiling
    for path in sorted(HERE.glob("*.yaml"))
    for spoiling in yaml.safe_load(path.read_text(encoding="utf-8"))
]
ELSEWHERE = {"E3", "J1", "J2"}  # found with facts, by the engine


def faults(files: Mapping[str, bytes], places: Iterable[str] = ()) -> list[Fault]:
    library = read_texts(dict(sorted(files.items())))
    if places:
        library.codebooks[PLACES] = CodeBook(PLACES, {code: (code, "") for code in places}, {})
    return check(library)


def repeated(text: str) -> str:
    return re.sub(r"⟪(.+?)×(\d+)⟫", lambda m: m[1] * int(m[2]), text)


def spoiled(spoiling: Mapping[str, Any]) -> tuple[dict[str, bytes], str]:
    """The files with the spoiling in them, and the text of the spoiled one."""
    name = spoiling.get("file", "measures.md")
    text = LIBRARY[name]
    changes = [(spoiling["old"], spoiling["new"])] if "old" in spoiling else []
    for old, new in [*changes, *spoiling.get("more", [])]:
        assert text.count(old) >= 1, f"the library has no {old!r}"
        text = text.replace(old, repeated(new), 1)
    files = {n: t.encode() for n, t in LIBRARY.items()} | {name: text.encode()}
    files |= {n: t.encode() for n, t in spoiling.get("add", {}).items()}
    if "encode" in spoiling:
        files[name] = text.encode(spoiling["encode"])
    return files, text


def line_of(text: str, spoiling: Mapping[str, Any]) -> int | None:
    if "line" in spoiling:
        return None if spoiling["line"] == "any" else int(spoiling["line"])
    wanted = str(spoiling.get("at") or repeated(spoiling["new"]))
    if "at" not in spoiling:
        wanted = wanted.strip("\n").split("\n")[0]
    return text[: text.index(wanted)].count("\n") + 1


def test_the_library_itself_has_no_fault() -> None:
    assert faults({n: t.encode() for n, t in LIBRARY.items()}) == []


@pytest.mark.parametrize(
    "spoiling", SPOILINGS, ids=[f"{s['code']}-{n}" for n, s in enumerate(SPOILINGS)]
)
def test_a_spoiling_is_found_at_its_line(spoiling: Mapping[str, Any]) -> None:
    files, text = spoiled(spoiling)
    line = line_of(text, spoiling)
    path = spoiling.get("in") or spoiling.get("file", "measures.md")
    found = faults(files, spoiling.get("places", ()))
    places = {(f.code, f.place.path, f.place.line) for f in found}
    told = [f.text("en") for f in found]
    assert all(f.zh and f.en and f.code in CATALOGUE for f in found)
    if line is None:
        assert (spoiling["code"], path) in {(c, p) for c, p, _ in places}, told
    else:
        assert (spoiling["code"], path, line) in places, (line, told)


def test_every_code_is_spoiled_three_times() -> None:
    counted = Counter(s["code"] for s in SPOILINGS)
    few = {code for code in CATALOGUE if counted[code] < 3}
    assert few == ELSEWHERE
