"""The pictures of a report. Each takes plain values and returns SVG text."""

from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.indicators.report.svg import (
    BLUE,
    FAINT,
    GREEN,
    GRID,
    INK,
    RED,
    SAND,
    Drawing,
    diverging,
    fitted,
)

WIDTH = 350.0


@dataclass(frozen=True, slots=True)
class Interval:
    """A unit's rank and the ranks it may have."""

    label: str
    rank: int
    low: int
    high: int


def intervals(name: str, title: str, description: str, rows: Sequence[Interval]) -> str:
    """Rank intervals as bars with a dot at the rank, over the ranks these units may have."""
    label, right, top, step = 108.0, 92.0, 20.0, 18.0
    least, last = min(r.low for r in rows), max(r.high for r in rows)
    drawing = Drawing(name, title, description, WIDTH, top + step * len(rows) + 8)
    span = WIDTH - label - right

    def at(place: float) -> float:
        return label + span * (place - least) / max(last - least, 1)

    for tick in sorted({round(least + (last - least) * q) for q in (0, 0.25, 0.5, 0.75, 1)}):
        drawing.line(at(tick), top - 4, at(tick), drawing.height - 6)
        drawing.text(at(tick), 11, str(tick), "middle", 10, FAINT)
    for k, row in enumerate(rows):
        y = top + step * k + step / 2
        drawing.text(0, y + 4, fitted(row.label, label - 8, 11.5), size=11.5)
        low, high = at(row.low), at(row.high)
        drawing.rect(low - 1.5, y - 3.5, high - low + 3, 7, "#9fb9d8")
        drawing.dot(at(row.rank), y, 4, BLUE)
        words = f"{row.rank} ({row.low}–{row.high})"
        drawing.text(WIDTH, y + 4, words, "end", 11)
    return drawing.markup()


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with two points to compare it with."""

    label: str
    value: float
    middle: float
    best: float


def profile(
    name: str, title: str, description: str, rows: Sequence[Bar], legend: tuple[str, str]
) -> str:
    """Scores as bars, with a line at the median and a tick at the best of the class."""
    step, top = 40.0, 24.0
    drawing = Drawing(name, title, description, WIDTH, top + step * len(rows) + 4)
    low = min([0.0, *(r.value for r in rows if r.value == r.value)])
    high = max([r.best for r in rows if r.best == r.best] + [1e-9])
    span = WIDTH - 52

    def at(value: float) -> float:
        return span * (value - low) / (high - low)

    drawing.rect(0, 5, 3, 12, INK)
    drawing.text(8, 15, legend[0], size=11, colour=FAINT)
    drawing.rect(160, 5, 3, 12, GREEN)
    drawing.text(168, 15, legend[1], size=11, colour=FAINT)
    for k, row in enumerate(rows):
        y = top + step * k
        drawing.text(0, y + 12, fitted(row.label, WIDTH - 8, 12))
        drawing.rect(0, y + 17, span, 14, SAND)
        if row.value == row.value:
            drawing.rect(at(0), y + 17, at(row.value) - at(0), 14, BLUE)
            drawing.text(WIDTH, y + 29, number(row.value), "end", 12, INK, True)
        drawing.rect(at(row.middle) - 1.5, y + 14, 3, 20, INK)
        drawing.rect(at(row.best) - 1.5, y + 14, 3, 20, GREEN)
    return drawing.markup()


def waterfall(
    name: str,
    title: str,
    description: str,
    start: tuple[str, float],
    parts: Sequence[tuple[str, float]],
    end: tuple[str, float],
) -> str:
    """A change as steps from a start to an end; rises are blue and falls red, with signs.

    Start and end are marks, not bars: the scale does not begin at zero.
    """
    step, label, right = 26.0, 118.0, 56.0
    drawing = Drawing(name, title, description, WIDTH, step * (len(parts) + 2) + 6)
    levels = [start[1]]
    for _, value in parts:
        levels.append(levels[-1] + value)
    low, high = min([*levels, end[1]]), max([*levels, end[1]])
    pad = (high - low) * 0.12 or max(abs(high) * 0.01, 1e-6)
    low, high = low - pad, high + pad

    def at(value: float) -> float:
        return label + (WIDTH - label - right) * (value - low) / (high - low)

    def mark(k: int, words: str, level: float) -> None:
        y = step * k
        drawing.text(0, y + 17, fitted(words, label - 6, 12), bold=True)
        drawing.rect(at(level) - 2, y + 3, 4, 20, INK)
        drawing.text(WIDTH, y + 17, number(level), "end", 12, INK, True)

    mark(0, *start)
    for k, (words, value) in enumerate(parts):
        y, x1, x2 = step * (k + 1), at(levels[k]), at(levels[k + 1])
        drawing.text(0, y + 17, fitted(words, label - 6, 12))
        drawing.line(x1, y - 3, x1, y + 5, FAINT)
        drawing.rect(min(x1, x2), y + 5, abs(x2 - x1), 16, BLUE if value >= 0 else RED)
        drawing.line(x2, y + 5, x2, y + 29, FAINT)
        drawing.text(WIDTH, y + 17, signed(value), "end", 12)
    mark(len(parts) + 1, *end)
    return drawing.markup()


def heat_map(
    name: str,
    title: str,
    description: str,
    codes: Sequence[str],
    blocks: Sequence[tuple[str, int]],
    values: Sequence[Sequence[float]],
) -> str:
    """A correlation map; blocks are (label, size) along both sides."""
    count, edge = len(codes), 24.0
    cell = (WIDTH - edge) / count
    drawing = Drawing(name, title, description, WIDTH, WIDTH + 30)
    for i in range(count):
        for j in range(count):
            value = float(values[i][j])
            tip = f"{codes[i]} / {codes[j]}: {value:+.2f}"
            # a hair of overlap hides the seams between cells
            drawing.rect(
                edge + cell * j, edge + cell * i, cell + 0.2, cell + 0.2, diverging(value), tip
            )
    done = 0
    for label, size in blocks:
        middle = edge + cell * (done + size / 2)
        drawing.text(middle, edge - 8, label, "middle", 11)
        drawing.text(edge - 6, middle + 4, label, "end", 11)
        line = edge + cell * done
        drawing.line(line, edge, line, WIDTH, INK, 0.6)
        drawing.line(edge, line, WIDTH, line, INK, 0.6)
        done += size
    for k in range(41):
        drawing.rect(edge + 40 + k * 5, WIDTH + 8, 5.2, 10, diverging(k / 20 - 1))
    for value, x in ((-1, 40), (0, 142), (1, 244)):
        anchor = "middle"
        drawing.text(edge + x, WIDTH + 29, f"{value:+d}" if value else "0", anchor, 10, FAINT)
    return drawing.markup()


def paired_bars(
    name: str,
    title: str,
    description: str,
    rows: Sequence[tuple[str, float, float]],
    legend: tuple[str, str],
) -> str:
    """Two bars per row between 0 and 1 (first and total order)."""
    step, label, top, right = 36.0, 112.0, 24.0, 40.0
    drawing = Drawing(name, title, description, WIDTH, top + step * len(rows) + 4)
    drawing.rect(0, 6, 12, 10, BLUE)
    drawing.text(17, 15, legend[0], size=11, colour=FAINT)
    drawing.rect(160, 6, 12, 10, "#8aa9cc")
    drawing.text(177, 15, legend[1], size=11, colour=FAINT)
    high = max([1e-9, *(v for _, a, b in rows for v in (a, b) if v == v)])
    span = WIDTH - label - right
    for k, (words, first, total) in enumerate(rows):
        y = top + step * k
        drawing.line(label, y, label, y + step, GRID)
        drawing.text(0, y + 20, fitted(words, label - 6, 12))
        for value, offset, fill in ((first, 3.0, BLUE), (total, 17.0, "#8aa9cc")):
            if value == value:
                wide = span * max(value, 0) / high
                drawing.rect(label, y + offset, wide, 12, fill)
                drawing.text(label + wide + 4, y + offset + 10, f"{value:.2f}", size=10.5)
    return drawing.markup()


def number(value: float) -> str:
    """A score with the digits its size deserves; an en dash where there is none."""
    if value != value:
        return "–"
    size = abs(value)
    if size < 5e-10:
        return "0"
    words = f"{size:.3f}" if size < 2 else f"{size:.2f}" if size < 100 else f"{size:,.1f}"
    return f"−{words}" if value < 0 else words


def signed(value: float) -> str:
    """A change with its sign."""
    words = number(value)
    return f"+{words}" if value > 5e-10 else words
