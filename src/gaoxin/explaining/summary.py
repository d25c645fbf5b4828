"""What a record says at its head: the order of the clauses, sums, and what is missing.

Made from the parts of a record alone, so that a record from which something was withheld can be
summed up again from what is left.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gaoxin.explaining.holding import added, summed
from gaoxin.explaining.record import Award, Form, Missing, Together, Total

Bounds = tuple[int, int | None]
"""At least and at most; None: no bound is known."""
_Serving = tuple[Missing, tuple[str, ...], bool]
"""Something missing, the clauses it serves, and whether one of them is due already."""
_ORDER = {"due": 0, "open": 1, "not": 2, "out": 3, "withheld": 4}


def in_order(awards: Iterable[Award]) -> tuple[Award, ...]:
    """In the order in which they are read: the sure before the open, the large first."""
    return tuple(sorted(awards, key=_rank))


def _rank(award: Award) -> tuple[int, bool, int, int, int, str]:
    low, high = bounds_of(award)
    most = 10**18 if high is None else high
    lacking = len(award.missing) if award.group == "open" else 0
    return _ORDER[award.group], award.consequence, lacking, -low, -most, award.address


def bounds_of(award: Award) -> Bounds:
    """What an award leaves one with, at least and at most."""
    return award.received.bounds if award.received else (0, 0)


@dataclass(slots=True)
class _Sum:
    due: Bounds = (0, 0)
    every: Bounds = (0, 0)
    any_due: bool = False


def totals(awards: Iterable[Award], together: Iterable[Together]) -> tuple[Total, ...]:
    """What is due, form by form; a stacking counts as one sum."""
    sums: dict[tuple[Form, str], _Sum] = {}
    for members, one in _sums(awards, together):
        kept = sums.setdefault((members[0].form or "grant", members[0].currency), _Sum())
        every = _settled(one, members) if one else bounds_of(members[0])
        due = [m for m in members if m.group == "due"]
        kept.every = added((kept.every, every))
        if due:
            kept.any_due = True
            sure = every if len(due) == len(members) else added(map(bounds_of, due))
            kept.due = added((kept.due, sure))
    ordered = sorted(sums.items(), key=lambda s: not s[1].any_due)
    return tuple(
        Total(form, currency, summed(kept.due) if kept.any_due else None, *kept.every)
        for (form, currency), kept in ordered
    )


def _sums(
    awards: Iterable[Award], together: Iterable[Together]
) -> Iterator[tuple[list[Award], Together | None]]:
    """Clauses that give money, with the stacking in which they count as one sum."""
    worth = {a.address: a for a in awards if a.group in {"due", "open"} and _gives_money(a)}
    counted: set[str] = set()
    for one in reversed(tuple(together)):
        members = [m.address for m in one.members if m.address in worth]
        if members and not counted & set(members):
            counted |= set(members)
            yield [worth[m] for m in members], one
    yield from (([award], None) for address, award in worth.items() if address not in counted)


def _gives_money(award: Award) -> bool:
    return award.money is not None and award.money.state != "withheld"


def _settled(one: Together, members: list[Award]) -> Bounds:
    """A total that is open is at most what its members are due alone."""
    low, high = one.total.bounds if one.total else (0, 0)
    if high is not None:
        return low, high
    return 0, added(m.due.bounds if m.due else (0, 0) for m in members)[1]


def missing(awards: Iterable[Award], together: Iterable[Together]) -> tuple[Missing, ...]:
    """Everything still needed, what decides money already due first, then what serves most: the
    clauses it can still decide, of a stacking those whose payment it leaves open."""
    awards = tuple(awards)
    due = {a.address for a in awards if a.group == "due"}
    found: list[_Serving] = []
    for award in awards:
        found += [(item, (award.address,), award.group == "due") for item in award.missing]
    for one in together:
        if any(not m.nothing for m in one.members):
            found += [(m, m.serves, bool(due & set(m.serves))) for m in one.missing]
    return _merged(found)


def _merged(found: Iterable[_Serving]) -> tuple[Missing, ...]:
    parts: dict[object, tuple[Missing, dict[str, None], bool]] = {}
    for item, serves, first in found:
        kept = parts.setdefault(item.key, (item, {}, first))
        kept[1].update(dict.fromkeys(serves))
        parts[item.key] = (kept[0], kept[1], kept[2] or first)
    ordered = sorted(parts.values(), key=lambda p: (not p[2], -len(p[1])))
    return tuple(replace(item, serves=tuple(serves)) for item, serves, _ in ordered)
