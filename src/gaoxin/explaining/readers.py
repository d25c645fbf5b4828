"""Readers of both languages side by side: everything is said once in each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gaoxin.engine.values import Value
from gaoxin.explaining.words import WORDS, Reader, money_text
from gaoxin.facts.entities import Entity
from gaoxin.facts.vocabulary import FactDef, SetDef
from gaoxin.policy.form import Label
from gaoxin.policy.library import Library
from gaoxin.quantities import Words


@dataclass(frozen=True, slots=True)
class Readers:
    library: Library

    def both(self, speak: Callable[[Reader], str]) -> Words:
        return Words(speak(Reader(self.library, "zh")), speak(Reader(self.library, "en")))

    def say(self, key: str) -> Words:
        return Words(*WORDS[key])

    def said(self, text: str) -> Words:
        """A remark or name of a document; as it stands where there is no English of it."""
        return Words(text, self.library.said(text, "en"))

    def label(self, label: Label, name: str) -> Words:
        return self.both(lambda r: r.label(label, name))

    def fact_name(self, definition: FactDef | SetDef | None, name: str = "") -> Words:
        return self.both(lambda r: r.fact_name(definition, name))

    def days(self, start: date | None, end: date | None) -> Words:
        return self.both(lambda r: r.days(start, end))

    def money(self, value: Value, currency: str = "CNY") -> Words:
        return Words(money_text(value, "zh", currency), money_text(value, "en", currency))

    def entity(self, entity: Entity) -> Words:
        return self.both(lambda r: r.entity(entity))
