"""Faults of data that make a method meaningless, and of numbers that leave what can be computed."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.faults import Fault, Place, fault
from gaoxin.indicators.methods import LARGEST, SMALLEST, Method
from gaoxin.indicators.plan import Plan
from gaoxin.indicators.recipe import Recipe
from gaoxin.indicators.stages.normalise import NEEDS_SPREAD, RATIOS, Scale
from gaoxin.indicators.stages.scale import Block, Fitted, methods_by_column, reference_row
from gaoxin.indicators.stages.stage import Floats
from gaoxin.indicators.tables import Panel


def check_values(
    recipe: Recipe,
    panel: Panel,
    plain: Floats,
    values: Floats,
    blocks: list[Block],
    layout: Plan,
    rule: NDArray[np.intp],
) -> list[Fault]:
    """Faults of the data that make a method meaningless, named by indicator and year."""
    faults: list[Fault] = []
    counted = layout.applies()[rule]
    for j, node in enumerate(layout.leaves):
        assert node.indicator is not None
        x = plain[counted[:, j], j]
        place = Place("", 0, "", "", node.code)
        if np.isnan(x).all():
            faults.append(fault("all-missing", place, node=node.code))
        elif node.indicator.transform == "log" and np.nanmin(x) <= 0:
            faults.append(fault("log-not-positive", place, node=node.code))
        else:
            faults.extend(_too_large(values[counted[:, j], j], node.code, place))
    if faults:
        return faults
    for method, js in methods_by_column(recipe).items():
        for block in blocks:
            reference = reference_row(recipe, panel.units, block.rows)
            if len(block.rows) == 1 and method.name not in ("goalposts", "none"):
                return [fault("one-unit", Place("", 0, panel.units[block.rows[0]]))]
            for j in js:
                code = layout.leaves[j].code
                years = str(block.years[0]) if len(block.years) == 1 and block.years[0] else ""
                place = Place("", 0, "", years, code)
                x = values[block.rows, j][counted[block.rows, j]]
                faults.extend(_check_column(x, method.name, code, place))
                if method.name == "distance_to_reference" and (
                    reference is None or np.isnan(values[block.rows[reference], j])
                ):
                    unit = method.word("unit")
                    faults.append(fault("reference-missing", place, unit=unit))
    return faults


def _check_column(x: Floats, name: str, code: str, place: Place) -> list[Fault]:
    x = x[~np.isnan(x)]
    if not len(x):
        return [fault("all-missing", place, node=code)] if name in NEEDS_SPREAD else []
    if name in NEEDS_SPREAD and np.ptp(x) <= 1e-13 * float(np.max(np.abs(x))):
        return [fault("constant", place, node=code, value=f"{x[0]:g}", method=name)]
    if name in RATIOS and x.min() <= 0:
        return [fault("share-not-positive", place, node=code)]
    return []


def _too_large(x: Floats, code: str, place: Place) -> Iterator[Fault]:
    """Values whose fourth powers a float cannot hold, above or below."""
    x = x[~np.isnan(x)]
    size = float(np.max(np.abs(x), initial=0.0))
    if size > LARGEST:
        yield fault("values-too-large", place, node=code, value=f"{size:g}")
    elif 0 < float(np.ptp(x)) < SMALLEST:
        yield fault("values-too-large", place, node=code, value=f"{float(np.ptp(x)):g}")


def check_fitted(
    recipe: Recipe,
    panel: Panel,
    blocks: list[Block],
    fitted: list[Fitted],
    layout: Plan,
    rule: NDArray[np.intp],
) -> Iterator[Fault]:
    """Scales that the treated data turned upside down, or that no longer fit their marks."""
    counted = layout.applies()[rule]
    for block, found in zip(blocks, fitted, strict=True):
        years = str(block.years[0]) if len(block.years) == 1 and block.years[0] else ""
        for method, js, scale in found.scales:
            for at, j in enumerate(js):
                if scale is not None and counted[block.rows, j].any():
                    code = layout.leaves[j].code
                    place = Place("", 0, "", years, code)
                    yield from _scale_fault(method, scale, at, found, j, code, place)


def _scale_fault(
    method: Method, scale: Scale, at: int, found: Fitted, j: int, code: str, place: Place
) -> Iterator[Fault]:
    worst, span = float(scale.origin[at]), float(scale.span[at])
    column = found.columns[j]
    marked = method.name in ("goalposts", "distance_to_target")
    if marked and found.treatments[j].kind in ("log", "boxcox"):
        kind = found.treatments[j].kind
        yield fault("treated-mark", place, node=code, method=method.name, treatment=kind)
    elif method.name == "distance_to_target" and span * column.better <= 0:
        target = f"{column.target:g}"
        yield fault("target-passed", place, node=code, target=target, value=f"{worst:g}")
    elif method.name == "distance_to_reference" and span == 0:
        unit = method.word("unit")
        yield fault("reference-worst", place, node=code, unit=unit, value=f"{worst:g}")
    elif span == 0:
        yield fault("constant", place, node=code, value=f"{worst:g}", method=method.name)
