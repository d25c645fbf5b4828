"""`gaoxin mutate`: change each operator and number of the law by one step; do examples notice?"""

import gc
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import click

from gaoxin.cli.command import command, option
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.cli.names import no_documents
from gaoxin.cli.progress import progress
from gaoxin.evaluation.face import differs as index_differs
from gaoxin.instruments import RUNS, differs
from gaoxin.policy.face import stored_library
from gaoxin.proving.face import Court, mutants, read_exceptions

EXCEPTIONS = "mutations.csv"
Row = tuple[str, str, bool, str]
"""Document, name of the mutant, caught, reason why an uncaught one is accepted."""


@command(
    "mutate",
    zh="""把每个运算符、每个数字改一步，看文档自带的算例能否发现。

没有被发现、又未在 mutations.csv 写明理由的改动会列出，退出码为 1。""",
    en="""Change each operator and each number of the rules by one step: do the documents' own
examples notice?

Changes that nothing notices are listed unless mutations.csv gives a reason; the exit code is 1.""",
    examples=["gaoxin mutate quanzhou-etdz/2024-hte", "gaoxin mutate --jobs 2 --lang en"],
)
@click.argument("documents", nargs=-1)
@option("--jobs", default=1, show_default=True, zh="并行进程数", en="processes")
@pass_context
def mutate(context: Context, documents: tuple[str, ...], jobs: int) -> Exit:
    root = context.packs_dir()
    _court.cache_clear()  # the files may have changed since an earlier call
    library = stored_library(root)
    if problem := no_documents(documents, library, context.lang):
        click.echo(problem, err=True)
        return Exit.BAD_INPUT
    known = library.documents
    wanted = sorted(documents or known, key=lambda d: -sum(1 for _ in mutants(known[d])))
    rows: list[Row] = []
    with progress(context, total=len(wanted), zh="改动法条", en="changing the law") as advance:
        for found in _run(root, tuple(wanted), jobs):
            rows += found
            advance(1)
    survivors = [r for r in rows if not r[2] and not r[3]]
    if context.json:
        keys = ("document", "mutant", "caught", "reason")
        click.echo(json.dumps([dict(zip(keys, r, strict=True)) for r in rows], ensure_ascii=False))
    else:
        _print(rows, survivors, context.lang)
    return Exit.FOUND if survivors else Exit.OK


def _run(root: Path, documents: tuple[str, ...], jobs: int) -> Iterator[list[Row]]:
    if jobs == 1:
        for document in documents:
            yield _try(root, document)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_try, [root] * len(documents), documents)


def _try(root: Path, document: str) -> list[Row]:
    court = _court(root)
    verdicts = (court.verdict(m) for m in mutants(court.library.documents[document]))
    return [(document, v.mutant.name, v.caught, v.reason) for v in verdicts]


@cache
def _court(root: Path) -> Court:
    """Once in each process: the library is read once, not for every document."""
    library = stored_library(root)
    # The library stays to the end: the collector need not walk it again and again.
    gc.freeze()
    elsewhere = dict.fromkeys(RUNS, differs) | {"index": index_differs}
    return Court(library, read_exceptions(root / EXCEPTIONS), elsewhere)


def _print(rows: list[Row], survivors: list[Row], lang: str) -> None:
    for _, name, _, _ in survivors:
        click.echo(name)
    by_document = Counter(r[0] for r in rows)
    caught = Counter(r[0] for r in rows if r[2])
    for document, n in sorted(by_document.items()):
        click.echo(f"{document}: {caught[document]}/{n}")
    accepted = sum(1 for r in rows if not r[2] and r[3])
    done = sum(caught.values())
    if lang == "zh":
        click.echo(
            f"改动 {len(rows)}，发现 {done}，有理由的例外 {accepted}，未发现 {len(survivors)}"
        )
    else:
        click.echo(
            f"{len(rows)} changes, {done} noticed, {accepted} excepted with a reason,"
            f" {len(survivors)} not noticed"
        )
