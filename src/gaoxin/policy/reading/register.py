"""``register`` blocks: kinds of entity and their facts, put into the vocabulary."""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, cast

from gaoxin.facts.vocabulary import FactDef, Kind, SetDef, Vocabulary, fold
from gaoxin.files.yamltree import Mapping
from gaoxin.policy import keywords
from gaoxin.policy.expression import literal, normal
from gaoxin.policy.form import Constant, Type
from gaoxin.policy.library import letters
from gaoxin.policy.reading.keys import Keys, nearest
from gaoxin.quantities import CURRENCIES

TYPES: tuple[str, ...] = (
    "money",
    "rate",
    "count",
    "number",
    "date",
    "year",
    "month",
    "flag",
    "code",
    "text",
)
TYPES += ("texts", "points")
TIMES: tuple[str, ...] = ("fixed", "year", "year_end", "quarter", "month", "day", "spell", "event")
SENSITIVITY: tuple[str, ...] = ("public", "business", "personal", "tax")
FACT_KEYS: tuple[str, ...] = (
    "type",
    "unit",
    "list",
    "codebook",
    "time",
    "optional",
    "range",
    "inverse",
    "inverse_zh",
)
FACT_KEYS += ("sensitivity", "retention", "found", "found_en")
_RANGES = {"money": "0元..100亿元", "rate": "0%..100%", "year": "1990..2100"}
_RANGES |= dict.fromkeys(("count", "number", "points"), "0..10000")
_NAME = re.compile(r"[^\W\d]\w*")
_OWN = re.compile(r"[a-z][a-z0-9_]*")


def read_register(keys: Keys, vocabulary: Vocabulary, document: str, label: str) -> None:
    """Add the kind and facts of one block. ``label``: title of the document, for messages."""
    keys.only("kind", "key", "born", "ended", "facts")
    if not keys.require("kind"):
        return
    kind = vocabulary.kinds.setdefault(keys.text("kind"), Kind(keys.text("kind")))
    kind.zh = kind.zh or keys.text("zh")
    kind.en = kind.en or keys.text("en")
    kind.key = kind.key or keys.texts("key")
    kind.born = kind.born or keys.text("born")
    kind.ended = kind.ended or keys.text("ended")
    for name, tree in keys.entries("facts"):
        if isinstance(tree, Mapping):
            _fact(keys.sub(tree), keys.mapping("facts") or tree, kind, name, vocabulary, document)
        else:
            keys.fault("D5", tree, f"事实“{name}”要写成“键: 值”", f"the fact '{name}' needs keys")


def _fact(
    keys: Keys, parent: Mapping, kind: Kind, name: str, vocabulary: Vocabulary, document: str
) -> None:
    keys.only(*FACT_KEYS)
    at = parent.keys.get(name) or keys.tree
    if not _OWN.fullmatch(name):
        keys.fault(
            "N3",
            at,
            f"“{name}”不能作事实的标识",
            f"'{name}' cannot be the id of a fact",
            "标识用小写字母、数字和下划线，字母开头；中文名写在 zh",
            "use lower-case letters, digits and underscores; the Chinese name goes under zh",
        )
        return
    if name in kind.facts:
        other = kind.facts[name]
        keys.fault(
            "N2",
            at,
            f"事实“{name}”已由 {other.document} 登记",
            f"the fact '{name}' is already registered by {other.document}",
            "事实全库同名同义：用已有的，或另取名字",
            "a fact has one meaning in the whole library: use it, or take another name",
        )
        return
    fact = _definition(keys, kind.id, name, document)
    kind.facts[name] = fact
    for word in filter(None, (name, fact.zh)):
        _claim(keys, kind, word, name)
    if fact.type == "entity" and fact.inverse:
        _inverse(keys, fact, vocabulary)


def _definition(keys: Keys, kind: str, name: str, document: str) -> FactDef:
    type_, target = keys.value("type"), ""
    keys.require("type")
    if type_ and type_ not in TYPES:
        type_, target = "entity", keys.text("type")
    low, high = _range(keys, type_ or "text", keys.text("unit"))
    return FactDef(
        kind=kind,
        id=name,
        zh=keys.text("zh"),
        en=keys.text("en"),
        type=cast(Any, type_ or "text"),
        time=cast(Any, keys.choice("time", TIMES, "fixed")),
        unit=keys.text("unit") or ("CNY" if type_ == "money" else ""),
        target=target,
        values=keys.text("list"),
        values_document=document,
        codebook=keys.text("codebook"),
        optional=keys.yes("optional"),
        low=low,
        high=high,
        found=keys.text("found"),
        found_en=keys.text("found_en"),
        tags=keys.texts("tags"),
        inverse=keys.text("inverse"),
        inverse_zh=keys.text("inverse_zh"),
        sensitivity=cast(Any, keys.choice("sensitivity", SENSITIVITY, "business")),
        retention=keys.text("retention"),
        note=keys.text("note"),
        verified=keys.choice("verified", ("yes", "partly", "no"), "yes"),
        document=document,
    )


