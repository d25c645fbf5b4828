"""What was appended stays, even against whoever writes to the database directly."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

TABLES = ("cases_event", "registry_statement", "treasury_entry", "treasury_leg")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database after one case from the form to the money."""
    data = tmp_path_factory.mktemp("zone") / "data"
    program = str(Path(sys.executable).with_name("gaoxin"))
    command = [program, "--lang", "en", "demo", "--once", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "已付: 500,000 CNY" in done.stdout or "500,000" in done.stdout
    return data / "zone.sqlite3"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("attack", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_appended_rows_cannot_be_changed(walked: Path, table: str, attack: str) -> None:
    with sqlite3.connect(walked) as base:
        assert base.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0
        with pytest.raises(sqlite3.IntegrityError, match="appended rows stay"):
            base.execute(attack.format(table))


def test_nothing_is_posted_or_numbered_twice(walked: Path) -> None:
    with sqlite3.connect(walked) as base:
        columns = "book, number, name, on, event, moment".replace("on,", '"on",')
        copy = (
            f"INSERT INTO treasury_entry ({columns}) SELECT {columns} FROM treasury_entry LIMIT 1"
        )
        with pytest.raises(sqlite3.IntegrityError):
            base.execute(copy)


def test_books_balance_by_an_independent_sum(walked: Path) -> None:
    with sqlite3.connect(walked) as base:
        rows = base.execute(
            "SELECT entry_id, sum(debit) - sum(credit) FROM treasury_leg GROUP BY 1"
        )
        assert all(difference == 0 for _, difference in rows)
        paid = "SELECT sum(debit) - sum(credit) FROM treasury_leg WHERE account = '已付支持'"
        assert base.execute(paid).fetchone()[0] == 500_000_00
