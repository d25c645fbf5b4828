"""Units of rules: their names, and money per unit (``200万元/亩``, ``50万元/人``).

Money per unit is reckoned in minor units of the currency per one of the unit. What is counted
(persons, firms, projects) has no unit of its own: revenue divided by a head count is money, marked
as per head, and only that is compared with an amount written per head.
"""

import re
from functools import cache

from gaoxin.quantities import CURRENCIES, QuantityError, parse_money

_NAMES = {
    "亩": ("mu",),
    "公顷": ("hectare", "hectares", "ha"),
    "平方米": ("square metre", "square metres", "sqm", "m2", "㎡"),
    "平方公里": ("square kilometre", "square kilometres", "km2", "平方千米"),
    "吨标准煤": ("tonne of coal equivalent", "tce"),
    "吨": ("tonne", "tonnes", "ton", "tons"),
    "千瓦时": ("kWh", "度"),
    "千瓦": ("kW",),
    "小时": ("hour", "hours"),
    "人年": ("person-year", "person-years"),
}
_COUNTED = {
    "人": ("person", "persons", "head", "employee"),
    "家": ("firm", "enterprise", "company"),
    "个": ("item", "piece"),
    "件": ("patent",),
    "项": ("project",),
    "户": ("household",),
    "台": ("machine",),
    "套": ("set",),
    "人次": ("visit",),
}
_CANONICAL = {word: name for name, words in (_NAMES | _COUNTED).items() for word in (name, *words)}
WORDS = "|".join(re.escape(w) for w in sorted(_CANONICAL, key=len, reverse=True))


def canonical(unit: str) -> str:
    """The one name of a unit; an unknown unit is its own."""
    return _CANONICAL.get(unit.strip(), unit.strip())


def name(unit: str, lang: str) -> str:
    """The unit in the reader's language, as far as it is known."""
    words = (_NAMES | _COUNTED).get(unit, ())
    return words[0] if words and lang == "en" else unit


def is_counted(unit: str) -> bool:
    """Is it a word for what is counted one by one?"""
    return canonical(unit) in _COUNTED


@cache
def per(unit: str) -> tuple[str, str] | None:
    """Currency and unit of ``CNY/亩``; None if the unit is not money per something."""
    above, stroke, below = unit.partition("/")
    return (above, below) if stroke and above in CURRENCIES else None


@cache
def written(unit: str) -> tuple[int, str]:
    """How many of the unit of rules one of ``unit``, as a register writes it, is, and that unit:
    ``万元/亩`` is 1,000,000 times ``CNY/亩`` (fen for each 亩). Others: 1, by their one name."""
    above, stroke, below = unit.partition("/")
    if not stroke or not below:
        return 1, canonical(unit)
    try:
        one = parse_money(f"1{above.strip()}" if not above.strip().isascii() else f"1 {above}")
    except QuantityError:
        return 1, unit
    return one.minor, f"{one.currency}/{canonical(below)}"
