"""Indices of documents: proved by their examples, built by their address, told where wrong."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin
from gaoxin.evaluation.prove import prove_indices
from gaoxin.evaluation.recipes import find_recipe
from gaoxin.indicators import read_table, to_table
from gaoxin.indicators.synthetic import synthetic_table
from gaoxin.policy.reading import read_library

HEAD = """---
format: 1
id: t/index
title: 某区评价
issuer: 某区
level: zone
issued: 2024-01-01
in_force: 2024-01-01..
completeness: complete
verified: yes
wording: restated
lang: zh
for: zone
anchor: period_end
---

# 评价

## 一、评价 {#1}

甲占60%，乙占40%。
"""
BLOCK = """
```yaml index
id: r
zh: 总指数
en: Index
normalise: {method: minmax, range: [0, 100]}
aggregate: arithmetic
tree:
  甲: {en: A, weight: 60%, measure: 利润(本年) / 净资产(本年), better: more, quote: 甲占60%}
  乙: {en: B, weight: 40%, measure: 人数(本年), better: more, quote: 乙占40%}
```

```yaml register
kind: zone
facts:
  t_profit: {zh: 利润, en: Profit, type: money, time: year, sensitivity: public}
  t_assets: {zh: 净资产, en: Net assets, type: money, time: year, sensitivity: public}
  t_staff: {zh: 人数, en: Staff, type: count, time: year, sensitivity: public}
```
"""
EXAMPLE = """
```yaml example
tests: r
on: 2024-12-31
cases:
  - {name: 加权, nodes: {甲: 50, 乙: 100}, then: {index: 70}}
  - {name: 有一项未知, nodes: {甲: 50, 乙: unknown}, then: {index: unknown}}
```

