"""From a file on disk to an answer on the terminal, in both languages; refusals read aloud well."""

import csv
import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin

PACKS = Path(__file__).parents[2] / "packs"
QUANZHOU = "quanzhou-etdz/2024-hte"
ENTERPRISE = """\
enterprise: 91999999000001011U
name: {zh: 示例甲软件, en: Example A Software}
source: 虚构示例
recorded: 2026-01-15
facts:
  注册日期: 2018-03-12
  在区注册: [2018-03-12..]
  高新技术企业: [2025-08-20..2028-08-19]
  营业收入@2024: 2000万元
  市级高企奖补@2025: 5万元
"""


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Only the documents asked about, so that reading them takes no time."""
    folder = tmp_path_factory.mktemp("packs")
    books = [p.relative_to(PACKS) for p in (PACKS / "cn" / "codebooks").iterdir()]
    for part in (Path("cn/vocabulary.md"), Path(f"{QUANZHOU}.md"), *books):
        target = folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((PACKS / part).read_bytes())
    (folder / "enterprises").mkdir()
    (folder / "enterprises" / "01-first.yaml").write_text(ENTERPRISE, encoding="utf-8")
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "one.yaml"
    path.write_text(ENTERPRISE, encoding="utf-8")
    return path


def run(packs: Path, *arguments: object, lang: str = "zh") -> tuple[int, str, str]:
    words = [str(a) for a in arguments]
    result = CliRunner().invoke(
        gaoxin, [*words, "--packs", str(packs), "--lang", lang], prog_name="gaoxin"
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.stdout, result.stderr


def test_a_file_is_explained_and_the_city_award_deducted(packs: Path, file: Path) -> None:
    code, out, err = run(packs, "explain", file, "--on", "2025-12-01")
    assert code == 0
    assert "可得奖补：15万元" in out
    assert "记录于2026年1月15日" in out
    assert err == ""


def test_the_same_in_english(packs: Path, file: Path) -> None:
    code, out, _ = run(packs, "explain", file, "--on", "2025-12-01", lang="en")
    assert code == 0
    assert "Due (grants): CNY 150,000.00" in out


def test_a_sample_is_found_by_part_of_its_name(packs: Path) -> None:
    code, out, _ = run(packs, "explain", "--sample", "first", "--on", "2025年12月1日")
    assert code == 0
    assert out.startswith("示例甲软件（91999999000001011U）")


def test_as_known_earlier_the_facts_are_not_there_yet(packs: Path, file: Path) -> None:
    _, out, _ = run(packs, "explain", file, "--on", "2025-12-01", "--known", "2025-12-31")
    assert "按当时所知：2025年12月31日" in out
    assert "可得奖补：15万元" not in out
    assert "高新技术企业，见高新技术企业证书" in out


@pytest.mark.parametrize(("clause", "expected"), [("first", 0), ("again", 1), ("total", 0)])
def test_the_exit_code_answers_a_question_about_one_clause(
    packs: Path, file: Path, clause: str, expected: int
) -> None:
    arguments = ("explain", file, "--on", "2025-12-01", "--clause", f"{QUANZHOU}#{clause}")
    code, _, _ = run(packs, *arguments)
    assert code == expected


def test_json_goes_to_standard_output_and_a_page_to_its_file(
    packs: Path, file: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    arguments = ("explain", file, "--on", "2025-12-01", "--html", page, "--json")
    code, out, _ = run(packs, *arguments)
    assert code == 0
    assert json.loads(out)["totals"] == [
        {
            "form": "grant",
            "currency": "CNY",
            "due": {"state": "exact", "value": 15_000_000},
            "low": 15_000_000,
            "high": 15_000_000,
        }
    ]
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_after_the_text_expired_there_is_nothing_to_ask(packs: Path, file: Path) -> None:
    code, out, _ = run(packs, "explain", file, "--on", "2026-01-01")
    assert code == 0
    assert "没有可问的条款" in out


def test_a_stacking_not_in_force_has_no_sum(packs: Path, file: Path) -> None:
    arguments = ("explain", file, "--on", "2024-01-01", "--clause", f"{QUANZHOU}#total")
    code, out, _ = run(packs, *arguments)
    assert code == 1
    assert "合计（未施行）" in out
    assert "0元" not in out


def test_a_wrong_cell_is_named_and_the_rest_still_answered(packs: Path, tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(ENTERPRISE.replace("2000万元", "两千来万"), encoding="utf-8")
    code, out, err = run(packs, "explain", path, "--on", "2025-12-01")
    assert code == 0
    assert "wrong.yaml:9" in err
    assert "营业收入（2024年），见" in out


@pytest.mark.parametrize(
    ("lang", "arguments", "code", "words"),
    [
        ("zh", ("explain",), 2, "写一个文件，或用 --sample 指明示例企业"),
        ("en", ("explain",), 2, "give a file or a --sample"),
        ("zh", ("explain", "--sample", "无此家"), 3, "没有示例企业“无此家”；现有：01-first"),
        ("en", ("explain", "--sample", "nobody"), 3, "there is no sample enterprise 'nobody'"),
        ("zh", ("explain", "--sample", "first", "--on", "去年"), 2, "去年"),
        ("zh", ("explain", "--sample", "first", "--on", "2025年"), 2, "要写到日"),
        (
            "zh",
            ("explain", "--sample", "first", "--clause", f"{QUANZHOU}#frist"),
            3,
            f"是不是 {QUANZHOU}#first",
        ),
        (
            "en",
            ("explain", "--sample", "first", "--document", "quanzhou"),
            3,
            "did you mean quanzhou-etdz",
        ),
        ("zh", ("ask", "--sample", "first", "--goal", "no#thing"), 3, "没有条款“no#thing”"),
        (
            "en",
            ("ask", "--sample", "first", "--goal", f"{QUANZHOU}#total"),
            3,
            "the goal must be a clause",
        ),
        ("zh", ("template", "x.xlsx", "--kind", "星球"), 3, "没有“星球”这种对象"),
        ("en", ("template", "x.xlsx", "--on", "1999-01-01"), 3, "no clause is in force"),
        ("zh", ("match", str(PACKS), "-o", "answers.docx"), 2, "用 .parquet、.csv 或 .arrow"),
    ],
)
def test_refusals_say_what_and_how_to_mend(
    packs: Path, lang: str, arguments: tuple[str, ...], code: int, words: str
) -> None:
    found, _, err = run(packs, *arguments, lang=lang)
    assert found == code
    assert words in err


def test_of_several_enterprises_one_must_be_named(packs: Path, tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    other = ENTERPRISE.replace("91999999000001011U", "9199999900000102XK").replace("甲", "乙")
    path.write_text(f"{ENTERPRISE}---\n{other}", encoding="utf-8")
    code, _, err = run(packs, "explain", path, "--on", "2025-12-01")
    assert code == 3
    assert "文件里有 2 家，请用 --entity 指明一家" in err
    code, out, _ = run(packs, "explain", path, "--on", "2025-12-01", "--entity", "示例乙软件")
    assert code == 0
    assert out.startswith("示例乙软件")


def test_the_next_question_says_what_why_and_where(packs: Path, tmp_path: Path) -> None:
    path = tmp_path / "open.yaml"
    path.write_text(ENTERPRISE.replace("  营业收入@2024: 2000万元\n", ""), encoding="utf-8")
    code, out, _ = run(packs, "ask", path, "--goal", f"{QUANZHOU}#first", "--on", "2025-12-01")
    assert code == 0
    assert "问：2024年的“营业收入”是多少元？" in out
    assert "到哪里找：" in out


def test_where_nothing_can_matter_nothing_is_asked(packs: Path, file: Path) -> None:
    code, out, _ = run(packs, "ask", file, "--goal", f"{QUANZHOU}#again", "--on", "2025-12-01")
    assert code == 1
    assert "没有要问的了" in out
    tree = json.loads(
        run(packs, "ask", file, "--goal", f"{QUANZHOU}#first", "--on", "2025-12-01", "--json")[1]
    )
    assert tree["question"] is None
    assert tree["money"] == {"state": "exact", "value": 20_000_000}


def test_a_template_asks_for_what_the_clauses_need_and_is_read_back(
    packs: Path, tmp_path: Path
) -> None:
    form = tmp_path / "form.xlsx"
    code, out, _ = run(packs, "template", form, "--document", "quanzhou-etdz", "--on", "2025-12-01")
    assert code == 0
    assert re.search(r"：\d+ 项事实", out)
    assert form.stat().st_size > 0
    from openpyxl import load_workbook

    book = load_workbook(form)
    words = {str(c.value) for sheet in book.worksheets for row in sheet.iter_rows() for c in row}
    for needed in ("operating_revenue@2024（元）", "hte", "in_zone", "registered_on"):
        assert needed in words


def test_a_whole_table_is_matched_counted_and_written(packs: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.parquet"
    code, out, _ = run(packs, "match", packs / "enterprises", "--on", "2025-12-01", "-o", answers)
    assert code == 0
    assert "1 家：作答 1，坏值另报 0" in out
    assert "可享受 1 不符合 0 待补 0　合计 20万元" in out
    assert "有 1 无 0 待补 0　合计 15万元" in out
    rows = pq.read_table(answers).to_pylist()
    assert rows[0]["credit_code"] == "91999999000001011U"
    assert rows[0]["total.total"] == 15_000_000


@pytest.mark.parametrize(("lang", "head"), [("zh", "何时不符合"), ("en", "bars when")])
def test_a_legend_says_which_bit_of_the_masks_is_which_condition(
    packs: Path, tmp_path: Path, lang: str, head: str
) -> None:
    answers, legend = tmp_path / "answers.parquet", tmp_path / "legend.csv"
    asked = ("match", packs / "enterprises", "--on", "2025-12-01", "--clause", f"{QUANZHOU}#again")
    code, out, _ = run(packs, *asked, "-o", answers, "--legend", legend, lang=lang)
    assert code == 0
    assert str(legend) in out
    with legend.open(encoding="utf-8-sig", newline="") as file:
        heads, *rows = csv.reader(file)
    assert head in heads
    (row,) = pq.read_table(answers).to_pylist()
    failing = [path for _, path, *_, column, _, value in rows if row[column] & int(value)]
    assert failing == ["重新认定"]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "没有文件夹 nowhere，请先建"), ("en", "no folder nowhere: make it")]
)
@pytest.mark.parametrize(
    "asked",
    [
        ("match", str(PACKS), "-o", "nowhere/a.csv"),
        ("match", str(PACKS), "--legend", "nowhere/a.csv"),
        ("explain", "--sample", "first-hte-quanzhou", "--html", "nowhere/a.html"),
        ("synth", "nowhere/a.parquet"),
        ("template", "nowhere/a.xlsx"),
        ("template", "nowhere/a.xlsx", "--sample", "first-hte-quanzhou"),
    ],
)
def test_what_cannot_be_written_is_said_before_any_work(
    packs: Path, lang: str, words: str, asked: tuple[str, ...]
) -> None:
    code, _, err = run(packs, *asked, lang=lang)
    assert code == 2
    assert words in err


def test_a_file_that_is_not_what_its_name_says_is_refused(packs: Path, tmp_path: Path) -> None:
    for name in ("a.parquet", "a.arrow", "a.xlsx", "a.csv"):
        wrong = tmp_path / name
        wrong.write_bytes(b"\x00\x01 nothing of the kind")
        for command in ("match", "explain"):
            code, _, err = run(packs, command, wrong, "--on", "2025-12-01")
            assert code == 3, (command, name)
            assert name in err
            assert "Traceback" not in err


def test_a_broken_value_is_a_reported_row_and_the_exit_code_says_so(
    packs: Path, tmp_path: Path
) -> None:
    table = tmp_path / "two.parquet"
    column = "operating_revenue@2024"
    pq.write_table(pa.table({"id": ["a", "b"], column: ["2000000000", "много"]}), table)
    code, out, _ = run(
        packs, "match", table, "--on", "2025-12-01", "--clause", f"{QUANZHOU}#first", lang="en"
    )
    assert code == 1
    assert "2 rows: 1 answered, 1 reported for broken values" in out
    assert f"{column}: 1 rows" in out


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "cn/2018-incubator#incubator 说的是载体（carrier），所给的是企业（enterprise）"),
        (
            "en",
            "cn/2018-incubator#incubator is about: Carrier (carrier); "
            "given is: Enterprise (enterprise)",
        ),
    ],
)
@pytest.mark.parametrize(("name", "clause"), [("explain", "--clause"), ("ask", "--goal")])
def test_a_clause_about_another_kind_is_refused(
    file: Path, name: str, clause: str, lang: str, words: str
) -> None:
    asked = (name, file, "--on", "2020-06-01", clause, "cn/2018-incubator#incubator")
    code, _, err = run(PACKS, *asked, lang=lang)
    assert code == 2
    assert words in err


def test_a_table_of_enterprises_is_not_matched_against_clauses_for_incubators(file: Path) -> None:
    asked = ("match", file, "--on", "2020-06-01", "--clause", "cn/2018-incubator#incubator")
    code, _, err = run(PACKS, *asked)
    assert code == 2
    assert "说的是载体" in err
    code, _, err = run(PACKS, *asked, "--kind", "enterprise", lang="en")
    assert code == 2
    assert "is about: Carrier" in err
    assert "没有“factory”这种对象" in run(PACKS, *asked, "--kind", "factory")[2]


def applicants(folder: Path, *codes: str) -> Path:
    """Enterprises that are each due a million under a yearly budget of a million."""
    path = folder / "applicants.yaml"
    met = "facts: {注册日期: 2015-01-01, 符合甲: yes, 符合乙: yes, 符合丙: yes}\n"
    path.write_text("---\n".join(f"enterprise: {code}\n{met}" for code in codes), encoding="utf-8")
    return path


CODES = ("91999999000001011U", "9199999900000102XK")
BUDGET = ("--on", "2024-06-01", "--clause", "demo/stacking#s17")


@pytest.mark.parametrize(
    ("lang", "codes", "words"),
    [
        ("zh", CODES, "超过预算 100万元（不足时按比例折算）；合计未按预算折算"),
        ("en", CODES, "exceeds the budget of CNY 1,000,000.00 (scaled down in proportion if"),
        ("zh", CODES[:1], "在预算 100万元 之内"),
        ("en", CODES[:1], "within the budget of CNY 1,000,000.00"),
    ],
)
def test_a_sum_over_the_budget_is_said_and_not_cut(
    tmp_path: Path, lang: str, codes: tuple[str, ...], words: str
) -> None:
    _, out, _ = run(PACKS, "match", applicants(tmp_path, *codes), *BUDGET, lang=lang)
    assert words in out
    _, out, _ = run(PACKS, "match", applicants(tmp_path, *codes), *BUDGET, "--json")
    (found,) = json.loads(out)["clauses"]
    assert (found["money"], found["budget"]) == (len(codes) * 100_000_000, 100_000_000)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "预算由全体申报者分配，以上是分配之前的金额"),
        ("en", "the budget is shared among all who apply; the amounts here are before that"),
    ],
)
def test_one_enterprise_is_told_its_amount_before_the_budget(
    tmp_path: Path, lang: str, words: str
) -> None:
    _, out, _ = run(PACKS, "explain", applicants(tmp_path, CODES[0]), *BUDGET, lang=lang)
    assert words in out
