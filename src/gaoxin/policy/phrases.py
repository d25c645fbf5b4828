"""How types and periods are called in messages, in both languages."""

from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy import units
from gaoxin.policy.form import Type
from gaoxin.quantities import CURRENCIES

TIME_ZH = {
    "fixed": "固定值",
    "year": "年",
    "year_end": "年末",
    "quarter": "季",
    "month": "月",
    "day": "时点",
    "spell": "起止",
    "event": "发生日期",
}
TIME_EN = {
    "fixed": "no period",
    "year": "year",
    "year_end": "year end",
    "quarter": "quarter",
    "month": "month",
    "day": "day",
    "spell": "spell",
    "event": "date of event",
}
EXAMPLE_ZH = {
    "year": "上年",
    "year_end": "上年",
    "quarter": "q",
    "month": "m",
    "day": "当日",
    "spell": "当日",
    "event": "…",
}
EXAMPLE_EN = {**EXAMPLE_ZH, "year": "last_year", "year_end": "last_year", "day": "on"}
EXAMPLE_EN["spell"] = "on"
_YEARS = (
    "上年、本年、上年-1、近3年或年份",
    "last_year, this_year, last_year-1, last_3_years or a year",
)
_DAYS = ("当日、施行日或日期", "on, in_force_from or a date")
_PERIODS = {"year": _YEARS, "year_end": _YEARS, "day": _DAYS, "spell": _DAYS}
_PERIODS["quarter"] = ("本年各季，或其中的一季", "quarters, or one of them")
_PERIODS["month"] = ("month(日期)", "month(a date)")
_PERIODS["fixed"] = _PERIODS["event"] = ("事实的名字，不带期间", "the fact without a period")
PERIODS_ZH = {time: zh for time, (zh, _) in _PERIODS.items()}
PERIODS_EN = {time: en for time, (_, en) in _PERIODS.items()}
TYPE_ZH = {
    "money": "金额",
    "rate": "比率",
    "count": "计数",
    "number": "数值",
    "points": "分值",
    "date": "日期",
    "year": "年",
    "month": "月",
    "quarter": "季",
    "duration": "期限",
    "flag": "是非",
    "code": "代码",
    "text": "文字",
    "texts": "多项文字",
    "entity": "对象",
    "set": "集合",
    "years": "一段年份",
    "quarters": "各季",
    "codes": "名单",
    "zero": "零",
    "any": "未定",
}


def type_zh(type_: Type) -> str:
    if each := units.per(type_.unit):
        return f"每{each[1]}的金额（{each[0]}）"
    return TYPE_ZH[type_.name] + (f"（{type_.unit}）" if type_.unit else "")


def type_en(type_: Type) -> str:
    if each := units.per(type_.unit):
        return f"money ({each[0]}) per {units.name(each[1], 'en')}"
    return type_.name + (f" ({type_.unit})" if type_.unit else "")


def one_unit(a: Type, b: Type, zh: str, en: str) -> tuple[str, str]:
    """How to give two quantities one unit, where one is money per unit; else the words given."""
    if not (units.per(a.unit) or units.per(b.unit)):
        return zh, en
    return (
        "按单位计的金额写成 200万元/亩、30元/平方米、50万元/人，两边按同一单位计",
        "write money by the unit as 2 million CNY/mu, 30 CNY/sqm, 500,000 CNY/person, both sides"
        " by the same unit",
    )


def unit_mend(type_: Type, zh: str, en: str) -> tuple[str, str]:
    """How to get money from money times a fact with a unit; else the words given."""
    above = type_.unit.partition("/")[0].split("*")
    others = "、".join(u for u in above if u not in CURRENCIES)
    if not others or not CURRENCIES.keys() & set(above):
        return zh, en
    return (
        f"钱乘了带单位的量：登记里删去单位“{others}”，或除以一个同单位的量",
        f"money was multiplied by a figure in {others}: drop that unit in the register, or divide"
        " by a figure in it",
    )


def period_mend_zh(fact: FactDef) -> str:
    if fact.time == "fixed":
        return f"写 {fact.zh or fact.id}，不带括号"
    if fact.time == "event":
        return f"用 times({fact.zh or fact.id}, 起, 止)"
    return f"例如 {fact.zh or fact.id}({EXAMPLE_ZH[fact.time]})"


def period_mend_en(fact: FactDef) -> str:
    if fact.time == "fixed":
        return f"write {fact.id} without brackets"
    if fact.time == "event":
        return f"use times({fact.id}, from, to)"
    return f"e.g. {fact.id}({EXAMPLE_EN[fact.time]})"