def check_fact(keys: Keys, kinds: set[str], lists: Iterable[str]) -> None:
    """N1: a type that is none, a list nobody defines, money in no currency. ``kinds`` are those
    some register describes, ``lists`` those of the document."""
    type_, listed, unit = keys.value("type"), keys.text("list"), keys.text("unit")
    if type_ and type_ not in TYPES and keys.text("type") not in kinds:
        zh = keys.desk.language == "zh"
        words = [keywords.value_in_chinese(t, "type") if zh else t for t in TYPES]
        _unknown(keys, "type", keys.text("type"), words, kinds)
    if listed and listed not in lists:
        _unknown(keys, "list", listed, lists)
    if type_ == "money" and unit and unit not in CURRENCIES:
        _unknown(keys, "unit", unit, CURRENCIES)


def _unknown(
    keys: Keys, key: str, word: str, known: Iterable[str], more: Iterable[str] = ()
) -> None:
    options = sorted(known)
    near = nearest(word, (*options, *more))
    keys.fault(
        "N1",
        keys.get(key) or keys.tree,
        f"“{keys.word(key)}”里的“{word}”不存在",
        f"'{word}', under '{keys.word(key)}', does not exist",
        near[0] if near else f"已有：{'、'.join(options) or '无'}",
        near[1] if near else f"there are: {', '.join(options) or 'none'}",
    )


def check_book(keys: Keys, books: Iterable[str]) -> None:
    """N1: a code book that is not beside the documents, compared by letters and digits."""
    name = keys.text("codebook")
    if name and letters(name) not in {letters(book) for book in books}:
        _unknown(keys, "codebook", name, books)


def _claim(keys: Keys, kind: Kind, word: str, name: str) -> None:
    known = kind.names.setdefault(fold(word), name)
    if known != name:
        keys.fault(
            "N2",
            keys.tree,
            f"“{word}”已是“{known}”的名字",
            f"'{word}' is already a name of '{known}'",
            "换一个名字，或用已有的事实",
            "take another name, or use the fact that is there",
        )
    elif not _NAME.fullmatch(fold(word)):
        keys.fault(
            "N3",
            keys.tree,
            f"“{word}”不能用在规则里",
            f"'{word}' cannot be used in a rule",
            "名字用汉字、字母、数字和下划线，不以数字开头",
            "use letters, digits and underscores; no leading digit",
        )


def _inverse(keys: Keys, fact: FactDef, vocabulary: Vocabulary) -> None:
    """The set seen from the other side of a link."""
    kind = vocabulary.kinds.setdefault(fact.target, Kind(fact.target))
    kind.sets[fact.inverse] = SetDef(
        kind.id, fact.inverse, fact.inverse_zh or fact.inverse, fact.kind, fact.id
    )
    for word in filter(None, (fact.inverse, fact.inverse_zh)):
        _claim(keys, kind, word, fact.inverse)


def _range(keys: Keys, type_: str, unit: str) -> tuple[Fraction | None, Fraction | None]:
    """``0元..1万亿元`` or ``-5..5``: exact bounds in the unit of the fact."""
    text = normal(keys.text("range"))
    if not text:
        return None, None
    first, _, second = text.partition("..")
    low, high = (_bound(end.strip(), type_, unit) for end in (first, second))
    if low is None or high is None or low > high:
        example = _RANGES.get(type_, "")
        keys.fault(
            "D5",
            keys.get("range") or keys.tree,
            f"值域“{text}”读不懂，或与类型、单位不符",
            f"the range '{text}' cannot be read or does not fit the type and unit",
            f"写 下端..上端，例如 {example}" if example else "删去值域：这种类型没有值域",
            f"write low..high, e.g. {example}" if example else "delete it: this type has no range",
        )
        return None, None
    return low, high


def _bound(text: str, type_: str, unit: str) -> Fraction | None:
    """One end of a range: of the type and currency of the fact; 0 is of any."""
    found = literal(text)
    if not isinstance(found, Constant) or not isinstance(found.value, Fraction):
        return None
    wanted = {"money": Type("money", unit or "CNY"), "rate": Type("rate")}.get(type_, Type("count"))
    return found.value if found.type in {wanted, Type("zero")} and type_ in _RANGES else None
