"""The ten clauses in OpenFisca-Core: float32 amounts, and what is not known counts as zero or no.

This is how it is used, and less than the others do (``openfisca_open.py`` does the same), so that
only its speed is compared. Usage: openfisca_side.py IN OUT
"""

import json
import sys
import time

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Enterprise = build_entity("enterprise", "enterprises", "An enterprise", is_person=True)
FIELDS = ["IT", "bio", "space", "materials", "services", "energy", "environment", "automation"]
MONEY = {
    "revenue": (2022, 2023, 2024, 2025),
    "rd": (2023, 2024, 2025),
    "rd_domestic": (2025,),
    "rd_other": (2025,),
    "hightech": (2025,),
    "income": (2025,),
    "taxable": (2025,),
    "assets": (2025,),
    "interest": (2025,),
    "contribution": (2024, 2025),
}
COUNTS = {"staff": (2025,), "tech_staff": (2025,)}
FLAGS = {
    "resident": "resident",
    "own_ip": "own_ip@2026-06-01",
    "abnormal": "abnormal@2026-06-01",
    "restricted": "restricted@2025",
}
OTHERS = {
    "events": "times(event)@2025-06-01..2026-06-01",
    "nth": "nth(hte)@2026-06-01",
}


def declared(name, kind, formula=None):
    body = {"value_type": kind, "entity": Enterprise, "definition_period": periods.YEAR}
    if formula is not None:
        body["formula"] = formula
    return type(name, (Variable,), body)


def asked(e, name, period, year=2025):
    return e(name, periods.period(year))


def share(e, top, bottom, rate):
    return asked(e, top, None) / asked(e, bottom, None) >= rate


def recognition(e, period):
    rd = sum(asked(e, "rd", period, y) for y in (2023, 2024, 2025))
    revenue = sum(asked(e, "revenue", period, y) for y in (2023, 2024, 2025))
    last = asked(e, "revenue", period)
    floor = np.select([last <= 50e6, last <= 200e6], [0.05, 0.04], 0.03)
    return (
        asked(e, "old", period)
        * asked(e, "own_ip", period)
        * asked(e, "in_field", period)
        * share(e, "tech_staff", "staff", 0.1)
        * (rd / revenue >= floor)
        * share(e, "rd_domestic", "rd", 0.6)
        * share(e, "hightech", "income", 0.6)
        * (asked(e, "events", period) == 0)
    )


def small_tech(e, period):
    effort = share(e, "rd", "revenue", 0.03) + share(e, "tech_staff", "staff", 0.1)
    return (
        asked(e, "resident", period)
        * (asked(e, "staff", period) <= 500)
        * (asked(e, "revenue", period) <= 200e6)
        * (asked(e, "assets", period) <= 200e6)
        * effort
        * np.logical_not(asked(e, "abnormal", period))
    )


def low_profit(e, period):
    taxable = asked(e, "taxable", period)
    met = (
        (taxable <= 3e6)
        * (asked(e, "staff", period) <= 300)
        * (asked(e, "assets", period) <= 50e6)
        * np.logical_not(asked(e, "restricted", period))
    )
    return met * np.maximum(0, 0.25 * taxable - 0.05 * taxable)


def rd_grant(e, period):
    rd = asked(e, "rd", period)
    growth = rd / asked(e, "rd", period, 2024) - 1
    rate = np.select([growth >= 0.2, growth >= 0.1], [0.08, 0.06], 0.05)
    met = (
        (rd >= 1e6) * share(e, "rd", "revenue", 0.03) * np.logical_not(asked(e, "abnormal", period))
    )
    return met * np.minimum(500_000, rate * rd)


def first(e, period):
    return (asked(e, "nth", period) == 1) * np.maximum(0, 200_000 - asked(e, "city_award", period))


def super_deduction(e, period):
    rd = asked(e, "rd", period)
    met = (rd > 0) * np.logical_not(asked(e, "restricted", period))
    return met * (rd + np.minimum(asked(e, "rd_other", period), rd / 9))


