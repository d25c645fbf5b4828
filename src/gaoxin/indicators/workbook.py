"""An XLSX workbook with the result and every stage."""

import math
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from gaoxin.files.whole import whole
from gaoxin.indicators.building import Built
from gaoxin.indicators.faults import Lang
from gaoxin.indicators.recipe_print import print_recipe
from gaoxin.indicators.report.content import Content
from gaoxin.indicators.report.words import say
from gaoxin.indicators.words import STAGES, word

Rows = Sequence[Sequence[object]]


def write_workbook(
    built: Built, path: Path, lang: Lang, extra: dict[str, Rows] | None = None
) -> None:
    """Write the result, the notes, the recipe and one sheet per stage.

    `extra` adds sheets of rows, the first row being the head. Text is always written as text,
    so a name that starts with = is never a formula.
    """
    plain = {"strings_to_formulas": False, "strings_to_urls": False}
    with whole(path) as beside, xlsxwriter.Workbook(str(beside), plain) as book:
        book.set_properties({"created": datetime(1980, 1, 1)})  # the same result, the same bytes
        bold = book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1})
        _sheet(book, word("notes", lang), _notes(built, lang), bold)
        results = built.results()
        rows = [list(results), *map(list, zip(*results.values(), strict=True))]
        _sheet(book, word("results", lang), rows, bold)
        for name, table in (extra or {}).items():
            _sheet(book, name, table, bold)
        for stage in built.stages:
            _sheet(book, STAGES[stage.name].say(lang), _stage(built, stage.name), bold)
        _sheet(book, word("changes", lang), _changes(built, lang), bold)
        lines = [
            [word("recipe", lang)],
            *([line] for line in print_recipe(built.recipe).split("\n")),
        ]
        _sheet(book, word("recipe", lang), lines, bold)


def content_sheets(content: Content, lang: Lang) -> dict[str, Rows]:
    """Sheets for rank intervals, variants, sensitivity and drop-one."""
    low, high = content.spread.interval()
    last = content.settings.last
    columns: dict[str, list[object]] = {
        word("unit", lang): list(content.spread.units),
        word("rank", lang): content.spread.nominal.tolist(),
        "5 %": low.tolist(),
        "95 %": high.tolist(),
        f"{say('share_weights', lang)} (-{last})": content.spread.share_in_last(last).tolist(),
    }
    sheets: dict[str, Rows] = {}
    if content.enumeration is not None:
        shares = content.enumeration.spread.share_in_last(last).tolist()
        columns[f"{say('share_variants', lang)} (-{last})"] = shares
        ranks = content.enumeration.spread.ranks.tolist()
        names = [v.name() for v in content.enumeration.variants]
        sheets[say("share_variants", lang)] = [
            ["", *content.spread.units],
            *([n, *r] for n, r in zip(names, ranks, strict=True)),
        ]
    rows = [list(columns), *map(list, zip(*columns.values(), strict=True))]
    sheets = {say("interval", lang).replace("%", ""): rows, **sheets}
    if content.sensitivity is not None:
        shift = content.sensitivity.shift
        listed = zip(shift.names, shift.first.tolist(), shift.total.tolist(), strict=True)
        head = [say(w, lang) for w in ("assumption", "first_order", "total_order")]
        sheets[say("sensitivity", lang)] = [head, *([say(n, lang), a, b] for n, a, b in listed)]
    head = [say(w, lang) for w in ("node", "mean_shift", "max_shift")]
    sheets[say("drop", lang)] = [
        head,
        *([d.code, d.mean_shift, d.max_shift] for d in content.dropped),
    ]
    codes = content.built.plan.codes[: len(content.built.plan.leaves)]
    matrix = zip(codes, content.correlation.tolist(), strict=True)
    sheets[say("coefficient", lang)] = [["", *codes], *([c, *row] for c, row in matrix)]
    return sheets


def _sheet(book: "xlsxwriter.Workbook", name: str, rows: Rows, head: object) -> None:
    sheet = book.add_worksheet(name[:31])
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(i, j, cell, head if i == 0 else None)
            elif isinstance(cell, (int, float)) and math.isfinite(cell):
                sheet.write_number(i, j, cell)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 22)


def _notes(built: Built, lang: Lang) -> Rows:
    recipe = built.recipe
    rows: list[list[object]] = [
        [word("item", lang), word("content", lang)],
        [word("recipe", lang), recipe.title.say(lang)],
        [word("completeness", lang), word(recipe.completeness, lang)],
        [word("note", lang), recipe.note.say(lang)],
        [word("fingerprint", lang), built.panel.fingerprint()],
    ]
    rows += [[word("source", lang), f"{s.title.say(lang)} {s.url}".strip()] for s in recipe.sources]
    rows += [[f.code, f"{f.reason(lang)} {f.remedy(lang)}"] for f in built.faults]
    return rows


def _stage(built: Built, name: str) -> Rows:
    stage = built.stage(name)
    rows: list[list[object]] = [["unit", "year", *stage.columns]]
    for i, unit in enumerate(built.panel.units):
        rows.append([unit, int(built.panel.years[i]), *(float(v) for v in stage.values[i])])
    return rows


def _changes(built: Built, lang: Lang) -> Rows:
    rows: list[list[object]] = [
        [word(w, lang) for w in ("stage", "unit", "year", "indicator", "before", "after", "how")]
    ]
    for stage in built.stages:
        if stage.name == "screen":
            continue
        for c in stage.changes:
            place = (built.panel.units[c.row], int(built.panel.years[c.row]))
            rows.append(
                [
                    STAGES[stage.name].say(lang),
                    *place,
                    stage.columns[c.column],
                    c.before,
                    c.after,
                    c.how,
                ]
            )
    return rows
