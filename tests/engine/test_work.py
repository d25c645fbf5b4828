"""Small documents made to explode: they are answered at once, or refused with the place."""

from datetime import date

import pyarrow as pa
import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.engine.engine import Engine
from gaoxin.engine.values import Unknown
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.checks import check
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts

ON = date(2024, 6, 1)
HEAD = """---
id: t/x
title: 工作量（试验）
issuer: 试验
level: zone
issued: 2020-01-01
in_force: 2020-01-01..
wording: restated
lang: zh
anchor: application
---

## 第一条 {#1}

条件。

```yaml register
kind: enterprise
zh: 企业
facts:
  a: {zh: 额, type: money, optional: yes}
  n: {zh: 数, type: number}
```

```yaml register
kind: hire
zh: 招用
facts:
  employer: {zh: 单位, type: enterprise, inverse: hires, inverse_zh: 员工}
  wage: {zh: 工资, type: money}
```
"""


def chain(form: str, steps: int, base: str = "额") -> Library:
    """``steps`` defines, each made of the one before it."""
    lines = [f"v0: {{value: {base}, quote: 条件}}"]
    for i in range(1, steps + 1):
        lines.append(f"v{i}: {{value: '{form.replace('x', f'v{i - 1}')}', quote: 条件}}")
    rule = f"{{rule: v{steps} >= 0, quote: 条件}}"
    clause = f"clause\nid: c\nwhen: {{好: {rule}}}\ngives: {{outcome: 好}}"
    blocks = ["define\n" + "\n".join(lines), clause]
    return read_texts({"t.md": (HEAD + "".join(f"\n```yaml {b}\n```\n" for b in blocks)).encode()})


FORMS = ["x if x >= x else x", "x if x >= x else -x", "(x if x > 0元 else x) + x - x"]


@pytest.mark.parametrize("form", FORMS)
def test_twenty_two_defines_each_of_the_one_before_are_answered(form: str) -> None:
    library = chain(form, 22)
    entity = Entity("enterprise", "e")
    entity.record("a", "", Recorded(100))
    assert Engine(library).answer("t/x", "c", entity, ON).verdict == "yes"
    plan = compile_clauses(library, ["t/x#c"], ON, {}).fitted(pa.table({"a": [100]}))
    assert len(plan.sql) < 20_000
    assert plan.run(pa.table({"a": [100]})).to_pylist()[0]["c.answer"] is True


def test_defines_within_defines_beyond_all_measure_are_refused_with_the_place() -> None:
    library = chain(FORMS[1], 60)
    (fault,) = [f for f in check(library) if f.code == "X3"]
    assert fault.words == "v40"
    plan = compile_clauses(library, ["t/x#c"], ON, {"enterprise": {"a": "BIGINT"}})
    (refusal,) = plan.refused
    assert (refusal.code, refusal.address) == ("X4", "t/x#c")
    assert "40" in refusal.zh


def test_sums_within_sums_are_refused_where_they_stand() -> None:
    inner = "1"
    for i in range(6):
        inner = f"count(m{i} for m{i} in 员工 if {inner} > 0)"
    found = read_texts(
        {
            "t.md": (
                HEAD + f"\n```yaml define\n值: {{value: '{inner}', quote: 条件}}\n```\n"
            ).encode()
        }
    )
    assert [f.code for f in found.faults if f.code[0] in "NXT"] == ["X3"]


def test_a_number_squared_again_and_again_is_unknown_not_endless() -> None:
    library = chain("x * x", 30, "数")
    entity = Entity("enterprise", "e")
    entity.record("n", "", Recorded(12345))
    value = Engine(library).value("t/x", "v30", entity, ON)
    assert isinstance(value, Unknown)
    assert value.why == "too_large"
    plan = compile_clauses(library, ["t/x#c"], ON, {"enterprise": {"n": "BIGINT"}})
    assert [r.code for r in plan.refused] == ["X4"]
