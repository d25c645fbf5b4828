"""States of synthetic enterprises on the day asked: flags, grades, counts, amounts."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from gaoxin.facts.made_up.draws import Truths, Whole, exponential, fixed
from gaoxin.facts.made_up.population import Maker, Population
from gaoxin.facts.made_up.trades import PLACE_WEIGHTS, PLACES, TRADES, where_code

_FIELDS: Final = (
    *("电子信息", "生物与新医药", "航空航天", "新材料"),
    *("高技术服务", "新能源与节能", "资源与环境", "先进制造与自动化"),
)
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "industry": tuple(trade.code for trade in TRADES),
    "place": PLACES,
    "field": _FIELDS,
    "advancement": ("高", "较高", "一般", "较低", "无"),
    "support": ("强", "较强", "一般", "较弱", "无"),
    "life_stage": ("种子期", "初创期", "其他阶段"),
    "new_economy": ("数字经济", "平台经济", "智能经济", "分享经济"),
}
"""The codes of a code fact; its values are their places."""
_CODES: Final[Mapping[str, tuple[int, ...]]] = {
    "place": PLACE_WEIGHTS,
    "field": (28, 10, 3, 14, 12, 9, 6, 18),
    "new_economy": (60, 15, 20, 5),
}
FLAGS: Final[Mapping[str, int]] = {
    "resident": 990_000,
    "core_ip": 850_000,
    "own_developed_ip": 780_000,
    "banned_business": 8_000,
    "rd_system": 700_000,
    "ip_system": 550_000,
    "private_investment": 90_000,
    "provider_related": 30_000,
    "high_pollution": 15_000,
    "high_energy": 30_000,
    "high_emission": 20_000,
}
"""Fact -> how many of a million."""
KEEN_FLAGS: Final[Mapping[str, int]] = {
    "standards": 120_000,
    "led_standard_5y": 25_000,
    "award_5y": 3_000,
    "rd_institution": 40_000,
    "key_technology": 300_000,
    "industrialisable": 450_000,
}
"""The same, where those keen on R&D come first."""
_GRADES: Final[Mapping[str, tuple[float, ...]]] = {
    "advancement": (0.9, -0.1, -1.1, -1.9),
    "support": (0.7, -0.2, -1.0, -1.9),
}
"""Least deviate of each grade but the last; half of it is keenness."""
_MANAGEMENT: Final[Mapping[str, int]] = {"制度分": 6, "机构分": 6, "激励分": 4, "人才分": 4}
"""Points for the management of R&D, and the most of each."""
_GRADED: Final[Mapping[str, str]] = {"技术先进分": "advancement", "核心支持分": "support"}
"""Points for a grade: 8 or 7 for the first, two fewer for each grade below."""
_EXPERTS: Final = "cn/2016-hte#"
"""Where experts judge: guideline III (7) of 国科发火〔2016〕195号."""


def _flag(name: str, per_million: int) -> Callable[[Population, int], Truths]:
    return lambda p, _: p.draws.happens(name, per_million)


def _keen(name: str, per_million: int) -> Callable[[Population, int], Truths]:
    return lambda p, _: p.likelier(name, per_million)


def _code(name: str, weights: tuple[int, ...]) -> Callable[[Population, int], Whole]:
    return lambda p, _: p.draws.choice(name, weights)


def _grade(name: str, bounds: tuple[float, ...]) -> Callable[[Population, int], Whole]:
    def grade(p: Population, _: int) -> Whole:
        quality = (p.keenness + p.draws.normal(name)) * 7 // 10
        return np.asarray(sum((quality < fixed(bound)).astype(np.int64) for bound in bounds))

    return grade


def _management(name: str, most: int) -> Callable[[Population, int], Whole]:
    def points(p: Population, _: int) -> Whole:
        given = p.draws.below(name, most * 1000) + (p.keenness * most * 200 >> 20)
        return np.asarray(np.clip((given + 500) // 1000, 0, most), np.int64)

    return points


def _graded(name: str, grade: str) -> Callable[[Population, int], Whole]:
    def graded(p: Population, _: int) -> Whole:
        place = p.values(grade)
        points = 8 - 2 * place - p.draws.below(name, 2)
        return np.asarray(np.where(place == 4, 0, points), np.int64)

    return graded


def _way_points(p: Population, _: int) -> Whole:
    """1 to 6 for IP of its own, 1 to 3 for bought IP, none without."""
    own = 2 + p.draws.below("way", 5)
    bought = np.where(p.values("core_ip"), 1 + p.draws.below("way", 3), 0)
    return np.asarray(np.where(p.values("own_developed_ip"), own, bought), np.int64)


def _ip_class1(p: Population, _: int) -> Whole:
    return np.asarray(np.clip((p.keenness + p.draws.normal("ip1")) * 2 >> 20, 0, 200), np.int64)


def _ip_class2(p: Population, _: int) -> Whole:
    return np.asarray(
        np.clip(((p.keenness * 4 + p.draws.normal("ip2") * 6) >> 20) + 6, 0, 500), np.int64
    )


def _trademarks(p: Population, _: int) -> Whole:
    return np.asarray(np.clip((p.scale + p.draws.normal("marks")) * 3 >> 20, 0, 300), np.int64)


def _venture_single(p: Population, _: int) -> Whole:
    """The largest round, in fen: about 15 million yuan, a wide spread."""
    return exponential(fixed(21.1) + p.draws.normal("venture") * 11 // 10)


def _valuation_usd(p: Population, _: int) -> Whole:
    """In US cents: a few times revenue, more for those who do R&D."""
    times = exponential(fixed(6.2) + p.draws.normal("valuation") * 8 // 10 + p.keenness // 2)
    return np.asarray((p.values(f"revenue@{p.year}") // 7000 + 5_000) * times, np.int64)


def _life_stage(p: Population, _: int) -> Whole:
    """Two years of seed, three of start-up."""
    age = p.year + 1 - p.birth_year
    return np.asarray(np.where(age <= 2, 0, np.where(age <= 5, 1, 2)), np.int64)


def _no_field(p: Population, _: int) -> Truths:
    """Trade, hotels and leasing lie outside the eight fields, and a few elsewhere."""
    outside = where_code(("F", "H", "L"))[p.trade]
    return np.asarray(outside | p.draws.happens("no_field", 60_000), np.bool_)


def _no_venture(p: Population, _: int) -> Truths:
    return ~p.likelier("venture_backed", 60_000)


MAKERS: Final[Mapping[str, Maker]] = {
    "industry": lambda p, _: p.trade,
    "registered_on": lambda p, _: p.born,
    "life_stage": _life_stage,
    "ip_class1": _ip_class1,
    "ip_class2": _ip_class2,
    "trademarks": _trademarks,
    "venture_single": _venture_single,
    "valuation_usd": _valuation_usd,
    **{name: _code(name, weights) for name, weights in _CODES.items()},
    **{name: _flag(name, share) for name, share in FLAGS.items()},
    **{name: _keen(name, share) for name, share in KEEN_FLAGS.items()},
    **{name: _grade(name, bounds) for name, bounds in _GRADES.items()},
    **{f"{_EXPERTS}{name}": _management(name, most) for name, most in _MANAGEMENT.items()},
    **{f"{_EXPERTS}{name}": _graded(name, grade) for name, grade in _GRADED.items()},
    f"{_EXPERTS}获得方式分": _way_points,
}
ABSENT: Final[Mapping[str, Callable[[Population, int], Truths]]] = {
    "field?": _no_field,
    "venture_single?": _no_venture,
    "new_economy?": _flag("old_economy", 820_000),
}
"""Columns that say where a fact that may be absent is absent."""
