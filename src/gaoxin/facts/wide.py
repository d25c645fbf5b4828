"""Wide tables: one entity a row, one fact of one period a column."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from gaoxin.facts.codes import doubts, holds_credit_code, is_made_up, normal_code, refused_code
from gaoxin.facts.columns import ABSENT_MARK, HELD_MARK, UNKNOWN_MARK, Column
from gaoxin.facts.entities import ABSENT, UNKNOWN, Entity, Recorded, Value
from gaoxin.facts.gathering import Gathering, Origin
from gaoxin.facts.headers import Header, body_merges, find_header
from gaoxin.facts.layout import Layout, read_layout
from gaoxin.facts.numbers import float_trouble
from gaoxin.facts.shown import read_shown
from gaoxin.facts.values import parse_value, read_judged, shortest
from gaoxin.facts.vocabulary import FactDef, Kind
from gaoxin.facts.words import ABSENT_WORDS, UNKNOWN_WORDS, YES_WORDS, folded
from gaoxin.files.asides import Aside, aside, not_read
from gaoxin.files.grid import Cell, Grid, is_empty
from gaoxin.files.hidden import hidden_columns, hidden_rows
from gaoxin.files.trouble import Trouble

_MARKED: Final[dict[str, Value]] = {ABSENT_MARK: ABSENT, UNKNOWN_MARK: UNKNOWN, HELD_MARK: True}
_RECORDED: Final = FactDef("", "recorded", "记录日期", "Recorded on", "date")


def read_wide(grid: Grid, kind: Kind, into: Gathering, header: Header | None = None) -> None:
    """Gather the entities of a sheet; whatever is wrong is a fault of its cell and the rest of
    the sheet is taken. ``header`` is looked for where it is not given."""
    header = header or find_header(grid, kind)
    if header is None:
        into.tables.add(kind.id)
        return
    layout = read_layout(grid, kind, header, into)
    into.tables.add(kind.id)
    for column in layout.columns.values():
        if column.fact.type == "entity":
            into.link_columns.add((kind.id, column.fact.id))
    for row, at, trouble in body_merges(grid, header):
        into.faults.append(grid.fault(row, at, trouble))
    if kind.key and not layout.key:
        into.faults.append(grid.fault(header.row, 0, _no_key(kind)))
        return
    _Rows(grid, kind, layout, header, into).read()


class _Rows:
    """The rows below a header, one entity each."""

    def __init__(
        self, grid: Grid, kind: Kind, layout: Layout, header: Header, into: Gathering
    ) -> None:
        self.grid, self.kind, self.layout = grid, kind, layout
        self.header, self.into = header, into
        self.seen: dict[str, int] = {}
        self.made_up: list[int] = []
        self.asides: dict[int, Aside] = {}
        self.used: set[int] = set()

    def read(self) -> None:
        """Every row, then what is said once for the whole sheet."""
        self.sheet_recorded = self._sheet_recorded()
        troubled = {row for row, _ in self.grid.troubles}
        for r in range(self.header.row + 1, len(self.grid.rows)):
            row = self.grid.rows[r]
            if any(not is_empty(c) for c in row) or r in troubled:
                self._row(r, row)
        self._empty_columns()
        self._hidden()
        if self.asides:
            rows = [r + (not self.grid.typed) for r in self.asides]
            self._say(next(iter(self.asides)), 0, not_read(rows, list(self.asides.values())))
        if self.made_up:
            first, count = self.made_up[0], len(self.made_up)
            self._say(first, self.layout.key[0], _made_up(count))

    def _row(self, r: int, row: Sequence[Cell]) -> None:
        entity = self._entity(r, row)
        if entity is None:
            return
        self.used.add(r)
        self._length(r, row)
        if self.layout.name is not None and self.layout.name < len(row):
            entity.name = entity.name or str(row[self.layout.name] or "").strip()
        recorded = self._recorded(r, row)
        for index, column in self.layout.columns.items():
            cell = row[index] if index < len(row) else None
            if trouble := self.grid.troubles.get((r, index)):
                self._say(r, index, trouble)
            elif not is_empty(cell):
                self._value(entity, column, cell, r, index, recorded)
        for index, address in self.layout.judged.items():
            if index < len(row) and not is_empty(row[index]):
                self._judged(entity, address, r, index, recorded)

    def _judged(
        self, entity: Entity, address: str, r: int, index: int, recorded: date | None
    ) -> None:
        """A number a judge decided, in a column named by its address ``document#name``."""
        value = read_judged(self.grid.rows[r][index])
        if isinstance(value, Trouble):
            self._say(r, index, value)
        else:
            source = self._origin(r, index, recorded).source
            entity.judged[address] = Recorded(value, source, recorded)

    def _value(
        self, entity: Entity, column: Column, cell: Cell, r: int, index: int, recorded: date | None
    ) -> None:
        origin = self._origin(r, index, recorded)
        if column.mark:
            if cell is True or folded(str(cell)) in YES_WORDS:
                self.into.record(entity, column, _MARKED[column.mark], origin)
            return
        form = self.grid.formats.get((r, index))
        if form is not None and isinstance(cell, float):
            value = read_shown(cell, form, column, self.into.codes)
        else:
            value = parse_value(cell, column.fact, column.measure, self.into.codes)
        if isinstance(value, Trouble):
            self._say(r, index, value)
            return
        if holds_credit_code(column.fact) and isinstance(value, str):
            code = self._credit_code(value, r, index)
            if code is None:
                return
            value = code
        self.into.record(entity, column, value, origin)

    def _entity(self, r: int, row: Sequence[Cell]) -> Entity | None:
        """The entity of a row by its key; None for one that is nobody's, and (with a fault) for a
        key that is missing, refused or repeated."""
        if not self.layout.key:
            return None if self._aside(r, row) else self.into.entity(self.kind, self._name(r))
        parts = [self._key_part(r, row, index) for index in self.layout.key]
        troubles = [part for part in parts if isinstance(part, Trouble)]
        if (troubles or not self._coded()) and self._aside(r, row):
            return None
        if troubles:
            self._say(r, self.layout.key[parts.index(troubles[0])], troubles[0])
            return None
        key = "/".join(map(str, parts))
        first = self.seen.setdefault(key, r)
        if first != r:
            self._say(r, self.layout.key[0], _repeated(key, self.grid.place(first, 0)))
            return None
        return self.into.entity(self.kind, key)

    def _name(self, r: int) -> str:
        """What an entity without a key is called: its place."""
        return self.grid.source(r, 0)

    def _aside(self, r: int, row: Sequence[Cell]) -> bool:
        """Is the row nobody's (a total, a footer)? It is said at the end."""
        found = aside(row, first=r == self.header.row + 1)
        if found:
            self.asides[r] = found
        return found is not None

    def _coded(self) -> bool:
        """Is the key a credit code, which no total and no footer can be?"""
        column = self.layout.columns.get(self.layout.key[0])
        return column is not None and holds_credit_code(column.fact)

    def _key_part(self, r: int, row: Sequence[Cell], index: int) -> str | Trouble:
        """A part of the key as text: whole numbers without a point."""
        if trouble := self.grid.troubles.get((r, index)):
            return trouble
        cell = row[index] if index < len(row) else None
        text = "" if is_empty(cell) else shortest(cell)
        if folded(text) in UNKNOWN_WORDS | ABSENT_WORDS:
            return _keyless(self.kind)
        if isinstance(cell, float) and (trouble := float_trouble(cell)):
            return trouble
        column = self.layout.columns.get(index)
        if column is None or not holds_credit_code(column.fact):
            return text
        return refused_code(text) or normal_code(text)

    def _credit_code(self, code: str, r: int, index: int) -> str | None:
        """The code in its normal form; None for one that is refused."""
        if trouble := refused_code(code):
            self._say(r, index, trouble)
            return None
        for trouble in doubts(code):
            self._say(r, index, trouble)
        if is_made_up(code):
            self.made_up.append(r)
        return normal_code(code)

    def _length(self, r: int, row: Sequence[Cell]) -> None:
        width = len(self.header.names)
        extra = [i for i in range(width, len(row)) if not is_empty(row[i])]
        if extra:
            self._say(r, extra[0], _too_long())
        elif len(row) < width and self.grid.ragged:
            self._say(r, max(len(row) - 1, 0), _too_short())

    def _recorded(self, r: int, row: Sequence[Cell]) -> date | None:
        index = self.layout.recorded
        if index is None or index >= len(row) or is_empty(row[index]):
            return self.sheet_recorded
        return self._day(row[index], r, index)

    def _sheet_recorded(self) -> date | None:
        stated = self.header.stated.get("recorded")
        return self._day(stated, 0, 0) if stated is not None else self.into.recorded

    def _day(self, cell: Cell, r: int, index: int) -> date | None:
        value = parse_value(cell, _RECORDED)
        if isinstance(value, Trouble):
            self._say(r, index, value)
        return value if isinstance(value, date) else self.into.recorded

    def _origin(self, r: int, index: int, recorded: date | None) -> Origin:
        place = self.grid.place(r, index)
        file = self.grid.file
        source = place if place.startswith(file) else f"{file} {place}"
        stated = self._stated(r)
        return Origin(place, file, f"{stated}（{source}）" if stated else source, recorded)

    def _stated(self, r: int) -> str:
        """The source a row, the sheet or the caller states."""
        own = self.layout.source
        row = self.grid.rows[r]
        if own is not None and own < len(row) and not is_empty(row[own]):
            return str(row[own]).strip()
        return self.into.source or str(self.header.stated.get("source") or "")

    def _empty_columns(self) -> None:
        """A column with a name and nothing in it: everything is unknown, which is said."""
        if self.grid.typed or len(self.grid.rows) <= self.header.row + 1:
            return
        filled = self.grid.filled_columns(self.header.row) | {c for _, c in self.grid.troubles}
        for index, column in self.layout.columns.items():
            if index not in filled and not column.mark:
                self._say(self.header.row, index, _empty(column))

    def _hidden(self) -> None:
        """Rows and columns that were used although nobody sees them."""
        rows = sorted(r for r in self.grid.hidden_rows if r in self.used)
        columns = sorted(self.grid.hidden_columns & self.layout.columns.keys())
        if rows:
            self._say(rows[0], 0, hidden_rows([r + 1 for r in rows]))
        if columns:
            self._say(self.header.row, columns[0], hidden_columns(columns))

    def _say(self, r: int, index: int, trouble: Trouble) -> None:
        self.into.faults.append(self.grid.fault(r, index, trouble))


