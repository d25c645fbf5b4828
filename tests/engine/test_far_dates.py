"""Days at the ends of the calendar: a licence "without term" is 9999-12-31 in many a register."""

from datetime import date
from typing import Final

import pyarrow as pa
import pytest

from gaoxin.engine.bulk import match_table
from gaoxin.engine.engine import Engine
from gaoxin.explaining.explanation import explain
from gaoxin.explaining.text import as_text
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts
from gaoxin.quantities import Lang

ON = date(2025, 6, 1)
RULES = {
    "term": "within(认定日, 3年, 当日)",
    "ages": "within(认定日, 9000年, 当日)",
    "later": "认定日 + 3年 >= 当日",
    "earlier": "认定日 - 3年 <= 当日",
    "closed": "end(认定年度) >= 当日",
    "opened": "start(认定年度) <= 当日",
    "never": "full_years(认定日, 当日) >= 9000",
    "long": "full_years(认定日, 当日) >= 2",
    "before": "end(认定年度 - 1) <= 当日",
    "after": "year(认定日) + 1 >= 2024",
    "working": "within(认定日, 5个工作日, 当日)",
}
HEAD = """---
id: t
title: 历法两端（试验）
issuer: 试验
level: zone
issued: 2020-01-01
in_force: 2020-01-01..
wording: restated
lang: zh
anchor: application
---

## 第一条 {#1}

条件如下。

```yaml register
kind: enterprise
zh: 企业
facts:
  recognised: {zh: 认定日, type: date}
  reckoned: {zh: 认定年度, type: year}
```
"""
CLAUSE = """
```yaml clause
id: {id}
when: {{是否: {{rule: "{rule}", quote: 条件}}}}
gives: {{outcome: 警示}}
```
"""
DAYS = [date.min, date(1, 6, 2), date(2022, 6, 1), date(2025, 6, 1), date(9998, 1, 1), date.max]
LANGS: Final[tuple[Lang, ...]] = ("zh", "en")
YEARS = [1, 2024, 2025, 9999, 20199, -5]
WORD = {True: "yes", False: "no"}
ROWS = list(zip(DAYS, YEARS, strict=True))


@pytest.fixture(scope="module")
def library() -> Library:
    clauses = [CLAUSE.format(id=key, rule=rule) for key, rule in RULES.items()]
    return read_texts({"t.md": (HEAD + "".join(clauses)).encode()})


def enterprise(day: date, year: int) -> Entity:
    found = Entity("enterprise", "E1")
    found.record("recognised", "", Recorded(day, "table"))
    found.record("reckoned", "", Recorded(year, "table"))
    return found


@pytest.mark.parametrize("clause", [name for name in RULES if name != "working"])
def test_both_executors_answer_alike_at_the_ends_of_the_calendar(
    library: Library, clause: str
) -> None:
    engine = Engine(library)
    one = [engine.answer("t", clause, enterprise(*row), ON).verdict for row in ROWS]
    keys = [str(n) for n in range(len(DAYS))]
    table = pa.table({"id": keys, "认定日": DAYS, "认定年度": YEARS})
    many = match_table(library, [f"t#{clause}"], ON, table).to_pylist()
    reported = [n for n, row in enumerate(many) if row["faults"]]
    assert reported in ([], [n for n, year in enumerate(YEARS) if not 1 <= year <= 9999])
    told = [WORD[row[f"{clause}.answer"]] for n, row in enumerate(many) if n not in reported]
    assert told == [word for n, word in enumerate(one) if n not in reported]
    assert len(set(one)) == 2 or clause in {"ages", "never"}


@pytest.mark.parametrize(("day", "year"), ROWS)
def test_an_enterprise_of_such_days_is_explained(library: Library, day: date, year: int) -> None:
    for lang in LANGS:
        assert as_text(explain(Engine(library), enterprise(day, year), ON, lang))
