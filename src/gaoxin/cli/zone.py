"""`gaoxin zone`: a zone opened from its documents: structure, money, deadlines, targets."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from gaoxin.cli.asking import Day
from gaoxin.cli.command import command, option
from gaoxin.cli.context import Context, Exit, Lang, pass_context
from gaoxin.cli.laws import opened
from gaoxin.explaining.face import Names, Reader, rule_text
from gaoxin.policy.face import Clause, Clock, Document, Front, Label, Library, Target
from gaoxin.quantities import Money, format_duration, format_money

_VERIFIED: dict[str, Label] = {
    "yes": Label("已核对", "verified"),
    "partly": Label("部分核对", "partly verified"),
    "no": Label("未经核对", "unverified"),
    "": Label("未写明", "not stated"),
}
_WORDING = {
    "official": Label("正式文本", "official text"),
    "translation": Label("译文", "translation"),
    "restated": Label("重述", "restated"),
    "": Label("未写明", "not stated"),
}


@dataclass(frozen=True, slots=True)
class Zone:
    """The documents of one place or issuer (``Library.chosen``), on one date."""

    name: str
    on: date
    documents: tuple[Document, ...]
    library: Library


@command(
    "zone",
    zh="""由文件打开一个园区：文件与效力、条款与最高金额、办理时限、目标。

园区写地名代码或名称，例如 dlhitech、大连高新区；也可写文件标识中斜线前的部分。""",
    en="""Open a zone from its documents: which are in force, clauses and their highest amounts,
deadlines, targets.

The zone is a place, by its code or its name (dlhitech, "Dalian High-tech Zone"), or the part
of the documents' ids before the stroke.""",
    examples=["gaoxin zone dlhitech --on 2020-09-20", "gaoxin zone quanzhou-etdz --lang en"],
)
@click.argument("name")
@option(
    "--on",
    type=Day(),
    metavar="DATE",
    zh="哪一天的效力（默认今天）",
    en="in force on (default today)",
)
@pass_context
def zone(context: Context, name: str, on: date | None) -> Exit:
    library = opened(context)
    texts = (library.documents[i] for i in library.chosen(name))
    documents = tuple(text for text in texts if not text.front.translates)
    if not documents:
        click.echo(_unknown(library, name, context.lang), err=True)
        return Exit.BAD_INPUT
    found = Zone(name, on or date.today(), documents, library)
    if context.json:
        click.echo(json.dumps(_plain(found, context.lang), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(found, context.lang)))
    return Exit.OK


def _unknown(library: Library, name: str, lang: str) -> str:
    known = sorted({d.partition("/")[0] for d in library.documents})
    if lang == "zh":
        return f"没有园区 {name}；现有：{'、'.join(known)}"
    return f"no zone {name}; there are: {', '.join(known)}"


def _lines(zone: Zone, lang: Lang) -> list[str]:
    zh = lang == "zh"
    issuers = dict.fromkeys(zone.library.said(d.front.issuer, lang) for d in zone.documents)
    lines = [
        f"{'、'.join(issuers)}（{zone.on}）" if zh else f"{'; '.join(issuers)} ({zone.on})",
        "",
    ]
    lines.append("文件" if zh else "Documents")
    for document in zone.documents:
        broken = _broken(zone.library, document.id, lang)
        lines += [f"  {line}" for line in _document(document, zone.on, lang, broken)]
    for title, found in (
        ("金额（最高）" if zh else "Money (at most)", _money(zone, lang)),
        ("时限" if zh else "Deadlines", _clocks(zone, lang)),
        ("目标" if zh else "Targets", _targets(zone, lang)),
    ):
        if found:
            lines += ["", title, *(f"  {line}" for line in found)]
    return lines


def _broken(library: Library, document: str, lang: Lang) -> list[str]:
    """What of a document is not executed, and where it is broken."""
    found = [f for a, f in library.broken.items() if a.partition("#")[0] == document]
    return [fault.broken(lang) for fault in dict.fromkeys(found)]


def _document(document: Document, on: date, lang: Lang, broken: list[str]) -> list[str]:
    front, zh = document.front, lang == "zh"
    force = _force(front, on, zh)
    proof = f"{_WORDING[front.wording].text(lang)}、{_VERIFIED[front.verified].text(lang)}"
    counts = Counter(
        {
            ("条款", "clauses"): len(document.clauses),
            ("定义", "defines"): len(document.defines),
            ("登记", "registers"): len(document.registers),
            ("叠加", "stackings"): len(document.stackings),
            ("程序", "procedures"): len(document.procedures),
            ("目标", "targets"): len(document.targets),
            ("暂不可执行", "not executable"): len(document.unexecutable),
        }
    )
    shown = [f"{k[0]} {n}" if zh else f"{n} {k[1]}" for k, n in counts.items() if n]
    head = f"{front.label.text(lang)} [{front.id}]"
    proof = proof if zh else proof.replace("、", ", ")
    return [
        head,
        *(f"    ! {why}" for why in broken),
        f"    {force}；{proof}；{'，'.join(shown)}"
        if zh
        else f"    {force}; {proof}; {', '.join(shown)}",
    ]


