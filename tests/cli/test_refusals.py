"""What the smaller commands refuse, and how they say so."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin

PACKS = Path(__file__).parents[2] / "packs"
REVIEW = "dlhitech/2020-rules#reviewed"
FIRST = "quanzhou-etdz/2024-hte#first"


def run(*arguments: object, lang: str = "zh") -> tuple[int, str, str]:
    found = CliRunner().invoke(gaoxin, [*map(str, arguments), "--lang", lang], prog_name="gaoxin")
    assert found.exception is None or isinstance(found.exception, SystemExit), found.output
    return found.exit_code, found.stdout, found.stderr


@pytest.mark.parametrize(
    ("lang", "arguments", "code", "words"),
    [
        ("zh", ("prove", "nosuch/doc"), 3, "没有文件 nosuch/doc；现有：cn/"),
        ("en", ("prove", "nosuch/doc"), 3, "no document nosuch/doc; there are: cn/"),
        ("zh", ("deadlines", REVIEW, "--event", "受理=2020-09"), 3, "受理=2020-09：要写到日"),
        ("en", ("deadlines", REVIEW, "--event", "受理"), 3, "--event 受理: '' is not a date"),
        ("zh", ("deadlines", REVIEW, "--on", "2020-09"), 2, "要写到日"),
        ("en", ("zone", "dlhitech", "--on", "2020-09"), 2, "name the day"),
        ("zh", ("template", "out.pdf", "--sample", "13-chip"), 2, "写不了 out.pdf；工作簿用 .xlsx"),
        ("en", ("template", "out.pdf"), 2, "cannot write out.pdf; a workbook ends in .xlsx"),
        ("zh", ("synth", "a.parquet", "--year", "2300"), 2, "2300 不在 1990<=x<=2100 之内"),
        ("zh", ("explain", "nofile.xlsx"), 2, "“nofile.xlsx”不存在"),
        ("zh", ("match", "nofile.xlsx"), 2, "“nofile.xlsx”不存在"),
        ("en", ("explain", "nofile.xlsx"), 2, "Path 'nofile.xlsx' does not exist"),
    ],
)
def test_refusals_say_what_and_how_to_mend(
    lang: str, arguments: tuple[str, ...], code: int, words: str
) -> None:
    found, _, err = run(*arguments, lang=lang)
    assert found == code
    assert words in err


@pytest.mark.parametrize(
    ("rows", "code", "words"),
    [
        (b"step,on\n\xca\xdc\xc0\xed,2020-09-10\n", 0, "按 GBK 读取"),
        ("step,on\n受理,2020-09-10\n同意\n".encode(), 3, "cases.csv:3:2：“”不是日期"),
        ("step,on\n受理,2020-09\n".encode(), 3, "cases.csv:2:2：要写到日"),
        (b"step,on\n\xff\xff,\x81", 3, "编码既不是 UTF-8 也不是 GBK"),
        (b"", 3, "缺列 step 或 on"),
    ],
)
def test_events_are_read_from_a_file_or_its_fault_is_placed(
    tmp_path: Path, rows: bytes, code: int, words: str
) -> None:
    table = tmp_path / "cases.csv"
    table.write_bytes(rows)
    found, _, err = run("deadlines", REVIEW, "--events", table, "--on", "2020-09-11")
    assert found == code
    assert words in err


def test_check_counts_the_documents_asked_for() -> None:
    assert "\n2 份文件：" in run("check", PACKS / "quanzhou-etdz")[1]
    assert json.loads(run("check", PACKS / "quanzhou-etdz", "--json")[1])["documents"] == 2


def test_a_workbook_without_an_ending_is_named_as_it_is_written(tmp_path: Path) -> None:
    _, out, _ = run("template", tmp_path / "form", "--on", "2025-12-01")
    assert f"已写 {tmp_path / 'form.xlsx'}" in out
    _, out, _ = run("template", tmp_path / "chip", "--sample", "13-chip")
    assert f"已写 {tmp_path / 'chip.xlsx'}" in out
    assert {p.name for p in tmp_path.iterdir()} == {"form.xlsx", "chip.xlsx"}


def test_a_folder_named_like_a_document_is_walked_through(tmp_path: Path) -> None:
    (tmp_path / "notes.md").mkdir()
    assert run("fmt", "--check", tmp_path)[0] == 0


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "firms.parquet"
    pq.write_table(pa.table({"id": ["a"]}), path)
    return path


@pytest.mark.parametrize("option", ["--paid", "--related"])
def test_the_file_that_cannot_be_read_is_named(table: Path, tmp_path: Path, option: str) -> None:
    wrong = tmp_path / "wrong.parquet"
    wrong.write_bytes(b"nothing of the kind")
    beside = wrong if option == "--paid" else f"tenancy={wrong}"
    code, _, err = run("match", table, "--on", "2025-12-01", "--clause", FIRST, option, beside)
    assert code == 3
    assert "wrong.parquet 读不了" in err
    assert "firms.parquet" not in err


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "paid.parquet:clause F16 “first”不在“条款”的名单内（共2行）"),
        ("en", "paid.parquet:clause F16 'first' is not in the list of 'Clause' (2 rows in all)"),
    ],
)
def test_payments_under_unknown_clauses_are_said(
    table: Path, tmp_path: Path, lang: str, words: str
) -> None:
    paid = tmp_path / "paid.parquet"
    day = pa.array([20_000] * 3, pa.date32())
    columns = {"entity": ["a"] * 3, "clause": ["first", "first", FIRST], "on": day}
    pq.write_table(pa.table(columns | {"money": [1, 1, 1]}), paid)
    asked = ("match", table, "--on", "2025-12-01", "--clause", FIRST, "--paid", paid)
    _, _, err = run(*asked, lang=lang)
    assert words in err


@pytest.mark.parametrize(
    ("lang", "arguments", "words"),
    [
        ("zh", ("coverage", "demo/stacking"), "叠加 s17"),
        ("en", ("coverage", "demo/stacking"), "stacking s17"),
        ("zh", ("zone", "dlhitech", "--on", "2021-06-01", "--json"), "12个工作日以内"),
        ("en", ("zone", "dlhitech", "--on", "2021-06-01", "--json"), "within 12 working days"),
        ("zh", ("agree", "cn/2017-maker-space", "--each", "1"), "可享受 "),
        ("en", ("agree", "cn/2017-maker-space", "--each", "1"), "yes "),
        (
            "en",
            ("explain", "--sample", "gazelle-dalian", "--on", "2021-06-01", "--all"),
            "Accept (受理) → Approve (同意), Refuse (拒绝): within 12 working days",
        ),
    ],
)
def test_what_is_said_is_in_the_readers_language(
    lang: str, arguments: tuple[str, ...], words: str
) -> None:
    assert words in run(*arguments, lang=lang)[1]
