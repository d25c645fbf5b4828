"""What moved, does it balance, what is left: accounts, entries, closes. It knows no policy.

A ledger is a value: posting gives a new ledger or a refusal, and what was posted never changes.
"""

from gaoxin.ledger.accounts import Account, Book, Kept, Nature
from gaoxin.ledger.beancount import as_beancount
from gaoxin.ledger.entries import Draft, Entry, Leg, Move, Refused
from gaoxin.ledger.ledger import Ledger, Line

__all__ = [
    "Account",
    "Book",
    "Draft",
    "Entry",
    "Kept",
    "Ledger",
    "Leg",
    "Line",
    "Move",
    "Nature",
    "Refused",
    "as_beancount",
]
