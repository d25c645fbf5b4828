"""The journal in the form of Beancount, for an outside program to check.

The closing ``balance`` lines repeat our own running balances, so that a checker adds the legs up
by itself and tells where it comes to another sum. Their tolerance is nothing: a fen is a fen.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256

from gaoxin.ledger.accounts import Kept, Nature
from gaoxin.ledger.entries import Entry, Leg
from gaoxin.ledger.ledger import Ledger

_ROOTS = {
    Nature.SOURCE: "Equity",
    Nature.ASSET: "Assets",
    Nature.LIABILITY: "Liabilities",
    Nature.COMMITMENT: "Assets:Committed",
    Nature.EXPENSE: "Expenses",
}
_FOREIGN = re.compile(r"[^\w-]|_")
_CURRENCY = re.compile(r"[A-Z]{3}")


def as_beancount(ledger: Ledger) -> str:
    """The whole ledger as Beancount text. Empty where nothing was posted."""
    if not ledger.entries:
        return ""
    return "\n".join([*_opening(ledger), *_journal(ledger), *_balances(ledger), ""])


def _opening(ledger: Ledger) -> Iterator[str]:
    first = min(entry.on for entry in ledger.entries)
    units = dict.fromkeys(account.unit for account in ledger.book.accounts.values())
    yield f'option "title" {_quoted(ledger.book.id)}'
    for unit in units:
        yield f"{first} commodity {_commodity(unit)}"
        yield f"  name: {_quoted(unit)}"
    for kept in ledger.heads:
        unit = ledger.book.account(kept).unit
        yield f"{first} open {_name(ledger, kept)} {_commodity(unit)}"


def _journal(ledger: Ledger) -> Iterator[str]:
    for entry in ledger.entries:
        yield ""
        yield f"{entry.on} * {_quoted(entry.name)}"
        yield f"  number: {_quoted(str(entry.number))}"
        if entry.event:
            yield f"  event: {_quoted(entry.event)}"
        yield from _legs(ledger, entry)


def _legs(ledger: Ledger, entry: Entry) -> Iterator[str]:
    for leg in entry.legs:
        unit = _commodity(ledger.book.account(leg.at).unit)
        yield f"  {_name(ledger, leg.at)}  {_hundredths(leg.debit - leg.credit)} {unit}"


def _balances(ledger: Ledger) -> Iterator[str]:
    after: date = max(entry.on for entry in ledger.entries) + timedelta(days=1)
    yield ""
    for kept, leg in ledger.heads.items():
        unit = _commodity(ledger.book.account(kept).unit)
        yield f"{after} balance {_name(ledger, kept)}  {_by_debit(ledger, leg)} ~ 0.00 {unit}"


def _by_debit(ledger: Ledger, leg: Leg) -> str:
    sign = 1 if ledger.book.account(leg.at).nature.by_debit else -1
    return _hundredths(sign * leg.balance)


def _name(ledger: Ledger, kept: Kept) -> str:
    root = _ROOTS[ledger.book.account(kept).nature]
    return ":".join((root, *(_component(part) for part in (kept.account, *kept.values))))


def _component(text: str) -> str:
    """A part of an account's name. Signs Beancount does not take become hyphens; a digest keeps
    names apart that would become one."""
    plain = _FOREIGN.sub("-", text)
    return f"N{plain}" if plain == text else f"N{plain}-{_digest(text)}"


def _commodity(unit: str) -> str:
    return unit if _CURRENCY.fullmatch(unit) else f"U{_digest(unit)}"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8].upper()


def _hundredths(amount: int) -> str:
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
