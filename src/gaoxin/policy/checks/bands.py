"""B1-B4 and Q4: rows that overlap, leave gaps, are no intervals, or differ from the table."""

from collections.abc import Iterator
from fractions import Fraction

from gaoxin.policy.checks.rules import table
from gaoxin.policy.checks.words import fold
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import (
    ANY,
    Band,
    Codes,
    Define,
    Document,
    Entry,
    Fact,
    ListOf,
    Member,
    Node,
    Place,
    Type,
    Variable,
)
from gaoxin.policy.intervals import (
    ALL,
    NOTHING,
    Reach,
    admitted,
    between,
    counted,
    unread,
)
from gaoxin.policy.library import Library
from gaoxin.policy.slices import row
from gaoxin.quantities import Lang, Money, decimal_text, format_money, format_rate

LANGS: tuple[Lang, Lang] = ("zh", "en")


def check_bands(document: Document, library: Library) -> Iterator[Fault]:
    """Every band table of the document."""
    for define in document.defines.values():
        for entry in define.entries:
            yield from _table(document, define, entry)
            if _unread(entry):
                continue
            if entry.slices:
                yield from _intervals(define, entry, entry.slices, library, slices=True)
            elif entry.bands:
                yield from _bands(define, entry, library)


def _unread(entry: Entry) -> bool:
    """Was a row or what the rows look at not understood? The reader has said so already."""
    tests = [band.test for band in (*entry.bands, *entry.slices) if band.test is not None]
    return any(unread(node) for node in (*tests, *((entry.of.node,) if entry.of else ())))


def _bands(define: Define, entry: Entry, library: Library) -> Iterator[Fault]:
    yield from _after_else(entry)
    if entry.of is None:
        yield from _conditions(define, entry)
    elif entry.of.node.type.name in {"code", "text"}:
        yield from _codes(define, entry, library)
    else:
        yield from _intervals(define, entry, entry.bands, library, slices=False)


def _after_else(entry: Entry) -> Iterator[Fault]:
    last = next((n for n, band in enumerate(entry.bands) if band.test is None), None)
    for band in entry.bands[last + 1 :] if last is not None else ():
        yield _never(band, entry.bands[last or 0].key)


def _never(band: Band, by: str) -> Fault:
    return Fault(
        "B4",
        band.meta.place,
        f"这一行永远轮不到：前面的“{by}”已全部占去",
        f"this row is never reached: '{by}' before it takes everything",
        band.key,
        "调整次序，其他（else）放在最后；或删去这一行",
        "reorder the rows, else (其他) last; or delete this one",
    )


def _intervals(
    define: Define, entry: Entry, bands: tuple[Band, ...], library: Library, *, slices: bool
) -> Iterator[Fault]:
    if entry.of is None:
        return
    # An amount of money is cut anywhere, its fen are only whole.
    whole = entry.of.node.type.name == "count" if slices else counted(entry.of.node)
    seen: list[tuple[Band, Reach]] = []
    taken = NOTHING
    for band in bands:
        if band.test is None:
            taken = ALL
            continue
        reach = _interval(band.test, whole=whole)
        if reach is None:
            yield _no_interval(band)
            return
        if taken is not ALL and not reach.empty and reach.within(taken):
            yield _never(band, _first_over(seen, reach))
        else:
            yield from _overlaps(entry, band, reach, seen, slices=slices)
        seen.append((band, reach))
        taken = taken | reach
    domain = _domain(entry.of.node, library, whole=whole)
    yield from _gap(define, entry, taken, domain, inner=slices)


def _first_over(seen: list[tuple[Band, Reach]], reach: Reach) -> str:
    over = [band.key for band, other in seen if not (other & reach).empty]
    return "、".join(over)


def _interval(test: Node, *, whole: bool) -> Reach | None:
    """The single interval of ``x`` a row is about; None if it is not one."""
    reach = row(test, whole=whole)
    return reach if reach is not None and len(reach.spans) == 1 else None


