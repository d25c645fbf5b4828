"""Clocks: 12 working days to review, 5 of public notice at least, 3 to pay; what stops them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.policy.form import Procedure
from gaoxin.policy.reading import read_texts
from gaoxin.procedure import Event, Obligation, State, clock_obligations, follow
from gaoxin.procedure.prove import prove_procedures
from gaoxin.quantities import WorkCalendar

DOCUMENT = """---
id: demo/rules
title: 办理程序（虚构）
wording: restated
in_force: 2020-01-01..
---

## 一 {#1}

受理后12个工作日内审核完毕，补正期间停表，补正期限10个工作日；公示不少于5个工作日；期满3个工作日内拨付。
申诉期30天。经办、决定、付款由不同人员办理。

```yaml procedure
id: reviewed
roles: {申请人: 企业, 经办: 经办人, 决定: 决定人, 付款: 付款人}
states:
  已申请: {en: Submitted}
  审核: {en: In review}
  补正: {en: Supplement}
  公示: {en: Notice}
  待付: {en: To be paid}
  已付: {en: Paid, end: yes}
  不予: {en: Refused, end: yes}
  申诉: {en: Appeal, end: yes}
steps:
  受理: {from: 已申请, to: 审核, by: 经办}
  通知补正: {from: 审核, to: 补正, by: 经办}
  补齐: {from: 补正, to: 审核, by: 申请人}
  同意: {from: 审核, to: 公示, by: 决定}
  拒绝: {from: 审核, to: 不予, by: 决定}
  公示期满: {from: 公示, to: 待付, by: clock}
  拨付: {from: 待付, to: 已付, by: 付款}
  申诉: {from: 不予, to: 申诉, by: 申请人}
clocks:
  审核: {from: 受理, to: [同意, 拒绝], within: 12个工作日, stops_in: [补正], quote: 审核完毕}
  公示: {from: 同意, to: 公示期满, least: 5个工作日, quote: 公示不少于5个工作日}
  拨付: {from: 公示期满, to: 拨付, within: 3个工作日, quote: 3个工作日内拨付}
  补正: {from: 通知补正, to: 补齐, within: 10个工作日, quote: 补正期限10个工作日}
  申诉: {from: 拒绝, to: 申诉, within: 30天, quote: 申诉期30天}
apart: [[经办, 决定, 付款]]
```
"""
CALENDAR = WorkCalendar.standard()


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    library = read_texts({"rules.md": DOCUMENT.encode()})
    assert library.faults == []
    return library.documents["demo/rules"].procedures["reviewed"]


def day(text: str) -> date:
    return date.fromisoformat(text)


def clocks(procedure: Procedure, on: str, *events: tuple[str, str]) -> dict[str, Obligation]:
    course = follow(procedure, [Event(step, day(when)) for step, when in events])
    assert course.slips == []
    return {o.name: o for o in clock_obligations(course, day(on), CALENDAR)}


@pytest.mark.parametrize(
    ("accepted", "review", "notice", "payment"),
    [
        ("2020-09-10", "2020-09-27", "2020-10-10", "2020-10-14"),
        ("2020-09-28", "2020-10-21", "2020-10-28", "2020-11-02"),
        ("2024-01-29", "2024-02-19", "2024-02-26", "2024-02-29"),
        ("2025-09-22", "2025-10-14", "2025-10-21", "2025-10-24"),
        ("2026-02-09", "2026-03-03", "2026-03-10", "2026-03-13"),
    ],
)
def test_twelve_five_and_three_working_days(
    procedure: Procedure, accepted: str, review: str, notice: str, payment: str
) -> None:
    events = [("受理", accepted), ("同意", review), ("公示期满", notice), ("拨付", payment)]
    found = clocks(procedure, payment, *events)
    dues = [found[n].due.isoformat() for n in ("审核", "公示", "拨付")]
    assert dues == [review, notice, payment]
    assert {o.state for o in found.values()} == {State.MET}


def test_one_day_late_is_a_breach_and_then_met_late(procedure: Procedure) -> None:
    open_case = clocks(procedure, "2020-09-28", ("受理", "2020-09-10"))["审核"]
    assert (open_case.state, open_case.days) == (State.BREACHED, -1)
    done = clocks(procedure, "2020-09-30", ("受理", "2020-09-10"), ("同意", "2020-09-28"))["审核"]
    assert done.state is State.LATE


def test_on_the_last_day_it_is_still_in_time(procedure: Procedure) -> None:
    found = clocks(procedure, "2020-09-27", ("受理", "2020-09-10"))["审核"]
    assert (found.state, found.days) == (State.RUNNING, 0)


def test_a_notice_ended_one_day_too_early_is_said(procedure: Procedure) -> None:
    events = (("受理", "2020-09-10"), ("同意", "2020-09-27"), ("公示期满", "2020-10-09"))
    assert clocks(procedure, "2020-10-10", *events)["公示"].state is State.TOO_EARLY


def test_three_working_days_of_supplement_move_the_review(procedure: Procedure) -> None:
    events = (("受理", "2025-09-22"), ("通知补正", "2025-09-23"), ("补齐", "2025-09-26"))
    found = clocks(procedure, "2025-10-01", *events)["审核"]
    assert (found.due, found.stopped_days) == (day("2025-10-17"), 3)


def test_while_the_supplement_is_awaited_the_review_stands_still(procedure: Procedure) -> None:
    events = (("受理", "2025-09-22"), ("通知补正", "2025-09-23"))
    found = clocks(procedure, "2025-09-25", *events)
    assert found["审核"].state is State.STOPPED
    assert found["审核"].stopped_since == day("2025-09-23")
    assert found["补正"].state is State.RUNNING


def test_a_stop_after_the_due_date_mends_nothing(procedure: Procedure) -> None:
    events = (("受理", "2020-09-10"), ("通知补正", "2020-10-09"))
    found = clocks(procedure, "2020-10-12", *events)["审核"]
    assert (found.state, found.due) == (State.BREACHED, day("2020-09-27"))
    assert (found.stopped_since, found.stopped_days) == (None, 0)


def test_a_stop_on_the_due_date_still_counts(procedure: Procedure) -> None:
    events = (("受理", "2020-09-10"), ("通知补正", "2020-09-27"))
    assert clocks(procedure, "2020-09-28", *events)["审核"].state is State.STOPPED


def test_what_happened_after_the_day_asked_does_not_count(procedure: Procedure) -> None:
    events = (("受理", "2020-09-10"), ("通知补正", "2020-09-15"), ("补齐", "2020-09-22"))
    before = clocks(procedure, "2020-09-11", *events)["审核"]
    assert (before.state, before.stopped_since) == (State.RUNNING, None)
    during = clocks(procedure, "2020-09-17", *events)["审核"]
    assert (during.state, during.stopped_since) == (State.STOPPED, day("2020-09-15"))
    course = follow(procedure, [Event(step, day(when)) for step, when in events])
    assert (course.until(day("2020-09-17")).state, course.state) == ("补正", "审核")


def test_a_period_in_days_whose_last_day_is_a_holiday_ends_on_the_next_working_day(
    procedure: Procedure,
) -> None:
    events = (("受理", "2025-08-25"), ("拒绝", "2025-09-03"))  # 30 days: 2025-10-03, National Day
    assert clocks(procedure, "2025-09-10", *events)["申诉"].due == day("2025-10-09")


def test_a_year_without_an_arrangement_is_provisional(procedure: Procedure) -> None:
    assert clocks(procedure, "2031-01-10", ("受理", "2031-01-06"))["审核"].provisional


@pytest.mark.parametrize(
    ("events", "why", "words"),
    [
        ([("受理", "2025-01-06"), ("拨付", "2025-01-07")], "wrong_state", "只能在“待付”之后"),
        ([("受理", "2025-01-06"), ("批准", "2025-01-07")], "unknown_step", "没有步骤“批准”"),
        ([("受理", "2025-01-06"), ("同意", "2025-01-03")], "out_of_order", "早于前一步“受理”"),
    ],
)
def test_an_event_that_does_not_fit_is_told_and_left_out(
    procedure: Procedure, events: list[tuple[str, str]], why: str, words: str
) -> None:
    course = follow(procedure, [Event(step, day(when)) for step, when in events])
    (slip,) = course.slips
    assert slip.why == why
    assert words in slip.zh
    assert course.state == "审核"


@pytest.mark.parametrize(
    ("case", "zh", "en"),
    [
        ("events: [{on: 2025-01-06}], then: {}", "缺“步骤名”（step）", "lacks 'step'"),
        ("events: [受理], then: {}", "缺“步骤名”（step）", "lacks 'step'"),
        ("events: [{step: 受理}], then: {}", "缺“日期”（on）", "lacks 'on'"),
        ("events: [{step: 受理, on: 昨天}], then: {}", "“昨天”不是日期", "'昨天' is not a date"),
        (
            "events: [{step: 受理, on: 2025-01-06}], then: {breaches: [审查]}",
            "违时里的“审查”不是时限，也不是这些事件的差错；时限有：审核、公示、拨付、补正、申诉",
            "'审查' under breaches is no clock",
        ),
        (
            "events: [{step: 受理, on: 2025-01-06}], then: {breaches: 审核}",
            "违时应为审核，得到无",
            "breaches should be 审核, found none",
        ),
        (
            "events: [{step: 受理, on: 2025-01-06}], then: {breaches: [wrong_state]}",
            "违时里的“wrong_state”不是时限",
            "'wrong_state' under breaches is no clock",
        ),
    ],
)
def test_an_example_that_does_not_hold_says_what_is_wrong(case: str, zh: str, en: str) -> None:
    example = f"\n```yaml example\ntests: reviewed\ncases:\n  - {{name: 甲, {case}}}\n```\n"
    (proved,) = prove_procedures(read_texts({"rules.md": (DOCUMENT + example).encode()}))
    (fault,) = proved.faults
    assert zh in fault.zh
    assert en in fault.en


def test_an_example_begins_while_the_procedure_is_in_force() -> None:
    example = """
