"""Awards together: the sixteen wordings, what is cut, what is chosen, what was paid before."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from gaoxin.engine.bulk import match_table
from gaoxin.engine.engine import Engine
from gaoxin.engine.stacking import Settlement
from gaoxin.engine.values import Span, Unknown, ends
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts
from gaoxin.proving.given import Given

ON = date(2024, 6, 1)
WAN = 1_000_000  # one 万元 in fen

HEAD = """---
id: {id}
title: 叠加试验
issuer: 试验
level: zone
issued: {issued}
in_force: 2020-01-01..
wording: restated
lang: zh
anchor: application
round: half_up 0.01元
---
"""

AWARDS = """
## 第一条 {#1}

甲项奖励20万元，乙项奖励30万元，丙项奖励50万元；贷款贴息最高80万元。

```yaml register
kind: enterprise
zh: 企业
facts:
  wants_a: {zh: 符合甲, type: flag}
  wants_b: {zh: 符合乙, type: flag}
  wants_c: {zh: 符合丙, type: flag}
  interest: {zh: 贷款利息, type: money, time: year}
  contribution: {zh: 贡献, type: money, time: year}
  city: {zh: 市级资金, type: money, time: year}
```

```yaml clause
id: a
when: {符合: {rule: 符合甲, quote: 甲项}}
gives: {money: {rule: 20万元, quote: 甲项奖励20万元}}
```

```yaml clause
id: b
when: {符合: {rule: 符合乙, quote: 乙项}}
gives: {money: {rule: 30万元, quote: 乙项奖励30万元}}
```

```yaml clause
id: c
when: {符合: {rule: 符合丙, quote: 丙项}}
gives: {money: {rule: 50万元, quote: 丙项奖励50万元}}
```

```yaml clause
id: wide
when: {符合: {rule: 符合乙, quote: 乙项}}
gives: {money: {rule: 300万元, quote: 乙项奖励30万元, verified: no, note: 试验}}
```

