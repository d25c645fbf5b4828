"""Record a built index with everything it came from, and replay it."""

import gzip
import hashlib
import json
import platform
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from gaoxin import __version__
from gaoxin.files.whole import write_whole
from gaoxin.indicators.build import Built, build
from gaoxin.indicators.faults import Fault, Place, fault
from gaoxin.indicators.recipe_print import print_recipe
from gaoxin.indicators.recipe_read import parse_recipe
from gaoxin.indicators.tables import Panel
from gaoxin.indicators.uncertainty import Spread, over_weights

Floats = NDArray[np.float64]
FORMAT = 1
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that a replay does not reproduce, named by stage and cell."""

    stage: str
    unit: str
    year: int
    column: str
    recorded: float | None
    now: float | None


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found. `bitwise` says whether equality was asked for to the last bit."""

    bitwise: bool
    stages: tuple[str, ...]
    differences: tuple[Difference, ...]
    faults: tuple[Fault, ...]


def versions() -> dict[str, str]:
    """What the numbers may depend on: programs and machine."""
    return {
        "gaoxin": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "machine": platform.machine(),
        "system": platform.system(),
    }


def record(built: Built, panel: Panel, runs: dict[str, float] | None = None) -> dict[str, Any]:
    """Everything needed to replay an index, as plain JSON values.

    `panel` is the input before screening. `runs` (count, noise, seed, year) adds a Monte Carlo
    over weights whose rank intervals are recorded too.
    """
    made: dict[str, Any] = {
        "format": FORMAT,
        "recipe": print_recipe(built.recipe),
        "versions": versions(),
        "fingerprint": panel.fingerprint(),
        "input": _panel_out(panel),
        "kept": {"units": list(built.panel.units), "years": built.panel.years.tolist()},
        "seeds": {},
        "stages": [
            {
                "name": s.name,
                "method": s.method,
                "columns": list(s.columns),
                "found": [list(f) for f in s.found],
                "changed": len(s.changes),
                "values": _numbers_out(s.values),
            }
            for s in built.stages
        ],
    }
    if runs:
        made["seeds"] = {"over_weights": runs}
        made["stages"].append(_uncertainty(built, runs))
    made["digest"] = digest(made)
    return made


def _uncertainty(built: Built, runs: dict[str, float]) -> dict[str, Any]:
    spread = _spread(built, runs)
    low, high = spread.interval()
    return {
        "name": "over_weights",
        "method": f"seed {int(runs['seed'])}",
        "columns": ["low", "high"],
        "found": [],
        "changed": 0,
        "values": _numbers_out(np.column_stack([low, high]).astype(np.float64)),
    }


def _spread(built: Built, runs: dict[str, float]) -> Spread:
    year = int(runs["year"]) if "year" in runs else None
    return over_weights(built, int(runs["count"]), runs["noise"], int(runs["seed"]), year)


def digest(made: dict[str, Any]) -> str:
    """SHA-256 of a record without its own digest."""
    plain = {k: v for k, v in made.items() if k != "digest"}
    words = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def write_record(made: dict[str, Any], path: Path) -> None:
    """Write a record as JSON, compressed when the name ends with .gz; same input, same bytes."""
    words = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    write_whole(path, gzip.compress(words, mtime=0) if path.suffix == ".gz" else words)


def read_record(path: Path) -> tuple[dict[str, Any] | None, list[Fault]]:
    """Read a record; a file that is not one, or was altered, is a fault."""
    try:
        raw = path.read_bytes()
        made = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
        if made["format"] != FORMAT or made["digest"] != digest(made):
            raise ValueError("digest / 摘要不符")
    except FileNotFoundError:
        return None, [fault("file-missing", Place(path.name), name=path, known="record.json.gz")]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        return None, [fault("syntax", Place(path.name), what=f"record: {error}")]
    return made, []


