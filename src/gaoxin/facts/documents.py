"""YAML documents of single entities: facts with periods, sources, corrections, sets, payments.

```yaml
enterprise: 91999999…        # a kind and the entity's key
name: {zh: 示例公司, en: Example Ltd}
story: {zh: …, en: …}
source: 企业填报
recorded: 2026-01-05
facts:
  注册日期: 2019-03-01
  研发费用: {2024: 100万元, 2023: unknown, 2022: absent}
  高新技术企业: [2020-11-01..2023-10-31, 2023-11-01..2026-10-31]
  销售收入:
    2024: [{value: 900万元, recorded: 2025-02-01}, {value: 910万元, recorded: 2025-06-01}]
sets:
  分行业收入: [{年度: 2025, 行业: C35, 收入: 900万元}]
paid: [{clause: demo/2026#rd, on: 2025-06-30, money: 20万元}]
```
"""

import difflib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from gaoxin.facts.codes import (
    doubts,
    holds_credit_code,
    is_made_up,
    key_of,
    normal_code,
    refused_code,
)
from gaoxin.facts.columns import Column, read_column
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.facts.gathering import Gathering, Origin
from gaoxin.facts.numbers import own_measure
from gaoxin.facts.payments import MONEY, parse_payment
from gaoxin.facts.values import parse_value, read_judged
from gaoxin.facts.vocabulary import FactDef, Kind, SetDef, fold
from gaoxin.facts.yamlfile import read_trees
from gaoxin.files.grid import Cell
from gaoxin.files.trouble import Trouble
from gaoxin.files.yamltree import Mapping, Scalar, Sequence, Tree

_WORDS: Final = {
    "名称": "name",
    "故事": "story",
    "来源": "source",
    "记录日期": "recorded",
    "事实": "facts",
    "集合": "sets",
    "已付": "paid",
    "已评判": "judged",
    "种类": "kind",
    "标识": "id",
    "值": "value",
    "条款": "clause",
    "日期": "on",
    "金额": "money",
}
_OWN: Final = ("name", "story", "source", "recorded", "facts", "sets", "paid", "judged")
_KEYS: Final = frozenset({"format", "kind", "id", "note", "lang", *_OWN})
_RECORD: Final = frozenset({"value", "source", "recorded", "note"})
_PERIODIC: Final = frozenset({"year", "year_end", "quarter", "month", "day"})
_RECORDED: Final = FactDef("", "recorded", "记录日期", "Recorded on", "date")


def read_documents(path: Path, main: Kind, into: Gathering) -> None:
    """Gather the entities of a YAML file: several documents, or a list of entities."""
    trees, faults = read_trees(path)
    into.faults += faults
    reader = _Reader(path.name, main, into)
    for tree in trees:
        for item in tree.items if isinstance(tree, Sequence) else (tree,):
            reader.document(item)


