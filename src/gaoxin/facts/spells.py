"""Spells (from-to) and events (dates) in cells."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from gaoxin.facts.entities import Spell
from gaoxin.facts.faults import unreadable
from gaoxin.facts.words import NO_WORDS, YES_WORDS, folded
from gaoxin.files.trouble import Trouble
from gaoxin.quantities import QuantityError, parse_date

_PARTS: Final = re.compile(r"[;；,，、\n]")
_ARROW: Final = re.compile(r"(.+?)\s*(?:\.\.+|…+|至|到|~|—+)\s*(.*)")
_DASHED: Final = re.compile(
    r"(\d{4}([/.])\d{1,2}\2\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日)\s*[-\u2013－]\s*(\d{4}[/.年].+|至?今|长期)"
)
"""A dash between two days, where no day is written with dashes."""
_SINCE: Final = re.compile(r"(?:自)?(.+?)起")
_OPEN: Final = frozenset({"", "今", "至今", "now", "长期", "none", "null"})


def read_spells(cell: Any) -> tuple[Spell, ...] | bool | Trouble:
    """``2023-11-01..2026-10-31``, ``2020-01-01..`` (open), several with ``;`` or as a list.

    ``no`` is none at all; ``yes`` says that it is held, not since when, and stays so.
    """
    if isinstance(cell, bool) or _word(cell) in YES_WORDS | NO_WORDS:
        return True if cell is True or _word(cell) in YES_WORDS else ()
    spells: list[Spell] = []
    for part in _several(cell):
        spell = _spell(part)
        if isinstance(spell, Trouble):
            return spell
        spells.append(spell)
    return _in_order(sorted(spells, key=lambda s: s.start))


def read_events(cell: Any) -> tuple[date, ...] | Trouble:
    """Dates, several with ``;`` or as a list; ``no`` is none at all."""
    if cell is False or _word(cell) in NO_WORDS:
        return ()
    found: list[date] = []
    for part in _several(cell):
        day = _day(part, "")
        if isinstance(day, Trouble):
            return day
        found.append(day)
    return tuple(sorted(found))


def _word(cell: Any) -> str:
    if isinstance(cell, str):
        return folded(cell)
    return f"{cell:g}" if isinstance(cell, int | float) else ""


def _several(cell: Any) -> Iterable[Any]:
    if isinstance(cell, str) and cell.strip().startswith("["):
        try:
            cell = json.loads(cell)
        except (ValueError, RecursionError):
            cell = cell.strip().strip("[]") or cell
    if isinstance(cell, list | tuple):
        return cell
    if isinstance(cell, str):
        return [part for part in _PARTS.split(cell) if part.strip()]
    return [cell]


def _spell(part: Any) -> Spell | Trouble:
    if isinstance(part, dict):
        return _ends(part.get("start"), part.get("end"), str(part))
    text = str(part).strip()
    if dashed := _DASHED.fullmatch(text):
        return _ends(dashed[1], dashed[3], text)
    found = _ARROW.fullmatch(text)
    if found:
        return _ends(found[1], found[2], text)
    since = _SINCE.fullmatch(text)
    return _ends(since[1], None, text) if since else _one_date(text)


def _ends(first: Any, last: Any, text: str) -> Spell | Trouble:
    start = _day(first, text)
    if isinstance(start, Trouble):
        return start
    if last is None or folded(str(last)) in _OPEN:
        return Spell(start)
    end = _day(last, text)
    if isinstance(end, Trouble):
        return end
    if end < start:
        return Trouble(
            "F19",
            f"“{text}”的终止日在起始日之前",
            f"'{text}' ends before it begins",
            "核对两个日期",
            "check the two dates",
        )
    return Spell(start, end)


def _day(part: Any, text: str) -> date | Trouble:
    if isinstance(part, datetime):
        return part.date()
    if isinstance(part, date):
        return part
    if isinstance(part, float) and part.is_integer():
        part = int(part)
    try:
        when = parse_date(str(part))
    except QuantityError as error:
        return unreadable(error, "F19" if text else "F12")
    if when.precision == "day":
        return when.first
    return Trouble(
        "F19",
        f"“{part}”没有写到日",
        f"'{part}' does not name the day",
        "写 2023-11-01",
        "write it like 2023-11-01",
    )


def _in_order(spells: list[Spell]) -> tuple[Spell, ...] | Trouble:
    for one, other in pairwise(spells):
        if one.end is None or other.start <= one.end:
            return Trouble(
                "F19",
                f"两段起止重叠：{one.start}起的与{other.start}起的",
                f"two spells overlap: the one from {one.start} and the one from {other.start}",
                "每段写到下一段的前一日",
                "let each end on the day before the next begins",
            )
    return tuple(spells)


def _one_date(text: str) -> Trouble:
    return Trouble(
        "F19",
        f"“{text}”只有一个日期，不知到何日",
        f"'{text}' is one date; it does not say until when",
        "写 2023-11-01..2026-10-31，长期有效写 2023-11-01..",
        "write 2023-11-01..2026-10-31, or 2023-11-01.. if it has no end",
    )