```yaml example
tests: reviewed
cases:
  - {name: 首日, events: [{step: 受理, on: 2020-01-02}], then: {审核: 2020-01-19}}
  - {name: 之前, events: [{step: 受理, on: 2019-12-31}], then: {审核: 2020-01-19}}
```
"""
    good, early = prove_procedures(read_texts({"rules.md": (DOCUMENT + example).encode()}))
    assert good.faults == ()
    assert "办件始于2019-12-31，当日程序没有效力（2020-01-01..）" in early.faults[0].zh
    assert "begins on 2019-12-31, when the procedure is not in force" in early.faults[0].en


def test_who_decided_cannot_also_pay(procedure: Procedure) -> None:
    events = [
        Event("受理", day("2025-01-06"), "王"),
        Event("同意", day("2025-01-08"), "李"),
        Event("公示期满", day("2025-01-15")),
        Event("拨付", day("2025-01-16"), "李"),
    ]
    course = follow(procedure, events)
    assert [s.why for s in course.slips] == ["not_apart"]
    assert "“李”已作为“决定”" in course.slips[0].zh
    assert course.state == "待付"


@given(st.dates(date(2004, 1, 1), date(2026, 6, 30)), st.integers(0, 20), st.integers(0, 20))
def test_a_stop_never_shortens_a_clock(start: date, wait: int, pause: int) -> None:
    library = read_texts({"rules.md": DOCUMENT.encode()})
    procedure = library.documents["demo/rules"].procedures["reviewed"]
    asked, back = start + timedelta(wait), start + timedelta(wait + pause)
    plain = follow(procedure, [Event("受理", start)])
    stopped = follow(
        procedure, [Event("受理", start), Event("通知补正", asked), Event("补齐", back)]
    )
    (before,) = clock_obligations(plain, back, CALENDAR)
    after = next(o for o in clock_obligations(stopped, back, CALENDAR) if o.name == "审核")
    assert CALENDAR.working_days_between(before.due, after.due) == after.stopped_days
    in_time = asked <= before.due
    assert after.stopped_days == (CALENDAR.working_days_between(asked, back) if in_time else 0)