def replay(made: dict[str, Any], panel: Panel | None = None) -> Replay:
    """Build again from a record and compare stage by stage.

    With the same versions and machine every bit must agree; elsewhere ranks exactly and other
    numbers to 12 digits. `panel`, if given, is compared with the recorded input first.
    """
    bitwise = made["versions"] == versions()
    read = parse_recipe(made["recipe"], "record.yaml")
    if read.recipe is None:
        return Replay(bitwise, (), (), read.faults)
    original = _panel_in(made["input"])
    found: list[Difference] = []
    if panel is not None:
        found.extend(_compare_panels(original, panel))
    outcome = build(read.recipe, original)
    if outcome.built is None:
        return Replay(bitwise, (), tuple(found), outcome.faults)
    names = []
    for stage in made["stages"]:
        names.append(stage["name"])
        found.extend(_compare_stage(stage, outcome.built, made, bitwise))
    return Replay(bitwise, tuple(names), tuple(found), outcome.faults)


def _compare_stage(
    stage: dict[str, Any], built: Built, made: dict[str, Any], bitwise: bool
) -> list[Difference]:
    kept = made["kept"]
    if stage["name"] == "over_weights":
        runs = made["seeds"]["over_weights"]
        spread = _spread(built, runs)
        now = np.column_stack(spread.interval()).astype(np.float64)
        units = list(spread.units)
        years = [int(runs.get("year", int(built.panel.years.max())))] * len(units)
    else:
        now = built.stage(stage["name"]).values
        units, years = kept["units"], kept["years"]
    then = _numbers_in(stage["values"])
    if now.shape != then.shape:
        return [Difference(stage["name"], "", 0, "shape", float(then.size), float(now.size))]
    exact = bitwise or stage["name"] in ("rank", "over_weights")
    return [
        Difference(
            stage["name"],
            units[i],
            years[i],
            stage["columns"][j],
            _plain(then[i, j]),
            _plain(now[i, j]),
        )
        for i, j in np.argwhere(~_agree(then, now, exact))
    ]


def _agree(then: Floats, now: Floats, exact: bool) -> NDArray[np.bool_]:
    both = np.isnan(then) & np.isnan(now)
    if exact:
        same = then.view(np.int64) == now.astype(np.float64).view(np.int64)
        return np.asarray(same | both)
    # near zero, digits are counted against the size of the column
    column = np.max(np.where(np.isnan(then), 0.0, np.abs(then)), axis=0, initial=0.0)
    scale = np.maximum(np.abs(then), 1e-3 * column)
    return np.asarray((np.abs(then - now) <= 10.0**-DIGITS * scale) | both)


def _compare_panels(then: Panel, now: Panel) -> list[Difference]:
    before, after = _cells(then), _cells(now)
    return [
        Difference("input", *cell, _plain(before.get(cell)), _plain(after.get(cell)))
        for cell in sorted(before.keys() | after.keys())
        if not _same(before.get(cell), after.get(cell))
    ]


def _cells(panel: Panel) -> dict[tuple[str, int, str], float]:
    return {
        (unit, int(panel.years[i]), column): float(panel.values[i, j])
        for i, unit in enumerate(panel.units)
        for j, column in enumerate(panel.columns)
    }


def _same(a: float | None, b: float | None) -> bool:
    return a == b or (a is not None and b is not None and a != a and b != b)


def _plain(value: Any) -> float | None:
    return None if value is None or value != value else float(value)


def _numbers_out(values: Floats) -> list[list[float | None]]:
    """Rows of numbers; Python writes the shortest text that reads back to the same bits."""
    return [[None if v != v else v for v in row] for row in values.tolist()]


def _numbers_in(rows: list[list[float | None]]) -> Floats:
    return np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=np.float64)


def _panel_out(panel: Panel) -> dict[str, Any]:
    return {
        "units": list(panel.units),
        "years": panel.years.tolist(),
        "names": list(panel.names),
        "groups": list(panel.groups),
        "columns": list(panel.columns),
        "values": _numbers_out(panel.values),
    }


def _panel_in(plain: dict[str, Any]) -> Panel:
    return Panel(
        tuple(plain["units"]),
        np.array(plain["years"], dtype=np.int64),
        tuple(plain["names"]),
        tuple(plain["groups"]),
        tuple(plain["columns"]),
        _numbers_in(plain["values"]),
    )
