"""What documents say in Chinese beside their labels, in English: ``words/en.csv`` of ``zh,en``.

Names of papers, roles and judges return in many documents and remarks are long; a translator works
through one table instead of through the rules. Lines that begin with # are headings."""

from gaoxin.policy.inputs import ENGLISH, Inputs
from gaoxin.policy.library import Library
from gaoxin.policy.reading.codebooks import tables

COLUMNS = ("zh", "en")


def read_english(inputs: Inputs, library: Library) -> None:
    """Put every word list into the library."""
    for _, rows in tables(inputs, ENGLISH, COLUMNS, library):
        library.english.update({r["zh"]: r["en"] for r in rows if not r["zh"].startswith("#")})
