"""Documents asked for that are not there."""

from collections.abc import Iterable

from gaoxin.policy.face import Library
from gaoxin.quantities import Lang


def no_documents(asked: Iterable[str], library: Library, lang: Lang) -> str:
    """Documents asked for that are not in the library, and those that are; "" if all are."""
    names, known = [d for d in asked if d not in library.documents], sorted(library.documents)
    if not names:
        return ""
    if lang == "zh":
        return f"没有文件 {'、'.join(names)}；现有：{'、'.join(known)}"
    return f"no document {', '.join(names)}; there are: {', '.join(known)}"
