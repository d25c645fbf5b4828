"""What a text says and no block uses is told: nobody notices what nobody wrote."""

import pytest

from gaoxin.policy.checks import check
from gaoxin.policy.faults import Fault
from gaoxin.policy.reading import read_texts

LAW = """---
id: t/a
title: Awards
number: 泉开管〔2024〕12号
issued: 2024-03-01
in_force: 2024-03-01..
wording: restated
completeness: complete
lang: zh
---

## 第一条 奖励 {#1}

依据闽政〔2023〕9号第十二条，自2024年3月1日起，奖励50万元，最高80万元，电话0595-22381234。

```yaml define
award: {value: 50万元, quote: 奖励50万元}
most: {value: 80万元, quote: 最高80万元}
```

## 第二条 期限 {#2}

3年内不得重复申请。

```yaml note
id: again
quote: 3年内不得重复申请
reason: decided by the office
```

## 第三条 施行 {#3}

自印发之日起施行，有效期5年。
"""


def found(text: str) -> list[Fault]:
    return [f for f in check(read_texts({"a.md": text.encode()})) if f.code in {"Q6", "A4"}]


def test_dates_numbers_of_documents_and_telephones_are_no_such_numbers() -> None:
    assert found(LAW) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("most: {value: 80万元, quote: 最高80万元}\n", "", ["最高", "80万元"]),
        ("quote: 3年内不得重复申请", "quote: 重复申请", ["3年", "不得重复"]),
        ("quote: 3年内不得重复申请", "quote: 3年内", ["不得重复"]),
        ("奖励50万元，", "奖励50万元，按5%配套，", ["5%"]),
        ("奖励50万元，", "奖励50万元，每家限3人，", ["3"]),
        ("奖励50万元，", "奖励50万元，10个工作日内拨付，", ["10个工作日"]),
    ],
)
def test_what_no_block_quotes_is_told(old: str, new: str, words: list[str]) -> None:
    assert old in LAW
    told = found(LAW.replace(old, new))
    assert [f.words for f in told] == words
    assert all(f.code == "Q6" and not f.advice for f in told)


def test_an_article_without_a_block_is_told_and_a_note_answers() -> None:
    extra = "\n## 第四条 组织 {#4}\n\n由管委会组织实施。\n"
    (fault,) = found(LAW + extra)
    assert fault.words == "第四条 组织"
    assert found(LAW + extra + "\n```yaml note\nid: who\nreason: no rule\n```\n") == []


def test_a_missing_article_is_told() -> None:
    (fault,) = found(LAW.replace("第二条 期限", "第五条 期限"))
    assert "第2、4条" in fault.zh
    assert "2, 4" in fault.en


def test_it_is_advice_where_completeness_is_not_stated_and_silent_where_partial() -> None:
    lacking = LAW.replace("most: {value: 80万元, quote: 最高80万元}\n", "")
    told = found(lacking.replace("completeness: complete\n", ""))
    assert {f.code for f in told} == {"A4"}
    assert all(f.advice for f in told)
    assert found(lacking.replace("completeness: complete", "completeness: partial")) == []
