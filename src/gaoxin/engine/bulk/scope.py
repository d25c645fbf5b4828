"""A query over the entities of one kind, built in layers.

Layer 0 reads the table (and joins what was computed of linked entities and of sets); each higher
layer computes columns from the layers below it. A value used twice is a column and is computed
once, so that bands over defines over defines never multiply the text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .sql import FALSE, Sql, sql
from .tables import Table


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
    where: Sql | None = None
    home: "Scope | None" = None
    join: Join | None = None  # how this scope is joined to its home
    layers: list[dict[str, str]] = field(default_factory=lambda: [{}])
    joins: list[Join] = field(default_factory=list)
    linked: dict[str, "Scope"] = field(default_factory=dict)
    grouped: dict[tuple[str, ...], "Scope"] = field(default_factory=dict)
    faults: dict[str, Sql] = field(default_factory=dict)
    absent_link: Sql = FALSE  # in ``home``: the link that joins this scope leads nowhere
    reads: set[str] = field(default_factory=set)
    number: int = 0
    names: set[str] = field(default_factory=set)

    def base(self, raw: Sql) -> Sql:
        """A column of layer 0 computed from the table itself."""
        return self._place(0, raw)

    def keep(self, value: Sql) -> Sql:
        """The expression as a column of the next layer, so that it is computed once."""
        if value.level < 0 or value.text in self.names:
            return value
        return self._place(value.level + 1, value)

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

    def all_faults(self) -> Iterator[tuple[str, Sql]]:
        """Checks of this scope and of the scopes joined one by one, as columns of this scope."""
        yield from self.faults.items()
        for join in self.joins:
            if not join.grouped:
                for label, test in list(join.scope.all_faults()):
                    yield label, join.scope.carry_test(test)

    def render(self, outputs: list[tuple[Sql, str]], group: Sql | None = None) -> str:
        """The whole query: ``outputs`` are (expression over any layer, column name)."""
        listed = ", ".join(f"{value.text} AS {column}" for value, column in outputs)
        ending = f" GROUP BY {group.text}" if group is not None else ""
        return f"SELECT {listed} FROM {self._layered()}{ending}"

    def render_ordered(self, outputs: list[tuple[Sql, str]]) -> str:
        """The query with its rows in the order of the table: they are numbered before any join."""
        view = self.table.view
        self.table = replace(
            self.table, view=f'(SELECT *, row_number() OVER () AS "@row" FROM {view})'
        )
        place = self.base(Sql('s."@row"', 0))
        query = f"{self.render(outputs)} ORDER BY {place.text}"
        self.table = replace(self.table, view=view)
        return query

    def _layered(self) -> str:
        query = f"({self._base()})"
        for layer in self.layers[1:]:
            if layer:
                columns = ", ".join(f"{text} AS {column}" for text, column in layer.items())
                query = f"(SELECT *, {columns} FROM {query})"
        return query

    def _base(self) -> str:
        # Joins first: rendering a sub-query may still add columns to itself, never to this one.
        joins = "".join(f" {_joined(join)}" for join in self.joins if join.carried)
        columns = ", ".join(f"{text} AS {column}" for text, column in self.layers[0].items())
        where = f" WHERE {self.where.text}" if self.where is not None else ""
        return f"SELECT {columns or '1'} FROM {self.table.view} AS s{joins}{where}"


def _joined(join: Join) -> str:
    if join.grouped:
        outputs = [(join.match, "k"), *((Sql(t), c) for t, c in join.carried.items())]
        query = join.scope.render(outputs, join.match)
    else:
        match = join.scope.keep(join.match)
        outputs = [(match, "k"), *((Sql(t), c) for t, c in join.carried.items())]
        query = join.scope.render(outputs)
    return f"LEFT JOIN ({query}) AS {join.alias} ON {join.alias}.k = {join.own.text}"
