"""The shape of a record: what must be there before it can be replayed."""

from collections.abc import Callable
from typing import Any

from gaoxin.indicators.faults import Text

Test = Callable[[Any], bool]


def broken(made: Any, version: int) -> Text | None:
    """Where a record is not of its shape, in words; None for a whole one."""
    if not isinstance(made, dict):
        return Text("不是一份记录", "this is no record")
    if made.get("format") != version:
        said = made.get("format", "?")
        return Text(f"记录的格式是 {said}，本版为 {version}", f"format {said}, here {version}")
    at = _first(made, _WHOLE, "") or _rows(made) or _order(made) or _seeds(made)
    return Text(f"“{at}”缺失或不合格式", f"“{at}” is missing or malformed") if at else None


def _first(made: Any, shape: Any, path: str) -> str:
    """The first place that is not of a shape: a test, a mapping of shapes, or a list of one."""
    if callable(shape):
        return "" if shape(made) else path
    if isinstance(shape, list):
        if not isinstance(made, list):
            return path
        wrong = (_first(item, shape[0], f"{path}[{i}]") for i, item in enumerate(made))
        return next(filter(None, wrong), "")
    if not isinstance(made, dict):
        return path or "record"
    inner = (_first(made.get(k), s, f"{path}.{k}".lstrip(".")) for k, s in shape.items())
    return next(filter(None, inner), "")


def _word(value: Any) -> bool:
    return isinstance(value, str)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62


def _cell(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def _note(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 3:
        return False
    return _word(value[0]) and _word(value[1]) and _cell(value[2])


def _mapping(value: Any) -> bool:
    return isinstance(value, dict)


_STAGE = {
    "name": _word,
    "method": _word,
    "columns": [_word],
    "found": [_note],
    "changed": _whole,
    "values": [[_cell]],
}
_WHOLE: dict[str, Any] = {
    "recipe": _word,
    "versions": _mapping,
    "fingerprint": _word,
    "digest": _word,
    "input": {
        "units": [_word],
        "years": [_whole],
        "names": [_word],
        "groups": [_word],
        "columns": [_word],
        "values": [[_cell]],
    },
    "kept": {"units": [_word], "years": [_whole], "groups": [_word], "grades": [_word]},
    "seeds": _mapping,
    "stages": [_STAGE],
}


def _rows(made: dict[str, Any]) -> str:
    given, kept = made["input"], made["kept"]
    count, wide = len(given["units"]), len(given["columns"])
    for key in ("years", "names", "groups", "values"):
        if len(given[key]) != count:
            return f"input.{key}"
    if any(len(row) != wide for row in given["values"]):
        return "input.values"
    for stage in made["stages"]:
        if any(len(row) != len(stage["columns"]) for row in stage["values"]):
            return f"stages.{stage['name']}.values"
    same = {len(kept[key]) for key in ("units", "years", "groups", "grades")}
    return "" if len(same) == 1 else "kept"


def _order(made: dict[str, Any]) -> str:
    """A panel is sorted by year and unit, each once, and so is its record."""
    given = made["input"]
    keys = list(zip(given["years"], given["units"], strict=True))
    if keys != sorted(set(keys)):
        return "input.units"
    return "" if len(set(given["columns"])) == len(given["columns"]) else "input.columns"


def _seeds(made: dict[str, Any]) -> str:
    runs = made["seeds"].get("over_weights")
    if runs is None:
        return ""
    numbers = isinstance(runs, dict) and all(map(_cell, runs.values()))
    if not numbers or not {"count", "noise", "seed"} <= runs.keys() or None in runs.values():
        return "seeds.over_weights"
    sound = 1 <= runs["count"] <= MOST_RUNS and 0 <= runs["noise"] < 1 and runs["seed"] >= 0
    year = "year" not in runs or runs["year"] in made["kept"]["years"]
    return "" if sound and year else "seeds.over_weights"


MOST_RUNS = 10_000_000
