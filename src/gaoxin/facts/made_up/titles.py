"""Titles, lists and events of synthetic enterprises: when they began and ended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from gaoxin.facts.made_up.draws import Truths, fixed
from gaoxin.facts.made_up.population import Population
from gaoxin.facts.made_up.trades import where_code, where_place

_DAY: Final = np.dtype("datetime64[D]")
_NEVER: Final = np.datetime64("NaT", "D")
_FIRST_DAYS: Final = np.arange("1970-01", "2200-01", dtype="datetime64[M]").astype(_DAY)
"""First day of each month since 1970: looking it up is far cheaper than the calendar."""
Spells = tuple[Any, Any, Truths]
"""Begin and end of each spell (NaT: open), and which of them there are; rows by spells."""


@dataclass(frozen=True, slots=True)
class Title:
    """``per_million``: who ever held it, the keen first; ``back``: begun in so many months;
    ``months``: how long it is valid, 0 for no end; ``young``: only in the first ten years."""

    per_million: int
    back: int
    months: int = 36
    young: bool = False


TITLES: Final[Mapping[str, Title]] = {
    "gazelle": Title(15_000, 60),
    "young_eagle": Title(40_000, 60, young=True),
    "unicorn": Title(300, 60),
    "seed_unicorn": Title(1_500, 60, young=True),
    "potential_unicorn": Title(900, 60),
    "tianjin_gazelle": Title(20_000, 60),
    "leading_trainee": Title(6_000, 60),
    "leading_enterprise": Title(3_000, 60),
    "china_unicorn_list": Title(250, 48, 12),
    "listed": Title(4_000, 180, 0),
    "champion": Title(3_000, 80),
    "srdi": Title(35_000, 70),
    "provincial_tenant": Title(40_000, 60, young=True),
    "national_platform": Title(4_000, 120, 0),
    "city_platform": Title(25_000, 120, 0),
    "haichuang": Title(5_000, 60, young=True),
    "kechuang": Title(5_000, 60, young=True),
    "pilot_innovative": Title(6_000, 120),
    "priority_list": Title(40_000, 60),
}
PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "tianjin_gazelle": ("tianjin-binhai",),
    "leading_trainee": ("tianjin-binhai",),
    "leading_enterprise": ("tianjin-binhai",),
    "haichuang": ("dlhitech", "jinpu", "dalian"),
    "kechuang": ("dlhitech", "jinpu", "dalian"),
}
"""Titles that only some places give."""
EVENTS: Final[Mapping[str, int]] = {
    "serious_event": 8_000,
    "false_application": 1_500,
    "unreported_change": 4_000,
    "dishonesty": 1_500,
    "moved_whole": 4_000,
}
"""Events of the last 1500 days: how many of a million."""
LISTS: Final[Mapping[str, int]] = {
    "abnormal_list": 15_000,
    "dishonest_list": 5_000,
    "negative_list": 8_000,
}


def _title(name: str, title: Title) -> Callable[[Population, int], Spells]:
    def spells(p: Population, _: int) -> Spells:
        start = _month(p, f"{name}_month", title.back)
        held = p.likelier(name, title.per_million) & (start > p.born_month)
        if title.young:
            held &= start < p.born_month + _months(120)
        if name in PLACES:
            held &= where_place(*PLACES[name])[p.values("place")]
        last = _days(start + _months(title.months)) - np.timedelta64(1, "D")
        end = last if title.months else np.full(p.size, _NEVER, _DAY)
        return _days(start)[:, None], end[:, None], held[:, None]

    return spells


def _event(name: str, per_million: int) -> Callable[[Population, int], tuple[Any, None, Truths]]:
    def events(p: Population, _: int) -> tuple[Any, None, Truths]:
        days = p.draws.below(f"{name}_day", 1500).astype("timedelta64[D]")
        on = np.datetime64(f"{p.year + 1}-05-31") - days
        return on[:, None], None, (p.draws.happens(name, per_million) & (on > p.born))[:, None]

    return events


def _list(name: str, per_million: int) -> Callable[[Population, int], Spells]:
    def spells(p: Population, _: int) -> Spells:
        start = _days(_month(p, f"{name}_month", 60))
        held = p.draws.happens(name, per_million) & (start > p.born)
        stays = p.draws.happens(f"{name}_stays", 300_000)
        end = start + (30 + p.draws.below(f"{name}_days", 700)).astype("timedelta64[D]")
        return start[:, None], np.where(stays, _NEVER, end)[:, None], held[:, None]

    return spells


def _in_zone(p: Population, _: int) -> Spells:
    """From registration for most, later for some; a few have left."""
    moved = p.draws.happens("moved", 200_000)
    late = p.draws.below("moved_days", 1500).astype("timedelta64[D]")
    start = np.where(moved, p.born + late, p.born)
    left = p.draws.happens("left", 40_000)
    end = start + (200 + p.draws.below("left_days", 2500)).astype("timedelta64[D]")
    return start[:, None], np.where(left, end, _NEVER)[:, None], np.ones((p.size, 1), np.bool_)


def _in_liaoning(p: Population, _: int) -> Spells:
    there = where_place("dlhitech", "jinpu", "dalian", "liaoning")[p.values("place")]
    return p.born[:, None], np.full((p.size, 1), _NEVER, _DAY), there[:, None]


def _listed_any(p: Population, _: int) -> Spells:
    """Those listed at home, and some abroad."""
    starts, ends, held = p.values("listed")
    abroad = p.draws.happens("listed_abroad", 800) & (starts[:, 0] > p.born)
    return starts, ends, held | abroad[:, None]


def _hte(p: Population, _: int) -> Spells:
    """Up to three certificates of three years, likelier with more R&D, after the first year."""
    able = p.keenness - p.scale // 4 + p.draws.normal("hte")
    first = _month(p, "hte_month", 108)
    held = (able > fixed(0.2)) & (first > p.born_month + _months(12))
    lapses = p.draws.below("hte_lapse", 10) == 0
    many = np.where(lapses, 1, 3)
    starts = np.stack([first + _months(36 * k) for k in range(3)], axis=1)
    ends = _days(starts + _months(36)) - np.timedelta64(1, "D")
    known = starts <= np.datetime64(f"{p.year + 1}-06", "M")
    return _days(starts), ends, held[:, None] & known & (np.arange(3) < many[:, None])


def _tech_sme(p: Population, _: int) -> Spells:
    """A registration each year in spring, to the end of that year."""
    small = p.scale < fixed(1)
    keen = p.keenness + p.draws.normal("sme") > fixed(-0.2)
    years = [np.datetime64(f"{p.year - 1 + k}-04-01") for k in range(3)]
    starts = np.stack([np.full(p.size, day, _DAY) for day in years], axis=1)
    starts += p.draws.below("sme_day", 120).astype("timedelta64[D]")[:, None]
    ends = [np.datetime64(f"{p.year - 1 + k}-12-31") for k in range(3)]
    kept = np.stack([p.draws.happens(f"sme{k}", 850_000) for k in range(3)], axis=1)
    there = starts > p.born[:, None]
    lasts = np.broadcast_to(np.array(ends, _DAY), starts.shape)
    return starts, lasts, kept & there & (small & keen)[:, None]


def _missing_report(p: Population, _: int) -> tuple[Any, None, Truths]:
    """The reports of the last years, due on 31 May; who forgets one easily forgets the next."""
    years = [np.datetime64(f"{p.year - 1 + k}-05-31") for k in range(3)]
    days = np.stack([np.full(p.size, day, _DAY) for day in years], axis=1)
    careless = p.draws.happens("careless", 30_000)
    missed = np.stack([p.draws.happens(f"report{k}", 450_000) for k in range(3)], axis=1)
    return days, None, missed & careless[:, None] & (days > p.born[:, None])


def _city_platform_excellent(p: Population, _: int) -> tuple[Any, None, Truths]:
    """Half of the older platforms, within three years."""
    starts, _ends, held = p.values("city_platform")
    on = _days(_month(p, "excellent_month", 36))
    rated = p.draws.happens("excellent", 500_000) & (on > starts[:, 0] + np.timedelta64(1096, "D"))
    return on[:, None], None, held & rated[:, None]


def _champion(p: Population, _: int) -> Spells:
    starts, ends, held = _title("champion", TITLES["champion"])(p, 0)
    return starts, ends, held & where_code(("C",))[p.trade][:, None]


def _months(count: int) -> Any:
    return np.timedelta64(count, "M")


def _days(months: Any) -> Any:
    """The first days of months."""
    return _FIRST_DAYS[months.astype(np.int64)]


def _month(p: Population, name: str, back: int) -> Any:
    """A month of the last ``back`` before the middle of the next year."""
    last = np.datetime64(f"{p.year + 1}-05", "M")
    return last - p.draws.below(name, back).astype("timedelta64[M]")


SPELL_MAKERS: Final[Mapping[str, Callable[[Population, int], Spells]]] = {
    **{name: _title(name, title) for name, title in TITLES.items()},
    **{name: _list(name, share) for name, share in LISTS.items()},
    "champion": _champion,
    "in_zone": _in_zone,
    "in_liaoning": _in_liaoning,
    "hte": _hte,
    "tech_sme": _tech_sme,
    "listed_any": _listed_any,
}
EVENT_MAKERS: Final[Mapping[str, Callable[[Population, int], tuple[Any, None, Truths]]]] = {
    **{name: _event(name, share) for name, share in EVENTS.items()},
    "missing_report": _missing_report,
    "city_platform_excellent": _city_platform_excellent,
}
