"""Codes, lists, types, units and times that do not exist: a fault that names the nearest."""

from datetime import date
from pathlib import Path

import pytest

from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.checks import check
from gaoxin.policy.faults import Fault
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_library, read_texts

FACTS = """---
标识: t/facts
名称: 词汇
有效期: 2020-01-01..
文本: 重述
文件角色: 词汇
---

```yaml 定义
信用等级: {名单: {高: 信用高, 中: 信用中, 低: 信用低}}
```

```yaml 登记
种类: enterprise
主键: [uscc]
事实:
  uscc: {类型: 文字, 中文: 代码, 英文: code}
  grade: {类型: 代码, 名单: 信用等级, 时间: 时点, 中文: 类别, 英文: grade}
  sales: {类型: 金额, 时间: 年, 中文: 收入, 英文: sales}
  branch: {类型: 代码, 代码表: 行业, 中文: 行业, 英文: branch}
```
"""
LAW = """---
标识: t/a
名称: 甲
有效期: 2020-01-01..
文本: 重述
---

## 一 {#1}

类别为高的企业，奖励5万元。

```yaml 条款
标识: first
条件:
  类别: {规则: 类别(当日) == "高", 原文: 类别为高}
给予: {金额: {规则: 5万元, 原文: 奖励5万元}}
```
"""


def read(facts: str = FACTS, law: str = LAW) -> Library:
    return read_texts({"facts.md": facts.encode(), "law.md": law.encode()})


def unknown(library: Library) -> list[Fault]:
    return [f for f in check(library) if f.code in {"N1", "D5"}]


def test_what_exists_is_no_fault() -> None:
    assert unknown(read()) == []


@pytest.mark.parametrize(
    ("old", "new", "near"),
    [
        ("名单: 信用等级,", "名单: 信用登级,", "信用等级"),
        ("sales: {类型: 金额", "sales: {类型: 金额数", "金额"),
        ("sales: {类型: 金额", "sales: {类型: 整数", "计数"),
        ("grade: {类型: 代码", "grade: {类型: enterprize", "enterprise"),
        ("时间: 年,", "时间: 年度,", "年"),
        ("类型: 金额,", "类型: 金额, 单位: CNV,", "CNY"),
    ],
)
def test_the_nearest_is_named(old: str, new: str, near: str) -> None:
    assert old in FACTS
    (fault,) = unknown(read(FACTS.replace(old, new)))
    assert near in fault.mend_zh
    assert near in fault.mend_en


@pytest.mark.parametrize(
    ("code", "near"), [("很高", "高"), ("信用高", "高"), ("A", "中")], ids=["near", "label", "far"]
)
def test_a_code_of_no_list_is_a_fault_and_not_a_no(code: str, near: str) -> None:
    library = read(law=LAW.replace('"高"', f'"{code}"'))
    (fault,) = unknown(library)
    assert fault.place.line == 15
    assert near in fault.mend_zh
    firm = Entity("enterprise", "A")
    firm.record("grade", "2025-12-01", Recorded("低"))
    answer = Engine(library).answer("t/a", "first", firm, date(2025, 12, 1))
    assert answer.verdict == "unknown"


@pytest.mark.parametrize("rule", ['类别(当日) in ("高", "最高")', '"最高" == 类别(当日)'])
def test_every_way_of_asking_is_looked_at(rule: str) -> None:
    law = LAW.replace('类别(当日) == "高"', f"'{rule}'")
    assert [f.code for f in unknown(read(law=law))] == ["N1"]


def test_a_code_book_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "facts.md").write_text(FACTS, encoding="utf-8")
    (tmp_path / "codebooks").mkdir()
    book = tmp_path / "codebooks" / "行业.csv"
    book.write_text("code,zh,en,parent\nC,制造业,Manufacturing,\n", encoding="utf-8")
    assert unknown(read_library(tmp_path)) == []
    book.rename(tmp_path / "codebooks" / "行业类.csv")
    (fault,) = unknown(read_library(tmp_path))
    assert "行业类" in fault.mend_zh
