"""What was decided is kept as a record: it comes back the same and shows the same, anywhere."""

import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.engine import Engine
from gaoxin.explaining.content import record
from gaoxin.explaining.explanation import Explanation
from gaoxin.explaining.html import as_html
from gaoxin.explaining.json import as_json
from gaoxin.explaining.record import Record
from gaoxin.explaining.saved import NoRecord, digest, from_json, to_json
from gaoxin.explaining.text import as_text
from gaoxin.facts.entities import UNKNOWN, Between, Entity, Recorded, Spell, Value
from gaoxin.policy.reading import read_library
from gaoxin.quantities import Lang

ROOT = Path(__file__).parents[2]
PACKS = ROOT / "packs"
GOLDEN = Path(__file__).parent / "golden"
ENGINE = Engine(
    read_library(
        PACKS / "cn" / "vocabulary.md",
        PACKS / "cn" / "2016-hte.md",
        PACKS / "quanzhou-etdz",
        PACKS / "cn" / "codebooks",
    )
)
ON = date(2024, 9, 1)
LANGS: tuple[Lang, Lang] = ("zh", "en")
FEN = st.integers(0, 10**18)
MONEY = st.one_of(
    FEN.map(Fraction),
    FEN.map(lambda n: Fraction(n, 7)),
    st.just(UNKNOWN),
    st.tuples(FEN, FEN).map(lambda ends: Between(Fraction(min(ends)), Fraction(max(ends)))),
)


def enterprise(revenue: Value, city: Value, name: str = "") -> Entity:
    found = Entity("enterprise", "91999999000001011U", paid=(), name=name)
    for fact, period, value in (
        ("in_zone", "", (Spell(date(2015, 1, 1)),)),
        ("hte", "", (Spell(date(2024, 8, 20), date(2027, 8, 19)),)),
        ("operating_revenue", "2023", revenue),
        ("municipal_hte_award", "2024", city),
        ("staff_rd", "2023", Fraction(9)),
    ):
        found.record(fact, period, Recorded(value, "汇总表.xlsx 第3行", date(2024, 8, 31)))
    return found


def made(revenue: Value = Fraction(2_000_000_001), city: Value = Fraction(5_000_000)) -> Record:
    return record(ENGINE, enterprise(revenue, city), ON)


@given(MONEY, MONEY)
@settings(max_examples=25, deadline=None)
def test_a_record_comes_back_from_json_and_pickle_the_same(revenue: Value, city: Value) -> None:
    found = made(revenue, city)
    assert from_json(to_json(found)) == found
    assert pickle.loads(pickle.dumps(found)) == found
    back = from_json(to_json(found))
    for lang in LANGS:
        assert as_text(Explanation(back, lang), True) == as_text(Explanation(found, lang), True)


