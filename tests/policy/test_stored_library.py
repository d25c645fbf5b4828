"""A library kept between commands: always the answer of the files as they are now."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gaoxin.policy import stored
from gaoxin.policy.inputs import inputs_below
from gaoxin.policy.reading import read_library
from gaoxin.policy.reading.reader import compile_inputs
from gaoxin.policy.shipped import shipped_packs
from gaoxin.policy.stored import stored_library

HEAD = """---
format: 1
lang: en
id: {id}
title: 试
en: Test
issuer: 试
in_force: 2020-01-01..
wording: restated
completeness: complete
{more}---
"""
REGISTER = """## 1 {#1}
```yaml register
kind: enterprise
zh: 企业
en: enterprise
key: id
facts:
  id: {zh: 代码, en: code, type: text}
  size: {zh: 规模, en: size, type: money}
```
"""
RULE = """## 1 {{#1}}
At least {n} yuan.
```yaml define
least: {{zh: 下限, en: least, type: money, value: "{n}元", quote: At least {n} yuan}}
```
"""


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAOXIN_CACHE", str(tmp_path / "kept"))


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "packs"
    (folder / "words").mkdir(parents=True)
    (folder / "words" / "en.csv").write_text("zh,en\n办公室,office\n", "utf-8")
    (folder / "codebooks").mkdir()
    (folder / "codebooks" / "b.csv").write_text("code,zh,en,parent\nA,甲,A,\n", "utf-8")
    write(folder / "v.md", "t/v", REGISTER, "role: vocabulary\n")
    write(folder / "a.md", "t/a", RULE.format(n=100))
    return folder


def write(path: Path, name: str, body: str, more: str = "") -> None:
    path.write_text(HEAD.format(id=name, more=more) + body, "utf-8")


def kept() -> set[str]:
    return {p.name for p in Path(os.environ["GAOXIN_CACHE"]).iterdir()}


def test_the_second_reading_is_the_first(packs: Path) -> None:
    first, second = stored_library(packs), stored_library(packs)
    plain = read_library(packs)
    for library in (first, second):
        assert library.documents == plain.documents
        assert library.faults == plain.faults
        assert library.vocabulary == plain.vocabulary
        assert library.codebooks == plain.codebooks
        assert library.english == plain.english


def test_the_second_reading_parses_nothing(packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored_library(packs)
    monkeypatch.setattr(stored, "_compiled", None)
    assert set(stored_library(packs).documents) == {"t/v", "t/a"}


def value(packs: Path) -> object:
    (entry,) = stored_library(packs).documents["t/a"].defines["least"].entries
    return entry


def test_a_changed_document_changes_the_library_and_the_others_are_not_parsed_again(
    packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, entries = value(packs), kept()
    write(packs / "a.md", "t/a", RULE.format(n=900))
    after = value(packs)
    assert after != before
    assert after == read_library(packs).documents["t/a"].defines["least"].entries[0]
    assert len(kept() - entries) == 2  # one sheet and the library


def test_a_change_of_the_same_length_and_time_is_seen(packs: Path) -> None:
    path = packs / "a.md"
    before, time = value(packs), path.stat()
    write(path, "t/a", RULE.format(n=101))
    os.utime(path, ns=(time.st_atime_ns, time.st_mtime_ns))
    assert path.stat().st_size == time.st_size
    assert value(packs) != before


def test_documents_and_tables_that_come_or_go_are_seen(packs: Path) -> None:
    stored_library(packs)
    write(packs / "b.md", "t/b", RULE.format(n=5))
    assert "t/b" in stored_library(packs).documents
    (packs / "b.md").unlink()
    assert "t/b" not in stored_library(packs).documents
    (packs / "words" / "en.csv").write_text("zh,en\n办公室,bureau\n", "utf-8")
    assert stored_library(packs).english == {"办公室": "bureau"}
    (packs / "codebooks" / "b.csv").unlink()
    assert stored_library(packs).codebooks == {}
    (packs / "mutations.csv").write_text("nothing\n", "utf-8")
    assert "D5" in {f.code for f in stored_library(packs).faults}


def test_places_are_those_seen_from_where_one_stands(
    packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(packs)
    assert stored_library(packs).documents["t/a"].path == "a.md"
    monkeypatch.chdir(packs.parent)
    assert stored_library(packs).documents["t/a"].path == "packs/a.md"


def test_every_file_a_library_is_read_from_is_in_its_key(packs: Path) -> None:
    """Read under audit: no file below the folder is opened that the key does not know."""
    (packs / "mutations.csv").write_text("mutant,reason\n", "utf-8")
    (packs / "mechanisms.csv").write_text("id,place\n", "utf-8")
    (packs / "README.md").write_text("# not a document\n", "utf-8")
    inputs = inputs_below(packs)
    known = {Path(p).resolve() for p in [*inputs.documents, *map(str, inputs.tables)]}
    program = """
import sys
from pathlib import Path
root = Path(sys.argv[1]).resolve()
from gaoxin.policy.reading import read_library
from gaoxin.policy.reading.reader import compile_inputs
from gaoxin.policy.shipped import shipped_packs
opened = set()
sys.addaudithook(lambda event, args: opened.add(args[0]) if event == "open" else None)
read_library(root)
paths = {Path(p).resolve() for p in opened if isinstance(p, (str, Path))}
print("\\n".join(str(p) for p in paths if root in p.parents))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(packs)], capture_output=True, text=True, check=True
    )
    assert {Path(line) for line in done.stdout.split("\n") if line} == known


