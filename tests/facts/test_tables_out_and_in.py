"""What is written out is read in again, to the fen, the day and the unknown."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from gaoxin.facts.entities import ABSENT, UNKNOWN, Between, Entity, Payment, Recorded, Spell
from gaoxin.facts.showing import show
from gaoxin.facts.table import load
from gaoxin.facts.values import parse_value
from gaoxin.facts.vocabulary import FactDef, Vocabulary
from gaoxin.facts.writing import write_table
from gaoxin.quantities import Period, synthetic_credit_code

FORMATS = ("csv", "xlsx", "parquet", "arrow", "yaml")
DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
).filter(lambda t: t == t.strip() and not _says_nothing(t))


def _says_nothing(text: str) -> bool:
    """Words that a cell takes for unknown or absent."""
    return text.lower() in {"未知", "不详", "unknown", "?", "？", "无此项", "absent", "—", "——"}


@st.composite
def spells(draw: st.DrawFn) -> tuple[Spell, ...]:
    days = sorted(draw(st.sets(DAYS, max_size=6)))
    pairs = list(zip(days[::2], days[1::2], strict=False))
    return tuple(Spell(a, b) for a, b in pairs)


FEN = st.integers(0, 10**14).map(Fraction)
VALUES: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("revenue", "2025"): FEN,
    ("net_assets", "2024"): st.integers(-(10**13), 10**13).map(Fraction),
    ("staff", "2025"): st.integers(0, 10**6).map(Fraction),
    ("staff_q_end", "2025Q4"): st.integers(0, 10**6).map(Fraction),
    ("growth_rate", ""): st.integers(-(10**6), 10**6).map(lambda n: Fraction(n, 10**4)),
    ("score", ""): st.decimals(-1000, 1000, places=3).map(Fraction),
    ("registered_on", ""): DAYS,
    ("resident", ""): st.booleans(),
    ("core_ip", "2026-06-01"): st.booleans(),
    ("core_ip", ""): st.booleans(),
    ("listed_in", ""): st.builds(Period.month, st.integers(1990, 2050), st.integers(1, 12)),
    ("hte", ""): spells(),
    ("serious_event", ""): st.lists(DAYS, max_size=4).map(lambda d: tuple(sorted(d))),
    ("products", ""): st.lists(TEXTS, min_size=1, max_size=4).map(tuple),
    ("field", ""): TEXTS,
}
ENTITIES = st.lists(
    st.fixed_dictionaries(
        {}, optional={k: v | st.sampled_from([ABSENT]) for k, v in VALUES.items()}
    ),
    min_size=1,
    max_size=4,
)


def made(values: list[dict[tuple[str, str], Any]]) -> list[Entity]:
    found = []
    for number, facts in enumerate(values):
        entity = Entity("enterprise", synthetic_credit_code(number))
        for (fact, period), value in facts.items():
            entity.record(fact, period, Recorded(value))
        found.append(entity)
    return found


def current(entity: Entity) -> dict[tuple[str, str], Any]:
    return {
        place: records[-1].value
        for place, records in entity.facts.items()
        if place[0] != "credit_code"
    }


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@pytest.mark.parametrize("ending", FORMATS)
@given(values=ENTITIES)
def test_any_enterprises_survive_every_format(
    tmp_path: Path, vocabulary: Vocabulary, ending: str, values: list[dict[tuple[str, str], Any]]
) -> None:
    path = tmp_path / f"t.{ending}"
    entities = made(values)
    assert write_table(entities, path, vocabulary) == []
    loaded = load(path, vocabulary)
    assert [f for f in loaded.faults if f.severity == "fault"] == []
    for entity in entities:
        assert current(loaded.entities[entity.id]) == current(entity)


@settings(max_examples=100)
@given(data=st.data(), lang=st.sampled_from(["zh", "en"]))
def test_a_value_shown_is_read_back(vocabulary: Vocabulary, data: st.DataObject, lang: Any) -> None:
    (name, _), values = data.draw(st.sampled_from([*VALUES.items()]))
    fact = vocabulary.find("enterprise", name)
    assert isinstance(fact, FactDef)
    value = data.draw(values | st.sampled_from([UNKNOWN, ABSENT]))
    assert parse_value(show(value, fact, lang), fact) == value


def test_english_headers_are_read_as_well(tmp_path: Path, vocabulary: Vocabulary) -> None:
    entities = made([{("revenue", "2025"): Fraction(123), ("hte", ""): ()}])
    for ending in ("csv", "xlsx"):
        path = tmp_path / f"t.{ending}"
        write_table(entities, path, vocabulary, lang="en")
        loaded = load(path, vocabulary)
        assert current(loaded.entities[entities[0].id]) == current(entities[0])


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", "'=x", '=HYPERLINK("a")'])
def test_a_text_never_becomes_a_formula(tmp_path: Path, vocabulary: Vocabulary, text: str) -> None:
    entities = made([{("field", ""): text}])
    for ending in ("csv", "xlsx"):
        path = tmp_path / f"t.{ending}"
        write_table(entities, path, vocabulary)
        assert load(path, vocabulary).entities[entities[0].id].facts["field", ""][0].value == text
    sheet = load_workbook(tmp_path / "t.xlsx").worksheets[0]
    assert sheet["B2"].data_type == "s"
    written = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert written.partition(",")[2].lstrip('"')[0] == "'"


def test_a_negative_amount_stays_a_number(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "t.csv"
    write_table(made([{("net_assets", "2024"): Fraction(-550)}]), path, vocabulary)
    assert ",-5.5" in path.read_text(encoding="utf-8-sig")


def test_what_a_format_cannot_hold_is_said(tmp_path: Path, vocabulary: Vocabulary) -> None:
    entities = made(
        [
            {
                ("revenue", "2025"): Between(Fraction(1), Fraction(2)),
                ("growth_rate", ""): Fraction(1, 3),
                ("hte", ""): True,
            },
            {("hte", ""): (Spell(date(2024, 1, 1)),)},
        ]
    )
    faults = write_table(entities, tmp_path / "t.parquet", vocabulary)
    assert [f.code for f in faults] == ["F25"] * 2
    for ending in ("yaml", "csv", "xlsx"):
        path = tmp_path / f"t.{ending}"
        assert write_table(entities, path, vocabulary) == []
        loaded = load(path, vocabulary)
        assert [current(e) for e in loaded.entities.values()] == [current(e) for e in entities]


def test_yaml_keeps_corrections_sources_sets_and_payments(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    entity = made([{}])[0]
    entity.name, entity.story_en = "甲公司", "The story"
    entity.record("revenue", "2024", Recorded(Fraction(100), "初报", date(2025, 2, 1)))
    entity.record("revenue", "2024", Recorded(Fraction(200), "更正", date(2025, 6, 1)))
    member = Entity("industry_income", "x")
    member.record("income", "", Recorded(Fraction(500)))
    member.record("enterprise", "", Recorded(entity))
    entity.sets["incomes_by_industry"] = (member,)
    entity.paid = (Payment("a/1#b", date(2025, 1, 1), 12345),)
    entity.judged["a/1#分"] = Recorded(Fraction(15, 2))
    path = tmp_path / "t.yaml"
    assert write_table([entity], path, vocabulary) == []
    loaded = load(path, vocabulary)
    assert loaded.faults == []
    back = loaded.entities[entity.id]
    assert (back.name, back.story_en) == ("甲公司", "The story")
    assert [(r.value, r.recorded) for r in back.facts["revenue", "2024"]] == [
        (100, date(2025, 2, 1)),
        (200, date(2025, 6, 1)),
    ]
    assert back.facts["revenue", "2024"][0].source.startswith("初报")
    assert [m.facts["income", ""][0].value for m in back.sets["incomes_by_industry"]] == [500]
    assert back.paid == entity.paid
    assert back.judged["a/1#分"].value == Fraction(15, 2)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "yaml"])
def test_names_are_kept(tmp_path: Path, vocabulary: Vocabulary, ending: str) -> None:
    entities = made([{("staff", "2025"): Fraction(1)}, {}])
    entities[0].name = "甲公司"
    path = tmp_path / f"t.{ending}"
    write_table(entities, path, vocabulary)
    assert [e.name for e in load(path, vocabulary).entities.values()] == ["甲公司", ""]


@pytest.mark.parametrize("ending", FORMATS)
def test_kinds_with_and_without_a_key_of_their_own(
    tmp_path: Path, vocabulary: Vocabulary, ending: str
) -> None:
    zones = [Entity("zone", "z1"), Entity("zone", "z2")]
    for zone in zones:
        zone.record("approved_on", "", Recorded(date(1991, 3, 6)))
    path = tmp_path / f"zone.{ending}"
    assert write_table(zones, path, vocabulary, "zone") == []
    loaded = load(path, vocabulary, "zone")
    assert loaded.faults == []
    assert {k: current(e) for k, e in loaded.entities.items()} == {z.id: current(z) for z in zones}


def test_another_ending_is_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(ValueError, match="cannot write"):
        write_table(made([{}]), tmp_path / "t.doc", vocabulary)
