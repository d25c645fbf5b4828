"""A document with a fault is not executed as if it were whole."""

from datetime import date
from fractions import Fraction

import pyarrow as pa
import pytest

from gaoxin.engine.answer import Answer
from gaoxin.engine.bulk import compile_clauses, match_table
from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.checks import check
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_texts

DAY = date(2025, 12, 1)
FACTS = """---
id: t/facts
title: Facts
in_force: 2020-01-01..
wording: restated
role: vocabulary
---

```yaml register
kind: enterprise
key: [code]
facts:
  code: {type: text, zh: 代码, en: code}
  rd: {type: money, time: year, zh: 研发费用, en: R&D}
  staff: {type: count, time: year, zh: 职工, en: staff}
```
"""
LAW = """---
id: t/a
title: Awards
in_force: 2020-01-01..
wording: restated
---

## 1 {#1}

```yaml clause
id: first
when:
  rd: rd(last_year) >= 1 million CNY
gives: {money: 500000 CNY}
```

## 2 {#2}

```yaml clause
id: second
when:
  rd: rd(last_year) >= floor
gives: {money: 300000 CNY}
```

```yaml define
floor: {value: 2 million CNY}
other: {value: 1 million CNY}
```

```yaml clause
id: third
when:
  rd: rd(last_year) >= other
gives: {money: 100000 CNY}
```

```yaml clause
id: young
varies: third
where: staff(last_year) < 10
gives: {money: 200000 CNY}
```

```yaml stacking
id: total
over: [first, second]
take: all
```
"""


def library(*texts: str) -> Library:
    return read_texts({f"{n}.md": text.encode() for n, text in enumerate((FACTS, *texts))})


def changed(old: str, new: str) -> Library:
    assert LAW.count(old) >= 1
    return library(LAW.replace(old, new, 1))


def firm(million: int) -> Entity:
    entity = Entity("enterprise", "A")
    entity.record("rd", "2024", Recorded(Fraction(million * 100_000_000)))
    entity.record("staff", "2024", Recorded(Fraction(5)))
    return entity


def answers(found: Library, million: int = 10) -> dict[str, Answer]:
    engine = Engine(found)
    clauses = ("first", "second", "third")
    return {c: engine.answer("t/a", c, firm(million), DAY) for c in clauses}


def verdicts(found: Library, million: int = 10) -> dict[str, str]:
    return {name: answer.verdict for name, answer in answers(found, million).items()}


def bulk(found: Library, million: int = 10) -> dict[str, bool | None]:
    table = pa.table({"code": ["A"], "rd@2024": [million * 100_000_000], "staff@2024": [5]})
    addresses = [f"t/a#{c}" for c in ("first", "second", "third")]
    (row,) = match_table(found, addresses, DAY, table).to_pylist()
    return {c: row[f"{c}.answer"] for c in ("first", "second", "third")}


WORD = {"yes": True, "no": False, "unknown": None}


def test_the_whole_document_is_executed() -> None:
    assert set(verdicts(library(LAW)).values()) == {"yes"}
    assert library(LAW).broken == {}


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ("when:\n  rd: rd(last_year) >= 1 m", "whem:\n  rd: rd(last_year) >= 1 m", {"first"}),
        (">= 1 million CNY\n", ">= 1 million CNY and\n", {"first"}),
        ("gives: {money: 500000 CNY}", "give: {money: 500000 CNY}", {"first"}),
        ("gives: {money: 500000 CNY}", "gives: {money: 500000 CNY, cup: 1 CNY}", {"first"}),
        ("floor: {value: 2 million CNY}", "floor: {valu: 2 million CNY}", {"second"}),
        ("other: {value: 1 million CNY}", "other: {value: 1 million CNY + 1}", {"third"}),
        ("where: staff", "wear: staff", {"third"}),
        ("gives: {money: 200000 CNY}", "gives: {money: 20%}", {"third"}),
        ("varies: third", "varies: thrid", {"first", "second", "third"}),
        ("in_force: 2020", "in_fore: 2020", {"first", "second", "third"}),
        ("title: Awards", "titel: Awards", {"first", "second", "third"}),
        ("```yaml define", "```yaml defines", {"first", "second", "third"}),
        ("id: young", "id: [young", {"first", "second", "third"}),
        ("## 2 {#2}", "## 2 {#1}", {"first", "second", "third"}),
    ],
)
def test_what_has_a_fault_is_unknown_and_the_rest_stands(
    old: str, new: str, broken: set[str]
) -> None:
    found = changed(old, new)
    for million in (0, 10):
        told = verdicts(found, million)
        assert {name for name, verdict in told.items() if verdict == "unknown"} == broken
        assert bulk(found, million) == {name: WORD[verdict] for name, verdict in told.items()}
    whole = verdicts(library(LAW), 0)
    assert {n: v for n, v in verdicts(found, 0).items() if n not in broken} == {
        n: v for n, v in whole.items() if n not in broken
    }


def test_the_answer_names_the_place() -> None:
    found = changed("when:\n  rd: rd(last_year) >= 1 m", "whem:\n  rd: rd(last_year) >= 1 m")
    answer = answers(found)["first"]
    (condition,) = answer.conditions
    label = condition.part.condition.meta.label
    assert "1.md:12:1" in label.zh
    assert "1.md:12:1" in label.en
    assert "whem" in label.en
    assert answer.needs == ()


def test_a_fact_that_is_misdeclared_breaks_what_rests_on_it() -> None:
    facts = FACTS.replace("rd: {type: money, time: year", "rd: {type: money, tim: year")
    found = read_texts({"0.md": facts.encode(), "1.md": LAW.encode()})
    assert set(verdicts(found).values()) == {"unknown"}
    facts = FACTS.replace("en: staff}", "en: staff, oops: 1}")
    found = read_texts({"0.md": facts.encode(), "1.md": LAW.encode()})
    assert verdicts(found) == {"first": "yes", "second": "yes", "third": "unknown"}


def test_of_two_documents_with_one_id_neither_is_executed() -> None:
    richer = LAW.replace("500000", "900000")
    for texts in ((LAW, richer), (richer, LAW)):
        found = library(*texts)
        assert "t/a" not in found.documents
        assert [(f.place.path, f.code) for f in check(found) if f.code == "N2"] == [
            ("1.md", "N2"),
            ("2.md", "N2"),
        ]
        fault = found.fault_of("t/a#first")
        assert fault is not None
        assert set(verdicts(found).values()) == {"unknown"}
        plan = compile_clauses(found, ["t/a#first"], DAY, {})
        assert "1.md:2" in plan.refused[0].en


def test_a_fault_in_an_example_breaks_no_rule() -> None:
    found = library(LAW + "\n```yaml example\ntests: first\non: 2025-12-01\noops: 1\n```\n")
    assert found.faults
    assert set(verdicts(found).values()) == {"yes"}


def test_the_checks_look_at_what_was_written() -> None:
    """Mending one fault must not bring up those it hid."""
    found = changed(">= 1 million CNY\n", ">= 1 million CNY\n  b: rd(last_year\n")
    assert any(f.code[0] == "Q" and f.place.line == 13 for f in check(found))