def increase(e, period):
    rise = asked(e, "contribution", period) - asked(e, "contribution", period, 2024)
    return np.clip(rise, 0, 2_000_000)


def interest_subsidy(e, period):
    met = np.logical_not(asked(e, "abnormal", period))
    return met * np.clip(0.5 * asked(e, "interest", period), 0, 800_000)


def gazelle(e, period):
    base = asked(e, "revenue", period, 2022)
    met = (base >= 5e6) * (asked(e, "revenue", period) >= base * 1.2**3)
    return met * 500_000.0


def by_slices(e, period):
    rd = asked(e, "rd", period)
    parts = (np.clip(rd - low, 0, size) for low, size in ((0, 1e7), (1e7, 4e7), (5e7, np.inf)))
    due = sum(rate * part for rate, part in zip((0.02, 0.03, 0.04), parts, strict=True))
    return asked(e, "resident", period) * (rd >= 1e6) * np.floor(due)


def together(e, period):
    names = ("rd_grant", "first", "increase", "interest_subsidy")
    return np.minimum(600_000, sum(asked(e, n, period) for n in names))


FORMULAS = {
    "recognition": (bool, recognition),
    "small_tech": (bool, small_tech),
    **{
        f.__name__: (float, f)
        for f in (
            low_profit,
            rd_grant,
            first,
            super_deduction,
            increase,
            interest_subsidy,
            gazelle,
            by_slices,
            together,
        )
    },
}


def system():
    built = TaxBenefitSystem([Enterprise])
    for name in (*MONEY, "city_award"):
        built.add_variable(declared(name, float))
    for name in (*COUNTS, "events", "nth"):
        built.add_variable(declared(name, int))
    for name in (*FLAGS, "old", "in_field"):
        built.add_variable(declared(name, bool))
    for name, (kind, formula) in FORMULAS.items():
        built.add_variable(declared(name, kind, formula))
    return built


def run(source, target):
    columns = [f"{n}@{y}" for n, years in {**MONEY, **COUNTS}.items() for y in years]
    columns += [*FLAGS.values(), *OTHERS.values(), "founded", "field@2026-06-01"]
    columns += ["city_award@2026", "code"]
    table = pq.read_table(source, columns=columns)
    simulation = SimulationBuilder().build_default_simulation(system(), table.num_rows)

    def give(name, column, year, money=False):
        values = table[column].fill_null(0 if money or column in OTHERS.values() else False)
        array = values.to_numpy()
        simulation.set_input(name, str(year), array / 100 if money else array)

    for name, years in MONEY.items():
        for year in years:
            give(name, f"{name}@{year}", year, True)
    give("city_award", "city_award@2026", 2025, True)
    for name in COUNTS:
        simulation.set_input(name, "2025", table[f"{name}@2025"].fill_null(0).to_numpy())
    for name, column in {**FLAGS, **OTHERS}.items():
        give(name, column, 2025)
    founded = table["founded"].to_numpy()
    simulation.set_input("old", "2025", founded <= np.datetime64("2025-06-01"))
    codes = pa.compute.is_in(table["field@2026-06-01"], value_set=pa.array(FIELDS))
    simulation.set_input("in_field", "2025", codes.to_numpy())
    np.seterr(all="ignore")
    answers = {"code": table["code"]}
    for name, (kind, _) in FORMULAS.items():
        found = simulation.calculate(name, "2025")
        if kind is float:
            answers[f"{name}.answer"] = found > 0
            answers[f"{name}.money"] = found
        else:
            answers[f"{name}.answer"] = found
    pq.write_table(pa.table(answers), target, compression="snappy")


def peak():
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


if __name__ == "__main__":
    wall, cpu = time.perf_counter(), time.process_time()
    run(*sys.argv[1:3])
    told = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "mb": peak()}
    print(json.dumps(told))
