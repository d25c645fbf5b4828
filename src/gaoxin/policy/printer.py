"""Printing a document in the house layout, without changing what it says.

Prose stays as it is. Each block is printed with its keys in one order and full-width punctuation
in rules made half-width; what stands on one line stays there, what stands below stays below. With
``language`` the keywords are put into the other language; names, rules and words stay the author's.
A block with comments is left as written; in the other language they stand above the entries they
were beside. One that cannot be read is left as written: nothing is lost.
"""

import re

from gaoxin.files import yamltree
from gaoxin.files.yamltree import Mapping, Scalar, Sequence, Tree
from gaoxin.policy import keywords, markdown, structure
from gaoxin.policy.expression import normal
from gaoxin.policy.keywords import KINDS, KeywordLanguage
from gaoxin.policy.reading.front import language as language_of
from gaoxin.policy.reading.register import TYPES

_FENCE = re.compile(r"^(```+)yaml[ \t]+(\S+)[ \t]*\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`<=][^\n]*")
_RULES = {"rule", "value", "of", "money", "cap", "measure", "aim", "plan", "breach", "less"}
_CLOSED = {"type", "time", "level", "wording", "completeness", "verified", "lang", "anchor", "role"}
_CLOSED |= {"take", "cut", "short", "form", "per", "optional", "end", "better"}


def print_document(data: bytes, to: KeywordLanguage | None = None) -> str | None:
    """The text in house layout, or None where the file cannot be read as a document."""
    text = markdown.decode(data)
    if isinstance(text, markdown.NotText):
        return None
    page = markdown.split(text, "")
    if isinstance(page, markdown.NotText):
        return None
    tree, troubles = yamltree.read_yaml(page.front, 1)
    if troubles or not isinstance(tree, Mapping):
        return None
    written = language_of(tree)
    layout = _Layout(written, to or written)
    lines = text.split("\n")
    close = next(n for n in range(1, len(lines)) if lines[n].strip() == "---")
    front = layout.printed("front", tree, page.front) or page.front
    body = _FENCE.sub(layout.fence, "\n".join(lines[close + 1 :]))
    body = "\n".join(line.rstrip() for line in body.split("\n"))
    return f"---\n{front.strip()}\n---\n{body.rstrip()}\n"


