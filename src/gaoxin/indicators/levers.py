"""Read which indicators may move, at what cost and how far."""

from pathlib import Path

from gaoxin.indicators.building import Built
from gaoxin.indicators.faults import Fault, Place, fault, stops
from gaoxin.indicators.tables import read_columns, refused_cells
from gaoxin.indicators.whatif import Lever, default_levers


def read_levers(path: Path, built: Built, row: int) -> tuple[tuple[Lever, ...], list[Fault]]:
    """Levers from a table with columns indicator, cost and perhaps low and high.

    Empty bounds are the worst and best value of the year. Costs are per unit of the indicator
    and must be positive.
    """
    given, faults = read_columns(path, "indicator")
    if given is None:
        return (), faults
    columns = given.columns
    for name in ("indicator", "cost"):
        if name not in columns:
            known = ", ".join(columns)
            faults.append(
                fault("column-missing", Place(path.name), name=name, use="levers", known=known)
            )
    if not stops(faults):
        faults.extend(refused_cells(given, list(columns), path.name, columns["indicator"]))
    if stops(faults):
        return (), faults
    usual = {v.code: v for v in default_levers(built, row)}
    known_codes = {n.code for n in built.plan.leaves}
    found = []
    for k, code in enumerate(str(c).strip() for c in columns["indicator"]):
        place = Place(path.name, given.lines[k])
        if code not in known_codes:
            listed = ", ".join(sorted(known_codes))
            faults.append(fault("node-unknown", place, node=code, known=listed))
            continue
        base = usual.get(code, Lever(code, 1.0, float("-inf"), float("inf")))
        cost = _number(columns["cost"][k], base.cost, place, faults)
        low = _number(columns["low"][k] if "low" in columns else "", base.low, place, faults)
        high = _number(columns["high"][k] if "high" in columns else "", base.high, place, faults)
        if cost <= 0:
            faults.append(fault("cost-not-positive", place, node=code, value=cost))
        if low > high:
            faults.append(fault("goalposts-order", place, low=low, high=high))
        found.append(Lever(code, cost, low, high))
    return tuple(found), faults


def _number(cell: object, default: float, place: Place, faults: list[Fault]) -> float:
    words = str(cell).strip() if cell is not None else ""
    if not words:
        return default
    try:
        return float(words)
    except ValueError:
        faults.append(fault("not-number", place, value=words))
        return default
