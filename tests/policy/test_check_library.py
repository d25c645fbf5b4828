"""What the checks say of a whole library: order, bounds, the register of clauses, proof."""

from fractions import Fraction
from pathlib import Path

import pytest

from gaoxin.policy.checks import bounds, check, clause_register, proof
from gaoxin.policy.coverage import mechanisms
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_library, read_texts
from gaoxin.proving.mutate import read_exceptions

HERE = Path(__file__).parent / "spoilings" / "library"
PACKS = Path(__file__).parents[2] / "packs"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(HERE)


def changed(*changes: tuple[str, str]) -> Library:
    texts = {p.name: p.read_text(encoding="utf-8") for p in sorted(HERE.glob("*.md"))}
    for old, new in changes:
        assert any(old in text for text in texts.values())
        texts = {name: text.replace(old, new, 1) for name, text in texts.items()}
    return read_texts({name: text.encode() for name, text in texts.items()})


def test_faults_come_in_the_order_of_places_and_each_once() -> None:
    found = check(
        changed(
            ("职工总数(上年) <= 500", "职工总数(上年) < 300"),
            ("合计不超过55万元}", "合计不超过56万元}"),
            ("申请研发补助的，另提交", "申请研发补助的，并提交"),
        )
    )
    places = [(f.place.path, f.place.line) for f in found]
    assert places == sorted(places)
    assert len({(f.code, f.place, f.words) for f in found}) == len(found)
    assert {"Q1", "Q2"} <= {f.code for f in found}


def test_a_fault_names_the_article_and_a_remedy_in_both_languages() -> None:
    fault = next(f for f in check(changed(("<= 500", "<= 300"))) if f.code == "Q1")
    assert fault.place.article == "1"
    assert "300" in fault.text("zh")
    assert "改法" in fault.text("zh")
    assert "To mend" in fault.text("en")


def test_the_nearest_words_are_offered() -> None:
    found = check(changed(("quote: 职工总数不超过500人", "quote: 职工总数不多于500人")))
    fault = next(f for f in found if f.code == "Q2")
    assert "职工总数不超过500人" in fault.mend_zh


@pytest.mark.parametrize(
    ("old", "new", "code", "zh", "en"),
    [
        (
            "职工总数(上年) <= 500",
            "职工总数(上年) <= 501",
            "Q1",
            "核对: 否（verified: no）",
            "verified: no (核对: 否)",
        ),
        ("id: grant_small", "id: grant", "V1", "给其中一个改名", "rename one"),
    ],
)
def test_a_remedy_is_in_the_words_of_both_languages(
    old: str, new: str, code: str, zh: str, en: str
) -> None:
    found = next(f for f in check(changed((old, new))) if f.code == code)
    assert zh in found.mend_zh
    assert en in found.mend_en
    assert "0001-01-01" not in found.zh + found.en


def test_a_gap_between_rows_is_written_as_money() -> None:
    row = "x <= 100万元: {value: 50%, quote"
    found = check(changed((row, "x <= 5000000.01元: {value: 1%, quote")))
    gap = next(f for f in found if f.code in {"B1", "B2"})
    assert "(100万元, 5000000.01元]" in gap.zh  # an amount is cut anywhere
    assert "(CNY 1,000,000.00, CNY 5,000,000.01]" in gap.en


def test_words_of_another_article_are_found_there() -> None:
    found = check(changed(("quote: 最高50万元, at: 2", "quote: 最高50万元")))
    fault = next(f for f in found if f.code == "Q2")
    assert "2" in fault.mend_en


@pytest.mark.parametrize(
    ("rule", "low", "high"),
    [
        ("研发费用(上年)", 0, 10**14),
        ("研发费用(上年) + 5万元", 5 * 10**6, 10**14 + 5 * 10**6),
        ("研发费用(上年) - 研发费用(上年-1)", -(10**14), 10**14),
        ('"min(30万元, 研发费用(上年))"', 0, 3 * 10**7),
        ('"max(30万元, 研发费用(上年))"', 3 * 10**7, 10**14),
        ("50% * 研发费用(上年)", 0, 5 * 10**13),
        ("研发费用(上年) / 2", 0, 5 * 10**13),
    ],
)
def test_bounds_follow_the_declared_ranges(rule: str, low: int, high: int) -> None:
    library = changed(("value: 比例 * 研发费用(上年)", f"value: {rule}"))
    entry = library.documents["demo/2024-measures"].defines["补助额"].entries[0]
    assert entry.value is not None
    assert bounds(entry.value.node, library) == (Fraction(low), Fraction(high))


