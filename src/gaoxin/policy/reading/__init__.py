"""From files to the typed form: one module per kind of block."""

from gaoxin.policy.reading.reader import document_files, read_library, read_texts

__all__ = ["document_files", "read_library", "read_texts"]
