"""The structure of a document's YAML as data: the keys of each entry, what stands under them.

One table serves the printer (which words are keywords, in which order they stand) and the
published JSON Schema. The readers state their keys; this table adds what the readers' code says:
the form of what follows each key.

Forms: "text", "texts" (a text or a list), "rule" (an expression or an entry ``cited``), an entry's
name, ``{entry}`` (names to entries), ``[entry]`` (a list of entries), ``given`` and ``then`` (facts
and results of an example: names of the document among a few keywords), ``any`` (free).
"""

from collections.abc import Mapping
from functools import cache

from gaoxin.policy.reading import (
    clause,
    define,
    example,
    front,
    measure,
    posting,
    procedure,
    register,
)
from gaoxin.policy.reading.keys import COMMON

_TEXTS = {"quote", "tags", "carries", "key", "supersedes", "missing", "papers", "open", "drop"}
_TEXTS |= {"needs", "stops_in", "over", "territory"}

_FORMS: Mapping[str, Mapping[str, str]] = {
    "front": {"uses": "{any}", "words": "{text}", "in_force": "any"},
    "register": {"facts": "{fact}"},
    "fact": {},
    "entry": {
        "value": "text",
        "of": "rule",
        "bands": "{band}",
        "slices": "{band}",
        "list": "any",
        "readings": "[reading]",
    },
    "clause": {
        "when": "{condition}",
        "gives": "gives",
        "where": "condition",
        "lower": "{text}",
        "raise": "{text}",
    },
    "condition": {"all": "{condition}", "any": "{condition}", "none": "{condition}"},
    "gives": {
        "money": "rule",
        "cap": "rule",
        "valid": "rule",
        "per": "rule",
        "payers": "payers",
        "instalments": "[instalment]",
        "undertakes": "{undertaking}",
    },
    "payers": {"shares": "{text}"},
    "undertaking": {"for": "rule", "breach": "rule"},
    "stacking": {"cap": "rule", "less": "rule", "budget": "rule", "short": "rule", "per": "rule"},
    "procedure": {
        "roles": "{role}",
        "states": "{state}",
        "steps": "{step}",
        "clocks": "{clock}",
        "apart": "any",
    },
    "role": {"of": "text"},
    "step": {
        "from": "texts",
        "by": "texts",
        "when": "{condition}",
        "explain": "{condition}",
        "records": "{rule}",
        "opens": "{along}",
        "takes": "{along}",
    },
    "along": {"each": "rule", "where": "rule", "with": "{rule}", "records": "{rule}"},
    "clock": {"to": "texts", "extended_by": "{cited}"},
    "posting": {
        "dimensions": "{text}",
        "accounts": "{account}",
        "entries": "{move}",
        "no_entry": "texts",
        "through": "texts",
    },
    "account": {"by": "texts"},
    "move": {
        "step": "texts",
        "from": "end",
        "to": "end",
        "money": "rule",
        "moves": "[leg]",
        "by": "{rule}",
    },
    "leg": {"from": "end", "to": "end", "money": "rule"},
    "end": {"shares": "{rule}"},
    "target": {
        "measure": "rule",
        "aim": "rule",
        "base": "base",
        "milestones": "{rule}",
        "plan": "rule",
        "readings": "[reading]",
    },
    "base": {"value": "text"},
    "index": {"tree": "{node}", "writes": "{text}"}
    | dict.fromkeys(set(measure.INDEX) - {"for", "tree", "writes"}, "any"),
    "node": {"parts": "{node}", "measure": "rule"},
    "example": {
        "given": "given",
        "cases": "[case]",
        "edges": "{given}",
        "refused": "{given}",
    },
    "case": {"set": "given", "then": "then", "events": "given", "nodes": "any"},
    "note": {"reason": "label"},
}