def _empty(column: Column) -> Trouble:
    return Trouble(
        "F5",
        f"“{column.fact.zh}”一列是空的，全部按未知处理",
        f"the column '{column.fact.id}' is empty; all of it is unknown",
        "补填，或删去这一列",
        "fill it in, or delete it",
        "warning",
    )


def _no_key(kind: Kind) -> Trouble:
    labels = [
        f"{f.zh or f.id}（{f.id}）" for n in kind.key if isinstance(f := kind.find(n), FactDef)
    ]
    return Trouble(
        "F8",
        f"找不到主键列 {'、'.join(labels)}，整张表没有读",
        f"there is no column for the key {', '.join(kind.key)}; the sheet was not read",
        "加上主键列",
        "add the column",
    )


def _keyless(kind: Kind) -> Trouble:
    return Trouble(
        "F8",
        "这一行没有主键，没有读",
        "this row has no key; it was not read",
        "补上主键，或删去这一行",
        "add the key, or delete the row",
    )


def _repeated(key: str, place: str) -> Trouble:
    return Trouble(
        "F9",
        f"“{key}”与 {place} 重复，这一行没有读",
        f"'{key}' repeats {place}; this row was not read",
        "合并两行，或更正代码",
        "make one row of the two, or correct the code",
    )


def _too_long() -> Trouble:
    return Trouble(
        "F26",
        "这一行比表头长，多出的格没有读",
        "this row is longer than the header; the cells beyond were not read",
        "数里的逗号要去掉或整格加引号",
        "take commas out of numbers, or put the cell in quotation marks",
    )


def _too_short() -> Trouble:
    return Trouble(
        "F26",
        "这一行比表头短，缺的格按未知处理",
        "this row is shorter than the header; the missing cells are unknown",
        "补齐这一行",
        "complete the row",
        "warning",
    )


def _made_up(count: int) -> Trouble:
    return Trouble(
        "F11",
        f"有{count}个演示用的虚构代码（行政区划999999不存在）",
        f"{count} made-up codes for demonstrations (division 999999 does not exist)",
        "正式办理请填写真实代码",
        "use real codes for real business",
        "warning",
    )