```yaml example
tests: r
on: 2024-12-31
given: {利润: {本年: 1元}, 净资产: {本年: 4元}, 人数: {本年: 9}}
cases:
  - {name: 由事实算指标, then: {甲: 25%, 乙: 9}}
  - {name: 负净资产不成比率, set: {净资产: {本年: -4元}}, then: {甲: unknown}}
```
"""


def pack(folder: Path, text: str = HEAD + BLOCK + EXAMPLE) -> Path:
    (folder / "t").mkdir(parents=True, exist_ok=True)
    (folder / "t" / "index.md").write_text(text, "utf-8")
    return folder


def run(*arguments: str) -> Any:
    return CliRunner().invoke(gaoxin, list(arguments))


def told(folder: Path, old: str = "", new: str = "") -> list[str]:
    text = HEAD + BLOCK + EXAMPLE
    assert old in text
    library = read_library(pack(folder, text.replace(old, new, 1) if old else text))
    return [f.en for result in prove_indices(library) for f in result.faults]


def test_an_index_example_that_holds_is_proved(tmp_path: Path) -> None:
    library = read_library(pack(tmp_path))
    assert len(list(prove_indices(library))) == 4
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("then: {index: 70}", "then: {index: 999}", "should be 999, found 70"),
        ("then: {index: 70}", "then: {index: 70.000001}", "found 70"),
        ("weight: 60%", "weight: 50%", "found 72.22222222"),
        ("aggregate: arithmetic", "aggregate: geometric", "found 65.97539"),
        ("{甲: 50, 乙: 100}", "{甲: 50, 丙: 100}", "'丙' is no node of this index"),
        ("{甲: 50, 乙: 100}", "{甲: 50}", "no score is given for 乙"),
        ("{甲: 50, 乙: 100}", "{甲: 50, 乙: 很高}", "not a quantity"),
        ("then: {index: unknown}", "then: {index: 50}", "should be 50, found unknown"),
        ("then: {index: 70}", "then: {总分: 70}", "no result called '总分'"),
        ("then: {甲: 25%", "then: {甲: 26%", "should be 26%, found 1/4"),
        ("then: {甲: unknown}", "then: {甲: 25%}", "should be 25%, found unknown"),
        ("利润(本年) / 净", "-利润(本年) / 净", "should be 25%, found -1/4"),
    ],
)
def test_what_the_block_does_not_give_is_told(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert any(said in words for words in told(tmp_path, old, new))


def test_the_published_figure_of_2015_is_run_and_999_is_refused(tmp_path: Path) -> None:
    """180.9 was published for 2015 from these five scores and the weights 20/20/25/10/25."""
    scores = (("162.6", 20), ("298.8", 20), ("124.3", 25), ("259.5", 10), ("126.4", 25))
    assert sum(Fraction(s) * w for s, w in scores) / 100 == Fraction("180.905")
    packs = Path(__file__).parents[2] / "packs" / "cn" / "2014-innovation-capacity.md"
    text = packs.read_text("utf-8")
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn" / packs.name).write_text(text.replace("180.905", "999"), "utf-8")
    found = run("--packs", str(tmp_path), "prove", "--lang", "zh")
    assert found.exit_code == 1
    assert "index应为999，得到180.905" in found.output
    (tmp_path / "cn" / packs.name).write_text(text, "utf-8")
    assert "index应为" not in run("--packs", str(tmp_path), "prove", "--lang", "zh").output


def test_every_index_example_of_the_packs_is_run() -> None:
    library = read_library(Path(__file__).parents[2] / "packs")
    written = sum(
        len(example.cases)
        for document in library.documents.values()
        for example in document.examples
        if example.what == "index"
    )
    results = list(prove_indices(library))
    assert len(results) == written >= 2
    assert not [f.en for r in results for f in r.faults]


def test_an_index_is_built_by_its_address(tmp_path: Path) -> None:
    library = read_library(pack(tmp_path / "packs"))
    recipe = find_recipe("t/index#r", library).recipe
    assert recipe is not None
    assert [(n.code, n.weight) for n in recipe.indicators()] == [("甲", 60), ("乙", 40)]
    table: dict[str, list[object]] = {"unit": ["x", "y", "z"], "甲": [1, 2, 3], "乙": [30, 10, 20]}
    to_table(table, "pandas").to_csv(tmp_path / "t.csv", index=False)
    done = run(
        *("--packs", str(tmp_path / "packs"), "index", "explain", "t/index#r"),
        *(str(tmp_path / "t.csv"), "--unit", "z", "--json", "--lang", "en"),
    )
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    # z has the best 甲 (100 of 60%) and the middle 乙 (50 of 40%)
    assert found["score"] == pytest.approx(80)
    assert found["rank"] == 1


def test_the_index_of_2014_is_one_document_and_builds() -> None:
    library = read_library(Path(__file__).parents[2] / "packs")
    recipe = find_recipe("cn/2014-innovation-capacity#capacity", library).recipe
    assert recipe is not None
    assert recipe.completeness == "partial"
    assert [p.weight for p in recipe.tree.parts] == [20, 20, 25, 10, 25]
    assert len(recipe.indicators()) == 25
    assert read_table(synthetic_table(recipe, 20, (2014,)), recipe).panel is not None
    assert find_recipe("cn-2014").recipe is None


def test_an_index_whose_method_is_not_stated_is_proved_but_not_built() -> None:
    library = read_library(Path(__file__).parents[2] / "packs")
    read = find_recipe("cn/2021-etdz-evaluation#etdz_2021", library)
    assert read.recipe is None
    assert [f.code for f in read.faults if f.grave] == ["method-unstated"]
    assert "标准化" in read.faults[-1].reason("zh")


def test_an_unknown_address_names_those_there_are(tmp_path: Path) -> None:
    packs = str(pack(tmp_path))
    done = run("--packs", packs, "index", "check", "t/index#s", "--lang", "en")
    assert done.exit_code == 3
    assert "t/index#r" in done.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("range: [0, 100]", "range: [100, 0]", "cannot be [100, 0]"),
        ("range: [0, 100]", "rang: [0, 100]", "no parameter"),
        ("aggregate: arithmetic", "aggregate: sum", "not one of the choices"),
        ("aggregate: arithmetic", "aggregate: arithmetic\nimpute: linear", "list is expected"),
    ],
)
def test_check_tells_a_block_that_is_no_recipe(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = HEAD + BLOCK + EXAMPLE
    packs = str(pack(tmp_path, text.replace(old, new, 1)))
    done = run("--packs", packs, "check", "--lang", "en")
    assert done.exit_code == 1
    assert said in " ".join(done.output.split())
    assert "index.md:" in done.output


def test_a_weight_changed_by_one_step_is_noticed_by_the_examples(tmp_path: Path) -> None:
    found = run("--packs", str(pack(tmp_path)), "mutate", "t/index", "--json")
    assert found.exit_code == 0, found.output
    rows = json.loads(found.stdout)
    names = {row["mutant"] for row in rows}
    assert {"t/index#r.甲: 60% → 60.01%", "t/index#r: arithmetic → geometric"} <= names
    assert len(rows) == 5
    assert all(row["caught"] for row in rows)
    bare = HEAD + BLOCK + EXAMPLE.replace("{甲: 50, 乙: 100}", "{甲: 70, 乙: 70}")
    found = run("--packs", str(pack(tmp_path, bare)), "mutate", "t/index", "--json")
    assert found.exit_code == 1
