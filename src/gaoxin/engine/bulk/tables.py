"""The tables an executor is given: which column holds which fact of which period.

A wide table has a column ``name@period`` for each fact and period (``研发费用@2025``,
``rd_cost@2025``, ``staff_q_end@2025Q4``, ``在区注册@2026-06-01``), and ``name`` alone for fixed
facts, for states as on the day asked about and for what holds for every period. ``name@period?``
says that the value is absent. Money is in minor units (fen). Spells are a list of structs
(start DATE, end DATE), events a list of dates. NULL is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gaoxin.facts.arrow import KEY
from gaoxin.facts.vocabulary import FactDef, Kind, fold
from gaoxin.quantities import Period

from .exact import BIGINT
from .refusal import NotInBulk
from .sql import Sql, name

REFUSED = "@refused "
"""Before the name of a column: where it was refused at the door (``admission``)."""
EACH, NTH = '"@each"', '"@nth"'
"""Variables of lambdas, named as no column is."""
INTEGERS = {
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "BIGINT",
}
FLAGS = {*INTEGERS, "HUGEINT", "UBIGINT", "UHUGEINT", "DOUBLE", "FLOAT"}
EXACT_IN_DOUBLE = 2**53
FRACTIONAL = {"rate", "number", "points"}
PLACES = 6
"""Decimal places of a fraction that came as text or as a DOUBLE; one with more is reported."""
MOST_PLACES = 12
"""Decimal places read of a DECIMAL column."""
USUAL = {"money": 10**16}
"""|value| of a fact without a declared range: for money 100 万亿元. Beyond it the guarded query
reports the row instead of answering."""
USUAL_OTHER = 10**12
YEARS = Fraction(date.min.year), Fraction(date.max.year)
EARLIEST, LATEST = (f"DATE '{d.isoformat()}'" for d in (date.min, date.max))


@dataclass(frozen=True, slots=True)
class Table:
    """Columns (name -> DuckDB type) of the entities of one kind, and the view that holds them."""

    kind: Kind
    view: str
    columns: Mapping[str, str]

    def column(self, fact: str, key: str) -> str | None:
        """The column of a fact (or judged define) for a period key, or None."""
        definition = self.kind.facts.get(fact)
        names = [fact] if definition is None else [definition.id, definition.zh, definition.en]
        wanted = [f"{n}@{key}" if key else n for n in names if n]
        return next((c for w in wanted for c in (w, fold(w)) if c in self.columns), None)

    def key(self) -> str | None:
        """The column that identifies an entity."""
        single = self.kind.key if len(self.kind.key) == 1 else ()
        found = [self.column(k, "") for k in single]
        own = KEY if KEY in self.columns else None
        spare = [c for c in ("id", "key", "主键") if c in self.columns]
        return next((c for c in [own, *found, *spare] if c is not None), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a raw column becomes a value: ``sql`` with the column as ``{}``; ``may_fail`` if a value
    that is there can come out as NULL (then the row is reported)."""

    template: str
    scale: int = 1
    may_fail: bool = False


def number_reading(column: str, type_name: str, type: str) -> Reading:
    """Numbers from the column types tables come with, as whole numbers of a scale; a value that
    none expresses exactly comes out as NULL, never rounded."""
    places = PLACES if type in FRACTIONAL else 0
    if type_name == "BIGINT":
        return Reading("{}")
    if type_name in INTEGERS:
        return Reading("CAST({} AS BIGINT)")
    if type_name.startswith("DECIMAL("):
        precision, scale = (int(n) for n in type_name[8:-1].split(","))
        if type == "money" and scale:
            raise NotInBulk(
                f"列“{column}”是带小数的{type_name}：是元还是分说不清；请存整数分（BIGINT）",
                f'column "{column}" is {type_name}: yuan or fen, nobody can tell; store whole fen'
                " (BIGINT)",
                "T7",
            )
        return _decimal(precision, scale)
    if type_name in {"DOUBLE", "FLOAT"}:
        return _double(places)
    if type_name == "VARCHAR":
        return _written(places)
    if type_name in {"HUGEINT", "UBIGINT", "UHUGEINT", '"NULL"', "NULL"}:
        return Reading("TRY_CAST({} AS BIGINT)", may_fail=True)
    raise NotInBulk(
        f"列“{column}”的类型{type_name}不能表示这一事实",
        f'column "{column}" of type {type_name} cannot hold this fact',
        "T7",
    )


