"""What the bulk executor cannot do exactly, said as a value the caller can show."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Refusal:
    """``code`` X4: cannot be computed exactly in bulk; N1: no such name; V3: not in force;
    T7: a column of the table has a type that cannot hold the fact."""

    code: str
    zh: str
    en: str
    address: str = ""

    def text(self, lang: str) -> str:
        """``X4 document#clause: why``, in Chinese or English."""
        return f"{self.code} {self.address}: {self.zh if lang == 'zh' else self.en}"


class NotInBulk(Exception):
    """Raised inside the compiler and turned into a ``Refusal`` at the door of the plan."""

    def __init__(self, zh: str, en: str, code: str = "X4") -> None:
        super().__init__(en)
        self.code, self.zh, self.en = code, zh, en

    def at(self, address: str) -> Refusal:
        return Refusal(self.code, self.zh, self.en, address)


@contextmanager
def entered(open_: set[Key], key: Key, circle: NotInBulk) -> Iterator[None]:
    """What is being compiled is in ``open_``, so that a circle is met; a refusal inside leaves
    nothing behind in it."""
    if key in open_:
        raise circle
    open_.add(key)
    try:
        yield
    finally:
        open_.discard(key)
