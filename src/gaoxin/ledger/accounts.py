"""Accounts and the book they stand in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

CARRY = "carry"
"""At the close of a year: the balance passes into the same account of the next year."""


class Nature(Enum):
    """What an account is; sources and liabilities grow by what leaves them, the others by what
    comes in."""

    SOURCE = "source"  # where money comes from
    ASSET = "asset"  # what the book has or is owed
    LIABILITY = "liability"  # what is held for others
    COMMITMENT = "commitment"  # bound to a case, not yet gone
    EXPENSE = "expense"  # what has left

    @property
    def by_debit(self) -> bool:
        """Does a debit raise the balance?"""
        return self not in {Nature.SOURCE, Nature.LIABILITY}


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a book.

    ``by``: the dimensions it is kept by, in their order. ``unit``: a currency (amounts in its
    smallest part) or another unit (amounts in hundredths). ``overdraft``: may it pass below zero?
    ``at_close``: "carry", the account its balance passes into, or "" (it stays in its year).
    """

    name: str
    nature: Nature
    by: tuple[str, ...] = ()
    unit: str = "CNY"
    overdraft: bool = False
    at_close: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An account for given values of its dimensions: ``预留`` of 2026 and of one case."""

    account: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "/".join((self.account, *self.values))


@dataclass(frozen=True, slots=True)
class Book:
    """Accounts that balance together.

    ``year``: the dimension that is a year ("": the book is not kept by year). ``through``: by
    unit, the source account through which a closed year passes into the next.
    """

    id: str
    accounts: Mapping[str, Account]
    year: str = ""
    through: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def account(self, kept: Kept) -> Account:
        """The account; ValueError if there is none or a value of a dimension is missing."""
        found = self.accounts.get(kept.account)
        if found is None:
            raise ValueError(f"no account {kept.account!r} in {self.id}")
        if len(found.by) != len(kept.values):
            raise ValueError(f"{kept} does not give {', '.join(found.by) or 'no dimension'}")
        return found

    def value(self, kept: Kept, dimension: str) -> str | None:
        """The value of a dimension, None where the account is not kept by it."""
        by = self.account(kept).by
        return kept.values[by.index(dimension)] if dimension in by else None

    def moved(self, kept: Kept, year: str, into: str = "") -> Kept:
        """The same in another ``year``, or with its other values in the account ``into``."""
        old = self.account(kept)
        new = self.accounts[into or kept.account]
        values = dict(zip(old.by, kept.values, strict=True)) | {self.year: year}
        return Kept(new.name, tuple(values[dimension] for dimension in new.by))

    def may_pass_zero(self, account: Account) -> bool:
        """Overdraft, or one of the accounts years pass through."""
        return account.overdraft or account.name in self.through.values()
