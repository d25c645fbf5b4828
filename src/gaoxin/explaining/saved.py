"""A record as a JSON file, and back.

Numbers are written as text (``"20000000"``, ``"1/3"``), so that nothing on the way can round them;
words that are the same in both languages are written once. The digest inside is the SHA-256 of the
record: a record changed by a slip is refused. It is no signature: whoever changes a record on
purpose can reckon a new digest, so keep the digest elsewhere where that matters.
"""

import json
import re
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from gaoxin.explaining.record import Days, Held, Plain, Record
from gaoxin.quantities import CURRENCIES, Lang, Words

FORMAT = "gaoxin/record/1"
_NUMBER = re.compile(r"-?[0-9]{1,1000}(/[0-9]{1,1000})?")
"""An exact number; no amount has nearly as many digits."""
Tree: TypeAlias = Any


class NoRecord(ValueError):
    """A file that is no record, or one that was changed."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)

    def reason(self, lang: Lang) -> str:
        return self.words.text(lang)


def to_json(record: Record) -> str:
    """The record as JSON text, with its digest."""
    tree = _tree(record)
    return json.dumps(
        {"format": FORMAT, "digest": _digest(tree), "record": tree}, ensure_ascii=False, indent=1
    )


def digest(record: Record) -> str:
    """The SHA-256 of the record, as its file states it."""
    return _digest(_tree(record))


def from_json(text: str | bytes) -> Record:
    """The record of a JSON text; NoRecord if it is none, or is not as it was written."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        raise _unreadable("") from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise NoRecord(f"不是判定记录（{FORMAT}）", f"this is no record ({FORMAT})")
    tree = whole.get("record")
    if whole.keys() != {"format", "digest", "record"} or _digest(tree) != whole["digest"]:
        raise NoRecord(
            "判定记录与其摘要不符：内容被改动过",
            "the record does not match its digest: it was changed",
        )
    try:
        record = _read(Record, tree)
    except (RecursionError, ValueError, TypeError, KeyError) as error:
        raise _unreadable(str(error)) from error
    assert isinstance(record, Record)
    return record


def _unreadable(what: str) -> NoRecord:
    tail = f": {what}" if what else ""
    return NoRecord(f"判定记录读不懂{tail}", f"the record cannot be read{tail}")


def _digest(tree: Tree) -> str:
    plain = json.dumps(tree, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode()).hexdigest()


# --- writing -------------------------------------------------------------------------------------


def _tree(value: Any) -> Tree:
    if isinstance(value, Words):
        return value.zh if value.zh == value.en else {"zh": value.zh, "en": value.en}
    if isinstance(value, Held):
        return _held_tree(value)
    if is_dataclass(value):
        shown = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: _tree(v) for f, v in shown if f.default is MISSING or v != f.default}
    if isinstance(value, tuple):
        return [_tree(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return str(value)
    return value


def _held_tree(held: Held) -> Tree:
    match held.state:
        case "exact":
            return {"state": "exact", "value": _plain_tree(held.value)}
        case "range":
            return {"state": "range", "low": str(held.low), "high": str(held.high)}
        case "withheld":
            return {"state": "withheld"}
    return {"state": held.state, "why": held.why}


def _plain_tree(value: Plain) -> Tree:
    """Numbers are told from texts by standing under ``number``."""
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, Days):
        return {"start": value.start, "end": value.end}
    if isinstance(value, tuple):
        return [_plain_tree(v) for v in value]
    return {"number": str(value)}


# --- reading -------------------------------------------------------------------------------------


def _read(wanted: Any, tree: Tree) -> Any:
    """The value of a type a tree stands for; ValueError where it stands for none."""
    if wanted is Words:
        return _words(tree)
    if wanted is Held:
        return _held(tree)
    if is_dataclass(wanted):
        return _part(wanted, tree)
    origin = get_origin(wanted)
    if origin is tuple:
        return _several(get_args(wanted), tree)
    if origin is Literal:
        return _one_of(get_args(wanted), tree)
    if origin in {Union, UnionType}:
        return _either(get_args(wanted), tree)
    if wanted is str or wanted is bool:
        return _of_type(wanted, tree)
    return _ATOMS[wanted](tree)


def _part(wanted: Any, tree: Tree) -> Any:
    given, known = _of_type(dict, tree), _hints(wanted)
    strange = given.keys() - known.keys()
    if strange:
        raise ValueError(f"{wanted.__name__}: {', '.join(sorted(strange))}")
    currency = given.get("currency", "CNY")
    if currency not in CURRENCIES:
        raise ValueError(f"{wanted.__name__}: {currency}")
    return wanted(**{name: _read(known[name], value) for name, value in given.items()})


@cache
def _hints(wanted: Any) -> dict[str, Any]:
    return get_type_hints(wanted)


def _several(wanted: tuple[Any, ...], tree: Tree) -> tuple[Any, ...]:
    items = _of_type(list, tree)
    kinds = [wanted[0]] * len(items) if wanted[-1] is Ellipsis else wanted
    return tuple(_read(kind, item) for kind, item in zip(kinds, items, strict=True))


def _one_of(known: tuple[Any, ...], tree: Tree) -> Any:
    if not isinstance(tree, str) or tree not in known:
        raise ValueError(str(tree)[:80])
    return tree


def _either(kinds: tuple[Any, ...], tree: Tree) -> Any:
    if tree is None and NoneType in kinds:
        return None
    some = [k for k in kinds if k is not NoneType]
    if all(get_origin(k) is Literal for k in some):
        return _one_of(tuple(word for k in some for word in get_args(k)), tree)
    return _number(tree) if len(some) > 1 else _read(some[0], tree)


def _of_type(wanted: type, tree: Tree) -> Any:
    if type(tree) is not wanted:
        raise ValueError(f"{wanted.__name__}: {str(tree)[:80]}")
    return tree


def _number(tree: Tree) -> int | Fraction:
    text = _of_type(str, tree)
    if not _NUMBER.fullmatch(text):
        raise ValueError(text[:80])
    value = Fraction(text)
    return value.numerator if value.denominator == 1 else value


def _whole(tree: Tree) -> int:
    value = _number(tree)
    if not isinstance(value, int):
        raise ValueError(str(value))
    return value


def _words(tree: Tree) -> Words:
    if isinstance(tree, str):
        return Words(tree, tree)
    given = _of_type(dict, tree)
    return Words(_of_type(str, given["zh"]), _of_type(str, given["en"]))


def _held(tree: Tree) -> Held:
    given = _of_type(dict, tree)
    match given["state"]:
        case "exact":
            return Held("exact", _plain(given["value"]))
        case "range":
            return Held("range", low=_number(given["low"]), high=_number(given["high"]))
        case "withheld":
            return Held("withheld")
        case "unknown" | "absent" as state:
            return Held(state, why=_of_type(str, given["why"]))
    raise ValueError(str(given["state"])[:80])


def _plain(tree: Tree) -> Plain:
    if isinstance(tree, (bool, str)):
        return tree
    if isinstance(tree, list):
        return tuple(_plain(v) for v in tree)
    given = _of_type(dict, tree)
    if "number" in given:
        return _number(given["number"])
    end = given["end"]
    return Days(_of_type(str, given["start"]), None if end is None else _of_type(str, end))


_ATOMS: dict[Any, Callable[[Tree], Any]] = {
    int: _whole,
    date: lambda tree: date.fromisoformat(_of_type(str, tree)),
}
