"""`gaoxin match`: every enterprise of a table against clauses, exactly."""

import json
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
import duckdb

from gaoxin.cli.asking import Day, Size, kind_asked, kind_option
from gaoxin.cli.command import OutFile, command, option
from gaoxin.cli.context import Context, Exit, Lang, pass_context
from gaoxin.cli.laws import opened
from gaoxin.cli.legend import write_legend
from gaoxin.cli.progress import progress
from gaoxin.cli.tables import BROKEN, read_source, unreadable
from gaoxin.engine.face import (
    Count,
    Counts,
    NotAdmitted,
    Plan,
    Refused,
    addresses,
    compile_clauses,
    counted,
    documents,
    is_number,
)
from gaoxin.explaining.face import all_addresses, budget, budget_text, sum_text
from gaoxin.files.face import CellFault
from gaoxin.policy.face import Library

_WRITTEN = {".parquet", ".csv", ".tsv", ".arrow", ".feather", ".ipc"}


@command(
    "match",
    zh="""整张表的企业逐一匹配条款，写出结论、金额与两个位掩码，并汇总。

parquet 与 arrow 直接读（金额以分计，列名“事实@期间”），可大于内存，可写多个文件或一个文件夹；
有坏值的行另报，不作答。xlsx、csv、yaml 按人写的读：坏的单元格逐格指出，按未知处理。
有坏值时退出码为 1。""",
    en="""Match every enterprise of a table against clauses: answers, amounts and two bit masks are
written, and summed up.

Parquet and Arrow, one file, several or a folder, are read as they are (money in fen, columns
fact@period), larger than memory if need be; a row with a broken value is reported and not answered.
Xlsx, csv and yaml are read as people write them: a broken cell is named and taken as unknown.
Exit code 1 in either case.""",
    examples=[
        "gaoxin match enterprises.parquet --on 2025-12-01 -o answers.parquet",
        "gaoxin match 2024/part-1.parquet 2024/part-2.parquet --on 2025-12-01",
        "gaoxin match list.xlsx --on 2025-12-01 --document quanzhou-etdz -o answers.csv"
        " --legend legend.csv",
    ],
)
@click.argument("table", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@option("--on", type=Day(), metavar="DATE", zh="基准日（默认今天）", en="as of (default: today)")
@option(
    "-o",
    "--out",
    type=OutFile(),
    metavar="OUT",
    zh="写到（parquet、csv、arrow）",
    en="write to (parquet, csv, arrow)",
)
@option(
    "--clause",
    "--clauses",
    "clauses",
    multiple=True,
    metavar="DOCUMENT#ID",
    zh="哪些条款或叠加（可重复）",
    en="which clauses or stackings (may be repeated)",
)
@option(
    "--document",
    "texts",
    multiple=True,
    metavar="ID",
    zh="哪些文件，或某地的文件（可重复）",
    en="which documents, or those of one issuer (may be repeated)",
)
@kind_option
@option(
    "--paid",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    zh="以前的付款（parquet、arrow 表用；列 entity, clause, on, money）",
    en="earlier payments, for parquet and arrow (columns entity, clause, on, money)",
)
@option(
    "--related",
    multiple=True,
    metavar="KIND=FILE",
    zh="另一种对象的表，如 technology_transfer=FILE（parquet、arrow 表用；可重复）",
    en="the table of a related kind, as technology_transfer=FILE, for parquet and arrow "
    "(may be repeated)",
)
@option(
    "--legend",
    type=OutFile(),
    metavar="FILE",
    zh="把掩码各位所指的条件写成表（csv）",
    en="write which bit of the masks is which condition (csv)",
)
@option("--threads", type=click.IntRange(1), metavar="N", zh="用几个线程", en="how many threads")
@option(
    "--memory",
    type=Size(),
    default="",
    metavar="SIZE",
    zh="内存上限，如 400MB",
    en="most memory, as 400MB",
)
@pass_context
def match(
    context: Context,
    table: tuple[Path, ...],
    on: date | None,
    out: Path | None,
    clauses: tuple[str, ...],
    texts: tuple[str, ...],
    kind: str,
    paid: Path | None,
    related: tuple[str, ...],
    legend: Path | None,
    threads: int | None,
    memory: str,
) -> Exit:
    zh = context.lang == "zh"
    if out is not None and out.suffix.lower() not in _WRITTEN:
        raise click.UsageError(
            f"写不了 {out.name}；用 .parquet、.csv 或 .arrow"
            if zh
            else f"cannot write {out.name}; use .parquet, .csv or .arrow",
            click.get_current_context(),
        )
    library = opened(context)
    day = on or date.today()
    try:
        named = addresses(library, clauses, context.lang)
        chosen = documents(library, texts, context.lang)
        about = kind_asked(library, kind, named, chosen, context)
        with progress(context, total=3, zh="匹配", en="Matching") as advance:
            source = read_source(library, table, about, paid, related, context)
            advance(1)
            wanted = named or _in_force(library, source.kind, day, chosen, context)
            plan = compile_clauses(
                library, wanted, day, {}, kind=source.kind, ranged=True, local=not clauses
            )
            plan = plan.fitted(source.table, paid=source.paid, children=source.children)
            settings: dict[str, Any] = {"threads": threads, "memory_limit": memory}
            with tempfile.TemporaryDirectory() as folder:
                target = out or Path(folder) / "answers.parquet"
                told: list[CellFault] = []
                settings["tell"] = told.append
                plan.run(
                    source.table, target, paid=source.paid, children=source.children, **settings
                )
                advance(1)
                counts = counted(library, plan, target)
                advance(1)
    except Refused as refused:
        click.echo(str(refused), err=True)
        return Exit.BAD_INPUT
    except NotAdmitted as refused:
        click.echo(refused.fault.text(context.lang), err=True)
        return Exit.BAD_INPUT
    except (duckdb.OutOfMemoryException, MemoryError):
        click.echo(_too_little(memory, context.lang), err=True)
        return Exit.NOT_WRITTEN
    except BROKEN as error:
        click.echo(unreadable(table[0], error, context), err=True)
        return Exit.BAD_INPUT
    for fault in told:
        click.echo(fault.text(context.lang), err=True)
    if legend is not None:
        write_legend(plan, library, legend, context.lang)
    _show(context, library, plan, counts, [path for path in (out, legend) if path is not None])
    sound = source.sound and all(fault.severity == "warning" for fault in told)
    return Exit.OK if sound and not counts.reported else Exit.FOUND


def _in_force(
    library: Library, kind: str, day: date, documents: Sequence[str], context: Context
) -> list[str]:
    found = all_addresses(library, kind, day, documents)
    if not found:
        raise Refused(
            f"{day} 没有生效的条款；用 --on 写另一日"
            if context.lang == "zh"
            else f"no clause is in force on {day}; try another day with --on"
        )
    return found


def _too_little(memory: str, lang: Lang) -> str:
    limit = f"--memory {memory}" if memory else ""
    if lang == "zh":
        return f"内存不够（{limit or '全部'}）：给多一些，或少问几条、分几张表"
    return (
        f"too little memory ({limit or 'all there is'}): allow more, ask less, or split the table"
    )


# --- the summary ---------------------------------------------------------------------------------


def _show(
    context: Context, library: Library, plan: Plan, counts: Counts, written: Sequence[Path]
) -> None:
    if context.json:
        click.echo(_json(library, plan, counts, written, context.lang))
        return
    zh = context.lang == "zh"
    for refusal in plan.refused:
        click.echo(refusal.text(context.lang), err=True)
    if plan.missing:
        some = "、".join(plan.missing[:5]) if zh else ", ".join(plan.missing[:5])
        more = len(plan.missing) - 5
        rest = (f" 等 {len(plan.missing)} 列" if zh else f" and {more} more") if more > 0 else ""
        lead = (
            "表里没有、按未知处理的列：" if zh else "columns not in the table, taken as unknown: "
        )
        click.echo(f"{lead}{some}{rest}", err=True)
    click.echo(_head(counts, zh))
    for check, number in counts.faults:
        click.echo(f"  {check}：{number} 行" if zh else f"  {check}: {number} rows")
    for count in counts.each:
        click.echo(_line(library, count, zh))
        if short := budget_text(library, count, plan.on, context.lang):
            click.echo(f"  {short}")
    for address, why in _withheld(library, plan, context.lang).items():
        click.echo(f"{address}　{why}" if zh else f"{address}  {why}")
    for address in plan.not_in_force:
        click.echo(f"{address}　未施行" if zh else f"{address}  not in force")
    for path in written:
        click.echo(f"已写 {path}" if zh else f"wrote {path}")


def _head(counts: Counts, zh: bool) -> str:
    answered = counts.rows - counts.reported
    if zh:
        return f"{counts.rows} 家：作答 {answered}，坏值另报 {counts.reported}"
    return f"{counts.rows} rows: {answered} answered, {counts.reported} reported for broken values"


def _line(library: Library, count: Count, zh: bool) -> str:
    name = (count.label.zh or count.label.en) if zh else (count.label.en or count.label.zh)
    name = name or count.address.partition("#")[2]
    parts = [f"{name}（{count.address}）" if zh else f"{name} ({count.address})"]
    words = ("有", "无", "待补") if count.what == "stacking" else ("可享受", "不符合", "待补")
    english = ("some", "none", "open") if count.what == "stacking" else ("yes", "no", "open")
    numbers = (count.yes, count.no, count.unknown)
    if zh:
        parts.append(" ".join(f"{w} {n}" for w, n in zip(words, numbers, strict=True)))
    else:
        parts.append(", ".join(f"{w} {n}" for w, n in zip(english, numbers, strict=True)))
    if count.money is not None:
        parts.append(sum_text(library, count, "zh" if zh else "en"))
    return "　".join(parts) if zh else "  ".join(parts)


def _withheld(library: Library, plan: Plan, lang: Lang) -> dict[str, str]:
    """Why answers are open because the document is broken, by address."""
    faults = {o.address: library.fault_of(o.address) for o in plan.outputs}
    return {address: fault.broken(lang) for address, fault in faults.items() if fault}


def _json(library: Library, plan: Plan, counts: Counts, written: Sequence[Path], lang: Lang) -> str:
    found = {
        "on": plan.on.isoformat(),
        "rows": counts.rows,
        "reported": counts.reported,
        "faults": dict(counts.faults),
        "clauses": [
            {
                "address": c.address,
                "what": c.what,
                "yes": c.yes,
                "no": c.no,
                "unknown": c.unknown,
                "money": c.money,
                "money_high": c.money_high,
                "money_unknown": c.open_money,
                "budget": _budget(library, c, plan.on),
            }
            for c in counts.each
        ],
        "not_in_force": list(plan.not_in_force),
        "broken": _withheld(library, plan, lang),
        "refused": [
            {"address": r.address, "code": r.code, "why": r.zh if lang == "zh" else r.en}
            for r in plan.refused
        ],
        "missing": list(plan.missing),
        "written": [str(path) for path in written],
    }
    return json.dumps(found, ensure_ascii=False, indent=2)


def _budget(library: Library, count: Count, on: date) -> int | None:
    """In minor units; the sums beside it are not cut to it."""
    found = budget(library, count, on)
    return int(found.budget) if found and is_number(found.budget) else None
