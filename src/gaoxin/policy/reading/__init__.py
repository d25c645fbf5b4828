"""From files to the typed form: one module per kind of block."""

from gaoxin.policy.reading.reader import read_library, read_texts

__all__ = ["read_library", "read_texts"]
