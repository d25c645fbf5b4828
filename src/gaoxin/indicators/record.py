"""Record a built index with everything it came from, and replay it."""

import gzip
import hashlib
import json
import platform
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from gaoxin import __version__
from gaoxin.files.whole import write_whole
from gaoxin.indicators.building import Built, build
from gaoxin.indicators.faults import Fault, Place, Text, fault
from gaoxin.indicators.recipe_print import print_recipe
from gaoxin.indicators.recipe_read import parse_recipe
from gaoxin.indicators.record_shape import broken
from gaoxin.indicators.tables import Panel
from gaoxin.indicators.uncertainty import Spread, over_weights

Floats = NDArray[np.float64]
FORMAT = 2
DIGITS = 12
NAME, GROUP = "(name)", "(group)"


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that a replay does not reproduce, named by stage and cell."""

    stage: str
    unit: str
    year: int
    column: str
    recorded: float | str | None
    now: float | str | None


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
        "kept": {
            "units": list(built.panel.units),
            "years": built.panel.years.tolist(),
            "groups": list(built.panel.groups),
            "grades": list(built.grades),
        },
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
        made = json.loads(
            gzip.decompress(raw) if path.suffix == ".gz" else raw, parse_constant=_no_number
        )
    except FileNotFoundError:
        return None, [fault("file-missing", Place(path.name), name=path, known="record.json.gz")]
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as error:
        return None, [fault("record-broken", Place(path.name), what=str(error))]
    if wrong := broken(made, FORMAT):
        return None, [fault("record-broken", Place(path.name), what=wrong)]
    if made["digest"] != digest(made):
        what = Text("摘要与内容不符，记录被改动过", "the digest is not that of the content")
        return None, [fault("record-broken", Place(path.name), what=what)]
    return made, []


def _no_number(words: str) -> float:
    raise ValueError(words)


def replay(made: dict[str, Any], panel: Panel | None = None) -> Replay:
    """Build again from a record and compare all that it holds.

    With the same versions and machine every bit must agree; elsewhere ranks exactly and other
    numbers to 12 digits. `panel`, if given, is compared with the recorded input first.
    """
    if wrong := broken(made, FORMAT):
        return Replay(False, (), (), (fault("record-broken", Place(), what=wrong),))
    bitwise = made["versions"] == versions()
    read = parse_recipe(made["recipe"], "record.yaml")
    if read.recipe is None:
        return Replay(bitwise, (), (), read.faults)
    original = _panel_in(made["input"])
    if absent := set(read.recipe.columns()) - set(original.columns):
        what = Text("input.columns", "input.columns")
        named = Place("", 0, "", "", min(absent))
        return Replay(bitwise, (), (), (fault("record-broken", named, what=what),))
    found = _compare_panels(original, panel) if panel is not None else []
    outcome = build(read.recipe, original)
    if outcome.built is None:
        return Replay(bitwise, (), tuple(found), outcome.faults)
    again = record(outcome.built, original, made["seeds"].get("over_weights"))
    names = tuple(stage["name"] for stage in made["stages"])
    found.extend(_compare(made, again, bitwise))
    return Replay(bitwise, names, tuple(found), outcome.faults)


def _compare(then: dict[str, Any], now: dict[str, Any], bitwise: bool) -> list[Difference]:
    """Every difference of two records: what was read, who was kept, and stage by stage."""
    found = [*_words("record", then, now, ("recipe", "fingerprint"))]
    found.extend(_words("kept", then["kept"], now["kept"], tuple(now["kept"])))
    stages = {s["name"]: s for s in now["stages"]}
    order = [s["name"] for s in then["stages"]]
    found.extend(_words("stages", {"names": order}, {"names": list(stages)}, ("names",)))
    rows = _rows_of(now)
    for stage in then["stages"]:
        if stage["name"] in stages:
            found.extend(_compare_stage(stage, stages[stage["name"]], rows, bitwise))
    return found


def _words(
    stage: str, then: dict[str, Any], now: dict[str, Any], keys: tuple[str, ...]
) -> Iterator[Difference]:
    """Values that are compared as they stand; of two lists the first places that differ."""
    for key in keys:
        old, new = then.get(key), now.get(key)
        if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            for at, (a, b) in enumerate(zip(old, new, strict=True)):
                if a != b:
                    yield Difference(stage, "", 0, f"{key} {at + 1}", str(a), str(b))
        elif old != new:
            yield Difference(stage, "", 0, key, _short(old), _short(new))


def _short(value: Any) -> str:
    words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return words if len(words) <= 60 else f"{words[:57]}…"


def _rows_of(made: dict[str, Any]) -> list[tuple[str, int]]:
    return list(zip(made["kept"]["units"], made["kept"]["years"], strict=True))


def _compare_stage(
    then: dict[str, Any], now: dict[str, Any], rows: list[tuple[str, int]], bitwise: bool
) -> list[Difference]:
    name = then["name"]
    found = list(_words(name, then, now, ("method", "columns", "changed")))
    notes = [(f[0], f[1]) for f in then["found"]], [(f[0], f[1]) for f in now["found"]]
    found.extend(_words(name, {"found": notes[0]}, {"found": notes[1]}, ("found",)))
    old, new = _numbers_in(then["values"]), _numbers_in(now["values"])
    if old.shape != new.shape:
        sizes = (" x ".join(map(str, a.shape)) for a in (old, new))
        return [*found, Difference(name, "", 0, "shape", *sizes)]
    exact = bitwise or name in ("rank", "over_weights")
    for i, j in np.argwhere(~_agree(old, new, exact)):
        # the intervals are of one year's units: named by their place among them
        unit, year = rows[i] if len(rows) == len(new) else (f"{i + 1}", 0)
        cell = _plain(old[i, j]), _plain(new[i, j])
        found.append(Difference(name, unit, year, now["columns"][j], *cell))
    if notes[0] == notes[1]:
        found.extend(_compare_found(name, then["found"], now["found"], exact))
    return found


def _compare_found(
    name: str, then: list[list[Any]], now: list[list[Any]], exact: bool
) -> Iterator[Difference]:
    for a, b in zip(then, now, strict=True):
        if not _agree(_numbers_in([[a[2]]]), _numbers_in([[b[2]]]), exact).all():
            yield Difference(name, "", 0, f"{b[0]} {b[1]}", _plain(a[2]), _plain(b[2]))


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


def _cells(panel: Panel) -> dict[tuple[str, int, str], float | str]:
    """All that a panel says of a unit in a year: its name, its group and every value."""
    found: dict[tuple[str, int, str], float | str] = {}
    for i, unit in enumerate(panel.units):
        year = int(panel.years[i])
        found[unit, year, NAME], found[unit, year, GROUP] = panel.names[i], panel.groups[i]
        for j, column in enumerate(panel.columns):
            found[unit, year, column] = float(panel.values[i, j])
    return found


def _same(a: float | str | None, b: float | str | None) -> bool:
    return a == b or (a is not None and b is not None and a != a and b != b)


def _plain(value: Any) -> float | str | None:
    if value is None or isinstance(value, str):
        return value
    return None if value != value else float(value)


def _numbers_out(values: Floats) -> list[list[float | None]]:
    """Rows of numbers; Python writes the shortest text that reads back to the same bits."""
    return [[None if v != v else v for v in row] for row in values.tolist()]


def _numbers_in(rows: list[list[float | None]]) -> Floats:
    found = [[np.nan if v is None else v for v in row] for row in rows]
    return np.array(found, dtype=np.float64).reshape(len(rows), len(rows[0]) if rows else 0)


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
