"""Which bit of the two masks stands for which condition, as a table to go with the answers."""

import csv
from collections.abc import Iterator
from pathlib import Path

from gaoxin.cli.context import Lang
from gaoxin.engine.face import Plan
from gaoxin.explaining.face import Reader, rule_text
from gaoxin.files.face import guarded, whole
from gaoxin.policy.face import Library

_HEADS = {
    "zh": ("条款", "条件", "名称", "规则", "何时不符合", "不符列", "待补列", "位值"),
    "en": ("clause", "condition", "name", "rule", "bars when", "failed", "unknown", "value"),
}
_BARS = {"zh": ("不成立", "成立"), "en": ("it fails", "it holds")}


def write_legend(plan: Plan, library: Library, path: Path, lang: Lang) -> None:
    """A row for every condition. ``failed & value <> 0``: its rule does not hold; likewise
    ``unknown``: not known whether it does."""
    with whole(path) as beside, beside.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, lineterminator="\r\n")
        out.writerow(_HEADS[lang])
        out.writerows([guarded(cell) for cell in row] for row in _rows(plan, library, lang))


def _rows(plan: Plan, library: Library, lang: Lang) -> Iterator[tuple[str, ...]]:
    reader = Reader(library, lang)
    for address, legend in plan.legends.items():
        for bit in legend.places():
            rule = bit.condition.rule
            yield (
                address,
                bit.path,
                reader.label(bit.condition.meta.label, bit.condition.name),
                rule_text(reader, rule.text, rule.node) if rule else "",
                _BARS[lang][bit.excluded],
                bit.failed,
                bit.unknown,
                str(bit.value),
            )
