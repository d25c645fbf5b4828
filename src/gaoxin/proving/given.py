"""Facts written in an example, as entities: ``研发费用: {上年: 100万元, 上年-1: unknown}``.

Names are ids or Chinese labels; periods are words relative to the example's date (上年-1, 本年各季)
or plain periods (2021). What cannot be understood is a fault at the example, never a guess.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from gaoxin.facts.entities import (
    ABSENT,
    UNKNOWN,
    Between,
    Entity,
    Payment,
    Recorded,
    Spell,
    Value,
)
from gaoxin.facts.vocabulary import FactDef, SetDef
from gaoxin.policy import keywords
from gaoxin.policy.currencies import currency_of
from gaoxin.policy.expression import literal, normal
from gaoxin.policy.form import Range, Type
from gaoxin.policy.library import Library
from gaoxin.policy.resolving.scope import fact_type
from gaoxin.policy.units import written
from gaoxin.quantities import Period, QuantityError, parse_date, parse_period

_YEAR = re.compile(r"(本年|上年|this_year|last_year)([+-]\d+)?")
_QUARTER = re.compile(r"本年([一二三四1-4])季度?|this_year_q([1-4])")
_ANY = {"全年", "各季", "any", "every_quarter"}


class Unreadable(Exception):
    """A value or name of an example that has no meaning; the prover makes it a fault."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(slots=True)
class Given:
    """Builds the entity of one example case."""

    library: Library
    document: str
    on: date
    address: Callable[[str], str]
    """The address of a clause by the name an example uses."""
    repeats: bool = True
    """Whether ``repeat`` makes as many members as it says; to see if it can be read one will do."""
    made: int = field(default=0)

    def entity(self, kind: str, given: Mapping[str, Any]) -> Entity:
        """The entity of ``kind`` with the facts given; all others stay unknown."""
        self.made += 1
        entity = Entity(kind, f"example-{self.made}")
        for name, value in given.items():
            if name == "paid":
                entity.paid = tuple(self._payment(p) for p in _entries(name, value))
            elif name != "repeat":
                self._put(entity, name, value)
        return entity

    def _put(self, entity: Entity, name: str, value: Any) -> None:
        found = self.library.vocabulary.find(entity.kind, name)
        if isinstance(found, SetDef):
            entity.sets[found.id] = self._members(found, entity, value)
        elif isinstance(found, FactDef):
            self._fact(entity, found, value)
        elif name in self.library.documents[self.document].defines:
            number = read_quantity(value, self._type(name))
            entity.judged[f"{self.document}#{name}"] = Recorded(number, "example")
        else:
            raise Unreadable(f"“{name}”不是事实、集合或定义", f"'{name}' is no fact, set or define")

    def _type(self, define: str) -> Type:
        return self.library.documents[self.document].defines[define].entries[0].type

    def _members(self, found: SetDef, owner: Entity, value: Any) -> tuple[Entity, ...]:
        members: list[Entity] = []
        for item in _entries(found.zh or found.id, value):
            times = _whole(item.get("repeat", 1))
            for _ in range(times if self.repeats else 1):
                member = self.entity(found.member, item)
                member.record(found.via, "", Recorded(owner, "example"))
                members.append(member)
        return tuple(members)

    def _fact(self, entity: Entity, fact: FactDef, value: Any) -> None:
        if fact.type == "entity":
            linked: Value = self.entity(fact.target, value) if isinstance(value, dict) else UNKNOWN
            linked = ABSENT if _word(value) == "absent" else linked
            entity.record(fact.id, "", Recorded(linked, "example"))
        elif isinstance(value, dict):
            for period, part in value.items():
                read = Recorded(read_value(fact, part), "example")
                entity.record(fact.id, period_key(period, self.on), read)
        else:
            entity.record(fact.id, "", Recorded(read_value(fact, value), "example"))

    def _payment(self, item: Mapping[str, Any]) -> Payment:
        if lacking := [key for key in ("clause", "on", "money") if key not in item]:
            raise Unreadable(
                f"已付的一笔缺少“{lacking[0]}”", f"a payment made before lacks '{lacking[0]}'"
            )
        clause = self.address(str(item["clause"]))
        money = read_quantity(item["money"], Type("money", currency_of(self.library, clause)))
        if not isinstance(money, Fraction):
            raise Unreadable(
                f"“{item['money']}”不是已付的金额", f"'{item['money']}' is no amount paid"
            )
        return Payment(clause, _day(item["on"]), int(money))


