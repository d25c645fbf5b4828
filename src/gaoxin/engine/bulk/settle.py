"""One exact settlement of a stacking in SQL: amounts in, what each member receives out.

All values are whole minor units that are never NULL; a settlement at the lower and one at the upper
ends of the amounts together give the range.
"""

from dataclasses import dataclass

from gaoxin.policy.form import Stacking

from .refusal import NotInBulk
from .scope import Scope
from .sql import TRUE, Sql, case, conjoin, integer, sql

ZERO = integer(0)
BEYOND = 2 * 10**17
"""What is not below it has no known bound. Amounts themselves stay below a tenth of it."""
UNBOUNDED = 4 * 10**17


@dataclass(frozen=True, slots=True)
class Limits:
    """Cap and deduction at one end of their ranges; cap NULL: none."""

    cap: Sql | None
    less: Sql | None


def added(scope: Scope, values: list[Sql]) -> Sql:
    live = [v for v in values if v != ZERO]
    if len(live) <= 1:
        return live[0] if live else ZERO
    return scope.keep(sql("(" + " + ".join(["{}"] * len(live)) + ")", *live))


def taken(scope: Scope, stacking: Stacking, due: list[Sql], paid: list[Sql]) -> list[Sql]:
    """What ``take`` leaves of the amounts due, with what was paid before in the window."""
    before = added(scope, paid)
    match stacking.take:
        case "all":
            return due
        case "highest":
            chosen = greatest(scope, due)
            return [
                scope.keep(case((c, _less(v, before)), other=ZERO))
                for c, v in zip(chosen, due, strict=True)
            ]
        case "one":
            free = TRUE if before == ZERO else sql("({} = 0)", before)
            chosen = greatest(scope, due)
            return [
                scope.keep(case((conjoin(c, free), v), other=ZERO))
                for c, v in zip(chosen, due, strict=True)
            ]
        case _:
            return _first(scope, due, paid)


def _less(value: Sql, before: Sql) -> Sql:
    return value if before == ZERO else sql("GREATEST(0::BIGINT, {} - {})", value, before)


def greatest(scope: Scope, due: list[Sql]) -> list[Sql]:
    """Which one is the greatest, the earlier among equals."""
    tests = []
    for i, value in enumerate(due):
        beats = [sql("({} > {})", value, other) for other in due[:i]]
        holds = [sql("({} >= {})", value, other) for other in due[i + 1 :]]
        tests.append(scope.keep(conjoin(*beats, *holds)))
    return tests


def _first(scope: Scope, due: list[Sql], paid: list[Sql]) -> list[Sql]:
    """The first member that is due or was paid decides; if it was paid, nothing more, else what
    the others were not paid before."""
    before = added(scope, paid)
    found, open_ = [], TRUE
    for value, earlier in zip(due, paid, strict=True):
        unpaid = TRUE if earlier == ZERO else sql("({} = 0)", earlier)
        left = _less(value, before)
        found.append(scope.keep(case((conjoin(open_, unpaid), left), other=ZERO)))
        none = conjoin(sql("({} <= 0)", value), unpaid)
        open_ = scope.keep(conjoin(open_, none))
    return found


def limited(
    scope: Scope, stacking: Stacking, got: list[Sql], paid: list[Sql], limits: Limits
) -> list[Sql]:
    """The amounts after the cap and the deduction."""
    if limits.cap is not None:
        before = added(scope, paid)
        # GREATEST skips NULL, and a cap that is NULL is no cap.
        room = limits.cap if before == ZERO else sql("({} - {})", limits.cap, before)
        if room.level >= 0:
            none = sql("({} IS NULL)", limits.cap)
            positive = sql("GREATEST(0::BIGINT, {})", room)
            room = case((none, Sql(f"{UNBOUNDED * 20}::BIGINT")), other=positive)
        room = scope.keep(room)
        got = cut(scope, stacking, got, room)
    if limits.less is not None:
        total = added(scope, got)
        room = scope.keep(sql("GREATEST(0::BIGINT, {} - {})", total, limits.less))
        got = cut(scope, stacking, got, room)
    return got


def cut(scope: Scope, stacking: Stacking, got: list[Sql], most: Sql) -> list[Sql]:
    """Reduced to ``most`` together: the last first, or each in proportion."""
    if stacking.cut == "pro_rata" and len(got) > 1:
        return _in_proportion(scope, got, most)
    found, before = [], ZERO
    for value in got:
        room = most if before == ZERO else sql("GREATEST(0::BIGINT, {} - {})", most, before)
        found.append(scope.keep(sql("LEAST({}, {})", value, room)))
        before = added(scope, [before, value])
    return found


def _in_proportion(scope: Scope, got: list[Sql], most: Sql) -> list[Sql]:
    """Whole units, the largest remainder first, among equals the earlier."""
    total = added(scope, got)
    over = scope.keep(sql("({} > {})", total, most))
    wide = [scope.keep(sql("(CAST({} AS HUGEINT) * {})", most, g)) for g in got]
    safe = scope.keep(sql("GREATEST({}, 1)", total))
    shares = [scope.keep(sql("CAST({} // {} AS BIGINT)", w, safe)) for w in wide]
    rests = [scope.keep(sql("({} % {})", w, safe)) for w in wide]
    left = scope.keep(sql("({} - {})", most, added(scope, shares)))
    found = []
    for i, (value, share) in enumerate(zip(got, shares, strict=True)):
        ahead = [
            sql(
                "CASE WHEN {} " + (">=" if j < i else ">") + " {} THEN 1 ELSE 0 END",
                rest,
                rests[i],
            )
            for j, rest in enumerate(rests)
            if j != i
        ]
        place = sql("(" + " + ".join(["{}"] * len(ahead)) + ")", *ahead)
        extra = sql("CASE WHEN {} < {} THEN 1 ELSE 0 END", place, left)
        found.append(scope.keep(case((over, sql("({} + {})", share, extra)), other=value)))
    return found


def check_size(count: int, most: int) -> None:
    """Refuse what the stand-in for "no known bound" could not hold."""
    if count > 20 or most > BEYOND // 2:
        raise NotInBulk(
            "叠加的项目或金额过大，请声明值域", "too many or too large members: declare ranges"
        )
