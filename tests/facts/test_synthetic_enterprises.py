"""Made-up enterprises: the same from the same seed, plausible, on thresholds, in any number."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.facts.entities import Spell
from gaoxin.facts.made_up.codes import codes_array
from gaoxin.facts.made_up.draws import ONE, Draws, exponential
from gaoxin.facts.made_up.synthetic import (
    OnRatio,
    Recipe,
    batches,
    related,
    sample,
    schema,
    table,
    write,
)
from gaoxin.facts.table import load, load_table
from gaoxin.facts.vocabulary import Vocabulary
from gaoxin.policy.reading import read_library
from gaoxin.quantities import synthetic_credit_code

PACKS = Path(__file__).parents[2] / "packs"
NONE = Fraction(0)
PINNED = {"revenue@2025": [33415035, 2370464162, 516769103], "staff@2025": [1, 38, 6]}


def column(recipe: Recipe, name: str, rows: int = 2000) -> list[object]:
    found: list[object] = table(rows, recipe)[name].to_pylist()
    return found


def test_the_same_seed_gives_the_same_table_however_it_is_cut() -> None:
    recipe = Recipe(seed=7)
    whole = table(1000, recipe)
    pieces = pa.Table.from_batches(list(batches(1000, recipe, chunk=137)), schema(recipe))
    assert whole.equals(pieces)
    assert whole.slice(900).equals(table(100, recipe, first=900))
    assert not whole.equals(table(1000, Recipe(seed=8)))


def test_the_figures_are_the_same_on_every_machine() -> None:
    """Written down once; they change only if the generator is changed."""
    found = table(3, Recipe(seed=1, unknown=NONE, columns=("revenue@2025", "staff@2025")))
    assert found.to_pydict() == PINNED


def test_one_column_does_not_depend_on_the_others() -> None:
    alone = table(500, Recipe(columns=("rd_cost@2025",)))
    assert alone["rd_cost@2025"].equals(table(500, Recipe())["rd_cost@2025"])


@pytest.fixture(scope="module")
def every_word() -> Vocabulary:
    """The vocabulary of all packs: local documents have facts of their own."""
    return read_library(PACKS).vocabulary


def test_every_column_belongs_to_the_vocabulary(every_word: Vocabulary) -> None:
    loaded = load_table(table(50, Recipe()), every_word)
    assert [f for f in loaded.faults if f.severity == "fault"] == []
    assert len(loaded.entities) == 50


def test_every_related_table_belongs_to_the_vocabulary(every_word: Vocabulary) -> None:
    for kind, made in related(400, Recipe()).items():
        loaded = load_table(made, every_word, kind)
        assert [f for f in loaded.faults if f.severity == "fault"] == []
        assert made.num_rows > 5


def test_related_tables_are_the_same_however_they_are_cut() -> None:
    whole, head, tail = related(300, Recipe()), related(200, Recipe()), related(100, Recipe(), 200)
    for kind, made in whole.items():
        rows = [*head[kind].to_pylist(), *tail[kind].to_pylist()]
        assert sorted(rows, key=str) == sorted(made.to_pylist(), key=str)


def test_income_by_industry_is_the_income_of_the_year() -> None:
    recipe = Recipe(unknown=NONE)
    incomes: dict[str, int] = {}
    for row in related(500, recipe)["industry_income"].to_pylist():
        if row["year"] == recipe.year:
            incomes[row["enterprise"]] = incomes.get(row["enterprise"], 0) + row["income"]
    for row in table(500, recipe).to_pylist():
        assert incomes.get(row["credit_code"]) == row[f"total_income@{recipe.year}"]


def test_the_figures_of_a_row_agree_with_each_other() -> None:
    for row in table(3000, Recipe(unknown=NONE)).to_pylist():
        if (income := row["total_income@2025"]) is not None:
            assert row["taxable_income@2025"] == income - row["cost_and_expense@2025"]
            assert row["gross_income@2025"] == income + row["untaxed_income@2025"]
            assert row["hightech_income@2025"] <= income
            assert row["rd_five_items@2025"] <= row["rd_cost@2025"]
            assert row["sme_tech_staff@2025"] <= row["sme_staff@2025"]
        starts = [row[f"staff_q_start@{y}Q{q}"] for y in (2025, 2026) for q in range(1, 5)]
        ends = [row[f"staff_q_end@{y}Q{q}"] for y in (2025, 2026) for q in range(1, 5)]
        assert all(e is None or e == s for e, s in zip(ends, starts[1:], strict=False))


def test_states_and_titles_agree_with_each_other() -> None:
    in_liaoning = {"dlhitech", "jinpu", "dalian", "liaoning"}
    for row in table(3000, Recipe(unknown=NONE)).to_pylist():
        assert bool(row["in_liaoning"]) == (row["place"] in in_liaoning)
        assert row["place"] == "tianjin-binhai" or not row["tianjin_gazelle"]
        assert row["listed_any"] or not row["listed"]
        assert all(s["start"] >= row["registered_on"] for s in row["gazelle"] + row["young_eagle"])
        assert len(row["missing_report"]) <= 3
        ways = row["cn/2016-hte#获得方式分"]
        assert ways <= (6 if row["own_developed_ip"] else 3 if row["core_ip"] else 0)


def test_a_sample_for_the_interpreter(vocabulary: Vocabulary) -> None:
    entities = sample(200, Recipe(), vocabulary)
    assert entities[3].id == synthetic_credit_code(3)
    record = next(r for e in entities if (r := e.look_up("revenue", "2025")))
    assert record.source.startswith("虚构样本")
    held = [e.facts["hte", ""][0].value for e in entities if ("hte", "") in e.facts]
    assert any(v and isinstance(v, tuple) and isinstance(v[0], Spell) for v in held)
    assert () in held


def test_codes_are_those_of_the_quantities_room() -> None:
    numbers = [0, 1, 9, 12345678, 99999999]
    codes = codes_array(np.array(numbers, np.uint64)).to_pylist()
    assert codes == [synthetic_credit_code(n) for n in numbers]


def test_more_than_the_codes_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        next(batches(10, Recipe(), first=99_999_995))


def test_a_column_that_is_not_made_is_refused() -> None:
    for recipe in (Recipe(columns=("luck",)), Recipe(edges={"luck@2025": [1]})):
        with pytest.raises(KeyError, match="luck"):
            table(1, recipe)


def test_values_stand_exactly_on_the_thresholds_asked_for() -> None:
    recipe = Recipe(
        unknown=NONE,
        edges={"revenue@2025": [500_000_000, 2_000_000_000]},
        on_edge=Fraction(1, 5),
        steps=(-1, 0, 1),
    )
    found = column(recipe, "revenue@2025", 5000)
    hits = {v: found.count(v) for t in (500_000_000, 2_000_000_000) for v in (t - 1, t, t + 1)}
    assert min(hits.values()) > 100
    assert 850 < sum(hits.values()) < 1150


def test_quotients_stand_exactly_on_their_threshold() -> None:
    edge = OnRatio("rd_cost@2025", "revenue@2025", Fraction(3, 100))
    made = table(3000, Recipe(unknown=NONE, ratios=(edge,), on_edge=Fraction(1, 4)))
    pairs = zip(made["rd_cost@2025"].to_pylist(), made["revenue@2025"].to_pylist(), strict=True)
    exact = [a * 100 == b * 3 for a, b in pairs if b]
    assert 600 < sum(exact) < 900


@pytest.mark.parametrize("share", [NONE, Fraction(1, 10), Fraction(1)])
def test_the_stated_share_is_unknown(share: Fraction) -> None:
    made = table(4000, Recipe(unknown=share))
    for name in ("staff@2025", "hte", "industry", "core_ip"):
        missing = made[name].null_count / 4000
        assert abs(missing - share) < 0.025
    assert made["credit_code"].null_count == 0


def test_they_look_like_enterprises() -> None:
    made = table(5000, Recipe(unknown=NONE)).to_pydict()
    revenue = np.array(made["revenue@2025"], float)
    rd = np.array(made["rd_cost@2025"], float)
    staff = np.array(made["staff@2025"], float)
    assert (rd <= revenue).all()
    assert (staff >= 1).all()
    assert (np.array(made["tech_staff@2025"]) <= staff).all()
    there = (revenue > 0) & (staff > 1)
    assert np.corrcoef(np.log(revenue[there]), np.log(staff[there]))[0, 1] > 0.7
    logs = np.log(revenue[revenue > 0])
    assert abs(((logs - logs.mean()) ** 3).mean() / logs.std() ** 3) < 0.5
    shares = {}
    for industry in ("I65", "H61"):
        of_it = [i == industry and r > 0 for i, r in zip(made["industry"], revenue, strict=True)]
        shares[industry] = np.median(rd[of_it] / revenue[of_it])
    assert shares["I65"] > 10 * shares["H61"]
    assert 0 < np.mean(revenue == 0) < 0.1


def test_no_year_before_birth_and_no_title_before_birth() -> None:
    made = table(3000, Recipe(unknown=NONE)).to_pylist()
    for row in made:
        born = row["registered_on"]
        assert (row["revenue@2023"] is None) == (born.year > 2023)
        assert all(spell["start"] > born for spell in row["hte"])
        for one, other in zip(row["hte"], row["hte"][1:], strict=False):
            assert one["end"] < other["start"]


def test_a_large_table_is_streamed_to_a_file(tmp_path: Path, vocabulary: Vocabulary) -> None:
    recipe = Recipe(columns=("credit_code", "revenue@2025", "hte", "registered_on"))
    for name in ("t.parquet", "t.arrow"):
        write(tmp_path / name, 2500, recipe, chunk=1000)
    assert pq.read_table(tmp_path / "t.parquet").equals(table(2500, recipe))
    assert pq.ParquetFile(tmp_path / "t.parquet").num_row_groups == 3
    loaded = load(tmp_path / "t.arrow", vocabulary, recorded=date(2026, 1, 1))
    assert len(loaded.entities) == 2500


@given(st.integers(0, 32 * ONE - 1))
def test_the_exponential_is_close(x: int) -> None:
    found = int(exponential(np.array([x], np.int64))[0])
    assert abs(found - np.exp(x / ONE)) <= 3 + 1e-6 * np.exp(x / ONE)


def test_normal_draws_are_normal() -> None:
    drawn = Draws(5, np.arange(50_000, dtype=np.uint64)).normal("x") / ONE
    assert abs(drawn.mean()) < 0.02
    assert abs(drawn.std() - 1) < 0.02
    assert abs((np.abs(drawn) < 1.96).mean() - 0.95) < 0.01
