"""``define`` blocks: parameters, band tables, scores, lists and derived facts."""

from collections.abc import Mapping as MappingType

from gaoxin.files.yamltree import Mapping, Scalar, Sequence, Tree
from gaoxin.policy import form, keywords, phrases
from gaoxin.policy.form import Band, Cited, Entry, Label, Node, Reading, Type
from gaoxin.policy.reading.keys import Keys
from gaoxin.policy.reading.meta import Room
from gaoxin.policy.resolving import Scope
from gaoxin.policy.typing import common, fits, mixed
from gaoxin.policy.units import per, written
from gaoxin.quantities import QuantityError, Rounding, parse_rounding

KEYS: tuple[str, ...] = (
    "type",
    "unit",
    "for",
    "value",
    "of",
    "bands",
    "slices",
    "table",
    "list",
    "round",
)
KEYS += ("raw", "readings")
_FORMS: tuple[str, ...] = ("value", "bands", "slices", "list", "raw")
DECLARED: tuple[str, ...] = (
    "money",
    "rate",
    "count",
    "number",
    "points",
    "date",
    "year",
    "month",
    "flag",
)
DECLARED += ("code", "text", "texts", "duration")


def declared_type(keys: Keys) -> Type | None:
    """The type a define promises, read before its value is (None: to be inferred)."""
    if keys.has("list"):
        return Type("codes")
    name = keys.choice("type", DECLARED) if keys.has("type") else ""
    if not name:
        return None
    unit = keys.text("unit") or ("CNY" if name == "money" else "")
    if per(written(unit)[1]):
        return Type("number", written(unit)[1])
    return Type(name, unit)  # type: ignore[arg-type]


def read_entry(room: Room, tree: Mapping, address: str) -> Entry:
    """One dated meaning of a named value."""
    keys = room.open(tree)
    keys.only(*KEYS)
    meta = room.meta(keys)
    room = room.about(keys)
    forms = [f for f in _FORMS if keys.has(f)]
    if len(forms) != 1:
        keys.fault(
            "D6",
            tree,
            "定义要有且只有一种：值、分档、分段、名单、原样",
            "a define has exactly one of value, bands, slices, list, raw",
        )
    of = _of(room, keys, address)
    variables = {"x": of.node.type} if of else {}
    judged = bool(meta.judge)
    value = None
    if keys.has("value"):
        value = room.cited(
            keys.get("value") or tree, address, key="value", variables=variables, judged=judged
        )
    bands = _bands(room, keys, "bands", of, address, judged)
    slices = _bands(room, keys, "slices", of, address, judged)
    if slices and of is None:
        keys.require("of")
    declared = declared_type(keys)
    found = _type(keys, declared, value, bands or slices, of if slices else None)
    return Entry(
        meta=meta,
        type=found,
        declared=keys.text("type"),
        kind=room.kind,
        value=value,
        of=of,
        bands=bands,
        slices=slices,
        table=keys.text("table").replace(" ", ""),
        codes=_codes(keys),
        raw=keys.text("raw"),
        readings=read_readings(room, keys, address, "value", {}),
        rounding=read_rounding(keys, "round"),
        judge=meta.judge,
    )


def read_rounding(keys: Keys, key: str) -> Rounding | None:
    text = keys.text(key)
    if not text:
        return None
    try:
        return parse_rounding(text)
    except QuantityError as error:
        keys.fault("D5", keys.get(key) or keys.tree, error.reason("zh"), error.reason("en"))
        return None


def read_readings(
    room: Room, keys: Keys, address: str, key: str, variables: MappingType[str, Type]
) -> tuple[Reading, ...]:
    """Candidates for a garbled number; at most shown, never used."""
    tree = keys.get("readings")
    if tree is None:
        return ()
    if not isinstance(tree, Sequence):
        keys.wrong_form("readings", tree, "列表", "a list")
        return ()
    found = []
    for item in tree.items:
        entry = room.open(item)
        entry.only(key, "confidence")
        value = entry.get(key)
        cited = room.cited(value, address, variables=variables) if value else None
        confidence = entry.text("confidence")
        found.append(Reading(entry.text(key), cited, confidence, entry.text("note")))
    return tuple(found)


