"""What number formats show, written out by hand."""

from fractions import Fraction

import pytest

from gaoxin.files.formats import read_format


@pytest.mark.parametrize(
    ("code", "number", "shown", "unit"),
    [
        ("0%", 0.16, "16", "%"),
        ("0.00%", 0.1234567, "12.34567", "%"),
        ("0!.0,", 15000000, "1500", ""),
        ("0\\.0,", 15000000, "1500", ""),
        ('0"."0,', 15000000, "1500", ""),
        ("0!.0000", 15000000, "1500", ""),
        ('0!.0,"万元"', 15000000, "1500", "万元"),
        ("0!.0,万", 15000000, "1500", "万"),
        ("#,##0,", 15000000, "15000", ""),
        ("0.00,,", 15000000, "15", ""),
        ('0.0"万元"', 1500, "1500", "万元"),
        ('[>=10000]0!.0,"万";0', 15000000, "1500", "万"),
        ('[>=10000]0!.0,"万";0', 9999, "9999", ""),
        ('0!.0,"万";-0', -50000, "-50000", ""),
        ("$#,##0.00", 5, "5", "美元"),
    ],
)
def test_a_format_that_shows_another_number(
    code: str, number: float, shown: str, unit: str
) -> None:
    form = read_format(code)
    assert not form.plain
    found = form.shown(float(number))
    assert (found.number, found.unit) == (Fraction(shown), unit)


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "G/通用格式",
        "@",
        "0",
        "#,##0.00",
        "#,##0;[Red]-#,##0",
        '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
        "¥#,##0.00",
        "[$¥-804]#,##0",
        "0.00E+00",
        "000000",
        "",
        ";;;",
        "[[[",
        '"',
    ],
)
def test_a_format_that_shows_the_number_held(code: str) -> None:
    assert read_format(code).plain


@pytest.mark.parametrize(
    ("code", "sort"),
    [
        ("yyyy-mm-dd", "date"),
        ('[$-804]yyyy"年"m"月"d"日"', "date"),
        ('yyyy"年"m"月"', "month"),
        ("yyyy", "year"),
        ("m/d", "date"),
        ("yyyy/m/d h:mm", "date"),
        ("h:mm AM/PM", "time"),
        ("[h]:mm:ss", "elapsed"),
        ("mmm-yy", "month"),
    ],
)
def test_a_format_of_days_and_times(code: str, sort: str) -> None:
    assert read_format(code).of(45047.0).sort == sort
