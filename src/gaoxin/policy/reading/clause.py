"""``clause`` and ``stacking`` blocks: conditions and what follows, alone and together."""

import re
from datetime import date
from fractions import Fraction
from typing import Any, cast

from gaoxin.facts.vocabulary import FactDef
from gaoxin.files.yamltree import Mapping, Scalar, Sequence, Tree
from gaoxin.policy import keywords, phrases
from gaoxin.policy.form import (
    Clause,
    Condition,
    Gives,
    Instalment,
    Payers,
    Per,
    Stacking,
    Undertaking,
)
from gaoxin.policy.reading.define import read_rounding
from gaoxin.policy.reading.keys import Keys
from gaoxin.policy.reading.meta import Room
from gaoxin.quantities import QuantityError, parse_date, parse_duration, parse_rate

KEYS: tuple[str, ...] = (
    "for",
    "when",
    "gives",
    "varies",
    "where",
    "drop",
    "lower",
    "raise",
    "papers",
)
KEYS += ("procedure", "open")
GIVES: tuple[str, ...] = (
    "title",
    "valid",
    "ends",
    "money",
    "outcome",
    "form",
    "cap",
    "round",
    "per",
    "payers",
)
GIVES += ("instalments", "undertakes")
FORMS: tuple[str, ...] = ("grant", "relief", "deduction", "voucher", "loan", "guarantee", "equity")
STACKING: tuple[str, ...] = (
    "over",
    "take",
    "by",
    "cap",
    "less",
    "per",
    "cut",
    "budget",
    "short",
    "for",
)
_MODES: tuple[str, ...] = ("all", "any", "none")
_SPELL = re.compile(r"(?:spell|每次)\((.+)\)")


def read_clause(room: Room, keys: Keys) -> Clause:
    """One clause, or one variation of a clause."""
    keys.only(*KEYS)
    keys.require("id")
    name = keys.text("id")
    address = f"{room.document}#{name}"
    room = room.about(keys)
    varies = _reference(room, keys.text("varies"))
    if varies is None and not keys.has("when"):
        keys.require("when")
    gives = keys.mapping("gives")
    if gives is None and varies is None:
        keys.require("gives")
    where = keys.get("where")
    return Clause(
        id=name,
        document=room.document,
        kind=room.kind,
        meta=room.meta(keys),
        when=read_conditions(room, keys, "when", address, ""),
        gives=_gives(room, keys.sub(gives, "gives"), address, whole=varies is None)
        if gives
        else None,
        varies=varies,
        where=_condition(room, where, "where", address, "") if where is not None else None,
        drop=keys.texts("drop"),
        scale=_scale(keys),
        papers=keys.texts("papers"),
        procedure=_reference(room, keys.text("procedure")),
        windows=_windows(keys),
    )


def _reference(room: Room, text: str) -> tuple[str, str] | None:
    """``name`` of this document or ``alias.name`` of another."""
    if not text:
        return None
    alias, dot, name = text.partition(".")
    if not dot:
        return room.document, text
    return room.used(alias), name


# --- conditions ----------------------------------------------------------------------------


def read_conditions(
    room: Room, keys: Keys, key: str, address: str, path: str
) -> tuple[Condition, ...]:
    return tuple(
        _condition(room, tree, name, address, f"{path}.{name}" if path else name)
        for name, tree in keys.entries(key)
    )


def _condition(room: Room, tree: Tree, name: str, clause: str, path: str) -> Condition:
    """``clause`` is the clause's address, ``path`` the names from it down ("" for ``where``)."""
    path = path or name
    if isinstance(tree, Scalar):
        cited = room.cited(tree, f"{clause}.{path}", wanted="flag")
        return Condition(name, path, "rule", cited.meta, cited)
    keys = room.open(tree)
    keys.only("rule", *_MODES)
    meta = room.meta(keys)
    modes = [m for m in ("rule", *_MODES) if keys.has(m)]
    if len(modes) != 1:
        keys.fault(
            "D6",
            tree,
            f"条件“{name}”要有且只有一种：规则、全部、任一、均无",
            f"the condition '{name}' has exactly one of rule, all, any, none",
        )
        return Condition(name, path, "all", meta)
    if modes[0] == "rule":
        cited = room.cited(tree, f"{clause}.{path}", wanted="flag")
        return Condition(name, path, "rule", meta, cited)
    parts = read_conditions(room, keys, modes[0], clause, path)
    return Condition(name, path, cast(Any, modes[0]), meta, None, parts)


