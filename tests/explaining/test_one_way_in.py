"""Whatever way a table comes in, a row means the same: alone, beside others, in any format."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gaoxin import load, match_one, match_table
from gaoxin.facts.entities import Entity, Recorded, Spell, Value
from gaoxin.facts.table import load as load_facts
from gaoxin.facts.tabulated import tabulated
from gaoxin.facts.writing import write_table
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_texts

PACKS = Path(__file__).parents[2] / "packs"
FIRST = "quanzhou-etdz/2024-hte#first"
A, B = "919999990000090051", "91999999000009013U"
HELD = "2025-08-20..2028-08-19"
ON = "2025-12-01"

LAW = """---
id: t
title: 试
wording: restated
in_force: 2020-01-01..
verified: yes
lang: zh
---

## 登记 {#r}

条件 条文

```yaml register
kind: enterprise
zh: 企业
key: code
facts:
  code: {zh: 代码, type: text}
  banned: {zh: 失信, type: flag, time: day}
  inside: {zh: 在区, type: flag, time: spell}

```

```yaml clause
id: clean
when:
  无失信: {rule: not 失信(当日), quote: 条件}
gives: {outcome: 可}
```

```yaml clause
id: inside
when:
  在区: {rule: 在区(当日), quote: 条件}
gives: {outcome: 可}
```

