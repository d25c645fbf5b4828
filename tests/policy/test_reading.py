"""From a document's text to its typed form: names, types, places, both languages."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.policy import form
from gaoxin.policy.expression import Syntax, normal, parse
from gaoxin.policy.form import Constant, Type, walk
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_texts

FRONT = """---
id: demo/a
title: 示范（虚构）
wording: restated
in_force: 2024-01-01..2025-12-31
---

## 一 {#1}

研发费用不低于100万元，占收入的比例不低于3%。

```yaml register
kind: enterprise
born: registered_on
facts:
  registered_on: {zh: 注册日期, en: Date of registration, type: date}
  rd: {zh: 研发费用, en: R&D cost, type: money, time: year}
  sales: {zh: 销售收入, en: Sales, type: money, time: year}
  stock: {zh: 净资产, en: Net assets, type: money, time: year_end}
  staff: {zh: 职工总数, en: Staff, type: count, time: year}
  area: {zh: 面积, en: Area, type: number, unit: 平方米, time: day}
  hte: {zh: 高新技术企业, en: HTE, type: flag, time: spell}
  event: {zh: 违法, en: Offence, type: flag, time: event}
  dollars: {zh: 美元收入, en: Dollars, type: money, unit: USD, time: year}
  sort: {zh: 类别, en: Sort, type: code, time: day}
```
"""


def rule(text: str, *, judge: str = "") -> tuple[form.Node, list[str]]:
    """The typed form of one rule on an enterprise, and the codes of its faults."""
    block = f"```yaml define\n值: {{value: '{text}'{f', judge: {judge}' if judge else ''}}}\n```\n"
    library = read_texts({"a.md": (FRONT + block).encode()})
    entry = library.documents["demo/a"].defines["值"].entries[0]
    assert entry.value is not None
    return entry.value.node, [f.code for f in library.faults]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("研发费用(上年) / 销售收入(上年)", Type("rate")),
        ("研发费用(上年) * 5%", Type("money", "CNY")),
        ("研发费用(上年) / 职工总数(上年)", Type("money", "CNY", of="each")),
        ("职工总数(上年) / 面积(当日)", Type("number", "1/平方米")),
        ("sum(研发费用(近3年))", Type("money", "CNY")),
        ("mean(职工总数(近3年))", Type("number")),
        ("研发费用(上年) / 销售收入(上年) - 1", Type("rate")),
        ("full_years(注册日期, 当日)", Type("count")),
        ("当日 + 3个月", Type("date")),
        ("nth(高新技术企业, 当日) == 1", Type("flag")),
        ("第几次(高新技术企业, 当日) == 1", Type("flag")),
        ("面积(当日) >= 10000", Type("flag")),
        ("研发费用(上年) if 高新技术企业(当日) else 0元", Type("money", "CNY")),
        ("rd(last_year) >= 1 million CNY", Type("flag")),
        ("year(当日) == 2024", Type("flag")),
        ("sum(研发费用(近十五年))", Type("money", "CNY")),
        ("sum(研发费用(近一百年))", Type("money", "CNY")),
        ("count(y for y in 近3年 if 研发费用(y) > 0元)", Type("count")),
    ],
)
def test_a_rule_has_the_type_its_quantities_give(text: str, type_: Type) -> None:
    node, faults = rule(text)
    assert faults == []
    assert node.type == type_


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("研发费用(上年) + 1", "T1"),
        ("研发费用(上年) + 职工总数(上年) > 0元", "T1"),
        ("研发费用(上年) >= 100", "T2"),
        ("研发费用(上年) / 销售收入(上年) >= 3", "T3"),
        ("研发费用(上年) / 销售收入(上年) >= 0.03", "T3"),
        ("类别(当日) in 类别(当日)", "T4"),
        ("sum(研发费用(上年))", "T5"),
        ("count(x for x in 职工总数(上年))", "T5"),
        ("研发费用 > 0元", "T6"),
        ("研发费用(当日) > 0元", "T6"),
        ("注册日期(当日)", "T6"),
        ("违法(当日)", "T6"),
        ("sum(净资产(近3年))", "T1"),
        ("研发费用(上年) + 美元收入(上年)", "T8"),
        ("研发费用(上年) > 美元收入(上年)", "T8"),
        ("sum(研发费用(近0年))", "X2"),
        ("sum(研发费用(近3000年))", "X2"),
        ("sum(研发费用(近100000000年))", "X2"),
        ("sum(研发费用(近一百零一年))", "X2"),
        ("sum(研发费用(近十一十年))", "X2"),
        ("sum(rd(last_0_years))", "X2"),
        ("研发经费(上年) > 0元", "N1"),
        ("7..8", "D8"),
        ("研发费用(上年) ** 2", "X2"),
        ("[1, 2]", "X2"),
        ("(lambda: 1)()", "X2"),
        ("研发费用(上年) >=", "X1"),
        ("职工总数(上年) >= 10家", "X1"),
        ("0.001元", "X1"),
        ("高新技术企业(当日) and 研发费用(上年)", "T1"),
        ("高新技术企业(当日) > 高新技术企业(当日)", "T2"),
    ],
)
def test_an_operation_without_meaning_is_one_fault(text: str, code: str) -> None:
    _, faults = rule(text)
    assert faults == [code]


def test_a_fault_stands_at_the_column_of_the_slip_and_names_the_nearest_known() -> None:
    library = read_texts(
        {"a.md": (FRONT + "```yaml define\n值:\n  value: 1 + 研发费(上年)\n```\n").encode()}
    )
    (fault,) = library.faults
    line = FRONT.count("\n") + 3
    assert (fault.place.line, fault.place.column) == (line, 10 + len("1 + "))
    assert "研发费用" in fault.mend_zh
    assert "研发费用" in fault.mend_en
    assert fault.words == "研发费"


def test_a_kind_that_nobody_registered_is_named_wherever_it_is_written() -> None:
    text = FRONT.replace("id: demo/a", "id: demo/a\nfor: nonsense") + (
        "\n```yaml procedure\nid: p\nfor: rubbish\nroles: {窗口: 受理}\n"
        "states: {收件: {}, 办结: {end: yes}}\nsteps: {办: {from: 收件, to: 办结, by: 窗口}}\n```\n"
    )
    told = [f for f in read_texts({"t.md": text.encode()}).faults if f.code == "N1"]
    lines = text.split("\n")
    assert [lines[f.place.line - 1] for f in told] == ["for: nonsense", "for: rubbish"]
    assert "there is no kind 'nonsense'" in told[0].text("en")
    assert "there is no kind 'rubbish'" in told[1].text("en")


@pytest.mark.parametrize(
    ("block", "code", "zh", "en"),
    [
        ("define\n值: {value: 研发费用(去年)}", "N1", "写 上年、本年", "last_year, this_year"),
        ("define\n值: {value: 研发费用(年)}", "N1", "写 上年、本年", "last_year, this_year"),
        ("define\n值: {value: rd(previous_year)}", "N1", "写 上年、本年", "last_year, this_year"),
        (
            "define\n值: {value: 面积(昨天)}",
            "N1",
            "写 当日、施行日或日期",
            "write on, in_force_from",
        ),
        (
            "define\n值: {type: money, value: 面积(当日) * 180元}",
            "T7",
            "登记里删去单位“平方米”",
            "drop that unit in the register",
        ),
        ("define\n值: {value: 研发费用(上年) × 5%}", "X1", "写 *", "write *"),
        ("define\n值: {value: 研发费用(上年) ≥ 1元}", "X1", "写 >=", "write >="),
        ("define\n值: {value: 研发费用(上年) * 百分之五十}", "X1", "写 50%", "write 50%"),
        ("define\n值: {value: 类别(当日) == “A”}", "X1", '写 "', 'write "'),
        ('define\n值:\n  value: 类别(当日) == "\\d"', "X1", '写 "d"', 'write "d"'),
        (
            "define\n值: {value: '高新技术企业(当日)，高新技术企业(当日)'}",
            "T4",
            "并列的条件用 and 或 or",
            "join conditions with and or or",
        ),
        ("clause\nid：rent\nquote: 租", "D3", "写 id: …（半角冒号", "write id: … (a plain colon"),
        ("clause\nid：rent", "D5", "半角冒号", "a plain colon"),
        ("define\n值: {value：1}", "D4", "写半角冒号", "write a plain colon"),
    ],
)
def test_a_remedy_says_what_to_write(block: str, code: str, zh: str, en: str) -> None:
    text = f"{FRONT}```yaml {block}\n```\n"
    fault = next(f for f in read_texts({"a.md": text.encode()}).faults if f.code == code)
    assert fault.place.line > FRONT.count("\n") + 1
    assert zh in fault.mend_zh
    assert en in fault.mend_en


def test_a_wide_colon_is_told_on_its_own_line() -> None:
    text = f"{FRONT}```yaml clause\nid: rent\nquote：租金\ngives: {{}}\n```\n"
    (fault,) = read_texts({"a.md": text.encode()}).faults
    assert (fault.code, fault.place.line) == ("D3", FRONT.count("\n") + 3)
    assert "“quote”后面是全角冒号" in fault.zh


def test_full_width_writing_of_a_rule_means_the_same() -> None:
    wide, _ = rule("研发费用（上年）／销售收入（上年）＞＝３％")
    plain, _ = rule("研发费用(上年)/销售收入(上年)>=3%")
    assert repr(wide) == repr(plain)


def test_every_number_of_a_rule_has_its_place_in_order() -> None:
    node, _ = rule("min(20万元, 5% * 研发费用(上年)) + 3万元")
    numbers = [(n.ordinal, n.value) for n in walk(node) if isinstance(n, Constant)]
    assert sorted(numbers) == [
        (1, Fraction(20_000_000)),
        (2, Fraction(1, 20)),
        (3, Fraction(3_000_000)),
    ]


def test_a_range_needs_a_judge() -> None:
    node, faults = rule("0元..25万元", judge="管委会")
    assert faults == []
    assert isinstance(node, form.Range)


ENGLISH = """
```yaml clause
id: grant
zh: 补助
en: Grant
when:
  规模: {rule: 研发费用(上年) >= 100万元, quote: 不低于100万元}
gives:
  money: {rule: 5% * 研发费用(上年), quote: 比例}
  per: year
  form: grant
```

