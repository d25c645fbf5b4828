"""A reader of English meets no Chinese but quotes and official numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from gaoxin.facts.codelists import read_code
from gaoxin.facts.vocabulary import FactDef
from gaoxin.files.trouble import Trouble
from gaoxin.policy.codelists import LibraryCodes
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_library

PACKS = Path(__file__).resolve().parents[2] / "packs"
REMARKS = {
    "note",
    "because",
    "judge",
    "issuer",
    "owner",
    "by",
    "rest",
    "papers",
    "missing",
    "outcome",
}


def chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def remarks(thing: Any, seen: set[int]) -> Iterator[str]:
    """Every text below ``thing`` that stands in a document without a label."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if is_dataclass(thing):
        for part in fields(thing):
            value = getattr(thing, part.name)
            if part.name in REMARKS and isinstance(value, (str, list, tuple)):
                yield from [value] if isinstance(value, str) else value
            elif part.name in {"roles", "shares"}:
                yield from value
            yield from remarks(value, seen)
    elif isinstance(thing, Mapping):
        for value in thing.values():
            yield from remarks(value, seen)
    elif isinstance(thing, (list, tuple)):
        for value in thing:
            yield from remarks(value, seen)


def test_every_remark_paper_role_and_judge_of_the_packs_has_its_english() -> None:
    library = read_library(PACKS)
    kinds = library.vocabulary.kinds
    found = dict.fromkeys(remarks([library.documents, kinds], set()))
    lacking = [text for text in found if chinese(text) and chinese(library.said(text, "en"))]
    # An official number stays, and so do the garbled figures themselves.
    kept = ("国科发火〔2016〕32号", "65438+0")
    assert [text for text in lacking if not text.startswith(kept)] == []


def test_every_code_of_a_list_has_its_english() -> None:
    library = read_library(PACKS)
    lists = [
        e.codes for d in library.documents.values() for f in d.defines.values() for e in f.entries
    ]
    codes = dict.fromkeys(code for codes in lists for code in codes or ())
    assert [c for c in codes if chinese(c) and c not in library.english] == []


def test_what_the_word_list_lacks_is_shown_as_it_stands() -> None:
    library = Library(english={"申请表": "application form"})
    assert library.said("申请表", "en") == "application form"
    assert library.said("申请表", "zh") == "申请表"
    assert library.said("营业执照", "en") == "营业执照"


def test_a_word_list_without_its_columns_is_a_fault_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "words" / "en.csv"
    path.parent.mkdir()
    path.write_text("中文,英文\n申请表,application form\n", encoding="utf-8")
    (fault,) = [f for f in read_library(tmp_path).faults if f.code == "D5"]
    assert "zh,en" in fault.mend_en
    assert fault.place.path.endswith("en.csv")


def test_a_word_list_saved_by_a_spreadsheet_in_gbk_is_named_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "words" / "en.csv"
    path.parent.mkdir()
    path.write_bytes("zh,en\n申请表,application form\n".encode("gbk"))
    (fault,) = read_library(tmp_path).faults
    assert (fault.code, fault.place.line) == ("D1", 2)
    assert "GBK" in fault.zh
    assert "UTF-8" in fault.mend_en


def test_every_step_and_clock_has_an_english_label() -> None:
    library = read_library(PACKS)
    for document in library.documents.values():
        for procedure in document.procedures.values():
            labels = [step.meta.label for step in procedure.steps.values()]
            labels += [clock.meta.label for clock in procedure.clocks.values()]
            assert all(label.en for label in labels), procedure.id


def test_every_fact_says_in_english_where_it_is_found() -> None:
    facts = read_library(PACKS).vocabulary.facts()
    assert [f.address for f in facts if f.found and not f.found_en] == []


def test_a_code_may_be_chosen_and_written_in_english() -> None:
    library = read_library(PACKS)
    fact = library.vocabulary.find("enterprise", "life_stage")
    assert isinstance(fact, FactDef)
    codes = LibraryCodes(library)
    assert (codes.codes_of(fact) or {})["种子期"][1] == "seed stage"
    for written in ("种子期", "seed stage", "Seed Stage", "种子期 seed stage"):
        assert read_code(written, fact, codes) == "种子期"
    refused = read_code("late stage", fact, codes)
    assert isinstance(refused, Trouble)
