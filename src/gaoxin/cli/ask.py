"""`gaoxin ask`: the next question worth asking for a goal, in words."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from gaoxin.cli.asking import Day, asked, kind_option
from gaoxin.cli.command import command, option
from gaoxin.cli.context import Context, Exit, Lang, pass_context
from gaoxin.engine.face import Answer, Engine, Refused
from gaoxin.explaining.face import (
    Asking,
    Explanation,
    NextQuestion,
    asking,
    held,
    held_money,
    label_text,
    next_question,
    quote_text,
    state,
)
from gaoxin.explaining.face import explain as explained
from gaoxin.policy.face import Library


@command(
    "ask",
    zh="""为一个目标，下一个该问什么：问什么、为什么、到哪里找。无关的从不问。

结论与金额都已定时只说结论；不符合时退出码为 1。""",
    en="""For one goal, what to ask next: what, why, and where to find it.

What cannot matter is never asked.
When verdict and amount are settled, only the answer is given; exit code 1 if it is no.""",
    examples=["gaoxin ask enterprise.xlsx --goal quanzhou-etdz/2024-hte#first --on 2025-12-01"],
)
@click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
@option("--sample", default="", metavar="NAME", zh="随附的示例企业", en="a sample enterprise")
@option("--entity", default="", metavar="KEY", zh="文件里的哪一家", en="which one of the file")
@kind_option
@option("--goal", required=True, metavar="DOCUMENT#ID", zh="目标条款", en="the clause aimed at")
@option("--on", type=Day(), metavar="DATE", zh="基准日（默认今天）", en="as of (default: today)")
@option(
    "--known",
    type=Day(),
    metavar="DATE",
    zh="按哪一日所知（默认现在）",
    en="as known on (default: now)",
)
@pass_context
def ask(
    context: Context,
    file: Path | None,
    sample: str,
    entity: str,
    kind: str,
    goal: str,
    on: date | None,
    known: date | None,
) -> Exit:
    try:
        found = asked(context, file, sample, entity, kind, [goal])
        (address,) = found.addresses
        _must_be_clause(found.library, address, context)
    except Refused as refused:
        click.echo(str(refused), err=True)
        return Exit.BAD_INPUT
    engine = Engine(found.library)
    day = on or date.today()
    document, _, name = address.partition("#")
    answer = engine.answer(document, name, found.entity, day, known)
    question = _next(engine, answer)
    shown = asking(engine, answer, question, context.lang) if question else None
    whole = explained(engine, found.entity, day, context.lang, known, [address])
    click.echo(
        _json(answer, shown, whole, context.lang)
        if context.json
        else _text(whole, answer, shown, context)
    )
    return Exit.FOUND if answer.verdict in {"no", "not_in_force"} else Exit.OK


def _must_be_clause(library: Library, address: str, context: Context) -> None:
    document, _, name = address.partition("#")
    if name in library.documents[document].stackings:
        raise Refused(
            f"{address} 是叠加；目标要写一个条款"
            if context.lang == "zh"
            else f"{address} is a stacking; the goal must be a clause"
        )


def _next(engine: Engine, answer: Answer) -> NextQuestion | None:
    """For the verdict; once that is settled, for the amount."""
    if answer.verdict == "unknown":
        return next_question(engine, answer)
    return next_question(engine, answer, "amount") if answer.verdict == "yes" else None


def _text(whole: Explanation, answer: Answer, shown: Asking | None, context: Context) -> str:
    zh = context.lang == "zh"
    award = whole.record.awards[0] if whole.record.awards else None
    head = answer.address
    if award:
        money = held_money(award.money, context.lang, award.currency)
        name = award.name.text(context.lang)
        head = f"{name}　{label_text(award, context.lang)}　{money}"
    lines = [head.rstrip("　"), *_warnings(whole, context.lang)]
    if shown is None:
        lines.append("没有要问的了" if zh else "nothing more to ask")
        if answer.verdict == "unknown":
            lines[-1] = "其余都问不出结论" if zh else "no further fact would settle it"
        return "\n".join(lines)
    lines.append(("问：" if zh else "Ask: ") + shown.question)
    if shown.found:
        lines.append(("到哪里找：" if zh else "Where to find it: ") + shown.found)
    for name, quote in shown.why:
        words = f" {quote_text(quote, context.lang)}" if quote and quote.words else ""
        lines.append(("为什么：" if zh else "Why: ") + name + words)
    if shown.expected:
        lines.append(
            f"连这一问，平均还要 {shown.expected} 问"
            if zh
            else f"questions left on average, this one included: {shown.expected}"
        )
    return "\n".join(lines)


def _warnings(whole: Explanation, lang: Lang) -> list[str]:
    return [warned.text.text(lang) for warned in whole.record.warnings]


def _json(answer: Answer, shown: Asking | None, whole: Explanation, lang: Lang) -> str:
    found: dict[str, Any] = {
        "address": answer.address,
        "verdict": answer.verdict,
        "money": state(held(answer.money)),
        "question": None,
        "warnings": _warnings(whole, lang),
    }
    if shown is not None:
        found["question"] = {
            "fact": shown.name,
            "period": shown.period,
            "text": shown.question,
            "found": shown.found,
            "conditions": list(shown.paths),
            "expected": shown.expected,
        }
    return json.dumps(found, ensure_ascii=False, indent=2)