def period_key(text: str, on: date) -> str:
    """The key of a period written relative to ``on``; "" stands for every period."""
    word = normal(text)
    if word in _ANY:
        return ""
    year = _YEAR.fullmatch(word)
    if year:
        base = on.year - (year.group(1) in {"上年", "last_year"})
        return Period.year(base + int(year.group(2) or 0)).key
    quarter = _QUARTER.fullmatch(word)
    if quarter:
        text = quarter.group(1) or quarter.group(2)
        number = "一二三四".find(text) + 1 or int(text)
        return Period.quarter(on.year, number).key
    return _period(word).key


def _period(text: str) -> Period:
    try:
        return parse_period(text)
    except QuantityError as error:
        raise Unreadable(error.reason("zh"), error.reason("en")) from error


def _year(value: Any) -> int:
    period = _period(str(value))
    if period.kind != "year":
        raise Unreadable(f"“{value}”不是年份", f"'{value}' is no year")
    return period.start.year


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Unreadable(f"“{value}”不是整数", f"'{value}' is no whole number") from None


def _entries(name: str, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Unreadable(f"“{name}”要写成列表，每项是“键: 值”", f"'{name}' must list entries")
    return value


def read_value(fact: FactDef, value: Any) -> Value:
    """A value of an example as the fact keeps it."""
    word = _word(value)
    if word == "unknown":
        return UNKNOWN
    if fact.time == "spell":
        return _spells(value)
    if fact.time == "event":
        return () if word in {"no", "absent"} else tuple(sorted(_day(v) for v in _list(value)))
    if word == "absent":
        return ABSENT
    return _plain(fact, value, word)


def _plain(fact: FactDef, value: Any, word: str) -> Value:
    match fact.type:
        case "flag":
            if word in {"yes", "no"}:
                return word == "yes"
            raise Unreadable(f"“{value}”不是“是”或“否”", f"'{value}' is neither yes nor no")
        case "date":
            return _day(value)
        case "year":
            return _year(value)
        case "month":
            return _period(str(value))
        case "code" | "text":
            return str(value)
        case "texts":
            return tuple(map(str, _list(value)))
    number: Value = read_quantity(value, fact_type(fact))
    size = written(fact.unit)[0] if fact.type == "number" else 1
    if size == 1 or "/" not in normal(str(value)):
        return number
    if isinstance(number, Between):  # 25万元/亩 of a fact kept in 万元/亩 is 25
        return Between(number.low / size, number.high / size)
    return number / size if isinstance(number, Fraction) else number


def _spells(value: Any) -> Value:
    word = _word(value)
    if word in {"no", "absent"}:
        return ()
    if word == "yes":
        return True
    return tuple(sorted((_spell(v) for v in _list(value)), key=lambda s: s.start))


def _spell(text: str) -> Spell:
    first, dots, last = str(text).partition("..")
    if not dots:
        raise Unreadable(f"“{text}”要写成 起日..止日", f"'{text}' must be first..last day")
    return Spell(_day(first), _day(last) if last.strip() else None)


def _day(text: Any) -> date:
    try:
        return parse_date(str(text).strip()).first
    except QuantityError as error:
        raise Unreadable(error.reason("zh"), error.reason("en")) from error


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _word(value: Any) -> str:
    return keywords.value(value.strip()) if isinstance(value, str) else ""


def read_quantity(value: Any, type: Type) -> Any:
    """A quantity as written in a rule, for something of that type. For money a bare number is
    neither yuan nor fen, and another currency is another amount."""
    found = literal(normal(str(value)))
    if found is not None and type.name == "money" and found.type.name == "count":
        raise Unreadable(
            f"“{value}”没有单位，写 {value}元", f"'{value}' has no unit: write {value} {type.unit}"
        )
    if found is not None and type.unit and found.type.unit and found.type.unit != type.unit:
        raise Unreadable(f"“{value}”的单位应是 {type.unit}", f"'{value}' should be in {type.unit}")
    return read_literal(value)


def read_literal(value: Any) -> Any:
    """A number, rate, amount or range as written in a rule: exact, money in minor units."""
    text = normal(str(value))
    if _word(text) == "unknown":
        return UNKNOWN
    found = literal(text)
    if found is None:
        raise Unreadable(f"“{text}”不是一个量", f"'{text}' is not a quantity")
    if isinstance(found, Range):
        ends = [getattr(n, "value", None) for n in (found.low, found.high)]
        return Between(Fraction(ends[0] or 0), Fraction(ends[1] or 0))
    return found.value
