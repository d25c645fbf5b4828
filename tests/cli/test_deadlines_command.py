"""`gaoxin deadlines`: whose rules a case follows, and the calendar it is reckoned with."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin

REVIEW = "dlhitech/2020-rules#reviewed"  # in force 2020-09-10..2023-10-24


def run(*arguments: object, lang: str = "zh") -> tuple[int, str, str]:
    found = CliRunner().invoke(gaoxin, ["deadlines", *map(str, arguments), "--lang", lang])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.output
    return found.exit_code, found.stdout, found.stderr


@pytest.mark.parametrize("begun", ["2026-02-09", "2023-10-25", "2020-09-09"])
def test_rules_do_not_govern_a_case_begun_outside_their_days(begun: str) -> None:
    code, out, err = run(REVIEW, "--event", f"受理={begun}", "--on", "2026-03-05")
    assert (code, out) == (3, "")
    assert f"有效期是 2020-09-10..2023-10-24，{begun} 开始的办件不适用" in err
    code, _, err = run(REVIEW, "--event", f"受理={begun}", "--on", "2026-03-05", lang="en")
    assert f"does not govern a case begun on {begun}" in err


def test_without_a_case_ended_rules_are_not_shown_either() -> None:
    assert run(REVIEW, "--on", "2026-03-05")[0] == 3
    assert run(REVIEW, "--on", "2023-10-24")[0] == 0


@pytest.mark.parametrize(
    ("lang", "first"),
    [("zh", f"注意：{REVIEW} 已于 2023-10-24 失效"), ("en", f"Note: {REVIEW} ended on 2023-10-24")],
)
def test_a_case_begun_in_time_follows_ended_rules_and_says_so_at_the_top(
    lang: str, first: str
) -> None:
    case = ("--event", "受理=2023-10-20", "--on", "2023-11-07")
    code, out, _ = run(REVIEW, *case, lang=lang)
    assert code == 0
    assert out.startswith(first)
    assert "2023-11-07" in out.splitlines()[2]
    (plain,) = json.loads(run(REVIEW, *case, "--json")[1])
    assert plain["rules_ended"] == "2023-10-24"


def test_while_the_rules_are_in_force_nothing_is_said_of_their_end() -> None:
    _, out, _ = run(REVIEW, "--event", "受理=2023-10-20", "--on", "2023-10-24")
    assert out.startswith("审核（截至 2023-10-24）")


def test_one_case_of_a_list_begun_too_late_is_named(tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text("case,step,on\n甲,受理,2023-10-20\n乙,受理,2023-10-26\n", encoding="utf-8")
    code, _, err = run(REVIEW, "--events", cases, "--on", "2023-11-07")
    assert code == 3
    assert err.startswith("乙：")
    assert "甲" not in err


def test_a_calendar_of_a_single_day_is_followed(tmp_path: Path) -> None:
    calendar = tmp_path / "closed.csv"
    row = "2023-10-23,holiday,2023,虚构的停电"
    calendar.write_text(f"date,kind,year,source\n{row}\n", encoding="utf-8")
    case = ("--event", "受理=2023-10-20", "--on", "2023-10-24")
    assert "不迟于 2023-11-07" in run(REVIEW, *case)[1]
    code, out, err = run(REVIEW, *case, "--calendar", calendar)
    assert (code, err) == (0, "")
    assert "不迟于 2023-11-08" in out
