"""The words a cell may hold instead of a value, in both languages."""

import unicodedata
from typing import Final

UNKNOWN_WORDS: Final = frozenset({"", "未知", "不详", "unknown", "?"})
ABSENT_WORDS: Final = frozenset({"无此项", "absent", "—", "——"})
YES_WORDS: Final = frozenset({"是", "有", "yes", "y", "true", "1", "√", "✓", "✔"})
NO_WORDS: Final = frozenset({"否", "无", "没有", "no", "n", "false", "0", "×", "✗"})
UNCLEAR_WORDS: Final = frozenset({"-", "--", "/", "\\", "无", "没有", "n/a", "na", "nil", "none"})
"""Written for "nothing", "does not apply" or "not known" alike: nobody can tell which."""


def folded(text: str) -> str:
    """The form in which words are compared: NFKC, lower case, no space around."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def spelled(text: str) -> str:
    """NFKC without space around, the dashes that mean absent kept as they are."""
    return unicodedata.normalize("NFKC", text).strip()
