"""Sums over a table, in words."""

from gaoxin.engine.counting import Count
from gaoxin.engine.render.words import money_text
from gaoxin.engine.values import span
from gaoxin.quantities import Lang


def sum_text(count: Count, lang: Lang) -> str:
    """What all rows of a clause come to; what is not yet known is said, never taken as nothing."""
    zh = lang == "zh"
    if count.money is None:
        return ""
    open_ = count.open_money
    if open_ and not count.money:
        return f"合计待定（{open_} 家）" if zh else f"sum to be determined ({open_} open)"
    high = count.money if count.money_high is None else count.money_high
    text = money_text(span(count.money, high), lang)
    if open_:
        return f"合计 {text}，另 {open_} 家待定" if zh else f"sum {text}, {open_} more open"
    return f"合计 {text}" if zh else f"sum {text}"
