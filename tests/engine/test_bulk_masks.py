"""Two masks a row, one bit for each condition, however many clauses ask it."""

from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.policy.reading import read_texts

ON = date(2026, 6, 1)
MANY = 120
FRONT = """---
id: t/many
title: 许多条件（试验）
issuer: 试验
level: zone
issued: 2025-01-01
in_force: 2025-01-01..
wording: restated
lang: zh
---

## 一 {#1}

符合条件的。

```yaml register
kind: enterprise
zh: 企业
key: code
facts:
  code: {zh: 代码, type: text}
  scale: {zh: 规模, type: count, time: year}
  listed: {zh: 名单, type: flag, time: day}
```
"""


def clause(name: str, limits: range) -> str:
    rows = "\n".join(
        f"  档{n}: {{rule: 规模(上年) >= {n}, quote: 符合条件, verified: no}}" for n in limits
    )
    return (
        f"\n```yaml clause\nid: {name}\nverified: no\nnote: 试验\nwhen:\n{rows}\n"
        "  除外:\n    none:\n      名单: {rule: 名单(当日), quote: 符合条件}\n"
        "gives: {outcome: 入列}\n```\n"
    )


LIBRARY = read_texts(
    {"many.md": (FRONT + clause("all", range(1, MANY)) + clause("few", range(1, 4))).encode()}
)
ALL, FEW = "t/many#all", "t/many#few"
SCHEMA = {"code": "VARCHAR", "scale@2025": "BIGINT", "listed@2026-06-01": "BOOLEAN"}


def rows() -> pa.Table:
    fields = pa.schema(
        [("code", pa.string()), ("scale@2025", pa.int64()), ("listed@2026-06-01", pa.bool_())]
    )
    given: list[dict[str, Any]] = [
        {"code": f"E{n}", "scale@2025": n, "listed@2026-06-01": n % 2 == 0} for n in range(MANY)
    ]
    return pa.Table.from_pylist([*given, {"code": "unknown"}], schema=fields)


def test_a_hundred_and_twenty_conditions_are_told_apart() -> None:
    plan = compile_clauses(LIBRARY, [ALL], ON, SCHEMA)
    *known, unknown = plan.run(rows()).to_pylist()
    for n, row in enumerate(known):
        words = {told.path: told.word for told in plan.decode(ALL, row)}
        for limit in range(1, MANY):
            assert words[f"档{limit}"] == ("yes" if n >= limit else "no")
        assert words["除外.名单"] == ("yes" if n % 2 == 0 else "no")
    told = plan.decode(ALL, unknown)
    assert {one.word for one in told} == {"unknown"}


def test_clauses_that_ask_the_same_share_a_bit() -> None:
    alone = compile_clauses(LIBRARY, [ALL], ON, SCHEMA)
    both = compile_clauses(LIBRARY, [ALL, FEW], ON, SCHEMA)
    masks = [o.name for o in both.outputs if o.part in {"failed", "unknown"}]
    assert masks == [o.name for o in alone.outputs if o.part in {"failed", "unknown"}]
    assert masks == ["failed", "failed.2", "failed.3", "unknown", "unknown.2", "unknown.3"]
    for row in both.run(rows()).to_pylist():
        every = {told.path: told.word for told in both.decode(ALL, row)}
        assert all(every[told.path] == told.word for told in both.decode(FEW, row))


def test_the_legend_says_which_bit_is_which_condition() -> None:
    plan = compile_clauses(LIBRARY, [ALL], ON, SCHEMA)
    answers = plan.run(rows())
    with duckdb.connect() as connection:
        connection.register("answers", answers)
        for bit in plan.legends[ALL].places():
            found = connection.execute(
                f'SELECT code FROM answers WHERE ("{bit.failed}" & {bit.value}) <> 0'
            ).fetchall()
            limit = int(bit.path.removeprefix("档")) if bit.path.startswith("档") else None
            expected = [n for n in range(MANY) if (n % 2 if limit is None else n < limit)]
            assert [code for (code,) in found] == [f"E{n}" for n in expected]
            assert bit.excluded is (limit is None)


def test_without_masks_nothing_is_decoded() -> None:
    plan = compile_clauses(LIBRARY, [FEW], ON, SCHEMA, masks=False)
    (first, *_) = plan.run(rows()).to_pylist()
    assert "failed" not in first
    with pytest.raises(KeyError):
        plan.decode(FEW, first)


VARIED = """
```yaml clause
id: some
when: {条: {rule: 规模(上年) >= 3, quote: 符合条件, verified: no}}
gives: {outcome: 入列}
```

```yaml clause
id: else
varies: some
where: {rule: 名单(当日), quote: 符合条件}
when:
  条:
    quote: 符合条件
    any:
      甲: {rule: 规模(上年) == 1, quote: 符合条件, verified: no}
      乙: {rule: 规模(上年) == 2, quote: 符合条件, verified: no}
gives: {outcome: 入列}
```
"""


def test_a_rule_that_a_variation_makes_a_group_is_told_as_one() -> None:
    library = read_texts({"varied.md": (FRONT + VARIED).encode()})
    plan = compile_clauses(library, ["t/many#some"], ON, SCHEMA)
    rows = pa.table(
        {
            "code": list("abcdef"),
            "scale@2025": [1, 1, 3, 3, 1, 4],
            "listed@2026-06-01": [False, True, False, True, None, None],
        }
    )
    for row in plan.run(rows).to_pylist():
        told = plan.decode("t/many#some", row)[0]
        word = {True: "yes", False: "no", None: "unknown"}[row["some.answer"]]
        assert (told.path, told.word) == ("条", word)
    assert [bit.path for bit in plan.legends["t/many#some"].places()] == ["条", "条.甲", "条.乙"]
