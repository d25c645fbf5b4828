"""Faults: what is wrong with a document or a table, where, why, and how to mend it.

A fault is a value, collected, never raised. Codes are stable and never reused; the catalogue in
``catalogue`` gives every code its title, severity and page.
"""

from dataclasses import dataclass

from gaoxin.policy.form import Place

ADVICE = frozenset({"A1", "A2", "A3", "A4", "E1", "S5", "V4"})
"""Codes that only advise; every other code is a fault (format section 13)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in both languages; ``words`` are the words of the text concerned."""

    code: str
    place: Place
    zh: str
    en: str
    words: str = ""
    mend_zh: str = ""
    mend_en: str = ""

    @property
    def advice(self) -> bool:
        """Advice does not fail a check; a lint (its code is the address of its clause) advises."""
        return self.code in ADVICE or "#" in self.code

    def text(self, lang: str) -> str:
        """``file:line:column CODE [article] what … 改法/To mend: …``"""
        what, mend = (self.zh, self.mend_zh) if lang == "zh" else (self.en, self.mend_en)
        article = f" [{self.place.article}]" if self.place.article else ""
        words = f" «{self.words}»" if self.words else ""
        remedy = (f" 改法：{mend}" if lang == "zh" else f" To mend: {mend}") if mend else ""
        return f"{self.place} {self.code}{article} {what}{words}{remedy}"

    def broken(self, lang: str) -> str:
        """Why something is not executed: the place and what is wrong there."""
        if lang == "zh":
            return f"文件在 {self.place} 处有错误，未执行：{self.zh}"
        return f"not executed: the document is broken at {self.place}: {self.en}"
