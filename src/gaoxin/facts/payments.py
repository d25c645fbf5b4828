"""Earlier payments: who, under which clause, on which day, how much."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.columns import read_column
from gaoxin.facts.entities import Payment
from gaoxin.facts.gathering import Gathering, Origin, Past
from gaoxin.facts.headers import KEY_WORDS, find_header
from gaoxin.facts.numbers import Measure, header_measure, own_measure, stored_measure
from gaoxin.facts.values import parse_value, shortest
from gaoxin.facts.vocabulary import FactDef, Kind
from gaoxin.facts.words import folded
from gaoxin.files.asides import aside
from gaoxin.files.grid import Cell, Grid, is_empty
from gaoxin.files.trouble import Trouble

SHEETS: Final = frozenset({"paid", "payments", "已付", "付款", "已付款", "拨付记录"})
_CLAUSE: Final = frozenset({"clause", "条款"})
_ON: Final = frozenset({"on", "date", "日期", "付款日期", "拨付日期"})
_MONEY: Final = frozenset({"money", "amount", "金额", "付款金额"})
_ALL: Final = _CLAUSE | _ON | _MONEY
CLAUSE: Final = FactDef("", "clause", "条款", "Clause", "code", values="clauses")
"""Its codes are the addresses ``document#clause``, with the labels of the clauses."""
ON: Final = FactDef("", "on", "付款日期", "Paid on", "date")
MONEY: Final = FactDef("", "money", "付款金额", "Amount paid", "money", unit="CNY", low=Fraction(0))


def read_payments(grid: Grid, kind: Kind, into: Gathering) -> None:
    """Gather the payments of a sheet for entities of ``kind``; an incomplete row is a fault."""
    header = find_header(grid, kind, _ALL)
    if header is None:
        into.paid_given.add(kind.id)
        return
    columns = _columns(header.names, kind)
    lacking = [name for name in ("key", "clause", "on", "money") if name not in columns]
    if lacking:
        into.faults.append(grid.fault(header.row, 0, _lacking(lacking)))
        return
    into.paid_given.add(kind.id)
    measure = _measure(header.names[columns["money"]], grid.typed)
    if isinstance(measure, Trouble):
        into.faults.append(grid.fault(header.row, columns["money"], measure))
        return
    for r in range(header.row + 1, len(grid.rows)):
        if any(not is_empty(cell) for cell in grid.rows[r]) and not aside(grid.rows[r]):
            _row(grid, r, columns, measure, kind, into)


def _columns(names: tuple[str, ...], kind: Kind) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, name in enumerate(names):
        word = folded(name.partition("（")[0].partition("(")[0])
        for role, words in (("clause", _CLAUSE), ("on", _ON), ("money", _MONEY)):
            if word in words:
                found.setdefault(role, index)
        if word in KEY_WORDS | {folded(kind.zh), kind.id} or _is_key(name, kind):
            found.setdefault("key", index)
    return found


def _is_key(name: str, kind: Kind) -> bool:
    column = read_column(name, kind)
    return not isinstance(column, Trouble) and column.fact.id in kind.key


def _measure(name: str, typed: bool) -> Measure | Trouble:
    text = folded(name)
    if "(" in text:
        return header_measure(text.partition("(")[2].rstrip(") "), MONEY)
    return stored_measure(MONEY) if typed else own_measure(MONEY)


def _row(
    grid: Grid, r: int, columns: dict[str, int], measure: Measure, kind: Kind, into: Gathering
) -> None:
    cells = {role: _cell(grid, r, index) for role, index in columns.items()}
    payment, troubles = None, _unreadable(grid, r, columns, cells)
    if not troubles:
        payment, troubles = parse_payment(cells, measure, into.codes)
    into.faults += [grid.fault(r, columns[role], said) for role, said in troubles.items()]
    place = grid.place(r, columns["key"])
    into.past.append(Past(kind, shortest(cells["key"]), payment, Origin(place, grid.file, "")))


def _unreadable(
    grid: Grid, r: int, columns: dict[str, int], cells: dict[str, Cell]
) -> dict[str, Trouble]:
    """The first cell of a payment that is empty or that the reader of the file refused."""
    for role, cell in cells.items():
        trouble = grid.troubles.get((r, columns[role])) or (is_empty(cell) and _incomplete())
        if trouble:
            return {role: trouble}
    return {}


def parse_payment(
    cells: Mapping[str, Cell], measure: Measure, codes: CodeLists | None
) -> tuple[Payment | None, dict[str, Trouble]]:
    """A payment from its cells ``clause``, ``on`` and ``money``, or None; and what is wrong where.

    The clause may be written as its address, as its label, or as both. A clause of a document
    that is not among those loaded is kept as it stands, with a warning.
    """
    clause, doubt = parse_clause(shortest(cells["clause"]), codes)
    on = parse_value(cells["on"], ON)
    money = parse_value(cells["money"], MONEY, measure)
    found = {"clause": doubt, "on": on, "money": money}
    troubles = {role: value for role, value in found.items() if isinstance(value, Trouble)}
    if clause and isinstance(on, date) and isinstance(money, Fraction):
        return Payment(clause, on, int(money)), troubles
    return None, troubles or {"money": _incomplete()}


def parse_clause(text: str, codes: CodeLists | None) -> tuple[str, Trouble | None]:
    """The address of a clause written as its address, its label or both ("" where it is none), and
    what is wrong or doubtful about it."""
    clause = parse_value(text, CLAUSE, codes=codes)
    if isinstance(clause, Trouble):
        return (text, _not_loaded(text)) if _elsewhere(text, codes) else ("", clause)
    if not isinstance(clause, str):
        return "", None
    return clause, None if clause in text else _taken_as(text, clause)


def _elsewhere(clause: str, codes: CodeLists | None) -> bool:
    """Is it an address in a document none of whose clauses are known here?"""
    document, sign, _ = clause.partition("#")
    known = codes.codes_of(CLAUSE) if codes else None
    return bool(sign) and not any(c.partition("#")[0] == document for c in known or ())


def _taken_as(text: str, clause: str) -> Trouble:
    return Trouble(
        "F16",
        f"“{text}”按 {clause} 计",
        f"'{text}' is taken as {clause}",
        "写条款的地址，免得同名",
        "write the address of the clause: another may bear the same name",
        "warning",
    )


def _not_loaded(clause: str) -> Trouble:
    document = clause.partition("#")[0]
    return Trouble(
        "F16",
        f"没有载入文件“{document}”，这笔付款只留底，不影响这里的合计",
        f"the document '{document}' is not loaded; the payment is kept and changes no sum here",
        "核对文件名；确是别的文件就不必改",
        "check the name of the document; nothing to do if it is another one",
        "warning",
    )


def _cell(grid: Grid, r: int, index: int) -> Cell:
    row = grid.rows[r]
    return row[index] if index < len(row) else None


def _lacking(names: list[str]) -> Trouble:
    zh = {"key": "主键", "clause": "条款", "on": "日期", "money": "金额"}
    return Trouble(
        "F24",
        f"付款表缺少列：{'、'.join(zh[n] for n in names)}",
        f"the sheet of payments lacks: {', '.join(names)}",
        "表头写 统一社会信用代码、条款、日期、金额",
        "use the header: credit_code, clause, on, money",
    )


def _incomplete() -> Trouble:
    return Trouble(
        "F24",
        "付款记录不全，这一行没有读",
        "the payment is incomplete; this row was not read",
        "补齐主键、条款、日期、金额",
        "give key, clause, date and amount",
    )
