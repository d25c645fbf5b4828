"""Why a score changed, and what would change it."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.indicators import (
    Panel,
    Recipe,
    build,
    parse_recipe,
    read_recipe,
    read_table,
    synthetic_table,
)
from gaoxin.indicators.building import Built
from gaoxin.indicators.change import CAUSES, Snapshot, Split, split_change
from gaoxin.indicators.whatif import (
    Lever,
    cheapest_change,
    default_levers,
    out_of_the_last,
)

TEXT = """\
recipe: s
table: {unit: u, year: y}
levels: [{normalise: %s, aggregate: %s}]
panel: {goalposts: each_year}
tree: {all: {parts: {a: {weight: 2, goalposts: [0, 10]}, b: {weight: 1, goalposts: [0, 20]}}}}
"""
TABLE: dict[str, list[object]] = {
    "u": ["x", "y", "z"] * 2,
    "y": [1, 1, 1, 2, 2, 2],
    "a": [2, 5, 8, 4, 5, 10],
    "b": [10, 4, 6, 10, 8, 12],
}


def recipe(normalise: str = "minmax", aggregate: str = "arithmetic") -> Recipe:
    found = parse_recipe(TEXT % (normalise, aggregate)).recipe
    assert found is not None
    return found


def panel(table: dict[str, list[object]], of: Recipe) -> Panel:
    found = read_table(table, of).panel
    assert found is not None
    return found


def built(of: Recipe, table: dict[str, list[object]] | None = None) -> Built:
    found = build(of, panel(table or TABLE, of)).built
    assert found is not None
    return found


def split(before: Recipe, after: Recipe, revised: dict[str, list[object]] | None = None) -> Split:
    old = panel(TABLE, before)
    mended = panel(revised, before) if revised else None
    late = panel(revised or TABLE, after)
    found = split_change("x", Snapshot(before, old, 1), Snapshot(after, late, 2), mended)
    assert found.split is not None, [f.say("en") for f in found.faults]
    return found.split


def test_with_fixed_goalposts_everything_is_own_data() -> None:
    parts = dict(split(recipe("goalposts"), recipe("goalposts")).parts)
    own = parts.pop("own_data")
    assert own == pytest.approx(2 / 3 * 0.2)
    assert set(parts.values()) == {0.0}


def test_the_parts_add_up_to_the_change_and_the_ends_are_the_published_scores() -> None:
    before, after = recipe(), recipe("zscore")
    found = split(before, after, TABLE | {"a": [3, 5, 8, 4, 5, 10]})
    assert found.before == pytest.approx(built(before).total[0], abs=1e-15)
    revised = built(after, TABLE | {"a": [3, 5, 8, 4, 5, 10]})
    assert found.after == pytest.approx(revised.total[3], abs=1e-15)
    assert sum(v for _, v in found.parts) == pytest.approx(found.after - found.before, abs=1e-12)
    assert [name for name, _ in found.parts] == list(CAUSES)


def test_moved_goalposts_are_a_cause_of_their_own() -> None:
    wider = parse_recipe((TEXT % ("goalposts", "arithmetic")).replace("[0, 10]", "[0, 20]")).recipe
    assert wider is not None
    parts = dict(split(recipe("goalposts"), wider).parts)
    assert parts["changed_recipe"] == 0
    # from 2/10 to 4/20: own data alone +0.2 or +0.1, goalposts alone -0.1 or -0.2, weight 2/3
    assert parts["own_data"] == pytest.approx(2 / 3 * 0.15)
    assert parts["goalposts"] == pytest.approx(-2 / 3 * 0.15)


def test_a_changed_weight_is_a_cause_of_its_own() -> None:
    equal = parse_recipe(
        (TEXT % ("goalposts", "arithmetic")).replace("weight: 2", "weight: 1")
    ).recipe
    assert equal is not None
    parts = dict(split(recipe("goalposts"), equal).parts)
    assert parts["changed_recipe"] == pytest.approx(((0.35 - 0.3) + (0.45 - 0.4333333333)) / 2)


def test_a_revision_that_the_new_year_shares_counts_as_revision() -> None:
    revised = TABLE | {"a": [3, 5, 8, 4, 5, 10]}
    parts = dict(split(recipe("goalposts"), recipe("goalposts"), revised).parts)
    assert parts["revised_data"] == pytest.approx(2 / 3 * 0.1)
    assert parts["own_data"] == pytest.approx(2 / 3 * 0.1)


def test_ranks_change_because_others_do() -> None:
    table = TABLE | {"a": [2, 5, 8, 2, 1, 1], "b": [10, 4, 6, 10, 4, 6]}
    old = recipe("rank")
    data = panel(table, old)
    found = split_change("x", Snapshot(old, data, 1), Snapshot(old, data, 2)).split
    assert found is not None
    parts = dict(found.parts)
    assert parts["own_data"] == 0
    assert parts["other_units"] == pytest.approx(found.after - found.before)


def test_causes_not_declared_are_put_together() -> None:
    old = recipe()
    data = panel(TABLE, old)
    found = split_change("x", Snapshot(old, data, 1), Snapshot(old, data, 2), causes=("own_data",))
    assert found.split is not None
    assert [name for name, _ in found.split.parts] == ["own_data", "rest"]


def test_a_unit_that_is_not_there_is_refused() -> None:
    old = recipe()
    data = panel(TABLE, old)
    found = split_change("nobody", Snapshot(old, data, 1), Snapshot(old, data, 2))
    assert found.split is None
    assert {f.code for f in found.faults} == {"unit-unknown"}


@settings(max_examples=10)
@given(st.integers(0, 10_000), st.sampled_from(["each_year", "all_years"]))
def test_on_any_panel_the_split_is_exact_at_both_ends(seed: int, scope: str) -> None:
    found = read_recipe("cn-2021").recipe
    assert found is not None
    chosen = replace(found, scope=scope, screen=0.0)  # type: ignore[arg-type]
    data = panel(synthetic_table(chosen, 15, (2020, 2021), 0.05, seed), chosen)
    whole = build(chosen, data).built
    assert whole is not None
    first, last = whole.panel.row("Z003", 2020), whole.panel.row("Z003", 2021)
    assert first is not None
    assert last is not None
    made = split_change("Z003", Snapshot(chosen, data, 2020), Snapshot(chosen, data, 2021)).split
    assert made is not None
    assert made.before == pytest.approx(whole.total[first], abs=1e-12)
    assert made.after == pytest.approx(whole.total[last], abs=1e-12)
    assert sum(v for _, v in made.parts) == pytest.approx(made.after - made.before, abs=1e-10)


# what would it take


def year_two(of: Recipe) -> tuple[Built, Panel]:
    data = panel(TABLE, of)
    whole = build(of, data).built
    assert whole is not None
    return whole, data


def test_the_cheapest_change_is_the_cheapest_of_a_fine_grid() -> None:
    of = recipe("goalposts")
    whole, data = year_two(of)
    levers = (Lever("a", 3.0, 0, 10), Lever("b", 1.0, 0, 14))
    found = cheapest_change(whole, data, 3, wanted=1, levers=levers).plan
    assert found is not None
    assert found.reached
    assert found.exact
    aim = whole.total[5]
    grid = [
        3 * (a - 4) + (b - 10)
        for a, b in product(np.linspace(4, 10, 601), np.linspace(10, 14, 401))
        if 2 / 3 * a / 10 + 1 / 3 * b / 20 >= aim
    ]
    assert found.cost == pytest.approx(min(grid), abs=0.05)
    assert found.cost <= min(grid) + 1e-6


@pytest.mark.parametrize("aggregate", ["arithmetic", "geometric", "harmonic"])
def test_what_is_said_to_reach_a_rank_does_in_a_full_build(aggregate: str) -> None:
    of = recipe("{method: minmax, range: [1, 100]}", aggregate)
    whole, data = year_two(of)
    found = cheapest_change(whole, data, 3, wanted=2).plan
    assert found is not None
    assert found.reached
    values = data.values.copy()
    for move in found.moves:
        values[3, data.columns.index(move.code)] = move.end
    again = build(of, data.with_values(values)).built
    assert again is not None
    assert again.ranks[3] <= 2


def test_the_geometric_optimum_is_that_of_a_fine_grid() -> None:
    of = recipe("goalposts", "geometric")
    whole, data = year_two(of)
    levers = (Lever("a", 1.0, 0, 10), Lever("b", 1.0, 0, 20))
    found = cheapest_change(whole, data, 3, wanted=2, levers=levers).plan
    assert found is not None
    aim = whole.total[4]
    grid = [
        (a - 4) + (b - 10)
        for a, b in product(np.linspace(4, 10, 601), np.linspace(10, 20, 1001))
        if (a / 10) ** (2 / 3) * (b / 20) ** (1 / 3) >= aim
    ]
    assert found.cost == pytest.approx(min(grid), abs=0.02)


def test_a_logarithmic_optimum_is_that_of_a_fine_grid() -> None:
    text = TEXT.replace("goalposts: [0, 10]", "goalposts: [1, 10], transform: log")
    of = parse_recipe(text % ("goalposts", "arithmetic")).recipe
    assert of is not None
    whole, data = year_two(of)
    levers = (Lever("a", 1.0, 1, 10), Lever("b", 1.0, 0, 20))
    found = cheapest_change(whole, data, 3, wanted=1, levers=levers).plan
    assert found is not None
    aim = whole.total[5]
    grid = [
        (a - 4) + (b - 10)
        for a, b in product(np.linspace(4, 10, 601), np.linspace(10, 20, 1001))
        if 2 / 3 * np.log(a) / np.log(10) + 1 / 3 * b / 20 >= aim
    ]
    assert found.cost == pytest.approx(min(grid), abs=0.03)


def test_a_unit_already_there_needs_nothing() -> None:
    whole, data = year_two(recipe())
    found = cheapest_change(whole, data, 5, wanted=1).plan
    assert found is not None
    assert (found.moves, found.cost, found.reached) == ((), 0.0, True)


def test_bounds_that_are_too_narrow_are_said_and_not_stretched() -> None:
    whole, data = year_two(recipe("goalposts"))
    found = cheapest_change(whole, data, 3, 1, (Lever("a", 1.0, 0, 4.5),)).plan
    assert found is not None
    assert not found.reached
    assert all(m.end <= 4.5 for m in found.moves)


@pytest.mark.parametrize("normalise", ["rank", "borda"])
def test_methods_it_cannot_search_are_refused_with_a_way_out(normalise: str) -> None:
    whole, data = year_two(recipe(normalise))
    found = cheapest_change(whole, data, 3, wanted=1)
    assert found.plan is None
    assert [f.code for f in found.faults] == ["method-context"]


def test_a_lever_that_is_no_indicator_is_refused() -> None:
    whole, data = year_two(recipe())
    found = cheapest_change(whole, data, 3, 1, (Lever("q", 1.0, 0, 1),))
    assert [f.code for f in found.faults] == ["node-unknown"]


def test_leaving_the_last_ten_of_the_index_of_2021() -> None:
    of = read_recipe("cn-2021").recipe
    assert of is not None
    data = panel(synthetic_table(of, years=(2022, 2023)), of)
    whole = build(of, data).built
    assert whole is not None
    row = next(i for i in whole.panel.blocks()[-1] if whole.ranks[i] == 172)
    goal = out_of_the_last(whole, int(row), 10, in_group=False)
    assert goal == 168
    found = cheapest_change(whole, data, int(row), goal).plan
    assert found is not None
    assert found.reached
    assert found.rank_after <= 168
    usual = {v.code: v for v in default_levers(whole, int(row))}
    for move in found.moves:
        assert usual[move.code].low <= move.end <= usual[move.code].high
