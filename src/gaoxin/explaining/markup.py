"""HTML put together from elements; plain text is escaped on the way in."""

from collections.abc import Iterable
from html import escape


class Html(str):
    """Text that is already HTML."""

    __slots__ = ()


def el(tag: str, *children: str | None, **attributes: str) -> Html:
    """An element; plain text is escaped, ``class_`` and ``data_label`` become attributes."""
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    inner = "".join(c if isinstance(c, Html) else escape(c) for c in children if c)
    return Html(f"<{tag}{named}>{inner}</{tag}>")


def joined(parts: Iterable[str | None]) -> Html:
    """Parts one after the other; plain text is escaped."""
    return Html("".join(p if isinstance(p, Html) else escape(p) for p in parts if p))
