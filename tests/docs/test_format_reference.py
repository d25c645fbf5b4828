"""The reference of the format against the program: every key, pair, literal, function, word."""

import re
from pathlib import Path

import pytest

from gaoxin.policy import keywords, structure
from gaoxin.policy.checks.comparators import beside
from gaoxin.policy.checks.figures import numbers_in
from gaoxin.policy.expression import Syntax, normal, parse
from gaoxin.policy.faults import ADVICE
from gaoxin.policy.keywords import KINDS
from gaoxin.policy.resolving.functions import AGGREGATES, FUNCTIONS

DOCS = Path(__file__).parents[2] / "docs"
LANGS = ("zh", "en")
PAIR = re.compile(r"`([一-龥]+)` `([a-z_]+)`")


def reference(lang: str) -> str:
    return (DOCS / lang / "reference-format.md").read_text(encoding="utf-8")


def words(lang: str) -> set[str]:
    """Every word the page sets in type, alone or as a key of an entry."""
    spans = re.findall(r"`([^`\n]+)`", reference(lang))
    return {word for span in spans for word in re.findall(r"\w+", span)}


@pytest.mark.parametrize("lang", LANGS)
def test_every_key_of_the_format_is_explained(lang: str) -> None:
    known = words(lang)
    missing = {
        (entry, key)
        for entry in structure.entries()
        for key in structure.keys(entry)
        if key not in known or (lang == "zh" and keywords.key(key, "zh", entry) not in known)
    }
    assert not missing


@pytest.mark.parametrize("lang", LANGS)
def test_every_pair_of_keywords_is_a_pair(lang: str) -> None:
    pairs = PAIR.findall(reference(lang))
    assert len(pairs) > 100
    known = {*keywords.vocabulary().items()}
    known |= {(key, chinese) for (_, key), chinese in keywords.by_block().items()}
    named = {(en, zh) for zh, en in (AGGREGATES | FUNCTIONS).items()}
    named |= {("on", "当日"), ("this_year", "本年"), ("last_year", "上年")}
    named |= {("quarters", "本年各季"), ("in_force_from", "施行日")}
    assert {(en, zh) for zh, en in pairs} <= known | named


@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_of_block_has_a_section(lang: str) -> None:
    heads = re.findall(r"^## (.*)$", reference(lang), re.MULTILINE)
    for chinese, english in KINDS.items():
        assert any(english in head and (lang == "en" or chinese in head) for head in heads)


@pytest.mark.parametrize("lang", LANGS)
def test_every_function_is_explained(lang: str) -> None:
    known = words(lang)
    assert {*AGGREGATES, *FUNCTIONS, *AGGREGATES.values(), *FUNCTIONS.values()} <= known


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("literal", "type_"),
    [
        *((text, "money") for text in ("20万元", "1.5亿元", "999999.99元", "20 million CNY")),
        ("10亿美元", "money"),
        *((text, "rate") for text in ("5%", "2.5‰")),
        *((text, "duration") for text in ("1年", "24个月", "10天", "12个工作日", "3 years")),
        ("12 working days", "duration"),
        ("2019-01-01", "date"),
        *((text, "count") for text in ("50", "0.5")),
    ],
)
def test_a_literal_of_the_table_is_what_the_table_says(lang: str, literal: str, type_: str) -> None:
    assert f"`{literal}`" in reference(lang)
    syntax = parse(normal(literal))
    assert isinstance(syntax, Syntax)
    (node,) = syntax.literals.values()
    assert node.type.name == type_


@pytest.mark.parametrize("lang", LANGS)
def test_a_comparator_word_means_its_operator(lang: str) -> None:
    rows = re.findall(r"^\| `([<>]=?)` \| (.*?) \| (.*?) ?\|$", reference(lang), re.MULTILINE)
    assert {operator for operator, _, _ in rows} == {">=", "<=", ">", "<"}
    separator = " " if lang == "zh" else ", "
    for operator, before, after in rows:
        texts = [
            f"人数{w}30人" if lang == "zh" else f"staff {w} 30" for w in before.split(separator)
        ]
        texts += [f"30人{w}" if lang == "zh" else f"30 {w}" for w in after.split(separator) if w]
        for text in texts:
            figure = next(f for f in numbers_in(text) if f.value == 30)
            assert operator in beside(text, figure, {}).ops, text


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_only_advice_is_said(lang: str) -> None:
    said = reference(lang).rpartition("faults/index.md")[2]
    named = set(
        re.findall(r"[A-Z]\d", said.replace("A1—A4", "A1 A2 A3 A4").replace("A1-A4", "A1 A2 A3 A4"))
    )
    assert named == set(ADVICE)
