"""Whose row is it: totals, column numbers, footers and altered codes are nobody's; a code written
in three ways is one enterprise."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import Workbook

from gaoxin.facts.table import Loaded, load
from gaoxin.facts.vocabulary import Vocabulary
from gaoxin.quantities import synthetic_credit_code

A, B = (synthetic_credit_code(n) for n in (1, 2))
HEAD: list[object] = ["序号", "统一社会信用代码", "企业名称", "研发费用@2025"]
OLD = "91350203M0001QKT19"
"""Its check digit does not fit, as with some codes of early years."""


def book(folder: Path, *lines: list[object]) -> Path:
    found = Workbook()
    for line in (HEAD, *lines):
        found.worksheets[0].append(line)
    found.save(folder / "t.xlsx")
    return folder / "t.xlsx"


def table(folder: Path, *lines: list[object]) -> Path:
    text = "\n".join(",".join("" if c is None else str(c) for c in line) for line in (HEAD, *lines))
    (folder / "t.csv").write_text(text, "utf-8")
    return folder / "t.csv"


def sum_of(loaded: Loaded, fact: str = "rd_cost") -> Fraction:
    """In fen, over all who have the fact."""
    records = [e.look_up(fact, "2025") for e in loaded.entities.values()]
    return sum((r.value for r in records if r and isinstance(r.value, Fraction)), Fraction(0))


FIRMS: list[list[object]] = [[1, A, "甲公司", 200000], [2, B, "乙公司", 400000]]


@pytest.mark.parametrize("write", [book, table])
@pytest.mark.parametrize(
    "row",
    [
        ["合计", None, None, 400000],
        ["合　计", None, None, 400000],
        [None, "合计", None, 400000],
        [None, None, "总计：2家", 400000],
        ["合计（2家）", None, "", 400000],
        ["全区合计", "—", "", 400000],
        ["其中：规上企业", "", "", 400000],
        ["Total", "", "", 400000],
        ["审核人：张三", None, "填表人：李四", None],
        ["审核人", "张三", None, None],
        ["注：以上数据已核对", None, None, None],
        ["填报日期：2026年1月5日", None, None, None],
    ],
)
def test_a_total_or_a_footer_is_no_enterprise(
    tmp_path: Path, vocabulary: Vocabulary, write: Callable[..., Path], row: list[object]
) -> None:
    loaded = load(write(tmp_path, *FIRMS, row), vocabulary)
    assert set(loaded.entities) == {A, B}
    assert sum_of(loaded) == 60_000_000
    assert [f.code for f in loaded.faults] == ["F27", "F11"]
    assert "4" in loaded.faults[0].zh
    assert loaded.sound


@pytest.mark.parametrize("row", [["栏次", 1, 2, 3], ["甲", "乙", "丙", 1], ["(1)", "(2)", "3", 4]])
def test_the_numbers_of_the_columns_are_no_enterprise(
    tmp_path: Path, vocabulary: Vocabulary, row: list[object]
) -> None:
    loaded = load(book(tmp_path, row, *FIRMS), vocabulary)
    assert set(loaded.entities) == {A, B}
    assert [f.code for f in loaded.faults] == ["F27", "F11"]


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (9.1999999000009e17, "F15"),
        ("919999990000090000", "F10"),
        ("9.2E+17", "F10"),
        ("待补", "F10"),
        (A[:-1], "F10"),
        (None, "F8"),
    ],
)
def test_a_key_that_is_refused_makes_no_enterprise(
    tmp_path: Path, vocabulary: Vocabulary, key: object, code: str
) -> None:
    loaded = load(book(tmp_path, *FIRMS, [3, key, "丙公司", 400000]), vocabulary)
    assert set(loaded.entities) == {A, B}
    assert [f.code for f in loaded.faults if f.severity == "fault"] == [code]


def test_an_enterprise_called_like_a_total_is_kept_by_its_code(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    loaded = load(table(tmp_path, ["", A, "合计", 1], ["备注：新", B, "乙", 2]), vocabulary)
    assert set(loaded.entities) == {A, B}


def test_a_payment_table_with_a_total_pays_nobody(tmp_path: Path, vocabulary: Vocabulary) -> None:
    found = book(tmp_path, *FIRMS)
    paid = tmp_path / "已付.csv"
    paid.write_text(f"credit_code,条款,日期,金额\n{A},a#b,2025-01-01,5\n合计,,,5\n", "utf-8")
    loaded = load([found, paid], vocabulary)
    assert [len(loaded.entities[k].paid or ()) for k in (A, B)] == [1, 0]
    assert all(f.code in ("F11", "F16", "F27") for f in loaded.faults)


@pytest.mark.parametrize("code", [OLD, A])
def test_one_code_in_three_writings_is_one_enterprise(
    tmp_path: Path, vocabulary: Vocabulary, code: str
) -> None:
    wide = chr(ord(code[0]) + 0xFEE0) + code[1:]
    lines = [[n, c, "", 200000] for n, c in enumerate((code, code.lower(), wide, f" {code} "))]
    loaded = load(table(tmp_path, *lines), vocabulary)
    assert set(loaded.entities) == {code}
    assert sum_of(loaded) == 20_000_000
    assert [f.code for f in loaded.faults if f.severity == "fault"] == ["F9", "F9", "F9"]


def test_a_check_digit_that_does_not_fit_is_a_doubt_and_the_message_is_true(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    loaded = load(table(tmp_path, [1, OLD, "", 200000]), vocabulary)
    (doubt,) = loaded.faults
    assert (doubt.code, doubt.severity) == ("F11", "warning")
    assert "早年" in doubt.zh
    assert "early" in doubt.en


def test_the_same_holds_for_data_documents_and_links(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    path = tmp_path / "e.yaml"
    path.write_text(f"- enterprise: {OLD.lower()}\n- enterprise: 合计\n", "utf-8")
    loaded = load(path, vocabulary)
    assert set(loaded.entities) == {OLD}
    assert [f.code for f in loaded.faults if f.severity == "fault"] == ["F10"]
