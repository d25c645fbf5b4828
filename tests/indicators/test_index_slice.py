"""From a recipe and a table to a ranking, through the command line."""

import json
from pathlib import Path

from click.testing import CliRunner

from gaoxin.cli.index import index


def test_the_2021_index_builds_on_the_synthetic_panel(tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer = CliRunner().invoke(
        index, ["build", "cn-2021", "synthetic", "--out", str(out), "--json", "--sobol", "0"]
    )
    assert answer.exit_code == 0, answer.output
    results = json.loads(answer.stdout)["results"]
    assert len(results["unit"]) == 178 * 5
    assert sorted(r for r, y in zip(results["rank"], results["year"], strict=True) if y == 2023)[
        :3
    ] == [1, 2, 3]
    assert (out / "workbook.xlsx").stat().st_size > 100_000


def test_a_recipe_that_is_not_there_is_refused_with_the_list_of_those_shipped() -> None:
    answer = CliRunner().invoke(index, ["check", "cn-1999", "--lang", "zh"])
    assert answer.exit_code == 3
    assert "cn-2021" in answer.stderr
