"""A set known to be empty has nothing inside it, whatever is not known of what would be inside."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from gaoxin.engine.bulk import compile_clauses
from gaoxin.policy.reading import read_library

LIBRARY = read_library(Path(__file__).parents[2] / "packs")
CLAUSE = "dlhitech/2019-report#report_of_carriers"
"""Its condition 在孵数 counts the tenants of all carriers of a zone."""


def tenants(carriers: list[dict[str, str]]) -> str:
    """What is said of 在孵数 for one zone, where no table of tenants is given."""
    zones = pa.table({"@key": ["z"]})
    form = pa.schema([("@key", pa.string()), ("zone", pa.string())])
    children = {"carrier": pa.Table.from_pylist(carriers, schema=form)}
    plan = compile_clauses(LIBRARY, [CLAUSE], date(2019, 7, 5), {}, kind="zone")
    plan = plan.fitted(zones, children=children)
    (row,) = plan.run(zones, children=children).to_pylist()
    told = plan.decode(CLAUSE, row)
    return {one.path: one.word for one in told}["在孵数"]


def test_without_carriers_there_are_no_tenants_to_count() -> None:
    assert tenants([]) == "no"


def test_with_a_carrier_its_tenants_stay_unknown() -> None:
    assert tenants([{"@key": "c", "zone": "z"}]) == "unknown"


def test_of_two_zones_nobody_knows_nothing_is_said() -> None:
    pairs = pa.table({"@key": ["p"]})
    plan = compile_clauses(
        LIBRARY, ["cn/2020-guofa-7#unlike"], date(2021, 6, 1), {}, kind="zone_pair"
    )
    (row,) = plan.fitted(pairs).run(pairs).to_pylist()
    assert row["unlike.answer"] is None
