"""Ten clauses written again by hand, exactly, from the words of the documents.

Imports nothing of the project. A case is ``facts[(fact, period)]`` with plain values: integers
(money in fen), booleans, dates, lists of spells ``(start, end)``, lists of dates; a missing key or
None is unknown, ``GONE`` is known not to exist. Every function returns (verdict, money):
verdict True, False or None (undetermined), money an exact Fraction of fen or None where it is not
one number or the clause gives none.
"""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

Facts = dict[tuple[str, str], Any]
Result = tuple[bool | None, Fraction | None]
GONE = "gone"


# --- three values -------------------------------------------------------------------------------


def both(*parts: bool | None) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def either(*parts: bool | None) -> bool | None:
    if True in parts:
        return True
    return None if None in parts else False


def no(part: bool | None) -> bool | None:
    return None if part is None else not part


def compare(left: Any, right: Any, test: Callable[[Any, Any], bool]) -> bool | None:
    if GONE in (left, right):
        return False
    if left is None or right is None:
        return None
    return test(left, right)


def at_least(left: Any, right: Any) -> bool | None:
    return compare(left, right, lambda a, b: a >= b)


def more(left: Any, right: Any) -> bool | None:
    return compare(left, right, lambda a, b: a > b)


def at_most(left: Any, right: Any) -> bool | None:
    return compare(left, right, lambda a, b: a <= b)


def ratio(above: Any, below: Any) -> Any:
    if GONE in (above, below):
        return GONE
    if above is None or below is None or below == 0:
        return None
    return Fraction(above) / below


# --- facts --------------------------------------------------------------------------------------


def get(facts: Facts, name: str, period: Any = "") -> Any:
    return facts.get((name, str(period)))


def yearly(facts: Facts, name: str, year: int) -> Any:
    """A year wholly before the registration does not exist."""
    born = get(facts, "registered_on")
    if born is not None and year < born.year:
        return GONE
    return get(facts, name, year)


def running(facts: Facts, name: str, on: date) -> bool | None:
    spells = get(facts, name)
    if spells is None:
        return None
    return any(start <= on and (end is None or on <= end) for start, end in spells)


def which(facts: Facts, name: str, on: date) -> Any:
    """The how-manieth spell runs on the day (GONE: none does)."""
    spells = get(facts, name)
    if spells is None:
        return None
    begun = sorted(s for s in spells if s[0] <= on)
    current = [n for n, (_, end) in enumerate(begun, 1) if end is None or on <= end]
    return current[-1] if current else GONE


def ordinal_year(facts: Facts, name: str, on: date) -> Any:
    """1 in the calendar year in which the running spell began, 2 in the next, …"""
    spells = get(facts, name)
    if spells is None:
        return None
    current = [s for s in spells if s[0] <= on and (s[1] is None or on <= s[1])]
    return on.year - max(current)[0].year + 1 if current else GONE


def begun_between(facts: Facts, name: str, first: date, last: date) -> int | None:
    spells = get(facts, name)
    return None if spells is None else sum(first <= s[0] <= last for s in spells)


def events_between(facts: Facts, name: str, first: date, last: date) -> int | None:
    days = get(facts, name)
    return None if days is None else sum(first <= d <= last for d in days)


def within(born: date | None, years: int, on: date) -> bool | None:
    if born is None:
        return None
    try:
        limit = born.replace(year=born.year + years)
    except ValueError:  # 29 February
        limit = born.replace(year=born.year + years, day=28)
    return on <= limit


def total(values: list[Any]) -> Any:
    known = [v for v in values if v != GONE]
    return None if None in known else sum(known)


def rounded(amount: Fraction) -> Fraction:
    """Half up to the fen (amounts here are never negative)."""
    return Fraction((amount + Fraction(1, 2)).__floor__())


def result(verdict: bool | None, money: Any) -> Result:
    if verdict is False:
        return False, Fraction(0)
    if verdict is None or money is None or money == GONE:
        return verdict, None
    return True, rounded(Fraction(money))


# --- the clauses --------------------------------------------------------------------------------


def quanzhou_first(facts: Facts, on: date) -> Result:
    verdict = both(running(facts, "in_zone", on), at_least_equal(which(facts, "hte", on), 1))
    sales = yearly(facts, "operating_revenue", on.year - 1)
    amount: Any = None
    if sales == GONE:
        amount = GONE
    elif sales is not None:
        amount = 20_000_000 if sales <= 2_000_000_000 else 40_000_000
    return result(verdict, amount)


