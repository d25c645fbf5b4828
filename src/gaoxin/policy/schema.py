"""The JSON Schema of documents (draft 2020-12), made from the structure table.

The schema checks the form of the YAML only: that keys are known and what stands under them. What
the rules mean is the reader's matter.
"""

from typing import Any

from gaoxin.policy import keywords, structure
from gaoxin.policy.keywords import KINDS, KeywordLanguage

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}


def schema(language: KeywordLanguage = "en") -> dict[str, Any]:
    """The schema of a document's front matter and blocks in one keyword language."""
    blocks = {zh if language == "zh" else en: _block(en) for zh, en in KINDS.items()}
    return {
        "$schema": DIALECT,
        "title": "Gaoxin document, format 1",
        "description": "front: the front matter; blocks: each fenced block by its kind.",
        "type": "object",
        "properties": {
            "front": _ref("front"),
            "blocks": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": blocks,
                    "additionalProperties": False,
                    "minProperties": 1,
                    "maxProperties": 1,
                },
            },
        },
        "required": ["front"],
        "additionalProperties": False,
        "$defs": {name: _entry(name, language) for name in structure.entries()},
    }


def _block(kind: str) -> dict[str, Any]:
    if kind == "define":
        one = _ref("entry")
        return {
            "type": "object",
            "additionalProperties": {"anyOf": [one, {"type": "array", "items": one}]},
        }
    if kind == "note":
        return {"anyOf": [_ref("note"), {"type": "array", "items": _ref("note")}]}
    return _ref(kind)


def _ref(entry: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{entry}"}


def _entry(name: str, language: KeywordLanguage) -> dict[str, Any]:
    properties = {
        keywords.key(key, language, name): _form(structure.form(name, key))
        for key in structure.keys(name)
    }
    required = structure.REQUIRED.get(name, ())
    return {
        "type": "object",
        "properties": properties,
        "required": [keywords.key(key, language, name) for key in required],
        "additionalProperties": False,
    }


def _form(form: str) -> dict[str, Any]:
    match form:
        case "text":
            return _TEXT
        case "texts":
            return _TEXTS
        case "any" | "given" | "then":
            return {}
        case "rule":
            return {"anyOf": [_TEXT, _ref("cited")]}
    if form.startswith("{"):
        inner = form[1:-1]
        members = {"type": "object", "additionalProperties": _member(inner)}
        return {"anyOf": [_TEXT, members]} if inner == "along" else members
    if form.startswith("["):
        return {"type": "array", "items": _ref(form[1:-1])}
    return _member(form)


def _member(entry: str) -> dict[str, Any]:
    if entry in {"text", "any", "rule", "given"}:
        return _form(entry)
    if entry in {"condition", "band", "base", "label", "role", "along", "end"}:
        return {"anyOf": [_TEXT, _ref(entry)]}
    return _ref(entry)
