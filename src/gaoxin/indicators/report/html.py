"""Small pieces of HTML: escaped text, tables with captions, figures beside their tables."""

from collections.abc import Sequence
from html import escape

Cell = str | int | float


def tag(name: str, inner: str, **attributes: str) -> str:
    """An element; `inner` is markup, attribute values are escaped. class_ stands for class."""
    given = "".join(f' {k.rstrip("_")}="{escape(v)}"' for k, v in attributes.items())
    return f"<{name}{given}>{inner}</{name}>"


def para(words: str) -> str:
    """A paragraph of plain words."""
    return tag("p", escape(words))


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int] = (),
    tall: bool = False,
) -> str:
    """A table with a caption; the first cell of a row is its head; `numbers` align right.

    It sits in a region that scrolls by itself, so that the page never scrolls sideways.
    """
    marks = ['class="n" ' if j in numbers else "" for j in range(len(head))]
    top = "".join(f'<th {marks[j]}scope="col">{escape(words)}</th>' for j, words in enumerate(head))
    body = []
    for row in rows:
        cells = [f'<th {marks[0]}scope="row">{escape(row[0])}</th>']
        cells += [
            f"<td {marks[j]}>".replace(" >", ">") + f"{escape(words)}</td>"
            for j, words in enumerate(row[1:], 1)
        ]
        body.append(f"<tr>{''.join(cells)}</tr>")
    inner = (
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody>"
    )
    return (
        f'<div class="{"tall scroll" if tall else "scroll"}" role="region" tabindex="0" '
        f'aria-label="{escape(caption)}"><table>{inner}</table></div>'
    )


def figure(caption: str, drawing: str) -> str:
    """A drawing with its caption above."""
    return f"<figure><figcaption>{escape(caption)}</figcaption>{drawing}</figure>"


def pair(left: str, right: str) -> str:
    """Two blocks side by side where there is room, else one below the other."""
    return f'<div class="pair"><div>{left}</div><div>{right}</div></div>'