def _of(room: Room, keys: Keys, address: str) -> Cited | None:
    tree = keys.get("of")
    return room.cited(tree, f"{address}.of") if tree is not None else None


def _codes(keys: Keys) -> dict[str, str] | None:
    tree = keys.get("list")
    if isinstance(tree, Mapping):
        return {k: v.text for k, v in tree.items() if isinstance(v, Scalar)}
    if isinstance(tree, Sequence):
        return {i.text: i.text for i in tree.items if isinstance(i, Scalar)}
    if isinstance(tree, Scalar):
        return {tree.text: tree.text}
    return None


def _bands(
    room: Room, keys: Keys, key: str, of: Cited | None, address: str, judged: bool
) -> tuple[Band, ...]:
    mapping = keys.mapping(key)
    if mapping is None:
        return ()
    of_type = of.node.type if of else None
    found = []
    for n, (name, tree) in enumerate(mapping.items(), start=1):
        test = _test(room, mapping.keys[name], name, of_type)
        value = room.cited(
            tree,
            f"{address}.{n}",
            key="value",
            variables={"x": of_type} if of_type else {},
            judged=judged or _has_judge(keys, tree),
        )
        found.append(Band(name, test, value, value.meta))
    return tuple(found)


def _has_judge(keys: Keys, tree: Tree) -> bool:
    return isinstance(tree, Mapping) and keys.sub(tree).has("judge")


def _test(room: Room, at: Scalar, name: str, of: Type | None) -> Node | None:
    """The condition of a row: ``else``, a code, or an expression over ``x`` or the entity."""
    if keywords_else(name):
        return None
    if of is not None and of.name in {"code", "text"}:
        x = form.Variable(name="x", type=of)
        codes = form.Codes(codes=(name,), type=Type("codes"))
        return form.Member(item=x, list=codes, type=form.FLAG)
    variables = {"x": of} if of else {}
    return room.node(at, Scope(room.names, room.document, room.kind, variables), "flag")


def keywords_else(name: str) -> bool:
    return name in {"else", keywords.key("else", "zh")}


def _type(
    keys: Keys, declared: Type | None, value: Cited | None, rows: tuple[Band, ...], of: Cited | None
) -> Type:
    """The type promised, checked against what the value or the rows give (T7)."""
    found = [value.node.type] if value else [b.value.node.type for b in rows]
    if of is not None:  # slices: rates of x, summed
        found = [of.node.type]
    if declared is None:
        return _joined(keys, found)
    for type_ in found:
        if not fits(type_, declared):
            keys.fault(
                "T7",
                keys.get("type") or keys.tree,
                f"声明为{phrases.type_zh(declared)}，得到的是{phrases.type_zh(type_)}",
                f"declared as {phrases.type_en(declared)}, but it gives {phrases.type_en(type_)}",
                *phrases.unit_mend(type_, "改声明，或改规则", "change the declaration or the rule"),
            )
            break
    return declared


def _joined(keys: Keys, found: list[Type]) -> Type:
    """The type of rows of which any may apply."""
    joined = form.ANY
    for type_ in found:
        both = common(joined, type_)
        if both is None:
            keys.fault(
                mixed(joined, type_),
                keys.tree,
                f"各行不同类：{phrases.type_zh(joined)}与{phrases.type_zh(type_)}",
                f"rows of different types: {phrases.type_en(joined)} and {phrases.type_en(type_)}",
                "各行写成同类、同单位的量",
                "give all rows one type and one unit",
            )
            return form.ANY
        joined = both
    return joined


def label_of(name: str, entries: list[Entry]) -> Label:
    """The label of a define: its own, or its name in the document's language."""
    for entry in entries:
        if entry.meta.label.zh or entry.meta.label.en:
            return Label(entry.meta.label.zh or name, entry.meta.label.en)
    return Label(name, "")
