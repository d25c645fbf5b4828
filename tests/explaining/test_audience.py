"""A reader sees what may be seen: what may not is not in the file, nor anything it decided."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.engine import Engine
from gaoxin.explaining.audience import seen_by
from gaoxin.explaining.content import record
from gaoxin.explaining.explanation import Explanation
from gaoxin.explaining.html import as_html
from gaoxin.explaining.json import as_dict, as_json
from gaoxin.explaining.record import Audience, Award, Ground, Record
from gaoxin.explaining.saved import from_json, to_json
from gaoxin.explaining.text import as_text
from gaoxin.facts.entities import UNKNOWN, Entity, Payment, Recorded, Value
from gaoxin.policy.reading import read_texts

TEXT = """---
id: t/seen
title: 可见试验办法（虚构）
en: Trial measures (fictional)
issuer: 试验
level: zone
in_force: 2020-01-01..
wording: restated
lang: zh
anchor: application
---

## 第一条 {#1}

开放的给5万元。收入不低于100万元的，按收入的1%给。受过处罚的，减半。负责人有学位的给1万元。合计最高6万元。

```yaml register
kind: enterprise
zh: 企业
en: Enterprise
key: code
facts:
  code: {zh: 代码, en: Code, type: text, sensitivity: public}
  open: {zh: 开放, en: Open, type: flag, sensitivity: public}
  income: {zh: 收入, en: Income, type: money, sensitivity: tax}
  staff: {zh: 人数, en: Staff, type: count, sensitivity: business}
  degree: {zh: 学位, en: Degree, type: flag, sensitivity: personal}
  fined: {zh: 受罚, en: Fined, type: flag, sensitivity: business}
```

```yaml define
每人收入: {zh: 每人收入, en: Income a head, type: money, value: 收入 / 人数, quote: 收入}
```

```yaml clause
id: fixed
zh: 开放奖
en: Open award
when: {开放: {rule: 开放, quote: 开放的, en: Is open}}
gives: {money: {rule: 5万元, quote: 给5万元}}
```

```yaml clause
id: share
zh: 收入奖
en: Income award
when:
  收入: {rule: 收入 >= 100万元, quote: 收入不低于100万元, en: Income}
  每人: {rule: 每人收入 >= 1元, quote: 收入, en: A head}
gives: {money: {rule: 收入 * 1%, quote: 按收入的1%给}}
```

```yaml clause
id: part
zh: 按收入给的开放奖
en: Open award by income
when: {开放: {rule: 开放, quote: 开放的, en: Is open}}
gives: {money: {rule: 收入 * 1%, quote: 按收入的1%给}, per: once}
```

```yaml clause
id: halved
varies: part
when: {受罚: {rule: 受罚, quote: 受过处罚的, en: Fined}}
where: {rule: 受罚, quote: 受过处罚的}
gives: {money: {rule: 收入 / 2 * 1%, quote: 减半}}
```

```yaml clause
id: learned
zh: 学位奖
en: Degree award
when:
  开放: {rule: 开放, quote: 开放的, en: Is open}
  学位: {rule: 学位, quote: 负责人有学位的, en: Degree}
gives: {money: {rule: 1万元, quote: 给1万元}}
```

