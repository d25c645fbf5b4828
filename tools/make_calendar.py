"""Write the table of working days from the chinesecalendar package (a build tool, not run time).

    python tools/make_calendar.py

The package must be installed in the version named below; the table says that it is derived.
"""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]

VERSION = "1.11.0"
FIRST, LAST = 2004, 2026
SOURCE = (
    f"derived from chinesecalendar {VERSION} (MIT); "
    "the State Council notice itself was not consulted"
)
# Compared day by day with holidays 0.109, which has 2005-12-31 (Saturday) as a working day.
DIFFERS = {2005: "differs:2005-12-31"}
DATA = Path(__file__).parents[1] / "src" / "gaoxin" / "quantities" / "data"


def exceptions() -> list[tuple[date, str]]:
    """Days off from Monday to Friday and working days at weekends."""
    found, day = [], date(FIRST, 1, 1)
    while day.year <= LAST:
        working = chinese_calendar.is_workday(day)
        if working != (day.weekday() < 5):
            found.append((day, "workday" if working else "holiday"))
        day += timedelta(days=1)
    return found


def write(name: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """One CSV file with plain line ends."""
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)


def main() -> None:
    """Write both tables."""
    if version("chinesecalendar") != VERSION:
        raise SystemExit(f"needs chinesecalendar {VERSION}")
    days = [(str(day), kind, str(day.year), SOURCE) for day, kind in exceptions()]
    write("working_days.csv", ("date", "kind", "year", "source"), days)
    years = [
        (str(year), "derived", SOURCE, DIFFERS.get(year, "agrees"))
        for year in range(FIRST, LAST + 1)
    ]
    write("working_days_sources.csv", ("year", "basis", "source", "status"), years)


if __name__ == "__main__":
    main()
