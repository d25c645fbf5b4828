"""The ten clauses in OpenFisca-Core with what is not known kept open, as Gaoxin and the SQL do.

OpenFisca has no unknown. Here an unknown number is NaN, and a truth is 0 (no), 1 (not known) or 2
(yes), so that "and" is the least and "or" the greatest. Amounts are float32, as its numbers are;
so they are not exact, and ``--compare`` counts how many differ from those of a file of answers.

Usage: openfisca_open.py IN OUT [--compare ANSWERS]
"""

import json
import sys
import time
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_side import COUNTS, FIELDS, FLAGS, MONEY, OTHERS, Enterprise, asked, declared, peak

NO, OPEN, YES = 0, 1, 2


def truth(holds, *given):
    """Whether it holds, open where one of the numbers it rests on is."""
    return np.where(np.isnan(sum(given)), OPEN, YES * holds)


def every(*truths):
    return np.minimum.reduce(truths)


def at_least(e, name, least, year=2025):
    value = asked(e, name, None, year)
    return truth(value >= least, value)


def at_most(e, name, most):
    value = asked(e, name, None)
    return truth(value <= most, value)


def ratio(top, bottom, rate):
    """A share; open where there is nothing to share, turned where that is negative."""
    met = np.where(bottom > 0, top >= rate * bottom, top <= rate * bottom)
    return truth(met, np.where(bottom == 0, np.nan, bottom), top)


def share(e, top, bottom, rate):
    return ratio(asked(e, top, None), asked(e, bottom, None), rate)


def without(e, name):
    return YES - asked(e, name, None)


def recognition(e, period):
    rd = sum(asked(e, "rd", period, y) for y in (2023, 2024, 2025))
    revenue = sum(asked(e, "revenue", period, y) for y in (2023, 2024, 2025))
    last = asked(e, "revenue", period)
    floor = np.select([last <= 50e6, last <= 200e6], [0.05, 0.04], 0.03)
    events = asked(e, "events", period)
    return every(
        asked(e, "old", period),
        asked(e, "own_ip", period),
        asked(e, "in_field", period),
        share(e, "tech_staff", "staff", 0.1),
        ratio(rd, revenue, floor),
        share(e, "rd_domestic", "rd", 0.6),
        share(e, "hightech", "income", 0.6),
        truth(events == 0, events),
    )


def small_tech(e, period):
    return every(
        asked(e, "resident", period),
        at_most(e, "staff", 500),
        at_most(e, "revenue", 200e6),
        at_most(e, "assets", 200e6),
        np.maximum(share(e, "rd", "revenue", 0.03), share(e, "tech_staff", "staff", 0.1)),
        without(e, "abnormal"),
    )


def low_profit(e, period):
    return every(
        at_most(e, "taxable", 3e6),
        at_most(e, "staff", 300),
        at_most(e, "assets", 50e6),
        without(e, "restricted"),
    )


def low_profit_amount(e, period):
    taxable = asked(e, "taxable", period)
    return np.maximum(0, 0.25 * taxable - 0.05 * taxable)


def rd_grant(e, period):
    return every(at_least(e, "rd", 1e6), share(e, "rd", "revenue", 0.03), without(e, "abnormal"))


def rd_grant_amount(e, period):
    rd, before = asked(e, "rd", period), asked(e, "rd", period, 2024)
    growth = rd / np.where(before > 0, before, np.nan) - 1
    rate = np.select([growth >= 0.2, growth >= 0.1, growth < 0.1], [0.08, 0.06, 0.05], np.nan)
    return np.clip(rate * rd, 0, 500_000)


def first(e, period):
    nth = asked(e, "nth", period)
    return np.where(asked(e, "never", period), NO, truth(nth == 1, nth))


def first_amount(e, period):
    return np.maximum(0, 200_000 - asked(e, "city_award", period))


def super_deduction(e, period):
    rd = asked(e, "rd", period)
    return every(truth(rd > 0, rd), without(e, "restricted"))


def super_deduction_amount(e, period):
    rd = asked(e, "rd", period)
    return np.maximum(0, rd + np.minimum(asked(e, "rd_other", period), rd / 9))


def increase(e, period):
    rise = asked(e, "contribution", period) - asked(e, "contribution", period, 2024)
    return truth(rise > 0, rise)


def increase_amount(e, period):
    rise = asked(e, "contribution", period) - asked(e, "contribution", period, 2024)
    return np.clip(rise, 0, 2_000_000)


def interest_subsidy(e, period):
    paid = asked(e, "interest", period)
    return every(truth(paid > 0, paid), without(e, "abnormal"))


def interest_subsidy_amount(e, period):
    return np.clip(0.5 * asked(e, "interest", period), 0, 800_000)


def gazelle(e, period):
    base, last = asked(e, "revenue", period, 2022), asked(e, "revenue", period)
    grown = truth(last >= base * 1.2**3, np.where((base > 0) & (last >= 0), base, np.nan), last)
    return every(at_least(e, "revenue", 5e6, 2022), grown)


def gazelle_amount(e, period):
    return np.full(e.count, 500_000.0)


def by_slices(e, period):
    return every(asked(e, "resident", period), at_least(e, "rd", 1e6))