```yaml clause
id: loan
when: {有贷款: {rule: 贷款利息(本年) > 0元, quote: 贷款贴息}}
gives: {money: {rule: 贷款利息(本年), quote: 贷款贴息}, cap: {rule: 80万元, quote: 最高80万元}}
```
"""


def library(*stackings: str) -> Library:
    blocks = "".join(f"\n```yaml stacking\n{body}\n```\n" for body in stackings)
    words = "\n## 第二条 {#2}\n\n最高25万元，合计不超过60万元、100万元、40万元，扣除市级资金。\n"
    text = HEAD.format(id="t", issued="2020-01-01") + AWARDS + words + blocks
    found = read_texts({"t.md": text.encode()})
    assert not [f for f in found.faults if f.code in {"D4", "D5", "D6", "N1", "X1", "T1"}]
    return found


EVERYONE = {"符合甲": "yes", "符合乙": "yes", "符合丙": "yes", "贷款利息": {"本年": "0元"}}


def settle(law: Library, *, name: str = "s", **given: Any) -> Settlement:
    reader = Given(law, "t", ON, lambda n: f"t#{n}")
    entity = reader.entity("enterprise", {**EVERYONE, **given})
    return Engine(law).stack("t", name, entity, ON)


def paid(clause: str, on: str, money: str) -> dict[str, str]:
    return {"clause": clause, "on": on, "money": money}


ALL = "id: s\nover: [a, b, c]\ntake: all"
HIGHEST = "id: s\nover: [a, b]\ntake: highest\nper: year"
ONE = "id: s\nover: [c, loan]\ntake: one\nby: applicant"
FIRST = "id: s\nover: [b, a]\ntake: first\nper: year"
CAPPED = "id: s\nover: [a, b, c]\ntake: all\nper: year\ncap: {rule: 60万元, quote: 不超过60万元}"


def test_all_are_paid_side_by_side() -> None:
    found = settle(library(ALL))
    assert found.total == 100 * WAN
    assert found.paid == {"t#a": 20 * WAN, "t#b": 30 * WAN, "t#c": 50 * WAN}
    assert found.displaced == ()


def test_a_common_cap_cuts_the_last_award_first() -> None:
    found = settle(library(CAPPED))
    assert found.total == 60 * WAN
    assert found.cut == {"t#c": 40 * WAN}


def test_a_common_cap_may_cut_all_in_proportion_to_the_fen() -> None:
    found = settle(library(f"{CAPPED}\ncut: pro_rata"), 符合丙="no")
    assert found.total == 50 * WAN
    found = settle(
        library(CAPPED.replace("60", "40") + "\ncut: pro_rata"), 贷款利息={"本年": "0元"}
    )
    assert found.paid == {"t#a": 8 * WAN, "t#b": 12 * WAN, "t#c": 20 * WAN}


def test_what_was_paid_this_year_counts_against_the_cap() -> None:
    history = [paid("a", "2024-01-05", "50万元"), paid("b", "2023-12-31", "60万元")]
    assert settle(library(CAPPED), paid=history).total == 10 * WAN


@pytest.mark.parametrize(
    ("history", "total"),
    [
        ([], 30),
        ([paid("a", "2024-02-01", "20万元")], 10),
        ([paid("b", "2023-12-31", "30万元")], 30),
        ([paid("b", "2024-02-01", "30万元")], 0),
        ([paid("b", "2024-06-02", "30万元")], 30),
    ],
    ids=["nothing before", "the lower before", "last year", "the higher before", "later"],
)
def test_the_highest_is_paid_less_what_was_paid_before(history: Any, total: int) -> None:
    assert settle(library(HIGHEST), paid=history).total == total * WAN


WIDE = {"t#wide": 300 * WAN}
TWO_HUNDRED = "cap: {rule: 200万元, quote: 不超过100万元, verified: no, note: 试验}"


@pytest.mark.parametrize(
    ("take", "earlier", "total"),
    [
        ("highest", {"a": "150万元"}, 50),
        ("highest", {"loan": "150万元"}, 50),
        ("first", {"a": "150万元"}, 50),
        ("first", {"loan": "150万元"}, 0),
        ("first", {"a": "200万元"}, 0),
        ("one", {"a": "150万元"}, 0),
        ("all", {"a": "150万元"}, 50),
    ],
)
def test_what_was_paid_in_the_window_counts_against_the_cap_whatever_is_taken(
    take: str, earlier: dict[str, str], total: int
) -> None:
    """300万元 are due under the first member, at most 200万元 a year."""
    law = library(f"id: s\nover: [wide, a, loan]\ntake: {take}\nper: year\n{TWO_HUNDRED}")
    history = [paid(c.replace("loan", "wide"), "2024-01-05", m) for c, m in earlier.items()]
    assert settle(law, 符合甲="no", paid=history).total == total * WAN


def test_first_is_paid_less_what_a_later_member_was_paid_before() -> None:
    law = library("id: s\nover: [b, a]\ntake: first\nper: year")
    assert settle(law, paid=[paid("a", "2024-01-05", "12万元")]).total == 18 * WAN


def test_the_highest_displaces_the_others_and_says_so() -> None:
    found = settle(library(HIGHEST))
    assert [(d.member, d.money, d.why, d.by) for d in found.displaced] == [
        ("t#a", 20 * WAN, "highest", "t#b")
    ]


def test_only_one_and_the_applicant_takes_the_best() -> None:
    found = settle(library(ONE), 贷款利息={"本年": "90万元"})
    assert (found.total, found.picks) == (80 * WAN, ("t#loan",))
    assert found.choices[0].offered == (("t#c", 50 * WAN), ("t#loan", 80 * WAN))
    found = settle(library(ONE), 贷款利息={"本年": "49.99万元"})
    assert (found.total, found.picks) == (50 * WAN, ("t#c",))


def test_with_one_amount_unknown_the_sum_lies_between_the_sure_one_and_the_cap() -> None:
    found = settle(library(ONE), 贷款利息={"本年": "unknown"})
    assert (found.total.low, found.total.high) == (50 * WAN, 80 * WAN)
    assert found.picks == ()
    assert {need.name for need in found.needs} == {"interest"}


def test_only_one_a_year_bars_all_after_the_first_payment() -> None:
    law = library(f"{ONE}\nper: year")
    assert settle(law, paid=[paid("c", "2024-01-01", "1元")]).total == 0
    assert settle(law, paid=[paid("c", "2023-12-31", "1元")]).total == 50 * WAN


@pytest.mark.parametrize(
    ("change", "total"),
    [
        ({}, 30),
        ({"符合乙": "no"}, 20),
        ({"paid": [paid("b", "2024-01-10", "30万元")]}, 0),
        ({"符合乙": "no", "paid": [paid("b", "2024-01-10", "30万元")]}, 0),
        ({"符合乙": "no", "paid": [paid("b", "2023-12-31", "30万元")]}, 20),
    ],
)
def test_the_first_that_is_due_or_was_paid_decides(change: Any, total: int) -> None:
    assert settle(library(FIRST), **change).total == total * WAN


def test_with_the_first_undecided_either_may_be_paid() -> None:
    found = settle(library(FIRST), 符合乙="unknown")
    assert (found.total.low, found.total.high) == (20 * WAN, 30 * WAN)


def test_money_of_the_city_is_deducted_and_never_below_nothing() -> None:
    law = library("id: s\nover: [a]\ntake: all\nless: {rule: 市级资金(本年), quote: 扣除市级资金}")
    assert settle(law, 市级资金={"本年": "5万元"}).total == 15 * WAN
    assert settle(law, 市级资金={"本年": "25万元"}).total == 0
    assert ends(settle(law, 市级资金={"本年": "unknown"}).total) == (0, 20 * WAN)


def test_with_an_unknown_cap_the_sum_is_what_any_cap_allows() -> None:
    law = library("id: s\nover: [a, b]\ntake: all\ncap: {rule: 贡献(本年), quote: 不超过}")
    found = settle(law, 贡献={"本年": "unknown"})
    assert ends(found.total) == (0, 50 * WAN)
    assert {need.name for need in found.needs} == {"contribution"}
    assert settle(law, 贡献={"本年": "45万元"}).total == 45 * WAN
    assert settle(law, 符合甲="no", 符合乙="no", 贡献={"本年": "unknown"}).total == 0


def test_an_award_with_unknown_eligibility_is_worth_nothing_to_all_of_it() -> None:
    found = settle(library(ALL), 符合乙="unknown")
    assert found.total == Span(70 * WAN, 100 * WAN, found.total.needs)
    assert found.paid["t#b"].low == 0


def test_a_range_ends_at_the_cap() -> None:
    found = settle(library(CAPPED), 符合乙="unknown", 符合丙="no")
    assert (found.total.low, found.total.high) == (20 * WAN, 50 * WAN)
    found = settle(library(CAPPED), 符合乙="unknown", 符合丙="yes")
    assert found.total == 60 * WAN


def test_a_stacking_within_a_stacking() -> None:
    inner = "id: inner\nover: [a, b]\ntake: highest"
    law = library(
        inner, "id: s\nover: [inner, c]\ntake: all\ncap: {rule: 60万元, quote: 不超过60万元}"
    )
    found = settle(law)
    assert found.total == 60 * WAN
    assert found.paid == {"t#a": 0, "t#b": 30 * WAN, "t#c": 30 * WAN}
    assert found.cut == {"t#c": 20 * WAN}


def test_choices_that_touch_one_another_are_made_for_the_greatest_sum_of_all() -> None:
    """c alone is worth most (50), but shares a cap of 60 with b and the loan: taking a instead
    of c leaves both in full."""
    choice = "id: choice\nover: [a, c]\ntake: one\nby: applicant"
    shared = "id: shared\nover: [b, c, loan]\ntake: all\ncap: {rule: 60万元, quote: 不超过60万元}"
    law = library(choice, shared)
    given = {**EVERYONE, "贷款利息": {"本年": "30万元"}}
    entity = Given(law, "t", ON, str).entity("enterprise", given)
    found = Engine(law).match(entity, ON)
    assert found.left == {"t#a": 20 * WAN, "t#b": 30 * WAN, "t#c": 0, "t#loan": 30 * WAN} | WIDE
    assert found.settlements[0].picks == ("t#a",)


def test_who_has_no_history_is_told_it_was_taken_as_none() -> None:
    assert settle(library(HIGHEST)).no_history
    assert not settle(library(HIGHEST), paid=[]).no_history


def test_an_expired_stacking_settles_nothing() -> None:
    law = library(ALL)
    entity = Given(law, "t", ON, str).entity("enterprise", EVERYONE)
    found = Engine(law).stack("t", "s", entity, date(2019, 12, 31))
    assert (found.verdict, found.total) == ("not_in_force", 0)


def test_a_clause_in_two_stackings_passes_through_both_in_the_order_of_the_text() -> None:
    one = "id: one\nover: [a, b]\ntake: highest"
    two = "id: two\nover: [b, c]\ntake: all\ncap: {rule: 60万元, quote: 不超过60万元}"
    law = library(one, two)
    entity = Given(law, "t", ON, str).entity("enterprise", EVERYONE)
    found = Engine(law).match(entity, ON)
    assert found.left == {"t#a": 0, "t#b": 30 * WAN, "t#c": 30 * WAN, "t#loan": 0} | WIDE


# --- related entities -----------------------------------------------------------------------------

VOUCHERS = """
## 一 {#1}

