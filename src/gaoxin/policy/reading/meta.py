"""The keys every block and entry shares, and expressions with the words they rest on."""

from collections.abc import Mapping as MappingType
from datetime import date
from typing import Literal, cast

from gaoxin.files.yamltree import Mapping, Scalar, Tree
from gaoxin.policy import form
from gaoxin.policy.expression import Trouble, normal, parse
from gaoxin.policy.form import Cited, Label, Meta, Node, Place, Type
from gaoxin.policy.reading.keys import Keys
from gaoxin.policy.reading.running import Running
from gaoxin.policy.resolving import Names, Scope, resolve, resolve_target
from gaoxin.quantities import QuantityError, parse_date


class Room:
    """A block being read: its keys' desk and article, the names it may use, its kind of entity."""

    def __init__(
        self, keys: Keys, names: Names, document: str, kind: str, running: Running | None = None
    ) -> None:
        self.keys, self.names, self.document, self.kind = keys, names, document, kind
        self.running = running

    def at(self, kind: str, running: Running | None) -> "Room":
        """The same block, its rules asked of another kind, or of a running case."""
        return Room(self.keys, self.names, self.document, kind, running)

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
        return Room(self.keys, self.names, self.document, known.id if known else word, self.running)

    def used(self, alias: str) -> str:
        """The id of the document an alias stands for; the alias itself where it is none."""
        found = self.names.alias(self.document, alias)
        return found[0] if found else alias

    def place(self, tree: Tree) -> Place:
        return Place(self.keys.desk.path, tree.line, tree.column, self.keys.article)

    def open(self, tree: Tree, block: str = "") -> Keys:
        """The keys of an entry; an entry in another form is read as empty (D5)."""
        if isinstance(tree, Mapping):
            return self.keys.sub(tree, block)
        self.keys.fault("D5", tree, "这里要写成“键: 值”", "key: value pairs are wanted here")
        return self.keys.sub(Mapping({}, {}, tree.line, tree.column), block)

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
        spell: bool = False,
        extra: tuple[str, ...] = (),
    ) -> Cited:
        """A cited value: an expression alone, or ``{rule, quote, at, reads, because, judge}``."""
        if isinstance(tree, Scalar):
            meta = Meta(place=self.place(tree))
            return self._cited(
                tree, meta, address, wanted, self.scope(variables or {}, judged=judged, spell=spell)
            )
        keys = self.open(tree)
        keys.only(key, *extra)
        meta = self.meta(keys)
        if not keys.require(key):
            return Cited("", form.Gone(which="unknown"), meta, address)
        rule = keys.get(key)
        if not isinstance(rule, Scalar):
            keys.wrong_form(key, tree, "一行规则", "one rule")
            return Cited("", form.Gone(which="unknown"), meta, address)
        judged = judged or bool(meta.judge)
        scope = self.scope(variables or {}, judged=judged, spell=spell)
        return self._cited(rule, meta, address, wanted, scope)

    def _cited(self, rule: Scalar, meta: Meta, address: str, wanted: str, scope: Scope) -> Cited:
        return Cited(normal(rule.text), self.node(rule, scope, wanted), meta, address)

    def scope(
        self, variables: MappingType[str, Type], *, judged: bool = False, spell: bool = False
    ) -> Scope:
        """What the rules of this block may name."""
        if self.running is None:
            return Scope(self.names, self.document, self.kind, variables, judged)
        local, clause = self.running.local, self.running.clause
        return Scope(self.names, self.document, self.kind, variables, judged, local, clause, spell)

    def target(self, text: str, at: Tree) -> form.Fact | None:
        """The fact that a step records under the name ``text``."""
        rule = Scalar(text, at.line, at.column)
        syntax = parse(normal(text))
        if isinstance(syntax, Trouble):
            self._report(rule, syntax)
            return None
        return resolve_target(syntax, self.scope({}), lambda t: self._report(rule, t))

    def node(self, rule: Scalar, scope: Scope, wanted: str = "") -> Node:
        """The typed form of one rule; its troubles become faults at their column."""

        syntax = parse(normal(rule.text))
        if isinstance(syntax, Trouble):
            self._report(rule, syntax)
            return form.Gone(which="unknown")
        return resolve(syntax, scope, lambda t: self._report(rule, t), wanted=wanted)

    def _report(self, rule: Scalar, trouble: Trouble) -> None:
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