# --- what follows --------------------------------------------------------------------------


def _gives(room: Room, keys: Keys, address: str, *, whole: bool) -> Gives:
    """``whole`` False: a variation, which names only what it replaces."""
    keys.only(*GIVES)
    if whole and not any(keys.has(k) for k in ("title", "ends", "money", "outcome")):
        keys.require("money")
    money = keys.get("money")
    cap = keys.get("cap")
    valid = keys.get("valid")
    return Gives(
        title=_title(room, keys, "title"),
        valid=room.cited(valid, f"{address}.valid") if valid is not None else None,
        ends=_title(room, keys, "ends"),
        money=_money(room, keys, money, f"{address}.money") if money is not None else None,
        outcome=keys.text("outcome"),
        form=cast(Any, keys.choice("form", FORMS, "grant")),
        cap=_money(room, keys, cap, f"{address}.cap") if cap is not None else None,
        rounding=read_rounding(keys, "round"),
        per=_per(room, keys, "per"),
        payers=_payers(room, keys),
        instalments=_instalments(room, keys),
        undertakes=_undertakings(room, keys, address),
    )


def _money(room: Room, keys: Keys, tree: Tree, address: str) -> Any:
    judged = isinstance(tree, Mapping) and keys.sub(tree).has("judge")
    cited = room.cited(tree, address, judged=judged)
    if cited.node.type.name not in {"money", "zero", "any"}:
        keys.fault(
            "T7",
            tree,
            f"金额要是钱，得到的是{phrases.type_zh(cited.node.type)}",
            f"an amount must be money, this is {phrases.type_en(cited.node.type)}",
            *phrases.unit_mend(
                cited.node.type,
                "写明单位（元），或乘以一个金额",
                "write the unit (CNY), or multiply with an amount",
            ),
        )
    return cited


def _title(room: Room, keys: Keys, key: str) -> tuple[str, str] | None:
    name = keys.text(key)
    if not name:
        return None
    found = room.names.vocabulary.find(room.kind, name)
    if isinstance(found, FactDef) and found.time == "spell":
        return found.kind, found.id
    keys.fault(
        "N1",
        keys.get(key) or keys.tree,
        f"没有称号“{name}”（起止类的事实）",
        f"no title '{name}' (a fact with spells)",
        "在登记里写明：type: flag, time: spell",
        "register it: type: flag, time: spell",
    )
    return None


def _per(room: Room, keys: Keys, key: str) -> Per | None:
    tree = keys.get(key)
    if tree is None:
        return None
    meta = None
    text = ""
    if isinstance(tree, Mapping):
        entry = keys.sub(tree)
        entry.only("rule")
        meta, text = room.meta(entry), entry.value("rule")
    elif isinstance(tree, Scalar):
        text = keywords.value(tree.text.strip())
    if text in {"once", "year", "policy", "life"}:
        return Per(cast(Any, text), meta=meta)
    spell = _SPELL.fullmatch(text)
    if spell:
        found = room.names.vocabulary.find(room.kind, spell.group(1).strip())
        if isinstance(found, FactDef):
            return Per("spell", title=(found.kind, found.id), meta=meta)
    try:
        return Per("duration", duration=parse_duration(text), meta=meta)
    except QuantityError:
        pass
    known = room.names.vocabulary
    if known.kind(text) or known.find(room.kind, text):
        return Per("link", link=text, meta=meta)
    keys.fault(
        "D5",
        tree,
        f"频次“{text}”读不懂",
        f"'{text}' is no frequency",
        "一次性、每年、政策期内、累计、3年、每次(称号)",
        "once, year, policy, life, 3 years, spell(title)",
    )
    return None


def _rate(keys: Keys, at: Tree, text: str) -> Fraction:
    try:
        return parse_rate(text)
    except QuantityError as error:
        keys.fault("D5", at, error.reason("zh"), error.reason("en"))
        return Fraction(0)


