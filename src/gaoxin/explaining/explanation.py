"""A record in a language: what is shown as text, page or JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gaoxin.engine.engine import Engine
from gaoxin.explaining.content import record
from gaoxin.explaining.record import Record
from gaoxin.facts.entities import Entity
from gaoxin.quantities import Lang


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything shown is taken from the record; nothing is decided anew."""

    record: Record
    lang: Lang = "zh"


def explain(
    engine: Engine,
    entity: Entity,
    on: date,
    lang: Lang,
    known: date | None = None,
    addresses: Sequence[str] = (),
    documents: Sequence[str] = (),
) -> Explanation:
    """What ``record`` says, in a language."""
    return Explanation(record(engine, entity, on, known, addresses, documents), lang)
