"""The labels of an explanation in both languages, and values as people read them.

Words of the law are never translated here: they stay in the language of their text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final

from gaoxin.engine.values import Absent, Root, Span, Unknown, Value
from gaoxin.facts.entities import Entity, Spell
from gaoxin.facts.vocabulary import FactDef, SetDef
from gaoxin.policy import units
from gaoxin.policy.codelists import LibraryCodes
from gaoxin.policy.form import Label, Type
from gaoxin.policy.library import Library
from gaoxin.quantities import (
    CURRENCIES,
    Duration,
    Lang,
    Money,
    Period,
    QuantityError,
    Rounding,
    decimal_text,
    format_date,
    format_duration,
    format_money,
    parse_period,
)

WORDS: Final[dict[str, tuple[str, str]]] = {
    # verdicts
    "yes": ("可享受", "eligible"),
    "no": ("不符合", "not eligible"),
    "unknown": ("待补", "undetermined"),
    "not_in_force": ("未施行", "not in force"),
    "withheld": ("不公开", "withheld"),
    "applies": ("适用", "applies"),
    "does_not_apply": ("不适用", "does not apply"),
    "nothing_now": ("可享受，本次不付", "eligible, nothing to pay"),
    # conditions
    "met": ("符合", "met"),
    "not_met": ("不符合", "not met"),
    "open": ("待补", "not known"),
    "absent": ("无此项", "does not exist"),
    "judgement": ("待评判", "to be judged"),
    # headings
    "title": ("政策匹配说明", "What is due, and why"),
    "summary": ("一页结论", "In short"),
    "due_now": ("可得", "Due"),
    "in_all": ("资料补齐后合计", "In all, once everything is known"),
    "maybe": ("还可能得", "Possibly also due"),
    "not_yet_known": ("待定", "to be determined"),
    "missing": ("还缺的资料", "Still missing"),
    "by_when": ("何时之前", "By when"),
    "why": ("理由", "Why"),
    "conditions": ("条件", "Conditions"),
    "amount": ("金额", "Amount"),
    "facts": ("所据事实", "Facts used"),
    "words": ("原文", "Words"),
    "rule": ("规则", "Rule"),
    "papers": ("材料", "Papers"),
    "procedure": ("办理", "Procedure"),
    "windows": ("受理期", "Window"),
    "validity": ("称号", "Title"),
    "undertakings": ("承诺", "Undertakings"),
    "payers": ("分担", "Who pays"),
    "instalments": ("分期", "Instalments"),
    "where": ("适用情形", "Where it applies"),
    "variations": ("适用的变通", "Variations applied"),
    "variations_open": ("可能适用的变通", "Variations that may apply"),
    "choice": ("由企业选择", "The applicant chooses"),
    "per": ("频次", "How often"),
    "per_once": ("一次性", "once"),
    "per_year": ("每年一次", "once a year"),
    "per_policy": ("政策期内一次", "once while the policy lasts"),
    "per_life": ("只此一次", "once ever"),
    "budget": ("预算", "Budget"),
    "before_budget": (
        "预算由全体申报者分配，以上是分配之前的金额",
        "the budget is shared among all who apply; the amounts here are before that",
    ),
    "its_dates": ("起止日期", "first and last day"),
    "short_pro_rata": ("不足时按比例折算", "scaled down in proportion if short"),
    "short_in_order": ("不足时按先后次序", "in order of application if short"),
    "short_by_rank": ("不足时按名次", "by rank if short"),
    "stackings": ("叠加", "Taken together"),
    "assumptions": ("本结论的前提", "Assumptions"),
    "documents": ("所据文件", "Documents"),
    "group_due": ("可享受", "Eligible"),
    "group_open": ("补齐资料后可定", "Undetermined"),
    "group_not": ("不符合", "Not eligible"),
    "group_out": ("未施行", "Not in force"),
    "group_withheld": ("结论不公开", "Answer withheld"),
    "for_public": ("公众", "the public"),
    "for_auditor": ("审计人员", "auditors"),
    "for_self": ("企业本身", "the enterprise itself"),
    "for_officer": ("经办人", "officers"),
    "whom": ("对象", "Entity"),
    "on": ("基准日", "As of"),
    "known": ("按当时所知", "As known on"),
    "fact": ("事实", "Fact"),
    "value": ("值", "Value"),
    "period": ("期间", "Period"),
    "source": ("来源", "Source"),
    "recorded": ("记录于", "Recorded"),
    "found": ("到哪里找", "Where to find it"),
    "serves": ("用于", "Needed for"),
    "items": ("项目", "Item"),
    "verdict": ("结论", "Verdict"),
    "document": ("文件", "Document"),
    "article": ("条", "Article"),
    "validity_days": ("有效期", "In force"),
    "wording": ("文本", "Wording"),
    "received": ("实得", "Payable"),
    # status of texts and facts
    "unverified": ("未经核对", "unverified"),
    "partly": ("部分核对", "partly verified"),
    "restated": ("重述", "restated"),
    "translation": ("译文", "translation"),
    "official": ("正式文本", "official text"),
    "wording_unstated": ("文本来源未说明", "wording not stated"),
    "partial_text": ("非全文", "partial text"),
    # forms
    "grant": ("奖补", "grants"),
    "relief": ("减免", "relief"),
    "deduction": ("扣除额（减少应纳税所得额，不是付款）", "deductions (from income, not payments)"),
    "voucher": ("券", "vouchers"),
    "loan": ("贷款", "loans"),
    "guarantee": ("担保", "guarantees"),
    "equity": ("股权", "equity"),
    # lines of an amount
    "line_rule": ("按条文计算", "as the article gives it"),
    "line_nothing_due": ("条文没有给出应付数，为零", "the article gives nothing here: nil"),
    "line_not_negative": ("不为负", "not below nil"),
    "line_cap": ("上限", "cap"),
    "line_rounding": ("取整", "rounding"),
    "line_per": ("已付过", "paid before"),
    "line_eligibility": ("资格未定", "eligibility open"),
    # stackings
    "take_all": ("各项相加", "all together"),
    "take_highest": ("取最高一项", "the highest only"),
    "take_first": ("依序取第一项", "the first that is due"),
    "take_one": ("择一", "one only"),
    "by_applicant": ("由企业选择", "the applicant chooses"),
    "by_authority": ("由主管部门选择", "the authority chooses"),
    "before": ("叠加前", "before"),
    "after": ("叠加后", "after"),
    "why_cap": ("超过合计上限", "above the joint cap"),
    "why_less": ("扣除", "deducted"),
    "why_highest": ("只取最高", "only the highest is taken"),
    "why_one": ("只能择一", "only one may be chosen"),
    "why_first": ("在先的一项已定", "an earlier one decides"),
    "why_paid": ("以前已付", "paid earlier"),
    "history": ("以前付过", "Paid earlier"),
    "less": ("扣除", "Deduction"),
    "cap": ("上限", "Cap"),
    "alternatives": ("可选", "On offer"),
    "mode_all": ("须全部符合", "all of these"),
    "mode_any": ("符合其一即可", "any of these"),
    "mode_none": ("不得有下列情形", "none of these"),
    "happens": ("有此情形", "this is so"),
    "happens_not": ("无此情形", "this is not so"),
    "actual": ("本企业", "here"),
    "limit": ("要求", "required"),
    "judge": ("评判人", "To be judged by"),
    "otherwise": ("其余", "otherwise"),
    # assumptions
    "rounding": (
        "条文未写取整方法，按四舍五入到分",
        "the text does not say how to round: half up to the fen",
    ),
    "no_history": (
        "没有以前付款的记录，按从未付过计算",
        "no record of earlier payments: taken as none",
    ),
    "consequence_open": (
        "谁付、何时付或以何种形式，取决于尚未确定的变通，这里不写",
        "who pays, when or in what form depends on a variation still open and is not stated",
    ),
    "payment_unread": (
        "有一笔以前的付款读不懂，没有算进去，更正以后再问",
        "an earlier payment could not be read and does not count: correct it and ask again",
    ),
    "earlier_text": (
        "所问文本当日尚未施行，按当日有效的前一文本回答",
        "the text asked for was not yet in force; the one before it answers",
    ),
    "later_text": (
        "所问文本已失效，按接替它的文本回答",
        "the text asked for has expired; its successor answers",
    ),
    "many_variations": (
        "未定的变通太多，结论留待补齐资料",
        "too many variations are open; the answer waits for facts",
    ),
    "too_many": (
        "选择的组合太多，逐项选择，未必合计最大",
        "too many combinations of choices: each was made by itself",
    ),
    # reasons of a value that is not there
    "not_given": ("尚未提供", "not given yet"),
    "zero_denominator": ("分母为零，比率无意义", "division by nil: the ratio has no meaning"),
    "base_not_positive": ("基数不为正，增长率无意义", "the base is not positive: no growth rate"),
    "garbled": ("文件中此数字残缺", "this number is garbled in the text"),
    "judged_outside": ("评判数超出范围", "the judged number lies outside its range"),
    "broken": ("表中的值读不懂", "the value in the table cannot be read"),
    "inexact": ("没有精确值", "no exact value"),
    "too_large": ("数值过大", "a number too large"),
    "circular": ("循环定义", "circular definition"),
    "no_entry": ("该日没有这项规定", "no such rule on that date"),
    "before_birth": ("成立以前", "before it existed"),
    "after_end": ("终止以后", "after it ended"),
    "not_there": ("没有此项", "there is none"),
    "no_spell": ("该日不持有", "not held on that day"),
    "no_row": ("不落在任何一档", "no row applies"),
    "beyond": ("超出所列年份", "beyond the years listed"),
    "no_member": ("一个也没有", "there are none"),
    "stated": ("条文写明", "stated in the text"),
}
OPERATORS: Final[dict[str, tuple[str, str]]] = {
    ">=": ("不低于", "at least"),
    "<=": ("不超过", "at most"),
    ">": ("超过", "more than"),
    "<": ("低于", "less than"),
    "==": ("等于", "exactly"),
    "!=": ("不等于", "other than"),
}
_REASONS: Final = {"not_in_force": ("该日没有生效的文件", "no text in force on that day")}


def say(key: str, lang: Lang) -> str:
    """The label called ``key``."""
    return WORDS[key][lang == "en"]


def reason(why: str, lang: Lang) -> str:
    """Why a value is unknown or absent."""
    found = _REASONS.get(why) or WORDS.get(why)
    return found[lang == "en"] if found else ""


def listed(parts: Iterable[str], lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(parts)


def bracket(text: str, lang: Lang) -> str:
    return (f"（{text}）" if lang == "zh" else f" ({text})") if text else ""


# --- quantities ----------------------------------------------------------------------------------


def money_text(value: Value, lang: Lang, currency: str = "CNY") -> str:
    """Minor units as money, exact; a fraction of a fen is written out."""
    if isinstance(value, Unknown):
        return say("not_yet_known", lang)
    if isinstance(value, Span):
        high = money_text(value.high, lang, currency)
        if value.low == 0:
            return f"至多 {high}" if lang == "zh" else f"up to {high}"
        low = money_text(value.low, lang, currency)
        return f"{low} 至 {high}" if lang == "zh" else f"{low} to {high}"
    if value is None or isinstance(value, Absent):
        return say("absent", lang)
    if value.denominator == 1:
        return _whole_money(value.numerator, currency, lang)
    known = CURRENCIES[currency]
    text = number_text(value / 10**known.decimals)
    return f"{text}{known.name.zh}" if lang == "zh" else f"{currency} {text}"


@lru_cache(maxsize=4096)
def _whole_money(minor: int, currency: str, lang: Lang) -> str:
    return format_money(Money(minor, currency), lang)


def number_text(value: Fraction | int) -> str:
    """Exact where the decimals are few, else cut after six decimals and marked with ≈."""
    found = Fraction(value)
    exact = decimal_text(found)
    if exact is not None and len(exact.partition(".")[2]) <= 6:
        return exact
    cut = Fraction(int(found * 10**6), 10**6)
    return f"≈{decimal_text(cut)}"


def rate_text(value: Fraction | int) -> str:
    """A rate in per cent: exact, or cut after four decimals and marked with ≈."""
    percent = Fraction(value) * 100
    exact = decimal_text(percent)
    if exact is not None and len(exact.partition(".")[2]) <= 6:
        return f"{exact}%"
    return f"≈{decimal_text(Fraction(int(percent * 10**4), 10**4))}%"


def rounding_text(rounding: Rounding, lang: Lang) -> str:
    modes = {
        "half_up": ("四舍五入", "half up"),
        "down": ("舍去", "down"),
        "up": ("进位", "up"),
        "half_even": ("四舍六入五成双", "half to even"),
    }
    mode = modes[rounding.mode][lang == "en"]
    step = rounding.step
    match rounding.unit:
        case "money":
            text = money_text(step, lang)
        case "rate":
            text = rate_text(step)
        case _:
            text = number_text(step)
    return f"{mode}到{text}" if lang == "zh" else f"{mode} to {text}"


@lru_cache(4096)
def period_text(key: str, lang: Lang) -> str:
    """``2024`` as 2024年; "" for a fact without periods."""
    if not key:
        return ""
    try:
        return parse_period(key).name(lang)
    except QuantityError:
        return key


# --- values --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reader:
    """Shows values of facts and rules in one language."""

    library: Library
    lang: Lang

    def say(self, key: str) -> str:
        return say(key, self.lang)

    def said(self, text: str) -> str:
        return self.library.said(text, self.lang)

    def label(self, label: Label, name: str) -> str:
        """What an entry is called; its name, if it has no label the reader can read."""
        if self.lang == "zh":
            return label.zh or name
        return label.en or (name.replace("_", " ") if name.isascii() else label.zh or name)

    def fact_name(self, definition: FactDef | SetDef | None, name: str = "") -> str:
        if definition is None:
            return name
        if self.lang == "zh":
            return definition.zh or definition.id
        if isinstance(definition, FactDef):
            return definition.en or definition.id
        member = self.library.vocabulary.kinds.get(definition.member)
        return f"list of: {member.en or member.id}" if member else definition.id

    def of_fact(self, value: Value, definition: FactDef | SetDef | None) -> str:
        """A value of a fact in its own unit; of one that is not there, why."""
        if isinstance(value, Absent) and value.why not in {"", "not_there", "no_spell"}:
            return self.say("absent") + bracket(reason(value.why, self.lang), self.lang)
        if isinstance(definition, SetDef) and isinstance(value, tuple):
            return f"{len(value)} 个" if self.lang == "zh" else f"{len(value)} members"
        if isinstance(definition, FactDef):
            if definition.type == "code" and isinstance(value, str):
                return self._code(value, definition)
            return self.of(value, Type(definition.type, definition.unit))
        return self.of(value, Type("any"))

    def _code(self, code: str, definition: FactDef) -> str:
        labels = LibraryCodes(self.library).codes_of(definition) or {}
        label = labels.get(code, ("", ""))[self.lang == "en"] or self.said(code)
        return label + bracket(code, self.lang) if label != code else code

    def of(self, value: Value, type_: Type) -> str:
        """A value of a rule of that type."""
        lang = self.lang
        if isinstance(value, Unknown):
            return self.say("open")
        if isinstance(value, Absent):
            return self.say("absent")
        if isinstance(value, Span):
            low, high = self.of(value.low, type_), self.of(value.high, type_)
            return f"{low} 至 {high}" if lang == "zh" else f"{low} to {high}"
        if isinstance(value, bool):
            return ("是", "yes")[lang == "en"] if value else ("否", "no")[lang == "en"]
        if isinstance(value, (int, Fraction)):
            return self._number(value, type_)
        return self._other(value)

    def _number(self, value: int | Fraction, type_: Type) -> str:
        match type_.name:
            case "money":
                return money_text(value, self.lang, type_.unit or "CNY")
            case "rate":
                return rate_text(value)
            case "points":
                unit = "分" if self.lang == "zh" else " point" if value == 1 else " points"
                return f"{number_text(value)}{unit}"
            case "year":
                return period_text(str(int(value)), self.lang)
        if each := units.per(type_.unit):
            return f"{money_text(value, self.lang, each[0])}/{units.name(each[1], self.lang)}"
        unit = units.name(type_.unit, self.lang) if type_.name == "number" else ""
        unit = f" {unit}" if unit else ""
        return f"{number_text(value)}{unit}"

    def _other(self, value: Value) -> str:
        lang = self.lang
        if isinstance(value, date):
            return format_date(value, lang)
        if isinstance(value, Spell):
            return self.days(value.start, value.end)
        if isinstance(value, Duration):
            return format_duration(value, lang)
        if isinstance(value, Period):
            return value.name(lang)
        if isinstance(value, Entity):
            return self.entity(value)
        if isinstance(value, Root):
            top, base = number_text(value.top), number_text(value.base)
            return f"({top}/{base})^(1/{value.n}) - 1"
        if isinstance(value, tuple):
            none = "无" if lang == "zh" else "none"
            return ("；" if lang == "zh" else "; ").join(map(self._other, value)) or none
        return str(value)

    def days(self, start: date | None, end: date | None) -> str:
        """From-to, both days included."""
        first = format_date(start, self.lang) if start else ""
        last = format_date(end, self.lang) if end else ""
        zh = self.lang == "zh"
        if first and last:
            return f"{first}至{last}" if zh else f"{first} to {last}"
        if first:
            return f"{first}起" if zh else f"from {first}"
        return f"至{last}" if zh else f"to {last}"

    def entity(self, entity: Entity) -> str:
        name = entity.name if self.lang == "zh" else (entity.name_en or entity.name)
        return name or entity.id
