"""The keys every block and entry shares, and expressions with the words they rest on."""

from collections.abc import Mapping as MappingType
from datetime import date
from typing import Literal, cast

from gaoxin.files.yamltree import Mapping, Scalar, Tree
from gaoxin.policy import form
from gaoxin.policy.expression import Trouble, normal, parse
from gaoxin.policy.form import Cited, Label, Meta, Node, Place, Type
from gaoxin.policy.reading.keys import Keys
from gaoxin.policy.resolving import Names, Scope, resolve
from gaoxin.quantities import QuantityError, parse_date


class Room:
    """A block being read: its keys' desk and article, the names it may use, its kind of entity."""

    def __init__(self, keys: Keys, names: Names, document: str, kind: str) -> None:
        self.keys, self.names, self.document, self.kind = keys, names, document, kind

    def about(self, keys: Keys) -> "Room":
        """The room of a block that may name the kind of entity it is ``for``."""
        word = keys.value("for") or self.kind
        known = self.names.vocabulary.kind(word)
        if known is None and keys.has("for"):
            kinds = self.names.vocabulary.kinds
            listed = "、".join(k.zh or k.id for k in kinds.values())
            keys.fault(
                "N1",
                keys.get("for") or keys.tree,
                f"没有对象“{word}”",
                f"there is no kind '{word}'",
                f"登记过的有：{listed or '无，先写 register 块'}",
                f"registered are: {', '.join(kinds) or 'none; write a register block first'}",
            )
        return Room(self.keys, self.names, self.document, known.id if known else word)

    def place(self, tree: Tree) -> Place:
        return Place(self.keys.desk.path, tree.line, tree.column, self.keys.article)

    def open(self, tree: Tree, block: str = "") -> Keys:
        """The keys of an entry; an entry in another form is read as empty (D5)."""
        if isinstance(tree, Mapping):
            return self.keys.sub(tree, block)
        self.keys.fault("D5", tree, "这里要写成“键: 值”", "key: value pairs are wanted here")
        return self.keys.sub(Mapping(line=tree.line, column=tree.column), block)

    # --- common keys ------------------------------------------------------------------------

    def meta(self, keys: Keys, *, quote: bool = True) -> Meta:
        """The common keys of a block or entry. ``quote`` False: an entry without words."""
        reads = {k: v.text for k, v in keys.entries("reads") if isinstance(v, Scalar)}
        return Meta(
            place=self.place(keys.tree),
            label=Label(keys.text("zh"), keys.text("en")),
            quotes=keys.texts("quote") if quote else (),
            at=keys.text("at"),
            reads=reads,
            because=keys.text("because"),
            verified=cast(
                Literal["yes", "partly", "no", ""],
                keys.choice("verified", ("yes", "partly", "no")),
            ),
            source=keys.text("source"),
            note=keys.text("note"),
            judge=keys.text("judge"),
            carries=keys.texts("carries"),
            tags=keys.texts("tags"),
            start=self.day(keys, "from", last=False),
            end=self.day(keys, "to", last=True),
        )

    def day(self, keys: Keys, key: str, *, last: bool) -> date | None:
        text = keys.text(key)
        if not text:
            return None
        try:
            found = parse_date(text)
        except QuantityError as error:
            at = keys.get(key) or keys.tree
            keys.fault("D5", at, error.reason("zh"), error.reason("en"))
            return None
        return found.last if last else found.first

    # --- expressions ------------------------------------------------------------------------

    def cited(
        self,
        tree: Tree,
        address: str,
        *,
        key: str = "rule",
        wanted: str = "",
        variables: MappingType[str, Type] | None = None,
        judged: bool = False,
        extra: tuple[str, ...] = (),
    ) -> Cited:
        """A cited value: an expression alone, or ``{rule, quote, at, reads, because, judge}``."""
        if isinstance(tree, Scalar):
            meta = Meta(place=self.place(tree))
            return self._cited(tree, meta, address, wanted, variables, judged)
        keys = self.open(tree)
        keys.only(key, *extra)
        meta = self.meta(keys)
        if not keys.require(key):
            return Cited("", form.Gone(which="unknown"), meta, address)
        rule = keys.get(key)
        if not isinstance(rule, Scalar):
            keys.wrong_form(key, tree, "一行规则", "one rule")
            return Cited("", form.Gone(which="unknown"), meta, address)
        return self._cited(rule, meta, address, wanted, variables, judged or bool(meta.judge))

    def _cited(
        self,
        rule: Scalar,
        meta: Meta,
        address: str,
        wanted: str,
        variables: MappingType[str, Type] | None,
        judged: bool,
    ) -> Cited:
        text = normal(rule.text)
        scope = Scope(self.names, self.document, self.kind, variables or {}, judged)
        return Cited(text, self.node(rule, scope, wanted), meta, address)

    def node(self, rule: Scalar, scope: Scope, wanted: str = "") -> Node:
        """The typed form of one rule; its troubles become faults at their column."""

        def report(trouble: Trouble) -> None:
            column = rule.column + rule.quoted + trouble.start if rule.one_line else rule.column
            self.keys.desk.fault(
                trouble.code,
                Place(self.keys.desk.path, rule.line, column, self.keys.article),
                trouble.zh,
                trouble.en,
                trouble.mend_zh,
                trouble.mend_en,
                words=normal(rule.text)[trouble.start : trouble.end],
            )

        syntax = parse(normal(rule.text))
        if isinstance(syntax, Trouble):
            report(syntax)
            return form.Gone(which="unknown")
        return resolve(syntax, scope, report, wanted=wanted)
