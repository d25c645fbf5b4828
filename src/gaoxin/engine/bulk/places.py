"""Where a rule is read: whose row, which entity, which day, which loop variables."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from .scope import Scope
from .sql import FALSE, Sql, disjoin
from .values import Value, mapped


@dataclass(frozen=True, slots=True)
class Place:
    """``space`` is the query being built; ``entity`` the scope of the entity asked about (the
    same, or one joined to it; None where a member cannot see it); variables are scopes (loops over
    sets) or values; ``fixed`` is the day whose texts hold under a static reference."""

    space: Scope
    entity: Scope | None
    day: date
    document: str
    variables: Mapping[str, "Scope | Value"] = field(default_factory=dict)
    fixed: date | None = None

    @property
    def texts(self) -> date:
        """The day whose texts are asked."""
        return self.fixed or self.day

    def binding(self, **variables: "Scope | Value") -> "Place":
        return replace(self, variables={**self.variables, **variables})

    def inside(self, scope: Scope) -> "Place":
        """The same question asked of the rows of ``scope`` itself."""
        return Place(scope, scope, self.day, self.document, fixed=self.fixed)


def brought(value: Value, owner: Scope, space: Scope) -> Value:
    """A value computed in ``owner`` as a value of the query ``space`` it is joined to."""
    scope = owner
    while scope is not space:
        value = mapped(value, scope.carry, scope.carry_test)
        value = replace(value, absent=disjoin(value.absent, scope.absent_link))
        assert scope.home is not None
        scope = scope.home
    return value


def no_link(owner: Scope, space: Scope) -> Sql:
    """Where a link on the way to ``owner`` is known to lead nowhere; never NULL."""
    absent, scope = FALSE, owner
    while scope is not space:
        assert scope.home is not None
        absent = disjoin(scope.carry_test(absent) if absent != FALSE else FALSE, scope.absent_link)
        scope = scope.home
    return absent


def brought_sql(value: Sql, owner: Scope, space: Scope) -> Sql:
    scope = owner
    while scope is not space:
        value = scope.carry(value)
        assert scope.home is not None
        scope = scope.home
    return value
