"""S2, S5 and T8: stackings in a circle; a clause in two that are not nested; two currencies."""

from collections.abc import Iterator

from gaoxin.policy.checks.currencies import check_currencies
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Document, Stacking
from gaoxin.policy.library import Library


def check_stackings(document: Document, library: Library) -> Iterator[Fault]:
    """The stackings of the document, with those they are made of."""
    for stacking in document.stackings.values():
        circle = _circle(stacking, library)
        if circle:
            yield Fault(
                "S2",
                stacking.meta.place,
                f"叠加成环：{' → '.join(circle)}",
                f"stackings in a circle: {' → '.join(circle)}",
                stacking.id,
                "从其中一个的范围里去掉另一个",
                "take one out of the other's range",
            )
    yield from _shared(document, library)
    yield from check_currencies(document, library)


def _circle(stacking: Stacking, library: Library) -> list[str]:
    """A way from the stacking back to itself, [] if there is none."""
    ways = [[stacking.address]]
    seen = {stacking.address}
    while ways:
        way = ways.pop()
        found = library.stacking(way[-1])
        for member in found.over if found else ():
            if member == stacking.address:
                return [address.partition("#")[2] for address in (*way, member)]
            if member not in seen:
                seen.add(member)
                ways.append([*way, member])
    return []


def within(address: str, library: Library) -> set[str]:
    """All clauses and stackings a stacking is made of, at any depth (not itself)."""
    found: set[str] = set()
    queue = [address]
    while queue:
        stacking = library.stacking(queue.pop())
        for member in stacking.over if stacking else ():
            if member not in found:
                found.add(member)
                queue.append(member)
    return found


def _shared(document: Document, library: Library) -> Iterator[Fault]:
    own = [*document.stackings.values()]
    inside = {s.address: within(s.address, library) for s in own}
    for n, later in enumerate(own):
        for earlier in own[:n]:
            nested = later.address in inside[earlier.address]
            nested = nested or earlier.address in inside[later.address]
            common = sorted(inside[later.address] & inside[earlier.address])
            if common and not nested and not _joined(earlier, later, own, inside):
                names = "、".join(address.partition("#")[2] for address in common)
                yield Fault(
                    "S5",
                    later.meta.place,
                    f"{names} 同在“{earlier.id}”与“{later.id}”，两者互不包含：依条文次序先后经过",
                    f"{names} stand in '{earlier.id}' and '{later.id}', neither inside the other:"
                    " they pass through both in the order of the text",
                    names,
                    "若有先后，让一个叠加以另一个为成员",
                    "if one comes first, make it a member of the other",
                )


def _joined(
    earlier: Stacking, later: Stacking, own: list[Stacking], inside: dict[str, set[str]]
) -> bool:
    """Are both members of one stacking that chooses between them?"""
    return any(
        s.take != "all" and {earlier.address, later.address} <= inside[s.address] for s in own
    )
