"""What arithmetic and comparison mean for types and units.

A unit is a product of powers: ``CNY``, ``平方米``, ``1/CNY``. Money is a quantity of one currency;
equal units divided give a rate; a rate, a count, points and a plain number have no unit and mix
only where the law's own arithmetic does (format section 5).
"""

from collections import Counter
from functools import cache

from gaoxin.policy.form import Type
from gaoxin.policy.units import canonical, is_counted, per
from gaoxin.quantities import CURRENCIES

PLAIN = {"rate", "count", "points", "number"}


@cache
def powers(unit: str) -> tuple[tuple[str, int], ...]:
    """``a*b/c`` as (("a", 1), ("b", 1), ("c", -1)), sorted."""
    found: Counter[str] = Counter()
    above, _, below = unit.partition("/")
    for part in above.split("*"):
        if part and part != "1":
            found[canonical(part)] += 1
    for part in below.split("*"):
        if part:
            found[canonical(part)] -= 1
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
    for one, other in ((left, right), (right, left)):
        if _by_head(one) and other.name == "count":  # 5000元/人 for so many persons
            return Type("money", _by_head(one))
    unit = _combined(left, right, 1)
    if unit:
        return Type("money", unit) if unit in CURRENCIES else Type("number", unit)
    names = {left.name, right.name} - {"zero"}
    if "points" in names:
        return Type("points")
    return Type(names.pop()) if len(names) == 1 and names <= {"rate", "count"} else Type("number")


def quotient(left: Type, right: Type) -> Type:
    """The type of ``left / right`` (both numeric)."""
    if left.name == "money" and right.name == "count":
        return Type("money", left.unit, of=EACH)
    unit = _combined(left, right, -1)
    if unit:
        return Type("money", unit) if unit in CURRENCIES else Type("number", unit)
    if left.name == right.name or left.unit or left.name in {"rate", "zero"}:
        return Type("rate")
    if left.name == "points":
        return Type("points")
    return Type("rate") if {left.name, right.name} <= {"count", "number"} else Type("number")


EACH = "each"
"""Mark of money divided by a count: what there is of it per head."""


def _by_head(type_: Type) -> str:
    """The currency of an amount written per head (``CNY/人``), else ""."""
    found = per(type_.unit)
    return found[0] if found and is_counted(found[1]) else ""


def alike(left: Type, right: Type) -> bool:
    """Have they one unit? Money per head has that of an amount written per head, of any head."""
    heads = [_by_head(t) or (t.unit if t.of == EACH else "") for t in (left, right)]
    if all(heads) and any(map(_by_head, (left, right))):
        return heads[0] == heads[1]
    return powers(left.unit) == powers(right.unit)


def total(left: Type, right: Type, *, literal: bool) -> Type | None:
    """The type of a sum or difference, or None where it has no meaning. ``literal``: one side is
    written as a bare number (``ratio - 1`` is a rate)."""
    if "any" in {left.name, right.name}:
        return left if right.name == "any" else right
    if left.name == "zero":
        return right
    if right.name == "zero" or left == right:
        return left
    if not alike(left, right):
        return None
    names = {left.name, right.name}
    if names == {"rate", "count"}:
        return Type("rate") if literal else None
    for wider in ("points", "number", "count"):
        if wider in names and not left.unit:
            return Type(wider)
    return left if names <= {"money", "number"} else None


def common(left: Type, right: Type) -> Type | None:
    """The type of what may be either, or None where they have nothing in common."""
    if "any" in {left.name, right.name}:
        return right if left.name == "any" else left
    if left == right:
        return left
    if left.numeric and right.numeric:
        return total(left, right, literal=True)
    return left if {left.name, right.name} <= {"code", "text"} else None


def mixed(left: Type, right: Type) -> str:
    """The code of the fault where two types have nothing in common: T8 (units) or T2."""
    return "T8" if left.unit and right.unit and left.unit != right.unit else "T2"


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
    if not alike(left, right):
        if names == {"number", "count"} and not (per(left.unit) or per(right.unit)):
            return ""  # 面积 >= 10000: the words beside it carry the unit
        return "T8" if left.unit and right.unit else "T2"
    return "T3" if names == {"rate", "count"} else ""


_ACCEPTS = {
    "rate": {"rate", "number"},
    "count": {"count"},
    "points": {"points", "count", "number"},
    "number": {"number", "count", "rate", "points", "money"},
    "money": {"money"},
}


def fits(found: Type, declared: Type) -> bool:
    """May a value of type ``found`` stand where ``declared`` was promised?"""
    if "any" in {found.name, declared.name} or found == declared:
        return True
    if found.numeric and declared.numeric:
        accepted = found.name == "zero" or found.name in _ACCEPTS[declared.name]
        return accepted and (found.name == "zero" or alike(found, declared))
    return {found.name, declared.name} <= {"code", "text"}
