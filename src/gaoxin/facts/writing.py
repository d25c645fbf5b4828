"""Entities out: workbook, CSV, Parquet, Arrow or YAML, readable again by ``table.load``.

Wide tables hold the current figures; YAML holds everything: corrections, sources, sets, payments.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook

from gaoxin.facts.columns import Column
from gaoxin.facts.dumping import dump
from gaoxin.facts.entities import Entity, Value
from gaoxin.facts.numbers import own_measure
from gaoxin.facts.payments import MONEY
from gaoxin.facts.showing import show
from gaoxin.facts.tabulation import ID, columns_of, header_of, is_key, needs_id, record_of
from gaoxin.facts.vocabulary import Kind, Vocabulary
from gaoxin.facts.workbook import sheet_name
from gaoxin.files.csvfile import guarded
from gaoxin.files.trouble import CellFault
from gaoxin.files.whole import whole
from gaoxin.quantities import CURRENCIES, Lang, decimal_text

NAME: Final = "名称"
_EXACT_DIGITS: Final = 15
"""Digits a spreadsheet keeps of a number; longer ones are written as text."""


def write_table(
    entities: Iterable[Entity],
    path: Path,
    vocabulary: Vocabulary,
    kind: str = "enterprise",
    *,
    lang: Lang = "zh",
    known: date | None = None,
) -> list[CellFault]:
    """Write ``entities`` of one kind in the format of the file's ending, as known on a day.

    Returns what the format cannot hold. Raises ValueError for another ending, KeyError for an
    unknown kind, NotWritten where the system refuses.
    """
    found = list(entities)
    register = vocabulary.kind(kind)
    if register is None:
        raise KeyError(kind)
    writers: dict[str, Callable[[Path], list[CellFault]]] = {
        ".csv": lambda beside: _csv(found, beside, register, lang, known),
        ".xlsx": lambda beside: _xlsx(found, beside, register, lang, known),
        ".parquet": lambda beside: _arrow(found, beside, register, known),
        ".arrow": lambda beside: _arrow(found, beside, register, known),
        ".yaml": lambda beside: _yaml(found, beside, vocabulary, register),
        ".yml": lambda beside: _yaml(found, beside, vocabulary, register),
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise ValueError(f"cannot write {path.suffix}; use {', '.join(writers)}")
    with whole(path) as beside:
        return writer(beside)


def text_cell(value: Value, column: Column, lang: Lang) -> str:
    """A value as a cell of text: bare numbers in the unit of the header."""
    bare = bare_number(value, column)
    if bare is not None:
        return decimal_text(bare) or show(value, column.fact, lang)
    return show(value, column.fact, lang)


def bare_number(value: Value, column: Column) -> Fraction | None:
    """The number in the unit of the header, for facts whose numbers may stand bare."""
    fact = column.fact
    if not isinstance(value, Fraction) or fact.type not in ("money", "count", "number", "points"):
        return None
    if fact.type != "money":
        return value
    currency = CURRENCIES.get(fact.unit or "CNY")
    decimals = currency.decimals if currency else 2
    return Fraction(value, 10**decimals)


def _rows(
    entities: Sequence[Entity], kind: Kind, columns: Sequence[Column], known: date | None
) -> Iterable[list[Value | None]]:
    """The values of each entity; None where nothing is recorded; id and name first if needed."""
    own = _own_columns(entities, kind, columns)
    for entity in entities:
        row: list[Value | None] = [entity.id if o == ID else entity.name for o in own]
        for column in columns:
            record = record_of(entity, column, known)
            spare = entity.id if is_key(column, kind) else None
            row.append(record.value if record else spare)
        yield row


def _own_columns(
    entities: Sequence[Entity], kind: Kind, columns: Sequence[Column]
) -> tuple[str, ...]:
    """Columns that are no facts: the id where no fact is the key, names where there are any."""
    named = any(e.name for e in entities) and kind.find(NAME) is None
    return (ID,) * needs_id(kind, columns) + (NAME,) * named


def _csv(
    entities: Sequence[Entity], path: Path, kind: Kind, lang: Lang, known: date | None
) -> list[CellFault]:
    """UTF-8 with the mark spreadsheets need; texts that look like formulas are guarded."""
    columns = columns_of(entities, kind)
    own = _own_columns(entities, kind, columns)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, lineterminator="\r\n")
        out.writerow([*own, *(header_of(c, lang) for c in columns)])
        for row in _rows(entities, kind, columns, known):
            cells = [guarded(str(text)) for text in row[: len(own)]]
            for value, column in zip(row[len(own) :], columns, strict=True):
                text = "" if value is None else text_cell(value, column, lang)
                number = value is not None and bare_number(value, column) is not None
                cells.append(text if number else guarded(text))  # a minus sign is no formula
            out.writerow(cells)
    return []


def write_workbook(
    kinds: Mapping[str, Mapping[str, Entity]],
    path: Path,
    vocabulary: Vocabulary,
    *,
    lang: Lang = "zh",
    known: date | None = None,
    kind: str = "enterprise",
) -> None:
    """Write entities of several kinds (``Loaded.kinds``), a sheet for each, and the earlier
    payments of ``kind``.

    Read back with ``table.load`` links and sets are the same again.
    """
    with whole(path) as beside, Workbook(str(beside)) as book:
        for name, entities in kinds.items():
            _sheet(book, list(entities.values()), vocabulary.kinds[name], lang, known)
        paid = [e for e in kinds.get(kind, {}).values() if e.paid is not None]
        if paid:
            _payments(book, paid, lang)


def _xlsx(
    entities: Sequence[Entity], path: Path, kind: Kind, lang: Lang, known: date | None
) -> list[CellFault]:
    with Workbook(str(path)) as book:
        _sheet(book, entities, kind, lang, known)
    return []


def _sheet(
    book: Any, entities: Sequence[Entity], kind: Kind, lang: Lang, known: date | None
) -> None:
    columns = columns_of(entities, kind)
    own = _own_columns(entities, kind, columns)
    sheet = book.add_worksheet(sheet_name(kind))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for index, header in enumerate([*own, *(header_of(c, lang) for c in columns)]):
        sheet.write_string(0, index, header, bold)
        sheet.set_column(index, index, min(40, max(12, 2 * len(header))))
    sheet.freeze_panes(1, 1)
    for r, row in enumerate(_rows(entities, kind, columns, known), start=1):
        for index, value in enumerate(row):
            column = columns[index - len(own)] if index >= len(own) else None
            _put(sheet, r, index, value, column, lang, day)


def _payments(book: Any, entities: Sequence[Entity], lang: Lang) -> None:
    """Earlier payments of one kind, amounts in yuan."""
    sheet = book.add_worksheet("已付")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    zh = lang == "zh"
    headers = (
        ("标识", "条款", "日期", "金额（元）") if zh else ("id", "clause", "date", "amount (CNY)")
    )
    sheet.write_row(0, 0, headers)
    amount = Column(MONEY, "", own_measure(MONEY))
    paid = [(entity.id, payment) for entity in entities for payment in entity.paid or ()]
    for r, (key, payment) in enumerate(paid, start=1):
        sheet.write_string(r, 0, key)
        sheet.write_string(r, 1, payment.clause)
        _put(sheet, r, 2, payment.on, amount, lang, day)
        _put(sheet, r, 3, Fraction(payment.money), amount, lang, day)


def _put(
    sheet: Any, r: int, c: int, value: Value | None, column: Column | None, lang: Lang, day: Any
) -> None:
    """One cell: numbers a spreadsheet keeps exactly as numbers, all else as text, no formulas."""
    if value is None:
        return
    if column is None:
        sheet.write_string(r, c, str(value))
        return
    bare = bare_number(value, column)
    digits = decimal_text(bare) if bare is not None else None
    if digits is not None and len(digits.strip("-").replace(".", "")) <= _EXACT_DIGITS:
        sheet.write_number(r, c, float(digits))
    elif isinstance(value, date) and value.year >= 1901:
        sheet.write_datetime(r, c, value, day)
    else:
        sheet.write_string(r, c, text_cell(value, column, lang))


def _arrow(
    entities: Sequence[Entity], path: Path, kind: Kind, known: date | None
) -> list[CellFault]:
    import pyarrow as pa
    import pyarrow.parquet

    from gaoxin.facts.arrow import to_arrow

    table, faults = to_arrow(entities, kind, known)
    if path.suffix.lower() == ".parquet":
        pa.parquet.write_table(table, path, compression="zstd")
    else:
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as out:
            out.write_table(table)
    return faults


def _yaml(
    entities: Sequence[Entity], path: Path, vocabulary: Vocabulary, kind: Kind
) -> list[CellFault]:
    text, faults = dump(entities, vocabulary, kind)
    path.write_text(text, encoding="utf-8")
    return faults
