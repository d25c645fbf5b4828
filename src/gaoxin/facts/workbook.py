"""Template workbooks to be filled in, for the facts a policy needs or for a kind.

``form``: one enterprise, one fact a row, with labels in both languages, unit, where to find the
figure, note, example and an input cell. ``wide``: many enterprises, one a row. Both are read back
by ``table.load``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Literal

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.columns import Column, read_column
from gaoxin.facts.faults import Trouble
from gaoxin.facts.form import FIELD, VALUE
from gaoxin.facts.guidance import RULES, comment, example, found_in, notes
from gaoxin.facts.numbers import header_measure
from gaoxin.facts.tabulation import unit_of
from gaoxin.facts.vocabulary import FactDef, Kind
from gaoxin.quantities import Lang, Period

Layout = Literal["form", "wide"]
ROWS: Final = 500
_LISTS: Final = "_codes"
_RECORDED: Final = "记录日期  Recorded on"
_SHEET: Final = {"form": "填报 Form", "wide": "企业 Enterprises"}
_FIRST_DAY: Final = date(1900, 1, 1)
_WIDEST: Final = 1e15
_FORMATS: Final = {
    "money": "#,##0.00",
    "count": "#,##0",
    "rate": "0.00%",
    "number": "General",
    "points": "General",
    "date": "yyyy-mm-dd",
    "year": "0",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact asked for, with its period and the header its cell is read back by."""

    fact: FactDef
    period: str
    unit: str
    header: str


def write_template(
    path: Path,
    facts: Sequence[tuple[FactDef, str | Period]],
    kind: Kind,
    *,
    lang: Lang = "zh",
    layout: Layout = "form",
    codes: CodeLists | None = None,
    title: str = "",
    money_unit: str = "元",
    rows: int = ROWS,
) -> list[Trouble]:
    """Write a workbook that asks for ``facts`` of entities of ``kind``, its key first.

    ``money_unit`` is the unit of bare amounts (元, 万元). Facts whose period does not suit them
    are left out and returned as trouble.
    """
    asked, troubles = _asked(facts, kind, money_unit, lang)
    with Workbook(str(path)) as book:
        writer = _Writer(book, asked, lang, codes)
        if layout == "form":
            writer.form(title or _title(kind, lang))
        else:
            writer.wide(title or _title(kind, lang), rows)
    return troubles


def _asked(
    facts: Sequence[tuple[FactDef, str | Period]], kind: Kind, money_unit: str, lang: Lang
) -> tuple[list[Asked], list[Trouble]]:
    keys = [(f, "") for name in kind.key if isinstance(f := kind.find(name), FactDef)]
    found: dict[tuple[str, str], Asked] = {}
    troubles: list[Trouble] = []
    for fact, period in [*keys, *facts]:
        key = period.key if isinstance(period, Period) else period
        column = read_column(f"{fact.id}@{key}" if key else fact.id, kind)
        if isinstance(column, Trouble):
            troubles.append(column)
        else:
            found.setdefault(column.place, _one(column, money_unit, lang))
    return list(found.values()), troubles


def _one(column: Column, money_unit: str, lang: Lang) -> Asked:
    fact = column.fact
    own = fact.unit in ("", "CNY")
    unit = money_unit if fact.type == "money" and own else unit_of(fact, lang)
    name = f"{fact.id}@{column.period}" if column.period else fact.id
    return Asked(fact, column.period, unit, f"{name}（{unit}）" if unit else name)


