"""Reading a folder of documents into one library.

Three passes: pages and front matter; names (kinds, facts, defines, clauses, stackings); blocks.
Facts are global, so every register is read before any rule.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, assert_never

from gaoxin.files.yamltree import Mapping, Tree
from gaoxin.files.yamltree import Sequence as YamlSequence
from gaoxin.policy import keywords, markdown
from gaoxin.policy.compiled import ANEW, Compiled, Part
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import ANY, Define, Document, Place, Register, Type
from gaoxin.policy.inputs import Inputs, inputs_below
from gaoxin.policy.library import Library
from gaoxin.policy.reading import clause as clauses
from gaoxin.policy.reading import define as defines
from gaoxin.policy.reading.codebooks import check_lists, read_codebooks
from gaoxin.policy.reading.english import read_english
from gaoxin.policy.reading.example import read_example
from gaoxin.policy.reading.front import language, read_front
from gaoxin.policy.reading.keys import Desk, Keys
from gaoxin.policy.reading.measure import read_index, read_notes, read_target
from gaoxin.policy.reading.meta import Room
from gaoxin.policy.reading.posting import read_posting
from gaoxin.policy.reading.procedure import read_procedure
from gaoxin.policy.reading.register import check_book, check_fact, read_register
from gaoxin.policy.reading.running import CASE, Accounts, Course, Runs, case_kind
from gaoxin.policy.reading.sheet import Parsed, Sheet, read_sheet
from gaoxin.policy.withholding import Block, Source, withhold

KINDS = tuple(keywords.KINDS.values())


Sheets = Callable[[str, bytes], Sheet | markdown.NotText]
"""What takes a document's file apart."""


def read_library(*roots: Path) -> Library:
    """The library of all ``*.md`` documents (with code books and word lists) below ``roots``."""
    return read_inputs(inputs_below(*roots))


def read_inputs(inputs: Inputs) -> Library:
    """The library of files whose bytes are at hand; what has a fault in it is withheld from
    execution (``policy.withholding``)."""
    return compile_inputs(inputs).library


def compile_inputs(
    inputs: Inputs, sheets: Sheets = read_sheet, earlier: Compiled | None = None
) -> Compiled:
    """The same with its parts; those of ``earlier`` that still stand are taken over."""
    reading = _read(inputs.documents, sheets, earlier)
    read_codebooks(inputs, reading.library)
    reading.check_books()
    check_lists(inputs, reading.library)
    read_english(inputs, reading.library)
    return Compiled(reading.whole(), reading.parts, reading.lists)


def read_texts(files: MappingType[str, bytes]) -> Library:
    """The library of documents given as bytes by path. Faults are in ``library.faults``; what has
    one is withheld from execution."""
    return _read(files, read_sheet, None).whole()


def _read(files: MappingType[str, bytes], sheets: Sheets, earlier: Compiled | None) -> "_Reading":
    reading = _Reading(sheets)
    drafts = [d for path, data in files.items() if (d := reading.draft(path, data))]
    drafts = [d for d in drafts if d.id in reading.library.documents]
    for draft in drafts:
        reading.declare(draft)
    reading.declared()
    stands = reading.standing(earlier) if earlier else set()
    for draft in drafts:
        if earlier and draft.id in stands:
            reading.take(earlier.parts[draft.id])
        else:
            reading.blocks(draft)
    return reading


@dataclass(slots=True)
class _Block:
    kind: keywords.BlockKind
    tree: Tree
    article: str
    line: int
    last: int


