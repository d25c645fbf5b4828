"""Answers for people and programs: one content, rendered as text, JSON or one HTML file.

``load``, ``match_one`` and ``match_table`` are the front door for analysts; they are imported
when first asked for, so that the rest of the room stays quick to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gaoxin.explaining.explanation import Explanation, explain

if TYPE_CHECKING:
    from gaoxin.explaining.analysis import Matches, load, match_one, match_table

__all__ = ["Explanation", "Matches", "explain", "load", "match_one", "match_table"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("gaoxin.explaining.analysis"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