class _Writer:
    """One workbook in the making."""

    def __init__(
        self, book: Any, asked: Sequence[Asked], lang: Lang, codes: CodeLists | None
    ) -> None:
        self.book, self.asked, self.lang, self.codes = book, asked, lang, codes
        self.lists: list[list[str]] = []
        self.title_format = book.add_format({"bold": True, "font_size": 14})
        self.header_format = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"}
        )
        self.text_format = book.add_format({"text_wrap": True, "valign": "top"})
        self.inputs = {
            name: book.add_format(
                {"locked": False, "bg_color": "#FFFBE6", "border": 4, "num_format": form}
            )
            for name, form in {**_FORMATS, "": "@"}.items()
        }

    def form(self, title: str) -> None:
        """One enterprise."""
        sheet = self.book.add_worksheet(_SHEET["form"])
        sheet.write_string(0, 1, title, self.title_format)
        sheet.write_string(1, 1, _RECORDED, self.text_format)
        sheet.write_blank(1, 5, None, self.inputs["date"])
        sheet.write_string(2, 1, RULES[self.lang == "en"])
        headers = (FIELD, *self._labels(), *self._columns())
        widths = (4, 26, 34, 12, 8, 26, 30, 34, 30)
        for index, (header, width) in enumerate(zip(headers, widths, strict=True)):
            sheet.write_string(3, index, header, self.header_format)
            sheet.set_column(index, index, width, None, {"hidden": index == 0})
        for row, asked in enumerate(self.asked, start=4):
            self._form_row(sheet, row, asked)
        sheet.freeze_panes(4, 3)
        self._finish(sheet)

    def wide(self, title: str, rows: int) -> None:
        """Many enterprises; what each column means stands in the note on its header."""
        sheet = self.book.add_worksheet(_SHEET["wide"])
        sheet.write_string(0, 0, title, self.title_format)
        sheet.write_string(1, 0, _RECORDED, self.text_format)
        sheet.write_blank(1, 1, None, self.inputs["date"])
        sheet.write_string(2, 0, RULES[self.lang == "en"])
        order: tuple[Lang, Lang] = ("zh", "en") if self.lang == "zh" else ("en", "zh")
        for index, asked in enumerate(self.asked):
            header = self._wide_header(asked)
            sheet.write_string(3, index, header, self.header_format)
            sheet.write_comment(3, index, comment(asked.fact, order), {"x_scale": 2, "y_scale": 2})
            sheet.set_column(index, index, max(14, min(36, 2 * len(header))))
            for row in range(4, 4 + rows):
                sheet.write_blank(row, index, None, self._input(asked.fact))
            self._validate(sheet, (4, index, 3 + rows, index), asked)
        sheet.freeze_panes(4, 1)
        self._finish(sheet)

    def _form_row(self, sheet: Any, row: int, asked: Asked) -> None:
        fact = asked.fact
        labels = (fact.zh or fact.id, fact.en or fact.id)
        texts = (
            asked.header,
            *(labels if self.lang == "zh" else labels[::-1]),
            asked.period,
            asked.unit,
            None,
            found_in(fact, self.lang),
            notes(fact, self.lang),
            example(fact, self.lang),
        )
        for index, text in enumerate(texts):
            if text is None:
                sheet.write_blank(row, index, None, self._input(fact))
            else:
                sheet.write_string(row, index, text, self.text_format)
        self._validate(sheet, (row, 5, row, 5), asked)

    def _labels(self) -> tuple[str, str]:
        return ("事实", "Fact") if self.lang == "zh" else ("Fact", "事实")

    def _columns(self) -> tuple[str, ...]:
        zh = ("期间", "单位", VALUE, "取自", "说明与范围", "填写示例")
        en = ("Period", "Unit", VALUE, "Where to find it", "Note and range", "Example")
        return zh if self.lang == "zh" else en

    def _wide_header(self, asked: Asked) -> str:
        if self.lang == "en":
            return asked.header
        return asked.header.replace(asked.fact.id, asked.fact.zh or asked.fact.id, 1)

    def _input(self, fact: FactDef) -> Any:
        plain = fact.time in ("spell", "event")
        return self.inputs[fact.type if fact.type in _FORMATS and not plain else ""]

    def _validate(self, sheet: Any, area: tuple[int, int, int, int], asked: Asked) -> None:
        options = self._validation(asked)
        if options:
            told = example(asked.fact, self.lang)
            sheet.data_validation(*area, {**options, "input_message": told[:255]})

    def _validation(self, asked: Asked) -> dict[str, Any]:
        """A list, a range or a date; a warning only, since 未知 and 无此项 may stand anywhere."""
        fact = asked.fact
        if fact.time in ("spell", "event"):
            return {"validate": "any"}
        if fact.type == "flag":
            words = ["是", "否", "未知"] if self.lang == "zh" else ["yes", "no", "unknown"]
            return {"validate": "list", "source": words}
        if fact.type == "code":
            return self._code_list(fact)
        soft = {"error_type": "warning", "error_message": RULES[self.lang == "en"][:255]}
        if fact.type == "date":
            return {"validate": "date", "criteria": ">=", "value": _FIRST_DAY, **soft}
        if fact.type in ("money", "count", "number", "points"):
            return {"validate": "decimal", **self._range(asked), **soft}
        return {"validate": "any"}

    def _range(self, asked: Asked) -> dict[str, Any]:
        scale = Fraction(1)
        if asked.fact.type == "money":
            measure = header_measure(asked.unit, asked.fact)
            scale = measure.scale or scale if not isinstance(measure, Trouble) else scale
        low = -_WIDEST if asked.fact.low is None else float(asked.fact.low / scale)
        high = _WIDEST if asked.fact.high is None else float(asked.fact.high / scale)
        return {"criteria": "between", "minimum": low, "maximum": high}

    def _code_list(self, fact: FactDef) -> dict[str, Any]:
        labels = self.codes.codes_of(fact) if self.codes else None
        if not labels:
            return {"validate": "any"}
        shown = [_choice(code, words, self.lang) for code, words in labels.items()]
        if shown not in self.lists:
            self.lists.append(shown)
        column = xl_col_to_name(self.lists.index(shown))
        source = f"='{_LISTS}'!${column}$1:${column}${len(shown)}"
        return {"validate": "list", "source": source, "error_type": "warning"}

    def _finish(self, sheet: Any) -> None:
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True})
        sheet.hide_gridlines(0)
        if self.lists:
            hidden = self.book.add_worksheet(_LISTS)
            for column, shown in enumerate(self.lists):
                for row, text in enumerate(shown):
                    hidden.write_string(row, column, text)
            hidden.hide()


def _choice(code: str, words: tuple[str, str], lang: Lang) -> str:
    label = words[1] if lang == "en" and words[1] else words[0]
    return code if not label or label == code else f"{code} {label}"


def _title(kind: Kind, lang: Lang) -> str:
    return f"{kind.zh or kind.id}填报表" if lang == "zh" else f"{kind.en or kind.id}: facts"