def by_slices_amount(e, period):
    rd = asked(e, "rd", period)
    parts = (np.clip(rd - low, 0, size) for low, size in ((0, 1e7), (1e7, 4e7), (5e7, np.inf)))
    return np.floor(sum(rate * p for rate, p in zip((0.02, 0.03, 0.04), parts, strict=True)))


MOST = {"rd_grant": 500_000, "first": np.inf, "increase": 2_000_000, "interest_subsidy": 800_000}


def together(e, period):
    found = 0
    for name in MOST:
        due = asked(e, f"{name}_amount", period)
        found += np.where(asked(e, name, period) == YES, np.nan_to_num(due), 0)
    return np.minimum(600_000, found)


def together_high(e, period):
    found = 0
    for name, most in MOST.items():
        due = asked(e, f"{name}_amount", period)
        due = np.where(np.isnan(due), most, due)
        found += np.where(asked(e, name, period) == NO, 0, due)
    return np.minimum(600_000, found)


TRUTHS = (recognition, small_tech, low_profit, rd_grant, first, super_deduction, increase)
TRUTHS += (interest_subsidy, gazelle, by_slices)
AMOUNTS = (low_profit_amount, rd_grant_amount, first_amount, super_deduction_amount)
AMOUNTS += (increase_amount, interest_subsidy_amount, gazelle_amount, by_slices_amount)
NAMES = {"interest_subsidy": "interest"}


def system():
    built = TaxBenefitSystem([Enterprise])
    for name in (*MONEY, *COUNTS, "city_award", "events", "nth"):
        built.add_variable(declared(name, float))
    for name in (*FLAGS, "old", "in_field"):
        built.add_variable(declared(name, int))
    built.add_variable(declared("never", bool))
    for formula in TRUTHS:
        built.add_variable(declared(formula.__name__, int, formula))
    for formula in (*AMOUNTS, together, together_high):
        built.add_variable(declared(formula.__name__, float, formula))
    return built


def given(simulation, table):
    """The columns of the table as inputs: NaN and 1 where nothing is given."""

    def number(name, column, year=2025, unit=1):
        values = table[column].cast(pa.float64()).to_numpy()
        simulation.set_input(name, str(year), values / unit if unit != 1 else values)

    def flag(name, array):
        told = pa.compute.if_else(array, YES, NO).fill_null(OPEN)
        simulation.set_input(name, "2025", told.to_numpy())

    for name, years in MONEY.items():
        for year in years:
            number(name, f"{name}@{year}", year, 100)
    number("city_award", "city_award@2026", unit=100)
    for name in COUNTS:
        number(name, f"{name}@2025")
    for name, column in OTHERS.items():
        number(name, column)
    for name, column in FLAGS.items():
        flag(name, table[column])
    flag("old", pa.compute.less_equal(table["founded"], pa.scalar(date(2025, 6, 1))))
    field = table["field@2026-06-01"]
    held = pa.compute.is_in(field, value_set=pa.array(FIELDS))
    flag("in_field", pa.compute.if_else(pa.compute.is_valid(field), held, None))
    never = table[OTHERS["nth"] + "?"].fill_null(False)
    simulation.set_input("never", "2025", never.to_numpy())


def run(source, target):
    columns = [f"{n}@{y}" for n, years in {**MONEY, **COUNTS}.items() for y in years]
    columns += [*FLAGS.values(), *OTHERS.values(), OTHERS["nth"] + "?", "founded"]
    columns += ["field@2026-06-01", "city_award@2026", "code"]
    table = pq.read_table(source, columns=columns)
    simulation = SimulationBuilder().build_default_simulation(system(), table.num_rows)
    np.seterr(all="ignore")
    given(simulation, table)
    answers = {"code": table["code"]}
    for formula in TRUTHS:
        name = formula.__name__
        held = simulation.calculate(name, "2025")
        told = NAMES.get(name, name)
        answers[f"{told}.answer"] = pa.array(held == YES, mask=held == OPEN)
        if f"{name}_amount" in FORMULAS:
            due = simulation.calculate(f"{name}_amount", "2025")
            due = np.where(held == NO, 0, due)
            answers[f"{told}.money"] = pa.array(due, mask=(held == OPEN) | np.isnan(due))
    answers["together.total"] = simulation.calculate("together", "2025")
    answers["together.total_high"] = simulation.calculate("together_high", "2025")
    pq.write_table(pa.table(answers), target, compression="snappy")


FORMULAS = {f.__name__ for f in AMOUNTS}


def compare(own, other):
    """Of each column, on how many rows it says otherwise than the file ``other``."""
    import duckdb

    with duckdb.connect() as connection:
        heads = connection.execute(f"DESCRIBE SELECT * FROM '{own}'").fetchall()
        names = [row[0] for row in heads if row[0] != "code"]
        told = {}
        for name in names:
            left = f'round(a."{name}" * 100)::BIGINT' if "answer" not in name else f'a."{name}"'
            query = (
                f"SELECT count(*) FROM '{own}' a JOIN '{other}' b USING (code) "
                f'WHERE {left} IS DISTINCT FROM b."{name}"'
            )
            told[name] = connection.execute(query).fetchall()[0][0]
    return told


if __name__ == "__main__":
    wall, cpu = time.perf_counter(), time.process_time()
    run(*sys.argv[1:3])
    told = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "mb": peak()}
    if "--compare" in sys.argv:
        told["differ"] = compare(sys.argv[2], sys.argv[4])
    print(json.dumps(told))
