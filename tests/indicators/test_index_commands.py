"""`gaoxin index`, as an analyst uses it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gaoxin.cli.index import index
from gaoxin.evaluation.recipes import find_recipe
from gaoxin.indicators import read_recipe, synthetic_table, to_table
from gaoxin.policy.reading import read_library
from gaoxin.policy.shipped import shipped_packs

INDEX = "cn/2014-innovation-capacity#capacity"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(index, list(arguments))


def answer(*arguments: str, code: int = 0) -> Any:
    found = run(*arguments, "--json", "--lang", "en")
    assert found.exit_code == code, found.output
    return json.loads(found.stdout)


@pytest.fixture
def zones(tmp_path: Path) -> str:
    recipe = find_recipe(INDEX, read_library(shipped_packs())).recipe
    assert recipe is not None
    path = tmp_path / "zones.csv"
    table = synthetic_table(recipe, 24, (2013, 2014))
    to_table(table, "pandas").to_csv(path, index=False)
    return str(path)


@pytest.fixture
def built(zones: str, tmp_path: Path) -> Path:
    out = tmp_path / "out"
    found = run(*("build", INDEX, zones, "--out", str(out), "--sobol", "8", "--replications", "50"))
    assert found.exit_code == 0, found.output
    return out


def test_build_writes_reports_workbook_and_record(built: Path) -> None:
    names = sorted(p.name for p in built.iterdir())
    assert names == ["record.json.gz", "report.en.html", "report.zh.html", "workbook.xlsx"]


def test_a_record_replays_from_the_command_line(built: Path, zones: str) -> None:
    found = answer("replay", str(built / "record.json.gz"), zones)
    assert found["differences"] == []
    assert "normalise" in found["stages"]


def test_a_corrected_cell_shows_in_the_replay(built: Path, zones: str, tmp_path: Path) -> None:
    lines = Path(zones).read_text("utf-8").splitlines()
    cells = lines[5].split(",")
    cells[6] = "1" if cells[6] != "1" else "2"
    lines[5] = ",".join(cells)
    other = tmp_path / "corrected.csv"
    other.write_text("\n".join(lines), "utf-8")
    found = answer("replay", str(built / "record.json.gz"), str(other), code=1)
    assert [(d["stage"], d["column"]) for d in found["differences"]] == [("input", "财政科技")]


def test_explain_gives_strengths_and_a_change_that_adds_up(zones: str) -> None:
    found = answer("explain", INDEX, zones, "--unit", "Z005")
    assert found["completeness"] == "partial"
    assert len(found["indicators"]) == 25
    change = found["change"]
    parts = sum(v for _, v in change["parts"])
    assert parts == pytest.approx(change["after"] - change["before"], abs=1e-9)


def test_explain_in_chinese_names_the_causes(zones: str) -> None:
    found = run("explain", INDEX, zones, "--unit", "Z005", "--lang", "zh")
    assert "自身数据" in found.output
    assert "方案不完整" in found.output


def test_explain_with_the_table_as_published_then(zones: str, tmp_path: Path) -> None:
    lines = Path(zones).read_text("utf-8").splitlines()
    row = next(k for k, line in enumerate(lines) if line.startswith("Z005,") and ",2013," in line)
    cells = lines[row].split(",")
    cells[7] = str(float(cells[7] or 1) * 2)
    lines[row] = ",".join(cells)
    then = tmp_path / "then.csv"
    then.write_text("\n".join(lines), "utf-8")
    found = answer("explain", INDEX, zones, "--unit", "Z005", "--published", str(then))
    assert dict(found["change"]["parts"])["revised_data"] != 0


def test_uncertainty_gives_intervals_variants_and_indices(zones: str) -> None:
    found = answer("uncertainty", INDEX, zones, "--replications", "60", "--sobol", "8")
    assert len(found["units"]) == len(found["rank"]) == 24
    assert all(1 <= a <= c <= 24 for a, c in zip(found["low"], found["high"], strict=True))
    assert len(found["variants"]) == 4
    assert found["sobol"]["inputs"] == ["weights noise", "normalise", "aggregate"]
    assert sum(found["share_in_last"]) == pytest.approx(10)


def test_what_if_reaches_the_rank_it_was_asked_for(zones: str, tmp_path: Path) -> None:
    found = answer("explain", INDEX, zones, "--unit", "Z005")
    goal = max(1, found["rank"] - 3)
    plan = answer("whatif", INDEX, zones, "--unit", "Z005", "--rank", str(goal))
    assert plan["reached"]
    assert plan["rank_after"] <= goal
    levers = tmp_path / "levers.csv"
    levers.write_text("indicator,cost,low,high\n研发强度,5,,\nGDP占比,2,0,1\n", "utf-8")
    own = run(
        *("whatif", INDEX, zones, "--unit", "Z005", "--rank", str(goal)),
        *("--levers", str(levers), "--json"),
    )
    assert {m["code"] for m in json.loads(own.stdout)["moves"]} <= {"研发强度", "GDP占比"}


def test_levers_with_faults_are_refused_line_by_line(zones: str, tmp_path: Path) -> None:
    levers = tmp_path / "levers.csv"
    levers.write_text("indicator,cost\n9.9,1\n研发强度,free\n财政科技,-1\n", "utf-8")
    found = run(*("whatif", INDEX, zones, "--unit", "Z005", "--rank", "1", "--levers", str(levers)))
    assert found.exit_code == 3
    assert [line[1 : line.index("]")] for line in found.stderr.splitlines()] == [
        *("node-unknown", "not-number", "cost-not-positive")
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_if_without_a_goal_is_a_wrong_usage(zones: str, lang: str) -> None:
    found = run("whatif", INDEX, zones, "--unit", "Z005", "--lang", lang)
    assert found.exit_code == 2
    assert "--leave-last" in found.output


@pytest.mark.parametrize("command", ["explain", "whatif"])
def test_a_unit_that_is_not_there_is_refused(zones: str, command: str) -> None:
    extra = ["--rank", "1"] if command == "whatif" else []
    found = run(command, INDEX, zones, "--unit", "Z999", *extra, "--lang", "en")
    assert found.exit_code == 3
    assert "no unit “Z999”" in found.stderr


def test_check_prints_the_recipe_back(tmp_path: Path) -> None:
    found = run("check", "hdi", "--print", "--lang", "en")
    assert found.exit_code == 0
    path = tmp_path / "again.yaml"
    path.write_text(found.stdout.removesuffix("Fit for use.\n"), "utf-8")
    assert run("check", str(path)).exit_code == 0


def test_check_tells_all_faults_of_recipe_and_table(tmp_path: Path) -> None:
    recipe, table = tmp_path / "r.yaml", tmp_path / "t.csv"
    recipe.write_text(
        "recipe: r\ntable: {unit: u}\ntree: {all: {parts: {a: {weight: 1}, b: {weight: -1}}}}\n",
        "utf-8",
    )
    found = answer("check", str(recipe), code=3)
    assert [f["code"] for f in found["faults"]] == ["negative-weight"]
    recipe.write_text(
        "recipe: r\ntable: {unit: u}\ntree: {all: {parts: {a: {}, b: {}}}}\n", "utf-8"
    )
    table.write_text("u,a,b\nx,1,无\ny,2,∞\nx,3,4\n", "utf-8")
    found = answer("check", str(recipe), str(table), code=3)
    codes = sorted(f["code"] for f in found["faults"])
    assert codes == ["text-in-number", "text-in-number", "unit-twice"]


@pytest.mark.parametrize("command", ["build", "explain", "uncertainty", "whatif"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_output_of_the_index_of_2021_says_illustrative(
    command: str, lang: str, tmp_path: Path
) -> None:
    recipe = read_recipe("cn-2021").recipe
    assert recipe is not None
    path = tmp_path / "z.csv"
    to_table(synthetic_table(recipe, 12, (2022,)), "pandas").to_csv(path, index=False)
    extra = {
        "build": ["--out", str(tmp_path / "o"), "--sobol", "0", "--replications", "5"],
        "explain": ["--unit", "Z003"],
        "uncertainty": ["--sobol", "4", "--replications", "5"],
        "whatif": ["--unit", "Z003", "--rank", "12"],
    }[command]
    found = run(command, "cn-2021", str(path), *extra, "--lang", lang)
    assert found.exit_code == 0, found.output
    assert ("ILLUSTRATIVE" if lang == "en" else "演示性结果") in found.stdout
    as_json = run(command, "cn-2021", str(path), *extra, "--lang", lang, "--json")
    assert json.loads(as_json.stdout)["completeness"] == "illustrative"


@pytest.mark.parametrize("command", ["build", "uncertainty"])
def test_a_year_that_is_not_there_is_refused_with_those_that_are(
    command: str, zones: str, tmp_path: Path
) -> None:
    extra = ["--out", str(tmp_path / "o")] if command == "build" else []
    found = run(command, INDEX, zones, "--year", "1999", *extra, "--lang", "en")
    assert found.exit_code == 3
    assert "2013, 2014" in found.stderr


@pytest.mark.parametrize("units", [2, 3])
def test_very_small_tables_go_all_the_way(units: int, tmp_path: Path) -> None:
    recipe, table = tmp_path / "r.yaml", tmp_path / "t.csv"
    recipe.write_text(
        "recipe: r\ntable: {unit: u}\nchoices: {aggregate: [arithmetic, geometric]}\n"
        "tree: {all: {parts: {a: {}, b: {better: less}}}}\n",
        "utf-8",
    )
    rows = ["x,1,5", "y,2,3", "z,4,4"][:units]
    table.write_text("u,a,b\n" + "\n".join(rows) + "\n", "utf-8")
    out = str(tmp_path / "o")
    found = run(*("build", str(recipe), str(table), "--out", out, "--sobol", "4"))
    assert found.exit_code == 0, found.output


def test_a_table_in_which_nothing_can_be_ranked_says_so_and_goes_on(tmp_path: Path) -> None:
    recipe, table = tmp_path / "r.yaml", tmp_path / "t.csv"
    recipe.write_text(
        "recipe: r\ntable: {unit: u}\ntree: {all: {parts: {a: {}, b: {}}}}\n", "utf-8"
    )
    table.write_text("u,a,b\nw,1,\nx,2,\ny,,3\nz,,4\n", "utf-8")
    found = run(*("build", str(recipe), str(table), "--out", str(tmp_path / "o"), "--lang", "en"))
    assert found.exit_code == 0, found.output
    assert "4 units have no score" in found.stderr
