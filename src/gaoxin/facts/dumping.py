"""Entities as YAML documents, with everything recorded of them."""

from collections.abc import Sequence
from typing import Any

import yaml

from gaoxin.facts.columns import Column
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.facts.numbers import own_measure
from gaoxin.facts.showing import show
from gaoxin.facts.tabulation import is_key
from gaoxin.facts.vocabulary import FactDef, Kind, Vocabulary
from gaoxin.files.trouble import CellFault, Trouble
from gaoxin.quantities import Money, format_money

_JUDGED = FactDef("", "judged", "评判", "Judged", "number")


def dump(
    entities: Sequence[Entity], vocabulary: Vocabulary, kind: Kind
) -> tuple[str, list[CellFault]]:
    """One document for each entity; sets whose members are more than their facts (they have
    names, payments or sets) belong in documents of their own: left out, and said."""
    faults: list[CellFault] = []
    documents = [_document(entity, vocabulary, kind, faults) for entity in entities]
    text = yaml.dump_all(
        documents,
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
        allow_unicode=True,
        sort_keys=False,
        width=100,
        explicit_start=len(documents) > 1,
    )
    return text, faults


def _document(
    entity: Entity, vocabulary: Vocabulary, kind: Kind, faults: list[CellFault]
) -> dict[str, Any]:
    document: dict[str, Any] = {kind.id: entity.id}
    for key, zh, en in (
        ("name", entity.name, entity.name_en),
        ("story", entity.story, entity.story_en),
    ):
        both = {"zh": zh, "en": en}
        if any(both.values()):
            document[key] = {lang: text for lang, text in both.items() if text}
    if facts := _facts(entity, kind):
        document["facts"] = facts
    if sets := _sets(entity, vocabulary, kind, faults):
        document["sets"] = sets
    if entity.paid is not None:
        document["paid"] = [
            {"clause": p.clause, "on": str(p.on), "money": format_money(Money(p.money), "zh")}
            for p in entity.paid
        ]
    if entity.judged:
        document["judged"] = {a: _record(r, _JUDGED) for a, r in entity.judged.items()}
    return document


def _facts(entity: Entity, kind: Kind) -> dict[str, Any]:
    """By fact, then by period; a state both with and without a day has the day in its name."""
    found: dict[str, Any] = {}
    by_fact: dict[str, dict[str, list[Recorded]]] = {}
    for (name, period), records in sorted(entity.facts.items()):
        by_fact.setdefault(name, {})[period] = records
    for fact in kind.facts.values():
        if fact.id not in by_fact or is_key(Column(fact, "", own_measure(fact)), kind):
            continue
        written = {p: _records(r, fact) for p, r in by_fact[fact.id].items()}
        name = fact.zh or fact.id
        if "" in written:
            found |= {(f"{name}@{p}" if p else name): v for p, v in written.items()}
        elif written:
            found[name] = written
    return found


def _records(records: Sequence[Recorded], fact: FactDef) -> Any:
    written = [_record(r, fact) for r in records]
    return written[0] if len(written) == 1 else [_as_record(w) for w in written]


def _as_record(written: Any) -> dict[str, Any]:
    return written if isinstance(written, dict) else {"value": written}


def _record(record: Recorded, fact: FactDef) -> Any:
    """The value alone, or with its source and the day of recording."""
    value = show(record.value, fact, "zh")
    if isinstance(record.value, tuple) and fact.type == "texts":
        value = list(record.value)  # type: ignore[assignment]
    if not record.source and record.recorded is None:
        return value
    entry: dict[str, Any] = {"value": value}
    if record.source:
        entry["source"] = record.source
    if record.recorded is not None:
        entry["recorded"] = str(record.recorded)
    return entry


def _sets(
    entity: Entity, vocabulary: Vocabulary, kind: Kind, faults: list[CellFault]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, members in entity.sets.items():
        definition = kind.sets.get(name)
        member = vocabulary.kinds.get(definition.member) if definition else None
        if definition is None or member is None:
            continue
        if any(m.sets or m.paid or m.judged or m.name for m in members):
            faults.append(_elsewhere(entity, definition.zh, name))
            continue
        found[definition.zh or name] = [_member(m, member, definition.via) for m in members]
    return found


def _member(member: Entity, kind: Kind, via: str) -> dict[str, Any]:
    return {
        (f"{fact}@{period}" if period else fact): _records(records, kind.facts[fact])
        for (fact, period), records in member.facts.items()
        if fact != via and fact in kind.facts
    }


def _elsewhere(entity: Entity, zh: str, name: str) -> CellFault:
    return Trouble(
        "F25",
        f"集合“{zh}”的成员是独立的实体，没有写在这里",
        f"the members of the set '{name}' are entities of their own and were not written here",
        "把那一类实体另写一个文件",
        "write the entities of that kind to a file of their own",
        "warning",
    ).at(f"{entity.kind}:{entity.id}", "yaml")
