"""A small zone to look at: two firms, a budget, one person for each role. All of it is made up.

It is made through the services people use, so that what is refused to people is refused here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db import transaction

from gaoxin.facts.face import FactDef, Spell
from gaoxin.procedure import Barred, CaseKey, Request, Said, Thing, Zone, take
from gaoxin.quantities import Money, Words, format_money, synthetic_credit_code
from gaoxin.web.cases import models, services
from gaoxin.web.cases.law import calendar, library
from gaoxin.web.cases.store import write, zone_about
from gaoxin.web.treasury.models import Leg
from gaoxin.web.users.models import Assignment, Person, ZoneDay
from gaoxin.web.users.services import move_day, today

DAY = date(2026, 3, 2)
PASSWORD = "演示用-不要用于运行"
"""The password of every person of the demonstration, which shows it itself."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody of the demonstration: sign-in name, name shown, role or entity."""

    name: str
    shown: str
    role: str = ""
    entity: str = ""


PEOPLE = (
    Who("jia", "甲公司·林经理", entity="demo-firm-1"),
    Who("yi", "乙公司·何经理", entity="demo-firm-2"),
    Who("officer", "经办 钱", role="经办"),
    Who("decider", "决定 孙", role="决定"),
    Who("payer", "付款 李", role="付款"),
    Who("cashier", "出纳 周", role="出纳"),
    Who("treasury", "财政 赵", role="财政"),
)

FIRMS: dict[str, tuple[str, dict[tuple[str, str], object]]] = {
    "demo-firm-1": (
        "甲精密仪器（虚构）有限公司",
        {
            ("在区注册", ""): (Spell(date(2015, 1, 1)),),
            ("高新技术企业", ""): (Spell(date(2025, 11, 10), date(2028, 11, 9)),),
            ("营业收入", "2025"): Fraction(100_000_000_00),
        },
    ),
    "demo-firm-2": (
        "乙软件（虚构）有限公司",
        {
            ("在区注册", ""): (Spell(date(2018, 6, 1)),),
            ("营业收入", "2025"): Fraction(40_000_000_00),
        },
    ),
}


@transaction.atomic
def make_demo() -> None:
    """Make the demonstration in an empty database. RuntimeError: there are people already."""
    if Person.objects.exists():
        raise RuntimeError("the database is not empty")
    ZoneDay.objects.create(on=DAY)
    for who in PEOPLE:
        person = Person.objects.create_user(who.name, password=PASSWORD, first_name=who.shown)
        Assignment.objects.create(person=person, role=who.role, entity=who.entity, start=DAY)
    before = zone_about([], DAY)
    zone = before
    for number, (ref, (name, facts)) in enumerate(FIRMS.items(), 1):
        zone = zone.having(Thing("enterprise", ref, name=name))
        zone = _said(zone, ref, ("统一社会信用代码", ""), synthetic_credit_code(number))
        for place, value in facts.items():
            zone = _said(zone, ref, place, value)
    zone = zone.having(Thing("support_budget", "demo-budget-2026", name="2026年支持预算"))
    zone = _said(zone, "demo-budget-2026", ("预算年度", ""), 2026)
    write(before, zone)
    _budget()


def _said(zone: Zone, ref: str, place: tuple[str, str], value: object) -> Zone:
    fact = library().vocabulary.find(zone.things[ref].kind, place[0])
    if not isinstance(fact, FactDef):
        return zone
    return zone.knowing(ref, fact.id, place[1], Said(value, "演示数据", DAY))


def _budget() -> None:
    """The budget of the year, approved by the one whose role it is."""
    before = zone_about(["demo-budget-2026"], DAY)
    case = CaseKey("demo-budget-2026", "demo/application#budget")
    money = {"批复额": Fraction(1_000_000_00)}
    after = take(before, Request(case, "批复", DAY, "treasury", money))
    if isinstance(after, Barred):
        raise RuntimeError(str(after))
    write(before, after)


# --- one case from the form to the money ---------------------------------------------------------

WALK: tuple[tuple[str, str], ...] = (
    ("jia", "申请"),
    ("officer", "受理"),
    ("decider", "同意"),
    ("", "公示期满"),
    ("payer", "发送"),
    ("cashier", "到账"),
)
"""Who takes which step; "" is the clock, which waits for the end of the notice."""


def walk(clause: str = "rd") -> Iterator[Words]:
    """Take one application from the form to the money, saying what happened.

    RuntimeError: a step was refused.
    """
    applicant = Person.objects.get(username="jia")
    found = library().clause("demo/application", clause, today())
    assert found is not None
    begun = services.begin(applicant, found, "demo-firm-1", {"rd_cost@2025": "800万元"})
    if not isinstance(begun, models.Case):
        raise RuntimeError(str([one.trouble for one in begun if one.trouble]))
    yield Words(f"{today()} 甲公司建立申请", f"{today()} firm A starts an application")
    for name, step in WALK:
        case = models.Case.objects.filter(ended=False, pk__gte=begun.pk).latest("pk")
        if not name:
            yield from _waited(case, step)
            continue
        person = Person.objects.get(username=name)
        barred = services.take_step(person, case, step, {}, "核对无误")
        if barred is not None:
            raise RuntimeError(f"{step}: {barred}")
        state = models.Case.objects.get(pk=case.pk).state
        said = f"{today()} {person.first_name}：{step} → {state}"
        yield Words(said, said)
    ended = models.Case.objects.get(pk=begun.pk)
    paid = Leg.objects.filter(account="已付支持").latest("pk").debit
    money = Money(paid, "CNY")
    yield Words(
        f"{today()} {ended.state}：{format_money(money, 'zh')}；每笔分录借贷相等，合计 0",
        f"{today()} {ended.state}: {format_money(money, 'en')}; every entry balances",
    )


def _waited(case: models.Case, step: str) -> Iterator[Words]:
    """Move the day until the clock takes the step."""
    for _ in range(30):
        move_day(calendar())
        services.clock_turn(today())
        if models.Event.objects.filter(case=case, step=step).exists():
            yield Words(f"{today()} 时钟：{step}", f"{today()} the clock: {step}")
            return
    raise RuntimeError(f"{step} did not come")
