"""Sums over a table, in words."""

from datetime import date

from gaoxin.engine.counting import Count
from gaoxin.engine.engine import Engine
from gaoxin.engine.population import Shared, share_out
from gaoxin.engine.values import is_number, span
from gaoxin.explaining.words import bracket, money_text, say
from gaoxin.facts.entities import Entity
from gaoxin.policy.currencies import currency_of
from gaoxin.policy.library import Library
from gaoxin.quantities import Lang


def sum_text(library: Library, count: Count, lang: Lang) -> str:
    """What all rows of a clause come to; what is not yet known is said, never taken as nothing."""
    zh = lang == "zh"
    if count.money is None:
        return ""
    open_ = count.open_money
    if open_ and not count.money:
        return f"合计待定（{open_} 家）" if zh else f"sum to be determined ({open_} open)"
    high = count.money if count.money_high is None else count.money_high
    text = money_text(span(count.money, high), lang, currency_of(library, count.address))
    if open_:
        return f"合计 {text}，另 {open_} 家待定" if zh else f"sum {text}, {open_} more open"
    return f"合计 {text}" if zh else f"sum {text}"


def budget(library: Library, count: Count, on: date) -> Shared | None:
    """The budget over all rows of a stacking, not yet shared; None where there is none."""
    if count.what != "stacking":
        return None
    document, _, name = count.address.partition("#")
    engine = Engine.of(library)
    text = engine.matching.law(on).document(document)
    stacking = text.stackings.get(name) if text else None
    if stacking is None or stacking.budget is None:
        return None
    question = engine.question(Entity(stacking.kind), on)
    return share_out(engine.matching.programs, question, stacking, ())


def budget_text(library: Library, count: Count, on: date, lang: Lang) -> str:
    """Does the sum of a stacking keep within its budget? The sum itself is never cut."""
    found = budget(library, count, on)
    if found is None:
        return ""
    zh = lang == "zh"
    limit = money_text(found.budget, lang, currency_of(library, count.address))
    known = is_number(found.budget)
    if known and count.money_high is not None and count.money_high <= found.budget:
        return f"在预算 {limit} 之内" if zh else f"within the budget of {limit}"
    over = known and (count.money or 0) > found.budget
    lead = ("超过预算 " if over else "可能超过预算 ") if zh else ""
    lead = lead or ("exceeds the budget of " if over else "may exceed the budget of ")
    short = bracket(say(f"short_{found.short}", lang), lang)
    return (
        f"{lead}{limit}{short}；合计未按预算折算，分配用 Python 的 allocate_budget"
        if zh
        else f"{lead}{limit}{short}; the sum is not cut to the budget: allocate_budget in Python "
        "shares it"
    )
