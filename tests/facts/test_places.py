"""Places as people write them: official names, codes, what they are called; never another zone."""

from pathlib import Path

import pytest

from gaoxin.facts.codelists import read_code
from gaoxin.facts.vocabulary import FactDef
from gaoxin.files.trouble import Trouble
from gaoxin.policy.codelists import LibraryCodes
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_library

PLACE = FactDef("enterprise", "place", "注册地", "Place", "code", codebook="places")


@pytest.fixture(scope="module")
def packs() -> Library:
    return read_library(Path(__file__).parents[2] / "packs")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("大连高新区", "dlhitech"),
        ("大连高新技术产业园区", "dlhitech"),
        ("Dalian Hi-tech Zone", "dlhitech"),
        ("dlhitech", "dlhitech"),
        ("金普新区", "jinpu"),
        ("大连金普新区", "jinpu"),
        ("泉州经开区", "quanzhou-etdz"),
        ("大连", "dalian"),
        ("天津", "tianjin"),
    ],
)
def test_a_place_is_understood_as_people_call_it(packs: Library, written: str, code: str) -> None:
    assert read_code(written, PLACE, LibraryCodes(packs)) == code


@pytest.mark.parametrize("written", ["大连高新园", "大连高技术产业园"])
def test_an_abbreviation_is_offered_its_own_name(packs: Library, written: str) -> None:
    found = read_code(written, PLACE, LibraryCodes(packs))
    assert isinstance(found, Trouble)
    assert "大连高新技术产业园区" in found.mend_zh
    assert "金普" not in found.mend_zh


@pytest.mark.parametrize("written", ["大连保税区", "泉州高新区", "大连普湾新区", "沈阳高新区"])
def test_another_zone_is_never_offered(packs: Library, written: str) -> None:
    found = read_code(written, PLACE, LibraryCodes(packs))
    assert isinstance(found, Trouble)
    labels = packs.codebooks["places"].labels
    names = [name for pair in labels.values() for name in pair]
    assert not [name for name in names if name in found.mend_zh + found.mend_en]
    assert "places" in found.mend_zh


def test_documents_are_chosen_by_their_place(packs: Library) -> None:
    of_zone = packs.chosen("大连高新区")
    assert of_zone == packs.chosen("dlhitech")
    assert "dlhitech/2020-rules" in of_zone
    assert packs.chosen("金普新区") == ["dalian/jinpu-new-species"]
    assert "dalian/jinpu-new-species" not in packs.chosen("dalian")
    assert packs.chosen("dlhitech/2020-rules") == ["dlhitech/2020-rules"]
    assert "cn/2016-hte" in packs.chosen("cn")
    assert packs.chosen("沈阳") == []
