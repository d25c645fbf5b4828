"""What is wrong with a written quantity: a value in two languages, or an exception carrying it."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in Chinese and in English."""

    zh: str = ""
    en: str = ""

    def text(self, lang: Lang) -> str:
        """The words in one language."""
        return self.zh if lang == "zh" else self.en

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


@dataclass(frozen=True, slots=True)
class QuantityFault:
    """A fault as a value.

    `place` is the 1-based position of a character in a code, or the line of a table;
    None where the whole is meant.
    """

    code: str
    cause: Words
    remedy: Words
    place: int | None = None

    def reason(self, lang: Lang) -> str:
        """Cause and remedy, as one text for people."""
        gap = "" if lang == "zh" else " "
        return self.cause.text(lang) + gap + self.remedy.text(lang)


class QuantityError(ValueError):
    """A text that cannot be read as the quantity asked for."""

    def __init__(self, fault: QuantityFault) -> None:
        super().__init__(fault.reason("en"))
        self.fault = fault

    def __reduce__(self) -> tuple[type["QuantityError"], tuple[QuantityFault]]:
        return type(self), (self.fault,)

    @property
    def code(self) -> str:
        """The stable code of the fault."""
        return self.fault.code

    def reason(self, lang: Lang) -> str:
        """Cause and remedy, as one text for people."""
        return self.fault.reason(lang)


def refusal(code: str, cause: tuple[str, str], remedy: tuple[str, str]) -> QuantityError:
    """A QuantityError from (Chinese, English) pairs."""
    return QuantityError(QuantityFault(code, Words(*cause), Words(*remedy)))
