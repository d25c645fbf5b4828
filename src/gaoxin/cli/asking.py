"""What commands are told in common: whom, on which day, from which file, under which clauses."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from gaoxin.cli.command import option
from gaoxin.cli.context import Context, Lang, context_of
from gaoxin.cli.laws import opened
from gaoxin.engine.face import Refused, addresses, documents
from gaoxin.facts.face import Entity, Kind, Loaded, load
from gaoxin.policy.face import Library, LibraryCodes
from gaoxin.quantities import QuantityError, parse_date

SAMPLES = "enterprises"
"""The folder of sample enterprises inside the packs."""

_SIZE = re.compile(r"(?!0+(\.0*)?\s*[a-z])\d{1,6}(\.\d+)?\s*[KMGT]i?B", re.IGNORECASE)
kind_option = option(
    "--kind",
    default="",
    metavar="KIND",
    zh="哪种对象（默认看所问的条款，否则企业）",
    en="which kind of entity (default: that of the clauses asked, else enterprise)",
)


class Day(click.ParamType):  # type: ignore[type-arg]  # generic only in newer click
    """A day written in any usual way: 2024-09-01, 2024年9月1日."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return read_day(value, context_of(ctx).lang if ctx else "zh")
        except Refused as refused:
            self.fail(str(refused), param, ctx)


