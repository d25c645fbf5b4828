"""`gaoxin prove`: run the examples documents carry."""

import json
from collections import Counter
from collections.abc import Sequence

import click

from gaoxin.cli.command import command
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.cli.laws import opened
from gaoxin.cli.names import no_documents
from gaoxin.evaluation.face import prove_indices
from gaoxin.instruments import prove_runs
from gaoxin.policy.face import Fault, Library, Proved
from gaoxin.procedure import prove_procedures
from gaoxin.proving.face import prove as prove_cases


@command(
    "prove",
    zh="运行文档自带的算例，列出与规则不一致的。有不一致时退出码为 1。",
    en="Run the examples documents carry; list those the rules do not give. Exit code 1 if any.",
    examples=["gaoxin prove", "gaoxin prove cn/2016-hte --lang en"],
)
@click.argument("documents", nargs=-1)
@pass_context
def prove(context: Context, documents: tuple[str, ...]) -> Exit:
    library = opened(context)
    if problem := no_documents(documents, library, context.lang):
        click.echo(problem, err=True)
        return Exit.BAD_INPUT
    results: list[Proved] = [
        *prove_cases(library, documents),
        *prove_procedures(library, documents),
        *prove_runs(library, documents),
        *prove_indices(library, documents),
    ]
    wrong = [r for r in results if r.faults]
    unread = [f for f in library.faults if not f.advice and _of(f, library, documents)]
    if context.json:
        click.echo(_json(results, context.lang))
        return Exit.FOUND if wrong or unread else Exit.OK
    for result in wrong:
        for fault in result.faults:
            click.echo(fault.text(context.lang))
    kinds = Counter(r.case.expects or "case" for r in results)
    if context.lang == "zh":
        click.echo(
            f"算例 {len(results)}（临界 {kinds['edge'] + kinds['beyond']}，"
            f"单独不过 {kinds['refused']}），不一致 {len(wrong)}"
        )
    else:
        click.echo(
            f"{len(results)} cases ({kinds['edge'] + kinds['beyond']} on edges, "
            f"{kinds['refused']} refusals), {len(wrong)} differ"
        )
    for fault in unread:
        click.echo(fault.text(context.lang))
    return Exit.FOUND if wrong or unread else Exit.OK


def _of(fault: Fault, library: Library, documents: Sequence[str]) -> bool:
    """Does the fault stand in one of the documents (none named: any file)?"""
    paths = {library.documents[d].path for d in documents if d in library.documents}
    return not documents or fault.place.path in paths


def _json(results: Sequence[Proved], lang: str) -> str:
    return json.dumps(
        [
            {
                "tests": r.example.tests,
                "name": r.case.name,
                "expects": r.case.expects,
                "holds": not r.faults,
                "faults": [f.zh if lang == "zh" else f.en for f in r.faults],
            }
            for r in results
        ],
        ensure_ascii=False,
        indent=2,
    )