class _Layout:
    """Prints trees of one keyword language in another (or the same)."""

    def __init__(self, written: KeywordLanguage, wanted: KeywordLanguage) -> None:
        self.written, self.wanted = written, wanted

    def fence(self, found: re.Match[str]) -> str:
        mark, word, text = found.groups()
        kind = KINDS.get(word, word)
        tree, troubles = yamltree.read_yaml(text, 1)
        if kind not in KINDS.values() or troubles or tree is None:
            return found.group()
        shown = next(zh for zh, en in KINDS.items() if en == kind) if self.wanted == "zh" else kind
        block = self.printed(kind, tree, text)
        return found.group() if block is None else f"{mark}yaml {shown}\n{block.rstrip()}\n{mark}"

    def printed(self, kind: str, tree: Tree, text: str) -> str | None:
        """A block, None where it has comments and may stay as it is. In the other language its
        comments stand above the entries they were beside."""
        comments = _comments(text, tree)
        if comments and self.written == self.wanted:
            return None
        entries = self._entries(kind, tree)
        above: dict[int, list[str]] = {}
        for line, alone, comment in comments:
            later = [first for first, _ in entries if first > line]
            earlier = [first for first, _ in entries if first <= line]
            owner = min(later, default=0) if alone else max(earlier, default=0)
            above.setdefault(owner, []).append(comment)
        found = [part for first, text in entries for part in (*above.pop(first, ()), text)]
        return "\n".join([*found, *(c for rest in above.values() for c in rest)])

    def _entries(self, kind: str, tree: Tree) -> list[tuple[int, str]]:
        """The entries of a block, each with the line it was written on."""
        if kind == "define" and isinstance(tree, Mapping):
            return [(tree.keys[n].line, self._named(n, t, "entry", 0)) for n, t in tree.items()]
        if kind == "note" and isinstance(tree, Sequence):
            return [(i.line, self._item(i, "note", 0)) for i in tree.items]
        return self._keyed(kind, tree, 0) if isinstance(tree, Mapping) else []

    # --- entries ----------------------------------------------------------------------------

    def block(self, entry: str, tree: Mapping, indent: int = 0) -> str:
        """An entry with its keys in order, one to a line."""
        return "\n".join(text for _, text in self._keyed(entry, tree, indent))

    def _keyed(self, entry: str, tree: Mapping, indent: int) -> list[tuple[int, str]]:
        lines = {id(value): tree.keys[name].line for name, value in tree.items()}
        return [
            (
                lines[id(value)],
                self._named(self._word(entry, key), value, structure.form(entry, key), indent, key),
            )
            for key, value in self._ordered(entry, tree)
        ]

    def _ordered(self, entry: str, tree: Mapping) -> list[tuple[str, Tree]]:
        known = {keywords.key(k, self.written, entry): k for k in structure.keys(entry)}
        order = {k: n for n, k in enumerate(structure.keys(entry))}
        found = [(known.get(k, k), v) for k, v in tree.items()]
        return sorted(found, key=lambda pair: order.get(pair[0], len(order)))

    def _word(self, entry: str, key: str) -> str:
        return keywords.key(key, self.wanted, entry) if key in structure.keys(entry) else key

    def _named(self, name: str, tree: Tree, form: str, indent: int, key: str = "") -> str:
        """``name: …``, on one line or below, as the author wrote it."""
        head = f"{' ' * indent}{_key(name)}:"
        if isinstance(tree, Scalar) or tree.one_line:
            return f"{head} {self._flow(tree, form, key)}"
        return f"{head}\n{self._below(tree, form, indent + 2)}"

    def _below(self, tree: Tree, form: str, indent: int) -> str:
        if isinstance(tree, Sequence):
            inner = form[1:-1] if form.startswith("[") else form
            return "\n".join(self._item(i, inner, indent) for i in tree.items)
        if isinstance(tree, Scalar):
            return " " * indent + self._scalar(tree, form)
        if form.startswith("{"):
            inner = form[1:-1]
            return "\n".join(self._named(n, t, inner, indent) for n, t in tree.items())
        if form in structure.entries() or form == "rule":
            return self.block("cited" if form == "rule" else form, tree, indent)
        members = self._members(tree, form)
        return "\n".join(self._named(n, t, f, indent, k) for n, t, f, k in members)

    def _item(self, tree: Tree, form: str, indent: int) -> str:
        if isinstance(tree, Scalar) or tree.one_line:
            return f"{' ' * indent}- {self._flow(tree, form)}"
        below = self._below(tree, form, indent + 2)
        return f"{' ' * indent}- {below.lstrip()}"

    # --- one line ---------------------------------------------------------------------------

    def _flow(self, tree: Tree, form: str, key: str = "") -> str:
        if isinstance(tree, Scalar):
            return self._scalar(tree, form, key)
        if isinstance(tree, Sequence):
            inner = form[1:-1] if form.startswith("[") else form
            return f"[{', '.join(self._part(i, inner) for i in tree.items)}]"
        return "{" + ", ".join(self._pair(*member) for member in self._members(tree, form)) + "}"

    def _part(self, tree: Tree, form: str) -> str:
        """An item of a list on one line."""
        if isinstance(tree, Scalar):
            return self._scalar(tree, form, flow=True)
        return self._flow(tree, form)

    def _members(self, tree: Mapping, form: str) -> list[tuple[str, Tree, str, str]]:
        """Printed name, value, form and English key of each member."""
        if form.startswith("{"):
            return [(n, t, form[1:-1], "") for n, t in tree.items()]
        entry = "cited" if form == "rule" else form
        if entry in structure.entries():
            return [
                (self._word(entry, k), t, structure.form(entry, k), k)
                for k, t in self._ordered(entry, tree)
            ]
        inner = form if form in structure.FREE else "any"
        return [(self._free(form, n), t, inner, "") for n, t in tree.items()]

    def _free(self, form: str, name: str) -> str:
        """A name under facts or results: translated only where it is a keyword there."""
        known = {keywords.key(k, self.written): k for k in structure.FREE.get(form, ())}
        return keywords.key(known[name], self.wanted) if name in known else name

    def _pair(self, name: str, tree: Tree, form: str, key: str) -> str:
        if isinstance(tree, Scalar):
            return f"{_key(name)}: {self._scalar(tree, form, key, flow=True)}"
        inner = self._flow(tree, form, key)
        return f"{_key(name)}: {inner}"

    def _scalar(self, tree: Scalar, form: str, key: str = "", *, flow: bool = False) -> str:
        text = tree.text
        if form == "rule" or key in _RULES:
            text = normal(text)
        elif key in _CLOSED and self.written != self.wanted:
            text = self._value(text, key)
        return _quoted(text) if flow or not _safe(text) else text

    def _value(self, text: str, key: str) -> str:
        """A closed value in the wanted language. A type that is a kind keeps its name."""
        if key == "type" and keywords.value(text) not in TYPES:
            return text
        if self.wanted == "en":
            return keywords.value(text)
        return keywords.value_in_chinese(text, key)


def _comments(text: str, tree: Tree) -> list[tuple[int, bool, str]]:
    """Comments with their lines, and whether each has its line alone at the margin: a ``#`` that
    can go, with what follows, without changing the tree."""
    found = []
    lines = text.split("\n")
    for n, line in enumerate(lines):
        for mark in re.finditer(r"(?:^|(?<=\s))#", line):
            bare = "\n".join([*lines[:n], line[: mark.start()].rstrip(), *lines[n + 1 :]])
            if yamltree.read_yaml(bare, 1) == (tree, []):
                found.append((n + 1, mark.start() == 0, line[mark.start() :]))
                break
    return found


def _key(name: str) -> str:
    return name if _safe(name) and ", " not in name else _quoted(name)


def _safe(text: str) -> bool:
    """May the text stand without quotation marks as a value of its own line?"""
    return bool(_PLAIN.fullmatch(text)) and not re.search(r":(\s|$)|\s#|\s$", text)


def _quoted(text: str) -> str:
    """The text, in quotation marks where braces, commas or colons need them."""
    if text and _safe(text) and not re.search(r"[,\[\]{}]", text):
        return text
    if '"' in text and "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