def test_a_quotient_is_open_above() -> None:
    library = read_library(HERE)
    entry = library.documents["demo/2024-measures"].defines["强度"].entries[0]
    assert entry.value is not None
    assert bounds(entry.value.node, library) == (Fraction(0), None)


def test_two_ratios_fit_in_bulk_and_three_do_not() -> None:
    old = "value: 研发费用(上年) / 销售收入(上年)}"
    one = "区级贡献(上年) / 资产总额(上年)"
    codes = {
        n: {f.code for f in check(changed((old, f"value: {' + '.join([one] * n)}}}")))}
        for n in (2, 4)
    }
    assert "X4" not in codes[2]
    assert "X4" in codes[4]


def test_rounding_a_step_makes_it_fit_again() -> None:
    old = "强度: {type: rate, value: 研发费用(上年) / 销售收入(上年)}"
    one = "区级贡献(上年) / 资产总额(上年)"
    part = f"甲: {{type: rate, round: half_up 0.01%, value: {one}}}"
    whole = "强度: {type: rate, value: 甲 + 甲 + 甲 + 甲}"
    assert "X4" not in {f.code for f in check(changed((old, f"{part}\n{whole}")))}


def test_a_clause_rests_on_the_tags_of_its_facts_through_its_defines() -> None:
    library = changed(("value: 比例 * 研发费用(上年)", "value: 比例 * 区级贡献(上年)"))
    rows = {row.address: row for row in clause_register(library)}
    grant = rows["demo/2024-measures#grant"]
    assert grant.basis_tags == ("地方贡献",)
    assert grant.level == "zone"
    assert "enterprise.contribution" in grant.facts
    assert rows["demo/2024-measures#first"].basis_tags == ()


def test_a_variation_rests_on_what_its_base_rests_on() -> None:
    library = changed(("value: 比例 * 研发费用(上年)", "value: 比例 * 区级贡献(上年)"))
    rows = {row.address: row for row in clause_register(library)}
    assert rows["demo/2024-measures#grant_small"].basis_tags == ("地方贡献",)


def test_promises_bring_their_own_tags() -> None:
    library = changed(("en: Stay\n", "en: Stay\n      tags: [不得迁出]\n"))
    rows = {row.address: row for row in clause_register(library)}
    assert rows["demo/2024-measures#grant"].promise_tags == ("不得迁出",)


def test_the_register_has_one_row_per_dated_text(library: Library) -> None:
    first = [row for row in clause_register(library) if row.clause == "first"]
    assert [(str(row.start), str(row.end)) for row in first] == [
        ("2024-01-01", "2024-12-31"),
        ("2025-01-01", "2026-12-31"),
    ]


def test_proof_counts_what_was_compared_with_the_words(library: Library) -> None:
    found = proof(library.documents["demo/2024-measures"])
    assert found["quotes"] > 20
    assert found["numbers"] > 15
    assert found["rules"] > found["numbers"] / 3
    assert proof(library.documents["demo/2024-measures.en"]) == {"quotes": 0}


def test_the_shipped_packs_have_no_fault() -> None:
    wrong = [fault.text("en") for fault in check(read_library(PACKS)) if not fault.advice]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "text", "code", "line", "words"),
    [
        ("codebooks/places.csv", "code,zh,en,parent\nA1,甲,A,B1\nB1,乙,B,A1\n", "N4", 2, "A1 → B1"),
        ("codebooks/places.csv", "code,zh,en,parent\nB,乙,B,\nA,甲,A,AB\n", "N4", 3, "A → AB → A"),
        ("codebooks/places.csv", 'code,zh,en,parent\n"' + "x" * 140_000, "D5", 2, "引号"),
        ("codebooks/places.csv", "code,zh\nA,甲\n", "D5", 1, "code,zh,en,parent"),
        ("mechanisms.csv", "id\n000-01\n", "D5", 1, "id,place"),
        ("mutations.csv", "name,why\na,b\n", "D5", 1, "mutant,reason"),
    ],
)
def test_a_broken_table_beside_the_documents_is_a_fault(
    tmp_path: Path, name: str, text: str, code: str, line: int, words: str
) -> None:
    (tmp_path / "codebooks").mkdir()
    (tmp_path / name).write_text(text, encoding="utf-8")
    library = read_library(tmp_path)
    (fault,) = library.faults
    assert (fault.code, fault.place.line) == (code, line)
    assert words in fault.text("zh")
    for book in library.codebooks.values():
        assert not book.within("A1", "elsewhere")
    assert mechanisms(tmp_path) == {}
    assert read_exceptions(tmp_path / "mutations.csv") == {}


def test_a_folder_named_like_a_document_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "notes.md").mkdir()
    assert read_library(tmp_path).faults == []
