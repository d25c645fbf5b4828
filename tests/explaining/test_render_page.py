"""The explanation as a page and as JSON: whole, self-contained, exact, and safe."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gaoxin.engine.engine import Engine
from gaoxin.explaining.explanation import Explanation, explain
from gaoxin.explaining.html import as_html
from gaoxin.explaining.json import as_dict, as_json
from gaoxin.facts.entities import Entity
from gaoxin.policy.reading import read_library
from gaoxin.proving.given import Given
from gaoxin.quantities import Lang

PACKS = Path(__file__).parents[2] / "packs"
QUANZHOU = "quanzhou-etdz/2024-hte"
HTE = "cn/2016-hte"
ON = date(2024, 9, 1)
FACTS: dict[str, Any] = {
    "注册日期": "2015-01-01",
    "在区注册": "2015-01-01..",
    "营业收入": {"上年": "20000000.01元"},
    "高新技术企业": "2024-08-20..2027-08-19",
    "市级高企奖补": {"本年": "5万元"},
}
VOID = {"meta", "br", "hr", "img", "input", "link"}


@pytest.fixture(scope="module")
def engine() -> Engine:
    documents = (PACKS / "cn" / "vocabulary.md", PACKS / "cn" / "2016-hte.md")
    return Engine(read_library(*documents, PACKS / "quanzhou-etdz", PACKS / "cn" / "codebooks"))


def entity_of(engine: Engine, changed: Mapping[str, Any] | None = None) -> Entity:
    given = Given(engine.library, QUANZHOU, ON, str)
    return given.entity("enterprise", {**FACTS, **(changed or {})})


def asked(engine: Engine, lang: Lang, changed: Mapping[str, Any] | None = None) -> Explanation:
    return explain(engine, entity_of(engine, changed), ON, lang)


class Outline(HTMLParser):
    """Tags as opened and closed, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    return found


@pytest.mark.parametrize(("lang", "code"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_is_well_formed_and_says_its_language(
    engine: Engine, lang: Lang, code: str
) -> None:
    found = outline(as_html(asked(engine, lang)))
    assert found.wrong == []
    assert found.open == []
    assert found.all("html") == [{"lang": code}]
    assert found.all("title")


def test_the_page_needs_nothing_from_outside_and_runs_nothing(engine: Engine) -> None:
    page = as_html(asked(engine, "zh"))
    found = outline(page)
    assert not re.search(r"https?:|url\(|@import|<script|javascript:|\bon\w+=", page)
    targets = [a.get("href") or a.get("src") or "" for _, a in found.tags]
    assert all(t.startswith("#") for t in targets if t)


def test_headings_descend_one_level_at_a_time_and_tables_have_headers(engine: Engine) -> None:
    found = outline(as_html(asked(engine, "en")))
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert all(cell.get("scope") in {"row", "col"} for cell in found.all("th"))


def test_every_reference_on_the_page_leads_somewhere_once(engine: Engine) -> None:
    found = outline(as_html(asked(engine, "zh")))
    ids = [a["id"] for _, a in found.tags if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attributes in found.tags:
        for key in ("aria-labelledby", "href"):
            target = (attributes.get(key) or "").lstrip("#")
            assert not target or target in ids


def test_a_name_that_looks_like_code_stays_text(engine: Engine) -> None:
    entity = entity_of(engine)
    entity.name = '<script>alert("1")</script>'
    page = as_html(explain(engine, entity, ON, "zh"))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_restated_and_unverified_words_are_marked_beside_the_quote(engine: Engine) -> None:
    page = as_html(asked(engine, "zh"))
    restated = page.partition("在泉州开发区注册”")[2].partition("</blockquote>")[0]
    assert "重述" in restated
    unverified = page.partition("申请认定时严重弄虚作假")[2].partition("</blockquote>")[0]
    assert "未经核对" in unverified


def test_the_page_gives_the_total_and_the_deadline_before_anything_else(engine: Engine) -> None:
    page = as_html(asked(engine, "zh"))
    summary = page.partition('class="summary"')[2].partition("</section>")[0]
    assert "35万元" in summary
    assert "2025年12月31日" in summary


def floats(tree: Any) -> Iterator[float]:
    if isinstance(tree, float):
        yield tree
    elif isinstance(tree, dict):
        for value in tree.values():
            yield from floats(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from floats(value)


def test_json_holds_exact_numbers_and_no_floats(engine: Engine) -> None:
    tree = json.loads(as_json(asked(engine, "en")))
    assert list(floats(tree)) == []
    assert tree["format"] == "gaoxin/explanation/1"
    clause = next(c for c in tree["clauses"] if c["address"] == f"{QUANZHOU}#first")
    assert clause["money"] == {"state": "exact", "value": 40_000_000}
    assert clause["received"] == {"state": "exact", "value": 35_000_000}
    revenue = next(f for f in clause["facts"] if f["name"] == "operating_revenue")
    assert revenue["value"] == {"state": "exact", "value": 2_000_000_001}
    assert revenue["period"] == "2023"


def test_json_tells_unknown_from_nothing(engine: Engine) -> None:
    tree = as_dict(asked(engine, "en", {"市级高企奖补": {"本年": "unknown"}}))
    stacking = next(s for s in tree["stackings"] if s["address"] == f"{QUANZHOU}#total")
    assert stacking["total"]["state"] == "range"  # between the cap's ends
    clause = next(c for c in tree["clauses"] if c["address"] == f"{QUANZHOU}#again")
    assert clause["received"] == {"state": "exact", "value": 0}


def test_json_keys_are_the_same_in_both_languages(engine: Engine) -> None:
    def keys(tree: Any) -> Any:
        if isinstance(tree, dict):
            return {k: keys(v) for k, v in tree.items() if k not in {"reads"}}
        return [keys(v) for v in tree] if isinstance(tree, list) else None

    assert keys(as_dict(asked(engine, "zh"))) == keys(as_dict(asked(engine, "en")))


def test_a_missed_share_says_by_how_much(engine: Engine) -> None:
    facts = {
        "科技人员数": {"上年": "9"},
        "职工总数": {"上年": "100"},
    }
    found = explain(engine, entity_of(engine, facts), ON, "zh", addresses=[f"{HTE}#hte"])
    shown = {c.name: c for c in found.record.awards[0].conditions}
    staff = shown["科技人员占比"]
    assert staff.actual.zh.endswith("= 9%")
    assert staff.limit.zh == "不低于 10%"
    assert "科技人员数（2023年）还差 1（须为 10）" in staff.gap.zh


def test_a_rate_that_never_ends_is_cut_and_marked_not_rounded_up(engine: Engine) -> None:
    facts = {"科技人员数": {"上年": "1"}, "职工总数": {"上年": "3"}}
    found = explain(engine, entity_of(engine, facts), ON, "en", addresses=[f"{HTE}#hte"])
    shown = {c.name: c for c in found.record.awards[0].conditions}
    assert shown["科技人员占比"].actual.en.endswith("= ≈33.3333%")
    assert shown["科技人员占比"].truth is True
