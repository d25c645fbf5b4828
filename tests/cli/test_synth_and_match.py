"""A made-up population with what belongs to it is written and matched from files."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin

PACKS = Path(__file__).parents[2] / "packs"
TRANSFER = "cn/technology-transfer-income#transfer_relief"
ROWS = 3000


def run(*arguments: object, lang: str = "zh") -> tuple[int, str, str]:
    found = CliRunner().invoke(
        gaoxin, ["--packs", str(PACKS), "--lang", lang, *(str(a) for a in arguments)]
    )
    return found.exit_code, found.stdout, found.stderr


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("synth") / "firms.parquet"
    code, out, _ = run("synth", path, "--rows", ROWS, "--year", 2024, "--related")
    assert code == 0
    assert f"虚构企业 {ROWS} 家" in out
    assert "已写 " in out
    return path


def test_related_tables_stand_beside_the_enterprises(firms: Path) -> None:
    codes = set(pq.read_table(firms)["credit_code"].to_pylist())
    for kind in ("industry_income", "technology_transfer"):
        made = pq.read_table(firms.with_suffix(f".{kind}.parquet"))
        assert made.num_rows > 50
        assert set(made["enterprise"].to_pylist()) <= codes


def counts(*arguments: object) -> dict[str, int]:
    code, out, _ = run("--json", "match", *arguments, "--on", "2025-12-01", "--clause", TRANSFER)
    assert code == 0
    found: dict[str, int] = json.loads(out)["clauses"][0]
    return found


def test_without_the_related_table_nobody_is_judged(firms: Path) -> None:
    found = counts(firms)
    assert found["yes"] == 0
    assert found["unknown"] > ROWS * 9 // 10


def test_with_the_related_table_nearly_everybody_is(firms: Path) -> None:
    kind = "technology_transfer"
    found = counts(firms, "--related", f"{kind}={firms.with_suffix(f'.{kind}.parquet')}")
    assert found["yes"] > 10
    assert found["unknown"] < ROWS // 50
    assert found["money"] > 0


@pytest.mark.parametrize(
    ("lang", "given", "words"),
    [
        ("zh", "星球=a.parquet", "没有“星球”这种对象"),
        ("en", "technology_transfer=nowhere.parquet", "is no parquet or arrow file that exists"),
        ("zh", "technology_transfer", "不是现有的 parquet 或 arrow 文件"),
    ],
)
def test_a_related_table_that_cannot_be_is_refused(
    firms: Path, lang: str, given: str, words: str
) -> None:
    code, _, err = run("match", firms, "--clause", TRANSFER, "--related", given, lang=lang)
    assert code == 3
    assert words in err