class Size(click.ParamType):  # type: ignore[type-arg]  # generic only in newer click
    """An amount of memory: 400MB, 2 GB, 1.5GiB."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value).strip()
        if text and not _SIZE.fullmatch(text):
            zh = (context_of(ctx).lang if ctx else "zh") == "zh"
            self.fail(
                f"“{text}”不是内存的大小，写成 400MB" if zh else f"'{text}': write it like 400MB",
                param,
                ctx,
            )
        return text


def read_day(text: str, lang: Lang) -> date:
    """A day in any usual way; a month or a year is no day."""
    try:
        found = parse_date(text)
    except QuantityError as error:
        raise Refused(error.reason(lang)) from error
    if found.precision != "day":
        raise Refused("要写到日" if lang == "zh" else "name the day")
    return found.first


@dataclass(frozen=True, slots=True)
class Asked:
    """A library, the entity a command asks about, and the clauses or documents asked for."""

    library: Library
    entity: Entity
    addresses: list[str]
    documents: list[str]


def asked(
    context: Context,
    file: Path | None,
    sample: str,
    entity: str,
    kind: str = "",
    clauses: Sequence[str] = (),
    texts: Sequence[str] = (),
) -> Asked:
    """The library and the one entity meant. Faults of the file go to standard error.

    Raises Refused where no entity, or more than one, can be meant.
    """
    if (file is None) == (not sample):
        raise click.UsageError(
            "写一个文件，或用 --sample 指明示例企业（二者取一）"
            if context.lang == "zh"
            else "give a file or a --sample, one of the two",
            click.get_current_context(),
        )
    library, lang = opened(context), context.lang
    wanted, chosen = addresses(library, clauses, lang), documents(library, texts, lang)
    about = kind_asked(library, kind, wanted, chosen, context)
    path = file or _sample(context, sample)
    found = read_file(library, path, about, context)
    return Asked(library, _one(found.entities, entity, context), wanted, chosen)


@dataclass(frozen=True, slots=True)
class About:
    """The kind of entity asked about. ``told``: the clause or option that says so; "" where it is
    only supposed."""

    kind: Kind
    told: str


def kind_asked(
    library: Library, name: str, wanted: Sequence[str], chosen: Sequence[str], context: Context
) -> About:
    """The kind of entity named, else that of all clauses or documents asked for, else enterprises.

    A clause about another kind is refused: its answer would be nothing but gaps.
    """
    kinds = {address: _about(library, address) for address in wanted}
    supposed = set(kinds.values()) or {
        library.documents[d].front.kind for d in _ids(library, chosen)
    }
    one = supposed.pop() if len(supposed) == 1 else ""
    kind = _kind(library, name or one or "enterprise", context)
    for address, other in kinds.items():
        if other != kind.id:
            raise _another(library, address, other, kind.id, context)
    return About(kind, next(iter(wanted), "--kind" if name else ""))


def _about(library: Library, address: str) -> str:
    """What kind of entity a clause or stacking is about."""
    document, _, name = address.partition("#")
    text = library.documents[document]
    return text.clauses[name][0].kind if name in text.clauses else text.stackings[name].kind


def _ids(library: Library, chosen: Sequence[str]) -> list[str]:
    wanted = {i for name in chosen for i in library.chosen(name)}
    return [i for i in library.documents if i in wanted]


def _kind(library: Library, name: str, context: Context) -> Kind:
    found = library.vocabulary.kind(name)
    if found is not None:
        return found
    known = sorted(library.vocabulary.kinds)
    raise Refused(
        f"没有“{name}”这种对象；现有：{'、'.join(known)}"
        if context.lang == "zh"
        else f"there is no kind '{name}'; there are: {', '.join(known)}"
    )


def _another(
    library: Library, subject: str, about: str, held: str, context: Context
) -> click.UsageError:
    asked_of, given = (_named(library, kind, context) for kind in (about, held))
    return click.UsageError(
        f"{subject} 说的是{asked_of}，所给的是{given}"
        if context.lang == "zh"
        else f"{subject} is about: {asked_of}; given is: {given}",
        click.get_current_context(),
    )


def _named(library: Library, kind: str, context: Context) -> str:
    found = library.vocabulary.kind(kind) or Kind(kind)
    return f"{found.zh}（{kind}）" if context.lang == "zh" else f"{found.en} ({kind})"


def read_file(
    library: Library, paths: Path | Sequence[Path], about: About, context: Context
) -> Loaded:
    """What files hold of the kind asked about; of their own where that was only supposed."""
    kind = about.kind
    found = load(paths, library.vocabulary, kind.id, codes=LibraryCodes(library))
    for fault in found.faults:
        click.echo(fault.text(context.lang), err=True)
    if found.entities:
        return found
    others = [name for name, entities in found.kinds.items() if entities]
    if others and about.told:
        raise _another(library, about.told, kind.id, others[0], context)
    if len(others) == 1:
        found.kind = others[0]
        return found
    label = _named(library, kind.id, context)
    path = paths if isinstance(paths, Path) else paths[0]
    raise Refused(
        f"{path.name} 里没有读到{label}；别种对象用 --kind 指明"
        if context.lang == "zh"
        else f"no {label} could be read from {path.name}; name another kind with --kind"
    )


def _one(entities: dict[str, Entity], wanted: str, context: Context) -> Entity:
    zh = context.lang == "zh"
    if wanted:
        by_name = {e.name: e for e in entities.values() if e.name}
        found = entities.get(wanted) or by_name.get(wanted)
        if found is not None:
            return found
        near = difflib.get_close_matches(wanted, [*entities, *by_name], 1)
        hint = (f"；是不是 {near[0]}？" if zh else f"; did you mean {near[0]}?") if near else ""
        raise Refused(f"没有“{wanted}”这一家{hint}" if zh else f"there is no '{wanted}'{hint}")
    if len(entities) == 1:
        return next(iter(entities.values()))
    some = ", ".join(list(entities)[:5])
    raise Refused(
        f"文件里有 {len(entities)} 家，请用 --entity 指明一家（{some} …）；整张表用 gaoxin match"
        if zh
        else f"the file holds {len(entities)} of them: name one with --entity "
        f"({some} …), or use gaoxin match for the whole table"
    )


def _sample(context: Context, name: str) -> Path:
    folder = context.packs_dir() / SAMPLES
    files = {p.stem: p for p in sorted(folder.glob("*.yaml"))}
    zh = context.lang == "zh"
    if not files:
        raise Refused("随附的文件夹里没有示例企业" if zh else "no sample enterprises are shipped")
    exact = [p for stem, p in files.items() if name in {stem, re.sub(r"^\d+-", "", stem)}]
    loose = [p for stem, p in files.items() if name and name in stem]
    if exact or len(loose) == 1:
        return (exact or loose)[0]
    known = "、".join(files) if zh else ", ".join(files)
    raise Refused(
        f"没有示例企业“{name}”；现有：{known}"
        if zh
        else f"there is no sample enterprise '{name}'; there are: {known}"
    )
