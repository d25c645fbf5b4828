"""L1, L2, L5, L6, L9: accounts, moves, silent steps, reversals and closes of a posting."""

from collections.abc import Iterator

from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Document, Meta, Posting, PostingEntry, PostingMove, Shares
from gaoxin.policy.library import Library

CARRY = "carry"


def check_postings(document: Document, library: Library) -> Iterator[Fault]:
    """Every posting of the document."""
    for posting in document.postings.values():
        yield from _accounts(posting)
        for entry in posting.entries:
            yield from _entry(posting, entry)
        yield from _silence(posting, library)


def _unknown(meta: Meta, zh: str, en: str, name: str, known: list[str]) -> Fault:
    return Fault(
        "L1",
        meta.place,
        f"没有{zh}“{name}”",
        f"there is no {en} '{name}'",
        name,
        f"本账有：{'、'.join(known) or '无'}",
        f"this book has: {', '.join(known) or 'none'}",
    )


def _accounts(posting: Posting) -> Iterator[Fault]:
    accounts, dimensions = [*posting.accounts], [*posting.dimensions]
    for account in posting.accounts.values():
        for name in account.by:
            if name not in dimensions:
                yield _unknown(account.meta, "维度", "dimension", name, dimensions)
        into = account.at_close
        if into and into != CARRY and into not in accounts:
            yield _unknown(account.meta, "账户", "account", into, accounts)
        elif into:
            yield from _close(posting, account.name)
    for name in posting.through:
        if name not in accounts:
            yield _unknown(posting.meta, "账户", "account", name, accounts)


def _close(posting: Posting, name: str) -> Iterator[Fault]:
    """What is closed is kept by year, into an account kept by year, through one of its unit."""
    account = posting.accounts[name]
    into = account if account.at_close == CARRY else posting.accounts[account.at_close]
    units = {posting.accounts[t].unit for t in posting.through if t in posting.accounts}
    lacking = []
    if not posting.year or posting.year not in account.by or posting.year not in into.by:
        lacking.append(("按年度分户", "kept by year"))
    if account.unit != into.unit:
        lacking.append(("同一单位", "of the same unit"))
    if account.unit not in units:
        lacking.append(("有经由的账户", "given an account to pass through"))
    for zh, en in lacking:
        yield Fault(
            "L9",
            account.meta.place,
            f"“{name}”年终要转入“{into.name}”，须{zh}",
            f"'{name}' passes into '{into.name}' at the close, and must be {en}",
            name,
            "在维度和分户里写年度，在 through（经由）里写来源账户",
            "keep both by year, and name a source account under through",
        )


def _entry(posting: Posting, entry: PostingEntry) -> Iterator[Fault]:
    accounts, dimensions = [*posting.accounts], [*posting.dimensions]
    for name in entry.by:
        if name not in dimensions:
            yield _unknown(entry.meta, "维度", "dimension", name, dimensions)
    if entry.closes and entry.closes != posting.year:
        yield _unknown(entry.meta, "年度维度", "year dimension", entry.closes, dimensions)
    for move in entry.moves:
        ends = [*_names(move.source), *_names(move.target)]
        missing = [name for name in ends if name not in accounts]
        for name in missing:
            yield _unknown(move.meta, "账户", "account", name, accounts)
        if not missing:
            yield from _move(posting, move, ends)
    yield from _reversal(posting, entry)


def _move(posting: Posting, move: PostingMove, ends: list[str]) -> Iterator[Fault]:
    if isinstance(move.source, str) and move.source == move.target:
        yield _two_sides(move, "自和至是同一个账户", "from and to are one account")
    if len({posting.accounts[name].unit for name in ends}) > 1:
        yield _two_sides(move, "两端的账户单位不同", "the accounts have different units")


def _two_sides(move: PostingMove, zh: str, en: str) -> Fault:
    return Fault(
        "L2",
        move.meta.place,
        zh,
        en,
        mend_zh="一笔划转从一个账户到同一单位的另一个账户；两种单位各经一个账户",
        mend_en="a move leaves one account for another of its unit; between units, two moves",
    )


def _reversal(posting: Posting, entry: PostingEntry) -> Iterator[Fault]:
    if not entry.reverses:
        return
    found = [e for e in posting.entries if e.name == entry.reverses]
    if found and all(not e.reverses and e.procedure == entry.procedure for e in found):
        return
    yield Fault(
        "L6",
        entry.meta.place,
        f"“{entry.name}”要冲销的“{entry.reverses}”，本案里不可能先记过",
        f"'{entry.name}' reverses '{entry.reverses}', which cannot have been made in this case",
        entry.reverses,
        "写同一程序的步骤所记的、本身不是冲销的分录",
        "name an entry made by a step of the same procedure that is no reversal itself",
    )


def _silence(posting: Posting, library: Library) -> Iterator[Fault]:
    """Every step of a procedure the book touches posts, or is said not to; not both."""
    posts = {(entry.procedure, entry.step) for entry in posting.entries}
    for procedure in sorted({address for address, _ in posts | posting.silent}):
        found = library.procedure(*procedure.split("#", 1))
        for step in found.steps if found else ():
            place = (procedure, step)
            if (place in posts) == (place in posting.silent):
                both = place in posts
                name = f"{procedure.partition('#')[2]}.{step}"
                yield Fault(
                    "L5",
                    posting.meta.place,
                    f"步骤“{name}”既记账又写在不记账里" if both else f"步骤“{name}”记不记账没有写",
                    f"the step '{name}' both posts and stands under no_entry"
                    if both
                    else f"it is not said whether the step '{name}' posts",
                    name,
                    "写一笔分录，或列在 no_entry（不记账）里",
                    "give it an entry, or list it under no_entry",
                )


def _names(end: str | Shares) -> list[str]:
    return [end] if isinstance(end, str) else [*(name for name, _ in end.parts), end.rest]