```yaml clause
id: second
when:
  第二次: {rule: "nth(在区, 当日) >= 2", quote: 条件}
gives: {outcome: 可}
```
"""


@pytest.fixture(scope="module")
def packs() -> Library:
    return load(PACKS / "cn" / "vocabulary.md", PACKS / "quanzhou-etdz")


@pytest.fixture(scope="module")
def law() -> Library:
    found = read_texts({"t.md": LAW.encode()})
    assert found.faults == []
    return found


def written(path: Path, *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def firm(key: str, **facts: Any) -> Entity:
    made = Entity("enterprise", key)
    for name, value in facts.items():
        fact, _, period = name.partition("__")
        made.record(fact, period.replace("_", "-"), Recorded(value))
    return made


# --- a CSV has one meaning -----------------------------------------------------------------------


@pytest.mark.parametrize("given", [str, Path])
def test_a_csv_given_to_python_is_in_yuan_like_one_given_to_the_command(
    packs: Library, tmp_path: Path, given: Any
) -> None:
    """20 million yuan are the line: read as fen, 2,000,000,001 would pass it a hundredfold."""
    path = written(
        tmp_path / "y.csv",
        ["统一社会信用代码", "高新技术企业", "在区注册", "营业收入@2024"],
        [A, HELD, "2018-01-01..", "20000000"],
        [B, HELD, "2018-01-01..", "20000000.01"],
    )
    found = match_table(packs, given(path), ON, clauses=[FIRST])
    assert found.arrow["first.money"].to_pylist() == [20_000_000, 40_000_000]
    assert found.arrow["credit_code"].to_pylist() == [A, B]
    assert [w for w in found.warnings if "F11" not in w] == []


def test_what_is_wrong_in_a_csv_is_told_in_python_too(packs: Library, tmp_path: Path) -> None:
    path = written(tmp_path / "y.csv", ["统一社会信用代码", "营业收入@2024"], [A, "很多"])
    found = match_table(packs, path, ON, "en", clauses=[FIRST])
    assert any(w.startswith("y.csv:2:2 F12 ") for w in found.warnings)


def test_a_file_without_a_row_is_refused_with_the_reasons(packs: Library, tmp_path: Path) -> None:
    path = written(tmp_path / "y.csv", ["统一社会信用代码"], ["合计"])
    with pytest.raises(ValueError, match=r"y\.csv: no row could be read"):
        match_table(packs, path, ON, "en", clauses=[FIRST])


# --- one writer, and no row changes another ------------------------------------------------------


def test_a_state_without_a_day_beside_one_with_a_day_answers_as_explain_does(law: Library) -> None:
    firms = [firm("A", banned=False), firm("B", banned__2025_12_01=False), firm("C", banned=True)]
    made = tabulated(law.vocabulary, firms)
    found = match_table(law, made.source, ON, clauses=["t#clean"])
    alone = [match_one(law, f, ON, clauses=["t#clean"]).record.awards[0].verdict for f in firms]
    assert alone == ["yes", "yes", "no"]
    assert found.arrow["clean.answer"].to_pylist() == [True, True, False]
    assert found.arrow["code"].to_pylist() == ["A", "B", "C"]


SPELLS: list[Value] = [
    True,
    False,
    (Spell(date(2024, 1, 1)),),
    (Spell(date(2020, 1, 1), date(2021, 1, 1)), Spell(date(2024, 1, 1))),
    (),
]


@pytest.mark.parametrize("clause", ["inside", "second"])
@pytest.mark.parametrize("other", range(len(SPELLS)))
def test_no_row_changes_the_answer_of_another(law: Library, other: int, clause: str) -> None:
    """Held, not held, since a day, twice, never: each beside each of the others, and alone."""
    words = {"yes": True, "no": False, "unknown": None}
    for value in SPELLS:
        one, beside = firm("A", inside=value), firm("B", inside=SPELLS[other])
        asked = match_one(law, one, ON, clauses=[f"t#{clause}"])
        table = tabulated(law.vocabulary, [one, beside])
        assert table.faults == ()
        found = match_table(law, table.source, ON, clauses=[f"t#{clause}"])
        answers = found.arrow[f"{clause}.answer"].to_pylist()
        assert answers[0] is words[asked.record.awards[0].verdict]


def test_held_since_nobody_knows_when_survives_a_file(law: Library, tmp_path: Path) -> None:
    firms = [firm("A", inside=True), firm("B", inside=(Spell(date(2024, 1, 1)),))]
    assert write_table(firms, tmp_path / "t.parquet", law.vocabulary) == []
    read = load_facts(tmp_path / "t.parquet", law.vocabulary)
    assert read.entities["A"].look_up("inside", "") is not None
    assert [e.facts["inside", ""][0].value for e in read.entities.values()] == [
        True,
        (Spell(date(2024, 1, 1)),),
    ]
    found = match_table(law, tmp_path / "t.parquet", ON, clauses=["t#inside"])
    assert found.arrow["inside.answer"].to_pylist() == [True, True]


def test_in_the_zone_yes_and_no_in_one_csv(packs: Library, tmp_path: Path) -> None:
    head = ["统一社会信用代码", "高新技术企业", "在区注册", "营业收入@2024"]
    path = written(
        tmp_path / "y.csv",
        head,
        [A, HELD, "是", "20000000"],
        [B, HELD, "否", "20000000"],
    )
    both = match_table(packs, path, ON, clauses=[FIRST]).arrow["first.money"].to_pylist()
    alone = written(tmp_path / "z.csv", head, [A, HELD, "是", "20000000"])
    assert both == [20_000_000, 0]
    assert match_table(packs, alone, ON, clauses=[FIRST]).arrow["first.money"].to_pylist() == [
        20_000_000
    ]


# --- typed tables in several files ---------------------------------------------------------------


def typed(key: str, revenue: int) -> Any:
    spell = pa.list_(pa.struct([("start", pa.date32()), ("end", pa.date32())]))
    held = [{"start": date(2025, 8, 20), "end": date(2028, 8, 19)}]
    return pa.table(
        {
            "credit_code": [key],
            "hte": pa.array([held], spell),
            "in_zone": pa.array([held], spell),
            "operating_revenue@2024": [revenue],
        }
    )


def test_a_folder_or_a_list_of_parquet_is_one_typed_table(packs: Library, tmp_path: Path) -> None:
    folder = tmp_path / "firms"
    (folder / "part=2").mkdir(parents=True)
    files = [folder / "a.parquet", folder / "part=2" / "b.parquet"]
    pq.write_table(typed(A, 2_000_000_000), files[0])
    pq.write_table(typed(B, 2_000_000_001), files[1])
    (folder / "_SUCCESS").write_text("")
    for given in (folder, str(folder), files):
        found = match_table(packs, given, ON, clauses=[FIRST])
        assert found.arrow["first.money"].to_pylist() == [20_000_000, 40_000_000]


@pytest.mark.parametrize("name", ["list[1].parquet", "a*.parquet", "a?.parquet", "{a,b}.parquet"])
def test_a_name_is_a_name(packs: Library, tmp_path: Path, name: str) -> None:
    for other in ("list1.parquet", "ab.parquet", "a.parquet", "b.parquet"):
        pq.write_table(typed(B, 1), tmp_path / other)
    pq.write_table(typed(A, 2_000_000_000), tmp_path / name)
    found = match_table(packs, tmp_path / name, ON, clauses=[FIRST])
    assert found.arrow["credit_code"].to_pylist() == [A]


def test_the_name_of_a_folder_supplies_no_fact(packs: Library, tmp_path: Path) -> None:
    path = tmp_path / "operating_revenue@2024=5" / "f.parquet"
    path.parent.mkdir()
    pq.write_table(typed(A, 0).drop_columns(["operating_revenue@2024"]), path)
    found = match_table(packs, path, ON, clauses=[FIRST])
    assert found.arrow["first.money"].to_pylist() == [None]
    assert "enterprise.operating_revenue@2024" in found.plan.missing
