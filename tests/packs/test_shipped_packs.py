"""The shipped packs of real rules: sound, provable, cited from official addresses, and the sample
enterprises tell the stories they are said to tell."""

from copy import deepcopy
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from gaoxin.engine.engine import Engine
from gaoxin.engine.values import Span
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.facts.table import load
from gaoxin.policy.checks import check
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_library
from gaoxin.proving.prove import prove

PACKS = Path(__file__).parents[2] / "packs"
WAN = 1_000_000  # 1万元 in fen
OFFICIAL = (".gov.cn", "www.ceh.com.cn", "www.ln.xinhuanet.com", "zscq.creditchina.gov.cn")
RD = "cn/rd-super-deduction"
TAX = "cn/small-low-profit-tax"
ZONE = "dlhitech/2020-high-and-new"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(PACKS)


@pytest.fixture(scope="module")
def engine(library: Library) -> Engine:
    return Engine(library)


@pytest.fixture(scope="module")
def enterprises(library: Library) -> dict[str, Entity]:
    loaded = load(PACKS / "enterprises", library.vocabulary)
    assert loaded.faults == []
    return {entity.name: entity for entity in loaded.entities.values()}


def real(library: Library) -> tuple[str, ...]:
    return tuple(d.id for d in library.documents.values() if "founding" not in d.path)


def test_the_packs_have_no_faults(library: Library) -> None:
    faults = [*library.faults, *check(library)]
    assert [f.text("en") for f in faults if not f.advice and "founding" not in f.place.path] == []


def test_every_example_of_the_packs_is_true(library: Library) -> None:
    proved = list(prove(library, real(library)))
    assert len(proved) > 900
    assert [f.text("en") for p in proved for f in p.faults] == []


def test_only_official_addresses_are_cited(library: Library) -> None:
    for name in real(library):
        document = library.documents[name]
        metas = [c.meta for versions in document.clauses.values() for c in versions]
        sources = [document.front.source, *(m.source for m in metas)]
        for source in filter(None, sources):
            host = source.split("/")[2]
            assert host.endswith(OFFICIAL), f"{name}: {source}"


def test_every_fact_says_in_both_languages_where_it_is_found(library: Library) -> None:
    mine = set(real(library))
    facts = [f for f in library.vocabulary.facts() if f.document in mine]
    lacking = [f.address for f in facts if not (f.zh and f.en and f.found and f.found_en)]
    assert lacking == []
    unbounded = [
        f.address for f in facts if f.type in {"money", "count", "number"} and f.low is None
    ]
    assert unbounded == []


@pytest.mark.parametrize(
    ("name", "document", "clause", "on", "verdict", "money"),
    [
        ("示例甲软件", "quanzhou-etdz/2024-hte", "first", "2025-10-15", "yes", 20 * WAN),
        ("示例乙精工", "quanzhou-etdz/2024-hte", "again", "2025-10-15", "yes", 10 * WAN),
        ("示例丙生物", "cn/2016-hte", "hte", "2026-01-20", "unknown", None),
        ("示例丙生物", "cn/2017-tech-sme", "tech_sme", "2026-01-20", "yes", None),
        ("示例丁电子", "cn/2016-hte", "hte", "2026-01-20", "unknown", None),
        ("示例戊智能装备", "liaoning/gazelle", "gazelle", "2023-06-01", "yes", None),
        ("示例戊智能装备", ZONE, "gazelle_growth", "2023-06-01", "yes", 120 * WAN),
        ("示例己商贸", RD, "rd_super", "2025-12-31", "no", 0),
        ("示例庚家具", TAX, "small_low_profit", "2025-12-31", "yes", 60 * WAN),
        ("示例辛新材料", "cn/2016-hte", "hte", "2026-01-20", "unknown", None),
        ("示例壬信息", "cn/2017-tech-sme", "tech_sme", "2026-01-20", "yes", None),
        ("示例癸文创", ZONE, "creative", "2021-12-01", "yes", 56 * WAN),
        ("示例癸文创", ZONE, "creative", "2022-12-01", "yes", 60 * WAN),
        ("示例癸文创", ZONE, "creative", "2023-06-01", "yes", 55 * WAN),
        (
            "示例子科技",
            "tianjin-binhai/2022-gradient",
            "double_five",
            "2026-01-20",
            "yes",
            200 * WAN,
        ),
        ("示例寅集成电路", RD, "rd_super", "2025-12-31", "yes", 7_466_666_667),
        ("示例卯环保", "cn/2017-tech-sme", "tech_sme", "2026-01-20", "no", None),
    ],
)
def test_the_sample_enterprises_tell_their_stories(
    engine: Engine,
    enterprises: dict[str, Entity],
    name: str,
    document: str,
    clause: str,
    on: str,
    verdict: str,
    money: int | None,
) -> None:
    answer = engine.answer(document, clause, enterprises[name], date.fromisoformat(on))
    assert (answer.verdict, answer.money) == (verdict, money)


def test_one_fen_more_of_income_loses_the_whole_relief(
    engine: Engine, enterprises: dict[str, Entity]
) -> None:
    on, maker = date(2025, 12, 31), enterprises["示例庚家具"]
    over = deepcopy(maker)
    over.record("taxable_income", "2025", Recorded(Fraction(300 * WAN + 1), "", date(2026, 2, 1)))
    assert engine.value(TAX, "应纳税额", maker, on) == 15 * WAN
    assert engine.value(TAX, "应纳税额", over, on) == 75 * WAN


def test_expert_points_leave_the_score_a_range(
    engine: Engine, enterprises: dict[str, Entity]
) -> None:
    score = engine.value(
        "cn/2016-hte", "创新能力得分", enterprises["示例辛新材料"], date(2026, 1, 20)
    )
    assert isinstance(score, Span)
    assert (score.low, score.high) == (60, 96)


def test_the_city_award_is_deducted_from_the_award_of_the_zone(
    engine: Engine, enterprises: dict[str, Entity]
) -> None:
    settled = engine.stack(
        "quanzhou-etdz/2024-hte", "total", enterprises["示例甲软件"], date(2025, 10, 15)
    )
    assert settled.total == 15 * WAN
