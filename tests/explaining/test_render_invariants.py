"""Whatever the figures: what is shown is what is owed, in both languages and all three forms."""

from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.engine import Engine
from gaoxin.explaining.explanation import Explanation, explain
from gaoxin.explaining.html import as_html
from gaoxin.explaining.json import as_dict
from gaoxin.explaining.record import Held
from gaoxin.explaining.text import as_text
from gaoxin.explaining.words import money_text, number_text, rate_text
from gaoxin.facts.entities import UNKNOWN, Between, Entity, Recorded, Spell, Value
from gaoxin.policy.reading import read_library
from gaoxin.quantities import Lang, Money, format_money, parse_money

PACKS = Path(__file__).parents[2] / "packs"
ENGINE = Engine(read_library(PACKS / "cn" / "vocabulary.md", PACKS / "quanzhou-etdz"))
ON = date(2025, 6, 1)
FEN = st.integers(0, 10**13)
MONEY = st.one_of(
    FEN.map(Fraction),
    st.just(UNKNOWN),
    st.tuples(FEN, FEN).map(lambda ends: Between(Fraction(min(ends)), Fraction(max(ends)))),
)
LANG = st.sampled_from(["zh", "en"])


def enterprise(revenue: Value, city: Value) -> Entity:
    found = Entity("enterprise", "91999999000001011U", paid=())
    for name, period, value in (
        ("in_zone", "", (Spell(date(2015, 1, 1)),)),
        ("hte", "", (Spell(date(2025, 1, 1), date(2027, 12, 31)),)),
        ("operating_revenue", "2024", revenue),
        ("municipal_hte_award", "2025", city),
    ):
        found.record(name, period, Recorded(value, "table"))
    return found


def asked(revenue: Value, city: Value, lang: Lang) -> Explanation:
    return explain(ENGINE, enterprise(revenue, city), ON, lang)


@given(FEN, FEN, LANG)
@settings(max_examples=60, deadline=None)
def test_what_is_shown_as_due_is_what_is_owed(revenue: int, city: int, lang: Lang) -> None:
    found = asked(Fraction(revenue), Fraction(city), lang)
    award = 20_000_000 if revenue <= 2_000_000_000 else 40_000_000
    owed = max(0, award - city)
    assert [t.due for t in found.record.totals] == [Held("exact", owed)]
    shown = format_money(Money(owed), lang)
    assert shown in as_text(found)
    assert shown in as_html(found)
    assert as_dict(found)["totals"][0]["due"] == {"state": "exact", "value": owed}


class Balanced(HTMLParser):
    depth = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.depth += tag != "meta"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1


@given(MONEY, MONEY, LANG)
@settings(max_examples=60, deadline=None)
def test_unknowns_and_ranges_never_break_an_explanation_or_claim_too_much(
    revenue: Value, city: Value, lang: Lang
) -> None:
    found = asked(revenue, city, lang)
    total = found.record.totals[0]
    assert total.low >= 0
    if isinstance(revenue, Fraction):
        assert total.high is not None, "with the revenue known the most is known"
    if total.high is not None:
        assert total.low <= total.high <= 40_000_000
    page = Balanced()
    page.feed(as_html(found))
    assert page.depth == 0
    if UNKNOWN in (revenue, city) and total.high:
        assert found.record.missing
        assert as_text(found)


@given(FEN)
def test_money_in_english_reads_back_to_the_fen(amount: int) -> None:
    text = money_text(amount, "en").removeprefix("CNY ")
    assert parse_money(text).minor == amount


@given(st.fractions(min_value=0, max_value=10))
def test_a_rate_is_exact_or_says_that_it_is_cut_and_never_shows_more(rate: Fraction) -> None:
    text = rate_text(rate)
    shown = Fraction(text.removeprefix("≈").removesuffix("%")) / 100
    assert shown == rate if not text.startswith("≈") else shown <= rate < shown + Fraction(1, 10**6)


@given(st.fractions(min_value=0, max_value=10**6))
def test_a_number_is_exact_or_says_that_it_is_cut(number: Fraction) -> None:
    text = number_text(number)
    shown = Fraction(text.removeprefix("≈"))
    assert shown == number if not text.startswith("≈") else shown <= number