class _Reader:
    """One file."""

    def __init__(self, file: str, main: Kind, into: Gathering) -> None:
        self.file, self.main, self.into = file, main, into
        self.seen: dict[tuple[str, str], int] = {}

    def document(self, tree: Tree) -> None:
        """One entity."""
        if not isinstance(tree, Mapping):
            self._say(
                tree, _structure("一个实体要写成“键: 值”", "an entity is written as key: value")
            )
            return
        book = _english(tree)
        kind, key, at = self._who(book)
        if kind is None:
            return
        first = self.seen.setdefault((kind.id, key), at.line)
        if first != at.line:
            self._say(at, _repeated(key, first))
            return
        self._only(book, _KEYS | {k for k in book.values if self.into.vocabulary.kind(k)})
        entity = self.into.entity(kind, key)
        self._names(book, entity)
        origin = self._origin(book, Origin("", self.file, self.into.source, self.into.recorded))
        self._key_fact(entity, kind, at, origin)
        self._body(book, entity, kind, origin)

    def _body(self, book: Mapping, entity: Entity, kind: Kind, origin: Origin) -> None:
        for name, tree in self._entries(book, "facts"):
            self._fact(entity, kind, name, tree, origin)
        for name, tree in self._entries(book, "sets"):
            self._set(entity, kind, name, tree, origin)
        for name, tree in self._entries(book, "judged"):
            self._judged(entity, name, tree, origin)
        if "paid" in book.values:
            entity.paid = entity.paid or ()
            for item in self._list(book.values["paid"]):
                self._payment(entity, item)

    # --- who it is ---------------------------------------------------------------------------

    def _who(self, book: Mapping) -> tuple[Kind | None, str, Scalar]:
        """The kind and key: ``enterprise: 91…``, or ``kind`` and ``id``."""
        for name, tree in book.values.items():
            kind = self.into.vocabulary.kind(name) if name not in _KEYS else None
            if kind is not None and isinstance(tree, Scalar) and tree.text.strip():
                return self._keyed(kind, tree)
        stated, named = book.values.get("id"), book.values.get("kind")
        kind = self.into.vocabulary.kind(named.text) if isinstance(named, Scalar) else self.main
        if kind is not None and isinstance(stated, Scalar) and stated.text.strip():
            return self._keyed(kind, stated)
        self._say(book, _no_key(self.main))
        return None, "", Scalar("", book.line, book.column)

    def _keyed(self, kind: Kind, at: Scalar) -> tuple[Kind | None, str, Scalar]:
        """The kind with its key; no kind where the key is refused."""
        key, refused = key_of(kind, at.text.strip())
        if refused:
            self._say(at, refused)
        return None if refused else kind, key, at

    def _key_fact(self, entity: Entity, kind: Kind, at: Scalar, origin: Origin) -> None:
        fact = _key_definition(kind)
        if fact is None or fact.type != "text":
            return
        self._code(fact, at)
        column = Column(fact, "", own_measure(fact))
        self.into.record(entity, column, entity.id, self._at(at, origin))

    def _code(self, fact: FactDef, at: Scalar) -> None:
        if holds_credit_code(fact) and not is_made_up(at.text):
            for trouble in doubts(at.text.strip()):
                self._say(at, trouble)

    def _names(self, book: Mapping, entity: Entity) -> None:
        for key in ("name", "story"):
            tree = book.values.get(key)
            both = tree.values if isinstance(tree, Mapping) else {"zh": tree}
            for lang, attribute in (("zh", key), ("en", f"{key}_en")):
                leaf = both.get(lang)
                if isinstance(leaf, Scalar):
                    setattr(entity, attribute, leaf.text.strip())

    # --- facts -------------------------------------------------------------------------------

    def _fact(self, entity: Entity, kind: Kind, name: str, tree: Tree, origin: Origin) -> None:
        """A fact: a value, periods with values, or records of its own."""
        bare = read_column(name, kind, self.into.period)
        fact = kind.find(name.partition("@")[0])
        if isinstance(bare, Trouble) and bare.code == "F6" and isinstance(fact, FactDef):
            pass  # the periods stand below
        elif isinstance(bare, Trouble):
            named = isinstance(fact, SetDef)
            self._say(tree, _members_elsewhere(name, kind) if named else bare)
            return
        else:
            fact = bare.fact
        periods = isinstance(tree, Mapping) and fact.time in _PERIODIC and not _is_record(tree)
        if not periods or not isinstance(tree, Mapping):
            if isinstance(bare, Trouble):
                self._say(tree, bare)
            else:
                self._records(entity, bare, tree, origin)
            return
        for period, value in tree.values.items():
            column = read_column(f"{fact.id}@{period}", kind)
            if isinstance(column, Trouble):
                self._say(tree.keys[period], column)
            else:
                self._records(entity, column, value, origin)

    def _records(self, entity: Entity, column: Column, tree: Tree, origin: Origin) -> None:
        """A value; ``{value, source, recorded}``; or several of these, one correcting another."""
        if isinstance(tree, Sequence) and tree.items and all(map(_is_record, tree.items)):
            for item in tree.items:
                self._records(entity, column, item, origin)
            return
        if isinstance(tree, Mapping) and _is_record(tree):
            book = _english(tree)
            origin, tree = self._origin(book, origin), book.values["value"]
        value = parse_value(_cell(tree), column.fact, column.measure, self.into.codes)
        if isinstance(value, Trouble):
            self._say(tree, value)
            return
        if holds_credit_code(column.fact) and isinstance(tree, Scalar) and isinstance(value, str):
            if refused := refused_code(value):
                self._say(tree, refused)
                return
            self._code(column.fact, tree)
            value = normal_code(value)
        self.into.record(entity, column, value, self._at(tree, origin))

    # --- sets, payments, judged numbers ------------------------------------------------------

    def _set(self, entity: Entity, kind: Kind, name: str, tree: Tree, origin: Origin) -> None:
        definition = kind.find(name)
        member = (
            self.into.vocabulary.kinds.get(definition.member)
            if isinstance(definition, SetDef)
            else None
        )
        if not isinstance(definition, SetDef) or member is None:
            self._say(tree, _no_set(name, kind))
            return
        via = member.facts[definition.via]
        found = []
        for number, item in enumerate(self._list(tree), start=1):
            if not isinstance(item, Mapping):
                self._say(
                    item, _structure("成员要写成“键: 值”", "a member is written as key: value")
                )
                continue
            key = self._own_key(item, member) or f"{entity.id}/{definition.id}/{number}"
            child = self.into.entity(member, key)
            self._member(child, member, item, origin)
            record = Recorded(entity, self._at(item, origin).source, origin.recorded)
            self.into.keep(child, Column(via, "", own_measure(via)), record, origin)
            found.append(child)
        entity.sets[definition.id] = (*entity.sets.get(definition.id, ()), *found)

    def _own_key(self, item: Mapping, kind: Kind) -> str:
        """The key a member states itself (``券号: YH-0001``); empty where it states none."""
        fact = _key_definition(kind)
        for name, tree in item.values.items() if fact else ():
            if kind.find(name) is fact and isinstance(tree, Scalar):
                return self._keyed(kind, tree)[1]
        return ""

    def _member(self, child: Entity, kind: Kind, tree: Mapping, origin: Origin) -> None:
        for name, value in tree.values.items():
            if fold(name) in ("sets", "集合") and isinstance(value, Mapping):
                for inner, members in value.values.items():
                    self._set(child, kind, inner, members, origin)
            elif isinstance(kind.find(name), SetDef):
                self._set(child, kind, name, value, origin)
            else:
                self._fact(child, kind, name, value, origin)

    def _payment(self, entity: Entity, tree: Tree) -> None:
        book = _english(tree) if isinstance(tree, Mapping) else None
        cells = {k: _cell(v) for k, v in book.values.items()} if book else {}
        if set(cells) != {"clause", "on", "money"}:
            self._say(tree, _payment())
            self.into.pay(entity, None)
            return
        payment, troubles = parse_payment(cells, own_measure(MONEY), self.into.codes)
        for trouble in troubles.values():
            self._say(tree, trouble)
        self.into.pay(entity, payment)

    def _judged(self, entity: Entity, name: str, tree: Tree, origin: Origin) -> None:
        if isinstance(tree, Mapping) and _is_record(tree):
            book = _english(tree)
            origin, tree = self._origin(book, origin), book.values["value"]
        value = read_judged(_cell(tree))
        if isinstance(value, Trouble):
            self._say(tree, value)
        else:
            entity.judged[name] = Recorded(value, self._at(tree, origin).source, origin.recorded)

    # --- structure ---------------------------------------------------------------------------

    def _entries(self, book: Mapping, key: str) -> Iterator[tuple[str, Tree]]:
        tree = book.values.get(key)
        if tree is None or (isinstance(tree, Scalar) and not tree.text):
            return
        if not isinstance(tree, Mapping):
            self._say(tree, _structure(f"{key} 下要写“键: 值”", f"{key} wants key: value below it"))
            return
        yield from tree.values.items()

    def _list(self, tree: Tree) -> tuple[Tree, ...]:
        if isinstance(tree, Sequence):
            return tree.items
        if isinstance(tree, Scalar) and not tree.text:
            return ()
        self._say(tree, _structure("这里要写列表", "a list is wanted here"))
        return ()

    def _origin(self, book: Mapping, above: Origin) -> Origin:
        source, day = book.values.get("source"), book.values.get("recorded")
        if isinstance(source, Scalar) and source.text.strip():
            above = replace(above, source=source.text.strip())
        if isinstance(day, Scalar):
            value = parse_value(day.text, _RECORDED)
            if isinstance(value, Trouble):
                self._say(day, value)
            elif isinstance(value, date):
                above = replace(above, recorded=value)
        return above

    def _at(self, tree: Tree, origin: Origin) -> Origin:
        place = f"{self.file}:{tree.line}:{tree.column}"
        source = f"{origin.source}（{place}）" if origin.source else place
        return replace(origin, place=place, source=source)

    def _only(self, book: Mapping, known: frozenset[str] | set[str]) -> None:
        for key, leaf in book.keys.items():
            if key not in known:
                near = difflib.get_close_matches(key, sorted(known), 1, 0.5)
                self._say(leaf, _unknown_key(key, near))

    def _say(self, tree: Tree, trouble: Trouble) -> None:
        self.into.faults.append(trouble.at(f"{self.file}:{tree.line}:{tree.column}", self.file))


