"""Headers of columns: ``name@period（unit）`` to a fact, its period and what a number means."""

import difflib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from gaoxin.facts.faults import unreadable
from gaoxin.facts.numbers import NUMERIC, Measure, header_measure, own_measure, stored_measure
from gaoxin.facts.vocabulary import FactDef, Kind, fold
from gaoxin.files.trouble import Trouble
from gaoxin.quantities import Period, QuantityError, parse_period

ABSENT_MARK: Final = "?"
HELD_MARK: Final = "!"
UNKNOWN_MARK: Final = "??"
_UNIT: Final = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_LED_BY_PERIOD: Final = re.compile(
    r"(\d{4}年(?:第?[一二三四1-4]季度|\d{1,2}月(?:\d{1,2}日)?|度?末|度)?)(?!第?[一二三四1-4]季|\d)(.+)"
)
_PERIOD_OF: Final = {"year": "year", "year_end": "year", "quarter": "quarter", "month": "month"}
_EXAMPLES: Final = {"year": "2025", "year_end": "2025", "quarter": "2025Q1", "month": "2025-03"}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: a fact for a period key, in a measure; or the mark that it is absent,
    that it is unknown although there is a value without a period, or that a state is held and it
    is not known since when.

    ``unit``: the unit its header states, if it states one.
    """

    fact: FactDef
    period: str
    measure: Measure
    mark: str = ""
    unit: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Fact id and period key, as in ``Entity.facts``."""
        return self.fact.id, self.period


def read_column(header: str, kind: Kind, period: str = "", typed: bool = False) -> Column | Trouble:
    """The meaning of a header, or what is wrong with it.

    ``period`` is taken where the header names none and the fact needs one.
    """
    fact, when, unit, mark = _parsed(header, kind)
    if fact is None:
        return _unknown(header, kind)
    key = period_key(when.strip() or period, fact, asked=bool(when))
    if isinstance(key, Trouble):
        return key
    measure = stored_measure(fact) if typed else own_measure(fact)
    if unit and fact.type in NUMERIC:
        stated = header_measure(unit, fact)
        if isinstance(stated, Trouble):
            return stated
        measure = stated
    return Column(fact, key, measure, mark, unit if fact.type in NUMERIC else "")


def names_fact(header: str, kind: Kind) -> bool:
    """Is it the header of a fact of the kind, be its period and unit right or wrong?"""
    return _parsed(header, kind)[0] is not None


def _parsed(header: str, kind: Kind) -> tuple[FactDef | None, str, str, str]:
    """Fact, period, unit and mark of a header. The stars and colons of forms say nothing."""
    text = fold(header).strip("*※: ")
    mark = next((m for m in (UNKNOWN_MARK, ABSENT_MARK, HELD_MARK) if text.endswith(m)), "")
    named, unit, when = _without_brackets(text.removesuffix(mark), kind)
    name, at, stated = named.partition("@")
    when = stated if at else when
    fact = _fact(name, kind)
    if fact is None and not when and (led := _LED_BY_PERIOD.fullmatch(name)):
        fact, when = _fact(led[2], kind), led[1]
    return fact, when, unit, mark


def _without_brackets(text: str, kind: Kind) -> tuple[str, str, str]:
    """The header without its brackets, the unit and the period that stood in them. A label may
    hold brackets itself, so they are taken off from the right until a fact is left."""
    unit = when = ""
    while brackets := [*_UNIT.finditer(text)]:
        last, label = brackets[-1], text.partition("@")[0]
        if last.start() < len(label) and _fact(label, kind):
            break
        said = last[1].strip()
        if not when and "@" not in text and _is_period(said):
            when = said
        else:
            unit = said
        text = (text[: last.start()] + text[last.end() :]).strip()
    return text, unit, when


def _is_period(text: str) -> bool:
    try:
        parse_period(re.sub("末$", "", text))
    except QuantityError:
        return False
    return True


def _fact(name: str, kind: Kind) -> FactDef | None:
    found = kind.find(name.strip())
    if isinstance(found, FactDef):
        return found
    wanted = fold(name).casefold()
    return next((f for f in kind.facts.values() if f.en and fold(f.en).casefold() == wanted), None)


def period_key(text: str, fact: FactDef, asked: bool = True) -> str | Trouble:
    """The key under which the value is kept; ``asked``: the period was written for this fact."""
    if fact.time in ("fixed", "spell", "event"):
        return _no_period(text, fact) if text and asked else ""
    if not text:
        return "" if fact.time == "day" else _which_period(fact)
    try:
        period = parse_period(re.sub("末$", "", text))
    except QuantityError as error:
        return unreadable(error, "F6")
    return _suited(period, fact)


def _suited(period: Period, fact: FactDef) -> str | Trouble:
    if fact.time == "day":
        return period.key if period.kind == "day" else _other_period(period, fact, "2025-12-31")
    if fact.time == "year_end" and period == Period.day(date(period.start.year, 12, 31)):
        return str(period.start.year)
    if period.kind == _PERIOD_OF[fact.time] and not period.key.startswith("FY"):
        return period.key
    return _other_period(period, fact, _EXAMPLES[fact.time])


def _unknown(header: str, kind: Kind) -> Trouble:
    shown = " ".join(header.split())
    near = difflib.get_close_matches(fold(shown).partition("@")[0], list(kind.names), 1, 0.5)
    return Trouble(
        "F3",
        f"{kind.zh or kind.id}没有“{shown}”这一事实，这一列没有读",
        f"{kind.en or kind.id} has no fact '{shown}'; the column was not read",
        f"是否为“{near[0]}”？不需要就删去这一列" if near else "改用词汇中的名称，或删去这一列",
        f"did you mean '{near[0]}'? Delete the column if it is not needed"
        if near
        else "use a name of the vocabulary, or delete the column",
    )


def _which_period(fact: FactDef) -> Trouble:
    example = f"{fact.zh or fact.id}@{_EXAMPLES[fact.time]}"
    return Trouble(
        "F6",
        f"“{fact.zh}”没有写是哪个期间的",
        f"'{fact.en or fact.id}' does not say for which period",
        f"写 {example}",
        f"write {example}",
    )


def _no_period(text: str, fact: FactDef) -> Trouble:
    return Trouble(
        "F6",
        f"“{fact.zh}”不分期间，却写了“{text}”",
        f"'{fact.en or fact.id}' has no periods, but '{text}' is written",
        f"写 {fact.zh or fact.id}" + ("，起止写在值里" if fact.time == "spell" else ""),
        f"write {fact.id}" + ("; from-to belongs in the value" if fact.time == "spell" else ""),
    )


def _other_period(period: Period, fact: FactDef, example: str) -> Trouble:
    return Trouble(
        "F6",
        f"“{fact.zh}”不按“{period.key}”这样的期间记",
        f"'{fact.en or fact.id}' is not kept for periods like '{period.key}'",
        f"写成 {example} 的形式",
        f"write it like {example}",
    )
