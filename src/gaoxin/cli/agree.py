"""`gaoxin agree`: do the interpreter and the bulk executor give the same answers?"""

import gc
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import click

from gaoxin.cli.command import command, option
from gaoxin.cli.context import Context, Exit, Lang, pass_context
from gaoxin.cli.names import no_documents
from gaoxin.cli.progress import progress
from gaoxin.policy.face import Library, stored_library
from gaoxin.proving.face import Agreeing, Agreement

_OUTCOMES = {"yes": "可享受", "no": "不符合", "unknown": "待补"}


@command(
    "agree",
    zh="""逐一执行与成批执行是否一致：每个算例，以及为每条条款搜索出来的对象——恰在界上、
差一步、超一步，有未知，也有“无此项”。资格、金额（到分）、每项条件都要相同。

每项条件至少起决定作用 --each 次；做不到的条件会列出。有任何不同，退出码为 1。""",
    en="""Do the executor for one and the executor for many agree? On every example, and on entities
searched for each clause: on the edge, one step under, one step over, with unknowns and things that
are not there. Verdict, amount (to the fen) and every condition must be the same.

Every condition decides at least --each times; those for which that fails are listed. The exit code
is 1 if anything differs.""",
    examples=["gaoxin agree quanzhou-etdz/2024-hte --each 5", "gaoxin agree --each 100 --jobs 2"],
)
@click.argument("documents", nargs=-1)
@option("--each", default=20, show_default=True, zh="每项条件决定的次数", en="times each decides")
@option("--seed", default=1, show_default=True, zh="随机种子", en="seed of the search")
@option("--jobs", default=1, show_default=True, zh="并行进程数", en="processes")
@pass_context
def agree(context: Context, documents: tuple[str, ...], each: int, seed: int, jobs: int) -> Exit:
    root = context.packs_dir()
    library = stored_library(root)
    if problem := no_documents(documents, library, context.lang):
        click.echo(problem, err=True)
        return Exit.BAD_INPUT
    wanted = _wanted(library, documents)
    found: list[Agreement] = []
    with progress(context, total=len(wanted), zh="对照", en="comparing") as advance:
        for part in _run(root, wanted, each, seed, context.lang, jobs):
            found += part
            advance(1)
    if context.json:
        click.echo(json.dumps([_plain(a) for a in found], ensure_ascii=False))
    else:
        _print(found, each, context.lang)
    return Exit.FOUND if any(a.count for a in found) else Exit.OK


def _wanted(library: Library, documents: tuple[str, ...]) -> list[str]:
    """The documents named (none: all), those with most clauses first."""
    names = documents or tuple(library.documents)
    return sorted(names, key=lambda d: -len(library.documents[d].clauses))


def _run(
    root: Path, documents: list[str], each: int, seed: int, lang: Lang, jobs: int
) -> Iterator[list[Agreement]]:
    if jobs == 1:
        for document in documents:
            yield _compared(root, document, each, seed, lang)
        return
    n = len(documents)
    with ProcessPoolExecutor(jobs) as pool:
        same = ([each] * n, [seed] * n, [lang] * n)
        yield from pool.map(_compared, [root] * n, documents, *same)


def _compared(root: Path, document: str, each: int, seed: int, lang: Lang) -> list[Agreement]:
    library = _library(root)
    # The collector need not walk the library again and again.
    gc.freeze()
    try:
        return list(Agreeing(library, each, seed, lang).all([document]))
    finally:
        gc.unfreeze()


@cache
def _library(root: Path) -> Library:
    """Read once in each process."""
    return stored_library(root)


def _plain(found: Agreement) -> dict[str, Any]:
    cover = found.coverage
    return {
        "address": found.address,
        "on": found.on.isoformat(),
        "rows": found.rows,
        "outcomes": dict(cover.outcomes),
        "decisive": dict(cover.decisive),
        "never_decisive": list(cover.never),
        "edges": cover.edges,
        "reported": found.reported,
        "left_out": found.left_out,
        "refused": found.refused,
        "disagreeing": found.count,
        "smallest": [{"what": d.what, "facts": list(d.facts)} for d in found.disagreements],
    }


def _print(found: list[Agreement], each: int, lang: str) -> None:
    zh = lang == "zh"
    for one in found:
        cover = one.coverage
        met = " ".join(f"{said if zh else w} {cover.outcomes[w]}" for w, said in _OUTCOMES.items())
        least = "—" if cover.least is None else str(cover.least)
        rows, rare = ("行", "最少决定") if zh else ("rows", "least decisive")
        tail = f"; {met}; {rare} {least}" if cover.outcomes else ""
        click.echo(f"{one.address} {one.on}: {one.rows} {rows}{tail}")
        if cover.never:
            click.echo(
                f"  {'不能单独决定' if zh else 'never decide alone'}: {', '.join(cover.never)}"
            )
        if one.refused:
            click.echo(f"  {one.refused}")
        if one.count:
            click.echo(f"  {'不一致' if zh else 'disagreeing'}: {one.count}")
        for different in one.disagreements:
            click.echo(f"    {different.what}")
            click.echo(f"      {'; '.join(different.facts)}")
    _total(found, each, zh)


def _total(found: list[Agreement], each: int, zh: bool) -> None:
    rows, wrong = sum(a.rows for a in found), sum(a.count for a in found)
    decided: Counter[tuple[str, str]] = Counter()
    for one in found:
        for path in one.coverage.asked:
            decided[one.address, path] += one.coverage.decisive[path]
    conditions, reached = len(decided), sum(1 for n in decided.values() if n >= each)
    edges = sum(a.coverage.edges for a in found)
    if zh:
        click.echo(
            f"{len(found)} 项，{rows} 行；条件 {conditions}，其中 {reached} 项决定 {each} 次以上；"
            f"定义内的界 {edges}；不一致 {wrong}"
        )
    else:
        click.echo(
            f"{len(found)} items, {rows} rows; {conditions} conditions, {reached} of them decisive"
            f" {each} times or more; {edges} edges in defines; {wrong} disagreeing"
        )