def at_least_equal(left: Any, right: Any) -> bool | None:
    return compare(left, right, lambda a, b: a == b)


def quanzhou_again(facts: Facts, on: date) -> Result:
    verdict = both(running(facts, "in_zone", on), at_least(which(facts, "hte", on), 2))
    return result(verdict, 10_000_000)


def gazelle(facts: Facts, on: date) -> Result:
    born, last = get(facts, "registered_on"), on.year - 1
    spent = total([yearly(facts, "science_spending", y) for y in range(last - 3, last + 1)])
    sold = total([yearly(facts, "operating_revenue", y) for y in range(last - 3, last + 1)])
    sales = {n: yearly(facts, "operating_revenue", last - n) for n in (0, 1, 3)}
    staff = {n: yearly(facts, "staff", last - n) for n in (0, 1, 3)}
    size = either(
        both(within(born, 5, on), at_least(sales[0], 50_000_000_000)),
        both(within(born, 10, on), at_least(sales[0], 100_000_000_000)),
        either(
            both(
                compound(sales[3], sales[0], Fraction(6, 5)),
                more(sales[3], 1_000_000_000),
                more(sales[0], sales[1]),
            ),
            both(
                compound(staff[3], staff[0], Fraction(13, 10)),
                more(staff[3], 100),
                more(staff[0], staff[1]),
            ),
            at_least(get(facts, "venture_single"), 1_000_000_000),
        ),
    )
    share = at_least(ratio(spent, sold), Fraction(25, 1000))
    return both(within(born, 20, on), share, size), None


def compound(base: Any, now: Any, growth: Fraction) -> bool | None:
    """now/base >= growth³; a base of nothing or less has no growth."""
    if GONE in (base, now):
        return False
    if base is None or now is None or base <= 0:
        return None
    return bool(now * growth.denominator**3 >= base * growth.numerator**3)


def tianjin_match(facts: Facts, on: date) -> Result:
    new_year, spells = date(on.year, 1, 1), get(facts, "hte")
    begun = begun_between(facts, "hte", new_year, on)
    first = at_least_equal(which(facts, "hte", on), 1)
    moved = events_between(facts, "moved_whole", new_year, on)
    consecutive: bool | None = None
    if spells is not None:
        current = [s for s in spells if s[0] <= on and (s[1] is None or on <= s[1])]
        consecutive = bool(current) and bool(running(facts, "hte", max(current)[0] - timedelta(1)))
    verdict = both(more(begun, 0), either(first, consecutive, more(moved, 0)))
    return result(verdict, yearly(facts, "municipal_hte_award", on.year))


def guangzhou_growth(facts: Facts, on: date) -> Result:
    now = yearly(facts, "rd_declared", on.year - 1)
    before = yearly(facts, "rd_declared", on.year - 2)
    verdict = both(more(now, before), at_least(now, 1_000_000_000))
    amount: Any = now
    if isinstance(now, int):
        steps = (1_000_000_000, 0), (10_000_000_000, 40_000_000)
        amount = next((paid for limit, paid in steps if now < limit), 70_000_000)
    return result(verdict, amount)


def dalian_increase(facts: Facts, on: date) -> Result:
    verdict = at_most(ordinal_year(facts, "gazelle", on), 3)
    now = yearly(facts, "district_contribution", on.year - 1)
    before = yearly(facts, "district_contribution", on.year - 2)
    amount = None if now is None or before is None else max(0, now - before)
    return result(verdict, amount)


def dalian_creative(facts: Facts, on: date) -> Result:
    year = ordinal_year(facts, "creative_new", on)
    verdict = at_most(year, 3)
    given = yearly(facts, "district_contribution", on.year)
    amount: Any = None
    if isinstance(year, int) and 1 <= year <= 3 and given is not None:
        amount = given * [Fraction(7, 10), Fraction(6, 10), Fraction(5, 10)][year - 1]
    return result(verdict, amount)


