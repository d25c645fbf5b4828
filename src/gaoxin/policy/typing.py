"""What arithmetic and comparison mean for types and units.

A unit is a product of powers: ``CNY``, ``平方米``, ``1/CNY``. Money is a quantity of one currency;
equal units divided give a rate; a rate, a count, points and a plain number have no unit and mix
only where the law's own arithmetic does (format section 5).
"""

from collections import Counter
from functools import cache

from gaoxin.policy.form import Type
from gaoxin.quantities import CURRENCIES

PLAIN = {"rate", "count", "points", "number"}


@cache
def powers(unit: str) -> tuple[tuple[str, int], ...]:
    """``a*b/c`` as (("a", 1), ("b", 1), ("c", -1)), sorted."""
    found: Counter[str] = Counter()
    above, _, below = unit.partition("/")
    for part in above.split("*"):
        if part and part != "1":
            found[part] += 1
    for part in below.split("*"):
        if part:
            found[part] -= 1
    return tuple(sorted((name, n) for name, n in found.items() if n))


def _unit(parts: Counter[str]) -> str:
    above = "*".join(name for name, n in sorted(parts.items()) for _ in range(n))
    below = "*".join(name for name, n in sorted(parts.items()) for _ in range(-n))
    return (above or "1") + f"/{below}" if below else above


def _combined(left: Type, right: Type, sign: int) -> str:
    parts = Counter(dict(powers(left.unit)))
    for name, n in powers(right.unit):
        parts[name] += sign * n
    return _unit(parts)


def product(left: Type, right: Type) -> Type:
    """The type of ``left * right`` (both numeric)."""
    unit = _combined(left, right, 1)
    if unit:
        return Type("money", unit) if unit in CURRENCIES else Type("number", unit)
    names = {left.name, right.name} - {"zero"}
    if "points" in names:
        return Type("points")
    return Type(names.pop()) if len(names) == 1 and names <= {"rate", "count"} else Type("number")


def quotient(left: Type, right: Type) -> Type:
    """The type of ``left / right`` (both numeric)."""
    unit = _combined(left, right, -1)
    if unit:
        return Type("money", unit) if unit in CURRENCIES else Type("number", unit)
    if left.name == right.name or left.unit or left.name in {"rate", "zero"}:
        return Type("rate")
    if left.name == "points":
        return Type("points")
    return Type("rate") if {left.name, right.name} <= {"count", "number"} else Type("number")


def total(left: Type, right: Type, *, literal: bool) -> Type | None:
    """The type of a sum or difference, or None where it has no meaning. ``literal``: one side is
    written as a bare number (``ratio - 1`` is a rate)."""
    if "any" in {left.name, right.name}:
        return left if right.name == "any" else right
    if left.name == "zero":
        return right
    if right.name == "zero" or left == right:
        return left
    if powers(left.unit) != powers(right.unit):
        return None
    names = {left.name, right.name}
    if names == {"rate", "count"}:
        return Type("rate") if literal else None
    for wider in ("points", "number", "count"):
        if wider in names and not left.unit:
            return Type(wider)
    return left if names <= {"money", "number"} else None


def comparable(left: Type, right: Type) -> str:
    """ "" if the two may be compared, else the code of the fault: T2 (types), T3 (a percent sign is
    missing), T8 (units or currencies)."""
    names: set[str] = {left.name, right.name}
    if "any" in names or left == right:
        return ""
    if left.numeric and right.numeric:
        return "" if "zero" in names else _numbers(left, right, names)
    texts = {"code", "text"}
    return "" if names <= texts else "T2"


def _numbers(left: Type, right: Type, names: set[str]) -> str:
    if powers(left.unit) != powers(right.unit):
        if names == {"number", "count"}:  # 面积 >= 10000: the words beside it carry the unit
            return ""
        return "T8" if left.unit and right.unit else "T2"
    return "T3" if names == {"rate", "count"} else ""


_ACCEPTS = {
    "rate": {"rate", "number"},
    "count": {"count"},
    "points": {"points", "count", "number"},
    "number": {"number", "count", "rate", "points"},
    "money": {"money"},
}


def fits(found: Type, declared: Type) -> bool:
    """May a value of type ``found`` stand where ``declared`` was promised?"""
    if "any" in {found.name, declared.name} or found == declared:
        return True
    if found.numeric and declared.numeric:
        accepted = found.name == "zero" or found.name in _ACCEPTS[declared.name]
        return accepted and (found.name == "zero" or powers(found.unit) == powers(declared.unit))
    return {found.name, declared.name} <= {"code", "text"}