```yaml stacking
id: total
over: [grant]
take: highest
per: year
```
"""
CHINESE = """
```yaml 条款
标识: grant
中文: 补助
英文: Grant
条件:
  规模: {规则: 研发费用(上年) >= 100万元, 原文: 不低于100万元}
给予:
  金额: {规则: 5% * 研发费用(上年), 原文: 比例}
  频次: 每年
  方式: 补助
```

```yaml 叠加
标识: total
范围: [grant]
取: 从高
频次: 每年
```
"""


def in_chinese(text: str) -> str:
    for english, chinese in (
        ("id:", "标识:"),
        ("title:", "名称:"),
        ("wording: restated", "文本: 重述"),
        ("in_force:", "有效期:"),
    ):
        text = text.replace(english, chinese, 1)
    return text


def test_chinese_and_english_keywords_give_the_same_typed_form() -> None:
    register = FRONT.split("```yaml register")[1]
    head = FRONT.split("```yaml register")[0]
    vocabulary = "---\nid: demo/v\ntitle: 词汇\nwording: restated\nin_force: 2024-01-01..\n---\n"
    shared = {"v.md": (vocabulary + "\n## 1\n\n```yaml register" + register).encode()}
    english = read_texts({**shared, "a.md": (head + ENGLISH).encode()})
    chinese = read_texts({**shared, "a.md": (in_chinese(head) + CHINESE).encode()})
    assert english.faults == chinese.faults == []
    assert _meaning(english) == _meaning(chinese)


def _meaning(library: Library) -> tuple[object, ...]:
    document = library.documents["demo/a"]
    (clause,) = document.clauses["grant"]
    assert clause.gives is not None
    assert clause.gives.money is not None
    rules = [c.rule.node for c in clause.when if c.rule] + [clause.gives.money.node]
    stacking = document.stackings["total"]
    return (
        rules,
        clause.gives.form,
        clause.gives.per and clause.gives.per.how,
        stacking.take,
        stacking.over,
        stacking.window and stacking.window.how,
        document.front.end,
    )


def test_a_document_mixing_the_two_languages_is_told_so() -> None:
    mixed = FRONT + ENGLISH.replace("gives:", "给予:")
    library = read_texts({"a.md": mixed.encode()})
    assert "D4" in {f.code for f in library.faults}
    assert any("另一种语言的关键词" in f.zh for f in library.faults)


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_a_trouble_never_an_error(text: str) -> None:
    found = parse(normal(text))
    assert isinstance(found, Syntax) or found.zh


@given(
    st.lists(st.sampled_from(list("()+-*/<>=,. 1%元年上x\"'\n：；{}[]")), max_size=40).map("".join)
)
def test_any_jumble_of_signs_is_read_or_refused(text: str) -> None:
    library = read_texts(
        {"a.md": (FRONT + f"```yaml define\n值: {{value: {text!r}}}\n```\n").encode()}
    )
    for fault in library.faults:
        assert fault.zh
        assert fault.en
        assert fault.place.line >= 1
