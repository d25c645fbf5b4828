"""What a workbook hides, told: hidden sheets are not used, hidden rows and columns are."""

from collections.abc import Sequence

from gaoxin.files.sheet import column_letters
from gaoxin.files.trouble import Trouble


def hidden_sheet(name: str) -> Trouble:
    """A sheet nobody sees, which was not read."""
    return Trouble(
        "F28",
        f"工作表“{name}”是隐藏的，没有读",
        f"the sheet '{name}' is hidden; it was not read",
        "若要用，取消隐藏；不用就删去",
        "unhide it if it is to be used, or delete it",
        "warning",
    )


def hidden_rows(rows: Sequence[int]) -> Trouble:
    """Rows (counted from 1) that nobody sees, by a filter or by hand, and that were read."""
    some = [str(r) for r in rows[:5]]
    return _used(
        f"第{'、'.join(some)}{'…' * (len(rows) > 5)}行是隐藏的（共{len(rows)}行），照样读了",
        f"{len(rows)} hidden row{'s' * (len(rows) > 1)} (row {', '.join(some)}"
        f"{' …' * (len(rows) > 5)}) were read all the same",
    )


def hidden_columns(columns: Sequence[int]) -> Trouble:
    """Columns (counted from 0) that nobody sees and that were read."""
    letters = [column_letters(c) for c in columns[:5]]
    return _used(
        f"{'、'.join(letters)}{'…' * (len(columns) > 5)}列是隐藏的，照样读了",
        f"hidden column{'s' * (len(columns) > 1)} {', '.join(letters)}"
        f"{' …' * (len(columns) > 5)} read all the same",
    )


def _used(zh: str, en: str) -> Trouble:
    return Trouble(
        "F28",
        zh,
        en,
        "取消隐藏和筛选，核对后再用；不要的删去",
        "unhide and unfilter them and see whether they belong; delete what does not",
        "warning",
    )
