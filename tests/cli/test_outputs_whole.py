"""Every command writes its files whole or not at all, and says so where it cannot."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin

PACKS = Path(__file__).parents[2] / "packs"
CLAUSE = "quanzhou-etdz/2024-hte#first"
GAOXIN = "import sys; sys.argv[0] = 'gaoxin'; from gaoxin.cli.main import main; main()"


def run(*arguments: object, lang: str = "zh") -> tuple[int, str, str]:
    found = CliRunner().invoke(gaoxin, ["--lang", lang, *(str(a) for a in arguments)])
    return found.exit_code, found.stdout, found.stderr


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", GAOXIN, *(str(a) for a in arguments)]


def limited(blocks: int, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """The command in a shell that may write no file longer than so many blocks of 1024 bytes."""
    line = ["bash", "-c", f'ulimit -f {blocks}; exec "$@"', "-", *command(*arguments)]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("firms") / "firms.parquet"
    assert run("synth", path, "--rows", 20_000, "--year", 2024)[0] == 0
    return path


# --- a full disk ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out.parquet", "out.csv", "out.arrow"])
def test_answers_that_find_no_room_leave_the_old_ones(
    firms: Path, tmp_path: Path, name: str
) -> None:
    old = tmp_path / name
    old.write_text("old")
    asked = ("match", firms, "--clause", CLAUSE, "--on", "2025-12-01", "-o", old)
    done = limited(60, "--lang", "en", *asked)
    assert done.returncode == 4
    assert f"{old} cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert old.read_text() == "old"
    assert names(tmp_path) == [name]


def test_a_document_survives_a_full_disk(tmp_path: Path) -> None:
    source = (PACKS / "quanzhou-etdz" / "2024-hte.md").read_text(encoding="utf-8")
    document = tmp_path / "a.md"
    document.write_text(source.replace("\n\n```", "\n\n\n\n```"), encoding="utf-8")
    before = document.read_bytes()
    assert run("fmt", "--check", "--keywords", "en", document)[0] == 1
    done = limited(1, "--lang", "zh", "fmt", "--keywords", "en", document)
    assert done.returncode == 4
    assert "写不成" in done.stderr
    assert document.read_bytes() == before
    assert names(tmp_path) == ["a.md"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("synth", "firms.parquet", "--rows", 20_000),
        ("synth", "firms.arrow", "--rows", 20_000),
        ("template", "list.xlsx", "--document", "quanzhou-etdz", "--on", "2025-12-01"),
        ("explain", "--sample", "first-hte-quanzhou", "--on", "2025-12-01", "--html", "a.html"),
        ("index", "build", "cn-2021", "synthetic", "--out", ".", "--replications", 50),
    ],
)
def test_no_command_leaves_half_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = limited(2, "--lang", "en", *arguments)
    assert done.returncode == 4, done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert names(tmp_path) == []


def test_a_full_screen_is_a_message_too() -> None:
    line = ["bash", "-c", 'exec "$@" > /dev/full', "-", *command("--lang", "en", "schema")]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert done.stderr == "the standard output cannot be written: No space left on device\n"


def test_a_file_that_must_not_be_written_is_not_replaced(firms: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may write anything")
    out = tmp_path / "out.csv"
    out.write_text("old")
    out.chmod(0o444)
    code, _, err = run("match", firms, "--clause", CLAUSE, "-o", out)
    assert code == 4
    assert "写不成" in err


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows enough that the answers are far from written when the signal comes."""
    path = tmp_path_factory.mktemp("many") / "firms.parquet"
    assert run("synth", path, "--rows", 150_000, "--year", 2024)[0] == 0
    return path


# --- interruptions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        (signal.SIGINT, "out.arrow"),
        (signal.SIGINT, "out.parquet"),
        (signal.SIGTERM, "out.csv"),
        (signal.SIGTERM, "out.arrow"),
    ],
)
def test_an_interruption_leaves_no_half_file(
    many: Path, tmp_path: Path, sign: signal.Signals, name: str
) -> None:
    out = tmp_path / name
    out.write_text("old")
    line = command("match", many, "--on", "2025-12-01", "--threads", 1, "-o", out)
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        while running.poll() is None and len(names(tmp_path)) < 2:
            time.sleep(0.01)
        running.send_signal(sign)
        _, err = running.communicate(timeout=120)
    assert running.returncode == (1 if sign == signal.SIGINT else 128 + sign)
    assert b"Traceback" not in err
    assert out.read_text() == "old"
    assert names(tmp_path) == [name]


# --- names ---------------------------------------------------------------------------------------


def test_an_output_is_never_an_input_or_another_output(firms: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.parquet"
    link.symlink_to(firms)
    before = firms.read_bytes()
    asked = ("match", firms, "--clause", CLAUSE, "--on", "2025-12-01")
    past = tmp_path / "paid.parquet"
    pq.write_table(pa.table({"entity": ["A"]}), past)
    refused = [
        (*asked, "-o", firms),
        (*asked, "-o", link),
        (*asked, "-o", tmp_path / "x.csv", "--legend", tmp_path / "x.csv"),
        (*asked, "-o", tmp_path / "x.csv", "--legend", firms),
        (*asked, "--paid", past, "-o", past),
        (*asked, "--related", f"technology_transfer={past}", "-o", past),
    ]
    for arguments in refused:
        code, _, err = run(*arguments)
        assert code == 2, arguments
        assert "会覆盖" in err
    assert firms.read_bytes() == before
    assert names(tmp_path) == ["link.parquet", "paid.parquet"]


def test_the_table_of_an_index_is_not_overwritten_by_its_workbook(tmp_path: Path) -> None:
    table = tmp_path / "workbook.xlsx"
    table.write_bytes(b"PK")
    code, _, err = run("index", "build", "cn-2021", table, "--out", tmp_path, lang="en")
    assert code == 2
    assert "would overwrite" in err
    assert table.read_bytes() == b"PK"


# --- memory --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["abc", "400", "-1MB", "0MB", "1e3MB"])
def test_an_amount_of_memory_that_is_none_is_refused(firms: Path, size: str) -> None:
    code, _, err = run("match", firms, "--clause", CLAUSE, "--memory", size)
    assert code == 2
    assert "写成 400MB" in err


def test_too_little_memory_is_a_message(firms: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    asked = ("match", firms, "--on", "2025-12-01", "--memory", "1MB", "-o", out)
    code, _, err = run(*asked, lang="en")
    assert code == 4
    assert "too little memory (--memory 1MB)" in err
    assert not out.exists()
