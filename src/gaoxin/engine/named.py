"""Clauses and documents asked for by name: found in the library, or refused with what is near."""

import difflib
from collections.abc import Sequence

from gaoxin.policy.library import Library
from gaoxin.quantities import Lang


class Refused(ValueError):
    """The input cannot be used; the text says why, in the reader's language."""


def did_you_mean(near: Sequence[str], lang: Lang) -> str:
    """The end of a refusal: the names that are near, if any."""
    if not near:
        return ""
    return f"；是不是 {'、'.join(near)}？" if lang == "zh" else f"; did you mean {', '.join(near)}?"


def addresses(library: Library, wanted: Sequence[str], lang: Lang) -> list[str]:
    """Full addresses of clauses or stackings; a bare ``document`` or unknown name is refused."""
    known = [
        f"{d.id}#{name}" for d in library.documents.values() for name in (*d.clauses, *d.stackings)
    ]
    return [_address(name, known, library, lang) for name in wanted]


def _address(name: str, known: Sequence[str], library: Library, lang: Lang) -> str:
    zh = lang == "zh"
    if name in known:
        return name
    ends = [a for a in known if a.partition("#")[2] == name]
    if len(ends) == 1:
        return ends[0]
    if fault := library.fault_of(name):
        raise Refused(f"{name}{'：' if zh else ': '}{fault.broken(lang)}")
    near = ends or difflib.get_close_matches(name, known, 3, 0.5)
    hint = did_you_mean(near[:3], lang)
    raise Refused(
        f"没有条款“{name}”（写法：文件#条款）{hint}"
        if zh
        else f"there is no clause '{name}' (written document#clause){hint}"
    )


def documents(library: Library, wanted: Sequence[str], lang: Lang) -> list[str]:
    """Ids of the documents meant (``Library.chosen``), in the order asked; an unknown name is
    refused."""
    found = {name: library.chosen(name) for name in wanted}
    for name in (n for n, ids in found.items() if not ids):
        known = {*library.documents, *(i.partition("/")[0] for i in library.documents)}
        near = difflib.get_close_matches(name, sorted(known), 3, 0.4)
        if fault := library.fault_of(name):
            raise Refused(f"{name}{'：' if lang == 'zh' else ': '}{fault.broken(lang)}")
        hint = did_you_mean(near, lang)
        raise Refused(
            f"没有文件“{name}”{hint}" if lang == "zh" else f"there is no document '{name}'{hint}"
        )
    return list(dict.fromkeys(i for ids in found.values() for i in ids))
