"""Why a step was refused, for people: the reason, and what would open it."""

from collections.abc import Mapping
from types import MappingProxyType

from gaoxin.procedure.zone import Barred
from gaoxin.quantities import Lang, Words

_WHY: Mapping[str, Words] = MappingProxyType(
    {
        "unknown_step": Words("这个程序没有这一步。", "The procedure has no such step."),
        "not_in_force": Words(
            "条款或程序这一天未施行，不能开始。请核对施行日期。",
            "The clause or procedure is not in force on this day. Look at its dates.",
        ),
        "wrong_state": Words(
            "办件现在处于“{}”，不能办这一步。刷新页面看现在能办什么。",
            "The case now stands in '{}', where this step is not possible. Reload to see what is.",
        ),
        "out_of_order": Words("日期早于上一步（{}）。", "The day lies before the last step ({})."),
        "not_role": Words(
            "您没有担任办这一步的角色。请由担任的人来办，或由管理员分派。",
            "You do not hold the role for this step. Somebody who does must take it.",
        ),
        "not_apart": Words(
            "您已在本案中担任另一角色（{}），须由不同的人办理。请交给别人。",
            "You acted in another role of this case ({}); these must be different persons.",
        ),
        "once": Words("这一步只能办一次，已经办过。", "This step is taken once, and was."),
        "too_early": Words("期限到{}，还不能办。", "The period runs to {}; it is too early."),
        "papers": Words("材料还没有交齐。请先附上材料。", "Papers are missing. Attach them first."),
        "reason": Words("请写明理由。", "Please write the reason."),
        "signature": Words("请重新登录确认后再办。", "Sign in again to confirm this step."),
        "verified_facts": Words(
            "所依据的数据还没有全部核实。请逐项核实后再办。",
            "Not all facts this rests on are verified. Verify each of them first.",
        ),
        "answers_all_yes": Words(
            "条款的条件没有全部满足，或还有数据不知道，不能同意。",
            "The conditions of the clause are not all met, or some facts are not known.",
        ),
        "conflict_free": Words(
            "您与申请人有利害关系，须回避。请交给别人。",
            "You are too near to the applicant. Somebody else must take this step.",
        ),
        "settled": Words("由本案开出的办件还没有办结。", "Cases opened from this one still run."),
        "when": Words("条件“{}”不成立。", "The condition '{}' does not hold."),
        "unknown": Words(
            "“{}”还不知道，不能判断。请先补上所需的数据。",
            "'{}' is not known yet. Supply the facts it needs first.",
        ),
        "explain": Words("“{}”不成立，请写明理由。", "'{}' does not hold: please give the reason."),
        "form": Words("请填写“{}”。", "Please fill in '{}'."),
        "not_on_the_form": Words("“{}”不由人填写。", "'{}' is not filled in by hand."),
        "overdraft": Words("“{}”余额不足。", "There is not enough in '{}'."),
        "closed_year": Words("该年度已结账。", "The year is closed."),
        "locked": Words("该期间已锁定。", "The period is locked."),
        "negative": Words("“{}”的金额为负。", "The amount of '{}' is negative."),
        "unknown_amount": Words("“{}”的金额还不知道。", "The amount of '{}' is not known yet."),
        "unit": Words("单位不同。", "The units differ."),
        "nothing_to_reverse": Words("没有可冲销的“{}”。", "There is no '{}' to reverse."),
        "reversed": Words("已经冲销。", "It is reversed already."),
        "twice": Words(
            "同样的办件已经有一件，不能重复。", "There is one such case already; not twice."
        ),
        "too_deep": Words("牵连的办件太深。", "Cases take each other along too deeply."),
    }
)


def said(barred: Barred, lang: Lang) -> str:
    """The refusal in words."""
    return _WHY[barred.why].text(lang).format(barred.what)
