"""SVG drawn in Python: a figure is text, needs no browser and loads nothing."""

from dataclasses import dataclass, field
from html import escape

INK, FAINT, GRID = "#1b2733", "#5a6672", "#d5dbe1"
BLUE, RED, GREEN, SAND = "#1f5fa8", "#b3261e", "#1d7a46", "#e9eef4"


@dataclass(slots=True)
class Drawing:
    """A drawing of fixed width in units that are pixels on a phone; it scales with the page."""

    name: str
    title: str
    description: str
    width: float
    height: float
    parts: list[str] = field(default_factory=list)

    def rect(
        self, x: float, y: float, w: float, h: float, fill: str, tip: str = "", stroke: str = "none"
    ) -> None:
        """A filled box, with a tooltip if given."""
        inner = f"<title>{escape(tip)}</title>" if tip else ""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(w, 0):.1f}" height="{h:.1f}" '
            f'fill="{fill}" stroke="{stroke}">{inner}</rect>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str = GRID, width: float = 1
    ) -> None:
        """A straight line."""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="{width}"/>'
        )

    def dot(self, x: float, y: float, r: float, fill: str, tip: str = "") -> None:
        """A disc."""
        inner = f"<title>{escape(tip)}</title>" if tip else ""
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="{fill}">{inner}</circle>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        anchor: str = "start",
        size: float = 12,
        colour: str = INK,
        bold: bool = False,
    ) -> None:
        """Words; anchor is start, middle or end."""
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
            f'fill="{colour}"{weight}>{escape(words)}</text>'
        )

    def markup(self) -> str:
        """The SVG element, named and described for those who do not see it."""
        return (
            f'<svg role="img" aria-labelledby="{self.name}-t {self.name}-d" '
            f'viewBox="0 0 {self.width:.0f} {self.height:.0f}" '
            f'style="max-width:{self.width * 1.35:.0f}px">'
            f'<title id="{self.name}-t">{escape(self.title)}</title>'
            f'<desc id="{self.name}-d">{escape(self.description)}</desc>'
            f"{''.join(self.parts)}</svg>"
        )


def fitted(words: str, room: float, size: float = 12) -> str:
    """Words cut with an ellipsis to a room in units; a Chinese character is as wide as the size."""
    used = 0.0
    for k, letter in enumerate(words):
        used += size * (1.0 if ord(letter) > 0x2E7F else 0.56)
        if used > room:
            return words[: max(k - 1, 1)].rstrip() + "…"
    return words


def diverging(value: float) -> str:
    """A colour for -1 (red) through 0 (white) to 1 (blue)."""
    if value != value:
        return "#ffffff"
    red, blue = (179, 38, 30), (31, 95, 168)
    tone, share = (blue, value) if value >= 0 else (red, -value)
    mixed = [round(255 + (c - 255) * min(share, 1.0)) for c in tone]
    return f"#{mixed[0]:02x}{mixed[1]:02x}{mixed[2]:02x}"
