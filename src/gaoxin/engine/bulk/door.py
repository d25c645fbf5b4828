"""The door of a run: every typed table passes it once, and what is refused is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from gaoxin.facts.vocabulary import FactDef, Kind
from gaoxin.files.trouble import CellFault, Trouble
from gaoxin.policy.library import Library

from .admission import Given, admit, is_coded
from .paying import UNREAD, NotAdmitted, admit_payments, nobody, strangers
from .running import schema_of
from .sql import name
from .tables import INTEGERS, Table


@dataclass(slots=True)
class Door:
    """``kind`` is asked about; ``called``: what people call its table, ``paid`` that of payments;
    ``faults``: what was refused so far."""

    connection: duckdb.DuckDBPyConnection
    library: Library
    kind: str
    called: str
    paid: str
    faults: list[CellFault] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)
    """Owners of payments that cannot be read: they cannot be answered."""

    def open(self, raw: str, views: Sequence[str]) -> None:
        """Tables that readers have checked: nothing is looked at again."""
        for view in views:
            source = f"SELECT * FROM {name(raw + view)}"
            self.connection.execute(f"CREATE VIEW {name(view)} AS {source}")

    def payments(self, raw: str, view: str, source: str) -> None:
        """Earlier payments to those of the table asked about, before that is let in."""
        coded = is_coded(self._kind(self.kind), self._key(source))
        self.faults += admit_payments(self.connection, self.library, coded, raw, view, self.paid)
        found = self.connection.execute(
            f"SELECT DISTINCT entity FROM {name(UNREAD)} WHERE entity IS NOT NULL"
        )
        self.barred = [owner for (owner,) in found.fetchall()]

    def table(self, raw: str, view: str, reads: frozenset[str]) -> None:
        """The table asked about; ``reads``: the columns that matter."""
        given = Given(self._kind(self.kind), raw, view, self.called, reads)
        self._links(given)
        self.faults += admit(self.connection, self.library, given, self.barred)

    def related(self, kind: str, raw: str, view: str, source: str) -> None:
        """A table of another kind; its rows that lead to nobody are told."""
        given = Given(self._kind(kind), raw, view, kind)
        self._links(given)
        self.faults += admit(self.connection, self.library, given)
        columns = schema_of(self.connection, view)
        key = self._key(source)
        for column in columns if key else ():
            fact = given.kind.find(column)
            if isinstance(fact, FactDef) and fact.type == "entity" and fact.target == self.kind:
                self._astray(view, column, source, key)

    def _links(self, given: Given) -> None:
        """Links must hold keys. Raises NotAdmitted."""
        for column, type_ in schema_of(self.connection, given.raw).items():
            fact = given.kind.find(column)
            link = isinstance(fact, FactDef) and fact.type == "entity"
            if link and type_ not in {"VARCHAR", *INTEGERS, "NULL", '"NULL"'}:
                raise NotAdmitted(_no_link(column, type_).at(given.called, given.called))

    def _astray(self, view: str, column: str, source: str, key: str) -> None:
        link = f"CAST(l.{name(column)} AS VARCHAR)"
        rows, first, none = self._row(
            f"SELECT count(*) FILTER ({link} IS NOT NULL), min({link}),"
            f" count(*) FILTER ({link} IS NULL) FROM {name(view)} AS l ANTI JOIN {name(source)}"
            f" AS s ON CAST(s.{name(key)} AS VARCHAR) = {link}"
        )
        place, file = f"{view.removeprefix('of_')}:{column}", view.removeprefix("of_")
        if rows:
            told = nobody(int(str(rows)), str(first), "的关联", "rows leading to")
            self.faults.append(told.at(place, file))
        if none:
            self.faults.append(_unlinked(int(str(none))).at(place, file))

    def strangers(self, view: str, source: str) -> None:
        """Payments to nobody in the table asked about."""
        if key := self._key(source):
            self.faults += strangers(self.connection, view, source, key, self.paid)

    def _key(self, view: str) -> str:
        columns = schema_of(self.connection, view)
        found = Table(self._kind(self.kind), view, columns).key()
        return "" if found is None else found

    def _kind(self, kind: str) -> Kind:
        return self.library.vocabulary.kind(kind) or Kind(kind)

    def _row(self, query: str) -> tuple[object, ...]:
        (found,) = self.connection.execute(query).fetchall()
        return found


def _no_link(column: str, type_: str) -> Trouble:
    return Trouble(
        "F12",
        f"列“{column}”的类型{type_}不能是主键",
        f'column "{column}" of type {type_} cannot hold keys',
        "存为文字",
        "store it as text",
    )


def _unlinked(rows: int) -> Trouble:
    return Trouble(
        "F20",
        f"{rows}行没有写明关联，不算在任何一家内",
        f"{rows} rows name no link and are counted with nobody",
        "补上关联的主键",
        "add the key they belong to",
        "warning",
    )
