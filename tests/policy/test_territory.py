"""The territory of a text: whom it reaches, and what is said where it is wrong or missing."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.checks import check
from gaoxin.policy.library import Library
from gaoxin.policy.printer import print_document
from gaoxin.policy.reading import read_library
from gaoxin.policy.reading.reader import read_texts

PLACES = """code,zh,en,parent,also
north,北市,North,,
port,北市港区,North Port,north,港区;北港
hill,北市山区,North Hill,north,山区
"""
FACTS = """---
id: north/words
title: 登记
in_force: 2020-01-01..
wording: restated
role: vocabulary
---

## 登记

```yaml register
kind: enterprise
zh: 企业
facts:
  place: {zh: 注册地, type: code, codebook: places, time: day}
  good: {zh: 合格, type: flag}
```
"""
RULE = """---
id: north/{id}
title: 奖励
level: {level}
{territory}in_force: 2020-01-01..
wording: restated
lang: zh
---

## 第一条 {{#1}}

合格的奖励1元。

```yaml clause
id: award
when: {{合格: {{rule: 合格, quote: 合格的}}}}
gives: {{money: {{rule: 1元, quote: 奖励1元}}}}
```

```yaml example
tests: award
on: 2025-01-01
given: {{合格: yes}}
cases: [{{name: 合格, then: {{answer: yes, money: 1元}}}}]
refused: {{合格: {{合格: no}}}}
```
"""
ON = date(2025, 1, 1)


def folder(at: Path, **documents: str) -> Library:
    (at / "codebooks").mkdir()
    (at / "codebooks/places.csv").write_text(PLACES, encoding="utf-8")
    (at / "words.md").write_text(FACTS, encoding="utf-8")
    for name, text in documents.items():
        (at / f"{name}.md").write_text(text, encoding="utf-8")
    return read_library(at)


def text(id: str, *places: str, level: str = "zone") -> str:
    listed = f"[{', '.join(places)}]" if len(places) > 1 else "".join(places)
    line = f"territory: {listed}\n" if places else ""
    return RULE.format(id=id, level=level, territory=line)


def reached(library: Library, place: str) -> set[str]:
    """Documents that answer a firm of the place; both executors must say the same."""
    firm = Entity("enterprise", "E")
    firm.record("place", "", Recorded(place))
    firm.record("good", "", Recorded(True))
    asked = {a.document for a in Engine(library).match(firm, ON).answers}
    addresses = [f"{d}#award" for d in library.documents if d != "north/words"]
    columns = {"id": "VARCHAR", "place": "VARCHAR", "good": "BOOLEAN"}
    plan = compile_clauses(library, addresses, ON, columns, local=True)
    table = pa.table({"id": ["E"], "place": [place], "good": [True]})
    (row,) = plan.run(table).to_pylist()
    names = [c for c in row if c.endswith("award.answer") and row[c]]
    assert len(names) == len(asked)
    return asked


def test_a_text_reaches_its_territory_whatever_its_id(tmp_path: Path) -> None:
    library = folder(
        tmp_path,
        port=text("port-2020", "port"),
        both=text("both-2020", "port", "hill"),
        city=text("city-2020", "north", level="city"),
        all=text("all-2020", level="national"),
    )
    assert check(library) == []
    everywhere = {"north/all-2020", "north/city-2020"}
    assert reached(library, "port") == everywhere | {"north/port-2020", "north/both-2020"}
    assert reached(library, "hill") == everywhere | {"north/both-2020"}
    assert reached(library, "north") == everywhere


def test_a_place_nobody_knows_is_a_fault_with_the_nearest(tmp_path: Path) -> None:
    (fault,) = check(folder(tmp_path, port=text("port-2020", "ports")))
    assert (fault.code, fault.words) == ("N1", "ports")
    assert "port" in fault.mend_en


@pytest.mark.parametrize("level", ["zone", "district", "city", "province"])
def test_a_local_text_that_names_no_territory_is_told(tmp_path: Path, level: str) -> None:
    (fault,) = check(folder(tmp_path, port=text("port-2020", level=level)))
    assert fault.code == "D10"
    assert "登记在别处" in fault.zh


def test_the_key_is_printed_after_the_level_in_both_languages() -> None:
    found = print_document(text("a", "port").encode(), "zh")
    assert found
    assert "层级: 园区\n适用地域: port\n" in found
    assert "level: zone\nterritory: port\n" in (print_document(found.encode(), "en") or "")
    (read,) = read_texts({"a.md": found.encode()}).documents.values()
    assert read.front.territory == ("port",)


def test_the_new_species_of_another_zone_do_not_reach_all_of_dalian() -> None:
    library = read_library(Path(__file__).parents[2] / "packs")

    def asked(place: str) -> set[str]:
        firm = Entity("enterprise", "E")
        firm.record("place", "", Recorded(place))
        return {a.document for a in Engine(library).match(firm, date(2024, 9, 1)).answers}

    assert "dalian/jinpu-new-species" in asked("jinpu")
    assert "dalian/jinpu-new-species" not in asked("dlhitech") | asked("dalian")
    assert "suqian/2022-unicorn" in asked("suqian")
    assert "suqian/2022-unicorn" not in asked("dlhitech") | asked("quanzhou-etdz")
