"""The published JSON Schema accepts every shipped document and refuses slips of form."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from gaoxin.policy import markdown
from gaoxin.policy.keywords import KINDS
from gaoxin.policy.schema import schema

PACKS = Path(__file__).parents[2] / "packs"
DOCUMENTS = sorted(p for p in PACKS.rglob("*.md") if not p.name.startswith("README"))


def load(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)


def as_instance(path: Path) -> dict[str, Any]:
    """Front matter and blocks of a file as the schema sees them."""
    page = markdown.split(path.read_text(encoding="utf-8"), str(path))
    assert isinstance(page, markdown.Page)
    blocks = [{f.info[1]: load(f.text)} for f in page.fences if f.info[:1] == ("yaml",)]
    return {"front": load(page.front), "blocks": blocks}


def validator(instance: dict[str, Any]) -> jsonschema.Draft202012Validator:
    language = "zh" if "标识" in instance["front"] else "en"
    return jsonschema.Draft202012Validator(schema(language))  # type: ignore[arg-type]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(PACKS)))
def test_every_shipped_document_is_valid(path: Path) -> None:
    instance = as_instance(path)
    errors = [
        f"{list(e.path)}: {e.message[:200]}" for e in validator(instance).iter_errors(instance)
    ]
    assert errors == []


@pytest.mark.parametrize(
    "block",
    [
        {"clause": {"id": "a", "whne": {}}},
        {"clause": {"when": {}}},
        {"stacking": {"id": "s", "over": ["a"]}},
        {"define": {"a": {"value": ["1"]}}},
        {"target": {"id": "t"}},
        {"register": {"kind": "k", "facts": {"f": {"zh": "名"}}}},
        {"rule": {}},
    ],
)
def test_a_slip_of_form_is_refused(block: dict[str, Any]) -> None:
    instance = {"front": {"id": "demo/a", "title": "t"}, "blocks": [block]}
    assert not validator(instance).is_valid(instance)


def test_both_languages_have_a_schema_with_the_same_entries() -> None:
    english, chinese = schema("en"), schema("zh")
    assert english["$defs"].keys() == chinese["$defs"].keys()
    assert set(chinese["properties"]["blocks"]["items"]["properties"]) == set(KINDS)
