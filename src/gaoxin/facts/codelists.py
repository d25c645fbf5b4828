"""Closed lists of codes: what a code fact may hold, and the labels people write instead."""

import difflib
from collections.abc import Mapping
from typing import Protocol

from gaoxin.facts.vocabulary import FactDef, fold
from gaoxin.files.trouble import Trouble

Labels = Mapping[str, tuple[str, str]]
"""Code -> (Chinese label, English label)."""


class CodeLists(Protocol):
    """Where the lists and code books come from; the library of documents is one."""

    def codes_of(self, fact: FactDef) -> Labels | None:
        """The codes a fact may hold, or None where its list is not known here."""

    def also_of(self, fact: FactDef) -> Mapping[str, tuple[str, ...]]:
        """What else people call the codes of a fact, beside the labels."""


def read_code(text: str, fact: FactDef, codes: CodeLists | None) -> str | Trouble:
    """The code written as itself, as its label in either language, as what people call it, or as
    ``code label``.

    A code of a code book may be finer than the book (``C3562`` below ``C35``). Without a list
    the text is taken as it stands.
    """
    labels = codes.codes_of(fact) if codes else None
    if not labels:
        return text
    wanted = fold(text)
    if wanted in labels:
        return wanted
    if fact.codebook and wanted.upper() in labels:
        return wanted.upper()
    also = codes.also_of(fact) if codes else {}
    named = [c for c, words in labels.items() if _is(wanted, (*words, *also.get(c, ())))]
    if len(named) == 1:
        return named[0]
    first, _, rest = wanted.partition(" ")
    if first in labels and _is(rest.strip(), labels[first]):
        return first
    if fact.codebook and _below(wanted.upper(), labels):
        return wanted.upper()
    return _not_listed(text, fact, labels, named)


def _is(text: str, words: tuple[str, ...]) -> bool:
    return bool(text) and text.casefold() in {fold(w).casefold() for w in words if w}


def _below(code: str, labels: Labels) -> bool:
    """Only digits may follow a listed code that ends in a digit."""
    stem = code
    while len(stem) > 2 and stem[-1].isdigit():
        stem = stem[:-1]
        if stem in labels:
            return True
    return False


def _not_listed(text: str, fact: FactDef, labels: Labels, named: list[str]) -> Trouble:
    if named:
        several = "、".join(named[:4])
        return Trouble(
            "F16",
            f"“{text}”可指几个代码：{several}",
            f"'{text}' may mean several codes: {several}",
            "写代码本身",
            "write the code itself",
        )
    hint_zh, hint_en = _hint(fold(text), fact, labels)
    return Trouble(
        "F16",
        f"“{text}”不在“{fact.zh}”的名单内",
        f"'{text}' is not in the list of '{fact.en or fact.id}'",
        hint_zh,
        hint_en,
    )


def _hint(text: str, fact: FactDef, labels: Labels) -> tuple[str, str]:
    """Of a list, the nearest name. The names of a code book are many things alike (大连高新区 and
    大连金普新区): only those are offered of which the text is an abbreviation."""
    names = [*labels, *(w for pair in labels.values() for w in pair if w)]
    if not fact.codebook:
        near = difflib.get_close_matches(text, names, 1, 0.5)
        hint = near[0] if near else "、".join([*labels][:6])
        return f"例如 {hint}", f"for instance {hint}"
    if short := [name for name in names if _abbreviates(text, name)][:4]:
        return f"是否 {'、'.join(short)}？", f"is {', '.join(short)} meant?"
    book = fact.codebook
    return f"写代码表“{book}”里的代码或名称", f"write a code or a name of the code book '{book}'"


def _abbreviates(text: str, name: str) -> bool:
    """Are the letters of the text in the name, in order? (大连高新区 in 大连高新技术产业园区)"""
    letters = iter(name.casefold())
    return len(text) > 1 and all(letter in letters for letter in text.casefold())