@dataclass(slots=True)
class _Draft:
    """A document between the passes."""

    document: Document
    desk: Desk
    front: Keys
    blocks: list[_Block] = field(default_factory=list)
    entries: dict[str, list[tuple[Mapping, str]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # block id -> kind of block
    labels: dict[str, str] = field(default_factory=dict)  # Chinese label -> block id
    tags: dict[str, list[str]] = field(default_factory=dict)  # tag -> clause ids

    @property
    def id(self) -> str:
        return self.document.id


def _source(draft: _Draft) -> Source:
    """Where the blocks of a document stand and what they name."""
    return Source(draft.id, draft.desk.path, tuple(_named(draft, b) for b in draft.blocks))


def _named(draft: _Draft, block: _Block) -> Block:
    tree = block.tree if isinstance(block.tree, Mapping) else Mapping({}, {}, 0, 0)
    keys = Keys(Desk(draft.desk.path, draft.desk.language, lambda _: None), tree, block.article)
    named = keys.mapping("facts") if block.kind == "register" else tree
    own = keys.text("kind" if block.kind == "register" else "id")
    entries = named.keys if named and block.kind in {"register", "define"} else {}
    places = tuple((k.line, k.column, name) for name, k in entries.items())
    return Block(block.kind, block.line, block.last, own, places)


class _Reading:
    """The library while it is being read; answers the resolver's questions about names."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.library = Library()
        self.vocabulary = self.library.vocabulary
        self.drafts: dict[str, _Draft] = {}
        self.types: dict[tuple[str, str], tuple[Type, str]] = {}
        self.open: list[tuple[str, str]] = []
        self.lists: dict[str, str] = {}
        self.registered: set[str] = {CASE}
        self.facts: list[Keys] = []
        self.runs = Runs()
        self.parts: dict[str, Part] = {}
        self.asked: set[str] = set()

    def report(self, fault: Fault) -> None:
        self.library.faults.append(fault)

    # --- pass 1: pages ----------------------------------------------------------------------

    def draft(self, path: str, data: bytes) -> _Draft | None:
        desk = Desk(path, "en", self.report)
        sheet = self.sheets(path, data)
        if isinstance(sheet, markdown.NotText):
            place = Place(path, sheet.line)
            desk.fault("D1", place, sheet.zh, sheet.en, sheet.mend_zh, sheet.mend_en)
            return None
        page = sheet.page
        tree = self._told(desk, sheet.front, "")
        if not isinstance(tree, Mapping):
            if tree is not None or not page.front.strip():
                where = Place(path, 2)
                desk.fault("D1", where, "文首不是“键: 值”", "the front matter has no key: value")
            return None
        desk = Desk(path, language(tree), self.report)
        keys = Keys(desk, tree, "", "front")
        front = read_front(keys)
        document = Document(path, front, page.articles, digest=hashlib.sha256(data).hexdigest())
        draft = _Draft(document, desk, keys)
        self._page_faults(draft, page)
        self._signs(desk, sheet)
        if not self._admit(draft):
            return None
        for fence, parsed in zip(page.fences, sheet.blocks, strict=True):
            self._fence(draft, fence, parsed)
        return draft

    def _admit(self, draft: _Draft) -> bool:
        """A document by its id; of two with one id neither is taken, whatever their files are
        called."""
        if not draft.id:
            return False
        other = self.drafts.setdefault(draft.id, draft)
        if other is draft:
            self.library.documents[draft.id] = draft.document
            return True
        self.library.documents.pop(draft.id, None)
        if draft.id not in self.library.lost:
            self._rival(other, draft)
        self._rival(draft, other)
        return False

    def _rival(self, draft: _Draft, other: _Draft) -> None:
        draft.desk.fault(
            "N2",
            Place(draft.desk.path, 2),
            f"标识“{draft.id}”也由 {other.desk.path} 使用，两份都不执行",
            f"the id '{draft.id}' is also used by {other.desk.path}; neither is executed",
            "每份文件一个标识；新文本是新文件，用 supersedes",
            "one id per document; a new text is a new file with supersedes",
        )
        self.library.lost.setdefault(draft.id, self.library.faults[-1])

    def whole(self) -> Library:
        """The library, with what has a fault withheld from execution."""
        drafts = {i: d for i, d in self.drafts.items() if i in self.library.documents}
        withhold(self.library, [_source(draft) for draft in drafts.values()])
        return self.library

    def _page_faults(self, draft: _Draft, page: markdown.Page) -> None:
        for anchor, line in page.repeated:
            draft.desk.fault(
                "D7",
                Place(draft.desk.path, line, 1, anchor),
                f"条目“{anchor}”出现两次",
                f"the article '{anchor}' stands twice",
                "给其中一条另起锚点 {#…}",
                "give one of them its own anchor {#…}",
            )
        for line in page.unclosed:
            draft.desk.fault(
                "D3",
                Place(draft.desk.path, line),
                "代码块没有结束（缺 ```）",
                "the fenced block is not closed (``` is missing)",
            )

    def _signs(self, desk: Desk, sheet: Sheet) -> None:
        for sign in sheet.signs:
            place = Place(desk.path, sign.line, sign.column)
            desk.fault(
                "D11",
                place,
                sign.zh,
                sign.en,
                "删去它，照所见的字重新输入",
                "delete it and type the text again as it is seen",
            )

    def _told(self, desk: Desk, parsed: Parsed, article: str) -> Tree | None:
        """The tree; what was wrong in its YAML is told."""
        tree, slips = parsed
        for slip in slips:
            place = Place(desk.path, slip.line, slip.column, article)
            desk.fault("D3", place, slip.zh, slip.en, slip.mend_zh, slip.mend_en)
        return tree

    def _fence(self, draft: _Draft, fence: markdown.Fence, parsed: Parsed | None) -> None:
        if not fence.info:
            return
        if parsed is None:
            self._nearly_a_block(draft, fence)
            return
        word = fence.info[1] if len(fence.info) > 1 else ""
        kind = self._kind(draft, fence, word)
        tree = self._told(draft.desk, parsed, fence.article) if kind else None
        if kind is None or tree is None:
            return
        if kind != "note" and not isinstance(tree, Mapping):
            draft.desk.fault(
                "D5",
                tree,
                "块里要写“键: 值”",
                "a block holds key: value",
                "每行写 键: 值（半角冒号，其后空一格）",
                "write key: value on each line (a plain colon and a space)",
                article=fence.article,
            )
            return
        last = fence.line + fence.text.count("\n")
        draft.blocks.append(_Block(kind, tree, fence.article, fence.line, last))

    def _nearly_a_block(self, draft: _Draft, fence: markdown.Fence) -> None:
        """A block whose first line is misspelt would be passed over in silence."""
        first = fence.info[0]
        prefix = re.match(r"ya?ml", first, re.IGNORECASE)
        if not prefix and first not in keywords.KINDS and first not in KINDS:
            return
        word = first[prefix.end() :] if prefix else first
        kind = word or (fence.info[1] if len(fence.info) > 1 else "…")
        draft.desk.fault(
            "D2",
            Place(draft.desk.path, fence.line - 1, 1, fence.article),
            f"“```{' '.join(fence.info)}”不是块的写法，这一块没有读",
            f"'```{' '.join(fence.info)}' does not begin a block; it was not read",
            f"写 ```yaml {kind}（yaml 小写，其后空一格）",
            f"write ```yaml {kind} (yaml in small letters, then a space)",
        )

    def _kind(self, draft: _Draft, fence: markdown.Fence, word: str) -> keywords.BlockKind | None:
        english = keywords.block_kind(word)
        place = Place(draft.desk.path, fence.line - 1, 1, fence.article)
        if english is None:
            words = list(keywords.KINDS if draft.desk.language == "zh" else KINDS)
            draft.desk.fault(
                "D2",
                place,
                f"没有“{word}”这种块" if word else "没写是哪种块",
                f"there is no block '{word}'" if word else "the kind of block is not named",
                f"```yaml 之后写：{'、'.join(words)}",
                f"write after ```yaml one of: {', '.join(words)}",
            )
            return None
        if (word in keywords.KINDS) != (draft.desk.language == "zh"):
            draft.desk.fault(
                "D4",
                place,
                f"“{word}”是另一种语言的关键词",
                f"'{word}' is a keyword of the other language",
                "一份文件只用一种语言的关键词",
                "a document uses the keywords of one language",
            )
        return english

    # --- pass 2: names ----------------------------------------------------------------------

    def declare(self, draft: _Draft) -> None:
        for block in draft.blocks:
            keys = self._keys(draft, block)
            if block.kind == "register":
                self.registered.add(keys.text("kind"))
                read_register(keys, self.vocabulary, draft.id, draft.document.front.title)
            elif block.kind == "define":
                self._declare_defines(draft, keys, block)
            elif block.kind in {"clause", "stacking", "procedure", "posting", "target", "index"}:
                self._declare_block(draft, keys, block)
                self._declare_run(draft, keys, block)

    def _keys(self, draft: _Draft, block: _Block) -> Keys:
        tree = block.tree if isinstance(block.tree, Mapping) else Mapping({}, {}, block.line, 1)
        return Keys(draft.desk, tree, block.article, block.kind)

    def _declare_defines(self, draft: _Draft, keys: Keys, block: _Block) -> None:
        for name, tree in keys.tree.items():
            at = keys.tree.keys[name]
            parts = tree.items if isinstance(tree, YamlSequence) else (tree,)
            if not name.isidentifier():
                keys.fault("N3", at, f"“{name}”不能作名字", f"'{name}' cannot be a name")
                continue
            if name in draft.names:
                self._twice(keys, at, name)
                continue
            for part in parts:
                if isinstance(part, Mapping):
                    draft.entries.setdefault(name, []).append((part, block.article))
                else:
                    keys.fault("D5", part, f"“{name}”要写成“键: 值”", f"'{name}' needs keys")
            if name not in draft.document.order:
                draft.document.order.append(name)
            if draft.document.front.role == "vocabulary":
                self.lists.setdefault(name, draft.id)

    def _declare_block(self, draft: _Draft, keys: Keys, block: _Block) -> None:
        name, label = keys.text("id"), keys.text("zh")
        known = draft.names.get(name)
        if name in draft.entries or (known and (known != "clause" or block.kind != "clause")):
            self._twice(keys, keys.get("id") or keys.tree, name)
            return
        draft.names[name] = block.kind
        if name not in draft.document.order:
            draft.document.order.append(name)
        if label:
            draft.labels.setdefault(label, name)
        if block.kind == "clause" and not keys.has("varies"):
            for tag in keys.texts("tags"):
                if name not in draft.tags.setdefault(tag, []):
                    draft.tags[tag].append(name)

    def _declare_run(self, draft: _Draft, keys: Keys, block: _Block) -> None:
        address = f"{draft.id}#{keys.text('id')}"
        if block.kind == "clause" and keys.has("procedure"):
            self.runs.applicants.add(keys.value("for") or draft.document.front.kind)
        elif block.kind == "procedure":
            steps = {name: _names(keys, tree, "records") for name, tree in keys.entries("steps")}
            self.runs.courses[address] = Course(keys.value("for") or CASE, steps)
        elif block.kind == "posting":
            units = {n: _unit(keys, tree) for n, tree in keys.entries("accounts")}
            steps_named = [s for _, t in keys.entries("entries") for s in _texts(keys, t, "step")]
            found = {self._course(draft, step.rpartition(".")[0]) for step in steps_named}
            self.runs.books[address] = Accounts(units, frozenset(found))

    def _course(self, draft: _Draft, name: str) -> str:
        """The address of a procedure named ``name`` or ``alias.name``."""
        alias, dot, rest = name.partition(".")
        used = self.alias(draft.id, alias) if dot else None
        return f"{used[0]}#{rest}" if used else f"{draft.id}#{name}"

    def declared(self) -> None:
        """Every document has been declared: kinds that follow from all of them together."""
        if any(course.kind == CASE for course in self.runs.courses.values()):
            case_kind(self.vocabulary, self.runs.applicant())

    def _twice(self, keys: Keys, at: Tree, name: str) -> None:
        keys.fault(
            "N2",
            at,
            f"名字“{name}”在本文件里已用",
            f"the name '{name}' is already used in this document",
            "换一个名字",
            "take another name",
        )

    # --- what the resolver asks --------------------------------------------------------------

    def _ask(self, document: str) -> _Draft | None:
        """The draft of a document; that it was asked for is kept, whether it is there or not."""
        self.asked.add(document)
        return self.drafts.get(document)

    def alias(self, document: str, alias: str) -> tuple[str, date | None] | None:
        draft = self._ask(document)
        return draft.document.front.uses.get(alias) if draft else None

    def _other(self, draft: _Draft, alias: str) -> _Draft | None:
        found = self.alias(draft.id, alias)
        return self._ask(found[0]) if found else None

    def define(self, document: str, name: str) -> tuple[Type, str] | None:
        """Type and kind of a define, reading its value if the type is not declared."""
        draft = self._ask(document)
        known = self.types.get((document, name))
        if known is not None:
            return known
        if draft is None or name not in draft.entries:
            return None
        tree, article = draft.entries[name][0]
        keys = Keys(draft.desk, tree, article, "define")
        quiet = Keys(Desk(draft.desk.path, draft.desk.language, lambda _: None), tree, article)
        kind = Room(quiet, self, draft.id, draft.document.front.kind).about(quiet).kind
        found = defines.declared_type(quiet)
        if found is None:
            found = self._inferred(draft, keys, (document, name))
        self.types[document, name] = (found, kind)
        return found, kind

    def _inferred(self, draft: _Draft, keys: Keys, key: tuple[str, str]) -> Type:
        if key in self.open:
            chain = " → ".join(name for _, name in [*self.open[self.open.index(key) :], key])
            keys.fault(
                "N4",
                keys.tree,
                f"循环定义：{chain}",
                f"circular definition: {chain}",
                "让其中一个不依赖另一个",
                "let one of them not rest on the other",
            )
            return ANY
        self.open.append(key)
        quiet = Desk(draft.desk.path, draft.desk.language, self._circles)
        room = Room(
            Keys(quiet, keys.tree, keys.article, "define"),
            self,
            draft.id,
            draft.document.front.kind,
        )
        found = defines.read_entry(room, keys.tree, f"{key[0]}#{key[1]}").type
        self.open.pop()
        return found

    def _circles(self, fault: Fault) -> None:
        """While a type is being inferred only circles are told; the rest is told when read."""
        if fault.code == "N4":
            self.report(fault)

    def clause(self, document: str, name: str) -> bool:
        draft = self._ask(document)
        return draft is not None and draft.names.get(name) == "clause"

    def shared_list(self, name: str) -> str | None:
        return self.lists.get(name)

    def known(self, document: str) -> Iterable[str]:
        draft = self._ask(document)
        return (*draft.entries, *draft.names, *draft.document.front.uses) if draft else ()

    def procedure(self, address: str) -> str | None:
        self._ask(address.partition("#")[0])
        course = self.runs.courses.get(address)
        kind = self.vocabulary.kind(course.kind) if course else None
        return kind.id if kind else None

    def steps(self, address: str) -> Iterable[str]:
        self._ask(address.partition("#")[0])
        course = self.runs.courses.get(address)
        return course.steps if course else ()

    # --- pass 3: blocks ----------------------------------------------------------------------

    def standing(self, earlier: Compiled) -> set[str]:
        """The documents that need not be compiled again."""
        now = {id: draft.document for id, draft in self.drafts.items()}
        return earlier.standing(now, self.vocabulary, self.lists)

    def take(self, part: Part) -> None:
        """A document whose blocks were read before and would come to the same."""
        self.parts[part.document.id] = part
        self.library.documents[part.document.id] = part.document
        self.library.faults += part.faults

    def blocks(self, draft: _Draft) -> None:
        told = len(self.library.faults)
        self.asked.clear()
        self._blocks(draft)
        faults = tuple(self.library.faults[told:])
        self.parts[draft.id] = Part(draft.document, faults, frozenset(self.asked))

    def _blocks(self, draft: _Draft) -> None:
        Room(draft.front, self, draft.id, "").about(draft.front)
        self._defines(draft)
        for block in draft.blocks:
            keys = self._keys(draft, block)
            room = Room(keys, self, draft.id, draft.document.front.kind)
            self._block(draft, room, keys, block)

    def _block(self, draft: _Draft, room: Room, keys: Keys, block: _Block) -> None:
        match block.kind:
            case "register":
                self._register(draft, room, keys)
            case "clause":
                self._clause(draft, room, keys)
            case "stacking":
                self._stacking(draft, room, keys)
            case "procedure":
                self._procedure(draft, room, keys)
            case "posting":
                self._posting(draft, room, keys)
            case "target":
                self._target(draft, room, keys)
            case "index":
                self._index(draft, room, keys)
            case "example":
                self._example(draft, room, keys)
            case "note":
                draft.document.unexecutable.extend(read_notes(room, block.tree))
            case "define":
                pass  # read together, one name being told by several blocks
            case _:
                assert_never(block.kind)

    def _defines(self, draft: _Draft) -> None:
        for name, parts in draft.entries.items():
            address = f"{draft.id}#{name}"
            entries = []
            for tree, article in parts:
                keys = Keys(draft.desk, tree, article, "define")
                room = Room(keys, self, draft.id, draft.document.front.kind)
                entries.append(defines.read_entry(room, tree, address))
            label = defines.label_of(name, entries)
            draft.document.defines[name] = Define(name, draft.id, label, tuple(entries))

    def _register(self, draft: _Draft, room: Room, keys: Keys) -> None:
        meta = room.meta(keys)
        facts = keys.mapping("facts")
        carried = tuple(
            c
            for _, t in keys.entries("facts")
            if isinstance(t, Mapping)
            for c in keys.sub(t).texts("carries")
        )
        meta = replace(meta, carries=(*meta.carries, *carried))
        names = tuple(facts.values) if facts else ()
        for tree in facts.values.values() if facts else ():
            if isinstance(tree, Mapping):
                check_fact(keys.sub(tree), self.registered, (*self._lists(draft), *self.lists))
                self.facts.append(keys.sub(tree))
        draft.document.registers.append(Register(keys.text("kind"), draft.id, meta, names))

    def _lists(self, draft: _Draft) -> list[str]:
        """The names of the lists a document defines."""
        return [
            name
            for name, parts in draft.entries.items()
            if any(Keys(draft.desk, tree, "", "define").has("list") for tree, _ in parts)
        ]

    def check_books(self) -> None:
        """Facts against the code books, once these are read."""
        for keys in self.facts:
            check_book(keys, self.library.codebooks)

    def _clause(self, draft: _Draft, room: Room, keys: Keys) -> None:
        found = clauses.read_clause(room, keys)
        earlier = draft.document.clauses.get(found.id, ())
        draft.document.clauses[found.id] = (*earlier, found)

    def _stacking(self, draft: _Draft, room: Room, keys: Keys) -> None:
        def members(entry: Keys, name: str) -> list[str]:
            return self._members(draft, entry, name)

        found = clauses.read_stacking(room, keys, members)
        draft.document.stackings[found.id] = found

    def _members(self, draft: _Draft, keys: Keys, name: str) -> list[str]:
        """Addresses a name under ``over`` stands for: a clause, a stacking, ``alias.*``, a tag."""
        alias, dot, rest = name.partition(".")
        other = self._other(draft, alias) if dot else draft
        if other is not None:
            if dot and rest == "*":
                return [f"{other.id}#{n}" for n, kind in other.names.items() if kind == "clause"]
            wanted = rest if dot else name
            if other.names.get(wanted) in {"clause", "stacking"}:
                return [f"{other.id}#{wanted}"]
            if wanted in other.tags:
                return [f"{other.id}#{n}" for n in other.tags[wanted]]
        keys.fault(
            "N1",
            keys.get("over") or keys.tree,
            f"叠加范围里的“{name}”不是条款、叠加或标签",
            f"'{name}' is no clause, stacking or tag",
        )
        return []

    def _procedure(self, draft: _Draft, room: Room, keys: Keys) -> None:
        room = self._within(room.about(keys), f"{draft.id}#{keys.text('id')}")
        found = read_procedure(room, keys)
        draft.document.procedures[found.id] = found

    def _within(self, room: Room, procedure: str) -> Room:
        """The room for rules asked of the cases of a procedure. It is made of all books that post
        its steps and adds to the vocabulary, so what is read in it is read each time."""
        self.asked.add(ANEW)
        course = self.runs.courses.get(procedure)
        kind = self.procedure(procedure) or (course.kind if course else room.kind)
        return room.at(kind, self.runs.running(self.vocabulary, procedure, kind))

    def _posting(self, draft: _Draft, room: Room, keys: Keys) -> None:
        found = read_posting(room, keys, lambda procedure: self._within(room, procedure))
        draft.document.postings[found.id] = found

    def _target(self, draft: _Draft, room: Room, keys: Keys) -> None:
        found = read_target(room, keys)
        draft.document.targets[found.id] = found

    def _index(self, draft: _Draft, room: Room, keys: Keys) -> None:
        found = read_index(room, keys)
        draft.document.indices[found.id] = found

    def _example(self, draft: _Draft, room: Room, keys: Keys) -> None:
        name = keys.text("tests")
        name = draft.labels.get(name, name)
        alias, dot, rest = name.partition(".")
        other = self._other(draft, alias) if dot else draft
        name = rest if dot else name
        what: Any = ""
        if other is not None:
            what = "define" if name in other.entries else other.names.get(name, "")
        if not what:
            keys.fault(
                "N1",
                keys.get("tests") or keys.tree,
                f"算例检验的“{name}”不存在",
                f"the example tests '{name}', which does not exist",
            )
        address = f"{other.id if other else draft.id}#{name}"
        draft.document.examples.append(read_example(room, keys, address, what))


def _texts(keys: Keys, tree: Tree, key: str) -> tuple[str, ...]:
    """Texts under a key of an entry, before the entry is read; its faults are told then."""
    quiet = Desk(keys.desk.path, keys.desk.language, lambda _: None)
    return Keys(quiet, tree, keys.article).texts(key) if isinstance(tree, Mapping) else ()


def _unit(keys: Keys, tree: Tree) -> str:
    return next(iter(_texts(keys, tree, "unit")), "CNY")


def _names(keys: Keys, tree: Tree, key: str) -> tuple[str, ...]:
    """The names under a key of an entry, likewise."""
    quiet = Desk(keys.desk.path, keys.desk.language, lambda _: None)
    entry = Keys(quiet, tree, keys.article) if isinstance(tree, Mapping) else None
    return tuple(name for name, _ in entry.entries(key)) if entry else ()