def _no_interval(band: Band) -> Fault:
    return Fault(
        "B3",
        band.meta.place,
        "这一行不是 x 的一个区间",
        "this row is not one interval of x",
        band.key,
        "写成 x <= 5000万元 或 5000万元 < x <= 2亿元；其他条件用不带“按”的分档",
        "write x <= 20 million CNY or a < x <= b; for other conditions use bands without 'of'",
    )


def _overlaps(
    entry: Entry, band: Band, reach: Reach, seen: list[tuple[Band, Reach]], *, slices: bool
) -> Iterator[Fault]:
    for other, earlier in seen:
        common = earlier & reach
        ladder = not slices and reach.one_sided and earlier.within(reach)
        if not common.empty and not ladder:
            yield Fault(
                "B1",
                band.meta.place,
                f"与“{other.key}”重叠于 {_readable(common, entry, 'zh')}",
                f"overlaps '{other.key}' on {_readable(common, entry, 'en')}",
                band.key,
                "端点只归一行；阶梯写法要求后一行包含前一行",
                "give each edge to one row; in a ladder the later row contains the earlier",
            )
            return


def _domain(node: Node, library: Library, *, whole: bool) -> Reach:
    """Where ``x`` can lie by the declared range of its fact."""
    if not isinstance(node, Fact):
        return ALL
    kind = library.vocabulary.kinds.get(node.kind)
    fact = kind.facts.get(node.fact) if kind else None
    reach = between(fact.low, fact.high) if fact else ALL
    return reach.whole() if whole else reach


def _gap(
    define: Define, entry: Entry, taken: Reach, domain: Reach, *, inner: bool
) -> Iterator[Fault]:
    if taken.empty:
        return
    if inner:  # slices say nothing of what lies beyond their ends
        ends = Reach(((taken.spans[0][0], taken.spans[-1][1]),))
        domain = domain & ends
    missing = domain & ~taken
    if not missing.empty:
        where = [f"x ∈ {_readable(missing, entry, lang)}" for lang in LANGS]
        yield _gap_fault(define, entry.meta.place, *where)


def _readable(reach: Reach, entry: Entry, lang: Lang) -> str:
    """The gap in the unit the author writes (yuan, percent)."""
    of = entry.of.node.type if entry.of else ANY
    shown = []
    for low, high in reach.spans:
        start = "(-∞" if low.end else ("(" if low.after else "[") + _figure(low.value, of, lang)
        end = "∞)" if high.end else _figure(high.value, of, lang) + ("]" if high.after else ")")
        shown.append(f"{start}, {end}")
    return " ∪ ".join(shown)


def _figure(value: Fraction, of: Type, lang: Lang) -> str:
    if of.name == "money" and value.denominator == 1:
        return format_money(Money(int(value), of.unit), lang)
    return format_rate(value, lang) if of.name == "rate" else decimal_text(value) or str(value)


def _gap_fault(define: Define, place: Place, where: str, where_en: str = "") -> Fault:
    return Fault(
        "B2",
        place,
        f"“{define.name}”的各行没有覆盖：{where}",
        f"the rows of '{define.name}' leave a gap: {where_en or where}",
        "",
        "补上这一段，或以 其他（else）结尾",
        "add a row for it, or end with else (其他)",
    )


def _conditions(define: Define, entry: Entry) -> Iterator[Fault]:
    """Bands whose rows are conditions of the entity: exhaustive only by ``else`` or by one
    subject covered whole."""
    reaches: dict[Node, Reach] = {}
    for band in entry.bands:
        found = admitted(band.test) if band.test is not None else None
        if found is None:
            continue
        subject, reach = found
        reach = reach.whole() if counted(subject) else reach
        before = reaches.get(subject, NOTHING)
        if not reach.empty and reach.within(before):
            yield _never(band, "、".join(b.key for b in entry.bands if b is not band)[:60])
        reaches[subject] = before | reach
    closed = any(band.test is None for band in entry.bands)
    if not closed and not any(ALL.within(reach) for reach in reaches.values()):
        yield _gap_fault(define, entry.meta.place, "else")


