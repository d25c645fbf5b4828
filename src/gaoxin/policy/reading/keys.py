"""Asking a mapping for its keys, whatever language the document writes them in."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gaoxin.files.yamltree import Mapping, Scalar, Sequence, Tree
from gaoxin.policy import keywords
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Place
from gaoxin.policy.keywords import KeywordLanguage

COMMON: tuple[str, ...] = (
    "id",
    "zh",
    "en",
    "from",
    "to",
    "quote",
    "at",
    "reads",
    "because",
    "verified",
)
COMMON += ("source", "note", "tags", "judge", "carries")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where reading happens: the file, the language of its keywords, and where faults go."""

    path: str
    language: KeywordLanguage
    report: Callable[[Fault], None]

    def fault(
        self,
        code: str,
        at: Tree | Place,
        zh: str,
        en: str,
        mend_zh: str = "",
        mend_en: str = "",
        *,
        article: str = "",
        words: str = "",
    ) -> None:
        place = at if isinstance(at, Place) else Place(self.path, at.line, at.column, article)
        self.report(Fault(code, place, zh, en, words, mend_zh, mend_en))


def nearest(word: str, known: Iterable[str]) -> tuple[str, str] | None:
    """The question whether the nearest known word is meant, in both languages."""
    near = difflib.get_close_matches(word, sorted({*known} - {word}), 1, 0.5)
    return (f"是否“{near[0]}”？", f"is '{near[0]}' meant?") if near else None


class Keys:
    """A mapping read by English keyword. ``block`` settles words that differ by block."""

    def __init__(self, desk: Desk, tree: Mapping, article: str, block: str = "") -> None:
        self.desk, self.tree, self.article, self.block = desk, tree, article, block

    def word(self, key: str) -> str:
        return keywords.key(key, self.desk.language, self.block)

    def get(self, key: str) -> Tree | None:
        return self.tree.values.get(self.word(key))

    def has(self, key: str) -> bool:
        return self.word(key) in self.tree.values

    def text(self, key: str) -> str:
        """The text of a scalar, "" if it is not there (another form is a fault)."""
        found = self.get(key)
        if found is None:
            return ""
        if isinstance(found, Scalar):
            return found.text.strip()
        self.wrong_form(key, found, "文字", "text")
        return ""

    def value(self, key: str) -> str:
        """A closed value by its English word."""
        return keywords.value(self.text(key))

    def choice(self, key: str, allowed: Iterable[str], default: str = "") -> str:
        """A closed value that must be one of ``allowed`` (else D5)."""
        found = self.value(key)
        if not found:
            return default
        options = tuple(allowed)
        if found in options:
            return found
        zh = self.desk.language == "zh"
        words = [keywords.value_in_chinese(o, key) if zh else o for o in options]
        near = nearest(found, words)
        self.fault(
            "D5",
            self.get(key) or self.tree,
            f"“{self.word(key)}”不能是“{found}”",
            f"'{self.word(key)}' cannot be '{found}'",
            near[0] if near else f"可用：{'、'.join(words)}",
            near[1] if near else f"one of: {', '.join(words)}",
        )
        return default

    def yes(self, key: str) -> bool:
        return self.choice(key, ("yes", "no"), "no") == "yes"

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        found = self.get(key)
        if found is None:
            return ()
        if isinstance(found, Scalar):
            return (found.text.strip(),) if found.text.strip() else ()
        if isinstance(found, Sequence) and all(isinstance(i, Scalar) for i in found.items):
            return tuple(i.text.strip() for i in found.items if isinstance(i, Scalar))
        self.wrong_form(key, found, "文字或文字的列表", "text or a list of texts")
        return ()

    def mapping(self, key: str) -> Mapping | None:
        found = self.get(key)
        if found is None or isinstance(found, Mapping):
            return found
        self.wrong_form(key, found, "“名: 值”", "name: value pairs")
        return None

    def entries(self, key: str) -> Iterator[tuple[str, Tree]]:
        found = self.mapping(key)
        yield from found.items() if found else ()

    def sub(self, tree: Mapping, block: str = "") -> "Keys":
        return Keys(self.desk, tree, self.article, block or self.block)

    def fault(
        self, code: str, at: Tree, zh: str, en: str, mend_zh: str = "", mend_en: str = ""
    ) -> None:
        self.desk.fault(code, at, zh, en, mend_zh, mend_en, article=self.article)

    def wrong_form(self, key: str, at: Tree, zh: str, en: str) -> None:
        self.fault("D5", at, f"“{self.word(key)}”要写成{zh}", f"'{self.word(key)}' must be {en}")

    def require(self, *keys: str) -> bool:
        """Are all there? Each missing one is a fault."""
        missing = [k for k in keys if not self.has(k)]
        for key in missing:
            self.fault(
                "D6",
                self.tree,
                f"缺“{self.word(key)}”",
                f"'{self.word(key)}' is missing",
                f"加一行 {self.word(key)}: …",
                f"add a line {self.word(key)}: …",
            )
        return not missing

    def rivals(self, *keys: str) -> None:
        """At most one of these may stand here."""
        found = [self.word(k) for k in keys if self.has(k)]
        if len(found) > 1:
            self.fault(
                "D6",
                self.tree,
                f"“{'”与“'.join(found)}”不能同时写",
                f"{' and '.join(found)} exclude each other",
                "留下一个",
                "keep one",
            )

    def only(self, *allowed: str) -> None:
        """Report keys that are none of ``allowed`` or the common ones."""
        options = {self.word(k) for k in (*allowed, *COMMON)}
        for name, scalar in self.tree.keys.items():
            if name not in options:
                self._unknown(name, scalar, options)
            elif isinstance(value := self.tree.values[name], Scalar) and not (
                value.text or value.quoted
            ):
                self.fault(
                    "D4",
                    scalar,
                    f"“{name}”后面是空的",
                    f"nothing follows '{name}'",
                    "补上内容；花括号内含逗号的文字要加引号",
                    "fill it in; text with a comma inside braces needs quotation marks",
                )

    def _unknown(self, name: str, at: Scalar, options: set[str]) -> None:
        if keywords.foreign(name, self.desk.language):
            self.fault(
                "D4",
                at,
                f"“{name}”是另一种语言的关键词",
                f"'{name}' is a keyword of the other language",
                "一份文件只用一种语言的关键词",
                "a document uses the keywords of one language",
            )
            return
        if "：" in name:
            self.fault(
                "D4",
                at,
                f"“{name}”里的冒号是全角的",
                f"the colon in '{name}' is a full-width one",
                "写半角冒号，其后空一格",
                "write a plain colon and a space",
            )
            return
        near = difflib.get_close_matches(name, sorted(options), 1, 0.6)
        self.fault(
            "D4",
            at,
            f"不认识关键词“{name}”",
            f"'{name}' is not a keyword here",
            f"是否“{near[0]}”？" if near else f"可用：{'、'.join(sorted(options))}",
            f"is '{near[0]}' meant?" if near else f"one of: {', '.join(sorted(options))}",
        )