按服务费用兑付。每年用券总额不超过10万元。

```yaml register
kind: enterprise
zh: 企业
facts:
  name: {zh: 名称, type: text}
```

```yaml register
kind: voucher_use
zh: 用券
facts:
  enterprise: {zh: 企业, type: enterprise, inverse: uses, inverse_zh: 用券记录}
  fee: {zh: 服务费用, type: money}
```

```yaml clause
id: redeem
for: voucher_use
when: {有费用: {rule: 服务费用 > 0元, quote: 服务费用}}
gives: {money: {rule: 服务费用, quote: 按服务费用兑付}, form: voucher, per: voucher_use}
```

```yaml stacking
id: year_cap
for: enterprise
over: [redeem]
take: all
cap: {rule: 10万元, quote: 每年用券总额不超过10万元}
per: year
```
"""


def vouchers(*uses: dict[str, Any]) -> Settlement:
    text = HEAD.format(id="v", issued="2020-01-01") + VOUCHERS
    law = read_texts({"v.md": text.encode()})
    reader = Given(law, "v", ON, lambda n: f"v#{n}")
    entity = reader.entity("enterprise", {"用券记录": list(uses)})
    return Engine(law).stack("v", "year_cap", entity, ON)


def test_the_yearly_cap_of_an_enterprise_covers_all_its_vouchers() -> None:
    found = vouchers({"服务费用": "7万元"}, {"服务费用": "5万元"})
    assert found.total == 10 * WAN
    assert list(found.each.values()) == [7 * WAN, 3 * WAN]


def test_vouchers_redeemed_earlier_in_the_year_count_and_are_not_paid_twice() -> None:
    earlier = {"服务费用": "8万元", "paid": [paid("redeem", "2024-02-01", "8万元")]}
    found = vouchers(earlier, {"服务费用": "5万元"})
    assert found.total == 2 * WAN
    assert list(found.each.values()) == [0, 2 * WAN]


def test_one_award_refused_does_not_settle_what_others_not_listed_may_get() -> None:
    refused = """