def _codes(define: Define, entry: Entry, library: Library) -> Iterator[Fault]:
    taken: dict[str, str] = {}
    closed = False
    for band in entry.bands:
        if band.test is None:
            closed = True
            continue
        codes = _listed(band.test, library)
        if codes is None:
            yield _no_interval(band)
            return
        known = [code for code in codes if code in taken]
        if known and len(known) == len(codes):
            yield _never(band, taken[known[0]])
        taken |= dict.fromkeys(codes, band.key)
    wanted = _all_codes(entry, library)
    missing = [code for code in wanted if code not in taken]
    if not closed and missing:
        yield _gap_fault(define, entry.meta.place, "、".join(missing[:8]))
    if not closed and not wanted:
        yield _gap_fault(define, entry.meta.place, "else")
    foreign = [code for code in taken if wanted and code not in wanted]
    for code in foreign:
        place = next(b.meta.place for b in entry.bands if b.key == taken[code])
        yield Fault(
            "B4",
            place,
            f"名单里没有“{code}”，这一行永远轮不到",
            f"'{code}' is not in the list: this row is never reached",
            code,
            f"名单为：{'、'.join(wanted)}",
            f"the list is {', '.join(wanted)}",
        )


def _listed(test: Node, library: Library) -> tuple[str, ...] | None:
    if not isinstance(test, Member) or not isinstance(test.item, Variable):
        return None
    if isinstance(test.list, Codes):
        return test.list.codes
    if isinstance(test.list, ListOf):
        return _codes_of(library, test.list.document, test.list.name)
    return None


def _codes_of(library: Library, document: str, name: str) -> tuple[str, ...]:
    define = library.define(document, name)
    entry = define.entries[0] if define and define.entries else None
    return tuple(entry.codes) if entry and entry.codes else ()


def _all_codes(entry: Entry, library: Library) -> tuple[str, ...]:
    """The closed list of what ``of`` can be; () if it is open or hierarchical."""
    node = entry.of.node if entry.of else None
    if not isinstance(node, Fact):
        return ()
    kind = library.vocabulary.kinds.get(node.kind)
    fact = kind.facts.get(node.fact) if kind else None
    if fact is None or not fact.values:
        return ()
    return _codes_of(library, fact.values_document, fact.values)


def _table(document: Document, define: Define, entry: Entry) -> Iterator[Fault]:
    """The printed table a define cites: is it there, and has it as many rows?"""
    if not entry.table:
        return
    found = table(document, entry)
    if found is None:
        article = document.articles.get(entry.meta.at or entry.meta.place.article)
        known = "、".join(article.tables) if article else ""
        yield Fault(
            "Q3",
            entry.meta.place,
            f"这一条里没有“{entry.table}”",
            f"there is no '{entry.table}' in the article",
            entry.table,
            f"表前一行写“表1 …”作表题；本条有：{known or '无'}",
            f"put a line 'Table 1 …' before the table; here are: {known or 'none'}",
        )
        return
    rows = entry.bands or entry.slices
    if len(found) - 1 != len(rows):
        yield Fault(
            "Q4",
            entry.meta.place,
            f"“{define.name}”有{len(rows)}行，{entry.table}有{len(found) - 1}行",
            f"'{define.name}' has {len(rows)} rows, {entry.table} has {len(found) - 1}",
            entry.table,
            "规则的行与表的行一一对应",
            "rows of the rule pair with rows of the table one by one",
        )
        return
    yield from _coded_rows(entry, rows, found[1:])


def _coded_rows(
    entry: Entry, rows: tuple[Band, ...], printed: tuple[tuple[str, ...], ...]
) -> Iterator[Fault]:
    """A row for a code pairs with the printed row of that name, not with another."""
    heads = [fold(row[0]) if row else "" for row in printed]
    for n, band in enumerate(rows):
        key = fold(band.key)
        if isinstance(band.test, Member) and key in heads and heads[n] != key:
            yield Fault(
                "Q4",
                band.meta.place,
                f"{entry.table}的这一行是“{printed[n][0]}”",
                f"this row of {entry.table} is '{printed[n][0]}'",
                band.key,
                "按表的次序排列各行",
                "put the rows in the order of the table",
            )
