"""The interpreter against ten clauses written again by hand, on, under and over every edge."""

import importlib.util
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import ABSENT, Entity, Recorded, Spell
from gaoxin.policy.reading import read_library

HERE = Path(__file__).parent
PACKS = HERE.parents[1] / "packs"
ROUNDS = 400


def by_hand() -> ModuleType:
    spec = importlib.util.spec_from_file_location("law_by_hand", HERE / "law_by_hand.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LAW = by_hand()
ENGINE = Engine(read_library(PACKS))


@dataclass(frozen=True, slots=True)
class Trial:
    """A clause, the days to ask on, and how to make up a case."""

    address: str
    hand: str
    days: tuple[str, ...]
    make: Callable[["Maker"], None]
    kind: str = "enterprise"


class Maker:
    """Makes up facts: values on an edge, one step beside it, somewhere else, or unknown."""

    def __init__(self, on: date, chance: random.Random) -> None:
        self.on, self.chance = on, chance
        self.facts: dict[tuple[str, str], Any] = {}

    def put(self, name: str, value: Any, period: Any = "") -> None:
        if self.chance.random() >= 0.06:
            self.facts[name, str(period)] = value

    def near(self, *edges: int, low: int = 0, high: int = 10**12) -> int:
        edge = self.chance.choice(edges)
        beside = self.chance.choice((0, 0, 1, -1, self.chance.randint(-edge or -9, edge or 9)))
        return max(low, min(high, edge + beside))

    def flag(self, share: float = 0.85) -> bool:
        return self.chance.random() < share

    def day(self, *years_back: int) -> date:
        back = self.chance.choice(years_back)
        same = self.on.replace(year=self.on.year - back, day=min(self.on.day, 28))
        return same + timedelta(
            self.chance.choice((0, 0, 1, -1, 2, self.chance.randint(-400, 400)))
        )

    def spells(self, likely: float = 0.8) -> list[tuple[date, date | None]]:
        found: list[tuple[date, date | None]] = []
        if self.flag(0.4):
            first = self.day(3, 4)
            found.append((first, first + timedelta(self.chance.choice((1095, 1094, 800)))))
        if self.flag(likely):
            start = self.chance.choice(
                (self.on, self.day(0), self.day(1), self.day(2), self.day(3))
            )
            if found and found[-1][1]:
                after = found[-1][1] + timedelta(self.chance.choice((1, 1, 2, 90)))
                start = max(start, after)
            found.append((start, self.chance.choice((None, start + timedelta(1095), self.on))))
        return [s for s in found if s[1] is None or s[0] <= s[1]]

    def events(self) -> list[date]:
        return [self.day(0, 1, 2)] if self.flag(0.15) else []


def quanzhou(case: Maker) -> None:
    case.put("registered_on", date(2010, 1, 1))
    case.put("in_zone", [(date(2010, 1, 1), case.chance.choice((None, case.on, case.day(0))))])
    case.put("hte", case.spells())
    case.put("operating_revenue", case.near(2_000_000_000), case.on.year - 1)


def liaoning(case: Maker) -> None:
    last = case.on.year - 1
    case.facts["registered_on", ""] = case.day(5, 10, 20, 2, 8)
    for n in range(4):
        base = (172_800_000_000, 50_000_000_000, 100_000_000_000, 1_000_000_000)[n]
        case.put("operating_revenue", case.near(base, 50_000_000_000, 1_728_000_000), last - n)
        sold = case.facts.get(("operating_revenue", str(last - n)), 10**9)
        case.put("science_spending", case.near(sold // 40, sold // 40 + 1), last - n)
        case.put("staff", case.near((222, 200, 150, 101)[n], 100), last - n)
    case.put("venture_single", case.chance.choice((LAW.GONE, case.near(1_000_000_000))))


def tianjin(case: Maker) -> None:
    case.put("registered_on", date(2005, 1, 1))
    case.put("hte", case.spells())
    case.put("moved_whole", case.events())
    case.put("municipal_hte_award", case.near(30_000_000, 1), case.on.year)


def guangzhou(case: Maker) -> None:
    case.put("registered_on", date(2005, 1, 1))
    now = case.near(1_000_000_000, 10_000_000_000)
    case.put("rd_declared", now, case.on.year - 1)
    case.put("rd_declared", case.chance.choice((now, now - 1, now + 1, 5)), case.on.year - 2)


def increase(case: Maker) -> None:
    case.put("registered_on", date(2005, 1, 1))
    case.put("gazelle", case.spells())
    for back in (1, 2):
        case.put("district_contribution", case.near(10_000_003, 7), case.on.year - back)


def creative(case: Maker) -> None:
    case.put("registered_on", date(2005, 1, 1))
    case.put("creative_new", case.spells())
    case.put("district_contribution", case.near(10_000_003, 7, 1), case.on.year)


def technology(case: Maker) -> None:
    last = case.on.year - 1
    case.put("registered_on", date(2005, 1, 1))
    case.put("resident", case.flag(0.97))
    people = case.near(500, 100, 20)
    case.put("sme_staff", people, last)
    share = case.chance.choice((10, 15, 20, 25, 30))
    case.put(
        "sme_tech_staff", max(0, people * share // 100 + case.chance.choice((0, 0, 1, -1))), last
    )
    sales = case.near(20_000_000_000, 1_000_000_000, 100)
    spent = sales * case.chance.choice((2, 3, 4, 5, 6)) // 100 + case.chance.choice((0, 0, 1, -1))
    case.put("revenue", sales, last)
    case.put("rd_cost", max(0, spent), last)
    case.put("cost_and_expense", max(1, spent * 100 // case.chance.choice((10, 20, 30, 25))), last)
    case.put("total_assets", case.near(20_000_000_000, 5), last)
    for name, most in (("ip_class1", 1), ("ip_class2", 5)):
        case.put(name, case.chance.randint(0, most))
    for name in ("abnormal_list", "dishonest_list"):
        case.put(name, [] if case.flag(0.95) else [(case.day(1), None)])
    for name in ("serious_event", "dishonesty"):
        case.put(name, case.events())
    case.put("banned_business", case.flag(0.05))
    case.put("hte", case.spells(0.15))
    for name in ("award_5y", "rd_institution", "led_standard_5y"):
        case.put(name, case.flag(0.05))


def profit(case: Maker) -> None:
    case.put("registered_on", date(2005, 1, 1))
    case.put("restricted_industry", case.flag(0.04), case.on.year)
    case.put("taxable_income", case.near(300_000_000, 100_000_000, 9), case.on.year)
    people, assets = case.near(300, 80), case.near(5_000_000_000, 7)
    for n in (1, 2, 3, 4):
        for part in ("start", "end"):
            case.facts[f"staff_q_{part}", f"{case.on.year}Q{n}"] = people
            case.facts[f"assets_q_{part}", f"{case.on.year}Q{n}"] = assets
    quarter = f"{case.on.year}Q{case.chance.randint(1, 4)}"
    case.facts["staff_q_end", quarter] = case.chance.choice((people, people + 1, None))
    case.facts["assets_q_start", quarter] = case.chance.choice((assets, assets + 8, None))


def fund(case: Maker) -> None:
    size = case.chance.choice((0, 10_000_000_000, 10_000_000_000, 3, 7))
    case.put("size", size)
    case.put("sort", case.chance.choice(("天使类", "创业类", "产业类")))
    share = case.chance.choice((20, 30, 40))
    for name, part in (("city_fund", share), ("city_other", 0), ("district_money", 40 - share)):
        amount = size * part // 100 + case.chance.choice((0, 0, 1))
        case.put(name, amount)
    case.put("province_money", size // 10 + case.chance.choice((0, 0, 1, -1)) if size else 0)


TRIALS = [
    Trial("quanzhou-etdz/2024-hte#first", "quanzhou_first", ("2024-09-01", "2025-12-31"), quanzhou),
    Trial("quanzhou-etdz/2024-hte#again", "quanzhou_again", ("2024-09-01",), quanzhou),
    Trial("liaoning/gazelle#gazelle", "gazelle", ("2023-06-01", "2024-02-29"), liaoning),
    Trial("tianjin-binhai/2022-gradient#hte_match", "tianjin_match", ("2022-12-01",), tianjin),
    Trial(
        "guangzhou/2021-hte-plan-draft#rd_growth", "guangzhou_growth", ("2022-06-01",), guangzhou
    ),
    Trial(
        "dlhitech/2020-high-and-new#gazelle_growth", "dalian_increase", ("2022-06-01",), increase
    ),
    Trial("dlhitech/2020-high-and-new#creative", "dalian_creative", ("2022-06-01",), creative),
    Trial("cn/2017-tech-sme#tech_sme", "tech_sme", ("2024-06-01",), technology),
    Trial("cn/small-low-profit-tax#small_low_profit", "small_low_profit", ("2022-12-31",), profit),
    Trial("real/risk-and-funds#subfund", "subfund", ("2024-06-01",), fund, "subfund"),
]


def entity(kind: str, facts: dict[tuple[str, str], Any]) -> Entity:
    """The plain facts as the engine keeps them."""
    found = Entity(kind, "made-up")
    for (name, period), value in facts.items():
        if value is None:
            continue
        kept: Any = value
        if value == LAW.GONE:
            kept = ABSENT
        elif isinstance(value, list):
            kept = tuple(Spell(*v) if isinstance(v, tuple) else v for v in sorted(value))
        elif isinstance(value, int) and not isinstance(value, bool):
            kept = Fraction(value)
        found.record(name, period, Recorded(kept, "made up"))
    return found


@pytest.mark.parametrize("trial", TRIALS, ids=lambda t: t.hand)
def test_the_engine_gives_what_the_words_give(trial: Trial) -> None:
    chance = random.Random(20201)
    met: Counter[object] = Counter()
    for n in range(ROUNDS):
        on = date.fromisoformat(trial.days[n % len(trial.days)])
        case = Maker(on, chance)
        trial.make(case)
        verdict, money = getattr(LAW, trial.hand)(case.facts, on)
        document, _, clause = trial.address.partition("#")
        answer = ENGINE.answer(document, clause, entity(trial.kind, case.facts), on)
        said = {True: "yes", False: "no", None: "unknown"}[verdict]
        assert answer.verdict == said, (n, on, case.facts)
        if verdict and money is not None:
            assert answer.money == money, (n, on, case.facts)
        met[verdict] += 1
    assert set(met) == {True, False, None}, met
    assert min(met.values()) >= 5, met