```yaml clause
id: own
when: {名称: {rule: 名称 == "乙公司", quote: 服务费用}}
gives: {money: {rule: 1万元, quote: 按服务费用兑付}}
```

```yaml stacking
id: both
over: [own, redeem]
take: all
```
"""
    text = HEAD.format(id="v", issued="2020-01-01") + VOUCHERS + refused
    law = read_texts({"v.md": text.encode()})
    given = {"名称": "甲公司"}
    entity = Given(law, "v", ON, str).entity("enterprise", given)
    assert isinstance(Engine(law).stack("v", "both", entity, ON).total, Unknown)
    entity = Given(law, "v", ON, str).entity("enterprise", given | {"用券记录": []})
    assert Engine(law).stack("v", "both", entity, ON).total == 0
    table = pa.table({"id": ["1"], "名称": ["甲公司"]})
    assert match_table(law, ["v#both"], ON, table)["both.total_high"].to_pylist() == [None]


def test_a_cap_is_met_in_whole_fen_and_a_deduction_too() -> None:
    half = "id: s\nover: [a]\ntake: all\ncap: {rule: 50% * 0.33元, quote: 不超过60万元}"
    assert settle(library(half)).total == 16
    less = "id: s\nover: [a]\ntake: all\nless: {rule: 50% * 0.33元, quote: 扣除市级资金}"
    assert (
        settle(library(less)).total == settle(library(ALL.replace("[a, b, c]", "[a]"))).total - 17
    )


def test_a_share_under_a_cap_and_a_deduction_is_not_bounded_by_the_ends_of_another() -> None:
    both = (
        "id: s\nover: [loan, a]\ntake: all\ncut: pro_rata\n"
        "cap: {rule: 60万元, quote: 不超过60万元}\nless: {rule: 20万元, quote: 扣除市级资金}"
    )
    law = library(both)
    possible = settle(law, 贷款利息={"本年": "30万元"}).paid["t#a"]
    found = settle(law, 贷款利息={"本年": "unknown"}).paid["t#a"]
    assert isinstance(found, Span)
    assert found.low <= possible <= found.high


def test_without_the_list_of_vouchers_the_sum_is_unknown() -> None:
    text = HEAD.format(id="v", issued="2020-01-01") + VOUCHERS
    law = read_texts({"v.md": text.encode()})
    entity = Given(law, "v", ON, str).entity("enterprise", {"名称": "甲公司"})
    assert isinstance(Engine(law).stack("v", "year_cap", entity, ON).total, Unknown)
