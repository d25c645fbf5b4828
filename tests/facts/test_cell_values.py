"""What people write in cells, and what it means."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.entities import ABSENT, UNKNOWN, Between, Spell
from gaoxin.facts.numbers import header_measure
from gaoxin.facts.values import parse_value
from gaoxin.facts.vocabulary import FactDef, Vocabulary
from gaoxin.files.grid import Cell
from gaoxin.files.trouble import Trouble
from gaoxin.quantities import Period


def fact(vocabulary: Vocabulary, name: str) -> FactDef:
    found = vocabulary.find("enterprise", name)
    assert isinstance(found, FactDef)
    return found


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("230万元", 230_000_000),
        ("1234.5万", 1_234_500_000),
        ("1,000,000.00", 100_000_000),
        ("1000000", 100_000_000),
        (1234.56, 123_456),
        (0.1, 10),
        (12, 1200),
        (Decimal("0.01"), 1),
        ("１２万元", 12_000_000),
        ("CNY 5", 500),
        (0, 0),
    ],
)
def test_money_is_read_to_the_fen(vocabulary: Vocabulary, cell: Cell, fen: int) -> None:
    assert parse_value(cell, fact(vocabulary, "销售收入")) == Fraction(fen)


def test_a_bare_number_takes_the_unit_of_its_header(vocabulary: Vocabulary) -> None:
    revenue = fact(vocabulary, "销售收入")
    measure = header_measure("万元", revenue)
    assert not isinstance(measure, Trouble)
    assert parse_value(1234.5, revenue, measure) == 1_234_500_000
    assert parse_value("3亿元", revenue, measure) == 30_000_000_000


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("销售收入", 1234.567, "F14"),
        ("销售收入", "0.001元", "F12"),
        ("销售收入", "-5万元", "F13"),
        ("销售收入", "10001亿元", "F13"),
        ("销售收入", 1e20, "F15"),
        ("市级高企奖补", float("nan"), "F12"),
        ("销售收入", "5%", "F12"),
        ("销售收入", "5万美元", "F7"),
        ("销售收入", "无", "F12"),
        ("销售收入", "-", "F12"),
        ("销售收入", True, "F12"),
        ("销售收入", date(2025, 1, 1), "F12"),
        ("销售收入", "7万元..3万元", "F12"),
        ("销售收入", ["1", "2"], "F12"),
        ("销售收入", "1.." * 2000 + "1", "F12"),
        ("销售收入", "1万元..2万元..3万元", "F12"),
        ("职工总数", "12.5", "F14"),
        ("职工总数", "12万元", "F7"),
        ("增速", "0.05", "F12"),
        ("增速", 0.05, "F12"),
        ("注册日期", "2024-03", "F12"),
        ("注册日期", 45000, "F12"),
        ("注册日期", "2024-02-30", "F12"),
        ("注册日期", datetime(2024, 1, 1, 8, 30), "F12"),
        ("居民企业", "也许", "F12"),
        ("居民企业", 2, "F12"),
        ("核心技术领域", "新材", "F16"),
        ("行业代码", "Z99", "F16"),
        ("高新技术企业", "2023-11-01", "F19"),
        ("高新技术企业", "2023-11-01..2022-11-01", "F19"),
        ("高新技术企业", "2020-01-01..;2023-01-01..", "F19"),
        ("高新技术企业", "2023..2026", "F19"),
        ("高新技术企业", "[" * 100_000, "F19"),
        ("高新技术企业", "[", "F19"),
        ("重大安全质量环境事件", "[" * 100_000, "F12"),
        ("重大安全质量环境事件", "是", "F12"),
        ("上市月份", "2025", "F12"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(
    vocabulary: Vocabulary, codes: CodeLists, name: str, cell: Cell, code: str
) -> None:
    found = parse_value(cell, fact(vocabulary, name), codes=codes)
    assert isinstance(found, Trouble)
    assert found.code == code
    assert found.zh
    assert found.en
    assert found.mend_zh
    assert found.mend_en


@pytest.mark.parametrize("cell", [None, "", "  ", "未知", "unknown", "Unknown", "不详"])
def test_nothing_written_is_unknown_and_never_zero(vocabulary: Vocabulary, cell: Cell) -> None:
    for name in ("销售收入", "注册日期", "高新技术企业", "居民企业"):
        assert parse_value(cell, fact(vocabulary, name)) is UNKNOWN


@pytest.mark.parametrize("cell", ["无此项", "absent", "—"])
def test_absent_is_not_unknown(vocabulary: Vocabulary, cell: Cell) -> None:
    assert parse_value(cell, fact(vocabulary, "单笔风险投资额")) is ABSENT


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("增速", "12.5%", Fraction(1, 8)),
        ("增速", "1/3", Fraction(1, 3)),
        ("增速", "百分之五", Fraction(1, 20)),
        ("职工总数", "1.2万人", Fraction(12000)),
        ("职工总数", 120.0, Fraction(120)),
        ("得分", "7..8", Between(Fraction(7), Fraction(8))),
        ("销售收入", "10万元至20万元", Between(Fraction(10**7), Fraction(2 * 10**7))),
        ("注册日期", "2024年3月5日", date(2024, 3, 5)),
        ("注册日期", datetime(2024, 3, 5), date(2024, 3, 5)),
        ("注册日期", 20240305, date(2024, 3, 5)),
        ("上市月份", "2024年3月", Period.month(2024, 3)),
        ("上市月份", date(2024, 3, 1), Period.month(2024, 3)),
        ("主要产品", "芯片、传感器;模组", ("芯片", "传感器", "模组")),
        ("行业代码", "c35", "C35"),
        ("行业代码", "C3562", "C3562"),
        ("行业代码", "农业", "A01"),
        ("行业代码", "Agriculture", "A01"),
        ("核心技术领域", " 新材料 ", "新材料"),
        ("技术先进程度", "无", "无"),
        ("高新技术企业", "否", ()),
        ("高新技术企业", "是", True),
        ("高新技术企业", "2020-01-01..", (Spell(date(2020, 1, 1)),)),
        ("高新技术企业", "2020-01-01起", (Spell(date(2020, 1, 1)),)),
        (
            "高新技术企业",
            "2023-11-01至2026-10-31；2020-11-01..2023-10-31",
            (
                Spell(date(2020, 11, 1), date(2023, 10, 31)),
                Spell(date(2023, 11, 1), date(2026, 10, 31)),
            ),
        ),
        ("重大安全质量环境事件", "无", ()),
        ("重大安全质量环境事件", "2025-06-01; 2024-01-02", (date(2024, 1, 2), date(2025, 6, 1))),
    ],
)
def test_every_type_of_fact_is_read(
    vocabulary: Vocabulary, codes: CodeLists, name: str, cell: Cell, value: Any
) -> None:
    assert parse_value(cell, fact(vocabulary, name), codes=codes) == value


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("是", True),
        ("否", False),
        ("yes", True),
        ("NO", False),
        ("√", True),
        (1, True),
        (0.0, False),
    ],
)
def test_flags_in_both_languages(vocabulary: Vocabulary, cell: Cell, answer: bool) -> None:
    assert parse_value(cell, fact(vocabulary, "居民企业")) is answer
