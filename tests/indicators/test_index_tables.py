"""Bad tables are refused with the place and the remedy; good ones read alike from anywhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.indicators import (
    Panel,
    Recipe,
    build,
    parse_recipe,
    read_recipe,
    read_table,
    synthetic_table,
    to_table,
)
from gaoxin.indicators.faults import Fault
from gaoxin.indicators.tables import read_columns

RECIPE = """\
recipe: small
table: {unit: unit}
levels: [{normalise: %s, aggregate: %s, available: 1}]
tree:
  all:
    parts:
      a: {}
      b: {}
"""


def recipe(normalise: str = "minmax", aggregate: str = "arithmetic") -> Recipe:
    found = parse_recipe(RECIPE % (normalise, aggregate)).recipe
    assert found is not None
    return found


def panel(table: dict[str, list[Any]], of: Recipe | None = None) -> Panel:
    found = read_table(table, of or recipe())
    assert found.panel is not None, [f.say("en") for f in found.faults]
    return found.panel


GOOD: dict[str, list[Any]] = {"unit": ["x", "y", "z"], "a": [1, 2, 4], "b": [3.0, 1.0, 2.0]}


def refusals(table: dict[str, list[Any]], of: Recipe | None = None) -> list[Fault]:
    chosen = of or recipe()
    found = read_table(table, chosen)
    faults = list(found.faults)
    if found.panel is not None:
        faults.extend(build(chosen, found.panel).faults)
    return [f for f in faults if f.grave]


def one(faults: list[Fault]) -> Fault:
    assert len(faults) == 1, [f.say("en") for f in faults]
    return faults[0]


def test_a_missing_column_is_named_with_those_present() -> None:
    fault = one(refusals({"unit": ["x", "y"], "a": [1, 2]}))
    assert fault.code == "column-missing"
    assert "“b”" in fault.reason("en")
    assert "unit, a" in fault.remedy("en")
    assert "指标" in fault.reason("zh")


def test_text_in_a_number_is_placed_by_row_unit_and_column() -> None:
    fault = one(refusals(GOOD | {"a": [1, "无", 4]}))
    assert fault.code == "text-in-number"
    assert fault.place.say("en") == "table, line 3, unit y, column a"
    assert fault.place.say("zh") == "table，第3行，单元 y，列 a"


@pytest.mark.parametrize("cell", ["1,234", "1_234", "12%", "1.2万", "－", "..", "五"])
def test_numbers_in_disguise_are_text(cell: str) -> None:
    assert one(refusals(GOOD | {"a": [1, cell, 4]})).code == "text-in-number"


@pytest.mark.parametrize("cell", ["", None, float("nan"), "NA", "nan"])
def test_an_empty_cell_is_missing_and_never_zero(cell: object) -> None:
    found = panel(GOOD | {"a": [1, cell, 4]})
    assert np.isnan(found.values[1, 0])


@pytest.mark.parametrize("cell", [float("inf"), float("-inf"), "inf"])
def test_infinities_are_refused(cell: object) -> None:
    fault = one(refusals(GOOD | {"b": [3, 1, cell]}))
    assert (fault.code, fault.place.unit, fault.place.column) == ("infinite", "z", "b")


def test_a_unit_twice_in_a_year_is_refused() -> None:
    fault = one(refusals(GOOD | {"unit": ["x", "y", "x"]}))
    assert (fault.code, fault.place.line) == ("unit-twice", 4)


def test_a_row_without_a_unit_is_refused() -> None:
    assert one(refusals(GOOD | {"unit": ["x", "", "z"]})).code == "unit-missing"


def test_an_indicator_without_any_data_is_refused() -> None:
    fault = one(refusals(GOOD | {"a": [None, None, None]}))
    assert (fault.code, fault.place.column) == ("all-missing", "a")


def test_a_constant_indicator_is_refused_by_name_with_a_remedy() -> None:
    fault = one(refusals(GOOD | {"a": [2, 2, 2]}))
    assert fault.code == "constant"
    assert "goalposts" in fault.remedy("en")


def test_a_constant_up_to_rounding_is_constant() -> None:
    assert one(refusals(GOOD | {"a": [0.1 + 0.2, 0.3, 0.3]})).code == "constant"


def test_one_unit_is_refused_where_scales_are_relative() -> None:
    assert one(refusals({"unit": ["x"], "a": [1], "b": [2]})).code == "one-unit"


def test_one_unit_is_fine_with_goalposts() -> None:
    hdi = read_recipe("hdi").recipe
    assert hdi is not None
    table: dict[str, list[Any]] = {
        "country": ["one"],
        "year": [2022],
        "life_expectancy": [70],
        "expected_schooling": [12],
        "mean_schooling": [8],
        "gni_per_head": [10000],
    }
    built = build(hdi, panel(table, hdi)).built
    assert built is not None
    assert built.ranks.tolist() == [1]


def test_one_indicator_is_allowed_and_said() -> None:
    text = "recipe: one\ntable: {unit: unit}\ntree: {all: {parts: {a: {}}}}\n"
    read = parse_recipe(text)
    assert read.recipe is not None
    assert [f.code for f in read.faults] == ["one-indicator"]
    built = build(read.recipe, panel(GOOD, read.recipe)).built
    assert built is not None
    assert built.ranks.tolist() == [3, 2, 1]


@pytest.mark.parametrize("aggregate", ["geometric", "harmonic"])
def test_negative_parts_under_a_geometric_or_harmonic_mean_are_refused(aggregate: str) -> None:
    fault = one(refusals(GOOD, recipe("zscore", aggregate)))
    assert fault.code == "mean-negative"
    assert "range" in fault.remedy("en")


def test_zeros_under_a_geometric_mean_are_said_and_under_a_harmonic_refused() -> None:
    found = build(recipe("minmax", "geometric"), panel(GOOD))
    assert found.built is not None
    assert "mean-zero" in [f.code for f in found.faults]
    assert one(refusals(GOOD, recipe("minmax", "harmonic"))).code == "mean-negative"


def test_an_empty_table_is_refused() -> None:
    assert one(refusals({"unit": [], "a": [], "b": []})).code == "no-rows"


def test_columns_of_unlike_length_are_refused() -> None:
    fault = one(refusals({"unit": ["x", "y"], "a": [1, 2], "b": [1]}))
    assert fault.code == "column-ragged"


def test_a_column_named_twice_and_a_short_row_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("unit,a,a,b\nx,1,2,3\ny,1,2\n", encoding="utf-8")
    codes = [(f.code, f.place.line) for f in read_table(path, recipe()).faults]
    assert codes == [("column-twice", 1), ("column-ragged", 3)]


@pytest.mark.parametrize("year", ["二〇二〇", "20200", "9" * 30])
def test_a_year_that_is_not_one_is_refused(year: str) -> None:
    text = (RECIPE % ("minmax", "arithmetic")).replace("unit: unit", "unit: unit, year: year")
    found = parse_recipe(text).recipe
    assert found is not None
    fault = one(refusals(GOOD | {"year": [2020, year, 2020]}, found))
    assert fault.code == "bad-year"


def writers() -> dict[str, Callable[[dict[str, list[Any]], Path], object]]:
    def csv(table: dict[str, list[Any]], folder: Path) -> object:
        path = folder / "t.csv"
        to_table(table, "pandas").to_csv(path, index=False)
        return path

    def xlsx(table: dict[str, list[Any]], folder: Path) -> object:
        path = folder / "t.xlsx"
        to_table(table, "pandas").to_excel(path, index=False)
        return path

    def parquet(table: dict[str, list[Any]], folder: Path) -> object:
        path = folder / "t.parquet"
        to_table(table, "polars").write_parquet(path)
        return path

    return {
        "polars": lambda t, _: to_table(t, "polars"),
        "pandas": lambda t, _: to_table(t, "pandas"),
        "arrow": lambda t, _: to_table(t, "arrow"),
        "csv": csv,
        "xlsx": xlsx,
        "parquet": parquet,
    }


@pytest.mark.parametrize("kind", sorted(writers()))
def test_every_kind_of_table_gives_the_same_panel_to_the_last_bit(
    kind: str, tmp_path: Path
) -> None:
    hdi = read_recipe("hdi").recipe
    assert hdi is not None
    table = synthetic_table(hdi, units=12, years=(2020, 2021), missing=0.1)
    expected = panel(table, hdi).fingerprint()
    assert panel(writers()[kind](table, tmp_path), hdi).fingerprint() == expected  # type: ignore[arg-type]


def test_results_come_out_as_polars_pandas_and_arrow() -> None:
    built = build(recipe(), panel(GOOD)).built
    assert built is not None
    for kind in ("polars", "pandas", "arrow"):
        table = to_table(built.results(), kind)
        assert list(table["rank"]) == [2, 3, 1] or table["rank"].to_pylist() == [2, 3, 1]


@given(st.permutations(range(40)), st.sampled_from(["cn-2024", "huangyan-land", "hdi"]))
def test_row_order_changes_no_bit_of_any_stage(order: list[int], code: str) -> None:
    found = read_recipe(code).recipe
    assert found is not None
    table = synthetic_table(found, units=20, years=(2021, 2022), missing=0.05)
    shuffled = {k: [v[i] for i in order] for k, v in table.items()}
    first = build(found, panel(table, found)).built
    second = build(found, panel(shuffled, found)).built
    assert first is not None
    assert second is not None
    for a, b in zip(first.stages, second.stages, strict=True):
        assert a.values.tobytes() == b.values.tobytes(), a.name


def test_a_hundred_thousand_units_build() -> None:
    found = recipe()
    rng = np.random.default_rng(1)
    table = {
        "unit": [f"u{i:06d}" for i in range(100_000)],
        "a": rng.normal(size=100_000).tolist(),
        "b": rng.normal(size=100_000).tolist(),
    }
    built = build(found, panel(table, found)).built
    assert built is not None
    assert sorted(built.ranks.tolist())[:2] == [1, 2]
    assert built.ranks.max() <= 100_000


@pytest.mark.parametrize("level", ["aggregate: outranking", "weights: benefit_of_the_doubt"])
def test_comparing_all_with_all_is_refused_beyond_what_fits(level: str) -> None:
    found = parse_recipe(
        f"recipe: r\ntable: {{unit: unit}}\nlevels: [{{{level}}}]\n"
        "tree: {all: {parts: {a: {}, b: {}}}}\n"
    ).recipe
    assert found is not None
    count = 20_001
    table: dict[str, list[Any]] = {
        "unit": list(range(count)),
        "a": list(range(count)),
        "b": list(range(count)),
    }
    fault = one(refusals(table, found))
    assert fault.code == "too-many-units"
    assert "20001" in fault.reason("en")


def test_a_group_with_rules_of_its_own_that_is_not_in_the_table_is_said() -> None:
    land = read_recipe("huangyan-land").recipe
    assert land is not None
    table = synthetic_table(land, 10, (2022,))
    table["kind"] = ["Above"] * 10
    found = build(land, panel(table, land))
    assert [f.code for f in found.faults].count("group-unknown") == 2


def test_a_unit_without_a_group_is_refused() -> None:
    land = read_recipe("huangyan-land").recipe
    assert land is not None
    table = synthetic_table(land, 3, (2022,))
    table["kind"] = ["above", "", "below"]
    assert one(refusals(table, land)).code == "group-missing"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("t.xlsx", b"not a workbook", "file-broken"),
        ("t.parquet", b"not a table either", "file-broken"),
        ("t.csv", b"\xff\xff\x00\x01", "file-broken"),
        ("t.docx", b"", "file-type"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_a_fault_with_a_remedy(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found = read_table(path, recipe())
    assert found.panel is None
    (one,) = found.faults
    assert one.code == code
    for lang in ("zh", "en"):
        assert name in one.say(lang)


def test_a_table_that_is_not_there_is_said_with_what_may_stand_for_it(tmp_path: Path) -> None:
    (one,) = read_table(tmp_path / "none.csv", recipe()).faults
    assert one.code == "table-missing"
    assert "synthetic" in one.say("zh")


def test_a_table_as_chinese_spreadsheets_write_it_is_read(tmp_path: Path) -> None:
    plain, chinese = tmp_path / "utf8.csv", tmp_path / "gbk.csv"
    text = "单元,甲\n高新区一,1\n高新区二,2\n"
    plain.write_text(text, "utf-8")
    chinese.write_bytes(text.encode("gb18030"))
    assert read_columns(chinese)[0] == read_columns(plain)[0]
    assert [f.code for f in read_columns(chinese)[1]] == ["table-note"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.CSV", "unit,a,b\nx,1,2\ny,3,5\nz,5,4\n"),
        ("t.csv", "unit;a;b\nx;1;2\ny;3;5\nz;5;4\n"),
        ("t.txt", "unit\ta\tb\nx\t1\t2\ny\t3\t5\nz\t5\t4\n"),
        ("t.csv", "2025年各园区指标,,\n\nunit,a,b\n栏次,1,2\nx,1,2\ny,3,5\nz,5,4\n"),
        ("t.csv", "unit,a,b\nx,1,2\ny,3,5\nz,5,4\n合　计,9,11\n平均,3,3.7\n注：初步数,,\n"),
    ],
)
def test_a_table_is_read_as_other_commands_read_it(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    found = read_table(tmp_path / name, recipe())
    assert found.panel is not None
    assert found.panel.units == ("x", "y", "z")
    assert found.panel.values.tolist() == [[1, 2], [3, 5], [5, 4]]
    assert [(f.code, f.grave) for f in found.faults] == (
        [("row-aside", False)] if "栏次" in text or "合" in text else []
    )


def test_a_fault_names_the_line_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("各园区指标\n\nunit,a,b\nx,1,2\n\ny,3,?\n", "utf-8")
    assert [(f.code, f.place.line) for f in read_table(path, recipe()).faults] == [
        ("text-in-number", 6)
    ]


@pytest.mark.parametrize("cell", ["=B2*2", "#DIV/0!"])
def test_a_formula_without_its_value_is_refused_and_never_imputed(
    tmp_path: Path, cell: str
) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["unit", "a", "b"], ["x", 1, 2], ["y", cell, 5], ["z", 5, 4]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "t.XLSX")
    found = read_table(tmp_path / "t.XLSX", recipe())
    assert found.panel is None
    assert [(f.code, f.place.line, f.place.column) for f in found.faults] == [
        ("cell-refused", 3, "a")
    ]