def _english(book: Mapping) -> Mapping:
    """The book with its own keywords by their English word."""
    return Mapping(
        {_WORDS.get(k, k): v for k, v in book.keys.items()},
        {_WORDS.get(k, k): v for k, v in book.values.items()},
        book.line,
        book.column,
    )


def _is_record(tree: Tree) -> bool:
    if not isinstance(tree, Mapping):
        return False
    keys = {_WORDS.get(k, k) for k in tree.values}
    return "value" in keys and keys <= _RECORD


def _cell(tree: Tree) -> Cell:
    if isinstance(tree, Scalar):
        return tree.text
    if isinstance(tree, Sequence):
        return [_cell(item) for item in tree.items]
    return {key: _cell(value) for key, value in tree.values.items()}


def _key_definition(kind: Kind) -> FactDef | None:
    fact = kind.find(kind.key[0]) if len(kind.key) == 1 else None
    return fact if isinstance(fact, FactDef) else None


def _pairs() -> Trouble:
    return _structure("这里要写成“键: 值”，没有读", "key: value is wanted here; it was not read")


def _structure(zh: str, en: str) -> Trouble:
    return Trouble("F23", zh, en)


def _unknown_key(key: str, near: list[str]) -> Trouble:
    return Trouble(
        "F23",
        f"不认识的键“{key}”，没有读",
        f"unknown key '{key}'; it was not read",
        f"是否为“{near[0]}”？" if near else "事实写在 facts 下，集合的成员写在 sets 下",
        f"did you mean '{near[0]}'?" if near else "facts go under 'facts', members under 'sets'",
    )


