"""Typed tables are held to what tables of people are held to: the same faults, told and counted."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from gaoxin import load, match_table
from gaoxin.cli.main import gaoxin
from gaoxin.policy.library import Library

PACKS = Path(__file__).parents[2] / "packs"
FIRST = "quanzhou-etdz/2024-hte#first"
A, B, C = "919999990000090051", "91999999000009013U", "919999990000090213"
SPELL = pa.list_(pa.struct([("start", pa.date32()), ("end", pa.date32())]))
TIMED = pa.list_(pa.struct([("start", pa.timestamp("us")), ("end", pa.timestamp("us"))]))
HELD = [{"start": date(2025, 8, 20), "end": date(2028, 8, 19)}]
ON = "2025-12-01"


def run(*arguments: object, lang: str = "zh") -> tuple[int, str, str]:
    asked = ["--packs", str(PACKS), "--lang", lang, *map(str, arguments)]
    found = CliRunner().invoke(gaoxin, asked)
    return found.exit_code, found.stdout, found.stderr


def firms(path: Path, keys: Sequence[str | None], **columns: Any) -> Path:
    """Firms that are due 200,000 yuan each, in a Parquet file."""
    rows = len(keys)
    table: dict[str, Any] = {
        "credit_code": pa.array(keys, pa.string()),
        "hte": pa.array([HELD] * rows, SPELL),
        "in_zone": pa.array([HELD] * rows, SPELL),
        "operating_revenue@2024": pa.array([2_000_000_000] * rows),
        "city_award@2025": pa.array([0] * rows),
    }
    pq.write_table(pa.table(table | columns), path)
    return path


def matched(table: Path, *more: object) -> tuple[dict[str, Any], list[str], int]:
    """The JSON of the clause, the codes told on standard error, and the exit code."""
    code, out, err = run("--json", "match", table, "--on", ON, "--clause", FIRST, *more)
    assert out, err
    codes = [
        w for line in err.splitlines() for w in line.split() if w[:1] == "F" and w[1:].isdigit()
    ]
    return json.loads(out), codes, code


# --- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_only_firms_are_firms(tmp_path: Path, ending: str) -> None:
    """A, A, b, ␣B, nothing, nothing, a total: two firms, 400,000 yuan; the other rows are told."""
    keys = [A, A, B.lower(), f" {B}", None, "", "合计"]
    path = firms(tmp_path / "f.parquet", keys)
    if ending == "arrow":
        table = pq.read_table(path)
        path = tmp_path / "f.arrow"
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as out:
            out.write_table(table)
    found, codes, code = matched(path, "-o", tmp_path / "out.parquet")
    assert code == 1
    assert (found["rows"], found["reported"]) == (7, 5)
    assert found["clauses"][0]["yes"] == 2
    assert found["clauses"][0]["money"] == 40_000_000
    assert codes == ["F9", "F9", "F8", "F8", "F27"]
    answers = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [r["first.money"] for r in answers if r["first.money"]] == [20_000_000, 20_000_000]
    assert [bool(r["faults"]) for r in answers] == [False, True, False, True, True, True, True]
    assert answers[2]["credit_code"] == B


def test_a_table_of_people_and_a_typed_one_refuse_the_same_keys(tmp_path: Path) -> None:
    keys = [A, A, B.lower(), f" {B}", "", "合计", "9135", "123456789012345000"]
    typed, _, _ = matched(firms(tmp_path / "f.parquet", keys))
    lines = [f"{k},2025-08-20..2028-08-19,2025-08-20..2028-08-19,20000000,0" for k in keys]
    head = "统一社会信用代码,高新技术企业,在区注册,营业收入@2024,市级高企奖补@2025"
    (tmp_path / "f.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    people, _, _ = matched(tmp_path / "f.csv")
    assert typed["clauses"][0]["money"] == people["clauses"][0]["money"] == 40_000_000
    assert typed["clauses"][0]["yes"] == people["clauses"][0]["yes"] == 2


def test_sound_keys_say_nothing(tmp_path: Path) -> None:
    found, codes, code = matched(firms(tmp_path / "f.parquet", [A, B, C]))
    assert (found["reported"], codes, code) == (0, [], 0)


def test_many_refused_keys_are_told_in_part_and_counted(tmp_path: Path) -> None:
    found, codes, _ = matched(firms(tmp_path / "f.parquet", [A] * 500))
    assert found["reported"] == 499
    assert len(codes) == 21


# --- values --------------------------------------------------------------------------------------


def one_reported(tmp_path: Path, **columns: Any) -> dict[str, int]:
    """Two firms of which the first has the broken value: which check reports it."""
    found, _, code = matched(firms(tmp_path / "f.parquet", [A, B], **columns))
    assert code == 1
    assert found["clauses"][0]["yes"] == 1
    assert found["clauses"][0]["money"] == 20_000_000
    checks: dict[str, int] = found["faults"]
    return checks


def noon(first: datetime, last: datetime | None = None) -> Any:
    sound = [{"start": datetime(2025, 8, 20), "end": datetime(2028, 8, 19)}]
    return pa.array([[{"start": first, "end": last}], sound], TIMED)


@pytest.mark.parametrize(
    "spells",
    [
        pa.array([[{"start": date(2026, 1, 1), "end": date(2025, 1, 1)}], HELD], SPELL),
        pa.array([[{"start": None, "end": date(2028, 1, 1)}], HELD], SPELL),
        noon(datetime(2025, 8, 20, 12)),
        noon(datetime(2025, 8, 20), datetime(2028, 8, 19, 12)),
    ],
)
def test_a_spell_that_cannot_be_is_reported(tmp_path: Path, spells: Any) -> None:
    assert one_reported(tmp_path, hte=spells) == {"enterprise.hte": 1}


def test_spells_at_midnight_are_days(tmp_path: Path) -> None:
    spells = noon(datetime(2025, 8, 20), datetime(2028, 8, 19))
    found, _, code = matched(firms(tmp_path / "f.parquet", [A, B], hte=spells))
    assert (found["clauses"][0]["yes"], code) == (2, 0)


@pytest.mark.parametrize("decimals", [2, 3])
def test_a_decimal_amount_is_never_taken_for_fen(tmp_path: Path, decimals: int) -> None:
    amounts = pa.array([Decimal("20000000.00")] * 2, pa.decimal128(18, decimals))
    path = firms(tmp_path / "f.parquet", [A, B], **{"operating_revenue@2024": amounts})
    code, out, err = run("match", path, "--on", ON, "--clause", FIRST)
    assert "是元还是分说不清" in err
    assert "可享受" not in out
    assert code == 0 or code == 1


def test_a_code_outside_its_list_is_reported_and_a_label_is_its_code(tmp_path: Path) -> None:
    """The place decides whom a local text reaches."""
    places = pa.array(["没有这个地方", "quanzhou-etdz"])
    path = firms(tmp_path / "f.parquet", [A, B], place=places)
    code, out, err = run("--json", "match", path, "--on", ON, "--document", "quanzhou-etdz")
    assert code == 1
    assert "f.parquet:1:place F16 " in err
    assert json.loads(out)["reported"] == 1


def test_a_moment_is_the_same_day_in_every_time_zone(tmp_path: Path) -> None:
    """Midnight in UTC is a day; any other moment is none, wherever the command runs."""
    moments = pa.array(
        [datetime(2019, 12, 31, 16, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)],
        pa.timestamp("us", "UTC"),
    )
    path = firms(tmp_path / "f.parquet", [A, B], registered_on=moments)
    told = set()
    for zone in ("UTC", "Asia/Shanghai", "America/New_York"):
        line = [sys.executable, "-c", "from gaoxin.cli.main import main; main()", "--json"]
        line += ["match", str(path), "--on", ON, "--document", "cn"]
        env = {**os.environ, "TZ": zone}
        done = subprocess.run(line, capture_output=True, text=True, check=False, env=env)
        told.add(json.dumps(json.loads(done.stdout)["clauses"]))
    assert len(told) == 1


# --- payments ------------------------------------------------------------------------------------


def payments(path: Path, **columns: Any) -> Path:
    table = {
        "entity": pa.array([A], pa.string()),
        "clause": pa.array([FIRST], pa.string()),
        "on": pa.array([date(2025, 11, 1)], pa.date32()),
        "money": pa.array([20_000_000], pa.int64()),
    }
    pq.write_table(pa.table(table | columns), path)
    return path


def paid(tmp_path: Path, *more: object, **columns: Any) -> tuple[dict[str, Any], list[str], int]:
    table = firms(tmp_path / "f.parquet", [A, B])
    return matched(table, "--paid", payments(tmp_path / "p.parquet", **columns), *more)


def test_what_was_paid_is_not_paid_again(tmp_path: Path) -> None:
    found, codes, code = paid(tmp_path)
    assert (found["clauses"][0]["money"], codes, code) == (20_000_000, [], 0)


@pytest.mark.parametrize("entity", [A, f" {A}", "９19999990000090051"])
def test_the_code_of_the_owner_is_read_in_any_writing(tmp_path: Path, entity: str) -> None:
    found, _, _ = paid(tmp_path, entity=pa.array([entity]))
    assert found["clauses"][0]["money"] == 20_000_000


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ({"on": pa.array([None], pa.date32())}, "F24"),
        ({"money": pa.array([None], pa.int64())}, "F24"),
        ({"money": pa.array([-1], pa.int64())}, "F13"),
        ({"money": pa.array([100.6])}, "F14"),
        ({"clause": pa.array([None], pa.string())}, "F24"),
        ({"on": pa.array([datetime(2025, 11, 1, 12)], pa.timestamp("us"))}, "F12"),
    ],
)
def test_a_payment_that_cannot_be_read_leaves_its_owner_open(
    tmp_path: Path, broken: dict[str, Any], code: str
) -> None:
    found, codes, exit_code = paid(tmp_path, **broken)
    assert codes == [code]
    assert exit_code == 1
    assert found["reported"] == 1
    assert found["clauses"][0]["money"] == 20_000_000  # B's alone


def test_payments_to_others_and_under_unknown_clauses_are_told(tmp_path: Path) -> None:
    found, codes, code = paid(
        tmp_path,
        entity=pa.array([C, A]),
        clause=pa.array([FIRST, "quanzhou-etdz/2024-hte#frist"]),
        on=pa.array([date(2025, 11, 1)] * 2),
        money=pa.array([1, 1]),
    )
    assert sorted(codes) == ["F16", "F20"]
    assert found["clauses"][0]["money"] == 40_000_000
    assert code == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": pa.array([20251101])},
        {"money": pa.array([[1]], pa.list_(pa.int64()))},
        {"money": pa.array([Decimal("200.00")])},
        {"clause": pa.array([["x"]], pa.list_(pa.string()))},
        {"money": pa.array([True])},
    ],
)
def test_payments_in_columns_of_a_wrong_type_are_a_message(
    tmp_path: Path, wrong: dict[str, Any]
) -> None:
    table = firms(tmp_path / "f.parquet", [A])
    past = payments(tmp_path / "p.parquet", **wrong)
    code, _, err = run("match", table, "--on", ON, "--clause", FIRST, "--paid", past, lang="en")
    assert code in (1, 3)
    assert "p.parquet" in err
    assert "Traceback" not in err


def test_payments_without_a_column_are_refused(tmp_path: Path) -> None:
    table = firms(tmp_path / "f.parquet", [A])
    pq.write_table(pa.table({"entity": [A], "money": [1]}), tmp_path / "p.parquet")
    code, _, err = run("match", table, "--clause", FIRST, "--paid", tmp_path / "p.parquet")
    assert code == 3
    assert "付款表缺少列：clause、on" in err


# --- related tables ------------------------------------------------------------------------------

TRANSFER = "cn/technology-transfer-income#transfer_relief"


def test_related_rows_that_lead_to_nobody_are_told(tmp_path: Path) -> None:
    table = firms(tmp_path / "f.parquet", [A])
    related = tmp_path / "r.parquet"
    pq.write_table(pa.table({"enterprise": pa.array([C, None], pa.string())}), related)
    given = ("--related", f"technology_transfer={related}")
    code, _, err = run("match", table, "--on", ON, "--clause", TRANSFER, *given)
    assert err.count("F20") == 2
    assert code == 0  # warnings: a register may hold others too


@pytest.mark.parametrize("links", [pa.array([[A]]), pa.array([1]), pa.array([date(2020, 1, 1)])])
def test_a_link_of_a_wrong_type_is_no_traceback(tmp_path: Path, links: Any) -> None:
    table = firms(tmp_path / "f.parquet", [A])
    related = tmp_path / "r.parquet"
    pq.write_table(pa.table({"enterprise": links}), related)
    given = ("--related", f"technology_transfer={related}")
    code, _, err = run("match", table, "--on", ON, "--clause", TRANSFER, *given)
    assert code in (0, 1, 3)
    assert err
    assert "Traceback" not in err


# --- answers -------------------------------------------------------------------------------------


def test_a_csv_of_answers_runs_nothing_in_a_spreadsheet(tmp_path: Path) -> None:
    keys = ['=HYPERLINK("http://x")', "@SUM(A1)", "-1+1", "\t=1", "'=1", "good"]
    table = {
        "id": pa.array(keys),
        "hte": pa.array([HELD] * len(keys), SPELL),
        "operating_revenue@2024": pa.array([2_000_000_000] * len(keys)),
    }
    pq.write_table(pa.table(table), tmp_path / "f.parquet")
    out = tmp_path / "out.csv"
    assert run("match", tmp_path / "f.parquet", "--on", ON, "--clause", FIRST, "-o", out)[0] == 0
    text = out.read_text(encoding="utf-8")
    for key in keys[:4]:
        assert "'" + key.strip().replace('"', '""') in text
    assert "\n=" not in text
    assert '\n"=' not in text
    assert "good" in text


@pytest.fixture(scope="module")
def library() -> Library:
    return load(PACKS / "cn" / "vocabulary.md", PACKS / "quanzhou-etdz")


def test_python_hears_the_same(library: Library, tmp_path: Path) -> None:
    table = firms(tmp_path / "f.parquet", [A, A])
    found = match_table(library, pq.read_table(table), ON, "en", clauses=[FIRST])
    assert found.counts.reported == 1
    (warning,) = found.warnings
    assert warning.startswith("table:2:credit_code F9 ")