def _payers(room: Room, keys: Keys) -> Payers | None:
    mapping = keys.mapping("payers")
    if mapping is None:
        return None
    entry = keys.sub(mapping)
    entry.only("shares", "rest")
    entry.require("shares", "rest")
    shares = {
        name: _rate(entry, tree, tree.text)
        for name, tree in entry.entries("shares")
        if isinstance(tree, Scalar)
    }
    return Payers(shares, entry.text("rest"), room.meta(entry))


def _instalments(room: Room, keys: Keys) -> tuple[Instalment, ...]:
    tree = keys.get("instalments")
    if tree is None:
        return ()
    if not isinstance(tree, Sequence):
        keys.wrong_form("instalments", tree, "列表", "a list")
        return ()
    found = []
    for item in tree.items:
        entry = room.open(item)
        entry.only("share", "after")
        entry.require("share", "after")
        share = _rate(entry, entry.get("share") or item, entry.text("share") or "0%")
        found.append(Instalment(share, entry.text("after"), room.meta(entry)))
    return tuple(found)


def _undertakings(room: Room, keys: Keys, address: str) -> tuple[Undertaking, ...]:
    found = []
    for name, tree in keys.entries("undertakes"):
        entry = room.open(tree)
        entry.only("rule", "for", "breach")
        if not entry.require("rule", "for"):
            continue
        where = f"{address}.undertakes.{name}"
        lasts, breach = entry.get("for"), entry.get("breach")
        found.append(
            Undertaking(
                name,
                room.cited(tree, where, wanted="flag", extra=("for", "breach")),
                room.cited(lasts or tree, f"{where}.for"),
                room.cited(breach, f"{where}.breach") if breach is not None else None,
                room.meta(entry),
            )
        )
    return tuple(found)


# --- variations, windows ---------------------------------------------------------------------


def _scale(keys: Keys) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for key, sign in (("lower", -1), ("raise", 1)):
        for path, tree in keys.entries(key):
            if isinstance(tree, Scalar):
                found[path] = 1 + sign * _rate(keys, tree, tree.text)
    return found


def _windows(keys: Keys) -> tuple[tuple[date, date], ...]:
    found = []
    for text in keys.texts("open"):
        first, dots, second = text.partition("..")
        try:
            if dots:
                found.append((parse_date(first.strip()).first, parse_date(second.strip()).last))
                continue
        except QuantityError:
            pass
        keys.fault(
            "D5",
            keys.get("open") or keys.tree,
            f"受理期“{text}”要写成 起日..止日",
            f"the window '{text}' must be first..last day",
        )
    return tuple(found)


# --- stacking --------------------------------------------------------------------------------


def read_stacking(room: Room, keys: Keys, members: Any) -> Stacking:
    """``members(name)`` gives the addresses a name under ``over`` stands for."""
    keys.only(*STACKING)
    keys.require("id", "over", "take")
    address = f"{room.document}#{keys.text('id')}"
    room = room.about(keys)
    take = keys.value("take")
    if take not in {"all", "highest", "first", "one"}:
        keys.fault(
            "S1",
            keys.get("take") or keys.tree,
            f"不认识叠加方式“{take}”",
            f"'{take}' is no way of stacking",
            "全部、从高、依序、择一",
            "all, highest, first, one",
        )
        take = "all"
    over = tuple(a for name in keys.texts("over") for a in members(keys, name))
    cap, less, budget, short = (keys.get(k) for k in ("cap", "less", "budget", "short"))
    return Stacking(
        id=keys.text("id"),
        document=room.document,
        meta=room.meta(keys),
        over=tuple(dict.fromkeys(over)),
        take=cast(Any, take),
        by=cast(Any, keys.choice("by", ("applicant", "authority"), "applicant")),
        cap=_money(room, keys, cap, f"{address}.cap") if cap is not None else None,
        less=_money(room, keys, less, f"{address}.less") if less is not None else None,
        window=_per(room, keys, "per"),
        cut=cast(Any, keys.choice("cut", ("last", "pro_rata"), "last")),
        budget=_money(room, keys, budget, f"{address}.budget") if budget is not None else None,
        short=_short(keys, short),
        kind=room.kind,
    )


def _short(keys: Keys, tree: Tree | None) -> Any:
    if isinstance(tree, Mapping):
        entry = keys.sub(tree)
        entry.only("rule")
        return entry.choice("rule", ("pro_rata", "in_order", "by_rank"))
    return keys.choice("short", ("pro_rata", "in_order", "by_rank"))
