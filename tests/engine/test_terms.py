"""Terms that count their first day: titles and windows of payment, at the ends of months too."""

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import Entity, Payment, Recorded
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts
from gaoxin.quantities import WorkCalendar

DOCUMENT = """---
id: t
title: 期限（试验）
issuer: 试验
level: zone
issued: 2020-01-01
in_force: 2020-01-01..
wording: restated
lang: zh
---

## 第一条 {#1}

合格的，发给证书，有效6个月；发给称号，有效3年。合格的，1元；半年、1年、12个工作日之内只给一次。
受理之后12个工作日之内可以补正。

```yaml register
kind: enterprise
zh: 企业
facts:
  good: {zh: 合格, type: flag}
  accepted: {zh: 受理日, type: date}
  certificate: {zh: 证书, type: flag, time: spell}
  title: {zh: 称号, type: flag, time: spell}
```

```yaml clause
id: half
when: {是否: {rule: 合格, quote: 合格的}}
gives: {title: 证书, valid: {rule: 6个月, quote: 有效6个月}}
```

```yaml clause
id: three
when: {是否: {rule: 合格, quote: 合格的}}
gives: {title: 称号, valid: {rule: 3年, quote: 有效3年}}
```

```yaml clause
id: once_half
when: {是否: {rule: 合格, quote: 合格的}}
gives: {money: {rule: 1元, quote: 1元}, per: {rule: 6个月, quote: 半年}}
```

```yaml clause
id: once_year
when: {是否: {rule: 合格, quote: 合格的}}
gives: {money: {rule: 1元, quote: 1元}, per: {rule: 1年, quote: 1年}}
```

```yaml clause
id: once_worked
when: {是否: {rule: 合格, quote: 合格的}}
gives: {money: {rule: 1元, quote: 1元}, per: {rule: 12个工作日, quote: 12个工作日}}
```

```yaml clause
id: mend
when: {及时: {rule: "当日 <= 受理日 + 12个工作日", quote: 12个工作日之内}}
gives: {outcome: 补正}
```
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return read_texts({"t.md": DOCUMENT.encode()})


@pytest.mark.parametrize(
    ("clause", "first", "last"),
    [
        ("half", "2024-08-31", "2025-02-28"),
        ("half", "2023-08-31", "2024-02-29"),
        ("half", "2024-08-28", "2025-02-27"),
        ("half", "2024-09-01", "2025-02-28"),
        ("three", "2024-02-29", "2027-02-28"),
        ("three", "2023-11-01", "2026-10-31"),
        ("three", "2025-02-28", "2028-02-27"),
    ],
)
def test_a_title_runs_through_the_last_day_of_its_term(
    library: Library, clause: str, first: str, last: str
) -> None:
    firm = Entity("enterprise", "E")
    firm.record("good", "", Recorded(True))
    title = Engine(library).answer("t", clause, firm, date.fromisoformat(first)).title
    assert title is not None
    assert title.end == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("clause", "paid", "free"),
    [
        ("once_half", "2024-08-31", "2025-03-01"),
        ("once_half", "2024-08-30", "2025-03-01"),
        ("once_half", "2024-08-28", "2025-02-28"),
        ("once_year", "2024-02-29", "2025-03-01"),
        ("once_year", "2024-03-01", "2025-03-01"),
        ("once_year", "2023-02-28", "2024-02-28"),
        ("once_worked", "2025-09-22", "2025-10-14"),
    ],
)
def test_what_is_paid_once_in_a_term_is_due_again_the_day_after_it(
    library: Library, clause: str, paid: str, free: str
) -> None:
    again = date.fromisoformat(free)
    earlier = Payment(f"t#{clause}", date.fromisoformat(paid), 100)
    for on, due in ((again - timedelta(days=1), 0), (again, 100)):
        firm = Entity("enterprise", "E", paid=(earlier,))
        firm.record("good", "", Recorded(True))
        assert Engine(library).answer("t", clause, firm, on).due == due
        plan = compile_clauses(
            library, [f"t#{clause}"], on, {"good": "BOOLEAN", "id": "VARCHAR"}, paid=True
        )
        table = pa.table({"id": ["E"], "good": [True]})
        payments = pa.table(
            {"entity": ["E"], "clause": [earlier.clause], "on": [earlier.on], "money": [100]}
        )
        answer = plan.run(table, paid=payments)
        assert isinstance(answer, pa.Table)
        assert answer[f"{clause}.money"].to_pylist() == [due]


ACCEPTED = date(2026, 12, 22)
CLOSED = "date,kind,year,source\n2027-01-05,holiday,2027,local closure\n"


def test_working_days_follow_the_calendar_the_engine_is_given(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text(CLOSED, encoding="utf-8")
    local = WorkCalendar.with_overrides(path).calendar
    firm = Entity("enterprise", "E")
    firm.record("accepted", "", Recorded(ACCEPTED))
    # 23 to 25, 28 to 31 December (7), 4 to 8 January (12): New Year's Day is off by regulation.
    last = date(2027, 1, 8)
    for calendar, end in ((None, last), (local, last + timedelta(days=3))):
        engine = Engine(library, calendar)
        assert engine.answer("t", "mend", firm, end).verdict == "yes"
        assert engine.answer("t", "mend", firm, end + timedelta(days=1)).verdict == "no"
