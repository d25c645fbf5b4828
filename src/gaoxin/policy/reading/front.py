"""The front matter: what document this is, of whom, in force when, proved by what."""

import re
from datetime import date
from typing import Any

from gaoxin.files.yamltree import Mapping, Scalar
from gaoxin.policy import keywords
from gaoxin.policy.form import Front, Label
from gaoxin.policy.keywords import KeywordLanguage
from gaoxin.policy.reading.keys import Keys
from gaoxin.quantities import QuantityError, Rounding, parse_date, parse_rounding

KEYS: tuple[str, ...] = (
    "format",
    "id",
    "translates",
    "title",
    "zh",
    "en",
    "issuer",
    "level",
    "territory",
    "number",
    "issued",
    "in_force",
)
KEYS += ("known", "supersedes", "family", "role", "uses", "source", "completeness", "missing")
KEYS += ("verified", "wording", "lang", "note", "for", "anchor", "round", "words")

LEVELS: tuple[str, ...] = ("national", "province", "city", "district", "zone")
_ID = re.compile(r"[a-z0-9][a-z0-9./_-]*")
FORMAT = "1"
"""The version of the document format this reader knows."""
DEFAULT_ROUNDING = "half_up 0.01元"


def language(tree: Mapping) -> KeywordLanguage:
    """The language of a document's keywords, seen from its front matter."""
    return "zh" if keywords.key("id", "zh") in tree.values else "en"


def read_front(keys: Keys) -> Front:
    """The typed front matter; what is wrong with it has been reported."""
    keys.only(*KEYS)
    keys.require("id", "title")
    if not keys.has("translates"):
        keys.require("in_force", "wording")
    _small(keys)
    believed = _believed(keys)
    start, end = believed[-1][1:] if believed else _span(keys, keys.text("in_force"))
    issued = _first(keys, "issued")
    rounding = _rounding(keys)
    dated = ("issued", "known") if believed else ("issued", "in_force", "known")
    raw = {k: keys.text(k) for k in dated if keys.has(k)}
    return Front(
        id=keys.text("id"),
        title=keys.text("title"),
        label=Label(keys.text("zh") or keys.text("title"), keys.text("en")),
        issuer=keys.text("issuer"),
        territory=keys.texts("territory"),
        number=keys.text("number"),
        level=_closed(keys, "level", LEVELS),
        issued=issued,
        start=start,
        end=end,
        known=_first(keys, "known") or issued,
        supersedes=keys.texts("supersedes"),
        family=keys.text("family"),
        role=keys.value("role"),
        uses=_uses(keys),
        source=keys.text("source"),
        completeness=_closed(keys, "completeness", ("complete", "partial")),
        missing=keys.texts("missing"),
        verified=_closed(keys, "verified", ("yes", "partly", "no")),
        note=keys.text("note"),
        wording=_closed(keys, "wording", ("official", "translation", "restated")),
        lang=_closed(keys, "lang", ("zh", "en")) or "zh",
        kind=keys.value("for") or "enterprise",
        anchor=_closed(keys, "anchor", ("application", "decision", "period_end")),
        rounding=rounding,
        rounding_stated=keys.has("round"),
        words={k: v.text for k, v in keys.entries("words") if isinstance(v, Scalar)},
        translates=keys.text("translates"),
        format=keys.choice("format", (FORMAT,), FORMAT),
        raw=raw,
        believed=believed,
    )


def _small(keys: Keys) -> None:
    name = keys.text("id")
    if name and not _ID.fullmatch(name):
        keys.fault(
            "N3",
            keys.get("id") or keys.tree,
            f"“{name}”不能作文件的标识",
            f"'{name}' cannot be the id of a document",
            "用小写字母、数字和 - _ . /，例如 lakeside/2026-rent",
            "use small ASCII letters, digits and - _ . /, e.g. lakeside/2026-rent",
        )


def _closed(keys: Keys, key: str, allowed: tuple[str, ...]) -> Any:
    return keys.choice(key, allowed)


def _first(keys: Keys, key: str) -> date | None:
    return _day(keys, key, keys.text(key), last=False)


def _day(keys: Keys, key: str, text: str, *, last: bool) -> date | None:
    if not text:
        return None
    try:
        found = parse_date(text)
    except QuantityError as error:
        keys.fault("D5", keys.get(key) or keys.tree, error.reason("zh"), error.reason("en"))
        return None
    return found.last if last else found.first


def _believed(keys: Keys) -> tuple[tuple[date, date | None, date | None], ...]:
    """``in_force`` as days on which a validity became known, each with that validity."""
    found = []
    for day, tree in keys.entries("in_force") if isinstance(keys.get("in_force"), Mapping) else ():
        since = _day(keys, "in_force", day, last=False)
        span = _span(keys, tree.text if isinstance(tree, Scalar) else "?")
        found += [(since, *span)] if since else []
    return tuple(sorted(found, key=lambda one: one[0]))


def _span(keys: Keys, text: str) -> tuple[date | None, date | None]:
    """``2024-07-02..2025-12-31``; an open end is none."""
    key = "in_force"
    if not text:
        return None, None
    first, dots, second = text.partition("..")
    if not dots:
        keys.fault(
            "D5",
            keys.get(key) or keys.tree,
            f"“{keys.word(key)}”要写成 起日..止日",
            f"'{keys.word(key)}' must be first..last day",
            "例如 2024-07-02..2025-12-31；没有止日写 2024-07-02..",
            "e.g. 2024-07-02..2025-12-31; without an end: 2024-07-02..",
        )
        return None, None
    start = _day(keys, key, first.strip(), last=False)
    end = _day(keys, key, second.strip(), last=True)
    if start and end and end < start:
        keys.fault(
            "D5", keys.get(key) or keys.tree, "止日早于起日", "the last day lies before the first"
        )
    return start, end


def _rounding(keys: Keys) -> Rounding:
    text = keys.text("round") or DEFAULT_ROUNDING
    try:
        return parse_rounding(text)
    except QuantityError as error:
        keys.fault("D5", keys.get("round") or keys.tree, error.reason("zh"), error.reason("en"))
        return parse_rounding(DEFAULT_ROUNDING)


def _uses(keys: Keys) -> dict[str, tuple[str, date | None]]:
    """``{alias: document}`` or ``{alias: {id: document, at: date}}``."""
    found: dict[str, tuple[str, date | None]] = {}
    for alias, tree in keys.entries("uses"):
        if isinstance(tree, Scalar):
            found[alias] = (tree.text.strip(), None)
        elif isinstance(tree, Mapping):
            entry = keys.sub(tree)
            found[alias] = (entry.text("id"), _first(entry, "at"))
    return found
