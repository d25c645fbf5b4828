"""A query over the entities of one kind, built in layers.

Layer 0 reads the table (and joins what was computed of linked entities and of sets); each higher
layer computes columns from the layers below it. A value used twice is a column and is computed
once, so that bands over defines over defines never multiply the text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from .fusing import fused
from .sql import FALSE, Sql, name, sql
from .tables import REFUSED, Table

MOST_REPEATED = 500
"""Characters of a constant that may be written wherever it is used."""


@dataclass(slots=True)
class Join:
    """A sub-query joined to layer 0: ``(sub) AS alias ON alias.match = s.column``."""

    alias: str
    scope: "Scope"
    match: Sql  # in the sub-query's scope
    own: Sql  # in this scope, layer 0
    grouped: bool = False
    carried: dict[str, str] = field(default_factory=dict)  # text in the sub-query -> column


@dataclass(slots=True)
class Scope:
    table: Table
    home: "Scope | None" = None
    join: Join | None = None  # how this scope is joined to its home
    layers: list[dict[str, str]] = field(default_factory=lambda: [{}])
    joins: list[Join] = field(default_factory=list)
    facts: dict[Any, Any] = field(default_factory=dict)  # (fact, period) -> value as read here
    linked: dict[str, "Scope"] = field(default_factory=dict)
    grouped: dict[tuple[str, ...], "Scope"] = field(default_factory=dict)
    faults: dict[str, Sql] = field(default_factory=dict)
    guards: dict[str, Sql] = field(default_factory=dict)  # checks of the guarded query alone
    absent_link: Sql = FALSE  # in ``home``: the link that joins this scope leads nowhere
    reads: set[str] = field(default_factory=set)
    number: int = 0
    names: set[str] = field(default_factory=set)

    def refuse(self, column: str) -> None:
        """Report the rows of which the column was refused at the door, if any was."""
        mark = REFUSED + column
        found = self.base(Sql("s." + name(mark), 0)) if mark in self.table.columns else FALSE
        self.faults[f"{self.table.kind.id}.{column}"] = found

    def base(self, raw: Sql) -> Sql:
        """A column of layer 0 computed from the table itself."""
        return self._place(0, raw)

    def keep(self, value: Sql) -> Sql:
        """The expression as a column of the next layer, so that it is computed once. Constants
        stay as they are, unless repeating them would multiply the text."""
        if value.text in self.names or (value.level < 0 and len(value.text) <= MOST_REPEATED):
            return value
        return self._place(max(1, value.level + 1), value)

    def _place(self, layer: int, value: Sql) -> Sql:
        while len(self.layers) <= layer:
            self.layers.append({})
        known = self.layers[layer].get(value.text)
        if known is None:
            self.number += 1
            known = self.layers[layer][value.text] = f"_{self.number}"
            self.names.add(known)
        return Sql(known, layer)

    def carry(self, value: Sql) -> Sql:
        """A value of this scope as a column of the scope that joins it."""
        if value.level < 0:
            return value
        assert self.join is not None
        assert self.home is not None
        column = self.join.carried.setdefault(
            self.keep(value).text, f"c{len(self.join.carried) + 1}"
        )
        return self.home.base(Sql(f"{self.join.alias}.{column}", 0))

    def carry_test(self, value: Sql) -> Sql:
        """Like ``carry`` for a BOOLEAN that must not be NULL where the link leads nowhere."""
        if value.level < 0:
            return value
        carried = self.carry(value)
        assert self.home is not None
        return self.home.keep(sql("COALESCE({}, FALSE)", carried))

    def add_join(self, scope: "Scope", match: Sql, own: Sql, grouped: bool = False) -> None:
        join = Join(f"j{len(self.joins) + 1}", scope, match, own, grouped)
        scope.home, scope.join = self, join
        self.joins.append(join)

    @property
    def joined(self) -> bool:
        """Does the query join anything?"""
        return any(join.carried for join in self.joins)

    def all_checks(self, guards: bool) -> Iterator[tuple[str, Sql]]:
        """Checks of this scope and of the scopes joined one by one, as columns of this scope."""
        yield from (self.guards if guards else self.faults).items()
        for join in self.joins:
            if not join.grouped:
                for label, test in list(join.scope.all_checks(guards)):
                    yield label, join.scope.carry_test(test)

    def render(
        self, outputs: list[tuple[Sql, str]], group: Sql | None = None, order: Sql | None = None
    ) -> str:
        """The whole query: ``outputs`` are (expression over any layer, column name)."""
        ends = [(" GROUP BY ", group), (" ORDER BY ", order)]
        live = [(word, end.text) for word, end in ends if end is not None]
        layers, texts = fused(self.layers, [v.text for v, _ in outputs] + [t for _, t in live])
        listed = ", ".join(f"{t} AS {c}" for t, (_, c) in zip(texts, outputs, strict=False))
        ending = "".join(
            word + text for (word, _), text in zip(live, texts[len(outputs) :], strict=True)
        )
        query = f"({self._base(layers[0])})"
        for layer in layers[1:]:
            columns = ", ".join(f"{text} AS {column}" for column, text in layer.items())
            query = f"(SELECT *, {columns} FROM {query})"
        return f"SELECT {listed} FROM {query}{ending}"

    def render_ordered(self, outputs: list[tuple[Sql, str]]) -> str:
        """The query with its rows in the order of the table: they are numbered before any join."""
        view = self.table.view
        numbered = f'(SELECT *, row_number() OVER () AS "@row" FROM {view})'
        self.table = replace(self.table, view=numbered)
        query = self.render(outputs, order=self.base(Sql('s."@row"', 0)))
        self.table = replace(self.table, view=view)
        return query

    def _base(self, columns: dict[str, str]) -> str:
        listed = ", ".join(f"{text} AS {column}" for column, text in columns.items())
        used = {text for text in columns.values() if text.startswith(("j", "COALESCE(j"))}
        joins = "".join(
            f" {_joined(join)}" for join in self.joins if any(f"{join.alias}." in t for t in used)
        )
        return f"SELECT {listed or '1'} FROM {self.table.view} AS s{joins}"


def _joined(join: Join) -> str:
    if join.grouped:
        outputs = [(join.match, "k"), *((Sql(t), c) for t, c in join.carried.items())]
        query = join.scope.render(outputs, join.match)
    else:
        match = join.scope.keep(join.match)
        outputs = [(match, "k"), *((Sql(t), c) for t, c in join.carried.items())]
        query = join.scope.render(outputs)
    return f"LEFT JOIN ({query}) AS {join.alias} ON {join.alias}.k = {join.own.text}"
