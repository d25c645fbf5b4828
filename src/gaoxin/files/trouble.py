"""What is wrong in a file: where, what, and how to mend it.

A fault is a value, collected, never raised. ``fault``: something was not taken; ``warning``: it
was taken, and somebody should look at it. What the codes mean is told where they are kept.
"""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]
Severity = Literal["fault", "warning"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a value, before it is known where it stands."""

    code: str
    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""
    severity: Severity = "fault"

    def at(self, place: str, file: str = "") -> "CellFault":
        """The same, at a place (``Sheet1!C7``, ``file.csv:3:5``) of a file."""
        return CellFault(
            self.code, place, self.zh, self.en, self.mend_zh, self.mend_en, self.severity, file
        )


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault at a cell; ``place`` is written the way the user finds it in the file."""

    code: str
    place: str
    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""
    severity: Severity = "fault"
    file: str = ""

    def text(self, lang: Lang) -> str:
        """``file place code what. To mend: …``, on one line whatever a cell holds."""
        what, mend = (self.zh, self.mend_zh) if lang == "zh" else (self.en, self.mend_en)
        remedy = (f" 改法：{mend}" if lang == "zh" else f" To mend: {mend}") if mend else ""
        where = self.place if self.place.startswith(self.file) else f"{self.file} {self.place}"
        return " ".join(f"{where} {self.code} {what}{remedy}".splitlines())