_KEYS: Mapping[str, tuple[str, ...]] = {
    "front": front.KEYS,
    "register": ("kind", "key", "born", "ended", "facts"),
    "fact": register.FACT_KEYS,
    "entry": define.KEYS,
    "band": ("value",),
    "reading": ("value", "rule", "confidence"),
    "clause": clause.KEYS,
    "condition": ("rule", "all", "any", "none"),
    "gives": clause.GIVES,
    "cited": ("rule",),
    "payers": ("shares", "rest"),
    "instalment": ("share", "after"),
    "undertaking": ("rule", "for", "breach"),
    "stacking": clause.STACKING,
    "procedure": procedure.KEYS,
    "state": ("applicant", "public", "end"),
    "role": ("of",),
    "step": procedure.STEP,
    "along": procedure.ALONG,
    "clock": procedure.CLOCK,
    "posting": posting.KEYS,
    "account": posting.ACCOUNT,
    "move": posting.ENTRY,
    "leg": posting.MOVE,
    "end": ("shares", "rest"),
    "target": measure.TARGET,
    "base": ("value", "on"),
    "index": measure.INDEX,
    "node": measure.NODE,
    "example": example.KEYS,
    "case": example.CASE,
    "note": ("reason",),
    "label": ("zh", "en"),
}

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "front": ("id", "title"),
    "register": ("kind",),
    "fact": ("type",),
    "clause": ("id",),
    "cited": ("rule",),
    "payers": ("shares", "rest"),
    "instalment": ("share", "after"),
    "undertaking": ("rule", "for"),
    "stacking": ("id", "over", "take"),
    "procedure": ("id", "states", "steps"),
    "step": ("from", "to", "by"),
    "clock": ("from", "to"),
    "posting": ("id", "accounts", "entries"),
    "account": ("nature",),
    "move": ("step",),
    "leg": ("from", "to", "money"),
    "end": ("shares", "rest"),
    "target": ("id", "measure"),
    "index": ("id", "tree"),
    "example": ("tests",),
    "case": ("name", "then"),
    "note": ("id", "reason"),
}
FREE: Mapping[str, tuple[str, ...]] = {
    "given": tuple(dict.fromkeys((*example.SPECIAL, *example.RUN_GIVEN, *example.RUN))),
    "then": (*example.RESULT, *example.RUN_RESULT),
}
"""Forms whose names are the document's own, but for these keywords."""

_LABELS = ("id", "kind", "name", "zh", "en", "for")
_SPAN = ("from", "to")
_WORDS = ("quote", "at", "reads", "because", "judge")
_REMARKS = ("tags", "carries", "verified", "source", "note")
_BELOW = {"facts", "bands", "slices", "readings", "when", "where", "lower", "raise", "gives"}
_BELOW |= {"all", "any", "none", "parts", "tree", "states", "steps", "clocks", "milestones"}
_BELOW |= {"given", "set", "events", "then", "cases", "edges", "refused"}
_BELOW |= {"papers", "procedure", "open", "apart", "explain", "records", "opens", "takes"}
_BELOW |= {"dimensions", "accounts", "entries", "moves", "no_entry", "through"}
"""Keys under which an entry goes on; they stand last, in the order of the entry."""
_BLOCKS = {"register", "clause", "stacking", "procedure", "posting", "target", "index"}
_BLOCKS |= {"example", "note"}
_NAMED = {"fact", "entry", "node", "state", "case", "account"}


@cache
def keys(entry: str) -> tuple[str, ...]:
    """All keys of an entry, in the order in which the printer writes them: a block begins with its
    names and whose it is, a define or fact with its names and type; what is named by its key (a
    condition, a step) begins with its rule."""
    own = _KEYS[entry]
    if entry == "front":
        return own
    plain = [k for k in own if k not in {*_LABELS, *_WORDS, *_REMARKS, *_BELOW}]
    below = [k for k in own if k in _BELOW]
    if entry in _BLOCKS:
        order = [*_LABELS, *_SPAN, *_REMARKS[:-1], *plain, *_WORDS, *below, "note"]
    elif entry in _NAMED:
        head = ("type", "unit", *_SPAN, "judge")
        order = [*_LABELS, *head, *plain, *_WORDS, *_REMARKS, *below]
    else:
        order = [*plain, *_WORDS, *_LABELS, *_SPAN, *_REMARKS, *below]
    allowed = {*own, *COMMON}
    return tuple(dict.fromkeys(k for k in order if k in allowed))


def form(entry: str, key: str) -> str:
    """What stands under ``key`` of an entry."""
    known = _FORMS.get(entry, {}).get(key)
    if known:
        return known
    if key == "reads":
        return "{text}"
    return "texts" if key in _TEXTS else "text"


def entries() -> tuple[str, ...]:
    return tuple(_KEYS)
