"""A book of grants: what may be posted, what is refused, what is left."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from gaoxin.ledger import (
    Account,
    Book,
    Draft,
    Kept,
    Ledger,
    Move,
    Nature,
    Refused,
    as_beancount,
)

SOURCE = Account("财政安排", Nature.SOURCE, ("year",))
FREE = Account("可用资金", Nature.ASSET, ("year",), at_close="结转资金")
LEFT = Account("结转资金", Nature.ASSET, ("year",), at_close="收回资金")
BACK = Account("收回资金", Nature.EXPENSE, ("year",))
BOUND = Account("承诺", Nature.COMMITMENT, ("year", "grant"), at_close="carry")
PAID = Account("已拨付", Nature.EXPENSE, ("year", "grant"))
HELD = Account("暂收", Nature.LIABILITY, ("year",), at_close="carry")
PAST = Account("上年结转", Nature.SOURCE, ("year",))
FLOOR = Account("面积来源", Nature.SOURCE, (), unit="平方米")
ROOM = Account("面积", Nature.ASSET, (), unit="平方米")
CARD = Account("透支户", Nature.ASSET, (), overdraft=True)

ACCOUNTS = (SOURCE, FREE, LEFT, BACK, BOUND, PAID, HELD, PAST, FLOOR, ROOM, CARD)
BOOK = Book("t#fund", {a.name: a for a in ACCOUNTS}, "year", {"CNY": "上年结转"})
DAY = date(2026, 3, 2)


def entry(name: str, *moves: tuple[str, str, int], on: date = DAY, event: str = "") -> Draft:
    """Accounts written ``承诺/2026/甲``."""
    return Draft(name, on, tuple(Move(kept(s), kept(t), m) for s, t, m in moves), event)


def kept(text: str) -> Kept:
    account, *values = text.split("/")
    return Kept(account, tuple(values))


def posted(ledger: Ledger, *drafts: Draft) -> Ledger:
    for draft in drafts:
        found = ledger.post(draft)
        assert isinstance(found, Ledger), found.text("en")
        ledger = found
    return ledger


def refused(found: Ledger | Refused) -> str:
    assert isinstance(found, Refused)
    assert found.text("zh")
    assert found.text("en")
    return found.why


FUNDED = posted(Ledger(BOOK), entry("批复", ("财政安排/2026", "可用资金/2026", 100_00)))
COMMITTED = posted(FUNDED, entry("承诺", ("可用资金/2026", "承诺/2026/甲", 60_00), event="e1"))


def test_money_moves_and_what_is_left_can_be_asked_by_any_dimension() -> None:
    ledger = posted(COMMITTED, entry("承诺", ("可用资金/2026", "承诺/2026/乙", 10_00), event="e2"))
    assert ledger.balance("可用资金") == 30_00
    assert ledger.balance("承诺") == 70_00
    assert ledger.balance("承诺", {"grant": "甲"}) == 60_00
    assert ledger.balance("承诺", {"year": "2025"}) == 0
    with pytest.raises(ValueError, match="承诺"):
        ledger.balance("承诺", {"firm": "甲"})


def test_what_was_posted_stays_as_it_was() -> None:
    assert FUNDED.balance("可用资金") == 100_00
    assert len(FUNDED.entries) == 1


def test_more_than_there_is_cannot_leave() -> None:
    found = FUNDED.post(entry("承诺", ("可用资金/2026", "承诺/2026/甲", 100_01)))
    assert refused(found) == "overdraft"
    assert isinstance(found, Refused)
    assert found.at == kept("可用资金/2026")
    assert "1" in found.text("zh")


def test_exactly_what_there_is_can() -> None:
    ledger = posted(FUNDED, entry("承诺", ("可用资金/2026", "承诺/2026/甲", 100_00)))
    assert ledger.balance("可用资金") == 0


def test_the_money_of_one_year_does_not_serve_another() -> None:
    found = FUNDED.post(entry("承诺", ("可用资金/2025", "承诺/2025/甲", 1)))
    assert refused(found) == "overdraft"


def test_an_account_that_may_pass_below_zero_does() -> None:
    assert posted(FUNDED, entry("透支", ("透支户", "已拨付/2026/甲", 5))).balance("透支户") == -5


def test_balances_are_judged_after_the_last_move() -> None:
    through = entry(
        "过手",
        ("可用资金/2026", "已拨付/2026/甲", 120_00),
        ("财政安排/2026", "可用资金/2026", 20_00),
    )
    assert posted(FUNDED, through).balance("可用资金") == 0


def test_negative_amounts_and_mixed_units_are_refused() -> None:
    assert refused(FUNDED.post(entry("负", ("财政安排/2026", "可用资金/2026", -1)))) == "negative"
    assert refused(FUNDED.post(entry("换", ("可用资金/2026", "面积", 1)))) == "unit"


def test_moves_of_nothing_are_not_written() -> None:
    assert FUNDED.post(entry("零", ("财政安排/2026", "可用资金/2026", 0))) is FUNDED
    mixed = entry(
        "部分", ("可用资金/2026", "承诺/2026/甲", 0), ("可用资金/2026", "承诺/2026/乙", 1)
    )
    assert len(posted(FUNDED, mixed).entries[-1].legs) == 2


def test_one_event_posts_one_entry_once() -> None:
    again = entry("承诺", ("可用资金/2026", "承诺/2026/甲", 1_00), event="e1")
    assert refused(COMMITTED.post(again)) == "twice"
    other = entry("另记", ("可用资金/2026", "承诺/2026/甲", 1_00), event="e1")
    assert posted(COMMITTED, other).balance("承诺") == 61_00


def test_an_unknown_account_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="没有这个"):
        FUNDED.post(entry("错", ("可用资金/2026", "没有这个", 1)))
    with pytest.raises(ValueError, match="grant"):
        FUNDED.post(entry("错", ("可用资金/2026", "承诺/2026", 1)))


def test_a_reversal_mirrors_once_on_its_own_day_and_in_its_own_year() -> None:
    found = COMMITTED.reverse(2, "退回", date(2026, 4, 1), "e9")
    assert isinstance(found, Ledger)
    assert found.balance("承诺") == 0
    assert found.balance("可用资金") == 100_00
    assert found.entries[-1].on == date(2026, 4, 1)
    assert refused(found.reverse(2, "退回", date(2026, 4, 2))) == "reversed"
    assert refused(found.reverse(3, "退回", date(2026, 4, 2))) == "reversed"


def test_a_reversal_next_year_finds_the_money_there_or_is_refused() -> None:
    day = date(2027, 1, 15)
    assert refused(COMMITTED.reverse(2, "退回", day)) == "overdraft"
    closed = COMMITTED.close("2026", "结账", date(2027, 1, 4))
    assert isinstance(closed, Ledger)
    found = closed.reverse(2, "退回", day)
    assert isinstance(found, Ledger)
    assert found.balance("可用资金", {"year": "2027"}) == 60_00
    assert found.balance("承诺") == 0


def test_closing_a_year_passes_balances_on_and_each_year_balances_by_itself() -> None:
    held = posted(COMMITTED, entry("暂收", ("暂收/2026", "可用资金/2026", 7_00)))
    found = held.close("2026", "结账", date(2027, 1, 4))
    assert isinstance(found, Ledger)
    assert found.balance("可用资金") == 0
    assert found.balance("结转资金", {"year": "2027"}) == 47_00
    assert found.balance("承诺", {"year": "2027", "grant": "甲"}) == 60_00
    assert found.balance("暂收", {"year": "2026"}) == 0
    assert found.balance("暂收", {"year": "2027"}) == 7_00
    for year in ("2026", "2027"):
        lines = [x for x in found.trial_balance() if BOOK.value(x.at, "year") == year]
        assert sum(x.debit for x in lines) == sum(x.credit for x in lines)


def test_a_rule_of_two_years_takes_back_what_nobody_used() -> None:
    found = FUNDED.close("2026", "结账", date(2027, 1, 4))
    assert isinstance(found, Ledger)
    found = found.close("2027", "结账", date(2028, 1, 4))
    assert isinstance(found, Ledger)
    assert found.balance("收回资金", {"year": "2028"}) == 100_00
    assert found.balance("结转资金") == 0


def test_a_closed_year_takes_nothing() -> None:
    closed = COMMITTED.close("2026", "结账", date(2027, 1, 4))
    assert isinstance(closed, Ledger)
    dated = entry("迟", ("财政安排/2026", "可用资金/2026", 1), on=date(2026, 12, 31))
    assert refused(closed.post(dated)) == "closed_year"
    for_it = entry("迟", ("财政安排/2026", "可用资金/2026", 1), on=date(2027, 2, 1))
    assert refused(closed.post(for_it)) == "closed_year"
    assert refused(closed.close("2026", "结账", date(2027, 1, 5))) == "closed_year"


def test_a_locked_period_takes_nothing_and_locks_only_grow() -> None:
    locked = FUNDED.lock(date(2026, 3, 31)).lock(date(2026, 1, 31))
    assert refused(locked.post(entry("迟", ("财政安排/2026", "可用资金/2026", 1)))) == "locked"
    april = entry("批复", ("财政安排/2026", "可用资金/2026", 1), on=date(2026, 4, 1))
    assert posted(locked, april).balance("可用资金") == 100_01


def bean_check(ledger: Ledger, folder: Path, change: tuple[str, str] = ("", "")) -> str:
    """What the outside program says of the journal: nothing, if it is right."""
    file = folder / "book.beancount"
    file.write_text(as_beancount(ledger).replace(*change) if change[0] else as_beancount(ledger))
    program = Path(sys.executable).with_name("bean-check")
    done = subprocess.run([program, file], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_journal_passes_an_outside_checker_and_a_changed_fen_does_not(tmp_path: Path) -> None:
    ledger = posted(
        COMMITTED,
        entry("暂收", ("暂收/2026", "可用资金/2026", 7_00), event='"引号" \\'),
        entry("面积", ("面积来源", "面积", 1234_50)),
        entry("透支", ("透支户", "已拨付/2026/甲 公司·一", 5)),
    )
    found = ledger.close("2026", "结账", date(2027, 1, 4))
    assert isinstance(found, Ledger)
    assert bean_check(found, tmp_path) == ""
    assert "not balance" in bean_check(found, tmp_path, ("  60.00 CNY", "  60.01 CNY"))


def test_a_forged_balance_is_noticed_by_the_outside_checker(tmp_path: Path) -> None:
    name = next(x for x in as_beancount(COMMITTED).splitlines() if x.endswith("40.00 ~ 0.00 CNY"))
    assert "Balance failed" in bean_check(
        COMMITTED, tmp_path, (name, name.replace("40.00", "40.01"))
    )


def test_an_empty_ledger_has_no_journal() -> None:
    assert as_beancount(Ledger(BOOK)) == ""
