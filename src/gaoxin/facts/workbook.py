"""Template workbooks to be filled in, for the facts a policy needs or for a kind.

``form``: one enterprise, one fact a row, with labels in both languages, unit, where to find the
figure, note, example and an input cell. ``wide``: many enterprises, one a row. Related kinds
(tenants of a carrier, income by industry) and earlier payments get sheets of their own. All of it
is read back by ``table.load``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Literal

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.columns import Column, read_column
from gaoxin.facts.form import FIELD, VALUE
from gaoxin.facts.guidance import RULES, SHEET_RULES, comment, example, found_in, notes
from gaoxin.facts.numbers import header_measure
from gaoxin.facts.payments import CLAUSE, MONEY, ON
from gaoxin.facts.tabulation import unit_of
from gaoxin.facts.vocabulary import FactDef, Kind
from gaoxin.files.trouble import Trouble
from gaoxin.files.whole import whole
from gaoxin.quantities import Lang, Period

Layout = Literal["form", "wide"]
ROWS: Final = 500
_LISTS: Final = "_codes"
_RECORDED: Final = "记录日期  Recorded on"
_FORM: Final = "填报 Form"
_PAID: Final = "已付"
_SHEET_NAME: Final = 31
_WITHOUT_PERIOD: Final = ("fixed", "day", "spell", "event")
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
    children: Sequence[Kind] = (),
    payments: bool = False,
) -> list[Trouble]:
    """Write a workbook that asks for ``facts`` of entities of ``kind``, its key first.

    ``money_unit`` is the unit of bare amounts (元, 万元). ``children`` are kinds with a sheet of
    their own: for the facts of theirs among ``facts``, or else all that need no period.
    ``payments`` adds a sheet for earlier payments. Facts whose period does not suit them are left
    out and returned as trouble.
    """
    own = [(fact, period) for fact, period in facts if fact.kind == kind.id]
    asked, troubles = _asked(own, kind, money_unit, lang)
    with whole(path) as beside, Workbook(str(beside)) as book:
        writer = _Writer(book, lang, codes)
        if layout == "form":
            writer.form(asked, title or _title(kind, lang))
        else:
            writer.wide(asked, kind, title or _title(kind, lang), rows)
        for child in children:
            wanted, more = _asked(_of_child(facts, child), child, money_unit, lang)
            troubles += more
            writer.wide(wanted, child, _title(child, lang), rows, SHEET_RULES)
        if payments:
            writer.payments(asked[:1], money_unit, rows)
        writer.finish()
    return troubles


def _of_child(
    facts: Sequence[tuple[FactDef, str | Period]], child: Kind
) -> list[tuple[FactDef, str | Period]]:
    """What a related kind is asked: its links, then its facts."""
    found = [(fact, period) for fact, period in facts if fact.kind == child.id]
    links: list[tuple[FactDef, str | Period]] = [
        (fact, "") for fact in child.facts.values() if fact.type == "entity"
    ]
    plain: list[tuple[FactDef, str | Period]] = [
        (fact, "") for fact in child.facts.values() if fact.time in _WITHOUT_PERIOD
    ]
    return [*links, *(found or plain)]


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

    def __init__(self, book: Any, lang: Lang, codes: CodeLists | None) -> None:
        self.book, self.lang, self.codes = book, lang, codes
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

    def form(self, asked: Sequence[Asked], title: str) -> None:
        """One enterprise."""
        sheet = self.book.add_worksheet(_FORM)
        sheet.write_string(0, 1, title, self.title_format)
        sheet.write_string(1, 1, _RECORDED, self.text_format)
        sheet.write_blank(1, 5, None, self.inputs["date"])
        sheet.write_string(2, 1, RULES[self.lang == "en"])
        headers = (FIELD, *self._labels(), *self._columns())
        widths = (4, 26, 34, 12, 8, 26, 30, 34, 30)
        for index, (header, width) in enumerate(zip(headers, widths, strict=True)):
            sheet.write_string(3, index, header, self.header_format)
            sheet.set_column(index, index, width, None, {"hidden": index == 0})
        for row, one in enumerate(asked, start=4):
            self._form_row(sheet, row, one)
        sheet.freeze_panes(4, 3)
        _protect(sheet)

    def wide(
        self,
        asked: Sequence[Asked],
        kind: Kind,
        title: str,
        rows: int,
        rules: tuple[str, str] = RULES,
    ) -> None:
        """Many entities; what each column means stands in the note on its header."""
        sheet = self.book.add_worksheet(sheet_name(kind))
        sheet.write_string(0, 0, title, self.title_format)
        sheet.write_string(1, 0, _RECORDED, self.text_format)
        sheet.write_blank(1, 1, None, self.inputs["date"])
        sheet.write_string(2, 0, rules[self.lang == "en"])
        order: tuple[Lang, Lang] = ("zh", "en") if self.lang == "zh" else ("en", "zh")
        for index, one in enumerate(asked):
            self._column(sheet, index, self._wide_header(one), one, 3, rows)
            sheet.write_comment(3, index, comment(one.fact, order), {"x_scale": 2, "y_scale": 2})
        sheet.freeze_panes(4, 1)
        _protect(sheet)

    def payments(self, key: Sequence[Asked], money_unit: str, rows: int) -> None:
        """Earlier payments: whose, under which clause, when, how much."""
        sheet = self.book.add_worksheet(_PAID)
        words = (
            ("条款", "日期", f"金额（{money_unit}）")
            if self.lang == "zh"
            else ("clause", "date", f"amount（{money_unit}）")
        )
        asked = [Asked(f, "", "", w) for f, w in zip((CLAUSE, ON, MONEY), words, strict=True)]
        for index, one in enumerate([*key, *asked]):
            header = one.header if index >= len(key) else self._wide_header(one)
            unit = money_unit if one.fact is MONEY else one.unit
            self._column(sheet, index, header, replace(one, unit=unit), 0, rows)
        sheet.write_comment(0, 0, SHEET_RULES[self.lang == "en"], {"x_scale": 2})
        sheet.freeze_panes(1, 1)
        _protect(sheet)

    def finish(self) -> None:
        """The lists behind the drop-downs, on a sheet nobody sees."""
        if not self.lists:
            return
        hidden = self.book.add_worksheet(_LISTS)
        for column, shown in enumerate(self.lists):
            for row, text in enumerate(shown):
                hidden.write_string(row, column, text)
        hidden.hide()

    def _column(
        self, sheet: Any, index: int, header: str, asked: Asked, top: int, rows: int
    ) -> None:
        sheet.write_string(top, index, header, self.header_format)
        sheet.set_column(index, index, max(14, min(36, 2 * len(header))))
        for row in range(top + 1, top + 1 + rows):
            sheet.write_blank(row, index, None, self._input(asked.fact))
        self._validate(sheet, (top + 1, index, top + rows, index), asked)

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


def sheet_name(kind: Kind) -> str:
    """A name by which the sheet is known again, within what workbooks allow."""
    both = f"{kind.zh} {kind.en}".strip()
    for name in (both, kind.zh):
        if name and len(name) <= _SHEET_NAME and not set(name) & set("[]:*?/\\'"):
            return name
    return kind.id[:_SHEET_NAME]


def _protect(sheet: Any) -> None:
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True})
    sheet.hide_gridlines(0)


def _choice(code: str, words: tuple[str, str], lang: Lang) -> str:
    label = words[1] if lang == "en" and words[1] else words[0]
    return code if not label or label == code else f"{code} {label}"


def _title(kind: Kind, lang: Lang) -> str:
    return f"{kind.zh or kind.id}填报表" if lang == "zh" else f"{kind.en or kind.id}: facts"