def _decimal(precision: int, scale: int) -> Reading:
    """With so many places that none is lost; of more than ``MOST_PLACES`` the rest must be 0."""
    own, places = f"DECIMAL({precision},{scale})", min(scale, MOST_PLACES)
    if places == 0:
        return Reading("TRY_CAST({} AS BIGINT)", may_fail=True)
    held = "{0}"
    if places < scale:
        cut = f"TRY_CAST({{0}} AS DECIMAL(38,{places}))"
        held = f"(CASE WHEN TRY_CAST({cut} AS {own}) = {{0}} THEN {cut} END)"
    # As many digits as a BIGINT has, or the product could overflow.
    digits = f"CAST(TRY_CAST({held} AS DECIMAL(19,{places})) AS DECIMAL(38,{places}))"
    return Reading(f"TRY_CAST({digits} * {10**places} AS BIGINT)", 10**places, may_fail=True)


def _double(places: int) -> Reading:
    """The decimal of so few places whose nearest DOUBLE it is: with 15 digits there is one only."""
    scale = 10**places
    most = EXACT_IN_DOUBLE if places == 0 else 10**15
    whole = f"TRY_CAST(ROUND({{0}} * {scale}::DOUBLE) AS BIGINT)"
    return Reading(
        f"CASE WHEN {whole} / {scale}::DOUBLE = {{0}} AND ABS({whole}) < {most} THEN {whole} END",
        scale,
        may_fail=True,
    )


def _written(places: int) -> Reading:
    """A number in text. A cast alone would round what has more places."""
    plain = f"'\\s*[+-]?[0-9]*([.][0-9]{{{{0,{places}}}}}0*)?\\s*'"
    cast = f"TRY_CAST({{0}} AS DECIMAL(19,{places})) AS DECIMAL(38,{places})"
    return Reading(
        f"CASE WHEN regexp_full_match({{0}}, {plain})"
        f" THEN TRY_CAST(CAST({cast}) * {10**places} AS BIGINT) END",
        10**places,
        may_fail=True,
    )


def plain_reading(column: str, type_name: str, wanted: str) -> Reading:
    if wanted == "VARCHAR" and type_name.startswith(("VARCHAR", "ENUM")) and type_name[-1] != "]":
        return Reading("NULLIF(TRIM({}), '')")
    if type_name == wanted == "DATE":
        return Reading(f"CASE WHEN {{0}} BETWEEN {EARLIEST} AND {LATEST} THEN {{0}} END", 1, True)
    if type_name == wanted:
        return Reading("{}")
    if wanted == "DATE" and type_name.startswith("TIMESTAMP"):
        return Reading(f"CASE WHEN {whole_day('{0}')} THEN CAST({{0}} AS DATE) END", 1, True)
    composed = type_name.endswith("]") or type_name.startswith("STRUCT")
    flags = wanted == "BOOLEAN" and (type_name in FLAGS or type_name.startswith("DECIMAL("))
    texts = wanted == "VARCHAR" or type_name in {"VARCHAR", "NULL", '"NULL"'}
    if composed or not (flags or texts):
        raise NotInBulk(
            f"列“{column}”的类型{type_name}不能表示这一事实",
            f'column "{column}" of type {type_name} cannot hold this fact',
            "T7",
        )
    if flags:
        return Reading("CASE {} WHEN 0 THEN FALSE WHEN 1 THEN TRUE END", may_fail=True)
    return Reading(f"TRY_CAST({{}} AS {wanted})", may_fail=True)


def whole_day(moment: str) -> str:
    """Is a moment the beginning of a day that people can mean?"""
    start = f"date_trunc('day', {moment})"
    return f"({start} = {moment} AND {moment} BETWEEN {EARLIEST} AND {LATEST})"


def bounds(fact: FactDef, scale: int) -> tuple[int, int, bool]:
    """Low, high (in the column's integers) and whether the document declared them."""
    usual = USUAL.get(fact.type, USUAL_OTHER)
    low = -usual if fact.low is None else fact.low
    high = usual if fact.high is None else fact.high
    declared = fact.low is not None or fact.high is not None
    if fact.type == "year":
        low, high, declared = max(low, YEARS[0]), min(high, YEARS[1]), True
    limit = BIGINT
    return (
        max(-limit, -(-low.numerator * scale // low.denominator)),
        min(limit, high.numerator * scale // high.denominator),
        declared,
    )


def period_key(period: "Period | date | int | None") -> str:
    match period:
        case None:
            return ""
        case Period():
            return period.key
        case date():
            return str(period)
        case _:
            return f"{period:04d}"


def span(period: "Period | date | int") -> tuple[date, date]:
    """First and last day."""
    match period:
        case Period():
            return period.start, period.end
        case date():
            return period, period
        case _:
            return date(period, 1, 1), date(period, 12, 31)


def quoted(column: str, alias: str = "s") -> Sql:
    return Sql(f"{alias}.{name(column)}", 0)
