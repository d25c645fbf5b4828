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


def intervals(name: str, title: str, description: str, rows: Sequence[Interval], last: int) -> str:
    """Rank intervals as bars with a dot at the rank; rank 1 is at the left."""
    label, right, top, step = 108.0, 74.0, 20.0, 18.0
    drawing = Drawing(name, title, description, WIDTH, top + step * len(rows) + 8)
    span = WIDTH - label - right

    def at(place: float) -> float:
        return label + span * (place - 1) / max(last - 1, 1)

    for tick in sorted({1, *(round(last * q) for q in (0.25, 0.5, 0.75)), last}):
        drawing.line(at(tick), top - 4, at(tick), drawing.height - 6)
        drawing.text(at(tick), 11, str(tick), "middle", 10, FAINT)
    for k, row in enumerate(rows):
        y = top + step * k + step / 2
        drawing.text(0, y + 4, fitted(row.label, label - 8, 11.5), size=11.5)
        low, high = at(row.low), at(row.high)
        drawing.rect(low - 1.5, y - 3.5, high - low + 3, 7, "#9fb9d8")
        drawing.dot(at(row.rank), y, 4, BLUE)
        words = f"{row.rank} ({row.low}-{row.high})"
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
    """A change as steps from a start to an end; rises are blue and falls red, with signs."""
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

    def row(k: int, words: str, x1: float, x2: float, fill: str, value: str, bold: bool) -> None:
        y = step * k
        drawing.text(0, y + 17, fitted(words, label - 6, 12), bold=bold)
        drawing.rect(min(x1, x2), y + 5, max(abs(x2 - x1), 1.5), 16, fill)
        drawing.text(WIDTH, y + 17, value, "end", 12, INK, bold)

    row(0, start[0], label, at(start[1]), "#7d8894", number(start[1]), True)
    for k, (words, value) in enumerate(parts):
        fill = BLUE if value >= 0 else RED
        row(k + 1, words, at(levels[k]), at(levels[k + 1]), fill, signed(value), False)
        x = at(levels[k])
        drawing.line(x, step * k + 21, x, step * (k + 1) + 5, FAINT)
    x = at(levels[-1])
    drawing.line(x, step * len(parts) + 21, x, step * (len(parts) + 1) + 5, FAINT)
    row(len(parts) + 1, end[0], label, at(end[1]), "#7d8894", number(end[1]), True)
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
    return f"{value:.3f}" if size < 2 else f"{value:.2f}" if size < 100 else f"{value:,.1f}"


def signed(value: float) -> str:
    """A change with its sign."""
    words = number(value)
    return words if value < 0 or words.strip("0.") == "" else f"+{words}"
