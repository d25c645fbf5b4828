"""What documents say in Chinese beside their labels, in English: ``words/en.csv`` of ``zh,en``.

Names of papers, roles and judges return in many documents and remarks are long; a translator works
through one table instead of through the rules. Lines that begin with # are headings."""

import csv
from pathlib import Path

from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Place
from gaoxin.policy.library import Library

COLUMNS = ("zh", "en")


def read_english(root: Path, library: Library) -> None:
    """Put every word list below ``root`` into the library."""
    for path in sorted(root.rglob("words/en.csv")) if root.is_dir() else ():
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        if not rows or not set(COLUMNS) <= set(rows[0]):
            library.faults.append(_columns(path))
            continue
        library.english.update({r["zh"]: r["en"] for r in rows if not r["zh"].startswith("#")})


def _columns(path: Path) -> Fault:
    return Fault(
        "D5",
        Place(str(path), 1),
        "词语对照表的列不齐",
        "the word list lacks columns",
        mend_zh=f"第一行写 {','.join(COLUMNS)}",
        mend_en=f"write in the first row {','.join(COLUMNS)}",
    )