def test_spoiled_entries_are_harmless(packs: Path) -> None:
    plain = stored_library(packs).documents
    for entry in Path(os.environ["GAOXIN_CACHE"]).iterdir():
        entry.write_bytes(entry.read_bytes()[:-7] + b"spoiled")
    assert stored_library(packs).documents == plain
    assert stored_library(packs).documents == plain


def test_processes_that_read_and_write_at_once_all_answer_rightly(packs: Path) -> None:
    """Eight at a time on an empty store, while the document goes to and fro between two texts."""
    program = """
import sys
from pathlib import Path
from gaoxin.policy.stored import stored_library
for _ in range(20):
    (entry,) = stored_library(Path(sys.argv[1])).documents["t/a"].defines["least"].entries
    print(entry.value.text)
"""
    texts = [HEAD.format(id="t/a", more="") + RULE.format(n=n) for n in (100, 900)]

    def ask(_: int) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", program, str(packs)], capture_output=True, text=True, check=True
        )
        return set(done.stdout.split())

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, n) for n in range(8)]
        while not all(a.done() for a in asked):
            for text in texts:
                beside = packs / "a.new"
                beside.write_text(text, "utf-8")
                beside.replace(packs / "a.md")
    assert set().union(*(a.result() for a in asked)) <= {"100元", "900元"}
    for n, text in zip((100, 900), texts, strict=True):
        (packs / "a.md").write_text(text, "utf-8")
        found = stored_library(packs).documents["t/a"].defines["least"].entries
        assert found == read_library(packs).documents["t/a"].defines["least"].entries, n


CHAIN = """## 1 {{#1}}
Words.
```yaml define
{name}: {{zh: {zh}, en: {name}, value: "{value}", because: a test}}
```
"""


def chain(folder: Path, name: str, value: str, uses: str = "") -> None:
    more = f"uses: {{{uses}: t/{uses}}}\n" if uses else ""
    body = CHAIN.format(name=f"n_{name}", zh=f"数{name}", value=value)
    write(folder / f"{name}.md", f"t/{name}", body, more)


def differs(packs: Path) -> str:
    """What the store says otherwise than a plain reading; "" if nothing."""
    kept, plain = stored_library(packs), read_library(packs)
    parts = ("documents", "faults", "vocabulary", "codebooks", "english")
    return " ".join(p for p in parts if getattr(kept, p) != getattr(plain, p))


def test_what_rests_on_a_changed_document_is_compiled_again(packs: Path) -> None:
    """c rests on b, b on a: its type and its faults come from two documents away."""
    chain(packs, "a", "100元")
    chain(packs, "b", "a.n_a + 1元", "a")
    chain(packs, "c", "b.n_b + 1元", "b")
    assert differs(packs) == ""
    money = stored_library(packs).documents["t/c"].defines["n_c"].entries[0].type
    chain(packs, "a", "5")  # a number: neither b nor c can add yuan to it any more
    assert differs(packs) == ""
    found = stored_library(packs)
    assert found.faults
    chain(packs, "a", "100元")
    assert stored_library(packs).documents["t/c"].defines["n_c"].entries[0].type == money
    assert stored_library(packs).faults == []


@pytest.mark.parametrize("step", ["gone", "circle", "twice", "renamed", "fact", "unreadable"])
def test_after_any_step_the_store_says_what_a_plain_reading_says(packs: Path, step: str) -> None:
    chain(packs, "a", "100元")
    chain(packs, "b", "a.n_a + 1元", "a")
    chain(packs, "c", "b.n_b + 1元", "b")
    assert differs(packs) == ""
    if step == "gone":
        (packs / "a.md").unlink()
    elif step == "circle":
        chain(packs, "a", "c.n_c + 1元", "c")
    elif step == "twice":
        (packs / "0.md").write_bytes((packs / "a.md").read_bytes())
    elif step == "renamed":
        (packs / "a.md").rename(packs / "z.md")
    elif step == "fact":
        more = "  n_a: {zh: 数a, en: other, type: count}\n"
        write(
            packs / "v.md", "t/v", REGISTER.replace("  size", more + "  size"), "role: vocabulary\n"
        )
    else:
        (packs / "a.md").write_bytes(b"\xff\xfe")
    assert differs(packs) == ""
    chain(packs, "a", "100元")
    assert differs(packs) == ""


def test_the_shipped_documents_changed_one_after_another(tmp_path: Path) -> None:
    """Each loses its last block or gains a line; what was kept before is used each time."""
    folder = tmp_path / "packs"
    shutil.copytree(shipped_packs(), folder)
    stored_library(folder)
    documents = sorted(p for p in folder.rglob("*.md") if "README" not in p.name)
    for number, path in enumerate(documents[:: len(documents) // 3]):
        text = path.read_text("utf-8")
        head, block, _ = text.rpartition("\n```yaml ")
        if number % 2 and block:
            path.write_text(head + "\n", "utf-8")
        else:
            path.write_text(text.replace("\n## ", "\n\n## ", 1), "utf-8")
        assert differs(folder) == "", path


def test_only_what_rests_on_a_change_is_read_again(packs: Path) -> None:
    chain(packs, "b", "100元")
    chain(packs, "c", "b.n_b + 1元", "b")
    first = compile_inputs(inputs_below(packs))
    chain(packs, "b", "900元")
    second = compile_inputs(inputs_below(packs), earlier=first)
    taken = {id for id, part in second.parts.items() if part is first.parts[id]}
    assert taken == {"t/a", "t/v"}