def _no_key(kind: Kind) -> Trouble:
    return Trouble(
        "F8",
        "没有写明是谁，整个实体没有读",
        "it does not say who this is; the entity was not read",
        f"开头写 {kind.id}: 主键",
        f"begin with {kind.id}: key",
    )


def _repeated(key: str, line: int) -> Trouble:
    return Trouble(
        "F9",
        f"“{key}”与第{line}行重复，没有读",
        f"'{key}' repeats line {line}; it was not read",
        "合并为一个",
        "make one of the two",
    )


def _sets(name: str, kind: Kind, lang: str) -> list[str]:
    """The six names of sets nearest to ``name``."""
    names = {(s.zh if lang == "zh" else "") or s.id for s in kind.sets.values()}
    return difflib.get_close_matches(name, sorted(names), 6, 0)


def _members_elsewhere(name: str, kind: Kind) -> Trouble:
    return Trouble(
        "F3",
        f"“{name}”是{kind.zh or kind.id}的集合，不是事实，没有读",
        f"'{name}' is a set of {kind.en or kind.id}, no fact; it was not read",
        f"写在 sets 下：sets: {{{name}: [{{成员的事实: 值}}, …]}}",
        f"write it under sets: {{{name}: [{{fact of the member: value}}, …]}}",
    )


def _no_set(name: str, kind: Kind) -> Trouble:
    near = difflib.get_close_matches(fold(name), list(kind.sets), 1, 0.5)
    return Trouble(
        "F3",
        f"{kind.zh or kind.id}没有集合“{name}”，没有读",
        f"{kind.en or kind.id} has no set '{name}'; it was not read",
        f"是否为“{near[0]}”？" if near else f"例如：{'、'.join(_sets(name, kind, 'zh'))}",
        f"did you mean '{near[0]}'?" if near else f"such as: {', '.join(_sets(name, kind, 'en'))}",
    )


def _payment() -> Trouble:
    return Trouble(
        "F24",
        "付款记录要有 clause、on、money，没有读",
        "a payment wants clause, on and money; it was not read",
        "写成 {clause: 文件#条款, on: 日期, money: 金额}",
        "write it as {clause: document#clause, on: date, money: amount}",
    )
