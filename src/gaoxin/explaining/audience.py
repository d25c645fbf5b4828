"""What a reader may see of a record, by how sensitive the facts are that it rests on.

What one may not see is not hidden in the file but is not in it: neither a value nor anything a
value decided, such as whether a condition is met, an amount, a sum, or the order of clauses. Two
records that differ only in facts an audience may not see become one and the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from gaoxin.explaining.record import (
    NONE,
    WITHHELD,
    Audience,
    Award,
    Condition,
    Deadline,
    Held,
    Missing,
    Record,
    Rests,
    Together,
    UsedFact,
    Variation,
    Verdict,
    Working,
)
from gaoxin.explaining.summary import in_order, missing, totals
from gaoxin.explaining.words import WORDS
from gaoxin.facts.vocabulary import Sensitivity
from gaoxin.quantities import Words

_SEES: Final[Mapping[Audience, frozenset[Sensitivity]]] = MappingProxyType(
    {
        "public": frozenset({"public"}),
        "auditor": frozenset({"public", "business", "tax"}),
        "self": frozenset({"public", "business", "personal", "tax"}),
        "officer": frozenset({"public", "business", "personal", "tax"}),
    }
)
"""An enterprise sees all that is held of it; an auditor sees figures and grounds, not persons."""


def seen_by(record: Record, audience: Audience) -> Record:
    """The record with what the audience may not see left out. ``withheld`` says that there is
    such; ValueError if the record was made for an audience that sees less."""
    if not _SEES[audience] <= _SEES[record.audience]:
        raise ValueError(f"made for {record.audience}, not for {audience}")
    return _Seen(_SEES[audience]).record(record, audience)


class _Seen:
    def __init__(self, sees: frozenset[Sensitivity]) -> None:
        self.sees = sees

    def may(self, *rests: Rests) -> bool:
        return self.sees.issuperset(d for part in rests for d in part)

    def record(self, found: Record, audience: Audience) -> Record:
        closed = {m.address for t in found.together if not self.may(t.rests) for m in t.members}
        lost = _touching(found.together, closed)
        whole = tuple(self.together(t, lost) for t in found.together)
        awards = in_order(self.award(a, a.address in lost) for a in found.awards)
        every = [a.amount_rests for a in found.awards] + [t.rests for t in found.together]
        known = self.may(*every)
        who = self.may(found.identity)
        sources = {s.id: s for s in found.sources}
        read = {a.document for a in awards} | {a.text for a in awards}
        read |= {t.address.partition("#")[0] for t in whole}
        left = replace(
            found,
            whom=found.whom if who else _words("withheld"),
            id=found.id if who else "",
            awards=awards,
            together=whole,
            totals=totals(awards, whole) if known else (),
            missing=missing(awards, whole),
            deadlines=self.deadlines(found, awards),
            warnings=tuple(w for w in found.warnings if self.may(w.rests)),
            sources=tuple(sources[t] for t in dict.fromkeys(a.text for a in awards) if t),
            grounds=tuple(g for g in found.grounds if g.id in read),
            audience=audience,
            withheld=found.withheld or not (known and who),
        )
        if not left.withheld:
            return left
        seen: Record = _anew(left, {0: 0}, who)
        return seen

    def deadlines(self, found: Record, awards: Iterable[Award]) -> tuple[Deadline, ...]:
        """Of the clauses whose answer may be seen, in their order."""
        by_address = {d.address: d for d in found.deadlines}
        open_ = (a.address for a in awards if a.group in {"due", "open"})
        return tuple(by_address[a] for a in open_ if a in by_address)

    # --- clauses ---------------------------------------------------------------------------------

    def award(self, award: Award, lost: bool) -> Award:
        """``lost``: it shares a stacking with what may not be seen."""
        if not self.may(award.variation_rests):
            return _closed(award)
        conditions = tuple(map(self.condition, award.conditions))
        award = replace(
            award,
            conditions=conditions,
            variations=tuple(map(self.variation, award.variations)),
            verdict=_verdict(award, conditions),
        )
        if award.verdict == "withheld" or not self.may(award.amount_rests):
            return _without_amount(award)
        return _without_share(award) if lost and award.money is not None else award

    def variation(self, found: Variation) -> Variation:
        return replace(found, where=self.condition(found.where) if found.where else None)

    def condition(self, found: Condition) -> Condition:
        """With what stands under it; how far a threshold is missed tells of facts that were only
        tried, so it is for those who see everything."""
        parts = tuple(map(self.condition, found.parts))
        gap = found.gap if self.sees == _SEES["officer"] else NONE
        if self.may(found.rests):
            return replace(found, parts=parts, workings=self.workings(found.workings), gap=gap)
        return replace(
            found,
            status="withheld",
            said=_words("withheld"),
            tone="withheld",
            value=None,
            actual=NONE,
            limit=NONE,
            gap=NONE,
            reason=NONE,
            facts=(),
            missing=(),
            workings=self.workings(found.workings),
            parts=parts,
        )

    def workings(self, found: Iterable[Working]) -> tuple[Working, ...]:
        return tuple(map(self.working, found))

    def working(self, found: Working) -> Working:
        if self.may(found.rests):
            return replace(found, parts=self.workings(found.parts))
        said = _words("withheld")
        return replace(found, value=WITHHELD, text=said, row=NONE, quote=None, parts=())

    # --- stackings -------------------------------------------------------------------------------

    def together(self, one: Together, lost: set[str]) -> Together:
        if self.may(one.rests) and not lost & {m.address for m in one.members}:
            return one
        return replace(
            one,
            total=WITHHELD,
            members=(),  # a clause asked of related entities stands here only if there are any
            displaced=(),
            choices=(),
            offers=(),
            limits=(),
            history=(),
            paid=(),
            facts=(),
            missing=(),
            assumptions=(),
        )


def _words(key: str) -> Words:
    return Words(*WORDS[key])


def _verdict(award: Award, conditions: Iterable[Condition]) -> Verdict:
    """What those that may be seen decide alone: one that is not met refuses, whatever the rest."""
    if award.verdict in {"not_in_force", "withheld"}:
        return award.verdict
    truths = [c.truth for c in conditions if c.status != "withheld"]
    if False in truths:
        return "no"
    return "withheld" if any(c.status == "withheld" for c in conditions) else award.verdict


def _closed(award: Award) -> Award:
    """Which conditions there are depends on what may not be seen."""
    bare = _without_amount(replace(award, verdict="withheld"))
    return replace(
        bare,
        form="",
        currency="CNY",
        consequence=False,
        money=None,
        received=None,
        conditions=(),
        variations=(),
        quotes=(),
        windows=(),
    )


def _without_amount(award: Award) -> Award:
    """What is refused gives nothing, and that may be seen; of others the amount may not."""
    refused = award.verdict == "no"
    money = award.money if refused or award.money is None else WITHHELD
    stated = award.verdict in {"yes", "unknown"}
    return replace(
        award,
        money=money,
        received=money,
        due=award.due if refused else WITHHELD,
        outcome=award.outcome if stated else "",
        granted=None,
        title=NONE,
        lines=(),
        facts=(),
        papers=award.papers if stated else (),
        procedure=award.procedure if stated else NONE,
        clocks=award.clocks if stated else (),
        undertakings=award.undertakings if stated else (),
        per=award.per if stated else NONE,
        picks=(),
        payers=(),
        instalments=(),
        assumed=(),
        assumptions=(),
        missing=tuple(_lacking(award.conditions)) if award.verdict == "unknown" else (),
        displaced=(),
    )


def _without_share(award: Award) -> Award:
    """What a stacking leaves of it depends on what may not be seen."""
    refused = award.verdict == "no"
    return replace(award, received=award.received if refused else WITHHELD, displaced=())


def _lacking(conditions: Iterable[Condition]) -> Iterator[Missing]:
    """What conditions lack, each once."""
    found: dict[object, Missing] = {}
    for condition in conditions:
        for item in (*condition.missing, *_lacking(condition.parts)):
            found.setdefault(item.key, item)
    yield from found.values()


def _touching(together: Iterable[Together], lost: set[str]) -> set[str]:
    """With the clauses ``lost``, all that share a stacking with them, directly or through others:
    such stackings are settled one with the other."""
    groups = [{m.address for m in one.members} for one in together]
    more = lost.union(*(g for g in groups if g & lost))
    return more if more == lost else _touching(together, more)


def _anew(value: Any, owners: dict[int, int], known: bool) -> Any:
    """Entities numbered as they are met in what is left; ``known``: it may be seen who is asked
    about."""
    if isinstance(value, tuple):
        return tuple(_anew(v, owners, known) for v in value)
    if not is_dataclass(value) or isinstance(value, (Words, Held)):
        return value
    inner = {f.name: _anew(getattr(value, f.name), owners, known) for f in fields(value)}
    if isinstance(value, UsedFact):
        inner["owner"] = owners.setdefault(value.owner, len(owners))
    if isinstance(value, (UsedFact, Missing)) and not value.whose and not known:
        inner["entity"] = ""
    return type(value)(**inner)