def tech_sme(facts: Facts, on: date) -> Result:
    last = on.year - 1
    since = date(last, 1, 1)
    listed = either(running(facts, "abnormal_list", on), running(facts, "dishonest_list", on))
    clean = no(
        either(
            more(events_between(facts, "serious_event", since, on), 0),
            more(events_between(facts, "dishonesty", since, on), 0),
            listed,
        )
    )
    direct = either(
        running(facts, "hte", on),
        get(facts, "award_5y"),
        get(facts, "rd_institution"),
        get(facts, "led_standard_5y"),
    )
    staff = points(
        ratio(yearly(facts, "sme_tech_staff", last), yearly(facts, "sme_staff", last)),
        [(30, 20), (25, 16), (20, 12), (15, 8), (10, 4)],
    )
    research = yearly(facts, "rd_cost", last)
    by_sales = points(
        ratio(research, yearly(facts, "revenue", last)),
        [(6, 50), (5, 40), (4, 30), (3, 20), (2, 10)],
    )
    by_cost = points(
        ratio(research, yearly(facts, "cost_and_expense", last)),
        [(30, 50), (25, 40), (20, 30), (15, 20), (10, 10)],
    )
    best = max(by_sales[0], by_cost[0]), max(by_sales[1], by_cost[1])
    rights = property_points(get(facts, "ip_class1"), get(facts, "ip_class2"))
    low, high = (sum(part[n] for part in (staff, best, rights)) for n in (0, 1))
    enough = True if low >= 60 else False if high < 60 else None
    counted = True if staff[0] > 0 else False if staff[1] == 0 else None
    verdict = both(
        get(facts, "resident"),
        at_most(yearly(facts, "sme_staff", last), 500),
        at_most(yearly(facts, "revenue", last), 20_000_000_000),
        at_most(yearly(facts, "total_assets", last), 20_000_000_000),
        no(get(facts, "banned_business")),
        clean,
        either(direct, enough),
        either(direct, counted),
    )
    return verdict, None


def points(share: Any, rows: list[tuple[int, int]]) -> tuple[int, int]:
    """Least and greatest points of a table in per cent, 0 below its last row."""
    if share is None or share == GONE:
        return 0, rows[0][1]
    found = next((won for limit, won in rows if share >= Fraction(limit, 100)), 0)
    return found, found


def property_points(first: Any, second: Any) -> tuple[int, int]:
    if isinstance(first, int) and first >= 1:
        return 30, 30
    by_count = [0, 6, 12, 18, 24]
    rest = (0, 24) if second is None else (by_count[min(second, 4)],) * 2
    return rest if first is not None else (rest[0], 30)


def small_low_profit(facts: Facts, on: date) -> Result:
    """The rule of 2022, asked on the last day of that year."""
    quarters = [f"{on.year}Q{n}" for n in (1, 2, 3, 4)]
    staff = mean(facts, "staff_q_start", "staff_q_end", quarters)
    assets = mean(facts, "assets_q_start", "assets_q_end", quarters)
    income = yearly(facts, "taxable_income", on.year)
    verdict = both(
        no(yearly(facts, "restricted_industry", on.year)),
        at_most(income, 300_000_000),
        at_most(staff, 300),
        at_most(assets, 5_000_000_000),
    )
    if not isinstance(income, int):
        return result(verdict, None)
    low, high = min(income, 100_000_000), max(0, min(income, 300_000_000) - 100_000_000)
    preferred = Fraction(25, 1000) * low + Fraction(5, 100) * high
    return result(verdict, Fraction(1, 4) * income - preferred)


def mean(facts: Facts, start: str, end: str, quarters: list[str]) -> Any:
    values = [get(facts, name, q) for q in quarters for name in (start, end)]
    return None if None in values else Fraction(sum(values), 8)


def subfund(facts: Facts, on: date) -> Result:
    size, city = get(facts, "size"), get(facts, "city_fund")
    limits = {"天使类": 40, "创业类": 30, "产业类": 20}
    sort = get(facts, "sort")
    limit = Fraction(limits[sort], 100) if sort is not None else None
    two = [city, get(facts, "city_other"), get(facts, "district_money")]
    three = [*two, get(facts, "province_money")]
    verdict = both(
        at_most(ratio(city, size), limit),
        at_most(ratio(total(two), size), Fraction(2, 5)),
        at_most(ratio(total(three), size), Fraction(1, 2)),
    )
    return verdict, None