```yaml stacking
id: total
zh: 合计
en: Total
over: [fixed, learned]
take: all
cap: {rule: 6万元, quote: 合计最高6万元}
```
"""
ON = date(2025, 6, 1)
FULL: dict[str, Value] = {
    "open": True,
    "income": Fraction(123_456_789_00),
    "staff": Fraction(7),
    "degree": True,
    "fined": False,
}
SHOWS = (as_text, as_html, as_json, lambda f: to_json(f.record))


@pytest.fixture(scope="module")
def engine() -> Engine:
    library = read_texts({"seen.md": TEXT.encode()})
    assert [f.text("en") for f in library.faults if not f.advice] == []
    return Engine(library)


def made(engine: Engine, facts: Mapping[str, Value], paid: tuple[Payment, ...] = ()) -> Record:
    entity = Entity("enterprise", "91999999000001011U", paid=paid)
    for name, value in facts.items():
        entity.record(name, "", Recorded(value, f"来源{name}"))
    return record(engine, entity, ON)


def clause(found: Record, name: str) -> Award:
    return next(a for a in found.awards if a.clause == name)


def written(found: Record) -> str:
    both = [Explanation(found, lang) for lang in ("zh", "en")]
    return "\n".join(show(e) for e in both for show in SHOWS)


def test_officers_and_the_enterprise_itself_see_all(engine: Engine) -> None:
    found = made(engine, FULL)
    assert seen_by(found, "officer") == found
    assert not seen_by(found, "self").withheld
    assert "123456789" in written(seen_by(found, "self")).replace(",", "")


def test_the_public_sees_what_rests_on_public_facts(engine: Engine) -> None:
    seen = seen_by(made(engine, FULL), "public")
    fixed = clause(seen, "fixed")
    assert (fixed.verdict, fixed.money and fixed.money.value) == ("yes", 5_000_000)
    assert clause(seen, "share").verdict == "withheld"
    assert clause(seen, "learned").verdict == "withheld"
    assert seen.withheld


def test_a_tax_figure_and_all_made_of_it_is_in_no_file_for_the_public(engine: Engine) -> None:
    text = written(seen_by(made(engine, FULL), "public")).replace(",", "")
    for figure in ("12345678900", "123456789", "1234567.89", "123456789元", "来源income"):
        assert figure not in text
    assert "不公开" in text
    assert "withheld" in text


def test_what_is_withheld_is_said_in_words(engine: Engine) -> None:
    seen = seen_by(made(engine, FULL), "public")
    zh, en = (as_text(Explanation(seen, lang), True) for lang in ("zh", "en"))
    assert "– 收入：不公开" in zh
    assert "【结论不公开】" in zh
    assert "本文供公众阅读" in zh
    assert "– Income: withheld" in en
    assert "Made for the public" in en
    assert 'class="sign withheld"' in as_html(Explanation(seen, "en"))


def test_an_auditor_sees_figures_but_not_persons(engine: Engine) -> None:
    seen = seen_by(made(engine, FULL), "auditor")
    share = clause(seen, "share")
    assert share.money is not None
    assert share.money.value == 123_456_789
    learned = clause(seen, "learned")
    assert learned.verdict == "withheld"
    assert [c.status for c in learned.conditions] == ["yes", "withheld"]
    assert not seen.totals, "a sum of what may not be seen may not be seen"
    assert clause(seen, "fixed").received == clause(seen, "learned").received, "capped together"
    (total,) = (t for t in seen.together if t.address == "t/seen#total")
    assert total.members == ()  # who shares it may tell that a related entity exists
    assert total.worth_showing


def test_one_visible_refusal_decides_whatever_the_rest(engine: Engine) -> None:
    seen = seen_by(made(engine, FULL | {"open": False}), "public")
    assert clause(seen, "learned").verdict == "no"
    tree = next(c for c in as_dict(Explanation(seen, "zh"))["clauses"] if "learned" in c["address"])
    assert [c["status"] for c in tree["conditions"]] == ["no", "withheld"]


def test_json_says_withheld_and_keeps_its_keys(engine: Engine) -> None:
    found = made(engine, FULL)
    whole, seen = (as_dict(Explanation(f, "en")) for f in (found, seen_by(found, "public")))
    assert whole.keys() == seen.keys()
    assert (whole["audience"], seen["audience"]) == ("officer", "public")
    part = next(c for c in seen["clauses"] if c["address"] == "t/seen#learned")
    assert part["money"] == {"state": "withheld"}
    assert json.dumps(seen)


def test_what_was_left_out_does_not_come_back(engine: Engine) -> None:
    seen = from_json(to_json(seen_by(made(engine, FULL), "public")))
    with pytest.raises(ValueError, match="public"):
        seen_by(seen, "officer")
    assert seen_by(seen, "public") == seen


def test_who_a_person_is_may_be_withheld_too() -> None:
    text = TEXT.replace("sensitivity: public}\n  open", "sensitivity: personal}\n  open")
    seen = seen_by(made(Engine(read_texts({"seen.md": text.encode()})), FULL), "public")
    assert "91999999000001011U" not in written(seen)


HIDDEN = {
    "income": st.one_of(st.just(UNKNOWN), st.integers(0, 10**12).map(Fraction)),
    "staff": st.one_of(st.just(UNKNOWN), st.integers(0, 100).map(Fraction)),
    "degree": st.sampled_from([UNKNOWN, True, False]),
    "fined": st.sampled_from([UNKNOWN, True, False]),
}
PAID = st.lists(
    st.builds(
        Payment,
        st.sampled_from(["t/seen#part", "t/seen#fixed"]),
        st.just(date(2024, 5, 1)),
        st.integers(1, 10**7),
    ),
    max_size=2,
).map(tuple)


@given(
    st.fixed_dictionaries(HIDDEN),
    st.fixed_dictionaries(HIDDEN),
    PAID,
    st.sampled_from([True, False, UNKNOWN]),
)
@settings(max_examples=60, deadline=None)
def test_enterprises_that_differ_only_in_what_the_public_may_not_see_read_alike(
    engine: Engine,
    one: dict[str, Value],
    other: dict[str, Value],
    paid: tuple[Payment, ...],
    open_: Value,
) -> None:
    shown: set[Any] = set()
    for facts, history in ((one, ()), (other, paid)):
        seen = seen_by(made(engine, {"open": open_, **facts}, history), "public")
        shown.add(written(seen))
    assert len(shown) == 1


@given(st.fixed_dictionaries(HIDDEN), st.sampled_from([True, False, UNKNOWN]))
@settings(max_examples=40, deadline=None)
def test_an_auditor_cannot_tell_degrees_apart(
    engine: Engine, facts: dict[str, Value], open_: Value
) -> None:
    shown = {
        written(seen_by(made(engine, {"open": open_, **facts, "degree": d}), "auditor"))
        for d in (True, False, UNKNOWN)
    }
    assert len(shown) == 1


@pytest.mark.parametrize("audience", get_args(Audience))
def test_every_audience_gets_a_page_in_both_languages(engine: Engine, audience: Audience) -> None:
    seen = seen_by(made(engine, FULL), audience)
    for lang in ("zh", "en"):
        assert as_html(Explanation(seen, lang)).startswith("<!DOCTYPE html>")


BRANCH = """
```yaml register
kind: enterprise
facts:
  visits: {zh: 次数, en: Visits, type: count, sensitivity: public}
```

```yaml clause
id: branch
zh: 分支奖
en: Branching award
when:
  分支: {rule: 次数 >= 5 if 开放 else 人数 >= 5, quote: 开放的, en: Branching}
gives: {money: {rule: 5万元, quote: 给5万元}}
```
"""


def test_what_would_have_been_enough_tells_nothing_of_facts_that_were_not_asked() -> None:
    """Were it not open, the staff would decide: whether that helps is not for the public."""
    library = read_texts({"seen.md": (TEXT + BRANCH).encode()})
    engine = Engine(library)
    gaps, shown = set(), set()
    for staff in (Fraction(1), Fraction(9)):
        whole = made(engine, FULL | {"visits": Fraction(2), "staff": staff})
        gaps.add(clause(whole, "branch").conditions[0].gap)
        shown.add(written(seen_by(whole, "public")))
    assert len(gaps) == 2, "those who see all are told what would suffice"
    assert len(shown) == 1


def test_the_documents_named_are_those_of_what_is_left(engine: Engine) -> None:
    """Which vocabularies were read says which facts were looked at."""
    found = made(engine, FULL)
    more = replace(found, grounds=(*found.grounds, Ground("t/other", "0")))
    assert [g.id for g in seen_by(more, "public").grounds] == ["t/seen"]
