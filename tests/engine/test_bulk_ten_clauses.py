"""The ten clauses of the benchmark against an evaluation by hand with Python's own integers.

The evaluation below knows nothing of documents: it is what a careful person would work out from
the words, with fractions for ratios and None for what is not known.
"""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gaoxin.engine.bulk import compile_clauses
from gaoxin.policy.reading.reader import read_library

HERE = Path(__file__).parents[2] / "benchmarks" / "bulk"
ROWS = 6000
YUAN = 100
Row = dict[str, Any]


def both(*parts: bool | None) -> bool | None:
    return False if False in parts else None if None in parts else True


def either(*parts: bool | None) -> bool | None:
    return True if True in parts else None if None in parts else False


def no(value: bool | None) -> bool | None:
    return None if value is None else not value


def at_least(value: Any, limit: Any) -> bool | None:
    return None if value is None or limit is None else value >= limit


def at_most(value: Any, limit: Any) -> bool | None:
    return None if value is None or limit is None else value <= limit


def ratio(top: Any, bottom: Any) -> Fraction | None:
    return None if top is None or not bottom else Fraction(top, bottom)


def added(*parts: Any) -> Any:
    return None if None in parts else sum(parts)


def fen(value: Fraction | None) -> int | None:
    """Half up to the fen; nothing below zero."""
    if value is None:
        return None
    value = max(value, Fraction(0))
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def recognition(r: Row) -> bool | None:
    revenue, last = [r[f"revenue@{y}"] for y in (2023, 2024, 2025)], r["revenue@2025"]
    floor = None
    if last is not None:
        wan = 10_000 * YUAN
        floor = Fraction(5 if last <= 5000 * wan else 4 if last <= 20000 * wan else 3, 100)
    share = ratio(added(r["rd@2023"], r["rd@2024"], r["rd@2025"]), added(*revenue))
    field = r["field@2026-06-01"]
    events = r["times(event)@2025-06-01..2026-06-01"]
    return both(
        r["founded"] <= date(2025, 6, 1),
        r["own_ip@2026-06-01"],
        None if field is None else field != "other",
        at_least(ratio(r["tech_staff@2025"], r["staff@2025"]), Fraction(1, 10)),
        at_least(share, floor),
        at_least(ratio(r["rd_domestic@2025"], r["rd@2025"]), Fraction(6, 10)),
        at_least(ratio(r["hightech@2025"], r["income@2025"]), Fraction(6, 10)),
        None if events is None else events == 0,
    )


def small_tech(r: Row) -> bool | None:
    return both(
        r["resident"],
        at_most(r["staff@2025"], 500),
        at_most(r["revenue@2025"], 200_000_000 * YUAN),
        at_most(r["assets@2025"], 200_000_000 * YUAN),
        either(
            at_least(ratio(r["rd@2025"], r["revenue@2025"]), Fraction(3, 100)),
            at_least(ratio(r["tech_staff@2025"], r["staff@2025"]), Fraction(1, 10)),
        ),
        no(r["abnormal@2026-06-01"]),
    )


def low_profit(r: Row) -> tuple[bool | None, int | None]:
    taxable = r["taxable@2025"]
    answer = both(
        at_most(taxable, 3_000_000 * YUAN),
        at_most(r["staff@2025"], 300),
        at_most(r["assets@2025"], 50_000_000 * YUAN),
        no(r["restricted@2025"]),
    )
    return answer, fen(None if taxable is None else Fraction(taxable, 5))


def rd_grant(r: Row) -> tuple[bool | None, int | None]:
    rd, before = r["rd@2025"], r["rd@2024"]
    answer = both(
        at_least(rd, 1_000_000 * YUAN),
        at_least(ratio(rd, r["revenue@2025"]), Fraction(3, 100)),
        no(r["abnormal@2026-06-01"]),
    )
    if rd is None or before is None or before <= 0:
        return answer, None
    rise = Fraction(rd, before) - 1
    rate = 8 if rise >= Fraction(1, 5) else 6 if rise >= Fraction(1, 10) else 5
    return answer, fen(min(Fraction(rate * rd, 100), Fraction(500_000 * YUAN)))


