"""The library's lists, code books and clauses, as the room of facts asks for them."""

from dataclasses import dataclass

from gaoxin.facts.payments import CLAUSE
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy.library import Library


@dataclass(frozen=True, slots=True)
class LibraryCodes:
    """Answers ``gaoxin.facts.codelists.CodeLists`` from a library of documents."""

    library: Library

    def codes_of(self, fact: FactDef) -> dict[str, tuple[str, str]] | None:
        """The codes a fact may hold, over all dates: code -> (Chinese, English)."""
        if fact is CLAUSE:
            return self._clauses()
        if fact.codebook:
            book = self.library.book(fact.codebook)
            return book.labels if book else None
        define = self.library.codes(fact.values_document, fact.values) if fact.values else None
        if define is None:
            return None
        found: dict[str, tuple[str, str]] = {}
        for entry in define.entries:
            for code, label in (entry.codes or {}).items():
                found[code] = (label, self.library.english.get(code, ""))
        return found

    def also_of(self, fact: FactDef) -> dict[str, tuple[str, ...]]:
        """What else people call the codes of a fact: code -> names."""
        book = self.library.book(fact.codebook) if fact.codebook else None
        return book.also if book else {}

    def _clauses(self) -> dict[str, tuple[str, str]]:
        """Every clause that gives money or a title, by its address."""
        return {
            f"{clause.document}#{clause.id}": (clause.meta.label.zh, clause.meta.label.en)
            for clause in self.library.clauses()
        }