def _force(front: Front, on: date, zh: bool) -> str:
    span = f"{front.start or ''}..{front.end or ''}"
    if front.start and on < front.start:
        return f"尚未施行 {span}" if zh else f"not yet in force {span}"
    if front.end and front.end < on:
        return f"已失效 {span}" if zh else f"no longer in force {span}"
    return f"有效 {span}" if zh else f"in force {span}"


def _money(zone: Zone, lang: Lang) -> list[str]:
    found = []
    for document in zone.documents:
        if not document.in_force(zone.on):
            continue
        for name in document.clauses:
            clause = document.clause(name, zone.on)
            if clause and clause.gives and clause.gives.money and clause.varies is None:
                found.append(
                    f"{clause.meta.label.text(lang)}: {highest(zone.library, clause, lang)}"
                )
    return found


def highest(library: Library, clause: Clause, lang: Lang) -> str:
    """The cap of a clause in money, or the words of its rule where the text names none."""
    gives = clause.gives
    assert gives is not None
    assert gives.money is not None
    limit = gives.cap or gives.money
    node: Any = limit.node
    amount = getattr(getattr(node, "high", node), "value", None)
    if amount is not None and node.type.name == "money":
        return format_money(Money(int(amount), node.type.unit), lang)
    quotes = ("；" if lang == "zh" else "; ").join(limit.meta.quotes)
    return f"「{quotes}」" if quotes else rule_text(Reader(library, lang), limit.text, limit.node)


def _clocks(zone: Zone, lang: Lang) -> list[str]:
    return [
        _clock(Names(zone.library, procedure, lang), clock)
        for document in zone.documents
        if document.in_force(zone.on)
        for procedure in document.procedures.values()
        for clock in procedure.clocks.values()
    ]


def _clock(names: Names, clock: Clock) -> str:
    zh = names.lang == "zh"
    length = clock.within or clock.least
    until = format_duration(length, names.lang) if length else ""
    how = ("以内" if clock.within else "以上") if zh else ("within" if clock.within else "at least")
    course = names.procedure.meta.label.text(names.lang)
    name, way = names.clock(clock.name), f"{names.step(clock.start)} → {names.listed(clock.ends)}"
    return (
        f"{course}·{name}: {way}，{until}{how}" if zh else f"{course}, {name}: {way}, {how} {until}"
    )


def _targets(zone: Zone, lang: Lang) -> list[str]:
    return [
        _target(target, zone, lang)
        for document in zone.documents
        if document.in_force(zone.on)
        for target in document.targets.values()
        if target.meta.valid_on(zone.on)
    ]


def _target(target: Target, zone: Zone, lang: Lang) -> str:
    zh, on = lang == "zh", zone.on
    label = target.meta.label.text(lang)
    if target.raw:
        raw = f"「{target.raw}」"
        return f"{label}: 原文残损{raw}，不作判断" if zh else f"{label}: garbled {raw}, not decided"
    aim = target.aim
    quotes = ("；" if zh else "; ").join(aim.meta.quotes) if aim else ""
    reader = Reader(zone.library, lang)
    parts = []
    if aim:
        parts.append(f"「{quotes}」" if quotes else rule_text(reader, aim.text, aim.node))
    if target.due:
        past = target.due < on
        parts.append(
            f"{target.due}{'已到期' if past else '到期'}"
            if zh
            else f"{'was ' if past else ''}due {target.due}"
        )
    parts += [zone.library.said(target.owner, lang)] if target.owner else []
    return f"{label}: {('，' if zh else ', ').join(parts)}"


def _plain(zone: Zone, lang: Lang) -> dict[str, Any]:
    return {
        "zone": zone.name,
        "on": zone.on.isoformat(),
        "documents": [
            {
                "id": d.id,
                "title": d.front.title,
                "in_force": d.in_force(zone.on),
                "broken": _broken(zone.library, d.id, lang),
                "wording": d.front.wording,
                "verified": d.front.verified,
                "clauses": list(d.clauses),
                "stackings": list(d.stackings),
                "procedures": list(d.procedures),
                "targets": list(d.targets),
                "not_executable": [n.id for n in d.unexecutable],
            }
            for d in zone.documents
        ],
        "money": _money(zone, lang),
        "deadlines": _clocks(zone, lang),
        "targets": _targets(zone, lang),
    }
