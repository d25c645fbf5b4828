"""Cells that show another number than they hold: number format and header are read together."""

from fractions import Fraction

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.columns import Column
from gaoxin.facts.discretion import discreet, is_told
from gaoxin.facts.entities import Value
from gaoxin.facts.numbers import NUMERIC, own_measure
from gaoxin.facts.showing import show
from gaoxin.facts.values import parse_value
from gaoxin.facts.vocabulary import FactDef
from gaoxin.files.formats import Format
from gaoxin.files.trouble import Trouble
from gaoxin.quantities import decimal_text


def read_shown(
    cell: float, form: Format, column: Column, codes: CodeLists | None
) -> Value | Trouble:
    """The value of a number under a format that shows another.

    What people see, with the unit of the format or else of the header, is one reading. The other
    is the number held: in the header's unit where the format only adds a word (1500 shown as
    1500万元), in the fact's own where the format scales (15000000 shown as 1500.0). Where both say
    the same, that is the value; where they differ it is a fault (F7) with both. A percentage
    says what it is.
    """
    fact = column.fact
    seen_as = form.shown(cell)
    scaled = seen_as.number != Fraction(repr(cell))
    if fact.type not in NUMERIC or not (scaled or seen_as.unit):
        return parse_value(cell, fact, column.measure, codes)
    text = decimal_text(seen_as.number) or str(cell)
    seen = parse_value(f"{text}{seen_as.unit}", fact, column.measure, codes)
    if "%" in seen_as.unit:
        return seen
    held = parse_value(cell, fact, own_measure(fact) if scaled else column.measure, codes)
    if (
        not scaled
        and isinstance(seen, Trouble)
        and not (fact.type == "money" and seen.code == "F7")
    ):
        return held  # a word that is no unit
    if seen == held or (not scaled and not column.unit) or isinstance(seen, Trouble):
        return seen
    return held if isinstance(held, Trouble) else _two_readings(seen, held, fact)


def _two_readings(seen: Value, held: Value, fact: FactDef) -> Trouble:
    sees, holds = ({x: show(v, fact, x) for x in ("zh", "en")} for v in (seen, held))
    trouble = Trouble(
        "F7",
        f"“{fact.zh}”显示为{sees['zh']}，存的却是{holds['zh']}：数字格式与列名的单位不一致",
        f"'{fact.en or fact.id}' shows {sees['en']} but holds {holds['en']}: its number format and "
        "the unit in the header do not agree",
        "把单元格设为常规格式，核对后填写，并在列名里写明单位",
        "give the cell the general format, check the figure, and write its unit in the header",
    )
    return trouble if is_told(fact) else discreet(trouble, fact)