def first(r: Row) -> tuple[bool | None, int | None]:
    if r["nth(hte)@2026-06-01?"]:
        answer: bool | None = False
    else:
        answer = None if r["nth(hte)@2026-06-01"] is None else r["nth(hte)@2026-06-01"] == 1
    award = r["city_award@2026"]
    return answer, None if award is None else max(0, 200_000 * YUAN - award)


def super_deduction(r: Row) -> tuple[bool | None, int | None]:
    rd, other = r["rd@2025"], r["rd_other@2025"]
    answer = both(None if rd is None else rd > 0, no(r["restricted@2025"]))
    if rd is None or other is None:
        return answer, None
    return answer, fen(rd + min(Fraction(other), Fraction(rd, 9)))


def increase(r: Row) -> tuple[bool | None, int | None]:
    now, before = r["contribution@2025"], r["contribution@2024"]
    if now is None or before is None:
        return None, None
    return now > before, min(max(0, now - before), 2_000_000 * YUAN)


def interest(r: Row) -> tuple[bool | None, int | None]:
    paid = r["interest@2025"]
    answer = both(None if paid is None else paid > 0, no(r["abnormal@2026-06-01"]))
    return answer, None if paid is None else fen(min(Fraction(paid, 2), Fraction(800_000 * YUAN)))


def gazelle(r: Row) -> tuple[bool | None, int | None]:
    base, now = r["revenue@2022"], r["revenue@2025"]
    fast = None
    if base is not None and now is not None and base > 0 and now >= 0:
        fast = now * 5**3 >= base * 6**3
    return both(at_least(base, 5_000_000 * YUAN), fast), 500_000 * YUAN


def by_slices(r: Row) -> tuple[bool | None, int | None]:
    rd = r["rd@2025"]
    answer = both(r["resident"], at_least(rd, 1_000_000 * YUAN))
    if rd is None:
        return answer, None
    due = Fraction(0)
    for low, high, percent in ((0, 10, 2), (10, 50, 3), (50, 10**9, 4)):
        part = min(rd, high * 1_000_000 * YUAN) - low * 1_000_000 * YUAN
        due += Fraction(max(0, part) * percent, 100)
    return answer, due.numerator // (due.denominator * YUAN) * YUAN


AWARDS = {
    f.__name__: f
    for f in (
        low_profit,
        rd_grant,
        first,
        super_deduction,
        increase,
        interest,
        gazelle,
        by_slices,
    )
}
MOST = {"rd_grant": 500_000 * YUAN, "increase": 2_000_000 * YUAN, "interest": 800_000 * YUAN}
CAP = 600_000 * YUAN


def together(due: dict[str, tuple[bool | None, int | None]]) -> tuple[int, int]:
    """The least and the most of the four awards that are capped together."""
    low = high = 0
    for name in ("rd_grant", "first", "increase", "interest"):
        answer, money = due[name]
        if answer is True:
            low += money or 0
        if answer is not False:
            high += MOST.get(name, CAP) if money is None else money
    return min(low, CAP), min(high, CAP)


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ten") / "enterprises.parquet"
    text = (HERE / "enterprises.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        for part in text.replace("$rows", str(ROWS)).replace("$path", str(path)).split(";"):
            if part.strip():
                connection.execute(part)
    return path


def test_every_row_is_as_worked_out_by_hand(population: Path) -> None:
    library = read_library(HERE / "ten_clauses.md")
    document = library.documents["bench/ten-clauses"]
    addresses = [f"{document.id}#{n}" for n in (*document.clauses, *document.stackings)]
    plan = compile_clauses(library, addresses, date(2026, 6, 1), {})
    found = plan.run(population).to_pylist()
    with duckdb.connect() as connection:
        given = connection.sql(f"SELECT * FROM '{population}'").to_arrow_table().to_pylist()
    met: dict[str, set[bool | None]] = {}
    for row, told in zip(given, found, strict=True):
        assert told["code"] == row["code"]
        assert told["recognition.answer"] is recognition(row)
        assert told["small_tech.answer"] is small_tech(row)
        due = {name: award(row) for name, award in AWARDS.items()}
        for name, (answer, money) in due.items():
            met.setdefault(name, set()).add(answer)
            assert told[f"{name}.answer"] is answer
            assert told[f"{name}.money"] == (0 if answer is False else money if answer else None)
        assert (told["together.total"], told["together.total_high"]) == together(due)
    assert all(outcomes >= {True, False} for outcomes in met.values()), met
    assert None in met["rd_grant"]
