"""Links resolved, and the sets they make seen from the other side.

A set is known when its table was given (even empty) or the entity's own list was given; otherwise
it is unknown. A row whose link is missing or leads nowhere belongs to nobody, and is a fault.
"""

import difflib

from gaoxin.facts.codes import key_of, normal_code
from gaoxin.facts.entities import UNKNOWN, Entity, Recorded
from gaoxin.facts.gathering import Gathering, Link, Origin, Past
from gaoxin.facts.vocabulary import SetDef, fold
from gaoxin.files.trouble import Trouble

_HINTS = 20
"""Links astray that are told the nearest key: looking for it goes through all keys."""


def relate(gathered: Gathering) -> None:
    """Resolve every link gathered, then make the sets."""
    names = _names(gathered)
    astray: set[int] = set()
    for link in gathered.links:
        if not _resolved(link, gathered, names, hint=len(astray) < _HINTS):
            astray.add(id(link.entity))
    gathered.links.clear()
    _pay(gathered, names)
    for kind in gathered.vocabulary.kinds.values():
        for definition in kind.sets.values():
            if (definition.member, definition.via) in gathered.link_columns:
                _fill(definition, gathered, astray)


def _pay(gathered: Gathering, names: dict[tuple[str, str], list[Entity]]) -> None:
    """Every payment to its owner, by key or by name. A ledger may list others: that is said once
    a file, since one mistyped key among them would be paid twice."""
    strangers: dict[str, list[Past]] = {}
    for past in gathered.past:
        owner = _found(past.key, past.kind.id, gathered, names)
        if owner is None:
            strangers.setdefault(past.origin.file, []).append(past)
        else:
            gathered.pay(owner, past.payment)
    for several in strangers.values():
        gathered.say(_strangers(several), several[0].origin)
    gathered.past.clear()


def _found(
    key: str, kind: str, gathered: Gathering, names: dict[tuple[str, str], list[Entity]]
) -> Entity | None:
    """The entity of that key, or the only one of that name."""
    members = gathered.kinds.get(kind, {})
    called = names.get((kind, fold(key)), [])
    found = members.get(key) or members.get(normal_code(key))
    return found or (called[0] if len(called) == 1 else None)


def _names(gathered: Gathering) -> dict[tuple[str, str], list[Entity]]:
    """Entities by kind and what people call them."""
    found: dict[tuple[str, str], list[Entity]] = {}
    for entity in gathered.everyone():
        record = entity.look_up("name", "")
        named = str(record.value) if record and isinstance(record.value, str) else ""
        for name in {fold(n) for n in (entity.name, entity.name_en, named) if n}:
            found.setdefault((entity.kind, name), []).append(entity)
    return found


def _resolved(
    link: Link, gathered: Gathering, names: dict[tuple[str, str], list[Entity]], *, hint: bool
) -> bool:
    target = link.column.fact.target
    kind = gathered.vocabulary.kinds.get(target)
    members = gathered.kinds.get(target, {})
    found = _found(link.key, target, gathered, names)
    if found is None and kind is not None and target not in gathered.tables:
        key, refused = key_of(kind, link.key)
        if refused:
            gathered.say(refused, link.origin)
            return False
        found = gathered.entity(kind, key)  # known by its key alone
    if found is None:
        called = len(names.get((target, fold(link.key)), []))
        gathered.say(_nowhere(link, list(members) if hint else [], called), link.origin)
        return False
    recorded = Recorded(found, link.origin.source, link.origin.recorded)
    gathered.keep(link.entity, link.column, recorded, link.origin)
    return True


def _fill(definition: SetDef, gathered: Gathering, astray: set[int]) -> None:
    """The set of every entity of the kind; a list of its own wins over the table."""
    members: dict[int, list[Entity]] = {}
    for member in gathered.kinds.get(definition.member, {}).values():
        record = member.look_up(definition.via, "")
        if record is not None and isinstance(record.value, Entity):
            members.setdefault(id(record.value), []).append(member)
        elif id(member) not in astray and (record is None or record.value is UNKNOWN):
            place = member.id or "?"
            gathered.say(_belongs_to_nobody(definition, place), Origin(place, "", ""))
    for entity in gathered.kinds.get(definition.kind, {}).values():
        entity.sets.setdefault(definition.id, tuple(members.get(id(entity), ())))


def _nowhere(link: Link, known: list[str], called: int) -> Trouble:
    near = difflib.get_close_matches(link.key, known, 1, 0.6)
    fact = link.column.fact
    if called > 1:
        return Trouble(
            "F20",
            f"有{called}个{fact.zh}都叫“{link.key}”",
            f"{called} entities are called '{link.key}'",
            "写主键，不写名称",
            "write the key, not the name",
        )
    return Trouble(
        "F20",
        f"“{fact.zh}”指向“{link.key}”，但那张表里没有它",
        f"'{fact.en or fact.id}' points at '{link.key}', which is not in that table",
        f"是否为“{near[0]}”？" if near else "更正，或在那张表里补上一行",
        f"did you mean '{near[0]}'?" if near else "correct it, or add a row to that table",
    )


def _strangers(several: list[Past]) -> Trouble:
    first, count = several[0].key, len(several)
    return Trouble(
        "F20",
        f"{count}笔付款的收款人不在所给的表里，没有算；第一笔写的是“{first}”",
        f"{count} payment{'s' * (count > 1)} to somebody not in these tables, not counted; the "
        f"first names '{first}'",
        "若本该在表里，更正主键",
        "if it should be in the table, correct the key",
        "warning",
    )


def _belongs_to_nobody(definition: SetDef, member: str) -> Trouble:
    return Trouble(
        "F20",
        f"“{member}”没有写明关联（{definition.via}），不算在任何“{definition.zh}”内",
        f"'{member}' names no link ({definition.via}) and is counted in no '{definition.id}'",
        "补上关联的主键",
        "add the key it belongs to",
        "warning",
    )
