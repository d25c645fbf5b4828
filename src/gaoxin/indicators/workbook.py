"""An XLSX workbook with the result and every stage."""

import math
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from gaoxin.indicators.build import Built
from gaoxin.indicators.faults import Lang
from gaoxin.indicators.recipe_print import print_recipe
from gaoxin.indicators.words import STAGES, word

Rows = Sequence[Sequence[object]]


def write_workbook(
    built: Built, path: Path, lang: Lang, extra: dict[str, Rows] | None = None
) -> None:
    """Write the result, the notes, the recipe and one sheet per stage.

    `extra` adds sheets of rows, the first row being the head. Text is always written as text,
    so a name that starts with = is never a formula.
    """
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    try:
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
    finally:
        book.close()


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
