"""A library with what the next reading can use of it, if only some documents have changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from gaoxin.facts.vocabulary import Kind, Vocabulary
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Document
from gaoxin.policy.library import Library

ANEW: Final = "@anew"
"""Among the documents a part asked for: it is read each time."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the blocks of a document came to: the document, what was told of it, and the ids of
    the documents asked for names, there or not."""

    document: Document
    faults: tuple[Fault, ...]
    asked: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compiled:
    """``parts`` by document, and ``lists``: the code lists shared by name, with their documents."""

    library: Library
    parts: dict[str, Part]
    lists: dict[str, str]

    def standing(
        self, now: Mapping[str, Document], vocabulary: Vocabulary, lists: Mapping[str, str]
    ) -> set[str]:
        """The documents whose part stands: they, all they rest on and the vocabulary are the same.

        ``now``: the documents as declared this time.
        """
        if lists != self.lists or not _same(vocabulary, self.library.vocabulary):
            return set()
        known = {id: part.document for id, part in self.parts.items()}
        moved = {
            id for id in known.keys() | now.keys() if _print(known.get(id)) != _print(now.get(id))
        }
        moved.add(ANEW)
        while more := {id for id, p in self.parts.items() if id not in moved and p.asked & moved}:
            moved |= more
        return self.parts.keys() - moved


def _print(document: Document | None) -> tuple[str, str] | None:
    return (document.path, document.digest) if document else None


def _same(one: Vocabulary, other: Vocabulary) -> bool:
    """The same kinds with the same facts in the same order, apart from what rules derive."""
    return _declared(one) == _declared(other) and _order(one) == _order(other)


def _declared(vocabulary: Vocabulary) -> dict[str, Kind]:
    return {id: replace(kind, derived={}) for id, kind in vocabulary.kinds.items()}


def _order(vocabulary: Vocabulary) -> list[tuple[str, list[str], list[str]]]:
    return [(k.id, list(k.facts), list(k.names)) for k in vocabulary.kinds.values()]