def plain(value: Any) -> Iterator[Any]:
    if is_dataclass(value):
        assert getattr(type(value), "__dataclass_params__").frozen  # noqa: B009  # not in its type
        for field in fields(value):
            yield from plain(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from plain(item)
    else:
        yield value


def test_a_record_holds_frozen_plain_data_and_no_floats() -> None:
    kinds = {type(value) for value in plain(made())}
    assert kinds <= {str, int, bool, date, Fraction, type(None)}
    whole = json.loads(to_json(made()), parse_float=lambda text: pytest.fail(text))
    assert whole["record"]["on"] == "2024-09-01"


def test_numbers_are_written_as_text_exactly() -> None:
    tree = json.loads(to_json(made(Fraction(10**17, 3))))["record"]
    facts = [f for a in tree["awards"] for f in a["facts"] if f["name"] == "operating_revenue"]
    assert facts[0]["value"] == {"state": "exact", "value": {"number": "100000000000000000/3"}}
    assert facts[0]["source"] == "汇总表.xlsx 第3行"
    assert facts[0]["recorded"] == "2024-08-31"


def test_a_record_says_by_which_texts_and_which_calendar_it_was_decided() -> None:
    found = made()
    read = {g.id: g.digest for g in found.grounds}
    documents = ENGINE.library.documents
    assert {"quanzhou-etdz/2024-hte", "cn/2016-hte", "cn/vocabulary"} <= read.keys()
    assert all(digest == documents[name].digest for name, digest in read.items())
    assert (found.on, found.known) == (ON, None)
    assert found.calendar.first <= 2024 <= found.calendar.last


OTHER = """
import sys
from pathlib import Path
from gaoxin.explaining.explanation import Explanation
from gaoxin.explaining.html import as_html
from gaoxin.explaining.json import as_json
from gaoxin.explaining.saved import from_json
from gaoxin.explaining.text import as_text
found = Explanation(from_json(Path(sys.argv[1]).read_bytes()), sys.argv[2])
show = {"text": as_text, "html": as_html, "json": as_json}[sys.argv[3]]
sys.stdout.buffer.write(show(found).encode())
"""


@pytest.mark.parametrize("lang", LANGS)
def test_another_process_without_any_document_shows_the_same(tmp_path: Path, lang: Lang) -> None:
    found = made()
    kept = tmp_path / "record.json"
    kept.write_text(to_json(found), encoding="utf-8")
    for form, show in (("text", as_text), ("html", as_html), ("json", as_json)):
        there = subprocess.run(
            [sys.executable, "-c", OTHER, str(kept), lang, form],
            cwd=tmp_path,
            capture_output=True,
            check=True,
        )
        assert there.stdout.decode() == show(Explanation(found, lang))


def test_the_record_shows_what_was_agreed(tmp_path: Path) -> None:
    facts = enterprise(Fraction(2_000_000_000), Fraction(0), "")
    found = record(ENGINE, facts, ON, documents=["quanzhou-etdz"])
    back = Explanation(from_json(to_json(found)), "zh")
    golden = (GOLDEN / "quanzhou_twenty_million.zh.txt").read_text(encoding="utf-8")
    due = next(line for line in golden.splitlines() if "可得奖补" in line)
    assert due in as_text(back)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"40000000"', '"90000000"'),
        ('"verdict": "no"', '"verdict": "yes"'),
        ("首次认定奖励", "首次认定大奖"),
        ('"on": "2024-09-01"', '"on": "2024-09-02"'),
    ],
)
def test_a_record_that_was_changed_is_refused(old: str, new: str) -> None:
    text = to_json(made())
    assert old in text
    with pytest.raises(NoRecord, match="changed") as refused:
        from_json(text.replace(old, new, 1))
    assert "改动" in refused.value.reason("zh")


def signed(tree: Any) -> str:
    from gaoxin.explaining.saved import FORMAT, _digest

    return json.dumps({"format": FORMAT, "digest": _digest(tree), "record": tree})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: r.pop("awards"),
        lambda r: r.update(awards=[{}]),
        lambda r: r.update(strange="x"),
        lambda r: r.update(on="2024年9月1日"),
        lambda r: r.update(audience="everybody"),
        lambda r: r["awards"][0].update(currency="XXX"),
        lambda r: r["awards"][0].update(money={"state": "exact", "value": {"number": "1e9999999"}}),
        lambda r: r["awards"][0].update(money={"state": "exact", "value": 0.5}),
        lambda r: r["awards"][0].update(money=7),
        lambda r: r["awards"][0].update(verdict="maybe"),
        lambda r: r.update(whom=["<script>"]),
    ],
)
def test_what_is_no_record_is_refused_even_with_a_fresh_digest(spoil: Any) -> None:
    tree = json.loads(to_json(made()))["record"]
    spoil(tree)
    with pytest.raises(NoRecord):
        from_json(signed(tree))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "[" * 100_000, '{"format": 1}', "\x00"])
def test_what_is_no_json_object_of_ours_is_refused(text: str) -> None:
    with pytest.raises(NoRecord):
        from_json(text)


def test_the_digest_is_the_same_every_time_and_tells_records_apart() -> None:
    assert digest(made()) == digest(made())
    assert digest(made(Fraction(1))) != digest(made(Fraction(2)))
