"""`gaoxin check`: read and check documents; faults with place, reason and remedy."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click

from gaoxin.cli.command import command, option
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.evaluation.face import check_indices
from gaoxin.policy.face import Document, Fault, proof, stored_library
from gaoxin.policy.face import check as check_library
from gaoxin.proving.face import lint, unreadable

_WORDINGS = {
    "official": ("正式文本", "official"),
    "translation": ("译文", "translation"),
    "restated": ("重述", "restated"),
    "": ("未写明", "not stated"),
}


@command(
    "check",
    zh="""检查政策文档：格式、名称、类型、原文与数字、叠加、程序与算例。

不写路径时检查随附的全部文档。查出错误时退出码为 1；只有提示时为 0。""",
    en="""Check policy documents: form, names, types, words and numbers, stacking, procedures,
examples. Without a path, all shipped documents are checked.

The exit code is 1 when faults are found, 0 when there is only advice.""",
    examples=["gaoxin check", "gaoxin check packs/quanzhou-etdz --lang en"],
)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@option("--no-advice", is_flag=True, zh="不显示提示", en="leave out advice")
@pass_context
def check(context: Context, paths: tuple[Path, ...], no_advice: bool) -> Exit:
    """Documents outside the packs are read together with them: facts are global."""
    base = context.packs_dir()
    library = stored_library(*dict.fromkeys((base, *paths)))
    found = [*check_library(library), *check_indices(library), *unreadable(library)]
    found += lint(library, date.today())
    roots = [path.resolve() for path in paths]
    faults = [f for f in found if _asked(f.place.path, roots)]
    documents = [d for d in library.documents.values() if _asked(d.path, roots)]
    shown = [f for f in faults if not (no_advice and f.advice)]
    wrong = [f for f in faults if not f.advice]
    if context.json:
        click.echo(_json(documents, shown, context.lang))
    else:
        _print(documents, shown, len(wrong), context.lang)
    return Exit.FOUND if wrong else Exit.OK


def _asked(file: str, roots: Sequence[Path]) -> bool:
    """Is the file one of those asked about, or below them?"""
    if not roots:
        return True
    place = Path(file).resolve()
    return any(place == root or root in place.parents for root in roots)


def _print(documents: Sequence[Document], faults: list[Fault], wrong: int, lang: str) -> None:
    for fault in faults:
        click.echo(fault.text(lang))
    for line in _proofs(documents, lang):
        click.echo(line)
    advised = len(faults) - wrong if len(faults) >= wrong else 0
    n = len(documents)
    if lang == "zh":
        click.echo(f"{n} 份文件：错误 {wrong}，提示 {advised}")
    else:
        click.echo(f"{n} documents: {wrong} faults, {advised} pieces of advice")


def _proofs(documents: Sequence[Document], lang: str) -> Iterator[str]:
    """What was compared with the words, by wording: only official text proves the words."""
    totals: dict[str, Counter[str]] = {}
    for document in documents:
        if not document.front.translates:
            total = totals.setdefault(document.front.wording, Counter())
            total += Counter({"documents": 1}) + proof(document)
    for wording, total in sorted(totals.items()):
        zh, en = _WORDINGS[wording]
        proves = wording == "official"
        if lang == "zh":
            what = "证明原文用语" if proves else "只证明规则与本文件一致，不证明原文用语"
            yield (
                f"{zh}：{total['documents']} 份，核对引文 {total['quotes']} 处、"
                f"规则 {total['rules']} 条、数字 {total['numbers']} 个（{what}）"
            )
        else:
            what = "proves the words" if proves else "agrees with our text, proves no words"
            yield (
                f"{en}: {total['documents']} documents, {total['quotes']} quotes,"
                f" {total['rules']} rules, {total['numbers']} numbers compared ({what})"
            )


def _json(documents: Sequence[Document], faults: list[Fault], lang: str) -> str:
    return json.dumps(
        {
            "documents": len(documents),
            "wording": Counter(d.front.wording or "not stated" for d in documents),
            "faults": [
                {
                    "code": f.code,
                    "advice": f.advice,
                    "file": f.place.path,
                    "line": f.place.line,
                    "column": f.place.column,
                    "article": f.place.article,
                    "text": f.zh if lang == "zh" else f.en,
                    "words": f.words,
                    "mend": f.mend_zh if lang == "zh" else f.mend_en,
                }
                for f in faults
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
