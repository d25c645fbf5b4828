"""One application from the form to the money: what is taken, what is refused, what is left."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from gaoxin.instruments import LedgerBooks, empty_zone, prove_runs
from gaoxin.ledger import as_beancount
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_library
from gaoxin.policy.reading.reader import read_texts
from gaoxin.procedure.guards import SHOWN, Request
from gaoxin.procedure.taking import take
from gaoxin.procedure.zone import Barred, CaseKey, Link, Said, Thing, Zone

PACKS = Path(__file__).parents[2] / "packs"
TEXT = (PACKS / "demo" / "application.md").read_text(encoding="utf-8")
REVIEWED, ORDER = "demo/application#reviewed", "demo/application#order"
BUDGET = "demo/application#budget"
DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(PACKS)


def with_words(old: str, new: str) -> list[str]:
    """What ``prove`` says of the demonstration with some words changed."""
    assert old in TEXT
    words = {str(p): p.read_bytes() for p in (PACKS / "cn").glob("vocabulary.md")}
    law = read_texts({**words, "t.md": TEXT.replace(old, new, 1).encode()})
    return [f.en for result in prove_runs(law, ("demo/application",)) for f in result.faults]


def test_every_run_of_the_packs_comes_to_what_it_says() -> None:
    program = Path(sys.executable).with_name("gaoxin")
    command = [str(program), "--lang", "en", "prove", "demo/application"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "0 differ" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("可用资金: 80万元, 预留: 0元", "可用资金: 80.01万元, 预留: 0元", "balance of 可用资金"),
        ("stands: {甲首次: 已付, order", "stands: {甲首次: 待付, order", "甲首次 stands"),
        ("甲首次/公示: 2026-03-10", "甲首次/公示: 2026-03-09", "甲首次/公示 due"),
        ("opened: {order: 1}", "opened: {order: 2}", "order opened"),
        ("actor: 乙经理, barred: not_role", "actor: 乙经理", "should be taken"),
        ("actor: 孙, barred: not_apart", "actor: 孙, barred: not_role", "should be not_role"),
        ("{核定额: 20万元, 序号: 1}", "{核定额: 20万元, 序号: 2}", "序号 is"),
        (
            "apart: [[申请人, 经办, 决定, 付款, 出纳]]",
            "apart: [[付款, 出纳]]",
            "should be not_apart",
        ),
        ("within: 12个工作日", "within: 13个工作日", "甲首次/审核 due"),
    ],
)
def test_a_run_that_comes_to_something_else_is_told(old: str, new: str, said: str) -> None:
    assert any(said in fault for fault in with_words(old, new))


# --- through the interface a running zone uses ---------------------------------------------------


def zone_of(library: Library) -> Zone:
    """A zone with one firm, its applications, a budget, and people."""
    zone = empty_zone(library)
    zone = zone.having(Thing("enterprise", "甲", name="甲公司"))
    vocabulary = library.vocabulary
    for (label, period), value in {
        ("在区注册", ""): True,
        ("研发费用", "2025"): Fraction(800_0000_00),
        ("营业收入", "2025"): Fraction(1_0000_0000_00),
    }.items():
        fact = vocabulary.find("enterprise", label)
        assert fact is not None
        zone = zone.knowing("甲", fact.id, period, Said(value, "filing", DAY))
    zone = zone.having(Thing("support_budget", "预算"))
    zone = zone.knowing("预算", "support_year", "", Said(2026))
    zone = zone.having(Thing("case", "申请一"))
    zone = zone.knowing("申请一", "applicant", "", Said(Link("甲")))
    zone = zone.knowing("申请一", "this_clause", "", Said("demo/application#rd"))
    people = {
        "甲经理": frozenset({"甲"}),
        "钱": frozenset({"经办"}),
        "孙": frozenset({"决定", "付款"}),
        "李": frozenset({"付款"}),
        "周": frozenset({"出纳"}),
        "赵": frozenset({"财政"}),
    }
    return replace(zone, people=people)


def do(zone: Zone, case: CaseKey, step: str, actor: str = "", **more: object) -> Zone:
    found = take(zone, Request(case, step, more.pop("on", DAY), actor, **more))  # type: ignore[arg-type]
    assert isinstance(found, Zone), str(found)
    return found


def refused(zone: Zone, case: CaseKey, step: str, actor: str = "", **more: object) -> str:
    found = take(zone, Request(case, step, more.pop("on", DAY), actor, **more))  # type: ignore[arg-type]
    assert isinstance(found, Barred)
    return str(found)


APPLICATION = CaseKey("申请一", REVIEWED)


@pytest.fixture(scope="module")
def decided(library: Library) -> Zone:
    zone = zone_of(library)
    zone = do(zone, CaseKey("预算", BUDGET), "批复", "赵", records={"批复额": Fraction(60_0000_00)})
    zone = do(zone, APPLICATION, "申请", "甲经理")
    zone = do(zone, APPLICATION, "受理", "钱")
    return do(zone, APPLICATION, "同意", "孙")


def test_the_sum_is_the_clauses_and_nobody_types_it(decided: Zone) -> None:
    assert decided.things["申请一"].value("approved") == 50_0000_00


def test_a_refused_event_leaves_the_zone_as_it_was(decided: Zone) -> None:
    before = (decided.things, decided.lives, decided.books)
    assert refused(decided, APPLICATION, "公示期满").startswith("too_early")
    assert (decided.things, decided.lives, decided.books) == before


def test_an_event_is_taken_whole_or_not_at_all(library: Library) -> None:
    """Without money for it the approval is refused, and nothing of it is recorded."""
    zone = do(do(zone_of(library), APPLICATION, "申请", "甲经理"), APPLICATION, "受理", "钱")
    assert refused(zone, APPLICATION, "同意", "孙") == "overdraft 可用资金"
    assert zone.things["申请一"].value("approved") is None


def test_a_need_left_unmet_bars_the_step(library: Library) -> None:
    zone = do(do(zone_of(library), APPLICATION, "申请", "甲经理"), APPLICATION, "受理", "钱")
    assert (
        refused(zone, APPLICATION, "同意", "孙", shown=SHOWN - {"verified_facts"})
        == "verified_facts"
    )


def test_whoever_is_too_near_does_not_decide(library: Library) -> None:
    zone = do(do(zone_of(library), APPLICATION, "申请", "甲经理"), APPLICATION, "受理", "钱")
    near = replace(zone, conflicts=frozenset({frozenset({"孙", "甲"})}))
    assert refused(near, APPLICATION, "同意", "孙") == "conflict_free"


def test_the_books_hold_what_the_case_holds(decided: Zone) -> None:
    assert isinstance(decided.books, LedgerBooks)
    ledger = decided.books.ledgers["demo/application#support_fund"]
    assert ledger.balance("预留", {"申请案": "申请一"}) == 50_0000_00
    assert decided.books.held([APPLICATION]) == 50_0000_00
    assert len(re.findall(r"^\d{4}-\d\d-\d\d \* ", as_beancount(ledger), re.MULTILINE)) == 2


def test_nobody_decides_and_pays(decided: Zone) -> None:
    later = date(2026, 3, 10)
    zone = do(decided, APPLICATION, "公示期满", on=later)
    order = CaseKey("order/申请一", ORDER)
    assert refused(zone, order, "发送", "孙", on=later).startswith("not_apart")
    zone = do(do(zone, order, "发送", "李", on=later), order, "到账", "周", on=later)
    assert zone.course(APPLICATION).state == "已付"
    assert refused(zone, order, "到账", "周", on=later).startswith("wrong_state")
