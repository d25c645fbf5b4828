"""`gaoxin coverage`: what of the documents is executed, by what; what is not, and why."""

import json
from collections import Counter
from typing import Any

import click

from gaoxin.cli.command import command, option
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.cli.names import no_documents
from gaoxin.policy.face import (
    Carrier,
    DocumentCover,
    Mechanism,
    cover_document,
    cover_mechanisms,
    mechanisms,
    stored_library,
)

_KIND_ZH = {
    "register": "登记",
    "define": "定义",
    "clause": "条款",
    "stacking": "叠加",
    "procedure": "程序",
    "target": "目标",
    "index": "指数",
}
_STATE_ZH = {"executable": "可执行", "not executable": "暂不可执行", "gap": "缺"}


@command(
    "coverage",
    zh="""奠基文件的每一项机制由哪一块执行；不能执行的写明理由。加文件标识则列出其各条。

有缺项时退出码为 1。""",
    en="""Which block carries each mechanism of the founding documents, or why none does. With ids
of documents: their articles, blocks and focus points.

The exit code is 1 when a mechanism is neither carried nor explained.""",
    examples=["gaoxin coverage", "gaoxin coverage quanzhou-etdz/2024-hte --lang en"],
)
@click.argument("documents", nargs=-1)
@option(
    "--gaps", is_flag=True, zh="只列缺项与不可执行项", en="only gaps and what is not executable"
)
@pass_context
def coverage(context: Context, documents: tuple[str, ...], gaps: bool) -> Exit:
    root = context.packs_dir()
    library = stored_library(root)
    if documents:
        if problem := no_documents(documents, library, context.lang):
            click.echo(problem, err=True)
            return Exit.BAD_INPUT
        covers = [cover_document(library.documents[d]) for d in documents]
        click.echo(
            _json([_document(c) for c in covers])
            if context.json
            else "\n".join(line for c in covers for line in _articles(c, context.lang))
        )
        return Exit.OK
    found = cover_mechanisms(library, mechanisms(root))
    if context.json:
        click.echo(_json([_mechanism(m) for m in found]))
    else:
        _print(found, gaps, context.lang)
    return Exit.FOUND if any(m.state == "gap" for m in found) else Exit.OK


def _print(found: list[Mechanism], gaps: bool, lang: str) -> None:
    for mechanism in found:
        if not (gaps and mechanism.state == "executable"):
            click.echo(_line(mechanism, lang))
    counts = Counter(m.state for m in found)
    if lang == "zh":
        click.echo("，".join(f"{_STATE_ZH[s]} {n}" for s, n in sorted(counts.items())))
    else:
        click.echo(", ".join(f"{s} {n}" for s, n in sorted(counts.items())))


def _line(mechanism: Mechanism, lang: str) -> str:
    state = _STATE_ZH[mechanism.state] if lang == "zh" else mechanism.state
    if mechanism.carriers:
        named = dict.fromkeys(
            f"{c.document}#{c.name} ({_kind(c, lang)})" for c in mechanism.carriers
        )
        return f"{mechanism.id}  {state}  {', '.join(named)}"
    reason = mechanism.reason.text(lang) if mechanism.reason else ""
    return f"{mechanism.id}  {state}  {mechanism.label.text(lang)}: {reason}".rstrip(": ")


def _kind(block: Carrier, lang: str) -> str:
    return _KIND_ZH[block.kind] if lang == "zh" else block.kind


def _articles(cover: DocumentCover, lang: str) -> list[str]:
    front = cover.document.front
    lines = [f"{front.id}  {front.label.text(lang)}"]
    for article in cover.articles:
        names = dict.fromkeys(f"{_kind(b, lang)} {b.name}" for b in article.blocks)
        rest = "、" if lang == "zh" else ", "
        note = f" (+{article.notes})" if article.notes else ""
        lines.append(f"  {article.heading}: {rest.join(names) or '—'}{note}")
    for tag, names_of in sorted(cover.tags.items()):
        lines.append(f"  #{tag}: {', '.join(dict.fromkeys(names_of))}")
    return lines


def _mechanism(mechanism: Mechanism) -> dict[str, Any]:
    return {
        "id": mechanism.id,
        "source": mechanism.source,
        "state": mechanism.state,
        "carriers": [f"{c.document}#{c.name}" for c in mechanism.carriers],
        "reason": {"zh": mechanism.reason.zh, "en": mechanism.reason.en}
        if mechanism.reason
        else None,
    }


def _document(cover: DocumentCover) -> dict[str, Any]:
    return {
        "id": cover.document.id,
        "articles": [
            {"anchor": a.anchor, "heading": a.heading, "blocks": [b.name for b in a.blocks]}
            for a in cover.articles
        ],
        "focus": cover.tags,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
