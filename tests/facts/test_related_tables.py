"""Several tables together: who is in which carrier, what belongs to whom, what was paid."""

from datetime import date
from pathlib import Path

from openpyxl import Workbook

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.entities import Payment
from gaoxin.facts.table import load
from gaoxin.facts.vocabulary import Vocabulary
from gaoxin.facts.writing import write_workbook
from gaoxin.quantities import synthetic_credit_code

A, B = (synthetic_credit_code(n) for n in (1, 2))


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_tenants_of_a_carrier_from_sheets(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = workbook(
        tmp_path / "b.xlsx",
        {
            "企业": [["credit_code", "企业名称"], [A, "甲公司"], [B, "乙公司"]],
            "载体": [["载体编号", "载体名称"], ["C1", "一号楼"], ["C2", "二号楼"]],
            "入驻": [
                ["载体", "企业", "入驻日", "离开日"],
                ["C1", A, date(2024, 1, 1), "无此项"],
                ["一号楼", "乙公司", date(2024, 2, 1), None],
            ],
        },
    )
    loaded = load(path, vocabulary)
    assert [f for f in loaded.faults if f.severity == "fault"] == []
    carriers = loaded.kinds["carrier"]
    tenants = [t.facts["enterprise", ""][0].value for t in carriers["C1"].sets["tenancies"]]
    assert tenants == [loaded.entities[A], loaded.entities[B]]
    assert carriers["C2"].sets["tenancies"] == ()
    assert len(loaded.entities[B].sets["tenancies"]) == 1


def test_a_set_without_its_table_stays_unknown(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"credit_code\n{A}\n", encoding="utf-8")
    entity = load(path, vocabulary).entities[A]
    assert "tenancies" not in entity.sets
    assert entity.paid is None


def _rows(letters: str) -> list[list[object]]:
    return [[f"{letters}{n}"] for n in range(100, 130)]


def test_only_the_first_twenty_links_astray_are_told_the_nearest_key(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    sheets: dict[str, list[list[object]]] = {
        "载体": [["载体编号"], *_rows("C-")],
        "入驻": [["载体"], *_rows("C_")],
    }
    faults = load(workbook(tmp_path / "b.xlsx", sheets), vocabulary).faults
    hints = ["是否为" in f.mend_zh for f in faults if f.code == "F20" and f.severity == "fault"]
    assert hints == [True] * 20 + [False] * 10


def test_a_link_that_leads_nowhere_is_a_fault_of_its_cell(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    path = workbook(
        tmp_path / "b.xlsx",
        {
            "载体": [["载体编号"], ["C1"]],
            "tenancy": [["载体", "入驻日"], ["C9", date(2024, 1, 1)], [None, date(2024, 1, 1)]],
        },
    )
    loaded = load(path, vocabulary)
    assert [(f.code, f.place) for f in loaded.faults] == [
        ("F20", "tenancy!A2"),
        ("F20", "b.xlsx tenancy!A3"),
    ]
    assert loaded.kinds["carrier"]["C1"].sets["tenancies"] == ()


def test_enterprises_of_a_zone_named_only_by_its_key(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"credit_code,所在园区\n{A},示范区\n{B},示范区\n", encoding="utf-8")
    loaded = load(path, vocabulary)
    zone = loaded.kinds["zone"]["示范区"]
    assert [e.id for e in zone.sets["enterprises"]] == [A, B]


def test_one_enterprise_over_several_files(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "a.csv").write_text(f"credit_code,研发费用@2024\n{A},1\n{B},5\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(
        f"credit_code,研发费用@2025,研发费用@2024\n{A},2,1\n{B},,6\n", encoding="utf-8"
    )
    loaded = load(tmp_path, vocabulary)
    assert {key[1] for key in loaded.entities[A].facts if key[0] == "rd_cost"} == {"2024", "2025"}
    assert ("F21", "b.csv:3:3") in [(f.code, f.place) for f in loaded.faults]
    assert loaded.entities[B].facts["rd_cost", "2024"][0].value == 500


def test_a_later_record_corrects_an_earlier_one(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"credit_code,研发费用@2024,记录日期\n{A},5,2025-06-01\n", encoding="utf-8")
    other = tmp_path / "b.csv"
    other.write_text(f"credit_code,研发费用@2024,记录日期\n{A},6,2025-02-01\n", encoding="utf-8")
    entity = load([path, other], vocabulary).entities[A]
    for known, fen in ((date(2025, 3, 1), 600), (date(2025, 7, 1), 500)):
        record = entity.look_up("rd_cost", "2024", known)
        assert record is not None
        assert record.value == fen


def test_earlier_payments(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = workbook(
        tmp_path / "b.xlsx",
        {
            "企业": [["credit_code"], [A], [B]],
            "已付": [
                ["credit_code", "条款", "日期", "金额（万元）"],
                [A, "demo/2026#rd", date(2025, 6, 30), 20],
                [A, "demo/2026#rd", date(2024, 6, 30), 1.5],
                [A, "demo/2026#rd", "去年", 3],
                [B, "demo/2026#rd", date(2024, 6, 30), -1],
                [B, None, date(2024, 6, 30), 1],
            ],
        },
    )
    loaded = load(path, vocabulary)
    assert loaded.entities[A].paid == (
        Payment("demo/2026#rd", date(2024, 6, 30), 1_500_000),
        Payment("demo/2026#rd", date(2025, 6, 30), 20_000_000),
    )
    assert loaded.entities[B].paid == ()
    places = [(f.code, f.place) for f in loaded.faults if f.severity == "fault"]
    assert places == [("F12", "已付!C4"), ("F13", "已付!D5"), ("F24", "已付!B6")]


def test_a_payment_names_its_clause_by_address_or_by_label(
    tmp_path: Path, vocabulary: Vocabulary, codes: CodeLists
) -> None:
    head: list[object] = ["credit_code", "条款", "日期", "金额（元）"]
    day = date(2025, 6, 30)
    lines: list[list[object]] = [
        [A, "cn/2018-incubator#incubator", day, 1],
        [A, "cn/2018-incubator#incubator 国家级科技企业孵化器", day, 2],
        [A, "国家级科技企业孵化器", day, 3],
        [A, "elsewhere/2020#x", day, 4],
        [B, "cn/2018-incubator#incubater", day, 5],
    ]
    path = workbook(
        tmp_path / "b.xlsx", {"企业": [["credit_code"], [A], [B]], "已付": [head, *lines]}
    )
    loaded = load(path, vocabulary, codes=codes)
    paid = loaded.entities[A].paid
    assert paid is not None
    assert [(p.clause, p.money) for p in paid] == [
        ("cn/2018-incubator#incubator", 100),
        ("cn/2018-incubator#incubator", 200),
        ("cn/2018-incubator#incubator", 300),
        ("elsewhere/2020#x", 400),
    ]
    said = [(f.code, f.place, f.severity) for f in loaded.faults if f.code == "F16"]
    assert said == [
        ("F16", "已付!B4", "warning"),  # the label alone: taken as the clause of that label
        ("F16", "已付!B5", "warning"),  # a document not loaded
        ("F16", "已付!B6", "fault"),
    ]
    assert (loaded.entities[B].paid, loaded.entities[B].paid_unread) == ((), True)


def test_payments_to_others_are_said_once_and_make_no_enterprise(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    head: list[object] = ["credit_code", "条款", "日期", "金额（元）"]
    others: list[list[object]] = [
        [f"{B}X", "d#c", date(2025, 6, 30), 1],
        [f"{B}Y", "d#c", date(2025, 6, 30), 1],
    ]
    path = workbook(tmp_path / "b.xlsx", {"企业": [["credit_code"], [A]], "已付": [head, *others]})
    loaded = load(path, vocabulary)
    assert list(loaded.entities) == [A]
    (said,) = [fault for fault in loaded.faults if fault.code == "F20"]
    assert (said.place, said.severity) == ("已付!A2", "warning")
    assert f"2笔付款的收款人不在所给的表里，没有算；第一笔写的是“{B}X”" in said.text("zh")


def test_a_sheet_nobody_understands_is_said(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = workbook(
        tmp_path / "b.xlsx", {"企业": [["credit_code"], [A]], "随记": [["今天下雨"]], "空": []}
    )
    loaded = load(path, vocabulary)
    assert ("F22", "随记!A1") in [(f.code, f.place) for f in loaded.faults]
    assert loaded.sound


def test_a_workbook_of_several_kinds_comes_back_related(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    sheets: dict[str, list[list[object]]] = {
        "企业": [["credit_code", "名称", "职工总数@2025"], [A, "甲公司", 5], [B, "乙公司", None]],
        "载体": [["载体编号"], ["C1"], ["C2"]],
        "入驻": [["载体", "企业", "入驻日"], ["C1", A, date(2024, 1, 1)]],
        "paid": [["credit_code", "clause", "on", "money"], [A, "a/1#b", date(2025, 1, 1), 0.5]],
    }
    first = load(workbook(tmp_path / "a.xlsx", sheets), vocabulary)
    write_workbook(first.kinds, tmp_path / "b.xlsx", vocabulary)
    again = load(tmp_path / "b.xlsx", vocabulary)
    assert again.sound
    assert again.entities[A].name == "甲公司"
    assert again.entities[A].paid == first.entities[A].paid
    assert again.entities[B].paid == ()
    assert [
        t.facts["enterprise", ""][0].value for t in again.kinds["carrier"]["C1"].sets["tenancies"]
    ] == [again.entities[A]]
    assert again.kinds["carrier"]["C2"].sets["tenancies"] == ()
